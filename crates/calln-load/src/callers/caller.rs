//! One simulated caller, from connecting to leaving.

use std::sync::Arc;
use std::time::{Duration, Instant};

use calln_wire::Event;
use calln_wire::client::{HangUp, IceCandidate, Leave, Next, Signal};
use calln_wire::server::{Failed, FailureCode, JoinReply, Matched, PartnerLeft, Role, Why};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::{CallerError, Plan, mixture};
use crate::census::{Sighting, Witness};
use crate::measure::order::{Flaws, Order};
use calln_client::{Client, ClientError, Received, Target, event_packet};

/// A caller and what it has seen so far.
pub(super) struct Caller {
    pub(super) index: usize,
    plan: Arc<Plan>,
    pub(super) witness: Witness,
    pub(super) waits: Vec<Duration>,
    pub(super) signals: u64,
    pub(super) flaws: Flaws,
    calls: usize,
    /// Waits no longer, since another of its session does.
    displaced: bool,
}

/// How a call ended.
enum End {
    /// It's this caller's turn to end it.
    Ours,
    /// The partner is gone.
    Theirs,
}

/// Something that matters to a caller.
enum News {
    Matched(Matched),
    Signal { call: String, number: u64 },
    PartnerLeft(PartnerLeft),
}

impl Caller {
    pub(super) fn new(index: usize, plan: Arc<Plan>) -> Self {
        let witness = mixture::witness(plan.wishes, index);
        Self {
            index,
            plan,
            witness,
            waits: Vec::new(),
            signals: 0,
            flaws: Flaws::default(),
            calls: 0,
            displaced: false,
        }
    }

    /// Lives a caller's life; returns what it has seen however it ends.
    pub(super) async fn live(
        mut self,
        target: Target,
        door: Arc<Semaphore>,
    ) -> (Self, Result<(), CallerError>) {
        let connected = {
            // Closed semaphores don't let in; this one is never closed.
            let _permit = door.acquire().await;
            Client::connect(&target, self.index).await
        };
        let ending = match connected {
            Ok(mut client) => {
                let plan = Arc::clone(&self.plan);
                let life = async {
                    let ending = self.call_around(&mut client).await;
                    client.close().await;
                    ending
                };
                timeout(plan.lifetime(), life).await.unwrap_or(Err(CallerError::Silent))
            }
            Err(error) => Err(error.into()),
        };
        (self, ending)
    }

    async fn call_around(&mut self, client: &mut Client) -> Result<(), CallerError> {
        client.request(&mixture::join(self.plan.wishes, self.index)).await?;
        while let Some(matched) = self.wait(client).await? {
            self.calls += 1;
            let last = self.calls == self.plan.calls;
            let call = matched.call.clone();
            match self.talk(client, &matched).await? {
                End::Ours => {
                    self.witness.sightings.push(Sighting::Over { call: call.clone() });
                    if !last && (self.index + self.calls).is_multiple_of(2) {
                        client.request(&Next { call: Some(call), op_id: None, offer: None }).await?;
                        continue;
                    }
                    client.emit(&HangUp { call }).await?;
                }
                End::Theirs => {}
            }
            if last {
                return Ok(());
            }
            client.request(&mixture::join(self.plan.wishes, self.index)).await?;
        }
        self.witness.left_waiting = !self.displaced;
        client.emit(&Leave {}).await?;
        Ok(())
    }

    /// Waits for a match; nothing if patience ends first.
    async fn wait(&mut self, client: &mut Client) -> Result<Option<Matched>, CallerError> {
        self.displaced = false;
        let since = Instant::now();
        let patience = self.plan.patience;
        let matched = async {
            loop {
                if let News::Matched(matched) = self.news(client).await? {
                    return Ok::<_, CallerError>(matched);
                }
            }
        };
        let Ok(matched) = timeout(patience, matched).await else { return Ok(None) };
        let matched = matched?;
        self.waits.push(since.elapsed());
        Ok(Some(matched))
    }

