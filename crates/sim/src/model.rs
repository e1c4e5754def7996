//! A queueing model of a centre: queues, groups of agents with skills, periods with rates and staff.
//!
//! Room:  sim; beside the centre, for questions about numbers of people and not about persons.
//! Takes: a `Model`, a seed. Gives: each contact's outcome to a `Witness`; sums in `Tally`, estimates
//!        with their errors in `Study`.
//! Holds: same model, same seed: same outcomes; what a contact brings (patience, handling) hangs on its
//!        queue and number alone, so that two plans meet the same day.
//! Never: makes events of the journal, knows persons, looks at a clock.
//! Proof: `tests/it/model.rs`: closed forms, and the references of the shared folder.

mod busy;
mod demand;
mod engine;
mod law;
mod study;
mod tally;

pub use busy::Busy;
pub use engine::{Contact, Elapsed, Engine, Witness};
pub use law::Law;
pub use study::{Estimate, GroupRow, QueueRow, Study, replicate, seed_of};
pub use tally::{Cell, Tally};

use std::fmt;

/// So many groups at most: a group's number shares a word with a time.
pub const GROUPS_MAX: usize = 1 << engine::GROUP_BITS;

/// A centre as a queueing model. Lists "by period" have one entry per period, or a single one
/// that holds for all.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    pub queues: Vec<Queue>,
    pub groups: Vec<Group>,
    /// Length of a period, s.
    pub period_s: f64,
    pub periods: usize,
    pub choice: Choice,
    /// The day's factor on all rates: gamma with this shape and mean 1. Absent: always 1.
    pub busyness_shape: Option<f64>,
    pub horizon: Horizon,
}

/// Contacts of one kind, which wait in one line.
#[derive(Clone, Debug, PartialEq)]
pub struct Queue {
    /// Contacts per second, by period.
    pub rate_per_s: Vec<f64>,
    /// By period of arrival.
    pub handling: Vec<Law>,
    /// By period of arrival; empty: nobody abandons.
    pub patience: Vec<Law>,
    /// A wait up to this many seconds is in time.
    pub threshold_s: f64,
    /// An abandon within this many seconds is a wrong number.
    pub short_abandon_s: f64,
    /// The groups that serve it, the first asked first.
    pub groups: Vec<usize>,
}

/// Agents with the same skills.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// By period. Who is busy when a period with fewer begins finishes the contact and leaves.
    pub agents: Vec<u32>,
    /// The queues that it serves, the first asked first.
    pub queues: Vec<usize>,
}

/// Which queue an agent who becomes free serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The first of the group's queues in which somebody waits.
    InOrder,
    /// The one whose first contact has waited longest.
    LongestWait,
}

/// How long a replication goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Horizon {
    /// All periods once; what waits at the end is still served by the last period's agents.
    Day,
    /// The first period for ever: `warm_up` contacts are not counted, `counted` are.
    Contacts { warm_up: u64, counted: u64 },
}

/// Why a model cannot be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsound {
    /// Where, as `queues[2].handling`.
    pub place: String,
    pub what: &'static str,
}

impl fmt::Display for Unsound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

impl std::error::Error for Unsound {}

impl Model {
    /// Whether it can be run, and if not, why.
    ///
    /// # Errors
    /// The first entry that is missing, negative, endless or names what is not there.
    pub fn check(&self) -> Result<(), Unsound> {
        let Self { queues, groups, period_s, periods, choice: _, busyness_shape, horizon } = self;
        demand(!queues.is_empty(), "queues", "there is none")?;
        demand(queues.len() <= 1 << 16, "queues", "more than 65 536")?;
        demand(*periods > 0, "periods", "there is none")?;
        demand(is_length(*period_s), "period_s", "must be above 0 and finite")?;
        demand(groups.len() <= GROUPS_MAX, "groups", "more than 1 024")?;
        let is_shape = busyness_shape.is_none_or(|shape| shape >= 1.0 && shape.is_finite());
        demand(is_shape, "busyness_shape", "must be 1 or more")?;
        if let Horizon::Contacts { warm_up: _, counted } = horizon {
            demand(*counted > 0, "calls", "must be above 0")?;
            let is_steady = *periods == 1 && busyness_shape.is_none();
            demand(is_steady, "periods", "a run of contacts has one period and no busyness")?;
            let comes = queues.iter().any(|queue| queue.rate_per_s.iter().any(|rate| *rate > 0.0));
            demand(comes, "rates", "nobody ever comes")?;
        }
        for (index, queue) in queues.iter().enumerate() {
            self.check_queue(index, queue)?;
        }
        self.check_size()?;
        for (index, group) in groups.iter().enumerate() {
            let place = |part| format!("groups[{index}].{part}");
            demand(self.is_by_period(group.agents.len()), place("agents"), BY_PERIOD)?;
            let known = group.queues.iter().all(|queue| *queue < queues.len());
            demand(known, place("queues"), "names a queue that is not there")?;
        }
        Ok(())
    }

