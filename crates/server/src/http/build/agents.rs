//! Agents from the state.
//!
//! Room:  server/http/build.
//! Holds: a row of the list changes only when a record says something of the agent, or when a break
//!        becomes too long, so that 10 000 rows need not be built for each frame.

use crate::http::access::Reached;
use crate::http::build::figures::share;
use crate::http::build::{floor, names, person, words};
use crate::http::views::agent::{AgentRow, AgentsHead, AgentsView};
use crate::http::views::millis;
use domain::figures::WorkCounts;
use domain::{AgentId, Duration, Timestamp, measure};
use journal::carry::Agent;
use live::Live;

/// Everything but the rows.
#[must_use]
pub fn head(live: &Live, now: Timestamp) -> AgentsHead {
    AgentsHead {
        at: now.into(),
        sequence: live.sequence(),
        people: floor::people(live, now),
        seats: floor::seats(live),
    }
}

/// The agents who are in sight.
#[must_use]
pub fn agents(live: &Live, now: Timestamp, sight: &Reached) -> AgentsView {
    let seen = live.agents().into_iter().filter(|&id| person::is_seen(live, sight, id));
    let rows = seen.map(|id| (id.0, row(live, id, live.agent(id), now))).collect();
    AgentsView { head: head(live, now), rows }
}

/// One agent in the list; `None`: registered, never spoken of.
#[must_use]
pub fn row(live: &Live, id: AgentId, agent: Option<&Agent>, now: Timestamp) -> AgentRow {
    let names = live.names();
    let nothing = Agent::default();
    let agent = agent.unwrap_or(&nothing);
    // Up to the beginning of the present state: what runs on would move with every frame.
    let today = live.agent_today(id, agent.since);
    AgentRow {
        name: names::agent(names, id).unwrap_or_else(|| id.to_string()),
        key: names.agents.get(&id).map_or_else(|| id.to_string(), |known| known.key.clone()),
        site: person::site(live, id, agent).and_then(|site| names::site(names, site)),
        skill_ids: agent.skills.keys().map(|skill| skill.0).collect(),
        team: agent.team.and_then(|team| names::team(names, team)),
        team_id: agent.team.map(|team| team.0),
        state: words::state(agent.state),
        reason: words::reason(agent.state),
        since: agent.was_signed_in.then(|| agent.since.into()),
        seat: agent.seat.and_then(|seat| names::seat(names, seat)),
        queue: serving(live, agent),
        is_inferred: agent.inferred,
        is_overrun: Live::is_overrun(agent, now),
        overrun_from: agent.overrun_from.map(Into::into),
        answered: today.answered,
        rung_out: today.rung_out,
        aht_ms: handle_time(&today),
        occupancy: share(measure::occupancy(&today.times)),
    }
}

/// Average handle time of an agent's work.
#[must_use]
pub fn handle_time(work: &WorkCounts) -> Option<u64> {
    let handling = Duration(i64::try_from(work.times.handling()).unwrap_or(i64::MAX));
    measure::mean(handling, work.handled.into()).map(millis)
}

/// The queue of the contact that the agent has or is offered.
fn serving(live: &Live, agent: &Agent) -> Option<u32> {
    let contact = agent.legs.iter().last()?.contact;
    live.open_contact(contact)?.queue.map(|queue| queue.0)
}
