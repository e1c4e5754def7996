//! Where something about a person is kept, and all of it: the one list of such places.
//!
//! Room:  store.
//! Takes: who somebody is: person, employee number, accounts and agents with the time in which they were theirs.
//! Gives: rows of each place, oldest first, in the words of the tables.
//! Holds: every table is in the list or among those that hold nothing of a person (the test reads the schema).
//! Never: gives a secret, or the hash of one; a customer.
//! Proof: tests/it/personal.rs, on both engines.

use crate::code::{self, OutcomeKind, outcome_kind};
use crate::error::StoreError;
use crate::sql::{QueryBuilder, Row};
use crate::store::Store;
use domain::state::AgentState;
use domain::{AgentId, Interval, PersonId};

/// Rows of one place.
pub const MOST_ROWS: usize = 100_000;

/// Who somebody is, to the house and to the program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    pub person: Option<PersonId>,
    /// The employee number.
    pub number: Option<String>,
    /// Id and name of each account, and when it was theirs.
    pub accounts: Vec<(u32, String, Interval)>,
    /// Agents of the floor, and when they were theirs.
    pub agents: Vec<(AgentId, Interval)>,
}

/// What a field says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PersonalValue {
    Number(i64),
    /// Microseconds since 1970.
    Moment(i64),
    /// Microseconds.
    Length(i64),
    Text(String),
    State(AgentState),
    Outcome(OutcomeKind),
}

/// What one place keeps of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonalRows {
    /// Stable; `person_change`, `audit_by`.
    pub place: &'static str,
    /// Whether few may know it.
    pub is_protected: bool,
    pub columns: Vec<&'static str>,
    pub rows: Vec<Vec<Option<PersonalValue>>>,
    /// Whether there is more than `MOST_ROWS`; the oldest are left out then.
    pub is_cut: bool,
}

#[derive(Clone, Copy)]
enum Kind {
    Number,
    Moment,
    Length,
    Text,
    /// With its reason, which stands in a column of its own.
    State,
    Outcome,
}

/// By what a place knows somebody.
#[derive(Clone, Copy)]
enum By {
    Person,
    Number,
    /// As a word of a text.
    NumberWithin,
    Account,
    /// In the time in which the account was theirs.
    AccountName,
    /// As attempts to sign in are counted.
    Attempt,
    /// In the time in which the agent was theirs.
    Agent,
}

struct Place {
    name: &'static str,
    table: &'static str,
    by: By,
    /// The column that says whose it is.
    key: &'static str,
    /// Orders the rows, newest last; a moment where `by` looks at the time.
    order: &'static str,
    columns: &'static [(&'static str, Kind)],
}

const fn place(
    name: &'static str,
    table: &'static str,
    (by, key): (By, &'static str),
    order: &'static str,
    columns: &'static [(&'static str, Kind)],
) -> Place {
    Place { name, table, by, key, order, columns }
}

use Kind::{Length, Moment, Number, Outcome, State, Text};

/// A state and its reason as one number: reasons have numbers of two digits at most.
const STATE: &str = "state * 100 + COALESCE(reason, 0)";
/// Where the audit list names people: lists that were looked at name those whom they showed in the value after.
const AUDIT_TEXTS: &str = "object || ' ' || COALESCE(was, '') || ' ' || COALESCE(became, '')";
/// Rows that few may know.
const PROTECTED: &str = "person_protected";