    /// Whether a replication ends in a time that anybody waits for. (Rates are already checked.)
    fn check_size(&self) -> Result<(), Unsound> {
        let rate = |period| {
            self.queues.iter().map(|queue| of_period(&queue.rate_per_s, period)).sum::<f64>()
        };
        let (length_s, contacts) = match self.horizon {
            Horizon::Day => {
                let rates: f64 = (0..self.periods).map(rate).sum();
                let periods = u32::try_from(self.periods).unwrap_or(u32::MAX);
                (self.period_s * f64::from(periods), rates * self.period_s)
            }
            Horizon::Contacts { warm_up, counted } => {
                #[expect(clippy::cast_precision_loss, reason = "an order of magnitude is enough")]
                let contacts = warm_up.saturating_add(counted) as f64;
                (contacts / rate(0), contacts)
            }
        };
        demand(length_s <= LENGTH_MAX_S, "periods", "a replication is longer than 30 years")?;
        demand(contacts <= CONTACTS_MAX, "rates", "a replication has more than 1e9 contacts")
    }

    fn check_queue(&self, index: usize, queue: &Queue) -> Result<(), Unsound> {
        let place = |part| format!("queues[{index}].{part}");
        let Queue { rate_per_s, handling, patience, threshold_s, short_abandon_s, groups } = queue;
        demand(self.is_by_period(rate_per_s.len()), place("rates"), BY_PERIOD)?;
        let are_rates = rate_per_s.iter().all(|rate| *rate >= 0.0 && *rate <= 1e5);
        demand(are_rates, place("rates"), "must be between 0 and 100 000 a second")?;
        demand(self.is_by_period(handling.len()), place("handling"), BY_PERIOD)?;
        demand(handling.iter().all(Law::is_sound), place("handling"), law::SOUND)?;
        let has_patience = patience.is_empty() || self.is_by_period(patience.len());
        demand(has_patience, place("patience"), BY_PERIOD)?;
        demand(patience.iter().all(Law::is_sound), place("patience"), law::SOUND)?;
        let are_times = *threshold_s >= 0.0 && *short_abandon_s >= 0.0;
        demand(are_times, place("threshold_s"), "must be 0 or more, as short_abandon_s")?;
        let known = groups.iter().all(|group| *group < self.groups.len());
        demand(known, place("groups"), "names a group that is not there")
    }

    const fn is_by_period(&self, entries: usize) -> bool {
        entries == 1 || entries == self.periods
    }
}

/// A replication is no longer, s.
const LENGTH_MAX_S: f64 = 1e9;
/// A replication has no more contacts.
const CONTACTS_MAX: f64 = 1e9;
const BY_PERIOD: &str = "has neither one entry nor one per period";

fn is_length(seconds: f64) -> bool {
    seconds > 0.0 && seconds <= 1e9
}

fn demand(holds: bool, place: impl Into<String>, what: &'static str) -> Result<(), Unsound> {
    if holds { Ok(()) } else { Err(Unsound { place: place.into(), what }) }
}

/// The entry of a list "by period".
#[inline]
fn of_period<T>(list: &[T], period: usize) -> &T {
    if list.len() == 1 { &list[0] } else { &list[period] }
}
