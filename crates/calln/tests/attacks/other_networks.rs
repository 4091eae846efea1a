//! Somebody who has learnt a polled session's name uses it from another network: a banned caller, say, on a session that
//! was opened elsewhere. A WebSocket has no further request that could come from somewhere else.

use crate::polled::Polled;
use crate::raw;
use crate::server;

const HOME: &str = "x-forwarded-for: 192.0.2.1\r\n";
const NEAR: &str = "x-forwarded-for: 192.0.2.2\r\n";
const BANNED: &str = "203.0.113.7";

#[test]
fn a_session_is_its_networks_alone() {
    let server = server::start(&["--trusted-proxies", "127.0.0.0/8"]);
    let (status, _, error) = server.bans(&["add", BANNED, "--for", "1h", "--reason", "spam"]);
    assert!(status.success(), "{error}");
    let polled = Polled::connected(&server, HOME);
    let banned = format!("x-forwarded-for: {BANNED}\r\n");
    for headers in [NEAR, &banned, "x-forwarded-for: 2001:db8::1\r\n", ""] {
        let (status, said) = server.ask("GET", &polled.path, headers);
        assert_eq!(status, 403, "{said}");
        assert!(said.contains("another network"), "{said}");
        assert_eq!(server.ask("POST", &polled.path, headers).0, 403);
        assert_eq!(raw::upgrade_session(&server, polled.sid(), headers).1, 403);
    }
    // Its own client notices nothing.
    assert!(polled.hears(&server, r#"42["welcome""#).contains("limits"));
    assert_eq!(raw::upgrade_session(&server, polled.sid(), HOME).1, 101);
    // A household is one network.
    let at_home = Polled::connected(&server, "x-forwarded-for: 2001:db8::1\r\n");
    assert_eq!(server.ask("GET", &at_home.path, "x-forwarded-for: 2001:db8::2\r\n").0, 200);
    println!("a session's name, tried from 4 other places and 3 ways each: refused");
}
