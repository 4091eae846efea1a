//! Whether numbered messages all came, in order.

use serde::Serialize;

/// Watches one direction of one call, whose messages are numbered from 0.
#[derive(Debug, Default)]
pub struct Order {
    expected: u64,
    pub(crate) flaws: Flaws,
}

/// What was wrong with the messages; all zero when nothing was.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
pub struct Flaws {
    /// Never came.
    pub lost: u64,
    /// Came after a later one, or twice.
    pub out_of_order: u64,
    /// Came to a caller that they weren't for.
    pub misdelivered: u64,
}

impl Order {
    /// A message came.
    pub fn see(&mut self, number: u64) {
        if number >= self.expected {
            self.flaws.lost += number - self.expected;
            self.expected = number + 1;
        } else {
            // Counted as lost when the later one came.
            self.flaws.lost = self.flaws.lost.saturating_sub(1);
            self.flaws.out_of_order += 1;
        }
    }
}

impl std::ops::AddAssign for Flaws {
    fn add_assign(&mut self, other: Self) {
        self.lost += other.lost;
        self.out_of_order += other.out_of_order;
        self.misdelivered += other.misdelivered;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flaws(numbers: &[u64]) -> Flaws {
        let mut order = Order::default();
        numbers.iter().for_each(|&number| order.see(number));
        order.flaws
    }

    #[test]
    fn messages_in_order_have_no_flaw() {
        assert_eq!(flaws(&[0, 1, 2, 3]), Flaws::default());
    }

    #[test]
    fn a_gap_is_a_loss() {
        assert_eq!(flaws(&[0, 3]), Flaws { lost: 2, ..Flaws::default() });
    }

    #[test]
    fn a_late_message_is_out_of_order_and_not_lost() {
        assert_eq!(flaws(&[0, 2, 1, 3]), Flaws { out_of_order: 1, ..Flaws::default() });
    }
}
