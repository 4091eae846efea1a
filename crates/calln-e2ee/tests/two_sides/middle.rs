//! A relay that isn't honest. Whatever it does, the two callers don't end up with keys that it knows and with
//! words that match.

use calln_e2ee::{Curve, Curves, Failure, Kind, Message, OpenError, Secrets};
use calln_wire::server::Role;

use super::*;

fn a() -> Setup {
    setup(Role::Waiter, FP_A, FP_B)
}

fn b() -> Setup {
    setup(Role::Newcomer, FP_B, FP_A)
}

#[test]
fn p07_two_exchanges_behind_the_callers_backs_give_different_words() {
    // The relay speaks to either caller as if it were the other, certificates included.
    let (on_a, _) = sessions(a(), setup(Role::Newcomer, FP_B, FP_A));
    let (mut with_b, commit) = waiter(setup(Role::Waiter, FP_A, FP_B), 66);
    let (mut on_b, answer) = newcomer(b(), 2, &commit);
    let (reveal, _) = with_b.receive(&json(&answer)).unwrap().agreed();
    let (_, on_b) = on_b.receive(&json(&reveal.unwrap())).unwrap().agreed();
    assert_ne!(on_a.words(), on_b.words());
}

#[test]
fn p07_a_key_put_in_place_of_the_newcomers_gives_different_words() {
    let (mut on_a, commit) = waiter(a(), 1);
    let (mut on_b, _) = newcomer(b(), 2, &commit);
    let (_, put) = newcomer(b(), 66, &commit);
    let (reveal, mut on_a) = on_a.receive(&json(&put)).unwrap().agreed();
    let (_, mut on_b) = on_b.receive(&json(&reveal.unwrap())).unwrap().agreed();
    assert_ne!(on_a.words(), on_b.words());
    assert_eq!(on_b.open(Kind::Chat, &on_a.seal(Kind::Chat, b"").unwrap()), Err(OpenError::Forged));
}

#[test]
fn p07_a_key_put_in_place_of_the_waiters_isnt_the_one_committed_to() {
    let (_, commit) = waiter(a(), 1);
    let (mut on_b, answer) = newcomer(b(), 2, &commit);
    let (mut other, _) = waiter(a(), 66);
    let (put, _) = other.receive(&json(&answer)).unwrap().agreed();
    assert_eq!(failure(on_b.receive(&json(&put.unwrap()))), Failure::CommitmentMismatch);
}

#[test]
fn p02_voice_split_on_the_waiters_side_isnt_what_was_committed_to() {
    // The newcomer's browser holds the relay's certificate to be the waiter's; the keys pass untouched.
    let (mut on_a, commit) = waiter(a(), 1);
    let (mut on_b, answer) = newcomer(setup(Role::Newcomer, FP_B, FP_E), 2, &commit);
    let (reveal, _) = on_a.receive(&json(&answer)).unwrap().agreed();
    assert_eq!(failure(on_b.receive(&json(&reveal.unwrap()))), Failure::CommitmentMismatch);
}

#[test]
fn p02_voice_split_on_the_newcomers_side_gives_different_words_and_keys() {
    // The waiter's browser holds the relay's certificate to be the newcomer's; the keys pass untouched.
    let (mut on_a, mut on_b) = sessions(setup(Role::Waiter, FP_A, FP_E), b());
    assert_ne!(on_a.words(), on_b.words());
    assert_eq!(on_b.open(Kind::Chat, &on_a.seal(Kind::Chat, b"").unwrap()), Err(OpenError::Forged));
    assert_eq!(on_a.open(Kind::Chat, &on_b.seal(Kind::Chat, b"").unwrap()), Err(OpenError::Forged));
}

#[test]
fn a_call_that_has_two_names_isnt_the_one_committed_to() {
    let (mut on_a, commit) = waiter(a(), 1);
    let (mut on_b, answer) = newcomer(Setup { call: "another".to_owned(), ..b() }, 2, &commit);
    let (reveal, _) = on_a.receive(&json(&answer)).unwrap().agreed();
    assert_eq!(failure(on_b.receive(&json(&reveal.unwrap()))), Failure::CommitmentMismatch);
}

#[test]
fn the_better_curve_cant_be_hidden_from_the_newcomer() {
    let (mut on_a, commit) = waiter(a(), 1);
    let Message::Commit { commitment, .. } = commit else { panic!("not a commitment") };
    let (mut on_b, answer) = newcomer(b(), 2, &Message::Commit { curves: Curves::P256, commitment });
    let (reveal, _) = on_a.receive(&json(&answer)).unwrap().agreed();
    let Some(Message::Reveal { keys, nonce }) = reveal else { panic!("nothing revealed") };
    let cut = Message::Reveal { keys: keys[32..].to_vec(), nonce };
    assert_eq!(failure(on_b.receive(&json(&cut))), Failure::CommitmentMismatch);
}

