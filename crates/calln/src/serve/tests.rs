use std::net::{TcpListener, UdpSocket};

use prometheus_client::metrics::counter::Counter;
use tempfile::TempDir;

use super::*;
use crate::turn::RelayUser;

/// Longer than anything takes here.
const DEADLINE: Duration = Duration::from_secs(60);

/// A configuration with files of its own and a relay on a port of its own.
fn config() -> (Config, TempDir) {
    let files = tempfile::tempdir().unwrap();
    let mut config = Config::default();
    config.state.directory = Some(files.path().to_owned());
    config.turn.listen = Some("127.0.0.1:0".parse().unwrap());
    (config, files)
}

/// Whether both the relay's ports can be had.
fn is_free(address: &str) -> bool {
    TcpListener::bind(address).is_ok() && UdpSocket::bind(address).is_ok()
}

#[tokio::test]
async fn a_start_that_goes_no_further_leaves_nothing_once_the_runtime_has_stopped() {
    let (mut runtime, (config, _files)) = (Runtime::new(), config());
    let started = start_service(&config, Counter::default(), &mut runtime).await.unwrap();
    let relay = started.service.ice.relay(RelayUser::random()).unwrap();
    let address = relay.urls[0].strip_prefix("turn:").unwrap().split_once('?').unwrap().0.to_owned();
    assert!(!is_free(&address));
    drop(started);
    let errors: Vec<_> = runtime.stop().await.iter().map(|error| format!("{error:#}")).collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert!(is_free(&address));
}

#[tokio::test]
async fn the_end_of_the_lobby_before_its_time_is_the_end_of_all() {
    let (mut runtime, (config, _files)) = (Runtime::new(), config());
    let started = start_service(&config, Counter::default(), &mut runtime).await.unwrap();
    // Its last handle: it ends by itself.
    drop(started);
    tokio::time::timeout(DEADLINE, runtime.broken()).await.unwrap();
    let errors: Vec<_> = runtime.stop().await.iter().map(|error| format!("{error:#}")).collect();
    assert_eq!(errors, ["the lobby broke down: it has ended by itself"]);
}

#[test]
fn all_errors_are_one_error() {
    assert!(one(Vec::new()).is_ok());
    let two = ["first", "second"].map(|error| eyre!("it broke").wrap_err(error));
    assert_eq!(format!("{:#}", one(two.into()).unwrap_err()), "first: it broke; second: it broke");
}
