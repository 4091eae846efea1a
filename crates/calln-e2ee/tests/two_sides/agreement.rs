//! Two honest sides.

use calln_e2ee::{Curve, Curves, Kind, Message, OpenError};
use calln_wire::server::Role;

use super::*;

#[test]
fn p07_both_sides_get_the_same_words_and_keys_that_fit() {
    let (mut a, mut b) = call();
    assert_eq!(a.words(), b.words());
    let frame = a.seal(Kind::Chat, b"to b").unwrap();
    assert_eq!(b.open(Kind::Chat, &frame).unwrap(), b"to b");
    let frame = b.seal(Kind::Image, b"to a").unwrap();
    assert_eq!(a.open(Kind::Image, &frame).unwrap(), b"to a");
}

#[test]
fn the_newcomer_takes_the_best_curve_that_both_have() {
    use Curves::{Both, P256};
    for (has_a, has_b, chosen) in [
        (Both, Both, Curve::X25519),
        (Both, P256, Curve::P256),
        (P256, Both, Curve::P256),
        (P256, P256, Curve::P256),
    ] {
        let a = Setup { curves: has_a, ..setup(Role::Waiter, FP_A, FP_B) };
        let b = Setup { curves: has_b, ..setup(Role::Newcomer, FP_B, FP_A) };
        let (_, commit) = waiter(a.clone(), 1);
        let (_, answer) = newcomer(b.clone(), 2, &commit);
        assert!(
            matches!(answer, Message::Answer { curve, .. } if curve == chosen),
            "{has_a:?} and {has_b:?}"
        );
        let (a, b) = sessions(a, b);
        assert_eq!(a.words(), b.words());
    }
}

#[test]
fn everything_that_the_sides_know_changes_the_keys() {
    let plain = || (setup(Role::Waiter, FP_A, FP_B), setup(Role::Newcomer, FP_B, FP_A));
    let (reference, _) = call();
    let other_call = {
        let (a, b) = plain();
        sessions(Setup { call: "another".to_owned(), ..a }, Setup { call: "another".to_owned(), ..b })
    };
    let other_a = sessions(setup(Role::Waiter, FP_E, FP_B), setup(Role::Newcomer, FP_B, FP_E));
    let other_b = sessions(setup(Role::Waiter, FP_A, FP_E), setup(Role::Newcomer, FP_E, FP_A));
    let other_curve = {
        let (a, b) = plain();
        sessions(a, Setup { curves: Curves::P256, ..b })
    };
    let other_curves = {
        let (a, b) = plain();
        sessions(Setup { curves: Curves::P256, ..a }, b)
    };
    for (a, b) in [other_call, other_a, other_b, other_curve, other_curves] {
        assert_eq!(a.words(), b.words());
        assert_ne!(a.words(), reference.words());
    }
}

#[test]
fn a_frame_is_of_no_use_in_another_call_with_the_same_secrets() {
    let (mut a, _) = call();
    let with = |role, own, partner| Setup { call: "another".to_owned(), ..setup(role, own, partner) };
    let (_, mut b) = sessions(with(Role::Waiter, FP_A, FP_B), with(Role::Newcomer, FP_B, FP_A));
    assert_eq!(b.open(Kind::Chat, &a.seal(Kind::Chat, b"hello").unwrap()), Err(OpenError::Forged));
}
