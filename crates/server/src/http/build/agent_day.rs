//! One agent and a day: state, times, spans, skills and queues.
//!
//! Room:  server/http/build.
//! Holds: today comes from the state, an earlier day from history.

use crate::http::build::figures::share;
use crate::http::build::{agents, house, names, painter, words};
use crate::http::query;
use crate::http::refusal::Refusal;
use crate::http::state::AppState;
use crate::http::views::agent::{
    AgentView, MembershipView, SkillLevelView, StateSpanView, TimesView, WorkView,
};
use crate::http::views::millis;
use domain::figures::WorkCounts;
use domain::history::{StateSpan, WorkKey};
use domain::measure::{self, TimeAccount};
use domain::state::Activity;
use domain::{AgentId, Duration, Interval, Timestamp};
use journal::carry::Agent;
use live::Live;
use store::StoreError;

/// The day as it was found: which, and what was done in it.
struct Found {
    day: String,
    interval: Interval,
    is_today: bool,
    spans: Vec<StateSpan>,
    counts: Option<WorkCounts>,
}

/// Everything known of an agent on a day.
pub async fn read(
    state: &AppState,
    agent: AgentId,
    day: Option<&str>,
) -> Result<AgentView, Refusal> {
    let now = state.now();
    let (is_known, house) = state.engine.read(|live| {
        let is_known = live.names().agents.contains_key(&agent) || live.agent(agent).is_some();
        (is_known, house::house(live, now))
    });
    if !is_known {
        return Err(Refusal::not_found("such agent"));
    }
    let today = house.day_at(now);
    let day = day.map_or(Ok(today), |text| query::day("day", text))?;
    let interval = house.day(day);
    let spans = state.store.spans(agent, interval).await.map_err(fault)?;
    let counts = if day == today {
        None
    } else {
        let cells = state.store.work_cells(&[WorkKey::Agent(agent)], interval).await;
        Some(cells.map_err(fault)?.iter().fold(WorkCounts::default(), |mut sum, cell| {
            sum.merge(&cell.counts);
            sum
        }))
    };
    let found = Found { day: day.to_string(), interval, is_today: day == today, spans, counts };
    Ok(state.engine.read(|live| view(live, agent, &found, painter::moment(live, now))))
}

fn view(live: &Live, id: AgentId, found: &Found, now: Timestamp) -> AgentView {
    let names = live.names();
    let known = names.agents.get(&id);
    let agent = live.agent(id);
    let counts = found.counts.unwrap_or_else(|| live.agent_today(id, now));
    let times = counts.times;
    let overrun = Duration(i64::try_from(counts.break_overrun).unwrap_or(i64::MAX));
    AgentView {
        at: now.into(),
        id: id.0,
        key: known.map_or_else(|| id.to_string(), |known| known.key.clone()),
        source: known.map_or_else(String::new, |known| names::source(names, known.source)),
        row: agents::row(live, id, agent, now),
        day: found.day.clone(),
        zone: live.zone().name().to_owned(),
        times: times_view(&times),
        work: WorkView {
            offers: counts.offers,
            answered: counts.answered,
            handled: counts.handled,
            rung_out: counts.rung_out,
            transferred: counts.transferred,
            aht_ms: agents::handle_time(&counts),
            occupancy: share(measure::occupancy(&times)),
        },
        utilisation: share(measure::utilisation(&times)),
        break_overrun_ms: millis(overrun),
        spans: spans(live, found, agent, now),
        skills: agent.map_or_else(Vec::new, |agent| skills(live, agent)),
        memberships: agent.map_or_else(Vec::new, |agent| memberships(live, agent)),
    }
}

#[must_use]
pub fn times_view(times: &TimeAccount) -> TimesView {
    let of = |activity| times.of(activity) / 1_000;
    TimesView {
        available_ms: of(Activity::Available),
        ringing_ms: of(Activity::Ringing),
        talking_ms: of(Activity::Talking),
        holding_ms: of(Activity::Holding),
        after_contact_work_ms: of(Activity::AfterContactWork),
        not_ready_ms: of(Activity::NotReady),
        signed_in_ms: times.signed_in() / 1_000,
    }
}

/// The day's stays, cut at its edges; the present one is open.
fn spans(live: &Live, found: &Found, agent: Option<&Agent>, now: Timestamp) -> Vec<StateSpanView> {
    let Interval { start, end } = found.interval;
    let span = |span: &StateSpan| StateSpanView {
        state: words::state(span.state),
        reason: words::reason(span.state),
        seat: span.seat.and_then(|seat| names::seat(live.names(), seat)),
        from: span.from.max(start).into(),
        until: Some(span.until.min(end).into()),
    };
    let mut spans: Vec<_> = found.spans.iter().map(span).collect();
    let is_open = |agent: &&Agent| agent.was_signed_in && agent.since < end.min(now.max(start));
    if let Some(agent) = agent.filter(is_open).filter(|_| found.is_today) {
        spans.push(StateSpanView {
            state: words::state(agent.state),
            reason: words::reason(agent.state),
            seat: agent.seat.and_then(|seat| names::seat(live.names(), seat)),
            from: agent.since.max(start).into(),
            until: None,
        });
    }
    spans
}

fn skills(live: &Live, agent: &Agent) -> Vec<SkillLevelView> {
    let view = |(&skill, &level): (&domain::SkillId, &u8)| SkillLevelView {
        skill: skill.0,
        name: names::skill(live.names(), skill).unwrap_or_else(|| skill.to_string()),
        level,
    };
    agent.skills.iter().map(view).collect()
}

fn memberships(live: &Live, agent: &Agent) -> Vec<MembershipView> {
    let view = |membership: &journal::carry::Membership| MembershipView {
        queue: membership.queue.0,
        name: names::queue(live.names(), membership.queue),
        penalty: membership.penalty,
        is_paused: membership.paused.is_some(),
    };
    agent.memberships.iter().map(view).collect()
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of map_err")]
fn fault(error: StoreError) -> Refusal {
    Refusal::fault("reading an agent's day", &error)
}
