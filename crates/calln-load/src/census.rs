//! Judges from outside whether a server matched well: from what each caller saw, and nothing else.
//!
//! Every caller keeps a [`Witness`] of its own, in the order in which things reached it; [`take`] puts them
//! together afterwards. It needs no common clock, so it holds for callers on several machines too.

use std::collections::{HashMap, VecDeque};

use calln_wire::client::Want;
use calln_wire::server::Role;

/// How many past partners a caller should not meet again.
const RECENT_PARTNERS: usize = 8;

/// What a caller told the server about itself.
#[derive(Clone, Debug)]
pub struct Profile {
    /// The country that the server should hold the caller to be from; nothing if unknown or withheld.
    pub country: Option<String>,
    /// Whom it asked for.
    pub want: Want,
    /// The tag that it shares with the other tabs of its browser.
    pub session: Option<String>,
}

/// Something that a caller saw, or did to its call.
#[derive(Clone, Debug)]
pub enum Sighting {
    /// `matched` came.
    Matched {
        /// The call's name.
        call: String,
        /// The side that the caller is on.
        role: Role,
        /// What it was told of its partner.
        partner_country: Option<String>,
    },
    /// A `signal` of that caller came (an index into the witnesses).
    Signal {
        /// The call that it was for.
        call: String,
        /// Who wrote it.
        from: usize,
    },
    /// The caller ended the call, or was told that it's over.
    Over {
        /// The call that ended.
        call: String,
    },
}

/// One caller's testimony.
#[derive(Clone, Debug)]
pub struct Witness {
    /// Who speaks.
    pub profile: Profile,
    /// What it saw, in order.
    pub sightings: Vec<Sighting>,
    /// It left while it waited, or was cut off, and may have missed one last `matched`.
    pub left_waiting: bool,
}

/// What all testimonies together say.
#[derive(Clone, Debug, Default)]
pub struct Census {
    /// Calls that took place.
    pub calls: usize,
    /// Calls that only one side saw, because the other went away in that moment.
    pub half_seen: usize,
    /// Times that a caller met one of its last eight partners again. Allowed when nobody else is there, so not
    /// a fault in itself.
    pub met_again: usize,
    /// What the server did wrong.
    pub faults: Vec<Fault>,
}

/// Something that a server must not do. Callers are numbered as the witnesses are.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Fault {
    /// A second call began before the first was over.
    #[error("caller {caller} was put into call {second} while still in call {first}")]
    TwoCalls {
        /// Who.
        caller: usize,
        /// The call that wasn't over.
        first: String,
        /// The call that began.
        second: String,
    },
    /// A call's name was used again.
    #[error("caller {caller} was put into call {call} twice")]
    Twice {
        /// Who.
        caller: usize,
        /// The call.
        call: String,
    },
    /// A call has three sides or more.
    #[error("call {call} has {sides} sides")]
    Crowd {
        /// The call.
        call: String,
        /// How many callers were told of it.
        sides: usize,
    },
    /// A call has one side, and nobody went away who could be the other.
    #[error("caller {caller} is alone in call {call}")]
    Alone {
        /// Who.
        caller: usize,
        /// The call.
        call: String,
    },
    /// Both sides of a call have the same role.
    #[error("both sides of call {call} have the same role")]
    SameRole {
        /// The call.
        call: String,
    },
    /// Two tabs of one browser were matched.
    #[error("call {call} connects two tabs of one browser")]
    SameSession {
        /// The call.
        call: String,
    },
    /// A caller met somebody whom it hadn't asked for.
    #[error("caller {caller} had not asked for its partner in call {call}")]
    Unwanted {
        /// Who.
        caller: usize,
        /// The call.
        call: String,
    },
    /// A caller was told a country that isn't its partner's.
    #[error("caller {caller} was told a wrong country in call {call}")]
    WrongCountry {
        /// Who.
        caller: usize,
        /// The call.
        call: String,
    },
    /// Something reached a caller that belongs to a call of others.
    #[error("caller {caller} got something that belongs to call {call} of others")]
    Stray {
        /// Who.
        caller: usize,
        /// The call.
        call: String,
    },
}

/// Whether a wish allows a partner from that country, or from nobody knows where.
pub fn allows(want: &Want, country: Option<&str>) -> bool {
    match (want, country) {
        (Want::Any(_), _) => true,
        (Want::Only(_) | Want::Except { .. }, None) => false,
        (Want::Only(only), Some(country)) => only.iter().any(|code| code == country),
        (Want::Except { except }, Some(country)) => !except.iter().any(|code| code == country),
    }
}

