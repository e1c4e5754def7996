//! Two counts of the same day, made apart: the simulator's tally and `live`.

use domain::figures::{Attribution, Counts, LADDER, WorkCounts};
use domain::history::{ContactKey, WorkKey};
use domain::state::Certainty;
use domain::{Duration, SourceId, Timestamp};
use journal::{Event, Record, SourceKey};
use live::{Effect, Live};
use sim::tally::{AgentTally, QueueTally, THRESHOLDS};
use sim::{Centre, Start, Surge, Tally};
use std::collections::BTreeMap;

const SOURCE: SourceId = SourceId(1);

/// Feeds `live` with records as the journal would hold them.
struct Feed {
    live: Live,
    effects: Vec<Effect>,
    sequence: u64,
    last: Timestamp,
}

impl Feed {
    fn new() -> Self {
        let last = Timestamp(0);
        Self { live: Live::new(), effects: Vec::new(), sequence: 0, last }
    }

    fn hear(&mut self, at: Timestamp, event: Event) {
        self.sequence += 1;
        self.last = self.last.plus(Duration(1)).max(at);
        let record = Record {
            sequence: self.sequence,
            occurred_at: at,
            journalled_at: self.last,
            source: SOURCE,
            key: SourceKey { epoch: 1, counter: self.sequence },
            certainty: Certainty::Reported,
            event,
        };
        self.live.apply(&record, &mut self.effects);
    }
}

struct Both {
    tally: Tally,
    feed: Feed,
}

impl sim::Observer for Both {
    fn see(&mut self, at: Timestamp, event: Event) {
        self.tally.see(at, event.clone());
        self.feed.hear(at, event);
    }
}

/// A day with a surge, and the night after in which what is open comes to its end.
fn day(seed: u64) -> (Both, Timestamp) {
    let start = Timestamp::parse("2026-11-23T00:00:00+08:00").expect("an instant");
    let hours = |hours: i64| start.plus(Duration::from_minutes(60 * hours));
    let mut centre =
        Centre::with(Start { source: SOURCE, last_call: hours(24), ..Start::new(seed, start) });
    let mut both = Both { tally: Tally::new(), feed: Feed::new() };
    let registered = Event::SourceRegistered {
        source: SOURCE,
        key: "sim".into(),
        name: "示例".into(),
        connector: "sim".into(),
    };
    for event in [registered].into_iter().chain(centre.registrations()) {
        sim::Observer::see(&mut both, start, event);
    }
    centre.add_surge(Surge { queue: None, start: hours(14), end: hours(15), factor: 1.6 });
    let end = hours(28);
    centre.run_until(end, &mut both);
    assert_eq!(centre.open(), 0, "everything comes to an end");
    both.tally.close(end);
    both.feed.live.tick(hours(31), &mut both.feed.effects);
    (both, end)
}

fn queues_of(effects: &[Effect], wanted: Attribution) -> BTreeMap<u32, Counts> {
    let mut cells = BTreeMap::new();
    for effect in effects {
        if let Effect::SetContactCell(cell) = effect
            && let ContactKey::Queue(queue) = cell.key
            && cell.attribution == wanted
        {
            cells.insert((queue.0, cell.start), cell.counts);
        }
    }
    let mut sums: BTreeMap<u32, Counts> = BTreeMap::new();
    for ((queue, _), counts) in cells {
        sums.entry(queue).or_default().merge(&counts);
    }
    sums
}

fn agents_of(effects: &[Effect], before: Timestamp) -> BTreeMap<u32, WorkCounts> {
    let mut cells = BTreeMap::new();
    for effect in effects {
        if let Effect::SetWorkCell(cell) = effect
            && let WorkKey::Agent(agent) = cell.key
            && cell.start < before
        {
            cells.insert((agent.0, cell.start, cell.team), cell.counts);
        }
    }
    let mut sums: BTreeMap<u32, WorkCounts> = BTreeMap::new();
    for ((agent, ..), counts) in cells {
        sums.entry(agent).or_default().merge(&counts);
    }
    sums
}

/// Live's counts in the tally's form.
fn as_queue_tally(counts: &Counts) -> QueueTally {
    let micros = |length: u64| i64::try_from(length).expect("less than an age");
    let within = |waits: &domain::figures::Histogram| {
        THRESHOLDS.map(|seconds| waits.within(Duration::from_secs(seconds)))
    };
    QueueTally {
        offered: counts.offered.into(),
        refused: counts.refused.into(),
        answered: counts.answered.into(),
        handled: counts.handled.into(),
        abandoned: counts.abandoned.into(),
        diverted: counts.diverted.into(),
        offers: counts.offers.into(),
        rung_out: counts.rung_out.into(),
        blind_transfers: counts.transferred_blind.into(),
        attended_transfers: counts.transferred_attended.into(),
        wait_answered: micros(counts.wait_answered),
        wait_abandoned: micros(counts.wait_abandoned),
        wait_max: micros(counts.wait_max),
        answered_within: within(&counts.answered_waits),
        abandoned_within: within(&counts.abandoned_waits),
        talk: micros(counts.talk),
        hold: micros(counts.hold),
        after_contact_work: micros(counts.after_contact_work),
    }
}

fn as_agent_tally(counts: &WorkCounts) -> AgentTally {
    AgentTally {
        times: counts.times.0.map(|length| i64::try_from(length).expect("less than an age")),
        offers: counts.offers.into(),
        rung_out: counts.rung_out.into(),
        answered: counts.answered.into(),
        handled: counts.handled.into(),
        transferred: counts.transferred.into(),
        overrun: i64::try_from(counts.break_overrun).expect("less than an age"),
    }
}

#[test]
fn live_counts_what_the_simulator_counted_to_the_microsecond() {
    assert!(THRESHOLDS.iter().all(|seconds| LADDER.contains(seconds)));
    for seed in [1, 2, 3] {
        let (both, end) = day(seed);
        let effects = &both.feed.effects;
        for attribution in [Attribution::ByArrival, Attribution::ByEvent] {
            let sums = queues_of(effects, attribution);
            assert_eq!(sums.len(), 12);
            for (queue, counts) in sums {
                let told = &both.tally.queues[queue as usize];
                assert_eq!(
                    &as_queue_tally(&counts),
                    told,
                    "seed {seed} queue-{queue} {attribution:?}"
                );
                assert!(told.offered > 0 && told.blind_transfers > 0);
            }
        }
        let work = agents_of(effects, end);
        let mut on_duty = 0;
        for (agent, told) in both.tally.agents.iter().enumerate() {
            let counted = work.get(&u32::try_from(agent).unwrap()).copied().unwrap_or_default();
            assert_eq!(&as_agent_tally(&counted), told, "seed {seed} agent-{agent}");
            on_duty += i32::from(told.offers > 0);
        }
        assert!(on_duty > 150);
    }
}

#[test]
fn live_finds_nothing_to_object_to() {
    let (both, _) = day(4);
    let anomalies: Vec<_> = both
        .feed
        .effects
        .iter()
        .filter(|effect| matches!(effect, Effect::ReportAnomaly { .. }))
        .take(5)
        .collect();
    assert!(anomalies.is_empty(), "{anomalies:#?}");
    assert_eq!(both.feed.live.check(), Ok(()));
}
