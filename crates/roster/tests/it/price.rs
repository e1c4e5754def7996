//! The dynamic program against every possibility.

use crate::small::{DAYS, every, row};
use proptest::prelude::*;
use roster::price::{Graph, Pricer, Task};
use roster::random::Random;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_cheapest_row_is_the_cheapest_of_all_that_keep_the_rules(seed in any::<u64>()) {
        let mut random = Random::new(seed, 0);
        let row = row(&mut random);
        let prices: Vec<i64> =
            (0..DAYS * 3).map(|_| i64::try_from(random.below(40)).unwrap() - 20).collect();
        let cost = |days: &Vec<u8>| -> i64 {
            days.iter().enumerate().map(|(day, c)| prices[day * 3 + usize::from(*c)]).sum()
        };
        let least = every(&row).iter().map(cost).min();
        let graph = Graph::new(&row);
        let task = Task { row: &row, graph: &graph, allowed: &row.allowed, prices: &prices };
        let best = Pricer::default().best(&task, &mut Vec::new(), 3);
        prop_assert_eq!(best.as_ref().map(|best| best.bound), least);
        for (price, days) in best.iter().flat_map(|best| &best.rows) {
            prop_assert_eq!(row.broken(days), Vec::new(), "{:?}", days);
            prop_assert_eq!(*price, cost(days));
        }
    }
}
