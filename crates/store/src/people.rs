//! People of the house, and what holds of them on which day.
//!
//! Room:  store; `people_write` changes them, `people_list` finds them.
//! Holds: an employee number belongs to one person; every fact has the days on which it holds.
//! Never: knows what a contract says, or who may see whom.
//! Proof: `tests/it/people.rs`; `api_people.rs` of the server.

use crate::error::StoreError;
use crate::log::{small, unsigned};
use crate::sql::{self, QueryBuilder, Row};
use crate::store::Store;
use domain::calendar::Day;
use domain::effective::Span;
use domain::{AgentId, PersonId, TeamId, Timestamp};
use serde::{Deserialize, Serialize};

/// Stands where no end is known: texts of days compare as days.
pub(crate) const OPEN_END: &str = "9999-12-31";
/// Numbers in one statement.
pub(crate) const STRIDE: usize = 500;

/// A person, apart from what changes by day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRow {
    pub person: PersonId,
    /// Of the house (工号).
    pub number: String,
    pub name: String,
    pub hired: Day,
    /// The first day on which they are gone.
    pub left: Option<Day>,
    pub revision: u32,
    pub changed_at: Timestamp,
}

/// What a fact is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    Site,
    Team,
    /// One per skill; the value is the level.
    Skill,
    Contract,
    /// One per agent of the floor that the person is. An agent is one person at a time.
    Agent,
    /// One per account. An account is one person at a time.
    Account,
    /// One per team that the person leads.
    Leads,
    /// One per seat that is the person's own.
    Seat,
}

impl FactKind {
    pub const ALL: [Self; 8] = [
        Self::Site,
        Self::Team,
        Self::Skill,
        Self::Contract,
        Self::Agent,
        Self::Account,
        Self::Leads,
        Self::Seat,
    ];

    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Team => "team",
            Self::Skill => "skill",
            Self::Contract => "contract",
            Self::Agent => "agent",
            Self::Account => "account",
            Self::Leads => "leads",
            Self::Seat => "seat",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Whether the thing in the slot can be one person's only.
    pub(crate) const fn is_exclusive(self) -> bool {
        matches!(self, Self::Agent | Self::Account)
    }
}

/// What a fact says: a number, and what else there is to it as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactValue {
    pub value: u32,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

impl FactValue {
    #[must_use]
    pub const fn of(value: u32) -> Self {
        Self { value, detail: String::new() }
    }
}

/// Something that holds of a person for some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub person: PersonId,
    pub kind: FactKind,
    pub slot: u32,
    pub span: Span<FactValue>,
}

/// A change as it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonChange {
    pub change: u64,
    pub at: Timestamp,
    pub actor: String,
    pub what: String,
    pub slot: u32,
    pub from: Option<Day>,
    /// JSON.
    pub was: Option<String>,
    pub became: Option<String>,
    pub reason: Option<String>,
}

/// Something that few may know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProtectedFact {
    pub kind: String,
    pub first: Day,
    /// The first day after it.
    pub until: Option<Day>,
    /// When the person agreed that it is kept.
    pub consent_on: Day,
    pub noted_at: Timestamp,
    pub noted_by: String,
}

/// An agent of the floor, whom it is on a day, and that person's team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    pub agent: AgentId,
    pub person: PersonId,
    pub number: String,
    pub name: String,
    pub team: Option<TeamId>,
    /// Whether the house has ever said a team of this person, up to that day.
    pub has_team: bool,
    /// Whether the person belongs to the house on that day.
    pub is_employed: bool,
}

impl Store {
    pub async fn person(&self, person: PersonId) -> Result<Option<PersonRow>, StoreError> {
        let statement = sql::query(
            "SELECT person, number, name, hired_on, left_on, revision, changed_at FROM person \
             WHERE person = $1",
        )
        .bind(i64::from(person.0));
        self.inner.callboard.find("reading a person", statement, read_person).await
    }

    /// Everybody who ever was, by number.
    pub async fn all_people(&self) -> Result<Vec<PersonRow>, StoreError> {
        let statement = sql::query(
            "SELECT person, number, name, hired_on, left_on, revision, changed_at FROM person \
             ORDER BY number",
        );
        self.inner.callboard.list("listing people", statement, read_person).await
    }

