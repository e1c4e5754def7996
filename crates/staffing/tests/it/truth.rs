//! Erlang B, C and A against values computed with 60 digits, where the shared folder exists.

use serde_json::Value;
use staffing::erlang::{Measures, Offer, Times, loss, measures};
use std::path::Path;

const TRUTH: &str = "../../../shared/data/sim/public/staffing_truth.json";

fn truth() -> Option<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(TRUTH);
    let text = std::fs::read_to_string(path).ok()?;
    Some(serde_json::from_str(&text).unwrap())
}

fn rows(truth: &Value, table: &str) -> Vec<Value> {
    truth[table].as_array().unwrap().clone()
}

fn number(row: &Value, key: &str) -> f64 {
    let value = &row[key];
    value.as_str().map_or_else(|| value.as_f64().unwrap(), |text| text.parse().unwrap())
}

fn agents(row: &Value) -> u32 {
    u32::try_from(row["s"].as_u64().unwrap()).unwrap()
}

/// Shares of an overloaded queue below this are what 60 digits leave of a difference of ones: with
/// 250 digits they are 3.4e-82, 4.6e-162, 1.2e-110, 7.3e-65 and below 1e-240.
const LOST_DIGITS: f64 = 1e-50;

fn is_equal(ours: f64, theirs: f64) -> bool {
    if theirs < 1e-300 { ours < 1e-300 } else { (ours - theirs).abs() <= 1e-9 * theirs }
}

fn compare(row: &Value, pairs: &[(&str, f64)], misses: &mut Vec<String>) {
    for &(key, ours) in pairs {
        let theirs = number(row, key);
        let is_lost = key.starts_with("sl_") && theirs < LOST_DIGITS;
        let holds = if is_lost { ours < LOST_DIGITS } else { is_equal(ours, theirs) };
        if !holds {
            misses.push(format!("{key}: {ours:e} and {theirs:e} in {row}"));
        }
    }
}

fn offer(row: &Value) -> (Offer, Times) {
    let offer = Offer::of_load(number(row, "a"), number(row, "mean_service_s"));
    (offer, Times { threshold_s: number(row, "T_s"), short_abandon_s: 0.0 })
}

fn at(row: &Value) -> Measures {
    let (offer, times) = offer(row);
    let patience = row["mean_patience_s"].as_f64();
    measures(agents(row), offer.with_patience(patience), times)
}

#[test]
fn loss_is_exact() {
    let Some(truth) = truth() else { return };
    let mut misses = Vec::new();
    for row in rows(&truth, "erlang_b") {
        compare(&row, &[("B", loss(agents(&row), number(&row, "a")))], &mut misses);
    }
    assert_eq!(misses, [""; 0]);
}

#[test]
fn delay_is_exact() {
    let Some(truth) = truth() else { return };
    let mut misses = Vec::new();
    for row in rows(&truth, "erlang_c") {
        let ours = at(&row);
        let pairs = [
            ("pw", ours.wait_probability),
            ("asa", ours.asa_s.unwrap()),
            ("sl", ours.answered_in_threshold),
            ("occ", ours.occupancy.unwrap()),
        ];
        compare(&row, &pairs, &mut misses);
    }
    assert_eq!(misses, [""; 0]);
}

#[test]
fn patience_is_exact() {
    let Some(truth) = truth() else { return };
    let mut misses = Vec::new();
    for row in rows(&truth, "erlang_a") {
        let ours = at(&row);
        let rule = domain::measure::ServiceLevelRule::LessAbandonsInTime;
        let pairs = [
            ("pw", ours.wait_probability),
            ("pab", ours.abandonment),
            ("ew", ours.mean_wait_s.unwrap()),
            ("occ", ours.occupancy.unwrap()),
            ("w_le_T", ours.ended_in_threshold),
            ("sl_offered", ours.answered_in_threshold),
            ("sl_excl_short_ab", ours.service_level(rule).unwrap()),
        ];
        compare(&row, &pairs, &mut misses);
    }
    assert_eq!(misses, [""; 0]);
}

#[test]
fn least_agents_are_exact() {
    use domain::measure::ServiceLevelRule;
    use staffing::target::{ServiceLevel, Targets, least_agents};
    let Some(truth) = truth() else { return };
    let mut misses = Vec::new();
    for row in rows(&truth, "min_staff") {
        let contacts = number(&row, "calls_per_30min");
        let offer = Offer::of_contacts(contacts, 1_800.0, number(&row, "aht_s"))
            .with_patience(row["mean_patience_s"].as_f64());
        let rule = match row["defn"].as_str() {
            Some("sl_excl_short_ab") => ServiceLevelRule::LessAbandonsInTime,
            _ => ServiceLevelRule::OfOffered,
        };
        let level = ServiceLevel {
            rule,
            share: number(&row, "sl"),
            threshold_s: number(&row, "T_s"),
            short_abandon_s: 0.0,
        };
        let targets = Targets::of_service_level(level);
        let agents = least_agents(offer, &targets).unwrap();
        let at = |agents| measures(agents, offer, targets.times()).service_level(rule).unwrap();
        let pairs = [
            ("agents", f64::from(agents)),
            ("sl_at", at(agents)),
            ("sl_at_minus1", at(agents - 1)),
        ];
        compare(&row, &pairs, &mut misses);
    }
    assert_eq!(misses, [""; 0]);
}
