//! The JSON of an event, checked once so that no client that it is relayed to can choke on it. Sans-IO.
//!
//! Official clients give up their connection over a packet that they can't decode; what is handed on must
//! therefore be an array that begins with a permitted name, nested no deeper than any client's parser follows,
//! and whose placeholders name attachments that exist.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use memchr::memchr2_iter;
use serde::de::{Deserializer as _, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// Deepest nesting, the payload's own array included.
const MAX_DEPTH: usize = 100;
/// Names that official clients keep for themselves and refuse in a packet.
const RESERVED: [&str; 6] =
    ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"];

/// Where things stand in an event's JSON.
#[derive(Debug)]
pub(crate) struct Payload {
    pub(crate) name: Name,
    /// The first argument.
    pub(crate) argument: Option<Range<usize>>,
}

/// An event's name.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Name {
    /// Stands in the JSON as it is.
    At(Range<usize>),
    /// Had escapes in it.
    Unescaped(Box<str>),
}

/// Checks an event's JSON.
pub(crate) fn check(json: &str, attachments: usize) -> Result<Payload, &'static str> {
    if !json.starts_with('[') {
        return Err("an event's payload is not an array");
    }
    let mut reader = serde_json::Deserializer::from_str(json);
    let (name, argument) = reader.deserialize_seq(Event).map_err(|_| "an event's payload is malformed")?;
    reader.end().map_err(|_| "an event's payload is malformed")?;
    if RESERVED.contains(&&*name) {
        return Err("an event's name is a reserved one");
    }
    if is_deep(json) {
        return Err("an event's payload is nested too deeply");
    }
    if attachments > 0 {
        serde_json::Deserializer::from_str(json)
            .deserialize_any(Placeholders { attachments })
            .map_err(|_| "an event's placeholders do not fit its attachments")?;
    }
    let name = match name {
        Cow::Borrowed(name) => Name::At(place(json, name)),
        Cow::Owned(name) => Name::Unescaped(name.into()),
    };
    Ok(Payload { name, argument: argument.map(|raw| place(json, raw.get())) })
}

/// Where `part`, a slice of `whole`, stands in it.
fn place(whole: &str, part: &str) -> Range<usize> {
    let start = part.as_ptr().addr() - whole.as_ptr().addr();
    start..start + part.len()
}

/// Whether well-formed JSON is nested more deeply than [`MAX_DEPTH`].
fn is_deep(json: &str) -> bool {
    if memchr2_iter(b'[', b'{', json.as_bytes()).nth(MAX_DEPTH).is_none() {
        return false;
    }
    let (mut depth, mut deepest, mut in_string) = (0usize, 0, false);
    let mut bytes = json.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' if in_string => drop(bytes.next()),
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest > MAX_DEPTH
}

/// Reads name and first argument, and checks that the rest is JSON.
struct Event;

impl<'de> Visitor<'de> for Event {
    type Value = (Cow<'de, str>, Option<&'de RawValue>);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array that begins with an event's name")
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut items: S) -> Result<Self::Value, S::Error> {
        let Some(Borrowed(name)) = items.next_element()? else { return Err(S::Error::custom("no name")) };
        let argument = items.next_element()?;
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok((name, argument))
    }
}

/// A string, borrowed unless it has escapes in it.
struct Borrowed<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> serde::Deserialize<'de> for Borrowed<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Cow<'de, str>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Cow::Borrowed(text))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Cow::Owned(text.to_owned()))
            }
        }
        reader.deserialize_str(Text).map(Borrowed)
    }
}

/// Checks that every placeholder names an attachment that there is.
#[derive(Clone, Copy)]
struct Placeholders {
    attachments: usize,
}

/// What a value says to the object that it is a field of.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Said {
    True,
    Index(u64),
    Else,
}

impl<'de> serde::de::DeserializeSeed<'de> for Placeholders {
    type Value = Said;

    fn deserialize<D: serde::Deserializer<'de>>(self, reader: D) -> Result<Said, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Placeholders {
    type Value = Said;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Said, E> {
        Ok(if value { Said::True } else { Said::Else })
    }

