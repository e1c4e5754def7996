//! Upon whom somebody may do something: what lists of people are narrowed to.
//!
//! Room:  server/http/access; a value that views are shared by.

use super::role::Place;
use domain::{AgentId, SiteId, TeamId};
use std::collections::BTreeSet;

/// Somebody on the floor, with what decides who may see them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Person {
    pub agent: AgentId,
    pub team: Option<TeamId>,
    pub site: Option<SiteId>,
}

/// A set of people, by where they are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reached {
    is_all: bool,
    sites: BTreeSet<SiteId>,
    teams: BTreeSet<TeamId>,
    agents: BTreeSet<AgentId>,
}

impl Reached {
    #[must_use]
    pub const fn nobody() -> Self {
        Self {
            is_all: false,
            sites: BTreeSet::new(),
            teams: BTreeSet::new(),
            agents: BTreeSet::new(),
        }
    }

    #[must_use]
    pub fn all() -> Self {
        Self { is_all: true, ..Self::nobody() }
    }

    /// Whoever there is; what they share is then all equal.
    #[must_use]
    pub const fn is_all(&self) -> bool {
        self.is_all
    }

    #[must_use]
    pub fn is_nobody(&self) -> bool {
        *self == Self::nobody()
    }

    #[must_use]
    pub fn has(&self, person: Person) -> bool {
        let Person { agent, team, site } = person;
        self.is_all
            || self.agents.contains(&agent)
            || team.is_some_and(|team| self.teams.contains(&team))
            || site.is_some_and(|site| self.sites.contains(&site))
    }

    /// Whether every member of the team is reached, wherever they sit.
    #[must_use]
    pub fn has_team(&self, team: TeamId, site: Option<SiteId>) -> bool {
        self.is_all
            || self.teams.contains(&team)
            || site.is_some_and(|site| self.sites.contains(&site))
    }

    /// Whether somebody of the house is reached, who may be several agents or none.
    #[must_use]
    pub fn has_employee(
        &self,
        place: (Option<TeamId>, Option<SiteId>),
        agents: &[AgentId],
    ) -> bool {
        let (team, site) = place;
        self.is_all
            || team.is_some_and(|team| self.teams.contains(&team))
            || site.is_some_and(|site| self.sites.contains(&site))
            || agents.iter().any(|agent| self.agents.contains(agent))
    }

    #[must_use]
    pub fn sites(&self) -> Vec<SiteId> {
        self.sites.iter().copied().collect()
    }

    #[must_use]
    pub fn teams(&self) -> Vec<TeamId> {
        self.teams.iter().copied().collect()
    }

    #[must_use]
    pub fn agents(&self) -> Vec<AgentId> {
        self.agents.iter().copied().collect()
    }

    /// The team or the agent, where it is only one and nothing else.
    #[must_use]
    pub fn only(&self) -> Option<(Option<TeamId>, Option<AgentId>)> {
        let mut teams = self.teams.iter().copied();
        let mut agents = self.agents.iter().copied();
        let one = (teams.next(), agents.next());
        let is_one =
            one.0.is_some() != one.1.is_some() && teams.next().is_none() && agents.next().is_none();
        (is_one && !self.is_all && self.sites.is_empty()).then_some(one)
    }

    pub(super) fn add(&mut self, place: Place) {
        match place {
            // What is all needs no parts: equal sets must be equal values.
            Place::Centre => *self = Self::all(),
            Place::Site(_) | Place::Team(_) if self.is_all => {}
            Place::Site(site) => {
                self.sites.insert(site);
            }
            Place::Team(team) => {
                self.teams.insert(team);
            }
        }
    }

    pub(super) fn add_agent(&mut self, agent: AgentId) {
        if !self.is_all {
            self.agents.insert(agent);
        }
    }
}
