//! The synchronisation with the directory: who came, who changed, who left.
//!
//! Room:  server, federation; every night, or when somebody asks.
//! Takes: everybody in the directory, the accounts that come from it. Gives: a plan; carried out, a report.
//! Holds: whoever left is switched off and signed out within one synchronisation; of a local account or one
//!        of another origin nothing is touched; many at once are not switched off unless asked for; what an
//!        administrator switched off stays off; all of it is carried out or nothing.
//! Proof: tests below; `tests/it/directory_real.rs` with 2 000 people.

use super::directory::{Directory, DirectoryError, Person};
use super::in_full;
use super::roles::{Places, mapped};
use crate::config::Directory as Config;
use crate::http::routes::account::{in_words, is_name};
use crate::http::views::directory::{SyncChange, SyncKind, SyncReason, SyncReport};
use domain::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::{
    Account, AuditEntry, DirectorySync, DirectoryWrite, HeldRole, Origin, Store, StoreError, Whence,
};
use tokio::sync::Mutex;

/// So few are switched off without asking, whatever share they are.
const FEW: usize = 3;
/// Changes that a report names one by one.
const NAMED: usize = 1_000;
/// Where the rows of a synchronisation come from.
pub const KIND: &str = "directory";

/// What is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ask {
    /// Tell what would be done, and do nothing.
    pub is_dry_run: bool,
    /// Also if many are switched off at once.
    pub allows_many: bool,
}

/// One at a time.
#[derive(Clone, Debug, Default)]
pub struct Turn(Arc<Mutex<()>>);

/// Synchronises; what goes wrong stands in the report, which is kept.
pub async fn run(
    (store, directory, turn): (&Store, &Directory, &Turn),
    places: &Places,
    (actor, origin): (&str, &str),
    ask: Ask,
    clock: &crate::clock::Clock,
) -> Result<SyncReport, StoreError> {
    let _turn = turn.0.lock().await;
    let began_at = clock();
    let report = match directory.everybody().await {
        Err(error) => {
            tracing::warn!(error = in_full(&error), "the directory is not synchronised");
            SyncReport { problem: Some(problem(&error)), ..SyncReport::default() }
        }
        Ok(people) => {
            let by = By { actor, origin, now: began_at };
            carry_out(store, &directory.config, (&people, places), ask, by).await?
        }
    };
    let kept = DirectorySync {
        sync: 0,
        began_at,
        ended_at: clock(),
        actor: actor.to_owned(),
        is_dry_run: ask.is_dry_run,
        report: serde_json::to_string(&report).expect("a report can be written"),
    };
    store.keep_directory_sync(&kept).await?;
    Ok(report)
}

/// Who asks, from where, when.
#[derive(Clone, Copy)]
struct By<'a> {
    actor: &'a str,
    origin: &'a str,
    now: Timestamp,
}

async fn carry_out(
    store: &Store,
    config: &Config,
    (people, places): (&[Person], &Places),
    ask: Ask,
    by: By<'_>,
) -> Result<SyncReport, StoreError> {
    let accounts = store.accounts().await?;
    let origins = store.origins().await?;
    let plan = Plan::of(config, people, places, (&accounts, &origins));
    let mut report = plan.report();
    if !ask.allows_many && plan.switches_off_many(config.sync.most_off_percent) {
        report.problem = Some("too_many_off".to_owned());
        return Ok(report);
    }
    if ask.is_dry_run {
        return Ok(report);
    }
    let rows: Vec<AuditEntry<'_>> = plan.audited(by).collect();
    let summary = report.in_words();
    let whole = AuditEntry {
        at: by.now,
        actor: by.actor,
        action: "synchronised_directory",
        object: &config.name,
        origin: by.origin,
        after: Some(&summary),
        ..AuditEntry::default()
    };
    let rows: Vec<AuditEntry<'_>> = rows.into_iter().chain([whole]).collect();
    store.audit_all(&rows).await?;
    let writes: Vec<DirectoryWrite<'_>> = plan.writes(&config.name).collect();
    store.write_directory(&writes, by.now).await?;
    tracing::info!(directory = config.name, summary, "synchronised");
    Ok(report)
}

