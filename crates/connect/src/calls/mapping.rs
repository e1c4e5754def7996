//! Which column means what.
//!
//! Room:  connect, `calls`; a preset or a file of the house.
//! Holds: a header without a column that the mapping names is refused, naming it.
//! Proof: tests/it, `calls`.

use super::table::{cut, separator};
use serde::{Deserialize, Serialize};

/// What a row without an entry into the queue means, where there is a column for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unqueued {
    /// Answered ones were served at once, the others never reached a queue.
    #[default]
    ServedAtOnce,
    /// The contact entered the queue as it arrived.
    AtArrival,
}

/// Names of columns, as in the header.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    pub queue: String,
    pub arrival: String,
    pub ended: String,
    /// Empty in a row that was not answered.
    pub answered: String,
    #[serde(default)]
    pub entered_queue: Option<String>,
    #[serde(default)]
    pub unqueued: Unqueued,
    #[serde(default)]
    pub outcome: Option<String>,
    /// Words in the outcome column of rows that mean nothing and are left out.
    #[serde(default)]
    pub ignored_outcomes: Vec<String>,
    #[serde(default)]
    pub agent: Option<String>,
    #[serde(default)]
    pub contact: Option<String>,
    #[serde(default)]
    pub customer: Option<String>,
    #[serde(default)]
    pub did: Option<String>,
    #[serde(default)]
    pub priority: Option<String>,
    /// Time at which the agent passed the contact on.
    #[serde(default)]
    pub transfer_at: Option<String>,
    /// Time at which the agent asked somebody first; makes the transfer an attended one.
    #[serde(default)]
    pub consult_at: Option<String>,
}

/// A header without the columns that the mapping names.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadHeader {
    #[error(
        "no column `{column}`; the header has {found}: name the columns with a mapping of your own"
    )]
    NoColumn { column: String, found: String },
    #[error("the header leaves a quote open")]
    OpenQuote,
}

/// Where the mapped columns are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) separator: char,
    pub(super) width: usize,
    pub(super) queue: usize,
    pub(super) arrival: usize,
    pub(super) ended: usize,
    pub(super) answered: usize,
    pub(super) entered_queue: Option<usize>,
    pub(super) outcome: Option<usize>,
    pub(super) agent: Option<usize>,
    pub(super) contact: Option<usize>,
    pub(super) customer: Option<usize>,
    pub(super) did: Option<usize>,
    pub(super) priority: Option<usize>,
    pub(super) transfer_at: Option<usize>,
    pub(super) consult_at: Option<usize>,
}

impl Mapping {
    /// `vanad` or `il_bank`.
    #[must_use]
    pub fn preset(name: &str) -> Option<Self> {
        let column = |name: &str| Some(name.to_owned());
        let common = Self {
            queue: "queue".into(),
            arrival: "arrival".into(),
            ended: "ended".into(),
            answered: "answered".into(),
            outcome: column("outcome"),
            agent: column("agent"),
            ..Self::default()
        };
        match name {
            "vanad" => Some(Self {
                transfer_at: column("transfer_at"),
                consult_at: column("consult_at"),
                ..common
            }),
            "il_bank" => Some(Self {
                entered_queue: column("entered_queue"),
                priority: column("priority"),
                ignored_outcomes: vec!["phantom".into()],
                ..common
            }),
            _ => None,
        }
    }

    /// Finds the columns in a header line.
    pub(super) fn columns(&self, header: &str) -> Result<Columns, BadHeader> {
        let separator = separator(header);
        let mut names = Vec::new();
        cut(header, separator, &mut names).map_err(|_| BadHeader::OpenQuote)?;
        let find = |column: &String| {
            names.iter().position(|name| name.trim() == column).ok_or_else(|| BadHeader::NoColumn {
                column: column.clone(),
                found: names.join(", ").chars().take(200).collect(),
            })
        };
        let perhaps = |column: &Option<String>| column.as_ref().map(find).transpose();
        Ok(Columns {
            separator,
            width: names.len(),
            queue: find(&self.queue)?,
            arrival: find(&self.arrival)?,
            ended: find(&self.ended)?,
            answered: find(&self.answered)?,
            entered_queue: perhaps(&self.entered_queue)?,
            outcome: perhaps(&self.outcome)?,
            agent: perhaps(&self.agent)?,
            contact: perhaps(&self.contact)?,
            customer: perhaps(&self.customer)?,
            did: perhaps(&self.did)?,
            priority: perhaps(&self.priority)?,
            transfer_at: perhaps(&self.transfer_at)?,
            consult_at: perhaps(&self.consult_at)?,
        })
    }
}
