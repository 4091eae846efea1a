//! The end-to-end exchange as two clients and whoever sits between them see it.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a step that fails is a test that fails")]

mod agreement;
mod anything;
mod frames;
mod middle;

use calln_e2ee::{Curves, Exchange, Failure, Fingerprint, Message, Secrets, Session, Setup, Step};
use calln_wire::server::Role;

/// The certificates of the two callers, and one of somebody else's.
const FP_A: Fingerprint = fingerprint(0xaa);
const FP_B: Fingerprint = fingerprint(0xbb);
const FP_E: Fingerprint = fingerprint(0xee);

const fn fingerprint(byte: u8) -> Fingerprint {
    Fingerprint::new([byte; 32])
}

/// Secrets that differ for each `seed`, so that no test hangs on a chance of one in 2^24.
fn secrets(seed: u8) -> Secrets {
    Secrets::fixed(&[seed; 32], &[seed; 32], [seed; 16]).unwrap()
}

fn setup(role: Role, own: Fingerprint, partner: Fingerprint) -> Setup {
    Setup { role, call: "call".to_owned(), own, partner, curves: Curves::Both }
}

fn json(message: &Message) -> String {
    serde_json::to_string(message).unwrap()
}

/// A waiter that has committed, and its commitment.
fn waiter(setup: Setup, seed: u8) -> (Exchange, Message) {
    let (exchange, commit) = Exchange::new(setup, secrets(seed));
    (exchange, commit.unwrap())
}

/// A newcomer that has answered `commit`, and its answer.
fn newcomer(setup: Setup, seed: u8, commit: &Message) -> (Exchange, Message) {
    let (mut exchange, none) = Exchange::new(setup, secrets(seed));
    assert_eq!(none, None);
    let answer = exchange.receive(&json(commit)).unwrap().sent();
    (exchange, answer)
}

/// What a [`Step`] should have been.
trait Expected {
    fn sent(self) -> Message;
    fn agreed(self) -> (Option<Message>, Session);
}

impl Expected for Step {
    fn sent(self) -> Message {
        match self {
            Step::Send(message) => message,
            Step::Agreed { .. } => panic!("agreed too early"),
        }
    }

    fn agreed(self) -> (Option<Message>, Session) {
        match self {
            Step::Agreed { send, session } => (send, *session),
            Step::Send(_) => panic!("not agreed"),
        }
    }
}

/// Both sides of an exchange that nobody disturbs.
fn sessions(a: Setup, b: Setup) -> (Session, Session) {
    let (mut on_a, commit) = waiter(a, 1);
    let (mut on_b, answer) = newcomer(b, 2, &commit);
    let (reveal, session_a) = on_a.receive(&json(&answer)).unwrap().agreed();
    let (none, session_b) = on_b.receive(&json(&reveal.unwrap())).unwrap().agreed();
    assert_eq!(none, None);
    (session_a, session_b)
}

/// Both sides of an ordinary call.
fn call() -> (Session, Session) {
    sessions(setup(Role::Waiter, FP_A, FP_B), setup(Role::Newcomer, FP_B, FP_A))
}

fn failure(outcome: Result<Step, Failure>) -> Failure {
    match outcome {
        Err(failure) => failure,
        Ok(_) => panic!("accepted"),
    }
}
