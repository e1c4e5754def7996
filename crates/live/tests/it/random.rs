//! Random stories: sense, nonsense and lateness from a small world, so that things collide.

use domain::opening::{OpenSpan, OpeningHours};
use domain::state::{
    AgentState, Certainty, Channel, Direction, DivertReason, EndedBy, NotReadyReason,
    RefusalReason, SeatState, TransferKind,
};
use domain::{
    AgentId, ContactId, DidId, Duration, IvrNodeId, QueueId, SeatId, SkillId, SourceId, TeamId,
    Timestamp,
};
use journal::{Event, Named, Record, SourceKey};
use live::{Effect, Live};
use proptest::prelude::*;

use crate::story::ZERO;

pub(crate) const QUEUES: u32 = 3;
pub(crate) const AGENTS: u32 = 4;

fn contact() -> impl Strategy<Value = ContactId> {
    (1..6_u64).prop_map(ContactId)
}

fn queue() -> impl Strategy<Value = QueueId> {
    (0..QUEUES).prop_map(QueueId)
}

fn agent() -> impl Strategy<Value = AgentId> {
    (0..AGENTS).prop_map(AgentId)
}

fn state() -> impl Strategy<Value = AgentState> {
    prop_oneof![
        1 => Just(AgentState::SignedOut),
        1 => Just(AgentState::Available),
        1 => Just(AgentState::Ringing),
        1 => Just(AgentState::Talking),
        1 => Just(AgentState::Holding),
        4 => Just(AgentState::AfterContactWork),
        1 => Just(AgentState::NotReady(NotReadyReason::Break)),
        1 => Just(AgentState::NotReady(NotReadyReason::Meal)),
    ]
}

fn contact_event() -> impl Strategy<Value = Event> {
    let maybe_queue = || prop::option::weighted(0.7, queue());
    prop_oneof![
        6 => (contact(), prop::option::of((0..2_u32).prop_map(DidId)), any::<bool>()).prop_map(
            |(contact, did, is_chat)| Event::ContactArrived {
                contact,
                channel: if is_chat { Channel::Chat } else { Channel::Voice },
                direction: Direction::Inbound,
                did,
                customer: None,
                external: None,
            }
        ),
        8 => (contact(), queue(), 0..3).prop_map(|(contact, queue, priority)| {
            Event::ContactQueued { contact, queue, priority }
        }),
        1 => (contact(), queue()).prop_map(|(contact, queue)| Event::ContactRefused {
            contact,
            queue,
            reason: RefusalReason::QueueFull
        }),
        1 => (contact(), (0..2_u32).prop_map(IvrNodeId))
            .prop_map(|(contact, node)| Event::IvrEntered { contact, node }),
        4 => (contact(), maybe_queue(), agent())
            .prop_map(|(contact, queue, agent)| Event::ContactOffered { contact, queue, agent }),
        2 => (contact(), maybe_queue(), agent())
            .prop_map(|(contact, queue, agent)| Event::OfferRungOut { contact, queue, agent }),
        1 => (contact(), maybe_queue(), agent())
            .prop_map(|(contact, queue, agent)| Event::OfferWithdrawn { contact, queue, agent }),
        10 => (contact(), maybe_queue(), agent())
            .prop_map(|(contact, queue, agent)| Event::ContactAnswered { contact, queue, agent }),
        2 => (contact(), agent())
            .prop_map(|(contact, agent)| Event::ContactHeld { contact, agent }),
        2 => (contact(), agent())
            .prop_map(|(contact, agent)| Event::ContactResumed { contact, agent }),
        2 => (contact(), agent(), prop::option::of(agent())).prop_map(
            |(contact, agent, to_agent)| Event::ContactTransferred {
                contact,
                agent,
                transfer: TransferKind::Blind,
                to_queue: None,
                to_agent,
            }
        ),
        5 => (contact(), agent()).prop_map(|(contact, agent)| Event::ContactReleased {
            contact,
            agent,
            by: EndedBy::Agent
        }),
        2 => (contact(), queue()).prop_map(|(contact, queue)| Event::ContactDiverted {
            contact,
            queue,
            reason: DivertReason::Key
        }),
        3 => (contact(), queue())
            .prop_map(|(contact, queue)| Event::ContactAbandoned { contact, queue }),
        4 => contact()
            .prop_map(|contact| Event::ContactEnded { contact, by: EndedBy::Customer }),
        1 => (contact(), agent())
            .prop_map(|(contact, agent)| Event::WrapUpEnded { contact, agent, code: None }),
    ]
}

