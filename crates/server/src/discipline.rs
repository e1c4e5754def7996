//! Discipline and commendation: what may become of a finding, the catalogue, the month, pictures.
//!
//! Room:  server; between the store's rows and `http::routes::discipline`.

pub mod catalogue;
pub mod finding;
pub mod month;
pub mod picture;
