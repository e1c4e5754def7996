//! The captures of a real Asterisk, where they lie beside the checkout: the report of each source
//! must be what `queue_log`, CEL and the callers counted, and both sources must agree.

use serde_json::Value;
use server::replay_report;
use std::path::{Path, PathBuf};

/// The folder with the captures, or `None` with a note where it is not.
fn captures() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = std::env::var_os("CALLBOARD_SHARED").map_or_else(beside, PathBuf::from);
    let folder = shared.join("data/asterisk");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("not run: {} is not there; set CALLBOARD_SHARED", folder.display());
    None
}

fn truth(capture: &Path) -> Value {
    let text = std::fs::read_to_string(capture.join("truth.json")).unwrap();
    serde_json::from_str::<Value>(&text).unwrap()["queues"].take()
}

/// Fields that a clock of microseconds measures more finely than the log's whole seconds.
const MEASURED: [&str; 7] = [
    "mean_wait_answered_s",
    "max_wait_answered_s",
    "mean_wait_abandoned_s",
    "talk_mean_s",
    "talk_total_s",
    "service_level_of_entered",
    "answered_within",
];
const MEANS: [&str; 3] = ["mean_wait_answered_s", "mean_wait_abandoned_s", "talk_mean_s"];

fn names(object: &Value) -> Vec<&String> {
    object.as_object().unwrap().keys().collect()
}

fn near(left: &Value, right: &Value) -> bool {
    match (left.as_f64(), right.as_f64()) {
        (Some(left), Some(right)) => (left - right).abs() <= 0.5,
        _ => left == right,
    }
}

fn compare_with_truth(report: &Value, truth: &Value, name: &str) {
    assert_eq!(names(&report["queues"]), names(truth), "{name}: queues");
    for (queue, wanted) in truth.as_object().unwrap() {
        let found = &report["queues"][queue];
        for (field, wanted) in wanted.as_object().unwrap() {
            let is_measured = MEASURED.contains(&field.as_str()) || field == "abandoned_within";
            if !is_measured {
                assert_eq!(&found[field], wanted, "{name}: {queue} {field}");
            }
        }
        for field in MEANS {
            let (found, wanted) = (&found[field], &wanted[field]);
            assert!(near(found, wanted), "{name}: {queue} {field}: {found} for {wanted}");
        }
        for field in ["answered_within", "abandoned_within", "service_level_of_entered"] {
            let found = &found["whole_seconds"][field];
            assert_eq!(found, &wanted[field], "{name}: {queue} whole seconds {field}");
        }
    }
}

/// `live` counted the same, and saw no contradiction.
fn compare_with_live(report: &Value, name: &str) {
    for (queue, found) in report["queues"].as_object().unwrap() {
        let live = &report["live"][queue];
        let count = |field: &str| found[field].as_u64().unwrap();
        let counted = |field: &str| live[field].as_u64().unwrap();
        let place = format!("{name}: {queue}");
        assert_eq!(counted("offered"), count("entered") + count("callback"), "{place} offered");
        assert_eq!(counted("answered"), count("answered"), "{place} answered");
        let gone = ["abandoned", "exit_timeout", "exit_key", "exit_empty", "callback"];
        let gone: u64 = gone.into_iter().map(count).sum();
        assert_eq!(counted("abandoned") + counted("diverted"), gone, "{place} left unanswered");
        assert_eq!(counted("rung_out"), count("rona"), "{place} rung out");
        assert_eq!(counted("transferred_blind"), count("blind_transfer"), "{place} blind");
        assert_eq!(counted("transferred_attended"), count("attended_transfer"), "{place} attended");
        let (measured, mean) = (&live["asa_s"], &found["mean_wait_answered_s"]);
        assert!((measured.as_f64().unwrap() - mean.as_f64().unwrap()).abs() < 0.001, "{place} asa");
    }
}

#[test]
fn the_manager_interface_and_the_queue_log_come_to_what_was_counted_apart() {
    let Some(folder) = captures() else { return };
    let mut count = 0;
    for capture in std::fs::read_dir(folder).unwrap() {
        let capture = capture.unwrap().path();
        let name = capture.display().to_string();
        let truth = truth(&capture);
        let ami = replay_report::of_ami(&capture.join("ami.ndjson.gz")).unwrap();
        let log = replay_report::of_queue_log(&capture.join("queue_log")).unwrap();
        compare_with_truth(&ami, &truth, &format!("{name} ami"));
        compare_with_truth(&log, &truth, &format!("{name} queue_log"));
        compare_with_live(&ami, &format!("{name} ami"));
        compare_with_live(&log, &format!("{name} queue_log"));
        for (report, source) in [(&ami, "ami"), (&log, "queue_log")] {
            assert_eq!(report["live_anomalies"], serde_json::json!({}), "{name}: {source}");
        }
        assert_eq!(ami["unreadable_lines"], 0, "{name}");
        // The log knows whole seconds only: its waits are the whole ones.
        for (queue, wanted) in truth.as_object().unwrap() {
            assert_eq!(log["queues"][queue]["answered_within"], wanted["answered_within"]);
            for field in ["answered_within", "abandoned_within"] {
                let (log, ami) = (&log["queues"][queue], &ami["queues"][queue]);
                let (log, ami) = (&log["whole_seconds"][field], &ami["whole_seconds"][field]);
                assert_eq!(log, ami, "{name}: {queue} {field} as both tell it");
            }
        }
        count += 1;
    }
    assert!(count >= 1, "no capture was compared");
}

#[test]
fn a_cut_off_capture_and_a_wrong_file_say_what_is_wrong() {
    let folder = tempfile();
    let cut = folder.join("cut.ndjson");
    let line = r#"{"t": 1795312434714, "event": {"Event": "FullyBooted"}}"#;
    std::fs::write(&cut, format!("{line}\n{}", &line.split_at(30).0)).unwrap();
    let report = replay_report::of_ami(&cut).unwrap();
    assert_eq!(report["unreadable_lines"], 1);
    let problem = report["unreadable"][0].as_str().unwrap();
    assert!(problem.contains("cut.ndjson:2: not JSON"), "{problem}");

    let wrong = folder.join("notes.txt");
    std::fs::write(&wrong, "Dear all,\nhere are my notes.\n").unwrap();
    let error = replay_report::of_queue_log(&wrong).unwrap_err().to_string();
    assert!(error.contains("no line of 2 could be read"), "{error}");
    assert!(error.contains("notes.txt:1: only 1 of at least 5 columns"), "{error}");
    let absent = replay_report::of_ami(&folder.join("absent")).unwrap_err();
    assert!(format!("{absent:#}").contains("absent"), "{absent:#}");
    std::fs::remove_dir_all(folder).unwrap();
}

fn tempfile() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("callboard-captures-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
