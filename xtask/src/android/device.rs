//! A phone that is plugged in.

use std::process::Command;

use eyre::bail;

use super::compile::NAMESPACE;
use super::flavour::Flavour;
use super::properties::Properties;
use crate::command::{find, run};
use crate::project::Project;

/// Installs `plain` and starts it.
pub(super) fn start(project: &Project) -> eyre::Result<()> {
    if find(&["adb"]).is_none() {
        bail!("it takes adb (on Debian: `apt-get install adb`)");
    }
    let listed = Command::new("adb").arg("devices").output()?;
    if !String::from_utf8_lossy(&listed.stdout).lines().any(|line| line.ends_with("\tdevice")) {
        bail!("adb sees no device; plug one in and allow USB debugging");
    }
    let apk = project.target("android/release").join(Flavour::Plain.name()).join("calln-plain.apk");
    run(Command::new("adb").args(["install", "-r"]).arg(apk))?;
    let properties = Properties::read(project)?;
    let activity = format!("{}/{NAMESPACE}.MainActivity", properties.get("application.id"));
    run(Command::new("adb").args(["shell", "am", "start", "-n", &activity]))
}
