//! Reads what the audit list gained, judges whom it is about, keeps what was found and what is usual.
//!
//! Room:  server, compliance; twice a minute until the house closes, and before the page is answered.
//! Holds: one at a time; where it was broken off, it goes on; the day of an actor is judged whole, so nothing
//!        counts twice.
//! Proof: `tests/it/api_compliance.rs`.

use super::deed::{Deed, Kind};
use super::habit::Habit;
use super::judge::{Day as Judged, Finding, judge};
use super::rules::{HABIT_DAYS, Rule};
use crate::clock::{self, Clock};
use crate::engine::Engine;
use domain::calendar::{Day, Zone};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration as Pause;
use store::{Account, AuditRow, ComplianceFinding, HabitRow, Store, StoreError};
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

const EVERY: Pause = Pause::from_secs(30);
/// Rows read at a time.
const PORTION: usize = 1_000;
/// Rows of an actor's day that are judged; whoever does more is judged by the first so many.
const MOST_OF_A_DAY: usize = 20_000;
/// The setting that says how far the audit list is judged.
const CURSOR: &str = "compliance.cursor";

/// Whose turn it is, and the habits of the day.
#[derive(Clone, Debug, Default)]
pub struct Watch(Arc<Mutex<Option<Habits>>>);

/// What the weeks before a day were like.
#[derive(Debug)]
struct Habits {
    day: Day,
    by_actor: BTreeMap<String, Vec<HabitRow>>,
}

/// Judges until told to stop.
pub async fn run(watch: Watch, engine: Engine, clock: Clock, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = clock::deadline(EVERY) => {}
        }
        if let Err(error) = watch.look(&engine, clock()).await {
            tracing::warn!(%error, "compliance is not judged now; trying again");
        }
    }
}

impl Watch {
    /// Judges all that the audit list has and was not judged yet.
    pub async fn look(&self, engine: &Engine, now: domain::Timestamp) -> Result<(), StoreError> {
        let store = engine.store();
        let zone = engine.read(|live| live.zone().clone());
        let mut habits = self.0.lock().await;
        let first = store.setting::<u64>(CURSOR).await?.unwrap_or(0);
        let mut cursor = first;
        let mut concerned = BTreeSet::new();
        loop {
            let rows = store.audit_after(cursor, PORTION).await?;
            let Some(last) = rows.last() else { break };
            cursor = last.number;
            concerned.extend(rows.into_iter().map(|row| (zone.day(row.at), row.actor)));
        }
        for (day, actor) in &concerned {
            let Some(roles) = roles(store, actor).await? else { continue };
            if habits.as_ref().is_none_or(|known| known.day != *day) {
                *habits = Some(Habits::before(store, *day).await?);
            }
            let Some(known) = habits.as_ref() else { continue };
            let habit = known.of(store, &roles).await?;
            judge_day(store, &zone, (actor, *day), &habit).await?;
        }
        if cursor != first {
            store.put_setting(CURSOR, &cursor, now).await?;
        }
        Ok(())
    }
}

impl Habits {
    async fn before(store: &Store, day: Day) -> Result<Self, StoreError> {
        let first = day.plus_days(-HABIT_DAYS);
        let mut by_actor: BTreeMap<String, Vec<HabitRow>> = BTreeMap::new();
        for row in store.habits(&first.to_string(), &day.to_string()).await? {
            by_actor.entry(row.actor.clone()).or_default().push(row);
        }
        store.forget_habits(&first.plus_days(-HABIT_DAYS).to_string()).await?;
        Ok(Self { day, by_actor })
    }

    /// Of everybody who has one of these roles.
    async fn of(&self, store: &Store, roles: &BTreeSet<String>) -> Result<Habit, StoreError> {
        let is_alike = |other: &Account| other.roles.iter().any(|held| roles.contains(&held.role));
        let alike = store.accounts().await?.into_iter().filter(is_alike);
        let rows = alike.filter_map(|other| self.by_actor.get(&other.name)).flatten();
        Ok(Habit::of(rows))
    }
}

/// The roles of an account; a program's token has none. `None`: a part of the house itself.
async fn roles(store: &Store, actor: &str) -> Result<Option<BTreeSet<String>>, StoreError> {
    if actor.starts_with("token ") {
        return Ok(Some(BTreeSet::new()));
    }
    let account = store.account_by_name(actor).await?;
    Ok(account.map(|(account, _)| account.roles.into_iter().map(|held| held.role).collect()))
}

async fn judge_day(
    store: &Store,
    zone: &Zone,
    (actor, day): (&str, Day),
    habit: &Habit,
) -> Result<(), StoreError> {
    let rows = store.audit_of(actor, zone.day_interval(day), MOST_OF_A_DAY).await?;
    let deeds: Vec<Deed> = rows.iter().map(|row| Deed::of(row, hour(zone, row))).collect();
    let text = day.to_string();
    store.put_habit((actor, &text), &hours(actor, &text, &deeds)).await?;
    let spent = store.findings_spent(actor, &text).await?;
    let spent: BTreeMap<Rule, u64> =
        spent.into_iter().filter_map(|(word, row)| Some((Rule::parse(&word)?, row))).collect();
    let found = judge(Judged { deeds: &deeds, habit, spent: &spent });
    let kept: Vec<ComplianceFinding> =
        found.iter().map(|finding| kept(finding, actor, &text)).collect();
    if !kept.is_empty() {
        store.keep_findings(&kept).await?;
    }
    Ok(())
}

fn hour(zone: &Zone, row: &AuditRow) -> u8 {
    u8::try_from(zone.minute_of_day(row.at) / 60).unwrap_or(0)
}

/// What the day was like: each person counts in the first hour of the look.
fn hours(actor: &str, day: &str, deeds: &[Deed]) -> Vec<HabitRow> {
    let mut seen = BTreeSet::new();
    let mut hours: BTreeMap<u8, (u32, u32)> = BTreeMap::new();
    for deed in deeds.iter().filter(|deed| deed.kind != Kind::Refused) {
        let (deeds, people) = hours.entry(deed.hour).or_default();
        *deeds += 1;
        let is_look = matches!(deed.kind, Kind::Looked | Kind::LookedAtProtected | Kind::Exported);
        for person in deed.people.iter().filter(|_| is_look) {
            *people += u32::from(seen.insert(person.as_str()));
        }
    }
    let row = |(hour, (deeds, people))| HabitRow {
        actor: actor.to_owned(),
        day: day.to_owned(),
        hour,
        deeds,
        people,
    };
    hours.into_iter().map(row).collect()
}

fn kept(finding: &Finding, actor: &str, day: &str) -> ComplianceFinding {
    ComplianceFinding {
        rule: finding.rule.word().to_owned(),
        actor: actor.to_owned(),
        day: day.to_owned(),
        severity: finding.severity.number(),
        first_at: finding.first_at,
        last_at: finding.last_at,
        through: finding.through,
        evidence: serde_json::to_string(&finding.why).unwrap_or_default(),
    }
}
