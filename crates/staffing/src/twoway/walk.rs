//! Agents are added one by one where they are worth most, until targets are kept or a limit is met.
//!
//! Room:  staffing, two-way.
//! Holds: the sums over all cells are kept while walking; no limit is passed.
//! Proof: tests of `twoway`.

use super::cells::Cell;
use super::{Binding, Question, instant};
use crate::target::{Target, Targets};
use domain::Timestamp;
use serde::Serialize;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

/// Points of the curve at most.
const POINTS_MAX: usize = 60;

/// What a skill reaches over all open intervals together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Service {
    pub skill: String,
    pub contacts: f64,
    pub service_level: Option<f64>,
    pub asa_s: Option<f64>,
    pub abandonment: Option<f64>,
    pub occupancy: Option<f64>,
    pub missed: Vec<Target>,
}

/// Agents of one interval.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Planned {
    #[serde(with = "instant")]
    pub start: Timestamp,
    pub skill: String,
    pub agents: u32,
    pub is_closed: bool,
}

/// A point of the curve of cost against service.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Point {
    pub paid_hours: f64,
    pub cost: f64,
    /// Answered in time / offered, over all skills.
    pub service_level: f64,
}

/// Sums of one skill.
#[derive(Clone, Copy, Debug, Default)]
struct Totals {
    contacts: f64,
    in_time: f64,
    counted: f64,
    answered: f64,
    answered_wait_s: f64,
    busy: f64,
    staffed: f64,
    in_time_of_offered: f64,
    /// Intervals in which the queue grows for ever.
    endless: u32,
}

impl Totals {
    fn of(cell: &Cell, agents: u32, targets: &Targets) -> Self {
        let measures = cell.measures(agents, targets);
        let (above, below) = measures.service_level_ratio(targets.rule());
        let is_endless =
            cell.offer.patience_s.is_none() && measures.asa_s.is_none() && cell.contacts > 0.0;
        let answered = cell.contacts * (1.0 - measures.abandonment);
        Self {
            contacts: cell.contacts,
            in_time: cell.contacts * above,
            counted: cell.contacts * below,
            answered,
            answered_wait_s: answered * measures.asa_s.unwrap_or(0.0),
            busy: measures.occupancy.unwrap_or(0.0) * f64::from(agents),
            staffed: f64::from(agents),
            in_time_of_offered: cell.contacts * measures.answered_in_threshold,
            endless: u32::from(is_endless),
        }
    }

    fn add(&mut self, other: &Self, sign: f64) {
        self.contacts += sign * other.contacts;
        self.in_time += sign * other.in_time;
        self.counted += sign * other.counted;
        self.answered += sign * other.answered;
        self.answered_wait_s += sign * other.answered_wait_s;
        self.busy += sign * other.busy;
        self.staffed += sign * other.staffed;
        self.in_time_of_offered += sign * other.in_time_of_offered;
    }

    fn service(&self, skill: &str, targets: &Targets) -> Service {
        let ratio = |above: f64, below: f64| (below > 0.0).then(|| above / below);
        let service_level = ratio(self.in_time, self.counted);
        let wait = ratio(self.answered_wait_s, self.answered);
        let asa_s = if self.endless == 0 { wait } else { None };
        let abandonment = ratio(self.contacts - self.answered, self.contacts);
        let occupancy = ratio(self.busy, self.staffed);
        let above = |limit: Option<f64>, value: Option<f64>| {
            limit.is_some_and(|limit| value.is_none_or(|value| value > limit))
        };
        let below = targets
            .service_level
            .is_some_and(|level| service_level.is_none_or(|share| share < level.share));
        let all = [
            (Target::ServiceLevel, below),
            (Target::Asa, above(targets.asa_s, asa_s)),
            (Target::Occupancy, above(targets.occupancy_max, occupancy)),
            (Target::Abandonment, above(targets.abandonment_max, abandonment)),
        ];
        let is_asked = self.contacts > 0.0;
        let missed = all.into_iter().filter(|(_, is_missed)| is_asked && *is_missed);
        Service {
            skill: skill.to_owned(),
            contacts: self.contacts,
            service_level,
            asa_s,
            abandonment,
            occupancy,
            missed: missed.map(|(target, _)| target).collect(),
        }
    }
}

/// The next agents of a cell, by what an hour of them is worth.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Offer {
    worth: f64,
    cell: usize,
    segment: usize,
}

impl Eq for Offer {}

impl Ord for Offer {
    fn cmp(&self, other: &Self) -> Ordering {
        self.worth.total_cmp(&other.worth).then(other.cell.cmp(&self.cell))
    }
}

