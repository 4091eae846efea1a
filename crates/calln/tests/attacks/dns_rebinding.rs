//! A page of another site has its own name point to this server, so that the browser takes the two for one.
//! `Host` is looked at before it is known what a request is for, so each transport's handshake is one of the ways.

use crate::raw;
use crate::server::{self, Server};

const PATHS: [&str; 6] =
    ["/", "/api/my-data", "/api/stats", "/api/address", "/healthz", "/socket.io/?EIO=4&transport=polling"];
const REBOUND: [&str; 3] = ["evil.example", "evil.example:8080", "127.0.0.1.evil.example"];

/// Status of a request that names this host, with these header lines besides.
fn ask(server: &Server, path: &str, host: &str, headers: &str) -> u16 {
    raw::ask_host(server, path, host, headers).0
}

#[test]
fn a_name_that_this_server_was_never_given_reaches_nothing() {
    let server = server::start(&[]);
    for host in REBOUND {
        for path in PATHS {
            let (status, said) = raw::ask_host(&server, path, host, &format!("origin: http://{host}\r\n"));
            assert_eq!(status, 421, "{path} at {host}");
            assert!(said.contains("`hosts`"), "{said}");
        }
        assert_eq!(raw::upgrade_host(&server, host, &format!("origin: http://{host}\r\n")), 421);
    }
    let own = raw::host(&server).to_owned();
    let port = own.rsplit(':').next().unwrap();
    for host in [own.clone(), format!("localhost:{port}"), format!("[::1]:{port}"), "calln".to_owned()] {
        assert_eq!(ask(&server, "/healthz", &host, ""), 200, "{host}");
    }
    assert!(server.log().contains("put it into hosts"), "the operator is told");
    println!("{} foreign names, {} ways each: all refused", REBOUND.len(), PATHS.len() + 1);
}

#[test]
fn a_proxy_that_passes_its_own_host_needs_no_setting_but_its_name() {
    // As in the README.
    let server = server::start(&["--trusted-proxies", "127.0.0.1/32"]);
    let forwarded = "x-forwarded-for: 203.0.113.7\r\n";
    assert_eq!(ask(&server, "/healthz", "your.host", forwarded), 200);
    let with_origin = format!("{forwarded}origin: https://your.host\r\n");
    assert_eq!(raw::upgrade_host(&server, "your.host", &with_origin), 101);
    assert_eq!(ask(&server, "/healthz", "your.host", ""), 421, "nobody has passed this on");
    // Where the operator has said which names there are, no other is taken from anybody.
    let server = server::start(&["--trusted-proxies", "127.0.0.1/32", "--hosts", "your.host"]);
    assert_eq!(ask(&server, "/healthz", "your.host", forwarded), 200);
    assert_eq!(ask(&server, "/healthz", "evil.example", forwarded), 421);
}
