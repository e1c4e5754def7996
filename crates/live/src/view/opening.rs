//! Figures within the opening hours of queues, and when a queue opens or closes next.
//!
//! Room:  live; under `view`. A queue without hours is always open: its figures are the plain ones.

use crate::facts;
use crate::hours::Hours;
use crate::live::Live;
use crate::view::{Running, Sums};
use domain::figures::{Attribution, Counts};
use domain::history::ContactKey;
use domain::{Duration, QueueId, Timestamp};

impl Live {
    /// The opening hours of all queues.
    #[must_use]
    pub const fn hours(&self) -> &Hours {
        &self.opening.hours
    }

    /// The counts of a queue in a running interval, without what lies outside of its hours.
    #[must_use]
    pub fn running_in_hours(&self, queue: QueueId, by: Attribution, running: Running) -> Counts {
        if running == Running::Day {
            return self.today_in_hours(queue, by);
        }
        let from = self.running_interval(running).start;
        let intervals = self.cells.intervals(ContactKey::Queue(queue), by);
        let is_meant = |start| start >= from && !self.is_closed(Some(queue), start);
        let mut sum = Counts::default();
        for (_, counts) in intervals.filter(|(start, _)| is_meant(*start)) {
            sum.merge(counts);
        }
        sum
    }

    /// The counts of every queue in the windows `(now - length, now]`, for each of `lengths` in its
    /// place, without what lies outside of the queue's hours; at most an hour long.
    #[must_use]
    pub fn windows_in_hours(
        &self,
        now: Timestamp,
        lengths: &[Duration],
        by: Attribution,
    ) -> Sums<Counts> {
        let mut sums: Sums<Counts> = Sums::new(lengths.len());
        let longest = lengths.iter().copied().max().unwrap_or_default();
        for fact in self.facts.after(now.before(longest)) {
            let (Some(queue), at) = (fact.queue.get(), facts::date(fact, by)) else { continue };
            if at > now || self.is_closed(Some(QueueId(queue)), at) {
                continue;
            }
            for (counts, length) in sums.at(queue).iter_mut().zip(lengths) {
                if at > now.before(*length) {
                    facts::add(counts, fact);
                }
            }
        }
        sums
    }
}
