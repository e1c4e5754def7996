//! Is the floor one that an operations team would recognise?

use domain::{Duration, Timestamp};
use sim::tally::THRESHOLDS;
use sim::{Centre, Tally};

fn week(seed: u64) -> Vec<Tally> {
    let start = Timestamp::parse("2026-11-23T00:00:00+08:00").expect("an instant");
    let mut centre = Centre::new(seed, start);
    let mut days = Vec::new();
    for day in 1..=7 {
        let mut tally = Tally::new();
        centre.run_until(start.plus(Duration::from_minutes(day * 24 * 60)), &mut tally);
        days.push(tally);
    }
    days
}

/// Answered within 30 s, without those who gave up within 5 s: in per cent.
fn service_level(tally: &Tally, queues: std::ops::Range<usize>) -> u64 {
    let thirty = THRESHOLDS.iter().position(|&seconds| seconds == 30).expect("in the list");
    let five = THRESHOLDS.iter().position(|&seconds| seconds == 5).expect("in the list");
    let (mut answered, mut offered) = (0, 0);
    for queue in &tally.queues[queues] {
        answered += queue.answered_within[thirty];
        offered += queue.offered - queue.abandoned_within[five];
    }
    100 * answered / offered
}

#[test]
fn days_have_the_size_and_the_service_of_real_ones() {
    for seed in [1, 20_261_123] {
        let days = week(seed);
        for (number, day) in days.iter().enumerate() {
            let level = service_level(day, 0..12);
            assert!((78..=95).contains(&level), "seed {seed} day {number}: {level} %");
            let contacts = 8_000..20_000;
            assert!(contacts.contains(&day.contacts), "{} contacts", day.contacts);
            let on_duty = day.agents.iter().filter(|agent| agent.offers > 0).count();
            assert!((150..320).contains(&on_duty), "{on_duty} agents");
        }
        let workdays: u64 = days[..5].iter().map(|day| day.contacts).sum();
        let weekend: u64 = days[5..].iter().map(|day| day.contacts).sum();
        assert!(workdays / 5 > weekend / 2, "weekends are quieter");
    }
}

#[test]
fn everything_happens_that_happens_on_a_floor() {
    let days = week(2);
    let sum = |of: fn(&sim::tally::QueueTally) -> u64| -> u64 {
        days.iter().flat_map(|day| &day.queues).map(of).sum()
    };
    assert!(sum(|queue| queue.rung_out) > 100);
    assert!(sum(|queue| queue.blind_transfers) > 500);
    assert!(sum(|queue| queue.attended_transfers) > 200);
    assert!(sum(|queue| queue.diverted) > 100);
    assert!(sum(|queue| queue.refused) > 50);
    assert!(sum(|queue| queue.abandoned_within[0]) > 200, "short abandons");
    let answered = sum(|queue| queue.answered);
    assert!(sum(|queue| queue.abandoned) * 4 < answered);
}
