//! The queueing model against closed forms and against references of others.

use serde_json::Value;
use sim::model::{
    Cell, Choice, Engine, Estimate, Group, Horizon, Law, Model, Queue, Study, Tally, replicate,
    seed_of,
};
use std::path::Path;

fn shared(name: &str) -> Option<Value> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/sim/public").join(name);
    Some(serde_json::from_str(&std::fs::read_to_string(path).ok()?).unwrap())
}

fn exponential(mean_s: f64) -> Law {
    Law::Exponential { mean_s }
}

/// One queue, one group, for ever.
fn steady(agents: u32, rate_per_s: f64, handling: Law, patience: Option<Law>) -> Model {
    let queue = Queue {
        rate_per_s: vec![rate_per_s],
        handling: vec![handling],
        patience: patience.into_iter().collect(),
        threshold_s: 20.0,
        short_abandon_s: 0.0,
        groups: vec![0],
    };
    Model {
        queues: vec![queue],
        groups: vec![Group { agents: vec![agents], queues: vec![0] }],
        period_s: 900.0,
        periods: 1,
        choice: Choice::InOrder,
        busyness_shape: None,
        horizon: Horizon::Contacts { warm_up: 2_000, counted: 40_000 },
    }
}

/// Holds if the estimate is within four of its errors, and those of the reference, of `expected`.
#[track_caller]
fn close(estimate: Option<Estimate>, expected: f64, expected_error: f64) {
    let Estimate { value, error } = estimate.unwrap();
    let error = error.unwrap().hypot(expected_error);
    assert!((value - expected).abs() <= 4.0 * error, "{value} and {expected}, error {error}");
}

#[test]
fn a_queue_without_patience_is_erlang_c() {
    // 10 agents, 8 erlangs: C = 0.409 180 150 4 (recurrence B(n) = aB/(n + aB), by hand).
    let mut loss = 1.0;
    for n in 1..=10 {
        loss = 8.0 * loss / (f64::from(n) + 8.0 * loss);
    }
    let waits = loss / (1.0 - 0.8 * (1.0 - loss));
    let model = steady(10, 8.0 / 200.0, exponential(200.0), None);
    let study = replicate(&model, 12, 3).unwrap();
    close(study.all.wait_probability, waits, 0.0);
    close(study.all.asa_s, waits * 100.0, 0.0);
    close(study.all.of_offered, 1.0 - waits * libm::exp(-0.2), 0.0);
    close(study.occupancy, 0.8, 0.0);
    assert!(study.all.abandonment.unwrap().value < 1e-12);
}

#[test]
fn one_agent_with_fixed_handling_waits_half_as_long() {
    // Pollaczek and Khinchine: at 0.7 erlangs and fixed handling of 60 s the mean wait is 70 s.
    let study =
        replicate(&steady(1, 0.7 / 60.0, Law::Fixed { mean_s: 60.0 }, None), 16, 5).unwrap();
    close(study.all.mean_wait_s, 70.0, 0.0);
    let variation = 1.5;
    let law = Law::LogNormal { mean_s: 60.0, variation };
    let study = replicate(&steady(1, 0.5 / 60.0, law, None), 24, 5).unwrap();
    close(study.all.mean_wait_s, 30.0 * (1.0 + variation * variation), 0.0);
}