const PLACES: &[Place] = &[
    place(
        "person",
        "person",
        (By::Person, "person"),
        "person",
        &[
            ("number", Text),
            ("name", Text),
            ("hired_on", Text),
            ("left_on", Text),
            ("created_at", Moment),
            ("changed_at", Moment),
        ],
    ),
    place(
        "person_fact",
        "person_fact",
        (By::Person, "person"),
        "first_day",
        &[
            ("kind", Text),
            ("slot", Number),
            ("first_day", Text),
            ("until_day", Text),
            ("value", Number),
            ("detail", Text),
        ],
    ),
    place(
        PROTECTED,
        PROTECTED,
        (By::Person, "person"),
        "first_day",
        &[
            ("kind", Text),
            ("first_day", Text),
            ("until_day", Text),
            ("consent_on", Text),
            ("noted_at", Moment),
            ("noted_by", Text),
        ],
    ),
    place(
        "person_change",
        "person_change",
        (By::Person, "person"),
        "change",
        &[
            ("at", Moment),
            ("actor", Text),
            ("what", Text),
            ("slot", Number),
            ("from_day", Text),
            ("was", Text),
            ("became", Text),
            ("reason", Text),
        ],
    ),
    place(
        "account",
        "account",
        (By::Account, "account"),
        "account",
        &[("name", Text), ("roles", Text), ("created_at", Moment), ("disabled_at", Moment)],
    ),
    place(
        "account_origin",
        "account_origin",
        (By::Account, "account"),
        "linked_at",
        &[
            ("kind", Text),
            ("issuer", Text),
            ("subject", Text),
            ("shown", Text),
            ("linked_at", Moment),
            ("seen_at", Moment),
            ("left_at", Moment),
        ],
    ),
    place(
        "session",
        "session",
        (By::Account, "account"),
        "created_at",
        &[
            ("created_at", Moment),
            ("seen_at", Moment),
            ("expires_at", Moment),
            ("address", Text),
            ("device", Text),
            ("way", Text),
        ],
    ),
    place(
        "second_factor",
        "second_factor",
        (By::Account, "account"),
        "account",
        &[("enrolled_at", Moment)],
    ),
    place(
        "recovery_code",
        "recovery_code",
        (By::Account, "account"),
        "made_at",
        &[("made_at", Moment), ("used_at", Moment)],
    ),
    place(
        "sign_in_failure",
        "sign_in_failure",
        (By::Attempt, "subject"),
        "last_at",
        &[("failures", Number), ("last_at", Moment)],
    ),
    place(
        "api_token",
        "api_token",
        (By::Account, "account"),
        "created_at",
        &[
            ("name", Text),
            ("scopes", Text),
            ("created_at", Moment),
            ("expires_at", Moment),
            ("used_at", Moment),
            ("revoked_at", Moment),
        ],
    ),
    place(
        "wall_token",
        "wall_token",
        (By::Account, "account"),
        "created_at",
        &[
            ("name", Text),
            ("board", Number),
            ("created_at", Moment),
            ("expires_at", Moment),
            ("used_at", Moment),
            ("revoked_at", Moment),
        ],
    ),
    place(
        "saved_view",
        "saved_view",
        (By::Account, "account"),
        "created_at",
        &[
            ("page", Text),
            ("name", Text),
            ("settings", Text),
            ("created_at", Moment),
            ("changed_at", Moment),
            ("removed_at", Moment),
        ],
    ),
    place(
        "attendance_shift",
        "attendance_shift",
        (By::Number, "person"),
        "begins_at",
        &[("begins_at", Moment), ("ends_at", Moment), ("site", Number), ("breaks", Text)],
    ),
    place(
        "attendance_punch",
        "attendance_punch",
        (By::Number, "person"),
        "at",
        &[("at", Moment), ("way", Text), ("site", Number), ("source", Text)],
    ),
    place(
        "attendance_phone",
        "attendance_phone",
        (By::Number, "person"),
        "bound_at",
        &[("bound_at", Moment)],
    ),
    place(
        "attendance_use",
        "attendance_use",
        (By::Number, "person"),
        "step",
        &[("kiosk", Number), ("step", Number)],
    ),
    place(
        "attendance_case",
        "attendance_case",
        (By::Number, "person"),
        "attendance_case",
        &[("day", Text), ("part", Number), ("kind", Text), ("content", Text)],
    ),
    place(
        "discipline_finding",
        "discipline_finding",
        (By::Number, "person"),
        "finding",
        &[("finding", Number), ("day", Text), ("content", Text)],
    ),
    place(
        "discipline_commendation",
        "discipline_commendation",
        (By::Number, "person"),
        "commendation",
        &[
            ("day", Text),
            ("points", Number),
            ("reason", Text),
            ("given_at", Moment),
            ("given_by", Text),
        ],
    ),
    place(
        "discipline_check",
        "discipline_check",
        (By::AccountName, "checked_by"),
        "checked_at",
        &[
            ("day", Text),
            ("level", Text),
            ("site", Number),
            ("area", Text),
            ("looked_at", Number),
            ("checked_at", Moment),
        ],
    ),
    place(
        "state_span",
        "state_span",
        (By::Agent, "agent"),
        "from_at",
        &[
            ("agent", Number),
            ("from_at", Moment),
            ("until_at", Moment),
            ("state", State),
            ("seat", Number),
        ],
    ),
    // The customer is somebody else.
    place(
        "contact",
        "contact",
        (By::Agent, "agent"),
        "arrived_at",
        &[
            ("contact", Number),
            ("agent", Number),
            ("queue", Number),
            ("arrived_at", Moment),
            ("ended_at", Moment),
            ("outcome", Outcome),
            ("talk", Length),
            ("hold", Length),
            ("after_contact_work", Length),
        ],
    ),
    place(
        "telephone_order",
        "telephone_order",
        (By::AccountName, "actor"),
        "given_at",
        &[("given_at", Moment), ("request", Text), ("answer", Text)],
    ),
    // What somebody else wrote of it stays with them.
    place(
        "compliance_event",
        "compliance_event",
        (By::AccountName, "actor"),
        "last_at",
        &[
            ("day", Text),
            ("rule", Text),
            ("severity", Number),
            ("first_at", Moment),
            ("last_at", Moment),
            ("noted_at", Moment),
        ],
    ),
    place(
        "audit_by",
        "audit",
        (By::AccountName, "actor"),
        "at",
        &[("at", Moment), ("action", Text), ("object", Text), ("origin", Text), ("reason", Text)],
    ),
    place(
        "audit_about",
        "audit",
        (By::NumberWithin, AUDIT_TEXTS),
        "number",
        &[("at", Moment), ("actor", Text), ("action", Text), ("object", Text), ("reason", Text)],
    ),
];

/// Tables that are looked through.
pub fn personal_tables() -> impl Iterator<Item = &'static str> {
    PLACES.iter().map(|place| place.table)
}

