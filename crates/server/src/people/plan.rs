//! What a file of people would change.
//!
//! Room:  server, people; after `sheet`, before the store.
//! Takes: sheets, who is there already with what holds on the day, names. Gives: what the store is to
//!        write and a preview, or every error.
//! Holds: people are found by their employee number; an empty cell leaves things as they are, `-` takes
//!        them away; a file that was taken once changes nothing the second time.
//! Never: asks the store; writes half a file.
//! Proof: `tests/it/api_people_files.rs`.

use super::columns::Column;
use super::sheet::Sheet;
use crate::http::build::people::Known;
use crate::http::build::people_change as check;
use crate::http::refusal::Refusal;
use crate::http::views::people::{ContractView, PersonValue};
use crate::http::views::people_file::{
    PeopleFileChange, PeopleFileError, PeopleFileLine, PeopleFileOutcome, PeopleFileReport,
};
use domain::calendar::Day;
use domain::{PersonId, TeamId};
use journal::carry::Registered;
use std::collections::{BTreeMap, BTreeSet};
use store::{Fact, FactChange, FactKind, FactValue, PersonRow, PersonWrite};

/// Lines and errors of a report.
const MOST_SHOWN: usize = 500;
const NONE: &str = "-";

/// Who is there, with what holds on the day from which the file holds.
pub struct Present {
    pub people: BTreeMap<String, PersonRow>,
    pub facts: BTreeMap<PersonId, Vec<Fact>>,
}

impl std::fmt::Debug for Present {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Present").field("people", &self.people.len()).finish_non_exhaustive()
    }
}

/// Works a file out.
#[must_use]
pub fn plan(
    sheets: &[Sheet],
    present: &Present,
    known: Known<'_>,
    from: Day,
) -> (Vec<PersonWrite>, PeopleFileReport) {
    let mut planning = Planning::new(present, known, from);
    let mut has_table = false;
    for sheet in sheets {
        let Some((head, rows)) = sheet.rows.split_first() else { continue };
        let places = places(&head.1);
        // A sheet of notes beside the table names no number.
        if !places.contains_key(&Column::Number) {
            continue;
        }
        has_table = true;
        planning.head(sheet, head);
        for (row, cells) in rows {
            planning.row((sheet, *row), &head.1, &places, cells);
        }
    }
    if !has_table {
        let hint = "The first row names the columns; one of them is 工号 or Employee number";
        let sheet = sheets.first().map(|sheet| sheet.name.clone()).unwrap_or_default();
        planning.error((&sheet, 0), "", ("missing_column", ""), hint);
    }
    planning.done()
}

fn places(head: &[String]) -> BTreeMap<Column, usize> {
    let place = |column: &Column| head.iter().position(|heading| column.is_called(heading));
    Column::ALL.iter().filter_map(|column| Some((*column, place(column)?))).collect()
}

struct Planning<'a> {
    present: &'a Present,
    known: Known<'a>,
    from: Day,
    writes: Vec<PersonWrite>,
    report: PeopleFileReport,
    numbers: BTreeMap<String, u32>,
    /// Agents that somebody else is, or will be by this file.
    agents: BTreeMap<u32, String>,
}

/// Where in the file something stands.
type Place<'p> = (&'p str, u32);

impl<'a> Planning<'a> {
    fn new(present: &'a Present, known: Known<'a>, from: Day) -> Self {
        let report = PeopleFileReport {
            rows: 0,
            new: 0,
            changed: 0,
            unchanged: 0,
            lines: Vec::new(),
            errors: Vec::new(),
            all_errors: 0,
            from: from.to_string(),
            is_written: false,
        };
        let (writes, numbers, agents) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
        Self { present, known, from, writes, report, numbers, agents }
    }

    fn error(
        &mut self,
        (sheet, row): Place<'_>,
        column: &str,
        (code, given): (&str, &str),
        hint: &str,
    ) {
        self.report.all_errors += 1;
        if self.report.errors.len() < MOST_SHOWN {
            self.report.errors.push(PeopleFileError {
                sheet: sheet.to_owned(),
                row,
                column: column.to_owned(),
                code: code.to_owned(),
                given: given.chars().take(100).collect(),
                hint: hint.to_owned(),
            });
        }
    }

