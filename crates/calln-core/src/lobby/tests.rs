//! What can only be seen from inside: that nothing is left behind.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;
use crate::Country;

fn profile() -> impl Strategy<Value = Profile> {
    let codes = || proptest::sample::subsequence(vec!["DE", "FR", "JP"], 1..=2);
    let wish = prop_oneof![
        Just(Wish::Any),
        codes().prop_map(|codes| Wish::only(&codes).unwrap()),
        codes().prop_map(|codes| Wish::except(&codes).unwrap()),
    ];
    let country = proptest::option::weighted(0.8, proptest::sample::select(vec!["DE", "FR", "JP"]))
        .prop_map(|code| code.map(|code| Country::from_code(code).unwrap()));
    let session = proptest::option::weighted(0.5, (0..4_u64).prop_map(Tag));
    let site = proptest::option::weighted(0.5, (0..2_u64).prop_map(Tag));
    (country, wish, session, site).prop_map(|(country, wish, session, site)| Profile {
        country,
        wish,
        session,
        site,
        network: site,
        ..Profile::default()
    })
}

fn input() -> impl Strategy<Value = Input> {
    let caller = || (1..=10_u64).prop_map(CallerId);
    prop_oneof![
        4 => (caller(), profile()).prop_map(|(caller, profile)| Input::Join { caller, profile, op: None }),
        4 => caller().prop_map(|caller| Input::Next { caller, op: None }),
        1 => caller().prop_map(|caller| Input::Leave { caller }),
        1 => (caller(), any::<bool>()).prop_map(|(caller, remember)| Input::Part { caller, remember }),
        1 => caller().prop_map(|caller| Input::Disconnect { caller }),
        4 => Just(Input::Wake),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn p08_nothing_is_left_when_all_have_gone(
        history in proptest::collection::vec((input(), 0..20_000_u64), 1..150),
    ) {
        let mut lobby = Lobby::new(Settings { waiting_per_site: 2, ..Settings::default() });
        let mut now = Instant::now();
        let mut effects = Vec::new();
        for (input, millis) in history {
            now += Duration::from_millis(millis);
            lobby.handle(now, input, &mut effects);
        }
        for caller in (1..=10).map(CallerId) {
            lobby.handle(now, Input::Disconnect { caller }, &mut effects);
        }
        prop_assert!(lobby.callers.len() == 0);
        prop_assert!(lobby.waits.is_empty());
        prop_assert!(lobby.queue.is_empty() && lobby.places.is_empty() && lobby.hosts.is_empty());
        prop_assert!(lobby.tally.is_empty());
        prop_assert!(lobby.updates.is_empty() && lobby.second_looks.is_empty() && lobby.forgetting.is_empty());
        prop_assert_eq!(lobby.census(), Census::default());
        prop_assert_eq!(lobby.next_wake(), None);
    }
}

#[test]
fn p08_an_id_outlives_its_caller_by_eleven_minutes_at_most() {
    let mut lobby = Lobby::new(Settings::default());
    let start = Instant::now();
    let mut effects = Vec::new();
    let [stays, goes] = [CallerId(1), CallerId(2)];
    for caller in [stays, goes] {
        lobby.handle(start, Input::Join { caller, profile: Profile::default(), op: None }, &mut effects);
    }
    lobby.handle(start, Input::Part { caller: stays, remember: true }, &mut effects);
    lobby.handle(start, Input::Disconnect { caller: goes }, &mut effects);
    while let Some(wake) = lobby.next_wake() {
        assert!(wake <= start + Duration::from_secs(11 * 60));
        lobby.handle(wake, Input::Wake, &mut effects);
    }
    let key = lobby.callers.key(stays).unwrap();
    assert!(lobby.callers[key].recent.is_blank());
    assert_eq!(lobby.callers.key(goes), None);
}
