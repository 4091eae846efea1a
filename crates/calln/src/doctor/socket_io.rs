//! The connection of callers, through whatever stands between them and the server: as a browser opens it, with the `Origin`
//! of the page, over long polling and over a WebSocket.

use std::io;
use std::time::Duration;

use http::{StatusCode, Uri};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::{Instant, timeout, timeout_at};

use super::report::{Report, reason};
use super::request::{Answer, Question};

/// The server says at once that a connection is open.
const PATIENCE: Duration = Duration::from_secs(5);
/// Longest frame that is sent here, in bytes: one whose length takes a byte.
const SHORT: u8 = 125;
/// Longest frame that the server sends to who asks for nothing, in bytes.
const LONGEST: u64 = 16 * 1024;

const HOST_REMEDY: &str = "let the proxy pass Host on as the browser sent it. nginx: proxy_set_header Host $http_host; Apache: \
     ProxyPreserveHost On; Traefik: passHostHeader: true; Caddy and HAProxy do by themselves, so take away what sets Host. If \
     the page is another site's, name it in origins";
const UPGRADE_REMEDY: &str = "let the proxy pass WebSockets. nginx: proxy_http_version 1.1; proxy_set_header Upgrade \
     $http_upgrade; proxy_set_header Connection $connection_upgrade (docs/operations.md has the map for it); Apache: \
     mod_proxy_wstunnel or upgrade=websocket; Caddy, Traefik and HAProxy do by themselves, so take away what removes Upgrade";
const IDLE_REMEDY: &str = "let the proxy keep connections that say nothing for a minute or more. nginx: proxy_read_timeout and \
     proxy_send_timeout 120s; HAProxy: timeout tunnel 1h; Apache: ProxyTimeout 120; Traefik: idleTimeout";

/// Opens both at `site`, and keeps the WebSocket for `patience` without a word of ours but the answers to heartbeats.
pub(super) async fn examine(site: &Uri, patience: Duration, report: &mut Report) {
    let (Some(scheme), Some(authority)) = (site.scheme_str(), site.authority()) else { return };
    let origin = format!("{scheme}://{authority}");
    polling(site, &origin, report).await;
    websocket(site, &origin, patience, report).await;
}

async fn polling(site: &Uri, origin: &str, report: &mut Report) {
    const CHECK: &str = "polling";
    let question =
        Question { path: "/socket.io/?EIO=4&transport=polling", origin: Some(origin), ..Question::default() };
    match question.ask_at(site).await {
        Ok(answer) if answer.status == StatusCode::OK && answer.body.starts_with(b"0{") => {
            report.fine(CHECK, "a browser gets a connection over long polling");
        }
        Ok(answer) if answer.status == StatusCode::FORBIDDEN => {
            let says = "the server takes its own page for another site's, and refuses it: callers read that Calln can't be reached";
            report.problem(CHECK, says, HOST_REMEDY);
        }
        Ok(answer) => {
            report.problem(CHECK, refused(&answer), "let the proxy pass /socket.io/ on, with its query")
        }
        Err(error) => report.problem(CHECK, reason(&error), "see to name, port, certificate and proxy"),
    }
}

async fn websocket(site: &Uri, origin: &str, patience: Duration, report: &mut Report) {
    const CHECK: &str = "WebSocket";
    let question = Question {
        path: "/socket.io/?EIO=4&transport=websocket",
        origin: Some(origin),
        opens_websocket: true,
        ..Question::default()
    };
    let answer = match question.ask_at(site).await {
        Ok(answer) => answer,
        Err(error) => return report.problem(CHECK, reason(&error), UPGRADE_REMEDY),
    };
    if answer.status == StatusCode::FORBIDDEN {
        return report.problem(CHECK, "the server refuses it to its own page", HOST_REMEDY);
    }
    let says = refused(&answer);
    let Some(upgraded) = answer.upgraded else { return report.problem(CHECK, says, UPGRADE_REMEDY) };
    let mut frames = Frames(TokioIo::new(upgraded));
    match timeout(PATIENCE, frames.next()).await {
        Ok(Ok(frame)) if frame.starts_with(b"0{") => {
            report.fine(CHECK, "a browser gets a connection over a WebSocket");
        }
        _ => {
            let says =
                "it is opened, and then nothing comes through: calls begin three seconds late, over polling";
            return report.problem(CHECK, says, UPGRADE_REMEDY);
        }
    }
    if !patience.is_zero() {
        idle(&mut frames, patience, report).await;
    }
}

/// The server lets nobody stay who doesn't connect, so it is connected to, and asked for nothing.
async fn idle(frames: &mut Frames, patience: Duration, report: &mut Report) {
    const CHECK: &str = "silence";
    let until = Instant::now() + patience;
    let kept = async {
        frames.say(b"40").await?;
        loop {
            // A heartbeat is answered, everything else is heard and forgotten.
            if frames.next().await? == b"2" {
                frames.say(b"3").await?;
            }
        }
    };
    let kept: Result<io::Result<()>, _> = timeout_at(until, kept).await;
    match kept {
        Err(_) => {
            report.fine(CHECK, format!("a connection that says nothing lasts {} s", patience.as_secs()))
        }
        Ok(_) => {
            let lasted = patience.saturating_sub(until.saturating_duration_since(Instant::now()));
            let says = format!("a connection that says nothing is cut after {} s", lasted.as_secs());
            report.problem(CHECK, says, IDLE_REMEDY);
        }
    }
}

fn refused(answer: &Answer) -> String {
    format!("what stands in front of the server answers with status {}", answer.status.as_u16())
}

/// The frames of a WebSocket on the client's side (RFC 6455, section 5).
struct Frames(TokioIo<Upgraded>);

impl Frames {
    async fn next(&mut self) -> io::Result<Vec<u8>> {
        let length = match self.read_head().await? {
            length @ 0..=125 => u64::from(length),
            126 => u64::from(self.0.read_u16().await?),
            _ => self.0.read_u64().await?,
        };
        if length > LONGEST {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut payload = Vec::new();
        (&mut self.0).take(length).read_to_end(&mut payload).await?;
        Ok(payload)
    }

    /// The length as the second byte has it.
    async fn read_head(&mut self) -> io::Result<u8> {
        let [_, length] = self.0.read_u16().await?.to_be_bytes();
        Ok(length)
    }

    /// Sends short text. Its mask is zero, which changes nothing.
    async fn say(&mut self, text: &[u8]) -> io::Result<()> {
        let length = u8::try_from(text.len()).unwrap_or(SHORT).min(SHORT);
        let head = [0x81, 0x80 | length, 0, 0, 0, 0];
        self.0.write_all(&[&head, &text[..usize::from(length)]].concat()).await?;
        self.0.flush().await
    }
}
