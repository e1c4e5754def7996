//! One agent and a day: state, times, spans, skills and queues.
//!
//! Room:  server/http/build.
//! Holds: today comes from the state, an earlier day from history; a past moment shows what was
//!        known then.

use crate::http::build::figures::share;
use crate::http::build::{agents, contact_list, house, names, painter, past, words};
use crate::http::query;
use crate::http::refusal::Refusal;
use crate::http::routes::agents::DayParams;
use crate::http::state::AppState;
use crate::http::views::agent::{
    AgentView, MembershipView, SkillLevelView, StateSpanView, TimesView, WorkView,
};
use crate::http::views::millis;
use domain::calendar::Day;
use domain::figures::WorkCounts;
use domain::history::{StateSpan, WorkKey};
use domain::measure::{self, TimeAccount};
use domain::state::Activity;
use domain::{AgentId, Duration, Interval, Timestamp};
use journal::carry::Agent;
use live::Live;
use store::StoreError;

/// Which day, seen from when.
struct Seen {
    day: Day,
    interval: Interval,
    now: Timestamp,
    is_today: bool,
}

/// Everything known of an agent on a day; `at`: as it was known then.
pub async fn read(
    state: &AppState,
    agent: AgentId,
    params: &DayParams,
) -> Result<AgentView, Refusal> {
    let day = params.day.as_deref().map(|text| query::day("day", text)).transpose()?;
    let at = params.at.as_deref().map(|text| query::instant("at", text)).transpose()?;
    let (seen, mut view) = match at {
        Some(at) => look(&*past::floor(state, at).await?, agent, day, at)?,
        None => {
            let now = state.now();
            state.engine.read(|live| look(live, agent, day, painter::moment(live, now)))?
        }
    };
    if !seen.is_today {
        let cells = state.store.work_cells(&[WorkKey::Agent(agent)], seen.interval).await;
        let cells = cells.map_err(fault)?;
        set_work(
            &mut view,
            &cells.iter().fold(WorkCounts::default(), |mut sum, cell| {
                sum.merge(&cell.counts);
                sum
            }),
        );
    }
    contact_list::settled(state).await;
    let spans = state.store.spans(agent, seen.interval).await.map_err(fault)?;
    let mut closed = state.engine.read(|live| closed_spans(live, &seen, &view, &spans));
    closed.append(&mut view.spans);
    view.spans = closed;
    Ok(view)
}

fn look(
    live: &Live,
    id: AgentId,
    day: Option<Day>,
    now: Timestamp,
) -> Result<(Seen, AgentView), Refusal> {
    if !live.names().agents.contains_key(&id) && live.agent(id).is_none() {
        return Err(Refusal::not_found("such agent"));
    }
    let house = house::house(live, now);
    let today = house.day_at(now);
    let day = day.unwrap_or(today);
    let seen = Seen { day, interval: house.day(day), now, is_today: day == today };
    let view = view(live, id, &seen);
    Ok((seen, view))
}

/// The agent without the stays that are over.
fn view(live: &Live, id: AgentId, seen: &Seen) -> AgentView {
    let names = live.names();
    let known = names.agents.get(&id);
    let agent = live.agent(id);
    let mut view = AgentView {
        at: seen.now.into(),
        id: id.0,
        source: known.map_or_else(String::new, |known| names::source(names, known.source)),
        row: agents::row(live, id, agent, seen.now),
        day: seen.day.to_string(),
        from: seen.interval.start.into(),
        to: seen.interval.end.into(),
        zone: live.zone().name().to_owned(),
        times: TimesView::default(),
        work: WorkView::default(),
        utilisation: None,
        break_overrun_ms: 0,
        spans: agent.and_then(|agent| open_span(live, agent, seen)).into_iter().collect(),
        skills: agent.map_or_else(Vec::new, |agent| skills(live, agent)),
        memberships: agent.map_or_else(Vec::new, |agent| memberships(live, agent)),
    };
    if seen.is_today {
        set_work(&mut view, &live.agent_today(id, seen.now));
    }
    view
}

fn set_work(view: &mut AgentView, counts: &WorkCounts) {
    let times = counts.times;
    view.times = times_view(&times);
    view.work = WorkView {
        offers: counts.offers,
        answered: counts.answered,
        handled: counts.handled,
        rung_out: counts.rung_out,
        transferred: counts.transferred,
        aht_ms: agents::handle_time(counts),
        occupancy: share(measure::occupancy(&times)),
    };
    view.utilisation = share(measure::utilisation(&times));
    let overrun = Duration(i64::try_from(counts.break_overrun).unwrap_or(i64::MAX));
    view.break_overrun_ms = millis(overrun);
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

/// The stays that were over, cut at the day's edges.
fn closed_spans(
    live: &Live,
    seen: &Seen,
    view: &AgentView,
    spans: &[StateSpan],
) -> Vec<StateSpanView> {
    let Interval { start, end } = seen.interval;
    let open_from = view.spans.first().map(|open| open.from.0);
    let is_over = |span: &&StateSpan| {
        open_from.is_none_or(|from| span.from.max(start) < from) && span.from < seen.now
    };
    let view = |span: &StateSpan| StateSpanView {
        state: words::state(span.state),
        reason: words::reason(span.state),
        seat: span.seat.and_then(|seat| names::seat(live.names(), seat)),
        from: span.from.max(start).into(),
        until: Some(span.until.min(end).min(open_from.unwrap_or(seen.now)).into()),
    };
    spans.iter().filter(is_over).map(view).collect()
}

/// The stay that goes on.
fn open_span(live: &Live, agent: &Agent, seen: &Seen) -> Option<StateSpanView> {
    let Interval { start, end } = seen.interval;
    let is_open =
        seen.is_today && agent.was_signed_in && agent.since < end.min(seen.now.max(start));
    is_open.then(|| StateSpanView {
        state: words::state(agent.state),
        reason: words::reason(agent.state),
        seat: agent.seat.and_then(|seat| names::seat(live.names(), seat)),
        from: agent.since.max(start).into(),
        until: None,
    })
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
