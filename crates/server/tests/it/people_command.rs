//! `callboard people`: files in and out of a folder at rest, by the code of the pages.

use crate::program::{ends_with, fails, succeeds, text};
use crate::support::{Desk, Folder, QUIET, journal_of, morning};
use domain::{AgentId, SkillId, TeamId};
use journal::Event;
use server::engine::Stated;
use store::{AuditFilter, Store};

/// A folder whose journal knows a team, a skill and an agent.
async fn house(folder: &Folder) {
    let desk = Desk::open(folder, morning(), QUIET).await;
    let (key, name) = ("T01".to_owned(), "一组（示例）".to_owned());
    let events = vec![
        Event::TeamRegistered { team: TeamId(0), key, name, site: None },
        Event::SkillRegistered { skill: SkillId(0), key: "billing".into(), name: "账务".into() },
        Event::AgentRegistered {
            agent: AgentId(0),
            key: "SIP/1001".into(),
            name: "1001".into(),
            site: None,
        },
    ];
    let stated = events.into_iter().map(Stated::now).collect();
    desk.engine.state(desk.source, stated).await.unwrap();
    desk.close().await;
}

#[tokio::test]
async fn a_file_is_tried_taken_once_and_written_again() {
    let folder = Folder::new();
    house(&folder).await;
    let (data, file) = (folder.join("data"), folder.join("people.csv"));
    std::fs::write(
        &file,
        "工号,姓名,入职日期,班组,技能,话务账号\r\nE1,王一（示例）,2026-01-05,一组（示例）,账务 2,SIP/1001\r\n",
    )
    .unwrap();
    let import = ["people", "import", text(&file), "--data", text(&data)];
    let tried = succeeds(&[&import[..], &["--dry-run"]].concat());
    assert!(tried.contains("new 1") && tried.contains("nothing was written"), "{tried}");
    let taken = succeeds(&[&import[..], &["--reason", "入职"]].concat());
    assert!(taken.ends_with("written\n"), "{taken}");
    let again = succeeds(&import);
    assert!(again.contains("unchanged 1") && again.ends_with("nothing to write\n"), "{again}");

    let out = folder.join("out.csv");
    succeeds(&["people", "export", text(&out), "--data", text(&data), "--lang", "en"]);
    let written = std::fs::read_to_string(&out).unwrap();
    assert!(written.contains("E1,王一（示例）,2026-01-05,,,一组（示例）,账务 2,"), "{written}");
    let back = ["people", "import", text(&out), "--data", text(&data)];
    assert!(succeeds(&back).contains("unchanged 1"));

    // The floor has the agent in the team, and the audit list says who did it.
    let store = Store::open(&data, morning()).await.unwrap();
    let records = journal_of(&store).await;
    let assigned = Event::AgentAssigned { agent: AgentId(0), team: Some(TeamId(0)) };
    assert!(records.iter().any(|record| record.event == assigned));
    let filter = AuditFilter { limit: 10, ..AuditFilter::default() };
    let rows = store.audit_rows(&filter).await.unwrap();
    let told: Vec<_> =
        rows.iter().map(|row| (row.action.as_str(), row.reason.as_deref())).collect();
    assert_eq!(told, [("exported_people", None), ("imported_people", Some("入职"))]);
    store.close().await.unwrap();
}

#[tokio::test]
async fn what_is_wrong_is_said_with_its_place() {
    let folder = Folder::new();
    house(&folder).await;
    let (data, file) = (folder.join("data"), folder.join("people.csv"));
    std::fs::write(&file, "工号,姓名,入职日期,班组\nE1,王一（示例）,2026-01-05,二组\n").unwrap();
    let said = ends_with(1, &["people", "import", text(&file), "--data", text(&data)]);
    assert!(said.contains("error: row 2, 班组: `二组`: unknown_name. Write one"), "{said}");
    assert!(said.ends_with("1 errors: nothing was written\n"), "{said}");
    let nowhere = folder.join("nowhere");
    assert!(fails(&["people", "import", text(&file), "--data", text(&nowhere)]).contains("--data"));
    let odd = folder.join("out.pdf");
    let said = fails(&["people", "export", text(&odd), "--data", text(&data)]);
    assert!(said.contains(".xlsx or .csv"), "{said}");
}
