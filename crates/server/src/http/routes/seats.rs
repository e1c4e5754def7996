//! Seats: who sits where, how much they were used, which one is free.
//!
//! Room:  server/http; the counts by site are in `centre`, the plans in `floor_plan`.
//! Holds: a heat map counts only quarter hours that are over; the finder's answer is bounded.
//! Proof: `tests/it/api_seats.rs`.

use crate::engine::Stated;
use crate::http::access::Reached;
use crate::http::audit;
use crate::http::body::Body;
use crate::http::build::free_seats::{self, Wish};
use crate::http::build::painter::moment;
use crate::http::build::{seat_use, seats as build};
use crate::http::query::{self, Id, Query};
use crate::http::refusal::Refusal;
use crate::http::routes::feed_in::refusal as not_written;
use crate::http::routes::floor_plan;
use crate::http::sign_in::session::Caller;
use crate::http::state::AppState;
use crate::http::views::ListMeta;
use crate::http::views::failure::Failure;
use crate::http::views::seat::{
    FreeSeat, FreeSeatsAnswer, SeatMark, SeatMarkRequest, SeatRowsAnswer, SeatUseAnswer,
};
use axum::Extension;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::figures::WORK_STEP;
use domain::state::{Certainty, SeatState};
use domain::{Duration, Interval, SeatId, Timestamp};
use journal::Event;
use journal::registry::SETTINGS;
use serde::Deserialize;
use utoipa::IntoParams;

/// Days of one heat map at most.
const MOST_DAYS: i64 = 31;
const DAY: Duration = Duration::from_minutes(24 * 60);
/// Seats that the finder gives.
const MOST_FREE: usize = 20;
const WEEKS: i64 = 4;

/// All seats and who sits there.
#[utoipa::path(
    get, path = "/api/v1/seats/live", tag = "seats",
    responses(
        (status = 200, description = "Keyed by id", body = SeatRowsAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn seats_live(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
) -> Result<Response, Refusal> {
    let (now, sight) = (state.now(), caller.sight());
    let seats = state.engine.read(|live| build::seats(live, moment(live, now), &sight));
    Ok(Json(SeatRowsAnswer { seats }).into_response())
}

/// Marks a seat as out of order or reserved, or takes that back.
#[utoipa::path(
    put, path = "/api/v1/seats/{id}/state", tag = "seats",
    params(("id" = u32, Path, description = "The seat")),
    request_body(content = SeatMarkRequest),
    responses(
        (status = 204, description = "Journaled"),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "No such seat", body = Failure),
        (status = 409, description = "`seat_taken`: somebody sits there", body = Failure),
        (status = 503, description = "The journal cannot be written; nothing was changed", body = Failure),
    )
)]
pub async fn mark_seat(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
    Body(request): Body<SeatMarkRequest>,
) -> Result<StatusCode, Refusal> {
    let seat = SeatId(id);
    let (is_known, is_taken, before) = state.engine.read(|live| {
        let is_taken = live.seat(seat).is_some_and(|known| known.agent.is_some());
        (live.seats().contains(&seat), is_taken, live.seat_state(seat))
    });
    if !is_known {
        return Err(Refusal::not_found("such seat"));
    }
    let (wanted, word) = said(request.state);
    if is_taken && wanted == SeatState::OutOfOrder {
        let hint = "Sign the agent out of it first, or have them sign in at another seat";
        return Err(Refusal::conflict("seat_taken", "Somebody sits at this seat", hint));
    }
    if wanted == before {
        return Ok(StatusCode::NO_CONTENT);
    }
    audit::note(&state, &caller, "marked_seat", &format!("{id}: {word}")).await?;
    let event = Event::SeatStateSet { seat, state: wanted };
    let stated = Stated { key: None, occurred_at: None, certainty: Certainty::Reported, event };
    state.engine.state(SETTINGS, vec![stated]).await.map_err(not_written)?;
    Ok(StatusCode::NO_CONTENT)
}

const fn said(mark: SeatMark) -> (SeatState, &'static str) {
    match mark {
        SeatMark::Free => (SeatState::Free, "free"),
        SeatMark::Reserved => (SeatState::Reserved, "reserved"),
        SeatMark::OutOfOrder => (SeatState::OutOfOrder, "out of order"),
    }
}

/// Which seats, over which days.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SeatUseParams {
    /// Seats of this site; all if absent.
    #[serde(default)]
    pub site: Option<u32>,
    /// Seats that stand on this floor.
    #[serde(default)]
    pub floor: Option<u32>,
    /// Seats of this zone.
    #[serde(default)]
    pub zone: Option<String>,
    /// One seat alone.
    #[serde(default)]
    pub seat: Option<u32>,
    /// A local day such as `2026-11-01`.
    pub from: String,
    /// A local day, which is included; at most 31 days.
    pub to: String,
}

