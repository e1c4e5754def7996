//! People who sign in by what their house has already: OpenID providers, a directory.
//!
//! Room:  server; asked by the sign-in routes of `http`, configured by `config::sign_in`.
//! Start here: `arrival` (somebody proven becomes an account), `openid` and `directory` (how it
//!        is proven), `sync` (who came and who left).
//! Holds: who somebody is stands on what the other side never gives to anybody else, never on a name;
//!        what they may do stands on its groups, read anew at each sign-in; while the other side is away,
//!        local accounts go on signing in.
//! Never: makes a local administrator somebody else's account; follows a redirect; believes a Host header.
//! Proof: `tests/it/openid_real.rs` with a certified provider, `tests/it/directory_real.rs` with a real slapd.

pub mod arrival;
pub mod command;
pub mod directory;
pub mod fetch;
pub mod nightly;
pub mod openid;
pub mod password;
pub mod roles;
pub mod sync;
pub mod trust;

/// An error with its causes, for the log.
#[must_use]
pub fn in_full(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut deeper = error.source();
    while let Some(cause) = deeper {
        text = format!("{text}: {cause}");
        deeper = cause.source();
    }
    text
}
