//! What came of a replication, counted by queue and period of arrival.
//!
//! Room: sim, model.

use super::{Contact, Model, Witness};
use crate::random::micros;
use domain::measure::Outcomes;

/// Counts of one queue in one period of arrival.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    pub answered: u64,
    pub answered_in_threshold: u64,
    pub abandoned: u64,
    pub abandoned_in_threshold: u64,
    /// Of the abandoned, those within the short time.
    pub abandoned_short: u64,
    /// Contacts that found no agent available.
    pub waited: u64,
    /// Waits of the answered, µs.
    pub answered_wait: i64,
    /// Waits of the abandoned, µs.
    pub abandoned_wait: i64,
}

impl Cell {
    #[must_use]
    pub const fn offered(&self) -> u64 {
        self.answered + self.abandoned
    }

    /// In the words of the measures.
    #[must_use]
    pub const fn outcomes(&self) -> Outcomes {
        Outcomes {
            answered_in_threshold: self.answered_in_threshold,
            answered_late: self.answered - self.answered_in_threshold,
            abandoned_in_threshold: self.abandoned_in_threshold,
            abandoned_late: self.abandoned - self.abandoned_in_threshold,
            abandoned_short: self.abandoned_short,
            diverted: 0,
        }
    }

    pub const fn add(&mut self, other: &Self) {
        self.answered += other.answered;
        self.answered_in_threshold += other.answered_in_threshold;
        self.abandoned += other.abandoned;
        self.abandoned_in_threshold += other.abandoned_in_threshold;
        self.abandoned_short += other.abandoned_short;
        self.waited += other.waited;
        self.answered_wait += other.answered_wait;
        self.abandoned_wait += other.abandoned_wait;
    }
}

/// A witness that counts.
#[derive(Clone, Debug)]
pub struct Tally {
    periods: usize,
    /// Threshold and short time of each queue, µs.
    times: Vec<(i64, i64)>,
    cells: Vec<Cell>,
    /// Time of each group with contacts, µs.
    pub handling: Vec<i64>,
    /// Of it, after the last period.
    pub late_handling: Vec<i64>,
    close: i64,
}

impl Tally {
    #[must_use]
    pub fn new(model: &Model) -> Self {
        let times =
            |queue: &super::Queue| (micros(queue.threshold_s), micros(queue.short_abandon_s));
        Self {
            periods: model.periods,
            times: model.queues.iter().map(times).collect(),
            cells: vec![Cell::default(); model.queues.len() * model.periods],
            handling: vec![0; model.groups.len()],
            late_handling: vec![0; model.groups.len()],
            close: super::engine::close_of(model),
        }
    }

    pub fn clear(&mut self) {
        self.cells.fill(Cell::default());
        self.handling.fill(0);
        self.late_handling.fill(0);
    }

    /// The cells of a queue, by period of arrival.
    #[must_use]
    pub fn periods_of(&self, queue: usize) -> &[Cell] {
        &self.cells[queue * self.periods..(queue + 1) * self.periods]
    }

    /// A queue over all periods.
    #[must_use]
    pub fn queue(&self, queue: usize) -> Cell {
        let mut sum = Cell::default();
        self.periods_of(queue).iter().for_each(|cell| sum.add(cell));
        sum
    }

    #[inline]
    fn cell(&mut self, contact: Contact) -> &mut Cell {
        &mut self.cells[contact.queue as usize * self.periods + contact.period as usize]
    }
}

impl Witness for Tally {
    #[inline]
    fn answered(&mut self, contact: Contact, group: usize, wait: i64, handling: i64) {
        let is_in_time = wait <= self.times[contact.queue as usize].0;
        self.handling[group] += handling;
        let end = contact.at + wait + handling;
        if end > self.close {
            self.late_handling[group] += (end - self.close).min(handling);
        }
        let cell = self.cell(contact);
        cell.answered += 1;
        cell.answered_in_threshold += u64::from(is_in_time);
        cell.waited += u64::from(wait > 0);
        cell.answered_wait += wait;
    }

    #[inline]
    fn abandoned(&mut self, contact: Contact, wait: i64) {
        let (threshold, short) = self.times[contact.queue as usize];
        let cell = self.cell(contact);
        cell.abandoned += 1;
        cell.abandoned_in_threshold += u64::from(wait <= threshold);
        cell.abandoned_short += u64::from(wait <= short);
        cell.waited += 1;
        cell.abandoned_wait += wait;
    }
}
