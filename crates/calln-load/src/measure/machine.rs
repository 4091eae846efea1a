//! The machine that figures were made on, and the processors that each side may use.

use std::io;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
use serde::Serialize;

/// Raises this process's limit of open files to the most that it may have, and returns that limit. Processes
/// started later inherit it.
///
/// # Errors
/// When the kernel refuses.
pub fn raise_file_limit() -> io::Result<u64> {
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum })?;
    Ok(maximum.unwrap_or(u64::MAX))
}

/// One processor for the server, another for whoever asks it, so that neither disturbs the other's figures.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Cores {
    /// The server's processor.
    pub server: usize,
    /// This process's processor.
    pub callers: usize,
}

impl Cores {
    /// The first two processors that this process may use, or nothing where there is only one.
    ///
    /// # Errors
    /// When the kernel refuses to say.
    pub fn choose() -> io::Result<Option<Self>> {
        let allowed = sched_getaffinity(None)?;
        let mut usable = (0..CpuSet::MAX_CPU).filter(|&core| allowed.is_set(core));
        Ok(usable.next().zip(usable.next()).map(|(server, callers)| Self { server, callers }))
    }
}

/// Keeps the calling thread, and the threads and processes that it starts from now on, on one processor.
///
/// # Errors
/// When the process may not use that processor.
pub fn stay_on(core: usize) -> io::Result<()> {
    let mut set = CpuSet::new();
    set.set(core);
    Ok(sched_setaffinity(None, &set)?)
}

/// One line: processor, cores, kernel.
pub fn describe() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let cpuinfo = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpuinfo
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(':'))
        .map_or("unknown processor", |(_, model)| model.trim());
    format!("{model}, {cores} cores, Linux {}", kernel.trim())
}
