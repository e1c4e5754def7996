//! The names behind ids.
//!
//! Room:  server/http/build.
//! Holds: what was never registered is shown as its id or as nothing, never as somebody else.

use crate::http::routes::contacts::Whose;
use domain::{AgentId, DidId, IvrNodeId, QueueId, SeatId, SiteId, SkillId, SourceId, TeamId};
use journal::carry::{Names, Registered};

fn name(registered: Option<&Registered>) -> Option<String> {
    registered.map(|known| known.name.clone())
}

#[must_use]
pub fn source(names: &Names, id: SourceId) -> String {
    if journal::registry::is_ours(id) {
        return "Callboard".to_owned();
    }
    name(names.sources.get(&id)).unwrap_or_else(|| id.to_string())
}

#[must_use]
pub fn queue(names: &Names, id: QueueId) -> String {
    name(names.queues.get(&id)).unwrap_or_else(|| id.to_string())
}

#[must_use]
pub fn agent(names: &Names, id: AgentId) -> Option<String> {
    name(names.agents.get(&id))
}

#[must_use]
pub fn team(names: &Names, id: TeamId) -> Option<String> {
    name(names.teams.get(&id))
}

#[must_use]
pub fn skill(names: &Names, id: SkillId) -> Option<String> {
    name(names.skills.get(&id))
}

#[must_use]
pub fn seat(names: &Names, id: SeatId) -> Option<String> {
    name(names.seats.get(&id))
}

#[must_use]
pub fn site(names: &Names, id: SiteId) -> Option<String> {
    name(names.sites.get(&id))
}

#[must_use]
pub fn did(names: &Names, id: DidId) -> Option<String> {
    name(names.dids.get(&id))
}

#[must_use]
pub fn ivr_node(names: &Names, id: IvrNodeId) -> Option<String> {
    name(names.ivr_nodes.get(&id))
}

/// The name of whoever's contacts are meant; the narrowest where several are.
#[must_use]
pub fn whose(names: &Names, whose: Whose) -> Option<String> {
    let Whose { queue, site, skill, did, agent, team } = whose;
    let of_agent = agent.map(|id| self::agent(names, id).unwrap_or_else(|| id.to_string()));
    let of_queue = || queue.map(|id| self::queue(names, id));
    let of_did = || did.and_then(|id| self::did(names, id));
    let of_team = || team.and_then(|id| self::team(names, id));
    let of_site = || site.and_then(|id| self::site(names, id));
    let of_skill = || skill.and_then(|id| self::skill(names, id));
    of_agent.or_else(of_queue).or_else(of_did).or_else(of_team).or_else(of_skill).or_else(of_site)
}