    /// Those who have one of these employee numbers.
    pub async fn people_numbered(&self, numbers: &[&str]) -> Result<Vec<PersonRow>, StoreError> {
        let database = &self.inner.callboard;
        let failed = || database.failed("looking people up by number");
        let mut people = Vec::new();
        for some in numbers.chunks(STRIDE) {
            let mut query = QueryBuilder::new(
                "SELECT person, number, name, hired_on, left_on, revision, changed_at \
                 FROM person WHERE number IN (",
            );
            let mut list = query.separated(", ");
            for number in some {
                list.push_bind((*number).to_owned());
            }
            query.push(") ORDER BY number");
            let rows = query.build().fetch_all(&database.readers).await.map_err(failed())?;
            for row in &rows {
                people.push(read_person(row).map_err(failed())?);
            }
        }
        Ok(people)
    }

    /// Who was in a team on any of these days, `until` not included.
    pub async fn people_in_team(
        &self,
        team: TeamId,
        first: Day,
        until: Day,
    ) -> Result<Vec<PersonRow>, StoreError> {
        let statement = sql::query(
            "SELECT person, number, name, hired_on, left_on, revision, changed_at FROM person \
             WHERE person IN (SELECT person FROM person_fact WHERE kind = 'team' AND value = $1 \
             AND first_day < $3 AND until_day > $2) \
             AND hired_on < $3 AND (left_on IS NULL OR left_on > $2) ORDER BY number",
        )
        .bind(i64::from(team.0))
        .bind(first.to_string())
        .bind(until.to_string());
        self.inner.callboard.list("reading who was in a team", statement, read_person).await
    }

    /// Whose account, agent or seat it is on a day, if that person belongs to the house then.
    pub async fn person_with(
        &self,
        kind: FactKind,
        slot: u32,
        day: Day,
    ) -> Result<Option<PersonRow>, StoreError> {
        let statement = sql::query(
            "SELECT p.person, p.number, p.name, p.hired_on, p.left_on, p.revision, p.changed_at \
             FROM person_fact f JOIN person p ON p.person = f.person \
             WHERE f.kind = $1 AND f.slot = $2 AND f.first_day <= $3 AND f.until_day > $3 \
             AND p.hired_on <= $3 AND (p.left_on IS NULL OR p.left_on > $3) \
             ORDER BY p.person LIMIT 1",
        )
        .bind(kind.word())
        .bind(i64::from(slot))
        .bind(day.to_string());
        self.inner.callboard.find("looking up whose it is", statement, read_person).await
    }

    /// Whether there is anybody.
    pub async fn has_people(&self) -> Result<bool, StoreError> {
        let statement = sql::query("SELECT person FROM person LIMIT 1");
        let found = self.inner.callboard.find("looking for people", statement, |_| Ok(()));
        Ok(found.await?.is_some())
    }

    /// Everything ever said of these people; `on`: only what holds on that day.
    pub async fn facts_of(
        &self,
        people: &[PersonId],
        on: Option<Day>,
    ) -> Result<Vec<Fact>, StoreError> {
        let database = &self.inner.callboard;
        let failed = || database.failed("reading facts about people");
        let mut facts = Vec::new();
        for some in people.chunks(STRIDE) {
            let mut query = QueryBuilder::new(FACTS);
            query.push(" WHERE person IN (");
            let mut list = query.separated(", ");
            for person in some {
                list.push_bind(i64::from(person.0));
            }
            query.push(")");
            push_on(&mut query, on);
            query.push(" ORDER BY person, kind, slot, first_day");
            let rows = query.build().fetch_all(&database.readers).await.map_err(failed())?;
            for row in &rows {
                facts.push(read_fact(row).map_err(failed())?);
            }
        }
        Ok(facts)
    }

    /// Every fact of a kind on a day, of people who belong to the house then.
    pub async fn facts_on(&self, kind: FactKind, day: Day) -> Result<Vec<Fact>, StoreError> {
        let statement = sql::query(
            "SELECT f.person, f.kind, f.slot, f.first_day, f.until_day, f.value, f.detail \
             FROM person_fact f JOIN person p ON p.person = f.person \
             WHERE f.kind = $1 AND f.first_day <= $2 AND f.until_day > $2 \
             AND p.hired_on <= $2 AND (p.left_on IS NULL OR p.left_on > $2) \
             ORDER BY f.person, f.slot",
        )
        .bind(kind.word())
        .bind(day.to_string());
        self.inner.callboard.list("reading facts about people", statement, read_fact).await
    }