    /// Sends this side's signals and hears the partner's. The newcomer ends every call, and now and then the
    /// waiter does too, so that both do at the same time.
    async fn talk(&mut self, client: &mut Client, matched: &Matched) -> Result<End, CallerError> {
        let ours = matched.role == Role::Newcomer || (self.index + self.calls).is_multiple_of(3);
        for number in 0..self.plan.signals {
            let signal = signal(&matched.call, self.index, number);
            client.feed(event_packet(&signal, None).map_err(ClientError::Encode)?).await?;
        }
        client.flush().await?;

        let mut order = Order::default();
        let mut heard = 0;
        let end = loop {
            if ours && heard == self.plan.signals {
                break End::Ours;
            }
            let news = timeout(self.plan.patience, self.news(client)).await;
            match news.map_err(|_| CallerError::Silent)?? {
                News::Signal { call, number } if call == matched.call => {
                    order.see(number);
                    heard += 1;
                }
                News::PartnerLeft(PartnerLeft { call, why }) if call == matched.call => {
                    // Whoever ends a call on purpose has sent everything before.
                    if why != Why::Disconnected {
                        order.flaws.lost += self.plan.signals.saturating_sub(heard);
                    }
                    break End::Theirs;
                }
                // Late news of an earlier call, or a second match: the census judges.
                News::Signal { .. } | News::PartnerLeft(_) | News::Matched(_) => {}
            }
        };
        self.flaws += order.flaws;
        Ok(end)
    }

    /// The next thing that matters, after noting it down.
    async fn news(&mut self, client: &mut Client) -> Result<News, CallerError> {
        loop {
            let event = match client.next().await? {
                Received::Event(event) => event,
                Received::Ack(_, ack) => match ack.decode()? {
                    JoinReply::Ok { .. } => continue,
                    JoinReply::Refused { error, .. } => return Err(CallerError::Refused(error.code)),
                },
            };
            match event.name() {
                Matched::NAME => {
                    let matched: Matched = event.decode()?;
                    self.witness.sightings.push(Sighting::Matched {
                        call: matched.call.clone(),
                        role: matched.role,
                        partner_country: matched.partner.country.clone(),
                    });
                    return Ok(News::Matched(matched));
                }
                PartnerLeft::NAME => {
                    let left: PartnerLeft = event.decode()?;
                    self.witness.sightings.push(Sighting::Over { call: left.call.clone() });
                    return Ok(News::PartnerLeft(left));
                }
                Signal::NAME => {
                    let signal: Signal = event.decode()?;
                    let (from, number) = origin(&signal).ok_or(ClientError::Protocol)?;
                    self.signals += 1;
                    self.witness.sightings.push(Sighting::Signal { call: signal.call.clone(), from });
                    return Ok(News::Signal { call: signal.call, number });
                }
                Failed::NAME if event.decode::<Failed>()?.code == FailureCode::Elsewhere => {
                    // Its other tab waits now.
                    self.displaced = true;
                }
                Failed::NAME => return Err(CallerError::Refused(event.decode::<Failed>()?.code)),
                // `welcome`, `waiting`, and whatever a later server says besides.
                _ => {}
            }
        }
    }
}

/// A signal that says who sent it, and the how manieth of its call it is.
fn signal(call: &str, from: usize, number: u64) -> Signal {
    let candidate = IceCandidate {
        candidate: format!("{from} {number}"),
        sdp_mid: Some("0".into()),
        sdp_m_line_index: Some(0),
        username_fragment: None,
    };
    Signal { candidate: Some(candidate), ..Signal::of(call) }
}

/// What [`signal`] has put in.
fn origin(signal: &Signal) -> Option<(usize, u64)> {
    let (from, number) = signal.candidate.as_ref()?.candidate.split_once(' ')?;
    Some((from.parse().ok()?, number.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signal_names_its_origin() {
        assert_eq!(origin(&signal("c", 17, 3)), Some((17, 3)));
    }
}
