//! Storage as a whole: one contract for each engine, and what happens when things break.

mod archiving;
mod backing_up;
mod contract;
mod crash;
mod opening;
mod statements;
mod support;