#[test]
fn a_queue_with_patience_is_the_one_of_the_reference() {
    let Some(expected) = shared("expected_A.json") else { return };
    let mut model = steady(100, 1.0 / 3.0, exponential(300.0), Some(exponential(150.0)));
    model.horizon = Horizon::Contacts { warm_up: 5_000, counted: 60_000 };
    let study = replicate(&model, 12, 11).unwrap();
    let exact = |key: &str| expected[key].as_f64().unwrap();
    close(study.all.wait_probability, exact("pw"), 0.0);
    close(study.all.abandonment, exact("pab"), 0.0);
    close(study.all.mean_wait_s, exact("mean_wait_s"), 0.0);
    close(study.all.of_offered, exact("sl_offered"), 0.0);
    close(study.all.less_abandons_in_time, exact("sl_excl_short_abandon"), 0.0);
    close(study.occupancy, exact("occ"), 0.0);
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn indices(value: &Value) -> Vec<usize> {
    let numbers = value.as_array().unwrap().iter();
    numbers.map(|number| usize::try_from(number.as_u64().unwrap()).unwrap()).collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn agents(value: &Value) -> Vec<u32> {
    indices(value).iter().map(|&number| u32::try_from(number).unwrap()).collect()
}

fn of_file(file: &Value) -> Model {
    let queue = |(k, rates): (usize, &Value)| Queue {
        rate_per_s: numbers(rates).iter().map(|rate| rate / 60.0).collect(),
        handling: vec![exponential(file["mean_service_s"][k].as_f64().unwrap())],
        patience: vec![exponential(file["mean_patience_s"][k].as_f64().unwrap())],
        threshold_s: file["awt_s"].as_f64().unwrap(),
        short_abandon_s: 0.0,
        groups: indices(&file["type_to_groups"][k]),
    };
    let group = |(i, staff): (usize, &Value)| Group {
        agents: agents(staff),
        queues: indices(&file["group_to_types"][i]),
    };
    Model {
        queues: list(&file["rate_per_min"]).iter().enumerate().map(queue).collect(),
        groups: list(&file["staff"]).iter().enumerate().map(group).collect(),
        period_s: file["period_s"].as_f64().unwrap(),
        periods: usize::try_from(file["P"].as_u64().unwrap()).unwrap(),
        choice: Choice::InOrder,
        busyness_shape: None,
        horizon: Horizon::Day,
    }
}

fn compare(study: &Study, expected: &Value) {
    let rows = study.queues.iter().chain([&study.all]);
    for (row, expected) in rows.zip(list(&expected["rows"])) {
        let pair =
            |key: &str| (expected[key][0].as_f64().unwrap(), expected[key][1].as_f64().unwrap());
        let pairs = [
            (row.of_offered, pair("sl_offered")),
            (row.less_abandons_in_time, pair("sl_excl_short_abandon")),
            (row.abandonment, pair("abandon")),
            (row.mean_wait_s, pair("mean_wait_s")),
        ];
        for (ours, (value, error)) in pairs {
            close(ours, value, error);
        }
        let offered = expected["offered_per_day"].as_f64().unwrap();
        assert!((row.offered_per_replication / offered - 1.0).abs() < 0.02);
    }
}

#[test]
fn skills_and_periods_are_those_of_the_reference() {
    for (model, expected) in
        [("model_B.json", "expected_B.json"), ("model_B2.json", "expected_B2.json")]
    {
        let (Some(file), Some(expected)) = (shared(model), shared(expected)) else { return };
        compare(&replicate(&of_file(&file), 60, 17).unwrap(), &expected);
    }
}

/// The published example: three queues, two groups, rates and laws by period of arrival, a day that
/// is busier or calmer than another, the longest wait first.
fn published(file: &Value) -> Model {
    let laws = |key: &str| {
        numbers(&file[key]).iter().map(|rate| exponential(60.0 / rate)).collect::<Vec<Law>>()
    };
    let queue = |(k, rates): (usize, &Value)| Queue {
        rate_per_s: numbers(rates).iter().map(|rate| rate / 60.0).collect(),
        handling: laws("mu_by_period_of_arrival"),
        patience: laws("nu_by_period_of_arrival"),
        threshold_s: 20.0,
        short_abandon_s: 0.0,
        groups: indices(&file["type_to_group"][k]),
    };
    let group = |(staff, queues): (&Value, [usize; 2])| Group {
        agents: agents(staff),
        queues: queues.to_vec(),
    };
    Model {
        queues: list(&file["lambda_"]).iter().enumerate().map(queue).collect(),
        groups: list(&file["staff"]).iter().zip([[1, 0], [2, 1]]).map(group).collect(),
        period_s: 7_200.0,
        periods: 3,
        choice: Choice::LongestWait,
        busyness_shape: Some(28.7),
        horizon: Horizon::Day,
    }
}

#[test]
fn the_published_example_comes_out_as_published() {
    let Some(file) = shared("published_SimpleMSK.json") else { return };
    let model = published(&file);
    let expected = &file["expected"];
    let (mut engine, mut tally) = (Engine::new(&model), Tally::new(&model));
    let days = 400;
    let mut sum = vec![Cell::default(); 9];
    for day in 0..days {
        tally.clear();
        engine.run(seed_of(4, day), &mut tally);
        for (index, cell) in sum.iter_mut().enumerate() {
            cell.add(&tally.periods_of(index / 3)[index % 3]);
        }
    }
    let per_day = |count: u64| count as f64 / f64::from(days);
    for (index, cell) in sum.iter().enumerate() {
        let good = per_day(cell.answered_in_threshold);
        let (queue, period) = (index / 3, index % 3);
        let published = expected["good_by_type_period"][queue][period].as_f64().unwrap();
        let interval = numbers(&expected["good_ci"][queue][period]);
        // Theirs are 95 % intervals of 1 000 days, ours come from 400: 1.96 errors and 1.58 of them.
        let error = (interval[1] - interval[0]) / 3.92;
        assert!(
            (good - published).abs() < 4.0 * error * 1.87,
            "{queue} {period}: {good} {published}"
        );
    }
    let served = per_day(sum.iter().map(|cell| cell.answered).sum());
    let published = numbers(&expected["served"]);
    assert!(
        (served - published[0]).abs() < 4.0 * 1.87 * (published[2] - published[1]) / 3.92,
        "{served}"
    );
}

/// With patience as long as handling on average, the number in the system is Poisson whatever the
/// staffing: rates of 100 + 20 sin t (unit: mean handling) give a mean of 100 + 10 (sin t - cos t).
#[test]
fn rates_that_change_give_the_poisson_number_of_theory() {
    let handle_s = 100.0;
    let steps = 640;
    let step = 4.0 * std::f64::consts::PI / 640.0;
    let time = |period: usize| (period as f64 + 0.5) * step;
    let rate = |period| (100.0 + 20.0 * f64::sin(time(period))) / handle_s;
    let mut model = steady(105, 1.0, exponential(handle_s), Some(exponential(handle_s)));
    model.queues[0].rate_per_s = (0..steps).map(rate).collect();
    model.period_s = step * handle_s;
    model.periods = steps;
    model.horizon = Horizon::Day;
    let (mut engine, mut tally) = (Engine::new(&model), Tally::new(&model));
    let (mut waited, mut offered) = (vec![0_u64; steps], vec![0_u64; steps]);
    for day in 0..60 {
        tally.clear();
        engine.run(seed_of(9, day), &mut tally);
        for (period, cell) in tally.periods_of(0).iter().enumerate() {
            waited[period] += cell.waited;
            offered[period] += cell.offered();
        }
    }
    // The second turn: the empty start is forgotten. Eighths of it, each with its own chance.
    for eighth in 0..8 {
        let periods = 320 + eighth * 40..360 + eighth * 40;
        let expected: f64 = periods
            .clone()
            .map(|period| {
                let t = time(period);
                offered[period] as f64 * at_least(105, 100.0 + 10.0 * (t.sin() - t.cos()))
            })
            .sum();
        let seen: u64 = periods.clone().map(|period| waited[period]).sum();
        let contacts: u64 = periods.map(|period| offered[period]).sum();
        let (share, theory) = (seen as f64 / contacts as f64, expected / contacts as f64);
        // Waits of one day depend on each other: some 12 independent spells a day.
        let error = (theory * (1.0 - theory) / (60.0 * 2.0)).sqrt();
        assert!((share - theory).abs() < 4.0 * error * 0.6, "{eighth}: {share} {theory} {error}");
    }
}

/// Chance that a Poisson number with this mean is at least `least`.
fn at_least(least: u32, mean: f64) -> f64 {
    let mut term = libm::exp(-mean);
    let mut below = 0.0;
    for n in 0..least {
        below += term;
        term *= mean / f64::from(n + 1);
    }
    1.0 - below
}

#[test]
fn a_seed_is_a_day_and_more_agents_meet_the_same_one() {
    let model = steady(10, 0.04, exponential(200.0), Some(exponential(60.0)));
    let study = |model: &Model, seed| replicate(model, 2, seed).unwrap();
    assert_eq!(study(&model, 1), study(&model, 1));
    assert_ne!(study(&model, 1), study(&model, 2));
    let mut more = model.clone();
    more.groups[0].agents = vec![11];
    let (few, many) = (study(&model, 1), study(&more, 1));
    assert_eq!(few.contacts, many.contacts);
    assert!(many.all.abandonment.unwrap().value < few.all.abandonment.unwrap().value);
}

#[test]
fn who_is_busy_at_a_turn_finishes_and_leaves() {
    // Two agents until 60 s, then none: contacts that began are answered, the rest loses patience.
    let queue = Queue {
        rate_per_s: vec![1.0],
        handling: vec![Law::Fixed { mean_s: 50.0 }],
        patience: vec![Law::Fixed { mean_s: 1_000.0 }],
        threshold_s: 20.0,
        short_abandon_s: 0.0,
        groups: vec![0],
    };
    let model = Model {
        queues: vec![queue],
        groups: vec![Group { agents: vec![2, 0], queues: vec![0] }],
        period_s: 60.0,
        periods: 2,
        choice: Choice::InOrder,
        busyness_shape: None,
        horizon: Horizon::Day,
    };
    let (mut engine, mut tally) = (Engine::new(&model), Tally::new(&model));
    engine.run(1, &mut tally);
    let all = tally.queue(0);
    assert_eq!(all.answered, 4, "{all:?}");
    assert_eq!(all.abandoned_wait, i64::try_from(all.abandoned).unwrap() * 1_000_000_000);
    // Both were busy to the turn and beyond it: what they were not busy is the beginning.
    let beyond = engine.overtime()[0];
    assert!(beyond > 0 && beyond < 100_000_000, "{beyond}");
    assert_eq!(tally.handling[0], 200_000_000);
    let study = replicate(&model, 20, 1).unwrap();
    let occupancy = study.occupancy.unwrap().value;
    assert!(occupancy > 0.97 && occupancy < 1.0, "{occupancy}");
}

#[test]
fn a_model_that_cannot_run_says_where() {
    let sound = steady(3, 0.1, exponential(10.0), None);
    assert_eq!(sound.check(), Ok(()));
    let mut model = sound.clone();
    model.queues[0].handling = vec![exponential(-1.0)];
    assert!(model.check().unwrap_err().to_string().starts_with("queues[0].handling: needs a mean"));
    let mut model = sound.clone();
    model.queues[0].groups = vec![7];
    assert_eq!(model.check().unwrap_err().place, "queues[0].groups");
    let mut model = sound.clone();
    model.horizon = Horizon::Contacts { warm_up: 0, counted: 10_000_000_000 };
    assert_eq!(model.check().unwrap_err().what, "a replication is longer than 30 years");
    let mut model = sound;
    model.groups[0].agents = vec![1, 2, 3];
    assert_eq!(model.check().unwrap_err().place, "groups[0].agents");
}
