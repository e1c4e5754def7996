//! Forecasts: make, list, open, override, publish, take away as a table, try on the past.
//!
//! Room:  server/http.
//! Holds: whatever is made or changed is audited; a published forecast is not changed any more.
//! Proof: `tests/it/api_forecasts.rs`.

use crate::http::audit::{note, note_change};
use crate::http::body::Body;
use crate::http::build::{csv, forecasting};
use crate::http::query::{self, Id, Ids, Query};
use crate::http::refusal::Refusal;
use crate::http::sign_in::session::Caller;
use crate::http::state::AppState;
use crate::http::views::ListMeta;
use crate::http::views::failure::Failure;
use crate::http::views::forecast::{
    BacktestAnswer, ForecastAnswer, ForecastRequest, ForecastView, ForecastsAnswer, OverrideRequest,
};
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use domain::calendar::Day;
use serde::Deserialize;
use store::NewOverride;
use utoipa::IntoParams;

const MOST_FACTOR: f64 = 20.0;
const LONGEST_REASON: usize = 200;

/// Which forecasts.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ForecastsParams {
    /// Of one queue; of all if absent.
    #[serde(default)]
    pub queue: Option<u32>,
    /// Rows at most: 1 to 500; 100 if absent.
    #[serde(default)]
    pub limit: Option<u32>,
    /// `meta.next_before` of the answer before this one.
    #[serde(default)]
    pub before: Option<String>,
}

