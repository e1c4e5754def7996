//! The month of discipline: the rate against its line, the list as drafted and as published, the points.
//!
//! Room:  server/http; sums and sides are `discipline::month`'s.
//! Holds: teams and names are those the caller may see, and oneself; a published list stays as it was, a
//!        later one says why; the draft of a month is what its findings, commendations and decided cases of
//!        attendance say now.
//! Proof: `tests/it/api_discipline.rs`.

use crate::attendance::roll::{self, Roll};
use crate::attendance::round;
use crate::discipline::catalogue::Catalogue;
use crate::discipline::finding::FindingStatus;
use crate::discipline::month::{PersonPoints, PointReason, Share, SupervisionLevel, ranked};
use crate::http::access::{Action, Reached, reached};
use crate::http::audit;
use crate::http::body::Body;
use crate::http::build::{csv, names};
use crate::http::looks::{self, Look};
use crate::http::query::Query;
use crate::http::refusal::Refusal;
use crate::http::routes::attendance::own;
use crate::http::routes::discipline::{fault, place_of, read, told};
use crate::http::sign_in::session::Caller;
use crate::http::state::AppState;
use crate::http::views::discipline::{
    CheckView, DisciplineMonth, DisciplineMonthAnswer, PublishRequest, PublishedList,
    ViolationLine, ViolationMonth, ViolationShare,
};
use crate::http::views::failure::Failure;
use ::attendance::anomaly::Kind;
use ::attendance::casebook::Case;
use ::attendance::punch::PersonNumber;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use domain::calendar::Day;
use domain::{SiteId, TeamId, Timestamp};
use live::Live;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use store::{CheckRow, CommendationRow, FindingRow, ListRow};
use utoipa::IntoParams;

/// Months of the curve.
const MONTHS: i64 = 6;

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MonthParams {
    /// `2026-11`
    pub month: String,
}

