//! Calls and the policy that weighs them, under a clock that the test winds, and callers known by their addresses.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use calln_core::calls::{self, Calls, Hiding, Party, ResumeClaim, Role};
use calln_core::moderation::{Ban, Day, Key, Policy, Reason, Refusal, Sealed, Settings, Subject};
use calln_core::{CallId, CallerId, Pseudonyms};

pub(crate) const SECOND: Duration = Duration::from_secs(1);
pub(crate) const HOUR: Duration = Duration::from_secs(3_600);
pub(crate) const DAY: Duration = Duration::from_secs(86_400);

/// The policy's key, and the one that a ban store would have.
const KEYS: [Key; 2] = [Key::new([1; 32]), Key::new([2; 32])];

pub(crate) struct World {
    pub(crate) calls: Calls,
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
        let calls = calls::Settings {
            grace: calln_core::defaults::GRACE,
            reportable: settings.after_call,
            ended_kept: settings.ended_calls,
        };
        Self { calls: Calls::new(calls), policy: Policy::new(settings, now), now, names: 0 }
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
        let [a, b] = callers.map(|(caller, address)| party(caller, address));
        let id = CallId(self.names.into());
        self.calls.begin(self.now, id, a, b);
        Call { id, callers: [a.caller, b.caller] }
    }

    pub(crate) fn end(&mut self, call: Call) {
        self.end_by(call, None, None);
    }

    /// The first side of the call ends it.
    pub(crate) fn leave(&mut self, call: Call) {
        self.leave_silent(call, None);
    }

    /// The first side of the call ends it, in which that one said nothing.
    pub(crate) fn leave_silent(&mut self, call: Call, silent: Option<CallerId>) {
        self.end_by(call, Some(call.callers[0]), silent);
    }

    /// The call is over. Said twice, the first counts.
    pub(crate) fn end_by(&mut self, call: Call, by: Option<CallerId>, silent: Option<CallerId>) {
        self.calls.expire(self.now);
        if let Some(ended) = self.calls.end(self.now, call.id) {
            self.policy.ended(self.now, ended, by, silent);
        }
    }

    /// The connection of one side of the call breaks.
    pub(crate) fn drops(&mut self, call: Call, side: usize) {
        self.calls.lose(self.now, call.callers[side]);
    }

    /// One side of the call is back on a new connection.
    pub(crate) fn returns(&mut self, call: Call, side: usize) {
        self.names += 1;
        let role = Role::BOTH[side];
        let claim = ResumeClaim {
            call: call.id,
            role,
            serial: self.names,
            hiding: Hiding::default(),
            direct_only: false,
        };
        let party = party(call.callers[side], ip("192.0.2.255"));
        self.calls.resume(self.now, claim, None, party).unwrap();
    }

    /// One side of the call breaks its connection and stays away until the call is given up.
    pub(crate) fn drops_for_good(&mut self, call: Call, side: usize) {
        self.drops(call, side);
        self.pass(30 * SECOND);
        self.end_by(call, Some(call.callers[side]), None);
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
        let (reply, bans) = self.file(by, call, reason);
        let bans = bans.iter().map(|ban| {
            let Ban { lasts, rung, reason, caller, target, subject } = *ban;
            assert_eq!(self.is_block(target.digest), self.is_block(subject));
            assert!(call.callers.contains(&caller) && caller != by, "the other side is banned");
            assert_eq!(target.day, Day(20_000));
            (self.is_block(target.digest), lasts, rung, reason)
        });
        let bans = bans.collect::<Vec<_>>();
        match reply {
            Err(why) if bans.is_empty() => Outcome::Refused(why),
            Ok(()) if bans.is_empty() => Outcome::Counted,
            Ok(()) => Outcome::Banned(bans),
            Err(_) => panic!("{reply:?} with {bans:?}"),
        }
    }

    /// The answer to a report, and the bans that follow.
    pub(crate) fn file(
        &mut self,
        by: CallerId,
        call: Call,
        reason: Reason,
    ) -> (Result<(), Refusal>, Vec<Ban>) {
        let mut bans = Vec::new();
        self.calls.expire(self.now);
        let reply = self.policy.report(self.now, &mut self.calls, call.id, by, reason, &mut bans);
        (reply, bans)
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

    /// Whether a digest, of the store's or the policy's, is one of the blocks that the tests use.
    fn is_block(&self, digest: calln_core::moderation::Digest) -> bool {
        let blocks = ["2001:db8::", "2001:db8:0:100::"].map(ip);
        KEYS.iter().any(|key| blocks.iter().any(|block| key.subject(*block).block == Some(digest)))
    }
}

/// A caller at an address, as its calls know it.
fn party(caller: CallerId, address: IpAddr) -> Party {
    Party {
        caller,
        subject: KEYS[0].subject(address),
        network: KEYS[0].network(address),
        sealed: Sealed { day: Day(20_000), subject: KEYS[1].subject(address) },
        pseudonyms: Pseudonyms::default(),
    }
}
