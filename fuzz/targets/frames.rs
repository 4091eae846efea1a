//! A client's WebSocket frames: the same messages come of them, however the network cuts them.

#![no_main]

use calln_transport::fuzzing::frames;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, &[u8])| {
    let (size, bytes) = input;
    assert_eq!(frames(bytes, usize::from(size)), frames(bytes, bytes.len()), "pieces of {size}");
});
