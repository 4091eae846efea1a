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
    /// The last weight computed, and when. It serves for [`WEIGHT_LASTS`].
    weight: (Moment, f64),
}

/// Half-lives after which the sums are scaled down; an f64 reaches twice as far.
const RESCALE_AFTER: f64 = 500.0;
/// Short against the half-life, so that nothing is lost; long against the time between arrivals in a crowd.
const WEIGHT_LASTS: Duration = Duration::from_millis(100);

impl Forecast {
    pub(super) fn new(half_life: Duration) -> Self {
        Self { half_life, origin: Moment::default(), weight: (Moment::default(), 1.0) }
    }

    /// The weight of an arrival now.
    pub(super) fn weight(&mut self, now: Moment, tally: &mut Tally) -> f64 {
        if now.since(self.weight.0) >= WEIGHT_LASTS {
            let half_lives = now.since(self.origin).div_duration_f64(self.half_life);
            if half_lives > RESCALE_AFTER {
                tally.scale_arrivals((-half_lives).exp2());
                self.origin = now;
                self.weight = (now, 1.0);
            } else {
                self.weight = (now, half_lives.exp2());
            }
        }
        self.weight.1
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
        // In a steady stream of rate r the weights add up to r · h / ln 2, less what came before the lobby opened.
        let opened =
            now.since(Moment::default()).max(Duration::from_secs(1)).div_duration_f64(self.half_life);
        let per_second =
            arrivals * std::f64::consts::LN_2 / self.half_life.as_secs_f64() / (1.0 - (-opened).exp2());
        let calls = f64::from(ahead) + 1.0;
        let from = gamma_quantile(calls, LOWER_QUARTILE) / per_second;
        let to = gamma_quantile(calls, NINE_IN_TEN) / per_second;
        Some(Estimate {
            from: *ESTIMATE_STEPS.iter().rfind(|&&step| f64::from(step) <= from)?,
            to: *ESTIMATE_STEPS.iter().find(|&&step| step > 0 && f64::from(step) >= to)?,
        })
    }
}

/// Of the standard normal distribution: a quarter lies below.
const LOWER_QUARTILE: f64 = -0.674_489_750;
/// Of the standard normal distribution: nine in ten lie below.
const NINE_IN_TEN: f64 = 1.281_551_566;

/// A quantile of the time until the `k`-th event of a stream of rate 1, by Wilson and Hilferty's approximation
/// (1931). For k = 1 it is within 2 % of the exact value.
fn gamma_quantile(k: f64, normal: f64) -> f64 {
    k * (1.0 - 1.0 / (9.0 * k) + normal / (3.0 * k.sqrt())).powi(3)
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
            tally.add(None, &Wish::Any, Count::arrival(weight));
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
