//! Storage as a whole: one contract for each engine, and what happens when things break.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails as the test does")]

mod archiving;
mod attendance;
mod auditing;
mod backing_up;
mod contract;
mod crash;
mod forecasts;
mod loading;
mod opening;
mod origins;
mod people;
mod postgres;
mod postgres_only;
mod saved_views;
mod second_factors;
mod staffing_plans;
mod statements;
mod support;
mod walls;
