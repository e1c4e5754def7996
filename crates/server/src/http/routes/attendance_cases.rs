//! What does not fit, as a leader and the person see it: the list, the explanation, the decision, the sheet.
//!
//! Room:  server/http; rules are `attendance::casebook`'s.
//! Holds: a list shows whom the caller may see, by the team of the case's day; only the person explains, only who may decides, nobody
//!        about themselves; a step names the revision it was made on; each is audited with before and after.
//! Proof: `tests/it/api_attendance.rs`.

use crate::attendance::roll::{self, Roll};
use crate::attendance::rules::Rulebook;
use crate::attendance::{facts, round};
use crate::http::access::{Action, Reached, reached};
use crate::http::body::Body;
use crate::http::build::history_words::language;
use crate::http::build::{attendance_sheet, names};
use crate::http::query::{self, Id, Query};
use crate::http::refusal::Refusal;
use crate::http::routes::attendance::{fault, own};
use crate::http::sign_in::session::Caller;
use crate::http::state::AppState;
use crate::http::views::attendance::{
    CaseAnswer, CaseDecision, CaseEvidence, CaseKind, CaseSpan, CaseStatus, CaseView, CasesAnswer,
    DecideRequest, ExplainRequest,
};
use crate::http::views::failure::Failure;
use crate::http::views::{ListMeta, Moment};
use ::attendance::anomaly::{Identity, Kind};
use ::attendance::casebook::{Case, Casebook, Decision, Explanation, Refused, Status};
use ::attendance::compare::Facts;
use ::attendance::punch::PersonNumber;
use ::attendance::sheet::{ClassBy, Member, Scope, sheet};
use axum::Extension;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::calendar::Day;
use domain::{Duration, Interval, SiteId, TeamId, Timestamp};
use live::Live;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use store::{AuditEntry, CaseRow};
use utoipa::IntoParams;

/// Days of a list at most.
const LONGEST: i64 = 62;
/// Longest text of an explanation or reason.
const TEXT: usize = 2_000;

/// Which cases.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CaseParams {
    /// First local day; a week ago if absent.
    #[serde(default)]
    pub from: Option<String>,
    /// Last local day; today if absent.
    #[serde(default)]
    pub until: Option<String>,
}