    /// Which agents are whom on a day.
    pub async fn claims(&self, day: Day) -> Result<Vec<Claim>, StoreError> {
        let statement = sql::query(
            "SELECT f.slot, p.person, p.number, p.name, t.value, \
             EXISTS (SELECT 1 FROM person_fact e WHERE e.person = p.person AND e.kind = 'team' \
             AND e.first_day <= $1), \
             p.hired_on <= $1 AND (p.left_on IS NULL OR p.left_on > $1) \
             FROM person_fact f JOIN person p ON p.person = f.person \
             LEFT JOIN person_fact t ON t.person = p.person AND t.kind = 'team' AND t.slot = 0 \
             AND t.first_day <= $1 AND t.until_day > $1 \
             WHERE f.kind = 'agent' AND f.first_day <= $1 AND f.until_day > $1 ORDER BY f.slot",
        )
        .bind(day.to_string());
        let read = |row: &Row| {
            Ok(Claim {
                agent: AgentId(small(row.try_get(0)?)),
                person: PersonId(small(row.try_get(1)?)),
                number: row.try_get(2)?,
                name: row.try_get(3)?,
                team: row.try_get::<Option<i64>>(4)?.map(|team| TeamId(small(team))),
                has_team: row.try_get::<i64>(5)? != 0,
                is_employed: row.try_get::<i64>(6)? != 0,
            })
        };
        self.inner.callboard.list("reading who is which agent", statement, read).await
    }

