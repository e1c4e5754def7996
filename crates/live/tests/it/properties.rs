//! What holds for every story, sense or nonsense.

use crate::random::{AGENTS, QUEUES, close_all, every_second_hour, follow, punctual_story, story};
use crate::story::ZERO;
use domain::figures::Attribution::{self, ByArrival, ByEvent};
use domain::figures::{Counts, WorkCounts};
use domain::history::{ContactCell, ContactKey, ContactRow, Outcome, WorkKey};
use domain::state::Certainty;
use domain::{AgentId, Duration, QueueId, SourceId, TeamId, Timestamp};
use journal::{Event, Record, SourceKey};
use live::view::{Group, Running};
use live::{Effect, Live};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn applied(records: &[Record]) -> (Live, Vec<Effect>) {
    let (mut live, mut effects) = (Live::new(), Vec::new());
    follow(&mut live, records, &mut effects);
    (live, effects)
}

fn rows(effects: &[Effect]) -> Vec<&ContactRow> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::CloseContact(row) => Some(&**row),
            Effect::SetContactCell(_)
            | Effect::SetWorkCell(_)
            | Effect::EndState(_)
            | Effect::AddIvr(_)
            | Effect::ReportAnomaly { .. } => None,
        })
        .collect()
}

/// What history would hold of a queue's cells: the last revision, and supplements added.
fn history(effects: &[Effect], by: Attribution) -> BTreeMap<QueueId, Counts> {
    let mut stored: BTreeMap<(QueueId, Timestamp), (u32, Counts)> = BTreeMap::new();
    for effect in effects {
        let Effect::SetContactCell(cell) = effect else { continue };
        let ContactCell { key: ContactKey::Queue(queue), start, attribution, revision, counts } =
            &**cell
        else {
            continue;
        };
        if *attribution != by {
            continue;
        }
        let old = stored.entry((*queue, *start)).or_default();
        if *revision == 0 {
            old.1.merge(counts);
        } else {
            assert!(*revision > old.0, "{cell:?} after revision {}", old.0);
            *old = (*revision, *counts);
        }
    }
    let mut sums: BTreeMap<QueueId, Counts> = BTreeMap::new();
    for ((queue, _), (_, counts)) in stored {
        sums.entry(queue).or_default().merge(&counts);
    }
    sums
}

/// Every interval of a queue: what has left, and what may still change.
fn intervals(
    live: &Live,
    effects: &[Effect],
    queue: QueueId,
    by: Attribution,
) -> BTreeMap<Timestamp, Counts> {
    let mut intervals: BTreeMap<Timestamp, Counts> = BTreeMap::new();
    let mut book = |start, is_whole: bool, counts: &Counts| {
        let known = intervals.entry(start).or_default();
        if is_whole {
            *known = *counts;
        } else {
            known.merge(counts);
        }
    };
    let key = ContactKey::Queue(queue);
    for effect in effects {
        if let Effect::SetContactCell(cell) = effect
            && cell.key == key
            && cell.attribution == by
        {
            book(cell.start, cell.revision > 0, &cell.counts);
        }
    }
    for cell in live.carry_over().cells {
        if cell.key == key && cell.attribution == by {
            book(cell.start, !cell.is_supplement, &cell.counts);
        }
    }
    intervals
}

/// The same story where all queues but one have hours from the beginning, and no day is cut anew.
fn with_hours(records: Vec<Record>) -> Vec<Record> {
    let is_kept = |event: &Event| {
        !matches!(event, Event::OpeningHoursSet { .. } | Event::CentreConfigured { .. })
    };
    let set = (1..QUEUES).map(|queue| Event::OpeningHoursSet {
        queue: QueueId(queue),
        effective_from: Timestamp::MIN,
        hours: Some(Box::new(every_second_hour())),
    });
    let first = set.zip(1..).map(|(event, number)| Record {
        sequence: 0,
        occurred_at: Timestamp(ZERO.0 - number),
        journalled_at: Timestamp(ZERO.0 - i64::from(QUEUES) + number),
        source: SourceId(1),
        key: SourceKey::default(),
        certainty: Certainty::Reported,
        event,
    });
    let rest = records.into_iter().filter(|record| is_kept(&record.event));
    // What is dated ahead counts at once here and, among the cells, when its interval begins.
    let rest = rest.map(|record| Record {
        occurred_at: record.occurred_at.min(record.journalled_at),
        ..record
    });
    let all = first.chain(rest).zip(1..);
    all.map(|(record, sequence)| Record { sequence, ..record }).collect()
}

