//! The journal's promises, tried from outside.

mod golden;
mod registry;
