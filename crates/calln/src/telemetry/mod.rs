//! The log: on standard error and, where the operator names a directory, in [files] that are gone after a week.

mod errors;
mod files;

use std::panic;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use errors::CountErrors;
use prometheus_client::metrics::counter::Counter;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::reload;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};
use tracing_subscriber::{Layer, Registry, fmt};

use crate::config::{LogConfig, LogFormat, LogLevel};

pub use files::{Clock, LogFiles, MAX_AGE, PURGE_EVERY};

/// Why nothing can be logged.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// The files can't be written.
    #[error("can't write log files in {}", directory.display())]
    Files {
        /// Where.
        directory: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The process has a log already.
    #[error(transparent)]
    Twice(#[from] TryInitError),
}

/// Installs the process's log, and sees that a panic is a line in it like any other. Call it once, first thing.
///
/// The level is for Calln's own lines. Libraries are heard from `warn` upwards only: below that they write
/// addresses and bytes of the wire, which Calln promises not to log.
///
/// # Errors
/// Where a log directory is named and can't be written to, or the process has a log already.
pub fn init(config: &LogConfig) -> Result<Log, InitError> {
    let files = match &config.directory {
        None => None,
        Some(directory) => {
            let files = LogFiles::open(directory, config.max_bytes.get().into(), Arc::new(SystemTime::now))
                .map_err(|source| InitError::Files { directory: directory.clone(), source })?;
            Some(Arc::new(Mutex::new(files)))
        }
    };
    let (filter, handle) = reload::Layer::new(filter(config.level));
    let errors = Counter::default();
    let to_files = files.clone().map(|files| lines(config.format, move || Locked(Arc::clone(&files))));
    tracing_subscriber::registry()
        .with(filter)
        .with(CountErrors(errors.clone()))
        .with(lines(config.format, std::io::stderr))
        .with(to_files)
        .try_init()?;
    panic::set_hook(Box::new(|panicked| {
        // Not what it says: that can quote whatever was at hand, a caller's words among it.
        let at = panicked.location().map(tracing::field::display);
        tracing::error!(at, "a part of the server broke down; this is a bug");
    }));
    Ok(Log { configured: config.level, level: Arc::new(Mutex::new(config.level)), handle, files, errors })
}

fn filter(level: LogLevel) -> Targets {
    let level = match level {
        LogLevel::Off => LevelFilter::OFF,
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Trace => LevelFilter::TRACE,
    };
    Targets::new().with_default(level.min(LevelFilter::WARN)).with_target("calln", level)
}

fn lines<S, W>(format: LogFormat, writer: W) -> Box<dyn Layer<S> + Send + Sync>
where
    S: tracing::Subscriber + for<'a> LookupSpan<'a>,
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    // No colours: a file is no terminal, and standard error is mostly none either.
    let lines = fmt::layer().with_ansi(false).with_writer(writer);
    match format {
        LogFormat::Human => lines.boxed(),
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    }
}

/// The running log.
pub struct Log {
    configured: LogLevel,
    level: Arc<Mutex<LogLevel>>,
    handle: reload::Handle<Targets, Registry>,
    files: Option<Arc<Mutex<LogFiles>>>,
    errors: Counter,
}

impl Log {
    /// How many lines said that something has failed.
    pub(crate) fn errors(&self) -> Counter {
        self.errors.clone()
    }

    /// Writes one level more from now on; after the most talkative comes the configured one again.
    pub(crate) fn turn_up(&self) {
        let mut level = self.level.lock().unwrap_or_else(PoisonError::into_inner);
        *level = match *level {
            LogLevel::Off => LogLevel::Error,
            LogLevel::Error => LogLevel::Warn,
            LogLevel::Warn => LogLevel::Info,
            LogLevel::Info => LogLevel::Debug,
            LogLevel::Debug => LogLevel::Trace,
            LogLevel::Trace => self.configured,
        };
        // Fails only without a subscriber, and that lives as long as the process.
        let _installed = self.handle.reload(filter(*level));
        tracing::info!(level = ?*level, "the log's level has changed");
    }

    /// Deletes what is too old. To be called every [`PURGE_EVERY`].
    fn purge(&self) {
        let Some(files) = &self.files else { return };
        let purged = files.lock().unwrap_or_else(PoisonError::into_inner).purge();
        if let Err(error) = purged {
            tracing::error!(%error, "old log files can't be deleted");
        }
    }
}

/// Deletes log files when they get too old, for as long as it runs.
pub(crate) async fn purge(log: Arc<Log>) {
    let mut hours = tokio::time::interval(PURGE_EVERY);
    loop {
        hours.tick().await;
        let log = Arc::clone(&log);
        // It says in the log itself what goes wrong.
        let _said = tokio::task::spawn_blocking(move || log.purge()).await;
    }
}

/// One line's way into the files.
struct Locked(Arc<Mutex<LogFiles>>);

impl std::io::Write for Locked {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(line)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
