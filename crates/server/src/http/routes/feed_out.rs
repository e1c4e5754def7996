//! The journal going out, as NDJSON or server-sent events.
//!
//! Room:  server/http.
//! Holds: records in order without gaps, from any sequence that is kept.
//! Proof: `tests/it/api_feed.rs`.

use crate::http::query::Query;
use crate::http::refusal::Refusal;
use crate::http::sign_in::session::{Caller, Watchman};
use crate::http::state::AppState;
use crate::http::views::failure::Failure;
use crate::http::views::feed::FeedRecord;
use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::IntoResponse;
use axum::response::Response;
use domain::state::Certainty;
use futures_util::{Stream, stream};
use journal::Record;
use serde::Deserialize;
use std::convert::Infallible;
use store::{Lane, Store};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use utoipa::IntoParams;

/// From where, how much.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FeedOutParams {
    /// The first record; 1 if absent.
    #[serde(default)]
    pub from_sequence: Option<u64>,
    /// Records at most; without it NDJSON ends at the journal's end, server-sent events go on.
    #[serde(default)]
    pub limit: Option<u64>,
    /// Wait for new records at the journal's end instead of closing (NDJSON).
    #[serde(default)]
    pub follow: Option<bool>,
}

/// Read records of the journal, in order and without a gap.
#[utoipa::path(
    get, path = "/feed/v1/events", tag = "feed",
    params(FeedOutParams, ("accept" = Option<String>, Header, description = "`application/x-ndjson` (if absent) or `text/event-stream`"), ("last-event-id" = Option<String>, Header, description = "The last sequence seen, instead of `from_sequence`")),
    responses(
        (status = 200, description = "One record per line or event, in order", content((FeedRecord = "application/x-ndjson"), (FeedRecord = "text/event-stream"))),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 410, description = "The journal begins later", body = Failure),
    )
)]
pub async fn read_events(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    Query(params): Query<FeedOutParams>,
) -> Result<Response, Refusal> {
    let form = Form::of(&headers);
    let last_seen = headers.get("last-event-id").and_then(|value| value.to_str().ok());
    let last_seen = last_seen.and_then(|text| text.parse::<u64>().ok());
    let from = last_seen.map_or(params.from_sequence.unwrap_or(1), |last| last.saturating_add(1));
    let extent = state.store.extent(Lane::LIVE).await;
    let extent = extent.map_err(|error| Refusal::fault("reading the journal", &error))?;
    if let Some((first, _)) = extent.filter(|(first, _)| from < *first && from > 1) {
        return Err(Refusal::gone(first));
    }
    let follows = params.follow.unwrap_or(form == Form::Events);
    let reader = Reader {
        next: from.max(1),
        left: params.limit.unwrap_or(u64::MAX),
        form,
        follows,
        arrivals: state.engine.subscribe(),
        stop: state.stop.clone(),
        watchman: Watchman::new(&state, caller),
        store: state.store,
    };
    let kind = HeaderValue::from_static(form.content_type());
    Ok(([(header::CONTENT_TYPE, kind)], Body::from_stream(reader.into_stream())).into_response())
}

/// Records read at a time.
const CHUNK: u64 = 500;

/// How records are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Lines,
    Events,
}

impl Form {
    fn of(headers: &HeaderMap) -> Self {
        let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
        let is_events = accepted.is_some_and(|text| text.contains("text/event-stream"));
        if is_events { Self::Events } else { Self::Lines }
    }

    const fn content_type(self) -> &'static str {
        match self {
            Self::Lines => "application/x-ndjson",
            Self::Events => "text/event-stream",
        }
    }

    fn write(self, record: &Record, into: &mut Vec<u8>) {
        if self == Self::Events {
            into.extend_from_slice(format!("id: {}\ndata: ", record.sequence).as_bytes());
        }
        serde_json::to_writer(&mut *into, &view(record)).expect("memory takes what is written");
        into.extend_from_slice(match self {
            Self::Lines => b"\n",
            Self::Events => b"\n\n",
        });
    }
}

/// One reader of the journal: where it stands, and what it waits for.
struct Reader {
    next: u64,
    left: u64,
    form: Form,
    follows: bool,
    arrivals: watch::Receiver<u64>,
    stop: CancellationToken,
    watchman: Watchman,
    store: Store,
}

impl Reader {
    fn into_stream(self) -> impl Stream<Item = Result<Bytes, Infallible>> + Send + 'static {
        stream::unfold(self, |mut reader| async move {
            let bytes = reader.portion().await?;
            Some((Ok(bytes), reader))
        })
    }

    /// The next records; waits for them if they are to be followed.
    async fn portion(&mut self) -> Option<Bytes> {
        loop {
            if self.left == 0 || self.stop.is_cancelled() || !self.watchman.lets_pass().await {
                return None;
            }
            let end = *self.arrivals.borrow_and_update();
            let records = if self.next <= end { self.read(end).await? } else { Vec::new() };
            if !records.is_empty() {
                return Some(self.take(&records));
            }
            if !self.follows {
                return None;
            }
            tokio::select! {
                changed = self.arrivals.changed() => changed.ok()?,
                () = self.stop.cancelled() => return None,
            }
        }
    }

    async fn read(&self, end: u64) -> Option<Vec<Record>> {
        let limit = CHUNK.min(self.left).min(end + 1 - self.next);
        let limit = usize::try_from(limit).unwrap_or(1);
        match self.store.read(Lane::LIVE, self.next, limit).await {
            Ok(records) => Some(records),
            Err(error) => {
                tracing::error!(%error, from = self.next, "the outward feed cannot read on");
                None
            }
        }
    }

    fn take(&mut self, records: &[Record]) -> Bytes {
        let mut text = Vec::with_capacity(records.len() * 256);
        for record in records {
            self.form.write(record, &mut text);
            self.next = record.sequence + 1;
            self.left -= 1;
        }
        Bytes::from(text)
    }
}

fn view(record: &Record) -> FeedRecord {
    FeedRecord {
        sequence: record.sequence,
        occurred_at: record.occurred_at.into(),
        journalled_at: record.journalled_at.into(),
        source: record.source.0,
        is_inferred: record.certainty == Certainty::Inferred,
        kind: record.event.kind().to_owned(),
        event: serde_json::to_value(&record.event).unwrap_or_default(),
    }
}
