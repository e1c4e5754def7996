//! Counts over running intervals and the business day, by any key.
//!
//! Room:  live; under `view`, beside `windows`.

use crate::live::Live;
use domain::figures::{Attribution, Counts};
use domain::history::ContactKey;
use domain::{Duration, Interval, QueueId};
use std::collections::{BTreeMap, BTreeSet};

/// What figures are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// One group, numbered 0.
    Centre,
    Queue,
    Did,
    /// By the skill of the queue.
    Skill,
    /// By the site of the queue.
    Site,
    Team,
    Agent,
    Seat,
}

/// An interval that is running.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Running {
    FiveMinutes,
    QuarterHour,
    HalfHour,
    Hour,
    /// The business day.
    Day,
}

impl Live {
    /// The bounds of the running interval that holds the last closed instant.
    #[must_use]
    pub fn running_interval(&self, running: Running) -> Interval {
        let minutes = match running {
            Running::Day => return self.cells.day(),
            Running::FiveMinutes => 5,
            Running::QuarterHour => 15,
            Running::HalfHour => 30,
            Running::Hour => 60,
        };
        let step = Duration::from_minutes(minutes);
        Interval::at(self.cells.running().floor(step), step)
    }

    /// The counts of a queue or DID in a running interval.
    #[must_use]
    pub fn running(&self, key: ContactKey, by: Attribution, running: Running) -> Counts {
        match running {
            Running::Day => self.cells.today(key, by),
            Running::FiveMinutes | Running::QuarterHour | Running::HalfHour | Running::Hour => {
                self.cells.since(key, by, self.running_interval(running).start)
            }
        }
    }

    /// The counts of every group in a running interval. Teams, agents and seats have windows and
    /// work, no contact cells.
    #[must_use]
    pub fn running_by(
        &self,
        group: Group,
        by: Attribution,
        running: Running,
    ) -> BTreeMap<u32, Counts> {
        let mut sums: BTreeMap<u32, Counts> = BTreeMap::new();
        if group == Group::Did {
            for &did in self.names.dids.keys() {
                sums.insert(did.0, self.running(ContactKey::Did(did), by, running));
            }
            return sums;
        }
        for queue in self.queues() {
            if let Some(key) = self.group_of_queue(group, queue) {
                let counts = self.running(ContactKey::Queue(queue), by, running);
                sums.entry(key).or_default().merge(&counts);
            }
        }
        sums
    }

    /// Every queue that was registered or had contacts.
    #[must_use]
    pub fn queues(&self) -> BTreeSet<QueueId> {
        let seen = (0_u32..).map(QueueId).take(self.waiting.len());
        let has_cells = seen.filter(|queue| self.cells.has(ContactKey::Queue(*queue)));
        has_cells.chain(self.names.queues.keys().copied()).collect()
    }

    /// Which group a queue belongs to, where figures of the group are sums over queues.
    #[must_use]
    pub fn group_of_queue(&self, group: Group, queue: QueueId) -> Option<u32> {
        let registered = self.names.queues.get(&queue);
        match group {
            Group::Centre => Some(0),
            Group::Queue => Some(queue.0),
            Group::Skill => Some(registered?.skill?.0),
            Group::Site => Some(registered?.site?.0),
            Group::Did | Group::Team | Group::Agent | Group::Seat => None,
        }
    }
}
