//! The server's subsystems, and the order in which they stop.

/// Without it the server is none: when it ends, the process ends too.
const VITAL: bool = true;
/// The server goes on without it, and says so in the log.
const DISPENSABLE: bool = false;

/// A part of the server that has a task of its own.
///
/// Subsystems stop one after the other, in the order in which they stand here: a subsystem comes before all that it
/// uses. A new one is a line here, a line in [`declared`](Self::declared), and the call that starts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Subsystem {
    /// Callers' connections and plain HTTP. Uses all that follow, so nobody asks anything of them once it has ended.
    Transport,
    /// Answers `/metrics` with levels of the transport and of the bans.
    MetricsListener,
    /// Forgets what the limits by address no longer need.
    LimitSweeper,
    /// Ends with the last handle to it. The transport holds those, and so do the metrics.
    Lobby,
    /// Makes the bans that the lobby orders. Ends when the lobby is gone and each ban is made.
    Enforcement,
    /// The ban store. Ends with its last user, when all that was asked of it is written.
    Bans,
    /// Forgets spent tokens, which the lobby writes down.
    TokenTidying,
    /// STUN and TURN.
    Relay,
    /// Counts what all of the above do, to their end.
    Totals,
    /// Deletes old log files. All of the above write lines.
    LogPurge,
}

impl Subsystem {
    /// Its name in the log and in errors.
    pub(crate) fn name(self) -> &'static str {
        self.declared().0
    }

    /// Whether the process ends when it ends before it is told to stop.
    pub(super) fn is_vital(self) -> bool {
        self.declared().1
    }

    const fn declared(self) -> (&'static str, bool) {
        match self {
            Self::Transport => ("transport", VITAL),
            Self::MetricsListener => ("metrics listener", DISPENSABLE),
            Self::LimitSweeper => ("limit sweeper", DISPENSABLE),
            Self::Lobby => ("lobby", VITAL),
            Self::Enforcement => ("enforcement of bans", VITAL),
            Self::Bans => ("ban store", VITAL),
            Self::TokenTidying => ("token tidying", DISPENSABLE),
            Self::Relay => ("relay", VITAL),
            Self::Totals => ("daily totals", DISPENSABLE),
            Self::LogPurge => ("log purge", DISPENSABLE),
        }
    }
}
