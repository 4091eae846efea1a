//! A body of long polling: packets, a Socket.IO event in them, and what its partner would get of it.

#![no_main]

use calln_transport::fuzzing::{decode, encode, event, relay};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|payload: &str| {
    let Some(packets) = decode(payload) else { return };
    assert_eq!(decode(&encode(&packets)).as_ref(), Some(&packets), "packets are written as they are read");

    let Some(said) = event(&packets) else { return };
    let attachments: usize = said.attachments().iter().map(|it| it.len()).sum();
    assert_eq!(packets[0].len() + attachments, said.len(), "an event is as long as its packets");
    for namespace in ["/", "/other"] {
        let passed_on = event(&relay(&said, namespace)).expect("what is passed on can be read");
        assert!(passed_on.ack().is_none(), "nobody could answer");
        assert_eq!((passed_on.name(), passed_on.raw()), (said.name(), said.raw()));
        assert_eq!(passed_on.attachments(), said.attachments());
    }
    said.echo();
    said.relay_as("other").expect("any event can have another name");
});