/// What was forecast.
#[utoipa::path(
    get, path = "/api/v1/forecasts", tag = "forecasts",
    params(ForecastsParams),
    responses(
        (status = 200, description = "Youngest first, without their numbers", body = ForecastsAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn forecasts(
    State(state): State<AppState>,
    Query(params): Query<ForecastsParams>,
) -> Result<Response, Refusal> {
    let limit = query::limit(params.limit)?;
    let before = query::cursor(params.before.as_deref(), |text| text.parse().ok())?;
    let rows = state.store.forecasts(params.queue, before, limit).await;
    let rows = rows.map_err(|error| Refusal::fault("listing forecasts", &error))?;
    let next = rows.last().filter(|_| rows.len() == limit).map(|row| row.forecast.to_string());
    let forecasts: Vec<_> = rows.iter().map(|row| forecasting::row_view(&state, row)).collect();
    let meta = ListMeta { next_before: next, ..ListMeta::whole(forecasts.len(), state.now()) };
    Ok(Json(ForecastsAnswer { forecasts, meta }).into_response())
}

/// Forecasts a queue from its history and keeps what came of it.
#[utoipa::path(
    post, path = "/api/v1/forecasts", tag = "forecasts",
    request_body(content = ForecastRequest),
    responses(
        (status = 201, description = "The new forecast", body = ForecastAnswer),
        (status = 400, description = "Something cannot be read, or there is no history", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such queue", body = Failure),
    )
)]
pub async fn make_forecast(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(request): Body<ForecastRequest>,
) -> Result<Response, Refusal> {
    let id = forecasting::make(&state, &request, &caller.actor).await?;
    let forecast = view(&state, id).await?;
    note(&state, &caller, "made_forecast", &object(&forecast)).await?;
    Ok((StatusCode::CREATED, Json(ForecastAnswer { forecast })).into_response())
}

/// A forecast with its numbers and all that was put over it.
#[utoipa::path(
    get, path = "/api/v1/forecasts/{id}", tag = "forecasts",
    params(("id" = u32, Path, description = "The forecast's id")),
    responses(
        (status = 200, description = "Overrides are in its numbers", body = ForecastAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn forecast(State(state): State<AppState>, Id(id): Id) -> Result<Response, Refusal> {
    let forecast = view(&state, id).await?;
    Ok(Json(ForecastAnswer { forecast }).into_response())
}

/// The same as a table: one row a slot.
#[utoipa::path(
    get, path = "/api/v1/forecasts/{id}/table.csv", tag = "forecasts",
    params(("id" = u32, Path, description = "The forecast's id")),
    responses(
        (status = 200, description = "UTF-8 with byte order mark", body = String, content_type = "text/csv"),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn forecast_csv(State(state): State<AppState>, Id(id): Id) -> Result<Response, Refusal> {
    let forecast = view(&state, id).await?;
    let kind = HeaderValue::from_static("text/csv; charset=utf-8");
    let name = HeaderValue::from_static("attachment; filename=\"callboard-forecast.csv\"");
    let headers = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, table(&forecast)).into_response())
}

/// Puts a factor over some days of a forecast, with the reason.
#[utoipa::path(
    post, path = "/api/v1/forecasts/{id}/overrides", tag = "forecasts",
    params(("id" = u32, Path, description = "The forecast's id")),
    request_body(content = OverrideRequest),
    responses(
        (status = 201, description = "The forecast as it is now", body = ForecastAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
        (status = 409, description = "It is published", body = Failure),
    )
)]
pub async fn override_forecast(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
    Body(request): Body<OverrideRequest>,
) -> Result<Response, Refusal> {
    let run = forecasting::find(&state, id).await?;
    let (first, last) = days(&request, (run.row().origin, run.row().until.plus_days(-1)))?;
    let reason = reason(&request.reason)?;
    if !(0.0..=MOST_FACTOR).contains(&request.factor) {
        let given = request.factor.to_string();
        return Err(Refusal::parameter("factor", &given, "Write a number from 0 to 20"));
    }
    let new = NewOverride { first, last, factor: request.factor, reason, made_by: &caller.actor };
    let kept = state.store.override_forecast(id, new, state.now()).await;
    kept.map_err(|error| Refusal::fault("overriding", &error))?.ok_or_else(locked)?;
    let after = format!("{first} – {last} × {}: {reason}", request.factor);
    let action = ("overrode_forecast", &*format!("forecast {id}"));
    note_change(&state, &caller, action, (None, Some(&after))).await?;
    let forecast = view(&state, id).await?;
    Ok((StatusCode::CREATED, Json(ForecastAnswer { forecast })).into_response())
}

/// Takes an override back.
#[utoipa::path(
    delete, path = "/api/v1/forecasts/{id}/overrides/{number}", tag = "forecasts",
    params(
        ("id" = u32, Path, description = "The forecast's id"),
        ("number" = u32, Path, description = "The override's number"),
    ),
    responses(
        (status = 200, description = "The forecast as it is now", body = ForecastAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
        (status = 409, description = "It is published", body = Failure),
    )
)]
pub async fn take_back_override(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Ids(id, number): Ids,
) -> Result<Response, Refusal> {
    let run = forecasting::find(&state, id).await?;
    if run.row().published.is_some() {
        return Err(locked());
    }
    let taken = state.store.take_back_override((id, number), &caller.actor, state.now()).await;
    if !taken.map_err(|error| Refusal::fault("taking back", &error))? {
        return Err(Refusal::not_found(&format!("override {number} of forecast {id}")));
    }
    let object = format!("forecast {id}, override {number}");
    note(&state, &caller, "took_back_override", &object).await?;
    let forecast = view(&state, id).await?;
    Ok(Json(ForecastAnswer { forecast }).into_response())
}

/// Publishes a forecast: from now on it counts, and it is not changed any more.
#[utoipa::path(
    post, path = "/api/v1/forecasts/{id}/publication", tag = "forecasts",
    params(("id" = u32, Path, description = "The forecast's id")),
    responses(
        (status = 200, description = "The forecast as it is now", body = ForecastAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
        (status = 409, description = "It is published already", body = Failure),
    )
)]
pub async fn publish_forecast(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
) -> Result<Response, Refusal> {
    let run = forecasting::find(&state, id).await?;
    let days = run.published_days();
    let read = (days.as_slice(), run.overrides());
    let published = state.store.publish_forecast(id, read, &caller.actor, state.now()).await;
    if !published.map_err(|error| Refusal::fault("publishing", &error))? {
        return Err(if run.row().published.is_some() { locked() } else { changed() });
    }
    note(&state, &caller, "published_forecast", &object(&run.view(&state))).await?;
    let forecast = view(&state, id).await?;
    Ok(Json(ForecastAnswer { forecast }).into_response())
}