/// What does not fit, newest day first: of oneself and of whom one may see.
#[utoipa::path(
    get, path = "/api/v1/attendance/cases", tag = "attendance",
    params(CaseParams),
    responses(
        (status = 200, description = "Without those that later data took back and nobody explained", body = CasesAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn attendance_cases(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Query(params): Query<CaseParams>,
) -> Result<Response, Refusal> {
    let now = state.now();
    let today = state.engine.read(|live| live.zone().day(now));
    let day = |name: &str, given: Option<&str>, otherwise: Day| {
        given.map_or(Ok(otherwise), |text| query::day(name, text))
    };
    let last = day("until", params.until.as_deref(), today)?;
    let first = day("from", params.from.as_deref(), last.plus_days(-7))?;
    if !(0..LONGEST).contains(&last.days_since(first)) {
        let hint = "Ask for 62 days at most, the last not before the first";
        return Err(Refusal::invalid("The time is too long", hint));
    }
    let rows = state.store.attendance_cases(&first.to_string(), &last.to_string()).await;
    let rows = rows.map_err(fault)?;
    let eyes = Eyes::of(&state, &caller).await?;
    let rows = rows.into_iter().filter_map(round::read).map(|(_, both)| both);
    let is_told = |case: &Case| case.status != Status::Withdrawn || case.explanation.is_some();
    let rows: Vec<(CaseRow, Case)> = rows.filter(|(_, case)| is_told(case)).collect();
    let roll = roll_of(&state, &rows).await?;
    let mut cases: Vec<CaseView> = state.engine.read(|live| {
        let views = rows.iter().filter_map(|(row, case)| eyes.view(live, &roll, row, case));
        views.collect()
    });
    cases.reverse();
    let meta = ListMeta::whole(cases.len(), now);
    Ok(Json(CasesAnswer { cases, meta }).into_response())
}

/// Says what happened, about oneself.
#[utoipa::path(
    post, path = "/api/v1/attendance/cases/{id}/explanation", tag = "attendance",
    params(("id" = u32, Path, description = "The case's id")),
    request_body(content = ExplainRequest),
    responses(
        (status = 200, description = "As it is now", body = CaseAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed, or about somebody else", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
        (status = 409, description = "It changed meanwhile, or is decided", body = Failure),
    )
)]
pub async fn explain_case(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
    Body(request): Body<ExplainRequest>,
) -> Result<Response, Refusal> {
    let person = PersonNumber(own(&state, &caller).await?.number);
    let text = bounded("text", &request.text)?;
    let evidence: Result<Vec<&str>, Refusal> =
        request.evidence.iter().take(10).map(|name| bounded("evidence", name)).collect();
    let evidence = evidence?.into_iter().map(str::to_owned).collect();
    let (row, mut case) = find(&state, id, request.revision).await?;
    if case.anomaly.identity.person != person {
        return Err(Refusal::forbidden());
    }
    let at = state.now();
    let explanation = Explanation { by: person.0.clone(), at, text: text.to_owned(), evidence };
    let before = case.status;
    case.explain(explanation).map_err(refused)?;
    keep(&state, &caller, (&row, before, &case), ("explained_attendance", text)).await?;
    answer(&state, &caller, id).await
}

/// Accepts or rejects, or takes up again what was decided.
#[utoipa::path(
    post, path = "/api/v1/attendance/cases/{id}/decision", tag = "attendance",
    params(("id" = u32, Path, description = "The case's id")),
    request_body(content = DecideRequest),
    responses(
        (status = 200, description = "As it is now", body = CaseAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed, or about oneself", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
        (status = 409, description = "It changed meanwhile, is decided, or there is still time to explain", body = Failure),
    )
)]
pub async fn decide_case(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
    Body(request): Body<DecideRequest>,
) -> Result<Response, Refusal> {
    let reason = bounded("reason", &request.reason)?;
    let (row, mut case) = find(&state, id, request.revision).await?;
    let of = case.anomaly.identity.person.clone();
    let roll = Roll::of(&state.store, [&of]).await.map_err(fault)?;
    let eyes = Eyes::of(&state, &caller).await?;
    let within = state.engine.read(|live| {
        let (place, _) = whom(live, &roll, &case);
        eyes.judges.has_employee(place, &[]).then(|| eyes.explain_within(&case))
    });
    let within = within.ok_or_else(Refusal::forbidden)?;
    if eyes.own.as_ref() == Some(&of) {
        return Err(refused(Refused::IsOwn));
    }
    let decision =
        Decision { by: caller.actor.clone(), at: state.now(), reason: reason.to_owned() };
    let before = case.status;
    match request.decision {
        CaseDecision::Accept => case.accept(decision),
        CaseDecision::Reject => case.reject(decision, within),
        CaseDecision::TakeUpAgain => case.take_up_again(&decision),
    }
    .map_err(refused)?;
    keep(&state, &caller, (&row, before, &case), ("decided_attendance", reason)).await?;
    answer(&state, &caller, id).await
}

/// Whose month.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SheetParams {
    pub team: u32,
    /// Any local day of the month, or `2026-11`.
    pub month: String,
    /// `zh` (default) or `en`.
    #[serde(default)]
    pub lang: Option<String>,
}

