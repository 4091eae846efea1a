//! Storage with short, stable keys.

use std::ops::{Index, IndexMut};

/// Values under keys that are handed out again once their value is gone. A value taken out leaves `T::default()`
/// behind, so that nothing of it stays in memory.
pub(super) struct Slab<T> {
    values: Vec<T>,
    free: Vec<u32>,
}

impl<T: Default> Slab<T> {
    pub(super) const fn new() -> Self {
        Self { values: Vec::new(), free: Vec::new() }
    }

    pub(super) fn insert(&mut self, value: T) -> u32 {
        if let Some(key) = self.free.pop() {
            self.values[key as usize] = value;
            return key;
        }
        #[expect(clippy::expect_used, reason = "four thousand million values don't fit into memory")]
        let key = u32::try_from(self.values.len()).expect("fewer than 2^32 values");
        self.values.push(value);
        key
    }

    pub(super) fn remove(&mut self, key: u32) -> T {
        self.free.push(key);
        std::mem::take(&mut self.values[key as usize])
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.values.len() == self.free.len()
    }
}

impl<T> Index<u32> for Slab<T> {
    type Output = T;

    fn index(&self, key: u32) -> &T {
        &self.values[key as usize]
    }
}

impl<T> IndexMut<u32> for Slab<T> {
    fn index_mut(&mut self, key: u32) -> &mut T {
        &mut self.values[key as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p08_a_value_taken_out_leaves_a_blank_and_its_key_is_used_again() {
        let mut slab = Slab::new();
        let (a, b) = (slab.insert("a".to_owned()), slab.insert("b".to_owned()));
        assert_eq!(slab.remove(a), "a");
        assert_eq!(slab.values, ["", "b"]);
        assert_eq!(slab.insert("c".to_owned()), a);
        slab.remove(a);
        slab.remove(b);
        assert!(slab.is_empty());
    }
}