#[test]
fn the_newcomers_choice_of_curve_cant_be_changed_unnoticed() {
    let (mut on_a, commit) = waiter(a(), 1);
    let (mut on_b, _) = newcomer(b(), 2, &commit);
    let (_, weaker) = newcomer(Setup { curves: Curves::P256, ..b() }, 2, &commit);
    let (reveal, on_a) = on_a.receive(&json(&weaker)).unwrap().agreed();
    let (_, on_b) = on_b.receive(&json(&reveal.unwrap())).unwrap().agreed();
    assert_ne!(on_a.words(), on_b.words());
}

#[test]
fn a_curve_that_wasnt_offered_is_refused() {
    let (mut on_a, _) = waiter(Setup { curves: Curves::P256, ..a() }, 1);
    let answer = Message::Answer { curve: Curve::X25519, key: vec![9; 32], nonce: [0; 16] };
    assert_eq!(failure(on_a.receive(&json(&answer))), Failure::WrongCurve);
}

#[test]
fn a_bad_key_that_was_committed_to_is_refused() {
    // The relay commits as anybody may, but to a key that would let it know the secret.
    let keys = [&[0; 32][..], &[4; 65]].concat();
    let mut commitment = sha2::Sha256::default();
    for field in [b"calln/1 commit".as_slice(), b"call", b"X25519,P-256", &keys, FP_A.as_bytes(), &[0; 16]] {
        sha2::Digest::update(&mut commitment, (field.len() as u64).to_be_bytes());
        sha2::Digest::update(&mut commitment, field);
    }
    let commitment = sha2::Digest::finalize(commitment).into();
    let (mut on_b, _) = newcomer(b(), 2, &Message::Commit { curves: Curves::Both, commitment });
    assert_eq!(failure(on_b.receive(&json(&Message::Reveal { keys, nonce: [0; 16] }))), Failure::BadKey);
}

#[test]
fn any_other_message_than_the_one_that_is_due_ends_the_exchange() {
    let (mut honest_a, commit) = waiter(a(), 1);
    let (_, answer) = newcomer(b(), 2, &commit);
    let (reveal, _) = honest_a.receive(&json(&answer)).unwrap().agreed();
    let messages = [json(&commit), json(&answer), json(&reveal.unwrap())];

    let on_a = || waiter(a(), 1).0;
    let on_b = || Exchange::new(b(), secrets(2)).0;
    let on_b_answered = || newcomer(b(), 2, &commit).0;
    let sides: [(&dyn Fn() -> Exchange, usize); 3] = [(&on_b, 0), (&on_a, 1), (&on_b_answered, 2)];
    for (side, due) in sides {
        for (at, message) in messages.iter().enumerate().filter(|(at, _)| *at != due) {
            let mut exchange = side();
            assert_eq!(
                failure(exchange.receive(message)),
                Failure::OutOfOrder,
                "message {at} instead of {due}"
            );
            assert_eq!(failure(exchange.receive(&messages[due])), Failure::OutOfOrder, "ended is ended");
        }
        let mut exchange = side();
        assert!(exchange.receive(&messages[due]).is_ok());
        assert_eq!(failure(exchange.receive(&messages[due])), Failure::OutOfOrder, "the same again");
    }
}

#[test]
fn two_callers_who_both_hold_themselves_to_be_the_waiter_dont_agree() {
    let (mut one, _) = waiter(a(), 1);
    let (_, commit) = waiter(setup(Role::Waiter, FP_B, FP_A), 2);
    assert_eq!(failure(one.receive(&json(&commit))), Failure::OutOfOrder);
}

#[test]
fn what_isnt_a_message_to_the_letter_is_malformed() {
    let (_, commit) = waiter(a(), 1);
    let good = json(&commit);
    let (_, answer) = newcomer(b(), 2, &commit);
    let bad = [
        String::new(),
        "null".to_owned(),
        "[]".to_owned(),
        good.replace("commit\"", "commits\""),
        good.replace("X25519,P-256", "X25519"),
        good.replace("{", r#"{"more":1,"#),
        good.replacen("\"commitment\":\"", "\"commitment\":\"A", 1),
        good.replace("\"}", "=\"}"),
        good.replace("\"}", " \"}"),
        good + &" ".repeat(1024),
    ];
    for message in bad {
        let (mut exchange, _) = Exchange::new(b(), Secrets::random().unwrap());
        assert_eq!(failure(exchange.receive(&message)), Failure::Malformed, "{message}");
    }
    let short = json(&answer).replace("\"nonce\":\"", "\"nonce\":\"AA");
    assert_eq!(failure(waiter(a(), 1).0.receive(&short)), Failure::Malformed);
}