/// The month of a team as Excel: hours by kind, and what happened.
#[utoipa::path(
    get, path = "/api/v1/attendance/sheet.xlsx", tag = "attendance",
    params(SheetParams),
    responses(
        (status = 200, description = "The same facts give the same digest", body = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn attendance_sheet(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Query(params): Query<SheetParams>,
) -> Result<Response, Refusal> {
    let language = language(params.lang.as_deref())?;
    let day = Day::parse(&params.month).or_else(|| Day::parse(&format!("{}-01", params.month)));
    let hint = "Write a month as 2026-11";
    let month = day.ok_or_else(|| Refusal::parameter("month", &params.month, hint))?.month();
    let team = TeamId(params.team);
    let (zone, name) = state.engine.read(|live| {
        let site = live.names().teams.get(&team).and_then(|known| known.site);
        if !reached(&caller.subject, Action::JudgeAttendance).has_team(team, site) {
            return Err(Refusal::forbidden());
        }
        let name = names::team(live.names(), team).unwrap_or_else(|| team.to_string());
        Ok((live.zone().clone(), name))
    })?;
    let next = month.plus_months(1);
    let people = members(&state, team, (month, next)).await?;
    let around = Duration::from_minutes(36 * 60);
    let within = Interval {
        start: zone.day_interval(month).start.before(around),
        end: zone.day_interval(next).start.plus(around),
    };
    let known = facts::load(&state.engine, &state.store, within).await.map_err(fault)?;
    let rows = state.store.attendance_cases(&month.to_string(), &next.to_string()).await;
    let cases = rows.map_err(fault)?.into_iter().filter_map(round::read);
    let book = Casebook { cases: cases.map(|(identity, (_, case))| (identity, case)).collect() };
    let classes = BTreeMap::new();
    let class_by = ClassBy::ShiftDay;
    let scope = Scope { team: &name, month, people: &people, classes: &classes, class_by };
    let facts = Facts {
        punches: &known.punches,
        shifts: &known.shifts,
        sign_ins: &known.sign_ins,
        leave: &[],
        policies: &known.policies,
        as_of: state.now(),
    };
    let written = attendance_sheet::write(&sheet(&scope, &facts, &book), language);
    let bytes = written.map_err(|error| Refusal::fault("writing the sheet", &error))?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let file = "attachment; filename=\"callboard-attendance.xlsx\"";
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(file)),
    ];
    Ok((headers, bytes).into_response())
}

/// Who was in the team on any of the days, and on which.
async fn members(
    state: &AppState,
    team: TeamId,
    (first, until): (Day, Day),
) -> Result<BTreeMap<PersonNumber, Member>, Refusal> {
    let store = &state.store;
    let mut rows = store.people_in_team(team, first, until).await.map_err(fault)?;
    // Nobody said a team of them: they are where the telephone system has their agent.
    let claims = store.claims(until.plus_days(-1)).await.map_err(fault)?;
    let numbers: Vec<String> = state.engine.read(|live| {
        let is_here = |agent| live.agent(agent).is_some_and(|now: &_| now.team == Some(team));
        let others = claims.iter().filter(|claim| !claim.has_team && is_here(claim.agent));
        others.map(|claim| claim.number.clone()).collect()
    });
    let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
    rows.extend(store.people_numbered(&numbers).await.map_err(fault)?);
    let roll = Roll::with_facts(store, rows).await.map_err(fault)?;
    let members = state.engine.read(|live| {
        let members = roll.members().map(|(number, member)| {
            let days = member.days_in(live, team);
            (number.clone(), Member { name: member.name.clone(), days })
        });
        members.collect()
    });
    Ok(members)
}

/// The people whom these cases are about.
async fn roll_of(state: &AppState, rows: &[(CaseRow, Case)]) -> Result<Roll, Refusal> {
    let numbers: BTreeSet<&PersonNumber> =
        rows.iter().map(|(_, case)| &case.anomaly.identity.person).collect();
    Roll::of(&state.store, numbers).await.map_err(fault)
}

type Where = (Option<TeamId>, Option<SiteId>);

/// Where whom a case is about was on its day, and who that is.
fn whom<'a>(live: &Live, roll: &'a Roll, case: &Case) -> (Where, Option<&'a roll::Member>) {
    let Identity { day, person, .. } = &case.anomaly.identity;
    let member = roll.member(person);
    (member.map(|member| member.place(live, *day)).unwrap_or_default(), member)
}

