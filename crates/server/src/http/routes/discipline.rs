//! Checks and what they found; what machines suspect; appeals and decisions; pictures.
//!
//! Room:  server/http; what may become of a finding is `discipline::finding`'s.
//! Holds: a check is made by whoever may at its level, where they may; a list shows oneself and whom one
//!        may see, by the team of the finding's day; nobody decides about themselves; a step names the
//!        revision it was made on; each step and each look at a picture is audited.
//! Never: tells the person who found it; keeps a picture's place.
//! Proof: `tests/it/api_discipline.rs`.

use crate::attendance::roll::{self, Roll};
use crate::discipline::catalogue::Catalogue;
use crate::discipline::finding::{Finding, FindingDecision, FindingStatus, Refused, Said, Terms};
use crate::discipline::month::SupervisionLevel;
use crate::discipline::picture;
use crate::http::access::{Action, Reached, reached};
use crate::http::audit;
use crate::http::body::Body;
use crate::http::build::names;
use crate::http::looks::{self, Look};
use crate::http::query::{self, Id, Query};
use crate::http::refusal::Refusal;
use crate::http::routes::attendance::{is_site, own};
use crate::http::sign_in::session::Caller;
use crate::http::state::AppState;
use crate::http::views::ListMeta;
use crate::http::views::discipline::{
    AppealRequest, CheckAnswer, CheckKept, CheckRequest, CommendationRequest, FindingAnswer,
    FindingDecisionRequest, FindingView, FindingsAnswer, NewFinding, SaidView, SuspectedAnswer,
    SuspectedBehaviour, SuspectedRequest,
};
use crate::http::views::failure::Failure;
use ::attendance::punch::PersonNumber;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use domain::calendar::Day;
use domain::{Duration, SiteId, TeamId, Timestamp};
use live::Live;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use store::{CheckRow, CommendationRow, FindingRow, Photo, StoreError};
use utoipa::IntoParams;

/// Days of a list at most.
const LONGEST: i64 = 62;
/// Longest text of an appeal or reason.
const TEXT: usize = 1_000;
/// Findings of one check, reports in one request.
const MOST: usize = 100;

type Where = (Option<TeamId>, Option<SiteId>);

/// Keeps a check with what it found. The same sent again is kept once.
#[utoipa::path(
    post, path = "/api/v1/discipline/checks", tag = "discipline",
    request_body(content = CheckRequest),
    responses(
        (status = 200, description = "What was kept, now or before", body = CheckAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not at this level, or not there", body = Failure),
    )
)]
pub async fn create_check(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(request): Body<CheckRequest>,
) -> Result<Response, Refusal> {
    if let Some(row) = state.store.check_requested(&request.request).await.map_err(fault)? {
        if row.checked_by != caller.actor {
            return Err(Refusal::forbidden());
        }
        return kept(&state, row, true).await;
    }
    let reach = reached(&caller.subject, acting(request.level));
    check_fields(&state, &reach, &request)?;
    let now = state.now();
    let day = state.engine.read(|live| roll::day_at(live, now));
    let catalogue = Catalogue::load(&state.store).await.map_err(fault)?;
    let numbers: BTreeSet<PersonNumber> =
        request.findings.iter().filter_map(|new| new.number.clone()).map(PersonNumber).collect();
    let roll = Roll::of(&state.store, &numbers).await.map_err(fault)?;
    let own = own(&state, &caller).await.ok().map(|row| row.number);
    let place = (request.team.map(TeamId), Some(SiteId(request.site)));
    let mut findings = Vec::with_capacity(request.findings.len());
    for (index, new) in request.findings.iter().enumerate() {
        if new.number.is_some() && new.number == own {
            let hint = "Nobody checks themselves: leave yourself out";
            return Err(Refusal::parameter("number", "", hint));
        }
        let whom =
            state.engine.read(|live| placed(live, &roll, new.number.as_deref(), (day, place)));
        let whom = whom.filter(|place| reach.has_employee(*place, &[]));
        let (team, site) = whom.ok_or_else(|| unknown(new))?;
        let mut finding = seen(&catalogue, new, (&caller.actor, now, day))?;
        finding.seat = short("seat", new.seat.as_deref().unwrap_or_default())?;
        finding.note = noted(&new.note)?;
        findings.push(FindingRow {
            finding: 0,
            revision: 0,
            request: format!("{}/{index}", request.request),
            day: day.to_string(),
            person: new.number.clone(),
            team: team.map(|team| team.0),
            site: site.map(|site| site.0),
            check: None,
            content: written(&finding),
        });
    }
    let row = check_row(&request, (&caller.actor, now, day));
    let is_new = state.store.keep_check(&row, &findings).await.map_err(fault)?;
    let row = state.store.check_requested(&request.request).await.map_err(fault)?;
    let row = row.ok_or_else(|| Refusal::not_found("such check"))?;
    if is_new {
        let object = format!("check {} {}", row.check, row.level);
        let after = format!("{} looked at, {} found", row.looked_at, findings.len());
        audit::note_change(&state, &caller, ("kept_check", &object), (None, Some(&after))).await?;
    }
    kept(&state, row, !is_new).await
}

