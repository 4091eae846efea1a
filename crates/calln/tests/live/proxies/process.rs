//! A real proxy in front of the real server.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream as Plain};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal as Kill, kill_process, kill_process_group};
use serde_json::Value;
use tempfile::TempDir;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener as Listener, TcpSocket};

use crate::certificate::{Files, secure};
use crate::server::Server;

/// How long a proxy may take to begin, and how long anything may take through it.
const WITHIN: Duration = Duration::from_secs(20);

/// Where callers come from: not where the proxies do.
const CALLER: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(127, 0, 0, 3)), 0);

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    Nginx,
    HAProxy,
    Apache,
    Caddy,
}

/// A proxy that ends when this is dropped.
pub(super) struct Proxy {
    kind: Kind,
    /// Where it serves HTTPS.
    port: u16,
    process: Child,
    files: TempDir,
    certificate: Files,
}

/// A port that was free a moment ago: none of them says which it took.
fn free() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

impl Proxy {
    /// Starts it with the file that operators get, for another name, other ports and another certificate; `but` changes it
    /// further.
    pub(super) fn start(kind: Kind, server: &Server, but: impl Fn(String) -> String) -> Self {
        let (files, certificate) = (tempfile::tempdir().unwrap(), Files::of("localhost", 2200));
        let [port, plain, admin] = [free(), free(), free()];
        let upstream = server.url.strip_prefix("http://").unwrap();
        let [chain, key] = [&certificate.certificate, &certificate.key].map(|path| path.to_str().unwrap());
        let config = |name: &str| {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/proxies").join(name);
            but(fs::read_to_string(path).unwrap()).replace("127.0.0.1:8080", upstream)
        };
        let own = |name: &str| files.path().join(name);
        let mut command = match kind {
            Kind::Nginx => {
                let site = config("nginx.conf")
                    .replace("listen 80;", &format!("listen 127.0.0.1:{plain};"))
                    .replace("listen 443 ssl;", &format!("listen 127.0.0.1:{port} ssl;"))
                    .replace("calls.example.org/fullchain.pem", chain)
                    .replace("calls.example.org/privkey.pem", key)
                    .replace("/etc/letsencrypt/live/", "")
                    .replace("calls.example.org", "localhost");
                let around = format!(
                    "daemon off; pid nginx.pid; error_log stderr; events {{}} http {{ client_body_temp_path body; \
                     proxy_temp_path proxy; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;\n{site}\n}}"
                );
                fs::write(own("nginx.conf"), around).unwrap();
                let mut nginx = Command::new("nginx");
                nginx.arg("-p").arg(files.path()).arg("-c").arg(own("nginx.conf")).args(["-e", "stderr"]);
                nginx
            }
            Kind::HAProxy => {
                let both = fs::read_to_string(chain).unwrap() + &fs::read_to_string(key).unwrap();
                fs::write(own("both.pem"), both).unwrap();
                let text = config("haproxy.cfg")
                    .replace("bind :80", &format!("bind 127.0.0.1:{plain}"))
                    .replace("bind :443", &format!("bind 127.0.0.1:{port}"))
                    .replace("/etc/haproxy/calls.example.org.pem", own("both.pem").to_str().unwrap());
                fs::write(own("haproxy.cfg"), text).unwrap();
                let mut haproxy = Command::new("haproxy");
                haproxy.arg("-W").arg("-f").arg(own("haproxy.cfg"));
                haproxy
            }
            Kind::Apache => {
                let site = config("apache.conf")
                    .replace("*:80", &format!("127.0.0.1:{plain}"))
                    .replace("*:443", &format!("127.0.0.1:{port}"))
                    .replace("/etc/letsencrypt/live/calls.example.org/fullchain.pem", chain)
                    .replace("/etc/letsencrypt/live/calls.example.org/privkey.pem", key)
                    .replace("calls.example.org", "localhost");
                let modules = [
                    "mpm_event",
                    "authz_core",
                    "socache_shmcb",
                    "ssl",
                    "headers",
                    "rewrite",
                    "proxy",
                    "proxy_http",
                    "proxy_wstunnel",
                ];
                let modules = modules.iter().fold(String::new(), |text, name| {
                    text + &format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n")
                });
                let around = format!(
                    "{modules}ServerRoot {0}\nPidFile {0}/pid\nMutex file:{0}\nErrorLog /dev/stderr\nUser www-data\n\
                     Group www-data\nListen 127.0.0.1:{plain}\nListen 127.0.0.1:{port}\nServerName localhost\n{site}",
                    files.path().display()
                );
                fs::write(own("apache.conf"), around).unwrap();
                let mut apache = Command::new("apache2");
                apache.arg("-DFOREGROUND").arg("-f").arg(own("apache.conf"));
                apache
            }
            Kind::Caddy => {
                let site = config("Caddyfile").replace(
                    "calls.example.org {",
                    &format!("https://localhost:{port} {{\n\tbind 127.0.0.1\n\ttls {chain} {key}"),
                );
                let options = format!("{{\n\tadmin 127.0.0.1:{admin}\n\tauto_https disable_redirects\n}}\n");
                fs::write(own("Caddyfile"), options + &site).unwrap();
                let mut caddy = Command::new("caddy");
                caddy.args(["run", "--adapter", "caddyfile", "--config"]).arg(own("Caddyfile"));
                caddy.env("HOME", files.path());
                caddy
            }
        };
        let process = command
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let proxy = Self { kind, port, process, files, certificate };
        proxy.until("it listens", || Plain::connect((Ipv4Addr::LOCALHOST, port)).is_ok());
        proxy
    }

