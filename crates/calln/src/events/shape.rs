//! Whether what is passed on as it came can be read by any client.
//!
//! The transport has seen that a frame is well formed. But some of what is well formed harms common clients: Python refuses
//! integers of thousands of digits, deep nesting runs out of stack, a handler gets as many arguments as a frame has, and
//! strict parsers refuse a number that no double holds or half of a surrogate pair. So a relayed event is one name and one
//! argument, flat, with numbers that are some and strings that are text. Nothing is decoded for that: it is one look at each
//! byte, and a second one at each digit.

/// Deepest nesting, the event's own array among it. A candidate in a `signal` is at three.
const DEEPEST: usize = 8;

/// Longest number, in characters. A double has 17 digits, and sign, point and exponent besides.
const LONGEST_NUMBER: usize = 32;

/// Whether an event, well formed as `["name",argument]`, has one argument, no deep nesting, no long or endless number and no
/// string that isn't text.
pub(super) fn is_plain(event: &str) -> bool {
    let (mut depth, mut commas, mut number) = (0_usize, 0, 0);
    let mut bytes = event.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        if matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E') {
            number += 1;
        } else if !is_finite(&event[at - number..at]) {
            return false;
        } else {
            number = 0;
        }
        match byte {
            b'"' if !is_text(&mut bytes.by_ref().map(|(_, byte)| byte)) => return false,
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            b',' if depth == 1 => commas += 1,
            _ => {}
        }
        if number > LONGEST_NUMBER || depth > DEEPEST {
            return false;
        }
    }
    commas == 1
}

/// Whether a double can hold a number. What is none, as the last letter of `true`, needs no holding.
fn is_finite(number: &str) -> bool {
    number.parse::<f64>().map_or(true, f64::is_finite)
}

/// Passes over the rest of a string, to behind its closing quote. Whether it is text: no half of a surrogate pair stands
/// alone.
fn is_text(bytes: &mut impl Iterator<Item = u8>) -> bool {
    let mut is_in_pair = false;
    loop {
        let half = match bytes.next() {
            None | Some(b'"') => return !is_in_pair,
            Some(b'\\') => bytes.next().filter(|escaped| *escaped == b'u').and_then(|_| surrogate(bytes)),
            Some(_) => None,
        };
        is_in_pair = match (is_in_pair, half) {
            (false, None) | (true, Some(Half::Second)) => false,
            (false, Some(Half::First)) => true,
            _ => return false,
        };
    }
}

/// Half of a surrogate pair.
enum Half {
    First,
    Second,
}

/// Passes over the four digits of an escaped UTF-16 unit; which half of a pair it is, if it is one.
fn surrogate(bytes: &mut impl Iterator<Item = u8>) -> Option<Half> {
    let [first, second, ..] = [(); 4].map(|()| bytes.next().unwrap_or_default().to_ascii_lowercase());
    match (first, second) {
        (b'd', b'8' | b'9' | b'a' | b'b') => Some(Half::First),
        (b'd', b'c'..=b'f') => Some(Half::Second),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_clients_send_is_plain() {
        for event in [
            r#"["signal",{"call":"x","n":4294967295,"got":0}]"#,
            r#"["signal",{"call":"x","candidate":{"candidate":"a, b","sdpMid":"0","sdpMLineIndex":0}}]"#,
            r#"["signal",{"call":"x","description":{"type":"offer","sdp":"o=- 123456789012345678901234567890123456 2"}}]"#,
            r#"["signal", {"call": "\"],[,,,\\", "x": -1.7976931348623157E+308}]"#,
            r#"["chat",{"call":"x","frame":{"_placeholder":true,"num":0}}]"#,
            r#"["keys",{"call":"x","y":"\ud83D\uDE00 \u00e9 \\ud800","z":[true,null,-0,1e308]}]"#,
        ] {
            assert!(is_plain(event), "{event}");
        }
    }

    #[test]
    fn what_harms_clients_is_not() {
        let digits = "9".repeat(5_000);
        for event in [
            format!(r#"["signal",{{"call":"x","n":{digits}}}]"#),
            format!(r#"["signal",{{"call":"x","n":1e{digits}}}]"#),
            format!(r#"["signal",{{"call":"x"}}{}]"#, ",1".repeat(499)),
            format!(r#"["signal",{{"call":"x","y":{}{}}}]"#, "[".repeat(100), "]".repeat(100)),
            r#"["signal"]"#.to_owned(),
            r#"["signal",{"call":"x","n":1e999}]"#.to_owned(),
            r#"["signal",{"call":"x","y":[-1E400]}]"#.to_owned(),
            r#"["signal",{"call":"x","y":"\ud800"}]"#.to_owned(),
            r#"["signal",{"call":"x","y":"\uDBff\\udc00"}]"#.to_owned(),
            r#"["signal",{"call":"x","y":"\udc00\ud800"}]"#.to_owned(),
            r#"["signal",{"call":"x","\ud83d\n":1}]"#.to_owned(),
        ] {
            assert!(!is_plain(&event), "{}", &event[..40.min(event.len())]);
        }
    }
}
