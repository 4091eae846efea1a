//! Callers leave nothing behind: everything that they send is full of canaries, and once they are gone the server's
//! memory, files and output are searched for them.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{Ipv6Addr, TcpStream};
use std::path::Path;
use std::process::Command;

use calln::config::{Effective, Given};
use calln_wire::Event as _;
use calln_wire::client::{Attachment, Chat, HangUp, Image, Join};
use calln_wire::server::{Matched, PartnerLeft, Reconnecting};
use serde_json::json;

use crate::caller::{Caller, anyone};
use crate::memory::{Process, find};
use crate::server::{self, Server};

const PAIRS: u16 = 20;
/// Forty callers at once from one network would be more than limits allow.
const SETTINGS: &[&str] = &[
    "--log-level",
    "trace",
    "--log-format",
    "json",
    "--trusted-proxies",
    "127.0.0.0/8",
    "--limits-exempt",
    "127.0.0.0/8,2001:db8::/32",
];
/// What tells another program to be a server without the wiping allocator: the name of the test below.
const UNWIPED: &[&str] = &["--exact", "canary::a_server_that_does_not_wipe", "--ignored", "--nocapture"];

/// What the callers of one test send, and nobody else in the world.
struct Canary {
    text: String,
    /// All callers come from one network of their own.
    network: [u16; 4],
}

impl Canary {
    fn new() -> Self {
        let random = || u16::from_ne_bytes(getrandom::u32().unwrap().to_ne_bytes()[..2].try_into().unwrap());
        // Groups of four digits, so that the text form has no other spelling.
        let network = [0x2001, 0xdb8, random() | 0x1000, random() | 0x1000];
        Self { text: format!("Q{:016x}", getrandom::u64().unwrap()), network }
    }

    /// Something that a caller might send: a kilobyte in which the canary is everywhere, whatever a piece of it is
    /// overwritten with later.
    fn filled(&self, kind: &str) -> String {
        format!("{}-{kind} ", self.text).repeat(32)
    }

    fn address(&self, number: u16) -> String {
        let [a, b, c, d] = self.network;
        Ipv6Addr::new(a, b, c, d, 0, 0, 0, number).to_string()
    }

    /// What to look for: the text, and the callers' network as text and as it is in memory.
    fn needles(&self) -> Vec<Vec<u8>> {
        let [a, b, c, d] = self.network;
        let text = format!("{a:x}:{b:x}:{c:x}:{d:x}:");
        let binary = self.network.iter().flat_map(|group| group.to_be_bytes()).collect();
        vec![self.text.clone().into_bytes(), text.into_bytes(), binary]
    }

    /// Forty callers talk in twenty calls, all at once, and go, each pair in one of the ways in which a call can end.
    async fn fill(&self, server: &Server) {
        let mut calls = Vec::new();
        for number in 0..PAIRS {
            let mut waiter = server.caller_from(&self.address(2 * number)).await;
            let mut newcomer = server.caller_from(&self.address(2 * number + 1)).await;
            let tag = Some(format!("{}-tag{number}", self.text));
            waiter.waits(&Join { session: tag.clone(), op_id: tag, ..anyone() }).await;
            waiter.says_raw("offer", &json!({ "description": self.description("offer") })).await;
            let call = newcomer.is_matched(&anyone()).await.call;
            waiter.hears::<Matched>().await;
            calls.push((waiter, newcomer, call));
        }
        for (waiter, newcomer, call) in &mut calls {
            self.talk(waiter, newcomer, call).await;
            self.talk(newcomer, waiter, call).await;
        }
        for (number, (mut waiter, mut newcomer, call)) in calls.into_iter().enumerate() {
            match number % 3 {
                0 => {
                    waiter.says(&HangUp { call }).await;
                    newcomer.hears_sometime(PartnerLeft::NAME).await;
                    waiter.goes().await;
                }
                1 => {
                    waiter.goes().await;
                    newcomer.hears_sometime(PartnerLeft::NAME).await;
                }
                _ => {
                    // Its connection breaks, and its partner doesn't wait for it.
                    drop(waiter);
                    newcomer.hears_sometime(Reconnecting::NAME).await;
                    newcomer.says(&HangUp { call }).await;
                }
            }
            newcomer.goes().await;
        }
    }