impl PartialOrd for Offer {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A plan in the making.
#[derive(Debug)]
pub(super) struct Walk<'a> {
    question: &'a Question,
    cells: &'a [Cell],
    closed: &'a BTreeSet<Timestamp>,
    agents: Vec<u32>,
    by_cell: Vec<Totals>,
    by_skill: Vec<Totals>,
    at_once: BTreeMap<Timestamp, u32>,
    hours: f64,
    binding: BTreeSet<Binding>,
    has_limits: bool,
    ignores_targets: bool,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        question: &'a Question,
        cells: &'a [Cell],
        closed: &'a BTreeSet<Timestamp>,
    ) -> Self {
        let skills = &question.need.skills;
        let mut by_skill = vec![Totals::default(); skills.len()];
        let mut by_cell = Vec::with_capacity(cells.len());
        for cell in cells {
            let totals = Totals::of(cell, 0, &skills[cell.skill].targets);
            if !closed.contains(&cell.start) {
                by_skill[cell.skill].add(&totals, 1.0);
                by_skill[cell.skill].endless += totals.endless;
            }
            by_cell.push(totals);
        }
        Self {
            question,
            cells,
            closed,
            agents: vec![0; cells.len()],
            by_cell,
            by_skill,
            at_once: BTreeMap::new(),
            hours: 0.0,
            binding: BTreeSet::new(),
            has_limits: true,
            ignores_targets: !question.keep_targets,
        }
    }

    pub(super) fn without_limits(mut self) -> Self {
        self.has_limits = false;
        self.ignores_targets = false;
        self.run()
    }

    pub(super) fn run(mut self) -> Self {
        self.advance(|_| ());
        self
    }

    /// Walks to the end, telling each step. The skill that is furthest from its target comes first, so
    /// that a large one does not take all from a small one; within it, the agents that are worth most.
    fn advance(&mut self, mut tell: impl FnMut(&Self)) {
        self.fill(&mut tell);
        let mut offers: Vec<BinaryHeap<Offer>> = vec![BinaryHeap::new(); self.by_skill.len()];
        for (index, cell) in self.cells.iter().enumerate() {
            if !self.closed.contains(&cell.start) {
                offers[cell.skill].extend(self.offer(index, 0));
            }
        }
        while let Some(skill) = self.next_skill(&offers) {
            let Some(offer) = offers[skill].pop() else { continue };
            let wanted = self.cells[offer.cell].segments[offer.segment].agents;
            let granted = self.take(offer.cell, wanted);
            tell(self);
            if granted == wanted {
                offers[skill].extend(self.offer(offer.cell, offer.segment + 1));
            }
        }
    }

    /// Gives every open interval its least agents, one after another to whichever has least of them.
    fn fill(&mut self, tell: &mut impl FnMut(&Self)) {
        let missing = |worth: f64, cell: usize| Offer { worth, cell, segment: 0 };
        let open = self
            .cells
            .iter()
            .enumerate()
            .filter(|(_, cell)| cell.least > 0 && !self.closed.contains(&cell.start));
        let mut wanting: BinaryHeap<Offer> = open.map(|(cell, _)| missing(1.0, cell)).collect();
        while let Some(Offer { cell, .. }) = wanting.pop() {
            let Cell { start, hours, least, .. } = self.cells[cell];
            if !self.has_room(start, hours) {
                continue;
            }
            *self.at_once.entry(start).or_default() += 1;
            self.hours += hours;
            let agents = self.agents[cell] + 1;
            self.settle(cell, agents);
            tell(self);
            if agents < least {
                wanting.push(missing(1.0 - f64::from(agents) / f64::from(least), cell));
            }
        }
    }

    /// Of the skills that can still gain and are not yet kept, the one that has least of its target.
    fn next_skill(&self, offers: &[BinaryHeap<Offer>]) -> Option<usize> {
        let can_gain = |skill: &usize| {
            !offers[*skill].is_empty() && (self.ignores_targets || !self.is_kept(*skill))
        };
        let skills = (0..offers.len()).filter(can_gain);
        skills.min_by(|one, other| self.attainment(*one).total_cmp(&self.attainment(*other)))
    }

    /// Service level reached / service level to be reached; without such a target, what is answered in
    /// time.
    fn attainment(&self, skill: usize) -> f64 {
        let rules = &self.question.need.skills[skill];
        let Totals { in_time, counted, contacts, in_time_of_offered, .. } = self.by_skill[skill];
        match rules.targets.service_level {
            Some(level) if counted > 0.0 => in_time / counted / level.share,
            _ if contacts > 0.0 => in_time_of_offered / contacts,
            _ => 1.0,
        }
    }

    fn offer(&self, cell: usize, segment: usize) -> Option<Offer> {
        let of_cell = &self.cells[cell];
        let worth = of_cell.segments.get(segment)?.gain_each / of_cell.hours;
        Some(Offer { worth, cell, segment })
    }

    fn is_kept(&self, skill: usize) -> bool {
        let rules = &self.question.need.skills[skill];
        self.by_skill[skill].service(&rules.skill, &rules.targets).missed.is_empty()
    }

    /// Adds up to `wanted` agents, fewer where a limit is met or the targets are kept before.
    fn take(&mut self, cell: usize, wanted: u32) -> u32 {
        let Cell { hours, start, skill, .. } = self.cells[cell];
        let before = self.agents[cell];
        let mut granted = 0;
        while granted < wanted && self.has_room(start, hours) {
            *self.at_once.entry(start).or_default() += 1;
            self.hours += hours;
            granted += 1;
            if !self.ignores_targets {
                self.settle(cell, before + granted);
                if self.is_kept(skill) {
                    return granted;
                }
            }
        }
        self.settle(cell, before + granted);
        granted
    }

    /// The cell has so many agents now: the sums follow.
    fn settle(&mut self, cell: usize, agents: u32) {
        let of_cell = &self.cells[cell];
        let targets = &self.question.need.skills[of_cell.skill].targets;
        let after = Totals::of(of_cell, agents, targets);
        let before = std::mem::replace(&mut self.by_cell[cell], after);
        let sum = &mut self.by_skill[of_cell.skill];
        sum.add(&after, 1.0);
        sum.add(&before, -1.0);
        sum.endless = sum.endless + after.endless - before.endless;
        self.agents[cell] = agents;
    }

    /// Whether one more agent there passes no limit; notes the limit if it does.
    fn has_room(&mut self, start: Timestamp, hours: f64) -> bool {
        if !self.has_limits {
            return true;
        }
        let limits = &self.question.limits;
        let seated = self.at_once.get(&start).copied().unwrap_or(0);
        if limits.seats.is_some_and(|seats| seated >= seats) {
            self.binding.insert(Binding::Seats);
            return false;
        }
        let after = self.hours + hours;
        let most = limits.paid_hours.map(|paid| paid + limits.overtime_hours);
        if most.is_some_and(|most| after > most + 1e-9) {
            self.binding.insert(Binding::People);
            return false;
        }
        if limits.budget.is_some_and(|budget| self.cost_of(after) > budget + 1e-9) {
            self.binding.insert(Binding::Budget);
            return false;
        }
        true
    }

    fn cost_of(&self, hours: f64) -> f64 {
        let prices = self.question.prices;
        let normal = self.question.limits.paid_hours.map_or(hours, |paid| hours.min(paid));
        normal * prices.hour + (hours - normal) * prices.overtime_hour
    }

    pub(super) fn keeps_targets(&self) -> bool {
        (0..self.by_skill.len()).all(|skill| self.is_kept(skill))
    }

    pub(super) const fn paid_hours(&self) -> f64 {
        self.hours
    }

    pub(super) fn overtime_hours(&self) -> f64 {
        self.question.limits.paid_hours.map_or(0.0, |paid| (self.hours - paid).max(0.0))
    }

    pub(super) fn cost(&self) -> f64 {
        self.cost_of(self.hours)
    }

    pub(super) fn seats(&self) -> u32 {
        self.at_once.values().copied().max().unwrap_or(0)
    }

    pub(super) const fn binding(&self) -> &BTreeSet<Binding> {
        &self.binding
    }

    pub(super) fn services(&self) -> Vec<Service> {
        let skills = self.question.need.skills.iter().zip(&self.by_skill);
        skills.map(|(skill, sums)| sums.service(&skill.skill, &skill.targets)).collect()
    }

    pub(super) fn planned(&self) -> Vec<Planned> {
        let cells = self.cells.iter().zip(&self.agents);
        cells
            .map(|(cell, &agents)| Planned {
                start: cell.start,
                skill: self.question.need.demand[cell.row].skill.clone(),
                agents,
                is_closed: self.closed.contains(&cell.start),
            })
            .collect()
    }

    fn point(&self) -> Option<Point> {
        let contacts: f64 = self.by_skill.iter().map(|sums| sums.contacts).sum();
        let in_time: f64 = self.by_skill.iter().map(|sums| sums.in_time_of_offered).sum();
        (contacts > 0.0).then(|| Point {
            paid_hours: self.hours,
            cost: self.cost_of(self.hours),
            service_level: in_time / contacts,
        })
    }
}

/// The whole way within the seats, thinned.
pub(super) fn curve(
    question: &Question,
    cells: &[Cell],
    closed: &BTreeSet<Timestamp>,
) -> Vec<Point> {
    let mut free = question.clone();
    free.limits.budget = None;
    // Hours beyond the people there are cost as overtime, however many.
    free.limits.overtime_hours = f64::INFINITY;
    let mut walk = Walk::new(&free, cells, closed);
    walk.ignores_targets = true;
    let mut points: Vec<Point> = Vec::new();
    walk.advance(|walk| {
        let rises = |point: &Point| points.last().is_none_or(|last| last.cost < point.cost);
        if let Some(point) = walk.point().filter(rises) {
            points.push(point);
        }
    });
    let step = points.len().div_ceil(POINTS_MAX).max(1);
    let last = points.len().saturating_sub(1);
    let is_kept = |(index, _): &(usize, Point)| index.is_multiple_of(step) || *index == last;
    points.into_iter().enumerate().filter(is_kept).map(|(_, point)| point).collect()
}
