//! History from files: all or nothing, once, and the same after a kill at any point.

use crate::program::{Program, ends_with, fails, succeeds, text};
use crate::support::{Folder, morning};
use domain::history::Outcome;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use store::{ContactFilter, LanedContact, Store};
use tokio_util::sync::CancellationToken;

/// Calls every 20 s from nine in the morning; each third is abandoned after 12 s.
fn table(folder: &Folder, name: &str, day: u32, calls: u32) -> PathBuf {
    let mut lines =
        String::from("queue,arrival,answered,ended,outcome,agent,consult_at,transfer_at\n");
    let clock = |second: u32| {
        format!(
            "2014-01-{:02} {:02}:{:02}:{:02}",
            day + second / 43_200,
            9 + second % 43_200 / 3_600,
            second / 60 % 60,
            second % 60
        )
    };
    for call in 0..calls {
        let (start, queue, agent) = (call * 20, call % 7, 100 + call % 30);
        let line = if call % 3 == 0 {
            format!("{queue},{},,{},abandoned,,,", clock(start), clock(start + 12))
        } else {
            let answered = clock(start + 9);
            format!("{queue},{},{answered},{},answered,{agent},,", clock(start), clock(start + 200))
        };
        writeln!(lines, "{line}").unwrap();
    }
    let file = folder.join(name);
    std::fs::write(&file, lines).unwrap();
    file
}

fn import<'a>(file: &'a Path, data: &'a Path) -> Vec<&'a str> {
    let zone = "Europe/Amsterdam";
    ["import", "calls", "--map", "vanad", "--zone", zone, text(file), "--data", text(data)].to_vec()
}

/// Every contact in history, after whatever a kill left undone is done.
async fn contacts(data: &Path) -> Vec<LanedContact> {
    let store = Store::open(data, morning()).await.unwrap();
    server::lanes::catch_up_all(&store, &CancellationToken::new()).await.unwrap();
    let mut filter = ContactFilter { limit: store::MAX_PAGE, ..Default::default() };
    let mut all = Vec::new();
    loop {
        let page = store.contacts(&filter).await.unwrap();
        all.extend(page.items);
        filter.before = page.next;
        if filter.before.is_none() {
            return all;
        }
    }
}

#[tokio::test]
async fn a_table_of_calls_becomes_history_once() {
    let folder = Folder::new();
    let data = folder.join("data");
    let file = table(&folder, "calls.csv", 6, 300);
    let told = succeeds(&import(&file, &data));
    assert!(told.contains("imported 300 lines"), "{told}");
    let again = fails(&import(&file, &data));
    assert!(again.contains("was imported before"), "{again}");
    let rows = contacts(&data).await;
    assert_eq!(rows.len(), 300);
    let abandoned = rows.iter().filter(|r| r.row.outcome == Outcome::Abandoned).count();
    let answered = rows.iter().filter(|r| r.row.outcome == Outcome::Answered).count();
    assert_eq!((abandoned, answered), (100, 200));
    let waited: i64 = rows.iter().map(|r| r.row.wait.millis()).sum();
    assert_eq!(waited, 100 * 12_000 + 200 * 9_000);
    let first = rows.iter().map(|r| r.row.arrived_at).min().unwrap();
    assert_eq!(first.to_string(), "2014-01-06T08:00:00.000000Z");
    let verified = succeeds(&["verify", "--data", text(&data)]);
    assert!(verified.ends_with("\nsound\n"), "{verified}");
}

#[tokio::test]
async fn a_second_table_joins_the_queues_of_the_first_and_has_contacts_of_its_own() {
    let folder = Folder::new();
    let data = folder.join("data");
    succeeds(&import(&table(&folder, "a.csv", 6, 70), &data));
    succeeds(&import(&table(&folder, "b.csv", 9, 70), &data));
    let rows = contacts(&data).await;
    let distinct = |key: &dyn Fn(&LanedContact) -> u64| {
        rows.iter().map(key).collect::<std::collections::BTreeSet<_>>().len()
    };
    assert_eq!(distinct(&|r| r.row.contact.0), 140);
    assert_eq!(distinct(&|r| u64::from(r.row.queue.unwrap().0)), 7);
    assert_eq!(distinct(&|r| u64::from(r.lane.0)), 2);
}

