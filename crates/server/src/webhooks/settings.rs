//! Changes of settings, as the journal tells them, put where receivers are told from.
//!
//! Room:  server, webhooks; after the journal.
//! Holds: settings are committed to the journal, so what it says is what is told, each record once; while nobody
//!        asks, nothing is read.
//! Proof: `tests/it/api_webhooks.rs`.

use crate::engine::Engine;
use journal::Record;
use serde_json::{Value, json};
use store::{ChangeEvent, Lane, StoreError};

/// How far the journal was read.
const MARK: &str = "webhooks.journal";
pub const FAMILY: &str = "settings";
const STRIDE: usize = 2_000;
/// Of one round: about an hour of a busy floor.
const STRIDES: usize = 100;

/// Kinds of records that are settings.
const KINDS: [&str; 9] = [
    "centre_configured",
    "definition_set",
    "target_set",
    "target_removed",
    "break_allowance_set",
    "break_allowance_removed",
    "opening_hours_set",
    "display_name_set",
    "queue_placed",
];
/// A name may be somebody's.
const PERSONAL: &str = "display_name_set";

/// The last record that was looked at.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tail(Option<u64>);

/// Puts in what changed since the last time.
pub async fn take(engine: &Engine, tail: &tokio::sync::Mutex<Tail>) -> Result<(), StoreError> {
    let mut tail = tail.lock().await;
    let (store, end) = (engine.store(), engine.sequence());
    let hooks = store.webhooks().await?;
    let is_wanted = hooks.iter().any(|hook| hook.families.iter().any(|family| family == FAMILY));
    if !is_wanted {
        tail.0 = Some(end);
        return Ok(());
    }
    let from = match tail.0 {
        Some(from) => from,
        // After a start: where the last run came to.
        None => store.setting(MARK).await?.unwrap_or(end),
    };
    let mut at = from;
    for _ in 0..STRIDES {
        if at >= end {
            break;
        }
        let records = store.read(Lane::LIVE, at + 1, STRIDE).await?;
        let Some(last) = records.last().map(|record| record.sequence) else { break };
        let events: Vec<ChangeEvent> = records.iter().filter_map(told).collect();
        store.tell_journaled(&events).await?;
        at = last;
    }
    if tail.0.is_none() || at != from {
        store.put_setting(MARK, &at, engine.now()).await?;
    }
    tail.0 = Some(at);
    Ok(())
}

fn told(record: &Record) -> Option<ChangeEvent> {
    let kind = record.event.kind();
    if !KINDS.contains(&kind) {
        return None;
    }
    let change = serde_json::to_value(&record.event).ok()?.get(kind).cloned();
    let change = json!({ "change": change });
    let mut content = json!({ "setting": kind, "record": record.sequence });
    let personal = if kind == PERSONAL {
        change
    } else {
        if let (Value::Object(content), Value::Object(change)) = (&mut content, change) {
            content.extend(change);
        }
        json!({})
    };
    Some(ChangeEvent {
        sequence: Some(record.sequence),
        family: FAMILY,
        kind: "setting.changed",
        at: record.journalled_at,
        content: content.to_string(),
        personal: personal.to_string(),
    })
}
