//! Guessing made slow: after a few failures each further one doubles the wait.
//!
//! Room:  server/http, sign-in; asked before a password is looked at, for account and address.
//! Holds: an account's attempt is counted before its password is checked, so that attempts made at
//!        the same time count too; failures are forgotten an hour after the last.
//! Never: says whether an account exists: unknown names are counted alike.

use crate::http::refusal::Refusal;
use domain::{Duration, Timestamp};
use store::{SignInFailures, Store, StoreError};

const FORGOTTEN_AFTER: Duration = Duration::from_minutes(60);
const LONGEST_S: u64 = 15 * 60;
/// Failures that cost nothing.
const FREE_BY_NAME: u32 = 5;
const FREE_BY_ADDRESS: u32 = 20;

/// One attempt, by name and address.
#[derive(Clone, Debug)]
pub struct Attempt {
    name: String,
    address: String,
}

impl Attempt {
    #[must_use]
    pub fn new(name: &str, address: &str) -> Self {
        let name: String = name.to_lowercase().chars().take(100).collect();
        Self { name: format!("name:{name}"), address: format!("address:{address}") }
    }

    /// Lets the attempt through or says how long to wait; counts it as failed until it succeeds.
    pub async fn begin(&self, store: &Store, now: Timestamp) -> Result<(), Refusal> {
        let fault = |error: StoreError| Refusal::fault("counting attempts", &error);
        for (subject, free) in [(&self.name, FREE_BY_NAME), (&self.address, FREE_BY_ADDRESS)] {
            let failures = store.sign_in_failures(subject).await.map_err(fault)?;
            let Some(failures) = failures else { continue };
            if now.since(failures.last_at) >= FORGOTTEN_AFTER {
                store.clear_sign_in_failures(subject).await.map_err(fault)?;
            } else if let Some(seconds) = wait(failures, free, now) {
                return Err(Refusal::locked_out(seconds));
            }
        }
        store.note_sign_in_failure(&self.name, now).await.map_err(fault)?;
        Ok(())
    }

    /// The attempt failed.
    pub async fn failed(&self, store: &Store, now: Timestamp) -> Result<(), Refusal> {
        let noted = store.note_sign_in_failure(&self.address, now).await;
        noted.map(|_| ()).map_err(|error| Refusal::fault("counting attempts", &error))
    }

    /// The attempt succeeded: the name's failures are forgotten.
    pub async fn succeeded(&self, store: &Store) -> Result<(), Refusal> {
        let cleared = store.clear_sign_in_failures(&self.name).await;
        cleared.map_err(|error| Refusal::fault("counting attempts", &error))
    }
}

/// Whole seconds still to wait.
fn wait(failures: SignInFailures, free: u32, now: Timestamp) -> Option<u64> {
    let beyond = failures.failures.checked_sub(free)?;
    let seconds = 1_u64.checked_shl(beyond).unwrap_or(LONGEST_S).min(LONGEST_S);
    let passed = u64::try_from(now.since(failures.last_at).micros() / 1_000_000).unwrap_or(0);
    (passed < seconds).then(|| seconds - passed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(failures: u32, passed_s: i64) -> Option<u64> {
        let failures = SignInFailures { failures, last_at: Timestamp::from_secs(1_000) };
        wait(failures, FREE_BY_NAME, Timestamp::from_secs(1_000 + passed_s))
    }

    #[test]
    fn each_failure_beyond_the_free_ones_doubles_the_wait() {
        assert_eq!(after(4, 0), None);
        assert_eq!(after(5, 0), Some(1));
        assert_eq!(after(8, 0), Some(8));
        assert_eq!(after(8, 3), Some(5));
        assert_eq!(after(8, 8), None);
        assert_eq!(after(40, 0), Some(LONGEST_S));
        assert_eq!(after(400, 0), Some(LONGEST_S));
    }
}
