//! Somebody on the floor, as it is decided who may see them.
//!
//! Room:  server/http/build; between the live state and `access`.
//! Holds: the team and site of now; whoever left a team is no longer seen by its leader.

use crate::http::access::{Action, Person, Reached, Scope, Subject, may, reached};
use crate::http::refusal::Refusal;
use crate::http::routes::contacts::Whose;
use domain::{AgentId, SiteId};
use journal::carry::Agent;
use live::Live;

/// The agent with team and site.
#[must_use]
pub fn person(live: &Live, id: AgentId) -> Person {
    let agent = live.agent(id);
    let site = agent.map_or_else(|| registered_site(live, id), |agent| site(live, id, agent));
    Person { agent: id, team: agent.and_then(|agent| agent.team), site }
}

/// Where somebody works: the seat says it best.
#[must_use]
pub fn site(live: &Live, id: AgentId, agent: &Agent) -> Option<SiteId> {
    let names = live.names();
    let of_seat = agent.seat.and_then(|seat| names.seats.get(&seat)?.site);
    let of_team = agent.team.and_then(|team| names.teams.get(&team)?.site);
    of_seat.or(registered_site(live, id)).or(of_team)
}

fn registered_site(live: &Live, id: AgentId) -> Option<SiteId> {
    live.names().agents.get(&id).and_then(|known| known.site)
}

/// Whether somebody may be named to who reaches so far.
#[must_use]
pub fn is_seen(live: &Live, sight: &Reached, id: AgentId) -> bool {
    sight.is_all() || sight.has(person(live, id))
}

/// Whose contacts somebody may list of those that are asked for.
pub fn reach_of(live: &Live, subject: &Subject, whose: Whose) -> Result<Whose, Refusal> {
    let reached = reached(subject, Action::ListContacts);
    if reached.is_all() {
        return Ok(whose);
    }
    if let Some(agent) = whose.agent {
        check(live, subject, Action::ListContacts, agent)?;
        return Ok(whose);
    }
    if let Some(team) = whose.team {
        let site = live.names().teams.get(&team).and_then(|known| known.site);
        return if reached.has_team(team, site) { Ok(whose) } else { Err(Refusal::forbidden()) };
    }
    let (team, agent) = reached.only().ok_or_else(|| {
        Refusal::invalid("You may list the contacts of some people only", "Add `team` or `agent`")
    })?;
    Ok(Whose { team, agent, ..whose })
}

/// Refuses what the caller may not do upon this agent.
pub fn check(live: &Live, subject: &Subject, action: Action, id: AgentId) -> Result<(), Refusal> {
    if may(subject, action, Scope::Person(person(live, id))) {
        return Ok(());
    }
    Err(Refusal::forbidden())
}
