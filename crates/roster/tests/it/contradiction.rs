//! What contradicts what, by trying everything.

use crate::small::{every, row};
use proptest::prelude::*;
use roster::contradiction::{Contradiction, Remedy, Rule, find, lift, range, rules, set};
use roster::nrp::Instance;
use roster::random::Random;
use roster::row::Row;

fn without(row: &Row, lifted: impl Iterator<Item = Rule>) -> Row {
    let mut row = row.clone();
    lifted.for_each(|rule| lift(&mut row, rule));
    row
}

/// The same days at least with a little less of the change.
fn a_step_short(row: &Row, Remedy { rule, to }: Remedy) -> Option<Row> {
    let (now, _) = range(row, rule)?;
    let to = to?;
    let mut short = row.clone();
    set(&mut short, rule, if to > now { to - 1 } else { to + 1 });
    Some(short)
}

fn check(row: &Row, found: &[Contradiction]) {
    let all = rules(row);
    for Contradiction { rules, remedies } in found {
        let others = || all.iter().copied().filter(|rule| !rules.contains(rule));
        assert!(every(&without(row, others())).is_empty(), "{rules:?} alone can be kept");
        for spared in rules {
            let eased = without(row, others().chain([*spared]));
            assert!(!every(&eased).is_empty(), "{rules:?} contradict without {spared:?}");
        }
        let elsewhere = found.iter().flat_map(|other| other.rules.iter().copied());
        let here = without(row, elsewhere.filter(|rule| !rules.contains(rule)));
        for remedy in remedies {
            let mut eased = here.clone();
            match remedy.to {
                Some(to) => set(&mut eased, remedy.rule, to),
                None => lift(&mut eased, remedy.rule),
            }
            assert!(!every(&eased).is_empty(), "{remedy:?} does not do");
            let short = a_step_short(&here, *remedy);
            assert!(short.is_none_or(|row| every(&row).is_empty()), "{remedy:?}: less would do");
        }
    }
    let sets = found.iter().flat_map(|set| &set.rules).count();
    let mut apart: Vec<Rule> = found.iter().flat_map(|set| set.rules.clone()).collect();
    apart.sort_unstable();
    apart.dedup();
    assert_eq!(apart.len(), sets, "a rule is in one set");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn no_rule_of_a_set_can_be_spared_and_each_remedy_is_enough_and_no_more(seed in any::<u64>()) {
        let mut random = Random::new(seed, 0);
        let mut row = row(&mut random);
        // One of these in two thirds of cases, and often both.
        if random.below(3) != 0 {
            row.spans[0].least = row.spans[0].most;
            row.allowed[1] = 0b1;
            row.allowed[2] = 0b1;
            row.allowed[3] = 0b1;
        }
        if random.below(3) != 0 {
            row.allowed[5] = 0b100;
            row.allowed[6] = 0b010;
        }
        let found = find(&row);
        prop_assert_eq!(found.is_empty(), !every(&row).is_empty());
        check(&row, &found);
    }
}

#[test]
fn a_person_of_three_fixed_nights_is_told_which_rules_and_what_would_do() {
    let text = "SECTION_HORIZON\n7\nSECTION_SHIFTS\nN,480,\nSECTION_STAFF\nA,N=7,2400,2400,5,1,1,1\n\
                SECTION_DAYS_OFF\nA,0,1,2\nSECTION_SHIFT_ON_REQUESTS\nSECTION_SHIFT_OFF_REQUESTS\nSECTION_COVER\n";
    let instance = Instance::read(text).unwrap();
    assert_eq!(
        instance.contradictions(0).join("\n"),
        "cannot all be kept: day 0: only a day off; day 1: only a day off; day 2: only a day off; \
         days 0 to 6: at least 2400 minutes\n\
         this would do: days 0 to 6: at least 1920 minutes\n\
         this would do: without \"day 0: only a day off\"\n\
         this would do: without \"day 1: only a day off\"\n\
         this would do: without \"day 2: only a day off\""
    );
}
