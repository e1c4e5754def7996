//! The nurse rostering format of Curtois and Qu, read, written and explained.
//!
//! Room:  roster; a reader of `Problem`s (the format is described in docs/roster.md).
//! Holds: a fault names the line, what is wrong there and the remedy.
//! Proof: tests/it/formats.rs.

mod read;
mod tell;

use crate::fault::Fault;
use crate::problem::{Problem, Roster};

/// An instance.
#[derive(Clone, Debug)]
pub struct Instance {
    pub problem: Problem,
    /// Names in the order of rows.
    pub people: Vec<String>,
    /// Names by choice; choice 0 is off and has none.
    pub shifts: Vec<String>,
    /// Minutes of one unit of `Choice::minutes`.
    pub unit: u32,
}

impl Instance {
    /// Reads an instance.
    ///
    /// # Errors
    /// What is wrong, with its line and the remedy.
    pub fn read(text: &str) -> Result<Self, Fault> {
        read::instance(text)
    }

    /// Reads a roster: a line for each person in order, days separated by tabs, empty or `.` is off.
    ///
    /// # Errors
    /// What is wrong, with its line and the remedy.
    pub fn read_roster(&self, text: &str) -> Result<Roster, Fault> {
        read::roster(self, text)
    }

    /// A roster as text.
    #[must_use]
    pub fn write(&self, roster: &[Vec<u8>]) -> String {
        let line = |days: &Vec<u8>| {
            let names: Vec<&str> =
                days.iter().map(|c| self.shifts[usize::from(*c)].as_str()).collect();
            names.join("\t") + "\n"
        };
        roster.iter().map(line).collect()
    }

    /// Every rule broken and every part of the objective, one sentence each.
    #[must_use]
    pub fn tell(&self, roster: &[Vec<u8>]) -> (Vec<String>, Vec<String>) {
        (tell::broken(self, roster), tell::prices(self, roster))
    }
}
