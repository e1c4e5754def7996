//! Bounds against the optimum.

use crate::small::{optimum, problem};
use proptest::prelude::*;
use roster::crew::{Alone, Budget};
use roster::lift::lift;
use roster::random::Random;
use roster::search::search;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn bound_is_at_most_the_optimum_and_the_optimum_at_most_the_objective(seed in any::<u64>()) {
        let mut random = Random::new(seed, 0);
        let (problem, all) = problem(&mut random, 2);
        let best = optimum(&problem, &all);
        let budget = Budget { steps: 10, used: &|| 0.0 };
        let found = search(&problem, seed, &Alone, &budget).unwrap();
        let bound = found.bound.unwrap();
        prop_assert!(bound <= best, "bound {bound}, optimum {best}");
        prop_assert!(best <= found.objective, "optimum {best}, objective {}", found.objective);
        prop_assert_eq!(problem.cost(&found.roster).sum(), found.objective);
        prop_assert_eq!(problem.violations(&found.roster), 0);
    }

    #[test]
    fn counting_missing_people_in_whole_ones_stays_below_the_optimum(seed in any::<u64>()) {
        let mut random = Random::new(seed, 0);
        let (problem, all) = problem(&mut random, 2);
        let best = optimum(&problem, &all);
        let mut rows = all.iter().map(|rows| rows[..1].to_vec()).collect();
        let budget = Budget { steps: 1, used: &|| 0.0 };
        let bound = lift(&problem, &mut rows, &Alone, &budget, 1.0).unwrap();
        prop_assert!(bound <= best, "bound {bound}, optimum {best}");
    }
}
