//! What `deploy/` and `render.yaml` tell platforms, held against the real binary and the checkout: they name settings,
//! files and paths that exist.

#![expect(clippy::unwrap_used, reason = "a step that fails is a test that fails")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use yaml_rust2::{Yaml, YamlLoader};

fn checkout(inside: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(inside)
}

fn read(inside: &str) -> String {
    std::fs::read_to_string(checkout(inside)).unwrap()
}

fn yaml(inside: &str) -> Yaml {
    YamlLoader::load_from_str(&read(inside)).unwrap().remove(0)
}

/// The settings that the blueprint hands in; those that it asks the operator for are empty.
fn blueprint_settings() -> Vec<(String, String)> {
    let blueprint = yaml("render.yaml");
    let named = blueprint["services"][0]["envVars"].as_vec().unwrap();
    let pairs = named.iter().map(|pair| {
        let value = pair["value"].as_str().unwrap_or_default();
        (pair["key"].as_str().unwrap().to_owned(), value.to_owned())
    });
    pairs.filter(|(key, _)| key.starts_with("CALLN_")).collect()
}

/// Those of compose, without what the operator may hand in.
fn compose_settings() -> Vec<(String, String)> {
    let compose = yaml("deploy/compose.yaml");
    let named = compose["services"]["calln"]["environment"].as_hash().unwrap();
    let pairs = named.iter().map(|(key, value)| (key.as_str().unwrap(), value.as_str().unwrap()));
    pairs
        .map(|(key, value)| (key.to_owned(), if value.starts_with('$') { "" } else { value }.to_owned()))
        .collect()
}

fn calln(arguments: &[&str], environment: &[(String, String)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_calln"));
    command.args(arguments).env_clear().envs(environment.iter().map(|(key, value)| (key, value)));
    command
}

/// A server that ends with its owner.
struct Running(Child, String);

impl Running {
    fn with(environment: &[(String, String)]) -> Self {
        let state = env!("CARGO_TARGET_TMPDIR");
        let mut command =
            calln(&["serve", "--listen", "127.0.0.1:0", "--state-directory", state], environment);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().rsplit_once("http://").unwrap().1.to_owned();
        Self(child, address)
    }

    /// The first line of the answer.
    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.1).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.1).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer.lines().next().unwrap().to_owned()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn p45_the_blueprint_starts_a_server_that_passes_its_health_check() {
    let blueprint = yaml("render.yaml");
    let service = &blueprint["services"][0];
    assert_eq!(service["numInstances"].as_i64(), Some(1), "callers are matched in one process");
    let settings = blueprint_settings();
    assert!(settings.len() > 3);
    let server = Running::with(&settings);
    assert_eq!(server.get(service["healthCheckPath"].as_str().unwrap()), "HTTP/1.1 200 OK");
    assert!(checkout(service["dockerfilePath"].as_str().unwrap()).is_file());
}

#[test]
fn p45_the_blueprint_and_compose_name_settings_that_there_are() {
    for settings in [blueprint_settings(), compose_settings()] {
        let output = calln(&["config"], &settings).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let shown = String::from_utf8(output.stdout).unwrap();
        for (name, value) in settings.iter().filter(|(_, value)| !value.is_empty()) {
            assert!(shown.contains(&format!("# Set by: {name}")), "{name}={value} had no effect");
        }
    }
}

#[test]
fn p45_the_image_is_made_from_files_that_are_in_the_checkout() {
    let mut copied = 0;
    for line in read("deploy/Dockerfile").lines().filter_map(|line| line.strip_prefix("COPY ")) {
        let words: Vec<&str> = line.split_whitespace().collect();
        if words[0].starts_with("--from") {
            continue;
        }
        for source in &words[..words.len() - 1] {
            assert!(checkout(source).exists(), "{source}");
            copied += 1;
        }
    }
    assert!(copied >= 6);
    let compose = yaml("deploy/compose.yaml");
    assert!(checkout(compose["services"]["calln"]["build"]["dockerfile"].as_str().unwrap()).is_file());
}

#[test]
fn p45_image_and_unit_start_the_program_with_flags_that_it_has() {
    let help = String::from_utf8(calln(&["serve", "--help"], &[]).output().unwrap().stdout).unwrap();
    for file in ["deploy/Dockerfile", "deploy/calln.service"] {
        let text = read(file);
        let starts = |line: &&str| line.starts_with("ExecStart=") || line.starts_with("CMD ");
        let line = text.lines().find(starts).unwrap();
        let flags: Vec<&str> =
            line.split([' ', '"', ',', '[', ']']).filter(|word| word.starts_with("--")).collect();
        assert!(!flags.is_empty(), "{file}");
        for flag in flags {
            assert!(help.contains(&format!("{flag} ")), "{file}: {flag}");
        }
    }
}
