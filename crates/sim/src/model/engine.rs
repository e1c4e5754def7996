//! The model in motion: arrivals, ends of conversations and turns of periods, earliest first.
//!
//! Room:  sim, model.
//! Takes: a checked `Model`, a seed. Gives: each outcome to a `Witness`.
//! Holds: a contact is answered or abandoned, once; a group serves no more than its agents, except
//!        those who finish what they had begun. At one instant conversations end first, then the period
//!        turns, then contacts come.
//! Never: keeps a timer for patience: who lost it is found when an agent looks for the next
//!        contact, which changes nothing before.
//! Proof: `tests/it/model.rs`.

use super::demand::Arrivals;
use super::{Choice, Horizon, Model, of_period};
use crate::random::{Lane, Stream, micros};
use std::cmp::Reverse;
use std::collections::binary_heap::PeekMut;
use std::collections::{BinaryHeap, VecDeque};

/// Low bits of an end of conversation that name the group.
pub(super) const GROUP_BITS: u32 = 10;
const NEVER: i64 = i64::MAX;

/// A contact whose wait is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contact {
    pub queue: u32,
    /// Period of arrival.
    pub period: u32,
    /// Arrival, µs since the start.
    pub at: i64,
}

/// Told of every outcome, not in the order of time.
pub trait Witness {
    /// `wait` and `handling` in µs.
    fn answered(&mut self, contact: Contact, group: usize, wait: i64, handling: i64);
    /// Lost patience after `wait` µs.
    fn abandoned(&mut self, contact: Contact, wait: i64);
}

/// Two witnesses of the same run.
impl<A: Witness, B: Witness> Witness for (A, B) {
    #[inline]
    fn answered(&mut self, contact: Contact, group: usize, wait: i64, handling: i64) {
        self.0.answered(contact, group, wait, handling);
        self.1.answered(contact, group, wait, handling);
    }

    #[inline]
    fn abandoned(&mut self, contact: Contact, wait: i64) {
        self.0.abandoned(contact, wait);
        self.1.abandoned(contact, wait);
    }
}

/// The time that the counted contacts came in, µs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Elapsed {
    pub from: i64,
    pub until: i64,
}

#[derive(Clone, Copy, Debug)]
struct Waiting {
    contact: Contact,
    /// Number within its queue.
    number: u64,
    /// When patience ends.
    until: i64,
    is_counted: bool,
}

/// Runs replications of one model; its tables are used again by each.
#[derive(Debug)]
pub struct Engine<'a> {
    model: &'a Model,
    arrivals: Vec<Arrivals>,
    /// The next arrival of each queue.
    next: Vec<i64>,
    lines: Vec<VecDeque<Waiting>>,
    busy: Vec<u32>,
    agents: Vec<u32>,
    ends: BinaryHeap<Reverse<u64>>,
    lanes: Lanes,
    /// Time of agents beyond a group's number within the day, µs.
    overtime: Vec<i64>,
    /// Until when `overtime` is counted.
    counted_until: Vec<i64>,
    /// When the last period ends.
    close: i64,
}

#[derive(Clone, Copy, Debug)]
struct Lanes {
    patience: Lane,
    handling: Lane,
}

impl Lanes {
    const fn of(seed: u64) -> Self {
        let patience = Lane::of(seed, Stream::Patience);
        Self { patience, handling: Lane::of(seed, Stream::Handling) }
    }
}

impl<'a> Engine<'a> {
    /// An engine for a model that passed [`Model::check`].
    #[must_use]
    pub fn new(model: &'a Model) -> Self {
        Self {
            model,
            arrivals: Vec::new(),
            next: Vec::new(),
            lines: vec![VecDeque::new(); model.queues.len()],
            busy: vec![0; model.groups.len()],
            agents: vec![0; model.groups.len()],
            ends: BinaryHeap::new(),
            lanes: Lanes::of(0),
            overtime: vec![0; model.groups.len()],
            counted_until: vec![0; model.groups.len()],
            close: close_of(model),
        }
    }

    /// How long agents of each group went on beyond their number, because a period with fewer had
    /// begun while they were busy, µs; the time after the last period is not in it.
    #[must_use]
    pub fn overtime(&self) -> &[i64] {
        &self.overtime
    }

