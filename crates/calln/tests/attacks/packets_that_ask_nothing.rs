//! Packets without end that ask nothing, or only for a refusal: Engine.IO's pongs and noops, and CONNECTs to a namespace that
//! isn't there. No limit on requests sees them, and each costs the server time.

use std::io::{Read as _, Write as _};
use std::net::Shutdown;

use crate::polled::Polled;
use crate::raw;
use crate::server;

/// The limits on connections don't hold for the tests' own address.
const FROM: &str = "x-forwarded-for: 192.0.2.1\r\n";
/// More than any limit allows at once: thirty, or thirty and twenty refusals.
const PACKETS: usize = 200;
const KINDS: [&str; 3] = ["3", "6", "40/elsewhere,"];

#[test]
fn who_goes_on_is_closed_over_either_transport() {
    let server = server::start(&["--trusted-proxies", "127.0.0.0/8"]);
    for packet in KINDS {
        let (mut stream, status) = raw::upgrade(&server, FROM);
        assert_eq!(status, 101);
        let flood = raw::frame(true, 1, packet.as_bytes()).repeat(PACKETS);
        stream.write_all(&[raw::frame(true, 1, b"40"), flood].concat()).unwrap();
        // A server that takes all of it finds the end of the line, to which it says nothing.
        stream.shutdown(Shutdown::Write).unwrap();
        let mut said = Vec::new();
        stream.read_to_end(&mut said).unwrap();
        let close =
            said.iter().rposition(|byte| *byte == 0x88).unwrap_or_else(|| panic!("{packet} without end"));
        assert_eq!(said[close + 2], 0x03, "a close frame with a code from 1000 on");

        let polled = Polled::connected(&server, FROM);
        let taken = (0..PACKETS).take_while(|_| polled.post(&server, packet).0 == 200).count();
        assert!(taken < PACKETS, "{packet} without end over polling");
        println!("{packet}: closed, over polling after {taken} of {PACKETS}");
    }
}
