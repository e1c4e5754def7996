//! Is the floor one that an operations team would recognise?

use domain::{Duration, Timestamp};
use sim::{Centre, Tally};

fn day(seed: u64, number: i64) -> Tally {
    let start = Timestamp::parse("2026-11-23T00:00:00+08:00").unwrap();
    let mut centre = Centre::new(seed, start);
    let mut tally = Tally::new();
    let day = 24 * 60;
    centre.run_until(start.plus(Duration::from_minutes(number * day)), &mut ());
    centre.run_until(start.plus(Duration::from_minutes((number + 1) * day)), &mut tally);
    tally
}

#[test]
fn a_day_has_the_size_and_service_of_a_real_one() {
    for number in 0..7 {
        let tally = day(1, number);
        let mut sums = [0_u64; 7];
        for (name, queue) in tally.queues.iter().enumerate() {
            let counts = [
                queue.offered,
                queue.refused,
                queue.answered,
                queue.abandoned,
                queue.diverted,
                queue.answered_within[3],
                queue.abandoned_within[0],
            ];
            for (s, c) in sums.iter_mut().zip(counts) {
                *s += c;
            }
            println!(
                "  {name} {counts:?} sl {:.3}",
                (queue.answered_within[3] as f64)
                    / (queue.offered - queue.abandoned_within[0]) as f64
            );
        }
        let [offered, refused, answered, abandoned, diverted, within, short] = sums;
        let level = within as f64 / (offered - short) as f64;
        let mut times = [0i64; 7];
        for a in &tally.agents {
            for i in 0..7 {
                times[i] += a.times[i];
            }
        }
        let occ = (times[3] + times[4] + times[5]) as f64
            / (times[1] + times[2] + times[3] + times[4] + times[5]) as f64;
        println!(
            "day {number}: contacts {} events {} offered {offered} refused {refused} answered {answered} abandoned {abandoned} diverted {diverted} sl {level:.3} occ {occ:.3} onduty {}",
            tally.contacts,
            tally.events,
            tally.agents.iter().filter(|a| a.times[1] > 0).count()
        );
    }
}
