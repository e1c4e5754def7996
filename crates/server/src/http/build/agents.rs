//! Agents from the state.
//!
//! Room:  server/http/build.
//! Holds: a row of the list changes only when a record says something of the agent, so that 10 000
//!        rows need not be built for each frame.

use crate::http::build::{floor, names, words};
use crate::http::views::agent::{AgentRow, AgentsHead, AgentsView};
use domain::{AgentId, Timestamp};
use journal::carry::Agent;
use live::Live;

/// Everything but the rows.
#[must_use]
pub fn head(live: &Live, now: Timestamp) -> AgentsHead {
    AgentsHead {
        at: now.into(),
        sequence: live.sequence(),
        people: floor::people(live),
        seats: floor::seats(live),
    }
}

/// All agents.
#[must_use]
pub fn agents(live: &Live, now: Timestamp) -> AgentsView {
    let row = |id: AgentId| (id.0, row(live, id, live.agent(id), now));
    AgentsView { head: head(live, now), rows: live.agents().into_iter().map(row).collect() }
}

/// One agent in the list; `None`: registered, never spoken of.
#[must_use]
pub fn row(live: &Live, id: AgentId, agent: Option<&Agent>, now: Timestamp) -> AgentRow {
    let names = live.names();
    let nothing = Agent::default();
    let agent = agent.unwrap_or(&nothing);
    let today = live.agent_today(id, now);
    AgentRow {
        name: names::agent(names, id).unwrap_or_else(|| id.to_string()),
        team: agent.team.and_then(|team| names::team(names, team)),
        team_id: agent.team.map(|team| team.0),
        state: words::state(agent.state),
        reason: words::reason(agent.state),
        since: agent.was_signed_in.then(|| agent.since.into()),
        seat: agent.seat.and_then(|seat| names::seat(names, seat)),
        queue: serving(live, agent),
        is_inferred: agent.inferred,
        overrun_from: agent.overrun_from.map(Into::into),
        answered: today.answered,
        rung_out: today.rung_out,
    }
}

/// The queue of the contact that the agent has or is offered.
fn serving(live: &Live, agent: &Agent) -> Option<u32> {
    let contact = agent.legs.last()?.contact;
    live.open_contact(contact)?.queue.map(|queue| queue.0)
}
