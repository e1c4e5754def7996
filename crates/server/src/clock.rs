//! The one place where the time of day is read.
//!
//! Room:  server; everybody else is handed a `Clock` and asks it.
//! Gives: the machine's clock, a clock that runs faster (demo), a clock that stands (tests).
//! Holds: a clock may be read from any thread; it says nothing about order, the engine does.
//! Never: decides what a deadline means; it only tells that one has passed.

use domain::Timestamp;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Says what time it is.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The machine's own clock.
#[must_use]
pub fn system() -> Clock {
    Arc::new(now)
}

#[expect(clippy::disallowed_methods, reason = "this is the place")]
fn now() -> Timestamp {
    let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let micros = since_1970.map_or(0, |length| length.as_micros());
    Timestamp::from_micros(i64::try_from(micros).unwrap_or(i64::MAX))
}

/// A clock that shows `start` now and from there runs `speed` times as fast as the machine's.
#[must_use]
pub fn running(start: Timestamp, speed: u32) -> Clock {
    let origin = now();
    Arc::new(move || {
        let passed = now().since(origin).micros();
        Timestamp::from_micros(
            start.micros().saturating_add(passed.saturating_mul(i64::from(speed))),
        )
    })
}

/// A clock that stands until it is moved.
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<AtomicI64>);

impl ManualClock {
    #[must_use]
    pub fn at(start: Timestamp) -> Self {
        Self(Arc::new(AtomicI64::new(start.micros())))
    }

    pub fn set(&self, now: Timestamp) {
        self.0.store(now.micros(), Ordering::SeqCst);
    }

    pub fn advance(&self, length: domain::Duration) {
        self.0.fetch_add(length.micros(), Ordering::SeqCst);
    }

    #[must_use]
    pub fn clock(&self) -> Clock {
        let shown = Arc::clone(&self.0);
        Arc::new(move || Timestamp::from_micros(shown.load(Ordering::SeqCst)))
    }
}

/// A clock that stands in the past while a history is generated, and then runs.
#[derive(Clone)]
pub struct StagedClock(Arc<std::sync::RwLock<Clock>>);

impl StagedClock {
    #[must_use]
    pub fn at(past: Timestamp) -> Self {
        Self(Arc::new(std::sync::RwLock::new(ManualClock::at(past).clock())))
    }

    /// From now on shows what `clock` shows.
    pub fn release(&self, clock: Clock) {
        *self.0.write().unwrap_or_else(std::sync::PoisonError::into_inner) = clock;
    }

    #[must_use]
    pub fn clock(&self) -> Clock {
        let stage = Arc::clone(&self.0);
        Arc::new(move || {
            let clock = stage.read().unwrap_or_else(std::sync::PoisonError::into_inner);
            (*clock)()
        })
    }
}

impl std::fmt::Debug for StagedClock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "StagedClock({})", self.clock()())
    }
}

/// Measures how long something took, for benchmarks and logs; never for anything that is journaled.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(std::time::Instant);

impl Stopwatch {
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the place")]
    pub fn start() -> Self {
        Self(std::time::Instant::now())
    }

    #[must_use]
    pub fn elapsed(self) -> std::time::Duration {
        self.0.elapsed()
    }
}

/// Ends when `length` has passed on the machine's clock: for retries, gathering and pacing.
pub async fn deadline(length: std::time::Duration) {
    tokio::time::sleep(length).await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Duration;

    #[test]
    fn a_manual_clock_moves_only_when_moved() {
        let manual = ManualClock::at(Timestamp::from_secs(100));
        let clock = manual.clock();
        assert_eq!(clock(), Timestamp::from_secs(100));
        manual.advance(Duration::from_secs(5));
        assert_eq!(clock(), Timestamp::from_secs(105));
    }

    #[test]
    fn a_running_clock_starts_where_it_is_told() {
        let start = Timestamp::from_secs(1_000_000);
        let shown = running(start, 60)();
        assert!(shown >= start && shown.since(start) < Duration::from_minutes(10));
    }
}
