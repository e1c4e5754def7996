//! An audit row as the rules read it.
//!
//! Room:  server, compliance; made of `store::AuditRow`.
//! Holds: whoever is named in a row counts; a row of a kind that no rule knows is `Other`.

use crate::http::views::settings_change::{Subject, SubjectKind};
use serde::Deserialize;
use std::collections::BTreeSet;
use store::AuditRow;

/// Something that somebody did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    /// Of the audit row.
    pub number: u64,
    pub at: domain::Timestamp,
    /// Local hour of the day.
    pub hour: u8,
    pub kind: Kind,
    /// The audit list's word.
    pub action: String,
    /// Where it came from.
    pub origin: String,
    /// Whom it was about: employee numbers, or agents of the floor.
    pub people: BTreeSet<String>,
    /// Rows that were shown or taken out; attempts that were refused.
    pub rows: u64,
}

/// What kind of thing it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Tried and not allowed.
    Refused,
    /// A look at people, one or a list.
    Looked,
    /// A look at what few may know.
    LookedAtProtected,
    /// Taken out as a file.
    Exported,
    /// A person was changed: whoever does that needs to look.
    WorkedOnPerson,
    /// Queues, hours, targets or calls, at once.
    Routed,
    /// The same, said for a later moment.
    RoutedLater,
    /// Accounts and their rights.
    ChangedRights,
    /// The own account's rights.
    ChangedOwnRights,
    /// Anything else that changes something.
    Changed,
    /// Signing in and out, and what no rule knows.
    Other,
}

impl Kind {
    /// What weighs something wherever it happens.
    #[must_use]
    pub const fn is_weighty(self) -> bool {
        match self {
            Self::Exported
            | Self::WorkedOnPerson
            | Self::Routed
            | Self::RoutedLater
            | Self::ChangedRights
            | Self::ChangedOwnRights
            | Self::Changed
            | Self::LookedAtProtected => true,
            Self::Refused | Self::Looked | Self::Other => false,
        }
    }
}

impl Deed {
    /// Reads a row; `hour` is the local one.
    #[must_use]
    pub fn of(row: &AuditRow, hour: u8) -> Self {
        let after = row.after.as_deref().unwrap_or_default();
        let (rows, named) = listed(after);
        let first = row.object.split_whitespace().next().unwrap_or_default();
        let one = || BTreeSet::from([first.to_owned()]);
        let (kind, people) = match row.action.as_str() {
            "was_refused" => (Kind::Refused, BTreeSet::new()),
            "looked_at_person" | "looked_at_changes" => (Kind::Looked, one()),
            "looked_at_protected" => (Kind::LookedAtProtected, one()),
            "listed_people" | "listed_contacts" | "listed_attendance" | "listed_findings"
            | "listed_points" => (Kind::Looked, named),
            "exported_people" | "exported_attendance" | "exported_points" => {
                (Kind::Exported, named)
            }
            "copied_person" => (Kind::Exported, one()),
            "exported_audit" => (Kind::Exported, BTreeSet::new()),
            "changed_person" | "created_person" | "kept_protected" | "removed_protected" => {
                (Kind::WorkedOnPerson, one())
            }
            "gave_order" => (Kind::Routed, BTreeSet::new()),
            "changed_setting" => (setting(&row.object), BTreeSet::new()),
            "changed_roles" if row.object == row.actor => (Kind::ChangedOwnRights, BTreeSet::new()),
            "changed_roles"
            | "created_account"
            | "enabled_account"
            | "created_token"
            | "set_password"
            | "removed_second_factor" => (Kind::ChangedRights, BTreeSet::new()),
            action if changes(action) => (Kind::Changed, BTreeSet::new()),
            _ => (Kind::Other, BTreeSet::new()),
        };
        let rows = match row.action.as_str() {
            // The oldest shape says the number in the object.
            "exported_audit" => number(&row.object).unwrap_or(0),
            "was_refused" => after.strip_prefix("attempts: ").and_then(number).unwrap_or(1),
            _ => rows.max(people.len() as u64),
        };
        let (action, origin) = (row.action.clone(), row.origin.clone());
        Self { number: row.number, at: row.at, hour, kind, action, origin, people, rows }
    }
}

