//! Handle times and patience of a queue's closed history, as a staffing plan starts from them.
//!
//! Room:  server/http/build; beside `staffing_basis`.
//! Takes: cells of contacts by arrival. Gives: `Learned`.
//! Holds: a slot in which little was handled borrows from the whole day; few who abandoned tell nothing.
//! Proof: tests below; `tests/it/api_staffing.rs`.

use domain::calendar::Zone;
use domain::history::ContactCell;
use std::collections::BTreeMap;

/// Handled contacts of the whole day that every slot has besides its own.
const BORROWED: f64 = 30.0;
/// Fewer abandoned tell nothing of patience.
const LEAST_ABANDONED: u64 = 20;

/// Handled contacts and their time.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Handled {
    pub(super) handled: u64,
    seconds: f64,
}

/// What the history says of handle times and patience.
#[derive(Clone, Debug, Default)]
pub(super) struct Learned {
    slots: BTreeMap<u32, Handled>,
    pub(super) whole: Handled,
    waited_s: f64,
    pub(super) abandoned: u64,
}

impl Learned {
    pub(super) fn of(cells: &[ContactCell], zone: &Zone, step: u32) -> Self {
        let mut learned = Self::default();
        for cell in cells {
            let counts = &cell.counts;
            let busy = counts.talk + counts.hold + counts.after_contact_work;
            let slot = zone.minute_of_day(cell.start) / step;
            for sum in [&mut learned.whole, learned.slots.entry(slot).or_default()] {
                sum.handled += u64::from(counts.handled);
                sum.seconds += seconds(busy);
            }
            learned.waited_s += seconds(counts.wait_answered + counts.wait_abandoned);
            learned.abandoned += u64::from(counts.abandoned);
        }
        learned
    }

    pub(super) fn handle_s(&self) -> Option<f64> {
        (self.whole.handled > 0).then(|| self.whole.seconds / count(self.whole.handled))
    }

    /// Of a slot, with so much of the whole that a few long contacts do not tell.
    pub(super) fn slot_s(&self, slot: u32) -> Option<f64> {
        let own = self.slots.get(&slot).copied().unwrap_or_default();
        let whole = self.handle_s()?;
        Some((own.seconds + BORROWED * whole) / (count(own.handled) + BORROWED))
    }

    pub(super) fn patience_s(&self) -> Option<f64> {
        let is_told = self.abandoned >= LEAST_ABANDONED && self.waited_s > 0.0;
        is_told.then(|| self.waited_s / count(self.abandoned))
    }
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^52 microseconds a cell")]
pub(super) fn seconds(micros: u64) -> f64 {
    micros as f64 / 1e6
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^52 contacts")]
fn count(contacts: u64) -> f64 {
    contacts as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::figures::{Attribution, Counts};
    use domain::history::ContactKey;
    use domain::{QueueId, Timestamp};

    fn cell(minute: i64, counts: Counts) -> ContactCell {
        ContactCell {
            key: ContactKey::Queue(QueueId(1)),
            attribution: Attribution::ByArrival,
            start: Timestamp::from_secs(60 * minute),
            revision: 1,
            counts,
        }
    }

    #[test]
    fn a_slot_with_little_behind_it_says_what_the_day_says() {
        let busy = Counts {
            handled: 300,
            talk: 300 * 200_000_000,
            hold: 300 * 40_000_000,
            after_contact_work: 300 * 60_000_000,
            wait_answered: 5_000_000_000,
            wait_abandoned: 1_000_000_000,
            abandoned: 30,
            ..Counts::default()
        };
        let odd = Counts { handled: 1, talk: 3_600_000_000, ..Counts::default() };
        let learned =
            Learned::of(&[cell(600, busy), cell(605, busy), cell(180, odd)], &Zone::utc(), 30);
        let whole = (600.0 * 300.0 + 3_600.0) / 601.0;
        assert!((learned.handle_s().unwrap() - whole).abs() < 1e-9);
        assert!((learned.slot_s(20).unwrap() - 300.0).abs() < 1.0);
        let odd = learned.slot_s(6).unwrap();
        assert!((odd - (3_600.0 + 30.0 * whole) / 31.0).abs() < 1e-9, "{odd}");
        assert!((learned.slot_s(40).unwrap() - whole).abs() < 1e-9, "nothing came then");
        assert!((learned.patience_s().unwrap() - 200.0).abs() < 1e-9);
    }

    #[test]
    fn few_who_abandoned_tell_nothing_of_patience() {
        let counts = Counts { abandoned: 19, wait_abandoned: 1_000_000, ..Counts::default() };
        let learned = Learned::of(&[cell(0, counts)], &Zone::utc(), 30);
        assert_eq!(
            (learned.patience_s(), learned.handle_s(), learned.slot_s(0)),
            (None, None, None)
        );
    }
}
