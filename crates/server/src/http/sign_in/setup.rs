//! The first start: a one-time token, printed by the server, makes the first administrator.
//!
//! Room:  server/http, sign-in.
//! Holds: the token serves once and for a day; a restart before it was used makes a new one; a
//!        house with an account has none.

use super::secret;
use crate::clock::Clock;
use domain::Duration;
use store::{Store, StoreError};

const VALID: Duration = Duration::from_minutes(24 * 60);

/// The token of the first start, to be put into the link `/setup#token=…`; `None` where there is
/// an account already.
pub async fn ensure_setup(store: &Store, clock: &Clock) -> Result<Option<String>, StoreError> {
    if !store.accounts().await?.is_empty() {
        return Ok(None);
    }
    let token = secret::fresh();
    let now = clock();
    store.put_setup_token(&secret::hash(&token), now, now.plus(VALID)).await?;
    Ok(Some(token))
}