#[tokio::test]
async fn killed_anywhere_an_import_is_there_whole_or_not_at_all() {
    let folder = Folder::new();
    let file = table(&folder, "calls.csv", 6, 4_000);
    // What the import has made when it is killed: the folder, the lane's segment, the history.
    let stages = ["journal.db", "callboard.db", "archive", "frames.db"];
    for (number, stage) in stages.iter().enumerate() {
        let data = folder.join(&format!("data-{number}"));
        let program = Program::start(&import(&file, &data));
        let mark = data.join(stage);
        let is_there = || match std::fs::read_dir(&mark) {
            Ok(mut entries) => entries.next().is_some(),
            Err(_) => mark.is_file(),
        };
        while !is_there() {
            std::thread::yield_now();
        }
        drop(program.kill());
        let rows = contacts(&data).await.len();
        assert!(rows == 0 || rows == 4_000, "killed at {stage}: {rows} contacts");
        let store = Store::open(&data, morning()).await.unwrap();
        let sealed = store
            .lanes()
            .await
            .unwrap()
            .iter()
            .any(|lane| lane.kind == store::LaneKind::Imported && lane.sealed_at.is_some());
        store.close().await.unwrap();
        drop(store);
        assert_eq!(sealed, rows > 0, "killed at {stage}");
        if sealed {
            let said = fails(&import(&file, &data));
            assert!(said.contains("was imported before"), "killed at {stage}: {said}");
        } else {
            succeeds(&import(&file, &data));
            assert_eq!(contacts(&data).await.len(), 4_000, "killed at {stage}");
        }
    }
}

#[tokio::test]
async fn interrupted_an_import_is_there_whole_or_not_at_all() {
    let folder = Folder::new();
    let (file, data) = (table(&folder, "calls.csv", 6, 20_000), folder.join("data"));
    let program = Program::start(&import(&file, &data));
    while !data.join("frames.db").is_file() {
        std::thread::yield_now();
    }
    let status = program.signal("-INT");
    let rows = contacts(&data).await.len();
    assert!(rows == 0 || rows == 20_000, "{rows} contacts");
    assert!(!status.success() || rows == 20_000, "{status} with {rows} contacts");
}

#[tokio::test]
async fn what_cannot_be_read_is_told_by_line_and_a_foreign_table_imports_nothing() {
    let folder = Folder::new();
    let data = folder.join("data");
    let good = table(&folder, "good.csv", 6, 9);
    let content = std::fs::read_to_string(&good).unwrap();
    let mut bytes = content.into_bytes();
    bytes.extend_from_slice(b"3,2014-01-06 25:61:00,,2014-01-06 09:00:00,abandoned,,,\n");
    bytes.extend_from_slice(b"3,\xff\xfe\n");
    let mixed = folder.join("mixed.csv");
    std::fs::write(&mixed, bytes).unwrap();
    // Not quite well: a script sees that something was left out.
    let told = ends_with(2, &import(&mixed, &data));
    assert!(told.contains("mixed.csv:11: "), "{told}");
    assert!(told.contains("mixed.csv:12: not UTF-8"), "{told}");
    assert!(told.contains("2 lines could not be read"), "{told}");
    assert_eq!(contacts(&data).await.len(), 9);

    let foreign = folder.join("foreign.csv");
    std::fs::write(&foreign, "a,b,c\n1,2,3\n").unwrap();
    let said = fails(&import(&foreign, &data));
    assert!(said.contains("foreign.csv:1: no column `queue`"), "{said}");
    let zone = ["import", "calls", "--map", "vanad", "--zone", "Mars/Base", text(&good)];
    let said = fails(&[&zone[..], &["--data", text(&data)]].concat());
    assert!(said.contains("`Mars/Base` is no time zone"), "{said}");
    assert_eq!(contacts(&data).await.len(), 9);
}

#[tokio::test]
async fn a_file_that_breaks_off_or_holds_nothing_is_not_taken() {
    let folder = Folder::new();
    let data = folder.join("data");
    let whole = table(&folder, "whole.csv", 6, 3_000);
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(&std::fs::read(&whole).unwrap()).unwrap();
    let packed = packer.finish().unwrap();
    let half = folder.join("half.csv.gz");
    std::fs::write(&half, &packed[..packed.len() / 2]).unwrap();
    let said = fails(&import(&half, &data));
    assert!(said.contains("half.csv.gz") && said.contains("copy the file again"), "{said}");
    let header = table(&folder, "header.csv", 6, 0);
    let said = fails(&import(&header, &data));
    assert!(said.contains("no line that could be read; nothing was imported"), "{said}");
    let said = fails(&import(&folder.join("."), &data));
    assert!(said.contains("is a folder"), "{said}");
    assert_eq!(contacts(&data).await.len(), 0);
    let again = folder.join("again.csv.gz");
    std::fs::write(&again, packed).unwrap();
    succeeds(&import(&whole, &data));
    let said = fails(&import(&again, &data));
    assert!(said.contains("was imported before (as") && said.contains("whole.csv"), "{said}");
    assert_eq!(contacts(&data).await.len(), 3_000);
}

