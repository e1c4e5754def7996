//! Who did what, sought and exported.
//!
//! Room:  server/http.
//! Holds: an export is itself in the list.
//! Proof: `tests/it/api_audit.rs`.

use crate::http::audit::note;
use crate::http::build::csv;
use crate::http::query;
use crate::http::query::Query;
use crate::http::refusal::Refusal;
use crate::http::sign_in::session::Caller;
use crate::http::state::AppState;
use crate::http::views::ListMeta;
use crate::http::views::account::AuditAnswer;
use crate::http::views::account::AuditRow;
use crate::http::views::failure::Failure;
use axum::Extension;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use axum::response::Response;
use serde::Deserialize;
use store::{AuditFilter, MAX_PAGE};
use utoipa::IntoParams;

/// How much of the list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AuditParams {
    /// Rows at most: 1 to 500; 100 if absent.
    #[serde(default)]
    pub limit: Option<u32>,
    /// `meta.next_before` of the answer before this one.
    #[serde(default)]
    pub before: Option<String>,
    /// Who did it: an account's name, `token 3`.
    #[serde(default)]
    pub actor: Option<String>,
    /// What was done, for instance `looked_at_contact`.
    #[serde(default)]
    pub action: Option<String>,
    /// Stands somewhere in the thing, in the value before or after.
    #[serde(default)]
    pub text: Option<String>,
    /// At or after this instant (RFC 3339).
    #[serde(default)]
    pub from: Option<String>,
    /// Before this instant.
    #[serde(default)]
    pub to: Option<String>,
}

impl AuditParams {
    fn filter(&self, limit: usize) -> Result<AuditFilter, Refusal> {
        let edge = |name, text: &Option<String>| {
            text.as_deref().map(|text| query::instant(name, text)).transpose()
        };
        Ok(AuditFilter {
            actor: self.actor.clone(),
            action: self.action.clone(),
            text: self.text.clone().filter(|text| !text.is_empty()),
            from: edge("from", &self.from)?,
            until: edge("to", &self.to)?,
            before: query::cursor(self.before.as_deref(), |text| text.parse().ok())?,
            limit,
        })
    }
}

/// Sign-ins, changes and looks at customers.
#[utoipa::path(
    get, path = "/api/v1/audit", tag = "accounts",
    params(AuditParams),
    responses(
        (status = 200, description = "Youngest first", body = AuditAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 400, description = "Something cannot be read", body = Failure),
    )
)]
pub async fn audit(
    State(state): State<AppState>,
    Query(params): Query<AuditParams>,
) -> Result<Response, Refusal> {
    let limit = query::limit(params.limit)?;
    let rows = read(&state, &params.filter(limit)?).await?;
    let next = rows.last().filter(|_| rows.len() == limit).map(|row| row.number.to_string());
    let audit: Vec<AuditRow> = rows.into_iter().map(view).collect();
    let meta = ListMeta { next_before: next, ..ListMeta::whole(audit.len(), state.now()) };
    Ok(Json(AuditAnswer { audit, meta }).into_response())
}

/// The same as a table, whole: as many rows as fit the filter, up to a hundred thousand.
#[utoipa::path(
    get, path = "/api/v1/audit.csv", tag = "accounts",
    params(AuditParams),
    responses(
        (status = 200, description = "UTF-8 with byte order mark, youngest first", body = String, content_type = "text/csv"),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 400, description = "Something cannot be read", body = Failure),
    )
)]
pub async fn audit_csv(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Query(params): Query<AuditParams>,
) -> Result<Response, Refusal> {
    let mut filter = params.filter(MAX_PAGE)?;
    let mut text = format!("\u{feff}{}\r\n", HEADINGS.join(","));
    let mut written = 0;
    loop {
        let rows = read(&state, &filter).await?;
        for row in &rows {
            text.push_str(&fields(row).map(|field| csv::field(&field)).join(","));
            text.push_str("\r\n");
        }
        written += rows.len();
        filter.before = rows.last().map(|row| row.number);
        if rows.len() < MAX_PAGE || written >= MOST_EXPORTED {
            break;
        }
    }
    note(&state, &caller, "exported_audit", &format!("{written} rows")).await?;
    let kind = HeaderValue::from_static("text/csv; charset=utf-8");
    let name = HeaderValue::from_static("attachment; filename=\"callboard-audit.csv\"");
    let headers = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, text).into_response())
}

const MOST_EXPORTED: usize = 100_000;
const HEADINGS: [&str; 9] =
    ["number", "at", "actor", "action", "object", "origin", "before", "after", "reason"];

fn fields(row: &store::AuditRow) -> [String; 9] {
    let value = |value: &Option<String>| value.clone().unwrap_or_default();
    [
        row.number.to_string(),
        row.at.to_string(),
        row.actor.clone(),
        row.action.clone(),
        row.object.clone(),
        row.origin.clone(),
        value(&row.before),
        value(&row.after),
        value(&row.reason),
    ]
}

async fn read(state: &AppState, filter: &AuditFilter) -> Result<Vec<store::AuditRow>, Refusal> {
    let rows = state.store.audit_rows(filter).await;
    rows.map_err(|error| Refusal::fault("reading the audit list", &error))
}

fn view(row: store::AuditRow) -> AuditRow {
    AuditRow {
        number: row.number,
        at: row.at.into(),
        actor: row.actor,
        action: row.action,
        object: row.object,
        origin: row.origin,
        before: row.before,
        after: row.after,
        reason: row.reason,
    }
}
