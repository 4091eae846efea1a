//! Ids for callers, close together.

use crate::ids::CallerId;

/// Hands out [`CallerId`]s whose slots are as low as can be, so that a table by slot has few holes.
///
/// No id comes twice: one whose slot comes again has a higher generation.
#[derive(Debug, Default)]
pub(super) struct Slots {
    /// By slot: of the id handed out last, or of the next one if the slot is free.
    generations: Vec<u32>,
    free: Vec<u32>,
}

impl Slots {
    /// An id that nobody has.
    pub(super) fn take(&mut self) -> CallerId {
        if let Some(slot) = self.free.pop() {
            return CallerId::new(slot, self.generations[slot as usize]);
        }
        #[expect(clippy::expect_used, reason = "so many callers don't fit into memory")]
        let slot = u32::try_from(self.generations.len()).expect("fewer than 2^32 callers");
        self.generations.push(0);
        CallerId::new(slot, 0)
    }

    /// Takes an id back once its caller is gone. Changes nothing when it was taken back before.
    pub(super) fn give_back(&mut self, id: CallerId) {
        let Some(generation) = self.generations.get_mut(id.slot() as usize) else { return };
        if *generation != id.generation() {
            return;
        }
        // At the last generation the slot stays unused from here on: 16 bytes after four thousand million callers.
        if let Some(next) = generation.checked_add(1) {
            *generation = next;
            self.free.push(id.slot());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_id_comes_twice_and_slots_stay_few() {
        let mut slots = Slots::default();
        let mut handed_out = std::collections::HashSet::new();
        for round in 0..100 {
            let ids: Vec<_> = (0..=round % 7).map(|_| slots.take()).collect();
            for id in ids {
                assert!(handed_out.insert(id), "{id:?} came before");
                assert!(id.slot() < 7);
                slots.give_back(id);
                slots.give_back(id);
            }
        }
    }

    #[test]
    fn a_slot_without_a_generation_left_is_not_used_again() {
        let mut slots = Slots { generations: vec![u32::MAX], free: vec![0] };
        let last = slots.take();
        assert_eq!(last, CallerId::new(0, u32::MAX));
        slots.give_back(last);
        assert_eq!(slots.take(), CallerId::new(1, 0));
    }
}
