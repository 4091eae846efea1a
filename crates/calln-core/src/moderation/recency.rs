//! A map of bounded size that forgets what hasn't been touched for the longest time.

use rustc_hash::FxHashMap;

use super::Digest;

/// Values by digest, `capacity` at most. Two generations: what is touched moves to the young one, and when that
/// has filled half the capacity it becomes the old one, whose remainder is dropped. So what goes was touched
/// longest ago, without a list to keep in order.
pub(super) struct Recency<V> {
    young: FxHashMap<Digest, V>,
    old: FxHashMap<Digest, V>,
    half: usize,
}

impl<V: Default> Recency<V> {
    /// An empty map for `capacity` values (two at least).
    pub(super) fn new(capacity: usize) -> Self {
        Self { young: FxHashMap::default(), old: FxHashMap::default(), half: (capacity / 2).max(1) }
    }

    /// Looks without touching.
    pub(super) fn get(&self, digest: &Digest) -> Option<&V> {
        self.young.get(digest).or_else(|| self.old.get(digest))
    }

    /// Touches a value, which is made where there is none.
    pub(super) fn touch(&mut self, digest: Digest) -> &mut V {
        if !self.young.contains_key(&digest) && self.young.len() >= self.half {
            // The one that is asked for must survive the drop of its generation.
            let kept = self.old.remove(&digest);
            self.old = std::mem::take(&mut self.young);
            self.young.extend(kept.map(|value| (digest, value)));
        }
        let old = &mut self.old;
        self.young.entry(digest).or_insert_with(|| old.remove(&digest).unwrap_or_default())
    }

    /// Forgets one.
    pub(super) fn remove(&mut self, digest: &Digest) -> Option<V> {
        self.young.remove(digest).or_else(|| self.old.remove(digest))
    }

    /// Forgets those that `keep` doesn't want, and gives the room back that a crowd needed.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(&mut V) -> bool) {
        for generation in [&mut self.young, &mut self.old] {
            generation.retain(|_, value| keep(value));
            generation.shrink_to(generation.len() * 2);
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.young.len() + self.old.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(n: u32) -> Digest {
        let mut bytes = [0; 16];
        bytes[..4].copy_from_slice(&n.to_be_bytes());
        Digest::from_bytes(bytes)
    }

    #[test]
    fn what_is_touched_stays_however_many_others_pass_by() {
        let mut map = Recency::<u32>::new(10);
        for n in 1..1_000 {
            *map.touch(digest(0)) += 1;
            *map.touch(digest(n)) = n;
            assert!(map.len() <= 10);
        }
        assert_eq!(map.get(&digest(0)), Some(&999));
        assert_eq!(map.get(&digest(999)), Some(&999));
        assert_eq!(map.get(&digest(1)), None);
    }

    #[test]
    fn what_is_touched_as_the_old_generation_drops_survives_it() {
        let mut map = Recency::<u32>::new(4);
        for n in 0..4 {
            *map.touch(digest(n)) = n + 10; // 0 and 1 are old now, 2 and 3 fill the young generation
        }
        assert_eq!(*map.touch(digest(0)), 10);
        assert_eq!([0, 1, 2, 3].map(|n| map.get(&digest(n)).copied()), [Some(10), None, Some(12), Some(13)]);
    }

    #[test]
    fn what_is_removed_is_in_neither_generation() {
        let mut map = Recency::<u32>::new(4);
        for n in 0..4 {
            *map.touch(digest(n)) = n;
        }
        assert_eq!(map.remove(&digest(1)), Some(1));
        map.retain(|value| *value != 3);
        assert_eq!((map.get(&digest(1)), map.get(&digest(3))), (None, None));
        assert_eq!(map.len(), 2);
    }
}
