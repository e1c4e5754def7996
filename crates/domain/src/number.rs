//! A share between nothing and all, finite by construction.
//!
//! Room: domain.

use serde::{Deserialize, Serialize};

/// A share, 0..=1 unless the formula allows more (overstaffing may).
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Proportion(f64);

impl Proportion {
    /// `part / whole`; `None` when nothing was measured.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "exact below 2^53 contacts or microseconds")]
    pub fn of(part: u64, whole: u64) -> Option<Self> {
        (whole > 0).then(|| Self(part as f64 / whole as f64))
    }

    /// The share as a number.
    #[must_use]
    pub const fn get(self) -> f64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_measured_is_none_and_never_zero_or_all() {
        assert_eq!(Proportion::of(0, 0), None);
        assert_eq!(Proportion::of(0, 4).map(Proportion::get), Some(0.0));
        assert_eq!(Proportion::of(3, 4).map(Proportion::get), Some(0.75));
    }
}
