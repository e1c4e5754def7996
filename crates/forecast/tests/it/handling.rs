//! Handle time.

use crate::centre::{SLOTS, centre, first, request};
use forecast::Series;
use forecast::backtest::Trial;
use forecast::handle::{HandleSeries, run};
use forecast::handle_trial::trial;

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

/// Errors of handle time by contacts: the model is beside what practice does, and what is later than a
/// trial changes nothing of it.
#[test]
fn a_trial_scores_the_model_beside_the_mean_of_four_same_weekdays() {
    let answered = centre(160, 0.2, 4);
    let mut seconds = seconds(&answered);
    // Slots differ by chance: a fifth more or less.
    for (index, day) in seconds.days.iter_mut().enumerate() {
        for (slot, sum) in day.counts.iter_mut().flatten().enumerate() {
            *sum *= if (index * 7 + slot * 3) % 5 < 2 { 1.2 } else { 0.8 };
        }
    }
    let asked = Trial {
        first: first().plus_days(126),
        origins: 3,
        step: 7,
        days: 7,
        method: "handle_time".to_owned(),
        seed: 7,
    };
    let mut told = Vec::new();
    let tried = |seconds: &Series, told: &mut Vec<u32>| {
        let series = HandleSeries { answered: &answered, seconds };
        trial(series, &asked, &mut |done, of| {
            told.push(done);
            of == 3
        })
        .unwrap()
    };
    let report = tried(&seconds, &mut told);
    assert_eq!((told, report.origins, report.is_stopped), (vec![0, 1, 2], 3, false));
    let [model, practice] = &report.rows[..] else { panic!("two rows: {:?}", report.rows) };
    assert_eq!((&*model.method, &*practice.method), ("handle_time", "weekday_mean_4"));
    let wape = |row: &forecast::backtest::Row| row.scores.interval.wape().unwrap();
    assert!((0.1..0.3).contains(&wape(model)), "{}", wape(model));
    assert!(wape(model) <= 1.02 * wape(practice), "{} {}", wape(model), wape(practice));
    assert!(model.scores.interval.coverage().unwrap().0 > 0.5);
    assert_eq!(practice.scores.interval.coverage(), None, "it has no bands");
    for day in seconds.days.iter_mut().skip(126 + 21) {
        day.counts.iter_mut().flatten().for_each(|sum| *sum *= 3.0);
    }
    assert_eq!(tried(&seconds, &mut Vec::new()), report);
    let stopped =
        trial(HandleSeries { answered: &answered, seconds: &seconds }, &asked, &mut |done, _| {
            done < 1
        });
    assert!(stopped.unwrap().is_stopped);
}

/// Neither the model nor practice knows the week that it is tried on.
#[test]
fn what_a_trial_says_of_a_week_is_not_moved_by_that_week() {
    let answered = centre(140, 0.2, 4);
    let asked = Trial {
        first: first().plus_days(126),
        origins: 1,
        step: 7,
        days: 7,
        method: "handle_time".to_owned(),
        seed: 7,
    };
    let said = |seconds: &Series| {
        let series = HandleSeries { answered: &answered, seconds };
        let report = trial(series, &asked, &mut |_, _| true).unwrap();
        report.rows.iter().map(|row| row.scores.day.said).collect::<Vec<_>>()
    };
    let before = seconds(&answered);
    let mut after = before.clone();
    for day in after.days.iter_mut().skip(126) {
        day.counts.iter_mut().flatten().for_each(|sum| *sum *= 3.0);
    }
    assert_eq!(said(&before), said(&after));
}
