use std::collections::HashMap;

use super::*;

/// The graph of a made-up crate, file by file.
fn graph(files: &[(&str, &str)]) -> Graph {
    let files: HashMap<_, _> = files.iter().map(|(path, text)| (PathBuf::from(path), *text)).collect();
    let read = |path: &Path| files.get(path).map(|text| (*text).to_owned());
    Graph::of(&Modules::read(Path::new("lib.rs"), &read).unwrap())
}

/// Its circles, as a report has them.
fn circles(files: &[(&str, &str)]) -> Vec<String> {
    graph(files).circles().iter().map(ToString::to_string).collect()
}

#[test]
fn a_circle_of_three_is_found_and_each_step_is_shown() {
    let found = circles(&[
        ("lib.rs", "mod a; mod b; mod c; mod aside;"),
        ("a.rs", "use crate::b::B; pub struct A;"),
        ("b.rs", "pub struct B(super::c::C);"),
        ("c.rs", "pub struct C; fn shown() { println!(\"{}\", crate::a::A) }"),
        ("aside.rs", "use crate::{a, b};"),
    ]);
    assert_eq!(
        found,
        [
            "  a → b: a.rs names crate::b::B\n  b → c: b.rs names super::c::C\n  c → a: c.rs names crate::a::A\n"
        ]
    );
}

#[test]
fn a_circle_between_folders_is_found_wherever_in_them_it_is_made() {
    let files = [
        ("lib.rs", "mod a; mod b;"),
        ("a/mod.rs", "mod deep;"),
        ("a/deep.rs", "use crate::b::inner::B; pub struct A;"),
        ("b/mod.rs", "pub mod inner;"),
        ("b/inner.rs", "use crate::a; pub struct B;"),
    ];
    assert_eq!(circles(&files).len(), 1);
}

#[test]
fn what_is_re_exported_is_where_it_is_defined() {
    let files = [
        ("lib.rs", "mod folder;"),
        ("folder/mod.rs", "mod one; mod other; pub use one::One; use other::*;"),
        ("folder/one.rs", "use super::Other; pub struct One;"),
        ("folder/other.rs", "use crate::folder::One; pub struct Other;"),
    ];
    let found = circles(&files);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("folder::one → folder::other"), "{found:?}");
}

#[test]
fn a_folders_own_file_and_tests_are_in_no_circle() {
    let found = circles(&[
        ("lib.rs", "mod folder; mod below; pub struct Ground;"),
        ("folder/mod.rs", "mod child; mod other; pub struct Shared; use child::Child;"),
        ("folder/child.rs", "use super::{Shared, other::Other}; use crate::below; pub struct Child;"),
        (
            "folder/other.rs",
            "pub struct Other; #[cfg(test)] mod tests { use crate::folder::child::Child; } \
             impl Other { #[cfg(test)] fn made() { super::child::Child; } }",
        ),
        (
            "below.rs",
            "use std::collections::HashMap; use crate::Ground; #[cfg(test)] use crate::folder::Shared;",
        ),
    ]);
    assert!(found.is_empty(), "{found:?}");
}