/// What is tried.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BacktestParams {
    pub queue: u32,
    /// Days forecast from each origin; 7 if absent.
    #[serde(default)]
    pub days: Option<u32>,
    /// Length of a slot in minutes: 15, 30 or 60; 30 if absent.
    #[serde(default)]
    pub step_minutes: Option<u32>,
    #[serde(default)]
    pub method: Option<String>,
}

/// Tries a method and the baselines on up to six past origins, a week apart.
#[utoipa::path(
    get, path = "/api/v1/forecast-trial", tag = "forecasts",
    params(BacktestParams),
    responses(
        (status = 200, description = "The method asked for comes first", body = BacktestAnswer),
        (status = 400, description = "Something cannot be read, or the history is too short", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such queue", body = Failure),
    )
)]
pub async fn backtest(
    State(state): State<AppState>,
    Query(params): Query<BacktestParams>,
) -> Result<Response, Refusal> {
    let asked = (params.step_minutes, params.days.unwrap_or(7), params.method);
    let backtest = forecasting::try_on_the_past(&state, params.queue, asked).await?;
    Ok(Json(BacktestAnswer { backtest }).into_response())
}

async fn view(state: &AppState, id: u32) -> Result<ForecastView, Refusal> {
    Ok(forecasting::find(state, id).await?.view(state))
}

fn object(forecast: &ForecastView) -> String {
    let row = &forecast.row;
    format!("forecast {}: {}, {} – {}", row.id, row.queue_name, row.origin, row.last)
}

fn locked() -> Refusal {
    Refusal::conflict(
        "published",
        "The forecast is published",
        "Make a new one, change that, and publish it",
    )
}

fn changed() -> Refusal {
    Refusal::conflict(
        "changed_meanwhile",
        "Somebody changed or published the forecast in between",
        "Look at it again, and publish it then",
    )
}

/// The days of an override, within those of the run.
fn days(request: &OverrideRequest, (origin, end): (Day, Day)) -> Result<(Day, Day), Refusal> {
    let first = query::day("from", &request.from)?;
    let last = query::day("to", &request.to)?;
    if first > last || first < origin || last > end {
        let given = format!("{first} – {last}");
        let hint = format!("Choose days from {origin} to {end}");
        return Err(Refusal::parameter("from", &given, &hint));
    }
    Ok((first, last))
}

fn reason(given: &str) -> Result<&str, Refusal> {
    let reason = given.trim();
    let length = reason.chars().count();
    if (1..=LONGEST_REASON).contains(&length) && !reason.chars().any(char::is_control) {
        return Ok(reason);
    }
    let hint = format!("Say in 1 to {LONGEST_REASON} characters why");
    Err(Refusal::parameter("reason", given, &hint))
}

fn table(forecast: &ForecastView) -> String {
    let mut text = String::from("\u{feff}queue,start,forecast,q025,q10,q50,q90,q975\r\n");
    let queue = csv::field(&forecast.row.queue_name);
    for day in &forecast.days_of {
        let slots = (0..).zip(&day.slots).skip(usize::try_from(day.passed).unwrap_or(0));
        for (slot, expected) in slots {
            let minute = slot * forecast.row.step_minutes;
            let start = format!("{} {:02}:{:02}", day.day, minute / 60, minute % 60);
            let numbers = std::iter::once(&expected.mean).chain(&expected.quantiles);
            let numbers: Vec<String> = numbers.map(|number| format!("{number:.4}")).collect();
            text.push_str(&format!("{queue},{start},{}\r\n", numbers.join(",")));
        }
    }
    text
}
