//! Attendance as kept: what comes twice is kept once, and of two who change the same thing one does.

use crate::support::{Place, on_both_engines, start};
use domain::calendar::Day;
use domain::{Duration, Interval, TeamId};
use store::{
    Author, CaseRow, FactChange, FactKind, FactValue, NewTerminal, PersonRow, PersonWrite,
    PolicyRow, PunchRow, ShiftRow, TerminalSeen,
};

on_both_engines! {
    a_punch_that_is_sent_again_is_kept_once
    a_code_is_used_once_and_none_before_the_last
    a_phone_is_of_one_person_and_a_person_has_one
    a_terminal_is_registered_once_and_remembers_what_it_told
    shifts_of_a_file_take_the_place_of_those_of_the_same_people_and_days
    a_case_is_changed_at_the_revision_that_was_read_or_not_at_all
    rules_of_a_site_stand_by_day_and_the_same_day_replaces_them
    people_are_found_by_number_by_what_is_theirs_and_by_team
}

fn day() -> Interval {
    Interval::at(start(), Duration::from_minutes(24 * 60))
}

fn punch(id: &str, minutes: i64) -> PunchRow {
    let at = start().plus(Duration::from_minutes(minutes));
    let (person, way, source) = ("E1".to_owned(), "in".to_owned(), "{}".to_owned());
    PunchRow { id: id.to_owned(), person, site: 1, at, way, source }
}

async fn a_punch_that_is_sent_again_is_kept_once(place: Place) {
    let store = place.open().await;
    assert_eq!(store.keep_punches(&[punch("a", 1), punch("b", 2)], start()).await.unwrap(), 2);
    assert_eq!(store.keep_punches(&[punch("b", 2), punch("c", 3)], start()).await.unwrap(), 1);
    let ids: Vec<String> =
        store.punches(day()).await.unwrap().into_iter().map(|punch| punch.id).collect();
    assert_eq!(ids, ["a", "b", "c"]);
}

async fn a_code_is_used_once_and_none_before_the_last(place: Place) {
    let store = place.open().await;
    assert!(store.use_code("E1", 1, 10).await.unwrap());
    assert!(!store.use_code("E1", 1, 10).await.unwrap());
    assert!(!store.use_code("E1", 1, 9).await.unwrap());
    assert!(store.use_code("E1", 1, 11).await.unwrap());
    assert!(store.use_code("E2", 1, 10).await.unwrap(), "another person");
    assert!(store.use_code("E1", 2, 10).await.unwrap(), "another kiosk");
    assert_eq!(store.code_used("E1", 1).await.unwrap(), Some(11));
}

async fn a_phone_is_of_one_person_and_a_person_has_one(place: Place) {
    let store = place.open().await;
    assert!(store.bind_phone("E1", b"one", start()).await.unwrap());
    assert!(!store.bind_phone("E1", b"two", start()).await.unwrap());
    assert!(!store.bind_phone("E2", b"one", start()).await.unwrap());
    let seen = store.phone("E2", b"one").await.unwrap();
    assert_eq!((seen.device_hash, seen.owner.as_deref()), (None, Some("E1")));
    assert!(store.release_phone("E1").await.unwrap());
    assert!(store.bind_phone("E1", b"two", start()).await.unwrap());
}

