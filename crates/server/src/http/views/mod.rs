//! What the API says: one file per resource, plain data, the same for live, stream and replay.
//!
//! Room:  server/http; made by `build`, written as JSON by the handlers.
//! Takes: the words of `domain`. Gives: schemas of `openapi/openapi.json`.
//! Holds: absent = null; instants are RFC 3339 in UTC; lengths of time carry their unit in the name;
//!        contact ids are text, because a browser's numbers end at 2^53.
//! Never: a customer's number unmasked; a formula.
//! Proof: `tests/it/api_contract.rs` compares the committed document with these types.

pub mod account;
pub mod agent;
pub mod attendance;
pub mod centre;
pub mod contact;
pub mod directory;
pub mod failure;
pub mod feed;
pub mod figures;
pub mod forecast;
pub mod health;
pub mod history;
pub mod ivr;
pub mod order;
pub mod outside;
pub mod overview;
pub mod people;
pub mod people_change;
pub mod people_file;
pub mod queue;
pub mod replay;
pub mod saved_view;
pub mod seat;
pub mod settings;
pub mod settings_change;
pub mod sign_in;
pub mod source;
pub mod staffing;
pub mod stream;
pub mod table;
pub mod wall;

use domain::{ContactId, Duration, Timestamp};
use serde::{Deserialize, Serialize, Serializer};
use utoipa::openapi::schema::{ObjectBuilder, SchemaFormat, SchemaType, Type};
use utoipa::openapi::{KnownFormat, RefOr, Schema};

/// An instant, written as RFC 3339 in UTC with microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub Timestamp);

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Timestamp::parse(&text).map(Self).map_err(serde::de::Error::custom)
    }
}

impl From<Timestamp> for Moment {
    fn from(instant: Timestamp) -> Self {
        Self(instant)
    }
}

impl utoipa::PartialSchema for Moment {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::String))
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .description(Some("An instant: RFC 3339, UTC, microseconds"))
            .examples([serde_json::json!("2026-11-22T08:30:00.250000Z")])
            .into()
    }
}

impl utoipa::ToSchema for Moment {}

/// A contact's id as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ContactKey(pub ContactId);

impl Serialize for ContactKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0.0)
    }
}

impl<'de> Deserialize<'de> for ContactKey {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let number = text.parse().map_err(|_| serde::de::Error::custom("not a contact's id"))?;
        Ok(Self(ContactId(number)))
    }
}

impl utoipa::PartialSchema for ContactKey {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::String))
            .pattern(Some("^[0-9]+$"))
            .description(Some("A contact's id; text, because it may exceed 2^53"))
            .examples([serde_json::json!("281474976710657")])
            .into()
    }
}

impl utoipa::ToSchema for ContactKey {}

/// Whole milliseconds, rounded down; what runs backwards counts as nothing.
#[must_use]
pub fn millis(length: Duration) -> u64 {
    u64::try_from(length.millis()).unwrap_or(0)
}

/// What stands beside every list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ListMeta {
    /// Rows in this answer.
    pub count: u64,
    /// Pass as `before` to get the next, older rows; null when there are none.
    pub next_before: Option<String>,
    /// When the list was read.
    pub at: Moment,
}

impl ListMeta {
    /// A list with nothing before it.
    #[must_use]
    pub fn whole(count: usize, at: Timestamp) -> Self {
        Self { count: count as u64, next_before: None, at: at.into() }
    }
}
