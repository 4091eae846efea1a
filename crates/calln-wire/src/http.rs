//! Bodies of the plain HTTP interface.

use serde::{Deserialize, Serialize};
#[cfg(feature = "typescript")]
use ts_rs::TS;

use crate::server::Headcount;

/// `GET /api/stats`: what anybody may know of the service.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "typescript", derive(TS))]
pub struct Stats {
    /// Callers connected now.
    pub online: Headcount,
}
