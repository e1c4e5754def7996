//! Column generation: one column is one person's whole row.
//!
//! Room:  roster; `search` solves the whole problem with it once, for a bound and a first roster, and parts
//!        of it ever after.
//! Takes: a `Part`: some people, days that are free, and everybody else as they are.
//! Gives: rows for those people, and a bound below which nothing can be.
//! Holds: prices of covers are integers within what a missing or spare person costs, so the Lagrangian
//!        value of any prices is a bound, exact in integers, at whatever moment one stops
//!        (Geoffrion 1974; smoothing of prices: Wentges 1997).
//! Proof: tests/it/bound.rs: bound ≤ optimum by trying everything ≤ objective.

use crate::crew::{Budget, Crew};
use crate::price::{Pricer, Task};
use crate::problem::{Cover, Problem};
use crate::row::Choices;
use crate::simplex::Simplex;

/// Integer prices are in this fraction of the objective's unit.
pub const SCALE: i64 = 1024;
const GROUPS: usize = 8;
/// Columns one pricing gives at most.
const FEW: usize = 3;
const PIVOTS: usize = 3000;
/// Share of the best prices so far in those that are tried next.
const SMOOTHING: f64 = 0.6;
/// A column so near to 1 in the linear program is taken.
const NEAR: f64 = 0.85;
/// One person in so many gets a row at a time, at least.
const PORTION: usize = 40;
/// Columns of each person that stay when rows are taken.
const PROMISING: usize = 20;

/// Some people and what of them is free.
#[derive(Clone, Debug)]
pub struct Part {
    pub people: Vec<usize>,
    /// For each of them by day.
    pub allowed: Vec<Vec<Choices>>,
    /// Covers that they can change.
    pub covers: Vec<usize>,
    /// For each cover, what others leave of its need.
    pub left: Vec<i64>,
    /// For each of them the limits that were seen to bind.
    pub watched: Vec<Vec<usize>>,
}

/// What generation found.
#[derive(Clone, Debug)]
pub struct Found {
    /// One row for each person of the part.
    pub rows: Vec<Vec<u8>>,
    /// Scaled; of wishes and covers of the part alone.
    pub bound: i64,
    /// All rows that were made, by person of the part.
    pub made: Vec<Vec<Vec<u8>>>,
    /// By person of the part, the limits that were seen to bind.
    pub watched: Vec<Vec<usize>>,
}

/// What pricing alone found.
#[derive(Clone, Debug)]
pub struct Proof {
    /// Scaled.
    pub bound: i64,
    /// People missing where the linear program ended.
    pub missing: f64,
    /// All rows, by person of the part.
    pub made: Vec<Vec<Vec<u8>>>,
}

/// How far to go.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Rounds of pricing before rows are taken.
    pub rounds: usize,
    /// Rounds after each taking.
    pub between: usize,
    /// Of the budget: pricing stops there and rows are taken from what there is.
    pub price_until: f64,
    pub stop_at: f64,
}

impl Part {
    /// `people` with `days` free and all other days as in the roster.
    #[must_use]
    pub fn new(
        problem: &Problem,
        roster: &[Vec<u8>],
        people: &[usize],
        days: std::ops::Range<usize>,
    ) -> Self {
        let allowed = people.iter().map(|&person| {
            let row = &problem.rows[person].allowed;
            let of =
                |day: usize| if days.contains(&day) { row[day] } else { 1 << roster[person][day] };
            (0..problem.days).map(of).collect()
        });
        let covers: Vec<usize> =
            (0..problem.covers.len()).filter(|c| days.contains(&problem.covers[*c].day)).collect();
        let mut counts = problem.counts(roster);
        for &person in people {
            for cover in problem.covered(&roster[person]) {
                counts[cover] -= 1;
            }
        }
        let left = covers.iter().map(|c| problem.covers[*c].need - counts[*c]).collect();
        let watched = vec![Vec::new(); people.len()];
        Self { people: people.to_vec(), allowed: allowed.collect(), covers, left, watched }
    }
}

