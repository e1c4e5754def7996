//! Groups in groups: around whom which groups are.
//!
//! Room:  server, federation, directory; pure.
//! Holds: a ring of groups ends; names of one thing are compared as the directory does, letters aside.
//! Proof: tests below.

use super::wire::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// All groups, by what is in them.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// Member to the groups that list it.
    above: BTreeMap<String, Vec<usize>>,
    /// Distinguished name, common name.
    groups: Vec<(String, String)>,
}

impl Graph {
    /// Of group entries that list members in `attribute`.
    #[must_use]
    pub fn of(entries: &[Entry], attribute: &str) -> Self {
        let mut graph = Self::default();
        for entry in entries {
            let number = graph.groups.len();
            graph.groups.push((normal(&entry.dn), entry.text("cn").unwrap_or_default()));
            for member in entry.values(attribute) {
                let member = normal(&String::from_utf8_lossy(member));
                graph.above.entry(member).or_default().push(number);
            }
        }
        graph
    }

    /// The groups that list somebody (by distinguished or by plain name), and those around these.
    #[must_use]
    pub fn around(&self, dn: &str, name: &str) -> Vec<(String, String)> {
        let mut found = BTreeSet::new();
        let mut waiting = vec![normal(dn), normal(name)];
        while let Some(member) = waiting.pop() {
            for &group in self.above.get(&member).into_iter().flatten() {
                if found.insert(group) {
                    waiting.extend(self.groups.get(group).map(|(dn, _)| dn.clone()));
                }
            }
        }
        found.into_iter().filter_map(|group| self.groups.get(group).cloned()).collect()
    }
}

/// Whether a rule's name means this group: its distinguished name, or its common name.
#[must_use]
pub fn is_named(name: &str, (dn, cn): &(String, String)) -> bool {
    if name.contains('=') { normal(name) == *dn } else { name.to_lowercase() == cn.to_lowercase() }
}

/// A distinguished name as it is compared: small letters, no space around commas and equal signs.
#[must_use]
pub fn normal(dn: &str) -> String {
    let lower = dn.trim().to_lowercase();
    let parts = lower.split(',').map(|part| match part.split_once('=') {
        Some((left, right)) => format!("{}={}", left.trim(), right.trim()),
        None => part.trim().to_owned(),
    });
    parts.collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_around_groups_are_found_and_a_ring_ends() {
        let written: [(&str, &[&str]); 4] = [
            ("A", &["uid=wang,ou=people"]),
            ("B", &["cn=a,ou=groups", "cn=c,ou=groups"]),
            ("C", &["cn=b,ou=groups"]),
            ("D", &["uid=li,ou=people"]),
        ];
        let mut graph = Graph::default();
        for (number, (cn, members)) in written.into_iter().enumerate() {
            graph.groups.push((normal(&format!("CN={cn}, OU=Groups")), cn.to_owned()));
            for member in members {
                graph.above.entry(normal(member)).or_default().push(number);
            }
        }
        let around = |dn: &str| -> Vec<String> {
            graph.around(dn, "nobody").into_iter().map(|(_, cn)| cn).collect()
        };
        assert_eq!(around("UID=Wang, OU=People"), ["A", "B", "C"]);
        assert_eq!(around("uid=li,ou=people"), ["D"]);
        assert!(around("uid=zhao,ou=people").is_empty());
    }

    #[test]
    fn a_rule_names_a_group_by_either_name() {
        let group = (normal("cn=Leaders,ou=Groups,dc=example"), "Leaders".to_owned());
        assert!(is_named("leaders", &group));
        assert!(is_named("CN=leaders, OU=groups, DC=example", &group));
        assert!(!is_named("lead", &group));
        assert!(!is_named("cn=leaders,ou=others,dc=example", &group));
    }
}
