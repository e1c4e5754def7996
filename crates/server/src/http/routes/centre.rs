//! Teams, skills, dialled numbers and seats.
//!
//! Room:  server/http.
//! Never: shows more than names and what is counted; people are in `agents`.
//! Proof: `tests/it/api_floor.rs`.

use crate::http::build::board::{self, Board};
use crate::http::build::painter::moment;
use crate::http::build::told::Told;
use crate::http::build::{figures, floor, names};
use crate::http::refusal::Refusal;
use crate::http::state::AppState;
use crate::http::views::ListMeta;
use crate::http::views::centre::{
    DidRow, DidsAnswer, SeatsAnswer, SiteSeats, SkillRow, SkillsAnswer, TeamRow, TeamsAnswer,
};
use crate::http::views::failure::Failure;
use crate::http::views::overview::PeopleView;
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::Response;
use domain::figures::Counts;
use domain::measure::{self, TimeAccount};
use domain::{SkillId, Timestamp};
use live::Live;
use live::view::{Group, Running};
use std::collections::BTreeMap;

/// Teams and what their people do.
#[utoipa::path(
    get, path = "/api/v1/teams", tag = "floor",
    responses(
        (status = 200, description = "Sorted by name", body = TeamsAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn teams(State(state): State<AppState>) -> Result<Response, Refusal> {
    let now = state.now();
    let mut teams = state.engine.read(|live| team_rows(live, moment(live, now)));
    teams.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    let meta = ListMeta::whole(teams.len(), now);
    Ok(Json(TeamsAnswer { teams, meta }).into_response())
}

/// Skills with the figures of their queues.
#[utoipa::path(
    get, path = "/api/v1/skills", tag = "floor",
    responses(
        (status = 200, description = "Sorted by name", body = SkillsAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn skills(State(state): State<AppState>) -> Result<Response, Refusal> {
    let now = state.now();
    let mut skills = state.engine.read(|live| skill_rows(live, moment(live, now)));
    skills.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    let meta = ListMeta::whole(skills.len(), now);
    Ok(Json(SkillsAnswer { skills, meta }).into_response())
}

/// Dialled numbers with today's figures.
#[utoipa::path(
    get, path = "/api/v1/dids", tag = "floor",
    responses(
        (status = 200, description = "Sorted by name", body = DidsAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn dids(State(state): State<AppState>) -> Result<Response, Refusal> {
    let now = state.now();
    let mut dids = state.engine.read(|live| did_rows(live, moment(live, now)));
    dids.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    let meta = ListMeta::whole(dids.len(), now);
    Ok(Json(DidsAnswer { dids, meta }).into_response())
}

/// Seats occupied, free and out of order, by site.
#[utoipa::path(
    get, path = "/api/v1/seats", tag = "floor",
    responses(
        (status = 200, description = "By site", body = SeatsAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn seats(State(state): State<AppState>) -> Result<Response, Refusal> {
    let seats: Vec<SiteSeats> = state.engine.read(|live| {
        let sites = live.seats_by_site();
        let row = |(site, seats): (&Option<_>, _)| SiteSeats {
            site: site.and_then(|site| names::site(live.names(), site)),
            seats: floor::seats_view(seats),
        };
        sites.iter().map(row).collect()
    });
    let meta = ListMeta::whole(seats.len(), state.now());
    Ok(Json(SeatsAnswer { seats, meta }).into_response())
}

fn team_rows(live: &Live, now: Timestamp) -> Vec<TeamRow> {
    let mut teams: BTreeMap<_, (PeopleView, TimeAccount)> =
        live.names().teams.keys().map(|&team| (team, Default::default())).collect();
    for (id, agent) in live.agents_changed_since(0) {
        let Some(team) = agent.team else { continue };
        let (people, times) = teams.entry(team).or_default();
        board::count(people, agent, now);
        times.merge(&live.agent_today(id, now).times);
    }
    let row = |(team, (people, times))| {
        let known = live.names().teams.get(&team);
        TeamRow {
            id: team.0,
            name: names::team(live.names(), team).unwrap_or_else(|| team.to_string()),
            site: known.and_then(|k| k.site).and_then(|site| names::site(live.names(), site)),
            people,
            occupancy: figures::share(measure::occupancy(&times)),
            utilisation: figures::share(measure::utilisation(&times)),
        }
    };
    teams.into_iter().map(row).collect()
}

fn skill_rows(live: &Live, now: Timestamp) -> Vec<SkillRow> {
    let board = Board::of(live, now, board::ATTRIBUTION);
    let agents = live.skilled();
    let (mut today, mut last_15m) = (BTreeMap::new(), BTreeMap::new());
    for queue in live.queues() {
        let known = live.names().queues.get(&queue);
        let Some(skill) = known.and_then(|known| known.skill) else { continue };
        let of_day = board.today.get(&queue.0).copied().unwrap_or_default();
        today.entry(skill).or_insert_with(Told::default).merge(&of_day);
        let of_window = board.window(queue, 1);
        last_15m.entry(skill).or_insert_with(Told::default).merge(&of_window);
    }
    let mut waiting: BTreeMap<SkillId, u32> = BTreeMap::new();
    for (queue, line) in &board.floor.lines {
        if let Some(skill) = live.names().queues.get(queue).and_then(|known| known.skill) {
            *waiting.entry(skill).or_default() += line.waiting;
        }
    }
    let nothing = Told::default();
    let row = |&skill: &SkillId| SkillRow {
        id: skill.0,
        name: names::skill(live.names(), skill).unwrap_or_else(|| skill.to_string()),
        agents: agents.get(&skill).copied().unwrap_or(0),
        waiting: waiting.get(&skill).copied().unwrap_or(0),
        today: board.figures(today.get(&skill).unwrap_or(&nothing), None),
        last_15m: board.figures(last_15m.get(&skill).unwrap_or(&nothing), None),
    };
    live.names().skills.keys().map(row).collect()
}

fn did_rows(live: &Live, now: Timestamp) -> Vec<DidRow> {
    let rule = crate::http::build::house::definition(live, now).service_level;
    let today = live.running_by(Group::Did, board::ATTRIBUTION, Running::Day);
    let row = |(&id, counts): (&u32, &Counts)| DidRow {
        id,
        name: names::did(live.names(), domain::DidId(id)).unwrap_or_else(|| id.to_string()),
        today: figures::figures(counts, None, rule),
    };
    today.iter().map(row).collect()
}
