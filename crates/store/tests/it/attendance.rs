//! Attendance as kept: what comes twice is kept once, and of two who change the same thing one does.

use crate::support::{Place, start};
use domain::{Duration, Interval};
use store::{CaseRow, NewTerminal, PunchRow, ShiftRow, TerminalSeen};

fn day() -> Interval {
    Interval::at(start(), Duration::from_minutes(24 * 60))
}

fn punch(id: &str, minutes: i64) -> PunchRow {
    let at = start().plus(Duration::from_minutes(minutes));
    let (person, way, source) = ("E1".to_owned(), "in".to_owned(), "{}".to_owned());
    PunchRow { id: id.to_owned(), person, site: 1, at, way, source }
}

#[tokio::test]
async fn a_punch_that_is_sent_again_is_kept_once() {
    let place = Place::new();
    let store = place.open().await;
    assert_eq!(store.keep_punches(&[punch("a", 1), punch("b", 2)], start()).await.unwrap(), 2);
    assert_eq!(store.keep_punches(&[punch("b", 2), punch("c", 3)], start()).await.unwrap(), 1);
    let ids: Vec<String> =
        store.punches(day()).await.unwrap().into_iter().map(|punch| punch.id).collect();
    assert_eq!(ids, ["a", "b", "c"]);
}

#[tokio::test]
async fn a_code_is_used_once_and_none_before_the_last() {
    let place = Place::new();
    let store = place.open().await;
    assert!(store.use_code("E1", 1, 10).await.unwrap());
    assert!(!store.use_code("E1", 1, 10).await.unwrap());
    assert!(!store.use_code("E1", 1, 9).await.unwrap());
    assert!(store.use_code("E1", 1, 11).await.unwrap());
    assert!(store.use_code("E2", 1, 10).await.unwrap(), "another person");
    assert!(store.use_code("E1", 2, 10).await.unwrap(), "another kiosk");
    assert_eq!(store.code_used("E1", 1).await.unwrap(), Some(11));
}

#[tokio::test]
async fn a_phone_is_of_one_person_and_a_person_has_one() {
    let place = Place::new();
    let store = place.open().await;
    assert!(store.bind_phone("E1", b"one", start()).await.unwrap());
    assert!(!store.bind_phone("E1", b"two", start()).await.unwrap());
    assert!(!store.bind_phone("E2", b"one", start()).await.unwrap());
    let seen = store.phone("E2", b"one").await.unwrap();
    assert_eq!((seen.device_hash, seen.owner.as_deref()), (None, Some("E1")));
    assert!(store.release_phone("E1").await.unwrap());
    assert!(store.bind_phone("E1", b"two", start()).await.unwrap());
}

#[tokio::test]
async fn a_terminal_is_registered_once_and_remembers_what_it_told() {
    let place = Place::new();
    let store = place.open().await;
    let new =
        NewTerminal { serial: "CK1", site: 1, name: "门口", address: None, says_way: false };
    assert_eq!(store.create_terminal(new, start()).await.unwrap(), Some(1));
    assert_eq!(store.create_terminal(new, start()).await.unwrap(), None);
    let seen = TerminalSeen { stamp: Some(7), bad_lines: 1, dropped: 2, ..TerminalSeen::default() };
    store.terminal_seen(1, &seen, start()).await.unwrap();
    store.terminal_seen(1, &TerminalSeen::default(), start()).await.unwrap();
    let row = store.terminal("CK1").await.unwrap().unwrap();
    assert_eq!((row.stamp, row.bad_lines, row.dropped), (Some(7), 1, 2));
    assert!(store.remove_terminal(1, start()).await.unwrap());
    assert_eq!(store.terminal("CK1").await.unwrap(), None);
    assert_eq!(store.create_terminal(new, start()).await.unwrap(), Some(2), "may come back");
}

#[tokio::test]
async fn shifts_of_a_file_take_the_place_of_those_of_the_same_people_and_days() {
    let place = Place::new();
    let store = place.open().await;
    let shift = |person: &str, minutes: i64| ShiftRow {
        person: person.to_owned(),
        begins_at: start().plus(Duration::from_minutes(minutes)),
        ends_at: start().plus(Duration::from_minutes(minutes + 60)),
        site: 1,
        breaks: "[]".to_owned(),
    };
    let first = [shift("E1", 0), shift("E1", 300), shift("E2", 0), shift("E1", 700)];
    store.replace_shifts(&first).await.unwrap();
    store.replace_shifts(&[shift("E1", 0), shift("E1", 400)]).await.unwrap();
    let kept = store.attendance_shifts(day()).await.unwrap();
    let kept: Vec<(String, i64)> = kept
        .into_iter()
        .map(|s| (s.person, s.begins_at.minus(start()).micros() / 60_000_000))
        .collect();
    let wanted = [("E1", 0), ("E1", 400), ("E1", 700), ("E2", 0)];
    assert_eq!(kept, wanted.map(|(person, at)| (person.to_owned(), at)));
}

#[tokio::test]
async fn a_case_is_changed_at_the_revision_that_was_read_or_not_at_all() {
    let place = Place::new();
    let store = place.open().await;
    let (day, person, kind) = ("2026-11-23".to_owned(), "E1".to_owned(), "late".to_owned());
    let content = "{}".to_owned();
    let row = CaseRow { case: 0, revision: 0, day, person, part: 1, kind, content };
    assert!(store.create_case(&row).await.unwrap());
    assert!(!store.create_case(&row).await.unwrap());
    let kept = store.attendance_cases("2026-11-23", "2026-11-23").await.unwrap();
    let [read] = kept.as_slice() else { panic!("{kept:?}") };
    assert!(store.change_case(&CaseRow { content: "1".into(), ..read.clone() }).await.unwrap());
    assert!(!store.change_case(&CaseRow { content: "2".into(), ..read.clone() }).await.unwrap());
    assert_eq!(store.attendance_case(read.case).await.unwrap().unwrap().content, "1");
}
