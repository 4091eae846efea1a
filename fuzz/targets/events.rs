//! The JSON of an event, `["name",{…}]`, read as the type that it should have.

#![no_main]

use calln_transport::Event;
use calln_transport::engine::Frame;
use calln_wire::client::{
    Chat, HangUp, Image, Join, Keys, Leave, Next, Offer, Renew, Resume, Signal, Typing,
};
use calln_wire::safety::{Block, Report};
use libfuzzer_sys::fuzz_target;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Reads the event as a `T`; one that can be read can be written, and read again as the same.
fn read<T: calln_wire::Event + DeserializeOwned + Serialize>(event: &Event) {
    let Ok(said) = event.argument::<T>() else { return };
    let written = serde_json::to_string(&said).expect("it can be written");
    let again: T = serde_json::from_str(&written).expect("it can be read again");
    assert_eq!(serde_json::to_string(&again).expect("it can be written"), written, "{}", T::NAME);
}

/// Reads it as the first of these types that has its name.
macro_rules! read_as {
    ($event:ident: $($payload:ty),+) => {
        match $event.name() {
            $(name if name == <$payload as calln_wire::Event>::NAME => read::<$payload>(&$event),)+
            _ => {}
        }
    };
}

fuzz_target!(|json: &str| {
    let packet = Frame::Text(format!("42{json}").into());
    let Some(event) = calln_transport::fuzzing::event(&[packet]) else { return };
    read_as!(event: Join, Leave, Next, HangUp, Signal, Offer, Renew, Resume, Report, Block, Keys, Chat, Image, Typing);
});
