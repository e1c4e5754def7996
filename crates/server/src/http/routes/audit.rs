//! Who did what.
//!
//! Room: server/http.

use crate::http::refusal::Refusal;
use crate::http::views::failure::Failure;
use axum::response::Response;
use crate::http::views::account::AuditAnswer;
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
pub async fn audit() -> Result<Response, Refusal> {
    Err(Refusal::unavailable("not built yet"))
}
