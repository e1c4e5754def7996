//! The text form of an instance and of a roster.
//!
//! Room:  roster; within `nrp`.
//! Holds: sections in any order; comments begin with `#`.

use super::Instance;
use crate::fault::Fault;
use crate::problem::{Cover, Problem, Roster};
use crate::row::{CHOICES, Choice, Choices, Kind, Limit, Row, Span};
use std::collections::BTreeMap;

/// Days of an instance at most: ten years.
const DAYS: usize = 3660;
const SECTIONS: [&str; 7] =
    ["HORIZON", "SHIFTS", "STAFF", "DAYS_OFF", "SHIFT_ON_REQUESTS", "SHIFT_OFF_REQUESTS", "COVER"];

/// Fields of a line with its number.
#[derive(Clone, Copy)]
struct Line<'a> {
    number: usize,
    text: &'a str,
}

impl<'a> Line<'a> {
    fn fields(self) -> Vec<&'a str> {
        self.text.split(',').map(str::trim).collect()
    }

    fn fault(self, what: &str, remedy: &str) -> Fault {
        Fault::at(self.number, what, remedy)
    }

    fn exactly<const N: usize>(self, form: &str) -> Result<[&'a str; N], Fault> {
        let fields = self.fields();
        let count = fields.len();
        fields.try_into().map_err(|_| {
            self.fault(&format!("{count} fields, not {N}"), &format!("write `{form}`"))
        })
    }

    fn number(self, field: &str, what: &str) -> Result<u32, Fault> {
        let number = field.parse::<u32>().ok().filter(|number| *number <= 100_000_000);
        number.ok_or_else(|| {
            self.fault(&format!("{what} `{field}`"), "write a whole number of at most 100 000 000")
        })
    }

    fn small(self, field: &str, what: &str) -> Result<u16, Fault> {
        let number = self.number(field, what)?;
        Ok(u16::try_from(number.min(0x7fff)).unwrap_or(0x7fff))
    }
}

/// The sections and whom they name.
struct Book<'a> {
    sections: BTreeMap<&'a str, Vec<Line<'a>>>,
    days: usize,
    shifts: Vec<String>,
    people: Vec<String>,
}

impl<'a> Book<'a> {
    fn lines(&self, section: &str) -> &[Line<'a>] {
        self.sections.get(section).map_or(&[], Vec::as_slice)
    }

    fn day(&self, line: Line<'_>, field: &str) -> Result<usize, Fault> {
        let day = line.number(field, "day")? as usize;
        if day < self.days {
            return Ok(day);
        }
        Err(line.fault(&format!("day {day}"), &format!("days are 0 to {}", self.days - 1)))
    }

    fn shift(&self, line: Line<'_>, field: &str) -> Result<usize, Fault> {
        let known = self.shifts.iter().skip(1).position(|shift| shift == field);
        known.map(|index| index + 1).ok_or_else(|| {
            line.fault(&format!("unknown shift `{field}`"), "list it in SECTION_SHIFTS")
        })
    }

    fn person(&self, line: Line<'_>, field: &str) -> Result<usize, Fault> {
        self.people.iter().position(|person| person == field).ok_or_else(|| {
            line.fault(&format!("unknown person `{field}`"), "list them in SECTION_STAFF")
        })
    }
}

pub(super) fn instance(text: &str) -> Result<Instance, Fault> {
    let mut book = Book {
        sections: sections(text)?,
        days: 0,
        shifts: vec![String::new()],
        people: Vec::new(),
    };
    book.days = horizon(&book)?;
    let (choices, unit) = shifts(&mut book)?;
    let mut rows = staff(&mut book, &choices, unit)?;
    days_off(&book, &mut rows)?;
    let wishes = wishes(&book)?;
    let covers = covers(&book)?;
    let problem = Problem::new(rows, wishes, covers);
    Ok(Instance { problem, people: book.people, shifts: book.shifts, unit })
}

fn sections(text: &str) -> Result<BTreeMap<&str, Vec<Line<'_>>>, Fault> {
    let mut sections: BTreeMap<&str, Vec<Line<'_>>> = BTreeMap::new();
    let mut section = None;
    for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let text = line.trim();
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        if let Some(name) = text.strip_prefix("SECTION_") {
            if !SECTIONS.contains(&name) {
                let remedy = format!("sections are {}", SECTIONS.join(", "));
                return Err(Fault::at(number, &format!("unknown section `{name}`"), &remedy));
            }
            section = Some(name);
            continue;
        }
        let Some(name) = section else {
            return Err(Fault::at(
                number,
                "text before the first section",
                "begin with SECTION_HORIZON",
            ));
        };
        sections.entry(name).or_default().push(Line { number, text });
    }
    Ok(sections)
}

