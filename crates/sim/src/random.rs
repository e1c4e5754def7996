//! Random numbers from a seed, in named streams.
//!
//! Room:  sim; every draw of the simulator comes from here.
//! Takes: a seed, a stream, a number (of a contact, a day, a person).
//! Gives: `Random`, a splitmix64 generator of eight bytes.
//! Holds: what a contact brings with it (patience, handling) depends on its number alone, not on
//!        what happened before, so that two plans meet the same day.
//! Never: exp, ln or cos of the standard library, whose last digit varies with the platform.
//! Proof: tests below.

/// What the numbers are for. A new use gets a new stream at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stream {
    Arrivals,
    Demand,
    Menu,
    Patience,
    Handling,
    Routing,
    People,
    Names,
    Places,
    Surges,
}

/// A generator: splitmix64 (Steele, Lea, Flood 2014), which may start anywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Random(u64);

/// One microsecond is the unit of all lengths.
pub(crate) const SECOND: i64 = 1_000_000;
pub(crate) const MINUTE: i64 = 60 * SECOND;
pub(crate) const HOUR: i64 = 60 * MINUTE;

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// Spreads every bit of `value` over all bits.
const fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// A stream of one seed, for those who draw for many numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lane(u64);

impl Lane {
    #[must_use]
    pub(crate) const fn of(seed: u64, stream: Stream) -> Self {
        Self(mix(seed.wrapping_add(GOLDEN).wrapping_add((stream as u64) << 56)))
    }

    /// The generator of `number`.
    #[inline]
    #[must_use]
    pub(crate) const fn at(self, number: u64) -> Random {
        Random(mix(self.0 ^ mix(number.wrapping_add(GOLDEN))))
    }
}

impl Random {
    /// The generator of `number` in `stream`.
    #[must_use]
    pub(crate) const fn of(seed: u64, stream: Stream, number: u64) -> Self {
        Lane::of(seed, stream).at(number)
    }

    #[inline]
    pub(crate) const fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mix(self.0)
    }

    /// 0 <= number < 1.
    #[inline]
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    pub(crate) fn unit(&mut self) -> f64 {
        (self.draw() >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
    }

    /// 0 <= number < `count`; 0 if `count` is 0.
    #[inline]
    pub(crate) const fn below(&mut self, count: u32) -> u32 {
        (((self.draw() >> 32) * count as u64) >> 32) as u32
    }

    #[inline]
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// Evenly between `low` and `high`.
    #[inline]
    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// Exponential with this mean.
    #[inline]
    pub(crate) fn exponential(&mut self, mean: f64) -> f64 {
        -mean * libm::log(1.0 - self.unit())
    }

    /// Standard normal (Box and Muller 1958, the cosine half).
    #[inline]
    pub(crate) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * libm::log(1.0 - self.unit())).sqrt();
        radius * libm::cos(core::f64::consts::TAU * self.unit())
    }

    /// Log-normal with this mean and this coefficient of variation.
    #[inline]
    pub(crate) fn log_normal(&mut self, mean: f64, variation: f64) -> f64 {
        let variance = libm::log(1.0 + variation * variation);
        mean * libm::exp(variance.sqrt() * self.normal() - variance / 2.0)
    }

    /// Gamma with this shape and mean 1 (Marsaglia and Tsang, ACM TOMS 26 (2000)); shape 1 or more.
    pub(crate) fn gamma(&mut self, shape: f64) -> f64 {
        let offset = shape - 1.0 / 3.0;
        let scale = 1.0 / (9.0 * offset).sqrt();
        loop {
            let normal = self.normal();
            let root = 1.0 + scale * normal;
            if root <= 0.0 {
                continue;
            }
            let cube = root * root * root;
            let bound = 0.5 * normal * normal + offset * (1.0 - cube + libm::log(cube));
            if libm::log(1.0 - self.unit()) < bound {
                return offset * cube / shape;
            }
        }
    }
}

/// Seconds in whole microseconds.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "saturates; lengths are hours at most")]
pub(crate) const fn micros(seconds: f64) -> i64 {
    (seconds * 1e6) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_the_same_again_and_no_other() {
        let mut first = Random::of(7, Stream::Handling, 3);
        let mut again = Random::of(7, Stream::Handling, 3);
        let mut other = Random::of(7, Stream::Patience, 3);
        let mut later = Random::of(7, Stream::Handling, 4);
        let number = first.draw();
        assert_eq!(number, again.draw());
        assert_ne!(number, other.draw());
        assert_ne!(number, later.draw());
    }

    #[test]
    fn the_numbers_have_the_means_that_were_asked_for() {
        let mut random = Random::of(1, Stream::Handling, 0);
        let rounds = 200_000;
        let mut sums = [0.0; 4];
        for _ in 0..rounds {
            let draws = [
                random.unit(),
                random.exponential(3.0),
                random.log_normal(200.0, 0.8),
                random.normal(),
            ];
            for (sum, draw) in sums.iter_mut().zip(draws) {
                *sum += draw;
            }
        }
        let means = sums.map(|sum| sum / f64::from(rounds));
        // Four standard errors each.
        assert!((means[0] - 0.5).abs() < 0.0026, "{means:?}");
        assert!((means[1] - 3.0).abs() < 0.027, "{means:?}");
        assert!((means[2] - 200.0).abs() < 1.5, "{means:?}");
        assert!(means[3].abs() < 0.009, "{means:?}");
    }

    #[test]
    fn gamma_has_the_mean_and_the_variance_of_its_shape() {
        let mut random = Random::of(3, Stream::Demand, 0);
        let draws: Vec<f64> = (0..100_000).map(|_| random.gamma(28.7)).collect();
        let mean = draws.iter().sum::<f64>() / 1e5;
        let variance = draws.iter().map(|draw| (draw - mean) * (draw - mean)).sum::<f64>() / 1e5;
        assert!((mean - 1.0).abs() < 0.0024, "{mean}");
        assert!((variance * 28.7 - 1.0).abs() < 0.02, "{variance}");
    }

    #[test]
    fn below_stays_below_and_reaches_every_number() {
        let mut random = Random::of(1, Stream::Routing, 0);
        let mut seen = [false; 6];
        for _ in 0..200 {
            seen[random.below(6) as usize] = true;
        }
        assert_eq!(seen, [true; 6]);
        assert_eq!(random.below(0), 0);
    }
}
