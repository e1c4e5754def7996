//! Files of people: what they would change, and what is wrong with them.
//!
//! Room:  server/http/views; filled by `people::plan`.
//! Holds: an error names sheet, row, column, what stands there and what to write instead.
//! Proof: `tests/it/api_people_files.rs`.

use super::people::PersonValue;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Something in the file that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PeopleFileError {
    /// Empty for CSV.
    pub sheet: String,
    /// As the spreadsheet counts; 0: the file as a whole.
    pub row: u32,
    /// The column's heading in the file.
    pub column: String,
    /// Stable, for the reader's language.
    pub code: String,
    pub given: String,
    /// What to write instead.
    pub hint: String,
}

/// What becomes of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PeopleFileOutcome {
    New,
    Changed,
    Unchanged,
}

/// One thing that would be another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PeopleFileChange {
    /// `number`, `name`, `hired_on`, `left_on`, or the kind of fact.
    pub what: String,
    pub was: Option<PersonValue>,
    pub becomes: Option<PersonValue>,
}

/// A line of the preview.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PeopleFileLine {
    pub row: u32,
    pub number: String,
    pub name: String,
    pub outcome: PeopleFileOutcome,
    pub changes: Vec<PeopleFileChange>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PeopleFileReport {
    pub rows: u64,
    pub new: u64,
    pub changed: u64,
    pub unchanged: u64,
    /// The first lines that are new or changed; at most 500.
    pub lines: Vec<PeopleFileLine>,
    /// The first errors; at most 500. Where there is one, nothing is written.
    pub errors: Vec<PeopleFileError>,
    pub all_errors: u64,
    /// From which day on changes hold.
    pub from: String,
    pub is_written: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PeopleFileAnswer {
    pub import: PeopleFileReport,
}
