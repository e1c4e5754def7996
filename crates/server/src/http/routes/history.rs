//! Figures of the past by interval, as JSON, CSV and Excel.
//!
//! Room:  server/http.
//! Takes: parameters as they stand in an address. Gives: one answer in three forms.
//! Holds: the three forms say the same.
//! Proof: `tests/it/api_history.rs`.

use crate::http::build::history_words::{Language, language};
use crate::http::build::{csv, excel, history};
use crate::http::query::Query;
use crate::http::refusal::Refusal;
use crate::http::sign_in::session::Caller;
use crate::http::state::AppState;
use crate::http::views::failure::Failure;
use crate::http::views::figures::AttributionView;
use crate::http::views::history::HistoryAnswer;
use axum::Extension;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

/// Which figures.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HistoryParams {
    /// One or several, separated by commas: `offered,service_level`. Of people's work also
    /// `occupancy`, `utilisation`, `talking_ms` and others; a wrong name is answered with the list.
    pub measure: String,
    /// `centre`, `site`, `queue`, `skill`, `did`, `team`, `agent` or `seat`; `centre` if absent.
    #[serde(default)]
    pub by: Option<String>,
    /// Instead of `from` and `to`: `today`, `yesterday`, `this_week`, `last_week`, `this_month`,
    /// `last_month`, `this_year` or `last_year`.
    #[serde(default)]
    pub period: Option<String>,
    /// RFC 3339, or a local day such as `2026-11-01`.
    #[serde(default)]
    pub from: Option<String>,
    /// RFC 3339, or a local day, which is included.
    #[serde(default)]
    pub to: Option<String>,
    /// `5m`, `15m`, `30m`, `1h`, `1d`, `1w` (from Monday), `1mo` or `1y`, local; `15m` if absent.
    #[serde(default)]
    pub step: Option<String>,
    /// Queues, separated by commas.
    #[serde(default)]
    pub queue: Option<String>,
    /// Skills, separated by commas: their queues.
    #[serde(default)]
    pub skill: Option<String>,
    /// Sites, separated by commas.
    #[serde(default)]
    pub site: Option<String>,
    /// Teams, separated by commas; of people's work.
    #[serde(default)]
    pub team: Option<String>,
    /// `by_arrival` if absent.
    #[serde(default)]
    #[param(inline)]
    pub attribution: Option<AttributionView>,
    /// The service level's rule, for instance `of_answered`, or a definition's id; the house's if
    /// absent.
    #[serde(default)]
    pub definition: Option<String>,
    /// With a second time: `before` (the one before), `week` (the same weekdays before), `year`
    /// (the same days a year before), or the local day on which it begins.
    #[serde(default)]
    pub compare: Option<String>,
    /// Of headings in files: `zh` or `en`; `zh` if absent.
    #[serde(default)]
    pub lang: Option<String>,
}

/// Figures by interval.
#[utoipa::path(
    get, path = "/api/v1/history", tag = "history",
    params(HistoryParams),
    responses(
        (status = 200, description = "One line per queue, team, agent ...", body = HistoryAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 400, description = "Something cannot be read, or asks for too much", body = Failure),
    )
)]
pub async fn history(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Query(params): Query<HistoryParams>,
) -> Result<Response, Refusal> {
    let history = history::read(&state, &caller.sight(), &params).await?;
    Ok(Json(HistoryAnswer { history }).into_response())
}

/// The same as CSV, for spreadsheets.
#[utoipa::path(
    get, path = "/api/v1/history.csv", tag = "history",
    params(HistoryParams),
    responses(
        (status = 200, description = "UTF-8 with byte order mark, one row per line and interval", body = String, content_type = "text/csv"),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 400, description = "Something cannot be read, or asks for too much", body = Failure),
    )
)]
pub async fn history_csv(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Query(params): Query<HistoryParams>,
) -> Result<Response, Refusal> {
    let language = language_of(&params)?;
    let history = history::read(&state, &caller.sight(), &params).await?;
    Ok(file("text/csv; charset=utf-8", "csv", csv::write(&history, language)))
}

/// The same as an Excel workbook: figures, and a sheet with the question, definitions and coverage.
#[utoipa::path(
    get, path = "/api/v1/history.xlsx", tag = "history",
    params(HistoryParams),
    responses(
        (status = 200, description = "A workbook of two sheets", body = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 400, description = "Something cannot be read, or asks for too much", body = Failure),
    )
)]
pub async fn history_xlsx(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Query(params): Query<HistoryParams>,
) -> Result<Response, Refusal> {
    let language = language_of(&params)?;
    let history = history::read(&state, &caller.sight(), &params).await?;
    let written = tokio::task::spawn_blocking(move || excel::write(&history, language)).await;
    let book = written.map_err(|error| Refusal::fault("writing a workbook", &error))?;
    let book = book.map_err(|error| Refusal::fault("writing a workbook", &error))?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(file(kind, "xlsx", book))
}

fn language_of(params: &HistoryParams) -> Result<Language, Refusal> {
    language(params.lang.as_deref())
}

fn file(kind: &'static str, ending: &str, body: impl IntoResponse) -> Response {
    let name = format!("attachment; filename=\"callboard-history.{ending}\"");
    let name = HeaderValue::from_str(&name).expect("a name of plain letters");
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, name),
    ];
    (headers, body).into_response()
}