    /// Columns that nobody understands are said, not passed over.
    fn head(&mut self, sheet: &Sheet, (row, head): &(u32, Vec<String>)) {
        let mut seen = BTreeSet::new();
        for heading in head.iter().filter(|heading| !heading.is_empty()) {
            let column = Column::ALL.into_iter().find(|column| column.is_called(heading));
            match column {
                None => {
                    let hint = "Take the column out, or call it as the template does";
                    let given = ("unknown_column", heading.as_str());
                    self.error((&sheet.name, *row), heading, given, hint);
                }
                Some(column) if !seen.insert(column) => {
                    let given = ("column_twice", heading.as_str());
                    self.error((&sheet.name, *row), heading, given, "Name each column once");
                }
                Some(_) => {}
            }
        }
    }

    fn row(
        &mut self,
        (sheet, row): (&Sheet, u32),
        head: &[String],
        places: &BTreeMap<Column, usize>,
        cells: &[String],
    ) {
        self.report.rows += 1;
        let cell = |column: Column| -> &str {
            let place = places.get(&column).copied();
            let text = place.and_then(|place| cells.get(place)).map_or("", String::as_str).trim();
            // What the export led by an apostrophe comes back without it.
            match text.strip_prefix('\'') {
                Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest,
                _ => text,
            }
        };
        let place = (sheet.name.as_str(), row);
        let wrong = |planning: &mut Self, column: Column, code: &str, refusal: &Refusal| {
            let heading = places.get(&column).and_then(|place| head.get(*place));
            let heading = heading.map_or_else(
                || column.name(crate::http::build::history_words::Language::Chinese),
                String::as_str,
            );
            planning.error(place, heading, (code, cell(column)), &refusal.hint);
        };
        let before = self.report.all_errors;
        let number = match check::number(cell(Column::Number)) {
            Ok(number) => number,
            Err(refusal) => return wrong(self, Column::Number, "bad_number", &refusal),
        };
        if let Some(first) = self.numbers.insert(number.clone(), row) {
            let hint = format!("Row {first} has it already; keep one of them");
            return wrong(self, Column::Number, "number_twice", &Refusal::invalid("", hint));
        }
        let present = self.present;
        let was = present.people.get(&number);
        let facts =
            was.and_then(|row| present.facts.get(&row.person)).map_or(&[][..], Vec::as_slice);
        let mut one =
            Reading { known: self.known, was, facts, day: self.from, changes: Vec::new() };
        // What is wrong here does not hide what is wrong further on.
        let master = one.master(&cell);
        match &master {
            Ok((_, hired, _)) if was.is_none() => one.day = *hired,
            Ok(_) => {}
            Err((column, code, refusal)) => wrong(self, *column, code, refusal),
        }
        for column in Column::ALL {
            if let Err((code, refusal)) = one.fact(column, &cell) {
                wrong(self, column, code, &refusal);
            }
        }
        let agents = one.agents();
        for agent in agents {
            if let Some(other) = self.agents.insert(agent, number.clone()) {
                let hint = format!("{other} claims it in this file too; keep one of them");
                let refusal = Refusal::invalid("", hint);
                wrong(self, Column::Agents, "agent_twice", &refusal);
            }
        }
        let facts = one.changes;
        if let Ok((name, hired, left)) = master
            && self.report.all_errors == before
        {
            self.keep(row, (number, name, hired, left), was, facts);
        }
    }

