//! The staffing and simulation commands on files, as a planner scripts them.

use crate::program::{fails, succeeds, text};
use crate::support::Folder;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

fn file(folder: &Folder, name: &str, content: &Value) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, content.to_string()).unwrap();
    path
}

fn shared(name: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/sim/public");
    Some(root.join(name)).filter(|path| path.is_file())
}

fn answer(arguments: &[&str]) -> Value {
    serde_json::from_str(&succeeds(arguments)).unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_str().map_or_else(|| value.as_f64().unwrap(), |text| text.parse().unwrap())
}

/// 250 digits of these shares are below 1e-60; the 60 digits of the file show what a difference left.
const LOST_DIGITS: f64 = 1e-50;

#[test]
fn cases_are_filled_with_exact_numbers_and_whole_agents() {
    let Some(cases) = shared("staffing_truth.json") else { return };
    let ours = answer(&["staffing", "erlang", "--cases", text(&cases)]);
    let truth: Value = serde_json::from_str(&std::fs::read_to_string(&cases).unwrap()).unwrap();
    let mut compared = 0;
    for table in ["erlang_b", "erlang_c", "erlang_a", "min_staff"] {
        let rows = ours[table].as_array().unwrap().iter().zip(truth[table].as_array().unwrap());
        for (ours, theirs) in rows {
            for (name, value) in theirs.as_object().unwrap() {
                if !value.is_string() || ["model", "defn"].contains(&name.as_str()) {
                    assert_eq!(ours[name], *value, "{name} of {theirs}");
                    continue;
                }
                assert!(ours[name].is_number(), "{name} of {ours}");
                let (mine, exact) = (number(&ours[name]), number(value));
                let holds = if exact < 1e-300 {
                    mine < 1e-300
                } else if name.starts_with("sl_") && exact < LOST_DIGITS {
                    mine < LOST_DIGITS
                } else {
                    (mine - exact).abs() <= 1e-9 * exact
                };
                assert!(holds, "{name}: {mine:e}, exact {exact:e} in {theirs}");
                compared += 1;
            }
        }
    }
    assert!(compared > 2_500, "{compared}");
}

#[test]
fn a_case_with_a_fault_is_named() {
    let folder = Folder::new();
    let cases = json!({ "erlang_c": [{ "s": 3, "a": -1, "mean_service_s": 180, "T_s": 20 }] });
    let said = fails(&["staffing", "erlang", "--cases", text(&file(&folder, "c.json", &cases))]);
    assert!(said.contains("erlang_c[0]: a: a number of 0 or more is needed"), "{said}");
    let cases = json!({ "min_staff": [{ "model": "A", "calls_per_30min": 10, "aht_s": 180 }] });
    let said = fails(&["staffing", "erlang", "--cases", text(&file(&folder, "m.json", &cases))]);
    assert!(said.contains("min_staff[0]: mean_patience_s"), "{said}");
    let said = fails(&["staffing", "erlang", "--cases", text(&folder.join("none.json"))]);
    assert!(said.contains("none.json"), "{said}");
}

#[track_caller]
fn close(ours: &Value, expected: &Value) {
    let (value, error) = (number(&ours[0]), number(&ours[1]));
    let (reference, reference_error) = (number(&expected[0]), number(&expected[1]));
    let both = error.hypot(reference_error);
    assert!((value - reference).abs() <= 4.0 * both, "{ours} and {expected}");
}

#[test]
fn a_model_of_skills_gives_the_figures_of_the_reference() {
    let Some(model) = shared("model_B2.json") else { return };
    let arguments = ["sim", "--model", text(&model), "--replications", "40", "--seed", "3"];
    let ours = answer(&[&arguments[..], &["--report", "json"]].concat());
    let expected = shared("expected_B2.json").unwrap();
    let expected: Value =
        serde_json::from_str(&std::fs::read_to_string(expected).unwrap()).unwrap();
    assert_eq!(ours["reps"], 40);
    for (ours, expected) in
        ours["rows"].as_array().unwrap().iter().zip(expected["rows"].as_array().unwrap())
    {
        assert_eq!(ours["type"], expected["type"]);
        for name in ["sl_offered", "sl_excl_short_abandon", "abandon", "mean_wait_s"] {
            close(&ours[name], &expected[name]);
        }
        assert!(ours["sd_daily_sl"].is_number());
    }
    assert_eq!(answer(&arguments), ours, "the same seed is the same answer");
}

