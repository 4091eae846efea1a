//! How long a wait may take.

use std::time::Duration;

use super::{clock::Moment, effect::Estimate, tally::Tally};
use crate::defaults::{ENOUGH_ARRIVALS, ESTIMATE_STEPS};

/// Weighs arrivals so that old ones count less, and makes estimates of the sum.
///
/// *Forward decay* (Cormode et al., 2009): an arrival at time t adds 2^(t/h), and a sum is divided by 2^(now/h) when
/// it is read. So the sums need no touching as time goes by. Now and then all are scaled down, before the powers
/// grow out of range.
pub(super) struct Forecast {
    half_life: Duration,
    /// Where the powers count from.
    origin: Moment,
    /// When the two below were computed. They serve for [`WEIGHT_LASTS`].
    computed: Moment,
    /// Of an arrival.
    weight: f64,
    /// Arrivals in a second for each whole arrival in a sum.
    rate: f64,
}

/// Half-lives after which the sums are scaled down; an f64 reaches twice as far.
const RESCALE_AFTER: f64 = 500.0;
/// Short against the half-life, so that nothing is lost; long against the time between arrivals in a crowd.
const WEIGHT_LASTS: Duration = Duration::from_millis(100);

impl Forecast {
    pub(super) fn new(half_life: Duration) -> Self {
        let start = Moment::default();
        Self { half_life, origin: start, computed: start, weight: 1.0, rate: rate(half_life, Duration::ZERO) }
    }

    /// The weight of an arrival now.
    pub(super) fn weight(&mut self, now: Moment, tally: &mut Tally) -> f64 {
        if now.since(self.computed) >= WEIGHT_LASTS {
            let half_lives = now.since(self.origin).div_duration_f64(self.half_life);
            if half_lives > RESCALE_AFTER {
                tally.scale_arrivals((-half_lives).exp2());
                self.origin = now;
                self.weight = 1.0;
            } else {
                self.weight = half_lives.exp2();
            }
            self.rate = rate(self.half_life, now.since(Moment::default()));
            self.computed = now;
        }
        self.weight
    }

    /// The time until one more than `ahead` of the arrivals whose weights add up to `arrivals` have come. None when
    /// there are too few to go by, and when it would be longer than the longest of [`ESTIMATE_STEPS`].
    pub(super) fn estimate(
        &mut self,
        arrivals: f64,
        ahead: u32,
        now: Moment,
        tally: &mut Tally,
    ) -> Option<Estimate> {
        let arrivals = arrivals / self.weight(now, tally);
        if arrivals < ENOUGH_ARRIVALS {
            return None;
        }
        let per_second = arrivals * self.rate;
        let calls = f64::from(ahead) + 1.0;
        let [from, to] = gamma_quantiles(calls, [LOWER_QUARTILE, NINE_IN_TEN]).map(|time| time / per_second);
        // The first step is zero, and nothing is below it.
        let below = ESTIMATE_STEPS.partition_point(|&step| f64::from(step) <= from).saturating_sub(1);
        let above = ESTIMATE_STEPS.partition_point(|&step| f64::from(step) < to).max(1);
        Some(Estimate { from: ESTIMATE_STEPS[below], to: *ESTIMATE_STEPS.get(above)? })
    }
}

/// In a steady stream of rate r the weights add up to r · h / ln 2, less what came before the lobby opened: the factor
/// from that sum back to the rate, in arrivals a second.
fn rate(half_life: Duration, opened: Duration) -> f64 {
    let opened = opened.max(Duration::from_secs(1)).div_duration_f64(half_life);
    std::f64::consts::LN_2 / half_life.as_secs_f64() / (1.0 - (-opened).exp2())
}

/// Of the standard normal distribution: a quarter lies below.
const LOWER_QUARTILE: f64 = -0.674_489_750;
/// Of the standard normal distribution: nine in ten lie below.
const NINE_IN_TEN: f64 = 1.281_551_566;

/// Quantiles of the time until the `k`-th event of a stream of rate 1, by Wilson and Hilferty's approximation
/// (1931). For k = 1 they are within 2 % of the exact values.
fn gamma_quantiles(k: f64, normals: [f64; 2]) -> [f64; 2] {
    let (shift, spread) = (1.0 - 1.0 / (9.0 * k), 1.0 / (3.0 * k.sqrt()));
    normals.map(|normal| k * (shift + normal * spread).powi(3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{lobby::tally::Count, wish::Wish};

    const HALF_LIFE: Duration = Duration::from_secs(120);

    /// An arrival each second, from `from` to `to`.
    fn arrivals(forecast: &mut Forecast, tally: &mut Tally, from: u64, to: u64) {
        for second in from..to {
            let weight = forecast.weight(seconds(second), tally);
            tally.add(None, &Wish::Any, Count { callers: 0, arrivals: weight });
        }
    }

    fn seconds(seconds: u64) -> Moment {
        Moment::default().after(Duration::from_secs(seconds))
    }

    fn estimate(forecast: &mut Forecast, tally: &mut Tally, ahead: u32, now: u64) -> Option<(u32, u32)> {
        let arrivals = tally.compatible(None, &Wish::Any).arrivals;
        let estimate = forecast.estimate(arrivals, ahead, seconds(now), tally)?;
        Some((estimate.from, estimate.to))
    }

    #[test]
    fn a_steady_stream_gives_the_range_of_its_gamma_distribution() {
        let (mut forecast, mut tally) = (Forecast::new(HALF_LIFE), Tally::new());
        arrivals(&mut forecast, &mut tally, 0, 60);
        // Exactly 0.29 s to 2.3 s, and 7.7 s to 14.2 s for the tenth arrival; half a half-life in as well as later.
        for now in [60, 600] {
            assert_eq!(estimate(&mut forecast, &mut tally, 0, now), Some((0, 5)), "at {now} s");
            assert_eq!(estimate(&mut forecast, &mut tally, 9, now), Some((5, 15)), "at {now} s");
            arrivals(&mut forecast, &mut tally, now, 600);
        }
    }

    #[test]
    fn too_little_to_go_by_gives_no_range() {
        let (mut forecast, mut tally) = (Forecast::new(HALF_LIFE), Tally::new());
        arrivals(&mut forecast, &mut tally, 0, 4);
        assert_eq!(estimate(&mut forecast, &mut tally, 0, 4), None);
        arrivals(&mut forecast, &mut tally, 4, 600);
        assert_eq!(estimate(&mut forecast, &mut tally, 5_000, 600), None, "longer than half an hour");
        assert_eq!(estimate(&mut forecast, &mut tally, 0, 4_000), None, "an hour of silence");
    }

    #[test]
    fn a_week_changes_nothing_about_the_weights() {
        let (mut forecast, mut tally) = (Forecast::new(HALF_LIFE), Tally::new());
        for day in 0..7 {
            let start = day * 86_400;
            arrivals(&mut forecast, &mut tally, start, start + 1_200);
            assert_eq!(estimate(&mut forecast, &mut tally, 9, start + 1_200), Some((5, 15)), "on day {day}");
        }
    }
}
