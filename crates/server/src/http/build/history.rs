//! Closed intervals of history, grouped and rated as a report asks.
//!
//! Room:  server/http/build; asks `store` for sums of cells.
//! Holds: a rate over several cells is the ratio of sums; the number of points is bounded.

use crate::http::build::figures::{self, figures_of, named};
use crate::http::build::house::{self, House};
use crate::http::build::told::Told;
use crate::http::query;
use crate::http::refusal::Refusal;
use crate::http::routes::history::HistoryParams;
use crate::http::state::AppState;
use crate::http::views::history::{History, HistoryLine, HistoryPoint};
use domain::history::ContactKey;
use domain::{DidId, Duration, Interval, QueueId, SkillId, Timestamp};
use std::collections::BTreeMap;
use store::{Grid, Step};

/// Points in one answer.
const MOST_POINTS: i64 = 60_000;

/// What the cells are summed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Centre,
    Queue,
    Skill,
    Did,
}

/// A request that was understood.
struct Question {
    by: By,
    step: Step,
    within: Interval,
    house: House,
    params: HistoryParams,
}

/// Answers a request.
pub async fn read(state: &AppState, params: &HistoryParams) -> Result<History, Refusal> {
    let house = state.engine.read(|live| house::house(live, state.now()));
    let question = understand(params, house)?;
    let keys = keys(&question);
    let attribution = params.attribution.unwrap_or_default();
    let house = &question.house;
    let grid = Grid {
        zone: house.zone.clone(),
        business_day_start: house.business_day_start,
        step: question.step,
    };
    let within = question.within;
    let slots = if keys.is_empty() {
        Vec::new()
    } else {
        let kind = figures::attribution(attribution);
        let read = state.store.contact_cells(&keys, within, kind).await;
        let cells = read.map_err(|error| Refusal::fault("reading history", &error))?;
        house.curve(&cells, &grid)
    };
    let mut sums: BTreeMap<Option<u32>, BTreeMap<Timestamp, Told>> = BTreeMap::new();
    for slot in &slots {
        let group = group(&question, slot.key);
        let sum = sums.entry(group).or_default().entry(slot.interval.start).or_default();
        sum.merge(&slot.counts);
    }
    let lines = sums.iter().map(|(&id, points)| line(&question, id, points)).collect();
    Ok(History {
        measure: params.measure.clone(),
        by: params.by.clone().unwrap_or_else(|| "centre".to_owned()),
        from: within.start.into(),
        to: within.end.into(),
        step: params.step.clone().unwrap_or_else(|| "15m".to_owned()),
        zone: house.zone.name().to_owned(),
        attribution,
        definition: house.definition_view(),
        lines,
    })
}

fn understand(params: &HistoryParams, house: House) -> Result<Question, Refusal> {
    if named(&Default::default(), &params.measure).is_none() {
        let hint = format!("Write one of {}", figures::MEASURES.join(", "));
        return Err(Refusal::parameter("measure", &params.measure, &hint));
    }
    let by = match params.by.as_deref().unwrap_or("centre") {
        "centre" => By::Centre,
        "queue" => By::Queue,
        "skill" => By::Skill,
        "did" => By::Did,
        other => {
            let hint = "Write centre, queue, skill or did";
            return Err(Refusal::parameter("by", other, hint));
        }
    };
    let step = match params.step.as_deref().unwrap_or("15m") {
        "5m" => Step::FiveMinutes,
        "15m" => Step::QuarterHour,
        "30m" => Step::HalfHour,
        "1h" => Step::Hour,
        "1d" => Step::Day,
        other => {
            let hint = "Write 5m, 15m, 30m, 1h or 1d";
            return Err(Refusal::parameter("step", other, hint));
        }
    };
    let from = edge("from", &params.from, &house)?.start;
    let to = edge("to", &params.to, &house)?.end;
    if from >= to {
        return Err(Refusal::parameter("to", &params.to, "Write a time after `from`"));
    }
    let within = Interval { start: from, end: to };
    let question = Question { by, step, within, house, params: params.clone() };
    bound(&question)?;
    Ok(question)
}

/// An instant (an empty interval), or a local day as a whole.
fn edge(name: &str, text: &str, house: &House) -> Result<Interval, Refusal> {
    if text.len() == 10 {
        let day = query::day(name, text)?;
        return Ok(house.day(day));
    }
    let at = query::instant(name, text)?;
    Ok(Interval { start: at, end: at })
}

fn bound(question: &Question) -> Result<(), Refusal> {
    let step = match question.step {
        Step::FiveMinutes => Duration::from_minutes(5),
        Step::QuarterHour => Duration::from_minutes(15),
        Step::HalfHour => Duration::from_minutes(30),
        Step::Hour => Duration::from_minutes(60),
        Step::Day => Duration::from_minutes(24 * 60),
    };
    let lines = match question.by {
        By::Centre => 1,
        By::Queue | By::Skill | By::Did => keys(question).len().max(1),
    };
    let intervals = question.within.length().micros() / step.micros() + 1;
    let points = intervals.saturating_mul(i64::try_from(lines).unwrap_or(i64::MAX));
    if points <= MOST_POINTS {
        return Ok(());
    }
    let message = format!("That would be {points} points, {MOST_POINTS} are possible");
    Err(Refusal::invalid(message, "Ask for a longer step, a shorter time or one queue"))
}

fn keys(question: &Question) -> Vec<ContactKey> {
    let house = &question.house;
    let wanted = question.params.queue.map(QueueId);
    match question.by {
        By::Did => house.dids.keys().map(|&did| ContactKey::Did(did)).collect(),
        By::Centre | By::Queue | By::Skill => {
            let is_wanted = |queue: &QueueId| wanted.is_none_or(|wanted| wanted == *queue);
            house.queues.keys().copied().filter(is_wanted).map(ContactKey::Queue).collect()
        }
    }
}

fn group(question: &Question, key: ContactKey) -> Option<u32> {
    match (question.by, key) {
        (By::Queue, ContactKey::Queue(QueueId(id))) | (By::Did, ContactKey::Did(DidId(id))) => {
            Some(id)
        }
        (By::Skill, ContactKey::Queue(queue)) => {
            question.house.queues.get(&queue).and_then(|known| known.skill).map(|skill| skill.0)
        }
        (By::Centre | By::Queue | By::Skill | By::Did, _) => None,
    }
}

fn line(question: &Question, id: Option<u32>, points: &BTreeMap<Timestamp, Told>) -> HistoryLine {
    let house = &question.house;
    let rule = house.definition.service_level;
    let mut total = Told::default();
    let points = points.iter().map(|(&start, told)| {
        total.merge(told);
        let figures = figures_of(told, None, rule);
        let value = named(&figures, &question.params.measure).flatten();
        HistoryPoint { start: start.into(), value, figures }
    });
    let points = points.collect();
    let name = name(question, id);
    HistoryLine { id, name, total: figures_of(&total, None, rule), points }
}

fn name(question: &Question, id: Option<u32>) -> String {
    let house = &question.house;
    let Some(id) = id else {
        // Under a grouping, what belongs to no group.
        return if question.by == By::Centre { house.name.clone() } else { "-".to_owned() };
    };
    let known = match question.by {
        By::Centre => None,
        By::Queue => house.queues.get(&QueueId(id)).map(|known| known.name.clone()),
        By::Skill => house.skills.get(&SkillId(id)).cloned(),
        By::Did => house.dids.get(&DidId(id)).cloned(),
    };
    known.unwrap_or_else(|| id.to_string())
}
