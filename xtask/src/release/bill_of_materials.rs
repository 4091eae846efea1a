//! What is inside: a software bill of materials in CycloneDX 1.6 (ECMA-424).

use std::collections::HashMap;
use std::fs;
use std::process::Command;

use eyre::WrapErr as _;
use serde_json::{Value, json};
use toml::Table;

use super::Release;
use crate::command::output_of;
use crate::crates::{Crate, Crates};

/// Lists the crates that are linked into the server or build it, and the packages that the page is made of.
pub(super) fn write(release: &Release, crates: &Crates) -> eyre::Result<()> {
    let checksums = checksums(release)?;
    let built = crates.built_for("calln");
    let (server, libraries): (Vec<&Crate>, Vec<&Crate>) =
        built.into_iter().partition(|one| one.name == "calln");
    let mut components: Vec<Value> = libraries.iter().map(|one| component(one, &checksums)).collect();
    components.extend(packages_of_the_page(release)?);
    let dependencies: Vec<Value> = server
        .iter()
        .chain(&libraries)
        .map(|one| {
            let needs: Vec<String> = crates.needs(&one.id).map(url).collect();
            json!({ "ref": url(one), "dependsOn": needs })
        })
        .collect();
    let bill = json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": server.first().map(|server| component(server, &checksums)),
            // The same bytes come of the same compilers.
            "properties": [
                { "name": "calln:rustc", "value": output_of(Command::new("rustc").arg("--version"))? },
                { "name": "calln:cc", "value": output_of(Command::new("cc").arg("-dumpfullversion"))? },
            ],
        },
        "components": components,
        "dependencies": dependencies,
    });
    let path = release.file(".cdx.json");
    fs::write(&path, serde_json::to_string_pretty(&bill)? + "\n")
        .wrap_err_with(|| format!("can't write {}", path.display()))
}

fn component(one: &Crate, checksums: &HashMap<(String, String), String>) -> Value {
    let mut component = json!({
        "type": if one.name == "calln" { "application" } else { "library" },
        "bom-ref": url(one),
        "name": one.name,
        "version": one.version,
    });
    if let Some(license) = &one.license {
        // Older crates write `/` for `OR`.
        component["licenses"] = json!([{ "expression": license.replace('/', " OR ") }]);
    }
    if one.source.is_some() {
        component["purl"] = json!(url(one));
    }
    if let Some(sum) = checksums.get(&(one.name.clone(), one.version.clone())) {
        component["hashes"] = json!([{ "alg": "SHA-256", "content": sum }]);
    }
    component
}

/// A package URL, which also tells components apart.
fn url(one: &Crate) -> String {
    format!("pkg:cargo/{}@{}", one.name, one.version)
}

/// The checksums of `Cargo.lock`, by name and version.
fn checksums(release: &Release) -> eyre::Result<HashMap<(String, String), String>> {
    let lock: Table = fs::read_to_string(release.project.path("Cargo.lock"))?.parse()?;
    let packages = lock.get("package").and_then(toml::Value::as_array).into_iter().flatten();
    let sums = packages.filter_map(|package| {
        let text = |key| Some(package.get(key)?.as_str()?.to_owned());
        Some(((text("name")?, text("version")?), text("checksum")?))
    });
    Ok(sums.collect())
}

/// Those of the page's lock file that aren't for building and testing alone.
fn packages_of_the_page(release: &Release) -> eyre::Result<Vec<Value>> {
    let lock: Value = serde_json::from_slice(&fs::read(release.project.path("web/package-lock.json"))?)?;
    let packages = lock["packages"].as_object().into_iter().flatten();
    let served = packages.filter(|(path, package)| !path.is_empty() && package["dev"] != true);
    let components = served.filter_map(|(path, package)| {
        let (_, name) = path.rsplit_once("node_modules/")?;
        let version = package["version"].as_str()?;
        // The @ of a scope is written as %40 (package URL specification).
        let url = format!("pkg:npm/{}@{version}", name.replace('@', "%40"));
        // The same version may lie in two folders.
        let place = format!("{url}#{path}");
        let mut component =
            json!({ "type": "library", "bom-ref": place, "name": name, "version": version, "purl": url });
        if let Some(license) = package["license"].as_str() {
            component["licenses"] = json!([{ "expression": license }]);
        }
        Some(component)
    });
    Ok(components.collect())
}