    fn visit_u64<E>(self, value: u64) -> Result<Said, E> {
        Ok(Said::Index(value))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Said, E> {
        Ok(Said::Else)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Said, E> {
        Ok(Said::Else)
    }

    fn visit_str<E>(self, _: &str) -> Result<Said, E> {
        Ok(Said::Else)
    }

    fn visit_unit<E>(self) -> Result<Said, E> {
        Ok(Said::Else)
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut items: S) -> Result<Said, S::Error> {
        while items.next_element_seed(self)?.is_some() {}
        Ok(Said::Else)
    }

    fn visit_map<M: MapAccess<'de>>(self, mut fields: M) -> Result<Said, M::Error> {
        // Of fields with the same name the last one counts, as in JavaScript and Python.
        let (mut placeholder, mut index) = (Said::Else, Said::Else);
        while let Some(Borrowed(key)) = fields.next_key()? {
            let said = fields.next_value_seed(self)?;
            match &*key {
                "_placeholder" => placeholder = said,
                "num" => index = said,
                _ => {}
            }
        }
        let fits = matches!(index, Said::Index(index) if index < self.attachments as u64);
        if placeholder == Said::True && !fits {
            return Err(M::Error::custom("a placeholder without an attachment"));
        }
        Ok(Said::Else)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn name(json: &str) -> Option<String> {
        match check(json, 0).ok()?.name {
            Name::At(range) => Some(json[range].to_owned()),
            Name::Unescaped(name) => Some(name.into()),
        }
    }

    fn argument(json: &str) -> Option<&str> {
        check(json, 0).ok()?.argument.map(|range| &json[range])
    }

    #[test]
    fn name_and_first_argument_are_found() {
        assert_eq!(name(r#"["chat"]"#).as_deref(), Some("chat"));
        assert_eq!(name(r#" ["chat"]"#), None);
        assert_eq!(name(r#"[ "ch\u0061t" , 1]"#).as_deref(), Some("chat"));
        assert_eq!(argument(r#"["chat"]"#), None);
        assert_eq!(argument(r#"["chat", {"a":[1]} , 2]"#), Some(r#"{"a":[1]}"#));
        assert_eq!(argument(r#"["chat",null]"#), Some("null"));
    }

    #[test]
    fn half_a_surrogate_pair_in_an_argument_does_no_harm() {
        assert_eq!(argument(r#"["chat","\ud83d"]"#), Some(r#""\ud83d""#));
    }

    #[test]
    fn what_a_client_would_choke_on_is_refused() {
        let bad = [
            "",
            "{}",
            "[]",
            "[1]",
            "[null]",
            r#""chat""#,
            r#"["chat""#,
            r#"["chat"]]"#,
            r#"["chat",]"#,
            r#"["chat",01]"#,
            r#"["chat",nan]"#,
            r#"["chat","a
b"]"#,
            r#"["chat"] x"#,
            r#"["connect"]"#,
            r#"["connect_error",1]"#,
            r#"["disconnect"]"#,
            r#"["dis\u0063onnect"]"#,
            r#"["disconnecting"]"#,
            r#"["newListener"]"#,
            r#"["removeListener"]"#,
        ];
        for json in bad {
            assert!(check(json, 0).is_err(), "{json}");
        }
    }

    #[test]
    fn nesting_is_bounded_and_brackets_in_strings_are_not_nesting() {
        let nested = |depth: usize| format!(r#"["chat",{}{}]"#, "[".repeat(depth - 1), "]".repeat(depth - 1));
        assert!(check(&nested(MAX_DEPTH), 0).is_ok());
        assert!(check(&nested(MAX_DEPTH + 1), 0).is_err());
        assert!(check(&nested(200_000), 0).is_err());
        assert!(check(&format!(r#"["chat","\"{}"]"#, "[".repeat(500)), 0).is_ok());
        assert!(check(&format!(r#"["chat",{}1]"#, "[1],".repeat(500)), 0).is_ok());
    }

    #[test]
    fn placeholders_must_name_attachments() {
        let with =
            |argument: &str, attachments| check(&format!(r#"["image",{argument}]"#), attachments).is_ok();
        assert!(with(r#"{"_placeholder":true,"num":0}"#, 1));
        assert!(with(r#"{"num":1,"_placeholder":true}"#, 2));
        assert!(with(r#"{"a":[{"_placeholder":true,"num":0}],"b":"text"}"#, 1));
        assert!(with(r#"{"_placeholder":false}"#, 1));
        assert!(!with(r#"{"_placeholder":true,"num":1}"#, 1));
        assert!(!with(r#"{"_placeholder":true,"num":-1}"#, 1));
        assert!(!with(r#"{"_placeholder":true,"num":0.5}"#, 1));
        assert!(!with(r#"{"_placeholder":true,"num":"0"}"#, 1));
        assert!(!with(r#"{"_placeholder":true}"#, 1));
        assert!(!with(r#"{"_pl\u0061ceholder":true,"num":7}"#, 1));
        assert!(!with(r#"{"_placeholder":true,"num":0,"num":7}"#, 1));
        assert!(!with(r#"{"a":{"b":[{"_placeholder":true,"num":9}]}}"#, 1));
    }

    proptest! {
        #[test]
        fn what_passes_is_what_a_strict_parser_accepts(json in r#"[\[\]{}",:a-c0-2\\u\-. ]{0,24}"#) {
            let json = format!("[\"e\",{json}");
            if check(&json, 0).is_ok() {
                prop_assert!(serde_json::from_str::<IgnoredAny>(&json).is_ok());
            }
        }

        #[test]
        fn any_text_is_checked_or_refused(json: String, attachments in 0usize..3) {
            let _ = check(&json, attachments);
        }
    }
}
