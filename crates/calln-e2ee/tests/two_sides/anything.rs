//! Whatever comes: no panic, no key, no wrong content.

use calln_e2ee::{Kind, Message};
use calln_wire::server::Role;
use proptest::prelude::*;

use super::*;

/// The three states of an exchange that still wait for a message.
fn waiting(state: u8) -> Exchange {
    let (on_a, commit) = waiter(setup(Role::Waiter, FP_A, FP_B), 1);
    match state {
        0 => on_a,
        1 => Exchange::new(setup(Role::Newcomer, FP_B, FP_A), secrets(2)).0,
        _ => newcomer(setup(Role::Newcomer, FP_B, FP_A), 2, &commit).0,
    }
}

fn base64url() -> impl Strategy<Value = String> {
    prop_oneof!["[A-Za-z0-9_-]{0,140}", "[A-Za-z0-9_-]{22}", "[A-Za-z0-9_-]{43}", ".{0,10}"]
}

fn nearly_a_message() -> impl Strategy<Value = String> {
    let step = prop_oneof![Just("commit"), Just("answer"), Just("reveal")];
    let curves = prop_oneof![Just("X25519"), Just("P-256"), Just("X25519,P-256")];
    (step, curves, base64url(), base64url()).prop_map(|(step, curves, first, second)| {
        let value = match step {
            "commit" => serde_json::json!({ "step": step, "curves": curves, "commitment": first }),
            "answer" => serde_json::json!({ "step": step, "curve": curves, "key": first, "nonce": second }),
            _ => serde_json::json!({ "step": step, "keys": first, "nonce": second }),
        };
        value.to_string()
    })
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![Just(Kind::Chat), Just(Kind::Image)]
}

proptest! {
    // Elliptic curves and ciphers are slow where the compiler doesn't optimise.
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn no_text_makes_an_exchange_panic(state in 0..3_u8, text in prop_oneof![any::<String>(), nearly_a_message()]) {
        let mut exchange = waiting(state);
        let first = exchange.receive(&text);
        if first.is_err() {
            prop_assert_eq!(failure(exchange.receive(&text)), if serde_json::from_str::<Message>(&text).is_ok() {
                Failure::OutOfOrder
            } else {
                Failure::Malformed
            });
        }
    }

    #[test]
    fn no_bytes_but_the_partners_are_opened(kind in kind(), bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let (_, mut b) = call();
        prop_assert!(b.open(kind, &bytes).is_err());
        let padded = [&[0; 8][..], &bytes, &vec![0; 16_272]].concat();
        prop_assert!(b.open(kind, &padded[..16_280]).is_err());
    }

    #[test]
    fn what_was_sealed_is_opened(contents in prop::collection::vec(
        (kind(), any::<bool>(), prop::collection::vec(any::<u8>(), 0..4097)), 1..4))
    {
        let (mut a, mut b) = call();
        for (kind, from_a, content) in contents {
            let (from, to) = if from_a { (&mut a, &mut b) } else { (&mut b, &mut a) };
            let frame = from.seal(kind, &content).unwrap();
            prop_assert_eq!(to.open(kind, &frame).unwrap(), content);
        }
    }

}

proptest! {
    #[test]
    fn no_description_makes_the_search_for_a_fingerprint_panic(
        sdp in "(a=fingerprint:sha-256 |a=|fingerprint|[0-9A-Fa-f]{2}|:|\r|\n|.){0,60}",
    ) {
        let _ = Fingerprint::in_sdp(&sdp);
    }
}