    /// Runs one replication from an empty floor.
    pub fn run<W: Witness>(&mut self, seed: u64, witness: &mut W) -> Elapsed {
        let model = self.model;
        let mut course = self.begin(seed);
        let (mut queue, mut arrival) = self.earliest();
        loop {
            let end = self.ends.peek().map_or(NEVER, |Reverse(entry)| time_of(*entry));
            if end <= arrival.min(course.turn) {
                if end == NEVER {
                    break;
                }
                self.finish(end, witness);
            } else if course.turn <= arrival {
                course.period += 1;
                course.turn = turn_after(model, course.period);
                let now = course.now_of(model);
                (0..self.busy.len()).for_each(|group| self.count_overtime(group, now));
                self.staff(course.period);
                self.fill(now, witness);
            } else {
                let is_last = self.arrive(queue, arrival, &mut course, witness);
                if is_last {
                    self.next.fill(NEVER);
                }
                (queue, arrival) = self.earliest();
            }
        }
        self.close(course.period, witness);
        course.elapsed
    }

    fn begin(&mut self, seed: u64) -> Course {
        let model = self.model;
        self.lanes = Lanes::of(seed);
        let lane = Lane::of(seed, Stream::Arrivals);
        self.arrivals.clear();
        self.arrivals.extend((0_u64..).zip(&model.queues).map(|(k, _)| Arrivals::new(lane.at(k))));
        self.busy.fill(0);
        self.ends.clear();
        self.overtime.fill(0);
        self.counted_until.fill(0);
        self.staff(0);
        let mut day = Lane::of(seed, Stream::Demand).at(0);
        let factor = model.busyness_shape.map_or(1.0, |shape| day.gamma(shape));
        self.next.clear();
        for (arrivals, queue) in self.arrivals.iter_mut().zip(&model.queues) {
            self.next.push(arrivals.next(model, &queue.rate_per_s, factor).unwrap_or(NEVER));
        }
        let (skip, last) = match model.horizon {
            Horizon::Day => (0, u64::MAX),
            Horizon::Contacts { warm_up, counted } => (warm_up, warm_up + counted),
        };
        let turn = turn_after(model, 0);
        Course { factor, period: 0, turn, count: 0, skip, last, elapsed: Elapsed::default() }
    }

    #[inline]
    fn earliest(&self) -> (usize, i64) {
        let mut first = (0, NEVER);
        for (queue, &at) in self.next.iter().enumerate() {
            if at < first.1 {
                first = (queue, at);
            }
        }
        first
    }

    fn staff(&mut self, period: usize) {
        for (agents, group) in self.agents.iter_mut().zip(&self.model.groups) {
            *agents = *of_period(&group.agents, period);
        }
    }

    /// A contact comes; `true` if it is the last that counts.
    #[inline]
    fn arrive<W: Witness>(
        &mut self,
        queue: usize,
        at: i64,
        course: &mut Course,
        witness: &mut W,
    ) -> bool {
        let model = self.model;
        let rules = &model.queues[queue];
        let arrivals = &mut self.arrivals[queue];
        let (number, period) = (arrivals.count, arrivals.period);
        arrivals.count += 1;
        let next = arrivals.next(model, &rules.rate_per_s, course.factor);
        self.next[queue] = next.unwrap_or(NEVER);
        let is_counted = course.count(at);
        let contact = Contact { queue: as_u32(queue), period: as_u32(period), at };
        let waiting = Waiting { contact, number, until: NEVER, is_counted };
        let free = rules.groups.iter().find(|group| self.busy[**group] < self.agents[**group]);
        if let Some(&group) = free {
            self.busy[group] += 1;
            let end = self.answer(waiting, group, at, witness);
            self.ends.push(Reverse(end));
        } else {
            let until = if rules.patience.is_empty() {
                NEVER
            } else {
                let mut random = self.lanes.patience.at(key(queue, number));
                at + of_period(&rules.patience, period).draw(&mut random)
            };
            self.lines[queue].push_back(Waiting { until, ..waiting });
        }
        course.count == course.last
    }

    /// A conversation begins at `at`; gives its end as an entry of `ends`.
    #[inline]
    fn answer<W: Witness>(&self, waiting: Waiting, group: usize, at: i64, witness: &mut W) -> u64 {
        let contact = waiting.contact;
        let queue = contact.queue as usize;
        let mut random = self.lanes.handling.at(key(queue, waiting.number));
        let law = of_period(&self.model.queues[queue].handling, contact.period as usize);
        let handling = law.draw(&mut random);
        if waiting.is_counted {
            witness.answered(contact, group, at - contact.at, handling);
        }
        entry_of(at + handling, group)
    }

    /// The earliest conversation ends; its agent takes the next contact, waits or leaves.
    #[inline]
    fn finish<W: Witness>(&mut self, now: i64, witness: &mut W) {
        let Some(Reverse(entry)) = self.ends.peek().copied() else { return };
        let group = group_of(entry);
        let stays = self.busy[group] <= self.agents[group];
        let next = if stays { self.pull(group, now, witness) } else { None };
        if let Some(waiting) = next {
            let end = self.answer(waiting, group, now, witness);
            if let Some(mut top) = self.ends.peek_mut() {
                *top = Reverse(end);
            }
        } else {
            if !stays {
                self.count_overtime(group, now);
            }
            self.busy[group] -= 1;
            if let Some(top) = self.ends.peek_mut() {
                PeekMut::pop(top);
            }
        }
    }

