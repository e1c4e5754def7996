//! All that is kept about somebody: each place, nobody else's, and no table forgotten.

use crate::support::{Place, contact, on_both_engines, start};
use domain::calendar::Day;
use domain::history::StateSpan;
use domain::state::{AgentState, NotReadyReason};
use domain::{AgentId, Duration, Interval, PersonId, Timestamp};
use sqlx::{ConnectOptions as _, Row as _};
use std::collections::BTreeSet;
use store::{
    Arrival, AuditEntry, Author, Identity, Lane, NewApiToken, PersonWrite, PersonalRows,
    PersonalValue, Projection, ProtectedFact, PunchRow, Session, Store,
};

on_both_engines! {
    everything_of_somebody_is_told_and_nothing_of_others
    what_came_before_or_after_an_account_or_agent_was_theirs_is_not_theirs
    nobody_has_nothing
}

/// They say nothing of a person, or what they say stands in a place that is told, or goes within days.
const NOTHING: &[(&str, &str)] = &[
    ("anomaly", "what did not fit in the events of a source"),
    ("applied", "how far the journal is read"),
    ("attendance_kiosk", "a thing"),
    ("attendance_policy", "rules"),
    ("attendance_terminal", "a thing"),
    ("change_event", "copies for other systems, forgotten after days"),
    ("compliance_habit", "counts by hour of what `audit_by` tells, forgotten after weeks"),
    ("contact_cell", "sums"),
    ("customer", "numbers of customers, sealed"),
    ("directory_sync", "a report, forgotten after some more"),
    ("discipline_limit", "rules"),
    ("discipline_list", "what was published of findings and commendations"),
    ("discipline_photo", "pictures; the finding says that there is one"),
    ("discipline_rule", "rules"),
    ("floor_plan", "a thing"),
    ("forecast", "figures of queues"),
    ("forecast_override", "figures of queues"),
    ("forecast_said", "figures of queues"),
    ("ivr_cell", "sums"),
    ("outbox", "settings on their way into the journal"),
    ("pending_sign_in", "forgotten after minutes"),
    ("schema_version", "the program's own"),
    ("session_provider", "secrets"),
    ("setting", "the house's"),
    ("setup_token", "secrets"),
    ("staffing_plan", "figures of queues"),
    ("wall_board", "a thing"),
    ("webhook", "other systems"),
    ("webhook_delivery", "other systems"),
    ("work_cell", "sums"),
];

const AUTHOR: Author<'_> = Author { actor: "hr", reason: Some("入职") };

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn after(seconds: i64) -> Timestamp {
    start().plus(Duration::from_secs(seconds))
}

fn always() -> Interval {
    Interval { start: Timestamp::from_micros(0), end: after(1_000_000_000) }
}

async fn person(store: &Store, number: &str, name: &str) -> PersonId {
    let write = PersonWrite {
        known: None,
        number: number.to_owned(),
        name: name.to_owned(),
        hired: day("2026-01-05"),
        left: None,
        facts: Vec::new(),
    };
    store.write_people(&[write], AUTHOR, start()).await.unwrap();
    store.people_numbered(&[number]).await.unwrap().first().unwrap().person
}

async fn signed_in(store: &Store, name: &str, mark: u8) -> u32 {
    let account = store.create_account(name, "hash", &[], start()).await.unwrap().unwrap();
    let session = Session {
        token_hash: vec![mark; 32],
        account,
        csrf_token: "secret".to_owned(),
        created_at: start(),
        seen_at: start(),
        expires_at: after(60),
        arrival: Arrival {
            address: format!("10.0.0.{mark}"),
            device: "browser".to_owned(),
            ..Arrival::default()
        },
    };
    store.put_session(&session).await.unwrap();
    let token = NewApiToken {
        token_hash: &[mark; 32],
        name: "mine",
        scopes: &["api:read".to_owned()],
        account,
        expires_at: None,
    };
    store.create_api_token(&token, start()).await.unwrap();
    account
}

