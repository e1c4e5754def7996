//! The same seed is the same day, however it is cut.

use domain::{Duration, QueueId, Timestamp};
use journal::Event;
use proptest::prelude::*;
use sim::{Centre, Surge};

fn monday() -> Timestamp {
    Timestamp::parse("2026-11-23T00:00:00+08:00").expect("an instant")
}

type Seen = Vec<(Timestamp, Event)>;

fn run(seed: u64, cuts: &[i64], until: Timestamp) -> Seen {
    let mut centre = Centre::new(seed, monday());
    let mut seen = Seen::new();
    for &minutes in cuts {
        centre.run_until(monday().plus(Duration::from_micros(minutes)), &mut seen);
    }
    centre.run_until(until, &mut seen);
    seen
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn cutting_the_time_changes_nothing(
        seed in 0_u64..1000,
        mut cuts in prop::collection::vec(0_i64..12 * 3_600_000_000, 0..60),
    ) {
        cuts.sort_unstable();
        let until = monday().plus(Duration::from_minutes(12 * 60));
        prop_assert_eq!(run(seed, &[], until), run(seed, &cuts, until));
    }
}

#[test]
fn another_seed_is_another_day() {
    let until = monday().plus(Duration::from_minutes(9 * 60));
    assert_ne!(run(1, &[], until), run(2, &[], until));
}

#[test]
fn events_come_in_the_order_of_time() {
    let seen = run(3, &[], monday().plus(Duration::from_minutes(24 * 60)));
    assert!(seen.is_sorted_by_key(|(at, _)| *at));
}

#[test]
fn a_surge_adds_calls_to_its_queue_and_moves_none() {
    let until = monday().plus(Duration::from_minutes(12 * 60));
    let at = |minutes| monday().plus(Duration::from_minutes(minutes));
    let surge = Surge { queue: Some(QueueId(4)), start: at(600), end: at(660), factor: 3.0 };
    let plain = arrivals(&run(5, &[], until));
    let mut centre = Centre::new(5, monday());
    let mut seen = Seen::new();
    centre.run_until(at(300), &mut seen);
    centre.add_surge(surge);
    centre.run_until(until, &mut seen);
    let surged = arrivals(&seen);
    let before: Vec<_> = plain.iter().filter(|(at, _)| *at < surge.start).collect();
    let alike: Vec<_> = surged.iter().filter(|(at, _)| *at < surge.start).collect();
    assert_eq!(before, alike);
    let within = |calls: &[(Timestamp, u32)]| {
        calls.iter().filter(|(at, did)| *did == 1 && *at >= surge.start && *at < surge.end).count()
    };
    assert!(within(&surged) > 2 * within(&plain), "{} {}", within(&surged), within(&plain));
}

#[test]
fn a_surge_known_from_the_start_is_the_same_as_one_added_on_the_way() {
    let at = |minutes| monday().plus(Duration::from_minutes(minutes));
    let surge = Surge { queue: None, start: at(540), end: at(580), factor: 1.8 };
    let mut seen = [Seen::new(), Seen::new()];
    for (add_at, seen) in [0, 500].into_iter().zip(&mut seen) {
        let mut centre = Centre::new(6, monday());
        centre.run_until(at(add_at), seen);
        centre.add_surge(surge);
        centre.run_until(at(700), seen);
    }
    assert_eq!(seen[0], seen[1]);
}

fn arrivals(seen: &Seen) -> Vec<(Timestamp, u32)> {
    let mut calls = Vec::new();
    for (at, event) in seen {
        if let Event::ContactArrived { did: Some(did), .. } = event {
            calls.push((*at, did.0));
        }
    }
    calls
}