/// The work on one part.
pub struct Generation<'a> {
    problem: &'a Problem,
    part: &'a Part,
    master: Simplex,
    /// By cover of the problem; its row in the master.
    row_of: Vec<Option<u32>>,
    /// Right sides and slacks of the master.
    frame: Vec<(f64, Option<(f64, f64)>)>,
    /// By person of the part: number in the master and row.
    columns: Vec<Vec<(usize, Vec<u8>)>>,
    /// Rows that left the master when another was taken.
    left_out: Vec<Vec<Vec<u8>>>,
    taken: Vec<Option<usize>>,
    watched: Vec<Vec<usize>>,
    pricers: Vec<Pricer>,
    best_prices: Vec<i64>,
    best_bound: i64,
    is_bound_over: bool,
}

impl std::fmt::Debug for Generation<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Generation").field("bound", &self.best_bound).finish_non_exhaustive()
    }
}

#[expect(clippy::cast_precision_loss, reason = "prices and needs are small integers")]
impl<'a> Generation<'a> {
    /// `start` has for each person of the part at least one legal row.
    #[must_use]
    pub fn new(problem: &'a Problem, part: &'a Part, start: &[Vec<Vec<u8>>]) -> Self {
        let count = part.people.len();
        let mut rows = vec![(1.0, None); count];
        let mut row_of = vec![None; problem.covers.len()];
        for (&cover, left) in part.covers.iter().zip(&part.left) {
            row_of[cover] = u32::try_from(rows.len()).ok();
            let Cover { under, over, .. } = problem.covers[cover];
            rows.push((*left as f64, Some((under as f64, over as f64))));
        }
        let mut generation = Self {
            problem,
            part,
            master: Simplex::new(&rows),
            frame: rows,
            row_of,
            left_out: vec![Vec::new(); count],
            columns: vec![Vec::new(); count],
            taken: vec![None; count],
            watched: part.watched.clone(),
            pricers: vec![Pricer::default(); GROUPS.min(count)],
            best_prices: vec![0; part.covers.len()],
            best_bound: i64::MIN,
            is_bound_over: false,
        };
        for (person, rows) in start.iter().enumerate() {
            for row in rows {
                generation.add(person, row.clone());
            }
        }
        generation
    }

    fn add(&mut self, person: usize, row: Vec<u8>) -> bool {
        if self.columns[person].iter().any(|(_, known)| *known == row) {
            return false;
        }
        self.enter(person, row);
        true
    }

    fn enter(&mut self, person: usize, row: Vec<u8>) {
        let cost = self.problem.wish_cost(self.part.people[person], &row) as f64;
        let mut entries = vec![(u32::try_from(person).unwrap_or(u32::MAX), 1.0)];
        entries.extend(
            self.problem.covered(&row).filter_map(|c| self.row_of[c]).map(|row| (row, 1.0)),
        );
        let column = self.master.add(cost, entries);
        self.columns[person].push((column, row));
    }

    /// Prices, then takes rows one after the other.
    pub fn run(mut self, crew: &dyn Crew, budget: &Budget<'_>, effort: Effort) -> Found {
        self.price_out(crew, budget, effort.rounds, effort.price_until);
        self.is_bound_over = true;
        while self.taken.iter().any(Option::is_none) {
            self.take();
            let limit = if budget.is_past(effort.stop_at) { 0 } else { effort.between };
            self.price_out(crew, budget, limit, effort.stop_at);
        }
        let rows = self.columns.iter().zip(&self.taken);
        Found {
            rows: rows.map(|(columns, taken)| columns[taken.unwrap_or(0)].1.clone()).collect(),
            bound: self.best_bound,
            made: made(self.columns, self.left_out),
            watched: self.watched,
        }
    }

    /// Prices only.
    pub fn prove(
        mut self,
        crew: &dyn Crew,
        budget: &Budget<'_>,
        rounds: usize,
        until: f64,
    ) -> Proof {
        self.price_out(crew, budget, rounds, until);
        let first = self.part.people.len();
        let missing =
            (0..self.part.covers.len()).map(|cover| self.master.value(2 * (first + cover)));
        Proof {
            bound: self.best_bound,
            missing: missing.sum(),
            made: made(self.columns, self.left_out),
        }
    }

