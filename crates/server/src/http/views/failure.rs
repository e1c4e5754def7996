//! What went wrong, in words for people and a code for programs.
//!
//! Room: server/http/views.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Every error answer of the API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Failure {
    /// Stable; programs decide by it.
    #[schema(examples("not_signed_in"))]
    pub code: String,
    /// What happened.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}