/// A month as far as the caller may see it: whoever sees nobody else sees the own points and list.
#[utoipa::path(
    get, path = "/api/v1/discipline/month", tag = "discipline",
    params(MonthParams),
    responses(
        (status = 200, description = "Rates are ratios of sums", body = DisciplineMonthAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn discipline_month(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Query(params): Query<MonthParams>,
) -> Result<Response, Refusal> {
    let month = month_of(&params.month)?;
    let known = Known::load(&state, month).await?;
    let sees = reached(&caller.subject, Action::SeeDiscipline);
    let own = own(&state, &caller).await.ok().map(|row| row.number);
    let lists = state.store.published_lists(&params.month).await.map_err(fault)?;
    let view = state.engine.read(|live| {
        let is_seen = |one: &PersonPoints| {
            let place = (one.team.map(TeamId), one.site.map(SiteId));
            sees.has_employee(place, &[]) || own.as_ref() == Some(&one.number)
        };
        let published = lists.iter().filter_map(|row| published(row, &is_seen)).collect();
        let mut draft = known.draft(live, &state.now());
        draft.retain(is_seen);
        known.view(live, (&params.month, month, state.now()), &sees, (draft, published))
    });
    let lists = view.published.iter().flat_map(|list| &list.people).chain(&view.draft);
    let people: BTreeSet<String> =
        lists.map(|one| &one.number).filter(|one| own.as_ref() != Some(one)).cloned().collect();
    if !people.is_empty() {
        let (filter, rows) = (params.month.clone(), people.len());
        let look = Look { action: "listed_points", filter, rows, people };
        looks::note(&state, &caller, look).await?;
    }
    Ok(Json(DisciplineMonthAnswer { month: view }).into_response())
}

/// Publishes the list of a month as it is drafted now; a later revision takes its place and says why.
#[utoipa::path(
    post, path = "/api/v1/discipline/lists", tag = "discipline",
    request_body(content = PublishRequest),
    responses(
        (status = 204, description = "It is published"),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 409, description = "Somebody published another revision meanwhile", body = Failure),
    )
)]
pub async fn publish_month(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(request): Body<PublishRequest>,
) -> Result<Response, Refusal> {
    let month = month_of(&request.month)?;
    let reason = told("reason", &request.reason)?;
    let now = state.now();
    let today = state.engine.read(|live| roll::day_at(live, now));
    if month > today {
        return Err(Refusal::parameter("month", &request.month, "This month has not begun"));
    }
    let known = Known::load(&state, month).await?;
    let mut people = state.engine.read(|live| known.draft(live, &now));
    people.retain(|one| one.colour.is_some());
    let content = serde_json::to_string(&people).expect("plain data is written");
    let row = ListRow {
        month: request.month.clone(),
        revision: request.revision,
        content,
        reason: reason.to_owned(),
        published_at: now,
        published_by: caller.actor.clone(),
    };
    if !state.store.publish_list(&row).await.map_err(fault)? {
        let hint = "Look at it again before you publish";
        return Err(Refusal::conflict("changed_meanwhile", "The list was published", hint));
    }
    let object = format!("list {} revision {}", request.month, request.revision + 1);
    let after = format!("{} people", people.len());
    let change = [(object, None, Some(after))];
    audit::note_all(&state, &caller, ("published_list", reason), &change).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The points of a month as a file for the reckoning of performance. Taking it is audited.
#[utoipa::path(
    get, path = "/api/v1/discipline/points.csv", tag = "discipline",
    params(MonthParams),
    responses(
        (status = 200, description = "UTF-8 with byte order mark: number, name, team, points, reasons", body = String, content_type = "text/csv"),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn discipline_points(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Query(params): Query<MonthParams>,
) -> Result<Response, Refusal> {
    let known = Known::load(&state, month_of(&params.month)?).await?;
    let sees = reached(&caller.subject, Action::SeeDiscipline);
    let mut people = state.engine.read(|live| known.draft(live, &state.now()));
    people.retain(|one| sees.has_employee((one.team.map(TeamId), one.site.map(SiteId)), &[]));
    people.sort_by(|a, b| a.number.cmp(&b.number));
    let named: BTreeSet<String> = people.iter().map(|one| one.number.clone()).collect();
    let (filter, rows) = (params.month.clone(), people.len());
    let look = Look { action: "exported_points", filter, rows, people: named };
    looks::note(&state, &caller, look).await?;
    let mut text = String::from("\u{feff}工号,姓名,班组,表彰分,违纪分,合计,事由\r\n");
    for one in &people {
        let reasons: Vec<String> = one
            .reasons
            .iter()
            .map(|reason| format!("{} {} {:+}", reason.day, reason.what_zh, reason.points))
            .collect();
        let sum = i64::from(one.commended) - i64::from(one.violated);
        let field = |text: Option<&str>| csv::field(text.unwrap_or_default());
        let (number, name, team) =
            (field(Some(&one.number)), field(one.name.as_deref()), field(one.team_name.as_deref()));
        let (up, down, why) = (one.commended, one.violated, csv::field(&reasons.join("; ")));
        write!(text, "{number},{name},{team},{up},{down},{sum},{why}\r\n").expect("text grows");
    }
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"callboard-points.csv\""),
        ),
    ];
    Ok((headers, text).into_response())
}

fn month_of(text: &str) -> Result<Day, Refusal> {
    let day = Day::parse(&format!("{text}-01")).filter(|_| text.len() == 7);
    day.ok_or_else(|| Refusal::parameter("month", text, "Write a month as 2026-11"))
}

/// What the store has of a month and those before.
struct Known {
    first: String,
    checks: Vec<CheckRow>,
    findings: Vec<FindingRow>,
    commendations: Vec<CommendationRow>,
    cases: Vec<Case>,
    roll: Roll,
    catalogue: Catalogue,
}

