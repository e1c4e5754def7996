//! Passwords: argon2id, a few at a time, and as slow for a name that does not exist.
//!
//! Room:  server/http, sign-in.
//! Holds: parameters of OWASP's cheat sheet (19 MiB, 2 passes, 1 lane); at most `AT_ONCE` hashes
//!        run together, so that guessing cannot take the machine.
//! Never: logs or keeps a password.

use argon2::password_hash::{PasswordHash, SaltString};
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use std::sync::{Arc, OnceLock};
use tokio::sync::Semaphore;

const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Hashes that run at the same time.
const AT_ONCE: usize = 2;

/// The shortest password that is taken.
pub const SHORTEST: usize = 10;
/// The longest, in characters.
pub const LONGEST: usize = 200;

/// The one place where passwords are hashed.
#[derive(Clone, Debug)]
pub struct Passwords(Arc<Semaphore>);

impl Default for Passwords {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl Passwords {
    /// The hash to be kept.
    pub async fn hash(&self, password: String) -> String {
        self.run(move || hash(&password)).await
    }

    /// Whether the password belongs to the hash. Without a hash (no such account) it takes as long
    /// and says no.
    pub async fn verify(&self, password: String, hash: Option<String>) -> bool {
        self.run(move || {
            let is_known = hash.is_some();
            let against = hash.unwrap_or_else(|| nobody().to_owned());
            verify(&password, &against) && is_known
        })
        .await
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> T {
        let _turn = self.0.acquire().await.expect("the semaphore is never closed");
        tokio::task::spawn_blocking(work).await.expect("hashing does not panic")
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

/// What is wrong with a new password, if anything.
#[must_use]
pub fn objection(name: &str, password: &str) -> Option<String> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Some(format!("The password has {length} characters, {SHORTEST} are needed"));
    }
    if length > LONGEST {
        return Some(format!("The password is longer than {LONGEST} characters"));
    }
    let first = password.chars().next();
    if password.chars().all(|c| Some(c) == first) || password.eq_ignore_ascii_case(name) {
        return Some("The password is too easy to guess".to_owned());
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_hash_and_no_other() {
        let passwords = Passwords::default();
        let hash = passwords.hash("correct horse".into()).await;
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(passwords.verify("correct horse".into(), Some(hash.clone())).await);
        assert!(!passwords.verify("wrong horse".into(), Some(hash)).await);
        assert!(!passwords.verify("correct horse".into(), None).await);
    }

    #[test]
    fn weak_passwords_are_refused_with_a_reason() {
        assert!(objection("admin", "short").unwrap().contains("10 are needed"));
        assert!(objection("admin", &"a".repeat(20)).unwrap().contains("guess"));
        assert!(objection("administrator", "Administrator").unwrap().contains("guess"));
        assert_eq!(objection("admin", "电话中心运营台密码一二三"), None);
    }
}
