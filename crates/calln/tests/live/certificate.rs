//! A certificate to serve TLS with, and a client that trusts it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

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

/// Shakes hands with `localhost` on a connection, as somebody who trusts the certificate in this file and no other.
pub(crate) async fn secure(certificate: &Path, stream: TcpStream) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(certificate).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let connector = TlsConnector::from(Arc::new(config.with_root_certificates(roots).with_no_client_auth()));
    connector.connect(ServerName::try_from("localhost").unwrap(), stream).await
}
