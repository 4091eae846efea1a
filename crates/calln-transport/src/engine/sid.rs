//! Session ids: 128 random bits, so that nobody guesses another's.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

/// A session id. Whoever knows it may speak for the session: it has no `Debug` and must not reach a log.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub(crate) struct Sid([u8; 16]);

impl Sid {
    /// A fresh id from the operating system's random source.
    pub(crate) fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// Reads the form that [`Sid::encode`] writes.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 16];
        // The decoder wants room for a whole last quantum, so the length is checked apart.
        (text.len() == 22 && URL_SAFE_NO_PAD.decode_slice(text, &mut bytes).ok()? == 16)
            .then_some(Self(bytes))
    }

    /// 22 characters that need no escaping in a URL.
    pub(crate) fn encode(self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Sid;

    #[test]
    fn a_session_id_survives_the_url_and_nothing_else_is_one() {
        let sid = Sid::random().unwrap();
        assert!(Sid::parse(&sid.encode()) == Some(sid));
        for text in ["", "a", &"a".repeat(21), &"a".repeat(23), &"/".repeat(22), &"é".repeat(11)] {
            assert!(Sid::parse(text).is_none(), "{text:?}");
        }
    }
}
