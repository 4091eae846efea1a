//! The duties that the protocols' own test suites ask of a server.

use std::net::SocketAddr;
use std::time::Duration;

use calln_transport::engine::{self, Frame, Outbox};
use calln_transport::{CloseReason, Config, Event, Flow, Handler, Refusal, Socket};
use http::request::Parts;
use serde_json::value::RawValue;

/// The settings that the suites expect, at the path of one of the two protocols.
pub(crate) fn config(path: &str) -> Config {
    Config {
        path: path.into(),
        ping_interval: Duration::from_millis(300),
        ping_timeout: Duration::from_millis(200),
        max_message_bytes: 1_000_000,
        max_attachments: 2,
        connect_timeout: Duration::from_secs(1),
        ..Config::default()
    }
}

/// Socket.IO: `auth` on connect, `message` comes back as `message-back`, `message-with-ack` as acknowledgement.
pub(crate) struct Events;

impl Handler for Events {
    type Peer = ();
    type Session = Socket;

    fn accept(&self, _: &Parts, _: SocketAddr) -> Result<(), Refusal> {
        Ok(())
    }

    fn connect(
        &self,
        socket: Socket,
        (): &(),
        namespace: &str,
        auth: Option<&RawValue>,
    ) -> Result<Socket, Refusal> {
        if !["/", "/custom"].contains(&namespace) {
            return Err(Refusal::new("Invalid namespace"));
        }
        let sent = match auth {
            Some(auth) => socket.emit("auth", auth),
            None => socket.emit("auth", &serde_json::json!({})),
        };
        sent.map_err(|error| Refusal::new(error.to_string()))?;
        Ok(socket)
    }

    fn event(&self, socket: &Socket, event: Event) -> Flow {
        // A client that is gone by now needs no answer.
        let _ = match event.name() {
            "message" => event.relay_as("message-back").map(|relay| socket.relay(relay)),
            _ => Ok(event.echo().map_or(Ok(()), |echo| socket.relay(echo))),
        };
        Flow::On
    }

    fn close(&self, _: &Socket, _: CloseReason) {}
}

/// Engine.IO alone: every message comes back.
pub(crate) struct Messages;

/// One session of [`Messages`].
pub(crate) struct Echo(Outbox);

impl engine::Handler for Messages {
    type Application = Echo;

    fn open(&self, _: &Parts, _: SocketAddr, outbox: Outbox) -> Result<Echo, Refusal> {
        Ok(Echo(outbox))
    }
}

impl engine::Application for Echo {
    fn receive(&mut self, frame: Frame) -> Result<(), CloseReason> {
        self.0.push(frame).map_err(|_| CloseReason::SlowReader)
    }
}
