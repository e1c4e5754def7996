//! Compliance: what somebody did beyond right or habit, graded, for somebody else to look at.
//!
//! Room:  server; after the audit list, before the page of compliance.
//! Takes: audit rows. Gives: findings, graded yellow, orange or red, each with what was counted against what.
//! Start here: `rules` (each rule with its numbers), then `judge` (one actor, one day), `watch` (when, and
//!        what is kept).
//! Never: hinders anybody: it tells, people decide.
//! Proof: tests of `judge`; `tests/it/api_compliance.rs`.

pub mod deed;
pub mod habit;
pub mod judge;
pub mod rules;
pub mod watch;
