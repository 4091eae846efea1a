//! The server is killed, told to stop, or frozen in the middle of a call. The voices don't need it; the callers come back.

use std::time::Instant;

use calln_client::Transport;
use calln_wire::server::Returned;
use rustix::process::Signal;
use serde_json::json;

use crate::server;

#[tokio::test]
async fn both_are_back_in_their_call_after_the_server_was_killed_or_stopped() {
    let signals = [Signal::KILL, Signal::TERM];
    for (transport, signal) in Transport::ALL.into_iter().flat_map(|it| signals.map(|signal| (it, signal))) {
        let server = server::start(&[]).over(transport);
        let (waiter, newcomer, (first, second)) = server.matched_call().await;
        let gone = Instant::now();
        let server = server.restart(signal, &[]);
        waiter.sees_the_end().await;
        newcomer.sees_the_end().await;
        let (mut waiter, mut newcomer) = (server.caller().await, server.caller().await);
        waiter.resumes(&first.token).await;
        newcomer.resumes(&second.token).await;
        assert_eq!(waiter.hears::<Returned>().await.call, first.call);
        newcomer.says_raw("signal", &json!({ "call": first.call, "n": 1 })).await;
        assert_eq!(waiter.hears_signal().await["n"], 1);
        println!(
            "{signal:?} in a call over {transport:?}: both were back in it after {:.1?}, a new server included",
            gone.elapsed()
        );
    }
}

/// Over WebSocket: who polls sends nothing more until the server has taken what came before.
#[tokio::test]
async fn a_frozen_server_goes_on_where_it_was() {
    let server = server::start(&[]);
    let (mut waiter, mut newcomer, call) = server.call().await;
    server.signal(Signal::STOP);
    let state = || std::fs::read_to_string(format!("/proc/{}/stat", server.id())).unwrap();
    while !state().contains(") T ") {}
    for n in 1..=100 {
        waiter.says_raw("signal", &json!({ "call": call, "n": n })).await;
    }
    let thawed = Instant::now();
    server.signal(Signal::CONT);
    for n in 1..=100 {
        assert_eq!(newcomer.hears_signal().await["n"], n);
    }
    println!("100 frames said to a frozen server: there {:.1?} after it went on, in order", thawed.elapsed());
}
