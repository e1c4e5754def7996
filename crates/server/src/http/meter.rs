//! Counters of the HTTP side: requests by route and status, and how long they took.
//!
//! Room:  server/http; filled by `guard`, read by `/metrics`.
//! Holds: the number of series is bounded by routes, methods and status codes.

use axum::http::{Method, StatusCode};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Upper ends of the latency buckets, seconds.
pub const BUCKETS: [f64; 9] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5, 10.0];

/// Requests of one route, method and status.
#[derive(Clone, Debug, Default)]
pub struct Series {
    pub requests: u64,
    pub seconds: f64,
    /// Requests at most as long as each bucket.
    pub within: [u64; BUCKETS.len()],
}

/// Route, method, status.
pub type Key = (Arc<str>, String, u16);

/// All counters. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Meter(Arc<Mutex<BTreeMap<Key, Series>>>);

impl Meter {
    /// Counts one answer.
    pub fn count(&self, path: &Arc<str>, method: &Method, status: StatusCode, took: Duration) {
        let key = (Arc::clone(path), method.to_string(), status.as_u16());
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let series = all.entry(key).or_default();
        series.requests += 1;
        series.seconds += took.as_secs_f64();
        for (count, &bucket) in series.within.iter_mut().zip(&BUCKETS) {
            *count += u64::from(took.as_secs_f64() <= bucket);
        }
    }

    /// All series so far.
    #[must_use]
    pub fn read(&self) -> BTreeMap<Key, Series> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