async fn a_terminal_is_registered_once_and_remembers_what_it_told(place: Place) {
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

async fn shifts_of_a_file_take_the_place_of_those_of_the_same_people_and_days(place: Place) {
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

async fn a_case_is_changed_at_the_revision_that_was_read_or_not_at_all(place: Place) {
    let store = place.open().await;
    let (day, person, kind) = ("2026-11-23".to_owned(), "E1".to_owned(), "late".to_owned());
    let content = "{}".to_owned();
    let row = CaseRow { case: 0, revision: 0, day, person, part: 1, kind, content };
    assert!(store.create_case(&row).await.unwrap());
    assert!(!store.create_case(&row).await.unwrap());
    let kept = store.attendance_cases("2026-11-23", "2026-11-23").await.unwrap();
    assert_eq!(kept.len(), 1, "{kept:?}");
    let read = &kept[0];
    assert!(store.change_case(&CaseRow { content: "1".into(), ..read.clone() }).await.unwrap());
    assert!(!store.change_case(&CaseRow { content: "2".into(), ..read.clone() }).await.unwrap());
    assert_eq!(store.attendance_case(read.case).await.unwrap().unwrap().content, "1");
}

async fn rules_of_a_site_stand_by_day_and_the_same_day_replaces_them(place: Place) {
    let store = place.open().await;
    let row = |site: u32, day: &str, content: &str| PolicyRow {
        site,
        first_day: day.to_owned(),
        content: content.to_owned(),
        changed_at: start(),
        changed_by: "HR".to_owned(),
    };
    for one in [
        row(2, "2026-11-24", "a"),
        row(1, "2026-12-01", "b"),
        row(1, "2026-11-24", "c"),
        row(1, "2026-12-01", "d"),
    ] {
        store.put_attendance_policy(&one).await.unwrap();
    }
    let kept = store.attendance_policies().await.unwrap();
    assert_eq!(
        kept,
        [row(1, "2026-11-24", "c"), row(1, "2026-12-01", "d"), row(2, "2026-11-24", "a")]
    );
}

async fn people_are_found_by_number_by_what_is_theirs_and_by_team(place: Place) {
    let store = place.open().await;
    let day = |text: &str| Day::parse(text).unwrap();
    let from = |kind, slot, text: &str, value: Option<u32>| FactChange::From {
        kind,
        slot,
        day: day(text),
        value: value.map(FactValue::of),
    };
    let write = |number: &str, left: Option<&str>, facts: Vec<FactChange>| PersonWrite {
        known: None,
        number: number.to_owned(),
        name: number.to_owned(),
        hired: day("2026-01-01"),
        left: left.map(day),
        facts,
    };
    let people = [
        write(
            "E1",
            None,
            vec![
                from(FactKind::Agent, 7, "2026-01-01", Some(1)),
                from(FactKind::Agent, 7, "2026-11-10", None),
                from(FactKind::Team, 0, "2026-01-01", Some(3)),
                from(FactKind::Team, 0, "2026-11-20", Some(4)),
            ],
        ),
        write("E2", None, vec![from(FactKind::Agent, 7, "2026-11-10", Some(1))]),
        write(
            "E3",
            Some("2026-06-01"),
            vec![
                from(FactKind::Account, 5, "2026-01-01", Some(1)),
                from(FactKind::Team, 0, "2026-01-01", Some(3)),
            ],
        ),
    ];
    let author = Author { actor: "test", reason: None };
    store.write_people(&people, author, start()).await.unwrap();
    let numbers = |rows: Vec<PersonRow>| rows.into_iter().map(|row| row.number).collect::<Vec<_>>();
    assert_eq!(numbers(store.people_numbered(&["E3", "E1", "E9"]).await.unwrap()), ["E1", "E3"]);
    assert_eq!(numbers(store.people_numbered(&[]).await.unwrap()), [""; 0]);
    let whose = async |kind, slot, text: &str| {
        store.person_with(kind, slot, day(text)).await.unwrap().map(|row| row.number)
    };
    assert_eq!(whose(FactKind::Agent, 7, "2026-11-09").await.as_deref(), Some("E1"));
    assert_eq!(whose(FactKind::Agent, 7, "2026-11-10").await.as_deref(), Some("E2"));
    assert_eq!(whose(FactKind::Account, 5, "2026-05-31").await.as_deref(), Some("E3"));
    assert_eq!(whose(FactKind::Account, 5, "2026-06-01").await, None, "gone since");
    let november = (day("2026-11-01"), day("2026-12-01"));
    let of_team = async |team: u32| {
        numbers(store.people_in_team(TeamId(team), november.0, november.1).await.unwrap())
    };
    assert_eq!((of_team(3).await, of_team(4).await), (vec!["E1".into()], vec!["E1".into()]));
}
