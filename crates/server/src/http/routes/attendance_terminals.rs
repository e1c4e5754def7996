//! Terminals at the doors: their list, and the door they knock at.
//!
//! Room:  server/http; `attendance::terminal` speaks with them.
//! Holds: only a terminal that is registered by its serial number (and from its address, where one is
//!        given) gets an answer of the protocol; punches are kept before their stamp is; nothing but
//!        punches is kept.
//! Proof: `tests/it/api_attendance.rs`.

use crate::attendance::{facts, round, rules};
use crate::http::audit;
use crate::http::body::Body;
use crate::http::query::Id;
use crate::http::refusal::Refusal;
use crate::http::routes::attendance::{fault, is_site, named, site_name};
use crate::http::sign_in::session::Caller;
use crate::http::state::AppState;
use crate::http::views::ListMeta;
use crate::http::views::attendance::{
    TerminalAnswer, TerminalRequest, TerminalView, TerminalsAnswer,
};
use crate::http::views::failure::Failure;
use ::attendance::terminal::{Method, Outcome, Request, Serial, Terminal, outcome, serial};
use axum::Extension;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use domain::SiteId;
use store::{NewTerminal, TerminalRow, TerminalSeen};

/// The terminals.
#[utoipa::path(
    get, path = "/api/v1/attendance/terminals", tag = "attendance",
    responses(
        (status = 200, description = "With when they were seen last", body = TerminalsAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn terminals(State(state): State<AppState>) -> Result<Response, Refusal> {
    let kept = state.store.terminals().await.map_err(fault)?;
    let terminals: Vec<TerminalView> = kept.iter().map(|row| view(&state, row)).collect();
    let meta = ListMeta::whole(terminals.len(), state.now());
    Ok(Json(TerminalsAnswer { terminals, meta }).into_response())
}

/// Registers a terminal by its serial number.
#[utoipa::path(
    post, path = "/api/v1/attendance/terminals", tag = "attendance",
    request_body(content = TerminalRequest),
    responses(
        (status = 201, description = "It may send punches from now on", body = TerminalAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 409, description = "It is registered", body = Failure),
    )
)]
pub async fn create_terminal(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(request): Body<TerminalRequest>,
) -> Result<Response, Refusal> {
    let name = named(&request.name)?;
    is_site(&state, request.site)?;
    let hint = "Write the serial number that stands on it: letters, digits, - and _";
    let serial = Serial::new(request.serial.trim())
        .ok_or_else(|| Refusal::parameter("serial", &request.serial, hint))?;
    let address = request.address.as_deref().map(str::trim).filter(|text| !text.is_empty());
    if let Some(text) = address.filter(|text| text.parse::<std::net::IpAddr>().is_err()) {
        return Err(Refusal::parameter("address", text, "Write an address as 10.0.0.4"));
    }
    let (site, says_way) = (request.site, request.says_way);
    let new = NewTerminal { serial: serial.as_str(), site, name, address, says_way };
    let made = state.store.create_terminal(new, state.now()).await.map_err(fault)?;
    if made.is_none() {
        let message = "A terminal of this serial number is registered";
        return Err(Refusal::conflict("is_registered", message, "Remove it first"));
    }
    audit::note(&state, &caller, "created_terminal", &format!("{} {name}", serial.as_str()))
        .await?;
    let row = state.store.terminal(serial.as_str()).await.map_err(fault)?;
    let row = row.ok_or_else(|| Refusal::not_found("such terminal"))?;
    let terminal = view(&state, &row);
    Ok((StatusCode::CREATED, Json(TerminalAnswer { terminal })).into_response())
}

/// Removes a terminal; its punches stay.
#[utoipa::path(
    delete, path = "/api/v1/attendance/terminals/{id}", tag = "attendance",
    params(("id" = u32, Path, description = "The terminal's id")),
    responses(
        (status = 204, description = "It gets no answer any more"),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn remove_terminal(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
) -> Result<Response, Refusal> {
    if !state.store.remove_terminal(id, state.now()).await.map_err(fault)? {
        return Err(Refusal::not_found("such terminal"));
    }
    audit::note(&state, &caller, "removed_terminal", &format!("terminal {id}")).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// A terminal says that it is there and is told what to send.
#[utoipa::path(
    get, path = "/iclock/cdata", tag = "terminals",
    params(("SN" = String, Query, description = "The terminal's serial number")),
    responses(
        (status = 200, description = "In the words of the push protocol", body = String, content_type = "text/plain"),
        (status = 403, description = "No terminal that is registered", body = Failure),
    )
)]
pub async fn terminal_hello(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    address: Uri,
) -> Result<Response, Refusal> {
    speak(&state, &caller, (Method::Get, &address), &[]).await
}