    /// Rounds of solving and pricing until nothing is gained.
    fn price_out(&mut self, crew: &dyn Crew, budget: &Budget<'_>, rounds: usize, until: f64) {
        let mut smoothing = SMOOTHING;
        self.master.solve(PIVOTS);
        let mut best_here = i64::MIN;
        for _ in 0..rounds {
            if budget.is_past(until) {
                return;
            }
            let exact = self.master_prices();
            let prices =
                if best_here == i64::MIN { exact.clone() } else { self.blend(&exact, smoothing) };
            let (bound, added) = self.price(crew, &prices, &exact);
            if bound > best_here {
                best_here = bound;
                self.best_prices = prices;
            }
            if !self.is_bound_over {
                self.best_bound = self.best_bound.max(bound);
            }
            let gap = self.master.objective() - best_here as f64 / SCALE as f64;
            if gap < 0.3 {
                return;
            }
            match (added, smoothing > 0.0) {
                (0, true) => smoothing = 0.0,
                (0, false) => return,
                _ => {
                    smoothing = SMOOTHING;
                    self.master.solve(PIVOTS);
                }
            }
        }
    }

    /// The master's prices in integers, within what they can be.
    #[expect(clippy::cast_possible_truncation, reason = "clamped to the prices of a cover")]
    fn master_prices(&self) -> Vec<i64> {
        let prices = &self.master.prices()[self.part.people.len()..];
        let scaled = prices.iter().zip(&self.part.covers).map(|(price, cover)| {
            let Cover { under, over, .. } = self.problem.covers[*cover];
            ((price * SCALE as f64).round() as i64).clamp(-over * SCALE, under * SCALE)
        });
        scaled.collect()
    }

    #[expect(clippy::cast_possible_truncation, reason = "between two prices")]
    fn blend(&self, exact: &[i64], smoothing: f64) -> Vec<i64> {
        let pairs = self.best_prices.iter().zip(exact);
        pairs.map(|(best, new)| new + ((best - new) as f64 * smoothing).round() as i64).collect()
    }

    /// The Lagrangian value of `prices`, and how many columns were new and worth it at the master's
    /// own.
    fn price(&mut self, crew: &dyn Crew, prices: &[i64], exact: &[i64]) -> (i64, usize) {
        let problem = self.problem;
        let mut cells = vec![0; problem.days * problem.choices];
        for (cover, price) in self.part.covers.iter().zip(prices) {
            let Cover { day, choice, .. } = problem.covers[*cover];
            cells[day * problem.choices + usize::from(choice)] -= price;
        }
        let priced = self.price_people(crew, &cells);
        let mut bound: i64 =
            prices.iter().zip(&self.part.left).map(|(price, left)| price * left).sum();
        let mut added = 0;
        for (person, best) in priced.into_iter().enumerate() {
            let Some((value, rows)) = best else {
                continue;
            };
            bound += value;
            for row in rows {
                if self.saves(person, &row, exact) && self.add(person, row) {
                    added += 1;
                }
            }
        }
        (bound, added)
    }

    /// Whether the master would take the row.
    fn saves(&self, person: usize, row: &[u8], exact: &[i64]) -> bool {
        let first = self.part.people.len();
        let paid: i64 = self
            .problem
            .covered(row)
            .filter_map(|cover| self.row_of[cover])
            .map(|row| exact[row as usize - first])
            .sum();
        let cost = self.problem.wish_cost(self.part.people[person], row) * SCALE - paid;
        (cost as f64) < (self.master.prices()[person] - 1e-3) * SCALE as f64
    }

