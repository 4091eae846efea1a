//! The sockets: one port, UDP and TCP, and one task that owns the relay.
//!
//! That task is the only one that touches the relay, so nothing is locked. It reads and writes UDP itself; each
//! TCP connection has a task that finds the messages in its stream and writes what waits for it. All of them
//! live inside [`Server::run`] and end with it.

mod connection;
mod outbox;
mod owner;

use std::future::Future;
use std::io;
use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{mpsc, oneshot};

use self::owner::Owner;
use crate::relay::{Relay, Stats};
use crate::settings::{Limits, Settings, SettingsError};

/// Asked of the kernel for packets that arrive while the server's thread has no processor; it may give less. They are
/// lost where this is full: 4 MiB hold most of a second at 10,000 packets of speech a second, each of which counts for
/// much more than its bytes. It is also what Linux gives to anybody from 6.16 on.
pub const UDP_BUFFER_BYTES: usize = 4 * 1024 * 1024;
/// Commands that may wait for the owner; more senders wait in turn.
const MAX_COMMANDS: usize = 64;
/// How often a free port is looked for that both UDP and TCP can have, where any port will do.
const PORT_ATTEMPTS: usize = 16;

/// Why a server can't begin.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// The settings can't work.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The address can't be had.
    #[error("can't listen on {listen} over UDP and TCP; is another STUN or TURN server using the port?")]
    Listen {
        /// The address asked for.
        listen: SocketAddr,
        /// What the operating system says.
        source: io::Error,
    },
    /// The operating system gives no randomness.
    #[error("the operating system gives no random bytes: {0}")]
    Random(getrandom::Error),
}

/// The server has ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the TURN server has stopped")]
pub struct Stopped;

/// A server that has its port, and serves once it is [run](Self::run) or [spawned](Self::spawn).
#[derive(Debug)]
pub struct Server {
    udp: UdpSocket,
    listener: TcpListener,
    local_addr: SocketAddr,
    relay: Relay,
    limits: Limits,
    commands: mpsc::Receiver<Command>,
    changes: mpsc::UnboundedReceiver<Change>,
    handle: Handle,
}

impl Server {
    /// Takes `listen` over UDP and over TCP. With port 0 it takes any port that both can have.
    ///
    /// On a host with several addresses name the one to answer from: with an unspecified one the system chooses
    /// it for each UDP packet, and clients take no answer from another address than they asked.
    ///
    /// # Errors
    /// Where the settings can't work or the port can't be had.
    pub fn bind(listen: SocketAddr, settings: Settings) -> Result<Self, BindError> {
        let limits = settings.limits;
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(BindError::Random)?;
        let relay = Relay::new(settings, seed, std::time::Instant::now())?;
        let (listener, udp) = bind_both(listen).map_err(|source| BindError::Listen { listen, source })?;
        let local_addr = udp.local_addr().map_err(|source| BindError::Listen { listen, source })?;
        let (sender, commands) = mpsc::channel(MAX_COMMANDS);
        let (changer, changes) = mpsc::unbounded_channel();
        let handle = Handle { commands: sender, changes: changer, spent: Arc::default() };
        Ok(Self { udp, listener, local_addr, relay, limits, commands, changes, handle })
    }

    /// The address that is listened on.
    pub fn local_addr(&self) -> SocketAddr {
        self.local_addr
    }

    /// A way to the running server.
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// Serves until `shutdown` resolves, then ends every allocation and connection. Dropping the future ends
    /// them as well. Errors of the sockets are survived.
    ///
    /// # Errors
    /// Where the runtime can't take the sockets on.
    pub async fn run(self, shutdown: impl Future<Output = ()>) -> io::Result<()> {
        let udp = tokio::net::UdpSocket::from_std(self.udp)?;
        let listener = tokio::net::TcpListener::from_std(self.listener)?;
        let spent = Arc::clone(&self.handle.spent);
        let (owner, received) = Owner::new(udp, listener, self.relay, self.limits, self.changes, spent);
        owner.run(self.commands, received, shutdown).await;
        Ok(())
    }

    /// As [`run`](Self::run), on a thread of its own, which ends when `shutdown` resolves.
    ///
    /// A relayed packet then costs about half of what it costs as one task among many in a runtime of several
    /// threads, where most packets wake a second thread.
    ///
    /// # Errors
    /// Where the system gives no thread or no event queue.
    pub fn spawn(
        self,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<JoinHandle<io::Result<()>>> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        std::thread::Builder::new().name("turn".into()).spawn(move || runtime.block_on(self.run(shutdown)))
    }
}

