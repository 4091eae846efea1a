//! From classes to what is installed: an APK, and the bundle that Google Play takes.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use eyre::WrapErr as _;

use super::Workshop;
use super::compile::{Compiled, MIN_SDK};
use super::flavour::Flavour;
use super::jdk::ClassPath;
use crate::command::{find, run};
use crate::debian;
use crate::project::Project;

/// What R8 is to know besides what the resources name.
const RULES: &str = "-dontwarn **\n-keepattributes SourceFile,LineNumberTable\n";

/// The environment variable with the password of the operator's key.
const PASSWORD: &str = "CALLN_ANDROID_KEY_PASSWORD";

/// The level that makes apksigner take SHA-256 for a bundle; the bundle itself says whom it is for.
const FIRST_WITH_SHA256: &str = "18";

/// The files.
pub(super) struct Built {
    pub(super) apk: PathBuf,
    pub(super) bundle: PathBuf,
}

impl Built {
    /// Says where they are and how large.
    pub(super) fn describe(&self) -> eyre::Result<()> {
        for file in [&self.apk, &self.bundle] {
            println!("{:>9} bytes  {}", fs::metadata(file)?.len(), file.display());
        }
        Ok(())
    }
}

/// Packs, aligns and signs.
pub(super) fn package(project: &Project, workshop: &Workshop, of: &Compiled) -> eyre::Result<Built> {
    if find(&["zipalign"]).is_none() || find(&["apksigner"]).is_none() {
        debian::install(&["zipalign", "apksigner"])?;
    }
    let key = Key::of(project, workshop, of)?;
    dex(project, workshop, of)?;
    let apk = apk(workshop, of, &key)?;
    let bundle = bundle(workshop, of, &key)?;
    Ok(Built { apk, bundle })
}

fn pack(workshop: &Workshop) -> Command {
    workshop.library.tool(&workshop.jdk, "Pack", &ClassPath::default())
}

/// `classes.dex`, with what isn't used left out.
fn dex(project: &Project, workshop: &Workshop, of: &Compiled) -> eyre::Result<()> {
    let library = &workshop.library;
    let jar = of.file("classes.jar");
    run(pack(workshop).arg(&jar).arg(of.file("classes")))?;
    let rules = of.file("rules.pro");
    fs::write(&rules, RULES)?;
    fs::create_dir_all(of.file("dex"))?;
    let mut r8 = workshop.jdk.java(&ClassPath::of([library.jar("bundle", "bundletool-")?]));
    r8.args(["shadow.bundletool.com.android.tools.r8.R8", "--release", "--no-data-resources"]);
    r8.args(["--min-api", MIN_SDK]);
    for known in ["newest.jar", "java8.jar"] {
        r8.arg("--lib").arg(library.made(known));
    }
    if of.flavour == Flavour::Play {
        // Not in the package: with Gradle, Google's own are.
        let stubs = of.file("stubs.jar");
        run(pack(workshop).arg(&stubs).arg(of.file("stubs")))?;
        r8.arg("--lib").arg(stubs);
    }
    for configured in [project.path("android/app/proguard-rules.pro"), of.file("keep.pro"), rules] {
        r8.arg("--pg-conf").arg(configured);
    }
    r8.arg("--pg-map-output").arg(of.file("mapping.txt")).arg("--output").arg(of.file("dex"));
    r8.arg(jar).arg(library.jar("kotlin", "kotlin-stdlib-")?);
    // It warns of every attribute that is newer than itself; what it says is shown where it fails.
    let output = r8.output()?;
    if !output.status.success() {
        eprintln!("{}", String::from_utf8_lossy(&output.stderr));
        eyre::bail!("R8 failed");
    }
    Ok(())
}

fn apk(workshop: &Workshop, of: &Compiled, key: &Key) -> eyre::Result<PathBuf> {
    let (packed, aligned) = (of.file("packed.apk"), of.file("unsigned.apk"));
    run(pack(workshop).arg(&packed).arg(of.file("resources.apk")).arg(of.file("dex")))?;
    run(Command::new("zipalign").args(["-f", "-p", "4"]).arg(packed).arg(&aligned))?;
    let apk = of.file(&format!("calln-{}.apk", of.flavour.name()));
    run(key
        .name_to(Command::new("apksigner").args(["sign", "--min-sdk-version", MIN_SDK]))
        .arg("--out")
        .arg(&apk)
        .arg(aligned))?;
    run(Command::new("apksigner").args(["verify", "--min-sdk-version", MIN_SDK]).arg(&apk))?;
    Ok(apk)
}

