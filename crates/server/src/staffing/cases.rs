//! A file of cases, filled with what the formulas say.
//!
//! Room: server, staffing.
//! Takes: `{"erlang_b": […], "erlang_c": […], "erlang_a": […], "min_staff": […]}`, each list optional.
//! Gives: the same with numbers in place of what was to be computed; other entries stay.

use crate::cli::print;
use anyhow::{Context as _, bail};
use domain::measure::ServiceLevelRule;
use serde_json::{Map, Value};
use staffing::erlang::{Measures, Offer, Times, loss, measures};
use staffing::{ServiceLevel, Targets, least_agents};
use std::path::Path;

type Row = Map<String, Value>;
/// Fills one row.
type Fill = fn(&mut Row) -> anyhow::Result<()>;

const HALF_HOUR_S: f64 = 1_800.0;

pub(super) fn run(path: &Path) -> anyhow::Result<()> {
    let mut cases: Value = super::read(path)?;
    let Some(tables) = cases.as_object_mut() else {
        bail!("{}: the cases are an object with lists as erlang_a", path.display());
    };
    let fills: [(&str, Fill); 4] = [
        ("erlang_b", fill_loss),
        ("erlang_c", fill_delay),
        ("erlang_a", fill_patience),
        ("min_staff", fill_least),
    ];
    for (name, fill) in fills {
        let Some(table) = tables.get_mut(name) else { continue };
        let rows = table.as_array_mut();
        let rows = rows.with_context(|| format!("{}: {name} is no list", path.display()))?;
        for (index, row) in rows.iter_mut().enumerate() {
            let place = || format!("{}: {name}[{index}]", path.display());
            fill(row.as_object_mut().with_context(place)?).with_context(place)?;
        }
    }
    print(&format!("{cases:#}\n"));
    Ok(())
}

fn fill_loss(row: &mut Row) -> anyhow::Result<()> {
    let (agents, load) = (agents(row)?, load(row)?);
    put(row, &[("B", Some(loss(agents, load)))]);
    Ok(())
}

fn fill_delay(row: &mut Row) -> anyhow::Result<()> {
    let reached = steady(row)?;
    let told = [
        ("pw", Some(reached.wait_probability)),
        ("asa", reached.asa_s),
        ("sl", Some(reached.answered_in_threshold)),
        ("occ", reached.occupancy),
    ];
    put(row, &told);
    Ok(())
}

fn fill_patience(row: &mut Row) -> anyhow::Result<()> {
    length(row, "mean_patience_s")?;
    let reached = steady(row)?;
    let told = [
        ("pw", Some(reached.wait_probability)),
        ("pab", Some(reached.abandonment)),
        ("ew", reached.mean_wait_s),
        ("occ", reached.occupancy),
        ("w_le_T", Some(reached.ended_in_threshold)),
        ("sl_offered", Some(reached.answered_in_threshold)),
        ("sl_excl_short_ab", reached.service_level(ServiceLevelRule::LessAbandonsInTime)),
    ];
    put(row, &told);
    Ok(())
}

fn steady(row: &Row) -> anyhow::Result<Measures> {
    let offer = Offer::of_load(load(row)?, length(row, "mean_service_s")?);
    let patience_s = patience(row)?;
    let times = Times { threshold_s: number(row, "T_s")?, short_abandon_s: 0.0 };
    Ok(measures(agents(row)?, offer.with_patience(patience_s), times))
}

fn fill_least(row: &mut Row) -> anyhow::Result<()> {
    let contacts = number(row, "calls_per_30min")?;
    let offer = Offer::of_contacts(contacts, HALF_HOUR_S, length(row, "aht_s")?);
    let offer = offer.with_patience(if text(row, "model")? == "A" {
        Some(length(row, "mean_patience_s")?)
    } else {
        None
    });
    let rule = match text(row, "defn") {
        Ok("sl_excl_short_ab") => ServiceLevelRule::LessAbandonsInTime,
        Ok("sl_offered") | Err(_) => ServiceLevelRule::OfOffered,
        Ok(other) => bail!("defn: `{other}` is none of sl_offered, sl_excl_short_ab"),
    };
    let level = ServiceLevel {
        rule,
        share: number(row, "sl")?,
        threshold_s: number(row, "T_s")?,
        short_abandon_s: 0.0,
    };
    let targets = Targets::of_service_level(level);
    let least = least_agents(offer, &targets);
    let at = |agents: u32| measures(agents, offer, targets.times()).service_level(rule);
    let fewer = least.and_then(|agents| agents.checked_sub(1));
    put(row, &[("sl_at", least.and_then(at)), ("sl_at_minus1", fewer.and_then(at))]);
    row.insert("agents".to_owned(), least.into());
    Ok(())
}

fn put(row: &mut Row, told: &[(&str, Option<f64>)]) {
    for (name, value) in told {
        row.insert((*name).to_owned(), (*value).into());
    }
}

fn number(row: &Row, name: &str) -> anyhow::Result<f64> {
    let value = row.get(name).and_then(Value::as_f64);
    let value = value.filter(|value| *value >= 0.0);
    value.with_context(|| format!("{name}: a number of 0 or more is needed"))
}

fn length(row: &Row, name: &str) -> anyhow::Result<f64> {
    let value = number(row, name)?;
    if value <= 0.0 {
        bail!("{name}: a number above 0 is needed");
    }
    Ok(value)
}

fn patience(row: &Row) -> anyhow::Result<Option<f64>> {
    match row.get("mean_patience_s") {
        None | Some(Value::Null) => Ok(None),
        Some(_) => length(row, "mean_patience_s").map(Some),
    }
}

fn text<'a>(row: &'a Row, name: &str) -> anyhow::Result<&'a str> {
    let value = row.get(name).and_then(Value::as_str);
    value.with_context(|| format!("{name}: a text is needed"))
}

fn load(row: &Row) -> anyhow::Result<f64> {
    number(row, "a")
}

fn agents(row: &Row) -> anyhow::Result<u32> {
    let agents = row.get("s").and_then(Value::as_u64).and_then(|agents| u32::try_from(agents).ok());
    agents.context("s: a whole number of agents is needed")
}