/// What a level of supervision asks for.
const fn acting(level: SupervisionLevel) -> Action {
    match level {
        SupervisionLevel::Team => Action::CheckTeam,
        SupervisionLevel::Patrol => Action::CheckPatrol,
        SupervisionLevel::Unannounced => Action::CheckUnannounced,
    }
}

fn check_fields(state: &AppState, reach: &Reached, request: &CheckRequest) -> Result<(), Refusal> {
    let is_key = (16..=64).contains(&request.request.len())
        && request.request.bytes().all(|b| b.is_ascii_alphanumeric());
    if !is_key {
        let hint = "Write 16 to 64 letters and digits, new for each check";
        return Err(Refusal::parameter("request", &request.request, hint));
    }
    is_site(state, request.site)?;
    let place = (request.team.map(TeamId), Some(SiteId(request.site)));
    if !reach.has_employee(place, &[]) {
        return Err(Refusal::forbidden());
    }
    let team_site = state.engine.read(|live| {
        let team = request.team.map(TeamId)?;
        Some(live.names().teams.get(&team).map(|known| known.site))
    });
    let is_there = match team_site {
        None => request.level != SupervisionLevel::Team,
        Some(None) => false,
        Some(Some(site)) => site.is_none_or(|site| site.0 == request.site),
    };
    if !is_there {
        let team = request.team.map(|team| team.to_string()).unwrap_or_default();
        return Err(Refusal::parameter("team", &team, "Name a team of this site"));
    }
    if !(1..=2_000).contains(&request.looked_at) {
        let hint = "Count whom you looked at: 1 to 2 000";
        return Err(Refusal::parameter("looked_at", &request.looked_at.to_string(), hint));
    }
    if request.findings.len() > MOST {
        return Err(Refusal::invalid("Too much at once", "Send 100 findings at most"));
    }
    short("area", &request.area).map(drop)
}

/// Team and site of a person that day; of nobody known, where the check was.
fn placed(
    live: &Live,
    roll: &Roll,
    number: Option<&str>,
    (day, place): (Day, Where),
) -> Option<Where> {
    let Some(number) = number else { return Some(place) };
    let member = roll.member(&PersonNumber(number.to_owned()))?;
    Some(member.place(live, day))
}

fn unknown(new: &NewFinding) -> Refusal {
    let hint = "Name somebody of the house whom you may check, or leave it out";
    Refusal::parameter("number", new.number.as_deref().unwrap_or_default(), hint)
}

fn seen(
    catalogue: &Catalogue,
    new: &NewFinding,
    (actor, now, day): (&str, Timestamp, Day),
) -> Result<Finding, Refusal> {
    let rule = catalogue.rule(&new.rule, &day.to_string());
    let hint = "Name the code of a rule that is in use";
    let rule = rule.ok_or_else(|| Refusal::parameter("rule", &new.rule, hint))?;
    Ok(Finding::seen(rule, actor.to_owned(), now))
}

fn check_row(request: &CheckRequest, (actor, now, day): (&str, Timestamp, Day)) -> CheckRow {
    CheckRow {
        check: 0,
        request: request.request.clone(),
        day: day.to_string(),
        level: request.level.word().to_owned(),
        site: request.site,
        team: request.team,
        area: request.area.trim().to_owned(),
        looked_at: request.looked_at,
        checked_at: now,
        checked_by: actor.to_owned(),
    }
}

async fn kept(state: &AppState, row: CheckRow, was_known: bool) -> Result<Response, Refusal> {
    let rows = state.store.conduct_findings(&row.day, &row.day).await.map_err(fault)?;
    let of_check = rows.iter().filter(|one| one.check == Some(row.check));
    let findings = of_check.map(|one| one.finding).collect();
    Ok(Json(CheckAnswer { check: CheckKept { id: row.check, findings, was_known } })
        .into_response())
}