    fn keep(
        &mut self,
        row: u32,
        (number, name, hired, left): (String, String, Day, Option<Day>),
        was: Option<&PersonRow>,
        facts: Vec<(FactChange, Option<FactValue>)>,
    ) {
        let mut changes = Vec::new();
        let text = |text: String| PersonValue { text: Some(text), ..PersonValue::default() };
        if let Some(was) = was {
            let days = |day: Option<Day>| day.map(|day| text(day.to_string()));
            let mut tell = |what: &str, was, becomes| {
                let what = what.to_owned();
                changes.push(PeopleFileChange { what, was, becomes });
            };
            if was.name != name {
                tell("name", Some(text(was.name.clone())), Some(text(name.clone())));
            }
            if was.hired != hired {
                tell("hired_on", days(Some(was.hired)), days(Some(hired)));
            }
            if was.left != left {
                tell("left_on", days(was.left), days(left));
            }
        }
        for (change, was) in &facts {
            if let FactChange::From { kind, slot, value, .. } = change {
                let tell = |value: &FactValue| self.known.value(*kind, *slot, value);
                changes.push(PeopleFileChange {
                    what: kind.word().to_owned(),
                    was: was.as_ref().map(tell),
                    becomes: value.as_ref().map(tell),
                });
            }
        }
        let outcome = match was {
            None => PeopleFileOutcome::New,
            Some(_) if changes.is_empty() => PeopleFileOutcome::Unchanged,
            Some(_) => PeopleFileOutcome::Changed,
        };
        match outcome {
            PeopleFileOutcome::New => self.report.new += 1,
            PeopleFileOutcome::Changed => self.report.changed += 1,
            PeopleFileOutcome::Unchanged => {
                self.report.unchanged += 1;
                return;
            }
        }
        if self.report.lines.len() < MOST_SHOWN {
            let (number, name) = (number.clone(), name.clone());
            self.report.lines.push(PeopleFileLine { row, number, name, outcome, changes });
        }
        let facts = facts.into_iter().map(|(change, _)| change).collect();
        let known = was.map(|row| (row.person, row.revision));
        self.writes.push(PersonWrite { known, number, name, hired, left, facts });
    }

    fn done(self) -> (Vec<PersonWrite>, PeopleFileReport) {
        let writes = if self.report.all_errors == 0 { self.writes } else { Vec::new() };
        (writes, self.report)
    }
}

/// What one row says of one person.
struct Reading<'a> {
    known: Known<'a>,
    was: Option<&'a PersonRow>,
    facts: &'a [Fact],
    day: Day,
    /// Each with what holds now.
    changes: Vec<(FactChange, Option<FactValue>)>,
}

