//! The moments of a day that are worth a look: below target, a source lost, a gap, anomalies.
//!
//! Room:  server/http/build; for the slider of the replay.
//! Takes: a day, and the queue whose service level is meant, or the centre.
//! Holds: quarter hours below target that follow each other are one landmark; a loss lasts until its
//!        source speaks again.
//! Proof: tests below; `tests/it/api_floor.rs`.

use crate::http::build::{curve, house, names, words};
use crate::http::query;
use crate::http::refusal::Refusal;
use crate::http::routes::curve::CurveParams;
use crate::http::routes::replay::LandmarksParams;
use crate::http::state::AppState;
use crate::http::views::Moment;
use crate::http::views::figures::{AttributionView, Curve, CurvePoint};
use crate::http::views::replay::{LandmarkKind, LandmarkView, Landmarks};
use domain::{Duration, Interval, QueueId, SourceId, Timestamp};
use journal::{Event, Record};
use std::collections::BTreeMap;
use store::Lane;

/// Landmarks of one kind at most: a slider shows no more.
const MOST: usize = 500;

/// The landmarks of a day.
pub async fn read(state: &AppState, params: &LandmarksParams) -> Result<Landmarks, Refusal> {
    let now = state.now();
    let house = state.engine.read(|live| house::house(live, now));
    let day = match &params.day {
        Some(text) => query::day("day", text)?,
        None => house.day_at(now),
    };
    let within = house.day(day);
    let asked = CurveParams {
        day: Some(day.to_string()),
        attribution: params.attribution,
        ..CurveParams::default()
    };
    let curve = curve::read(state, params.queue.map(QueueId), &asked).await?;
    let mut definition = house.definition_view();
    if let Some(queue) = params.queue.map(QueueId) {
        let of_queue = |live: &_| house::definition_view(live, Some(queue), now);
        definition = state.engine.read(of_queue);
    }
    let mut landmarks = below(&curve, definition.target);
    landmarks.extend(of_sources(state, within).await?);
    landmarks.extend(anomalies(state, within).await?);
    landmarks.sort_by_key(|landmark| landmark.at);
    Ok(Landmarks { day: day.to_string(), definition, landmarks })
}

/// Since when a queue has been below its target without a break, whatever the running quarter hour says;
/// `None` if it is not.
pub async fn below_since(
    state: &AppState,
    queue: QueueId,
    attribution: Option<AttributionView>,
    at: Option<Timestamp>,
) -> Result<Option<Moment>, Refusal> {
    let now = at.unwrap_or_else(|| state.now());
    let (target, day) = state
        .engine
        .read(|live| (house::target(live, Some(queue), now), house::house(live, now).day_at(now)));
    let asked = CurveParams { attribution, day: Some(day.to_string()), ..CurveParams::default() };
    let mut curve = curve::read(state, Some(queue), &asked).await?;
    if at.is_some() {
        // At a past moment only what was over was known.
        curve.points.retain(|point| point.start.0.plus(Duration::from_minutes(15)) <= now);
    }
    // The first calls of a quarter hour that has just begun end nothing.
    let has_ended = |point: &mut CurvePoint| {
        point.is_running && point.figures.service_level.is_none_or(|level| Some(level) >= target)
    };
    curve.points.pop_if(has_ended);
    let open = below(&curve, target).pop().filter(|landmark| landmark.until.is_none());
    Ok(open.map(|landmark| landmark.at))
}

/// Stretches of intervals below `target`. An interval that measures nothing ends one.
fn below(curve: &Curve, target: Option<f64>) -> Vec<LandmarkView> {
    let Some(target) = target else { return Vec::new() };
    let missed = |point: &CurvePoint| point.figures.service_level.filter(|level| *level < target);
    let mut landmarks: Vec<LandmarkView> = Vec::new();
    let mut running: Option<LandmarkView> = None;
    for point in &curve.points {
        match (missed(point), &mut running) {
            (Some(level), Some(landmark)) => {
                landmark.lowest = landmark.lowest.map(|low| low.min(level));
            }
            (Some(level), None) => {
                running = Some(landmark(point.start, LandmarkKind::BelowTarget));
                running = running.map(|landmark| LandmarkView { lowest: Some(level), ..landmark });
            }
            (None, Some(_)) => {
                let over = running.take();
                landmarks.extend(
                    over.map(|landmark| LandmarkView { until: Some(point.start), ..landmark }),
                );
            }
            (None, None) => {}
        }
    }
    landmarks.extend(running);
    landmarks
}

async fn of_sources(state: &AppState, within: Interval) -> Result<Vec<LandmarkView>, Refusal> {
    let fault = |error| Refusal::fault("reading what happened to sources", &error);
    let before = within.start.before(domain::Duration::from_micros(1));
    let first = state.store.sequence_at(Lane::LIVE, before).await.map_err(fault)? + 1;
    let last = state.store.sequence_at(Lane::LIVE, within.end).await.map_err(fault)?;
    let records = state.store.records_of_sources(Lane::LIVE, first..=last, MOST).await;
    let records = records.map_err(fault)?;
    Ok(state.engine.read(|live| losses(&records, |id| names::source(live.names(), id))))
}

