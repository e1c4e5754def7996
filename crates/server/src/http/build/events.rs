//! The events of one contact, with the names behind their ids.
//!
//! Room:  server/http/build.
//! Never: the customer's token; the number stands masked on the page, once.

use crate::http::build::names;
use crate::http::views::contact::ContactEvent;
use domain::state::Certainty;
use domain::{AgentId, DidId, IvrNodeId, QueueId, SeatId, SkillId, TeamId};
use journal::Record;
use journal::carry::Names;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// One record as the page of a contact shows it.
#[must_use]
pub fn event(known: &Names, record: &Record) -> ContactEvent {
    let kind = record.event.kind();
    let mut detail = match serde_json::to_value(&record.event) {
        Ok(Value::Object(mut outer)) => outer.remove(kind).unwrap_or_default(),
        Ok(_) | Err(_) => Value::Null,
    };
    let mut behind = BTreeMap::new();
    if let Value::Object(fields) = &mut detail {
        fields.remove("customer");
        // Ids beyond 2^53 would lose digits in a browser.
        if let Some(contact) = fields.get_mut("contact") {
            *contact = Value::String(contact.to_string());
        }
        behind = names_behind(known, fields);
    }
    ContactEvent {
        sequence: record.sequence,
        occurred_at: record.occurred_at.into(),
        journalled_at: record.journalled_at.into(),
        kind: kind.to_owned(),
        is_inferred: record.certainty == Certainty::Inferred,
        detail,
        names: behind,
    }
}

fn names_behind(known: &Names, fields: &Map<String, Value>) -> BTreeMap<String, String> {
    let name = |(key, value): (&String, &Value)| {
        let id = u32::try_from(value.as_u64()?).ok()?;
        let name = match key.as_str() {
            "queue" | "to_queue" => Some(names::queue(known, QueueId(id))),
            "agent" | "to_agent" => names::agent(known, AgentId(id)),
            "team" => names::team(known, TeamId(id)),
            "skill" => names::skill(known, SkillId(id)),
            "seat" => names::seat(known, SeatId(id)),
            "did" => names::did(known, DidId(id)),
            "node" => names::ivr_node(known, IvrNodeId(id)),
            _ => None,
        };
        name.map(|name| (key.clone(), name))
    };
    fields.iter().filter_map(name).collect()
}
