//! The floor at a past moment, or why it cannot be shown.
//!
//! Room: server/http/build; for whoever answers what was then.

use crate::engine::ReplayError;
use crate::http::refusal::Refusal;
use crate::http::state::AppState;
use domain::Timestamp;
use live::Live;
use std::sync::Arc;

/// The state at `at`.
pub async fn floor(state: &AppState, at: Timestamp) -> Result<Arc<Live>, Refusal> {
    if at > state.now() {
        return Err(Refusal::parameter("at", &at.to_string(), "Write a moment that is over"));
    }
    state.engine.live_at(at).await.map_err(|error| match error {
        ReplayError::BeforeTheRecord { begins, .. } => {
            let hint = format!("The journal begins at {begins}");
            Refusal::parameter("at", &at.to_string(), &hint)
        }
        other @ (ReplayError::Store(_) | ReplayError::TooManySetAside { .. }) => {
            Refusal::fault("finding a past moment", &other)
        }
    })
}
