//! Quantiles of a handful of figures, exactly.

/// The smallest value that at least the share `q` (0 to 1) of all values reaches down to (nearest rank); nothing
/// where there are no values. Sorts in place.
pub fn quantile<T: Copy + PartialOrd>(values: &mut [T], q: f64) -> Option<T> {
    values.sort_unstable_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a length is an index"
    )]
    let rank = (values.len() as f64 * q).ceil() as usize;
    values.get(rank.saturating_sub(1)).copied()
}

#[cfg(test)]
mod tests {
    use super::quantile;

    #[test]
    fn quantiles_are_of_nearest_rank() {
        let mut values: Vec<u32> = (1..=100).rev().collect();
        assert_eq!(quantile(&mut values, 0.5), Some(50));
        assert_eq!(quantile(&mut values, 0.99), Some(99));
        assert_eq!(quantile(&mut values, 1.0), Some(100));
        assert_eq!(quantile(&mut [3.0, 1.0, 2.0], 0.5), Some(2.0));
        assert_eq!(quantile::<u32>(&mut [], 0.5), None);
    }
}
