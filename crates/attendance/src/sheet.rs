//! The monthly sheet of a team: hours by kind, and what happened, person by person.
//!
//! Room:  attendance; after `compare` and `casebook`; the server puts it into Excel.
//! Takes: the facts of the month, the cases, the kinds of days, the people of the team.
//! Gives: `Sheet`, as rows and as text with a digest.
//! Holds: day + evening + night = worked = workday + rest day + holidays; the order of the input changes
//!        nothing; durations are whole until they are shown, shown minutes are rounded down.
//! Never: reads a clock; counts a stay that nobody confirmed, or one without an end, unless the missing
//!        end was accepted: then it counts to the end of the shift.
//! Proof: tests/it/sheet.rs, tests/it/properties.rs.

use crate::anomaly::{Identity, Kind};
use crate::casebook::{Case, Casebook, Status};
use crate::compare::Facts;
use crate::policy::Policy;
use crate::presence::{Passage, Presence, Stay, presence};
use crate::punch::PersonNumber;
use crate::shift::Leave;
use crate::span;
use domain::calendar::Day;
use domain::effective::Span;
use domain::{Duration, Interval};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What a day is for the pay. Days that are not named are workdays.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayClass {
    Workday,
    Rest,
    /// By the house's classes: three times the pay, twice.
    Holiday(String),
}

/// Whose hours decide about the class of a shift over midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClassBy {
    /// All hours are of the day the shift belongs to.
    ShiftDay,
    /// Each hour is of the day on the wall.
    Calendar,
}

/// What the sheet is about.
#[derive(Clone, Debug)]
pub struct Scope<'a> {
    pub team: &'a str,
    /// Any day of the month.
    pub month: Day,
    /// Who stands in it.
    pub people: &'a BTreeMap<PersonNumber, Member>,
    pub classes: &'a BTreeMap<Day, DayClass>,
    pub class_by: ClassBy,
}

/// Somebody of the team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// As it is shown.
    pub name: String,
    /// When they were of this team: other days stand in another sheet.
    pub days: Vec<Span<()>>,
}

impl Member {
    fn is_on(&self, day: Day) -> bool {
        self.days.iter().any(|days| days.holds_on(day))
    }
}

/// One person's month.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    pub person: String,
    pub name: String,
    pub shifts: u32,
    /// Shifts less breaks.
    pub planned: Duration,
    /// Within shifts, less breaks.
    pub worked: Duration,
    pub day: Duration,
    pub evening: Duration,
    pub night: Duration,
    pub workday: Duration,
    pub rest: Duration,
    pub holidays: BTreeMap<String, Duration>,
    /// Present outside shifts or beyond them; whether it is overtime is decided elsewhere.
    pub beyond: Duration,
    /// Leave that lies in shifts, by its kind.
    pub leave: BTreeMap<String, Duration>,
    /// How often each kind was found and not taken back.
    pub found: BTreeMap<Kind, u32>,
    /// How often it counts for discipline.
    pub counted: BTreeMap<Kind, u32>,
    /// Together, of those that were not accepted.
    pub late: Duration,
    pub early: Duration,
    /// Not decided yet: the month is not closed.
    pub undecided: u32,
}

/// A month of a team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    pub team: String,
    pub month: Day,
    pub rows: Vec<Row>,
}

/// Computes the sheet.
#[must_use]
pub fn sheet(scope: &Scope<'_>, facts: &Facts<'_>, book: &Casebook) -> Sheet {
    let month = scope.month.month();
    let mut known = facts.by_person();
    let rows = scope.people.iter().map(|(person, member)| {
        let own = known.remove(person).unwrap_or_default();
        let is_here = |day: Day| day.month() == month && member.is_on(day);
        let mut row = Row { person: person.0.clone(), name: member.name.clone(), ..Row::default() };
        for presence in presence(&own.punches, &own.shifts, facts.policies) {
            if is_here(presence.day) {
                let stays = counted_stays(&presence, &PersonsCases { person, book });
                row.add_presence(&presence, &stays, scope, facts);
                row.add_leave(&presence, &own.leave);
            }
        }
        let mine = |identity: &Identity| identity.person == *person && is_here(identity.day);
        for case in book.cases.values().filter(|case| mine(&case.anomaly.identity)) {
            row.add_case(case);
        }
        row
    });
    Sheet { team: scope.team.to_owned(), month, rows: rows.collect() }
}

struct PersonsCases<'a> {
    person: &'a PersonNumber,
    book: &'a Casebook,
}

