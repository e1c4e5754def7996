//! Who is it: passwords, sessions, tokens, lock-out, the first start.
//!
//! Room:  server/http; in front of `access`, which says what somebody may do.
//! Holds: the store keeps hashes of passwords and tokens, never these themselves; a session's
//!        secret is new with each sign-in.
//! Proof: `tests/it/api_sign_in.rs`; tests in the files below.

pub mod cookie;
pub mod lockout;
pub mod origin;
pub mod password;
pub mod secret;
pub mod session;
pub mod setup;
