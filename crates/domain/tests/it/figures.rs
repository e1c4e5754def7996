//! Cells add up in any order, and every threshold of the ladder is exact.

use domain::Duration;
use domain::figures::{Counts, LADDER, is_on_ladder};
use domain::measure::{ServiceLevelDefinition, ServiceLevelRule};
use proptest::prelude::*;

/// Ended waits in microseconds: (answered?, wait).
fn waits() -> impl Strategy<Value = Vec<(bool, i64)>> {
    prop::collection::vec((any::<bool>(), 0..4_000_000_000_i64), 0..40)
}

fn cell(waits: &[(bool, i64)]) -> Counts {
    let mut counts = Counts::default();
    for &(is_answered, wait) in waits {
        counts.offered += 1;
        if is_answered {
            counts.answer(Duration(wait));
        } else {
            counts.abandon(Duration(wait));
        }
    }
    counts
}

proptest! {
    #[test]
    fn cells_merge_in_any_order(a in waits(), b in waits(), c in waits()) {
        let all: Vec<_> = a.iter().chain(&b).chain(&c).copied().collect();
        let mut forward = cell(&a);
        forward.merge(&cell(&b));
        forward.merge(&cell(&c));
        let mut backward = cell(&c);
        backward.merge(&cell(&b));
        backward.merge(&cell(&a));
        prop_assert_eq!(forward, cell(&all));
        prop_assert_eq!(backward, forward);
    }

    #[test]
    fn within_a_threshold_of_the_ladder_is_exact(waits in waits(), step in 0..LADDER.len()) {
        let threshold = Duration::from_secs(LADDER[step]);
        prop_assert!(is_on_ladder(threshold));
        let exact = waits.iter().filter(|(answered, wait)| *answered && *wait <= threshold.0);
        prop_assert_eq!(cell(&waits).answered_waits.within(threshold), exact.count() as u64);
    }

    #[test]
    fn a_service_level_is_a_share_or_nothing(waits in waits(), step in 0..LADDER.len()) {
        for rule in ServiceLevelRule::ALL {
            let definition = ServiceLevelDefinition {
                rule,
                threshold: Duration::from_secs(LADDER[step]),
                short_abandon: Duration::from_secs(5),
                without_closed_hours: false,
            };
            if let Some(level) = cell(&waits).service_level(definition) {
                prop_assert!((0.0..=1.0).contains(&level.get()), "{rule:?} gives {level:?}");
            }
        }
    }
}

proptest! {
    #[test]
    fn service_levels_side_by_side_are_those_one_by_one(waits in waits()) {
        let definition = |rule, threshold| ServiceLevelDefinition {
            rule,
            threshold: Duration::from_secs(threshold),
            short_abandon: Duration::from_secs(5),
            without_closed_hours: false,
        };
        let rules = ServiceLevelRule::ALL.into_iter();
        let definitions: Vec<_> =
            rules.zip(LADDER.iter().rev()).map(|(rule, step)| definition(rule, *step)).collect();
        let counts = cell(&waits);
        let one_by_one: Vec<_> = definitions.iter().map(|one| counts.service_level(*one)).collect();
        prop_assert_eq!(counts.service_levels(definitions).collect::<Vec<_>>(), one_by_one);
    }
}

#[test]
fn a_threshold_off_the_ladder_is_known_as_such() {
    assert!(!is_on_ladder(Duration::from_secs(31)));
    assert!(!is_on_ladder(Duration(30_000_001)));
}
