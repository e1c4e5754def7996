//! A source that lies: forgets, repeats, comes late, has the wrong time, breaks off.
//!
//! Room:  sim; between a centre and whoever must stand it, in tests and `callboard sim --faults`.
//! Takes: a centre's events. Gives: the same, spoilt, each with the instant at which it is heard.
//! Holds: the same seed spoils the same events; the order in which they are heard is that of time.
//! Proof: `tests/it/faults.rs`.

use crate::observer::Observer;
use crate::random::{HOUR, Random, SECOND, Stream, micros};
use domain::Timestamp;
use journal::Event;

/// What was done to the events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spoilt {
    pub heard: u64,
    pub forgotten: u64,
    pub repeated: u64,
    pub late: u64,
    pub mistimed: u64,
    pub broken_off: u64,
}

/// Spoils what it sees and passes it on as (heard at, said to have happened at, event).
#[derive(Debug)]
pub struct Faulty<F> {
    tell: F,
    random: Random,
    late: Vec<(i64, Timestamp, Event)>,
    silent_until: Option<i64>,
    spoilt: Spoilt,
}

impl<F: FnMut(Timestamp, Timestamp, Event)> Faulty<F> {
    pub const fn new(seed: u64, tell: F) -> Self {
        let random = Random::of(seed, Stream::Surges, u64::MAX);
        let spoilt =
            Spoilt { heard: 0, forgotten: 0, repeated: 0, late: 0, mistimed: 0, broken_off: 0 };
        Self { tell, random, late: Vec::new(), silent_until: None, spoilt }
    }

    /// Tells what was still held back, and what was done in all.
    pub fn finish(mut self) -> Spoilt {
        self.tell_late(i64::MAX);
        self.spoilt
    }

    fn say(&mut self, now: i64, at: Timestamp, event: Event) {
        self.spoilt.heard += 1;
        (self.tell)(Timestamp(now), at, event);
    }

    /// Tells what was held back until now.
    fn tell_late(&mut self, now: i64) {
        while let Some(first) = (0..self.late.len()).min_by_key(|&place| self.late[place].0) {
            if self.late[first].0 > now {
                return;
            }
            let (due, at, event) = self.late.swap_remove(first);
            self.say(due, at, event);
        }
    }

    /// Whether the line is broken; it may break or mend now.
    fn is_silent(&mut self, now: i64) -> bool {
        match self.silent_until {
            Some(until) if now < until => true,
            Some(_) => {
                self.silent_until = None;
                let back = Event::SourceResynced { contacts: 0, agents: 0 };
                self.say(now, Timestamp(now), back);
                false
            }
            None if self.random.chance(0.000_05) => {
                self.spoilt.broken_off += 1;
                self.silent_until = Some(now + micros(self.random.between(5.0, 180.0)));
                self.say(now, Timestamp(now), Event::SourceLost {});
                true
            }
            None => false,
        }
    }
}

impl<F: FnMut(Timestamp, Timestamp, Event)> Observer for Faulty<F> {
    fn see(&mut self, at: Timestamp, event: Event) {
        let now = at.micros();
        self.tell_late(now);
        if self.is_silent(now) {
            return;
        }
        let fate = self.random.unit();
        if fate < 0.003 {
            self.spoilt.forgotten += 1;
        } else if fate < 0.006 {
            self.spoilt.repeated += 1;
            self.say(now, at, event.clone());
            self.say(now, at, event);
        } else if fate < 0.016 {
            self.spoilt.late += 1;
            let due = now + SECOND / 10 + micros(self.random.exponential(20.0));
            self.late.push((due, at, event));
        } else if fate < 0.018 {
            self.spoilt.mistimed += 1;
            let off = micros(self.random.between(-3600.0, 3600.0)).clamp(-HOUR, HOUR);
            self.say(now, Timestamp(now + off), event);
        } else {
            self.say(now, at, event);
        }
    }
}
