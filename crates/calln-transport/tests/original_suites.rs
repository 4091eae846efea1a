//! The protocols' own test suites, where a copy is at hand: `CALLN_PROTOCOL_SUITES` names a folder that holds
//! `engine.io-protocol/v4-test-suite` and `socket.io-protocol/v5-test-suite`. They want port 3000.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a step that fails is a test that fails")]

mod fixture;

use std::path::{Path, PathBuf};
use std::process::Stdio;

use calln_transport::{Server, engine};
use fixture::echo;
use tokio::net::TcpListener;
use tokio::process::Command;

async fn npm(folder: &Path, arguments: &[&str]) {
    let output =
        Command::new("npm").args(arguments).current_dir(folder).stdin(Stdio::null()).output().await.unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "npm {arguments:?}: {said}");
}

/// A copy to install packages in, gone with the test.
struct Copy(PathBuf);

impl Copy {
    fn of(original: &Path) -> Self {
        let folder = std::env::temp_dir().join(format!("protocol-suite-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir(&folder).unwrap();
        for name in ["package.json", "package-lock.json", "node-imports.js", "test-suite.js"] {
            std::fs::copy(original.join(name), folder.join(name)).unwrap();
        }
        Self(folder)
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn the_original_suites_pass() {
    let Some(suites) = std::env::var_os("CALLN_PROTOCOL_SUITES").map(PathBuf::from) else {
        println!("skipped: CALLN_PROTOCOL_SUITES is not set");
        return;
    };
    let app = tower::service_fn(async |_: http::Request<engine::RequestBody>| {
        Ok(http::Response::new(http_body_util::Empty::<bytes::Bytes>::new()))
    });
    for (protocol, version) in [("engine.io", "v4"), ("socket.io", "v5")] {
        let copy = Copy::of(&suites.join(format!("{protocol}-protocol/{version}-test-suite")));
        npm(&copy.0, &["ci", "--silent"]).await;
        let listener = TcpListener::bind("127.0.0.1:3000").await.unwrap();
        let config = echo::config(&format!("/{protocol}/"));
        let (done, over) = tokio::sync::oneshot::channel::<()>();
        let shutdown = async move {
            let _ = over.await;
        };
        let serving = if protocol == "engine.io" {
            tokio::spawn(engine::Server::new(config, echo::Messages).serve(listener, app, shutdown))
        } else {
            tokio::spawn(Server::new(config, echo::Events).serve(listener, app, shutdown))
        };
        npm(&copy.0, &["test"]).await;
        let _ = done.send(());
        serving.await.unwrap().unwrap();
    }
}
