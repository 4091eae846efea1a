//! How often something failed: what is said at level `error`, counted as it is said.

use prometheus_client::metrics::counter::Counter;
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

/// Counts the lines at level `error`, where that level is written at all.
pub(super) struct CountErrors(pub(super) Counter);

impl<S: Subscriber> Layer<S> for CountErrors {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if *event.metadata().level() == Level::ERROR {
            self.0.inc();
        }
    }
}
