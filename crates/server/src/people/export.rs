//! People as a file that comes in again: CSV or Excel, with headings in the reader's language.
//!
//! Room:  server, people.
//! Holds: a text is a text and never a formula; what is written here, `plan` reads as no change. A
//!        name that several things share is written as the key.
//! Never: what protects somebody.
//! Proof: `tests/it/api_people_files.rs`.

use super::columns::Column;
use crate::http::build::csv;
use crate::http::build::history_words::Language;
use crate::http::views::people::PersonLine;
use journal::carry::{Names, Registered};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

/// Names of sheets.
const PEOPLE: (&str, &str) = ("人员", "People");
const NOTES: (&str, &str) = ("填写说明", "How to fill in");

/// The rows of a file, in the order of `Column::ALL`.
#[must_use]
pub fn rows(people: &[PersonLine], names: &Names, language: Language) -> Vec<[String; 13]> {
    people.iter().map(|person| row(person, names, language)).collect()
}

fn row(person: &PersonLine, names: &Names, language: Language) -> [String; 13] {
    let yes = language.of(("是", "yes"));
    let no = language.of(("否", "no"));
    let flag = |is: bool| if is { yes } else { no }.to_owned();
    let contract = person.contract.as_ref();
    let skill = |skill: &crate::http::views::people::PersonSkill| {
        let name = unique(
            &skill.name,
            names.skills.get(&domain::SkillId(skill.skill)),
            names.skills.values(),
        );
        let until =
            skill.certified_until.as_deref().map(|day| format!(" {day}")).unwrap_or_default();
        format!("{name} {}{until}", skill.level)
    };
    let skills: Vec<String> = person.skills.iter().map(skill).collect();
    let agent = |agent: &crate::http::views::people::PeopleNamed| {
        let known = names.agents.get(&domain::AgentId(agent.id));
        known.map_or_else(|| agent.name.clone(), |known| known.key.clone())
    };
    let agents: Vec<String> = person.agents.iter().map(agent).collect();
    let site = person.site.as_ref().map(|site| {
        unique(&site.name, names.sites.get(&domain::SiteId(site.id)), names.sites.values())
    });
    let team = person.team.as_ref().map(|team| {
        unique(&team.name, names.teams.get(&domain::TeamId(team.id)), names.teams.values())
    });
    Column::ALL.map(|column| match column {
        Column::Number => person.number.clone(),
        Column::Name => person.name.clone(),
        Column::Hired => person.hired_on.clone(),
        Column::Left => person.left_on.clone().unwrap_or_default(),
        Column::Site => site.clone().unwrap_or_default(),
        Column::Team => team.clone().unwrap_or_default(),
        Column::Skills => skills.join("; "),
        Column::Hours => contract.map(|c| c.hours_per_week.to_string()).unwrap_or_default(),
        Column::PartTime => contract.map(|c| flag(c.is_part_time)).unwrap_or_default(),
        Column::Nights => contract.map(|c| flag(c.night_allowed)).unwrap_or_default(),
        Column::Languages => contract.map(|c| c.languages.join("; ")).unwrap_or_default(),
        Column::HolidayPay => {
            contract.and_then(|c| c.holiday_pay_class.clone()).unwrap_or_default()
        }
        Column::Agents => agents.join("; "),
    })
}

/// The name where it is one thing's only, else the key.
fn unique<'a>(
    name: &str,
    known: Option<&Registered>,
    all: impl Iterator<Item = &'a Registered>,
) -> String {
    let same = all.filter(|other| other.name == name).count();
    match known {
        Some(known) if same != 1 => known.key.clone(),
        _ => name.to_owned(),
    }
}

/// UTF-8 with byte order mark.
#[must_use]
pub fn as_csv(rows: &[[String; 13]], language: Language) -> String {
    let mut text = String::from("\u{feff}");
    text.push_str(&Column::ALL.map(|column| column.name(language)).join(","));
    text.push_str("\r\n");
    for row in rows {
        text.push_str(&row.each_ref().map(|cell| csv::field(cell)).join(","));
        text.push_str("\r\n");
    }
    text
}

/// A workbook with the table and a sheet that says how it is filled in.
pub fn as_workbook(rows: &[[String; 13]], language: Language) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let head = Format::new().set_bold();
    let sheet = book.add_worksheet();
    sheet.set_name(language.of(PEOPLE))?;
    for (place, column) in (0_u16..).zip(Column::ALL) {
        sheet.write_string_with_format(0, place, column.name(language), &head)?;
        sheet.set_column_width(place, if column == Column::Skills { 40 } else { 16 })?;
    }
    for (line, row) in (1_u32..).zip(rows) {
        for (place, cell) in (0_u16..).zip(row) {
            if !cell.is_empty() {
                sheet.write_string(line, place, cell)?;
            }
        }
    }
    sheet.set_freeze_panes(1, 2)?;
    let notes = book.add_worksheet();
    notes.set_name(language.of(NOTES))?;
    notes.set_column_width(0, 20)?;
    notes.set_column_width(1, 90)?;
    for (line, column) in (0_u32..).zip(Column::ALL) {
        // Led by a sign that no heading begins with: this sheet is no table of people.
        let name = format!("· {}", column.name(language));
        notes.write_string_with_format(line, 0, &name, &head)?;
        notes.write_string(line, 1, column.help(language))?;
    }
    book.save_to_buffer()
}
