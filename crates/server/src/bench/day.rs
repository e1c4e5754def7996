//! A made-up day of a large centre, for benchmarks that need a full journal.
//!
//! Room:  server, `bench`.
//! Gives: contacts spread over 24 hours: arrive, wait, are answered, end; 10 000 agents that sign
//!        in first, 500 queues.
//! Holds: the same numbers give the same day.
//! Proof: docs/benchmarks.md.

use crate::cli::print;
use crate::clock::StagedClock;
use crate::engine::{Engine, Options, Stated};
use domain::state::{AgentState, Certainty, Channel, Direction, EndedBy};
use domain::{AgentId, ContactId, Duration, QueueId, SourceId, Timestamp};
use journal::Event;
use std::collections::BTreeMap;
use std::path::Path;
use store::Store;

pub const AGENTS: u32 = 10_000;
pub const QUEUES: u32 = 500;
/// 2026-11-22T00:00:00Z.
pub const MIDNIGHT: Timestamp = Timestamp(1_795_305_600_000_000);
const DAY: i64 = 86_400_000_000;
/// Events of one contact.
pub const LIFE: u64 = 6;
const BATCH: usize = 4_000;

/// The first events of the day: everybody there is, signed in.
#[must_use]
pub fn opening(at: Timestamp, agents: u32, queues: u32) -> Vec<Stated> {
    let mut events = Vec::new();
    for queue in (0..queues).map(QueueId) {
        let (key, name) = (format!("q{}", queue.0), format!("Queue {}", queue.0));
        events.push(Event::QueueRegistered { queue, key, name, skill: None, site: None });
    }
    for agent in (0..agents).map(AgentId) {
        let (key, name) = (format!("a{}", agent.0), format!("Agent {}", agent.0));
        events.push(Event::AgentRegistered { agent, key, name, site: None });
        events.push(Event::AgentSignedIn { agent, seat: None });
        let queue = QueueId(agent.0 % queues);
        events.push(Event::MemberAdded { queue, agent, penalty: 0 });
        events.push(Event::AgentStateChanged { agent, state: AgentState::Available });
    }
    events.into_iter().map(|event| stated(at, event)).collect()
}

fn stated(at: Timestamp, event: Event) -> Stated {
    Stated { key: None, occurred_at: Some(at), certainty: Certainty::Reported, event }
}

/// The life of the `number`-th contact, arriving at `at`.
#[must_use]
pub fn life(source: SourceId, number: u64, at: Timestamp) -> [(Timestamp, Event); 6] {
    let contact = ContactId::of(source, number + 1);
    let spread = |modulus: u64| number.wrapping_mul(2_654_435_761) % modulus;
    let agent = AgentId(u32::try_from(number % u64::from(AGENTS)).unwrap_or(0));
    let queue = QueueId(agent.0 % QUEUES);
    let after = |secs: u64| at.plus(Duration::from_secs(secs.cast_signed()));
    let (ring, answer) = (3 + spread(20), 6 + spread(20));
    let end = answer + 60 + spread(240);
    let arrived = Event::ContactArrived {
        contact,
        channel: Channel::Voice,
        direction: Direction::Inbound,
        did: None,
        customer: None,
        external: Some(format!("c{number}")),
    };
    let queue = Some(queue);
    [
        (at, arrived),
        (after(1), Event::ContactQueued { contact, queue: QueueId(agent.0 % QUEUES), priority: 0 }),
        (after(ring), Event::ContactOffered { contact, queue, agent }),
        (after(answer), Event::ContactAnswered { contact, queue, agent }),
        (after(end), Event::ContactReleased { contact, agent, by: EndedBy::Customer }),
        (after(end), Event::ContactEnded { contact, by: EndedBy::Customer }),
    ]
}

/// The day's events in the order of time.
#[derive(Debug)]
pub struct Day {
    source: SourceId,
    contacts: u64,
    next: u64,
    count: u64,
    waiting: BTreeMap<(Timestamp, u64), Event>,
}

impl Day {
    #[must_use]
    pub fn new(source: SourceId, events: u64) -> Self {
        let contacts = events / LIFE;
        Self { source, contacts, next: 0, count: 0, waiting: BTreeMap::new() }
    }
}

impl Iterator for Day {
    type Item = Stated;

    fn next(&mut self) -> Option<Stated> {
        while self.next < self.contacts {
            let share = i128::from(DAY) * i128::from(self.next) / i128::from(self.contacts);
            let at = MIDNIGHT.plus(Duration::from_micros(i64::try_from(share).unwrap_or(DAY)));
            if self.waiting.first_key_value().is_some_and(|((first, _), _)| *first < at) {
                break;
            }
            for (at, event) in life(self.source, self.next, at) {
                self.count += 1;
                self.waiting.insert((at, self.count), event);
            }
            self.next += 1;
        }
        self.waiting.pop_first().map(|((at, _), event)| stated(at, event))
    }
}

/// Journals the day and then waits to be killed: the folder is then as a crash leaves it.
pub async fn write(data: &Path, events: u64) -> anyhow::Result<()> {
    let store = Store::open(data, MIDNIGHT).await?;
    let clock = StagedClock::at(MIDNIGHT).clock();
    let engine = Engine::start(store, clock, Options::default()).await?;
    let source = engine.source("bench", "bench", "bench").await?;
    engine.backfill_stated(source, opening(MIDNIGHT, AGENTS, QUEUES)).await?;
    let mut batch = Vec::with_capacity(BATCH);
    for event in Day::new(source, events) {
        batch.push(event);
        if batch.len() == BATCH {
            engine.backfill_stated(source, std::mem::take(&mut batch)).await?;
        }
    }
    engine.backfill_stated(source, batch).await?;
    engine.settle().await;
    print(&format!("journaled {}\n", engine.sequence()));
    std::future::pending().await
}
