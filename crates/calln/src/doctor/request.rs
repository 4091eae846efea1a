//! A question over HTTP, as a caller's browser or a proxy would ask it.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use http::{HeaderMap, Request, StatusCode, Uri, header};
use http_body_util::{BodyExt as _, Limited};
use hyper::client::conn::http1;
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use rustls::pki_types::{InvalidDnsNameError, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

/// A server answers in milliseconds, one behind proxies in a second.
const PATIENCE: Duration = Duration::from_secs(5);
/// More than any answer to the doctor has.
const ANSWER_BYTES: usize = 16 * 1024;

/// What is asked.
#[derive(Clone, Copy, Default)]
pub(super) struct Question<'a> {
    pub(super) path: &'a str,
    /// What the question claims in `X-Forwarded-For`.
    pub(super) forwarded_for: Option<IpAddr>,
    /// The page that asks, as `https://calls.example.org`.
    pub(super) origin: Option<&'a str>,
    /// A WebSocket is asked for (RFC 6455, section 4.1).
    pub(super) opens_websocket: bool,
}

/// What was answered.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    /// The address that the question was sent from.
    pub(super) from: IpAddr,
    /// What the connection has become, where the answer is that it has.
    pub(super) upgraded: Option<Upgraded>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum RequestError {
    /// The name stands for no address, nobody listens there, or the connection broke.
    #[error("no connection")]
    Io(#[from] io::Error),
    /// The URL's host is neither a name nor an address.
    #[error("the host is no name that a certificate could have")]
    Host(#[from] InvalidDnsNameError),
    /// No certificate can be checked.
    #[error("TLS can't be used")]
    Tls(#[from] rustls::Error),
    /// What came isn't HTTP.
    #[error("the answer isn't HTTP")]
    NotHttp(#[from] hyper::Error),
    /// The question isn't HTTP: the URL has something strange in it.
    #[error("the URL can't be asked")]
    Question(#[from] http::Error),
    /// The answer is longer than any of Calln's.
    #[error("the answer is longer than Calln's")]
    TooLong,
    /// Nothing came.
    #[error("no answer within {PATIENCE:?}")]
    Silence,
}

impl Question<'_> {
    /// Asks the server at this address.
    pub(super) async fn ask_near(&self, server: SocketAddr) -> Result<Answer, RequestError> {
        let asked = async {
            let stream = TcpStream::connect(server).await?;
            let from = stream.local_addr()?.ip();
            self.ask(stream, from, &server.to_string()).await
        };
        timeout(PATIENCE, asked).await.map_err(|_| RequestError::Silence)?
    }

    /// Asks at the address that callers open.
    pub(super) async fn ask_at(&self, site: &Uri) -> Result<Answer, RequestError> {
        let asked = async {
            let is_secure = site.scheme_str() == Some("https");
            let host = site.host().unwrap_or_default().trim_matches(['[', ']']);
            let port = site.port_u16().unwrap_or(if is_secure { 443 } else { 80 });
            let server = lookup_host((host, port))
                .await?
                .next()
                .ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
            let stream = TcpStream::connect(server).await?;
            let from = stream.local_addr()?.ip();
            let authority = site.authority().map_or(host, |authority| authority.as_str());
            if !is_secure {
                return self.ask(stream, from, authority).await;
            }
            let name = ServerName::try_from(host.to_owned())?;
            self.ask(trusting()?.connect(name, stream).await?, from, authority).await
        };
        timeout(PATIENCE, asked).await.map_err(|_| RequestError::Silence)?
    }

    async fn ask(
        &self,
        stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
        from: IpAddr,
        authority: &str,
    ) -> Result<Answer, RequestError> {
        let mut question = Request::get(self.path).header(header::HOST, authority);
        if let Some(origin) = self.origin {
            question = question.header(header::ORIGIN, origin);
        }
        if self.opens_websocket {
            // The key is RFC 6455's own example: what comes of it isn't looked at.
            question = question
                .header(header::CONNECTION, "Upgrade")
                .header(header::UPGRADE, "websocket")
                .header(header::SEC_WEBSOCKET_VERSION, "13")
                .header(header::SEC_WEBSOCKET_KEY, "dGhlIHNhbXBsZSBub25jZQ==");
        }
        if let Some(claim) = self.forwarded_for {
            question = question.header("x-forwarded-for", claim.to_string());
        }
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection.with_upgrades());
        let mut answer = sender.send_request(question.body(Body::empty())?).await?;
        let upgraded = match answer.status() {
            StatusCode::SWITCHING_PROTOCOLS => Some(hyper::upgrade::on(&mut answer).await?),
            _ => None,
        };
        let (head, body) = answer.into_parts();
        let body = Limited::new(body, ANSWER_BYTES).collect().await.map_err(|_| RequestError::TooLong)?;
        Ok(Answer { status: head.status, headers: head.headers, body: body.to_bytes(), from, upgraded })
    }
}

/// Trusts whom this machine trusts.
fn trusting() -> Result<TlsConnector, RequestError> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}
