//! The centre's own facts: name, zone, definition in force, and the names that reports need.
//!
//! Room:  server/http/build.

use crate::http::build::figures;
use crate::http::build::told::Told;
use crate::http::views::figures::DefinitionView;
use domain::calendar::{Day, Zone};
use domain::figures::Counts;
use domain::history::{ContactCell, ContactKey};
use domain::measure::{Definition, ServiceLevelDefinition};
use domain::{DidId, Duration, Interval, QueueId, SkillId, Timestamp};
use live::view::HOUSE_DEFINITION;
use live::{Hours, Live};
use std::collections::BTreeMap;
use store::{Grid, Slot};

/// A queue's name and skill.
#[derive(Clone, Debug)]
pub struct KnownQueue {
    pub name: String,
    pub skill: Option<SkillId>,
}

/// What a report needs to know of the centre; taken from the state in one look.
#[derive(Clone, Debug)]
pub struct House {
    pub name: String,
    pub zone: Zone,
    pub business_day_start: Duration,
    pub definition: Definition,
    /// When queues were open; empty where the definition does not ask.
    pub hours: Hours,
    pub target: Option<u16>,
    pub queues: BTreeMap<QueueId, KnownQueue>,
    pub skills: BTreeMap<SkillId, String>,
    pub dids: BTreeMap<DidId, String>,
}

/// The moment of whose definitions a time is read: its last one, or now while it lasts. So a day
/// that is over keeps the definition that held when it ended, whatever is set later.
#[must_use]
pub fn read_as_of(within: Interval, now: Timestamp) -> Timestamp {
    Timestamp::from_micros(within.end.micros().saturating_sub(1)).min(now)
}

/// The centre as it is known now, with the definition that held at `at`.
#[must_use]
pub fn house(live: &Live, at: Timestamp) -> House {
    let names = live.names();
    let centre = live.centre();
    let queue = |queue: QueueId| {
        let known = names.queues.get(&queue);
        let name = known.map_or_else(|| queue.to_string(), |known| known.name.clone());
        (queue, KnownQueue { name, skill: known.and_then(|known| known.skill) })
    };
    let definition = definition(live, at);
    let asks = definition.service_level.without_closed_hours;
    House {
        name: centre.name.clone(),
        zone: live.zone().clone(),
        business_day_start: centre.business_day_start,
        definition,
        hours: if asks { live.hours().clone() } else { Hours::default() },
        target: live.target(None, HOUSE_DEFINITION),
        queues: live.queues().into_iter().map(queue).collect(),
        skills: names.skills.iter().map(|(&id, known)| (id, known.name.clone())).collect(),
        dids: names.dids.iter().map(|(&id, known)| (id, known.name.clone())).collect(),
    }
}

/// The house's definition in force at a moment.
#[must_use]
pub fn definition(live: &Live, now: Timestamp) -> Definition {
    live.definition(HOUSE_DEFINITION, now).unwrap_or(Definition {
        id: HOUSE_DEFINITION,
        version: 1,
        effective_from: Timestamp::MIN,
        service_level: ServiceLevelDefinition::HOUSE,
    })
}

/// The service level that a queue, or the centre, shall reach; a share.
#[must_use]
pub fn target(live: &Live, queue: Option<QueueId>, now: Timestamp) -> Option<f64> {
    live.target(queue, definition(live, now).id).map(|permille| f64::from(permille) / 1_000.0)
}

/// The house's definition with the target of a queue, or of the centre.
#[must_use]
pub fn definition_view(live: &Live, queue: Option<QueueId>, now: Timestamp) -> DefinitionView {
    let definition = definition(live, now);
    figures::definition(&definition, live.target(queue, definition.id))
}

impl House {
    /// The definition as it stands beside the centre's figures.
    #[must_use]
    pub fn definition_view(&self) -> DefinitionView {
        figures::definition(&self.definition, self.target)
    }

    /// The sums of cells over a grid, twice: of all, and of those within opening hours. A dialled
    /// number has no hours.
    #[must_use]
    pub fn curve(&self, cells: &[ContactCell], grid: &Grid) -> Vec<Slot<ContactKey, Told>> {
        let all = grid.sum(cells);
        if !self.definition.service_level.without_closed_hours {
            let always = |slot: Slot<ContactKey, Counts>| {
                let Slot { key, interval, counts, revision } = slot;
                Slot { key, interval, counts: Told::always(counts), revision }
            };
            return all.into_iter().map(always).collect();
        }
        let is_open = |cell: &&ContactCell| match cell.key {
            ContactKey::Queue(queue) => self.hours.is_open(queue, cell.start),
            ContactKey::Did(_) => true,
        };
        let mut in_hours = grid.sum(cells.iter().filter(is_open)).into_iter().peekable();
        let told = |slot: Slot<ContactKey, Counts>| {
            let Slot { key, interval, counts, revision } = slot;
            let same = in_hours.next_if(|one| one.key == key && one.interval == interval);
            let within = same.map_or_else(Counts::default, |same| same.counts);
            Slot { key, interval, counts: Told { all: counts, in_hours: within }, revision }
        };
        all.into_iter().map(told).collect()
    }

    /// A local business day.
    #[must_use]
    pub fn day(&self, day: Day) -> Interval {
        self.zone.business_interval(day, self.business_day_start)
    }

    /// The business day at an instant.
    #[must_use]
    pub fn day_at(&self, at: Timestamp) -> Day {
        self.zone.business_day(at, self.business_day_start)
    }
}
