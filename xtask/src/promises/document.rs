//! docs/promises.md: for whoever wants to know whether Calln keeps its word.

use std::fmt::Write as _;

use super::contract::{Contract, Promise};
use super::guards::Guard;
use super::results::{Outcome, Results};

/// More tests than these in a row are folded up.
const SHOWN: usize = 3;

const INTRODUCTION: &str = "\
<!-- Written by `cargo xtask promises` from docs/promises.toml and the tests; don't edit it by hand. -->

# What Calln promises, and how you can check it

Calln connects two strangers for a voice call and is built to know and keep as little as it can. A promise like
that is easily made. So each of Calln's promises stands here with the tests that guard it: programs that try to
catch Calln breaking it, on the real server, in real browsers, down to reading the server's memory and files for
anything that should no longer be there. They run whenever Calln's code changes, and a promise that fails its test
stops that change.

You needn't take our word for it. On a Linux machine with Rust and Node, in a copy of this repository,

```sh
cargo xtask promises
```

runs these tests, and writes this page anew from what came of them.

🟢 every test of the promise passed · 🔴 a test failed, or there is none · ⚪ what it is about isn't there yet

What tests can't show is that a given server runs this code and no other: whoever runs one could change it. That is
what the four pictures are for that two callers may compare by voice: if they are the same, nobody sits
in the middle of voice, chat or images.
";

/// The whole document. The same tests with the same outcomes give the same bytes.
pub(super) fn document(contract: &Contract, guards: &[Guard], results: &Results) -> String {
    let mut text = INTRODUCTION.to_owned();
    let mut counts = [0; 3];
    let mut tables = String::new();
    for group in &contract.groups {
        let _ = write!(
            tables,
            "\n## {}\n\n| | promise | tests that try to break it | |\n|---|---|---|---|\n",
            group.title
        );
        for promise in &group.promises {
            let of_it: Vec<&Guard> = guards.iter().filter(|guard| guard.guards(&promise.id)).collect();
            let (light, says) = verdict(promise, &of_it, results);
            counts[light as usize] += 1;
            let _ = writeln!(
                tables,
                "| {} | {} <br> <sub>Broken by: {}</sub> | {} | {says} |",
                promise.id,
                cell(&promise.text),
                cell(&promise.broken),
                tests(&of_it, results),
            );
        }
    }
    let [green, red, white] = counts;
    let _ = write!(text, "\n**{green} promises 🟢 · {red} 🔴 · {white} ⚪**\n{tables}");
    text
}

#[derive(Clone, Copy)]
enum Light {
    Green,
    Red,
    White,
}

fn verdict(promise: &Promise, guards: &[&Guard], results: &Results) -> (Light, String) {
    let worst = guards.iter().map(|guard| results.of(guard)).max();
    match (worst, &promise.not_yet, &promise.untested) {
        (Some(Outcome::Failed), ..) => (Light::Red, "🔴 **broken**".to_owned()),
        (Some(Outcome::NotRun), ..) => (Light::Red, "🔴 **not run**".to_owned()),
        (Some(Outcome::Passed), None, _) => (Light::Green, "🟢 kept".to_owned()),
        (Some(Outcome::Passed), Some(what), _) => {
            (Light::White, format!("🟢 kept on the web; ⚪ not yet: {what}"))
        }
        (None, Some(what), _) => (Light::White, format!("⚪ not yet: {what}")),
        (None, None, Some(why)) => (Light::Red, format!("🔴 **no test.** {}", cell(why))),
        (None, None, None) => (Light::Red, "🔴 **no test**".to_owned()),
    }
}

fn tests(guards: &[&Guard], results: &Results) -> String {
    let lines = guards.iter().map(|guard| {
        let mark = if results.of(guard) == Outcome::Passed { "" } else { "🔴 " };
        format!("{mark}[{}](../{})", cell(&guard.shows), guard.file)
    });
    let list = lines.collect::<Vec<_>>().join(" <br> ");
    match guards.len() {
        0..=SHOWN => list,
        count => format!("<details><summary>{count} tests</summary> {list} </details>"),
    }
}

/// Text that doesn't end its cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
