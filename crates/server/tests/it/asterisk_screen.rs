//! The screens on a real Asterisk: what a browser shows is what the PBX and the interface say.
//!
//! Runs where `CALLBOARD_TESTBED` names the unpacked PBX and `CALLBOARD_CHROMIUM` a browser;
//! `cargo xtask test` sets both. Elsewhere it passes and prints that it was not run.

use crate::api::PASSWORD;
use crate::asterisk_real::bed::{Bed, STEADY};
use crate::asterisk_real::{Stage, is_resynced, open_of, section, state, testbed, waiting};
use crate::support::Folder;
use domain::state::AgentState;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// Asks the browser whether the screens say what was told.
async fn look(stage: &Stage, told: Value) {
    let url = format!("http://{}", stage.house.address);
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web");
    let looking = tokio::task::spawn_blocking(move || {
        Command::new("node")
            .arg("e2e/pbx.mjs")
            .current_dir(web)
            .env("CALLBOARD_URL", url)
            .env("CALLBOARD_PASSWORD", PASSWORD)
            .env("TOLD", told.to_string())
            .output()
            .expect("node is missing; `cargo xtask test` installs it")
    });
    let seen = looking.await.unwrap();
    let words = [seen.stdout, seen.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    assert!(seen.status.success(), "{}", words.join("\n"));
    assert_eq!(words[0].matches("ok ").count(), 6, "{}", words.join("\n"));
}

/// By queue, what the PBX itself logged: offered, answered, abandoned.
fn counted(log: &str) -> BTreeMap<String, [u64; 3]> {
    let mut queues: BTreeMap<String, [u64; 3]> = BTreeMap::new();
    for row in log.lines() {
        let fields: Vec<&str> = row.split('|').collect();
        let (Some(&queue), Some(&verb)) = (fields.get(2), fields.get(4)) else { continue };
        let place = match verb {
            "ENTERQUEUE" => 0,
            "CONNECT" => 1,
            "ABANDON" => 2,
            _ => continue,
        };
        queues.entry(queue.to_owned()).or_default()[place] += 1;
    }
    queues
}

fn queues_told(log: &str) -> Value {
    let queues = counted(log).into_iter().map(|(queue, [offered, answered, abandoned])| {
        let told = json!({"offered": offered, "answered": answered, "abandoned": abandoned});
        (queue, told)
    });
    Value::Object(queues.collect())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_screens_say_what_the_pbx_says() {
    let Some(prefix) = testbed() else { return };
    if std::env::var_os("CALLBOARD_CHROMIUM").is_none() {
        println!("not run: CALLBOARD_CHROMIUM is not set; let `cargo xtask test` do it");
        return;
    }
    let folder = Folder::new();
    let mut bed = Bed::start(&prefix, &STEADY);
    let stage = Stage::open(&folder, &section("pbx-1", bed.ports.manager())).await;
    let pbx = stage.source("pbx-1");
    stage.until("the floor is known", |live| is_resynced(live, pbx)).await;

    // Two talk, two wait.
    for agent in [1001, 1002] {
        stage.add("q_gen", agent).await;
    }
    for caller in 1..=4 {
        bed.dial("q_gen", &format!("1380000000{caller}"));
    }
    let talks = |live: &_, agent| state(live, pbx, agent) == Some(AgentState::Talking);
    stage.until("two talk", |live| talks(live, 1001) && talks(live, 1002)).await;
    stage.until("two wait", |live| waiting(live, pbx).len() == 2).await;
    // Eight are members of another queue by the PBX's configuration.
    let standing = json!({
        "waiting": 2, "talking": 2, "states": {"talking": 2, "available": 8},
        "queues": queues_told(&bed.queue_log()),
    });
    assert_eq!(standing["queues"]["q_gen"], json!({"offered": 4, "answered": 2, "abandoned": 0}));
    look(&stage, standing).await;

    // Callers with minds of their own, until the last is gone.
    for agent in 1003..=1006 {
        stage.add("q_gen", agent).await;
    }
    bed.call(11, 30);
    while counted(&bed.queue_log()).into_values().map(|[offered, ..]| offered).sum::<u64>() < 40 {
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    bed.stop_calling();
    bed.hang_up("/^PJSIP/");
    stage.until("nobody is there", |live| open_of(live, pbx).is_empty()).await;
    let log = bed.queue_log();
    let over = json!({"waiting": 0, "talking": 0, "states": {}, "queues": queues_told(&log)});
    look(&stage, over).await;
    stage.house.close().await.unwrap();
}
