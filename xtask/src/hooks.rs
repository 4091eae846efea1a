//! `cargo xtask hooks`: has git look at a commit before it is made, for seconds.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use eyre::{WrapErr as _, bail};

use crate::command::output_of;
use crate::project::Project;

/// What git runs. What takes longer than a person likes to wait is left to `cargo xtask test`.
const PRE_COMMIT: &str = "\
#!/bin/sh
# Written by `cargo xtask hooks`. `git commit --no-verify` goes without it.
set -e
cd \"$(git rev-parse --show-toplevel)\"
changed=$(git diff --cached --name-only --diff-filter=ACMR)
if echo \"$changed\" | grep -q '\\.rs$'; then
    cargo fmt --all --check
fi
if echo \"$changed\" | grep -q '^web/' && [ -d web/node_modules ]; then
    npm --prefix web run --silent lint
fi
";

/// Writes the hook into the checkout's own git directory.
pub(crate) fn install(project: &Project) -> eyre::Result<()> {
    let hooks = ["rev-parse", "--git-path", "hooks"];
    let folder = output_of(Command::new("git").args(hooks).current_dir(project.root()))?;
    let hook = project.root().join(folder).join("pre-commit");
    write(&hook)?;
    println!("{} is written", hook.display());
    Ok(())
}

/// Leaves a hook of somebody else's alone.
fn write(hook: &Path) -> eyre::Result<()> {
    let there = fs::read_to_string(hook).unwrap_or_default();
    if !there.is_empty() && !there.contains("cargo xtask hooks") {
        bail!("{} is there and isn't ours; add `cargo fmt --all --check` to it", hook.display());
    }
    if let Some(folder) = hook.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(hook, PRE_COMMIT).wrap_err_with(|| format!("can't write {}", hook.display()))?;
    Ok(fs::set_permissions(hook, fs::Permissions::from_mode(0o755))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hook_of_ours_is_renewed_and_another_is_left_alone() {
        let folder = std::env::temp_dir().join(format!("calln-hooks-{}", std::process::id()));
        let hook = folder.join("pre-commit");
        write(&hook).unwrap();
        write(&hook).unwrap();
        assert_eq!(fs::read_to_string(&hook).unwrap(), PRE_COMMIT);
        fs::write(&hook, "#!/bin/sh\necho mine\n").unwrap();
        assert!(write(&hook).is_err());
        assert!(fs::read_to_string(&hook).unwrap().contains("mine"));
        fs::remove_dir_all(folder).unwrap();
    }
}
