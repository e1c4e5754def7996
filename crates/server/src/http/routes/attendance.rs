//! Kiosks and their codes, scans, phones, files.
//!
//! Room:  server/http.
//! Holds: a scan is judged by `attendance::code` with what is known at that moment, and of two scans of one
//!        code by one person one is let; every change is audited; a file is taken whole or not at all.
//! Never: lets a phone or a person choose whose punch it is: the session says.
//! Proof: `tests/it/api_attendance.rs`.

use crate::attendance::roll::{self, Roll};
use crate::attendance::rules::Rulebook;
use crate::attendance::{facts, round};
use crate::http::access::{Action, reached};
use crate::http::audit;
use crate::http::body::Body;
use crate::http::build::names;
use crate::http::query::{Id, Query};
use crate::http::refusal::Refusal;
use crate::http::sign_in::secret;
use crate::http::sign_in::session::Caller;
use crate::http::state::AppState;
use crate::http::views::ListMeta;
use crate::http::views::attendance::{
    AttendanceFault, AttendanceFile, AttendanceImportAnswer, AttendanceImportRequest,
    AttendanceImportView, AttendanceSite, KioskAnswer, KioskCodeAnswer, KioskCodeView,
    KioskRequest, KioskView, KiosksAnswer, ScanAnswer, ScanRequest, ScanVerdict, ScanView,
};
use crate::http::views::failure::Failure;
use ::attendance::code::{self, Code, CodeKey, Known, Place, Scan, Verdict};
use ::attendance::file::{self, Fault};
use ::attendance::punch::{PersonNumber, Punch, Source, Way};
use ::attendance::qr;
use axum::Extension;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::{PersonId, SiteId, Timestamp};
use live::Live;
use serde::Deserialize;
use std::collections::BTreeSet;
use store::{Kiosk, PersonRow, StoreError};
use utoipa::IntoParams;

/// A month of shifts of 2 000 people.
pub const BODY_LIMIT: usize = 8 * 1024 * 1024;
const LONGEST_NAME: usize = 60;

