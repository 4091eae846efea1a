//! From HTTP to a WebSocket: with a session of its own, or taking over one that is polled.

use std::pin::Pin;
use std::sync::Arc;

use hyper_util::rt::TokioIo;

use super::application::{Application, Handler};
use super::exchange::{Begin, Endpoint, Upgrade};
use super::packet::{self, Packet};
use super::polling::Polled;
use super::session::Session;
use super::timed_stream::TimedStream;
use super::websocket::{self, Socket};
use crate::close::CloseReason;
use crate::config::Config;
use crate::frame::Frame;

const NO_SESSION: CloseReason = CloseReason::Protocol("no session to upgrade");

/// Begins the WebSocket. What is returned carries its session to the end, and holds nothing but what that takes.
pub(crate) async fn begin<H: Handler>(
    endpoint: Arc<Endpoint<H>>,
    upgrade: Upgrade<H::Application>,
) -> Option<Pin<Box<impl Future<Output = ()> + Send + use<H>>>> {
    let parts = upgrade.on.await.ok()?.downcast::<TokioIo<TimedStream>>().ok()?;
    let Config { max_message_bytes, upgrade_timeout, close_timeout, .. } = endpoint.config;
    // The rest is copied: even empty, it would keep hyper's read buffer for as long as the connection lives.
    let mut socket =
        Socket::new(parts.io.into_inner().upgraded(), &parts.read_buf, max_message_bytes, &endpoint.incoming);
    drop(parts.read_buf);
    let session = match upgrade.begin {
        Begin::Session(session) => session,
        Begin::Nothing => {
            websocket::refuse(socket, NO_SESSION, close_timeout).await;
            return None;
        }
        Begin::Probe(sid, polled) => {
            let probing = tokio::time::timeout(upgrade_timeout, probe(&mut socket, &polled));
            match probing.await.unwrap_or(Err(CloseReason::PacketTimeout)) {
                Ok(session) => {
                    endpoint.polled.forget(sid);
                    session
                }
                Err(reason) => {
                    websocket::refuse(socket, reason, close_timeout).await;
                    return None;
                }
            }
        }
    };
    Some(Box::pin(websocket::run(socket, session, close_timeout)))
}

/// The dialogue that moves a session from polling to this WebSocket. Until the client's last word in it, polling
/// goes on.
async fn probe<A: Application>(socket: &mut Socket, polled: &Polled<A>) -> Result<Session<A>, CloseReason> {
    expect(socket, Packet::Probe).await?;
    if !polled.begin_upgrade() {
        return Err(NO_SESSION);
    }
    let _undo = Probing(polled);
    socket.send(packet::PROBED).await?;
    expect(socket, Packet::Upgrade).await?;
    polled.finish_upgrade().ok_or(NO_SESSION)
}

async fn expect(socket: &mut Socket, packet: Packet) -> Result<(), CloseReason> {
    match socket.next().await? {
        Frame::Text(text) if Packet::parse(&text) == Some(packet) => Ok(()),
        _ => Err(CloseReason::Protocol("not the packet that an upgrade needs here")),
    }
}

/// While it exists, polls are answered at once.
struct Probing<'a, A: Application>(&'a Polled<A>);

impl<A: Application> Drop for Probing<'_, A> {
    fn drop(&mut self) {
        self.0.abandon_upgrade();
    }
}
