//! What the connections of one server have in common.

use std::sync::Arc;
use std::time::Duration;

use crate::budget::Budget;

/// What all connections share.
pub struct Layer<H> {
    pub(crate) handler: H,
    pub(crate) max_attachments: usize,
    pub(crate) connect_timeout: Duration,
    /// Longest time for an event's attachments, however fast they come.
    pub(crate) event_timeout: Duration,
    /// What events hold whose attachments are still to come.
    pub(crate) incoming: Arc<Budget>,
}
