//! The open event feed: one JSON object a line, from whoever has a token.
//!
//! Room:  connect; pure, under the server's HTTP.
//! Takes: lines. Gives: `Told` (becomes an `Observation` once it has a number) or `Rejected`.
//! Holds: a line is taken whole or not at all; only events that a source may speak of are taken;
//!        names and keys are bounded in length.
//! Never: panics on any text.
//! Proof: tests below; `tests/it/fuzz.rs`; the schemas of docs/connectors/feed.md are tried there.

use domain::Timestamp;
use domain::state::Certainty;
use journal::{Event, Names, Observation, SourceKey};
use serde::Deserialize;
use serde_json::{Map, Value};

/// The kinds a source may speak of.
pub fn kinds() -> impl Iterator<Item = &'static str> {
    journal::KINDS.iter().filter(|kind| kind.is_open).map(|kind| kind.name)
}

/// Longest name or key.
const NAME_LIMIT: usize = 256;
/// Longest line.
pub const LINE_LIMIT: usize = 64 * 1024;

/// The number that a sender gave an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// Rising numbers of the sender's own: known for ever.
    Numbered(SourceKey),
    /// Any text: known for seven days.
    Free(String),
}

/// What a line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub key: Key,
    pub occurred_at: Timestamp,
    pub certainty: Certainty,
    pub event: Event<Names>,
}

impl Told {
    /// With the number under which the journal knows it.
    #[must_use]
    pub fn numbered(self, key: SourceKey) -> Observation {
        let Self { occurred_at, certainty, event, .. } = self;
        Observation { key, occurred_at, certainty, event }
    }
}

/// Why a line was not taken. `code` is stable.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Rejected {
    pub code: &'static str,
    pub message: String,
}

/// Longest reason given back, which may quote what was sent.
const MESSAGE_LIMIT: usize = 500;

fn rejected(code: &'static str, message: impl Into<String>) -> Rejected {
    let mut message = message.into();
    if message.len() > MESSAGE_LIMIT {
        message = message.chars().take(MESSAGE_LIMIT / 4).chain("...".chars()).collect();
    }
    Rejected { code, message }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    key: Value,
    occurred_at: String,
    #[serde(default)]
    certainty: Certainty,
    kind: String,
    event: Map<String, Value>,
}

/// Reads one line.
pub fn read_line(text: &str) -> Result<Told, Rejected> {
    if text.len() > LINE_LIMIT {
        let message = format!("{} bytes long, the limit is {LINE_LIMIT}", text.len());
        return Err(rejected("too_long", message));
    }
    let hint = "write {\"key\": ..., \"occurred_at\": ..., \"kind\": ..., \"event\": {...}}";
    // The reader of structs would take a list of its fields as well.
    if !text.trim_start().starts_with('{') {
        return Err(rejected("malformed", format!("a line is one JSON object; {hint}")));
    }
    let line: Line = serde_json::from_str(text)
        .map_err(|error| rejected("malformed", format!("{error}; {hint}")))?;
    let Line { key, occurred_at, certainty, kind, mut event } = line;
    let key = read_key(key)?;
    if !kinds().any(|open| open == kind) {
        let name: String = kind.chars().take(60).collect();
        let message = format!("`{name}` is not a kind that a source may send; see /docs");
        return Err(rejected("unknown_kind", message));
    }
    match &key {
        Key::Free(text) => check_name("key", text)?,
        // The journal keeps this epoch for free text.
        Key::Numbered(SourceKey { epoch: u32::MAX, .. }) => {
            return Err(rejected("bad_key", "the epoch must be below 4294967295"));
        }
        Key::Numbered(_) => {}
    }
    check_names(&event)?;
    let occurred_at = Timestamp::parse(&occurred_at)
        .map_err(|error| rejected("bad_time", format!("occurred_at: {error}")))?;
    if kind == "contact_queued" {
        event.entry("priority").or_insert_with(|| Value::from(0));
    }
    let tagged = Value::Object(Map::from_iter([(kind, Value::Object(event))]));
    let event = serde_json::from_value(tagged)
        .map_err(|error| rejected("malformed", format!("event: {error}")))?;
    Ok(Told { key, occurred_at, certainty, event })
}

/// Text, or numbers by their names.
fn read_key(key: Value) -> Result<Key, Rejected> {
    match key {
        Value::String(text) => Ok(Key::Free(text)),
        Value::Object(_) => SourceKey::deserialize(key)
            .map(Key::Numbered)
            .map_err(|error| rejected("malformed", format!("key: {error}"))),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => {
            let message = "key: write text, or {\"epoch\": ..., \"counter\": ...}";
            Err(rejected("malformed", message))
        }
    }
}

fn check_names(event: &Map<String, Value>) -> Result<(), Rejected> {
    for (field, value) in event {
        if let Value::String(text) = value {
            check_name(field, text)?;
        }
    }
    Ok(())
}

fn check_name(field: &str, text: &str) -> Result<(), Rejected> {
    if text.is_empty() || text.len() > NAME_LIMIT || text.chars().any(char::is_control) {
        let field: String = field.chars().take(60).collect();
        let message =
            format!("`{field}` must have 1 to {NAME_LIMIT} bytes and no control characters");
        return Err(rejected("bad_name", message));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_an_event_with_its_key() {
        let told = read_line(
            r#"{"key": "order-17", "occurred_at": "2026-11-22T16:30:00+08:00",
                "kind": "contact_queued", "event": {"contact": "c1", "queue": "q"}}"#,
        )
        .unwrap();
        assert_eq!(told.key, Key::Free("order-17".into()));
        assert_eq!(told.occurred_at.to_string(), "2026-11-22T08:30:00.000000Z");
        let queued = Event::ContactQueued { contact: "c1".into(), queue: "q".into(), priority: 0 };
        assert_eq!(told.event, queued);
    }

    #[test]
    fn what_is_not_taken_has_a_code_and_a_remedy() {
        let line = |kind: &str, event: &str| {
            let at = "2026-11-22T08:30:00Z";
            let text = format!(
                r#"{{"key": "k", "occurred_at": "{at}", "kind": "{kind}", "event": {event}}}"#
            );
            read_line(&text).map(|_| "taken").unwrap_or_else(|error| error.code)
        };
        assert_eq!(line("contact_ended", r#"{"contact": "c", "by": "agent"}"#), "taken");
        assert_eq!(line("contact_ended", r#"{"contact": "c"}"#), "malformed");
        assert_eq!(line("contact_ended", r#"{"contact": "", "by": "agent"}"#), "bad_name");
        assert_eq!(line("day_opened", "{}"), "unknown_kind");
        assert_eq!(read_line("{").unwrap_err().code, "malformed");
        assert_eq!(read_line(&"x".repeat(70_000)).unwrap_err().code, "too_long");
        let list = r#"["k", "2026-11-22T08:30:00Z", "reported", "contact_ended", {"contact": "c", "by": "agent"}]"#;
        assert_eq!(read_line(list).unwrap_err().code, "malformed");
        let listed_key = r#"{"key":[1,2],"occurred_at":"2026-11-22T08:30:00Z","kind":"contact_ended","event":{"contact":"c","by":"agent"}}"#;
        assert_eq!(read_line(listed_key).unwrap_err().code, "malformed");
        assert_eq!(
            read_line(&listed_key.replace("[1,2]", "\"k\"")).unwrap().key,
            Key::Free("k".into())
        );
        let late = r#"{"key":"k","occurred_at":"soon","kind":"contact_ended","event":{}}"#;
        assert_eq!(read_line(late).unwrap_err().code, "bad_time");
    }
}
