//! CPU time and memory of a process, as Linux's `/proc` tells them.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use rustix::io::Errno;

/// A process that runs on this machine.
#[derive(Clone, Debug)]
pub struct Process {
    proc: PathBuf,
}

impl Process {
    /// The process of that id. Nothing is looked up yet.
    pub fn new(pid: u32) -> Self {
        Self { proc: PathBuf::from(format!("/proc/{pid}")) }
    }

    /// CPU time that the process's present threads have used, in user and kernel mode, to the nanosecond
    /// (`schedstat`; `stat` counts in ticks of 10 ms).
    ///
    /// # Errors
    /// When the process is gone, or the kernel was built without `CONFIG_SCHED_INFO`.
    pub fn cpu_time(&self) -> io::Result<Duration> {
        let mut total = Duration::ZERO;
        for thread in self.proc.join("task").read_dir()? {
            let schedstat = match std::fs::read_to_string(thread?.path().join("schedstat")) {
                Ok(schedstat) => schedstat,
                // The thread ended since it was listed (ENOENT), or since its file was opened (ESRCH).
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) if Errno::from_io_error(&error) == Some(Errno::SRCH) => continue,
                Err(error) => return Err(error),
            };
            total += Duration::from_nanos(first_number(&schedstat)?);
        }
        Ok(total)
    }

    /// Resident memory, in KiB.
    ///
    /// # Errors
    /// When the process is gone.
    pub fn resident_kib(&self) -> io::Result<u64> {
        let status = std::fs::read_to_string(self.proc.join("status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        first_number(line.unwrap_or_default())
    }
}

fn first_number(text: &str) -> io::Result<u64> {
    let number = text.split_whitespace().next().and_then(|number| number.parse().ok());
    number.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "no number where /proc should have one"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_process_uses_cpu_time_and_memory() {
        let this = Process::new(std::process::id());
        let before = this.cpu_time().unwrap();
        let mut sum = 0u64;
        while this.cpu_time().unwrap() < before + Duration::from_millis(5) {
            sum = std::hint::black_box(sum.wrapping_add(1));
        }
        assert!(this.resident_kib().unwrap() > 100);
    }

    #[test]
    fn a_process_that_is_gone_is_an_error() {
        // Above the kernel's highest possible id (2^22).
        assert!(Process::new(1 << 23).cpu_time().is_err());
        assert!(Process::new(1 << 23).resident_kib().is_err());
    }
}
