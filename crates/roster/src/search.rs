//! The search for a good roster: rows one after the other, then the whole by column generation, then
//! parts of it again and again.
//!
//! Room:  roster; the door of the NRP side.
//! Takes: a `Problem`, a seed, a budget, who does the work.
//! Gives: the best roster met and a proven bound, at whatever moment it is stopped.
//! Holds: the same seed and number of steps give the same roster, whoever does the work; no rule is ever broken;
//!        what is given back is the best there was.
//! Proof: tests/it/search.rs.

use crate::crew::{Alone, Budget, Crew};
use crate::generate::{Effort, Found, Generation, Part, SCALE};
use crate::lift::{Rows, lift};
use crate::price::{Pricer, Task};
use crate::problem::{Problem, Roster};
use crate::random::Random;
use crate::row::Choices;

/// Parts that are solved at once.
const LANES: usize = 2;
/// Rows of a master at most: beyond, its inverse leaves the caches and parts alone are solved.
const WHOLE: usize = 900;
/// Rows kept of each person for later parts.
const KEPT: usize = 8;
/// A gap for which a better bound is sought: at once if little of the budget is used up, else late.
const WIDE: f64 = 0.01;
const EARLY: f64 = 0.2;
const LATE: f64 = 0.75;
const LAST: f64 = 0.95;

/// What a search found.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub roster: Roster,
    pub objective: i64,
    /// No roster that keeps the rules has a lower objective.
    pub bound: Option<i64>,
    pub steps: u64,
}

/// Why there is no roster.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The person's own rules contradict each other.
    #[error(
        "no row keeps all rules of person {person}; compare their minutes, runs, days off and limits"
    )]
    Contradiction { person: usize },
}

/// Searches until the budget is used up or the bound is met.
///
/// # Errors
/// Somebody's rules allow no row at all.
pub fn search(
    problem: &Problem,
    seed: u64,
    crew: &dyn Crew,
    budget: &Budget<'_>,
) -> Result<Outcome, Failure> {
    let mut search = Search::start(problem, seed)?;
    search.improve_rows(budget, EARLY);
    if problem.covers.len() + problem.rows.len() <= WHOLE {
        search.solve_whole(crew, budget);
        search.improve_rows(budget, LATE);
    }
    while search.steps < budget.steps && !budget.is_past(1.0) && !search.is_proven() {
        search.step(crew, budget);
        if budget.is_past(LATE) {
            search.lift(crew, budget, LAST);
        }
    }
    Ok(Outcome {
        objective: search.best,
        bound: search.bound,
        steps: search.steps,
        roster: search.roster,
    })
}

struct Search<'a> {
    problem: &'a Problem,
    random: Random,
    roster: Roster,
    best: i64,
    bound: Option<i64>,
    steps: u64,
    pool: Vec<Vec<Vec<u8>>>,
    /// By person, the limits that were seen to bind.
    watched: Vec<Vec<usize>>,
    /// By person, rows of the whole's linear program, for the bound.
    rows: Rows,
    /// People in a part, and days: they grow while parts give nothing and shrink when they do.
    size: f64,
}

impl<'a> Search<'a> {
    /// Each row is the best for those before it.
    fn start(problem: &'a Problem, seed: u64) -> Result<Self, Failure> {
        let mut random = Random::new(seed, 1);
        let mut order: Vec<usize> = (0..problem.rows.len()).collect();
        random.shuffle(&mut order);
        let mut counts = vec![0; problem.covers.len()];
        let mut roster = vec![Vec::new(); problem.rows.len()];
        let mut pricer = Pricer::default();
        for person in order {
            let allowed = &problem.rows[person].allowed;
            let row = best_row(problem, person, &counts, allowed, &mut pricer);
            let row = row.ok_or(Failure::Contradiction { person })?;
            for cover in problem.covered(&row) {
                counts[cover] += 1;
            }
            roster[person] = row;
        }
        let best = problem.cost(&roster).sum();
        let pool = vec![Vec::new(); roster.len()];
        let watched = vec![Vec::new(); roster.len()];
        Ok(Self {
            watched,
            rows: Vec::new(),
            problem,
            random,
            roster,
            best,
            bound: None,
            steps: 0,
            pool,
            size: 6.0,
        })
    }

