//! Pairs that talk through a server at a fixed rate, and what it costs the server.

use std::cell::Cell;
use std::error::Error;
use std::net::{Ipv4Addr, SocketAddr};
use std::rc::Rc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use calln_turn::channel_data::ChannelData;
use calln_turn::stun::{Attribute, Class, Message, Method, Writer, decode_xor_address};
use calln_turn::{Credentials, Secret, Session};
use tokio::net::UdpSocket;
use tokio::task::{LocalSet, yield_now};
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

use crate::servers::{Running, SECRET};

const PAYLOAD: [u8; 160] = [7; 160];
const CHANNEL: u16 = 0x4000;
/// For packets under way when the sending ends.
const LAST_ARRIVALS: Duration = Duration::from_millis(500);

/// What the server is asked to carry.
pub(crate) struct Load {
    pub(crate) pairs: u32,
    pub(crate) packets_per_second: u32,
    pub(crate) seconds: u32,
}

/// What it cost.
#[derive(Clone, Copy)]
pub(crate) struct Figures {
    pub(crate) cpu_us_per_packet: f64,
    pub(crate) packets_per_second: f64,
    pub(crate) lost: u64,
    pub(crate) rss_kib: u64,
}

impl Figures {
    /// The round with the median CPU.
    pub(crate) fn median(mut rounds: Vec<Self>) -> Self {
        rounds.sort_by(|a, b| a.cpu_us_per_packet.total_cmp(&b.cpu_us_per_packet));
        rounds[rounds.len() / 2]
    }
}

impl Load {
    pub(crate) async fn measure(&self, server: &Running) -> Result<Figures, Box<dyn Error>> {
        let mut clients = Vec::new();
        for _ in 0..self.pairs {
            let (mut a, mut b) = (Client::allocate(server).await?, Client::allocate(server).await?);
            a.bind_channel(b.relayed).await?;
            b.bind_channel(a.relayed).await?;
            clients.extend([Rc::new(a.socket), Rc::new(b.socket)]);
        }
        let (sent, received) = (Rc::new(Cell::new(0_u64)), Rc::new(Cell::new(0_u64)));
        let (begin, cpu_before) = (Instant::now(), cpu(server.process)?);
        let local = LocalSet::new();
        for socket in &clients {
            let (socket, received) = (Rc::clone(socket), Rc::clone(&received));
            local.spawn_local(async move {
                let mut packet = [0; 512];
                while socket.recv(&mut packet).await.is_ok() {
                    received.set(received.get() + 1);
                }
            });
        }
        local.run_until(self.send(&clients, &sent)).await?;
        let elapsed = begin.elapsed();
        local.run_until(sleep(LAST_ARRIVALS)).await;
        let cpu_us = (cpu(server.process)? - cpu_before).as_secs_f64() * 1e6;
        Ok(Figures {
            cpu_us_per_packet: cpu_us / received.get() as f64,
            packets_per_second: received.get() as f64 / elapsed.as_secs_f64(),
            lost: sent.get().saturating_sub(received.get()),
            rss_kib: rss_kib(server.process)?,
        })
    }

    /// Every client in turn, evenly over the time.
    async fn send(&self, clients: &[Rc<UdpSocket>], sent: &Cell<u64>) -> Result<(), Box<dyn Error>> {
        let mut packet = Vec::new();
        let is_written = ChannelData { number: CHANNEL, payload: &PAYLOAD }.write(&mut packet, false);
        debug_assert!(is_written);
        let mut ticks = interval(Duration::from_millis(1));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let begin = Instant::now();
        let total = u64::from(self.packets_per_second) * u64::from(self.seconds);
        while sent.get() < total {
            ticks.tick().await;
            let due = (begin.elapsed().as_secs_f64() * f64::from(self.packets_per_second)) as u64;
            while sent.get() < due.min(total) {
                clients[sent.get() as usize % clients.len()].send(&packet).await?;
                sent.set(sent.get() + 1);
                // Arrivals are read in between, so that none is lost on this side.
                yield_now().await;
            }
        }
        Ok(())
    }
}

/// One side of a pair.
struct Client {
    socket: UdpSocket,
    session: Session,
    relayed: SocketAddr,
}

impl Client {
    async fn allocate(server: &Running) -> Result<Self, Box<dyn Error>> {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        socket.connect(server.address).await?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
        let secret = Secret::new(SECRET.as_bytes());
        let credentials = Credentials::issue(&secret, now, Duration::from_secs(600), "bench")?;
        let mut first_transaction = [0; 12];
        getrandom::fill(&mut first_transaction)?;
        let mut client =
            Self { socket, session: Session::new(credentials, first_transaction), relayed: server.address };
        let response = client
            .ask(Method::ALLOCATE, |it| it.attribute(Attribute::REQUESTED_TRANSPORT, &[17, 0, 0, 0]))
            .await?;
        let message = Message::parse(&response)?;
        client.relayed = message
            .attribute(Attribute::XOR_RELAYED_ADDRESS)
            .and_then(|value| decode_xor_address(value, message.transaction()))
            .ok_or("no relayed address")?;
        Ok(client)
    }

    async fn bind_channel(&mut self, peer: SocketAddr) -> Result<(), Box<dyn Error>> {
        let [high, low] = CHANNEL.to_be_bytes();
        self.ask(Method::CHANNEL_BIND, |it| {
            it.attribute(Attribute::CHANNEL_NUMBER, &[high, low, 0, 0])
                .xor_address(Attribute::XOR_PEER_ADDRESS, peer)
        })
        .await?;
        Ok(())
    }

    /// The success response to a request.
    async fn ask(
        &mut self,
        method: Method,
        fill: impl Fn(Writer<'_>) -> Writer<'_>,
    ) -> Result<Vec<u8>, Box<dyn Error>> {
        loop {
            let request = self.session.request(method, &fill)?;
            self.socket.send(&request).await?;
            let mut response = vec![0; 1500];
            let length = timeout(Duration::from_secs(5), self.socket.recv(&mut response)).await??;
            response.truncate(length);
            let message = Message::parse(&response)?;
            if message.class() == Class::Success {
                return Ok(response);
            }
            if !self.session.is_challenged_by(&message) {
                return Err(format!("{method:?} was refused").into());
            }
        }
    }
}

/// CPU time that all threads of a process have had.
fn cpu(process: u32) -> Result<Duration, Box<dyn Error>> {
    let mut nanoseconds = 0;
    for thread in std::fs::read_dir(format!("/proc/{process}/task"))? {
        let schedstat = std::fs::read_to_string(thread?.path().join("schedstat"))?;
        nanoseconds += schedstat.split(' ').next().unwrap_or_default().parse::<u64>()?;
    }
    Ok(Duration::from_nanos(nanoseconds))
}

fn rss_kib(process: u32) -> Result<u64, Box<dyn Error>> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    Ok(line.split_whitespace().next().unwrap_or_default().parse()?)
}
