//! Deeds of accounts that are not there, for the page of compliance; all examples (示例).
//!
//! Room:  server, demo; once, when the journal is up to now.
//! Holds: the rows stand in the audit list as any others, and the rules grade them; yesterday's, at the same
//!        hours whatever the moment; a second start writes nothing more.

use crate::compliance::habit::Habit;
use crate::compliance::rules::Rule;
use crate::compliance::watch::judge_day;
use crate::engine::Engine;
use anyhow::Context as _;
use domain::calendar::{Day, Zone};
use domain::{Duration, Timestamp};
use store::{AuditEntry, ComplianceFilter, HabitRow, Store};

const CLERK: &str = "示例-人事专员";
const PLANNER: &str = "示例-排班员";
const LEADER: &str = "示例-班长";
const MANAGER: &str = "示例-管理员";
const OFFICER: &str = "示例-审计员";

/// One who took out many rows at night, one who looked at many people, one who changed the own rights; and one
/// who was refused three times, of which somebody took note.
pub(super) async fn write(engine: &Engine, now: Timestamp) -> anyhow::Result<()> {
    let store = engine.store();
    let one = ComplianceFilter { limit: 1, ..ComplianceFilter::default() };
    if !store.compliance_events(&one).await.context("reading compliance events")?.is_empty() {
        return Ok(());
    }
    let zone = engine.read(|live| live.zone().clone());
    let day = zone.day(now).plus_days(-1);
    write_deeds(store, &zone, day).await.context("writing example audit rows")?;
    let through = store.audit_number_before(Timestamp(i64::MAX)).await?;
    for actor in [PLANNER, LEADER, CLERK, MANAGER] {
        let habit = if actor == LEADER { usual(day) } else { Habit::default() };
        judge_day(store, &zone, (actor, day, through), &habit).await?;
    }
    let refused =
        ComplianceFilter { rule: Some(Rule::RefusedOutsideRight.word().to_owned()), ..one };
    for event in store.compliance_events(&refused).await? {
        let note = "新任排班员误点菜单，已说明权限范围（示例）";
        let read = (event.event, event.revision);
        store.note_compliance(read, (OFFICER, note), event.finding.last_at).await?;
    }
    Ok(())
}

async fn write_deeds(store: &Store, zone: &Zone, day: Day) -> Result<(), store::StoreError> {
    let midnight = zone.day_interval(day).start;
    let at = |hour: i64, minute: i64| midnight.plus(Duration::from_minutes(hour * 60 + minute));
    let entry = |actor, at, action, object| AuditEntry {
        at,
        actor,
        action,
        object,
        origin: "192.0.2.17",
        ..AuditEntry::default()
    };
    // Numbers of nobody.
    let named = |count: u32| {
        let numbers: Vec<String> = (1..=count).map(|number| format!("X{number:04}")).collect();
        format!("{count} rows: {}", numbers.join(" "))
    };
    let (file, lists) = (named(40).replacen("40", "2400", 1), [named(60), named(240)]);
    let taken =
        AuditEntry { after: Some(&file), ..entry(CLERK, at(2, 40), "exported_people", "all") };
    let mut rows = vec![taken];
    for minute in [5, 6, 8] {
        let refused = entry(PLANNER, at(9, minute), "was_refused", "GET /api/v1/audit");
        rows.push(AuditEntry { after: Some("attempts: 1"), ..refused });
    }
    for (minute, list) in [12, 31].into_iter().zip(&lists) {
        let looked = entry(LEADER, at(14, minute), "listed_people", "all");
        rows.push(AuditEntry { after: Some(list), ..looked });
    }
    let (was, became) = (Some("viewer"), Some("administrator, viewer"));
    let own = entry(MANAGER, at(16, 20), "changed_roles", MANAGER);
    rows.push(AuditEntry { before: was, after: became, ..own });
    store.audit_all(&rows).await.map(|_| ())
}

/// A role that looks at eighteen people on a day.
fn usual(day: Day) -> Habit {
    let row = |before: i64| HabitRow {
        actor: LEADER.to_owned(),
        day: day.plus_days(-before).to_string(),
        hour: 14,
        deeds: 20,
        people: 18,
    };
    Habit::of(&(1..=20).map(row).collect::<Vec<_>>())
}
