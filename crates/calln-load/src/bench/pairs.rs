//! Callers that are connected, and matched in pairs.

use std::time::Duration;

use calln_wire::Event;
use calln_wire::client::{Any, Join, Want};
use calln_wire::server::Matched;
use futures_util::stream::{self, StreamExt, TryStreamExt};

use super::BenchError;
use calln_client::{Client, Received, Target};

/// Callers that are on their way at the same time; even, so that the last one finds a partner too.
const AT_ONCE: usize = 200;
/// From the first caller's connecting to the last one's match.
const TIMEOUT: Duration = Duration::from_secs(60);

/// One side of a call.
pub(super) struct Side {
    pub(super) client: Client,
    pub(super) call: String,
}

/// Connects that many callers.
pub(super) async fn connected(target: &Target, count: usize) -> Result<Vec<Client>, BenchError> {
    let callers = stream::iter(0..count).map(|index| Client::connect(target, index));
    let callers = callers.buffer_unordered(AT_ONCE).try_collect();
    let callers = tokio::time::timeout(TIMEOUT, callers).await;
    Ok(callers.map_err(|_| BenchError::Stalled("a connection", TIMEOUT))??)
}

/// Connects twice that many callers and has them matched with one another.
pub(super) async fn matched(target: &Target, pairs: usize) -> Result<Vec<Side>, BenchError> {
    let sides = stream::iter(0..pairs * 2).map(|index| side(target, index));
    let sides = sides.buffer_unordered(AT_ONCE).try_collect();
    let sides = tokio::time::timeout(TIMEOUT, sides).await;
    sides.map_err(|_| BenchError::Stalled("a match", TIMEOUT))?
}

async fn side(target: &Target, index: usize) -> Result<Side, BenchError> {
    let mut client = Client::connect(target, index).await?;
    let join = Join {
        want: Want::Any(Any::Any),
        country: None,
        withhold_country: None,
        hide_address: None,
        direct_only: None,
        session: None,
        op_id: None,
        proof: None,
        offer: None,
    };
    client.request(&join).await?;
    loop {
        if let Received::Event(event) = client.next().await?
            && event.name() == Matched::NAME
        {
            let Matched { call, .. } = event.decode()?;
            return Ok(Side { client, call });
        }
    }
}
