//! A copy of everything that is kept about somebody.
//!
//! Room:  server/http/views; filled by `build::personal`.
//! Holds: times are of the centre's zone; things have their names.
//! Never: a secret; a customer.
//! Proof: `tests/it/api_personal.rs`.

use super::Moment;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PersonalColumn {
    /// Stable.
    pub name: String,
    /// In the language asked for.
    pub title: String,
}

/// What one place keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PersonalPart {
    /// Stable: `person`, `attendance_punch`, `audit_by`.
    pub place: String,
    pub title: String,
    pub columns: Vec<PersonalColumn>,
    /// Oldest first, a field for each column.
    pub rows: Vec<Vec<String>>,
    /// Whether the oldest are left out because there are too many.
    pub is_cut: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PersonalCopy {
    /// The employee number; absent of an account that is nobody's.
    pub number: Option<String>,
    pub name: String,
    pub made_at: Moment,
    pub zone: String,
    pub parts: Vec<PersonalPart>,
    /// Whether something is left out that few may know.
    pub is_without_protected: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PersonalAnswer {
    pub copy: PersonalCopy,
}