    fn until(&self, what: &str, mut is_so: impl FnMut() -> bool) {
        let end = Instant::now() + WITHIN;
        while !is_so() {
            assert!(Instant::now() < end, "{:?}: {what}", self.kind);
            std::thread::yield_now();
        }
    }

    /// Takes its configuration in anew, as after a new certificate.
    pub(super) fn reload(&self) {
        let signal = match self.kind {
            Kind::Nginx => Kill::HUP,
            Kind::HAProxy => Kill::USR2,
            Kind::Apache => Kill::USR1,
            Kind::Caddy => {
                let config = self.files.path().join("Caddyfile");
                let mut caddy = Command::new("caddy");
                caddy.args(["reload", "--force", "--adapter", "caddyfile", "--config"]).arg(config);
                assert!(caddy.env("HOME", self.files.path()).status().unwrap().success());
                return;
            }
        };
        let pid = Pid::from_raw(i32::try_from(self.process.id()).unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
    }

    /// The way through it for a client without TLS: what comes to this address goes on to the proxy, secured.
    pub(super) async fn unsecured(&self) -> String {
        let listener = Listener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address: SocketAddr = listener.local_addr().unwrap();
        let (certificate, port) = (self.certificate.certificate.clone(), self.port);
        tokio::spawn(async move {
            while let Ok((mut near, _)) = listener.accept().await {
                let certificate: PathBuf = certificate.clone();
                tokio::spawn(async move {
                    let socket = TcpSocket::new_v4().unwrap();
                    socket.bind(CALLER).unwrap();
                    let far = socket.connect((Ipv4Addr::LOCALHOST, port).into()).await.unwrap();
                    let mut far = secure(&certificate, far).await.unwrap();
                    // Ends with whichever side goes first.
                    let _gone = copy_bidirectional(&mut near, &mut far).await;
                });
            }
        });
        format!("http://localhost:{}", address.port())
    }

    /// What the doctor says of the way through it, by check: verdict and remedy.
    pub(super) fn examined(&self, server: &Server) -> Vec<(String, String, String)> {
        let mut doctor = Command::new(env!("CARGO_BIN_EXE_calln"));
        doctor.env_clear().env("SSL_CERT_FILE", &self.certificate.certificate);
        doctor.args(["doctor", "--json", "--patient", "1", "--turn-listen", "127.0.0.1:0"]);
        doctor.args([
            "--trusted-proxies",
            "127.0.0.1/32",
            "--url",
            &format!("https://localhost:{}", self.port),
        ]);
        doctor.args(["--listen", server.url.strip_prefix("http://").unwrap()]);
        let output = doctor.arg("--state-directory").arg(server.state_directory()).output().unwrap();
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let findings = report["findings"].as_array().unwrap().iter();
        findings.map(|one| (text(&one["check"]), text(&one["verdict"]), text(&one["remedy"]))).collect()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // With its workers, those of before a reload among them.
        let group = i32::try_from(self.process.id()).ok().and_then(Pid::from_raw);
        if let Some(group) = group {
            let _gone = kill_process_group(group, Kill::KILL);
        }
        let _gone = self.process.wait();
    }
}