#[tokio::test]
async fn the_same_time_is_not_taken_twice_and_what_was_taken_wrong_is_taken_out() {
    let folder = Folder::new();
    let data = folder.join("data");
    let (short, long) = (table(&folder, "short.csv", 6, 30), table(&folder, "long.csv", 6, 60));
    let mut wrong = import(&short, &data);
    wrong[5] = "Asia/Shanghai";
    let told = succeeds(&wrong);
    assert!(told.contains("the first contact is of 2014-01-06 09:00:00"), "{told}");
    assert!(told.contains("(Asia/Shanghai)") && told.contains("import remove 1"), "{told}");
    let said = fails(&import(&short, &data));
    assert!(said.contains("its times in Asia/Shanghai") && said.contains("remove 1"), "{said}");
    let listed = succeeds(&["import", "list", "--data", text(&data)]);
    assert!(listed.contains("lane 1") && listed.contains("short.csv"), "{listed}");
    succeeds(&["import", "remove", "1", "--data", text(&data)]);
    assert_eq!(contacts(&data).await.len(), 0);
    assert_eq!(succeeds(&["import", "list", "--data", text(&data)]), "");
    let said = fails(&["import", "remove", "0", "--data", text(&data)]);
    assert!(said.contains("the live lane is no imported history"), "{said}");

    succeeds(&import(&short, &data));
    let said = fails(&import(&long, &data));
    assert!(said.contains("would count twice") && said.contains("--overlapping"), "{said}");
    assert_eq!(contacts(&data).await.len(), 30);
    let mut both = import(&long, &data);
    both.push("--overlapping");
    succeeds(&both);
    assert_eq!(contacts(&data).await.len(), 90);
    let first = contacts(&data).await.iter().map(|r| r.row.arrived_at).min().unwrap();
    assert_eq!(first.to_string(), "2014-01-06T08:00:00.000000Z");
    let verified = succeeds(&["verify", "--data", text(&data)]);
    assert!(verified.ends_with("\nsound\n"), "{verified}");
}

#[tokio::test]
async fn tables_out_of_order_are_refused_before_anything_is_kept() {
    let folder = Folder::new();
    let data = folder.join("data");
    let (later, earlier) = (table(&folder, "l.csv", 20, 30), table(&folder, "e.csv", 2, 30));
    let mut arguments = import(&later, &data);
    arguments.insert(7, text(&earlier));
    let said = fails(&arguments);
    assert!(said.contains("name the files in the order of time"), "{said}");
    assert_eq!(contacts(&data).await.len(), 0);
}

#[tokio::test]
async fn a_queue_log_becomes_history_and_a_preview_changes_nothing() {
    let folder = Folder::new();
    let (data, log) = (folder.join("data"), folder.join("queue_log"));
    let lines = "1795312566|c1|q_gen|NONE|ENTERQUEUE||13800000000|1\n\
                 1795312572|c1|q_gen|SIP/a1|CONNECT|6|x|3\n\
                 1795312600|c1|q_gen|SIP/a1|COMPLETECALLER|6|28|1\n\
                 1795312610|c2|q_gen|NONE|ENTERQUEUE||13800000001|1\n\
                 1795312619|c2|q_gen|NONE|ABANDON|1|1|9\n";
    std::fs::write(&log, lines).unwrap();
    let preview = ["import", "queue-log", "--preview", text(&log), "--data", text(&data)];
    assert!(succeeds(&preview).contains("nothing was changed"));
    assert!(!data.exists());
    succeeds(&["import", "queue-log", text(&log), "--data", text(&data)]);
    let rows = contacts(&data).await;
    let mut waits: Vec<(Outcome, i64)> =
        rows.iter().map(|r| (r.row.outcome, r.row.wait.millis())).collect();
    waits.sort_unstable();
    assert_eq!(waits, [(Outcome::Answered, 6_000), (Outcome::Abandoned, 9_000)]);
}