type Wrong = (&'static str, Refusal);

fn hint(code: &'static str, hint: impl Into<String>) -> Wrong {
    (code, Refusal::invalid("", hint))
}

impl Reading<'_> {
    #[expect(clippy::type_complexity, reason = "a row's three plain values, or what is wrong")]
    fn master<'c>(
        &self,
        cell: &impl Fn(Column) -> &'c str,
    ) -> Result<(String, Day, Option<Day>), (Column, &'static str, Refusal)> {
        let name = match (cell(Column::Name), self.was) {
            ("", Some(was)) => was.name.clone(),
            (given, _) => {
                check::name("name", given).map_err(|refusal| (Column::Name, "bad_name", refusal))?
            }
        };
        let hired = match (cell(Column::Hired), self.was) {
            ("", Some(was)) => was.hired,
            (given, _) => day(given).map_err(|(code, why)| (Column::Hired, code, why))?,
        };
        let left = match (cell(Column::Left), self.was) {
            ("", was) => was.and_then(|was| was.left),
            (NONE, _) => None,
            (given, _) => Some(day(given).map_err(|(code, why)| (Column::Left, code, why))?),
        };
        if left.is_some_and(|left| left <= hired) {
            let why = Refusal::invalid("", "The day after the employment comes after its first");
            return Err((Column::Left, "bad_day", why));
        }
        Ok((name, hired, left))
    }

    fn fact<'c>(&mut self, column: Column, cell: &impl Fn(Column) -> &'c str) -> Result<(), Wrong> {
        let given = cell(column);
        let names = self.known.names;
        match column {
            Column::Number | Column::Name | Column::Hired | Column::Left => Ok(()),
            // The contract is one thing in several columns: read with the first.
            Column::PartTime | Column::Nights | Column::Languages | Column::HolidayPay => {
                self.flag(column, given).map(drop)
            }
            Column::Hours => self.contract(cell),
            _ if given.is_empty() => Ok(()),
            Column::Site => {
                let site = one_of(given, names.sites.iter().map(|(id, known)| (id.0, known)))?;
                // What goes out of somebody without a site of their own is that of the team.
                if site.is_none() || site != self.site_of_team() {
                    self.put(FactKind::Site, 0, site.map(FactValue::of));
                }
                Ok(())
            }
            Column::Team => {
                let team = one_of(given, names.teams.iter().map(|(id, known)| (id.0, known)))?;
                self.put(FactKind::Team, 0, team.map(FactValue::of));
                Ok(())
            }
            Column::Skills => self.skills(given),
            Column::Agents => {
                let known = || names.agents.iter().map(|(id, known)| (id.0, known));
                let mut wanted = BTreeMap::new();
                for word in parts(given) {
                    if let Some(agent) = one_of(word, known())? {
                        wanted.insert(agent, FactValue::of(1));
                    }
                }
                self.put_all(FactKind::Agent, &wanted);
                Ok(())
            }
        }
    }

    /// The site at which somebody is by their team alone.
    fn site_of_team(&self) -> Option<u32> {
        let of = |kind| self.facts.iter().find(|fact| fact.kind == kind);
        if of(FactKind::Site).is_some() {
            return None;
        }
        let team = TeamId(of(FactKind::Team)?.span.value.value);
        self.known.names.teams.get(&team)?.site.map(|site| site.0)
    }

    fn skills(&mut self, given: &str) -> Result<(), Wrong> {
        let mut wanted = BTreeMap::new();
        for part in parts(given).into_iter().filter(|part| *part != NONE) {
            let bad = || {
                let hint_text = "Write each skill with its level, as 账务 1; 业务 3 2027-03-31";
                hint("bad_skill", hint_text)
            };
            let mut words: Vec<&str> =
                part.split([' ', ':', '：', '\u{3000}']).filter(|word| !word.is_empty()).collect();
            let until = words.pop_if(|word| Day::parse(word).is_some());
            let level = words.pop().and_then(|word| word.parse::<u32>().ok()).ok_or_else(bad)?;
            let name = words.join(" ");
            let skills = self.known.names.skills.iter().map(|(id, known)| (id.0, known));
            let skill = one_of(&name, skills)?.ok_or_else(bad)?;
            let value = check::skill_value(Some(level), until)
                .map_err(|refusal| ("bad_skill", refusal))?
                .ok_or_else(bad)?;
            if wanted.insert(skill, value).is_some() {
                return Err(hint("bad_skill", "Name each skill once"));
            }
        }
        self.put_all(FactKind::Skill, &wanted);
        Ok(())
    }

    fn contract<'c>(&mut self, cell: &impl Fn(Column) -> &'c str) -> Result<(), Wrong> {
        let columns = [
            Column::Hours,
            Column::PartTime,
            Column::Nights,
            Column::Languages,
            Column::HolidayPay,
        ];
        if columns.iter().all(|column| cell(*column).is_empty()) {
            return Ok(());
        }
        let was = self.facts.iter().find(|fact| fact.kind == FactKind::Contract);
        let mut contract = was
            .and_then(|fact| serde_json::from_str(&fact.span.value.detail).ok())
            .unwrap_or(ContractView {
                hours_per_week: 40.0,
                is_part_time: false,
                night_allowed: true,
                languages: Vec::new(),
                holiday_pay_class: None,
            });
        let hours = cell(Column::Hours);
        if !hours.is_empty() {
            contract.hours_per_week =
                hours.parse().map_err(|_| hint("bad_hours", "Write hours of a week, as 37.5"))?;
        }
        // What is wrong with these is told at their own columns.
        if let Ok(Some(is)) = self.flag(Column::PartTime, cell(Column::PartTime)) {
            contract.is_part_time = is;
        }
        if let Ok(Some(is)) = self.flag(Column::Nights, cell(Column::Nights)) {
            contract.night_allowed = is;
        }
        match cell(Column::Languages) {
            "" => {}
            given => {
                let words = parts(given).into_iter().filter(|word| *word != NONE);
                contract.languages = words.map(str::to_owned).collect();
            }
        }
        match cell(Column::HolidayPay) {
            "" => {}
            NONE => contract.holiday_pay_class = None,
            given => contract.holiday_pay_class = Some(given.to_owned()),
        }
        let value = check::contract_value(&contract).map_err(|refusal| ("bad_hours", refusal))?;
        self.put(FactKind::Contract, 0, Some(value));
        Ok(())
    }

    #[expect(clippy::unused_self, reason = "reads a cell as its brothers do")]
    fn flag(&self, column: Column, given: &str) -> Result<Option<bool>, Wrong> {
        if !matches!(column, Column::PartTime | Column::Nights) || given.is_empty() {
            return Ok(None);
        }
        match given.to_lowercase().as_str() {
            "是" | "可" | "yes" | "y" | "true" | "1" => Ok(Some(true)),
            "否" | "不可" | "no" | "n" | "false" | "0" | NONE => Ok(Some(false)),
            _ => Err(hint("bad_flag", "Write 是 or 否, yes or no")),
        }
    }

    /// Says what is to hold, if that is another than what does.
    fn put(&mut self, kind: FactKind, slot: u32, value: Option<FactValue>) {
        let is_same = |fact: &&Fact| fact.kind == kind && fact.slot == slot;
        let was = self.facts.iter().find(is_same).map(|fact| fact.span.value.clone());
        if was != value {
            let change = FactChange::From { kind, slot, day: self.day, value };
            self.changes.push((change, was));
        }
    }

    /// The wanted ones and no others of a kind.
    fn put_all(&mut self, kind: FactKind, wanted: &BTreeMap<u32, FactValue>) {
        let known = self.facts.iter().filter(|fact| fact.kind == kind).map(|fact| fact.slot);
        let gone: Vec<u32> = known.filter(|slot| !wanted.contains_key(slot)).collect();
        for slot in gone {
            self.put(kind, slot, None);
        }
        for (slot, value) in wanted {
            self.put(kind, *slot, Some(value.clone()));
        }
    }

    /// Agents that this person is to be from now on.
    fn agents(&self) -> Vec<u32> {
        let claimed = |(change, _): &(FactChange, Option<FactValue>)| match change {
            FactChange::From { kind: FactKind::Agent, slot, value: Some(_), .. } => Some(*slot),
            FactChange::From { .. } | FactChange::TakeBack { .. } => None,
        };
        self.changes.iter().filter_map(claimed).collect()
    }
}