    async fn talk(&self, from: &mut Caller, to: &mut Caller, call: &str) {
        for round in 0..4 {
            let description = self.description(&format!("signal{round}"));
            from.says_raw("signal", &json!({ "call": call, "description": description })).await;
            let (call, frame) = (call.to_owned(), Attachment::FIRST);
            from.sends(&Chat { call: call.clone(), frame }, self.filled("chat")).await;
            from.sends(&Image { call, frame }, self.filled("image").repeat(10)).await;
        }
        // What is wrong is refused, and a refusal is no place to keep it either.
        from.says_raw("report", &json!({ "call": call, "reason": self.filled("reason") })).await;
        from.says_raw(&self.filled("event"), &json!(self.filled("payload"))).await;
        from.says_raw("join", &json!({ "want": [self.filled("country")] })).await;
        from.says_raw("resume", &json!({ "token": self.filled("token") })).await;
        from.says_raw("signal", &json!({ "call": call, "last": self.filled("last") })).await;
        for _ in 0..5 {
            to.hears_sometime("signal").await;
        }
    }

    fn description(&self, kind: &str) -> serde_json::Value {
        json!({ "type": "offer", "sdp": format!("v=0\r\na={}", self.filled(kind)) })
    }

    /// A caller whose network lets no WebSocket through, and whose browser says a lot of itself.
    fn fill_by_polling(&self, server: &Server, number: u16) {
        let path = format!("/socket.io/?EIO=4&transport=polling&t={}", self.text);
        let opened = self.request(server, number, "GET", &path, "");
        let sid = opened.split_once(r#""sid":""#).unwrap().1.split_once('"').unwrap().0;
        let path = format!("{path}&sid={sid}");
        let offer = json!(["offer", { "description": self.description("offer") }]);
        let rubbish = json!(["signal", { "call": self.filled("call"), "sdp": self.filled("polled") }]);
        for body in ["40".to_owned(), format!("42{offer}\u{1e}42{rubbish}"), "1".to_owned()] {
            self.request(server, number, "POST", &path, &body);
        }
    }

    /// A request as a proxy would pass it on, and its answer.
    fn request(&self, server: &Server, number: u16, method: &str, path: &str, body: &str) -> String {
        let host = server.url.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(host).unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nhost: {host}\r\norigin: http://{host}\r\nconnection: close\r\n\
             x-forwarded-for: {}\r\nuser-agent: {}\r\ncookie: {}\r\ncontent-length: {}\r\n\r\n{body}",
            self.address(number),
            self.filled("agent"),
            self.filled("cookie"),
            body.len(),
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

/// Fills a server with canaries, waits until all callers are gone, and gives what is left in its memory.
async fn left_in_memory(server: &Server, canary: &Canary) -> Vec<String> {
    let process = Process(server.id());
    let sockets = process.sockets();
    canary.fill(server).await;
    for number in 0..4 {
        canary.fill_by_polling(server, 100 + number);
        canary.request(server, 200 + number, "GET", &format!("/{}", canary.text), "");
    }
    // Everything that is held for a connection goes with it.
    while !server.is_empty() || process.sockets() > sockets {}
    assert_eq!(server.get("/readyz").0, 200, "the lobby has heard of it");
    process.search(&canary.needles())
}

/// The files in a folder, and below, that have one of the needles in them.
fn files_with(folder: &Path, needles: &[Vec<u8>]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(&path, needles));
        } else if needles.iter().any(|needle| find(&fs::read(&path).unwrap(), needle).next().is_some()) {
            found.push(path.display().to_string());
        }
    }
    found
}

#[tokio::test]
async fn p05_p06_p08_p10_when_callers_are_gone_nothing_of_them_is_in_memory_files_or_output() {
    let mut server = server::start(SETTINGS);
    let canary = Canary::new();
    let left = left_in_memory(&server, &canary).await;
    assert!(left.is_empty(), "{} places, as {:#?}", left.len(), &left[..left.len().min(5)]);

    assert!(server.log().contains("started"), "the log is among the files");
    assert!(fs::read_dir(server.files().join("logs")).unwrap().count() > 0, "in both its forms");
    assert_eq!(files_with(server.files(), &canary.needles()), [""; 0]);
    // And not on the way out either.
    assert!(server.terminate().success());
    assert!(server.log().contains("stopped"));
    assert_eq!(files_with(server.files(), &canary.needles()), [""; 0]);
}

/// The same search finds what it looks for where memory isn't wiped: this program has the usual allocator.
#[tokio::test]
async fn p08_a_server_that_does_not_wipe_its_memory_fails_the_same_search() {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(UNWIPED);
    let server = server::start_as(command, SETTINGS);
    let left = left_in_memory(&server, &Canary::new()).await;
    for kind in ["offer", "signal", "chat", "image", "reason", "agent", "cookie", "x-forwarded-for"] {
        assert!(left.iter().any(|place| place.contains(kind)), "{kind} isn't among {} places", left.len());
    }
}

#[test]
#[ignore = "not a test: it is what the one above starts"]
fn a_server_that_does_not_wipe() {
    let given = Given { environment: std::env::vars_os().collect(), ..Given::default() };
    calln::serve::run(&Effective::load(given).unwrap().config).unwrap();
}
