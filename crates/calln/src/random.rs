//! Random bytes from the operating system.

/// `N` of them.
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    fill(&mut bytes);
    bytes
}

/// As many as there is room for.
#[expect(clippy::expect_used, reason = "without a source of randomness nothing here may go on")]
pub(crate) fn fill(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the operating system gives random bytes");
}
