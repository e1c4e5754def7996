//! The formulas of Erlang and the least agents, each many times.
//!
//! Room: server, `bench`.

use super::{Goal, Measured};
use crate::bench_live::cpu_time;
use domain::measure::ServiceLevelRule;
use staffing::erlang::{Offer, Times, measures};
use staffing::{ServiceLevel, Targets, least_agents};
use std::hint::black_box;

const ROUNDS: u32 = 20_000;
const HANDLE_S: f64 = 180.0;
const PATIENCE_S: f64 = 180.0;

pub(super) fn measure() -> anyhow::Result<Vec<Measured>> {
    let mut figures = Vec::new();
    for agents in [100, 10_000, 100_000] {
        let each = micros(|round| formula(agents, round, None));
        let what = format!("Erlang C, {agents} agents, load 0.99");
        figures.push(if agents == 10_000 {
            Measured::promised(what, each, "us", Goal::Below(20.0))
        } else {
            Measured::told(what, each, "us")
        });
        let each = micros(|round| formula(agents, round, Some(PATIENCE_S)));
        figures.push(Measured::told(format!("Erlang A, {agents} agents, load 0.99"), each, "us"));
    }
    for (name, patience_s) in [("C", None), ("A", Some(PATIENCE_S))] {
        let each = micros(|round| least(round, patience_s));
        let what = format!("least agents, 5 000 calls in 30 min, Erlang {name}");
        figures.push(Measured::promised(what, each, "us", Goal::Below(50.0)));
    }
    Ok(figures)
}

/// A little different every time, so that nothing is computed once for all.
fn nudge(round: u32) -> f64 {
    1.0 + f64::from(round) * 1e-9
}

fn formula(agents: u32, round: u32, patience_s: Option<f64>) {
    let load = 0.99 * f64::from(agents) * nudge(round);
    let offer = Offer::of_load(load, HANDLE_S).with_patience(patience_s);
    let times = Times { threshold_s: 20.0, short_abandon_s: 0.0 };
    black_box(measures(agents, offer, times));
}

fn least(round: u32, patience_s: Option<f64>) {
    let offer = Offer::of_contacts(5_000.0 * nudge(round), 1_800.0, 300.0);
    let level = ServiceLevel {
        rule: ServiceLevelRule::LessShortAbandons,
        share: 0.8,
        threshold_s: 20.0,
        short_abandon_s: 5.0,
    };
    let targets = Targets::of_service_level(level);
    black_box(least_agents(offer.with_patience(patience_s), &targets));
}

/// Processor time of one round, µs.
fn micros(work: impl Fn(u32)) -> f64 {
    let before = cpu_time();
    (0..ROUNDS).for_each(work);
    #[expect(clippy::cast_precision_loss, reason = "minutes at most")]
    let spent = cpu_time().minus(before).micros() as f64;
    spent / f64::from(ROUNDS)
}
