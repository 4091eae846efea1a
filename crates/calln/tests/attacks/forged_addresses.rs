//! A banned caller claims to come from somewhere else. The address is a request's, and read in one place for all of them: there
//! is nothing here that differs by transport.

use calln_wire::http::MyData;

use crate::server::{self, Server};

const BANNED: &str = "203.0.113.7";

/// Whether the server takes the sender of these header lines for the banned address.
fn is_known(server: &Server, headers: &str) -> bool {
    let (status, body) = server.ask("GET", "/api/my-data", headers);
    assert_eq!(status, 200);
    !serde_json::from_str::<MyData>(&body).unwrap().bans.is_empty()
}

fn ban(server: &Server, address: &str) {
    let (status, _, error) = server.bans(&["add", address, "--for", "1h", "--reason", "spam"]);
    assert!(status.success(), "{error}");
}

#[test]
fn an_address_is_never_taken_from_a_hop_that_nobody_trusts() {
    let server = server::start(&[]);
    ban(&server, "127.0.0.1");
    while !is_known(&server, "") {}
    let forged = [
        "x-forwarded-for: 198.51.100.1\r\n",
        "x-forwarded-for: 198.51.100.1, 10.0.0.1\r\n",
        "x-forwarded-for: 127.0.0.2\r\n",
        "x-forwarded-for: ::1\r\nx-forwarded-for: 198.51.100.1\r\n",
        "forwarded: for=198.51.100.1\r\n",
        "x-real-ip: 198.51.100.1\r\n",
        "cf-connecting-ip: 198.51.100.1\r\ntrue-client-ip: 198.51.100.1\r\n",
    ];
    for headers in forged {
        assert!(is_known(&server, headers), "{headers}");
    }

    // Behind a trusted proxy: what the proxy wrote counts, what the caller had written before it doesn't.
    let server = server::start(&["--trusted-proxies", "127.0.0.0/8", "--limits-exempt", "0.0.0.0/0"]);
    ban(&server, BANNED);
    while !is_known(&server, &format!("x-forwarded-for: {BANNED}\r\n")) {}
    let chains =
        ["198.51.100.1", "198.51.100.1, 127.0.0.9", "127.0.0.1", "unknown", "::1", &"1.1.1.1,".repeat(500)];
    for claimed in chains {
        assert!(is_known(&server, &format!("x-forwarded-for: {claimed}, {BANNED}\r\n")), "{claimed}");
        assert!(is_known(&server, &format!("x-forwarded-for: {claimed}\r\nx-forwarded-for: {BANNED}\r\n")));
    }
    println!("{} forged chains: none believed", forged.len() + 2 * chains.len());
}
