//! Erlang A: a queue whose contacts lose patience after an exponential time.
//!
//! Room:  staffing, erlang.
//! Takes: agents, load, handle time, mean patience. Gives: `Measures`.
//! Holds: defined for every load, also above the agents: patience keeps the queue finite.
//! Never: adds the states one by one: the sum over the queue is an integral (`quadrature`).
//! Proof: `tests/it/truth.rs`; the balance equations summed term by term below.
//! Source: C. Palm 1957; S. Zeltyn, A. Mandelbaum, Queueing Systems 51 (2005).

use super::quadrature::{Queue, Stretch};
use super::{Measures, Offer, Times, loss};

/// The measures of `agents` under `offer` whose contacts have this mean patience, s.
pub(super) fn measures(agents: u32, offer: Offer, patience_s: f64, times: Times) -> Measures {
    let load = offer.load();
    if load <= 0.0 {
        return if agents == 0 {
            Measures::nobody_served(agents)
        } else {
            Measures { occupancy: Some(0.0), ..Measures::all_at_once(agents) }
        };
    }
    if agents == 0 {
        return all_abandon(patience_s, times);
    }
    let fewer = loss::odds_of_fewer(agents, load);
    let staffed = f64::from(agents);
    if fewer.is_infinite() {
        return Measures { occupancy: Some(load / staffed), ..Measures::all_at_once(agents) };
    }
    let queue = Queue {
        load: load * patience_s / offer.handle_s,
        drain: staffed * patience_s / offer.handle_s,
    };
    let waits = Waits::of(queue, fewer, times, patience_s);
    waits.measures(agents, load, patience_s).without_dust()
}

/// Without agents everybody waits until patience ends.
fn all_abandon(patience_s: f64, times: Times) -> Measures {
    Measures {
        mean_wait_s: Some(patience_s),
        ended_in_threshold: -libm::expm1(-times.threshold_s / patience_s),
        past_threshold: libm::exp(-times.threshold_s / patience_s),
        abandoned_short: -libm::expm1(-times.short_abandon_s / patience_s),
        ..Measures::nobody_served(0)
    }
}

/// Weights of all outcomes, divided by the same factor.
struct Waits {
    /// Finds an agent at once.
    at_once: f64,
    whole: Stretch,
    in_threshold: Stretch,
    /// Would wait longer than the threshold.
    beyond: f64,
    abandoned_short: f64,
    total: f64,
    /// e^-threshold
    kept: f64,
}

impl Waits {
    fn of(queue: Queue, fewer: f64, times: Times, patience_s: f64) -> Self {
        let threshold = times.threshold_s / patience_s;
        let short = times.short_abandon_s / patience_s;
        let (first, second) = (short.min(threshold), short.max(threshold));
        let cuts = [0.0, first, second, f64::INFINITY];
        let mut parts = [Stretch::default(); 3];
        for (part, cut) in parts.iter_mut().zip(cuts.windows(2)) {
            if let [low, high] = *cut
                && low < high
            {
                *part = queue.stretch(low, high);
            }
        }
        let log = parts.iter().fold(0.0_f64, |log, part| log.max(part.log));
        let [until_first, between, rest] = parts.map(|part| part.at(log));
        let until_second = add(until_first, between);
        let whole = add(until_second, rest);
        let beyond_first = between.mass + rest.mass;
        let (in_threshold, beyond, until_short, beyond_short) = if short <= threshold {
            (until_second, rest.mass, until_first, beyond_first)
        } else {
            (until_first, beyond_first, until_second, rest.mass)
        };
        let at_once = fewer * libm::exp(-log);
        Self {
            at_once,
            in_threshold,
            beyond,
            abandoned_short: until_short.lost - beyond_short * libm::expm1(-short),
            total: at_once + whole.mass,
            whole,
            kept: libm::exp(-threshold),
        }
    }