/// What somebody may see and do in the list.
struct Eyes {
    sees: Reached,
    judges: Reached,
    own: Option<PersonNumber>,
    rules: Rulebook,
}

impl Eyes {
    async fn of(state: &AppState, caller: &Caller) -> Result<Self, Refusal> {
        Ok(Self {
            sees: reached(&caller.subject, Action::SeeAttendance),
            judges: reached(&caller.subject, Action::JudgeAttendance),
            own: own(state, caller).await.ok().map(|row| PersonNumber(row.number)),
            rules: Rulebook::load(&state.engine, &state.store).await.map_err(fault)?,
        })
    }

    /// As the rules were when it was found.
    fn explain_within(&self, case: &Case) -> Duration {
        self.rules.policies.at(case.anomaly.site, case.found_at).explain_within
    }

    /// The case, if it may be seen: by whoever sees the team of that day. Of numbers that nobody in the
    /// house has, whoever sees all sees it.
    fn view(&self, live: &Live, roll: &Roll, row: &CaseRow, case: &Case) -> Option<CaseView> {
        let identity = &case.anomaly.identity;
        let (place, member) = whom(live, roll, case);
        let is_own = self.own.as_ref() == Some(&identity.person);
        if !self.sees.has_employee(place, &[]) && !is_own {
            return None;
        }
        let within = self.explain_within(case);
        let names = live.names();
        Some(CaseView {
            person: member.map(|member| member.person.0),
            name: member.map(|member| member.name.clone()),
            team_name: place.0.and_then(|team| names::team(names, team)),
            site_name: names::site(names, case.anomaly.site),
            is_own,
            may_decide: self.judges.has_employee(place, &[]) && !is_own,
            explain_until: case.found_at.plus(within).into(),
            ..plain(row, case)
        })
    }
}

/// What a case says, without names and rights.
fn plain(row: &CaseRow, case: &Case) -> CaseView {
    let Identity { day, person, kind, .. } = &case.anomaly.identity;
    let anomaly = &case.anomaly;
    let span = |from: Timestamp, until: Option<Timestamp>| CaseSpan {
        from: from.into(),
        until: until.map(Into::into),
    };
    CaseView {
        id: row.case,
        revision: row.revision,
        day: day.to_string(),
        number: person.0.clone(),
        person: None,
        name: None,
        team_name: None,
        site_name: None,
        kind: kind_word(*kind),
        status: status_word(case.status),
        shift: anomaly.shift.map(|shift| span(shift.start, Some(shift.end))),
        by_ms: anomaly.by.map(Duration::millis),
        gaps: anomaly.gaps.iter().map(|gap| span(gap.start, gap.end)).collect(),
        punches: anomaly.punches.iter().filter_map(|id| evidence(id)).collect(),
        sign_ins: anomaly.sign_ins.iter().filter_map(|id| evidence(id)).collect(),
        found_at: case.found_at.into(),
        explanation: case.explanation.as_ref().map(told),
        explained_at: case.explanation.as_ref().map(|explanation| Moment(explanation.at)),
        decided_by: case.decision.as_ref().map(|decision| decision.by.clone()),
        decided_at: case.decision.as_ref().map(|decision| Moment(decision.at)),
        reason: case.decision.as_ref().map(|decision| decision.reason.clone()),
        has_changed: case.has_changed,
        is_own: false,
        may_decide: false,
        explain_until: case.found_at.into(),
    }
}

fn told(explanation: &Explanation) -> String {
    let Explanation { text, evidence, .. } = explanation;
    if evidence.is_empty() { text.clone() } else { format!("{text} [{}]", evidence.join(", ")) }
}

/// Ids begin with the moment.
fn evidence(id: &str) -> Option<CaseEvidence> {
    let (at, rest) = id.split_once(' ')?;
    let at = Timestamp::parse(at).ok()?;
    Some(CaseEvidence { at: at.into(), what: rest.to_owned() })
}