impl Known {
    async fn load(state: &AppState, month: Day) -> Result<Self, Refusal> {
        let (first, last) = (month.to_string(), month.plus_months(1).plus_days(-1).to_string());
        let before = month.plus_months(1 - MONTHS).to_string();
        let store = &state.store;
        let checks = store.checks(&before, &last).await.map_err(fault)?;
        let findings = store.conduct_findings(&before, &last).await.map_err(fault)?;
        let commendations = store.commendations(&first, &last).await.map_err(fault)?;
        let rows = store.attendance_cases(&first, &last).await.map_err(fault)?;
        let cases = rows.into_iter().filter_map(round::read).map(|(_, (_, case))| case);
        let cases: Vec<Case> = cases.filter(Case::counts).collect();
        let numbers: BTreeSet<PersonNumber> = findings
            .iter()
            .filter_map(|row| row.person.clone())
            .chain(commendations.iter().map(|row| row.person.clone()))
            .map(PersonNumber)
            .chain(cases.iter().map(|case| case.anomaly.identity.person.clone()))
            .collect();
        let roll = Roll::of(store, &numbers).await.map_err(fault)?;
        let catalogue = Catalogue::load(store).await.map_err(fault)?;
        Ok(Self { first, checks, findings, commendations, cases, roll, catalogue })
    }

    fn status(&self, row: &FindingRow, now: Timestamp) -> Option<FindingStatus> {
        Some(read(row)?.status(now, self.catalogue.limits(&row.day).terms()))
    }

    /// Everybody with a reason this month, with the side each is on.
    fn draft(&self, live: &Live, now: &Timestamp) -> Vec<PersonPoints> {
        let mut people: BTreeMap<String, PersonPoints> = BTreeMap::new();
        let mut add = |number: &str, reason: PointReason| {
            let person =
                people.entry(number.to_owned()).or_insert_with(|| PersonPoints::of(number));
            person.add(reason);
        };
        for row in self.findings.iter().filter(|row| row.day >= self.first) {
            let counts = self.status(row, *now).is_some_and(FindingStatus::counts);
            let (Some(number), Some(finding), true) = (&row.person, read(row), counts) else {
                continue;
            };
            let points = -i64::from(finding.rule.points);
            let (what_zh, what_en) = (finding.rule.name_zh, finding.rule.name_en);
            add(number, PointReason { day: row.day.clone(), what_zh, what_en, points });
        }
        for case in &self.cases {
            let identity = &case.anomaly.identity;
            let day = identity.day.to_string();
            let points = -i64::from(self.catalogue.limits(&day).attendance_points);
            let (what_zh, what_en) = case_names(identity.kind);
            let (what_zh, what_en) = (what_zh.to_owned(), what_en.to_owned());
            add(&identity.person.0, PointReason { day, what_zh, what_en, points });
        }
        for row in &self.commendations {
            let (day, what_zh, points) = (row.day.clone(), row.reason.clone(), row.points.into());
            add(&row.person, PointReason { day, what_en: what_zh.clone(), what_zh, points });
        }
        for person in people.values_mut() {
            self.place(live, person);
        }
        ranked(people, &self.catalogue.limits(&self.first))
    }

    /// Where somebody was on the last day that speaks of them.
    fn place(&self, live: &Live, person: &mut PersonPoints) {
        let Some(member) = self.roll.member(&PersonNumber(person.number.clone())) else { return };
        let day = person.reasons.iter().filter_map(|reason| Day::parse(&reason.day)).max();
        let (team, site) = day.map(|day| member.place(live, day)).unwrap_or_default();
        person.name = Some(member.name.clone());
        person.team = team.map(|team| team.0);
        person.site = site.map(|site| site.0);
        person.team_name = team.and_then(|team| names::team(live.names(), team));
    }