fn bundle(workshop: &Workshop, of: &Compiled, key: &Key) -> eyre::Result<PathBuf> {
    let library = &workshop.library;
    let proto = of.file("proto.apk");
    run(Command::new(library.made("aapt2"))
        .args(["link", "--proto-format", "--auto-add-overlay", "-I"])
        .arg(library.made("newest.jar"))
        .arg("--manifest")
        .arg(of.file("AndroidManifest.xml"))
        .arg("-o")
        .arg(&proto)
        .args(of.resources()))?;
    let module = of.file("base.zip");
    run(pack(workshop)
        .arg(&module)
        .arg(proto)
        .arg(of.file("dex"))
        .args(["AndroidManifest.xml=manifest/AndroidManifest.xml", "classes=dex/classes"]))?;
    let unsigned = of.file("unsigned.aab");
    let tool = |command: &str| {
        let mut tool = workshop.jdk.java(&library.jars("bundle")?);
        tool.args(["com.android.tools.build.bundletool.BundleToolMain", command]);
        eyre::Ok(tool)
    };
    run(tool("build-bundle")?
        .arg("--overwrite")
        .arg(format!("--modules={}", module.display()))
        .arg(format!("--output={}", unsigned.display())))?;
    let bundle = of.file(&format!("calln-{}.aab", of.flavour.name()));
    // The scheme that Play asks for, and not by jarsigner, which signs the time as well: no two of its are alike.
    let mut signer = Command::new("apksigner");
    signer.args(["sign", "--min-sdk-version", FIRST_WITH_SHA256, "--v1-signing-enabled", "true"]);
    for scheme in ["v2", "v3", "v4"] {
        signer.args([format!("--{scheme}-signing-enabled"), "false".to_owned()]);
    }
    run(key.name_to(&mut signer).arg("--out").arg(&bundle).arg(unsigned))?;
    let report = tool("validate")?.arg(format!("--bundle={}", bundle.display())).output()?;
    if !report.status.success() {
        eyre::bail!("bundletool finds fault: {}", String::from_utf8_lossy(&report.stderr));
    }
    Ok(bundle)
}

/// What signs.
struct Key {
    store: PathBuf,
    alias: String,
    password: String,
}

impl Key {
    /// The operator's, or one for tests, made once.
    fn of(project: &Project, workshop: &Workshop, app: &Compiled) -> eyre::Result<Self> {
        let alias = app.properties.get("key.alias").to_owned();
        if let Some(store) = app.properties.file("key") {
            let password = std::env::var(PASSWORD)
                .map_err(|_| eyre::eyre!("set {PASSWORD} to the password of the key"))?;
            return Ok(Self { store, alias, password });
        }
        let key = Self {
            store: project.target("android/tests-only.p12"),
            alias,
            password: "tests-only".to_owned(),
        };
        if !key.store.is_file() {
            let mut keytool = workshop.jdk.program("keytool");
            keytool.args(["-genkeypair", "-storetype", "PKCS12", "-keyalg", "RSA", "-keysize", "3072"]);
            keytool.args(["-validity", "9000", "-dname", "CN=tests only", "-alias", &key.alias]);
            let made = keytool.arg("-keystore").arg(&key.store).args(["-storepass", &key.password]).output();
            made.wrap_err("can't make a key for tests")?;
        }
        Ok(key)
    }

    fn name_to<'a>(&self, apksigner: &'a mut Command) -> &'a mut Command {
        // Not among the arguments, which everybody on the machine can list.
        let password = format!("env:{PASSWORD}");
        apksigner.env(PASSWORD, &self.password);
        apksigner.arg("--ks").arg(&self.store).args(["--ks-key-alias", &self.alias, "--ks-pass", &password])
    }
}