fn micros(length: Duration) -> u64 {
    u64::try_from(length.0).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_day_in_hours_is_the_sum_of_its_open_intervals(records in story(120)) {
        let (live, effects) = applied(&with_hours(records));
        let day = live.business_day_interval();
        for by in [ByArrival, ByEvent] {
            for queue in (0..QUEUES).map(QueueId) {
                let is_meant = |start: Timestamp| {
                    day.contains(start) && live.hours().is_open(queue, start)
                };
                let mut sum = Counts::default();
                for (start, counts) in intervals(&live, &effects, queue, by) {
                    if is_meant(start) {
                        sum.merge(&counts);
                    }
                }
                prop_assert_eq!(sum, live.running_in_hours(queue, by, Running::Day));
            }
        }
    }

    #[test]
    fn each_entry_ends_once(records in story(120)) {
        let (mut live, mut effects) = applied(&records);
        close_all(&mut live, &mut effects);
        let mut seen = BTreeSet::new();
        for row in rows(&effects) {
            prop_assert!(seen.insert((row.contact, row.first_sequence, row.entry)), "{row:?}");
        }
        prop_assert!(live.open_contacts().is_empty());
        live.check().unwrap();
    }

    #[test]
    fn offered_adds_up(records in story(120)) {
        let (mut live, mut effects) = applied(&records);
        close_all(&mut live, &mut effects);
        for by in [ByArrival, ByEvent] {
            let cells = history(&effects, by);
            for queue in (0..QUEUES).map(QueueId) {
                let told = cells.get(&queue).copied().unwrap_or_default();
                let mut counted = Counts::default();
                let mut unknown = 0;
                for row in rows(&effects).into_iter().filter(|row| row.queue == Some(queue)) {
                    counted.offered += 1;
                    match row.outcome {
                        Outcome::Answered => {
                            counted.answer(row.wait);
                            counted.handled += 1;
                            counted.talk += micros(row.talk);
                            counted.hold += micros(row.hold);
                        }
                        Outcome::Abandoned => counted.abandon(row.wait),
                        Outcome::Diverted(_) => counted.diverted += 1,
                        Outcome::Refused(_) => {
                            counted.refused += 1;
                            counted.offered -= 1;
                        }
                        Outcome::Unknown => unknown += 1,
                        Outcome::NotQueued => prop_assert!(false, "{row:?}"),
                    }
                }
                // Offers and transfers are no part of rows; work may end after the row has left.
                counted.offers = told.offers;
                counted.rung_out = told.rung_out;
                counted.transferred_blind = told.transferred_blind;
                counted.transferred_attended = told.transferred_attended;
                counted.after_contact_work = told.after_contact_work;
                prop_assert_eq!(told, counted);
                prop_assert!(told.rung_out <= told.offers);
                prop_assert_eq!(
                    told.offered,
                    told.answered + told.abandoned + told.diverted + unknown
                );
            }
        }
    }

    #[test]
    fn both_attributions_count_the_same_contacts(records in story(120)) {
        let (mut live, mut effects) = applied(&records);
        close_all(&mut live, &mut effects);
        prop_assert_eq!(history(&effects, ByArrival), history(&effects, ByEvent));
    }

    #[test]
    fn an_agents_cells_add_up_to_its_stays(records in story(120)) {
        let (mut live, mut effects) = applied(&records);
        close_all(&mut live, &mut effects);
        let mut stays: BTreeMap<AgentId, [u64; 7]> = BTreeMap::new();
        let mut cells: BTreeMap<(AgentId, Option<TeamId>, Timestamp), (u32, WorkCounts)> =
            BTreeMap::new();
        for effect in &effects {
            match effect {
                Effect::EndState(span) => {
                    prop_assert!(span.from < span.until);
                    let times = stays.entry(span.agent).or_default();
                    times[span.state.activity() as usize] += micros(span.until.since(span.from));
                }
                Effect::SetWorkCell(cell) => {
                    let WorkKey::Agent(agent) = cell.key else { continue };
                    let key = (agent, cell.team, cell.start);
                    if let Some((old, _)) = cells.insert(key, (cell.revision, cell.counts)) {
                        prop_assert!(old < cell.revision);
                    }
                }
                Effect::CloseContact(_)
                | Effect::SetContactCell(_)
                | Effect::AddIvr(_)
                | Effect::ReportAnomaly { .. } => {}
            }
        }
        for agent in (0..AGENTS).map(AgentId) {
            let mut booked = [0; 7];
            for ((_, _, _), (_, counts)) in cells.iter().filter(|((a, ..), _)| *a == agent) {
                for (sum, time) in booked.iter_mut().zip(counts.times.0) {
                    *sum += time;
                }
            }
            prop_assert_eq!(booked, stays.get(&agent).copied().unwrap_or_default());
        }
    }

    #[test]
    fn ticks_are_inert(records in story(80), ticks in prop::collection::vec((0..80_usize, 0.0..1.0), 0..40)) {
        let (mut live, mut effects) = applied(&records);
        let mut ticked = Live::new();
        let mut ticked_effects = Vec::new();
        for (place, record) in records.iter().enumerate() {
            let from = ticked.now().unwrap_or(ZERO);
            let mut shares: Vec<f64> =
                ticks.iter().filter(|(at, _)| *at == place).map(|(_, share)| *share).collect();
            shares.sort_by(f64::total_cmp);
            for share in shares.into_iter().filter(|_| place > 0) {
                #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "any instant between will do")]
                let offset = (record.journalled_at.since(from).0 as f64 * share) as i64;
                ticked.tick(from.plus(Duration(offset)), &mut ticked_effects);
                ticked.check().unwrap();
            }
            ticked.apply(record, &mut ticked_effects);
        }
        prop_assert_eq!(&effects, &ticked_effects);
        prop_assert_eq!(live.digest(), ticked.digest());
        close_all(&mut live, &mut effects);
        close_all(&mut ticked, &mut ticked_effects);
        prop_assert_eq!(effects, ticked_effects);
        prop_assert_eq!(live, ticked);
    }

    #[test]
    fn snapshot_and_continue_is_continue(records in story(120), cut in 0.0..1.0) {
        let (before, after) = split(&records, cut);
        let (mut live, _) = applied(before);
        let bytes = postcard::to_allocvec(&live).unwrap();
        let mut restored: Live = postcard::from_bytes(&bytes).unwrap();
        prop_assert_eq!(restored.digest(), live.digest());
        let (mut effects, mut restored_effects) = (Vec::new(), Vec::new());
        follow(&mut live, after, &mut effects);
        follow(&mut restored, after, &mut restored_effects);
        close_all(&mut live, &mut effects);
        close_all(&mut restored, &mut restored_effects);
        prop_assert_eq!(effects, restored_effects);
        prop_assert_eq!(&live, &restored);
        prop_assert_eq!(live.digest(), restored.digest());
    }

    #[test]
    fn carry_over_and_continue_is_continue(records in story(120), cut in 0.0..1.0) {
        let (before, after) = split(&records, cut);
        let (mut live, _) = applied(before);
        let mut running = live.clone();
        let mut fresh = Live::new();
        let opened = day_opened(&live);
        let mut effects = [Vec::new(), Vec::new(), Vec::new()];
        live.tick(opened.journalled_at, &mut effects[0]);
        running.apply(&opened, &mut effects[1]);
        fresh.apply(&opened, &mut effects[2]);
        prop_assert_eq!(&running, &fresh);
        let after: Vec<Record> = after
            .iter()
            .map(|record| Record { sequence: record.sequence + 1, ..record.clone() })
            .collect();
        for (live, effects) in [&mut live, &mut running, &mut fresh].into_iter().zip(&mut effects) {
            follow(live, &after, effects);
            close_all(live, effects);
        }
        prop_assert_eq!(running.digest(), fresh.digest());
        prop_assert_eq!(&effects[1], &effects[2]);
        if !after.is_empty() {
            prop_assert_eq!(live.digest(), running.digest());
            prop_assert_eq!(&effects[0], &effects[1]);
        }
    }

    #[test]
    fn a_carry_over_is_read_as_it_was_written(records in story(60)) {
        let (live, _) = applied(&records);
        let event = day_opened(&live).event;
        prop_assert_eq!(journal::decode(1, &journal::encode(&event)).unwrap(), event);
    }

    #[test]
    fn a_window_counts_what_the_records_say(records in punctual_story(100), length in 1..60_i64) {
        let (mut live, mut effects) = applied(&records);
        let now = live.now().unwrap_or(ZERO);
        let lengths = [Duration::from_minutes(length), Duration::from_minutes(5), Duration(60_000_000)];
        let by_event = live.windows(now, &lengths, Group::Queue, ByEvent);
        let by_arrival = live.windows(now, &lengths, Group::Queue, ByArrival);
        let open: Vec<_> = live
            .open_contacts()
            .into_iter()
            .filter(|open| open.stage != journal::carry::Stage::Arrived)
            .map(|open| (open.queue, open.queued_at))
            .collect();
        close_all(&mut live, &mut effects);
        for queue in (0..QUEUES).map(QueueId) {
            for (place, length) in lengths.iter().enumerate() {
                let is_in = |at: Timestamp| now.before(*length) < at && at <= now;
                let told = by_event.get(queue.0).map(|sums| sums[place]).unwrap_or_default();
                let came = by_arrival.get(queue.0).map(|sums| sums[place]).unwrap_or_default();
                let entries = rows(&effects).into_iter().filter(|row| row.queue == Some(queue));
                let entries: Vec<_> = entries.filter(|row| row.queued_at.is_some()).collect();
                let offered =
                    entries.iter().filter(|row| row.queued_at.is_some_and(is_in)).count();
                prop_assert_eq!(told.offered as usize, offered);
                prop_assert_eq!(came.offered as usize, offered);
                let answered: Vec<_> =
                    entries.iter().filter(|row| row.outcome == Outcome::Answered).collect();
                let left = answered.iter().filter(|row| row.left_queue_at.is_some_and(is_in));
                prop_assert_eq!(told.answered as usize, left.count());
                let arrived = answered.iter().filter(|row| row.queued_at.is_some_and(is_in));
                prop_assert_eq!(came.answered as usize, arrived.count());
                let waiting = open.iter().filter(|(of, _)| *of == Some(queue)).count();
                prop_assert!(came.answered <= came.offered && waiting <= open.len());
            }
        }
    }

    #[test]
    fn the_centre_is_the_sum_of_its_queues(records in story(100)) {
        let (live, _) = applied(&records);
        let now = live.now().unwrap_or(ZERO);
        let length = [Duration::from_minutes(30)];
        for by in [ByArrival, ByEvent] {
            let mut sum = Counts::default();
            for (_, counts) in live.windows(now, &length, Group::Queue, by).in_window(0) {
                sum.merge(&counts);
            }
            let centre = live.windows(now, &length, Group::Centre, by);
            prop_assert_eq!(centre.get(0).map(|sums| sums[0]).unwrap_or_default(), sum);
        }
    }
}

fn split(records: &[Record], cut: f64) -> (&[Record], &[Record]) {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "any place will do"
    )]
    records.split_at((records.len() as f64 * cut) as usize)
}

fn day_opened(live: &Live) -> Record {
    Record {
        sequence: live.sequence() + 1,
        occurred_at: ZERO,
        journalled_at: live.now().unwrap_or(ZERO).plus(Duration(1)),
        source: SourceId(0),
        key: SourceKey::default(),
        certainty: Certainty::Reported,
        event: Event::DayOpened { carry_over: Box::new(live.carry_over()) },
    }
}
