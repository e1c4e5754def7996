//! Backup of a running server, restore, and the proof that it is the same.

use crate::program::{Program, fails, succeeds, text};
use crate::support::Folder;

#[test]
fn a_backup_of_a_running_server_restores_to_a_sound_folder() {
    let folder = Folder::new();
    let (data, copy, back) = (folder.join("data"), folder.join("copy"), folder.join("back"));
    let fed = Program::start(&["feed-stress", "--data", text(&data)]);
    let mut fed = fed;
    for _ in 0..60 {
        fed.line().unwrap();
    }
    drop(fed.kill());
    let file = folder.join("callboard.toml");
    std::fs::write(&file, "listen = \"127.0.0.1:0\"\n").unwrap();
    let mut server = Program::start(&["serve", "--config", text(&file), "--data", text(&data)]);
    server.line().unwrap();
    let told = succeeds(&["backup", text(&copy), "--data", text(&data)]);
    assert!(told.contains("up to record"), "{told}");
    let again = fails(&["backup", text(&copy), "--data", text(&data)]);
    assert!(again.contains("name a new folder"), "{again}");
    drop(server.kill());
    succeeds(&["restore", text(&copy), "--data", text(&back)]);
    let verified = succeeds(&["verify", "--data", text(&back)]);
    assert!(verified.ends_with("\nsound\n"), "{verified}");
    let records = |told: &str| told.lines().next().unwrap().to_owned();
    let original = succeeds(&["verify", "--data", text(&data)]);
    assert!(original.ends_with("\nsound\n"), "{original}");
    assert_eq!(records(&verified), records(&original));
}

#[test]
fn a_backup_of_a_folder_at_rest_needs_no_server_and_restore_overwrites_nothing() {
    let folder = Folder::new();
    let (data, copy) = (folder.join("data"), folder.join("copy"));
    let mut fed = Program::start(&["feed-stress", "--data", text(&data)]);
    fed.line().unwrap();
    drop(fed.kill());
    succeeds(&["backup", text(&copy), "--data", text(&data)]);
    fails(&["restore", text(&copy), "--data", text(&data)]);
    let said = fails(&["backup", text(&folder.join("x")), "--data", text(&folder.join("none"))]);
    assert!(said.contains("there is no data folder"), "{said}");
}
