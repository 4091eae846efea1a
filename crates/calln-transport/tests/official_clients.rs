//! The official clients, unchanged, over each transport.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a step that fails is a test that fails")]

mod fixture;

use std::path::Path;

use calln_transport::Config;
use fixture::{echo, serve};
use tokio::process::Command;

async fn run(program: &Path, script: &Path) {
    // The clients send a picture of 100,000 bytes.
    let config = Config { max_attachments: 2, max_message_bytes: 512 << 10, ..Config::default() };
    let (server, _) = serve(config, echo::Events).await;
    for mode in ["websocket", "polling", "upgrade"] {
        let url = format!("http://{}", server.address);
        let output = Command::new(program).arg(script).args([&url, mode]).output().await.unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{} over {mode}: {said}", script.display());
    }
    server.stop().await;
}

fn from_environment(name: &str) -> std::path::PathBuf {
    std::env::var_os(name).unwrap_or_else(|| panic!("{name} is not set: run `cargo xtask test`")).into()
}

#[tokio::test]
async fn the_javascript_client_works_over_every_transport() {
    let folder = from_environment("CALLN_TEST_NODE_CLIENT");
    run(Path::new("node"), &folder.join("client.mjs")).await;
}

#[tokio::test]
async fn the_python_client_works_over_every_transport() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients/python/client.py");
    run(&from_environment("CALLN_TEST_PYTHON"), &script).await;
}
