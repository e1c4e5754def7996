//! Gradient boosting: small trees, each fitted to what those before it left over.
//!
//! Room:  forecast. The library route (`perpetual` with `augurs`) adds 43 crates for what these trees
//!        do on a few thousand rows.
//! Takes: the examples of `examples`. Gives: a correction of the level, as a logarithm.
//! Holds: deterministic; a forecast moves the level by e at most.
//! Proof: tests/it/methods.rs.

use crate::examples::{self, FEATURES, LARGEST, Memory, Row};
use crate::method::Method;
use crate::past::View;
use crate::random::Random;
use libm::exp;

/// Gradient boosting of squared errors (Friedman, *Annals of Statistics* 29, 2001).
#[derive(Clone, Debug)]
pub(crate) struct Boosting {
    pub(crate) seed: u64,
}

const TREES: usize = 80;
const DEPTH: usize = 3;
const SHARE: f64 = 0.07;
const SMALLEST_LEAF: usize = 15;
/// Pseudo-rows that say "no correction" in each leaf.
const RIDGE: f64 = 10.0;
/// Thresholds that are tried for each feature.
const CUTS: usize = 12;

#[derive(Debug)]
enum Tree {
    Leaf(f64),
    Split { feature: usize, below: f64, sides: Box<[Tree; 2]> },
}

impl Tree {
    fn value(&self, row: &Row) -> f64 {
        match self {
            Self::Leaf(value) => *value,
            Self::Split { feature, below, sides } => {
                sides[usize::from(row[*feature] >= *below)].value(row)
            }
        }
    }
}

struct Learner<'a> {
    rows: &'a [Row],
    left_over: &'a [f64],
    cuts: &'a [Vec<f64>],
}

impl Learner<'_> {
    fn grow(&self, members: &[usize], depth: usize) -> Tree {
        let total: f64 = members.iter().map(|at| self.left_over[*at]).sum();
        let count = members.len() as f64;
        let leaf = Tree::Leaf(total / (count + RIDGE));
        if depth == 0 || members.len() < 2 * SMALLEST_LEAF {
            return leaf;
        }
        let mut best: Option<(f64, usize, f64)> = None;
        for feature in 0..FEATURES {
            for cut in &self.cuts[feature] {
                let gain = self.gain(members, feature, *cut, (total, count));
                if gain > best.map_or(0.0, |(gain, _, _)| gain) {
                    best = Some((gain, feature, *cut));
                }
            }
        }
        let Some((_, feature, below)) = best else { return leaf };
        let is_below = |at: &usize| self.rows[*at][feature] < below;
        let (low, high): (Vec<usize>, Vec<usize>) = members.iter().partition(|at| is_below(at));
        let sides = [self.grow(&low, depth - 1), self.grow(&high, depth - 1)];
        Tree::Split { feature, below, sides: Box::new(sides) }
    }

    /// What a split saves in squares; 0 where a side would be too small.
    fn gain(&self, members: &[usize], feature: usize, cut: f64, all: (f64, f64)) -> f64 {
        let (mut total, mut count) = (0.0, 0.0);
        for at in members.iter().filter(|at| self.rows[**at][feature] < cut) {
            total += self.left_over[*at];
            count += 1.0;
        }
        let least = SMALLEST_LEAF as f64;
        if count < least || all.1 - count < least {
            return 0.0;
        }
        let score = |total: f64, count: f64| total * total / (count + RIDGE);
        score(total, count) + score(all.0 - total, all.1 - count) - score(all.0, all.1)
    }
}

/// Thresholds at even ranks of the values that occur.
fn cuts(rows: &[Row], feature: usize) -> Vec<f64> {
    let mut values: Vec<f64> = rows.iter().map(|row| row[feature]).collect();
    values.sort_by(f64::total_cmp);
    let rank = |cut: usize| values.get(cut * values.len() / (CUTS + 1)).copied();
    let mut cuts: Vec<f64> = (1..=CUTS).filter_map(rank).collect();
    cuts.dedup();
    cuts
}

fn fit(rows: &[Row], targets: &[f64], seed: u64) -> Vec<Tree> {
    let cuts: Vec<_> = (0..FEATURES).map(|feature| cuts(rows, feature)).collect();
    let mut random = Random::new(seed);
    let mut left_over = targets.to_vec();
    let mut trees = Vec::with_capacity(TREES);
    for _ in 0..TREES {
        let members: Vec<usize> = (0..rows.len()).filter(|_| random.unit() < 0.7).collect();
        let tree = Learner { rows, left_over: &left_over, cuts: &cuts }.grow(&members, DEPTH);
        for (left, row) in left_over.iter_mut().zip(rows) {
            *left -= SHARE * tree.value(row);
        }
        trees.push(tree);
    }
    trees
}

impl Method for Boosting {
    fn name(&self) -> &'static str {
        "boosting"
    }

    fn totals(&self, view: &View<'_>, targets: &[i32]) -> Vec<f64> {
        let memory = Memory::of(view);
        let horizon = targets.last().map_or(1, |last| last - view.last());
        let (rows, left) = examples::learn(&memory, horizon);
        let trees = fit(&rows, &left, self.seed);
        let known = view.past.len();
        let total = |day: &i32| {
            let (Some(row), Some(level)) = (memory.row(known, *day), memory.expected(known, *day))
            else {
                return 0.0;
            };
            let moved: f64 = trees.iter().map(|tree| SHARE * tree.value(&row)).sum();
            level * exp(moved.clamp(-LARGEST, LARGEST))
        };
        targets.iter().map(total).collect()
    }
}
