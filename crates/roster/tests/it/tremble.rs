//! Rows in turn under trembling prices: sums, rules and what is fixed.

use crate::small::problem;
use roster::crew::Budget;
use roster::random::Random;
use roster::tremble::{Trembling, anneal};

#[test]
fn the_running_sum_is_the_objective_and_no_rule_is_broken_after_every_move() {
    let mut random = Random::new(31, 0);
    let (problem, all) = problem(&mut random, 14);
    let first = all.iter().map(|rows| rows[rows.len() / 3].clone()).collect();
    let mut trembling = Trembling::new(&problem, &first);
    let mut changed = 0;
    for _ in 0..600 {
        let before = trembling.roster().clone();
        let person = random.below(before.len());
        let from = random.below(problem.days);
        let days = from..from + 1 + random.below(problem.days - from);
        let size = [0.0, 0.5, 4.0, 40.0][random.below(4)];
        let cost = trembling.cost();
        trembling.renew(person, &days, &mut random, size);
        let after = trembling.roster();
        assert_eq!(trembling.cost(), problem.cost(after).sum());
        assert_eq!(problem.violations(after), 0);
        assert!(size > 0.0 || trembling.cost() <= cost, "worse without a tremble");
        for (who, (old, new)) in before.iter().zip(after).enumerate() {
            for day in (0..problem.days).filter(|day| old[*day] != new[*day]) {
                assert!(who == person && days.contains(&day), "{who} {day}");
                changed += 1;
            }
        }
    }
    assert!(changed > 100, "{changed}");
}

#[test]
fn a_fixed_shift_stays_where_prices_tremble() {
    let (mut problem, all) = problem(&mut Random::new(12, 0), 6);
    let fixed: Vec<Vec<u8>> = all.iter().map(|rows| rows[rows.len() / 2].clone()).collect();
    problem.fix(&fixed);
    let budget = Budget { steps: 60, used: &|| 0.0 };
    let (_, found) = anneal(&problem, &fixed, 1, &budget, 1.0);
    for (row, fixed) in found.iter().zip(&fixed) {
        for (choice, fixed) in row.iter().zip(fixed).filter(|(_, fixed)| **fixed != 0) {
            assert_eq!(choice, fixed);
        }
    }
}

#[test]
fn what_is_given_back_is_true_and_never_worse_than_what_it_began_with() {
    let (problem, all) = problem(&mut Random::new(13, 0), 20);
    let first = all.iter().map(|rows| rows[0].clone()).collect();
    let mut gained = false;
    for steps in [0, 1, 5, 80] {
        let budget = Budget { steps, used: &|| 0.0 };
        let (cost, found) = anneal(&problem, &first, 2, &budget, 1.0);
        assert_eq!(cost, problem.cost(&found).sum());
        assert_eq!(problem.violations(&found), 0);
        assert!(cost <= problem.cost(&first).sum());
        gained = cost < problem.cost(&first).sum();
        assert_eq!(anneal(&problem, &first, 2, &budget, 1.0), (cost, found));
    }
    assert!(gained);
}