/// Takes what machines suspect, all or none. It counts only after a person confirmed it.
#[utoipa::path(
    post, path = "/api/v1/discipline/suspected", tag = "discipline",
    request_body(content = SuspectedRequest),
    responses(
        (status = 200, description = "How many were new; the same is kept once", body = SuspectedAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn report_suspected(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(request): Body<SuspectedRequest>,
) -> Result<Response, Refusal> {
    if request.suspected.len() > MOST {
        return Err(Refusal::invalid("Too much at once", "Send 100 at most"));
    }
    let catalogue = Catalogue::load(&state.store).await.map_err(fault)?;
    let numbers: BTreeSet<PersonNumber> =
        request.suspected.iter().filter_map(|one| one.number.clone()).map(PersonNumber).collect();
    let roll = Roll::of(&state.store, &numbers).await.map_err(fault)?;
    let mut rows = Vec::with_capacity(request.suspected.len());
    for one in &request.suspected {
        rows.push(suspected(&state, &catalogue, &roll, (&caller.actor, one))?);
    }
    let new = state.store.keep_findings(&rows).await.map_err(fault)?;
    let after = format!("{new} new of {}", rows.len());
    let action = ("reported_behaviour", caller.actor.as_str());
    audit::note_change(&state, &caller, action, (None, Some(&after))).await?;
    let known = (rows.len() as u64).saturating_sub(new);
    Ok(Json(SuspectedAnswer { new, known }).into_response())
}

fn suspected(
    state: &AppState,
    catalogue: &Catalogue,
    roll: &Roll,
    (actor, one): (&str, &SuspectedBehaviour),
) -> Result<FindingRow, Refusal> {
    let seen_at = query::instant("seen_at", &one.seen_at)?;
    let now = state.now();
    if seen_at > now.plus(Duration::from_minutes(2)) {
        return Err(Refusal::parameter("seen_at", &one.seen_at, "It has not happened yet"));
    }
    if one.request.is_empty() || one.request.len() > 100 {
        return Err(Refusal::parameter("request", &one.request, "Write 1 to 100 signs"));
    }
    let day = state.engine.read(|live| roll::day_at(live, seen_at));
    let place = (None, one.site.map(SiteId));
    let whom = state.engine.read(|live| placed(live, roll, one.number.as_deref(), (day, place)));
    // A number that nobody has is no reason to lose the report: a person looks at it anyway.
    let (team, site) = whom.unwrap_or(place);
    let is_known = whom.is_some();
    let rule = catalogue.rule(&one.rule, &day.to_string());
    let hint = "Name the code of a rule that is in use";
    let rule = rule.ok_or_else(|| Refusal::parameter("rule", &one.rule, hint))?;
    let mut finding = Finding::suspected(rule, actor.to_owned(), seen_at);
    finding.seat = short("seat", one.seat.as_deref().unwrap_or_default())?;
    finding.note = noted(&one.note)?;
    Ok(FindingRow {
        finding: 0,
        revision: 0,
        request: format!("{actor}/{}", one.request),
        day: day.to_string(),
        person: one.number.clone().filter(|_| is_known),
        team: team.map(|team| team.0),
        site: site.map(|site| site.0),
        check: None,
        content: written(&finding),
    })
}

/// Which findings.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FindingParams {
    /// First local day; thirty days ago if absent.
    #[serde(default)]
    pub from: Option<String>,
    /// Last local day; today if absent.
    #[serde(default)]
    pub until: Option<String>,
}

/// What was found, newest day first: about oneself and about whom one may see.
#[utoipa::path(
    get, path = "/api/v1/discipline/findings", tag = "discipline",
    params(FindingParams),
    responses(
        (status = 200, description = "About oneself only what counts or did", body = FindingsAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn conduct_findings(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Query(params): Query<FindingParams>,
) -> Result<Response, Refusal> {
    let now = state.now();
    let today = state.engine.read(|live| roll::day_at(live, now));
    let day = |name: &str, given: Option<&str>, otherwise: Day| {
        given.map_or(Ok(otherwise), |text| query::day(name, text))
    };
    let last = day("until", params.until.as_deref(), today)?;
    let first = day("from", params.from.as_deref(), last.plus_days(-30))?;
    if !(0..LONGEST).contains(&last.days_since(first)) {
        let hint = "Ask for 62 days at most, the last not before the first";
        return Err(Refusal::invalid("The time is too long", hint));
    }
    let eyes = Eyes::of(&state, &caller, (first, last)).await?;
    let rows = state.store.conduct_findings(&first.to_string(), &last.to_string()).await;
    let rows = rows.map_err(fault)?;
    let roll = roll_of(&state, &rows).await?;
    let mut findings: Vec<FindingView> = state
        .engine
        .read(|live| rows.iter().filter_map(|row| eyes.view(live, &roll, row)).collect());
    findings.reverse();
    let others = findings.iter().filter(|finding| !finding.is_own);
    let people: BTreeSet<String> = others.filter_map(|finding| finding.number.clone()).collect();
    if !people.is_empty() {
        let days = [("from", Some(first.to_string())), ("until", Some(last.to_string()))];
        let (filter, rows) = (looks::filter(&days), findings.len());
        let look = Look { action: "listed_findings", filter, rows, people };
        looks::note(&state, &caller, look).await?;
    }
    let meta = ListMeta::whole(findings.len(), now);
    Ok(Json(FindingsAnswer { findings, meta }).into_response())
}

/// Says why it should not count, about oneself, once.
#[utoipa::path(
    post, path = "/api/v1/discipline/findings/{id}/appeal", tag = "discipline",
    params(("id" = u32, Path, description = "The finding's id")),
    request_body(content = AppealRequest),
    responses(
        (status = 200, description = "As it is now", body = FindingAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed, or about somebody else", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
        (status = 409, description = "It changed meanwhile, or the time is over", body = Failure),
    )
)]
pub async fn appeal_finding(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
    Body(request): Body<AppealRequest>,
) -> Result<Response, Refusal> {
    let person = own(&state, &caller).await?.number;
    let text = told("text", &request.text)?;
    let (row, mut finding) = find(&state, id, Some(request.revision)).await?;
    if row.person.as_ref() != Some(&person) {
        return Err(Refusal::forbidden());
    }
    let terms = terms(&state, &row).await?;
    let (before, said) = (finding.status(state.now(), terms), said(&state, &caller, text));
    finding.appeal(said, terms).map_err(refused)?;
    keep(&state, &caller, (row, before, &finding), ("appealed_finding", text)).await?;
    answer(&state, &caller, id).await
}

/// Confirms or dismisses what is suspected; refuses or grants an appeal.
#[utoipa::path(
    post, path = "/api/v1/discipline/findings/{id}/decision", tag = "discipline",
    params(("id" = u32, Path, description = "The finding's id")),
    request_body(content = FindingDecisionRequest),
    responses(
        (status = 200, description = "As it is now", body = FindingAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed, about oneself, or on one's own finding", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
        (status = 409, description = "It changed meanwhile, or there is nothing to decide", body = Failure),
    )
)]
pub async fn decide_finding(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
    Body(request): Body<FindingDecisionRequest>,
) -> Result<Response, Refusal> {
    let reason = told("reason", &request.reason)?;
    let (mut row, mut finding) = find(&state, id, Some(request.revision)).await?;
    let judges = reached(&caller.subject, Action::JudgeDiscipline);
    if !judges.has_employee(place_of(&row), &[]) {
        return Err(Refusal::forbidden());
    }
    if request.decision == FindingDecision::Confirm && row.person.is_none() {
        name_person(&state, &judges, &mut row, request.number.as_deref()).await?;
    }
    let own = own(&state, &caller).await.ok().map(|row| row.number);
    if own.is_some() && own == row.person {
        return Err(Refusal::forbidden());
    }
    let terms = terms(&state, &row).await?;
    let (before, said) = (finding.status(state.now(), terms), said(&state, &caller, reason));
    finding.decide(request.decision, said, terms, row.person.is_some()).map_err(refused)?;
    keep(&state, &caller, (row, before, &finding), ("decided_finding", reason)).await?;
    answer(&state, &caller, id).await
}

/// Says who it was, of whom the caller may decide about.
async fn name_person(
    state: &AppState,
    judges: &Reached,
    row: &mut FindingRow,
    number: Option<&str>,
) -> Result<(), Refusal> {
    let Some(number) = number else { return Ok(()) };
    let day = query::day("day", &row.day)?;
    let whom = PersonNumber(number.to_owned());
    let roll = Roll::of(&state.store, [&whom]).await.map_err(fault)?;
    let place = state.engine.read(|live| Some(roll.member(&whom)?.place(live, day)));
    let place = place.filter(|place| judges.has_employee(*place, &[]));
    let hint = "Name somebody of the house whom you may decide about";
    let (team, site) = place.ok_or_else(|| Refusal::parameter("number", number, hint))?;
    row.person = Some(number.to_owned());
    row.team = team.map(|team| team.0);
    row.site = site.map(|site| site.0).or(row.site);
    Ok(())
}

/// Keeps the picture of a finding: by whoever found it, once, cleaned of what a camera writes beside it.
#[utoipa::path(
    put, path = "/api/v1/discipline/findings/{id}/photo", tag = "discipline",
    params(("id" = u32, Path, description = "The finding's id")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 204, description = "It is kept"),
        (status = 400, description = "It is no JPEG, PNG or WebP of at most 2 MiB", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Found by somebody else", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
        (status = 409, description = "It has one", body = Failure),
    )
)]
pub async fn put_finding_photo(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
    body: Bytes,
) -> Result<Response, Refusal> {
    let (row, finding) = find(&state, id, None).await?;
    if row.check.is_none() || finding.found_by != caller.actor {
        return Err(Refusal::forbidden());
    }
    let hint = "Send a JPEG, PNG or WebP of at most 2 MiB";
    let clean = picture::cleaned(&body);
    let (kind, picture) = clean.ok_or_else(|| Refusal::invalid("This is no picture", hint))?;
    let photo = Photo { media_type: kind.to_owned(), picture };
    if !state.store.keep_photo(id, &photo, state.now()).await.map_err(fault)? {
        let hint = "The first picture stays";
        return Err(Refusal::conflict("has_photo", "The finding has a picture", hint));
    }
    audit::note(&state, &caller, "kept_finding_photo", &format!("finding {id}")).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The picture of a finding that the caller may see. Looking is audited.
#[utoipa::path(
    get, path = "/api/v1/discipline/findings/{id}/photo", tag = "discipline",
    params(("id" = u32, Path, description = "The finding's id")),
    responses(
        (status = 200, description = "JPEG, PNG or WebP", body = Vec<u8>, content_type = "image/jpeg"),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn finding_photo(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
) -> Result<Response, Refusal> {
    view_of(&state, &caller, id).await?;
    let photo = state.store.photo(id).await.map_err(fault)?;
    let photo = photo.ok_or_else(|| Refusal::not_found("picture"))?;
    audit::note(&state, &caller, "saw_finding_photo", &format!("finding {id}")).await?;
    let kind = match photo.media_type.as_str() {
        "image/png" => "image/png",
        "image/webp" => "image/webp",
        _ => "image/jpeg",
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, photo.picture).into_response())
}

/// Says what somebody did well, with the reason.
#[utoipa::path(
    post, path = "/api/v1/discipline/commendations", tag = "discipline",
    request_body(content = CommendationRequest),
    responses(
        (status = 204, description = "It is kept"),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed, or oneself", body = Failure),
    )
)]
pub async fn commend(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(request): Body<CommendationRequest>,
) -> Result<Response, Refusal> {
    let reason = told("reason", &request.reason)?;
    if !(1..=20).contains(&request.points) {
        return Err(Refusal::parameter("points", &request.points.to_string(), "Write 1 to 20"));
    }
    let own = own(&state, &caller).await.ok().map(|row| row.number);
    if own.as_deref() == Some(request.number.as_str()) {
        return Err(Refusal::forbidden());
    }
    let judges = reached(&caller.subject, Action::JudgeDiscipline);
    let now = state.now();
    let day = state.engine.read(|live| roll::day_at(live, now)).to_string();
    let mut whom = FindingRow {
        finding: 0,
        revision: 0,
        request: String::new(),
        day: day.clone(),
        person: None,
        team: None,
        site: None,
        check: None,
        content: String::new(),
    };
    name_person(&state, &judges, &mut whom, Some(&request.number)).await?;
    let row = CommendationRow {
        commendation: 0,
        day,
        person: request.number.clone(),
        team: whom.team,
        site: whom.site,
        points: request.points,
        reason: reason.to_owned(),
        given_at: now,
        given_by: caller.actor.clone(),
    };
    state.store.commend(&row).await.map_err(fault)?;
    let after = format!("{} points", request.points);
    let change = [(request.number.clone(), None, Some(after))];
    audit::note_all(&state, &caller, ("commended", reason), &change).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// What somebody may see and do in the list.
struct Eyes {
    sees: Reached,
    judges: Reached,
    own: Option<String>,
    actor: String,
    catalogue: Catalogue,
    levels: BTreeMap<u32, SupervisionLevel>,
    photographed: BTreeSet<u32>,
    now: Timestamp,
}

impl Eyes {
    async fn of(
        state: &AppState,
        caller: &Caller,
        (first, last): (Day, Day),
    ) -> Result<Self, Refusal> {
        let (first, last) = (first.to_string(), last.to_string());
        let checks = state.store.checks(&first, &last).await.map_err(fault)?;
        let level = |check: &CheckRow| Some((check.check, SupervisionLevel::parse(&check.level)?));
        let photographed = state.store.photographed(&first, &last).await.map_err(fault)?;
        Ok(Self {
            sees: reached(&caller.subject, Action::SeeDiscipline),
            judges: reached(&caller.subject, Action::JudgeDiscipline),
            own: own(state, caller).await.ok().map(|row| row.number),
            actor: caller.actor.clone(),
            catalogue: Catalogue::load(&state.store).await.map_err(fault)?,
            levels: checks.iter().filter_map(level).collect(),
            photographed: photographed.into_iter().collect(),
            now: state.now(),
        })
    }

    /// The finding, if it may be seen. The person sees what counts or did, not what is only suspected.
    fn view(&self, live: &Live, roll: &Roll, row: &FindingRow) -> Option<FindingView> {
        let finding = read(row)?;
        let terms = self.catalogue.limits(&row.day).terms();
        let status = finding.status(self.now, terms);
        let is_own = self.own.is_some() && self.own == row.person;
        let place = place_of(row);
        let is_reached = self.sees.has_employee(place, &[]) && !is_own;
        let was_counted = status.counts() || status == FindingStatus::Overturned;
        if !(is_reached || is_own && was_counted) {
            return None;
        }
        let said = |said: &Said| SaidView {
            by: is_reached.then(|| said.by.clone()),
            at: said.at.into(),
            text: said.text.clone(),
        };
        let member = row.person.clone().and_then(|number| roll.member(&PersonNumber(number)));
        let may_decide = self.judges.has_employee(place, &[]) && !is_own;
        let is_suspected = status == FindingStatus::Suspected;
        Some(FindingView {
            id: row.finding,
            revision: row.revision,
            day: row.day.clone(),
            number: row.person.clone(),
            person: member.map(|member| member.person.0),
            name: member.map(|member| member.name.clone()),
            team_name: place.0.and_then(|team| names::team(live.names(), team)),
            site_name: place.1.and_then(|site| names::site(live.names(), site)),
            seat: finding.seat.clone(),
            rule: finding.rule.clone(),
            note: finding.note.clone(),
            status,
            level: row.check.and_then(|check| self.levels.get(&check).copied()),
            seen_at: finding.seen_at.into(),
            found_by: is_reached.then(|| finding.found_by.clone()),
            confirmation: finding.confirmed.as_ref().map(said),
            appeal: finding.appeal.as_ref().map(said),
            decision: finding.decision.as_ref().map(said),
            has_photo: self.photographed.contains(&row.finding),
            is_own,
            may_appeal: is_own && finding.may_appeal(self.now, terms),
            appeal_until: finding.appeal_until(terms).into(),
            lapses_at: is_suspected.then(|| finding.lapses_at(terms).into()),
            may_confirm: may_decide && is_suspected,
            may_judge: may_decide
                && status == FindingStatus::Appealed
                && finding.may_be_judged_by(&self.actor),
        })
    }
}

/// Where it belongs: by the person's team that day, or where it was seen.
pub(super) fn place_of(row: &FindingRow) -> Where {
    (row.team.map(TeamId), row.site.map(SiteId))
}

/// As it is kept; nothing where a later version wrote what this one does not know.
pub(super) fn read(row: &FindingRow) -> Option<Finding> {
    serde_json::from_str(&row.content).ok()
}

fn written(finding: &Finding) -> String {
    serde_json::to_string(finding).expect("plain data is written")
}

async fn roll_of(state: &AppState, rows: &[FindingRow]) -> Result<Roll, Refusal> {
    let numbers: BTreeSet<PersonNumber> =
        rows.iter().filter_map(|row| row.person.clone()).map(PersonNumber).collect();
    Roll::of(&state.store, &numbers).await.map_err(fault)
}

async fn find(
    state: &AppState,
    id: u32,
    revision: Option<u32>,
) -> Result<(FindingRow, Finding), Refusal> {
    let row = state.store.finding(id).await.map_err(fault)?;
    let row = row.ok_or_else(|| Refusal::not_found("such finding"))?;
    if revision.is_some_and(|revision| row.revision != revision) {
        return Err(changed());
    }
    let finding = read(&row).ok_or_else(|| Refusal::not_found("such finding"))?;
    Ok((row, finding))
}

async fn terms(state: &AppState, row: &FindingRow) -> Result<Terms, Refusal> {
    Ok(Catalogue::load(&state.store).await.map_err(fault)?.limits(&row.day).terms())
}

fn said(state: &AppState, caller: &Caller, text: &str) -> Said {
    Said { by: caller.actor.clone(), at: state.now(), text: text.to_owned() }
}

async fn keep(
    state: &AppState,
    caller: &Caller,
    (mut row, before, finding): (FindingRow, FindingStatus, &Finding),
    action: (&str, &str),
) -> Result<(), Refusal> {
    row.content = written(finding);
    if !state.store.change_finding(&row).await.map_err(fault)? {
        return Err(changed());
    }
    let after = Catalogue::load(&state.store).await.map_err(fault)?.limits(&row.day).terms();
    let after = finding.status(state.now(), after);
    let person = row.person.as_deref().unwrap_or("-");
    let object = format!("finding {} {} {person}", row.finding, finding.rule.code);
    let change = [(object, Some(format!("{before:?}")), Some(format!("{after:?}")))];
    audit::note_all(state, caller, action, &change).await
}

async fn view_of(state: &AppState, caller: &Caller, id: u32) -> Result<FindingView, Refusal> {
    let (row, _) = find(state, id, None).await?;
    let day = query::day("day", &row.day)?;
    let eyes = Eyes::of(state, caller, (day, day)).await?;
    let rows = [row];
    let roll = roll_of(state, &rows).await?;
    let [row] = &rows;
    let view = state.engine.read(|live| eyes.view(live, &roll, row));
    view.ok_or_else(|| Refusal::not_found("such finding"))
}

async fn answer(state: &AppState, caller: &Caller, id: u32) -> Result<Response, Refusal> {
    let finding = view_of(state, caller, id).await?;
    Ok(Json(FindingAnswer { finding }).into_response())
}

fn changed() -> Refusal {
    let hint = "Look at it again: somebody else changed it";
    Refusal::conflict("changed_meanwhile", "The finding changed meanwhile", hint)
}

fn refused(why: Refused) -> Refusal {
    let (code, hint) = match why {
        Refused::OwnFinding => {
            return Refusal { message: why.to_string(), ..Refusal::forbidden() };
        }
        Refused::NoPerson => return Refusal::parameter("number", "", "Name who it was"),
        Refused::NotSuspected => ("not_suspected", "It lapsed or was decided"),
        Refused::NothingToAppeal => ("nothing_to_appeal", "There is one appeal for each finding"),
        Refused::TooLate => ("appeal_over", "Speak with your leader"),
        Refused::NotAppealed => ("not_appealed", "There is nothing to decide"),
    };
    Refusal::conflict(code, &why.to_string(), hint)
}

/// A text that must be there.
pub(super) fn told<'a>(name: &str, text: &'a str) -> Result<&'a str, Refusal> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > TEXT {
        return Err(Refusal::parameter(name, text, "Write 1 to 1 000 signs"));
    }
    Ok(text)
}

fn noted(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.chars().count() > TEXT {
        return Err(Refusal::parameter("note", text, "Write 1 000 signs at most"));
    }
    Ok(text.to_owned())
}

/// The name of a seat or an area; nothing where it is empty.
fn short(name: &str, text: &str) -> Result<Option<String>, Refusal> {
    let text = text.trim();
    if text.chars().count() > 60 || text.chars().any(char::is_control) {
        return Err(Refusal::parameter(name, text, "Write 60 signs at most"));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of map_err")]
pub(super) fn fault(error: StoreError) -> Refusal {
    Refusal::fault("keeping discipline", &error)
}
