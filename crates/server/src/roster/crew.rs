//! Threads and the CPU clock for the roster room, which has neither.
//!
//! Room:  server; within `roster`.

use roster::crew::Crew;
use std::sync::Mutex;

/// So many threads.
pub(super) struct Threads(pub(super) usize);

impl Crew for Threads {
    fn run(&self, jobs: Vec<Box<dyn FnOnce() + Send + '_>>) {
        let count = self.0.min(jobs.len());
        let jobs = Mutex::new(jobs.into_iter());
        let work = || {
            let next = || jobs.lock().ok().and_then(|mut jobs| jobs.next());
            while let Some(job) = next() {
                job();
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..count {
                scope.spawn(work);
            }
            work();
        });
    }
}

/// CPU time of this process so far.
#[expect(clippy::cast_precision_loss, reason = "days of nanoseconds fit well enough")]
pub(super) fn cpu_seconds() -> f64 {
    let told = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    told.tv_sec as f64 + told.tv_nsec as f64 / 1e9
}
