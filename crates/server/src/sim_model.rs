//! `callboard sim --model`: replications of a queueing model from a file.
//!
//! Room:  server; files in, the model's estimates out.
//! Takes: a JSON file in one of three forms: one queue for ever, skills by period, or a day of the
//!        published example (docs/staffing.md shows each).
//! Gives: a report whose rows are `[estimate, standard error]`.
//! Holds: a fault names the file, the entry and the remedy; an entry that nobody reads is told.
//! Never: simulates itself.
//! Proof: tests/it/staffing.rs.

mod file;

use crate::cli::{ModelReport, print};
use anyhow::{Context as _, bail};
use serde_json::{Map, Value, json};
use sim::model::{Estimate, Horizon, Model, QueueRow, Study, replicate};
use std::path::Path;

/// Reads the model, runs it and prints what came of it.
pub fn run(path: &Path, replications: u32, seed: u64, report: ModelReport) -> anyhow::Result<()> {
    if replications == 0 {
        bail!("--replications 0 measures nothing; give 1 or more");
    }
    let model = read(path)?;
    let study = replicate(&model, replications, seed)
        .with_context(|| format!("{}: the model cannot be run", path.display()))?;
    match report {
        ModelReport::Json => print(&format!("{:#}\n", told(&model, &study))),
    }
    Ok(())
}

/// The model of a file.
pub fn read(path: &Path) -> anyhow::Result<Model> {
    let place = || format!("{}: reading a model", path.display());
    let text = crate::staffing::text_of(path).with_context(place)?;
    let value: Value = serde_json::from_str(&text).with_context(place)?;
    file::model(value).with_context(place)
}

fn told(model: &Model, study: &Study) -> Value {
    let mut rows: Vec<Value> =
        study.queues.iter().enumerate().map(|(k, row)| row_of(&k.to_string(), row)).collect();
    rows.push(row_of("all", &study.all));
    let groups: Vec<Value> = study.groups.iter().map(|group| pair(group.occupancy)).collect();
    let mut report = Map::new();
    report.insert("reps".into(), study.replications.into());
    report.insert("note".into(), NOTE.into());
    report.insert("calls".into(), study.contacts.into());
    report.insert("occupancy".into(), pair(study.occupancy));
    report.insert("occupancy_by_group".into(), groups.into());
    report.insert("rows".into(), rows.into());
    if matches!(model.horizon, Horizon::Contacts { .. }) {
        let value = |estimate: Option<Estimate>| estimate.map(|estimate| estimate.value);
        let all = &study.all;
        report.insert("pw".into(), value(all.wait_probability).into());
        report.insert("pab".into(), value(all.abandonment).into());
        report.insert("mean_wait_s".into(), value(all.mean_wait_s).into());
        report.insert("occ".into(), value(study.occupancy).into());
        report.insert("sl_offered".into(), value(all.of_offered).into());
        report.insert("sl_excl_short_abandon".into(), value(all.less_abandons_in_time).into());
    }
    Value::Object(report)
}

const NOTE: &str = "[estimate, standard error]; sl_offered = served within awt / offered; \
    sl_excl_short_abandon = served within awt / (offered - abandoned within awt); mean_wait_s over all \
    calls; agents over capacity finish their call, then leave; what waits at the close is served";

fn row_of(kind: &str, row: &QueueRow) -> Value {
    json!({
        "type": kind,
        "offered_per_day": row.offered_per_replication,
        "sl_offered": pair(row.of_offered),
        "sl_excl_short_abandon": pair(row.less_abandons_in_time),
        "abandon": pair(row.abandonment),
        "mean_wait_s": pair(row.mean_wait_s),
        "asa_s": pair(row.asa_s),
        "wait_probability": pair(row.wait_probability),
        "sd_daily_sl": row.of_offered_deviation,
    })
}

/// `[estimate, error]`; what was not measured is null.
fn pair(estimate: Option<Estimate>) -> Value {
    estimate.map_or(Value::Null, |Estimate { value, error }| json!([value, error]))
}
