//! The names of the events, each tied to the type of its payload.

use crate::{client, safety, server};

/// A Socket.IO event: its name on the wire and, as the implementing type, its one argument.
pub trait Event {
    /// The event's name, the first element of the Socket.IO payload array.
    const NAME: &'static str;
}

/// Ties each name to its payload, and writes the table that the TypeScript event maps are made from.
macro_rules! events {
    ($($direction:ident { $($name:literal => $payload:ty),+ $(,)? })+) => {
        $($(impl Event for $payload { const NAME: &'static str = $name; })+)+

        /// `(interface, [(event, payload type)])` for each direction.
        #[cfg(feature = "typescript")]
        pub(crate) fn maps() -> Vec<(&'static str, Vec<(&'static str, String)>)> {
            let config = ts_rs::Config::default();
            vec![$((
                stringify!($direction),
                vec![$(($name, <$payload as ts_rs::TS>::name(&config))),+],
            )),+]
        }
    };
}

events! {
    ClientEvents {
        "join" => client::Join,
        "leave" => client::Leave,
        "next" => client::Next,
        "hang_up" => client::HangUp,
        "signal" => client::Signal,
        "offer" => client::Offer,
        "renew" => client::Renew,
        "resume" => client::Resume,
        "report" => safety::Report,
        "block" => safety::Block,
        "again" => client::Again,
        "keys" => client::Keys,
        "chat" => client::Chat,
        "image" => client::Image,
        "typing" => client::Typing,
        "connectivity" => client::Connectivity,
    }
    ServerEvents {
        "welcome" => server::Welcome,
        "waiting" => server::Waiting,
        "matched" => server::Matched,
        "reconnecting" => server::Reconnecting,
        "returned" => server::Returned,
        "partner_left" => server::PartnerLeft,
        "moving" => server::Moving,
        "banned" => safety::Banned,
        "failed" => server::Failed,
    }
}
