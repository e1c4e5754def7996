//! One queue in full.
//!
//! Room: server/http/build.

use crate::http::access::Reached;
use crate::http::build::board::{Board, WINDOWS};
use crate::http::build::figures::{attribution_view, rule, share};
use crate::http::build::{house, names, person, told, words};
use crate::http::views::figures::{IntervalFigures, ServiceLevelView};
use crate::http::views::queue::{
    MemberRow, OpeningView, QueueHead, QueueView, RunningIntervals, WaitingContact, WaitsView,
};
use domain::figures::{Attribution, LADDER};
use domain::{AgentId, Duration, QueueId, Timestamp};
use journal::carry::Agent;
use live::Live;
use live::view::Running;
use std::collections::BTreeMap;

/// The queue with everybody who waits in it, and those in sight who serve it.
#[must_use]
pub fn queue(
    live: &Live,
    queue: QueueId,
    (now, by): (Timestamp, Attribution),
    sight: &Reached,
) -> QueueView {
    let board = Board::of(live, now, by);
    let names = live.names();
    let known = names.queues.get(&queue);
    let head = QueueHead {
        at: now.into(),
        sequence: live.sequence(),
        id: queue.0,
        key: known.map_or_else(|| queue.to_string(), |known| known.key.clone()),
        source: known.map_or_else(String::new, |known| names::source(names, known.source)),
        opening: opening(live, queue, now),
        row: board.row(live, queue),
        definition: house::definition_view(live, Some(queue), now),
        attribution: attribution_view(by),
        last_5m: board.figures(&board.window(queue, 0), None),
        last_30m: board.figures(&board.window(queue, WINDOWS.len() - 1), None),
        service_levels: service_levels(live, &board, queue),
        waits: waits(&board, queue),
        intervals: intervals(live, &board, queue),
    };
    QueueView { head, contacts: contacts(live, queue, sight), members: members(live, queue, sight) }
}

fn opening(live: &Live, queue: QueueId, now: Timestamp) -> Option<OpeningView> {
    let hours = live.hours();
    let zone = hours.zone_at(queue, now)?.name().to_owned();
    let changes_at = hours.next_change(queue, now).map(Into::into);
    Some(OpeningView { is_open: hours.is_open(queue, now), changes_at, zone })
}

/// The five rules for the same contacts.
fn service_levels(live: &Live, board: &Board, queue: QueueId) -> Vec<ServiceLevelView> {
    let today = board.today.get(&queue.0).copied().unwrap_or_default();
    let last_15m = board.window(queue, 1);
    let definitions = live.definitions_in_force(board.now);
    let view = |definition: &domain::measure::Definition| {
        let level = definition.service_level;
        ServiceLevelView {
            rule: rule(level.rule),
            threshold_s: level.threshold.secs_f64(),
            short_s: level.short_abandon.secs_f64(),
            without_closed_hours: level.without_closed_hours,
            today: share(today.service_level(level)),
            last_15m: share(last_15m.service_level(level)),
        }
    };
    definitions.iter().map(view).collect()
}

/// Today's waits by the steps at which counting is exact.
fn waits(board: &Board, queue: QueueId) -> WaitsView {
    let today = board.today.get(&queue.0).copied().unwrap_or_default().all;
    WaitsView {
        steps_s: LADDER.iter().map(|&secs| u32::try_from(secs).unwrap_or(u32::MAX)).collect(),
        answered: today.answered_waits.0.to_vec(),
        abandoned: today.abandoned_waits.0.to_vec(),
        waited: today.waited_to().to_vec(),
        abandonment: today.abandonment_by_wait().into_iter().map(share).collect(),
        answered_p50_s: seconds(today.answered_waits.quantile(0.5)),
        answered_p90_s: seconds(today.answered_waits.quantile(0.9)),
        abandoned_p50_s: seconds(today.abandoned_waits.quantile(0.5)),
        abandoned_p90_s: seconds(today.abandoned_waits.quantile(0.9)),
    }
}

fn seconds(step: Option<Duration>) -> Option<u32> {
    step.and_then(|step| u32::try_from(step.0 / 1_000_000).ok())
}

fn intervals(live: &Live, board: &Board, queue: QueueId) -> RunningIntervals {
    let figures = |running| {
        let told = |by| told::running(live, queue, by, running);
        let by = |attribution| board.figures(&told(attribution), None);
        let interval = live.running_interval(running);
        IntervalFigures {
            start: interval.start.into(),
            end: interval.end.into(),
            by_arrival: by(Attribution::ByArrival),
            by_event: by(Attribution::ByEvent),
        }
    };
    RunningIntervals {
        m5: figures(Running::FiveMinutes),
        m15: figures(Running::QuarterHour),
        m30: figures(Running::HalfHour),
        m60: figures(Running::Hour),
        day: figures(Running::Day),
    }
}

fn contacts(live: &Live, queue: QueueId, sight: &Reached) -> BTreeMap<u64, WaitingContact> {
    let ringing = |open: &_| {
        let mut agents = live.ringing_for(open);
        agents.retain(|&agent| person::is_seen(live, sight, agent));
        agents
    };
    let waiting = live.waiting_in(queue).into_iter().map(|open| {
        let contact = WaitingContact {
            since: open.queued_at.unwrap_or(open.arrived_at).into(),
            priority: open.priority,
            offered_to: ringing(open).first().map(|agent| agent.0),
            is_inferred: open.inferred,
        };
        (open.contact.0, contact)
    });
    waiting.collect()
}

fn members(live: &Live, queue: QueueId, sight: &Reached) -> BTreeMap<u32, MemberRow> {
    let seen = live.members_of(queue).filter(|(id, _)| person::is_seen(live, sight, *id));
    seen.map(|(id, agent)| (id.0, member(live, queue, (id, agent)))).collect()
}

fn member(live: &Live, queue: QueueId, (id, agent): (AgentId, &Agent)) -> MemberRow {
    let membership = agent.memberships.iter().find(|membership| membership.queue == queue);
    let paused = membership.and_then(|membership| membership.paused);
    let reason = words::reason(agent.state).or_else(|| paused.map(|reason| words::word(&reason)));
    MemberRow {
        name: names::agent(live.names(), id).unwrap_or_else(|| id.to_string()),
        state: words::state(agent.state),
        reason,
        since: agent.was_signed_in.then(|| agent.since.into()),
        penalty: membership.map_or(0, |membership| membership.penalty),
        is_paused: paused.is_some(),
    }
}