#[test]
fn a_model_of_one_queue_has_its_own_form_and_its_faults_are_named() {
    let folder = Folder::new();
    let model = json!({
        "s": 10, "lambda_per_s": 0.04, "mean_service_s": 200.0, "awt_s": 20.0, "calls": 30_000,
        "warmup_calls": 1_000
    });
    let path = file(&folder, "m.json", &model);
    let ours = answer(&["sim", "--model", text(&path), "--replications", "10"]);
    // Erlang C of 10 agents and 8 erlangs: 0.409 wait, 20.5 s on average.
    close(&ours["rows"][1]["wait_probability"], &json!([0.409_180, 0.0]));
    close(&ours["rows"][1]["mean_wait_s"], &json!([40.918, 0.0]));
    let wrong =
        json!({ "s": 3, "lambda_per_s": 1.0, "mean_service_s": -4.0, "awt_s": 20.0, "calls": 9 });
    let said = fails(&["sim", "--model", text(&file(&folder, "w.json", &wrong))]);
    assert!(said.contains("queues[0].handling: needs a mean above 0 s"), "{said}");
    let said = fails(&["sim", "--model", text(&file(&folder, "e.json", &json!({ "x": 1 })))]);
    assert!(said.contains("`lambda_per_s`"), "{said}");
    let gbk = folder.join("gbk.json");
    std::fs::write(&gbk, b"{\"\xc3\xfb\": 1}").unwrap();
    let said = fails(&["sim", "--model", text(&gbk)]);
    assert!(said.contains("gbk.json") && said.contains("save it as UTF-8"), "{said}");
    let said = fails(&["sim", "--model", text(&path), "--replications", "0"]);
    assert!(said.contains("--replications 0 measures nothing"), "{said}");
}

fn need() -> Value {
    let demand: Vec<Value> = [30.0, 90.0, 120.0, 60.0]
        .iter()
        .enumerate()
        .map(|(index, contacts)| {
            json!({
                "start": format!("2026-03-31T{:02}:00:00+08:00", 9 + index),
                "skill": "service", "contacts": contacts, "handle_s": 240.0, "contacts_deviation": 6.0
            })
        })
        .collect();
    json!({
        "zone": "Asia/Shanghai",
        "interval_minutes": 60,
        "skills": [{
            "skill": "service", "patience_s": 180.0,
            "targets": {
                "service_level":
                    { "rule": "less_short_abandons", "share": 0.92, "threshold_s": 30.0, "short_abandon_s": 5.0 },
                "occupancy_max": 0.85
            },
            "shrinkage": [{ "kind": "break", "share": 0.08 }, { "kind": "training", "share": 0.04 }]
        }],
        "demand": demand
    })
}

#[test]
fn forward_gives_people_by_interval_and_month_as_json_and_for_spreadsheets() {
    let folder = Folder::new();
    let path = file(&folder, "need.json", &need());
    let ours = answer(&["staffing", "forward", "--file", text(&path)]);
    let rows = ours["requirement"].as_array().unwrap();
    assert_eq!(rows.len(), 4);
    for row in rows {
        assert!(number(&row["reached"]["service_level"]) >= 0.92, "{row}");
        assert!(number(&row["reached"]["occupancy"]) <= 0.85, "{row}");
        assert_eq!(row["changes"].as_array().unwrap().len(), 7);
    }
    // The month is the one on the spot, though the instants are written in UTC.
    assert_eq!(rows[0]["start"], "2026-03-31T01:00:00.000000Z");
    assert_eq!(ours["months"][0]["period"], "2026-03");
    let out = folder.join("need.csv");
    succeeds(&["staffing", "forward", "--file", text(&path), "--form", "csv", "--out", text(&out)]);
    let table = std::fs::read_to_string(out).unwrap();
    assert!(table.starts_with("\u{feff}start,skill,contacts,agents,"), "{table}");
    assert_eq!(table.lines().count(), 5);
}

