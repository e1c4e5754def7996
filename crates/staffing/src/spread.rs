//! Where most of a sample lies.
//!
//! Room: staffing.

use serde::Serialize;

/// A figure over all days together and the interval that holds 95 % of single days.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Spread {
    /// A rate is the ratio of sums, so that skewed days may leave it outside the interval.
    pub value: f64,
    /// 2.5 % lie below.
    pub low: f64,
    /// 2.5 % lie above.
    pub high: f64,
}

/// The spread of single days around the value of all of them; `None` of nothing. Quantiles between two values lie on the line between them.
#[must_use]
pub(crate) fn spread(value: Option<f64>, sample: &[f64]) -> Option<Spread> {
    let mut sorted = sample.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().checked_sub(1)?;
    #[expect(clippy::cast_precision_loss, reason = "samples are far smaller than 2^52")]
    let last = last as f64;
    let at = |share: f64| {
        let place = share * last;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0..=last")]
        let (low, high) = (libm::floor(place) as usize, libm::ceil(place) as usize);
        sorted[low] + (sorted[high] - sorted[low]) * (place - libm::floor(place))
    };
    Some(Spread { value: value?, low: at(0.025), high: at(0.975) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nineteen_in_twenty_lie_between() {
        let sample: Vec<f64> = (0..=1_000).rev().map(f64::from).collect();
        let whole = spread(Some(480.0), &sample);
        assert_eq!(whole, Some(Spread { value: 480.0, low: 25.0, high: 975.0 }));
        let single = spread(Some(3.0), &[3.0]);
        assert_eq!(single, Some(Spread { value: 3.0, low: 3.0, high: 3.0 }));
        assert_eq!((spread(Some(1.0), &[]), spread(None, &[1.0])), (None, None));
    }
}
