//! Who did what.
//!
//! Room: server/http.

use crate::http::query;
use crate::http::query::Query;
use crate::http::refusal::Refusal;
use crate::http::state::AppState;
use crate::http::views::ListMeta;
use crate::http::views::account::AuditAnswer;
use crate::http::views::account::AuditRow;
use crate::http::views::failure::Failure;
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::Response;
use serde::Deserialize;
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
    let before = query::cursor(params.before.as_deref(), |text| text.parse().ok())?;
    let rows = state.store.audit_rows(before, limit).await;
    let rows = rows.map_err(|error| Refusal::fault("reading the audit list", &error))?;
    let next = rows.last().filter(|_| rows.len() == limit).map(|row| row.number.to_string());
    let audit: Vec<AuditRow> = rows.into_iter().map(view).collect();
    let meta = ListMeta { next_before: next, ..ListMeta::whole(audit.len(), state.now()) };
    Ok(Json(AuditAnswer { audit, meta }).into_response())
}

fn view(row: store::AuditRow) -> AuditRow {
    AuditRow {
        number: row.number,
        at: row.at.into(),
        actor: row.actor,
        action: row.action,
        object: row.object,
        origin: row.origin,
    }
}
