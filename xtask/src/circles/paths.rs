//! The paths in a module's text that lead to other modules of its crate.

use syn::visit::{self, Visit};
use syn::{ImplItemFn, Item, ItemFn, ItemImpl, ItemMod, ItemUse, Macro, Path, UseTree};

use super::for_tests::is_for_tests;

/// Where the paths of a crate's own begin.
const BEGINNINGS: [&str; 3] = ["crate", "self", "super"];

/// All of them, but those of modules within, and those of tests.
pub(super) fn of(items: &[Item]) -> Vec<Vec<String>> {
    let mut paths = Paths(Vec::new());
    items.iter().for_each(|item| paths.visit_item(item));
    paths.0
}

struct Paths(Vec<Vec<String>>);

impl Paths {
    fn add(&mut self, path: Vec<String>) {
        if path.first().is_some_and(|first| BEGINNINGS.contains(&first.as_str())) {
            self.0.push(path);
        }
    }

    fn add_used(&mut self, tree: &UseTree, before: &[String]) {
        match tree {
            UseTree::Path(path) => {
                self.add_used(&path.tree, &[before, &[path.ident.to_string()]].concat());
            }
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.add_used(tree, before)),
            UseTree::Name(name) if name.ident != "self" => {
                self.add([before, &[name.ident.to_string()]].concat());
            }
            UseTree::Rename(name) if name.ident != "self" => {
                self.add([before, &[name.ident.to_string()]].concat());
            }
            _ => self.add(before.to_vec()),
        }
    }
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_path(&mut self, path: &'ast Path) {
        self.add(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        visit::visit_path(self, path);
    }

    fn visit_item_use(&mut self, used: &'ast ItemUse) {
        if !is_for_tests(&used.attrs) {
            self.add_used(&used.tree, &[]);
        }
    }

    /// What is handed to a macro is no syntax yet: words and signs, with spaces in between.
    fn visit_macro(&mut self, called: &'ast Macro) {
        visit::visit_macro(self, called);
        let text = called.tokens.to_string();
        let mut words = text.split_whitespace().peekable();
        while let Some(word) = words.next() {
            let mut path = vec![word.trim_start_matches(|sign: char| !sign.is_alphabetic()).to_owned()];
            while words.next_if_eq(&"::").is_some() {
                path.extend(words.next().map(str::to_owned));
            }
            self.add(path);
        }
    }

    /// A module within has a text of its own.
    fn visit_item_mod(&mut self, _: &'ast ItemMod) {}

    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        if !is_for_tests(&item.attrs) {
            visit::visit_item_fn(self, item);
        }
    }

    fn visit_item_impl(&mut self, item: &'ast ItemImpl) {
        if !is_for_tests(&item.attrs) {
            visit::visit_item_impl(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        if !is_for_tests(&item.attrs) {
            visit::visit_impl_item_fn(self, item);
        }
    }
}
