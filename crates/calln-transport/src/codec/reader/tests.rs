use proptest::prelude::*;

use super::*;
use crate::codec::header::ServerHeader;

const LARGEST: usize = 64 << 10;

/// A client's frame.
fn frame(last: bool, opcode: Opcode, mask: [u8; 4], payload: &[u8]) -> Vec<u8> {
    let mut frame = ServerHeader::new(opcode, payload.len()).as_bytes().to_vec();
    frame[0] = frame[0] & 0x7f | u8::from(last) << 7;
    frame[1] |= 0x80;
    frame.extend(mask);
    frame.extend(payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    frame
}

fn text(last: bool, payload: &str) -> Vec<u8> {
    frame(last, Opcode::Text, [1, 2, 3, 4], payload.as_bytes())
}

fn more(last: bool, payload: &[u8]) -> Vec<u8> {
    frame(last, Opcode::Continuation, [9, 8, 7, 6], payload)
}

fn reader(budget: usize) -> (Reader, Arc<Budget>) {
    let budget = Arc::new(Budget::new(budget));
    (Reader::new(LARGEST, &budget), budget)
}

/// All that comes of the bytes, or why the connection ends.
fn read(reader: &mut Reader, mut bytes: &[u8]) -> Result<Vec<Item>, CloseReason> {
    let mut items = Vec::new();
    while let Some(item) = reader.read(&mut bytes)? {
        items.push(item);
    }
    assert!(bytes.is_empty());
    Ok(items)
}

#[test]
fn fragments_with_a_ping_in_between_become_one_message() {
    let (mut reader, budget) = reader(1 << 20);
    let ping = frame(true, Opcode::Ping, [7; 4], b"there?");
    let bytes = [text(false, "4hel"), ping, more(false, b"lo "), more(true, "wörld".as_bytes())].concat();
    let items = read(&mut reader, &bytes).unwrap();
    assert_eq!(items, [Item::Ping(b"there?".to_vec()), Item::Message(Frame::Text("4hello wörld".into()))]);
    assert!(!reader.is_midway());
    assert_eq!(budget.used(), 0);
}

#[test]
fn what_breaks_the_protocol_ends_the_connection() {
    let table = [
        (more(true, b"x"), "a continuation of nothing"),
        ([text(false, "a"), text(true, "b")].concat(), "a message begins within another"),
        (frame(true, Opcode::Text, [0; 4], b"\xff"), "a text message is not UTF-8"),
    ];
    for (bytes, why) in table {
        assert_eq!(read(&mut reader(1 << 20).0, &bytes), Err(CloseReason::Protocol(why)));
    }
}

#[test]
fn a_message_is_too_large_as_soon_as_that_is_announced() {
    let largest = frame(true, Opcode::Binary, [5; 4], &vec![7; LARGEST]);
    assert_eq!(read(&mut reader(1 << 20).0, &largest).unwrap().len(), 1);
    let larger = frame(true, Opcode::Binary, [5; 4], &vec![7; LARGEST + 1]);
    assert_eq!(read(&mut reader(1 << 20).0, &larger[..14]), Err(TOO_LARGE));
    let in_parts = [text(false, &"x".repeat(LARGEST)), more(false, b"y")].concat();
    assert_eq!(read(&mut reader(1 << 20).0, &in_parts), Err(TOO_LARGE));
    let mut endless = vec![0x82, 0xff];
    endless.extend([0xff; 12]);
    assert_eq!(read(&mut reader(1 << 20).0, &endless), Err(TOO_LARGE));
}

#[test]
fn what_is_announced_is_charged_until_it_is_complete() {
    let (mut reader, budget) = reader(1 << 20);
    let whole = frame(true, Opcode::Binary, [5; 4], &vec![7; 50_000]);
    read(&mut reader, &whole[..20]).unwrap();
    assert_eq!(budget.used(), 50_000);
    assert_eq!(read(&mut reader, &whole[20..]).unwrap().len(), 1);
    assert_eq!(budget.used(), 0);
    let text = text(false, &"x".repeat(3_000));
    read(&mut reader, &text).unwrap();
    assert_eq!(budget.used(), 3_000);
    drop(reader);
    assert_eq!(budget.used(), 0);
}

#[test]
fn who_would_exceed_the_budget_is_told_so_and_small_messages_pass() {
    let (mut greedy, budget) = reader(256 << 10);
    let large = frame(true, Opcode::Binary, [5; 4], &vec![7; 60_000]);
    assert_eq!(read(&mut greedy, &large[..20]), Err(CloseReason::OverBudget));
    let _held = Charge::of(&budget, 256 << 10);
    let (mut modest, budget) = (Reader::new(LARGEST, &budget), budget);
    let offer = text(true, &"x".repeat(6_000));
    assert_eq!(read(&mut modest, &offer[..1_000]), Ok(vec![]));
    assert_eq!(budget.used(), (256 << 10) + 6_000);
    assert_eq!(read(&mut modest, &offer[1_000..]).unwrap().len(), 1);
}

#[test]
fn empty_fragments_are_no_progress() {
    let (mut reader, _) = reader(1 << 20);
    assert_eq!(read(&mut reader, &text(false, "4he")).unwrap(), []);
    assert_eq!(reader.take_progress(), 6 + 3);
    for _ in 0..10 {
        assert_eq!(read(&mut reader, &more(false, b"")).unwrap(), []);
    }
    assert_eq!(reader.take_progress(), 0);
    assert!(reader.is_midway());
}

#[test]
fn control_frames_are_no_progress() {
    let (mut reader, _) = reader(1 << 20);
    let bytes = [text(false, "abc"), frame(true, Opcode::Pong, [0; 4], &[0; 100])].concat();
    assert_eq!(read(&mut reader, &bytes).unwrap(), [Item::Pong]);
    assert_eq!(reader.take_progress(), 6 + 3);
    assert_eq!(reader.take_progress(), 0);
}

prop_compose! {
    fn message()(
        is_text: bool,
        payload in "[a-zäß€]{0,300}",
        cuts in prop::collection::vec(0usize..300, 0..4),
        mask: [u8; 4],
        ping in prop::option::of(prop::collection::vec(any::<u8>(), 0..126)),
    ) -> (Vec<u8>, Vec<Item>) {
        let data = payload.as_bytes();
        let mut cuts: Vec<_> = cuts.into_iter().map(|cut| cut.min(data.len())).collect();
        cuts.extend([0, data.len()]);
        cuts.sort_unstable();
        let (mut bytes, mut items) = (Vec::new(), Vec::new());
        let last = cuts.len() - 2;
        for (index, cut) in cuts.windows(2).enumerate() {
            let kind = if is_text { Opcode::Text } else { Opcode::Binary };
            let opcode = if index == 0 { kind } else { Opcode::Continuation };
            if let Some(ping) = ping.as_ref().filter(|_| index == last) {
                bytes.extend(frame(true, Opcode::Ping, mask, ping));
                items.push(Item::Ping(ping.clone()));
            }
            bytes.extend(frame(index == last, opcode, mask, &data[cut[0]..cut[1]]));
        }
        items.push(Item::Message(if is_text {
            Frame::Text(payload.into())
        } else {
            Frame::Binary(payload.into())
        }));
        (bytes, items)
    }
}

proptest! {
    #[test]
    fn however_the_bytes_are_cut_the_same_messages_come_out(
        messages in prop::collection::vec(message(), 1..6), size in 1usize..400
    ) {
        let (mut reader, budget) = reader(1 << 20);
        let bytes: Vec<u8> = messages.iter().flat_map(|(bytes, _)| bytes.clone()).collect();
        let sent: Vec<_> = messages.into_iter().flat_map(|(_, items)| items).collect();
        let mut came = Vec::new();
        for piece in bytes.chunks(size) {
            came.extend(read(&mut reader, piece).unwrap());
        }
        prop_assert_eq!(came, sent);
        prop_assert!(!reader.is_midway());
        prop_assert_eq!(budget.used(), 0);
    }

    #[test]
    fn any_bytes_are_read_or_refused_and_never_held_beyond_the_limit(
        pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..200), 1..20)
    ) {
        let (mut reader, budget) = reader(1 << 20);
        for piece in pieces {
            if read(&mut reader, &piece).is_err() {
                break;
            }
            prop_assert!(budget.used() <= LARGEST);
        }
        drop(reader);
        prop_assert_eq!(budget.used(), 0);
    }

    #[test]
    fn masking_twice_changes_nothing_wherever_it_is_cut(data: Vec<u8>, mask: [u8; 4], cut: prop::sample::Index) {
        let mut changed = data.clone();
        unmask(&mut changed, mask, 0);
        let cut = cut.index(data.len() + 1);
        unmask(&mut changed[..cut], mask, 0);
        unmask(&mut changed[cut..], mask, cut);
        prop_assert_eq!(changed, data);
    }
}