impl PersonsCases<'_> {
    fn is_accepted(&self, presence: &Presence, kind: Kind) -> bool {
        let Presence { day, part, .. } = *presence;
        let identity = Identity { day, person: self.person.clone(), part, kind };
        self.book.cases.get(&identity).is_some_and(|case| case.status == Status::Accepted)
    }
}

impl Row {
    fn add_presence(
        &mut self,
        presence: &Presence,
        stays: &[Interval],
        scope: &Scope<'_>,
        facts: &Facts<'_>,
    ) {
        let Some(shift) = &presence.shift else {
            self.beyond += span::length(&span::union(stays));
            return;
        };
        let whole = [shift.interval()];
        let wanted = span::without(&whole, &shift.breaks);
        self.shifts += 1;
        self.planned += span::length(&wanted);
        self.beyond += span::length(&span::without(stays, &whole));
        let policy = facts.policies.at(shift.site, shift.begin);
        for stretch in span::within(stays, &wanted) {
            self.add_work(stretch, presence.day, scope, policy);
        }
    }

    fn add_leave(&mut self, presence: &Presence, leave: &[Leave]) {
        let Some(shift) = &presence.shift else { return };
        let wanted = span::without(&[shift.interval()], &shift.breaks);
        for one in leave {
            let part = span::within(&wanted, &[Interval { start: one.begin, end: one.end }]);
            if !part.is_empty() {
                *self.leave.entry(one.kind.clone()).or_default() += span::length(&part);
            }
        }
    }

    fn add_work(&mut self, stretch: Interval, of: Day, scope: &Scope<'_>, policy: &Policy) {
        self.worked += stretch.length();
        for (day, piece, band) in pieces(stretch, policy) {
            let length = piece.length();
            match band {
                Band::Day => self.day += length,
                Band::Evening => self.evening += length,
                Band::Night => self.night += length,
            }
            let of = match scope.class_by {
                ClassBy::ShiftDay => of,
                ClassBy::Calendar => day,
            };
            match scope.classes.get(&of) {
                None | Some(DayClass::Workday) => self.workday += length,
                Some(DayClass::Rest) => self.rest += length,
                Some(DayClass::Holiday(class)) => {
                    *self.holidays.entry(class.clone()).or_default() += length;
                }
            }
        }
    }

    fn add_case(&mut self, case: &Case) {
        let Identity { kind, .. } = case.anomaly.identity;
        if case.status == Status::Withdrawn {
            return;
        }
        *self.found.entry(kind).or_default() += 1;
        if case.counts() {
            *self.counted.entry(kind).or_default() += 1;
        }
        if !case.is_decided() {
            self.undecided += 1;
        }
        let by = case.anomaly.by.filter(|_| case.status != Status::Accepted);
        match kind {
            Kind::Late => self.late += by.unwrap_or_default(),
            Kind::EarlyLeave => self.early += by.unwrap_or_default(),
            Kind::Absent
            | Kind::MissingIn
            | Kind::MissingOut
            | Kind::Unconfirmed
            | Kind::PunchedNotSignedIn
            | Kind::SignedInNotPunched
            | Kind::TwoPlaces => {}
        }
    }
}

/// The stays that count as presence.
fn counted_stays(presence: &Presence, cases: &PersonsCases<'_>) -> Vec<Interval> {
    let accepted = |kind| cases.is_accepted(presence, kind);
    let (unconfirmed, missing_in, missing_out) =
        (accepted(Kind::Unconfirmed), accepted(Kind::MissingIn), accepted(Kind::MissingOut));
    let is_good = |passage: &Passage| passage.is_confirmed || unconfirmed;
    let good = presence.stays.iter().filter(|stay| stay.passages().all(is_good));
    good.filter_map(|stay| match (&stay.arrived, &stay.left, &presence.shift) {
        (Some(_), Some(_), _) => Some(stay.interval(presence.claim.start, presence.claim.end)),
        (Some(_), None, Some(shift)) if missing_out => Some(until_end(stay, shift.interval())),
        (None, Some(_), Some(shift)) if missing_in => Some(until_end(stay, shift.interval())),
        (None, _, _) | (_, None, _) => None,
    })
    .collect()
}

fn until_end(stay: &Stay, shift: Interval) -> Interval {
    stay.interval(shift.start, shift.end)
}

#[derive(Clone, Copy)]
enum Band {
    Day,
    Evening,
    Night,
}

