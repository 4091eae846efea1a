//! The fingerprint of a DTLS certificate, as an SDP names it (RFC 8122).

use serde::Serialize;

/// The SHA-256 fingerprint of one side's DTLS certificate.
///
/// Formats as `Fingerprint(..)`: it comes from an SDP, none of which may reach a log.
#[derive(Clone, Copy, Eq, PartialEq)]
pub struct Fingerprint([u8; 32]);

/// Why an SDP is refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum FingerprintError {
    /// It names no fingerprint.
    #[error("the description names no certificate fingerprint")]
    Missing,
    /// It names two certificates.
    #[error("the description names more than one certificate")]
    Several,
    /// A fingerprint of another hash, or one that isn't written as RFC 8122 says. Browsers differ in which of
    /// several fingerprints they hold a certificate against, so one that isn't understood can't be ignored.
    #[error("the description names a fingerprint that isn't a well formed sha-256")]
    Foreign,
}

impl Fingerprint {
    /// The 32 bytes of a SHA-256 over the DER certificate.
    pub const fn new(sha256: [u8; 32]) -> Self {
        Self(sha256)
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The one fingerprint that an SDP names, however often it names it.
    ///
    /// # Errors
    /// Unless every line of the SDP that says "fingerprint" is a well formed `a=fingerprint:sha-256`, and all
    /// of them are the same.
    pub fn in_sdp(sdp: &str) -> Result<Self, FingerprintError> {
        let mut found = None;
        for line in sdp.split(['\r', '\n']) {
            let line = line.to_ascii_lowercase();
            if !line.contains("fingerprint") {
                continue;
            }
            let value = line.strip_prefix("a=fingerprint:sha-256 ").ok_or(FingerprintError::Foreign)?;
            let this = Self(hex_pairs(value).ok_or(FingerprintError::Foreign)?);
            if found.is_some_and(|before| before != this) {
                return Err(FingerprintError::Several);
            }
            found = Some(this);
        }
        found.ok_or(FingerprintError::Missing)
    }
}

/// Reads `aa:bb:…`, 32 pairs of lower-case hexadecimal digits.
fn hex_pairs(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    let mut pairs = text.split(':');
    for byte in &mut bytes {
        let pair = pairs.next().filter(|pair| pair.len() == 2)?;
        // from_str_radix alone would take "+1".
        if !pair.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        *byte = u8::from_str_radix(pair, 16).ok()?;
    }
    pairs.next().is_none().then_some(bytes)
}

impl std::fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Fingerprint(..)")
    }
}
