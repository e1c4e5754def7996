//! A file of people taken in, or only looked at: the one way for pages and for the command.
//!
//! Room:  server, people.
//! Takes: bytes, a day. Gives: the report; written or not.
//! Holds: all or none; a file with one error writes nothing; what others change meanwhile is refused.
//! Proof: `tests/it/api_people_files.rs`.

use super::plan::{Present, plan};
use super::sheet;
use crate::engine::Engine;
use crate::http::build::people::Known;
use crate::http::views::people_file::{PeopleFileError, PeopleFileReport};
use domain::PersonId;
use domain::calendar::Day;
use std::collections::BTreeMap;
use store::{Author, Fact, PeopleKept, PersonRow, StoreError};

/// What is done with a file.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// From which day on changes of people who are there hold.
    pub from: Day,
    pub is_preview: bool,
    pub author: Author<'a>,
}

/// Looks at a file and, unless it is a preview or has an error, takes it.
pub async fn take(
    engine: &Engine,
    bytes: Vec<u8>,
    wish: Wish<'_>,
) -> Result<PeopleFileReport, StoreError> {
    let read = tokio::task::spawn_blocking(move || sheet::read(&bytes)).await;
    let sheets = match read.unwrap_or(Err(sheet::Unreadable::Broken)) {
        Ok(sheets) => sheets,
        Err(why) => return Ok(refused(wish.from, why)),
    };
    let store = engine.store();
    let present = present(engine, wish.from).await?;
    let accounts = BTreeMap::new();
    let (writes, mut report) = engine.read(|live| {
        let known = Known { names: live.names(), accounts: &accounts };
        plan(&sheets, &present, known, wish.from)
    });
    if wish.is_preview || report.all_errors > 0 || writes.is_empty() {
        return Ok(report);
    }
    let kept = store.write_people(&writes, wish.author, engine.now()).await?;
    match kept {
        PeopleKept::Done(_) => report.is_written = true,
        PeopleKept::Claimed { place, kind, slot, by } => {
            let by = store.person(by).await?.map_or_else(String::new, |row| row.number);
            let number = writes.get(place).map_or("", |write| write.number.as_str());
            let hint = format!("This {} is {by} on one of these days: end that first", kind.word());
            push(&mut report, "claimed", &format!("{number}: {}-{slot}", kind.word()), &hint);
        }
        PeopleKept::Changed(_) | PeopleKept::Taken(_) | PeopleKept::NoSuchChange(_) => {
            push(&mut report, "changed_meanwhile", "", "Somebody changed people: look again");
        }
    }
    if report.is_written {
        super::settle_soon(engine).await;
    }
    Ok(report)
}

/// Everybody, with what holds of them on a day.
async fn present(engine: &Engine, day: Day) -> Result<Present, StoreError> {
    let store = engine.store();
    let rows = store.all_people().await?;
    let ids: Vec<PersonId> = rows.iter().map(|row| row.person).collect();
    let mut facts: BTreeMap<PersonId, Vec<Fact>> = BTreeMap::new();
    for fact in store.facts_of(&ids, Some(day)).await? {
        facts.entry(fact.person).or_default().push(fact);
    }
    let by_number = |row: PersonRow| (row.number.clone(), row);
    Ok(Present { people: rows.into_iter().map(by_number).collect(), facts })
}

fn refused(from: Day, why: sheet::Unreadable) -> PeopleFileReport {
    let mut report = PeopleFileReport {
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
    push(&mut report, why.code(), "", why.hint());
    report
}

fn push(report: &mut PeopleFileReport, code: &str, given: &str, hint: &str) {
    report.all_errors += 1;
    report.errors.push(PeopleFileError {
        sheet: String::new(),
        row: 0,
        column: String::new(),
        code: code.to_owned(),
        given: given.to_owned(),
        hint: hint.to_owned(),
    });
}
