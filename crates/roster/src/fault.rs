//! What is wrong with a file.
//!
//! Room:  roster; `nrp` and `cc` give it, the command prints it.

/// A fault of a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {what}; {remedy}")]
pub struct Fault {
    /// A line or a field.
    pub place: String,
    pub what: String,
    pub remedy: String,
}

impl Fault {
    pub(crate) fn new(place: &str, what: &str, remedy: &str) -> Self {
        Self { place: place.into(), what: what.into(), remedy: remedy.into() }
    }

    pub(crate) fn at(line: usize, what: &str, remedy: &str) -> Self {
        Self::new(&format!("line {}", line + 1), what, remedy)
    }
}
