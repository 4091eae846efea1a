//! What is being written to a WebSocket: from the outbox straight into the kernel, with no buffer in between.

use std::collections::VecDeque;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::AsyncWrite;

use crate::close::CloseReason;
use crate::codec::{Opcode, ServerHeader};
use crate::frame::Frame;
use crate::outbox::{self, Outbox};

/// Frames written by one system call at most.
const BATCH: usize = 16;

/// What has left the outbox and is not written yet. Its bytes stay charged to the outbox until the kernel has them.
#[derive(Default)]
pub(crate) struct Outgoing {
    frames: VecDeque<Frame>,
    /// Bytes of the first frame, its header included, that are written.
    written: usize,
    /// A control frame to be written between two frames: one, so that its size is bounded.
    control: Vec<u8>,
    /// Bytes of it that are written.
    control_written: usize,
}

impl Outgoing {
    /// Has the answer to a ping written next. Of several, the last alone is answered (RFC 6455, section 5.5.3).
    pub(crate) fn pong(&mut self, payload: &[u8]) {
        if self.control_written == 0 {
            let header = ServerHeader::new(Opcode::Pong, payload.len());
            self.control = [header.as_bytes(), payload].concat();
        }
    }

    /// Writes what waits. Ready when the session is over; otherwise everything is written or the kernel takes no more.
    pub(crate) fn poll_write(
        &mut self,
        stream: &mut (impl AsyncWrite + Unpin),
        outbox: &Outbox,
        cx: &mut Context<'_>,
    ) -> Poll<CloseReason> {
        loop {
            match self.poll_frames(stream, outbox, cx) {
                Poll::Ready(Ok(())) => {}
                Poll::Ready(Err(error)) => return Poll::Ready(lost(&error, outbox)),
                Poll::Pending => return outbox.poll_ending(cx),
            }
            match outbox.poll_take(cx, &mut self.frames) {
                Poll::Ready(Ok(())) => {}
                Poll::Ready(Err(reason)) => return Poll::Ready(reason),
                Poll::Pending => break,
            }
        }
        self.frames = VecDeque::new();
        Poll::Pending
    }

    /// Writes the frames that have left the outbox, and a control frame as soon as none is half written.
    pub(crate) fn poll_frames(
        &mut self,
        stream: &mut (impl AsyncWrite + Unpin),
        outbox: &Outbox,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        loop {
            let wrote = if self.written == 0 && !self.control.is_empty() {
                let rest = &self.control[self.control_written..];
                let wrote = ready!(Pin::new(&mut *stream).poll_write(cx, rest))?;
                self.control_written += wrote;
                if self.control_written == self.control.len() {
                    (self.control, self.control_written) = (Vec::new(), 0);
                }
                wrote
            } else if self.frames.is_empty() {
                return Poll::Ready(Ok(()));
            } else {
                let wrote = ready!(self.poll_batch(stream, cx))?;
                self.advance(wrote, outbox);
                wrote
            };
            if wrote == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
        }
    }

