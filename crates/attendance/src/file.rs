//! Shifts, punches and signed-in time from comma-separated text.
//!
//! Room:  attendance; until rosters are published, and for exports of terminals.
//! Takes: text with a heading line, English or Chinese; commas, semicolons or tabs; the zone of times
//!        that name none.
//! Gives: rows, or every fault with its line and what to do about it.
//! Holds: all or nothing: one bad line and no row is given; no more than `LIMIT` lines.
//! Never: opens a file.
//! Proof: tests/it/file.rs.

use crate::punch::{PersonNumber, Punch, Source, Way};
use crate::shift::{Shift, SignIn};
use domain::calendar::Zone;
use domain::{Interval, SiteId, Timestamp};

/// More lines than this are a mistake.
pub const LIMIT: usize = 1_000_000;
const PERSON: &[&str] = &["person", "工号", "employee_number"];
/// The site of a row that names none: whoever reads the file knows which is meant.
pub const UNSAID: SiteId = SiteId(u32::MAX);

const SITE: &[&str] = &["site", "职场"];
const BEGIN: &[&str] = &["begin", "开始"];
const END: &[&str] = &["end", "结束"];
const BREAKS: &[&str] = &["breaks", "休息"];
const AT: &[&str] = &["at", "时间"];
const WAY: &[&str] = &["way", "方向"];
const SOURCE: &[&str] = &["source", "来源"];
const SEAT: &[&str] = &["seat", "座席"];

/// A line that could not be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct Fault {
    pub line: usize,
    pub what: String,
}

/// Columns `person`, `begin`, `end`; `site` and `breaks` (`12:00-12:30 15:00-15:15`, whole instants
/// or times of the wall after the shift's begin) if they are there.
pub fn shifts(text: &str, zone: &Zone) -> Result<Vec<Shift>, Vec<Fault>> {
    rows(text, &[PERSON, BEGIN, END], |row| {
        let (begin, end) = (row.instant(BEGIN, zone)?, row.instant(END, zone)?);
        if end <= begin {
            return Err("the end is not after the begin".to_owned());
        }
        if end.since(begin).micros() > 24 * 3_600_000_000 {
            return Err("longer than 24 hours; check the dates".to_owned());
        }
        let whole = Interval { start: begin, end };
        let breaks = row.get(BREAKS).unwrap_or_default().split_whitespace();
        let breaks = breaks.map(|text| break_in(text, whole, zone)).collect::<Result<_, _>>()?;
        Ok(Shift { person: row.person()?, begin, end, site: row.site()?, breaks })
    })
}

/// Columns `person`, `at`; `site`, `way` (in, out) and `source` (file, code, terminal) if they are there.
pub fn punches(text: &str, zone: &Zone, name: &str) -> Result<Vec<Punch>, Vec<Fault>> {
    rows(text, &[PERSON, AT], |row| {
        let way = match row.get(WAY).map(str::to_lowercase).as_deref() {
            None | Some("") => Way::Unknown,
            Some("in" | "上班" | "签到" | "进") => Way::In,
            Some("out" | "下班" | "签退" | "出") => Way::Out,
            Some(other) => return Err(format!("`{}` is neither in nor out", shown(other))),
        };
        let source = match row.get(SOURCE).map(str::to_lowercase).as_deref() {
            None | Some("" | "file") => Source::File { name: name.to_owned() },
            Some("code") => Source::Code { kiosk: 0, is_network_seen: true },
            Some("terminal") => Source::Terminal { serial: name.to_owned() },
            Some(other) => {
                return Err(format!("`{}` is none of file, code, terminal", shown(other)));
            }
        };
        Ok(Punch {
            at: row.instant(AT, zone)?,
            person: row.person()?,
            site: row.site()?,
            way,
            source,
        })
    })
}

/// Columns `person`, `begin`; `end` (empty while it lasts), `site` and `seat` if they are there.
pub fn sign_ins(text: &str, zone: &Zone) -> Result<Vec<SignIn>, Vec<Fault>> {
    rows(text, &[PERSON, BEGIN], |row| {
        let begin = row.instant(BEGIN, zone)?;
        let has_end = row.get(END).is_some_and(|text| !text.is_empty());
        let end = if has_end { Some(row.instant(END, zone)?) } else { None };
        if end.is_some_and(|end| end < begin) {
            return Err("it ends before it begins".to_owned());
        }
        let seat = row.get(SEAT).filter(|seat| !seat.is_empty()).map(str::to_owned);
        Ok(SignIn { begin, person: row.person()?, site: row.site()?, seat, end })
    })
}

