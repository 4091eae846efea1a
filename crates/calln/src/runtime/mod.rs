//! Tasks without which the server is none.
//!
//! A panic ends the task that it is in, and nothing else: without the lobby's owner, say, every caller would wait for ever
//! in front of a server that looks alive. So when one of these tasks ends before its time, the process ends too, with an
//! error, and whoever supervises it starts it again; callers come back to their calls.

use tokio::sync::mpsc;

/// Told of vital tasks that end.
#[derive(Clone)]
pub(crate) struct Alarm(mpsc::UnboundedSender<&'static str>);

/// Hears of the first vital task that ends.
pub(crate) struct Watch(mpsc::UnboundedReceiver<&'static str>);

/// What a vital task holds as long as it lives.
pub(crate) struct Alive {
    task: &'static str,
    alarm: Alarm,
}

/// An alarm and its listener.
pub(crate) fn alarm() -> (Alarm, Watch) {
    let (sender, receiver) = mpsc::unbounded_channel();
    (Alarm(sender), Watch(receiver))
}

impl Alarm {
    /// For a task to hold: the alarm is raised when the task lets go of it, in whichever way it ends.
    pub(crate) fn alive(&self, task: &'static str) -> Alive {
        Alive { task, alarm: self.clone() }
    }

    /// The same task, raising the alarm at its end.
    pub(crate) async fn watch<T>(self, task: &'static str, work: impl Future<Output = T>) -> T {
        let _alive = self.alive(task);
        work.await
    }
}

impl Watch {
    /// Resolves with the name of the first vital task that ends, which is said in the log.
    pub(crate) async fn ended(&mut self) -> &'static str {
        match self.0.recv().await {
            Some(task) => {
                tracing::error!(
                    task,
                    "a part of the server has broken down; the process ends, to be started again"
                );
                task
            }
            None => std::future::pending().await,
        }
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        // While the server stops nobody listens any more.
        let _stopping = self.alarm.0.send(self.task);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_task_that_panics_raises_the_alarm_and_one_that_lives_does_not() {
        let (alarm, mut watch) = alarm();
        let lives = tokio::spawn(alarm.clone().watch("lives", std::future::pending::<()>()));
        let panics = tokio::spawn(alarm.clone().watch("panics", async { panic!("as it should") }));
        assert_eq!(watch.ended().await, "panics");
        assert!(panics.await.is_err() && !lives.is_finished());
        lives.abort();
        assert_eq!(watch.ended().await, "lives");
    }

    #[tokio::test]
    async fn so_does_a_thread() {
        let (alarm, mut watch) = alarm();
        let alive = alarm.alive("thread");
        let thread = std::thread::spawn(move || {
            let _alive = alive;
            panic!("as it should");
        });
        assert_eq!(watch.ended().await, "thread");
        assert!(thread.join().is_err());
    }
}
