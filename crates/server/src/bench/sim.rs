//! Calls of two queueing models per second of processor.
//!
//! Room: server, `bench`.

use super::{Goal, Measured, count};
use crate::bench_live::cpu_time;
use sim::model::{Choice, Group, Horizon, Law, Model, Queue, Study, replicate};

/// Rates of the day's quarter hours, as shares of the highest.
const PROFILE: [f64; 40] = [
    0.488, 0.516, 0.559, 0.617, 0.691, 0.774, 0.858, 0.932, 0.982, 1.0, 0.982, 0.932, 0.858, 0.774,
    0.691, 0.617, 0.559, 0.516, 0.524, 0.561, 0.609, 0.666, 0.73, 0.796, 0.859, 0.91, 0.944, 0.956,
    0.944, 0.91, 0.859, 0.796, 0.73, 0.666, 0.609, 0.561, 0.524, 0.497, 0.479, 0.467,
];
/// Agents of each group in each hour.
const STAFF: [[u32; 10]; 5] = [
    [14, 21, 23, 20, 13, 18, 22, 22, 17, 12],
    [9, 14, 15, 13, 8, 12, 14, 14, 11, 8],
    [11, 16, 17, 15, 10, 14, 17, 16, 13, 9],
    [10, 15, 16, 14, 9, 13, 16, 16, 12, 9],
    [11, 17, 18, 16, 10, 14, 17, 17, 13, 10],
];
/// Each skill: calls a minute at most, handling and patience (s), its groups.
const SKILLS: [(f64, f64, f64, &[usize]); 3] =
    [(8.0, 240.0, 180.0, &[0, 3]), (6.0, 300.0, 240.0, &[1, 3, 4]), (4.0, 420.0, 300.0, &[2, 4])];
const SERVES: [&[usize]; 5] = [&[0], &[1], &[2], &[0, 1], &[1, 2]];

pub(super) fn measure() -> anyhow::Result<Vec<Measured>> {
    let (one, one_rate) = timed(&one_queue(), 20)?;
    let (skills, skills_rate) = timed(&skills(), 2_000)?;
    let level = |study: &Study| study.all.of_offered.map_or(f64::NAN, |level| 100.0 * level.value);
    Ok(vec![
        Measured::promised("one queue, 100 agents", one_rate, "calls/s", Goal::AtLeast(3e6)),
        Measured::told("its service level (exact 82.56)", level(&one), "%"),
        Measured::promised("three skills, five groups", skills_rate, "calls/s", Goal::AtLeast(2e6)),
        Measured::told("its service level (reference 83.21)", level(&skills), "%"),
    ])
}

fn timed(model: &Model, replications: u32) -> anyhow::Result<(Study, f64)> {
    let before = cpu_time();
    let study = replicate(model, replications, 1)?;
    let seconds = count(cpu_time().minus(before).micros().cast_unsigned()) / 1e6;
    let calls = count(study.contacts);
    Ok((study, calls / seconds))
}

const fn exponential(mean_s: f64) -> Law {
    Law::Exponential { mean_s }
}

/// M/M/100+M at load 1.
fn one_queue() -> Model {
    Model {
        queues: vec![Queue {
            rate_per_s: vec![1.0 / 3.0],
            handling: vec![exponential(300.0)],
            patience: vec![exponential(150.0)],
            threshold_s: 20.0,
            short_abandon_s: 0.0,
            groups: vec![0],
        }],
        groups: vec![Group { agents: vec![100], queues: vec![0] }],
        period_s: 900.0,
        periods: 1,
        choice: Choice::InOrder,
        busyness_shape: None,
        horizon: Horizon::Contacts { warm_up: 10_000, counted: 1_000_000 },
    }
}

/// A day of ten hours by quarter hour.
fn skills() -> Model {
    let queue = |&(per_minute, handle_s, patience_s, groups): &(f64, f64, f64, &[usize])| Queue {
        rate_per_s: PROFILE.iter().map(|share| share * per_minute / 60.0).collect(),
        handling: vec![exponential(handle_s)],
        patience: vec![exponential(patience_s)],
        threshold_s: 20.0,
        short_abandon_s: 0.0,
        groups: groups.to_vec(),
    };
    let group = |(hours, queues): (&[u32; 10], &&[usize])| Group {
        agents: hours.iter().flat_map(|agents| [*agents; 4]).collect(),
        queues: queues.to_vec(),
    };
    Model {
        queues: SKILLS.iter().map(queue).collect(),
        groups: STAFF.iter().zip(&SERVES).map(group).collect(),
        period_s: 900.0,
        periods: PROFILE.len(),
        choice: Choice::InOrder,
        busyness_shape: None,
        horizon: Horizon::Day,
    }
}
