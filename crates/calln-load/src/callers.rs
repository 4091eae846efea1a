//! Many simulated callers: they join, send each other connection set-up, go on, hang up and leave.
//!
//! What each one saw goes to [`census::take`](crate::census::take), which says whether the server did right.

mod caller;
mod mixture;

use std::sync::Arc;
use std::time::Duration;

use calln_wire::server::FailureCode;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::census::Witness;
use crate::measure::order::Flaws;
use caller::Caller;
use calln_client::{ClientError, ConnectError, PayloadError, Target};

/// What the callers do.
#[derive(Clone, Debug)]
pub struct Plan {
    /// How many there are.
    pub count: usize,
    /// Whom they would like to meet.
    pub wishes: Wishes,
    /// Calls that each makes before it leaves.
    pub calls: usize,
    /// Signals that each side sends in a call.
    pub signals: u64,
    /// How long a caller waits: for a match before it gives up, in a call for whatever is next before it complains.
    pub patience: Duration,
    /// How many may be connecting at the same time.
    pub at_once: usize,
}

/// Whom the callers would like to meet.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Wishes {
    /// Everyone wants anyone, and nobody names a country.
    Any,
    /// All kinds of wishes and countries; some withhold theirs, some are two tabs of one browser.
    Mixed,
}

impl Plan {
    /// What a caller's life can take at the most: it waits for each call, and in each call, and once in vain.
    fn lifetime(&self) -> Duration {
        let patiences = u32::try_from(2 * self.calls + 1).unwrap_or(u32::MAX);
        self.patience.saturating_mul(patiences)
    }
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What the callers saw, for the census.
    pub witnesses: Vec<Witness>,
    /// How long each match took, from asking to `matched`.
    pub waits: Vec<Duration>,
    /// Times that a caller gave up waiting.
    pub gave_up: usize,
    /// Signals that arrived.
    pub signals: u64,
    /// Signals that should have arrived, and in order.
    pub flaws: Flaws,
    /// Callers that couldn't go on, and why.
    pub failures: Vec<CallerError>,
}

/// Why a caller couldn't go on.
#[derive(Debug, thiserror::Error)]
pub enum CallerError {
    /// It didn't get in.
    #[error("a caller can't connect")]
    Connect(#[from] ConnectError),
    /// It lost its connection.
    #[error("a caller lost its connection")]
    Client(#[from] ClientError),
    /// It was sent something that isn't of the agreed shape.
    #[error("a caller got something malformed")]
    Payload(#[from] PayloadError),
    /// The server refused an event.
    #[error("a caller was refused: {0:?}")]
    Refused(FailureCode),
    /// A call went silent before it was over, or the server took nothing more.
    #[error("a caller heard nothing more in its call")]
    Silent,
    /// The task was cut off.
    #[error("a caller was cut off")]
    Task(#[from] tokio::task::JoinError),
}

/// Runs all callers to their end. Every connection is closed when this returns or is dropped.
///
/// Bounded in time: once connected, a caller lives no longer than twice [`Plan::patience`] for each call, and once
/// more.
pub async fn run(target: &Target, plan: &Plan) -> Outcome {
    let plan = Arc::new(plan.clone());
    let door = Arc::new(Semaphore::new(plan.at_once));
    let mut callers = JoinSet::new();
    for index in 0..plan.count {
        let caller = Caller::new(index, Arc::clone(&plan));
        callers.spawn(caller.live(target.clone(), Arc::clone(&door)));
    }

    let mut outcome = Outcome::default();
    let mut witnesses: Vec<Option<Witness>> = vec![None; plan.count];
    while let Some(ended) = callers.join_next().await {
        let (mut caller, ending) = match ended {
            Ok(ended) => ended,
            Err(error) => {
                outcome.failures.push(error.into());
                continue;
            }
        };
        outcome.gave_up += usize::from(caller.witness.left_waiting);
        caller.witness.left_waiting |= ending.is_err();
        outcome.failures.extend(ending.err());
        outcome.waits.extend(caller.waits);
        outcome.signals += caller.signals;
        outcome.flaws += caller.flaws;
        witnesses[caller.index] = Some(caller.witness);
    }
    // The census knows callers by their number: one that was cut off keeps its place.
    let unheard = |index| Witness { left_waiting: true, ..mixture::witness(plan.wishes, index) };
    outcome.witnesses = witnesses
        .into_iter()
        .enumerate()
        .map(|(index, witness)| witness.unwrap_or_else(|| unheard(index)))
        .collect();
    outcome
}
