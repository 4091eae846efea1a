//! Has a release build done again when the page has changed: the macro that embeds it can't see new files.
//! Debug builds read the page from disk.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var_os("PROFILE").is_some_and(|profile| profile == "release") {
        println!("cargo::rerun-if-changed=../../web/dist");
    }
}
