//! Another site's page, or one without an origin, tries to connect from a caller's browser.

use crate::raw;
use crate::server;

#[test]
fn no_page_of_another_site_gets_a_connection_on_either_transport() {
    let server = server::start(&["--origins", "https://app.example.org"]);
    let host = raw::host(&server).to_owned();
    let hostile = [
        "origin: https://evil.example\r\n".to_owned(),
        "origin: null\r\n".to_owned(),
        "origin: file://\r\n".to_owned(),
        "origin: \r\n".to_owned(),
        format!("origin: http://{host}.evil.example\r\n"),
        format!("origin: http://evil.example?{host}\r\n"),
        "origin: http://app.example.org\r\n".to_owned(),
        "origin: https://app.example.org.evil.example\r\n".to_owned(),
        "origin: https://app.example.org:444\r\n".to_owned(),
        // What browsers say where they leave the origin out.
        "sec-fetch-site: cross-site\r\n".to_owned(),
        "sec-fetch-site: same-site\r\n".to_owned(),
    ];
    for headers in &hostile {
        assert_eq!(raw::upgrade(&server, headers).1, 403, "{headers}");
        for method in ["GET", "POST", "OPTIONS"] {
            let (status, body) = server.ask(method, "/socket.io/?EIO=4&transport=polling", headers);
            assert_eq!(status, 403, "{method} {headers}");
            assert!(!body.contains("sid"), "{body}");
        }
    }
    for friendly in [format!("origin: http://{host}\r\n"), "origin: https://app.example.org\r\n".to_owned()] {
        assert_eq!(raw::upgrade(&server, &friendly).1, 101, "{friendly}");
    }
    println!("{} hostile origins, 4 ways each: none let in", hostile.len());
}
