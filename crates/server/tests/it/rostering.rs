//! The roster commands on files, as a planner scripts them.

use crate::program::{ends_with, fails, succeeds, text};
use crate::support::Folder;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

const NRP: &str = "SECTION_HORIZON\n14\n\nSECTION_SHIFTS\nE,480,\nL,480,E\n\nSECTION_STAFF\n\
    A,E=14|L=14,4800,2400,5,2,2,1\nB,E=14|L=14,4800,2400,5,2,2,1\nC,E=14|L=0,4800,2400,5,2,2,2\n\n\
    SECTION_DAYS_OFF\nA,0\n\nSECTION_SHIFT_ON_REQUESTS\nA,2,L,3\n\nSECTION_COVER\n\
    1,E,1,100,1\n2,L,2,100,1\n6,E,1,100,1\n12,L,1,100,1\n";

fn centre() -> Value {
    let agent = |id: &str, skills: Value| {
        json!({
            "id": id, "skills": skills, "templates": ["D"], "max_week": 2400, "min_week": 480,
            "max_consecutive": 5, "min_days_off_week": 2, "min_rest": 11,
            "max_consecutive_nights": 0, "max_nights_28": 0,
        })
    };
    let day: Vec<u32> = (0..24).map(|hour| u32::from((8..18).contains(&hour))).collect();
    json!({
        "format": "ccroster/1", "slot_min": 60, "slots_per_day": 24, "days": 7, "skills": ["voice", "chat"],
        "demand": { "voice": vec![day.clone(); 7], "chat": vec![day; 7] },
        "templates": [{
            "id": "D", "tag": "day", "len": 9, "starts": [7, 8, 9], "skills": ["voice", "chat"],
            "breaks": [{ "len": 1, "first": 3, "last": 5, "paid": false }],
        }],
        "agents": [agent("Li", json!(["voice"])), agent("Wang", json!(["chat"])), agent("Zhao", json!(["voice", "chat"]))],
        "weights": { "under": 10, "over": 2, "fair_nights": 20, "fair_weekends": 20 },
    })
}

fn file(folder: &Folder, name: &str, content: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, content).unwrap();
    path
}

fn solve(instance: &Path, out: &Path, more: &[&str]) -> Value {
    let mut arguments =
        vec!["roster", "solve", text(instance), "--out", text(out), "--report", "json"];
    arguments.extend(["--cpu-seconds", "30", "--steps", "40"]);
    arguments.extend(more);
    serde_json::from_str(&succeeds(&arguments)).unwrap()
}

fn both(folder: &Folder) -> [PathBuf; 2] {
    [file(folder, "nrp.txt", NRP), file(folder, "cc.json", &centre().to_string())]
}

#[test]
fn what_is_solved_is_checked_and_costs_what_was_said() {
    let folder = Folder::new();
    for (instance, format) in both(&folder).iter().zip(["nrp", "cc"]) {
        let out = folder.join("roster");
        let told = solve(instance, &out, &["--format", format]);
        assert_eq!(told["violations"], 0);
        assert_eq!(told["seed"], 1);
        let objective = told["objective"].as_i64().unwrap();
        assert!(told["bound"].as_i64().unwrap() <= objective, "{told}");
        assert!(told["cpu_seconds"].as_f64().unwrap() > 0.0, "{told}");
        let checked = succeeds(&["roster", "check", text(instance), text(&out)]);
        assert!(
            checked.ends_with(&format!("rules broken 0\nobjective {objective}\n")),
            "{checked}"
        );
    }
}

#[test]
fn a_seed_is_an_answer_with_any_number_of_threads() {
    let folder = Folder::new();
    for instance in both(&folder) {
        let (one, many) = (folder.join("one"), folder.join("many"));
        solve(&instance, &one, &["--seed", "5", "--threads", "1"]);
        solve(&instance, &many, &["--seed", "5", "--threads", "4"]);
        assert_eq!(std::fs::read(&one).unwrap(), std::fs::read(&many).unwrap());
    }
}

#[test]
fn a_broken_rule_is_told_with_person_and_day_and_ends_with_two() {
    let folder = Folder::new();
    let nrp = file(&folder, "nrp.txt", NRP);
    let roster = file(&folder, "roster.txt", "E\tE\tE\tE\tE\tE\n\nE\tL\n");
    let told = ends_with(2, &["roster", "check", text(&nrp), text(&roster)]);
    assert!(told.contains("broken: A: day 0: shift E is not allowed\n"), "{told}");
    assert!(told.contains("broken: B: 0 minutes, at least 2400\n"), "{told}");
    assert!(told.contains("price: A: day 2: has E: wishes unmet: 3\n"), "{told}");
    assert!(told.contains("price: day 2: shift L: 0 people, 2 wanted: 200\n"), "{told}");
    assert!(told.contains("rules broken "), "{told}");
}

#[test]
fn fixed_shifts_stay() {
    let folder = Folder::new();
    let nrp = file(&folder, "nrp.txt", NRP);
    let fixed = file(&folder, "fixed.txt", "\t\t\t\tL\tL\n\n\n");
    let out = folder.join("roster");
    solve(&nrp, &out, &["--fixed", text(&fixed)]);
    let roster = std::fs::read_to_string(&out).unwrap();
    let days: Vec<&str> = roster.lines().next().unwrap().split('\t').collect();
    assert_eq!(days[4..6], ["L", "L"]);
}

#[test]
fn what_cannot_be_is_said_with_place_and_remedy_and_nothing_is_written() {
    let folder = Folder::new();
    let out = folder.join("roster");
    let mut poor = centre();
    poor["agents"][1]["min_week"] = json!(2401);
    let cases = [
        (NRP.replace("L,480,E", "L,480,X"), "line 6: unknown shift `X`; list it in SECTION_SHIFTS"),
        (
            NRP.replace("4800,2400,5,2,2,1\nB", "4800,4700,2,2,2,1\nB"),
            "no row of days keeps all rules of A",
        ),
        (poor.to_string(), "no row of days keeps all rules of Wang"),
        (
            "{\"format\": 3}".to_owned(),
            "line 1, column 12: invalid type: integer `3`, expected a string",
        ),
    ];
    for (content, told) in cases {
        let instance = file(&folder, "bad", &content);
        let said =
            fails(&["roster", "solve", text(&instance), "--cpu-seconds", "5", "--out", text(&out)]);
        assert!(said.contains(told), "{said}");
        assert!(!out.exists());
    }
}
