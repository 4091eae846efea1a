use std::sync::{Arc, Mutex};

use super::*;

/// Passes in no time, as soon as nothing else happens.
const AN_HOUR: Duration = Duration::from_secs(3_600);

/// What happened, in order.
#[derive(Clone, Default)]
struct Record(Arc<Mutex<Vec<&'static str>>>);

impl Record {
    fn add(&self, what: &'static str) {
        self.0.lock().unwrap().push(what);
    }

    fn all(&self) -> Vec<&'static str> {
        self.0.lock().unwrap().clone()
    }

    /// Starts a subsystem that records its stop.
    fn start(&self, runtime: &mut Runtime, subsystem: Subsystem) {
        let record = self.clone();
        runtime.start(subsystem, |stop| async move {
            stop.told().await;
            // Whoever stops in order waits for this one.
            tokio::time::sleep(STOP_WITHIN / 2).await;
            record.add(subsystem.name());
            Ok(())
        });
    }
}

fn said(errors: &[Report]) -> Vec<String> {
    errors.iter().map(|error| format!("{error:#}")).collect()
}

#[tokio::test(start_paused = true)]
async fn subsystems_stop_one_after_the_other_in_the_declared_order_whatever_order_they_started_in() {
    let (mut runtime, record) = (Runtime::new(), Record::default());
    for subsystem in [Subsystem::Totals, Subsystem::Lobby, Subsystem::Transport, Subsystem::Bans] {
        record.start(&mut runtime, subsystem);
    }
    assert!(runtime.stop().await.is_empty());
    assert_eq!(record.all(), ["transport", "lobby", "ban store", "daily totals"]);
}

#[tokio::test(start_paused = true)]
async fn each_failure_is_reported_and_keeps_none_of_the_others_from_stopping() {
    let (mut runtime, record) = (Runtime::new(), Record::default());
    runtime.start(Subsystem::Transport, |_| async { Err(eyre!("no listener")) });
    runtime.start(Subsystem::Lobby, |_| async { panic!("as it should") });
    runtime.start(Subsystem::Bans, |_| std::future::pending());
    runtime.start(Subsystem::LimitSweeper, |stop| stop.cut_short(async {}));
    record.start(&mut runtime, Subsystem::Enforcement);
    runtime.start(Subsystem::Relay, |stop| async {
        stop.told().await;
        Err(eyre!("no thread"))
    });
    record.start(&mut runtime, Subsystem::Totals);
    let errors = said(&runtime.stop().await);
    assert_eq!(
        errors,
        [
            "the transport broke down: no listener",
            "the limit sweeper broke down: it has ended by itself",
            "the lobby broke down: it has panicked; the log says where",
            "the ban store broke down: it hasn't stopped within 5s",
            "the relay broke down: no thread",
        ]
    );
    assert_eq!(record.all(), ["enforcement of bans", "daily totals"]);
}

#[tokio::test(start_paused = true)]
async fn a_vital_subsystem_that_ends_is_noticed_however_it_ends_and_one_that_lives_is_not() {
    for (ends, says) in [
        ("by a panic", "the lobby broke down: it has panicked; the log says where"),
        ("with an error", "the lobby broke down: out of luck"),
        ("by itself", "the lobby broke down: it has ended by itself"),
    ] {
        let (mut runtime, record) = (Runtime::new(), Record::default());
        record.start(&mut runtime, Subsystem::Relay);
        runtime.start(Subsystem::Lobby, |_| async move {
            match ends {
                "by a panic" => panic!("as it should"),
                "with an error" => Err(eyre!("out of luck")),
                _ => Ok(()),
            }
        });
        tokio::time::timeout(AN_HOUR, runtime.broken()).await.unwrap();
        assert_eq!(said(&runtime.stop().await), [says], "{ends}");
        assert_eq!(record.all(), ["relay"]);
    }
}

#[tokio::test(start_paused = true)]
async fn the_server_goes_on_without_a_subsystem_that_is_not_vital_and_reports_it_in_the_end() {
    let mut runtime = Runtime::new();
    runtime.start(Subsystem::Totals, |_| async { Ok(()) });
    assert!(tokio::time::timeout(AN_HOUR, runtime.broken()).await.is_err());
    assert_eq!(said(&runtime.stop().await), ["the daily totals broke down: it has ended by itself"]);
}

#[tokio::test(start_paused = true)]
async fn a_subsystem_that_ends_with_its_last_handle_stops_after_those_who_hold_one() {
    let mut runtime = Runtime::new();
    let (handle, mut inbox) = mpsc::channel::<()>(1);
    runtime.start(Subsystem::Lobby, |_| async move {
        while inbox.recv().await.is_some() {}
        Ok(())
    });
    runtime.start(Subsystem::Transport, |stop| async move {
        let _handle = handle;
        stop.told().await;
        Ok(())
    });
    assert!(runtime.stop().await.is_empty());
}