    /// For each person the least value and rows of it; a taken row is all that a person has.
    fn price_people(&mut self, crew: &dyn Crew, cells: &[i64]) -> Vec<Option<(i64, Vec<Vec<u8>>)>> {
        let (problem, part, taken, columns) = (self.problem, self.part, &self.taken, &self.columns);
        let mut priced: Vec<Option<(i64, Vec<Vec<u8>>)>> = vec![None; part.people.len()];
        let size = part.people.len().div_ceil(self.pricers.len());
        let groups =
            priced.chunks_mut(size).zip(self.watched.chunks_mut(size)).zip(&mut self.pricers);
        let jobs = groups.enumerate().map(|(group, ((priced, watched), pricer))| {
            let job = move || {
                for (index, (slot, watched)) in priced.iter_mut().zip(watched).enumerate() {
                    let at = group * size + index;
                    let person = part.people[at];
                    let wishes = &problem.wishes[person];
                    let prices: Vec<i64> =
                        wishes.iter().zip(cells).map(|(wish, cell)| wish * SCALE + cell).collect();
                    if let Some(column) = taken[at] {
                        let row = &columns[at][column].1;
                        let value = row
                            .iter()
                            .enumerate()
                            .map(|(day, c)| prices[day * problem.choices + usize::from(*c)])
                            .sum();
                        *slot = Some((value, Vec::new()));
                        continue;
                    }
                    let (row, graph) = (&problem.rows[person], &problem.graphs[person]);
                    let task = Task { row, graph, allowed: &part.allowed[at], prices: &prices };
                    let best = pricer.best(&task, watched, FEW);
                    *slot =
                        best.map(|best| (best.bound, best.rows.into_iter().map(|r| r.1).collect()));
                }
            };
            Box::new(job) as Box<dyn FnOnce() + Send + '_>
        });
        crew.run(jobs.collect());
        priced
    }

    /// Takes for some people the row that the master uses most.
    fn take(&mut self) {
        let mut uses: Vec<(f64, usize, usize)> = Vec::new();
        for (person, columns) in self.columns.iter().enumerate() {
            if self.taken[person].is_some() {
                continue;
            }
            let used = columns
                .iter()
                .enumerate()
                .map(|(at, (column, _))| (self.master.value(*column), at));
            if let Some((value, at)) = used.max_by(|a, b| a.0.total_cmp(&b.0)) {
                uses.push((value, person, at));
            }
        }
        uses.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let least = uses.len().div_ceil(PORTION);
        let promising = self.promising();
        for (count, (value, person, at)) in uses.into_iter().enumerate() {
            if count >= least && value < NEAR {
                break;
            }
            self.taken[person] = Some(0);
            self.columns[person].swap(0, at);
            let others = self.columns[person].drain(1..).map(|(_, row)| row);
            self.left_out[person].extend(others);
        }
        // A banned column that stays in the basis at 0 would bend all prices: a new master has none.
        self.master = Simplex::new(&self.frame);
        for (person, columns) in std::mem::take(&mut self.columns).into_iter().enumerate() {
            self.columns.push(Vec::new());
            for (column, row) in columns {
                if self.taken[person].is_some() || promising[person].contains(&column) {
                    self.enter(person, row);
                } else {
                    self.left_out[person].push(row);
                }
            }
        }
    }

    /// For each person the columns that the master uses or would use next.
    fn promising(&self) -> Vec<Vec<usize>> {
        let of = |columns: &Vec<(usize, Vec<u8>)>| {
            let mut rated: Vec<(f64, f64, usize)> = columns
                .iter()
                .map(|(column, _)| {
                    (-self.master.value(*column), self.master.reduced(*column), *column)
                })
                .collect();
            rated.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
            rated.into_iter().take(PROMISING).map(|rated| rated.2).collect()
        };
        self.columns.iter().map(of).collect()
    }
}

fn made(columns: Vec<Vec<(usize, Vec<u8>)>>, mut left_out: Vec<Vec<Vec<u8>>>) -> Vec<Vec<Vec<u8>>> {
    for (rows, columns) in left_out.iter_mut().zip(columns) {
        rows.extend(columns.into_iter().map(|column| column.1));
    }
    left_out
}
