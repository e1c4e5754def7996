//! The contact-centre format `ccroster/1`: skills, quarter hours, movable starts, breaks.
//!
//! Room:  roster; read here, searched by `cc::search`, bounded by `cc::bound`.
//! Holds: a choice of a day is a template with a start; breaks follow from the prices of slots, since
//!        their windows never overlap.
//! Proof: tests/it/formats.rs compares with the independent checker.

pub mod bound;
pub mod cover;
mod demand;
mod read;
mod rules;
pub mod search;
mod tell;

use crate::fault::Fault;
use crate::price::Graph;
use crate::row::Row;
pub use demand::{First, Metrics};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// An instance as its file has it.
#[derive(Clone, Debug, Deserialize)]
pub struct File {
    pub format: String,
    pub slot_min: u32,
    pub slots_per_day: usize,
    pub days: usize,
    #[serde(default)]
    pub first_weekday: u32,
    #[serde(default)]
    pub holidays: Vec<usize>,
    pub skills: Vec<String>,
    pub demand: BTreeMap<String, Vec<Vec<u32>>>,
    pub templates: Vec<Template>,
    pub agents: Vec<Agent>,
    pub weights: Weights,
}

/// A kind of shift.
#[derive(Clone, Debug, Deserialize)]
pub struct Template {
    pub id: String,
    pub tag: String,
    /// Slots.
    pub len: usize,
    pub starts: Vec<usize>,
    pub skills: Vec<String>,
    pub breaks: Vec<Pause>,
}

/// A break and where it may begin, in slots from the start of the shift.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Pause {
    pub len: usize,
    pub first: usize,
    pub last: usize,
    pub paid: bool,
}

/// One person. Minutes are paid minutes of a week from Monday.
#[derive(Clone, Debug, Deserialize)]
pub struct Agent {
    pub id: String,
    pub skills: Vec<String>,
    pub templates: Vec<String>,
    #[serde(default)]
    pub protected: bool,
    pub max_week: u32,
    pub min_week: u32,
    pub max_consecutive: u16,
    pub min_days_off_week: u16,
    /// Slots.
    pub min_rest: usize,
    pub max_consecutive_nights: u16,
    pub max_nights_28: u16,
    #[serde(default)]
    pub leave: Vec<usize>,
    /// What a shift of this tag, or on a holiday, costs; negative is liked.
    #[serde(default)]
    pub prefs: BTreeMap<String, i64>,
    #[serde(default)]
    pub requests: Vec<Request>,
}

/// A wish for one day: a tag, or `off`.
#[derive(Clone, Debug, Deserialize)]
pub struct Request {
    pub day: usize,
    pub tag: String,
    pub cost: i64,
}

/// Prices of the objective.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Weights {
    pub under: i64,
    pub over: i64,
    pub fair_nights: i64,
    pub fair_weekends: i64,
}

/// A template at one of its starts.
#[derive(Clone, Debug)]
pub struct Start {
    pub template: usize,
    pub slot: usize,
}

/// An instance, ready to be searched.
#[derive(Clone, Debug)]
pub struct Instance {
    pub file: File,
    /// By choice; choice 0 is off and stands for nothing.
    pub starts: Vec<Start>,
    pub rows: Vec<Row>,
    pub graphs: Vec<Arc<Graph>>,
    /// What choices cost a person, by day and choice; requests and preferences.
    pub wishes: Vec<Vec<i64>>,
    /// Sets of skills that people serve with, as bits.
    pub groups: Vec<u32>,
    /// By person and template: the group.
    pub group_of: Vec<Vec<u16>>,
    /// By slot and skill.
    pub demand: Vec<Vec<u32>>,
    /// Choices that are nights.
    pub nights: u64,
    /// Whose nights do not count for fairness: they like them.
    pub likes_nights: Vec<bool>,
}

/// A shift of a roster's file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    pub t: String,
    pub start: usize,
    /// Starts of breaks, slots from the start of the shift.
    pub breaks: Vec<usize>,
}

