//! Groups to roles: what somebody from elsewhere is in this house.
//!
//! Room:  server, federation.
//! Takes: the rules of the configuration, the groups of a person, the names of sites and teams.
//! Gives: roles with their places; none means: does not get in.
//! Holds: a rule whose site or team nobody knows gives nothing, and the log says so.
//! Proof: tests below.

use crate::config::{EVERYBODY, RoleRule};
use domain::{SiteId, TeamId};
use journal::carry::Names;
use std::collections::BTreeMap;
use store::HeldRole;

/// Sites and teams by the names that people see.
#[derive(Clone, Debug, Default)]
pub struct Places {
    pub sites: BTreeMap<String, SiteId>,
    pub teams: BTreeMap<String, TeamId>,
}

impl Places {
    /// Of the floor as it is now; of two of one name the older counts.
    #[must_use]
    pub fn of(names: &Names) -> Self {
        let sites = names.sites.iter().rev().map(|(id, one)| (one.name.clone(), *id)).collect();
        let teams = names.teams.iter().rev().map(|(id, one)| (one.name.clone(), *id)).collect();
        Self { sites, teams }
    }
}

/// The roles of somebody for whom `is_in` says which groups count.
#[must_use]
pub fn mapped(rules: &[RoleRule], places: &Places, is_in: impl Fn(&str) -> bool) -> Vec<HeldRole> {
    let mut roles: Vec<HeldRole> = Vec::new();
    for rule in rules.iter().filter(|rule| rule.group == EVERYBODY || is_in(&rule.group)) {
        let Some(role) = held(rule, places) else {
            let RoleRule { group, site, team, .. } = rule;
            tracing::warn!(group, ?site, ?team, "a role is not given: nobody knows its place");
            continue;
        };
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    roles
}

fn held(rule: &RoleRule, places: &Places) -> Option<HeldRole> {
    let site = match &rule.site {
        Some(name) => Some(*places.sites.get(name)?),
        None => None,
    };
    let team = match &rule.team {
        Some(name) => Some(*places.teams.get(name)?),
        None => None,
    };
    Some(HeldRole { role: rule.role.word().to_owned(), site, team })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::access::Role;

    fn rule(group: &str, role: Role, team: Option<&str>) -> RoleRule {
        RoleRule { group: group.into(), role, site: None, team: team.map(str::to_owned) }
    }

    #[test]
    fn groups_add_up_and_a_place_that_nobody_knows_gives_nothing() {
        let places = Places {
            teams: BTreeMap::from([("一组".to_owned(), TeamId(7))]),
            ..Places::default()
        };
        let rules = [
            rule("leaders", Role::TeamLeader, Some("一组")),
            rule("leaders", Role::TeamLeader, Some("没有")),
            rule("staff", Role::Viewer, None),
            rule("others", Role::Viewer, None),
            rule("admins", Role::Administrator, None),
        ];
        let of = |groups: &[&str]| mapped(&rules, &places, |group| groups.contains(&group));
        let leader = HeldRole { role: "team_leader".into(), site: None, team: Some(TeamId(7)) };
        assert_eq!(of(&["leaders", "staff", "others"]), [leader, HeldRole::centre("viewer")]);
        assert_eq!(of(&["cooks"]), []);
        let everybody = [rule("*", Role::Agent, None)];
        assert_eq!(mapped(&everybody, &places, |_| false), [HeldRole::centre("agent")]);
    }
}
