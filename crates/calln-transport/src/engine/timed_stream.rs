//! A TCP stream that gives up on a reader that takes nothing, and on HTTP that doesn't go on.

use std::future::Future as _;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep};

use super::phase::Phase;

/// What a client is told for whose head there is no room.
const BUSY: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=UTF-8\r\nRetry-After: 1\r\n\
    Connection: close\r\nContent-Length: 53\r\n\r\ntoo much is being received at this moment; try again\n";

/// A TCP stream whose writes fail with [`io::ErrorKind::TimedOut`] once the peer has taken no byte for a time.
/// The timer exists only while a write waits.
pub(crate) struct TimedStream {
    tcp: TcpStream,
    write_timeout: Duration,
    waiting: Option<Pin<Box<Sleep>>>,
    /// Until when the next bytes of HTTP must have come. Gone with HTTP.
    http: Option<Http>,
}

struct Http {
    phase: Phase,
    waiting: Option<Pin<Box<Sleep>>>,
}

impl TimedStream {
    /// A stream that begins with HTTP.
    pub(crate) fn new(tcp: TcpStream, write_timeout: Duration, phase: Phase) -> Self {
        Self { tcp, write_timeout, waiting: None, http: Some(Http { phase, waiting: None }) }
    }

    /// The same stream from where HTTP ends.
    pub(crate) fn upgraded(self) -> Self {
        Self { http: None, ..self }
    }

    fn bound<T>(&mut self, cx: &mut Context<'_>, wrote: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if wrote.is_ready() {
            self.waiting = None;
            return wrote;
        }
        let write_timeout = self.write_timeout;
        let sleep = self.waiting.get_or_insert_with(|| Box::pin(tokio::time::sleep(write_timeout)));
        ready!(sleep.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for TimedStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let read = Pin::new(&mut self.tcp).poll_read(cx, buf);
        let Some(http) = &mut self.http else { return read };
        let read = http.bound(cx, read, buf.filled().len() - before);
        if let Poll::Ready(Err(error)) = &read
            && error.kind() == io::ErrorKind::OutOfMemory
        {
            // There is no request yet that could be answered. If it can't be told without waiting, it isn't.
            let _ = self.tcp.try_write(BUSY);
        }
        read
    }
}

impl Http {
    fn bound(
        &mut self,
        cx: &mut Context<'_>,
        read: Poll<io::Result<()>>,
        bytes: usize,
    ) -> Poll<io::Result<()>> {
        if read.is_ready() {
            let counted = self.phase.read(bytes, Instant::now());
            return counted.map_or_else(|_| Poll::Ready(Err(io::ErrorKind::OutOfMemory.into())), |()| read);
        }
        let Some(deadline) = self.phase.poll_deadline(cx) else {
            self.waiting = None;
            return Poll::Pending;
        };
        let sleep = self.waiting.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(deadline)));
        if sleep.deadline() != deadline {
            sleep.as_mut().reset(deadline);
        }
        ready!(sleep.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncWrite for TimedStream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let wrote = Pin::new(&mut self.tcp).poll_write(cx, buf);
        self.bound(cx, wrote)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let wrote = Pin::new(&mut self.tcp).poll_write_vectored(cx, bufs);
        self.bound(cx, wrote)
    }

    fn is_write_vectored(&self) -> bool {
        self.tcp.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_shutdown(cx)
    }
}
