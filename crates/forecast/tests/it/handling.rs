//! Handle time.

use crate::centre::{SLOTS, centre, request};
use forecast::Series;
use forecast::handle::{HandleSeries, run};

/// 300 s, in the last slot 360 s; on Saturday a fifth less. A slot with one contact took an hour.
fn seconds(answered: &Series) -> Series {
    let mut seconds = answered.clone();
    for (index, day) in seconds.days.iter_mut().enumerate() {
        let of_day = if index % 7 == 5 { 240.0 } else { 300.0 };
        for (slot, count) in day.counts.iter_mut().flatten().enumerate() {
            *count *= of_day * if slot + 1 == SLOTS { 1.2 } else { 1.0 };
        }
    }
    seconds
}

#[test]
fn weekday_and_time_of_day_are_found() {
    let answered = centre(140, 0.2, 4);
    let seconds = seconds(&answered);
    let series = HandleSeries { answered: &answered, seconds: &seconds };
    let made = run(series, &request(140, 7, "combination")).unwrap();
    let mean = |day: usize, slot: usize| made.days[day].slots[slot].mean;
    assert!((mean(0, 2) - 300.0).abs() < 9.0, "{}", mean(0, 2));
    assert!((mean(0, SLOTS - 1) - 360.0).abs() < 18.0, "{}", mean(0, SLOTS - 1));
    assert!((mean(5, 2) - 240.0).abs() < 15.0, "{}", mean(5, 2));
    assert!(mean(6, 2) <= 0.0, "a closed day has no handle time");
    assert!(made.days[5].slots[5].mean > 200.0, "a slot that other weekdays use has theirs");
}

#[test]
fn few_contacts_move_little() {
    let mut answered = centre(140, 0.2, 4);
    let mut seconds = seconds(&answered);
    // One contact of an hour, in a slot that is otherwise empty.
    for (index, day) in (0..).zip(&mut answered.days) {
        day.counts.iter_mut().for_each(|counts| counts[0] = f64::from(u8::from(index == 133)));
    }
    for (index, day) in (0..).zip(&mut seconds.days) {
        let hour = if index == 133 { 3_600.0 } else { 0.0 };
        day.counts.iter_mut().for_each(|counts| counts[0] = hour);
    }
    let series = HandleSeries { answered: &answered, seconds: &seconds };
    let made = run(series, &request(140, 7, "combination")).unwrap();
    let slot = made.days[0].slots[0].mean;
    assert!((280.0..380.0).contains(&slot), "{slot}");
}

#[test]
fn later_handle_times_are_not_read() {
    let answered = centre(154, 0.2, 4);
    let before = seconds(&answered);
    let mut after = before.clone();
    for day in after.days.iter_mut().skip(140) {
        day.counts.iter_mut().flatten().for_each(|seconds| *seconds *= 3.0);
    }
    let made = |seconds: &Series| {
        run(HandleSeries { answered: &answered, seconds }, &request(140, 7, "combination")).unwrap()
    };
    assert_eq!(made(&before), made(&after));
}
