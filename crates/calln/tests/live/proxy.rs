//! A reverse proxy in front of the server, set up well or badly.

use std::net::SocketAddr;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpSocket};
use tokio_rustls::TlsAcceptor;

use crate::certificate::Files;

/// Where the proxy's own connections come from: not where its clients do.
pub(crate) const NETWORK: &str = "127.0.0.2/32";

/// What it does with `X-Forwarded-For`.
#[derive(Clone, Copy)]
pub(crate) enum Forwarded {
    /// Adds its client at the right end, as a proxy should.
    Appended,
    /// Lets it through as the client has written it.
    PassedOn,
}

/// Starts a proxy over HTTPS, as `https://localhost:…`, for one request a connection.
pub(crate) async fn secured(server: SocketAddr, forwarded: Forwarded, files: &Files) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    let certificate = CertificateDer::from_pem_file(&files.certificate).unwrap();
    let key = PrivateKeyDer::from_pem_file(&files.key).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    tokio::spawn(async move {
        while let Ok((stream, client)) = listener.accept().await {
            // A client that doesn't trust the certificate leaves here.
            if let Ok(stream) = acceptor.accept(stream).await {
                pass(stream, client, server, forwarded).await;
            }
        }
    });
    url
}

async fn pass(
    mut near: impl AsyncRead + AsyncWrite + Unpin,
    client: SocketAddr,
    server: SocketAddr,
    forwarded: Forwarded,
) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(near.read_u8().await.unwrap());
    }
    let mut head = String::from_utf8(head).unwrap();
    if let Forwarded::Appended = forwarded {
        head = head.replacen("\r\n\r\n", &format!("\r\nX-Forwarded-For: {}\r\n\r\n", client.ip()), 1);
    }
    head = head.replacen("\r\n\r\n", "\r\nX-Forwarded-Proto: https\r\n\r\n", 1);
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.2:0".parse().unwrap()).unwrap();
    let mut far = socket.connect(server).await.unwrap();
    far.write_all(head.as_bytes()).await.unwrap();
    // Ends with whichever side goes first.
    let _gone = copy_bidirectional(&mut near, &mut far).await;
}