/// A list was looked at that showed these people.
async fn listed(store: &Store, actor: &str, shown: &str) {
    let entry = AuditEntry {
        at: start(),
        actor,
        action: "listed_people",
        object: "everybody",
        after: Some(shown),
        ..AuditEntry::default()
    };
    store.audit(entry).await.unwrap();
}

async fn did(store: &Store, at: Timestamp, actor: &str, object: &str) {
    let entry = AuditEntry {
        at,
        actor,
        action: "looked_at_person",
        object,
        origin: "127.0.0.1",
        ..AuditEntry::default()
    };
    store.audit(entry).await.unwrap();
}

fn span(agent: AgentId, second: i64, state: AgentState) -> StateSpan {
    StateSpan { agent, state, seat: None, from: after(second), until: after(second + 1) }
}

fn punch(id: &str, person: &str) -> PunchRow {
    PunchRow {
        id: id.to_owned(),
        person: person.to_owned(),
        site: 0,
        at: start(),
        way: "in".to_owned(),
        source: "{}".to_owned(),
    }
}

fn found<'r>(rows: &'r [PersonalRows], place: &str) -> &'r PersonalRows {
    rows.iter().find(|rows| rows.place == place).unwrap_or_else(|| panic!("nothing of {place}"))
}

/// Everything that is told, as one text.
fn said(rows: &[PersonalRows]) -> String {
    format!("{rows:?}")
}

async fn everything_of_somebody_is_told_and_nothing_of_others(place: Place) {
    let store = place.open().await;
    let wang = person(&store, "E1", "王示例").await;
    let li = person(&store, "E10", "李示例").await;
    let (first, other) = (signed_in(&store, "wang", 1).await, signed_in(&store, "li", 2).await);
    for (whose, noted_by) in [(wang, "hr-of-wang"), (li, "hr-of-li")] {
        let fact = ProtectedFact {
            kind: "pregnant".to_owned(),
            first: day("2026-06-01"),
            until: None,
            consent_on: day("2026-06-01"),
            noted_at: start(),
            noted_by: noted_by.to_owned(),
        };
        store.put_protected(whose, &fact).await.unwrap();
    }
    store.keep_punches(&[punch("p1", "E1"), punch("p2", "E10")], start()).await.unwrap();
    did(&store, start(), "wang", "E77").await;
    did(&store, start(), "hr", "case 3 2026-11-27 E1 1 late").await;
    did(&store, start(), "hr", "E10").await;
    listed(&store, "hr", "E1 E10").await;
    listed(&store, "hr", "E10 E11").await;
    let rows = Projection { contacts: vec![contact(1, start())], ..Projection::default() };
    store.project(Lane::LIVE, 1, &rows).await.unwrap();
    let agent = rows.contacts.first().unwrap().agent.unwrap();

    let of = Identity {
        person: Some(wang),
        number: Some("E1".to_owned()),
        accounts: vec![(first, "wang".to_owned(), always())],
        agents: vec![(agent, always())],
    };
    let rows = store.personal(&of).await.unwrap();
    let text = |text: &str| Some(PersonalValue::Text(text.to_owned()));
    let master = found(&rows, "person");
    assert_eq!(master.columns.first(), Some(&"number"));
    assert_eq!(master.rows.len(), 1);
    assert_eq!(master.rows[0][..3], [text("E1"), text("王示例"), text("2026-01-05")]);
    let protected = found(&rows, "person_protected");
    assert!(protected.is_protected && rows.iter().filter(|rows| rows.is_protected).count() == 1);
    for (place, count) in [
        ("person_protected", 1),
        ("account", 1),
        ("session", 1),
        ("api_token", 1),
        ("attendance_punch", 1),
        ("audit_by", 1),
        ("audit_about", 2),
        ("contact", 1),
    ] {
        assert_eq!(found(&rows, place).rows.len(), count, "{place}");
    }
    let at = found(&rows, "session").rows[0][0].clone();
    assert_eq!(at, Some(PersonalValue::Moment(start().micros())));
    let told = said(&rows);
    for foreign in ["E10", "李示例", "hr-of-li", "10.0.0.2", "\"li\""] {
        assert!(!told.contains(foreign), "{foreign} in {told}");
    }
    for secret in ["hash", "secret"] {
        assert!(!told.contains(secret), "{secret} in {told}");
    }
    let of = Identity {
        person: Some(li),
        number: Some("E10".to_owned()),
        accounts: vec![(other, "li".to_owned(), always())],
        agents: Vec::new(),
    };
    let told = said(&store.personal(&of).await.unwrap());
    assert!(told.contains("hr-of-li") && !told.contains("hr-of-wang"), "{told}");
    assert!(!told.contains("王示例") && !told.contains("E1 1 late"), "{told}");
}

