//! Changing people: one door for a single change, a new person and an import of thousands.
//!
//! Room:  store.
//! Takes: `PersonWrite`s: what is to hold from which day on. Gives: what became of them.
//! Holds: all or none; a change names the revision it changes; spans of one fact never overlap; an
//!        agent and an account are one person's at a time; every change is noted with who and why.
//! Never: removes what was noted.
//! Proof: `tests/it/people.rs`.

use crate::error::StoreError;
use crate::log::small;
use crate::people::{
    FACTS, Fact, FactKind, FactValue, PersonRow, STRIDE, end_text, read_fact, read_person,
};
use crate::sql::{self, Connection, QueryBuilder};
use crate::store::Store;
use domain::calendar::Day;
use domain::effective::{Span, Timeline};
use domain::{PersonId, Timestamp};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// One change of what holds by day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactChange {
    /// What holds from a day on (`None`: nothing any more), up to the next change already known.
    From { kind: FactKind, slot: u32, day: Day, value: Option<FactValue> },
    /// The change of exactly this day was never meant.
    TakeBack { kind: FactKind, slot: u32, day: Day },
}

/// What is to be kept of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonWrite {
    /// The person and the revision that is changed; `None` makes a new one.
    pub known: Option<(PersonId, u32)>,
    pub number: String,
    pub name: String,
    pub hired: Day,
    pub left: Option<Day>,
    pub facts: Vec<FactChange>,
}

/// Who changes people, and why.
#[derive(Clone, Copy, Debug)]
pub struct Author<'a> {
    pub actor: &'a str,
    pub reason: Option<&'a str>,
}

/// What became of a write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PeopleKept {
    /// The people in the order of the write, each with how many things changed about them.
    Done(Vec<(PersonId, usize)>),
    /// One is not at the revision any more, or gone; its place in the write.
    Changed(usize),
    /// Somebody else has this employee number; its place in the write.
    Taken(usize),
    /// The agent or account is somebody else's on one of these days.
    Claimed { place: usize, kind: FactKind, slot: u32, by: PersonId },
    /// There is no change of that day to take back.
    NoSuchChange(usize),
}

type Slot = (PersonId, FactKind, u32);
/// Who has a thing, and when.
type Holder = (PersonId, Span<FactValue>);
type Timelines = BTreeMap<Slot, Timeline<FactValue>>;

/// A row of the list of changes.
struct Noted {
    person: PersonId,
    what: &'static str,
    slot: u32,
    from: Option<Day>,
    was: Option<String>,
    became: Option<String>,
}

/// Everything that a write comes to, before any of it is written.
#[derive(Default)]
struct Outcome {
    rows: Vec<(PersonRow, bool)>,
    touched: BTreeSet<Slot>,
    noted: Vec<Noted>,
    done: Vec<(PersonId, usize)>,
}

impl Store {
    /// Keeps people as told, all or none.
    pub async fn write_people(
        &self,
        writes: &[PersonWrite],
        author: Author<'_>,
        now: Timestamp,
    ) -> Result<PeopleKept, StoreError> {
        let database = &self.inner.callboard;
        let failed = || database.failed("keeping people");
        let mut transaction = database.begin().await.map_err(failed())?;
        // Dropped without a commit, the transaction is undone.
        let kept = keep(&mut transaction, writes, author, now).await.map_err(failed())?;
        if matches!(kept, PeopleKept::Done(_)) {
            transaction.commit().await.map_err(failed())?;
        }
        Ok(kept)
    }
}

async fn keep(
    connection: &mut Connection,
    writes: &[PersonWrite],
    author: Author<'_>,
    now: Timestamp,
) -> Result<PeopleKept, sqlx::Error> {
    let known: Vec<PersonId> =
        writes.iter().filter_map(|write| write.known.map(|(person, _)| person)).collect();
    let before = people(connection, &known).await?;
    if let Some(place) = first_moved(writes, &before) {
        return Ok(PeopleKept::Changed(place));
    }
    if let Some(place) = first_taken(connection, writes).await? {
        return Ok(PeopleKept::Taken(place));
    }
    let mut timelines = timelines(facts(connection, &known).await?);
    let mut next = next_person(connection).await?;
    let mut outcome = Outcome::default();
    for (place, write) in writes.iter().enumerate() {
        let person = write.known.map_or(next, |(person, _)| person);
        if write.known.is_none() {
            next = PersonId(next.0 + 1);
        }
        if !apply(write, (person, before.get(&person)), &mut timelines, (&mut outcome, now)) {
            return Ok(PeopleKept::NoSuchChange(place));
        }
    }
    if let Some((slot, by)) = first_claimed(connection, &outcome.touched, &timelines).await? {
        let place = outcome.done.iter().position(|(person, _)| *person == slot.0).unwrap_or(0);
        return Ok(PeopleKept::Claimed { place, kind: slot.1, slot: slot.2, by });
    }
    write_rows(connection, &outcome.rows, now).await?;
    write_facts(connection, (&outcome.touched, &before), &timelines).await?;
    write_changes(connection, &outcome.noted, author, now).await?;
    Ok(PeopleKept::Done(outcome.done))
}