/// A terminal sends a table. Of punches number, time and way are kept; anything else is dropped unread.
#[utoipa::path(
    post, path = "/iclock/cdata", tag = "terminals",
    params(("SN" = String, Query, description = "The terminal's serial number")),
    request_body(content = String, content_type = "text/plain"),
    responses(
        (status = 200, description = "How many lines it need not send again", body = String, content_type = "text/plain"),
        (status = 403, description = "No terminal that is registered", body = Failure),
    )
)]
pub async fn terminal_data(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    address: Uri,
    body: Bytes,
) -> Result<Response, Refusal> {
    speak(&state, &caller, (Method::Post, &address), &body).await
}

/// A terminal asks what to do.
#[utoipa::path(
    get, path = "/iclock/getrequest", tag = "terminals",
    params(("SN" = String, Query, description = "The terminal's serial number")),
    responses(
        (status = 200, description = "In the words of the push protocol", body = String, content_type = "text/plain"),
        (status = 403, description = "No terminal that is registered", body = Failure),
    )
)]
pub async fn terminal_asks(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    address: Uri,
) -> Result<Response, Refusal> {
    speak(&state, &caller, (Method::Get, &address), &[]).await
}

/// A terminal says what it did.
#[utoipa::path(
    post, path = "/iclock/devicecmd", tag = "terminals",
    params(("SN" = String, Query, description = "The terminal's serial number")),
    request_body(content = String, content_type = "text/plain"),
    responses(
        (status = 200, description = "In the words of the push protocol", body = String, content_type = "text/plain"),
        (status = 403, description = "No terminal that is registered", body = Failure),
    )
)]
pub async fn terminal_did(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    address: Uri,
    body: Bytes,
) -> Result<Response, Refusal> {
    speak(&state, &caller, (Method::Post, &address), &body).await
}

/// A terminal asks whether the server is there.
#[utoipa::path(
    get, path = "/iclock/ping", tag = "terminals",
    params(("SN" = String, Query, description = "The terminal's serial number")),
    responses(
        (status = 200, description = "In the words of the push protocol", body = String, content_type = "text/plain"),
        (status = 403, description = "No terminal that is registered", body = Failure),
    )
)]
pub async fn terminal_ping(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    address: Uri,
) -> Result<Response, Refusal> {
    speak(&state, &caller, (Method::Get, &address), &[]).await
}

/// Finds the terminal, lets the room answer, keeps what came, and only then says so.
async fn speak(
    state: &AppState,
    caller: &Caller,
    (method, address): (Method, &Uri),
    body: &[u8],
) -> Result<Response, Refusal> {
    let query = address.query().unwrap_or_default();
    let row = match serial(query) {
        Some(serial) => state.store.terminal(serial.as_str()).await.map_err(fault)?,
        None => None,
    };
    let row = row.filter(|row| row.address.as_ref().is_none_or(|only| *only == caller.origin));
    let Some(row) = row else { return Err(unknown()) };
    let known = known(state, &row).ok_or_else(unknown)?;
    let now = state.now();
    let request = Request { method, path: address.path(), query, body };
    let outcome = outcome(&request, &known, now);
    let rows: Vec<_> = outcome.punches.iter().map(facts::punch_row).collect();
    state.store.keep_punches(&rows, now).await.map_err(fault)?;
    state.store.terminal_seen(row.terminal, &seen(&outcome), now).await.map_err(fault)?;
    let instants = outcome.punches.iter().map(|punch| punch.at);
    if let Some(days) = facts::days_of(&known.zone, instants) {
        round::late(&state.engine, days, now).await.map_err(fault)?;
    }
    let status = StatusCode::from_u16(outcome.answer.status).unwrap_or(StatusCode::BAD_REQUEST);
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    Ok((status, [kind], outcome.answer.text).into_response())
}

fn known(state: &AppState, row: &TerminalRow) -> Option<Terminal> {
    let site = SiteId(row.site);
    Some(Terminal {
        serial: Serial::new(&row.serial)?,
        site,
        zone: state.engine.read(|live| rules::zone(live, site)),
        says_way: row.says_way,
        stamp: row.stamp,
        orders: Vec::new(),
    })
}

fn seen(outcome: &Outcome) -> TerminalSeen {
    TerminalSeen {
        stamp: outcome.stamp,
        firmware: outcome.firmware.clone(),
        bad_lines: u32::try_from(outcome.bad_lines.len()).unwrap_or(u32::MAX),
        dropped: outcome.dropped,
    }
}

fn unknown() -> Refusal {
    let message = "No terminal of this serial number is registered for this address";
    let hint = "Register it under Attendance, or mend its address there";
    Refusal {
        code: "unknown_terminal",
        message: message.into(),
        hint: hint.into(),
        ..Refusal::forbidden()
    }
}

fn view(state: &AppState, row: &TerminalRow) -> TerminalView {
    TerminalView {
        id: row.terminal,
        serial: row.serial.clone(),
        site: row.site,
        site_name: site_name(state, row.site),
        name: row.name.clone(),
        address: row.address.clone(),
        says_way: row.says_way,
        firmware: row.firmware.clone(),
        seen_at: row.seen_at.map(Into::into),
        bad_lines: row.bad_lines,
        dropped: row.dropped,
    }
}
