//! How a subsystem learns that it is to stop.

use tokio::sync::oneshot;

/// Tells one subsystem that it is to stop.
pub(crate) struct Stop(pub(super) oneshot::Receiver<()>);

impl Stop {
    /// Resolves when the subsystem is to stop.
    pub(crate) async fn told(self) {
        // Nothing is ever sent: the other end is let go of.
        let _told = self.0.await;
    }

    /// Runs work that has no end of its own until the subsystem is to stop. Then the work is dropped where it waits.
    ///
    /// # Errors
    /// The work ended by itself.
    pub(crate) async fn cut_short(self, endless: impl Future<Output = ()>) -> eyre::Result<()> {
        tokio::select! {
            () = self.told() => Ok(()),
            () = endless => Err(eyre::eyre!("it has ended by itself")),
        }
    }
}
