//! A bound beyond the linear program's: what is missing in all is a whole number.
//!
//! Room:  roster; after `generate`, which bounds what is asked here.
//! Takes: a `Problem` and rows worth beginning with.
//! Gives: a bound of the objective.
//! Holds: all prices of missing people are multiples of one unit, so what is paid for missing people is
//!        one too. First that sum alone is bounded and rounded up; then a part r of each unit's price is
//!        paid for that sum, whatever it be, and the rest is bounded as ever. Each r gives a bound; the sum missing in
//!        the linear program tells on which side the best r lies.
//! Proof: tests/it/bound.rs.

use crate::crew::{Budget, Crew};
use crate::generate::{Generation, Part, SCALE};
use crate::problem::{Problem, Roster};

const ROUNDS: usize = 60;
const TRIES: usize = 7;

/// Rows by person, to begin with and grown here.
pub type Rows = Vec<Vec<Vec<u8>>>;

/// The best bound found until the budget's share is used up; none if there is no better one to be had.
pub fn lift(
    problem: &Problem,
    rows: &mut Rows,
    crew: &dyn Crew,
    budget: &Budget<'_>,
    until: f64,
) -> Option<i64> {
    let unit = problem.covers.iter().map(|cover| cover.under).fold(0, gcd);
    if unit < 2 {
        return None;
    }
    let alone = with_prices(problem, |under| under, true);
    let (value, _) = bounded(&alone, rows, crew, budget, until)?;
    let least = round_up(value, SCALE * unit);
    let mut best = i64::MIN;
    let (mut low, mut high) = (0, unit);
    for _ in 0..TRIES {
        if high - low < 2 || budget.is_past(until) {
            break;
        }
        let part = i64::midpoint(low, high);
        let eased = with_prices(problem, |under| under / unit * (unit - part), false);
        let (value, missing) = bounded(&eased, rows, crew, budget, until)?;
        best = best.max(round_up(value + part * least * SCALE, SCALE));
        // More missing than must be: people are too cheap to miss.
        #[expect(clippy::cast_precision_loss, reason = "a few thousand people")]
        if missing > least as f64 { high = part } else { low = part }
    }
    (best > i64::MIN).then_some(best)
}

fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// The least whole number of units that is at least the value.
fn round_up(value: i64, unit: i64) -> i64 {
    value.div_euclid(unit) + i64::from(value.rem_euclid(unit) > 0)
}

/// The same people and rules with other prices of missing people; `alone` without all other prices.
fn with_prices(problem: &Problem, under: impl Fn(i64) -> i64, alone: bool) -> Problem {
    let mut problem = problem.clone();
    for cover in &mut problem.covers {
        cover.under = under(cover.under);
        if alone {
            cover.over = 0;
        }
    }
    if alone {
        for wishes in &mut problem.wishes {
            wishes.fill(0);
        }
    }
    problem
}

/// A bound, scaled, and how many units are missing where the linear program ended.
fn bounded(
    problem: &Problem,
    rows: &mut Rows,
    crew: &dyn Crew,
    budget: &Budget<'_>,
    until: f64,
) -> Option<(i64, f64)> {
    let roster: Roster = rows.iter().filter_map(|rows| rows.first().cloned()).collect();
    let people: Vec<usize> = (0..problem.rows.len()).collect();
    let part = Part::new(problem, &roster, &people, 0..problem.days);
    let proof = Generation::new(problem, &part, rows).prove(crew, budget, ROUNDS, until);
    *rows = proof.made;
    (proof.bound > i64::MIN).then_some((proof.bound, proof.missing))
}