async fn what_came_before_or_after_an_account_or_agent_was_theirs_is_not_theirs(place: Place) {
    let store = place.open().await;
    for (second, object) in [(0, "before"), (10, "first"), (19, "last"), (20, "after")] {
        did(&store, after(second), "desk-7", object).await;
    }
    let agent = AgentId(5);
    let of_agent = |second: u64| {
        let mut contact = contact(second, after(second.cast_signed()));
        contact.agent = Some(agent);
        contact
    };
    let contacts = [0, 10, 19, 20].map(of_agent);
    let meal = AgentState::NotReady(NotReadyReason::Meal);
    let spans = [(0, meal), (10, AgentState::Talking), (12, meal), (20, meal)];
    let rows = Projection {
        contacts: contacts.to_vec(),
        spans: spans.map(|(second, state)| span(agent, second, state)).to_vec(),
        ..Projection::default()
    };
    store.project(Lane::LIVE, 1, &rows).await.unwrap();
    let within = Interval { start: after(10), end: after(20) };
    let of = Identity {
        accounts: vec![(1, "desk-7".to_owned(), within)],
        agents: vec![(agent, within), (AgentId(99), always())],
        ..Identity::default()
    };
    let rows = store.personal(&of).await.unwrap();
    let audit = found(&rows, "audit_by");
    let objects: Vec<_> = audit.rows.iter().map(|row| row[2].clone().unwrap()).collect();
    let text = |text: &str| PersonalValue::Text(text.to_owned());
    assert_eq!(objects, [text("first"), text("last")], "oldest first");
    assert_eq!(found(&rows, "contact").rows.len(), 2);
    let states: Vec<_> = found(&rows, "state_span").rows.iter().map(|row| row[3].clone()).collect();
    let state = |state| Some(PersonalValue::State(state));
    assert_eq!(states, [state(AgentState::Talking), state(meal)]);
}

async fn nobody_has_nothing(place: Place) {
    let store = place.open().await;
    person(&store, "E1", "王示例").await;
    did(&store, start(), "hr", "E1").await;
    assert_eq!(store.personal(&Identity::default()).await.unwrap(), Vec::new());
}

#[tokio::test]
async fn every_table_is_looked_through_or_holds_nothing_of_a_person() {
    let place = Place::new();
    place.make().await;
    let options =
        sqlx::sqlite::SqliteConnectOptions::new().filename(place.data().join("callboard.db"));
    let mut connection = options.connect().await.unwrap();
    let rows = sqlx::query("SELECT name FROM sqlite_master WHERE type = 'table'")
        .fetch_all(&mut connection)
        .await
        .unwrap();
    let there: BTreeSet<String> = rows.iter().map(|row| row.get(0)).collect();
    let told: BTreeSet<String> = store::personal_tables().map(str::to_owned).collect();
    let nothing: BTreeSet<String> = NOTHING.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(told.intersection(&nothing).count(), 0);
    let known: BTreeSet<String> = told.union(&nothing).cloned().collect();
    assert_eq!(there, known, "a new table is told by `personal`, or named here with the reason");
}
