//! A TURN server on its own, for trying out and for measuring:
//!
//! ```text
//! cargo run --release -p calln-turn --example turn_server -- LISTEN ADVERTISED_IP SECRET
//! ```
//!
//! The realm is `calln`, and the one user is `bench`. It prints `listening on ADDR`, and serves until Ctrl-C or the end of its input. Rates
//! are not limited, so that what is measured is the server.

use std::error::Error;
use std::io::Write as _;

use calln_turn::{Limits, Secret, Server, Settings};
use tokio::io::AsyncReadExt as _;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [listen, advertised_ip, secret] = &arguments[..] else {
        return Err("usage: turn_server LISTEN ADVERTISED_IP SECRET".into());
    };
    let settings = Settings {
        advertised_ip: advertised_ip.parse()?,
        realm: "calln".into(),
        secret: Secret::new(secret.as_bytes()),
        limits: Limits {
            allocations_per_user: usize::MAX,
            allocations_per_network: usize::MAX,
            allocation_bytes_per_second: u32::MAX,
            total_bytes_per_second: u32::MAX,
            network_bytes_per_second: u32::MAX,
            ..Limits::default()
        },
    };
    let server = Server::bind(listen.parse()?, settings)?;
    server.handle().admit("bench")?;
    server.handle().join("bench", "bench")?;
    writeln!(std::io::stdout(), "listening on {}", server.local_addr())?;
    server.run(told_to_stop()).await?;
    Ok(())
}

async fn told_to_stop() {
    let mut input = Vec::new();
    let mut stdin = tokio::io::stdin();
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        // Whoever started this server has gone.
        _ = stdin.read_to_end(&mut input) => {}
    }
}