/// Losses with their ends, and gaps.
fn losses(records: &[Record], name: impl Fn(SourceId) -> String) -> Vec<LandmarkView> {
    let mut landmarks: Vec<LandmarkView> = Vec::new();
    let mut lost: BTreeMap<SourceId, usize> = BTreeMap::new();
    for record in records {
        let told = |at: Timestamp, kind| {
            let source = Some(name(record.source));
            LandmarkView { source, ..landmark(at.into(), kind) }
        };
        if let Event::SourceLost {} = record.event {
            lost.insert(record.source, landmarks.len());
            landmarks.push(told(record.occurred_at, LandmarkKind::SourceLost));
        } else if let Event::SourceGap { from, until } = record.event {
            let gap = told(from, LandmarkKind::SourceGap);
            landmarks.push(LandmarkView { until: Some(until.into()), ..gap });
        } else if let Some(landmark) =
            lost.remove(&record.source).and_then(|at| landmarks.get_mut(at))
        {
            landmark.until = Some(record.occurred_at.into());
        }
    }
    landmarks
}

async fn anomalies(state: &AppState, within: Interval) -> Result<Vec<LandmarkView>, Refusal> {
    let counts = state.store.anomaly_counts(within, MOST).await;
    let counts = counts.map_err(|error| Refusal::fault("counting anomalies", &error))?;
    let told = |(at, kind, count): (Timestamp, _, u64)| LandmarkView {
        anomaly: Some(words::word(&kind)),
        count: Some(count),
        ..landmark(at.into(), LandmarkKind::Anomaly)
    };
    Ok(counts.into_iter().map(told).collect())
}

const fn landmark(at: crate::http::views::Moment, kind: LandmarkKind) -> LandmarkView {
    LandmarkView { at, until: None, kind, source: None, anomaly: None, count: None, lowest: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::build::figures::figures_of;
    use crate::http::build::told::Told;
    use crate::http::views::figures::AttributionView;
    use domain::measure::ServiceLevelDefinition;
    use domain::state::Certainty;
    use journal::SourceKey;

    fn minute(minutes: i64) -> Timestamp {
        Timestamp::from_secs(minutes * 60)
    }

    fn curve(levels: &[Option<f64>]) -> Curve {
        let definition = domain::measure::Definition {
            id: 1,
            version: 1,
            effective_from: Timestamp::MIN,
            service_level: ServiceLevelDefinition::HOUSE,
        };
        let point = |(quarter, level): (i64, &Option<f64>)| {
            let mut figures = figures_of(&Told::default(), None, ServiceLevelDefinition::HOUSE);
            figures.service_level = *level;
            let start = minute(quarter * 15).into();
            CurvePoint { start, is_running: false, is_revised: false, figures }
        };
        Curve {
            day: "1970-01-01".into(),
            zone: "UTC".into(),
            step_s: 900,
            attribution: AttributionView::ByArrival,
            definition: crate::http::build::figures::definition(&definition, Some(800)),
            forecast: None,
            points: (0..).zip(levels).map(point).collect(),
        }
    }

    fn record(minutes: i64, source: u32, event: Event) -> Record {
        Record {
            sequence: u64::try_from(minutes).unwrap(),
            occurred_at: minute(minutes),
            journalled_at: minute(minutes),
            source: SourceId(source),
            key: SourceKey::default(),
            certainty: Certainty::Reported,
            event,
        }
    }

    #[test]
    fn intervals_below_target_that_follow_each_other_are_one_landmark() {
        let levels = [Some(0.9), Some(0.7), Some(0.5), Some(0.8), None, Some(0.1), None, Some(0.2)];
        let told = |landmark: &LandmarkView| (landmark.at, landmark.until, landmark.lowest);
        let at = |minutes| minute(minutes).into();
        assert_eq!(
            below(&curve(&levels), Some(0.8)).iter().map(told).collect::<Vec<_>>(),
            [
                (at(15), Some(at(45)), Some(0.5)),
                (at(75), Some(at(90)), Some(0.1)),
                (at(105), None, Some(0.2)),
            ]
        );
        assert!(below(&curve(&levels), None).is_empty(), "nothing to be below of");
    }

    #[test]
    fn a_loss_lasts_until_its_own_source_speaks_again() {
        let started = || Event::SourceStarted { version: "16".into() };
        let gap = Event::SourceGap { from: minute(10), until: minute(30) };
        let records = [
            record(5, 1, started()),
            record(10, 1, Event::SourceLost {}),
            record(20, 2, started()),
            record(30, 1, Event::SourceResynced { contacts: 1, agents: 2 }),
            record(31, 1, gap),
            record(40, 2, Event::SourceLost {}),
        ];
        let landmarks = losses(&records, |id| id.0.to_string());
        let told = |landmark: &LandmarkView| {
            (landmark.kind, landmark.source.clone().unwrap(), landmark.at, landmark.until)
        };
        let at = |minutes| minute(minutes).into();
        assert_eq!(
            landmarks.iter().map(told).collect::<Vec<_>>(),
            [
                (LandmarkKind::SourceLost, "1".into(), at(10), Some(at(30))),
                (LandmarkKind::SourceGap, "1".into(), at(10), Some(at(30))),
                (LandmarkKind::SourceLost, "2".into(), at(40), None),
            ]
        );
    }
}
