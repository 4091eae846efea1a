//! A crate's modules, as its source files declare them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use eyre::{OptionExt as _, WrapErr as _, bail};
use syn::{Item, UseTree};

use super::for_tests::is_for_tests;
use super::paths;

/// A module's place in its crate: the names from the root down. The root's is empty.
pub(super) type Place = Vec<String>;

/// How often a name may lead to another name before it is given up: a re-export of a re-export is rare.
const LONGEST_WAY: usize = 16;

/// Gives a source file's text; none where there is no such file.
pub(super) type Read<'a> = &'a dyn Fn(&Path) -> Option<String>;

/// All modules of a crate.
pub(super) struct Modules(BTreeMap<Place, Module>);

/// One module.
#[derive(Default)]
pub(super) struct Module {
    /// Where its text is.
    pub(super) file: PathBuf,
    /// The paths in it that begin in this crate, as they are written.
    pub(super) paths: Vec<Vec<String>>,
    /// What its `use` declarations bring in: under which name, from which path.
    names: BTreeMap<String, Vec<String>>,
    /// The paths that its `use` declarations bring in all of.
    globs: Vec<Vec<String>>,
    /// What it defines itself.
    defines: BTreeSet<String>,
}

impl Modules {
    /// Reads the crate whose root is a file, and all modules that are declared in it, but those for tests.
    ///
    /// # Errors
    /// A file that is declared is not there, or isn't Rust.
    pub(super) fn read(root: &Path, read: Read<'_>) -> eyre::Result<Self> {
        let folder = root.parent().ok_or_eyre("the root file is in no folder")?;
        let mut modules = Self(BTreeMap::new());
        modules.read_file(Place::new(), root, folder, read)?;
        Ok(modules)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// All of them with their places.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Place, &Module)> {
        self.0.iter()
    }

    /// The module that defines what a path leads to that is written in the module at `from`. None for what isn't of this
    /// crate.
    pub(super) fn definer(&self, from: &Place, path: &[String]) -> Option<Place> {
        self.follow(from, path, LONGEST_WAY)
    }

    fn follow(&self, from: &Place, path: &[String], ways: usize) -> Option<Place> {
        let ways = ways.checked_sub(1)?;
        let (mut place, mut rest) = self.begin(from, path)?;
        while let Some((name, behind)) = rest.split_first() {
            let mut below = place.clone();
            below.push(name.clone());
            let module = self.0.get(&place)?;
            if self.0.contains_key(&below) {
                (place, rest) = (below, behind);
            } else if let Some(used) = module.names.get(name) {
                return self.follow(&place, &[used, behind].concat(), ways);
            } else if module.defines.contains(name) {
                break;
            } else {
                let through = |glob: &Vec<String>| {
                    let source = self.follow(&place, glob, ways)?;
                    let has = self
                        .0
                        .get(&source)
                        .is_some_and(|it| it.defines.contains(name) || it.names.contains_key(name));
                    has.then(|| self.follow(&source, &[&["self".to_owned()], rest].concat(), ways))?
                };
                return module.globs.iter().find_map(through).or(Some(place));
            }
        }
        Some(place)
    }

    /// Where a path begins, and what is left of it.
    fn begin<'a>(&self, from: &Place, path: &'a [String]) -> Option<(Place, &'a [String])> {
        let (first, mut rest) = path.split_first()?;
        let mut place = match first.as_str() {
            "crate" => return Some((Place::new(), rest)),
            "self" => from.clone(),
            "super" => from.split_last()?.1.to_vec(),
            child => {
                let below = [&from[..], &[child.to_owned()]].concat();
                return self.0.contains_key(&below).then_some((below, rest));
            }
        };
        while let Some((_, behind)) = rest.split_first().filter(|(name, _)| *name == "super") {
            (place, rest) = (place.split_last()?.1.to_vec(), behind);
        }
        Some((place, rest))
    }

    fn read_file(&mut self, place: Place, file: &Path, folder: &Path, read: Read<'_>) -> eyre::Result<()> {
        let text = read(file).ok_or_eyre("it isn't there").wrap_err_with(|| file.display().to_string())?;
        let parsed = syn::parse_file(&text).wrap_err_with(|| format!("{} isn't Rust", file.display()))?;
        self.read_items(place, &parsed.items, file, folder, read)
    }

    fn read_items(
        &mut self,
        place: Place,
        items: &[Item],
        file: &Path,
        folder: &Path,
        read: Read<'_>,
    ) -> eyre::Result<()> {
        let mut module = Module { file: file.to_owned(), ..Module::default() };
        module.paths = paths::of(items);
        for item in items {
            match item {
                Item::Mod(child) if !is_for_tests(&child.attrs) => {
                    let name = child.ident.to_string();
                    let below = [&place[..], std::slice::from_ref(&name)].concat();
                    let folder_below = folder.join(&name);
                    match &child.content {
                        Some((_, items)) => self.read_items(below, items, file, &folder_below, read)?,
                        None => {
                            let files = [folder.join(format!("{name}.rs")), folder_below.join("mod.rs")];
                            let Some(file) = files.iter().find(|file| read(file).is_some()) else {
                                bail!("{} declares `mod {name}`, and there is no file of it", file.display());
                            };
                            self.read_file(below, file, &folder_below, read)?;
                        }
                    }
                }
                Item::Use(used) if !is_for_tests(&used.attrs) => module.bring_in(&used.tree, &[]),
                item => module.defines.extend(name_of(item)),
            }
        }
        self.0.insert(place, module);
        Ok(())
    }
}

impl Module {
    fn bring_in(&mut self, tree: &UseTree, before: &[String]) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.bring_in(&path.tree, &with(&path.ident)),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.bring_in(tree, before)),
            UseTree::Glob(_) => self.globs.push(before.to_vec()),
            UseTree::Name(name) if name.ident == "self" => {
                self.names.extend(before.last().map(|last| (last.clone(), before.to_vec())));
            }
            UseTree::Name(name) => drop(self.names.insert(name.ident.to_string(), with(&name.ident))),
            UseTree::Rename(name) if name.ident == "self" => {
                self.names.insert(name.rename.to_string(), before.to_vec());
            }
            UseTree::Rename(name) => drop(self.names.insert(name.rename.to_string(), with(&name.ident))),
        }
    }
}

fn name_of(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(it) => &it.ident,
        Item::Enum(it) => &it.ident,
        Item::Fn(it) => &it.sig.ident,
        Item::Static(it) => &it.ident,
        Item::Struct(it) => &it.ident,
        Item::Trait(it) => &it.ident,
        Item::Type(it) => &it.ident,
        Item::Union(it) => &it.ident,
        _ => return None,
    };
    Some(name.to_string())
}