    fn view(
        &self,
        live: &Live,
        (name, month, now): (&str, Day, Timestamp),
        sees: &Reached,
        (draft, published): (Vec<PersonPoints>, Vec<PublishedList>),
    ) -> DisciplineMonth {
        let is_seen = |check: &&CheckRow| {
            sees.has_employee((check.team.map(TeamId), Some(SiteId(check.site))), &[])
        };
        let mut violations: BTreeMap<u32, u64> = BTreeMap::new();
        for row in &self.findings {
            if self.status(row, now).is_some_and(FindingStatus::counts) {
                *violations.entry(row.check.unwrap_or(0)).or_default() += 1;
            }
        }
        let share = |check: &CheckRow| Share {
            violations: violations.get(&check.check).copied().unwrap_or(0),
            looked_at: check.looked_at.into(),
        };
        let mut lines: BTreeMap<(Option<u32>, SupervisionLevel), Share> = BTreeMap::new();
        let mut months: BTreeMap<String, Share> =
            (0..MONTHS).map(|back| (name_of(month.plus_months(-back)), Share::default())).collect();
        let mut checks = Vec::new();
        for check in self.checks.iter().filter(is_seen) {
            let (Some(level), Some(day)) =
                (SupervisionLevel::parse(&check.level), Day::parse(&check.day))
            else {
                continue;
            };
            months.entry(name_of(day.month())).or_default().add(share(check));
            if check.day >= self.first {
                lines.entry((check.team, level)).or_default().add(share(check));
                checks.push(check_view(live, check, level, share(check).violations));
            }
        }
        checks.reverse();
        let waiting = self.findings.iter().filter(|row| {
            let status = self.status(row, now);
            let waits = [Some(FindingStatus::Suspected), Some(FindingStatus::Appealed)];
            row.day >= self.first
                && waits.contains(&status)
                && sees.has_employee(place_of(row), &[])
        });
        let limits = self.catalogue.limits(&self.first);
        DisciplineMonth {
            month: name.to_owned(),
            line: f64::from(limits.line_basis_points) / 10_000.0,
            whole: share_view(months.get(name).copied().unwrap_or_default()),
            lines: lines
                .into_iter()
                .map(|((team, level), share)| ViolationLine {
                    team,
                    team_name: team.and_then(|team| names::team(live.names(), TeamId(team))),
                    level,
                    share: share_view(share),
                })
                .collect(),
            months: months
                .into_iter()
                .map(|(month, share)| ViolationMonth { month, share: share_view(share) })
                .collect(),
            checks,
            waiting: waiting.count() as u64,
            draft,
            published,
            limits,
        }
    }
}

fn name_of(month: Day) -> String {
    let day = month.to_string();
    day.get(..7).unwrap_or(&day).to_owned()
}

fn share_view(share: Share) -> ViolationShare {
    ViolationShare { violations: share.violations, looked_at: share.looked_at, rate: share.rate() }
}

fn check_view(
    live: &Live,
    check: &CheckRow,
    level: SupervisionLevel,
    violations: u64,
) -> CheckView {
    CheckView {
        id: check.check,
        day: check.day.clone(),
        level,
        site_name: names::site(live.names(), SiteId(check.site)),
        team_name: check.team.and_then(|team| names::team(live.names(), TeamId(team))),
        area: check.area.clone(),
        looked_at: check.looked_at,
        violations,
        checked_at: check.checked_at.into(),
        checked_by: check.checked_by.clone(),
    }
}

fn published(row: &ListRow, is_seen: &dyn Fn(&PersonPoints) -> bool) -> Option<PublishedList> {
    let mut people: Vec<PersonPoints> = serde_json::from_str(&row.content).ok()?;
    people.retain(is_seen);
    Some(PublishedList {
        revision: row.revision,
        reason: row.reason.clone(),
        published_at: row.published_at.into(),
        published_by: row.published_by.clone(),
        people,
    })
}

const fn case_names(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Late => ("考勤：迟到", "Attendance: late"),
        Kind::EarlyLeave => ("考勤：早退", "Attendance: left early"),
        Kind::Absent => ("考勤：缺勤", "Attendance: absent"),
        Kind::MissingIn => ("考勤：缺上班卡", "Attendance: no punch on arrival"),
        Kind::MissingOut => ("考勤：缺下班卡", "Attendance: no punch on leaving"),
        Kind::Unconfirmed => ("考勤：未确认", "Attendance: unconfirmed"),
        Kind::PunchedNotSignedIn => ("考勤：打卡未签入", "Attendance: punched, not signed in"),
        Kind::SignedInNotPunched => ("考勤：签入未打卡", "Attendance: signed in, not punched"),
        Kind::TwoPlaces => ("考勤：同时两地", "Attendance: at two places at once"),
    }
}
