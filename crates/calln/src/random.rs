//! Random bytes from the operating system.

/// `N` of them.
#[expect(clippy::expect_used, reason = "without a source of randomness nothing here may go on")]
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}
