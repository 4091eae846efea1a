//! The words that two callers compare: 24 bits as four out of 64 emoji.

/// The emoji and their English names. The place in the list is the value of six bits; both are fixed by the
/// protocol. All have emoji presentation by default and one code point.
#[rustfmt::skip]
pub const WORDS: [(char, &str); 64] = [
    ('🐘', "elephant"), ('🐢', "turtle"), ('🦋', "butterfly"), ('🐙', "octopus"),
    ('🐼', "panda"), ('🦉', "owl"), ('🐬', "dolphin"), ('🐍', "snake"),
    ('🐧', "penguin"), ('🐴', "horse"), ('🐷', "pig"), ('🐸', "frog"),
    ('🦁', "lion"), ('🐰', "rabbit"), ('🦀', "crab"), ('🦆', "duck"),
    ('🐪', "camel"), ('🐓', "rooster"), ('🌵', "cactus"), ('🍄', "mushroom"),
    ('🌻', "sunflower"), ('🌴', "palm tree"), ('🍎', "apple"), ('🍌', "banana"),
    ('🍇', "grapes"), ('🍉', "watermelon"), ('🥕', "carrot"), ('🍒', "cherries"),
    ('🍕', "pizza"), ('🍩', "doughnut"), ('🧀', "cheese"), ('🥚', "egg"),
    ('🔑', "key"), ('🔔', "bell"), ('⛄', "snowman"), ('🎁', "gift"),
    ('🎸', "guitar"), ('🎺', "trumpet"), ('🥁', "drum"), ('🔨', "hammer"),
    ('💡', "light bulb"), ('📷', "camera"), ('📖', "book"), ('⌛', "hourglass"),
    ('☔', "umbrella"), ('👑', "crown"), ('💎', "diamond"), ('👓', "glasses"),
    ('🎩', "top hat"), ('⚡', "lightning"), ('🚪', "door"), ('🎲', "dice"),
    ('🌈', "rainbow"), ('🔥', "fire"), ('🌙', "moon"), ('🌍', "globe"),
    ('🌋', "volcano"), ('⛵', "sailboat"), ('🚀', "rocket"), ('🚲', "bicycle"),
    ('🚂', "train"), ('⚓', "anchor"), ('🏰', "castle"), ('👻', "ghost"),
];

/// Four words, drawn from the keys: equal on both sides of a call that nobody sits in the middle of.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Words([u8; 4]);

impl Words {
    /// Splits 24 bits into four times six, the first bits first.
    pub(super) fn from_bits([a, b, c]: [u8; 3]) -> Self {
        Self([a >> 2, (a & 3) << 4 | b >> 4, (b & 15) << 2 | c >> 6, c & 63])
    }

    /// The places in [`WORDS`].
    pub fn places(self) -> [u8; 4] {
        self.0
    }

    /// The emoji and their English names.
    pub fn each(self) -> [(char, &'static str); 4] {
        self.0.map(|place| WORDS[usize::from(place)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_become_places_from_the_left() {
        assert_eq!(Words::from_bits([0b00000100, 0b00100000, 0b11000100]).places(), [1, 2, 3, 4]);
        assert_eq!(Words::from_bits([0xff; 3]).places(), [63; 4]);
        assert_eq!(Words::from_bits([0; 3]).each()[0], ('🐘', "elephant"));
    }

    #[test]
    fn every_bit_counts() {
        let mut seen = std::collections::HashSet::new();
        for bit in 0..24 {
            let bits = (1_u32 << bit).to_be_bytes();
            assert!(seen.insert(Words::from_bits([bits[1], bits[2], bits[3]]).places()), "bit {bit}");
        }
    }
}
