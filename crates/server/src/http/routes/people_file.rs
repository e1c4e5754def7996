//! People as files: out, a template, and in, looked at first.
//!
//! Room:  server/http; `people` reads and writes the files.
//! Holds: an import is taken whole or not at all and is in the audit list, as is each export; out goes
//!        whom the caller may see, in comes what only somebody who manages everybody may send.
//! Proof: `tests/it/api_people_files.rs`.

use super::people::{PeopleParams, fault, lines, question};
use crate::http::audit;
use crate::http::build::history_words::{Language, language};
use crate::http::build::people as build;
use crate::http::build::people_change::reason;
use crate::http::query;
use crate::http::query::Query;
use crate::http::refusal::Refusal;
use crate::http::sign_in::session::Caller;
use crate::http::state::AppState;
use crate::http::views::failure::Failure;
use crate::http::views::people_file::PeopleFileAnswer;
use crate::people::{export, sheet, taking};
use axum::Extension;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use store::Author;
use utoipa::IntoParams;

/// Bytes of a request.
pub const BODY_LIMIT: usize = sheet::MOST_BYTES + 1024;
/// People of a file that goes out.
const MOST_PEOPLE: usize = 100_000;
const EXCEL: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// In which language a file has its headings.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FileParams {
    /// `zh` (if absent) or `en`.
    #[serde(default)]
    pub lang: Option<String>,
}

/// What is done with a file that comes in.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ImportParams {
    /// Only look: nothing is written.
    #[serde(default)]
    pub preview: Option<bool>,
    /// From which day on changes of people who are there hold; today if absent.
    #[serde(default)]
    pub from: Option<String>,
    /// Why; needed unless it is a preview.
    #[serde(default)]
    pub reason: Option<String>,
}

/// The people asked for as CSV, as the import reads it.
#[utoipa::path(
    get, path = "/api/v1/people.csv", tag = "people",
    params(PeopleParams, FileParams),
    responses(
        (status = 200, description = "UTF-8 with byte order mark, one row per person; `limit` and `offset` do not matter", body = String, content_type = "text/csv"),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn people_csv(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Query(params): Query<PeopleParams>,
    Query(file): Query<FileParams>,
) -> Result<Response, Refusal> {
    let language = language(file.lang.as_deref())?;
    let rows = rows(&state, &caller, &params, language).await?;
    Ok(download("text/csv; charset=utf-8", "csv", export::as_csv(&rows, language)))
}

/// The same as an Excel workbook.
#[utoipa::path(
    get, path = "/api/v1/people.xlsx", tag = "people",
    params(PeopleParams, FileParams),
    responses(
        (status = 200, description = "A workbook: the table, and how it is filled in", body = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn people_xlsx(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Query(params): Query<PeopleParams>,
    Query(file): Query<FileParams>,
) -> Result<Response, Refusal> {
    let language = language(file.lang.as_deref())?;
    let rows = rows(&state, &caller, &params, language).await?;
    workbook(rows, language).await
}

/// An empty workbook to fill in.
#[utoipa::path(
    get, path = "/api/v1/people/template.xlsx", tag = "people",
    params(FileParams),
    responses(
        (status = 200, description = "Headings, and how each column is filled in", body = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn people_template(Query(file): Query<FileParams>) -> Result<Response, Refusal> {
    workbook(Vec::new(), language(file.lang.as_deref())?).await
}

/// Takes people from an Excel or CSV file, all or none.
#[utoipa::path(
    post, path = "/api/v1/people/import", tag = "people",
    params(ImportParams),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file as it is, up to 8 MiB"),
    responses(
        (status = 200, description = "What would become of whom, or every error; `is_written` says whether it was done", body = PeopleFileAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 413, description = "More than 8 MiB", body = Failure),
    )
)]
pub async fn import_people(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Query(params): Query<ImportParams>,
    body: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<Response, Refusal> {
    let bytes = body.map_err(|_| Refusal::too_large("8 MiB"))?;
    let is_preview = params.preview.unwrap_or(false);
    let why = params.reason.unwrap_or_default();
    let why = if is_preview { why } else { reason(&why)? };
    let today = state.engine.read(|live| build::today(live, state.now()));
    let from = params.from.as_deref().map(|day| query::day("from", day)).transpose()?;
    let author = Author { actor: &caller.actor, reason: Some(&why) };
    let wish = taking::Wish { from: from.unwrap_or(today), is_preview, author };
    let import = taking::take(&state.engine, bytes.to_vec(), wish).await.map_err(fault)?;
    if import.is_written {
        let after = format!("new {}, changed {}, from {}", import.new, import.changed, import.from);
        let object = format!("{} rows", import.rows);
        let change = (object, None, Some(after));
        audit::note_all(&state, &caller, ("imported_people", &why), &[change]).await?;
    }
    Ok(Json(PeopleFileAnswer { import }).into_response())
}

async fn rows(
    state: &AppState,
    caller: &Caller,
    params: &PeopleParams,
    language: Language,
) -> Result<Vec<[String; 13]>, Refusal> {
    let asked = question(state, caller, &PeopleParams { limit: None, ..params.clone() })?;
    let asked = store::PeopleQuestion { limit: MOST_PEOPLE, offset: 0, ..asked };
    let found = state.store.find_people(&asked).await.map_err(fault)?;
    let people = lines(state, &found.people, asked.day).await?;
    audit::note(state, caller, "exported_people", &format!("{} people", people.len())).await?;
    Ok(state.engine.read(|live| export::rows(&people, live.names(), language)))
}

async fn workbook(rows: Vec<[String; 13]>, language: Language) -> Result<Response, Refusal> {
    let written = tokio::task::spawn_blocking(move || export::as_workbook(&rows, language)).await;
    let book = written.map_err(|error| Refusal::fault("writing a workbook", &error))?;
    let book = book.map_err(|error| Refusal::fault("writing a workbook", &error))?;
    Ok(download(EXCEL, "xlsx", book))
}

fn download(kind: &'static str, ending: &str, body: impl IntoResponse) -> Response {
    let name = format!("attachment; filename=\"callboard-people.{ending}\"");
    let name = HeaderValue::from_str(&name).expect("a name of plain letters");
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, name),
    ];
    (headers, body).into_response()
}
