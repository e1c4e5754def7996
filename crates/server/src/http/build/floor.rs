//! Overview, queues and sources from the state.
//!
//! Room:  server/http/build; `queue` and `agents` have files of their own.

use crate::http::build::board::{ATTRIBUTION, Board, whole_seconds};
use crate::http::build::words::word;
use crate::http::build::{figures, house, names, queue_sums};
use crate::http::refusal::Refusal;
use crate::http::views::overview::{CentreView, OverviewHead, OverviewView, PeopleView, SeatsView};
use crate::http::views::queue::{QueuesHead, QueuesView};
use crate::http::views::source::{SourceRow, SourceStateView, SourcesHead, SourcesView};
use domain::figures::Attribution;
use domain::{Proportion, QueueId, SourceId, Timestamp};
use journal::carry::{Agent, Source};
use live::Live;
use live::view::{Line, Seats};

/// The centre and its queues.
#[must_use]
pub fn overview(live: &Live, now: Timestamp, by: Attribution) -> OverviewView {
    let board = Board::of(live, now, by);
    let centre = live.centre();
    let line = Line { oldest: board.floor.oldest, ..Line::default() };
    let window = |window| board.figures(&board.centre_window(window), None);
    let head = OverviewHead {
        at: now.into(),
        sequence: live.sequence(),
        centre: CentreView { name: centre.name.clone(), zone: centre.zone.clone() },
        of: None,
        definition: house::definition_view(live, None, now),
        attribution: figures::attribution_view(by),
        is_counted: true,
        today: board.figures(&board.centre_today(), Some(&board.times)),
        last_5m: window(0),
        last_15m: window(1),
        last_30m: window(2),
        waiting: board.floor.waiting,
        longest_wait_ms: whole_seconds(line, now),
        longest_wait_since: board.floor.oldest.map(Into::into),
        in_ivr: Some(board.floor.in_ivr),
        talking: board.floor.talking,
        people: Some(board.people),
        work: None,
        seats: Some(seats(live)),
    };
    OverviewView { head, queues: board.rows(live) }
}

/// All queues.
#[must_use]
pub fn queues(live: &Live, now: Timestamp, by: Attribution) -> QueuesView {
    let board = Board::of(live, now, by);
    let head = QueuesHead {
        at: now.into(),
        sequence: live.sequence(),
        definition: house::definition_view(live, None, now),
        attribution: figures::attribution_view(by),
    };
    QueuesView {
        head,
        rows: board.rows(live),
        skills: queue_sums::by_skill(live, &board),
        sites: queue_sums::by_site(live, &board),
    }
}

/// All agents by what they do.
#[must_use]
pub fn people(live: &Live, now: Timestamp) -> PeopleView {
    let people = live.people();
    let overrun = |(_, agent): &(_, &Agent)| Live::is_overrun(agent, now);
    PeopleView {
        signed_in: people.signed_in,
        available: people.available,
        ringing: people.ringing,
        talking: people.talking,
        holding: people.holding,
        after_contact_work: people.after_contact_work,
        not_ready: people.not_ready,
        overrun: u32::try_from(live.agents_changed_since(0).filter(overrun).count())
            .unwrap_or(u32::MAX),
    }
}

/// All seats by what they are.
#[must_use]
pub fn seats(live: &Live) -> SeatsView {
    live.seats_by_site().values().fold(SeatsView::default(), |mut sum, site| {
        let site = seats_view(site);
        sum.occupied += site.occupied;
        sum.free += site.free;
        sum.reserved += site.reserved;
        sum.out_of_order += site.out_of_order;
        sum
    })
}

/// Seats in the words of JSON.
#[must_use]
pub const fn seats_view(seats: &Seats) -> SeatsView {
    let Seats { occupied, free, reserved, out_of_order } = *seats;
    SeatsView { occupied, free, reserved, out_of_order }
}

/// All sources and how they are.
#[must_use]
pub fn sources(live: &Live, now: Timestamp) -> SourcesView {
    let anomalies = live.anomalies();
    let head = SourcesHead {
        at: now.into(),
        sequence: live.sequence(),
        anomalies: anomalies.iter().map(|(kind, count)| (word(kind), *count)).collect(),
    };
    let rows = live.sources().into_iter().filter(|(id, _)| !journal::registry::is_ours(*id));
    SourcesView { head, rows: rows.map(|(id, source)| (id.0, row(live, id, &source))).collect() }
}

/// The names of sources that are not connected.
#[must_use]
pub fn lost_sources(live: &Live) -> Vec<String> {
    let lost = live.sources().into_iter().filter(|(_, source)| source.lost_at.is_some());
    let of_others = lost.filter(|(id, _)| !journal::registry::is_ours(*id));
    of_others.map(|(id, _)| names::source(live.names(), id)).collect()
}

fn row(live: &Live, id: SourceId, source: &Source) -> SourceRow {
    let registered = live.names().sources.get(&id);
    let (state, since) = match (source.lost_at, source.started_at.max(source.resynced_at)) {
        (Some(lost_at), _) => (SourceStateView::Lost, Some(lost_at)),
        (None, Some(heard)) => (SourceStateView::Connected, Some(heard)),
        // A source that sends without saying that it started is heard as well.
        (None, None) if source.events > 0 => (SourceStateView::Connected, None),
        (None, None) => (SourceStateView::Unknown, None),
    };
    SourceRow {
        name: names::source(live.names(), id),
        key: registered.map_or_else(|| id.to_string(), |known| known.key.clone()),
        connector: registered.and_then(|known| known.detail.clone()).unwrap_or_default(),
        version: source.version.clone(),
        state,
        since: since.map(Into::into),
        last_event_at: source.last_journalled_at.map(Into::into),
        skew_ms: source.skew.map(domain::Duration::millis),
        is_skewed: Live::is_skewed(source),
        events: source.events,
        gaps: source.gaps,
        resyncs: source.resyncs,
        anomalies: source.anomalies.values().sum(),
    }
}

/// Refuses a queue that nobody ever spoke of.
pub fn known_queue(live: &Live, queue: QueueId) -> Result<(), Refusal> {
    let is_known = live.names().queues.contains_key(&queue) || live.queues().contains(&queue);
    if is_known { Ok(()) } else { Err(Refusal::not_found(&format!("queue {}", queue.0))) }
}

/// A queue for the counters.
#[derive(Clone, Debug)]
pub struct Gauge {
    pub id: String,
    pub name: String,
    pub waiting: u32,
    pub service_level: Option<Proportion>,
}

/// Every queue for the counters.
#[must_use]
pub fn gauges(live: &Live, now: Timestamp) -> Vec<Gauge> {
    let board = Board::of(live, now, ATTRIBUTION);
    let gauge = |queue: QueueId| Gauge {
        id: queue.0.to_string(),
        name: names::queue(live.names(), queue),
        waiting: board.floor.lines.get(&queue).map_or(0, |line| line.waiting),
        service_level: board.window(queue, 1).service_level(board.definition.service_level),
    };
    live.queues().into_iter().map(gauge).collect()
}
