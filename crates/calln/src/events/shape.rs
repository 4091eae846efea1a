//! Whether what is passed on as it came can be read by any client.
//!
//! The transport has seen that a frame is well formed. But some of what is well formed harms common clients: Python refuses
//! integers of thousands of digits, deep nesting runs out of stack, and a handler gets as many arguments as a frame has. So
//! a relayed event is one name and one argument, flat and with numbers that are some. Nothing is decoded for that: it is one
//! look at each byte.

/// Deepest nesting, the event's own array among it. A candidate in a `signal` is at three.
const DEEPEST: usize = 8;

/// Longest number, in characters. A double has 17 digits, and sign, point and exponent besides.
const LONGEST_NUMBER: usize = 32;

/// Whether an event, well formed as `["name",argument]`, has one argument, no deep nesting and no long number.
pub(super) fn is_plain(event: &str) -> bool {
    let (mut depth, mut commas, mut number) = (0_usize, 0, 0);
    let mut bytes = event.bytes();
    while let Some(byte) = bytes.next() {
        number = if matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E') { number + 1 } else { 0 };
        match byte {
            b'"' => skip_string(&mut bytes),
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

/// Passes over the rest of a string, to behind its closing quote.
fn skip_string(bytes: &mut std::str::Bytes<'_>) {
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => drop(bytes.next()),
            b'"' => return,
            _ => {}
        }
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
        ] {
            assert!(!is_plain(&event), "{}", &event[..40.min(event.len())]);
        }
    }
}
