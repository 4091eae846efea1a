//! Two thousand callers with mixed wishes through the official client, every match checked from outside.

use std::collections::HashMap;
use std::io::Write as _;
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};

use crate::server;

const CALLERS: usize = 2_000;
const COUNTRIES: [&str; 6] = ["DE", "FR", "BR", "IN", "JP", "ZA"];

#[derive(Clone, Serialize)]
struct Caller {
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<&'static str>,
    want: Want,
}

#[derive(Clone, Serialize)]
#[serde(untagged)]
enum Want {
    Any(&'static str),
    Only(Vec<&'static str>),
    Except { except: Vec<&'static str> },
}

impl Want {
    fn accepts(&self, country: Option<&str>) -> bool {
        match (self, country) {
            (Self::Any(_), _) => true,
            (_, None) => false,
            (Self::Only(only), Some(country)) => only.contains(&country),
            (Self::Except { except }, Some(country)) => !except.contains(&country),
        }
    }
}

#[derive(Deserialize)]
struct Match {
    call: String,
    role: String,
    country: Option<String>,
}

/// The same mix in every run: wishes of all kinds, and a few callers whose country nobody knows.
fn mixed_callers() -> Vec<Caller> {
    let mut state = 0x5eed_u64;
    let mut below = move |n: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % n
    };
    (0..CALLERS)
        .map(|_| {
            let country = (below(10) > 0).then(|| COUNTRIES[below(6)]);
            let start = below(6);
            let some: Vec<_> = COUNTRIES.iter().cycle().skip(start).take(1 + below(3)).copied().collect();
            let want = match below(10) {
                0..4 => Want::Any("any"),
                4..8 => Want::Only(some),
                _ => Want::Except { except: some },
            };
            Caller { country, want }
        })
        .collect()
}

fn fit(a: &Caller, b: &Caller) -> bool {
    a.want.accepts(b.country) && b.want.accepts(a.country)
}

/// Replays the arrivals naively: the longest-waiting caller that fits, both ways, or a place in the queue.
fn expected_pairs(callers: &[Caller]) -> Vec<(usize, usize)> {
    let mut waiting: Vec<usize> = Vec::new();
    let mut pairs = Vec::new();
    for newcomer in 0..callers.len() {
        match waiting.iter().position(|&waiter| fit(&callers[waiter], &callers[newcomer])) {
            Some(place) => pairs.push((waiting.remove(place), newcomer)),
            None => waiting.push(newcomer),
        }
    }
    pairs
}

#[test]
fn p04_two_thousand_callers_meet_only_whom_both_sides_want() {
    let server = server::start(&[]);
    let callers = mixed_callers();

    let input = serde_json::json!({ "url": server.url, "callers": callers }).to_string();
    let mut node = Command::new("node")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/live/official_callers.mjs"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node runs; `cargo xtask test` prepares what this test needs");
    node.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = node.wait_with_output().unwrap();
    assert!(output.status.success(), "the official client failed; its message is above");
    let told: Vec<(String, Option<Match>)> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told.len(), CALLERS);

    let mut calls: HashMap<&str, Vec<usize>> = HashMap::new();
    for (caller, (_, matched)) in told.iter().enumerate() {
        if let Some(matched) = matched {
            calls.entry(&matched.call).or_default().push(caller);
        }
    }
    let mut pairs = Vec::new();
    for (call, sides) in calls {
        let [a, b] = sides[..] else { panic!("call {call} has {} sides", sides.len()) };
        let side = |caller: usize| told[caller].1.as_ref().unwrap();
        let (waiter, newcomer) = if side(a).role == "waiter" { (a, b) } else { (b, a) };
        assert_eq!((side(waiter).role.as_str(), side(newcomer).role.as_str()), ("waiter", "newcomer"));
        assert_eq!(told[newcomer].0, "matched", "a newcomer learns of its match in the acknowledgement");
        assert_eq!(side(waiter).country.as_deref(), callers[newcomer].country);
        assert_eq!(side(newcomer).country.as_deref(), callers[waiter].country);
        pairs.push((waiter, newcomer));
    }
    pairs.sort_unstable_by_key(|&(_, newcomer)| newcomer);
    assert_eq!(pairs, expected_pairs(&callers), "oldest compatible first, and nobody left who could meet");
    println!("{} pairs of {CALLERS} callers, each as a naive queue would have made it", pairs.len());
}
