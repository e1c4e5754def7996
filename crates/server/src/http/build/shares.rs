//! Where the contacts of a figure were: by queue, and by how long they waited.
//!
//! Room:  server/http/build; beside `contact_list`.
//! Takes: counts of history, and the rows that are not in it yet. Gives: shares, the largest first.
//! Holds: the shares of queues, and those of waits, each add up to the list.
//! Proof: `tests/it/api_figures.rs`.

use crate::http::views::contact::{ContactView, QueueShare, WaitShare};
use domain::{Duration, QueueId};
use live::Live;
use std::collections::BTreeMap;
use store::ContactGroup;

/// Waits up to so many seconds stand together; those beyond the last, too.
const BANDS: [u32; 7] = [10, 20, 30, 60, 120, 300, 600];

/// How many there are, by queue and band.
#[derive(Clone, Debug, Default)]
pub struct Shares {
    queues: BTreeMap<Option<QueueId>, u64>,
    waits: [u64; BANDS.len() + 1],
}

impl Shares {
    /// The bounds that history is asked for.
    #[must_use]
    pub fn bands() -> [Duration; BANDS.len()] {
        BANDS.map(|seconds| Duration::from_secs(i64::from(seconds)))
    }

    pub fn add(&mut self, group: &ContactGroup) {
        *self.queues.entry(group.queue).or_default() += group.count;
        if let Some(count) = self.waits.get_mut(group.band) {
            *count += group.count;
        }
    }

    /// A row that history does not hold yet.
    pub fn add_row(&mut self, row: &ContactView) {
        let wait = row.wait_ms.unwrap_or(0);
        let band = BANDS.iter().position(|&most| wait <= u64::from(most) * 1_000);
        let band = band.unwrap_or(BANDS.len());
        self.add(&ContactGroup { queue: row.queue.map(QueueId), band, count: 1 });
    }

    #[must_use]
    pub fn total(&self) -> u64 {
        self.waits.iter().sum()
    }

    /// The fullest first.
    #[must_use]
    pub fn by_queue(&self, live: &Live) -> Vec<QueueShare> {
        let names = &live.names().queues;
        let share = |(&queue, &count): (&Option<QueueId>, &u64)| QueueShare {
            queue: queue.map(|id| id.0),
            name: queue.and_then(|id| names.get(&id)).map(|known| known.name.clone()),
            count,
        };
        let mut shares: Vec<_> = self.queues.iter().map(share).collect();
        shares.sort_by_key(|share| std::cmp::Reverse(share.count));
        shares
    }

    /// The shortest waits first, up to the longest that there is.
    #[must_use]
    pub fn by_wait(&self) -> Vec<WaitShare> {
        let beyond = std::iter::once(0).chain(BANDS);
        let within = BANDS.into_iter().map(Some).chain([None]);
        let share = |((beyond_s, within_s), &count)| WaitShare { beyond_s, within_s, count };
        let mut shares: Vec<_> = beyond.zip(within).zip(&self.waits).map(share).collect();
        let longest = shares.iter().rposition(|share| share.count > 0);
        shares.truncate(longest.map_or(0, |place| place + 1));
        shares
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_stand_between_the_bounds_that_a_list_takes() {
        let mut shares = Shares::default();
        shares.add(&ContactGroup { queue: Some(QueueId(7)), band: 0, count: 2 });
        shares.add(&ContactGroup { queue: None, band: 3, count: 1 });
        assert_eq!(shares.total(), 3);
        let waits: Vec<_> = shares
            .by_wait()
            .into_iter()
            .map(|share| (share.beyond_s, share.within_s, share.count))
            .collect();
        let told = [(0, Some(10), 2), (10, Some(20), 0), (20, Some(30), 0), (30, Some(60), 1)];
        assert_eq!(waits, told);
        assert_eq!(Shares::default().by_wait(), []);
    }
}
