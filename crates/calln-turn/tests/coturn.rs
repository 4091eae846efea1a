//! coturn's own clients against this server. Needs Debian's package `coturn`.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests may fail the test"
)]

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::process::Output;
use std::time::Duration;

use calln_turn::{Limits, Secret, Server, Settings};
use tokio::process::Command;
use tokio::sync::oneshot;
use tokio::time::timeout;

const SECRET: &str = "a secret for tests";
/// The clients pace themselves and take some seconds.
const LIMIT: Duration = Duration::from_secs(60);

/// A server for as long as the sender is kept.
fn serve() -> (SocketAddr, oneshot::Sender<()>) {
    let settings = Settings {
        advertised_ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
        realm: "calln".into(),
        secret: Secret::new(SECRET.as_bytes()),
        limits: Limits { allocation_bytes_per_second: u32::MAX, ..Limits::default() },
    };
    let server = Server::bind((Ipv4Addr::LOCALHOST, 0).into(), settings).unwrap();
    let address = server.local_addr();
    server.handle().admit("u1").unwrap();
    server.handle().join("u1", "u1").unwrap();
    let (stop, stopped) = oneshot::channel();
    server.spawn(async { drop(stopped.await) }).unwrap();
    (address, stop)
}

async fn output(program: &str, server: SocketAddr, arguments: &[&str]) -> Output {
    let mut command = Command::new(program);
    command.args(arguments).arg("-p").arg(server.port().to_string()).arg(server.ip().to_string());
    timeout(LIMIT, command.kill_on_drop(true).output())
        .await
        .unwrap_or_else(|_| panic!("{program} did not end"))
        .unwrap_or_else(|error| panic!("can't start {program} ({error}): install Debian's package coturn"))
}

/// Runs four clients that talk in pairs, 20 messages each, and expects every message to arrive. What the
/// clients said.
async fn all_arrive(arguments: &[&str]) -> String {
    let (server, _stop) = serve();
    let pairs = ["-y", "-c", "-m", "4", "-n", "20", "-u", "u1", "-W", SECRET];
    let output = output("turnutils_uclient", server, &[&pairs[..], arguments].concat()).await;
    let said = said(&output);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("tot_send_msgs=80, tot_recv_msgs=80"), "{said}");
    assert!(said.contains("Total lost packets 0 "), "{said}");
    said
}

/// As above, and nothing was refused.
async fn all_goes_well(arguments: &[&str]) {
    let said = all_arrive(arguments).await;
    assert!(!said.contains("error"), "{said}");
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[tokio::test]
async fn stunclient_learns_its_address() {
    let (server, _stop) = serve();
    let output = output("turnutils_stunclient", server, &[]).await;
    let said = said(&output);
    assert!(said.contains("UDP reflexive addr: 127.0.0.1:"), "{said}");
}

#[tokio::test]
async fn channels_over_udp() {
    all_goes_well(&[]).await;
}

#[tokio::test]
async fn channels_over_tcp() {
    all_goes_well(&["-t"]).await;
}

#[tokio::test]
async fn send_indications_over_udp() {
    all_goes_well(&["-s"]).await;
}

#[tokio::test]
async fn send_indications_over_tcp() {
    all_goes_well(&["-t", "-s"]).await;
}

#[tokio::test]
async fn odd_sizes_over_udp() {
    tokio::join!(all_goes_well(&["-l", "17"]), all_goes_well(&["-l", "171"]), all_goes_well(&["-l", "1399"]));
}

#[tokio::test]
async fn odd_sizes_over_tcp() {
    tokio::join!(
        all_goes_well(&["-t", "-l", "17"]),
        all_goes_well(&["-t", "-l", "171"]),
        all_goes_well(&["-t", "-s", "-l", "1399"])
    );
}

#[tokio::test]
async fn padding_and_dont_fragment() {
    tokio::join!(all_goes_well(&["-D"]), all_goes_well(&["-g"]));
}

#[tokio::test]
async fn requests_for_other_hosts_are_refused_and_the_call_goes_on() {
    let said = all_arrive(&["-G"]).await;
    assert!(said.contains("create permission error 403"), "{said}");
    assert!(said.contains("channel bind: error 403"), "{said}");
}

#[tokio::test]
async fn a_wrong_secret_is_refused() {
    let (server, _stop) = serve();
    let output = output("turnutils_uclient", server, &["-y", "-c", "-u", "u1", "-W", "another secret"]).await;
    let said = said(&output);
    assert!(said.contains("ERROR: Cannot complete Allocation"), "{said}");
    assert!(!said.contains("tot_recv_msgs"), "{said}");
}