    /// What was changed about a person, newest first, before a number, so many at most.
    pub async fn person_changes(
        &self,
        person: PersonId,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<PersonChange>, StoreError> {
        let statement = sql::query(
            "SELECT change, at, actor, what, slot, from_day, was, became, reason FROM person_change \
             WHERE person = $1 AND change < $2 ORDER BY change DESC LIMIT $3",
        )
        .bind(i64::from(person.0))
        .bind(before.map_or(i64::MAX, u64::cast_signed))
        .bind(i64::try_from(limit).unwrap_or(i64::MAX));
        self.inner.callboard.list("reading changes of people", statement, read_change).await
    }

    /// What few may know of a person, oldest first.
    pub async fn protected_of(&self, person: PersonId) -> Result<Vec<ProtectedFact>, StoreError> {
        let statement = sql::query(
            "SELECT kind, first_day, until_day, consent_on, noted_at, noted_by \
             FROM person_protected WHERE person = $1 ORDER BY first_day, kind",
        )
        .bind(i64::from(person.0));
        let read = |row: &Row| {
            Ok(ProtectedFact {
                kind: row.try_get(0)?,
                first: day(row, 1)?,
                until: end(row, 2)?,
                consent_on: day(row, 3)?,
                noted_at: Timestamp(row.try_get(4)?),
                noted_by: row.try_get(5)?,
            })
        };
        self.inner.callboard.list("reading protected facts", statement, read).await
    }

    /// Which of these people are protected on a day; not why.
    pub async fn protected_on(
        &self,
        people: &[PersonId],
        day: Day,
    ) -> Result<Vec<PersonId>, StoreError> {
        let database = &self.inner.callboard;
        let failed = || database.failed("reading who is protected");
        let mut found = Vec::new();
        for some in people.chunks(STRIDE) {
            let mut query = QueryBuilder::new(
                "SELECT DISTINCT person FROM person_protected WHERE first_day <= ",
            );
            query.push_bind(day.to_string()).push(" AND until_day > ").push_bind(day.to_string());
            query.push(" AND person IN (");
            let mut list = query.separated(", ");
            for person in some {
                list.push_bind(i64::from(person.0));
            }
            query.push(") ORDER BY person");
            let rows = query.build().fetch_all(&database.readers).await.map_err(failed())?;
            for row in &rows {
                found.push(PersonId(small(row.try_get(0).map_err(failed())?)));
            }
        }
        Ok(found)
    }

    /// Keeps a protected fact; the same kind from the same day replaces it.
    pub async fn put_protected(
        &self,
        person: PersonId,
        fact: &ProtectedFact,
    ) -> Result<(), StoreError> {
        let statement = sql::query(
            "INSERT INTO person_protected \
             (person, kind, first_day, until_day, consent_on, noted_at, noted_by) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (person, kind, first_day) DO UPDATE SET \
             until_day = excluded.until_day, consent_on = excluded.consent_on, \
             noted_at = excluded.noted_at, noted_by = excluded.noted_by",
        )
        .bind(i64::from(person.0))
        .bind(&fact.kind)
        .bind(fact.first.to_string())
        .bind(end_text(fact.until))
        .bind(fact.consent_on.to_string())
        .bind(fact.noted_at.micros())
        .bind(&fact.noted_by);
        self.inner.callboard.write("keeping a protected fact", statement).await.map(drop)
    }

    /// Takes a protected fact out; whether it was there. Nothing of it is kept.
    pub async fn remove_protected(
        &self,
        person: PersonId,
        kind: &str,
        first: Day,
    ) -> Result<bool, StoreError> {
        let statement = sql::query(
            "DELETE FROM person_protected WHERE person = $1 AND kind = $2 AND first_day = $3",
        )
        .bind(i64::from(person.0))
        .bind(kind)
        .bind(first.to_string());
        Ok(self.inner.callboard.write("taking a protected fact out", statement).await? > 0)
    }
}

pub(crate) const FACTS: &str =
    "SELECT person, kind, slot, first_day, until_day, value, detail FROM person_fact";

fn push_on(query: &mut QueryBuilder, on: Option<Day>) {
    if let Some(day) = on {
        query.push(" AND first_day <= ").push_bind(day.to_string());
        query.push(" AND until_day > ").push_bind(day.to_string());
    }
}

pub(crate) fn end_text(until: Option<Day>) -> String {
    until.map_or_else(|| OPEN_END.to_owned(), |until| until.to_string())
}

pub(crate) fn read_person(row: &Row) -> Result<PersonRow, sqlx::Error> {
    let left: Option<String> = row.try_get(4)?;
    Ok(PersonRow {
        person: PersonId(small(row.try_get(0)?)),
        number: row.try_get(1)?,
        name: row.try_get(2)?,
        hired: day(row, 3)?,
        left: left.map(|text| parse(&text)).transpose()?,
        revision: small(row.try_get(5)?),
        changed_at: Timestamp(row.try_get(6)?),
    })
}

pub(crate) fn read_fact(row: &Row) -> Result<Fact, sqlx::Error> {
    let word: String = row.try_get(1)?;
    let kind = FactKind::parse(&word)
        .ok_or_else(|| sqlx::Error::Decode(format!("`{word}` is no kind of fact").into()))?;
    Ok(Fact {
        person: PersonId(small(row.try_get(0)?)),
        kind,
        slot: small(row.try_get(2)?),
        span: Span {
            first: day(row, 3)?,
            until: end(row, 4)?,
            value: FactValue { value: small(row.try_get(5)?), detail: row.try_get(6)? },
        },
    })
}

fn read_change(row: &Row) -> Result<PersonChange, sqlx::Error> {
    let from: Option<String> = row.try_get(5)?;
    Ok(PersonChange {
        change: unsigned(row.try_get(0)?),
        at: Timestamp(row.try_get(1)?),
        actor: row.try_get(2)?,
        what: row.try_get(3)?,
        slot: small(row.try_get(4)?),
        from: from.map(|text| parse(&text)).transpose()?,
        was: row.try_get(6)?,
        became: row.try_get(7)?,
        reason: row.try_get(8)?,
    })
}

fn end(row: &Row, at: usize) -> Result<Option<Day>, sqlx::Error> {
    let text: String = row.try_get(at)?;
    if text == OPEN_END { Ok(None) } else { parse(&text).map(Some) }
}

fn day(row: &Row, at: usize) -> Result<Day, sqlx::Error> {
    parse(&row.try_get::<String>(at)?)
}

fn parse(text: &str) -> Result<Day, sqlx::Error> {
    Day::parse(text).ok_or_else(|| sqlx::Error::Decode(format!("`{text}` is no day").into()))
}