/// A roster's file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub agents: BTreeMap<String, Vec<Option<Shift>>>,
}

/// One day of one person: the choice, and where its breaks begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Day {
    pub choice: u8,
    /// Slots from the start of the shift, in the order of the template's breaks.
    pub breaks: [u8; PAUSES],
}

/// Breaks of one shift at most.
pub const PAUSES: usize = 6;

/// By person and day.
pub type Roster = Vec<Vec<Day>>;

/// What a roster costs, by part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize)]
pub struct Parts {
    pub under: i64,
    pub over: i64,
    pub wishes: i64,
    pub fair: i64,
}

impl Parts {
    #[must_use]
    pub fn sum(self) -> i64 {
        self.under + self.over + self.wishes + self.fair
    }
}

impl Instance {
    /// Reads an instance.
    ///
    /// # Errors
    /// What is wrong, with its place and the remedy.
    pub fn read(text: &str) -> Result<Self, Fault> {
        read::instance(text)
    }

    /// Reads a roster.
    ///
    /// # Errors
    /// What is wrong, with its place and the remedy.
    pub fn read_roster(&self, text: &str) -> Result<Roster, Fault> {
        read::roster(self, text)
    }

    /// A roster as its file has it.
    #[must_use]
    pub fn plan(&self, roster: &Roster) -> Plan {
        let shift = |day: &Day| {
            let start = self.starts.get(usize::from(day.choice)).filter(|_| day.choice != 0)?;
            let template = &self.file.templates[start.template];
            let breaks = day.breaks.iter().take(template.breaks.len()).map(|b| usize::from(*b));
            Some(Shift { t: template.id.clone(), start: start.slot, breaks: breaks.collect() })
        };
        let rows = self.file.agents.iter().zip(roster);
        let rows = rows.map(|(agent, days)| (agent.id.clone(), days.iter().map(shift).collect()));
        Plan { agents: rows.collect() }
    }

    /// Shifts of `roster` stay where they are; their breaks may move.
    pub fn fix(&mut self, roster: &Roster) {
        for ((row, graph), days) in self.rows.iter_mut().zip(&mut self.graphs).zip(roster) {
            let choices: Vec<u8> = days.iter().map(|at| at.choice).collect();
            row.fix(&choices);
            *graph = Arc::new(Graph::new(row));
        }
    }

    #[must_use]
    pub fn slots(&self) -> usize {
        self.file.days * self.file.slots_per_day
    }

    #[must_use]
    pub fn template(&self, choice: u8) -> &Template {
        &self.file.templates[self.starts[usize::from(choice)].template]
    }

    /// The slots in which a day's shift is worked, breaks left out, those after the last day too.
    pub fn worked(&self, day: usize, at: Day) -> impl Iterator<Item = usize> + '_ {
        let start = &self.starts[usize::from(at.choice)];
        let template = &self.file.templates[start.template];
        let first = day * self.file.slots_per_day + start.slot;
        let is_break = move |offset: usize| {
            let pauses = template.breaks.iter().zip(at.breaks);
            pauses.into_iter().any(|(pause, begin)| {
                (usize::from(begin)..usize::from(begin) + pause.len).contains(&offset)
            })
        };
        let len = if at.choice == 0 { 0 } else { template.len };
        let end = self.slots();
        (0..len)
            .filter(move |offset| !is_break(*offset))
            .map(move |o| first + o)
            .take_while(move |s| *s < end)
    }

    /// The group in which a person works this choice.
    #[must_use]
    pub fn group(&self, person: usize, choice: u8) -> usize {
        usize::from(self.group_of[person][self.starts[usize::from(choice)].template])
    }

    /// What is broken and what is paid, one sentence each.
    #[must_use]
    pub fn tell(&self, roster: &Roster) -> (Vec<String>, Vec<String>) {
        (tell::broken(self, roster), tell::prices(self, roster))
    }

    /// Rules broken by anybody.
    #[must_use]
    pub fn violations(&self, roster: &Roster) -> usize {
        tell::broken(self, roster).len()
    }
}
