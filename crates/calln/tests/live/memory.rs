//! What lies in a process's memory, and what holds it open.

use std::fs::{self, File};
use std::io::{BufRead as _, ErrorKind};
use std::os::unix::fs::FileExt as _;

/// The unit of what a process has of its address space.
const PAGE: usize = 4096;

/// A process of this machine. To look at its memory one has to be root, since Calln lets nobody else.
pub(crate) struct Process(pub(crate) u32);

/// A piece of memory that the process can write to.
struct Region {
    from: usize,
    to: usize,
    /// What the kernel calls it: a file, `[heap]`, `[stack]`, or nothing.
    name: String,
}

impl Process {
    /// Where in the process's memory a needle is: the region, and what stands around it.
    ///
    /// The needles are in another process's memory than the one that is searched, so they don't find themselves.
    pub(crate) fn search(&self, needles: &[Vec<u8>]) -> Vec<String> {
        let mut found = Vec::new();
        for region in self.regions() {
            for (at, bytes) in self.resident(&region) {
                let places = needles.iter().flat_map(|needle| find(&bytes, needle));
                found.extend(places.map(|place| {
                    let around = &bytes[place.saturating_sub(60)..bytes.len().min(place + 100)];
                    format!("{} {:x}: {}", region.name, at + place, around.escape_ascii())
                }));
            }
        }
        found
    }

    fn regions(&self) -> Vec<Region> {
        let maps = fs::read_to_string(format!("/proc/{}/maps", self.0)).unwrap();
        let region = |line: &str| {
            let mut words = line.split_whitespace();
            let (from, to) = words.next()?.split_once('-')?;
            let writable = words.next()?.starts_with("rw");
            let address = |text| usize::from_str_radix(text, 16).unwrap();
            let name = words.nth(3).unwrap_or("anonymous").to_owned();
            writable.then(|| Region { from: address(from), to: address(to), name })
        };
        maps.lines().filter_map(region).collect()
    }

    /// Those parts of a region that exist: what was never written to has no memory.
    fn resident(&self, region: &Region) -> Vec<(usize, Vec<u8>)> {
        // One 64-bit number for each page; the two highest bits say that it is in memory or in swap.
        let mut entries = vec![0; (region.to - region.from) / PAGE * 8];
        let pages = File::open(format!("/proc/{}/pagemap", self.0)).unwrap();
        pages.read_exact_at(&mut entries, (region.from / PAGE * 8) as u64).unwrap();
        let exists: Vec<bool> = entries.chunks(8).map(|entry| entry[7] >> 6 != 0).collect();

        let memory = match File::open(format!("/proc/{}/mem", self.0)) {
            Err(error) if error.kind() == ErrorKind::PermissionDenied => {
                panic!("to look at the server's memory this test must be run as root")
            }
            memory => memory.unwrap(),
        };
        let mut page = 0;
        let mut parts = Vec::new();
        for run in exists.chunk_by(|one, next| one == next) {
            if run[0] {
                let at = region.from + page * PAGE;
                let mut bytes = vec![0; run.len() * PAGE];
                memory.read_exact_at(&mut bytes, at as u64).unwrap();
                parts.push((at, bytes));
            }
            page += run.len();
        }
        parts
    }

    /// How many sockets the process has.
    pub(crate) fn sockets(&self) -> usize {
        let files = fs::read_dir(format!("/proc/{}/fd", self.0)).unwrap();
        let targets = files.filter_map(|file| fs::read_link(file.unwrap().path()).ok());
        targets.filter(|target| target.to_string_lossy().starts_with("socket:")).count()
    }
}

/// The places of `needle`. Goes from one occurrence of its first byte to the next, which is quick also in a build that
/// isn't optimized.
pub(crate) fn find<'a>(bytes: &'a [u8], needle: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    let mut rest = bytes;
    let firsts = std::iter::from_fn(move || {
        let skipped = rest.skip_until(needle[0]).unwrap();
        (skipped > 0).then(|| bytes.len() - rest.len() - 1)
    });
    firsts.filter(move |place| bytes[*place..].starts_with(needle))
}