/// The stretch, cut where the wall clock shows midnight or another band begins. Before `day_from` it is
/// the night of the day before, on this day's date.
fn pieces(stretch: Interval, policy: &Policy) -> Vec<(Day, Interval, Band)> {
    let bands = policy.bands;
    let mut pieces = Vec::new();
    let mut day = policy.zone.day(stretch.start);
    let last = policy.zone.day(stretch.end);
    while day <= last {
        let whole = policy.zone.day_interval(day);
        let at = |minutes| policy.zone.wall_clock(day, minutes).max(whole.start).min(whole.end);
        let dawn = at(bands.day_from);
        let dusk = at(bands.evening_from).max(dawn);
        let night = at(bands.night_from).max(dusk);
        let cuts = [
            (whole.start, dawn, Band::Night),
            (dawn, dusk, Band::Day),
            (dusk, night, Band::Evening),
            (night, whole.end, Band::Night),
        ];
        for (start, end, band) in cuts {
            let piece = span::common(stretch, Interval { start, end });
            if !span::is_empty(piece) {
                pieces.push((day, piece, band));
            }
        }
        day = day.plus_days(1);
    }
    pieces
}

impl Sheet {
    /// The classes of holiday that occur.
    #[must_use]
    pub fn holiday_classes(&self) -> Vec<String> {
        keys(self.rows.iter().flat_map(|row| row.holidays.keys()))
    }

    /// The kinds of leave that occur.
    #[must_use]
    pub fn leave_kinds(&self) -> Vec<String> {
        keys(self.rows.iter().flat_map(|row| row.leave.keys()))
    }

    /// The sheet as comma-separated text, hours as `168:30`: the same facts give the same bytes.
    #[must_use]
    pub fn text(&self) -> String {
        let (holidays, leave) = (self.holiday_classes(), self.leave_kinds());
        let mut head: Vec<String> =
            ["person", "name", "shifts", "planned", "worked", "day", "evening", "night"]
                .into_iter()
                .chain(["workday", "rest"])
                .map(str::to_owned)
                .collect();
        head.extend(holidays.iter().map(|class| format!("holiday {class}")));
        head.push("beyond".to_owned());
        head.extend(leave.iter().map(|kind| format!("leave {kind}")));
        head.extend(Kind::ALL.iter().map(|kind| kind.name().to_owned()));
        head.extend(Kind::ALL.iter().map(|kind| format!("{} counted", kind.name())));
        head.extend(["late by", "early by", "undecided"].map(str::to_owned));
        let rows = self.rows.iter().map(|row| row.fields(&holidays, &leave));
        let month: String = self.month.to_string().chars().take(7).collect();
        let mut text = format!("{},{month}\n", escaped(&self.team));
        for fields in std::iter::once(head).chain(rows) {
            let line: Vec<String> = fields.iter().map(|field| escaped(field)).collect();
            writeln!(text, "{}", line.join(",")).expect("a String takes any text");
        }
        text
    }

    /// SHA-256 of the text: two sheets with the same digest say the same.
    #[must_use]
    pub fn digest(&self) -> String {
        Sha256::digest(self.text().as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Row {
    fn fields(&self, holidays: &[String], leave: &[String]) -> Vec<String> {
        let or_zero = |map: &BTreeMap<String, Duration>, key| hours(map.get(key).copied());
        let count =
            |map: &BTreeMap<Kind, u32>, kind| map.get(kind).copied().unwrap_or(0).to_string();
        let mut fields = vec![self.person.clone(), self.name.clone(), self.shifts.to_string()];
        let lengths = [self.planned, self.worked, self.day, self.evening, self.night];
        fields.extend(lengths.into_iter().chain([self.workday, self.rest]).map(|l| hours(Some(l))));
        fields.extend(holidays.iter().map(|class| or_zero(&self.holidays, class)));
        fields.push(hours(Some(self.beyond)));
        fields.extend(leave.iter().map(|kind| or_zero(&self.leave, kind)));
        fields.extend(Kind::ALL.iter().map(|kind| count(&self.found, kind)));
        fields.extend(Kind::ALL.iter().map(|kind| count(&self.counted, kind)));
        fields.extend([
            hours(Some(self.late)),
            hours(Some(self.early)),
            self.undecided.to_string(),
        ]);
        fields
    }
}

fn keys<'a>(all: impl Iterator<Item = &'a String>) -> Vec<String> {
    let keys: std::collections::BTreeSet<&String> = all.collect();
    keys.into_iter().cloned().collect()
}

/// `7:05`; nothing is `0:00`.
#[must_use]
pub fn hours(length: Option<Duration>) -> String {
    let minutes = length.unwrap_or_default().micros() / 60_000_000;
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

/// A field as CSV wants it. A leading sign that a spreadsheet would take for a formula gets a quote.
#[must_use]
pub fn escaped(field: &str) -> String {
    let risky = field.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let field = if risky { format!("'{field}") } else { field.to_owned() };
    if field.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field
    }
}
