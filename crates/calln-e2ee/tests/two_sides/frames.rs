//! Sealed frames on their way through a relay.

use calln_e2ee::{Kind, OpenError, SealError};

use super::*;

#[test]
fn p07_a_frame_shows_nothing_but_its_size_class() {
    let (mut a, _) = call();
    let mut len = |kind, content: usize| a.seal(kind, &vec![b'x'; content]).unwrap().len() - 24;
    assert_eq!([len(Kind::Chat, 0), len(Kind::Chat, 252), len(Kind::Chat, 253)], [256, 256, 512]);
    assert_eq!([len(Kind::Chat, 508), len(Kind::Chat, 509), len(Kind::Chat, 8188)], [512, 1024, 8192]);
    assert_eq!([len(Kind::Image, 0), len(Kind::Image, 16_252)], [16_256, 16_256]);
    let (one, two) = (a.seal(Kind::Chat, b"the same").unwrap(), a.seal(Kind::Chat, b"the same").unwrap());
    assert_ne!(one[8..], two[8..]);
}

#[test]
fn what_fits_no_frame_is_refused_and_costs_no_counter() {
    let (mut a, mut b) = call();
    assert_eq!(a.seal(Kind::Chat, &[0; 8189]), Err(SealError::TooLarge));
    assert_eq!(a.seal(Kind::Image, &[0; 16_253]), Err(SealError::TooLarge));
    let frame = a.seal(Kind::Chat, b"next").unwrap();
    assert_eq!(b.open(Kind::Chat, &frame).unwrap(), b"next");
}

#[test]
fn replayed_reordered_and_lost_frames_are_refused_and_change_nothing() {
    let (mut a, mut b) = call();
    let [first, second, third] = [b"1", b"2", b"3"].map(|content| a.seal(Kind::Chat, content).unwrap());
    assert_eq!(b.open(Kind::Chat, &second), Err(OpenError::Missing));
    assert_eq!(b.open(Kind::Chat, &first).unwrap(), b"1");
    assert_eq!(b.open(Kind::Chat, &first), Err(OpenError::Replayed));
    assert_eq!(b.open(Kind::Chat, &third), Err(OpenError::Missing));
    assert_eq!(b.open(Kind::Chat, &second).unwrap(), b"2");
    assert_eq!(b.open(Kind::Chat, &first), Err(OpenError::Replayed));
    assert_eq!(b.open(Kind::Chat, &third).unwrap(), b"3");
}

#[test]
fn a_frame_cut_short_or_lengthened_is_refused() {
    let (mut a, mut b) = call();
    let mut frame = a.seal(Kind::Chat, b"hello").unwrap();
    for len in 0..frame.len() {
        assert_eq!(b.open(Kind::Chat, &frame[..len]), Err(OpenError::Malformed), "cut to {len}");
    }
    assert_eq!(b.open(Kind::Chat, &[&frame[..], &[0; 256]].concat()), Err(OpenError::Forged));
    frame.push(0);
    assert_eq!(b.open(Kind::Chat, &frame), Err(OpenError::Malformed));
}

#[test]
fn a_changed_bit_anywhere_is_refused() {
    let (mut a, mut b) = call();
    let good = a.seal(Kind::Chat, b"hello").unwrap();
    for bit in 0..good.len() * 8 {
        let mut frame = good.clone();
        frame[bit / 8] ^= 1 << (bit % 8);
        let refused = if bit < 64 { OpenError::Missing } else { OpenError::Forged };
        assert_eq!(b.open(Kind::Chat, &frame), Err(refused), "bit {bit}");
    }
    assert_eq!(b.open(Kind::Chat, &good).unwrap(), b"hello");
}

#[test]
fn a_frame_cant_change_its_counter() {
    let (mut a, mut b) = call();
    let (first, second) = (a.seal(Kind::Chat, b"1").unwrap(), a.seal(Kind::Chat, b"2").unwrap());
    let renumbered = [&first[..8], &second[8..]].concat();
    assert_eq!(b.open(Kind::Chat, &renumbered), Err(OpenError::Forged));
}

#[test]
fn a_frame_cant_change_its_kind() {
    let (mut a, mut b) = call();
    let chat = a.seal(Kind::Chat, b"hello").unwrap();
    assert_eq!(b.open(Kind::Image, &chat), Err(OpenError::Malformed));
    let image = a.seal(Kind::Image, b"hello").unwrap();
    assert_eq!(b.open(Kind::Chat, &image), Err(OpenError::Malformed));
}

#[test]
fn a_frame_sent_back_to_its_sender_is_refused() {
    let (mut a, _) = call();
    let frame = a.seal(Kind::Chat, b"hello").unwrap();
    assert_eq!(a.open(Kind::Chat, &frame), Err(OpenError::Forged));
}
