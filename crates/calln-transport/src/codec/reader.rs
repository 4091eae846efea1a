//! Messages out of a client's bytes (RFC 6455, sections 5.3 to 5.6), whatever pieces they come in.

use std::sync::Arc;

use bytes::Bytes;

use super::header::{Header, MAX_HEADER, Opcode};
use crate::budget::{Budget, Charge};
use crate::close::CloseReason;
use crate::frame::{Frame, Utf8Bytes};

const TOO_LARGE: CloseReason = CloseReason::TooLarge("the message is larger than allowed");

/// What a client said.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Item {
    /// A whole message.
    Message(Frame),
    /// A ping, to be answered with the same payload.
    Ping(Vec<u8>),
    /// A pong.
    Pong,
    /// A close frame's payload.
    Close(Vec<u8>),
}

/// Reads one client's frames. Holds nothing while nothing is begun; what it holds of a message is charged to the budget
/// when its frame announces it.
pub(crate) struct Reader {
    /// Largest message, in bytes.
    largest: usize,
    budget: Arc<Budget>,
    /// What came of a header that isn't complete.
    head: [u8; MAX_HEADER],
    head_len: u8,
    /// The frame under way, and how much of its payload came.
    frame: Option<(Header, usize)>,
    message: Option<Message>,
    control: Vec<u8>,
    /// Bytes of messages that came since [`Reader::take_progress`].
    progress: usize,
}

/// A message under way.
struct Message {
    is_text: bool,
    data: Vec<u8>,
    charge: Charge,
}

impl Reader {
    /// A reader of messages of at most `largest` bytes, which are charged to `budget` while they come.
    pub(crate) fn new(largest: usize, budget: &Arc<Budget>) -> Self {
        Self {
            largest,
            budget: Arc::clone(budget),
            head: [0; MAX_HEADER],
            head_len: 0,
            frame: None,
            message: None,
            control: Vec::new(),
            progress: 0,
        }
    }

    /// Whether something is begun and not complete.
    pub(crate) fn is_midway(&self) -> bool {
        self.head_len > 0 || self.frame.is_some() || self.message.is_some()
    }

    /// How many bytes of messages came since this was asked last. Control frames and empty fragments don't count:
    /// they bring no message nearer to its end.
    pub(crate) fn take_progress(&mut self) -> usize {
        std::mem::take(&mut self.progress)
    }

    /// Takes bytes off the front of `input` up to the end of what they complete; nothing once all are taken.
    ///
    /// # Errors
    /// The client breaks the protocol or a limit. Nothing is to be read after that.
    pub(crate) fn read(&mut self, input: &mut &[u8]) -> Result<Option<Item>, CloseReason> {
        loop {
            let (header, done) = match self.frame {
                Some(frame) => frame,
                None => match self.header(input)? {
                    Some(header) => (header, 0),
                    None => return Ok(None),
                },
            };
            // Checked against the limits when the frame began.
            let left = usize::try_from(header.len).map_err(|_| TOO_LARGE)? - done;
            let (piece, rest) = input.split_at(left.min(input.len()));
            *input = rest;
            let complete = piece.len() == left;
            self.frame = (!complete).then_some((header, done + piece.len()));
            if let Some(item) = self.piece(&header, done, piece, complete)? {
                return Ok(Some(item));
            }
            if !complete {
                return Ok(None);
            }
        }
    }

    /// The next frame's header, once it is complete and allowed.
    fn header(&mut self, input: &mut &[u8]) -> Result<Option<Header>, CloseReason> {
        let held = usize::from(self.head_len);
        let more = input.len().min(MAX_HEADER - held);
        self.head[held..held + more].copy_from_slice(&input[..more]);
        let Some((header, end)) = Header::parse(&self.head[..held + more])? else {
            #[expect(clippy::cast_possible_truncation, reason = "14 at most")]
            let len = (held + more) as u8;
            self.head_len = len;
            *input = &input[more..];
            return Ok(None);
        };
        self.head_len = 0;
        *input = &input[end - held..];
        if !header.opcode.is_control() {
            // An empty fragment brings a message no nearer to its end.
            if header.len > 0 {
                self.progress += end;
            }
            self.begin(&header, input.len())?;
        }
        Ok(Some(header))
    }

