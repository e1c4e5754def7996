//! Whether the server is well.
//!
//! Room: server/http/views.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HealthView {
    /// `ok`; anything else comes as an error.
    #[schema(examples("ok"))]
    pub state: String,
    pub version: String,
}

/// Answer of `/healthz`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HealthAnswer {
    pub health: HealthView,
}