    fn is_proven(&self) -> bool {
        self.bound.is_some_and(|bound| bound >= self.best)
    }

    /// Each row is the best for all others, until no row can be better.
    fn improve_rows(&mut self, budget: &Budget<'_>, until: f64) {
        let problem = self.problem;
        let mut counts = problem.counts(&self.roster);
        let mut pricer = Pricer::default();
        let mut unchanged = 0;
        let mut person = 0;
        while unchanged < problem.rows.len() && !budget.is_past(until) {
            for cover in problem.covered(&self.roster[person]) {
                counts[cover] -= 1;
            }
            unchanged += 1;
            if let Some(row) =
                best_row(problem, person, &counts, &problem.rows[person].allowed, &mut pricer)
            {
                let old = std::mem::replace(&mut self.roster[person], row);
                let cost = problem.cost(&self.roster).sum();
                if cost < self.best {
                    self.best = cost;
                    unchanged = 0;
                } else {
                    self.roster[person] = old;
                }
            }
            for cover in problem.covered(&self.roster[person]) {
                counts[cover] += 1;
            }
            person = (person + 1) % problem.rows.len();
        }
    }

    /// The whole by column generation: the bound comes from here.
    fn solve_whole(&mut self, crew: &dyn Crew, budget: &Budget<'_>) {
        let problem = self.problem;
        let people: Vec<usize> = (0..problem.rows.len()).collect();
        let part = Part::new(problem, &self.roster, &people, 0..problem.days);
        let start: Vec<Vec<Vec<u8>>> = self.roster.iter().map(|row| vec![row.clone()]).collect();
        let effort = Effort { rounds: 400, between: 12, price_until: 0.4, stop_at: 0.7 };
        let mut found = Generation::new(problem, &part, &start).run(crew, budget, effort);
        if found.bound > i64::MIN {
            let bound =
                found.bound.div_euclid(SCALE) + i64::from(found.bound.rem_euclid(SCALE) > 0);
            self.bound = Some(bound);
        }
        self.keep(&part, &found);
        let rows = std::mem::take(&mut found.made);
        self.accept(&part, found.rows);
        self.rows = rows;
        if !budget.is_past(EARLY) {
            self.lift(crew, budget, LATE);
        }
    }

    /// A better bound where the gap is wide; once.
    fn lift(&mut self, crew: &dyn Crew, budget: &Budget<'_>, until: f64) {
        let mut rows = std::mem::take(&mut self.rows);
        #[expect(clippy::cast_precision_loss, reason = "objectives below 2^53")]
        let is_wide =
            self.bound.is_some_and(|bound| (self.best - bound) as f64 > WIDE * self.best as f64);
        if is_wide && !rows.is_empty() {
            let lifted = lift(self.problem, &mut rows, crew, budget, until);
            self.bound = self.bound.max(lifted);
        }
    }

    fn keep(&mut self, part: &Part, found: &Found) {
        for (person, watched) in part.people.iter().zip(&found.watched) {
            self.watched[*person].clone_from(watched);
        }
        for (person, rows) in part.people.iter().zip(&found.made) {
            let pool = &mut self.pool[*person];
            for row in rows.iter().rev().take(KEPT) {
                if !pool.contains(row) {
                    pool.push(row.clone());
                }
            }
            let spare = pool.len().saturating_sub(2 * KEPT);
            pool.drain(..spare);
        }
    }

    /// Puts the rows in if the whole is no worse with them.
    fn accept(&mut self, part: &Part, rows: Vec<Vec<u8>>) -> bool {
        let mut roster = self.roster.clone();
        for (person, row) in part.people.iter().zip(rows) {
            roster[*person] = row;
        }
        let cost = self.problem.cost(&roster).sum();
        let is_better = cost < self.best;
        if cost <= self.best {
            self.best = cost;
            self.roster = roster;
        }
        is_better
    }

