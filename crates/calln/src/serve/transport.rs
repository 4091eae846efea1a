//! Callers' connections and plain HTTP, on one port.

use std::net::SocketAddr;

use axum::Router;
use calln_transport::{Origins, Server};
use eyre::WrapErr as _;
use rustix::process::{Resource, getrlimit};
use tokio::net::TcpListener;

use crate::config::Config;
use crate::gateway::Gateway;
use crate::runtime::{Runtime, Subsystem};

/// Takes the address.
///
/// # Errors
/// The address can't be had. The message says what to do.
pub(super) async fn listen(config: &Config) -> eyre::Result<(TcpListener, SocketAddr)> {
    let bound = async {
        let listener = TcpListener::bind(config.listen).await?;
        let address = listener.local_addr()?;
        std::io::Result::Ok((listener, address))
    };
    bound
        .await
        .wrap_err_with(|| format!("can't listen on {}; choose another address with --listen", config.listen))
}

/// Starts serving Socket.IO with the gateway, and everything else with `app`.
pub(super) fn start(
    config: &Config,
    listener: TcpListener,
    gateway: Gateway,
    app: Router,
    runtime: &mut Runtime,
) -> Server<Gateway> {
    let server = Server::new(settings(config), gateway);
    let serving = server.clone();
    runtime.start(Subsystem::Transport, |stop| async {
        serving.serve(listener, app, stop.told()).await.wrap_err("the listener is in trouble")
    });
    server
}

/// Three quarters of the process's file descriptors. The others are for the relay's TCP connections and for files.
fn descriptors_for_connections() -> usize {
    let most = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    usize::try_from(most / 4 * 3).unwrap_or(usize::MAX)
}

fn settings(config: &Config) -> calln_transport::Config {
    calln_transport::Config {
        max_message_bytes: config.limits.message_bytes.get() as usize,
        outbox_bytes: config.limits.outbox_bytes.get() as usize,
        total_outbox_bytes: config.limits.total_outbox_bytes.get() as usize,
        total_inbox_bytes: config.limits.total_inbox_bytes.get() as usize,
        least_rate: config.limits.least_bytes_per_second.get(),
        connections: (config.limits.connections.get() as usize).min(descriptors_for_connections()),
        connections_per_address: config.limits.connections_per_address.get() as usize,
        kept_per_address: config.limits.idle_connections_per_address.get() as usize,
        idle_timeout: config.limits.idle_within,
        origins: match &config.origins[..] {
            [] => Origins::SameHost,
            listed => Origins::Listed(listed.iter().map(ToString::to_string).collect()),
        },
        ..calln_transport::Config::default()
    }
}