/// What is told of each place.
pub fn personal_columns() -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
    PLACES.iter().map(|place| (place.name, place.columns.iter().map(|(name, _)| *name).collect()))
}

impl Store {
    /// Everything that is kept about somebody; places with nothing are left out.
    pub async fn personal(&self, of: &Identity) -> Result<Vec<PersonalRows>, StoreError> {
        let mut found = Vec::new();
        for place in PLACES {
            let rows = self.personal_in(place, of).await?;
            if !rows.rows.is_empty() {
                found.push(rows);
            }
        }
        Ok(found)
    }

    async fn personal_in(&self, place: &Place, of: &Identity) -> Result<PersonalRows, StoreError> {
        let columns = place.columns.iter().map(|(name, _)| *name).collect();
        let mut kept = PersonalRows {
            place: place.name,
            is_protected: place.name == PROTECTED,
            columns,
            rows: Vec::new(),
            is_cut: false,
        };
        let Some(query) = question(place, of) else { return Ok(kept) };
        let database = &self.inner.callboard;
        let read = |row: &Row| read_row(place, row);
        kept.rows =
            database.list("reading what is kept about somebody", query.build(), read).await?;
        kept.is_cut = kept.rows.len() > MOST_ROWS;
        kept.rows.truncate(MOST_ROWS);
        kept.rows.reverse();
        Ok(kept)
    }
}

/// Asks for the rows of somebody, newest first; none where nothing there can be theirs.
fn question(place: &Place, of: &Identity) -> Option<QueryBuilder> {
    let mut query = QueryBuilder::new("SELECT ");
    for (at, (column, kind)) in place.columns.iter().enumerate() {
        query.push(if at == 0 { "" } else { ", " }).push(match kind {
            State => STATE,
            _ => column,
        });
    }
    query.push(" FROM ").push(place.table).push(" WHERE ");
    let mut any = Any { query: &mut query, is_first: true };
    match place.by {
        By::Person => {
            let person = of.person?;
            any.or(place.key).push_bind(i64::from(person.0));
        }
        By::Number => {
            any.or(place.key).push_bind(of.number.clone()?);
        }
        By::NumberWithin => {
            any.or_within(place.key, of.number.as_deref()?);
        }
        By::Account => {
            for (account, ..) in &of.accounts {
                any.or(place.key).push_bind(i64::from(*account));
            }
        }
        By::Attempt => {
            for (_, name, _) in &of.accounts {
                any.or(place.key).push_bind(format!("name:{}", name.to_lowercase()));
            }
        }
        By::AccountName => {
            for (_, name, within) in &of.accounts {
                any.or(place.key).push_bind(name.clone());
                any.during(place.order, *within);
            }
        }
        By::Agent => {
            for (agent, within) in &of.agents {
                any.or(place.key).push_bind(i64::from(agent.0));
                any.during(place.order, *within);
            }
        }
    }
    let is_nobody = any.is_first;
    query.push(" ORDER BY ").push(place.order).push(" DESC LIMIT ");
    query.push_bind(i64::try_from(MOST_ROWS + 1).unwrap_or(i64::MAX));
    (!is_nobody).then_some(query)
}

/// Conditions of which any is enough.
struct Any<'q> {
    query: &'q mut QueryBuilder,
    is_first: bool,
}

impl Any<'_> {
    fn or(&mut self, key: &str) -> &mut QueryBuilder {
        self.query.push(if self.is_first { "" } else { " OR " });
        self.is_first = false;
        self.query.push(key).push(" = ")
    }

    /// Where the word stands in a text of words.
    fn or_within(&mut self, key: &str, word: &str) {
        self.query.push(if self.is_first { "" } else { " OR " });
        self.is_first = false;
        self.query.push("instr(' ' || ").push(key).push(" || ' ', ");
        self.query.push_bind(format!(" {word} ")).push(") > 0");
    }

    /// Binds tighter than `OR`.
    fn during(&mut self, moment: &str, within: Interval) {
        self.query.push(" AND ").push(moment).push(" >= ").push_bind(within.start.micros());
        self.query.push(" AND ").push(moment).push(" < ").push_bind(within.end.micros());
    }
}

fn read_row(place: &Place, row: &Row) -> Result<Vec<Option<PersonalValue>>, sqlx::Error> {
    let number = |at: usize| row.try_get::<Option<i64>>(at);
    let field = |(at, (_, kind)): (usize, &(&str, Kind))| {
        Ok(match kind {
            Number => number(at)?.map(PersonalValue::Number),
            Moment => number(at)?.map(PersonalValue::Moment),
            Length => number(at)?.map(PersonalValue::Length),
            Text => row.try_get::<Option<String>>(at)?.map(PersonalValue::Text),
            State => number(at)?.and_then(state).map(PersonalValue::State),
            Outcome => number(at)?.and_then(outcome_kind).map(PersonalValue::Outcome),
        })
    };
    place.columns.iter().enumerate().map(field).collect()
}

fn state(both: i64) -> Option<AgentState> {
    code::state(both / 100, both % 100)
}
