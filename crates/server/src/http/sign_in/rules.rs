//! What the house demands of a sign-in: whose second factor, and how long a session lasts.
//!
//! Room:  server/http, sign-in; a setting of the store, read once and kept.
//! Holds: a session's times are within `IDLE` and `LONGEST`; unset, nobody must have a second factor.
//! Proof: tests below; `tests/it/api_second_factor.rs`, `tests/it/api_own_sessions.rs`.

use crate::http::access::Role;
use domain::{Duration, Timestamp};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;
use std::sync::{Arc, PoisonError, RwLock};
use store::{Account, Session, Store, StoreError};

/// Minutes that a session may be left alone.
pub const IDLE: RangeInclusive<u32> = 5..=24 * 60;
/// Minutes after which it ends in any case.
pub const LONGEST: RangeInclusive<u32> = 15..=7 * 24 * 60;

const NAME: &str = "sign_in_rules";

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInRules {
    /// Whoever holds one of these, anywhere, needs a second factor.
    pub second_factor: Vec<Role>,
    pub idle_minutes: u32,
    pub longest_minutes: u32,
}

impl Default for SignInRules {
    fn default() -> Self {
        Self { second_factor: Vec::new(), idle_minutes: 8 * 60, longest_minutes: 24 * 60 }
    }
}

impl SignInRules {
    /// Whether the account must have a second factor.
    #[must_use]
    pub fn demands_second_factor(&self, account: &Account) -> bool {
        let mut held = account.roles.iter().filter_map(|held| Role::parse(&held.role));
        held.any(|role| self.second_factor.contains(&role))
    }

    /// When a session that is in use at `now` ends, if it is left alone from then on.
    #[must_use]
    pub fn end_of(&self, created_at: Timestamp, seen_at: Timestamp) -> Timestamp {
        let minutes = |count: u32| Duration::from_minutes(count.into());
        created_at.plus(minutes(self.longest_minutes)).min(seen_at.plus(minutes(self.idle_minutes)))
    }

    /// Whether a session is over, by the rules of today.
    #[must_use]
    pub fn has_ended(&self, session: &Session, now: Timestamp) -> bool {
        now >= self.end_of(session.created_at, session.seen_at)
    }

    /// For the audit list.
    #[must_use]
    pub fn in_words(&self) -> String {
        let roles: Vec<&str> = self.second_factor.iter().map(|role| role.word()).collect();
        let roles = if roles.is_empty() { "nobody".to_owned() } else { roles.join(" ") };
        let Self { idle_minutes, longest_minutes, .. } = self;
        format!("second factor: {roles}; idle {idle_minutes} min; at most {longest_minutes} min")
    }
}

/// The rules, kept in memory: every request asks them.
#[derive(Clone, Debug, Default)]
pub struct KeptRules(Arc<RwLock<Option<Arc<SignInRules>>>>);

impl KeptRules {
    pub async fn get(&self, store: &Store) -> Result<Arc<SignInRules>, StoreError> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(kept) = kept {
            return Ok(kept);
        }
        let read = Arc::new(store.setting::<SignInRules>(NAME).await?.unwrap_or_default());
        self.keep(Arc::clone(&read));
        Ok(read)
    }

    pub async fn set(
        &self,
        store: &Store,
        rules: SignInRules,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        store.put_setting(NAME, &rules, now).await?;
        self.keep(Arc::new(rules));
        Ok(())
    }

    fn keep(&self, rules: Arc<SignInRules>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(rules);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_when_left_alone_and_in_any_case() {
        let rules = SignInRules { idle_minutes: 30, longest_minutes: 60, ..SignInRules::default() };
        let at = |minutes: i64| Timestamp::from_secs(minutes * 60);
        assert_eq!(rules.end_of(at(0), at(0)), at(30));
        assert_eq!(rules.end_of(at(0), at(20)), at(50));
        assert_eq!(rules.end_of(at(0), at(59)), at(60));
    }

    #[test]
    fn the_usual_rules_are_within_their_bounds() {
        let usual = SignInRules::default();
        assert!(IDLE.contains(&usual.idle_minutes) && LONGEST.contains(&usual.longest_minutes));
        assert_eq!(usual.in_words(), "second factor: nobody; idle 480 min; at most 1440 min");
    }
}