fn bind_both(listen: SocketAddr) -> io::Result<(TcpListener, UdpSocket)> {
    let mut attempts = if listen.port() == 0 { PORT_ATTEMPTS } else { 1 };
    loop {
        attempts -= 1;
        let listener = TcpListener::bind(listen)?;
        match UdpSocket::bind(listener.local_addr()?) {
            Ok(udp) => {
                listener.set_nonblocking(true)?;
                udp.set_nonblocking(true)?;
                let socket = socket2::SockRef::from(&udp);
                // A smaller buffer works too.
                let _ = socket.set_recv_buffer_size(UDP_BUFFER_BYTES);
                let _ = socket.set_send_buffer_size(UDP_BUFFER_BYTES);
                return Ok((listener, udp));
            }
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && attempts > 0 => {}
            Err(error) => return Err(error),
        }
    }
}

/// A way to a running [`Server`]. Everything goes through the task that owns the relay, so an answer also shows
/// that it lives.
///
/// What changes who may use the relay is in force for every packet that comes after: a user can be told of its
/// credentials as soon as [`admit`](Self::admit) has returned. Those changes wait in a queue that is as long as its
/// users make it, a few entries for each.
#[derive(Clone, Debug)]
pub struct Handle {
    commands: mpsc::Sender<Command>,
    changes: mpsc::UnboundedSender<Change>,
    /// Kept by the owner.
    spent: Arc<AtomicBool>,
}

impl Handle {
    /// What the server has done so far.
    ///
    /// # Errors
    /// Where it has stopped.
    pub async fn stats(&self) -> Result<Stats, Stopped> {
        let (reply, answer) = oneshot::channel();
        self.commands.send(Command::Stats(reply)).await.map_err(|_| Stopped)?;
        answer.await.map_err(|_| Stopped)
    }

    /// As [`Relay::admit`].
    ///
    /// # Errors
    /// Where the server has stopped.
    pub fn admit(&self, user: &str) -> Result<(), Stopped> {
        self.change(Change::Admit(user.into()))
    }

    /// As [`Relay::join`].
    ///
    /// # Errors
    /// Where the server has stopped.
    pub fn join(&self, user: &str, party: &str) -> Result<(), Stopped> {
        self.change(Change::Join { user: user.into(), party: party.into() })
    }

    /// As [`Relay::dissolve`].
    ///
    /// # Errors
    /// Where the server has stopped.
    pub fn dissolve(&self, party: &str) -> Result<(), Stopped> {
        self.change(Change::Dissolve(party.into()))
    }

    /// As [`Relay::leave`].
    ///
    /// # Errors
    /// Where the server has stopped.
    pub fn leave(&self, user: &str) -> Result<(), Stopped> {
        self.change(Change::Leave(user.into()))
    }

    /// Whether all that may be relayed in a second was spent lately, as [`Relay::is_spent`] has it, or up to a second
    /// ago.
    pub fn is_spent(&self) -> bool {
        self.spent.load(Ordering::Relaxed)
    }

    fn change(&self, change: Change) -> Result<(), Stopped> {
        self.changes.send(change).map_err(|_| Stopped)
    }

    /// Serves a connection that was accepted elsewhere: one over TLS. It counts as a TCP connection, and is
    /// closed without a word where there are too many.
    ///
    /// # Errors
    /// Where the server has stopped.
    pub async fn serve<S>(&self, stream: S, address: SocketAddr) -> Result<(), Stopped>
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let stream = Box::new(stream);
        self.commands.send(Command::Serve { stream, address }).await.map_err(|_| Stopped)
    }
}

/// Both halves of a stream.
trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Duplex for S {}

/// What a [`Handle`] asks of the owner.
enum Command {
    Stats(oneshot::Sender<Stats>),
    Serve { stream: Box<dyn Duplex>, address: SocketAddr },
}

/// Who may use the relay from now on, and with whom.
#[derive(Debug)]
enum Change {
    Admit(Box<str>),
    Join { user: Box<str>, party: Box<str> },
    Dissolve(Box<str>),
    Leave(Box<str>),
}
