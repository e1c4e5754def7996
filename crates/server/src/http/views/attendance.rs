//! Attendance: kiosks and their codes, scans, terminals, cases.
//!
//! Room:  server/http/views; filled by `routes::attendance`, `attendance_cases`, `attendance_terminals`.
//! Never: the key of codes, a phone's secret, anything of a finger or a face.

use super::{ListMeta, Moment};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where codes are shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct KioskView {
    pub id: u32,
    pub site: u32,
    pub site_name: String,
    pub name: String,
    pub created_at: Moment,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AttendanceSite {
    pub id: u32,
    pub name: String,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct KiosksAnswer {
    pub kiosks: Vec<KioskView>,
    /// Where there may be some.
    pub sites: Vec<AttendanceSite>,
    pub meta: ListMeta,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct KioskAnswer {
    pub kiosk: KioskView,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct KioskRequest {
    pub site: u32,
    pub name: String,
}

/// What a kiosk shows now.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct KioskCodeView {
    pub kiosk: u32,
    pub name: String,
    pub site_name: String,
    /// A QR code as SVG.
    pub picture: String,
    /// The code as letters, to be typed where no camera is.
    pub text: String,
    pub at: Moment,
    /// From then on the next code is shown.
    pub changes_at: Moment,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct KioskCodeAnswer {
    pub code: KioskCodeView,
}

/// What a phone saw.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct ScanRequest {
    /// The code, or the address that holds it.
    pub code: String,
    /// What the browser keeps to tell this phone from others: 32 to 128 letters and digits.
    pub device: String,
}

/// What became of a scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScanVerdict {
    Accepted,
    Unreadable,
    Forged,
    TooOld,
    NotYet,
    OtherSite,
    OtherDevice,
    OtherNetwork,
    Replayed,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ScanView {
    pub verdict: ScanVerdict,
    pub site_name: Option<String>,
    pub at: Moment,
    /// The phone was bound to the person with this scan.
    pub is_bound_now: bool,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ScanAnswer {
    pub scan: ScanView,
}

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AttendanceFile {
    Shifts,
    Punches,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct AttendanceImportRequest {
    pub kind: AttendanceFile,
    pub name: String,
    /// Comma-separated, as docs/attendance.md says.
    pub text: String,
    /// Keeps nothing.
    #[serde(default)]
    pub is_preview: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AttendanceFault {
    pub line: u64,
    pub what: String,
}

/// All rows were taken, or none.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AttendanceImportView {
    pub rows: u64,
    /// Numbers of people whom the floor does not know.
    pub unknown: Vec<String>,
    pub faults: Vec<AttendanceFault>,
    pub is_written: bool,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AttendanceImportAnswer {
    pub import: AttendanceImportView,
}

/// Which of the punches of a shift count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AttendancePairing {
    /// The first is the arrival, the last the departure.
    FirstAndLast,
    /// Each arrival has its departure.
    InAndOut,
    /// Only arriving is punched.
    InOnly,
}

/// What a site asks of its people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AttendanceRules {
    /// After the begin of a shift, not late yet.
    pub late_minutes: u16,
    /// Before its end, not early yet.
    pub early_minutes: u16,
    /// Between door and telephone system.
    pub sign_in_minutes: u16,
    /// So long a person can explain before it may be decided without.
    pub explain_hours: u16,
    /// Code and terminal are both wanted, within so many minutes; absent: either is enough.
    #[serde(default)]
    pub both_within_minutes: Option<u16>,
    pub pairing: AttendancePairing,
    /// Whether being present means being signed in at the telephone system.
    pub is_sign_in_expected: bool,
    /// A code counts only from a phone in one of these networks; none: from anywhere.
    #[serde(default)]
    pub networks: Vec<String>,
}

/// Rules and since when.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RulesSpan {
    /// First local day; absent: from the beginning.
    pub from: Option<String>,
    pub is_future: bool,
    pub rules: AttendanceRules,
    pub changed_by: Option<String>,
    pub changed_at: Option<Moment>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RulesOfSite {
    pub site: u32,
    pub site_name: String,
    pub spans: Vec<RulesSpan>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RulesAnswer {
    pub sites: Vec<RulesOfSite>,
    /// The centre's day: rules can be set from then on.
    pub today: String,
    pub meta: ListMeta,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct RulesRequest {
    /// First local day on which they hold: today or later.
    pub from: String,
    pub rules: AttendanceRules,
}

/// A terminal at a door.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TerminalView {
    pub id: u32,
    pub serial: String,
    pub site: u32,
    pub site_name: String,
    pub name: String,
    pub address: Option<String>,
    pub says_way: bool,
    pub firmware: Option<String>,
    pub seen_at: Option<Moment>,
    pub bad_lines: u64,
    /// Templates, pictures and personal data that it sent and that were dropped unread.
    pub dropped: u64,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TerminalsAnswer {
    pub terminals: Vec<TerminalView>,
    pub meta: ListMeta,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TerminalAnswer {
    pub terminal: TerminalView,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct TerminalRequest {
    pub serial: String,
    pub site: u32,
    pub name: String,
    /// Only from this address.
    #[serde(default)]
    pub address: Option<String>,
    /// People press a key for coming and going.
    #[serde(default)]
    pub says_way: bool,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CaseKind {
    Late,
    EarlyLeave,
    Absent,
    MissingIn,
    MissingOut,
    Unconfirmed,
    PunchedNotSignedIn,
    SignedInNotPunched,
    TwoPlaces,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CaseStatus {
    Open,
    Explained,
    Accepted,
    Rejected,
    Withdrawn,
}

/// A stretch of time; no end while it lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CaseSpan {
    pub from: Moment,
    pub until: Option<Moment>,
}

/// A punch or a sign-in that speaks for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CaseEvidence {
    pub at: Moment,
    /// As it is named in the records.
    pub what: String,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CaseView {
    pub id: u32,
    pub revision: u32,
    /// The local day of the shift.
    pub day: String,
    /// The employee number.
    pub number: String,
    /// The person's id and name; absent where nobody in the house has the number.
    pub person: Option<u32>,
    pub name: Option<String>,
    pub team_name: Option<String>,
    pub site_name: Option<String>,
    pub kind: CaseKind,
    pub status: CaseStatus,
    pub shift: Option<CaseSpan>,
    pub by_ms: Option<i64>,
    pub gaps: Vec<CaseSpan>,
    pub punches: Vec<CaseEvidence>,
    pub sign_ins: Vec<CaseEvidence>,
    pub found_at: Moment,
    pub explanation: Option<String>,
    pub explained_at: Option<Moment>,
    pub decided_by: Option<String>,
    pub decided_at: Option<Moment>,
    pub reason: Option<String>,
    /// What was explained or decided on is no longer what the data say.
    pub has_changed: bool,
    pub is_own: bool,
    pub may_decide: bool,
    /// Before then it cannot be rejected without an explanation.
    pub explain_until: Moment,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CasesAnswer {
    pub cases: Vec<CaseView>,
    pub meta: ListMeta,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CaseAnswer {
    pub case: CaseView,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct ExplainRequest {
    pub revision: u32,
    pub text: String,
    /// Names of what else there is: a ticket, a photo's number.
    #[serde(default)]
    pub evidence: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CaseDecision {
    Accept,
    Reject,
    TakeUpAgain,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct DecideRequest {
    pub revision: u32,
    pub decision: CaseDecision,
    pub reason: String,
}
