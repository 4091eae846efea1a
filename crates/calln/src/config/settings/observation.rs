//! What an operator sees of the running server: log and metrics.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;
use std::path::PathBuf;

use crate::config::declaration::settings;
use crate::config::value::kib;
use crate::config::{LogFormat, LogLevel};

settings! {
    /// `log.*`
    #[derive(Clone, Debug, PartialEq, Eq)]
    struct LogConfig at (log) {
        /// Least important line to write to standard error: off, error, warn, info, debug or trace.
        // Starts, stops and what an operator must act on; a busy server still writes next to nothing.
        level: LogLevel as "LEVEL" = LogLevel::Info,

        /// Form of those lines: human or json.
        // Somebody reads it in a terminal first; machines are told to ask for JSON.
        format: LogFormat as "FORMAT" = LogFormat::Human,

        /// Where the log is written to files besides: one a day, none older than seven days.
        directory: Option<PathBuf> as "DIR",

        /// How large all log files together may get; then the oldest go early.
        // 64 MiB: weeks of a server that is well, or the last hours of one that is being flooded.
        max_bytes: NonZeroU32 as "BYTES" = const { kib(64 * 1024) },
    }

    /// `metrics.*`
    #[derive(Clone, Debug, PartialEq, Eq)]
    struct MetricsConfig at (metrics) {
        /// Address to serve metrics on, at /metrics, for Prometheus; none for nowhere.
        // This machine only: it is the operator's business. The port is the one that exporters of metrics commonly have.
        listen: Option<SocketAddr> as "ADDR:PORT" = Some(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 9464)),
    }
}
