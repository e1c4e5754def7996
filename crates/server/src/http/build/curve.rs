//! A day in intervals: closed cells from history, the running one from the state.
//!
//! Room:  server/http/build.
//! Holds: intervals run from the business day's start on, through clock changes; an interval
//!        without contacts is a point with zero counts; intervals to come are absent.

use crate::http::build::curve_forecast;
use crate::http::build::figures::{self, figures_of};
use crate::http::build::house::{self, House};
use crate::http::build::told::{self, Told};
use crate::http::query;
use crate::http::refusal::Refusal;
use crate::http::routes::curve::CurveParams;
use crate::http::state::AppState;
use crate::http::views::figures::{Curve, CurvePoint};
use domain::figures::Attribution;
use domain::history::{ContactCell, ContactKey};
use domain::{Interval, QueueId, Timestamp};
use live::Live;
use live::view::Running;
use std::collections::{BTreeMap, BTreeSet};
use store::{Grid, Step};

/// The interval that still runs, and what is in it so far.
struct Open {
    start: Timestamp,
    told: Told,
}

/// The day of one queue, or of the centre.
pub async fn read(
    state: &AppState,
    queue: Option<QueueId>,
    params: &CurveParams,
) -> Result<Curve, Refusal> {
    let now = state.now();
    let keys = state.engine.read(|live| keys(&house::house(live, now), queue));
    read_keys(state, &keys, params).await
}

/// The day of some queues together.
pub async fn read_keys(
    state: &AppState,
    keys: &[ContactKey],
    params: &CurveParams,
) -> Result<Curve, Refusal> {
    let now = state.now();
    let attribution = params.attribution.unwrap_or_default();
    let by = figures::attribution(attribution);
    let (step, minutes) = step(params.step)?;
    let asked = params.day.as_deref().map(|text| query::day("day", text)).transpose()?;
    let (day, house, open) = state.engine.read(|live| {
        let house = house::house(live, now);
        let day = asked.unwrap_or_else(|| house.day_at(now));
        let as_of = house::read_as_of(house.day(day), now);
        (day, house::house(live, as_of), open(live, keys, by))
    });
    let business_day_start = house.business_day_start;
    let grid = Grid { zone: house.zone.clone(), business_day_start, step };
    let within = house.day(day);
    let closed = Interval { start: within.start, end: within.end.min(open.start) };
    let cells = closed_cells(state, keys, (closed, by)).await?;
    let late = match by {
        Attribution::ByEvent => revised(&cells, &grid),
        Attribution::ByArrival => {
            revised(&closed_cells(state, keys, (closed, Attribution::ByEvent)).await?, &grid)
        }
    };
    let mut sums: BTreeMap<Timestamp, Told> = BTreeMap::new();
    for slot in &house.curve(&cells, &grid) {
        sums.entry(slot.interval.start).or_default().merge(&slot.counts);
    }
    if within.contains(open.start) {
        sums.entry(grid.interval(open.start).start).or_default().merge(&open.told);
    }
    let intervals = grid.intervals(day);
    let forecast = curve_forecast::read(state, keys, (&house, &intervals)).await?;
    let point = |interval: Interval| point(&house, interval, (&sums, &late), now);
    let begun = intervals.into_iter().filter(|interval| interval.start <= now);
    Ok(Curve {
        day: day.to_string(),
        zone: house.zone.name().to_owned(),
        step_s: minutes * 60,
        attribution,
        definition: house.definition_view(),
        points: begun.map(point).collect(),
        forecast,
    })
}

async fn closed_cells(
    state: &AppState,
    keys: &[ContactKey],
    (closed, by): (Interval, Attribution),
) -> Result<Vec<ContactCell>, Refusal> {
    if keys.is_empty() || closed.start >= closed.end {
        return Ok(Vec::new());
    }
    let read = state.store.contact_cells(keys, closed, by).await;
    read.map_err(|error| Refusal::fault("reading a curve", &error))
}

/// The intervals in which something came late. By arrival a cell changes whenever a contact of it
/// ends, which is nothing late: only the cells by event tell.
fn revised(by_event: &[ContactCell], grid: &Grid) -> BTreeSet<Timestamp> {
    let late = by_event.iter().filter(|cell| cell.revision > 1);
    late.map(|cell| grid.interval(cell.start).start).collect()
}

fn keys(house: &House, queue: Option<QueueId>) -> Vec<ContactKey> {
    match queue {
        Some(queue) => vec![ContactKey::Queue(queue)],
        None => house.queues.keys().copied().map(ContactKey::Queue).collect(),
    }
}

fn open(live: &Live, keys: &[ContactKey], by: Attribution) -> Open {
    let mut told = Told::default();
    for key in keys {
        match *key {
            ContactKey::Queue(queue) => {
                told.merge(&told::running(live, queue, by, Running::FiveMinutes));
            }
            ContactKey::Did(_) => {
                told.merge(&Told::always(live.running(*key, by, Running::FiveMinutes)));
            }
        }
    }
    Open { start: live.running_interval(Running::FiveMinutes).start, told }
}

fn step(minutes: Option<u32>) -> Result<(Step, u32), Refusal> {
    match minutes.unwrap_or(15) {
        5 => Ok((Step::FiveMinutes, 5)),
        15 => Ok((Step::QuarterHour, 15)),
        30 => Ok((Step::HalfHour, 30)),
        60 => Ok((Step::Hour, 60)),
        other => Err(Refusal::parameter("step", &other.to_string(), "Write 5, 15, 30 or 60")),
    }
}

fn point(
    house: &House,
    interval: Interval,
    (sums, late): (&BTreeMap<Timestamp, Told>, &BTreeSet<Timestamp>),
    now: Timestamp,
) -> CurvePoint {
    let told = sums.get(&interval.start).copied().unwrap_or_default();
    CurvePoint {
        start: interval.start.into(),
        is_running: interval.contains(now),
        is_revised: late.contains(&interval.start),
        figures: figures_of(&told, None, house.definition.service_level),
    }
}
