//! A policy under a clock that the test winds, and callers known by their addresses.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use calln_core::moderation::{
    Day, Effect, Input, Key, Party, Policy, Reason, Refusal, Sealed, Settings, Subject,
};
use calln_core::{CallId, CallerId, Tag};

pub(crate) const SECOND: Duration = Duration::from_secs(1);
pub(crate) const HOUR: Duration = Duration::from_secs(3_600);
pub(crate) const DAY: Duration = Duration::from_secs(86_400);

/// The policy's key, and the one that a ban store would have.
const KEYS: [Key; 2] = [Key::new([1; 32]), Key::new([2; 32])];

pub(crate) struct World {
    pub(crate) policy: Policy,
    pub(crate) now: Instant,
    names: u64,
}

/// A call between two addresses.
#[derive(Clone, Copy)]
pub(crate) struct Call {
    pub(crate) id: CallId,
    pub(crate) callers: [CallerId; 2],
}

/// What came of a report.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Refused(Refusal),
    Counted,
    /// Bans as (is it the whole block, how long, which rung, why).
    Banned(Vec<(bool, Duration, u8, Reason)>),
}

pub(crate) fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

pub(crate) fn subject(address: IpAddr) -> Subject {
    KEYS[0].subject(address)
}

/// An address of the `n`th network that reports come from.
pub(crate) fn reporter(n: u32) -> IpAddr {
    IpAddr::V4((0x0a00_0001 + (n << 8)).into())
}

impl World {
    pub(crate) fn new(settings: Settings) -> Self {
        let now = Instant::now();
        Self { policy: Policy::new(settings, now), now, names: 0 }
    }

    pub(crate) fn pass(&mut self, time: Duration) {
        self.now += time;
    }

    /// A new connection.
    pub(crate) fn arrive(&mut self) -> CallerId {
        self.names += 1;
        CallerId(self.names)
    }

    /// Two callers are matched; both are new connections.
    pub(crate) fn begin(&mut self, a: IpAddr, b: IpAddr) -> Call {
        let callers = [self.arrive(), self.arrive()];
        self.begin_between([(callers[0], a), (callers[1], b)])
    }

    /// The same between connections that were there before.
    pub(crate) fn begin_between(&mut self, callers: [(CallerId, IpAddr); 2]) -> Call {
        self.names += 1;
        let parties = callers.map(|(caller, address)| Party {
            caller,
            subject: KEYS[0].subject(address),
            network: KEYS[0].network(address),
            sealed: Sealed { day: Day(20_000), subject: KEYS[1].subject(address) },
            session: Tag(caller.0),
        });
        let id = CallId(self.names.into());
        assert!(self.handle(Input::CallBegan { call: id, parties }).is_empty());
        Call { id, callers: parties.map(|party| party.caller) }
    }

    pub(crate) fn end(&mut self, call: Call) {
        assert!(self.handle(Input::CallEnded { call: call.id, by: None, silent: None }).is_empty());
    }

    /// The first side of the call ends it.
    pub(crate) fn leave(&mut self, call: Call) {
        self.leave_silent(call, None);
    }

    /// The first side of the call ends it, in which that one said nothing.
    pub(crate) fn leave_silent(&mut self, call: Call, silent: Option<CallerId>) {
        let by = Some(call.callers[0]);
        assert!(self.handle(Input::CallEnded { call: call.id, by, silent }).is_empty());
    }

    /// The connection of one side of the call breaks.
    pub(crate) fn drops(&mut self, call: Call, side: usize) {
        assert!(self.handle(Input::LegLost { call: call.id, caller: call.callers[side] }).is_empty());
    }

    /// One side of the call is back on a new connection.
    pub(crate) fn returns(&mut self, call: Call, side: usize) {
        assert!(self.handle(Input::LegBack { call: call.id, caller: call.callers[side] }).is_empty());
    }

    /// One side of the call breaks its connection and stays away until the call is given up.
    pub(crate) fn drops_for_good(&mut self, call: Call, side: usize) {
        self.drops(call, side);
        self.pass(30 * SECOND);
        let by = Some(call.callers[side]);
        assert!(self.handle(Input::CallEnded { call: call.id, by, silent: None }).is_empty());
    }

    /// A call of a minute that nobody reports.
    pub(crate) fn talk(&mut self, a: IpAddr, b: IpAddr) {
        let call = self.begin(a, b);
        self.pass(60 * SECOND);
        self.end(call);
    }

    /// The first side of the call reports the second.
    pub(crate) fn report(&mut self, call: Call, reason: Reason) -> Outcome {
        self.report_by(call.callers[0], call, reason)
    }

    pub(crate) fn report_by(&mut self, by: CallerId, call: Call, reason: Reason) -> Outcome {
        let effects = self.handle(Input::Report { call: call.id, by, reason });
        let bans = effects[1..].iter().map(|effect| match *effect {
            Effect::Ban { lasts, rung, reason, caller, target, subject } => {
                assert_eq!(self.is_block(target.digest), self.is_block(subject));
                assert!(call.callers.contains(&caller) && caller != by, "the other side is banned");
                assert_eq!(target.day, Day(20_000));
                (self.is_block(target.digest), lasts, rung, reason)
            }
            other => panic!("{other:?} after an answer"),
        });
        let bans = bans.collect::<Vec<_>>();
        match effects[0] {
            Effect::Refused { by: to, why } if bans.is_empty() && to == by => Outcome::Refused(why),
            Effect::Accepted { by: to, acted } if to == by && acted != bans.is_empty() => {
                if acted {
                    Outcome::Banned(bans)
                } else {
                    Outcome::Counted
                }
            }
            other => panic!("{other:?} with {bans:?}"),
        }
    }

    /// A fresh call of a minute that its first side reports at the end.
    pub(crate) fn call_and_report(&mut self, by: IpAddr, about: IpAddr, reason: Reason) -> Outcome {
        let call = self.begin(by, about);
        self.pass(60 * SECOND);
        let outcome = self.report(call, reason);
        self.end(call);
        outcome
    }

    /// As many fresh reporters as ban an address; what came of the last report.
    pub(crate) fn convict(&mut self, about: IpAddr, first_reporter: u32) -> Outcome {
        assert_eq!(self.call_and_report(reporter(first_reporter), about, Reason::Spam), Outcome::Counted);
        assert_eq!(self.call_and_report(reporter(first_reporter + 1), about, Reason::Spam), Outcome::Counted);
        self.call_and_report(reporter(first_reporter + 2), about, Reason::Spam)
    }

    fn handle(&mut self, input: Input) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.policy.handle(self.now, input, &mut effects);
        effects
    }

    /// Whether a digest, of the store's or the policy's, is one of the blocks that the tests use.
    fn is_block(&self, digest: calln_core::moderation::Digest) -> bool {
        let blocks = ["2001:db8::", "2001:db8:0:100::"].map(ip);
        KEYS.iter().any(|key| blocks.iter().any(|block| key.subject(*block).block == Some(digest)))
    }
}