/// The kiosks.
#[utoipa::path(
    get, path = "/api/v1/attendance/kiosks", tag = "attendance",
    responses(
        (status = 200, description = "Sorted by site", body = KiosksAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn kiosks(State(state): State<AppState>) -> Result<Response, Refusal> {
    let kept = state.store.kiosks().await.map_err(fault)?;
    let kiosks: Vec<KioskView> = kept.iter().map(|kiosk| kiosk_view(&state, kiosk)).collect();
    let meta = ListMeta::whole(kiosks.len(), state.now());
    let sites = state.engine.read(|live| {
        let sites = live.names().sites.iter();
        sites.map(|(id, known)| AttendanceSite { id: id.0, name: known.name.clone() }).collect()
    });
    Ok(Json(KiosksAnswer { kiosks, sites, meta }).into_response())
}

/// Makes a kiosk.
#[utoipa::path(
    post, path = "/api/v1/attendance/kiosks", tag = "attendance",
    request_body(content = KioskRequest),
    responses(
        (status = 201, description = "The new kiosk", body = KioskAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn create_kiosk(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(request): Body<KioskRequest>,
) -> Result<Response, Refusal> {
    let name = named(&request.name)?;
    is_site(&state, request.site)?;
    let now = state.now();
    let number = state.store.create_kiosk(request.site, name, now).await.map_err(fault)?;
    audit::note(&state, &caller, "created_kiosk", &format!("kiosk {number} {name}")).await?;
    let kiosk = Kiosk { kiosk: number, site: request.site, name: name.to_owned(), created_at: now };
    let kiosk = kiosk_view(&state, &kiosk);
    Ok((StatusCode::CREATED, Json(KioskAnswer { kiosk })).into_response())
}

/// Removes a kiosk: its codes are good no more.
#[utoipa::path(
    delete, path = "/api/v1/attendance/kiosks/{id}", tag = "attendance",
    params(("id" = u32, Path, description = "The kiosk's id")),
    responses(
        (status = 204, description = "Removed"),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn remove_kiosk(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
) -> Result<Response, Refusal> {
    if !state.store.remove_kiosk(id, state.now()).await.map_err(fault)? {
        return Err(Refusal::not_found("such kiosk"));
    }
    audit::note(&state, &caller, "removed_kiosk", &format!("kiosk {id}")).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// What the kiosk's page says of itself.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CodeParams {
    /// Where phones reach this server: the page's own origin, `https://callboard.example`.
    pub origin: String,
}

/// The code that a kiosk shows now.
#[utoipa::path(
    get, path = "/api/v1/attendance/kiosks/{id}/code", tag = "attendance",
    params(("id" = u32, Path, description = "The kiosk's id"), CodeParams),
    responses(
        (status = 200, description = "Good until it changes and a quarter minute longer", body = KioskCodeAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn kiosk_code(
    State(state): State<AppState>,
    Id(id): Id,
    Query(params): Query<CodeParams>,
) -> Result<Response, Refusal> {
    let origin = origin(&params.origin)?;
    let kiosk = find(&state, id).await?.ok_or_else(|| Refusal::not_found("such kiosk"))?;
    let now = state.now();
    let place = Place { site: SiteId(kiosk.site), kiosk: id };
    let code = Code::at(&key(&state), place, now);
    let picture = qr::svg(&code.address(origin));
    let picture =
        picture.ok_or_else(|| Refusal::invalid("The address is too long", "Shorten it"))?;
    let code = KioskCodeView {
        kiosk: id,
        site_name: site_name(&state, kiosk.site),
        name: kiosk.name,
        picture,
        text: code.text(),
        at: now.into(),
        changes_at: code::next_change(now).into(),
    };
    Ok(Json(KioskCodeAnswer { code }).into_response())
}

/// Punches with a code that the phone saw. What does not hold is told, and nothing is kept then.
#[utoipa::path(
    post, path = "/api/v1/attendance/scan", tag = "attendance",
    request_body(content = ScanRequest),
    responses(
        (status = 200, description = "Accepted, or why not", body = ScanAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed, or the account is nobody of the house", body = Failure),
    )
)]
pub async fn scan_code(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(request): Body<ScanRequest>,
) -> Result<Response, Refusal> {
    let person = PersonNumber(own(&state, &caller).await?.number);
    let is_device = (32..=128).contains(&request.device.len())
        && request.device.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !is_device {
        return Err(Refusal::invalid(
            "`device` cannot be read",
            "Send 32 to 128 letters and digits",
        ));
    }
    let now = state.now();
    let device = secret::hash(&request.device);
    let seen = Seen { text: &request.code, device: &device, origin: &caller.origin };
    let (verdict, is_network_seen) = judge(&state, &person, seen, now).await?;
    let mut scan =
        ScanView { verdict: word(&verdict), site_name: None, at: now.into(), is_bound_now: false };
    if let Verdict::Accepted { place, step, binds_device } = verdict {
        scan.site_name = Some(site_name(&state, place.site.0));
        scan.verdict = accept(
            &state,
            &person,
            (place, step, is_network_seen),
            binds_device.then_some(device.as_slice()),
            now,
        )
        .await?;
        let is_accepted = scan.verdict == ScanVerdict::Accepted;
        scan.is_bound_now = binds_device && is_accepted;
    }
    if matches!(scan.verdict, ScanVerdict::OtherDevice | ScanVerdict::Forged) {
        audit::note(&state, &caller, "refused_scan", &format!("{person} {:?}", scan.verdict))
            .await?;
    }
    Ok(Json(ScanAnswer { scan }).into_response())
}

/// What came with a scan.
#[derive(Clone, Copy)]
struct Seen<'a> {
    text: &'a str,
    device: &'a [u8],
    /// The phone's address.
    origin: &'a str,
}

/// The verdict, and whether the phone is in the site's network.
async fn judge(
    state: &AppState,
    person: &PersonNumber,
    Seen { text, device, origin }: Seen<'_>,
    now: Timestamp,
) -> Result<(Verdict, bool), Refusal> {
    let Some(code) = Code::read(text) else { return Ok((Verdict::Unreadable, false)) };
    let kiosk = code.place.kiosk;
    let kept = find(state, kiosk).await?;
    if kept.is_none_or(|kept| kept.site != code.place.site.0) {
        return Ok((Verdict::Unreadable, false));
    }
    let rules = Rulebook::load(&state.engine, &state.store).await.map_err(fault)?;
    let is_network_seen = rules.is_in_network(code.place.site, origin, now);
    let binding = state.store.phone(&person.0, device).await.map_err(fault)?;
    let used = state.store.code_used(&person.0, kiosk).await.map_err(fault)?;
    let owner = binding.owner.map(PersonNumber);
    let bound = binding.device_hash.map(|hash| secret::hex(&hash));
    let device = secret::hex(device);
    let scan = Scan { text, device: &device, at: now, is_network_seen };
    let known = Known {
        person,
        sites: &[],
        device: bound.as_deref(),
        owner: owner.as_ref(),
        used,
        is_network_required: rules.policies.at(code.place.site, now).is_network_required,
    };
    Ok((code::judge(&key(state), scan, known), is_network_seen))
}

/// Binds, uses and keeps, in this order: what somebody else did meanwhile is found out by each.
async fn accept(
    state: &AppState,
    person: &PersonNumber,
    (place, step, is_network_seen): (Place, u32, bool),
    binds: Option<&[u8]>,
    now: Timestamp,
) -> Result<ScanVerdict, Refusal> {
    if let Some(device) = binds
        && !state.store.bind_phone(&person.0, device, now).await.map_err(fault)?
    {
        return Ok(ScanVerdict::OtherDevice);
    }
    if !state.store.use_code(&person.0, place.kiosk, step).await.map_err(fault)? {
        return Ok(ScanVerdict::Replayed);
    }
    let source = Source::Code { kiosk: place.kiosk, is_network_seen };
    let person = person.clone();
    let punch = Punch { at: now, person, site: place.site, way: Way::Unknown, source };
    state.store.keep_punches(&[facts::punch_row(&punch)], now).await.map_err(fault)?;
    Ok(ScanVerdict::Accepted)
}

const fn word(verdict: &Verdict) -> ScanVerdict {
    match verdict {
        Verdict::Accepted { .. } => ScanVerdict::Accepted,
        Verdict::Unreadable => ScanVerdict::Unreadable,
        Verdict::Forged => ScanVerdict::Forged,
        Verdict::TooOld { .. } => ScanVerdict::TooOld,
        Verdict::NotYet => ScanVerdict::NotYet,
        Verdict::OtherSite { .. } => ScanVerdict::OtherSite,
        Verdict::OtherDevice => ScanVerdict::OtherDevice,
        Verdict::OtherNetwork => ScanVerdict::OtherNetwork,
        Verdict::Replayed => ScanVerdict::Replayed,
    }
}

/// Lets a person bind another phone: the old one is lost or was given back.
#[utoipa::path(
    delete, path = "/api/v1/attendance/phones/{id}", tag = "attendance",
    params(("id" = u32, Path, description = "The person's id")),
    responses(
        (status = 204, description = "The next phone that scans is bound"),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn release_phone(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
) -> Result<Response, Refusal> {
    let row = state.store.person(PersonId(id)).await.map_err(fault)?;
    let row = row.ok_or_else(|| Refusal::not_found("such person"))?;
    let number = PersonNumber(row.number.clone());
    let roll = Roll::with_facts(&state.store, vec![row]).await.map_err(fault)?;
    let now = state.now();
    let is_reached = state.engine.read(|live| {
        let place = roll.member(&number).map(|member| member.place(live, roll::day_at(live, now)));
        let reached = reached(&caller.subject, Action::JudgeAttendance);
        reached.has_employee(place.unwrap_or_default(), &[])
    });
    if !is_reached {
        return Err(Refusal::forbidden());
    }
    if !state.store.release_phone(&number.0).await.map_err(fault)? {
        return Err(Refusal::not_found("phone that is bound"));
    }
    audit::note(&state, &caller, "released_phone", &number.0).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// By which number files and terminals must name whom.
#[utoipa::path(
    get, path = "/api/v1/attendance/people.csv", tag = "attendance",
    responses(
        (status = 200, description = "UTF-8 with byte order mark: number, name, site", body = String, content_type = "text/csv"),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn attendance_people(State(state): State<AppState>) -> Result<Response, Refusal> {
    let now = state.now();
    let today = state.engine.read(|live| roll::day_at(live, now));
    let mut rows = state.store.all_people().await.map_err(fault)?;
    rows.retain(|row| row.hired <= today && row.left.is_none_or(|left| today < left));
    let roll = Roll::with_facts(&state.store, rows).await.map_err(fault)?;
    let text = state.engine.read(|live| {
        let rows = roll.members().map(|(number, member)| {
            let (_, site) = member.place(live, today);
            let site = site.map(|site| site.0.to_string()).unwrap_or_default();
            let fields = [number.0.clone(), member.name.clone(), site];
            fields.map(|field| ::attendance::sheet::escaped(&field)).join(",")
        });
        let rows: Vec<String> = rows.collect();
        format!("\u{feff}工号,姓名,职场\r\n{}\r\n", rows.join("\r\n"))
    });
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"callboard-people.csv\""),
        ),
    ];
    Ok((headers, text).into_response())
}

/// Takes shifts or punches from a file, all or none; a preview keeps nothing.
#[utoipa::path(
    post, path = "/api/v1/attendance/import", tag = "attendance",
    request_body(content = AttendanceImportRequest),
    responses(
        (status = 200, description = "What was taken, or every fault", body = AttendanceImportAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn import_attendance(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(request): Body<AttendanceImportRequest>,
) -> Result<Response, Refusal> {
    let zone = state.engine.read(|live| live.zone().clone());
    let now = state.now();
    let name = named(&request.name)?;
    let (shifts, punches) = match request.kind {
        AttendanceFile::Shifts => (file::shifts(&request.text, &zone), Ok(Vec::new())),
        AttendanceFile::Punches => (Ok(Vec::new()), file::punches(&request.text, &zone, name)),
    };
    let (mut shifts, mut punches) = match (shifts, punches) {
        (Ok(shifts), Ok(punches)) => (shifts, punches),
        (Err(faults), _) | (_, Err(faults)) => return Ok(refused(&faults)),
    };
    let people = shifts.iter().map(|s| &s.person).chain(punches.iter().map(|p| &p.person));
    let people: BTreeSet<&PersonNumber> = people.collect();
    let roll = Roll::of(&state.store, people.iter().copied()).await.map_err(fault)?;
    let unknown = people.into_iter().filter(|number| roll.member(number).is_none());
    let unknown: Vec<String> = unknown.take(50).map(ToString::to_string).collect();
    state.engine.read(|live| {
        shifts.iter_mut().for_each(|s| say_site(live, &roll, (&s.person, s.begin), &mut s.site));
        punches.iter_mut().for_each(|p| say_site(live, &roll, (&p.person, p.at), &mut p.site));
    });
    let import = AttendanceImportView {
        rows: (shifts.len() + punches.len()) as u64,
        unknown,
        faults: Vec::new(),
        is_written: !request.is_preview,
    };
    if !request.is_preview {
        let rows: Vec<_> = shifts.iter().map(facts::shift_row).collect();
        state.store.replace_shifts(&rows).await.map_err(fault)?;
        let rows: Vec<_> = punches.iter().map(facts::punch_row).collect();
        state.store.keep_punches(&rows, now).await.map_err(fault)?;
        let what = format!("{:?} {name}, {} rows", request.kind, import.rows);
        audit::note(&state, &caller, "imported_attendance", &what).await?;
        let instants = shifts.iter().map(|s| s.begin).chain(punches.iter().map(|p| p.at));
        if let Some(days) = facts::days_of(&zone, instants) {
            round::late(&state.engine, days, now).await.map_err(fault)?;
        }
    }
    Ok(Json(AttendanceImportAnswer { import }).into_response())
}

/// A row that names no site is about the site where that person works on that day.
fn say_site(live: &Live, roll: &Roll, (person, at): (&PersonNumber, Timestamp), site: &mut SiteId) {
    if *site != file::UNSAID {
        return;
    }
    let day = roll::day_at(live, at);
    let own = roll.member(person).and_then(|member| member.place(live, day).1);
    let first = || live.names().sites.keys().next().copied();
    *site = own.or_else(first).unwrap_or(SiteId(1));
}

fn refused(faults: &[Fault]) -> Response {
    let told = faults
        .iter()
        .take(200)
        .map(|fault| AttendanceFault { line: fault.line as u64, what: fault.what.clone() });
    let (rows, unknown, faults) = (0, Vec::new(), told.collect());
    let import = AttendanceImportView { rows, unknown, faults, is_written: false };
    Json(AttendanceImportAnswer { import }).into_response()
}

/// Who the caller is in the house.
pub(super) async fn own(state: &AppState, caller: &Caller) -> Result<PersonRow, Refusal> {
    let account = caller.account.ok_or_else(Refusal::forbidden)?;
    let now = state.now();
    let today = state.engine.read(|live| roll::day_at(live, now));
    let person = roll::of_account(&state.store, account, today).await.map_err(fault)?;
    person.ok_or_else(nobody)
}

fn nobody() -> Refusal {
    let message = "This account is nobody of the house";
    Refusal {
        code: "nobody_of_the_house",
        message: message.into(),
        hint: "Ask the personnel office to link it with you under People".into(),
        ..Refusal::forbidden()
    }
}

pub(super) fn site_name(state: &AppState, site: u32) -> String {
    let name = state.engine.read(|live| names::site(live.names(), SiteId(site)));
    name.unwrap_or_else(|| SiteId(site).to_string())
}

pub(super) fn is_site(state: &AppState, site: u32) -> Result<(), Refusal> {
    let is_there = state.engine.read(|live| live.names().sites.contains_key(&SiteId(site)));
    if is_there {
        return Ok(());
    }
    Err(Refusal::parameter("site", &site.to_string(), "Write a site's id"))
}

pub(super) fn named(name: &str) -> Result<&str, Refusal> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control)
    {
        return Err(Refusal::parameter("name", name, "Write a name of 1 to 60 signs"));
    }
    Ok(name)
}

/// `https://host` or `https://host:port`: nothing that a phone would take for more.
fn origin(text: &str) -> Result<&str, Refusal> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let is_host = |host: &str| {
        (1..=100).contains(&host.len())
            && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b))
    };
    if host.is_some_and(is_host) {
        return Ok(text);
    }
    Err(Refusal::parameter("origin", text, "Write it as https://callboard.example"))
}

async fn find(state: &AppState, id: u32) -> Result<Option<Kiosk>, Refusal> {
    let kiosks = state.store.kiosks().await.map_err(fault)?;
    Ok(kiosks.into_iter().find(|kiosk| kiosk.kiosk == id))
}

fn kiosk_view(state: &AppState, kiosk: &Kiosk) -> KioskView {
    KioskView {
        id: kiosk.kiosk,
        site: kiosk.site,
        site_name: site_name(state, kiosk.site),
        name: kiosk.name.clone(),
        created_at: kiosk.created_at.into(),
    }
}

/// Made of the master key: it is as old as the data folder and in every backup of the keys.
fn key(state: &AppState) -> CodeKey {
    CodeKey::new(state.store.keys().derived("attendance code"))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of map_err")]
pub(super) fn fault(error: StoreError) -> Refusal {
    Refusal::fault("keeping attendance", &error)
}