/// Works one write out; `false`: there is nothing to take back.
fn apply(
    write: &PersonWrite,
    (person, before): (PersonId, Option<&PersonRow>),
    timelines: &mut Timelines,
    (outcome, now): (&mut Outcome, Timestamp),
) -> bool {
    let noted_before = outcome.noted.len();
    let row = PersonRow {
        person,
        number: write.number.clone(),
        name: write.name.clone(),
        hired: write.hired,
        left: write.left,
        revision: before.map_or(1, |row| row.revision + 1),
        changed_at: now,
    };
    note_row(before, &row, &mut outcome.noted);
    for change in &write.facts {
        let (&FactChange::From { kind, slot, day, .. } | &FactChange::TakeBack { kind, slot, day }) =
            change;
        let timeline = timelines.entry((person, kind, slot)).or_default();
        let was = timeline.at(day).cloned();
        let is_new = match change {
            FactChange::From { value, .. } => timeline.set_from(day, value.clone()),
            FactChange::TakeBack { .. } if !timeline.take_back(day) => return false,
            FactChange::TakeBack { .. } => true,
        };
        if is_new {
            outcome.touched.insert((person, kind, slot));
            // A new person's facts are all told by their days.
            if before.is_some() {
                let became = timeline.at(day).map(in_json);
                let (what, was) = (kind.word(), was.as_ref().map(in_json));
                outcome.noted.push(Noted { person, what, slot, from: Some(day), was, became });
            }
        }
    }
    let changes = outcome.noted.len() - noted_before;
    outcome.done.push((person, changes));
    if changes > 0 {
        outcome.rows.push((row, before.is_some()));
    }
    true
}

fn note_row(before: Option<&PersonRow>, row: &PersonRow, noted: &mut Vec<Noted>) {
    let person = row.person;
    let mut note = |what, was: Option<String>, became: Option<String>| {
        noted.push(Noted { person, what, slot: 0, from: None, was, became });
    };
    let Some(before) = before else {
        let told = json!({ "number": row.number, "name": row.name, "hired_on": row.hired });
        return note("created", None, Some(told.to_string()));
    };
    let text = |text: &str| Some(json!(text).to_string());
    let day = |day: Option<Day>| day.map(|day| json!(day).to_string());
    if before.number != row.number {
        note("number", text(&before.number), text(&row.number));
    }
    if before.name != row.name {
        note("name", text(&before.name), text(&row.name));
    }
    if before.hired != row.hired {
        note("hired_on", day(Some(before.hired)), day(Some(row.hired)));
    }
    if before.left != row.left {
        note("left_on", day(before.left), day(row.left));
    }
}

fn in_json(value: &FactValue) -> String {
    serde_json::to_string(value).expect("a number and a text can be written")
}

fn timelines(facts: Vec<Fact>) -> Timelines {
    let mut spans: BTreeMap<Slot, Vec<Span<FactValue>>> = BTreeMap::new();
    for fact in facts {
        spans.entry((fact.person, fact.kind, fact.slot)).or_default().push(fact.span);
    }
    spans.into_iter().map(|(slot, spans)| (slot, Timeline::of(spans))).collect()
}

fn first_moved(writes: &[PersonWrite], before: &BTreeMap<PersonId, PersonRow>) -> Option<usize> {
    writes.iter().position(|write| {
        write.known.is_some_and(|(person, revision)| {
            before.get(&person).is_none_or(|row| row.revision != revision)
        })
    })
}