fn problem(error: &DirectoryError) -> String {
    let code = match error {
        DirectoryError::Wire(_) => "directory_away",
        DirectoryError::Reader { .. } => "reader_refused",
        DirectoryError::Incomplete { .. } => "incomplete",
        DirectoryError::WrongPassword | DirectoryError::Ambiguous => "fault",
    };
    code.to_owned()
}

/// One thing to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Step {
    kind: SyncKind,
    reason: Option<SyncReason>,
    account: Option<u32>,
    name: String,
    id: String,
    dn: String,
    roles: Vec<HeldRole>,
    was: Option<String>,
    is: Option<String>,
}

/// All that is to be done.
#[derive(Clone, Debug, Default)]
struct Plan {
    steps: Vec<Step>,
    found: usize,
    unchanged: usize,
    without_role: usize,
    /// Accounts of the directory that are on.
    active: usize,
}

impl Plan {
    fn of(
        config: &Config,
        people: &[Person],
        places: &Places,
        (accounts, origins): (&[Account], &[Origin]),
    ) -> Self {
        let mut names: BTreeSet<&str> = accounts.iter().map(|one| one.name.as_str()).collect();
        let by_number: BTreeMap<u32, &Account> =
            accounts.iter().map(|one| (one.account, one)).collect();
        let is_ours = |origin: &&Origin| origin.kind == KIND && origin.issuer == config.name;
        let mut left: BTreeMap<&str, (&Account, &Origin)> = origins
            .iter()
            .filter(is_ours)
            .filter_map(|one| Some((one.subject.as_str(), (*by_number.get(&one.account)?, one))))
            .collect();
        let is_on = |(account, _): &&(&Account, &Origin)| account.disabled_at.is_none();
        let active = left.values().filter(is_on).count();
        let mut plan = Self { found: people.len(), active, ..Self::default() };
        for person in people {
            let roles =
                mapped(&config.joining.roles, places, |group| person.groups.contains(group));
            match left.remove(person.id.as_str()) {
                Some(known) => plan.known(person, known, roles),
                None => plan.stranger(config, person, roles, &mut names),
            }
        }
        for (account, origin) in left.into_values() {
            if account.disabled_at.is_none() {
                let gone = Person {
                    id: origin.subject.clone(),
                    dn: origin.shown.clone(),
                    name: account.name.clone(),
                    groups: BTreeSet::new(),
                    is_off: true,
                };
                plan.push(SyncKind::SwitchedOff, Some(SyncReason::Gone), Some(account), &gone);
            }
        }
        plan
    }

    fn known(
        &mut self,
        person: &Person,
        (account, origin): (&Account, &Origin),
        roles: Vec<HeldRole>,
    ) {
        let reason = match (person.is_off, roles.is_empty()) {
            (true, _) => Some(SyncReason::Locked),
            (false, true) => Some(SyncReason::NoRole),
            (false, false) => None,
        };
        let is_off = account.disabled_at.is_some();
        match (reason, is_off) {
            (Some(reason), false) => {
                self.push(SyncKind::SwitchedOff, Some(reason), Some(account), person);
            }
            // Switched off by a person of this house: that stays.
            (None, true) if origin.left_at.is_none() => self.unchanged += 1,
            (None, true) => {
                self.push(SyncKind::SwitchedOn, None, Some(account), person).roles = roles;
            }
            (None, false) if account.roles != roles => {
                let was = in_words(&account.roles, account.agent);
                let is = in_words(&roles, account.agent);
                let step = self.push(SyncKind::Changed, None, Some(account), person);
                (step.roles, step.was, step.is) = (roles, Some(was), Some(is));
            }
            (Some(_), true) | (None, false) => self.unchanged += 1,
        }
    }