fn horizon(book: &Book<'_>) -> Result<usize, Fault> {
    let [line] = book.lines("HORIZON") else {
        return Err(Fault::new(
            "SECTION_HORIZON",
            "not exactly one line",
            "write the number of days",
        ));
    };
    let days = line.number(line.text, "number of days")? as usize;
    if days == 0 || days > DAYS || !days.is_multiple_of(7) {
        return Err(
            line.fault(&format!("{days} days"), &format!("write whole weeks, at most {DAYS} days"))
        );
    }
    Ok(days)
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// The choices, and the unit in which their minutes are counted.
fn shifts(book: &mut Book<'_>) -> Result<(Vec<Choice>, u32), Fault> {
    let lines = book.lines("SHIFTS").to_vec();
    let mut minutes = vec![0];
    for line in &lines {
        let fields = line.fields();
        let [name, length, ..] = fields.as_slice() else {
            return Err(
                line.fault("too few fields", "write `name,minutes,those that may not follow`")
            );
        };
        if name.is_empty() || *name == "." || book.shifts.iter().any(|known| known == name) {
            return Err(line.fault(&format!("shift `{name}`"), "give each shift a name of its own"));
        }
        minutes.push(line.number(length, "length")?);
        book.shifts.push((*name).to_owned());
    }
    if lines.is_empty() || book.shifts.len() > CHOICES {
        let remedy = format!("list 1 to {} shifts", CHOICES - 1);
        return Err(Fault::new("SECTION_SHIFTS", "no shifts, or too many", &remedy));
    }
    let all = Choices::MAX >> (CHOICES - book.shifts.len());
    let unit = minutes.iter().copied().reduce(gcd).filter(|unit| *unit > 0).unwrap_or(1);
    let mut choices = vec![Choice { minutes: 0, next: all, is_night: false }];
    for (line, minutes) in lines.iter().zip(minutes.into_iter().skip(1)) {
        let mut next = all;
        let fields = line.fields();
        for name in fields.get(2).unwrap_or(&"").split('|').filter(|name| !name.trim().is_empty()) {
            next &= !(1 << book.shift(*line, name.trim())?);
        }
        choices.push(Choice { minutes: minutes / unit, next, is_night: false });
    }
    Ok((choices, unit))
}

fn staff(book: &mut Book<'_>, choices: &[Choice], unit: u32) -> Result<Vec<Row>, Fault> {
    let mut rows = Vec::new();
    for line in book.lines("STAFF").to_vec() {
        let [name, shifts, most, least, most_run, least_run, least_off, weekends] = line.exactly(
            "name,shift=most|...,most minutes,least minutes,most in a row,least in a row,least off in a row,most weekends",
        )?;
        if name.is_empty() || book.people.iter().any(|known| known == name) {
            return Err(
                line.fault(&format!("person `{name}`"), "give each person a name of their own")
            );
        }
        let all = choices.first().map_or(1, |off| off.next);
        let mut limits =
            vec![Limit { kind: Kind::Weekends, most: line.small(weekends, "weekends")? }];
        let mut allowed = all;
        let most = line.number(most, "most minutes")? / unit;
        for (shift, count) in most_by_shift(book, line, shifts)? {
            let minutes = choices[shift].minutes;
            let by_minutes = most.checked_div(minutes).unwrap_or(u32::MAX) as usize;
            if count == 0 {
                allowed &= !(1 << shift);
            } else if usize::from(count) < book.days.min(by_minutes) {
                limits.push(Limit { kind: Kind::Choices(1 << shift), most: count });
            }
        }
        let runs = [most_run, least_run, least_off].map(|field| line.small(field, "run"));
        let [most_run, least_run, least_off] = runs;
        let most_run = most_run?.min(u16::try_from(book.days).unwrap_or(u16::MAX));
        let least = line.number(least, "least minutes")?.div_ceil(unit);
        let span = Span { end: book.days, least, most, days: 0x7fff };
        rows.push(Row {
            choices: choices.to_vec(),
            allowed: vec![allowed; book.days],
            most_run,
            least_run: least_run?,
            least_off: least_off?.min(u16::try_from(book.days).unwrap_or(u16::MAX)),
            most_nights: 0,
            spans: vec![span],
            limits,
        });
        book.people.push(name.to_owned());
    }
    if rows.is_empty() {
        return Err(Fault::new("SECTION_STAFF", "nobody", "list the people"));
    }
    Ok(rows)
}

fn most_by_shift(book: &Book<'_>, line: Line<'_>, text: &str) -> Result<Vec<(usize, u16)>, Fault> {
    let parts = text.split('|').filter(|part| !part.trim().is_empty());
    parts
        .map(|part| {
            let (name, most) = part.split_once('=').ok_or_else(|| {
                line.fault(&format!("`{part}`"), "write `shift=most`, separated by |")
            })?;
            Ok((book.shift(line, name.trim())?, line.small(most.trim(), "most shifts")?))
        })
        .collect()
}

fn days_off(book: &Book<'_>, rows: &mut [Row]) -> Result<(), Fault> {
    for line in book.lines("DAYS_OFF") {
        let fields = line.fields();
        let person = book.person(*line, fields[0])?;
        for field in fields.iter().skip(1).filter(|field| !field.is_empty()) {
            rows[person].allowed[book.day(*line, field)?] = 1;
        }
    }
    Ok(())
}

/// The price of each person's choices: an unmet wish for a shift lies on all other choices of that
/// day.
fn wishes(book: &Book<'_>) -> Result<Vec<Vec<i64>>, Fault> {
    let choices = book.shifts.len();
    let mut wishes = vec![vec![0; book.days * choices]; book.people.len()];
    for (section, is_on) in [("SHIFT_ON_REQUESTS", true), ("SHIFT_OFF_REQUESTS", false)] {
        for line in book.lines(section) {
            let [person, day, shift, weight] = line.exactly("person,day,shift,weight")?;
            let person = book.person(*line, person)?;
            let (day, shift) = (book.day(*line, day)?, book.shift(*line, shift)?);
            let weight = i64::from(line.number(weight, "weight")?);
            for choice in 0..choices {
                if (choice == shift) != is_on {
                    wishes[person][day * choices + choice] += weight;
                }
            }
        }
    }
    Ok(wishes)
}

fn covers(book: &Book<'_>) -> Result<Vec<Cover>, Fault> {
    let cover = |line: &Line<'_>| {
        let [day, shift, need, under, over] =
            line.exactly("day,shift,people,weight under,weight over")?;
        Ok(Cover {
            day: book.day(*line, day)?,
            choice: u8::try_from(book.shift(*line, shift)?).unwrap_or(u8::MAX),
            need: i64::from(line.number(need, "people")?),
            under: i64::from(line.number(under, "weight")?),
            over: i64::from(line.number(over, "weight")?),
        })
    };
    book.lines("COVER").iter().map(cover).collect()
}

