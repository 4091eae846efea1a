//! Carries bans out: writes them, and has those whom they meet shown the door.

use tokio::sync::mpsc::UnboundedReceiver;

use super::{Notices, Warrant};
use crate::bans::Bans;
use crate::lobby::WeakLobby;

/// Makes the bans that the policy decides on, one after the other, and looks again at everybody who is connected when
/// another process has changed the bans. Ends when nobody can send warrants any more and all are carried out.
pub(crate) async fn bailiff(
    bans: Bans,
    notices: Notices,
    lobby: WeakLobby,
    mut warrants: UnboundedReceiver<Warrant>,
) {
    let mut changes = bans.changes();
    loop {
        tokio::select! {
            warrant = warrants.recv() => {
                let Some(Warrant { target, subject, sentence }) = warrant else { return };
                match bans.add(target, sentence).await {
                    Ok(ban) => lobby.banned(subject, notices.of(&ban)),
                    Err(error) => {
                        let error = &error as &dyn std::error::Error;
                        tracing::error!(error, "a caller who was to be banned is not");
                    }
                }
            }
            Ok(()) = changes.changed() => lobby.look_at_bans_again(),
        }
    }
}
