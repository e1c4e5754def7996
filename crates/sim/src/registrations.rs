//! What the journal is told before the first call: who and what there is.
//!
//! Room:  sim; made from the catalogue.
//! Gives: the registrations, definitions, targets, skills, memberships in the order in which they
//!        may be journaled: nothing is named before it is registered.
//! Proof: `tests/it/truth.rs`.
//! Never: names anything before it is registered.

use crate::catalogue::Catalogue;
use crate::centre::Centre;
use domain::measure::{Definition, ServiceLevelDefinition, ServiceLevelRule};
use domain::opening::{OpenSpan, OpeningHours};
use domain::state::NotReadyReason;
use domain::{
    AgentId, DidId, Duration, IvrNodeId, QueueId, SeatId, SiteId, SkillId, TeamId, Timestamp,
};
use journal::Event;

/// The house definition of the service level.
pub const HOUSE_DEFINITION: u32 = 1;

impl Centre {
    /// Everything that has to be journaled before the first event of the floor.
    #[must_use]
    pub fn registrations(&self) -> Vec<Event> {
        let house = self.house();
        let mut events = vec![Event::CentreConfigured {
            name: house.name.to_owned(),
            zone: house.zone.name().to_owned(),
            business_day_start: Duration::ZERO,
        }];
        events.extend(definitions());
        places(house, &mut events);
        ways_in(house, &mut events);
        people(house, &mut events);
        events.push(Event::SourceStarted { version: env!("CARGO_PKG_VERSION").to_owned() });
        events
    }
}

fn id(place: usize) -> u32 {
    u32::try_from(place).expect("no table of the house has four thousand million entries")
}

/// The five rules side by side, the house default first, with targets and allowances.
fn definitions() -> Vec<Event> {
    let rules = [
        ServiceLevelRule::LessShortAbandons,
        ServiceLevelRule::OfAnswered,
        ServiceLevelRule::OfOffered,
        ServiceLevelRule::AbandonsInTimeMet,
        ServiceLevelRule::LessAbandonsInTime,
    ];
    let mut events = Vec::new();
    for (number, rule) in rules.into_iter().enumerate() {
        let service_level = ServiceLevelDefinition { rule, ..ServiceLevelDefinition::HOUSE };
        let (id, effective_from) = (HOUSE_DEFINITION + id(number), Timestamp::MIN);
        let definition = Definition { id, version: 1, effective_from, service_level };
        events.push(Event::DefinitionSet { definition });
    }
    events.push(Event::TargetSet { queue: None, definition: HOUSE_DEFINITION, permille: 850 });
    for (reason, minutes) in [(NotReadyReason::Break, 15), (NotReadyReason::Meal, 45)] {
        let limit = Duration::from_minutes(minutes);
        events.push(Event::BreakAllowanceSet { reason, limit });
    }
    events
}

fn places(house: &Catalogue, events: &mut Vec<Event>) {
    for (number, site) in house.sites.iter().enumerate() {
        events.push(Event::SiteRegistered {
            site: SiteId(id(number)),
            key: site.key.to_owned(),
            name: site.name.to_owned(),
            zone: house.zone.name().to_owned(),
        });
    }
    for (number, site) in house.sites.iter().enumerate() {
        let first = house.first_seat(number);
        for place in 0..site.seats {
            let letter = ["B", "W", "C"].get(number).unwrap_or(&"S");
            let key = format!("{letter}{:03}", place + 1);
            events.push(Event::SeatRegistered {
                seat: SeatId(first + place),
                name: key.clone(),
                key,
                site: Some(SiteId(id(number))),
            });
        }
    }
    for (number, team) in house.teams.iter().enumerate() {
        events.push(Event::TeamRegistered {
            team: TeamId(id(number)),
            key: team.key.clone(),
            name: team.name.clone(),
            site: Some(SiteId(id(team.site))),
        });
    }
}

fn ways_in(house: &Catalogue, events: &mut Vec<Event>) {
    for (number, (key, name)) in house.skills.iter().enumerate() {
        events.push(Event::SkillRegistered {
            skill: SkillId(id(number)),
            key: (*key).to_owned(),
            name: (*name).to_owned(),
        });
    }
    for (number, queue) in house.queues.iter().enumerate() {
        let site = queue.site.map(id).map(SiteId);
        events.push(Event::QueueRegistered {
            queue: QueueId(id(number)),
            key: queue.key.to_owned(),
            name: queue.name.to_owned(),
            skill: Some(SkillId(id(queue.skill))),
            site,
        });
        if queue.priority > 0 {
            let (definition, permille) = (HOUSE_DEFINITION, 900);
            let queue = Some(QueueId(id(number)));
            events.push(Event::TargetSet { queue, definition, permille });
        }
    }
    events.extend(opening_hours(house));
    for (number, dialled) in house.dialled.iter().enumerate() {
        events.push(Event::DidRegistered {
            did: DidId(id(number)),
            key: dialled.number.to_owned(),
            name: dialled.name.to_owned(),
        });
    }
    for (number, node) in house.nodes.iter().enumerate() {
        events.push(Event::IvrNodeRegistered {
            node: IvrNodeId(id(number)),
            key: node.key.to_owned(),
            name: node.name.to_owned(),
        });
    }
}

/// The hours of the queues that close, the same on every day and since ever.
fn opening_hours(house: &Catalogue) -> impl Iterator<Item = Event> {
    let limited =
        house.queues.iter().enumerate().filter_map(|(number, q)| Some((number, q.hours?)));
    limited.map(|(number, (opens, closes))| {
        let daily = OpenSpan::parse(&format!("{opens:02}:00-{closes:02}:00"));
        let daily = daily.expect("the house opens and closes at full hours");
        let week = std::array::from_fn(|_| vec![daily]);
        Event::OpeningHoursSet {
            queue: QueueId(id(number)),
            effective_from: Timestamp::MIN,
            hours: Some(Box::new(OpeningHours { week, ..OpeningHours::default() })),
        }
    })
}

fn people(house: &Catalogue, events: &mut Vec<Event>) {
    for (number, person) in house.agents.iter().enumerate() {
        let agent = AgentId(id(number));
        events.push(Event::AgentRegistered {
            agent,
            key: person.key.clone(),
            name: person.name.clone(),
            site: Some(SiteId(id(person.site))),
        });
        events.push(Event::AgentAssigned { agent, team: Some(TeamId(id(person.team))) });
        for &(skill, level) in &person.skills {
            events.push(Event::SkillSet { agent, skill: SkillId(id(skill)), level });
        }
        for queue in 0..house.queues.len() {
            if let Some(level) = house.level(person.group, queue) {
                let (queue, penalty) = (QueueId(id(queue)), i32::from(level) - 1);
                events.push(Event::MemberAdded { queue, agent, penalty });
            }
        }
    }
}
