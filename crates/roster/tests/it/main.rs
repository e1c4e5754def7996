//! The roster room from outside: small cases by trying everything, files against the independent
//! checkers, and what a search promises.

mod bound;
mod cc;
mod cover;
mod formats;
mod price;
mod search;
mod small;