    /// Adds the overtime since it was last counted; before the number of busy or of agents falls.
    fn count_overtime(&mut self, group: usize, now: i64) {
        let beyond = self.busy[group].saturating_sub(self.agents[group]);
        let until = now.min(self.close);
        self.overtime[group] += i64::from(beyond) * (until - self.counted_until[group]).max(0);
        self.counted_until[group] = until;
    }

    /// A period began: whoever is free takes what waits.
    fn fill<W: Witness>(&mut self, now: i64, witness: &mut W) {
        for group in 0..self.agents.len() {
            while self.busy[group] < self.agents[group] {
                let Some(waiting) = self.pull(group, now, witness) else { break };
                self.busy[group] += 1;
                let end = self.answer(waiting, group, now, witness);
                self.ends.push(Reverse(end));
            }
        }
    }

    /// The next contact for a group. Those who lost patience meanwhile leave here.
    #[inline]
    fn pull<W: Witness>(&mut self, group: usize, now: i64, witness: &mut W) -> Option<Waiting> {
        let model = self.model;
        let mut best: Option<(i64, usize)> = None;
        for &queue in &model.groups[group].queues {
            let line = &mut self.lines[queue];
            while let Some(first) = line.front() {
                if first.until > now {
                    break;
                }
                give_up(first, witness);
                line.pop_front();
            }
            let Some(first) = line.front() else { continue };
            if model.choice == Choice::InOrder {
                return line.pop_front();
            }
            if best.is_none_or(|(at, _)| first.contact.at < at) {
                best = Some((first.contact.at, queue));
            }
        }
        best.and_then(|(_, queue)| self.lines[queue].pop_front())
    }

    /// Nobody is at work any more: who still waits goes when patience ends, or with the last period.
    fn close<W: Witness>(&mut self, period: usize, witness: &mut W) {
        let end = micros(self.model.period_s * f64::from(as_u32(period + 1)));
        for line in &mut self.lines {
            for mut waiting in line.drain(..) {
                if waiting.until == NEVER {
                    waiting.until = end.max(waiting.contact.at);
                }
                give_up(&waiting, witness);
            }
        }
    }
}

/// How far a replication is.
struct Course {
    factor: f64,
    period: usize,
    /// When the period ends.
    turn: i64,
    /// Contacts so far.
    count: u64,
    skip: u64,
    last: u64,
    elapsed: Elapsed,
}

impl Course {
    /// Counts an arrival; `true` if it is in the figures.
    #[inline]
    fn count(&mut self, at: i64) -> bool {
        let is_counted = self.count >= self.skip;
        if self.count == self.skip {
            self.elapsed.from = at;
        }
        self.elapsed.until = at;
        self.count += 1;
        is_counted
    }

    fn now_of(&self, model: &Model) -> i64 {
        micros(model.period_s * f64::from(as_u32(self.period)))
    }
}

/// When the last period ends, µs; never where the first goes on for ever.
pub(super) fn close_of(model: &Model) -> i64 {
    match model.horizon {
        Horizon::Day => micros(model.period_s * f64::from(as_u32(model.periods))),
        Horizon::Contacts { .. } => NEVER,
    }
}

fn turn_after(model: &Model, period: usize) -> i64 {
    let is_last = period + 1 >= model.periods || model.horizon != Horizon::Day;
    if is_last { NEVER } else { micros(model.period_s * f64::from(as_u32(period + 1))) }
}

fn give_up<W: Witness>(waiting: &Waiting, witness: &mut W) {
    if waiting.is_counted {
        witness.abandoned(waiting.contact, waiting.until - waiting.contact.at);
    }
}

const fn key(queue: usize, number: u64) -> u64 {
    ((queue as u64) << 48) | number
}

/// Times are below 2^53 µs (285 years), so that the group fits below them.
const fn entry_of(at: i64, group: usize) -> u64 {
    (at.cast_unsigned() << GROUP_BITS) | group as u64
}

const fn time_of(entry: u64) -> i64 {
    (entry >> GROUP_BITS).cast_signed()
}

const fn group_of(entry: u64) -> usize {
    (entry & ((1 << GROUP_BITS) - 1)) as usize
}

#[expect(clippy::cast_possible_truncation, reason = "queues and periods are far fewer")]
const fn as_u32(number: usize) -> u32 {
    number as u32
}
