//! The words' promises, tried on random values.

mod calendar;
mod figures;