/// `12:00-12:30`: times of the wall, on the day of the begin or, where that would lie before it, the next.
fn break_in(text: &str, shift: Interval, zone: &Zone) -> Result<Interval, String> {
    let wrong = || format!("`{}` is no break within the shift; write 12:00-12:30", shown(text));
    let (start, end) = text.split_once('-').ok_or_else(wrong)?;
    let at = |text: &str| {
        let minutes = wall_minutes(text)?;
        let day = zone.day(shift.start);
        let here = zone.wall_clock(day, minutes);
        Some(if here < shift.start { zone.wall_clock(day.plus_days(1), minutes) } else { here })
    };
    let (start, end) = (at(start).ok_or_else(wrong)?, at(end).ok_or_else(wrong)?);
    if start < end && end <= shift.end { Ok(Interval { start, end }) } else { Err(wrong()) }
}

fn wall_minutes(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

/// One line, by the names of its columns.
struct Row<'a> {
    head: &'a [String],
    fields: Vec<String>,
}

impl Row<'_> {
    fn get(&self, names: &[&str]) -> Option<&str> {
        let at = self.head.iter().position(|head| names.contains(&head.as_str()))?;
        Some(self.fields.get(at).map_or("", |field| field.trim()))
    }

    fn instant(&self, names: &[&str], zone: &Zone) -> Result<Timestamp, String> {
        let text = self.get(names).unwrap_or_default();
        if let Ok(instant) = Timestamp::parse(text) {
            return Ok(instant);
        }
        let seconds = if text.matches(':').count() == 1 { ":00" } else { "" };
        zone.parse_local(&format!("{}{seconds}", text.replace('/', "-"))).map_err(|e| e.to_string())
    }

    fn person(&self) -> Result<PersonNumber, String> {
        match self.get(PERSON).unwrap_or_default() {
            "" => Err("the employee number is empty".to_owned()),
            text if text.chars().count() > 40 => {
                Err("an employee number of over 40 signs".to_owned())
            }
            text => Ok(PersonNumber(text.to_owned())),
        }
    }

    /// Sites are numbers here.
    fn site(&self) -> Result<SiteId, String> {
        match self.get(SITE).unwrap_or_default() {
            "" => Ok(UNSAID),
            text => {
                let number = text.strip_prefix("site-").unwrap_or(text).parse();
                number.map(SiteId).map_err(|_| format!("`{}` is no number of a site", shown(text)))
            }
        }
    }
}

fn rows<T>(
    text: &str,
    wanted: &[&[&str]],
    read: impl Fn(&Row<'_>) -> Result<T, String>,
) -> Result<Vec<T>, Vec<Fault>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let one = |line, what: String| vec![Fault { line, what }];
    let Some((number, first)) = lines.next() else {
        return Err(one(1, "the file is empty".to_owned()));
    };
    let separator = [',', '\t', ';'].into_iter().find(|sign| first.contains(*sign)).unwrap_or(',');
    let head: Vec<String> =
        fields(first, separator).iter().map(|field| field.trim().to_lowercase()).collect();
    let is_there = |names: &&&[&str]| head.iter().any(|head| names.contains(&head.as_str()));
    if let Some(missing) = wanted.iter().find(|names| !is_there(names)) {
        return Err(one(number + 1, format!("there is no column {}", missing.join(" / "))));
    }
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    for (number, line) in lines {
        if number >= LIMIT {
            faults.push(Fault { line: number + 1, what: format!("more than {LIMIT} lines") });
            break;
        }
        match read(&Row { head: &head, fields: fields(line, separator) }) {
            Ok(row) => rows.push(row),
            Err(what) => faults.push(Fault { line: number + 1, what }),
        }
    }
    if faults.is_empty() { Ok(rows) } else { Err(faults) }
}

/// Fields may stand in quotes; a quote within them is doubled. A line is a row: no field has line ends.
fn fields(line: &str, separator: char) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut is_quoted = false;
    let mut signs = line.chars().peekable();
    while let Some(sign) = signs.next() {
        if sign == '"' && is_quoted && signs.peek() == Some(&'"') {
            signs.next();
        } else if sign == '"' {
            is_quoted = !is_quoted;
            continue;
        } else if sign == separator && !is_quoted {
            fields.push(String::new());
            continue;
        }
        if let Some(field) = fields.last_mut() {
            field.push(sign);
        }
    }
    fields
}

fn shown(text: &str) -> String {
    text.chars().take(40).collect()
}
