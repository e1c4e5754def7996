//! Paid time that serves no contact, and the people it takes on top.
//!
//! Room: staffing.

use serde::{Deserialize, Serialize};

/// Why people who are paid do not serve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShrinkageKind {
    Break,
    Meal,
    Training,
    Coaching,
    Meeting,
    BackOffice,
    SystemFault,
    Leave,
    Sickness,
    Absence,
    Other,
}

/// One part of the shrinkage, as a share of paid time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShrinkagePart {
    pub kind: ShrinkageKind,
    /// 0..1
    pub share: f64,
}

/// What the parts together take, 0..1; `None` where they leave no time at all or one is negative.
#[must_use]
pub fn total(parts: &[ShrinkagePart]) -> Option<f64> {
    let sum: f64 = parts.iter().map(|part| part.share).sum();
    let is_sound = parts.iter().all(|part| part.share >= 0.0) && sum < 1.0;
    is_sound.then_some(sum)
}

/// The people to be paid so that `agents` serve: agents / (1 - shrinkage), not rounded.
#[must_use]
pub fn scheduled(agents: f64, shrinkage: f64) -> f64 {
    agents / (1.0 - shrinkage)
}

/// Where the paid time beside serving goes: people by kind.
pub fn by_kind(
    scheduled: f64,
    parts: &[ShrinkagePart],
) -> impl Iterator<Item = (ShrinkageKind, f64)> {
    parts.iter().map(move |part| (part.kind, scheduled * part.share))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up_and_people_with_them() {
        let parts = [
            (ShrinkageKind::Break, 0.1),
            (ShrinkageKind::Training, 0.06),
            (ShrinkageKind::Leave, 0.04),
        ]
        .map(|(kind, share)| ShrinkagePart { kind, share });
        let share = total(&parts).unwrap();
        let people = scheduled(80.0, share);
        assert!((people - 100.0).abs() < 1e-9, "{people}");
        let away: f64 = by_kind(people, &parts).map(|(_, people)| people).sum();
        assert!((people - away - 80.0).abs() < 1e-9);
    }

    #[test]
    fn shrinkage_that_leaves_nothing_is_refused() {
        let part = |share| ShrinkagePart { kind: ShrinkageKind::Other, share };
        assert_eq!(total(&[part(0.6), part(0.4)]), None);
        assert_eq!(total(&[part(-0.1)]), None);
        assert_eq!(total(&[]), Some(0.0));
    }
}
