//! Reads what the audit list gained, judges whom it is about, keeps what was found and what is usual.
//!
//! Room:  server, compliance; in the background until the house closes. Pages read what it kept.
//! Holds: a turn reads a bounded slice, and where it was broken off the next one goes on; the first turn of all
//!        begins where habits begin, not at the beginning of the list; an actor's day is judged up to the end of
//!        the slice and whole, so nothing counts twice.
//! Proof: `tests/it/api_compliance.rs`.

use super::deed::{Deed, Kind};
use super::habit::Habit;
use super::judge::{Day as Judged, Finding, judge};
use super::rules::{HABIT_DAYS, Rule};
use crate::clock::{self, Clock};
use crate::engine::Engine;
use domain::Timestamp;
use domain::calendar::{Day, Zone};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration as Pause;
use store::{Account, AuditRow, ComplianceFinding, HabitRow, Store, StoreError};
use tokio_util::sync::CancellationToken;

/// Between turns when all is judged.
pub const EVERY: Pause = Pause::from_secs(30);
/// Between turns while more waits: whoever works is served in between.
const BREATH: Pause = Pause::from_secs(1);
/// Rows of the audit list in a turn.
const SLICE: usize = 500;
/// Rows of an actor's day that are judged together: the latest so many.
const MOST_OF_A_DAY: usize = 5_000;
/// The setting that says how far the audit list is judged.
const CURSOR: &str = "compliance.cursor";

/// What is remembered between turns.
#[derive(Debug, Default)]
pub struct Watch {
    habits: Option<Habits>,
}

/// What the weeks before a day were like.
#[derive(Debug)]
struct Habits {
    day: Day,
    by_actor: BTreeMap<String, Vec<HabitRow>>,
}

/// What a turn leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    Nothing,
    More,
}

/// Judges until told to stop.
pub async fn run(engine: Engine, clock: Clock, stop: CancellationToken) {
    let mut watch = Watch::default();
    let mut pause = EVERY;
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = clock::deadline(pause) => {}
        }
        pause = match watch.turn(&engine, clock()).await {
            Ok(Left::More) => BREATH,
            Ok(Left::Nothing) => EVERY,
            Err(error) => {
                tracing::warn!(%error, "compliance is not judged now; trying again");
                EVERY
            }
        };
    }
}

impl Watch {
    /// Judges the next slice of what the audit list has and was not judged yet.
    pub async fn turn(&mut self, engine: &Engine, now: Timestamp) -> Result<Left, StoreError> {
        let store = engine.store();
        let zone = engine.read(|live| live.zone().clone());
        let cursor = match store.setting::<u64>(CURSOR).await? {
            Some(cursor) => cursor,
            None => {
                let first = zone.day(now).plus_days(-HABIT_DAYS);
                store.audit_number_before(zone.day_interval(first).start).await?
            }
        };
        let rows = store.audit_after(cursor, SLICE).await?;
        let Some(through) = rows.last().map(|row| row.number) else { return Ok(Left::Nothing) };
        let left = if rows.len() == SLICE { Left::More } else { Left::Nothing };
        let concerned: BTreeSet<(Day, String)> =
            rows.into_iter().map(|row| (zone.day(row.at), row.actor)).collect();
        let accounts = store.accounts().await?;
        for (day, actor) in &concerned {
            let Some(roles) = roles(&accounts, actor) else { continue };
            if self.habits.as_ref().is_none_or(|known| known.day != *day) {
                self.habits = Some(Habits::before(store, *day).await?);
            }
            let Some(known) = self.habits.as_ref() else { continue };
            let habit = known.of(&accounts, &roles);
            judge_day(store, &zone, (actor, *day, through), &habit).await?;
        }
        store.put_setting(CURSOR, &through, now).await?;
        Ok(left)
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
    fn of(&self, accounts: &[Account], roles: &BTreeSet<&str>) -> Habit {
        let is_alike =
            |other: &&Account| other.roles.iter().any(|held| roles.contains(&*held.role));
        let alike = accounts.iter().filter(is_alike);
        Habit::of(alike.filter_map(|other| self.by_actor.get(&other.name)).flatten())
    }
}

/// The roles of an account; a program's token has none. `None`: a part of the house itself.
fn roles<'a>(accounts: &'a [Account], actor: &str) -> Option<BTreeSet<&'a str>> {
    if actor.starts_with("token ") {
        return Some(BTreeSet::new());
    }
    let account = accounts.iter().find(|account| account.name == actor)?;
    Some(account.roles.iter().map(|held| &*held.role).collect())
}

/// Judges what an actor did on a day up to a row of the audit list, and keeps what was found.
pub async fn judge_day(
    store: &Store,
    zone: &Zone,
    (actor, day, through): (&str, Day, u64),
    habit: &Habit,
) -> Result<(), StoreError> {
    let within = zone.day_interval(day);
    let rows = store.audit_of((actor, through), within, MOST_OF_A_DAY).await?;
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
        store.keep_compliance(&kept).await?;
    }
    // What was done for a person afterwards was the need.
    let needless = Rule::ProtectedWithoutNeed;
    if !found.iter().any(|finding| finding.rule == needless) {
        store.withdraw_compliance((actor, &text), needless.word()).await?;
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