fn floor_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        2 => (agent(), prop::option::of((0..3_u32).prop_map(SeatId)))
            .prop_map(|(agent, seat)| Event::AgentSignedIn { agent, seat }),
        1 => agent().prop_map(|agent| Event::AgentSignedOut { agent }),
        8 => (agent(), state())
            .prop_map(|(agent, state)| Event::AgentStateChanged { agent, state }),
        1 => (agent(), prop::option::of((0..2_u32).prop_map(TeamId)))
            .prop_map(|(agent, team)| Event::AgentAssigned { agent, team }),
        1 => (queue(), agent())
            .prop_map(|(queue, agent)| Event::MemberAdded { queue, agent, penalty: 0 }),
        1 => (queue(), agent()).prop_map(|(queue, agent)| Event::MemberRemoved { queue, agent }),
        1 => (agent(), (0..2_u32).prop_map(SkillId), 1..9_u8)
            .prop_map(|(agent, skill, level)| Event::SkillSet { agent, skill, level }),
        1 => (0..3_u32).prop_map(|seat| Event::SeatStateSet {
            seat: SeatId(seat),
            state: SeatState::OutOfOrder
        }),
        1 => Just(Event::SourceLost {}),
        1 => (0..900_i64).prop_map(|limit| Event::BreakAllowanceSet {
            reason: NotReadyReason::Break,
            limit: Duration::from_secs(limit)
        }),
        1 => (0..24_i64).prop_map(|hour| Event::CentreConfigured {
            name: "示例".into(),
            zone: "Asia/Shanghai".into(),
            business_day_start: Duration::from_minutes(hour * 60),
        }),
        1 => (queue(), hours()).prop_map(|(queue, (from, hours))| Event::OpeningHoursSet {
            queue,
            effective_from: from,
            hours: hours.map(Box::new),
        }),
        1 => (0..QUEUES, prop::option::of(Just("综合"))).prop_map(|(queue, name)| {
            Event::DisplayNameSet { of: Named::Queue(QueueId(queue)), name: name.map(Into::into) }
        }),
        1 => (0..QUEUES, 0..2_u32).prop_map(|(queue, skill)| Event::QueuePlaced {
            queue: QueueId(queue),
            skill: Some(SkillId(skill)),
            site: None,
        }),
        1 => (0..QUEUES, 0..2_u32).prop_map(|(queue, skill)| Event::QueueRegistered {
            queue: QueueId(queue),
            key: queue.to_string(),
            name: queue.to_string(),
            skill: Some(SkillId(skill)),
            site: None,
        }),
    ]
}

/// Since ever or around the story's beginning: closed for an hour in every two, or never.
fn hours() -> impl Strategy<Value = (Timestamp, Option<OpeningHours>)> {
    let from = prop_oneof![
        Just(Timestamp::MIN),
        (-12..48_i64).prop_map(|steps| ZERO.plus(Duration::from_minutes(5 * steps))),
    ];
    (from, prop::option::weighted(0.8, Just(every_second_hour())))
}

pub(crate) fn every_second_hour() -> OpeningHours {
    let span = |hour: u32| OpenSpan::parse(&format!("{hour:02}:05-{:02}:00", hour + 1)).unwrap();
    let spans: Vec<OpenSpan> = (0..12).map(|half| span(2 * half)).collect();
    OpeningHours { week: std::array::from_fn(|_| spans.clone()), ..OpeningHours::default() }
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![4 => contact_event(), 1 => floor_event()]
}

/// Microseconds between two records: mostly moments, sometimes hours.
fn pause() -> impl Strategy<Value = i64> {
    prop_oneof![
        10 => 1..20_000_000_i64,
        4 => 1..400_000_000_i64,
        1 => 1..8_000_000_000_i64,
    ]
}

/// Microseconds by which a record is late; negative: its clock is ahead.
fn lateness() -> impl Strategy<Value = i64> {
    prop_oneof![
        10 => Just(0_i64),
        3 => 0..2_000_000_i64,
        2 => 0..900_000_000_i64,
        1 => 0..9_000_000_000_i64,
        1 => -4_000_000_000..0_i64,
    ]
}

fn records(steps: Vec<(i64, i64, u32, bool, Event)>) -> Vec<Record> {
    let mut journalled_at = ZERO;
    (1..)
        .zip(steps)
        .map(|(sequence, (pause, late, source, is_inferred, event))| {
            journalled_at = Timestamp(journalled_at.0 + pause);
            Record {
                sequence,
                occurred_at: Timestamp(journalled_at.0 - late),
                journalled_at,
                source: SourceId(source),
                key: SourceKey { epoch: 1, counter: sequence },
                certainty: if is_inferred { Certainty::Inferred } else { Certainty::Reported },
                event,
            }
        })
        .collect()
}

/// Records in the journal's order, late and early ones among them.
pub(crate) fn story(most: usize) -> impl Strategy<Value = Vec<Record>> {
    let step = (pause(), lateness(), 1..3_u32, prop::bool::weighted(0.1), event());
    prop::collection::vec(step, 0..most).prop_map(records)
}

/// Records that are written the moment they happen.
pub(crate) fn punctual_story(most: usize) -> impl Strategy<Value = Vec<Record>> {
    let step = (pause(), Just(0_i64), 1..3_u32, Just(false), event());
    prop::collection::vec(step, 0..most).prop_map(records)
}

/// Applies and checks after every record.
pub(crate) fn follow(live: &mut Live, records: &[Record], effects: &mut Vec<Effect>) {
    for record in records {
        live.apply(record, effects);
        if let Err(broken) = live.check() {
            panic!("after {record:?}: {broken}");
        }
    }
}

/// Everybody goes home and everything that is open runs into its limit.
pub(crate) fn close_all(live: &mut Live, effects: &mut Vec<Effect>) {
    let now = live.now().unwrap_or(ZERO);
    for agent in 0..AGENTS {
        let number = i64::from(agent) + 1;
        let record = Record {
            sequence: live.sequence() + 1,
            occurred_at: Timestamp(now.0 + 4_000_000_000 + number),
            journalled_at: Timestamp(now.0 + 4_000_000_000 + number),
            source: SourceId(1),
            key: SourceKey::default(),
            certainty: Certainty::Reported,
            event: Event::AgentSignedOut { agent: AgentId(agent) },
        };
        live.apply(&record, effects);
    }
    live.tick(now.plus(Duration::from_minutes(60 * 60)), effects);
    live.tick(now.plus(Duration::from_minutes(62 * 60)), effects);
}