const fn kind_word(kind: Kind) -> CaseKind {
    match kind {
        Kind::Late => CaseKind::Late,
        Kind::EarlyLeave => CaseKind::EarlyLeave,
        Kind::Absent => CaseKind::Absent,
        Kind::MissingIn => CaseKind::MissingIn,
        Kind::MissingOut => CaseKind::MissingOut,
        Kind::Unconfirmed => CaseKind::Unconfirmed,
        Kind::PunchedNotSignedIn => CaseKind::PunchedNotSignedIn,
        Kind::SignedInNotPunched => CaseKind::SignedInNotPunched,
        Kind::TwoPlaces => CaseKind::TwoPlaces,
    }
}

const fn status_word(status: Status) -> CaseStatus {
    match status {
        Status::Open => CaseStatus::Open,
        Status::Explained => CaseStatus::Explained,
        Status::Accepted => CaseStatus::Accepted,
        Status::Rejected => CaseStatus::Rejected,
        Status::Withdrawn => CaseStatus::Withdrawn,
    }
}

async fn find(state: &AppState, id: u32, revision: u32) -> Result<(CaseRow, Case), Refusal> {
    let row = state.store.attendance_case(id).await.map_err(fault)?;
    let read = row.and_then(round::read).map(|(_, both)| both);
    let (row, case) = read.ok_or_else(|| Refusal::not_found("such case"))?;
    if row.revision != revision {
        return Err(changed());
    }
    Ok((row, case))
}

async fn keep(
    state: &AppState,
    caller: &Caller,
    (row, before, case): (&CaseRow, Status, &Case),
    (action, reason): (&str, &str),
) -> Result<(), Refusal> {
    if !round::write(&state.store, Some(row), case).await.map_err(fault)? {
        return Err(changed());
    }
    let object = format!("case {} {}", row.case, case.anomaly.identity);
    let (before, after) = (format!("{before:?}"), format!("{:?}", case.status));
    let entry = AuditEntry {
        at: state.now(),
        actor: &caller.actor,
        action,
        object: &object,
        origin: &caller.origin,
        before: Some(&before),
        after: Some(&after),
        reason: Some(reason),
    };
    let noted = state.store.audit(entry).await;
    noted.map(|_| ()).map_err(|error| Refusal::fault("writing the audit list", &error))
}

async fn answer(state: &AppState, caller: &Caller, id: u32) -> Result<Response, Refusal> {
    let row = state.store.attendance_case(id).await.map_err(fault)?;
    let (_, both) = row.and_then(round::read).ok_or_else(|| Refusal::not_found("such case"))?;
    let eyes = Eyes::of(state, caller).await?;
    let both = [both];
    let roll = roll_of(state, &both).await?;
    let [(row, case)] = &both;
    let case = state.engine.read(|live| eyes.view(live, &roll, row, case));
    let case = case.ok_or_else(|| Refusal::not_found("such case"))?;
    Ok(Json(CaseAnswer { case }).into_response())
}

fn changed() -> Refusal {
    let hint = "Look at it again: later data or somebody else changed it";
    Refusal::conflict("changed_meanwhile", "The case changed meanwhile", hint)
}

fn refused(why: Refused) -> Refusal {
    let (code, hint) = match why {
        Refused::NoText => return Refusal::parameter("text", "", "Say what happened"),
        Refused::IsOwn => {
            return Refusal { message: why.to_string(), ..Refusal::forbidden() };
        }
        Refused::IsDecided => ("is_decided", "Ask whoever decided to take it up again"),
        Refused::IsWithdrawn => ("is_withdrawn", "There is nothing to do"),
        Refused::TooEarly { .. } => ("too_early", "Wait for the explanation, or accept it"),
        Refused::IsNotDecided => ("is_not_decided", "Accept or reject it"),
    };
    Refusal::conflict(code, &why.to_string(), hint)
}

fn bounded<'a>(name: &str, text: &'a str) -> Result<&'a str, Refusal> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > TEXT {
        return Err(Refusal::parameter(name, text, "Write 1 to 2 000 signs"));
    }
    Ok(text)
}