    /// Makes room for a frame of a message, of which `here` bytes of input are here already.
    fn begin(&mut self, header: &Header, here: usize) -> Result<(), CloseReason> {
        let is_begun = self.message.is_some();
        if (header.opcode == Opcode::Continuation) != is_begun {
            return Err(CloseReason::Protocol(match is_begun {
                true => "a message begins within another",
                false => "a continuation of nothing",
            }));
        }
        let held = self.message.as_ref().map_or(0, |message| message.data.len());
        let needed = usize::try_from(header.len).ok().and_then(|len| len.checked_add(held));
        let needed = needed.filter(|needed| *needed <= self.largest).ok_or(TOO_LARGE)?;
        let message = self.message.get_or_insert_with(|| Message {
            is_text: header.opcode == Opcode::Text,
            data: Vec::new(),
            charge: Charge::none(&self.budget),
        });
        if header.last && !is_begun {
            // What is all here is handed on at once and waits for nothing.
            if here < needed {
                message.charge.raise_to(needed)?;
            }
            message.data.reserve_exact(needed);
        } else if needed > message.data.capacity() {
            // By doubling, so that many small fragments aren't copied over and over.
            let capacity = needed.max((2 * message.data.capacity()).min(self.largest));
            message.charge.raise_to(capacity)?;
            message.data.reserve_exact(capacity - message.data.len());
        }
        Ok(())
    }

    fn piece(
        &mut self,
        header: &Header,
        done: usize,
        piece: &[u8],
        complete: bool,
    ) -> Result<Option<Item>, CloseReason> {
        let into = if header.opcode.is_control() {
            &mut self.control
        } else {
            self.progress += piece.len();
            &mut self.message.as_mut().ok_or(CloseReason::Protocol("a continuation of nothing"))?.data
        };
        let start = into.len();
        into.extend_from_slice(piece);
        unmask(&mut into[start..], header.mask, done);
        if !complete {
            return Ok(None);
        }
        Ok(match header.opcode {
            Opcode::Ping => Some(Item::Ping(std::mem::take(&mut self.control))),
            Opcode::Close => Some(Item::Close(std::mem::take(&mut self.control))),
            Opcode::Pong => {
                self.control = Vec::new();
                Some(Item::Pong)
            }
            _ if header.last => self.message.take().map(Message::complete).transpose()?,
            _ => None,
        })
    }
}

impl Message {
    fn complete(mut self) -> Result<Item, CloseReason> {
        self.data.shrink_to_fit();
        let data = Bytes::from(self.data);
        Ok(Item::Message(if self.is_text {
            let text = Utf8Bytes::try_from(data);
            Frame::Text(text.map_err(|_| CloseReason::Protocol("a text message is not UTF-8"))?)
        } else {
            Frame::Binary(data)
        }))
    }
}

/// Undoes the mask on a piece of a payload that begins `offset` bytes into it (section 5.3).
fn unmask(piece: &mut [u8], mask: [u8; 4], offset: usize) {
    let mut turned = mask;
    turned.rotate_left(offset % 4);
    let [a, b, c, d] = turned;
    let wide = u64::from_ne_bytes([a, b, c, d, a, b, c, d]);
    let mut words = piece.chunks_exact_mut(8);
    for word in &mut words {
        if let Ok(bytes) = <[u8; 8]>::try_from(&*word) {
            word.copy_from_slice(&(u64::from_ne_bytes(bytes) ^ wide).to_ne_bytes());
        }
    }
    words.into_remainder().iter_mut().zip(turned.iter().cycle()).for_each(|(byte, mask)| *byte ^= mask);
}

#[cfg(test)]
mod tests;
