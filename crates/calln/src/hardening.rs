//! Keeps the process's memory to the process.

use std::io;

use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

/// Sees that the kernel never writes this process's memory to disk after a crash, and that no other process of the
/// same user can read it. For good: the hard limit can't be raised again.
///
/// # Errors
/// Where the kernel refuses. A server that can't do this doesn't keep its promises, and should not start.
pub(crate) fn seal_memory() -> io::Result<()> {
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    // Also without a limit: where `kernel.core_pattern` names a program, a limit of 0 isn't looked at.
    set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use rustix::process::{dumpable_behavior, getrlimit};

    use super::*;

    #[test]
    fn p08_a_crash_leaves_no_memory_on_disk() {
        seal_memory().unwrap();
        assert_eq!(getrlimit(Resource::Core), Rlimit { current: Some(0), maximum: Some(0) });
        assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
    }
}