async fn first_taken(
    connection: &mut Connection,
    writes: &[PersonWrite],
) -> Result<Option<usize>, sqlx::Error> {
    let mut owners: BTreeMap<String, Option<PersonId>> = BTreeMap::new();
    for some in writes.chunks(STRIDE) {
        let mut query = QueryBuilder::new(PEOPLE);
        query.push(" WHERE number IN (");
        let mut list = query.separated(", ");
        for write in some {
            list.push_bind(write.number.clone());
        }
        query.push(")");
        for row in query.build().fetch_all(&mut *connection).await? {
            let row = read_person(&row)?;
            owners.insert(row.number, Some(row.person));
        }
    }
    // Numbers that change hands within one write are freed by it.
    for write in writes {
        if let Some((person, _)) = write.known {
            for owner in owners.iter_mut().filter(|(number, _)| **number != write.number) {
                if *owner.1 == Some(person) {
                    *owner.1 = None;
                }
            }
        }
    }
    let mut given = BTreeSet::new();
    Ok(writes.iter().position(|write| {
        let owner = owners.get(&write.number).copied().flatten();
        let is_others = owner.is_some() && owner != write.known.map(|(person, _)| person);
        is_others || !given.insert(&write.number)
    }))
}

/// The first agent or account that would be two people's on the same day.
async fn first_claimed(
    connection: &mut Connection,
    touched: &BTreeSet<Slot>,
    timelines: &Timelines,
) -> Result<Option<(Slot, PersonId)>, sqlx::Error> {
    let wanted: Vec<Slot> =
        touched.iter().copied().filter(|(_, kind, _)| kind.is_exclusive()).collect();
    let mut spans: BTreeMap<(FactKind, u32), Vec<Holder>> = BTreeMap::new();
    for some in wanted.chunks(STRIDE) {
        let mut query = QueryBuilder::new(FACTS);
        query.push(" WHERE kind IN ('agent', 'account') AND slot IN (");
        let mut list = query.separated(", ");
        for (_, _, slot) in some {
            list.push_bind(i64::from(*slot));
        }
        query.push(")");
        for row in query.build().fetch_all(&mut *connection).await? {
            let Fact { person, kind, slot, span } = read_fact(&row)?;
            // Of those who are written, what is to be counts.
            if !touched.contains(&(person, kind, slot)) {
                spans.entry((kind, slot)).or_default().push((person, span));
            }
        }
    }
    for slot in wanted {
        let others = spans.entry((slot.1, slot.2)).or_default();
        for span in timelines.get(&slot).map(Timeline::spans).unwrap_or_default() {
            let clash = others.iter().find(|(by, other)| *by != slot.0 && span.overlaps(other));
            if let Some((by, _)) = clash {
                return Ok(Some((slot, *by)));
            }
            others.push((slot.0, span));
        }
    }
    Ok(None)
}

const PEOPLE: &str =
    "SELECT person, number, name, hired_on, left_on, revision, changed_at FROM person";

async fn people(
    connection: &mut Connection,
    known: &[PersonId],
) -> Result<BTreeMap<PersonId, PersonRow>, sqlx::Error> {
    let mut found = BTreeMap::new();
    for some in known.chunks(STRIDE) {
        let mut query = QueryBuilder::new(PEOPLE);
        push_people(&mut query, some);
        for row in query.build().fetch_all(&mut *connection).await? {
            let row = read_person(&row)?;
            found.insert(row.person, row);
        }
    }
    Ok(found)
}

async fn facts(connection: &mut Connection, known: &[PersonId]) -> Result<Vec<Fact>, sqlx::Error> {
    let mut found = Vec::new();
    for some in known.chunks(STRIDE) {
        let mut query = QueryBuilder::new(FACTS);
        push_people(&mut query, some);
        for row in query.build().fetch_all(&mut *connection).await? {
            found.push(read_fact(&row)?);
        }
    }
    Ok(found)
}

fn push_people(query: &mut QueryBuilder, some: &[PersonId]) {
    query.push(" WHERE person IN (");
    let mut list = query.separated(", ");
    for person in some {
        list.push_bind(i64::from(person.0));
    }
    query.push(")");
}

async fn next_person(connection: &mut Connection) -> Result<PersonId, sqlx::Error> {
    let last: i64 = sql::query_scalar("SELECT COALESCE(MAX(person), 0) FROM person")
        .fetch_one(connection)
        .await?;
    Ok(PersonId(small(last + 1)))
}

