//! Who does the work, and when it ends.
//!
//! Room:  roster; between the search and the program around it.
//! Holds: what is computed does not depend on who computes it, nor in which order.
//! Never: starts a thread or reads a clock; the caller does, behind these two doors.
//! Proof: tests/it/search.rs (one thread and many give the same roster).

/// Runs jobs that do not depend on each other, in any order or at once.
pub trait Crew: Sync {
    /// Returns when all of them are done.
    fn run(&self, jobs: Vec<Box<dyn FnOnce() + Send + '_>>);
}

/// Does one job after the other.
#[derive(Clone, Copy, Debug)]
pub struct Alone;

impl Crew for Alone {
    fn run(&self, jobs: Vec<Box<dyn FnOnce() + Send + '_>>) {
        for job in jobs {
            job();
        }
    }
}

/// How much may be done.
#[derive(Clone, Copy)]
pub struct Budget<'a> {
    /// Improvement steps at most; they alone decide a result.
    pub steps: u64,
    /// Share of the budget that is used up, of 0..=1; at 1 the best so far is given back.
    /// A caller without a clock says 0.
    pub used: &'a (dyn Fn() -> f64 + Sync),
}

impl std::fmt::Debug for Budget<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Budget").field("steps", &self.steps).finish_non_exhaustive()
    }
}

impl Budget<'_> {
    /// Whether a share of the budget is used up.
    #[must_use]
    pub fn is_past(&self, share: f64) -> bool {
        (self.used)() >= share
    }
}
