//! Whoever watches the centre.
//!
//! Room:  sim; the centre is generic over it, so that a run that nobody writes down costs nothing.

use domain::Timestamp;
use journal::Event;

/// Told of everything that happens, in the order of time.
pub trait Observer {
    fn see(&mut self, at: Timestamp, event: Event);
}

/// Nobody looks.
impl Observer for () {
    #[inline]
    fn see(&mut self, _: Timestamp, _: Event) {}
}

/// Writes everything down.
impl Observer for Vec<(Timestamp, Event)> {
    #[inline]
    fn see(&mut self, at: Timestamp, event: Event) {
        self.push((at, event));
    }
}

/// Two look at the same.
impl<A: Observer, B: Observer> Observer for (A, B) {
    #[inline]
    fn see(&mut self, at: Timestamp, event: Event) {
        self.0.see(at, event.clone());
        self.1.see(at, event);
    }
}

impl<O: Observer> Observer for &mut O {
    #[inline]
    fn see(&mut self, at: Timestamp, event: Event) {
        (**self).see(at, event);
    }
}