    fn stranger<'p>(
        &mut self,
        config: &Config,
        person: &'p Person,
        roles: Vec<HeldRole>,
        names: &mut BTreeSet<&'p str>,
    ) {
        if person.is_off || roles.is_empty() || !config.joining.makes_accounts {
            self.without_role += 1;
        } else if !is_name(&person.name) {
            self.push(SyncKind::Skipped, Some(SyncReason::NoName), None, person);
        } else if names.insert(&person.name) {
            let is = in_words(&roles, None);
            let step = self.push(SyncKind::Made, None, None, person);
            (step.roles, step.is) = (roles, Some(is));
        } else {
            self.push(SyncKind::Skipped, Some(SyncReason::NameTaken), None, person);
        }
    }

    fn push(
        &mut self,
        kind: SyncKind,
        reason: Option<SyncReason>,
        account: Option<&Account>,
        person: &Person,
    ) -> &mut Step {
        self.steps.push(Step {
            kind,
            reason,
            account: account.map(|account| account.account),
            name: account.map_or_else(|| person.name.clone(), |account| account.name.clone()),
            id: person.id.clone(),
            dn: person.dn.clone(),
            roles: Vec::new(),
            was: None,
            is: None,
        });
        self.steps.last_mut().expect("just pushed")
    }

    fn count(&self, kind: SyncKind) -> usize {
        self.steps.iter().filter(|step| step.kind == kind).count()
    }

    fn switches_off_many(&self, percent: u32) -> bool {
        let off = self.count(SyncKind::SwitchedOff);
        let percent = usize::try_from(percent).unwrap_or(100);
        off > FEW && off * 100 > self.active * percent
    }

    fn report(&self) -> SyncReport {
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let told = |step: &Step| SyncChange {
            kind: step.kind,
            name: step.name.clone(),
            reason: step.reason,
            before: step.was.clone(),
            after: step.is.clone(),
        };
        SyncReport {
            found: number(self.found),
            made: number(self.count(SyncKind::Made)),
            changed: number(self.count(SyncKind::Changed)),
            switched_off: number(self.count(SyncKind::SwitchedOff)),
            switched_on: number(self.count(SyncKind::SwitchedOn)),
            skipped: number(self.count(SyncKind::Skipped)),
            unchanged: number(self.unchanged),
            without_role: number(self.without_role),
            changes: self.steps.iter().take(NAMED).map(told).collect(),
            problem: None,
        }
    }

    /// A row of the audit list for each account that changes.
    fn audited<'p>(&'p self, by: By<'p>) -> impl Iterator<Item = AuditEntry<'p>> {
        self.steps.iter().filter_map(move |step| {
            let action = match step.kind {
                SyncKind::Made => "created_account",
                SyncKind::Changed => "changed_roles",
                SyncKind::SwitchedOff => "disabled_account",
                SyncKind::SwitchedOn => "enabled_account",
                SyncKind::Skipped => return None,
            };
            Some(AuditEntry {
                at: by.now,
                actor: by.actor,
                action,
                object: &step.name,
                origin: by.origin,
                before: step.was.as_deref(),
                after: step.is.as_deref(),
                reason: step.reason.map(SyncReason::word),
            })
        })
    }

    fn writes<'p>(&'p self, directory: &'p str) -> impl Iterator<Item = DirectoryWrite<'p>> {
        self.steps.iter().filter_map(move |step| {
            let roles = step.roles.as_slice();
            let whence =
                Whence { kind: KIND, issuer: directory, subject: &step.id, shown: &step.dn };
            match (step.kind, step.account) {
                (SyncKind::Made, _) => {
                    Some(DirectoryWrite::Make { name: &step.name, roles, whence })
                }
                (SyncKind::Changed, Some(account)) => {
                    Some(DirectoryWrite::Roles { account, roles })
                }
                (SyncKind::SwitchedOff, Some(account)) => Some(DirectoryWrite::Off { account }),
                (SyncKind::SwitchedOn, Some(account)) => {
                    Some(DirectoryWrite::On { account, roles })
                }
                _ => None,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn config() -> Config {
        let text = "[sign_in.directory]\nname = \"house\"\nservers = [\"ldaps://d.example\"]\n\
            bind_dn = \"cn=r\"\nbind_password = \"x\"\npeople = \"ou=p\"\ngroups = \"ou=g\"\n\
            roles = [{ group = \"staff\", role = \"viewer\" }, { group = \"leaders\", role = \"planner\" }]\n";
        let config = crate::config::Config::parse(Path::new("c.toml"), text).unwrap();
        config.sign_in.directory.unwrap()
    }

    fn person(number: u32, groups: &[&str]) -> Person {
        Person {
            id: format!("id-{number}"),
            dn: format!("uid=p{number},ou=p"),
            name: format!("p{number}"),
            groups: groups.iter().map(|&group| group.to_owned()).collect(),
            is_off: false,
        }
    }

    fn known(number: u32) -> (Account, Origin) {
        let at = Timestamp::from_secs(1);
        let account = Account {
            account: number,
            name: format!("p{number}"),
            roles: vec![HeldRole::centre("viewer")],
            agent: None,
            created_at: at,
            disabled_at: None,
        };
        let origin = Origin {
            kind: KIND.into(),
            issuer: "house".into(),
            subject: format!("id-{number}"),
            account: number,
            shown: String::new(),
            linked_at: at,
            seen_at: at,
            left_at: None,
        };
        (account, origin)
    }

    fn planned(people: &[Person], known: Vec<(Account, Origin)>) -> Plan {
        let (accounts, origins): (Vec<_>, Vec<_>) = known.into_iter().unzip();
        Plan::of(&config(), people, &Places::default(), (&accounts, &origins))
    }

    fn told(plan: &Plan) -> Vec<String> {
        let reason = |step: &Step| step.reason.map_or(String::new(), |r| format!(" {}", r.word()));
        plan.steps
            .iter()
            .map(|step| format!("{:?} {}{}", step.kind, step.name, reason(step)))
            .collect()
    }

    #[test]
    fn whoever_came_changed_left_or_came_back_is_told_apart() {
        let off_since = Some(Timestamp::from_secs(5));
        let mut returned = known(4);
        (returned.0.disabled_at, returned.1.left_at) = (off_since, off_since);
        let mut by_hand = known(5);
        by_hand.0.disabled_at = off_since;
        let mut locked = person(6, &["staff"]);
        locked.is_off = true;
        let people = [
            person(1, &["staff"]),
            person(2, &["leaders"]),
            person(4, &["staff"]),
            person(5, &["staff"]),
            locked,
            person(7, &["cooks"]),
            person(8, &["staff"]),
            person(9, &["cooks"]),
        ];
        let accounts = vec![known(1), known(2), known(3), returned, by_hand, known(6), known(7)];
        let plan = planned(&people, accounts);
        assert_eq!(
            told(&plan),
            [
                "Changed p2",
                "SwitchedOn p4",
                "SwitchedOff p6 locked",
                "SwitchedOff p7 no_role",
                "Made p8",
                "SwitchedOff p3 gone",
            ]
        );
        let report = plan.report();
        assert_eq!((report.unchanged, report.without_role, report.found), (2, 1, 8));
        assert_eq!(
            plan.audited(By { actor: "a", origin: "o", now: Timestamp::from_secs(9) }).count(),
            6
        );
    }

    #[test]
    fn a_local_account_and_one_of_another_origin_are_left_alone() {
        let local = Account { account: 9, name: "p1".into(), ..known(9).0 };
        let mut other = known(3);
        other.1.kind = "openid".into();
        let (accounts, origins) = ([local, other.0], [other.1]);
        let people = [person(1, &["staff"]), person(1, &["staff"])];
        let plan = Plan::of(&config(), &people, &Places::default(), (&accounts, &origins));
        assert_eq!(told(&plan), ["Skipped p1 name_taken", "Skipped p1 name_taken"]);
        assert_eq!(plan.writes("house").count(), 0);
    }

    #[test]
    fn many_at_once_are_not_switched_off_unasked() {
        let all = || (1..=40).map(known).collect::<Vec<_>>();
        let stay = |count: u32| (1..=count).map(|one| person(one, &["staff"])).collect::<Vec<_>>();
        assert!(!planned(&stay(36), all()).switches_off_many(10), "four of forty");
        assert!(planned(&stay(35), all()).switches_off_many(10), "five of forty");
        assert!(planned(&[], all()).switches_off_many(99), "an empty answer");
        let few = (1..=4).map(known).collect::<Vec<_>>();
        assert!(!planned(&stay(1), few).switches_off_many(10), "three are few");
    }
}
