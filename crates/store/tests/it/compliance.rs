//! Compliance events: one open for each rule, actor and day; noted once; the audit list by whole words.

use crate::support::{Place, on_both_engines, start};
use domain::{Duration, Interval, Timestamp};
use store::{AuditEntry, AuditFilter, ComplianceFilter, ComplianceFinding, HabitRow};

on_both_engines! {
    an_event_grows_until_somebody_takes_note_and_then_another_begins
    a_persons_number_is_found_as_a_word_only
    habits_are_replaced_by_actor_and_day
}

fn finding(severity: u8, through: u64) -> ComplianceFinding {
    ComplianceFinding {
        rule: "large_export".into(),
        actor: "li".into(),
        day: "2026-11-23".into(),
        severity,
        first_at: start(),
        last_at: Timestamp(start().micros() + i64::try_from(through).unwrap()),
        through,
        evidence: format!("{{\"count\":{through}}}"),
    }
}

async fn an_event_grows_until_somebody_takes_note_and_then_another_begins(place: Place) {
    let store = place.open().await;
    assert_eq!(store.keep_compliance(&[finding(1, 3)]).await.unwrap(), 1);
    assert_eq!(store.keep_compliance(&[finding(1, 3)]).await.unwrap(), 0, "nothing new");
    assert_eq!(store.keep_compliance(&[finding(2, 9)]).await.unwrap(), 1);
    let kept = store.compliance_event(1).await.unwrap().unwrap();
    assert_eq!((kept.finding.severity, kept.finding.through, kept.revision), (2, 9, 2));
    let note = ("wu", "asked for by the works council");
    assert!(!store.note_compliance((1, 1), note, start()).await.unwrap(), "an older revision");
    assert_eq!(store.findings_spent("li", "2026-11-23").await.unwrap(), []);
    assert!(store.note_compliance((1, 2), note, start()).await.unwrap());
    assert!(!store.note_compliance((1, 3), note, start()).await.unwrap(), "noted once");
    let spent = store.findings_spent("li", "2026-11-23").await.unwrap();
    assert_eq!(spent, [("large_export".to_owned(), 9)]);
    assert_eq!(store.keep_compliance(&[finding(1, 12)]).await.unwrap(), 1);
    let all = ComplianceFilter { limit: 10, ..ComplianceFilter::default() };
    let events = store.compliance_events(&all).await.unwrap();
    assert_eq!(events.iter().map(|one| one.event).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(events[1].noted_by.as_deref(), Some("wu"));
    let count = async |filter| store.compliance_events(&filter).await.unwrap().len();
    assert_eq!(count(ComplianceFilter { is_noted: Some(true), ..all.clone() }).await, 1);
    assert_eq!(count(ComplianceFilter { severity: Some(3), ..all.clone() }).await, 0);
    assert_eq!(count(ComplianceFilter { actor: Some("li".into()), ..all.clone() }).await, 2);
    assert_eq!(count(ComplianceFilter { rule: Some("other".into()), ..all.clone() }).await, 0);
    assert_eq!(count(ComplianceFilter { before: Some(2), ..all.clone() }).await, 1);
    // What is noted stays; what is open can be withdrawn.
    let withdraw = async || store.withdraw_compliance(("li", "2026-11-23"), "large_export").await;
    assert_eq!((withdraw().await.unwrap(), withdraw().await.unwrap()), (1, 0));
    assert_eq!(store.compliance_events(&all).await.unwrap()[0].event, 1);
}

async fn a_persons_number_is_found_as_a_word_only(place: Place) {
    let store = place.open().await;
    let entry = |object, after| AuditEntry {
        at: start(),
        actor: "li",
        action: "listed_people",
        object,
        origin: "local",
        after,
        ..AuditEntry::default()
    };
    let entries = [
        entry("all", Some("3 rows: E100 E101 E102")),
        entry("E10", None),
        entry("E10 name", Some("x")),
        entry("E1", Some("E10x")),
    ];
    store.audit_all(&entries).await.unwrap();
    let found = async |words: &[&str]| {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        let filter = AuditFilter { words, limit: 10, ..AuditFilter::default() };
        let rows = store.audit_rows(&filter).await.unwrap();
        rows.into_iter().map(|row| row.number).collect::<Vec<_>>()
    };
    assert_eq!(found(&["E10"]).await, [3, 2]);
    assert_eq!(found(&["E101"]).await, [1]);
    assert_eq!(found(&["E102", "E1"]).await, [4, 1]);
    let hour = Interval { start: start(), end: start().plus(Duration::from_minutes(60)) };
    let of = async |whom: (&str, u64), limit| {
        let rows = store.audit_of(whom, hour, limit).await.unwrap();
        rows.into_iter().map(|row| row.number).collect::<Vec<_>>()
    };
    assert_eq!(of(("li", 4), 3).await, [2, 3, 4], "the latest, oldest first");
    assert_eq!(of(("li", 2), 3).await, [1, 2], "up to a row");
    assert_eq!(of(("wu", 4), 3).await, [0; 0]);
    let later = start().plus(Duration::from_minutes(60));
    assert_eq!(store.audit_number_before(start()).await.unwrap(), 0, "before the first");
    assert_eq!(store.audit_number_before(later).await.unwrap(), 4, "none is that late");
    let after = store.audit_after(2, 10).await.unwrap();
    assert_eq!(after.iter().map(|row| row.number).collect::<Vec<_>>(), [3, 4]);
}

async fn habits_are_replaced_by_actor_and_day(place: Place) {
    let store = place.open().await;
    let row = |day: &str, hour, deeds| HabitRow {
        actor: "li".into(),
        day: day.into(),
        hour,
        deeds,
        people: 2,
    };
    let days = ["2026-11-21", "2026-11-22"];
    for day in days {
        store.put_habit(("li", day), &[row(day, 8, 1), row(day, 9, 4)]).await.unwrap();
    }
    store.put_habit(("li", days[1]), &[row(days[1], 9, 7)]).await.unwrap();
    let kept = store.habits("2026-11-01", "2026-11-23").await.unwrap();
    assert_eq!(kept, [row(days[0], 8, 1), row(days[0], 9, 4), row(days[1], 9, 7)]);
    assert_eq!(store.forget_habits(days[1]).await.unwrap(), 2);
    assert_eq!(store.habits("2026-11-01", "2026-11-23").await.unwrap().len(), 1);
}
