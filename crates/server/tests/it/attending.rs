//! The attendance command on files, as somebody in personnel runs it.

use crate::program::{ends_with, fails, succeeds, text};
use crate::support::Folder;
use serde_json::Value;
use std::path::PathBuf;

const SHIFTS: &str = "工号,开始,结束,休息\nE1,2026-11-26 08:00,2026-11-26 16:00,12:00-12:30\n\
    E2,2026-11-26 22:00,2026-11-27 06:00,\n";
const PUNCHES: &str = "工号,时间,方向\nE1,2026-11-26 08:07,上班\nE1,2026-11-26 16:01,下班\n\
    E2,2026-11-26 21:55,上班\nE2,2026-11-27 06:02,下班\n";
const SIGNINS: &str = "工号,开始,结束\nE1,2026-11-26 08:09,2026-11-26 16:00\n\
    E2,2026-11-26 21:58,2026-11-27 04:00\n";

fn file(folder: &Folder, name: &str, content: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, content).unwrap();
    path
}

fn arguments<'a>(files: &'a [PathBuf; 3], more: &[&'a str]) -> Vec<&'a str> {
    let [shifts, punches, signins] = files;
    let mut arguments =
        vec!["attendance", "check", "--shifts", text(shifts), "--punches", text(punches)];
    arguments.extend(["--signins", text(signins), "--as-of", "2026-11-28 00:00:00"]);
    arguments.extend(more);
    arguments
}

fn files(folder: &Folder) -> [PathBuf; 3] {
    [
        file(folder, "shifts.csv", SHIFTS),
        file(folder, "punches.csv", PUNCHES),
        file(folder, "signins.csv", SIGNINS),
    ]
}

#[test]
fn what_does_not_fit_is_told_with_its_evidence_and_a_code_of_its_own() {
    let folder = Folder::new();
    let files = files(&folder);
    let told = ends_with(2, &arguments(&files, &[]));
    assert_eq!(
        told,
        "2026-11-26 E1 1 late; shift 2026-11-26 08:00:00 to 2026-11-26 16:00:00; by 0:07; \
         punch 2026-11-26 08:07:00 E1 in site-1 file\n\
         2026-11-26 E2 1 punched_not_signed_in; shift 2026-11-26 22:00:00 to 2026-11-27 06:00:00; \
         between 2026-11-27 04:00:00 and 2026-11-27 06:00:00; punch 2026-11-26 21:55:00 E2 in site-1 file; \
         punch 2026-11-27 06:02:00 E2 out site-1 file\n"
    );
    let json: Value =
        serde_json::from_str(&ends_with(2, &arguments(&files, &["--report", "json"]))).unwrap();
    assert_eq!(json["anomalies"][0]["identity"]["kind"], "late");
}

#[test]
fn rules_of_the_house_are_given_as_options() {
    let folder = Folder::new();
    let files = files(&folder);
    let lenient = arguments(&files, &["--late-grace", "10", "--sign-in-grace", "120"]);
    assert_eq!(succeeds(&lenient), "");
    let strict = ends_with(2, &arguments(&files, &["--both-within", "5"]));
    assert_eq!(strict.matches("unconfirmed").count(), 2, "{strict}");
}

#[test]
fn every_fault_of_a_file_is_told_and_nothing_is_compared() {
    let folder = Folder::new();
    let mut files = files(&folder);
    files[1] = file(&folder, "punches.csv", "工号,时间\nE1,noon\n,2026-11-26 08:00\n");
    let said = fails(&arguments(&files, &[]));
    assert!(said.contains("punches.csv: line 2: `noon` is not a local time"), "{said}");
    assert!(said.contains("punches.csv: line 3: the employee number is empty"), "{said}");
    let said = fails(&arguments(&files, &["--zone", "Beijing"]));
    assert!(said.contains("Asia/Shanghai"), "{said}");
}
