//! What a banned caller quotes.

use std::{fmt, str::FromStr};

/// Crockford's base 32: no I, L, O or U, so that nothing is misread or spells a word by accident.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CHARS: usize = 8;

/// A ban's name: eight characters, random (40 bits), shown in two groups as in `7K3M-9QXA`. Read back whatever the
/// case, hyphens and blanks, with O for 0 and I or L for 1.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Reference([u8; CHARS]);

impl Reference {
    /// A reference of random bytes; five bits of each are used.
    pub fn from_random(bytes: [u8; CHARS]) -> Self {
        Self(bytes.map(|byte| ALPHABET[usize::from(byte % 32)]))
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, char) in self.0.iter().enumerate() {
            write!(f, "{}{}", if at == CHARS / 2 { "-" } else { "" }, char::from(*char))?;
        }
        Ok(())
    }
}

impl FromStr for Reference {
    type Err = BadReference;

    fn from_str(text: &str) -> Result<Self, BadReference> {
        let chars = text.bytes().filter(|byte| !matches!(byte, b'-' | b' ')).map(|byte| {
            let char = match byte.to_ascii_uppercase() {
                b'O' => b'0',
                b'I' | b'L' => b'1',
                other => other,
            };
            ALPHABET.contains(&char).then_some(char).ok_or(BadReference)
        });
        chars.collect::<Result<Vec<_>, _>>()?.try_into().map(Self).map_err(|_| BadReference)
    }
}

/// A text that is no [`Reference`].
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a reference is {CHARS} letters and digits, as in 7K3M-9QXA")]
pub struct BadReference;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_survives_being_read_out_and_typed() {
        let reference = Reference::from_random([7, 20, 3, 0, 9, 1, 29, 10]);
        assert_eq!(reference.to_string(), "7M30-91XA");
        for typed in ["7M30-91XA", "7m3091xa", "7M3O 9LXA", " 7m3o-9ixa"] {
            assert_eq!(typed.parse(), Ok(reference), "{typed}");
        }
        for typed in ["", "7M30-91X", "7M30-91XAA", "7M30-91XU", "203.0.113.7"] {
            assert_eq!(typed.parse::<Reference>(), Err(BadReference), "{typed}");
        }
    }
}