    /// Some parts at once, put in one after the other.
    fn step(&mut self, crew: &dyn Crew, budget: &Budget<'_>) {
        let parts: Vec<Part> = (0..LANES).map(|_| self.part()).collect();
        let starts: Vec<Vec<Vec<Vec<u8>>>> = parts.iter().map(|part| self.starts(part)).collect();
        let mut found: Vec<Option<Found>> = vec![None; LANES];
        let problem = self.problem;
        let effort = Effort { rounds: 30, between: 5, price_until: 1.0, stop_at: 1.0 };
        let work = parts.iter().zip(&starts).zip(&mut found);
        let jobs = work.map(|((part, start), found)| {
            let job = move || {
                *found = Some(Generation::new(problem, part, start).run(&Alone, budget, effort));
            };
            Box::new(job) as Box<dyn FnOnce() + Send + '_>
        });
        crew.run(jobs.collect());
        for (part, found) in parts.iter().zip(found) {
            let Some(found) = found else { continue };
            self.steps += 1;
            self.keep(part, &found);
            let is_better = self.accept(part, found.rows);
            let most = problem.rows.len().min(40);
            self.size = if is_better { self.size * 0.9 } else { self.size * 1.04 };
            #[expect(clippy::cast_precision_loss, reason = "a few people")]
            let most = most as f64;
            self.size = self.size.clamp(most.min(4.0), most);
        }
    }

    /// People who could fill the same hole, or any; some weeks if there are many.
    fn part(&mut self) -> Part {
        let problem = self.problem;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few people")]
        let size = (self.size * (0.7 + 0.6 * self.random.share())).round().max(2.0) as usize;
        let weeks = problem.days / 7;
        let most_weeks = 4;
        let length = if weeks <= 6 { weeks } else { 1 + self.random.below(most_weeks) };
        let mut size = size.min(problem.rows.len());
        if length < weeks {
            size = (size * most_weeks / length).min(problem.rows.len());
        }
        let first = self.random.below(weeks - length + 1);
        let days = first * 7..(first + length) * 7;
        let people = self.people(size, &days);
        let mut part = Part::new(problem, &self.roster, &people, days);
        part.watched = people.iter().map(|person| self.watched[*person].clone()).collect();
        part
    }

    fn people(&mut self, size: usize, days: &std::ops::Range<usize>) -> Vec<usize> {
        let problem = self.problem;
        let mut people: Vec<usize> = (0..problem.rows.len()).collect();
        self.random.shuffle(&mut people);
        if self.random.below(3) > 0 {
            let counts = problem.counts(&self.roster);
            let holes: Vec<usize> = (0..problem.covers.len())
                .filter(|c| days.contains(&problem.covers[*c].day))
                .filter(|c| problem.covers[*c].cost(counts[*c]) > 0)
                .collect();
            if !holes.is_empty() {
                let hole = problem.covers[holes[self.random.below(holes.len())]];
                let can = |person: &usize| {
                    problem.rows[*person].allowed[hole.day] >> hole.choice & 1 == 1
                };
                people.sort_by_key(|person| !can(person));
                let count = people.iter().filter(|p| can(p)).count();
                let (first, rest) = people.split_at_mut(count);
                self.random.shuffle(first);
                self.random.shuffle(rest);
            }
        }
        people.truncate(size);
        people.sort_unstable();
        people
    }

    /// The rows of now and those kept that fit.
    fn starts(&self, part: &Part) -> Vec<Vec<Vec<u8>>> {
        let of = |(person, allowed): (&usize, &Vec<Choices>)| {
            let fits = |row: &&Vec<u8>| {
                row.iter().zip(allowed).all(|(choice, may)| may >> choice & 1 == 1)
            };
            let mut rows = vec![self.roster[*person].clone()];
            rows.extend(self.pool[*person].iter().filter(fits).cloned());
            rows
        };
        part.people.iter().zip(&part.allowed).map(of).collect()
    }
}

/// The row that is best for one person when the others stand in `counts`.
fn best_row(
    problem: &Problem,
    person: usize,
    counts: &[i64],
    allowed: &[Choices],
    pricer: &mut Pricer,
) -> Option<Vec<u8>> {
    let mut prices = problem.wishes[person].clone();
    for (cover, count) in problem.covers.iter().zip(counts) {
        let price = cover.cost(count + 1) - cover.cost(*count);
        prices[cover.day * problem.choices + usize::from(cover.choice)] += price;
    }
    let (row, graph) = (&problem.rows[person], &problem.graphs[person]);
    let task = Task { row, graph, allowed, prices: &prices };
    let best = pricer.best(&task, &mut Vec::new(), 1)?;
    best.rows.into_iter().next().map(|(_, row)| row)
}