/// One caller's side of a call.
struct Side<'a> {
    caller: usize,
    role: Role,
    partner_country: Option<&'a str>,
}

type Calls<'a> = HashMap<&'a str, Vec<Side<'a>>>;

/// Puts all testimonies together.
pub fn take(witnesses: &[Witness]) -> Census {
    let mut census = Census::default();
    let mut calls = Calls::new();
    for (caller, witness) in witnesses.iter().enumerate() {
        census.follow(caller, witness, &mut calls);
    }
    census.calls = calls.len();

    let mut alone = Vec::new();
    for (call, sides) in &calls {
        match sides.as_slice() {
            [one] => alone.push(Fault::Alone { caller: one.caller, call: (*call).to_owned() }),
            [a, b] => census.compare(witnesses, call, a, b),
            more => census.faults.push(Fault::Crowd { call: (*call).to_owned(), sides: more.len() }),
        }
    }
    // Each of those who left while they waited can be the missing side of one call, not of more.
    let excused = witnesses.iter().filter(|witness| witness.left_waiting).count();
    census.half_seen = alone.len().min(excused);
    census.faults.extend(alone.into_iter().skip(excused));

    for (caller, witness) in witnesses.iter().enumerate() {
        census.look_back(caller, witness, &calls);
    }
    census
}

impl Census {
    /// Follows one caller from call to call.
    fn follow<'a>(&mut self, caller: usize, witness: &'a Witness, calls: &mut Calls<'a>) {
        let mut present: Option<&str> = None;
        for sighting in &witness.sightings {
            match sighting {
                Sighting::Matched { call, role, partner_country } => {
                    if let Some(first) = present.replace(call) {
                        let (first, second) = (first.to_owned(), call.clone());
                        self.faults.push(Fault::TwoCalls { caller, first, second });
                    }
                    let sides = calls.entry(call).or_default();
                    if sides.iter().any(|side| side.caller == caller) {
                        self.faults.push(Fault::Twice { caller, call: call.clone() });
                    } else {
                        sides.push(Side { caller, role: *role, partner_country: partner_country.as_deref() });
                    }
                }
                Sighting::Over { call } => {
                    present.take_if(|present| present == call);
                }
                Sighting::Signal { .. } => {}
            }
        }
    }

    /// Holds the two sides of a call against each other.
    fn compare(&mut self, witnesses: &[Witness], call: &str, a: &Side<'_>, b: &Side<'_>) {
        if a.role == b.role {
            self.faults.push(Fault::SameRole { call: call.to_owned() });
        }
        let profile = |side: &Side<'_>| &witnesses[side.caller].profile;
        if profile(a).session.is_some() && profile(a).session == profile(b).session {
            self.faults.push(Fault::SameSession { call: call.to_owned() });
        }
        for (own, partner) in [(a, b), (b, a)] {
            let country = profile(partner).country.as_deref();
            if !allows(&profile(own).want, country) {
                self.faults.push(Fault::Unwanted { caller: own.caller, call: call.to_owned() });
            }
            if own.partner_country != country {
                self.faults.push(Fault::WrongCountry { caller: own.caller, call: call.to_owned() });
            }
        }
    }

    /// Goes through one caller's sightings again, now that every call's sides are known.
    fn look_back(&mut self, caller: usize, witness: &Witness, calls: &Calls<'_>) {
        let sides = |call: &str| calls.get(call).map_or(&[][..], Vec::as_slice);
        let is_in = |call: &str, who: usize| sides(call).iter().any(|side| side.caller == who);
        let mut recent = VecDeque::with_capacity(RECENT_PARTNERS);
        for sighting in &witness.sightings {
            match sighting {
                Sighting::Matched { call, .. } => {
                    let Some(partner) = sides(call).iter().find(|side| side.caller != caller) else {
                        continue;
                    };
                    self.met_again += usize::from(recent.contains(&partner.caller));
                    recent.truncate(RECENT_PARTNERS - 1);
                    recent.push_front(partner.caller);
                }
                // One that crossed the end of its call is late, not stray.
                Sighting::Signal { call, from } => {
                    if !is_in(call, caller) || !is_in(call, *from) || *from == caller {
                        self.faults.push(Fault::Stray { caller, call: call.clone() });
                    }
                }
                Sighting::Over { call } => {
                    if !is_in(call, caller) {
                        self.faults.push(Fault::Stray { caller, call: call.clone() });
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