    fn measures(&self, agents: u32, load: f64, patience_s: f64) -> Measures {
        let share = |weight: f64| weight / self.total;
        let abandonment = share(self.whole.lost);
        let served = self.at_once + self.whole.answered;
        let lost_in_threshold = self.in_threshold.lost + self.beyond * (1.0 - self.kept);
        let answered_in_threshold = self.at_once + self.in_threshold.answered;
        let asa_s = self.whole.answered_wait / served * patience_s;
        Measures {
            agents,
            wait_probability: share(self.whole.mass),
            abandonment,
            // Little: contacts that wait = arrivals x mean wait, and each leaves at the rate of patience.
            mean_wait_s: Some(abandonment * patience_s),
            asa_s: (served > 0.0).then_some(asa_s),
            occupancy: Some(load * (1.0 - abandonment) / f64::from(agents)),
            ended_in_threshold: share(answered_in_threshold + lost_in_threshold),
            past_threshold: share(self.beyond * self.kept),
            answered_in_threshold: share(answered_in_threshold),
            abandoned_short: share(self.abandoned_short),
        }
    }
}

fn add(one: Stretch, other: Stretch) -> Stretch {
    Stretch {
        log: one.log,
        mass: one.mass + other.mass,
        lost: one.lost + other.lost,
        answered: one.answered + other.answered,
        answered_wait: one.answered_wait + other.answered_wait,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// States 0.. of the birth and death process, added one by one with a running maximum.
    fn by_states(agents: u32, offer: Offer, patience_s: f64) -> (f64, f64) {
        let (load, staffed) = (offer.load(), f64::from(agents));
        let (mut log, mut logs) = (0.0, vec![0.0]);
        for n in 1..agents + 60_000 {
            let n = f64::from(n);
            let waiting = (n - staffed).max(0.0);
            let leaving = n.min(staffed) + waiting * offer.handle_s / patience_s;
            log += libm::log(load / leaving);
            logs.push(log);
        }
        let top = logs.iter().fold(f64::MIN, |top, log| log.max(top));
        let (mut all, mut waits, mut queue) = (0.0, 0.0, 0.0);
        for (n, log) in (0_u32..).zip(logs) {
            let weight = libm::exp(log - top);
            all += weight;
            if n >= agents {
                waits += weight;
                queue += weight * f64::from(n - agents);
            }
        }
        (waits / all, queue / all / load * offer.handle_s)
    }

    #[test]
    fn waits_are_those_of_the_states_summed_one_by_one() {
        let times = Times { threshold_s: 20.0, short_abandon_s: 5.0 };
        for (agents, ratio, patience_s) in
            [(1, 0.5, 30.0), (3, 1.3, 500.0), (40, 0.97, 90.0), (300, 1.1, 240.0), (300, 0.8, 1e3)]
        {
            let offer = Offer::of_load(ratio * f64::from(agents), 200.0);
            let ours = measures(agents, offer, patience_s, times);
            let (waits, mean_wait) = by_states(agents, offer, patience_s);
            assert!((ours.wait_probability / waits - 1.0).abs() < 1e-10, "{ours:?} {waits}");
            let ours_wait = ours.mean_wait_s.unwrap();
            assert!((ours_wait / mean_wait - 1.0).abs() < 1e-10, "{ours:?} {mean_wait}");
        }
    }

    #[test]
    fn endless_patience_is_erlang_c() {
        let times = Times { threshold_s: 20.0, short_abandon_s: 5.0 };
        let offer = Offer::of_load(90.0, 200.0);
        let ours = measures(100, offer, 1e13, times);
        let theirs = super::super::delay::measures(100, offer, times);
        let within = theirs.answered_in_threshold;
        assert!((ours.answered_in_threshold - within).abs() < 1e-8, "{ours:?} {theirs:?}");
        assert!((ours.asa_s.unwrap() / theirs.asa_s.unwrap() - 1.0).abs() < 1e-7);
    }

    #[test]
    fn a_short_abandon_is_cut_at_its_own_time() {
        let offer = Offer::of_load(11.0, 200.0);
        let at = |threshold_s, short_abandon_s| {
            measures(10, offer, 60.0, Times { threshold_s, short_abandon_s })
        };
        let (five, twenty) = (at(20.0, 5.0), at(5.0, 20.0));
        let in_five = twenty.ended_in_threshold - twenty.answered_in_threshold;
        let in_twenty = five.ended_in_threshold - five.answered_in_threshold;
        assert!((five.abandoned_short - in_five).abs() < 1e-12, "{five:?} {twenty:?}");
        assert!((twenty.abandoned_short - in_twenty).abs() < 1e-12);
    }
}
