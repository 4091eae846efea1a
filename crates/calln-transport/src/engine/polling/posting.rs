//! A request body of a session that is polled: its packets, one after the other.

use std::future::poll_fn;
use std::task::Poll;

use super::Polled;
use crate::close::CloseReason;
use crate::engine::application::Application;
use crate::engine::handshake::BadRequest;
use crate::engine::{packet, payload};

/// A request body under way.
pub(crate) struct Posting<'a, A: Application> {
    polled: &'a Polled<A>,
}

impl<'a, A: Application> Posting<'a, A> {
    pub(super) fn new(polled: &'a Polled<A>) -> Self {
        Self { polled }
    }

    /// Hands the packets of a complete body to the session.
    pub(crate) async fn receive(self, body: &str) -> Result<(), BadRequest> {
        for frame in payload::decode(body) {
            poll_fn(|cx| {
                self.polled.state().alive().map_or(Poll::Ready(()), |session| session.poll_ready(cx))
            })
            .await;
            let mut state = self.polled.state();
            let Some(session) = state.alive() else { return Err(BadRequest::UnknownSession) };
            let received = match frame {
                Ok(frame) => session.receive(frame),
                Err(_) => Err(CloseReason::Protocol("a binary packet is not base64")),
            };
            drop(state);
            match received {
                Ok(()) => {}
                Err(CloseReason::ClientEnded) => {
                    self.polled.end(CloseReason::ClientEnded, packet::NOOP);
                    return Ok(());
                }
                Err(reason) => {
                    self.polled.end(reason, packet::CLOSE);
                    return Err(match reason {
                        CloseReason::Protocol(what) | CloseReason::TooLarge(what) => BadRequest::Bad(what),
                        CloseReason::OverBudget => BadRequest::OverBudget,
                        _ => BadRequest::UnknownSession,
                    });
                }
            }
        }
        Ok(())
    }

    /// The body is not what it should be: the session is over.
    pub(crate) fn fail(self, reason: CloseReason) {
        self.polled.end(reason, packet::CLOSE);
    }
}

impl<A: Application> Drop for Posting<'_, A> {
    fn drop(&mut self) {
        let mut state = self.polled.state();
        state.posting = false;
        if let Some(session) = &mut state.session {
            session.came(0, false);
        }
    }
}
