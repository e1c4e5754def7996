//! Upon whom of the people of the house somebody may act.
//!
//! Room:  server/http/build; between `access` and the store's lists of people.
//! Takes: a subject, an action, facts of today. Gives: yes or no; the same as a filter of a list.
//! Holds: a list shows exactly whom the decision lets through; today's team and site decide, whatever
//!        day is looked at; who may act in a place only moves nobody out of it or into another.
//! Never: asks the store.
//! Proof: `tests/it/api_people.rs`.

use crate::http::access::{Action, Reached, Subject, reached};
use crate::http::build::person;
use crate::http::refusal::Refusal;
use domain::{AgentId, SiteId, TeamId};
use journal::carry::Names;
use live::Live;
use store::{Fact, FactChange, FactKind, PeopleReach};

/// The teams that are at one of these sites.
#[must_use]
pub fn teams_at(names: &Names, sites: &[SiteId]) -> Vec<TeamId> {
    let is_there = |site: Option<SiteId>| site.is_some_and(|site| sites.contains(&site));
    names.teams.iter().filter(|(_, team)| is_there(team.site)).map(|(id, _)| *id).collect()
}

/// The filter of a list; `None`: nobody is left out.
#[must_use]
pub fn filter(names: &Names, reached: &Reached) -> Option<PeopleReach> {
    let sites = reached.sites();
    (!reached.is_all()).then(|| PeopleReach {
        teams: reached.teams(),
        teams_of_sites: teams_at(names, &sites),
        sites,
        agents: reached.agents(),
    })
}

/// Where somebody is and which agents they are, by facts of one day.
#[must_use]
pub fn place(names: &Names, facts: &[Fact]) -> (Option<TeamId>, Option<SiteId>, Vec<AgentId>) {
    let of = |kind| facts.iter().filter(move |fact| fact.kind == kind);
    let team = of(FactKind::Team).map(|fact| TeamId(fact.span.value.value)).next();
    let said = of(FactKind::Site).map(|fact| SiteId(fact.span.value.value)).next();
    let of_team = team.and_then(|team| names.teams.get(&team)?.site);
    let agents = of(FactKind::Agent).map(|fact| AgentId(fact.slot)).collect();
    (team, said.or(of_team), agents)
}

/// Whether the subject may do this upon somebody with these facts of today.
#[must_use]
pub fn may(names: &Names, subject: &Subject, action: Action, facts: &[Fact]) -> bool {
    let (team, site, agents) = place(names, facts);
    reached(subject, action).has_employee((team, site), &agents)
}

/// Refuses to give anybody what is beyond the subject's reach.
pub fn check_given(live: &Live, subject: &Subject, changes: &[FactChange]) -> Result<(), Refusal> {
    let reached = reached(subject, Action::ManagePeople);
    if reached.is_all() {
        return Ok(());
    }
    let names = live.names();
    let team = |team: u32| {
        let site = names.teams.get(&TeamId(team)).and_then(|known| known.site);
        reached.has_team(TeamId(team), site)
    };
    let site = |site: Option<SiteId>| reached.has_employee((None, site), &[]);
    let is_given = |kind: FactKind, slot: u32, value: u32| match kind {
        FactKind::Skill | FactKind::Contract => true,
        FactKind::Site => site(Some(SiteId(value))),
        FactKind::Team => team(value),
        FactKind::Leads => team(slot),
        FactKind::Seat => site(names.seats.get(&domain::SeatId(slot)).and_then(|known| known.site)),
        FactKind::Agent => is_claimable(live, &reached, AgentId(slot)),
        FactKind::Account => false,
    };
    let is_within = |change: &FactChange| match change {
        FactChange::From { kind, slot, value: Some(value), .. } => {
            is_given(*kind, *slot, value.value)
        }
        // Without a site and a team nobody could find them again.
        FactChange::From { kind, value: None, .. } => {
            !matches!(kind, FactKind::Site | FactKind::Team | FactKind::Account)
        }
        FactChange::TakeBack { kind, .. } => *kind != FactKind::Account,
    };
    if changes.iter().all(is_within) { Ok(()) } else { Err(Refusal::forbidden()) }
}

/// Whether the subject may say whose agent this is: one in reach, or one that is nowhere yet.
#[must_use]
pub fn is_claimable(live: &Live, reached: &Reached, agent: AgentId) -> bool {
    let one = person::person(live, agent);
    reached.has(one) || (one.team.is_none() && one.site.is_none())
}