fn parts(given: &str) -> Vec<&str> {
    let signs = [';', '；', '、', '\n'];
    given.split(signs).map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// `2026-11-24`, `2026/11/24`, `2026年11月24日`.
fn day(given: &str) -> Result<Day, Wrong> {
    let plain = given.replace(['/', '.', '年', '月'], "-").replace('日', "");
    let numbers: Vec<&str> = plain.split('-').collect();
    let padded = match numbers[..] {
        [year, month, day] => format!("{year}-{month:0>2}-{day:0>2}"),
        _ => plain,
    };
    Day::parse(&padded).ok_or_else(|| hint("bad_day", "Write a day as 2026-11-24"))
}

/// The thing of this name or key; `None`: none is wanted.
fn one_of<'a>(
    given: &str,
    known: impl Iterator<Item = (u32, &'a Registered)>,
) -> Result<Option<u32>, Wrong> {
    if given == NONE {
        return Ok(None);
    }
    let mut names = Vec::new();
    let mut found = Vec::new();
    for (id, thing) in known {
        // A key is one thing's only; a name may be several things'.
        if thing.key == given {
            return Ok(Some(id));
        }
        if thing.name == given {
            found.push(id);
        }
        if names.len() < 8 {
            names.push(thing.name.as_str());
        }
    }
    match found[..] {
        [one] => Ok(Some(one)),
        [] => {
            Err(hint("unknown_name", format!("Write one that is known, as {}", names.join(", "))))
        }
        _ => Err(hint("name_of_several", "Several have this name: write the key")),
    }
}
