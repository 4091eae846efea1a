//! One side of an end-to-end exchange, spoken to over standard input: for holding another implementation against
//! this one.
//!
//! Reads one JSON request a line, and writes one JSON answer a line; bytes are in hexadecimal.
//!
//! | request | answer |
//! |---|---|
//! | `{"do": "begin", "role", "call", "own", "partner", "curves"}` | `{"send": message or null}` |
//! | `{"do": "receive", "message"}` | `{"send"}`, `{"send", "words": [..]}` or `{"failed": reason}` |
//! | `{"do": "seal", "kind", "content"}` | `{"frame"}` or `{"refused": reason}` |
//! | `{"do": "open", "kind", "frame"}` | `{"content"}` or `{"refused": reason}` |
//!
//! `begin` forgets all that was before.

use std::io::{BufRead as _, Write as _};

use calln_e2ee::{
    Curves, Exchange, Failure, Fingerprint, Kind, Message, OpenError, SealError, Secrets, Session, Setup,
    Step,
};
use calln_wire::server::Role;
use eyre::{OptionExt as _, eyre};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
enum Request {
    Begin { role: Role, call: String, own: Hex, partner: Hex, curves: Curves },
    Receive { message: Value },
    Seal { kind: Kind, content: Hex },
    Open { kind: Kind, frame: Hex },
}

#[derive(Serialize)]
#[serde(untagged)]
enum Answer {
    Send { send: Option<Message> },
    Agreed { send: Option<Message>, words: [&'static str; 4] },
    Failed { failed: Failure },
    Frame { frame: Hex },
    NotSealed { refused: SealError },
    Content { content: Hex },
    NotOpened { refused: OpenError },
}

#[derive(Default)]
struct Peer {
    exchange: Option<Exchange>,
    session: Option<Box<Session>>,
}

impl Peer {
    fn answer(&mut self, request: Request) -> eyre::Result<Answer> {
        Ok(match request {
            Request::Begin { role, call, own, partner, curves } => {
                let fingerprint = |Hex(bytes)| <[u8; 32]>::try_from(bytes).map(Fingerprint::new);
                let (Ok(own), Ok(partner)) = (fingerprint(own), fingerprint(partner)) else {
                    return Err(eyre!("a fingerprint has 32 bytes"));
                };
                let setup = Setup { role, call, own, partner, curves };
                let (exchange, send) = Exchange::new(setup, Secrets::random()?);
                *self = Self { exchange: Some(exchange), session: None };
                Answer::Send { send }
            }
            Request::Receive { message } => {
                let exchange = self.exchange.as_mut().ok_or_eyre("begin first")?;
                match exchange.receive(&message.to_string()) {
                    Ok(Step::Send(message)) => Answer::Send { send: Some(message) },
                    Ok(Step::Agreed { send, session }) => {
                        let words = session.words().each().map(|(_, name)| name);
                        self.session = Some(session);
                        Answer::Agreed { send, words }
                    }
                    Err(failed) => {
                        self.session = None;
                        Answer::Failed { failed }
                    }
                }
            }
            Request::Seal { kind, content: Hex(content) } => match self.session()?.seal(kind, &content) {
                Ok(frame) => Answer::Frame { frame: Hex(frame) },
                Err(refused) => Answer::NotSealed { refused },
            },
            Request::Open { kind, frame: Hex(frame) } => match self.session()?.open(kind, &frame) {
                Ok(content) => Answer::Content { content: Hex(content) },
                Err(refused) => Answer::NotOpened { refused },
            },
        })
    }

    fn session(&mut self) -> eyre::Result<&mut Session> {
        self.session.as_deref_mut().ok_or_eyre("no keys have been agreed on")
    }
}

fn main() -> eyre::Result<()> {
    let mut peer = Peer::default();
    let mut output = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let answer = peer.answer(serde_json::from_str(&line?)?)?;
        serde_json::to_writer(&mut output, &answer)?;
        output.write_all(b"\n")?;
        output.flush()?;
    }
    Ok(())
}

struct Hex(Vec<u8>);

impl Serialize for Hex {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.0.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
    }
}

impl<'de> Deserialize<'de> for Hex {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        (0..text.len())
            .step_by(2)
            .map(|at| text.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()))
            .collect::<Option<_>>()
            .map(Self)
            .ok_or_else(|| serde::de::Error::custom("not hexadecimal"))
    }
}
