//! The directory and its synchronisations.
//!
//! Room:  server/http/views.

use super::Moment;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What became of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SyncKind {
    Made,
    /// Other roles.
    Changed,
    SwitchedOff,
    SwitchedOn,
    /// Somebody of the directory gets no account.
    Skipped,
}

/// Why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SyncReason {
    /// Not in the directory any more.
    Gone,
    /// Off in the directory.
    Locked,
    /// In no group that has a role.
    NoRole,
    /// Another account has the name.
    NameTaken,
    /// The name cannot be an account's.
    NoName,
}

impl SyncReason {
    /// For the audit list.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Locked => "locked",
            Self::NoRole => "no_role",
            Self::NameTaken => "name_taken",
            Self::NoName => "no_name",
        }
    }
}

/// One account of a synchronisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SyncChange {
    pub kind: SyncKind,
    pub name: String,
    pub reason: Option<SyncReason>,
    /// Roles, as they were.
    pub before: Option<String>,
    pub after: Option<String>,
}

/// What a synchronisation did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SyncReport {
    /// People in the directory.
    pub found: u32,
    pub made: u32,
    pub changed: u32,
    pub switched_off: u32,
    pub switched_on: u32,
    pub skipped: u32,
    pub unchanged: u32,
    /// People without a role or off, who have no account.
    pub without_role: u32,
    /// The first thousand.
    pub changes: Vec<SyncChange>,
    /// Why nothing was done: `directory_away`, `reader_refused`, `incomplete`, `too_many_off`.
    pub problem: Option<String>,
}

impl SyncReport {
    /// For the audit list and the command.
    #[must_use]
    pub fn in_words(&self) -> String {
        format!(
            "found {}, made {}, changed {}, switched off {}, switched on {}, skipped {}, unchanged {}, \
             without a role {}",
            self.found,
            self.made,
            self.changed,
            self.switched_off,
            self.switched_on,
            self.skipped,
            self.unchanged,
            self.without_role
        )
    }
}

/// A synchronisation, as kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SyncView {
    pub began_at: Moment,
    pub ended_at: Moment,
    pub actor: String,
    /// Nothing was changed, only told.
    pub is_dry_run: bool,
    pub report: SyncReport,
}

/// The house's directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DirectoryView {
    pub name: String,
    pub servers: Vec<String>,
    /// `02:30` of the centre; absent: only when asked for.
    pub sync_at: Option<String>,
    pub most_off_percent: u32,
    /// Youngest first.
    pub syncs: Vec<SyncView>,
}

/// Answer of `GET /directory`; absent: none is configured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DirectoryAnswer {
    pub directory: Option<DirectoryView>,
}

/// A synchronisation is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
pub struct SyncRequest {
    /// Tell what would be done, and do nothing.
    #[serde(default)]
    pub dry_run: bool,
    /// Also if many are switched off at once.
    #[serde(default)]
    pub allow_many: bool,
}

/// Answer of `POST /directory/sync`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SyncAnswer {
    pub sync: SyncReport,
}
