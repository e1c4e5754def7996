//! Secrets that the server makes: 256 random bits, shown as hex, kept as their SHA-256.
//!
//! Room: server/http, sign-in. A plain hash is enough here: nobody can guess 256 bits.

use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// A new secret.
#[must_use]
pub fn fresh() -> String {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).expect("the operating system has randomness");
    hex(&bytes)
}

/// What the store keeps of it.
#[must_use]
pub fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

/// Whether two texts are the same, in a time that does not tell where they differ.
#[must_use]
pub fn same(one: &str, other: &str) -> bool {
    let (one, other) = (hash(one), hash(other));
    one.iter().zip(&other).fold(0_u8, |difference, (a, b)| difference | (a ^ b)) == 0
}

/// Bytes as hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        write!(text, "{byte:02x}").expect("text grows");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_long_and_never_the_same() {
        let (one, other) = (fresh(), fresh());
        assert_eq!(one.len(), 64);
        assert!(!same(&one, &other) && same(&one, &one.clone()));
        assert_ne!(hash(&one), one.as_bytes());
    }
}