    fn poll_batch(
        &self,
        stream: &mut (impl AsyncWrite + Unpin),
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<usize>> {
        // A control frame waits for the frame that is half written, and for no other.
        let most = if self.control.is_empty() { BATCH } else { 1 };
        let mut headers = [ServerHeader::new(Opcode::Text, 0); BATCH];
        for (header, frame) in headers.iter_mut().zip(&self.frames) {
            *header = header_of(frame);
        }
        let mut slices = [IoSlice::new(&[]); 2 * BATCH];
        let mut count = 0;
        let mut skip = self.written;
        for (header, frame) in headers.iter().zip(&self.frames).take(most) {
            for bytes in [header.as_bytes(), frame.bytes()] {
                let skipped = skip.min(bytes.len());
                skip -= skipped;
                slices[count] = IoSlice::new(&bytes[skipped..]);
                count += 1;
            }
        }
        Pin::new(stream).poll_write_vectored(cx, &slices[..count])
    }

    /// Takes note of bytes that the kernel has taken.
    fn advance(&mut self, wrote: usize, outbox: &Outbox) {
        self.written += wrote;
        let mut done = 0;
        while let Some(frame) = self.frames.front() {
            let len = header_of(frame).as_bytes().len() + frame.len();
            if self.written < len {
                break;
            }
            self.written -= len;
            done += outbox::cost(frame);
            self.frames.pop_front();
        }
        if done > 0 {
            outbox.written(done);
        }
    }

    /// Drops what nothing has been written of: a frame half written can't be left half written.
    pub(crate) fn keep_begun(&mut self) {
        self.frames.truncate(usize::from(self.written > 0));
        if self.control_written == 0 {
            self.control = Vec::new();
        }
    }

    /// Has the last frames of an ending connection written.
    pub(crate) fn extend(&mut self, frames: VecDeque<Frame>) {
        self.frames.extend(frames);
    }
}

fn header_of(frame: &Frame) -> ServerHeader {
    let opcode = if matches!(frame, Frame::Text(_)) { Opcode::Text } else { Opcode::Binary };
    ServerHeader::new(opcode, frame.len())
}

/// What a failed write says about the connection. A client that takes no byte for a time is most likely out of reach;
/// one that also had more waiting than well-behaved partners send doesn't want it.
fn lost(error: &io::Error, outbox: &Outbox) -> CloseReason {
    if error.kind() == io::ErrorKind::TimedOut && outbox.is_congested() {
        CloseReason::SlowReader
    } else {
        CloseReason::ConnectionLost
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::task::Waker;
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;
    use crate::budget::Budget;

    /// Takes a few bytes at each call.
    struct Narrow {
        took: Vec<u8>,
        at_once: usize,
        stuck: bool,
    }

    impl AsyncWrite for Narrow {
        fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
            self.stuck = !self.stuck;
            if self.stuck {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            let took = buf.len().min(self.at_once);
            self.took.extend(&buf[..took]);
            Poll::Ready(Ok(took))
        }

        fn poll_write_vectored(
            self: Pin<&mut Self>,
            cx: &mut Context<'_>,
            bufs: &[IoSlice<'_>],
        ) -> Poll<io::Result<usize>> {
            let all: Vec<u8> = bufs.iter().flat_map(|buf| buf.to_vec()).collect();
            self.poll_write(cx, &all)
        }

        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }

        fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
    }

    proptest! {
        #[test]
        fn frames_are_written_whole_in_order_and_uncharged_when_they_are(
            sizes in prop::collection::vec(0usize..300, 1..40), at_once in 1usize..900, pong_at in 0usize..40
        ) {
            let budget = Arc::new(Budget::new(1 << 20));
            let outbox = Outbox::new(1 << 20, Duration::from_secs(10), Arc::clone(&budget));
            let mut expected = Vec::new();
            for (index, size) in sizes.iter().enumerate() {
                let frame = Frame::Binary(vec![index as u8; *size].into());
                expected.extend([header_of(&frame).as_bytes(), frame.bytes()].concat());
                outbox.push(frame).unwrap();
            }
            let (mut outgoing, mut stream) =
                (Outgoing::default(), Narrow { took: Vec::new(), at_once, stuck: false });
            let mut cx = Context::from_waker(Waker::noop());
            for round in 0..30_000 {
                if round == pong_at {
                    outgoing.pong(b"pong");
                }
                let _ = outgoing.poll_write(&mut stream, &outbox, &mut cx);
                if budget.used() == 0 && outgoing.control.is_empty() && round > pong_at {
                    break;
                }
            }
            prop_assert_eq!(budget.used(), 0);
            let pong = b"\x8a\x04pong";
            let at = stream.took.windows(pong.len()).position(|bytes| bytes == pong).unwrap();
            stream.took.drain(at..at + pong.len());
            prop_assert_eq!(stream.took, expected);
        }
    }
}
