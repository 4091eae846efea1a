//! Runs the server's subsystems: starts them, watches them, and stops them in the order that [`Subsystem`] declares.
//!
//! A panic ends the task that it is in, and nothing else: without the lobby's task, say, every caller would wait for
//! ever in front of a server that looks alive. So when a vital subsystem ends before it is told to, the process ends
//! too, with an error, and whoever supervises it starts it again; callers come back to their calls.

mod stop;
mod subsystem;
#[cfg(test)]
mod tests;

use std::time::Duration;

use eyre::{Report, WrapErr as _, eyre};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

pub(crate) use self::stop::Stop;
pub(crate) use self::subsystem::Subsystem;

/// How long one subsystem may take to stop. The transport takes four seconds at the most to say goodbye; others take
/// milliseconds. One that takes longer waits for something that is broken, and all must have ended, after a drain, before
/// systemd kills the process (`TimeoutStopSec` of deploy/calln.service).
const STOP_WITHIN: Duration = Duration::from_secs(5);

/// The subsystems that have been started. Whoever has one stops it, however the run of the server ended: dropped, it
/// leaves them running.
#[must_use = "what has been started is to be stopped"]
pub(crate) struct Runtime {
    started: Vec<Started>,
    /// Each subsystem's name comes here when its task ends, in whichever way. One entry for each task.
    endings: mpsc::UnboundedReceiver<Subsystem>,
    ends: mpsc::UnboundedSender<Subsystem>,
    /// Subsystems that have ended before they were told to.
    ended_early: Vec<Subsystem>,
}

struct Started {
    subsystem: Subsystem,
    /// Let go of, it tells the subsystem to stop.
    stop: oneshot::Sender<()>,
    task: JoinHandle<eyre::Result<()>>,
}

/// What a task holds as long as it runs.
struct Ending {
    subsystem: Subsystem,
    ends: mpsc::UnboundedSender<Subsystem>,
}

impl Drop for Ending {
    fn drop(&mut self) {
        // While the subsystems are being stopped nobody listens any more.
        let _stopping = self.ends.send(self.subsystem);
    }
}

impl Runtime {
    pub(crate) fn new() -> Self {
        let (ends, endings) = mpsc::unbounded_channel();
        Self { started: Vec::new(), endings, ends, ended_early: Vec::new() }
    }

    /// Starts a subsystem's task. It either heeds the [`Stop`], or ends by itself when the last handle to it is gone.
    pub(crate) fn start<Task>(&mut self, subsystem: Subsystem, task: impl FnOnce(Stop) -> Task)
    where
        Task: Future<Output = eyre::Result<()>> + Send + 'static,
    {
        let (stop, told) = oneshot::channel();
        let ending = Ending { subsystem, ends: self.ends.clone() };
        let work = task(Stop(told));
        let task = tokio::spawn(async move {
            let _ending = ending;
            work.await
        });
        self.started.push(Started { subsystem, stop, task });
        tracing::debug!(subsystem = subsystem.name(), "started");
    }

    /// Resolves when a vital subsystem has ended before it was told to. The log says which; [`stop`](Self::stop) has
    /// the error.
    pub(crate) async fn broken(&mut self) {
        loop {
            let Some(ended) = self.endings.recv().await else { return std::future::pending().await };
            self.ended_early.push(ended);
            let subsystem = ended.name();
            if ended.is_vital() {
                tracing::error!(
                    subsystem,
                    "a part of the server has broken down; the process ends, to be started again"
                );
                return;
            }
            tracing::error!(subsystem, "a part of the server has broken down; the others go on without it");
        }
    }

    /// Stops all subsystems, one after the other, in the declared order, and gives the errors of all of them.
    ///
    /// Those that end with the last handle to them end here only if their handles are gone: the caller has let go of
    /// its own.
    pub(crate) async fn stop(mut self) -> Vec<Report> {
        self.started.sort_by_key(|started| started.subsystem);
        let mut errors = Vec::new();
        for Started { subsystem, stop, mut task } in self.started {
            drop(stop);
            let name = subsystem.name();
            let ended = tokio::time::timeout(STOP_WITHIN, &mut task).await;
            let outcome = match ended {
                Ok(Ok(Ok(()))) if self.ended_early.contains(&subsystem) => {
                    Err(eyre!("it has ended by itself"))
                }
                Ok(Ok(outcome)) => outcome,
                Ok(Err(_panicked)) => Err(eyre!("it has panicked; the log says where")),
                Err(_) => {
                    task.abort();
                    Err(eyre!("it hasn't stopped within {STOP_WITHIN:?}"))
                }
            };
            match outcome.wrap_err_with(|| format!("the {name} broke down")) {
                Ok(()) => tracing::debug!(subsystem = name, "stopped"),
                Err(error) => {
                    tracing::error!(
                        error = format!("{error:#}"),
                        "a part of the server has not stopped cleanly"
                    );
                    errors.push(error);
                }
            }
        }
        errors
    }
}
