//! Sign-ins under way: from the press of the button until the provider sends the browser back.
//!
//! Room:  server, federation, openid.
//! Holds: each serves once, for ten minutes, in the browser that began it; so many at most, that strangers
//!        cannot fill the memory; a restart forgets them.
//! Proof: tests below.

use crate::http::sign_in::secret;
use domain::{Duration, Timestamp};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

const VALID: Duration = Duration::from_minutes(10);
const MOST: usize = 10_000;

/// What must be known when the browser comes back.
#[derive(Clone, PartialEq, Eq)]
pub struct Attempt {
    pub provider: String,
    pub nonce: String,
    pub verifier: String,
    /// Where the person wanted to go.
    pub to: String,
    browser: Vec<u8>,
    began_at: Timestamp,
}

impl std::fmt::Debug for Attempt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Attempt").field("provider", &self.provider).finish_non_exhaustive()
    }
}

/// Begun, with the secrets that go to the browser.
#[derive(Clone, Debug)]
pub struct Begun {
    pub state: String,
    pub browser: String,
    pub nonce: String,
    pub verifier: String,
}

/// All that are under way.
#[derive(Clone, Debug, Default)]
pub struct Attempts(Arc<Mutex<BTreeMap<Vec<u8>, Attempt>>>);

impl Attempts {
    /// Begins one; `None` while too many are under way.
    #[must_use]
    pub fn begin(&self, provider: &str, to: &str, now: Timestamp) -> Option<Begun> {
        let begun = Begun {
            state: secret::fresh(),
            browser: secret::fresh(),
            nonce: secret::fresh(),
            verifier: secret::fresh(),
        };
        let attempt = Attempt {
            provider: provider.to_owned(),
            nonce: begun.nonce.clone(),
            verifier: begun.verifier.clone(),
            to: to.to_owned(),
            browser: secret::hash(&begun.browser),
            began_at: now,
        };
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.retain(|_, attempt| is_good(attempt, now));
        }
        if all.len() >= MOST {
            return None;
        }
        all.insert(secret::hash(&begun.state), attempt);
        Some(begun)
    }

    /// Takes one that this browser began with this provider; it serves no second time.
    #[must_use]
    pub fn take(
        &self,
        (state, browser): (&str, &str),
        provider: &str,
        now: Timestamp,
    ) -> Option<Attempt> {
        let (state, browser) = (secret::hash(state), secret::hash(browser));
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = all.get(&state)?;
        if found.browser != browser || found.provider != provider {
            return None;
        }
        all.remove(&state).filter(|attempt| is_good(attempt, now))
    }
}

fn is_good(attempt: &Attempt, now: Timestamp) -> bool {
    now.since(attempt.began_at) < VALID
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_secs(1_000_000);

    #[test]
    fn an_attempt_serves_once_in_the_browser_that_began_it() {
        let attempts = Attempts::default();
        let begun = attempts.begin("house", "/queues", NOW).unwrap();
        let take = |state: &str, browser: &str, provider: &str| {
            attempts.take((state, browser), provider, NOW)
        };
        assert_eq!(take("guess", &begun.browser, "house"), None);
        assert_eq!(take(&begun.state, "another browser", "house"), None);
        assert_eq!(take(&begun.state, &begun.browser, "other"), None);
        let taken = take(&begun.state, &begun.browser, "house").unwrap();
        assert_eq!((taken.to.as_str(), taken.nonce), ("/queues", begun.nonce));
        assert_eq!(take(&begun.state, &begun.browser, "house"), None);
    }

    #[test]
    fn an_attempt_ends_after_ten_minutes_and_makes_room() {
        let attempts = Attempts::default();
        let begun = attempts.begin("house", "/", NOW).unwrap();
        for _ in 1..MOST {
            attempts.begin("house", "/", NOW).unwrap();
        }
        assert!(attempts.begin("house", "/", NOW).is_none(), "as many as there may be");
        let late = NOW.plus(VALID);
        assert_eq!(attempts.take((&begun.state, &begun.browser), "house", late), None);
        assert!(attempts.begin("house", "/", late).is_some());
    }
}
