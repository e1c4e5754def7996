//! Events coming in from anybody who has a token: NDJSON, idempotent, reported by line.
//!
//! Room:  server/http.
//! Holds: what a line's report calls stored is on disk; the same line again changes nothing.
//! Proof: `tests/it/api_feed.rs`.

use crate::engine::{Ack, IngestError, free_key};
use crate::http::query::Query;
use crate::http::refusal::Refusal;
use crate::http::state::AppState;
use crate::http::views::failure::Failure;
use crate::http::views::feed::{FeedAnswer, FeedReport, RejectedLine};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::Response;
use connect::feed::{self, Key};
use domain::SourceId;
use journal::Observation;
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;

/// Whose events.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FeedInParams {
    /// Name of the source that speaks; `feed` if absent. A new name registers a source.
    #[serde(default)]
    pub source: Option<String>,
}

/// Send events. Sending the same again stores nothing twice.
#[utoipa::path(
    post, path = "/feed/v1/events", tag = "feed",
    params(FeedInParams),
    request_body(content = String, content_type = "application/x-ndjson", description = "One event per line; see docs/connectors"),
    responses(
        (status = 200, description = "What was stored is on disk; rejected lines are named", body = FeedAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 413, description = "Too large", body = Failure),
        (status = 429, description = "Too much at once; try again after `Retry-After`", body = Failure),
        (status = 503, description = "The journal cannot be written", body = Failure),
    )
)]
pub async fn send_events(
    State(state): State<AppState>,
    Query(params): Query<FeedInParams>,
    body: Body,
) -> Result<Response, Refusal> {
    let Ok(_turn) = Arc::clone(&state.deliveries).try_acquire_owned() else {
        return Err(Refusal::busy("Too many deliveries at the same time", 1));
    };
    let source = source(&state, params.source.as_deref().unwrap_or("feed")).await?;
    let bytes = axum::body::to_bytes(body, BODY_LIMIT).await;
    let bytes = bytes.map_err(|_| Refusal::too_large("8 MiB"))?;
    let read = tokio::task::spawn_blocking(move || Delivery::read(&bytes)).await;
    let delivery = read.map_err(|error| Refusal::fault("reading a delivery", &error))?;
    let report = delivery.submit(&state, source).await?;
    Ok(Json(FeedAnswer { report }).into_response())
}

/// Largest delivery.
const BODY_LIMIT: usize = 8 * 1024 * 1024;
/// Observations handed in at a time.
const CHUNK: usize = 1_000;
/// Rejections that are named; all are counted.
const NAMED: usize = 100;
/// Sources in all.
const MOST_SOURCES: usize = 500;

/// The source of that name among those of the feed, registered if it is new.
async fn source(state: &AppState, name: &str) -> Result<SourceId, Refusal> {
    let is_name = !name.trim().is_empty()
        && name.chars().count() <= 64
        && !name.chars().any(char::is_control);
    if !is_name {
        let hint = "Write 1 to 64 characters without control characters";
        return Err(Refusal::parameter("source", name, hint));
    }
    // Of its own kind, so that a token cannot speak in the name of a telephone system.
    let key = format!("feed:{name}");
    let is_too_many = state.engine.read(|live| {
        let known = &live.names().sources;
        known.len() >= MOST_SOURCES && !known.values().any(|source| source.key == key)
    });
    if is_too_many {
        return Err(Refusal::invalid("There are too many sources", "Use the name of a known one"));
    }
    state.engine.source(&key, name, "feed").await.map_err(refusal)
}

/// A body, read line by line.
#[derive(Debug, Default)]
struct Delivery {
    observations: Vec<Observation>,
    rejected: u64,
    rejections: Vec<RejectedLine>,
}

impl Delivery {
    fn read(bytes: &[u8]) -> Self {
        let mut delivery = Self::default();
        for (line, text) in (1..).zip(bytes.split(|&byte| byte == b'\n')) {
            let text = text.strip_suffix(b"\r").unwrap_or(text);
            if !text.trim_ascii().is_empty() {
                delivery.take(line, text);
            }
        }
        delivery
    }

    fn take(&mut self, line: u64, text: &[u8]) {
        let Ok(text) = std::str::from_utf8(text) else {
            return self.reject(line, "not_utf8", "The line is not UTF-8".to_owned());
        };
        match feed::read_line(text) {
            Ok(told) => {
                let key = match &told.key {
                    Key::Numbered(key) => *key,
                    Key::Free(text) => free_key(text),
                };
                self.observations.push(told.numbered(key));
            }
            Err(rejected) => self.reject(line, rejected.code, rejected.message),
        }
    }

    fn reject(&mut self, line: u64, code: &str, message: String) {
        self.rejected += 1;
        if self.rejections.len() < NAMED {
            self.rejections.push(RejectedLine { line, code: code.to_owned(), message });
        }
    }

    /// Hands everything in; what was handed in before a refusal is stored, and sending the whole
    /// again does no harm.
    async fn submit(self, state: &AppState, source: SourceId) -> Result<FeedReport, Refusal> {
        let mut sum = Ack { stored: 0, duplicates: 0, last_sequence: state.engine.sequence() };
        for chunk in self.observations.chunks(CHUNK) {
            let ack = state.engine.try_submit(source, chunk.to_vec()).await.map_err(refusal)?;
            sum.stored += ack.stored;
            sum.duplicates += ack.duplicates;
            sum.last_sequence = ack.last_sequence;
        }
        Ok(FeedReport {
            stored: sum.stored,
            duplicates: sum.duplicates,
            rejected: self.rejected,
            rejections: self.rejections,
            last_sequence: sum.last_sequence,
        })
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of map_err")]
/// Why events were not written.
pub fn refusal(error: IngestError) -> Refusal {
    match error {
        IngestError::Busy => Refusal::busy("Too many events are waiting to be written", 1),
        IngestError::Stopping => Refusal::unavailable("The server is stopping"),
        IngestError::Storage { full: true, .. } => Refusal::unavailable("The disk is full"),
        IngestError::Storage { full: false, .. } => {
            Refusal::unavailable("The journal cannot be written")
        }
    }
}