/// `12 rows: E1001 E1002` as the looks write it.
fn listed(after: &str) -> (u64, BTreeSet<String>) {
    let Some((rows, named)) = after.split_once(" rows:") else { return (0, BTreeSet::new()) };
    (number(rows).unwrap_or(0), named.split_whitespace().map(str::to_owned).collect())
}

fn number(text: &str) -> Option<u64> {
    text.split_whitespace().next()?.parse().ok()
}

/// What the audit list keeps of a change of the settings.
#[derive(Deserialize)]
struct Setting {
    subject: Subject,
    effective_from: Option<crate::http::views::Moment>,
}

fn setting(object: &str) -> Kind {
    let Ok(Setting { subject, effective_from }) = serde_json::from_str(object) else {
        return Kind::Changed;
    };
    match subject.kind {
        SubjectKind::Queue | SubjectKind::Did | SubjectKind::Skill | SubjectKind::Definition => {
            if effective_from.is_some() {
                Kind::RoutedLater
            } else {
                Kind::Routed
            }
        }
        SubjectKind::Centre | SubjectKind::Site | SubjectKind::Team | SubjectKind::Break => {
            Kind::Changed
        }
    }
}

fn changes(action: &str) -> bool {
    let begins = ["changed_", "created_", "removed_", "imported_", "revoked_", "erased_", "kept_"];
    begins.iter().any(|word| action.starts_with(word)) && action != "changed_password"
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Timestamp;

    fn row(action: &str, object: &str, after: Option<&str>) -> AuditRow {
        AuditRow {
            number: 7,
            at: Timestamp(0),
            actor: "li".into(),
            action: action.into(),
            object: object.into(),
            origin: "local".into(),
            before: None,
            after: after.map(str::to_owned),
            reason: None,
            hash: Vec::new(),
        }
    }

    #[test]
    fn a_list_counts_its_rows_and_names_its_people() {
        let deed = Deed::of(&row("listed_people", "team=3", Some("40 rows: E1 E2 E1")), 9);
        assert_eq!((deed.kind, deed.rows, deed.people.len()), (Kind::Looked, 40, 2));
        let deed = Deed::of(&row("exported_audit", "312 rows", None), 9);
        assert_eq!((deed.kind, deed.rows, deed.people.len()), (Kind::Exported, 312, 0));
        let deed = Deed::of(&row("looked_at_protected", "E1002", None), 9);
        assert_eq!((deed.kind, deed.rows), (Kind::LookedAtProtected, 1));
    }

    #[test]
    fn a_change_for_a_later_moment_is_no_change_at_once() {
        let object = |kind: &str, from: &str| {
            format!(
                r#"{{"subject":{{"kind":"{kind}","id":1,"name":"q"}},"fields":[],"effective_from":{from}}}"#
            )
        };
        let kind = |object: &str| Deed::of(&row("changed_setting", object, None), 9).kind;
        assert_eq!(kind(&object("queue", "null")), Kind::Routed);
        assert_eq!(kind(&object("queue", "\"2026-12-01T00:00:00Z\"")), Kind::RoutedLater);
        assert_eq!(kind(&object("team", "null")), Kind::Changed);
        assert_eq!(kind("something old"), Kind::Changed);
        assert_eq!(Deed::of(&row("gave_order", "pbx", None), 9).kind, Kind::Routed);
    }

    #[test]
    fn attempts_are_counted_as_the_row_says() {
        let rows = |after| Deed::of(&row("was_refused", "GET /x", Some(after)), 9).rows;
        assert_eq!((rows("attempts: 10"), rows("still trying: 60 more")), (10, 1));
        assert_eq!(Deed::of(&row("was_refused", "GET /x", None), 9).rows, 1);
    }

    #[test]
    fn ones_own_rights_are_told_from_others() {
        let kind = |object: &str| Deed::of(&row("changed_roles", object, None), 9).kind;
        assert_eq!((kind("li"), kind("wu")), (Kind::ChangedOwnRights, Kind::ChangedRights));
        assert_eq!(Deed::of(&row("changed_password", "li", None), 9).kind, Kind::Other);
        assert_eq!(Deed::of(&row("signed_in", "li", None), 9).kind, Kind::Other);
    }
}
