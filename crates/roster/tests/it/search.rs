//! What a search promises, whoever does the work and whenever it is stopped.

use crate::small::problem;
use roster::crew::{Alone, Budget, Crew};
use roster::random::Random;
use roster::search::{Failure, search};
use std::sync::atomic::{AtomicU32, Ordering};

/// Each job in a thread of its own, the last first.
struct Backwards;

impl Crew for Backwards {
    fn run(&self, jobs: Vec<Box<dyn FnOnce() + Send + '_>>) {
        std::thread::scope(|scope| {
            for job in jobs.into_iter().rev() {
                scope.spawn(job);
            }
        });
    }
}

#[test]
fn the_same_seed_and_steps_give_the_same_roster_whoever_does_the_work() {
    let (problem, _) = problem(&mut Random::new(5, 0), 12);
    let budget = Budget { steps: 12, used: &|| 0.0 };
    let alone = search(&problem, 3, &Alone, &budget).unwrap();
    let many = search(&problem, 3, &Backwards, &budget).unwrap();
    assert_eq!((alone.roster, alone.bound), (many.roster, many.bound));
}

#[test]
fn whenever_it_is_stopped_the_roster_is_legal_and_its_objective_true() {
    let (problem, _) = problem(&mut Random::new(9, 0), 24);
    let mut before = i64::MAX;
    for looks in [0_u32, 3, 10, 40, 200, 1_000, 4_000] {
        let asked = AtomicU32::new(0);
        let used = || {
            let count = asked.fetch_add(1, Ordering::SeqCst);
            if count >= looks { 1.0 } else { 0.0 }
        };
        let found = search(&problem, 1, &Alone, &Budget { steps: 50, used: &used }).unwrap();
        assert_eq!(problem.violations(&found.roster), 0);
        assert_eq!(problem.cost(&found.roster).sum(), found.objective);
        assert!(found.objective <= before, "stopped later, worse: {} {before}", found.objective);
        before = found.objective;
    }
}

#[test]
fn a_fixed_shift_stays() {
    let mut random = Random::new(11, 0);
    let (mut problem, all) = problem(&mut random, 6);
    let fixed: Vec<Vec<u8>> = all.iter().map(|rows| rows[rows.len() / 2].clone()).collect();
    problem.fix(&fixed);
    let budget = Budget { steps: 10, used: &|| 0.0 };
    let found = search(&problem, 1, &Alone, &budget).unwrap();
    let mut kept = 0;
    for (row, fixed) in found.roster.iter().zip(&fixed) {
        for (choice, fixed) in row.iter().zip(fixed).filter(|(_, fixed)| **fixed != 0) {
            assert_eq!(choice, fixed);
            kept += 1;
        }
    }
    assert!(kept > 6, "{kept}");
}

#[test]
fn contradicting_rules_name_the_person() {
    let (mut problem, _) = problem(&mut Random::new(2, 0), 4);
    problem.rows[2].spans[0].least = 1_000;
    let budget = Budget { steps: 1, used: &|| 0.0 };
    let failure = search(&problem, 1, &Alone, &budget).unwrap_err();
    assert_eq!(failure, Failure::Contradiction { person: 2 });
}

/// An instance whose parts often come out worse than what is there.
#[test]
fn more_steps_never_give_a_worse_roster() {
    let name = "../../../shared/data/roster/nrp/Instance5.txt";
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let Ok(text) = std::fs::read_to_string(path) else { return };
    let problem = roster::nrp::Instance::read(&text).unwrap().problem;
    let mut before = i64::MAX;
    for steps in [0, 4, 8, 12] {
        let found = search(&problem, 2, &Alone, &Budget { steps, used: &|| 0.0 }).unwrap();
        assert_eq!(problem.cost(&found.roster).sum(), found.objective);
        assert!(found.objective <= before, "{steps} steps: {} after {before}", found.objective);
        before = found.objective;
    }
}
