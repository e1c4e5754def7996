//! Passwords: argon2id, as many at a time as there are cores, and as slow for a name that does not exist.
//!
//! Room:  server/http, sign-in.
//! Holds: parameters of OWASP's cheat sheet (19 MiB, 2 passes, 1 lane); one hash runs for each core, so
//!        that guessing takes no more memory than that; `LINE` wait for their turn, whoever comes beyond
//!        is told when to come again.
//! Never: logs or keeps a password.
//! Proof: tests below; `callboard bench sign-in`.

use crate::http::refusal::Refusal;
use argon2::password_hash::{PasswordHash, SaltString};
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use std::sync::{Arc, OnceLock};
use tokio::sync::Semaphore;

const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Who waits for a hash at most: some seconds' worth of them.
const LINE: usize = 200;
/// Seconds after which those beyond may try again.
const COME_AGAIN_S: u64 = 5;

/// The one place where passwords are hashed.
#[derive(Clone, Debug)]
pub struct Passwords {
    /// Hashes that may run.
    turns: Arc<Semaphore>,
    /// Requests that may wait or run.
    places: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self::new(cores, LINE)
    }
}

impl Passwords {
    /// `at_once` hashes together, and `line` more that wait.
    #[must_use]
    pub fn new(at_once: usize, line: usize) -> Self {
        let semaphore = |permits| Arc::new(Semaphore::new(permits));
        Self { turns: semaphore(at_once), places: semaphore(at_once + line) }
    }

    /// The hash to be kept.
    pub async fn hash(&self, password: String) -> Result<String, Refusal> {
        self.run(move || hash(&password)).await
    }

    /// Whether the password belongs to the hash. Without a hash (no such account) it takes as long
    /// and says no.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, Refusal> {
        self.run(move || {
            let is_known = hash.is_some();
            let against = hash.unwrap_or_else(|| nobody().to_owned());
            verify(&password, &against) && is_known
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let place = Arc::clone(&self.places).try_acquire_owned();
        let place = place.map_err(|_| Refusal::crowded(COME_AGAIN_S))?;
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        let turn = turn.expect("the semaphore is never closed");
        // Both go with the work: whoever hangs up meanwhile does not let another hash in beside it.
        let done = tokio::task::spawn_blocking(move || {
            let (_place, _turn) = (place, turn);
            work()
        });
        Ok(done.await.expect("hashing does not panic"))
    }
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).expect("valid parameters");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn hash(password: &str) -> String {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).expect("the operating system has randomness");
    let salt = SaltString::encode_b64(&bytes).expect("16 bytes are a salt");
    argon2().hash_password(password.as_bytes(), &salt).expect("parameters are valid").to_string()
}

fn verify(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|parsed| argon2().verify_password(password.as_bytes(), &parsed).is_ok())
}

/// The hash that names without an account are checked against.
fn nobody() -> &'static str {
    static NOBODY: OnceLock<String> = OnceLock::new();
    NOBODY.get_or_init(|| hash(&super::secret::fresh()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_hash_and_no_other() {
        let passwords = Passwords::default();
        let hash = passwords.hash("correct horse".into()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        let fits = async |password: &str, hash: Option<&String>| {
            passwords.verify(password.into(), hash.cloned()).await.unwrap()
        };
        assert!(fits("correct horse", Some(&hash)).await);
        assert!(!fits("wrong horse", Some(&hash)).await);
        assert!(!fits("correct horse", None).await);
    }

    #[tokio::test]
    async fn whoever_comes_beyond_the_line_is_told_when_to_come_again() {
        let passwords = Passwords::new(1, 1);
        let one = || passwords.hash("correct horse".into());
        let (first, second, third) = tokio::join!(one(), one(), one());
        assert!(first.is_ok() && second.is_ok());
        let refused = third.unwrap_err();
        assert_eq!((refused.status.as_u16(), refused.retry_after), (503, Some(COME_AGAIN_S)));
        assert!(one().await.is_ok(), "the line is empty again");
    }
}