async fn write_rows(
    connection: &mut Connection,
    rows: &[(PersonRow, bool)],
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    let number = |row: &PersonRow| row.number.clone();
    // A number that passes from one to another must not be two people's in between.
    for (row, _) in rows.iter().filter(|(_, is_known)| *is_known) {
        sql::query("UPDATE person SET number = $2 WHERE person = $1 AND number <> $3")
            .bind(i64::from(row.person.0))
            .bind(format!("\u{1}{}", row.person.0))
            .bind(number(row))
            .execute(&mut *connection)
            .await?;
    }
    for (row, _) in rows.iter().filter(|(_, is_known)| *is_known) {
        sql::query(
            "UPDATE person SET number = $2, name = $3, hired_on = $4, left_on = $5, \
             revision = $6, changed_at = $7 WHERE person = $1",
        )
        .bind(i64::from(row.person.0))
        .bind(number(row))
        .bind(&row.name)
        .bind(row.hired.to_string())
        .bind(row.left.map(|day| day.to_string()))
        .bind(i64::from(row.revision))
        .bind(now.micros())
        .execute(&mut *connection)
        .await?;
    }
    let new: Vec<&PersonRow> =
        rows.iter().filter(|(_, is_known)| !is_known).map(|(row, _)| row).collect();
    for some in new.chunks(STRIDE) {
        let mut query = QueryBuilder::new(
            "INSERT INTO person (person, number, name, hired_on, left_on, revision, created_at, \
             changed_at) ",
        );
        query.push_values(some, |mut values, row| {
            values.push_bind(i64::from(row.person.0)).push_bind(number(row));
            values.push_bind(row.name.clone()).push_bind(row.hired.to_string());
            values.push_bind(row.left.map(|day| day.to_string()));
            values.push_bind(i64::from(row.revision));
            values.push_bind(now.micros()).push_bind(now.micros());
        });
        query.build().execute(&mut *connection).await?;
    }
    Ok(())
}

async fn write_facts(
    connection: &mut Connection,
    (touched, before): (&BTreeSet<Slot>, &BTreeMap<PersonId, PersonRow>),
    timelines: &Timelines,
) -> Result<(), sqlx::Error> {
    let mut new = Vec::new();
    for slot in touched {
        // Of somebody new there is nothing yet.
        if before.contains_key(&slot.0) {
            sql::query("DELETE FROM person_fact WHERE person = $1 AND kind = $2 AND slot = $3")
                .bind(i64::from(slot.0.0))
                .bind(slot.1.word())
                .bind(i64::from(slot.2))
                .execute(&mut *connection)
                .await?;
        }
        let spans = timelines.get(slot).map(Timeline::spans).unwrap_or_default();
        new.extend(spans.into_iter().map(|span| (*slot, span)));
    }
    for some in new.chunks(STRIDE) {
        let mut query = QueryBuilder::new(
            "INSERT INTO person_fact (person, kind, slot, first_day, until_day, value, detail) ",
        );
        query.push_values(some, |mut values, ((person, kind, slot), span)| {
            values.push_bind(i64::from(person.0)).push_bind(kind.word());
            values.push_bind(i64::from(*slot)).push_bind(span.first.to_string());
            values.push_bind(end_text(span.until)).push_bind(i64::from(span.value.value));
            values.push_bind(span.value.detail.clone());
        });
        query.build().execute(&mut *connection).await?;
    }
    Ok(())
}

async fn write_changes(
    connection: &mut Connection,
    noted: &[Noted],
    Author { actor, reason }: Author<'_>,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    let row = sql::query("SELECT COALESCE(MAX(change), 0) FROM person_change")
        .fetch_one(&mut *connection)
        .await?;
    let mut number: i64 = row.try_get(0)?;
    for some in noted.chunks(STRIDE) {
        let mut query = QueryBuilder::new(
            "INSERT INTO person_change (change, person, at, actor, what, slot, from_day, was, \
             became, reason) ",
        );
        query.push_values(some, |mut values, one| {
            number += 1;
            values.push_bind(number).push_bind(i64::from(one.person.0));
            values.push_bind(now.micros()).push_bind(actor.to_owned()).push_bind(one.what);
            values.push_bind(i64::from(one.slot)).push_bind(one.from.map(|day| day.to_string()));
            values.push_bind(one.was.clone()).push_bind(one.became.clone());
            values.push_bind(reason.map(str::to_owned));
        });
        query.build().execute(&mut *connection).await?;
    }
    Ok(())
}
