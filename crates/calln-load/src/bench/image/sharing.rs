//! A caller that sends its partner one picture after the other, by the rules of docs/end-to-end.md: pieces as large as a
//! frame may be, eight unacknowledged at the most, a note for every four that have come.

use std::time::{Duration, Instant};

use calln_wire::Event as _;
use calln_wire::client::{Attachment, Chat, Image};
use calln_wire::server::Failed;
use tokio_tungstenite::tungstenite::{Bytes, Utf8Bytes};

use crate::bench::BenchError;
use crate::bench::pairs::Side;
use crate::measure::order::Order;
use calln_client::{Client, ClientError, EventPacket, Received, attached_packet};

/// Bytes of a sealed piece: counter, padded content, tag.
pub(super) const PIECE_BYTES: usize = 8 + 16_256 + 16;
/// Bytes of a sealed note.
const NOTE_BYTES: usize = 8 + 256 + 16;
/// Pieces that may be under way unacknowledged.
pub(super) const WINDOW: u64 = 8;
/// So many pieces are acknowledged with one note.
const NOTE_EVERY: u64 = 4;
/// Pieces flow that long before they count.
const WARM_UP: Duration = Duration::from_secs(1);
/// How long the last pieces may take once nothing new is sent.
const DRAIN: Duration = Duration::from_secs(10);

/// When all callers start, measure and stop.
#[derive(Clone, Copy)]
pub(super) struct Clock {
    pub(super) from: Instant,
    pub(super) until: Instant,
    pub(super) end: Instant,
}

impl Clock {
    pub(super) fn start(window: Duration) -> Self {
        let from = Instant::now() + WARM_UP;
        let until = from + window;
        Self { from, until, end: until + DRAIN }
    }
}

/// One side of a call, both sending and receiving.
pub(super) struct Sharing {
    client: Client,
    call: String,
    until: Instant,
    image: Utf8Bytes,
    chat: Utf8Bytes,
    /// Pieces sent, and how many of them have arrived.
    sent: u64,
    arrived: u64,
    said_last: bool,
    heard_last: bool,
    heard: u64,
    pub(super) order: Order,
}

impl Sharing {
    pub(super) fn new(Side { client, call }: Side, until: Instant) -> Result<Self, BenchError> {
        let image = Image { call: call.clone(), frame: Attachment::FIRST };
        let chat = Chat { call: call.clone(), frame: Attachment::FIRST };
        Ok(Self {
            image: attached_packet(&image).map_err(ClientError::Encode)?,
            chat: attached_packet(&chat).map_err(ClientError::Encode)?,
            client,
            call,
            until,
            sent: 0,
            arrived: 0,
            said_last: false,
            heard_last: false,
            heard: 0,
            order: Order::default(),
        })
    }

    /// Sends and receives until both sides have said that nothing follows; `came` is told of every piece.
    pub(super) async fn run(&mut self, came: impl Fn()) -> Result<(), BenchError> {
        self.send().await?;
        while !(self.said_last && self.heard_last) {
            let mut next = Some(self.client.next().await?);
            // Answer all that is there already, then write once.
            while let Some(received) = next {
                if let Received::Event(event) = &received {
                    self.hear(event, &came).await?;
                }
                next = self.client.try_next()?;
            }
            self.send().await?;
        }
        Ok(())
    }

    async fn send(&mut self) -> Result<(), BenchError> {
        while self.sent - self.arrived < WINDOW && !self.said_last {
            self.said_last = Instant::now() >= self.until;
            let piece = frame(PIECE_BYTES, self.sent, self.said_last);
            self.client.feed_attached(self.image.clone(), piece).await?;
            self.sent += 1;
        }
        Ok(self.client.flush().await?)
    }

    async fn hear(&mut self, event: &EventPacket, came: &impl Fn()) -> Result<(), BenchError> {
        if event.name() == Failed::NAME {
            return Err(BenchError::Refused(event.decode::<Failed>()?.message));
        }
        let Some((number, is_last)) = event.attachment().and_then(|frame| read(frame)) else { return Ok(()) };
        if !event.json().contains(&self.call) {
            self.order.flaws.misdelivered += 1;
            return Ok(());
        }
        if event.name() == Chat::NAME {
            self.arrived = self.arrived.max(number);
            return Ok(());
        }
        came();
        self.order.see(number);
        self.heard += 1;
        self.heard_last |= is_last;
        if self.heard.is_multiple_of(NOTE_EVERY) || is_last {
            let note = frame(NOTE_BYTES, self.heard, false);
            self.client.feed_attached(self.chat.clone(), note).await?;
        }
        Ok(())
    }
}

/// What is measured doesn't look into a frame: a number, a mark, and bytes that are no text.
fn frame(bytes: usize, number: u64, is_last: bool) -> Bytes {
    let mut frame = vec![0xA5; bytes];
    frame[..8].copy_from_slice(&number.to_be_bytes());
    frame[8] = is_last.into();
    frame.into()
}

fn read(frame: &[u8]) -> Option<(u64, bool)> {
    let (number, rest) = frame.split_first_chunk()?;
    Some((u64::from_be_bytes(*number), rest.first() == Some(&1)))
}