#[test]
fn reverse_gives_intervals_around_what_given_people_reach() {
    let folder = Folder::new();
    let mut given = need();
    let starts = given["demand"].as_array().unwrap().iter().map(|row| row["start"].clone());
    let agents: Vec<Value> = starts.map(|start| json!({ "start": start, "agents": 8 })).collect();
    given["groups"] = json!([{ "group": "day", "skills": ["service"], "agents": agents }]);
    given["seats"] = json!(7);
    let path = file(&folder, "given.json", &given);
    let arguments = ["staffing", "reverse", "--file", text(&path), "--replications", "60"];
    let ours = answer(&arguments);
    for row in ours["reachable"].as_array().unwrap() {
        let level = &row["service_level"];
        assert!(number(&level["low"]) <= number(&level["high"]), "{row}");
        let expected = number(&row["expected"]["service_level"]);
        assert!((number(&level["value"]) - expected).abs() < 0.08, "{row}");
        assert_eq!((&row["agents"], &row["without_seat"]), (&json!(7), &json!(1)));
        assert!(row["expected"]["asa_s"].is_number());
    }
    assert_eq!(answer(&arguments), ours);
}

#[test]
fn two_way_keeps_its_limits_and_says_which_binds() {
    let folder = Folder::new();
    let mut question = need();
    question["limits"] = json!({ "paid_hours": 20.0, "overtime_hours": 4.0, "budget": 5_000.0 });
    question["prices"] = json!({ "hour": 40.0, "overtime_hour": 60.0 });
    let path = file(&folder, "question.json", &question);
    let ours = answer(&["staffing", "two-way", "--file", text(&path)]);
    assert!(number(&ours["paid_hours"]) <= 24.0 && number(&ours["overtime_hours"]) <= 4.0);
    assert_eq!(ours["keeps_targets"], false);
    assert_eq!(ours["binding"], json!(["people"]));
    assert!(number(&ours["without_limits"]["paid_hours"]) > 24.0);
    assert!(ours["curve"].as_array().unwrap().len() > 5);
}

#[test]
fn a_year_names_hires_and_a_wrong_plan_its_entry() {
    let folder = Folder::new();
    let month = |index: u32, hours: f64| {
        json!({ "month": format!("2027-{index:02}"), "agent_hours": hours, "shrinkage": 0.2,
                "working_days": 20.0, "hours_per_day": 8.0 })
    };
    let months: Vec<Value> =
        (1..=6).map(|index| month(index, 11_000.0 + f64::from(index) * 500.0)).collect();
    let plan = json!({
        "people": 100.0, "attrition_monthly": 0.02, "hiring_lead_months": 2, "training": [0.5],
        "months": months
    });
    let path = file(&folder, "year.json", &plan);
    let ours = answer(&["staffing", "plan", "--file", text(&path)]);
    let hires: f64 =
        ours["months"].as_array().unwrap().iter().map(|row| number(&row["hires"])).sum();
    assert!(hires > 0.0);
    let table = succeeds(&["staffing", "plan", "--file", text(&path), "--form", "csv"]);
    assert!(table.starts_with("\u{feff}month,effective,hires,"), "{table}");
    let mut wrong = plan;
    wrong["months"][3]["working_days"] = json!(0);
    let said = fails(&["staffing", "plan", "--file", text(&file(&folder, "wrong.json", &wrong))]);
    assert!(said.contains("months[3].working_days: must be above 0"), "{said}");
    let mut misspelt = need();
    misspelt["skills"][0]["patience"] = json!(3);
    let path = file(&folder, "misspelt.json", &misspelt);
    let said = fails(&["staffing", "forward", "--file", text(&path)]);
    assert!(said.contains("misspelt.json: reading a plan") && said.contains("patience"), "{said}");
}

#[test]
fn a_mix_of_skills_is_found_by_simulation() {
    let folder = Folder::new();
    let model = json!({
        "period_s": 1_800.0, "rate_per_min": [[3.0, 3.0], [2.0, 2.0]], "mean_service_s": [200.0, 240.0],
        "mean_patience_s": [150.0, 150.0], "awt_s": 20.0, "type_to_groups": [[0, 2], [1, 2]],
        "group_to_types": [[0], [1], [0, 1]], "staff": [[6, 6], [5, 5], [2, 2]]
    });
    let path = file(&folder, "model.json", &model);
    let ours = answer(&["staffing", "mix", "--model", text(&path), "--replications", "10"]);
    assert_eq!(ours["staff"].as_array().unwrap().len(), 3);
    assert_eq!(ours["is_confident"], true, "{ours}");
}
