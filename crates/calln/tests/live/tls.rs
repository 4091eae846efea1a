//! TURN over TLS.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use calln_turn::{Credentials, Probe};
use calln_wire::client::Join;
use calln_wire::server::Matched;
use rustix::process::Signal;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::caller::anyone;
use crate::server;

/// A certificate with its key, in files that go away with this.
pub(crate) struct Files {
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
    _directory: TempDir,
}

impl Files {
    /// For `name`, good until the end of `year`.
    pub(crate) fn of(name: &str, year: i32) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let key = rcgen::KeyPair::generate().unwrap();
        let mut parameters = rcgen::CertificateParams::new([name.to_owned()]).unwrap();
        parameters.not_after = rcgen::date_time_ymd(year, 12, 31);
        let certificate = parameters.self_signed(&key).unwrap().pem();
        let files = [("certificate.pem", certificate), ("key.pem", key.serialize_pem())];
        let [certificate, key] = files.map(|(name, pem)| {
            let path = directory.path().join(name);
            std::fs::write(&path, pem).unwrap();
            path
        });
        Self { certificate, key, _directory: directory }
    }

    pub(crate) fn flags(&self) -> [&str; 8] {
        let [certificate, key] = [&self.certificate, &self.key].map(|path| path.to_str().unwrap());
        let listen = ["--turn-tls-listen", "127.0.0.1:0", "--turn-host", "localhost"];
        let [a, b, c, d] = listen;
        [a, b, c, d, "--turn-tls-certificate", certificate, "--turn-tls-key", key]
    }
}

/// The port behind the URL that begins like this.
pub(crate) fn port(urls: &[String], begin: &str) -> u16 {
    let url = urls.iter().find_map(|url| url.strip_prefix(begin)).unwrap();
    url.split('?').next().unwrap().parse().unwrap()
}

/// A connection to `localhost`, secured as by [`secure`].
async fn secured(certificate: &Path, port: u16) -> std::io::Result<TlsStream<TcpStream>> {
    secure(certificate, TcpStream::connect(("127.0.0.1", port)).await.unwrap()).await
}

/// TLS on a connection to `localhost`, by somebody who trusts the certificate in this file and no other.
pub(crate) async fn secure(certificate: &Path, stream: TcpStream) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(certificate).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let connector = TlsConnector::from(Arc::new(config.with_root_certificates(roots).with_no_client_auth()));
    connector.connect(ServerName::try_from("localhost").unwrap(), stream).await
}

#[tokio::test]
async fn a_relay_over_tls_is_offered_and_carries_a_call() {
    let files = Files::of("localhost", 2200);
    let server = server::start(&files.flags());
    let (mut first, mut second) = (server.caller().await, server.caller().await);
    first.waits(&Join { hide_address: Some(true), ..anyone() }).await;
    let newcomers = second.is_matched(&anyone()).await.relay.unwrap();
    let waiters = first.hears::<Matched>().await.relay.unwrap();

    let stream = secured(&files.certificate, port(&waiters.urls, "turns:localhost:")).await.unwrap();

    let credentials = |relay: calln_wire::server::IceServer| Credentials {
        username: relay.username.unwrap(),
        password: relay.credential.unwrap(),
    };
    let over_udp = SocketAddr::from(([127, 0, 0, 1], port(&newcomers.urls, "turn:localhost:")));
    let mut one = Probe::stream(stream, credentials(waiters)).unwrap();
    let mut two = Probe::udp(over_udp, credentials(newcomers)).await.unwrap();
    let (of_one, of_two) = (one.allocate().await.unwrap(), two.allocate().await.unwrap());
    one.bind_channel(0x4000, of_two).await.unwrap();
    two.bind_channel(0x4001, of_one).await.unwrap();
    one.send(0x4000, b"a voice").await.unwrap();
    assert_eq!(two.receive().await.unwrap(), (0x4001, b"a voice".to_vec()));
    two.send(0x4001, b"an answer").await.unwrap();
    assert_eq!(one.receive().await.unwrap(), (0x4000, b"an answer".to_vec()));
}

#[tokio::test]
async fn sighup_reads_the_certificate_again_and_one_that_cannot_be_used_changes_nothing() {
    let [served, kept, new] = [(); 3].map(|()| Files::of("localhost", 2200));
    fs::copy(&served.certificate, &kept.certificate).unwrap();
    let server = server::start(&served.flags());
    let (mut first, mut second) = (server.caller().await, server.caller().await);
    first.waits(&Join { hide_address: Some(true), ..anyone() }).await;
    let port = port(&second.is_matched(&anyone()).await.relay.unwrap().urls, "turns:localhost:");
    secured(&kept.certificate, port).await.unwrap();

    fs::copy(&new.certificate, &served.certificate).unwrap();
    fs::copy(&new.key, &served.key).unwrap();
    server.signal(Signal::HUP);
    while secured(&new.certificate, port).await.is_err() {}
    assert!(secured(&kept.certificate, port).await.is_err(), "nobody is shown the old one any more");

    fs::write(&served.certificate, "half of a file").unwrap();
    server.signal(Signal::HUP);
    while !server.log().contains("the old certificate stays in use") {
        tokio::task::yield_now().await;
    }
    secured(&new.certificate, port).await.unwrap();
}

#[tokio::test]
async fn a_certificate_that_cannot_be_used_leaves_turn_without_tls() {
    let (one, other) = (Files::of("localhost", 2200), Files::of("localhost", 2200));
    let mismatched = Files { key: other.key.clone(), ..one };
    let server = server::start(&mismatched.flags());
    let (mut first, mut second) = (server.caller().await, server.caller().await);
    first.waits(&Join { hide_address: Some(true), ..anyone() }).await;
    let urls = second.is_matched(&anyone()).await.relay.unwrap().urls;
    assert!(!urls.is_empty() && urls.iter().all(|url| url.starts_with("turn:")), "{urls:?}");
    let (_, log) = server.stop();
    assert!(log.contains("TURN is not offered over TLS"), "{log}");
}
