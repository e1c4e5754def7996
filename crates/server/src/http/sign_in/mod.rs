//! Who is it: passwords, second factors, sessions, tokens, lock-out, the first start.
//!
//! Room:  server/http; in front of `access`, which says what somebody may do.
//! Holds: the store keeps hashes of passwords and tokens, never these themselves; a session's
//!        secret is new with each sign-in. Where a second factor is in force or demanded, a right password opens
//!        nothing but the second step.
//! Proof: `tests/it/api_sign_in.rs`, `api_second_factor.rs`, `api_own_sessions.rs`; tests in the files below.

pub mod cookie;
pub mod device;
pub mod lockout;
pub mod origin;
pub mod password;
pub mod pending;
pub mod recovery;
pub mod rules;
pub mod secret;
pub mod session;
pub mod setup;
pub mod strength;
pub mod totp;
pub mod way;
