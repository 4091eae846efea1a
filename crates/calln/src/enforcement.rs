//! Carries ban orders out: writes the bans, and has the connections closed of those whom they meet.

use tokio::sync::mpsc::UnboundedReceiver;

use crate::bans::Bans;
use crate::lobby::{BanOrder, WeakLobby};
use crate::moderation::Notices;

/// Makes the bans that the policy decides on, one after the other, and looks again at everybody who is connected when
/// another process has changed the bans. Ends when nobody can send orders any more and all are carried out.
pub(crate) async fn enforce(
    bans: Bans,
    notices: Notices,
    lobby: WeakLobby,
    mut orders: UnboundedReceiver<BanOrder>,
) {
    let mut changes = bans.changes();
    loop {
        tokio::select! {
            order = orders.recv() => {
                let Some(BanOrder { target, subject, sentence }) = order else { return };
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
