//! What goes into the engine.

use crate::calls::ResumeClaim;
use crate::ids::{CallId, CallerId, Tag};
use crate::lobby::Profile;
use crate::moderation::Reason;

/// Something that happened. What is said of a caller that isn't connected changes nothing and isn't answered.
#[derive(Clone, Copy, Debug)]
pub enum Input {
    /// A caller looks for a partner. While waiting, this is a new wish and a new place at the end of the queue.
    /// Refused during a call.
    Join {
        /// Who.
        caller: CallerId,
        /// From where, and whom they would like to meet. Without a session, it is the one that the caller named last, or one
        /// of its own.
        profile: Profile,
        /// Names the request. One with the same name as the caller's last is answered again, with what became of
        /// it, and not carried out again.
        op: Option<Tag>,
        /// The caller has proved some work with it.
        proved: bool,
    },
    /// A caller ends the call, if there is one, and looks for a partner as in their last `Join`. While waiting, this
    /// is answered and changes nothing.
    Next {
        /// Who.
        caller: CallerId,
        /// The call to end. If the caller is in another by now, that one goes on, and the answer is `Matched`. None:
        /// whatever call the caller is in.
        call: Option<CallId>,
        /// As in `Join`.
        op: Option<Tag>,
    },
    /// A caller stops looking. Changes nothing when they aren't.
    Leave {
        /// Who.
        caller: CallerId,
    },
    /// A caller ends a call. Changes nothing when they are in none, or in another.
    HangUp {
        /// Who.
        caller: CallerId,
        /// The call to end.
        call: CallId,
    },
    /// A caller says what its partner did. Whether or not the report counts, the two don't meet again.
    Report {
        /// Who.
        caller: CallerId,
        /// The call, believed only if the caller is or was in it.
        call: CallId,
        /// Why.
        reason: Reason,
        /// Whether the call ends with it.
        end: bool,
    },
    /// A caller wants never to meet its partner again, and ends the call.
    Block {
        /// Who.
        caller: CallerId,
        /// The call.
        call: CallId,
    },
    /// A caller wants to talk to the partner of a call that has just ended again. If both do, within
    /// [`after_call`](crate::moderation::Settings::after_call) of its end, a call between them begins. Nobody is told of a
    /// wish that isn't mutual. It ends with the caller's next search.
    Again {
        /// Who.
        caller: CallerId,
        /// The call.
        call: CallId,
    },
    /// A caller's connection broke: its call waits for it, anything else ends.
    Lost {
        /// Who.
        caller: CallerId,
    },
    /// A caller has said goodbye, or was closed for good: all that it takes part in ends.
    Left {
        /// Who.
        caller: CallerId,
    },
    /// A caller comes back to its call on a new connection.
    Resume {
        /// The new connection's caller.
        caller: CallerId,
        /// What it shows. Genuine and fresh: the owner has seen to that.
        claim: ResumeClaim,
        /// Names the request, as in [`Calls::resume`](crate::calls::Calls::resume).
        op: Option<Tag>,
    },
    /// The server is about to stop: no `Join` is carried out from now on. Calls and those who wait go on.
    Drain,
    /// The time of [`Engine::next_wake`](super::Engine::next_wake) has come.
    Wake,
}
