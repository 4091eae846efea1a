//! One caller that speaks the wire's own types.

use std::convert::Infallible;

use altcha::{SolveChallengeOptions, solve_challenge};
use bytes::Bytes;
use calln_client::{AckId, Client, EventPacket, Received, Target, attached_packet};
use calln_wire::Event;
use calln_wire::client::{Any, Join, Renew, Resume, Signal, Want};
use calln_wire::proof::{Challenge, Proof, Solution};
use calln_wire::safety::Banned;
use calln_wire::server::{
    Failed, FailureCode, JoinReply, JoinState, Matched, RenewReply, Renewed, ResumeReply, Resumed, Waiting,
    Welcome,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// A connected caller.
pub(crate) struct Caller {
    client: Client,
    /// What the server said first.
    pub(crate) welcome: Welcome,
    /// Every event that came and every answer, as it came.
    pub(crate) heard: String,
}

/// The wish of somebody who doesn't mind.
pub(crate) fn anyone() -> Join {
    Join {
        want: Want::Any(Any::Any),
        country: None,
        withhold_country: None,
        hide_address: None,
        direct_only: None,
        session: None,
        op_id: None,
        proof: None,
        offer: None,
    }
}

impl Caller {
    pub(crate) async fn connect(target: &Target) -> Self {
        let mut client = Client::connect(target, 0).await.unwrap();
        let mut heard = String::new();
        let welcome = expect::<Welcome>(&mut client, &mut heard).await;
        Self { client, welcome, heard }
    }

    /// Connects from a banned address: what the server says of it, before it has closed the connection.
    pub(crate) async fn is_turned_away(target: &Target) -> Banned {
        let mut client = Client::connect(target, 0).await.unwrap();
        let notice = expect::<Banned>(&mut client, &mut String::new()).await;
        assert!(client.next().await.is_err(), "nothing else, and the end");
        notice
    }

    /// The next thing that the server says, which must be an `E`. Updates for the waiting are passed over.
    pub(crate) async fn hears<E: Event + DeserializeOwned>(&mut self) -> E {
        expect(&mut self.client, &mut self.heard).await
    }

    /// The next thing that the server says, which must be a refusal with this code.
    pub(crate) async fn is_refused(&mut self, code: FailureCode) {
        assert_eq!(self.hears::<Failed>().await.code, code);
    }

    /// The JSON of the `signal` that must come next.
    pub(crate) async fn hears_signal(&mut self) -> Value {
        let packet = next_event(&mut self.client, &mut self.heard).await;
        assert_eq!(packet.name(), Signal::NAME);
        serde_json::from_str(packet.json()).unwrap()
    }

    /// Passes over what the server says until it says `event`.
    pub(crate) async fn hears_sometime(&mut self, event: &str) {
        loop {
            match self.client.next().await.unwrap() {
                Received::Event(packet) if packet.name() == event => return,
                _ => {}
            }
        }
    }

    pub(crate) async fn says<E: Event + Serialize>(&mut self, event: &E) {
        self.client.emit(event).await.unwrap();
    }

    /// Sends an event that needn't be of any right shape.
    pub(crate) async fn says_raw(&mut self, name: &str, payload: &Value) {
        self.client.feed(format!("42{}", json!([name, payload])).into()).await.unwrap();
        self.client.flush().await.unwrap();
    }

    /// Sends a packet as it is.
    pub(crate) async fn says_text(&mut self, packet: String) {
        self.client.feed(packet.into()).await.unwrap();
        self.client.flush().await.unwrap();
    }

    /// Sends an event with an attachment.
    pub(crate) async fn sends<E: Event + Serialize>(&mut self, event: &E, attachment: impl Into<Bytes>) {
        self.feeds(event, attachment).await;
        self.client.flush().await.unwrap();
    }

    /// The same, without making sure that it is on its way.
    pub(crate) async fn feeds<E: Event + Serialize>(&mut self, event: &E, attachment: impl Into<Bytes>) {
        self.client.feed_attached(attached_packet(event).unwrap(), attachment.into()).await.unwrap();
    }

    /// The attachment of the next thing that the server says, which must be an `E`, with all of its JSON.
    pub(crate) async fn receives<E: Event>(&mut self) -> (Value, Bytes) {
        let packet = next_event(&mut self.client, &mut self.heard).await;
        assert_eq!(packet.name(), E::NAME);
        (serde_json::from_str(packet.json()).unwrap(), packet.attachment().unwrap().clone())
    }

    /// Answers heartbeats for as long as it is awaited, and must hear nothing else.
    pub(crate) async fn stays(&mut self) -> Infallible {
        let heard = self.client.next().await.unwrap();
        panic!("{heard:?} came to somebody who waited");
    }

    /// Asks for something, and gives the answer, which must be the next thing that the server says.
    pub(crate) async fn asks<E: Event + Serialize>(&mut self, event: &E) -> JoinReply {
        self.asks_for(event).await
    }

    /// The same for an event whose answer is of another type.
    pub(crate) async fn asks_for<R: DeserializeOwned>(&mut self, event: &(impl Event + Serialize)) -> R {
        let asked = self.client.request(event).await.unwrap();
        self.answer(asked).await
    }

    async fn answer<R: DeserializeOwned>(&mut self, asked: AckId) -> R {
        match self.client.next().await.unwrap() {
            Received::Ack(id, reply) if id == asked => reply.decode().unwrap(),
            other => panic!("{other:?} came before the answer"),
        }
    }

    /// Joins, and must be told to wait.
    pub(crate) async fn waits(&mut self, join: &Join) -> Waiting {
        assert_eq!(state(self.asks(join).await), JoinState::Waiting);
        self.hears().await
    }

    /// The same for somebody who may be asked to prove some work first, and does.
    pub(crate) async fn waits_after_work(&mut self, join: &Join) -> Waiting {
        match self.asks(join).await {
            JoinReply::Refused { error: Failed { challenge: Some(challenge), .. }, .. } => {
                self.waits(&Join { proof: Some(Box::new(solve(&challenge))), ..join.clone() }).await
            }
            reply => {
                assert_eq!(state(reply), JoinState::Waiting);
                self.hears().await
            }
        }
    }

    /// Joins, and must be matched at once.
    pub(crate) async fn is_matched(&mut self, join: &Join) -> Matched {
        assert_eq!(state(self.asks(join).await), JoinState::Matched);
        self.hears().await
    }

    /// Shows a token, and must be let back.
    pub(crate) async fn resumes(&mut self, token: &str) -> Resumed {
        self.tries_to_resume(token, None).await.unwrap()
    }

    /// Shows a token, as the operation `op` if that has a name.
    pub(crate) async fn tries_to_resume(
        &mut self,
        token: &str,
        op: Option<&str>,
    ) -> Result<Resumed, FailureCode> {
        match self.asks_for(&Resume { token: token.to_owned(), op_id: op.map(str::to_owned) }).await {
            ResumeReply::Ok { resumed, .. } => Ok(resumed),
            ResumeReply::Refused { error, .. } => Err(error.code),
        }
    }

    /// Shows a token, and must be refused with this code.
    pub(crate) async fn cannot_resume(&mut self, token: &str, code: FailureCode) {
        assert_eq!(self.tries_to_resume(token, None).await.unwrap_err(), code);
    }

    /// Asks to keep its place in a call for longer.
    pub(crate) async fn renews(&mut self, call: &str) -> Result<Renewed, FailureCode> {
        match self.asks_for(&Renew { call: call.to_owned() }).await {
            RenewReply::Ok { renewed, .. } => Ok(renewed),
            RenewReply::Refused { error, .. } => Err(error.code),
        }
    }

    /// The connection breaks, without a goodbye.
    pub(crate) fn breaks(self) {
        drop(self.client);
    }

    /// Closes the connection in good order, but without a goodbye.
    pub(crate) async fn closes(self) {
        self.client.drop_connection().await;
    }

    /// Closes the connection, with a goodbye.
    pub(crate) async fn goes(self) {
        self.client.close().await;
    }

    /// Waits until the server has closed the connection.
    pub(crate) async fn sees_the_end(mut self) {
        while self.client.next().await.is_ok() {}
    }
}

/// Solves a puzzle as any client would, from its JSON alone.
pub(crate) fn solve(challenge: &Challenge) -> Proof {
    let read: altcha::Challenge = serde_json::from_value(serde_json::to_value(challenge).unwrap()).unwrap();
    let solved = solve_challenge(SolveChallengeOptions::new(&read)).unwrap().unwrap();
    let solution = Solution { counter: solved.counter, derived_key: solved.derived_key };
    Proof { challenge: challenge.clone(), solution }
}

/// The state in a reply that must not be a refusal.
pub(crate) fn state(reply: JoinReply) -> JoinState {
    match reply {
        JoinReply::Ok { state, .. } => state,
        JoinReply::Refused { error, .. } => panic!("refused: {}", error.message),
    }
}

/// The code in a reply that must be a refusal.
pub(crate) fn refusal(reply: JoinReply) -> Failed {
    match reply {
        JoinReply::Refused { error, .. } => error,
        JoinReply::Ok { .. } => panic!("it was not refused"),
    }
}

async fn expect<E: Event + DeserializeOwned>(client: &mut Client, heard: &mut String) -> E {
    loop {
        let packet = next_event(client, heard).await;
        if packet.name() == E::NAME {
            return packet.decode().unwrap();
        }
        assert_eq!(packet.name(), Waiting::NAME, "instead of {}", E::NAME);
    }
}

async fn next_event(client: &mut Client, heard: &mut String) -> EventPacket {
    match client.next().await.unwrap() {
        Received::Event(packet) => {
            heard.extend([packet.name(), packet.json(), "\n"]);
            packet
        }
        Received::Ack(..) => panic!("an answer to nothing"),
    }
}
