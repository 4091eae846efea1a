//! Connections that say next to nothing, for as long as they can: before it is known what they are for. `stalled_bodies` and
//! `unfinished_input` have what comes after that, on either transport.

use std::io::Write as _;

use crate::caller::anyone;
use crate::raw;
use crate::server;

const SOCKETS: usize = 2_000;

#[tokio::test]
async fn half_a_request_each_from_two_thousand_sockets_keeps_nobody_out_and_is_closed() {
    let server = server::start(&[]);
    let idle: Vec<_> = (0..SOCKETS)
        .map(|_| {
            let mut stream = raw::connect(&server);
            stream.write_all(b"GET / HT").unwrap();
            stream
        })
        .collect();
    // All are open now. Others get in and find each other all the same.
    let (mut a, mut b) = (server.caller().await, server.caller().await);
    a.waits(&anyone()).await;
    b.is_matched(&anyone()).await;
    tokio::task::spawn_blocking(move || idle.into_iter().for_each(raw::sees_the_end)).await.unwrap();
    println!("{SOCKETS} sockets with half a request: others met, and every one was closed by the server");
}