/// How much seats were occupied and in conversation.
#[utoipa::path(
    get, path = "/api/v1/seats/use", tag = "seats",
    params(SeatUseParams),
    responses(
        (status = 200, description = "Whole, by seat, and by hour of the week", body = SeatUseAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn seats_use(
    State(state): State<AppState>,
    Query(params): Query<SeatUseParams>,
) -> Result<Response, Refusal> {
    let (from, to) = (query::day("from", &params.from)?, query::day("to", &params.to)?);
    let zone = state.engine.read(|live| live.zone().clone());
    let (start, end) = (zone.day_interval(from).start, zone.day_interval(to).end);
    // A day may have 25 hours; half a day more leaves room for that.
    let most = Duration(DAY.micros() * MOST_DAYS + DAY.micros() / 2);
    if end <= start || end.since(start) > most {
        let hint = format!("Write a day from `from` on, at most {MOST_DAYS} days in all");
        return Err(Refusal::parameter("to", &params.to, &hint));
    }
    // Only what is over: the running quarter hour has no cell yet.
    let over = state.now().floor(WORK_STEP);
    let within = Interval { start, end: end.min(over).max(start) };
    let seats = chosen(&state, &params).await?;
    let cells = seat_use::cells(&state, &seats, within).await?;
    let used = seat_use::shares(&seats, &cells, within, &zone);
    Ok(Json(SeatUseAnswer { used }).into_response())
}

async fn chosen(state: &AppState, params: &SeatUseParams) -> Result<Vec<u32>, Refusal> {
    if let Some(seat) = params.seat {
        let is_known = state.engine.read(|live| live.seats().contains(&SeatId(seat)));
        return if is_known { Ok(vec![seat]) } else { Err(Refusal::not_found("such seat")) };
    }
    if params.site.is_none() && params.floor.is_none() && params.zone.is_none() {
        return Ok(state.engine.read(|live| live.seats().into_iter().map(|id| id.0).collect()));
    }
    let floors = floor_plan::all(state).await?;
    let mut seats = Vec::new();
    for floor in floors.iter().filter(|f| params.site.is_none_or(|site| site == f.site)) {
        if params.floor.is_some() && params.floor != floor.id {
            continue;
        }
        let placed = floor.layout.seats.iter();
        let placed = placed.filter(|p| params.zone.is_none() || p.zone == params.zone);
        seats.extend(placed.map(|placed| placed.seat));
        // A site's seats that stand nowhere are the site's all the same.
        if params.floor.is_none() && params.zone.is_none() {
            seats.extend(&floor.unplaced);
        }
    }
    seats.sort_unstable();
    seats.dedup();
    Ok(seats)
}

/// What kind of seat is looked for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FreeSeatsParams {
    #[serde(default)]
    pub site: Option<u32>,
    /// Near the people of this team.
    #[serde(default)]
    pub team: Option<u32>,
    #[serde(default)]
    pub zone: Option<String>,
    /// For so many hours from now: 1 to 12; 4 if absent.
    #[serde(default)]
    pub hours: Option<u8>,
}

/// Free seats, the best first.
#[utoipa::path(
    get, path = "/api/v1/seats/free", tag = "seats",
    params(FreeSeatsParams),
    responses(
        (status = 200, description = "At most 20, near the team first, each with its reasons", body = FreeSeatsAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn seats_free(
    State(state): State<AppState>,
    Query(params): Query<FreeSeatsParams>,
) -> Result<Response, Refusal> {
    let hours = params.hours.unwrap_or(4);
    if !(1..=12).contains(&hours) {
        return Err(Refusal::parameter("hours", &hours.to_string(), "Write hours from 1 to 12"));
    }
    let now = state.now();
    let floors = floor_plan::all(&state).await?;
    // Where a team sits is told by the seats that are found near it; no name leaves here.
    let everybody = Reached::all();
    let seats = state.engine.read(|live| build::seats(live, moment(live, now), &everybody));
    let wish = Wish { site: params.site, team: params.team, zone: params.zone };
    let mut free = free_seats::find(&floors, &seats, &wish);
    free.truncate(MOST_FREE);
    note_usual(&state, &mut free, (now, hours)).await?;
    // Of two that are as near, the one that is usually free; the sort keeps the rest as it is.
    let usual = |free: &FreeSeat| free.usual.unwrap_or(0.0);
    free.sort_by(|a, b| {
        let distance = |free: &FreeSeat| free.distance.unwrap_or(u32::MAX);
        distance(a).cmp(&distance(b)).then(usual(a).total_cmp(&usual(b)))
    });
    let meta = ListMeta::whole(free.len(), now);
    Ok(Json(FreeSeatsAnswer { free, meta }).into_response())
}

/// Notes how much each seat was occupied at this time in the last weeks.
async fn note_usual(
    state: &AppState,
    free: &mut [FreeSeat],
    (now, hours): (Timestamp, u8),
) -> Result<(), Refusal> {
    let zone = state.engine.read(|live| live.zone().clone());
    let ids: Vec<u32> = free.iter().map(|seat| seat.seat).collect();
    let mut sums = vec![0.0; free.len()];
    let mut weeks = 0_u32;
    for week in 1..=WEEKS {
        let start = now.floor(WORK_STEP).before(Duration(DAY.micros() * 7 * week));
        let end = start.plus(Duration::from_minutes(i64::from(hours) * 60));
        let within = Interval { start, end };
        let cells = seat_use::cells(state, &ids, within).await?;
        // Before the record begins nothing is known of any seat.
        if cells.is_empty() {
            continue;
        }
        weeks += 1;
        let used = seat_use::shares(&ids, &cells, within, &zone);
        for (sum, id) in sums.iter_mut().zip(&ids) {
            *sum += used.seats.get(id).and_then(|shares| shares.occupied).unwrap_or(0.0);
        }
    }
    for (seat, sum) in free.iter_mut().zip(sums) {
        seat.usual = (weeks > 0).then(|| (sum / f64::from(weeks) * 10_000.0).round() / 10_000.0);
    }
    Ok(())
}