pub(super) fn roster(instance: &Instance, text: &str) -> Result<Roster, Fault> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.starts_with('#'));
    let days = instance.problem.days;
    let mut roster = Vec::new();
    for (number, line) in lines.take(instance.people.len()) {
        let fields: Vec<&str> = line.split('\t').map(str::trim).collect();
        if fields.len() > days {
            let what = format!("{} days, not {days}", fields.len());
            return Err(Fault::at(
                number,
                &what,
                "write one field for each day, separated by tabs",
            ));
        }
        let mut row = vec![0; days];
        for (day, field) in fields.iter().enumerate().filter(|(_, f)| !f.is_empty() && **f != ".") {
            let known = instance.shifts.iter().position(|shift| shift == field);
            let choice = known.and_then(|choice| u8::try_from(choice).ok());
            row[day] = choice.ok_or_else(|| {
                Fault::at(
                    number,
                    &format!("day {day}: unknown shift `{field}`"),
                    "use the shifts of the instance",
                )
            })?;
        }
        roster.push(row);
    }
    if roster.len() < instance.people.len() {
        let what = format!("{} people, not {}", roster.len(), instance.people.len());
        return Err(Fault::new(
            "the roster",
            &what,
            "write one line for each person, in their order",
        ));
    }
    Ok(roster)
}
