//! Stretches of time taken from and cut with each other.
//!
//! Room: attendance, under `compare` and `sheet`.

use domain::{Duration, Interval};

/// What both have; empty where they do not meet.
pub(crate) fn common(one: Interval, other: Interval) -> Interval {
    let start = one.start.max(other.start);
    Interval { start, end: one.end.min(other.end).max(start) }
}

pub(crate) fn is_empty(interval: Interval) -> bool {
    interval.start >= interval.end
}

/// The same time as stretches that are in order and do not touch.
pub(crate) fn union(all: &[Interval]) -> Vec<Interval> {
    let mut all: Vec<Interval> = all.iter().copied().filter(|one| !is_empty(*one)).collect();
    all.sort();
    let mut joined: Vec<Interval> = Vec::new();
    for one in all {
        match joined.last_mut().filter(|last| one.start <= last.end) {
            Some(last) => last.end = last.end.max(one.end),
            None => joined.push(one),
        }
    }
    joined
}

/// What is left of `all` where none of `taken` is.
pub(crate) fn without(all: &[Interval], taken: &[Interval]) -> Vec<Interval> {
    let taken = union(taken);
    let mut left = Vec::new();
    for one in union(all) {
        let mut start = one.start;
        for other in taken.iter().filter(|other| other.start < one.end && other.end > one.start) {
            left.push(Interval { start, end: other.start });
            start = start.max(other.end);
        }
        left.push(Interval { start, end: one.end });
    }
    left.retain(|one| !is_empty(*one));
    left
}

/// What of `all` lies within any of `of`.
pub(crate) fn within(all: &[Interval], of: &[Interval]) -> Vec<Interval> {
    let (all, of) = (union(all), union(of));
    let cuts = all.iter().flat_map(|one| of.iter().map(|other| common(*one, *other)));
    cuts.filter(|cut| !is_empty(*cut)).collect()
}

pub(crate) fn length(all: &[Interval]) -> Duration {
    all.iter().map(|one| one.length()).sum()
}
