//! The month of a team in text, and that its sums add up.

use crate::story::{Story, always};
use attendance::casebook::{Casebook, Decision, Status};
use attendance::compare::compare;
use attendance::punch::PersonNumber;
use attendance::sheet::{ClassBy, DayClass, Member, Scope, Sheet, hours, sheet};
use domain::calendar::Day;
use domain::effective::Span;
use std::collections::BTreeMap;

fn book(story: &Story) -> Casebook {
    let mut book = Casebook::default();
    let now = story.at("+23:00");
    book.take_over(&compare(&story.facts(now)), |_| true, now);
    book
}

fn made(story: &Story, book: &Casebook, classes: &[(&str, DayClass)], class_by: ClassBy) -> Sheet {
    let people = BTreeMap::from([(PersonNumber("E1".into()), always("=陈一"))]);
    let classes = classes.iter().map(|(day, class)| (Day::parse(day).unwrap(), class.clone()));
    let classes: BTreeMap<Day, DayClass> = classes.collect();
    let scope =
        Scope { team: "一组", month: story.day, people: &people, classes: &classes, class_by };
    sheet(&scope, &story.facts(story.at("+23:00")), book)
}

fn parts(sheet: &Sheet) -> String {
    let row = &sheet.rows[0];
    let show = |length| hours(Some(length));
    format!(
        "planned {} worked {} = {} {} {} = {} {} {:?} beyond {}",
        show(row.planned),
        show(row.worked),
        show(row.day),
        show(row.evening),
        show(row.night),
        show(row.workday),
        show(row.rest),
        row.holidays.values().map(|length| show(*length)).collect::<Vec<_>>(),
        show(row.beyond)
    )
}

const NIGHT: &str = "
    shift E1 16:00 +02:00 20:00-20:30
    terminal E1 15:50
    terminal E1 +02:15
    signed E1 16:00 +02:00
";

#[test]
fn hours_are_cut_at_the_bands_and_breaks_and_beyond_are_apart() {
    let story = Story::of(NIGHT);
    let sheet = made(&story, &book(&story), &[], ClassBy::ShiftDay);
    assert_eq!(
        parts(&sheet),
        "planned 9:30 worked 9:30 = 2:00 3:30 4:00 = 9:30 0:00 [] beyond 0:25"
    );
}

#[test]
fn a_night_into_a_holiday_is_of_the_day_it_began_or_of_each_day_its_part() {
    let story = Story::of(NIGHT);
    let classes = [("2026-11-28", DayClass::Holiday("3x".into())), ("2026-11-27", DayClass::Rest)];
    let by = |class_by| parts(&made(&story, &book(&story), &classes, class_by));
    assert!(by(ClassBy::ShiftDay).contains("= 0:00 9:30 []"));
    assert!(by(ClassBy::Calendar).contains("= 0:00 7:30 [\"2:00\"]"));
}

#[test]
fn a_stay_without_its_end_counts_when_the_missing_punch_was_accepted() {
    let story = Story::of("shift E1 08:00 16:00\nterminal E1 08:30\nsigned E1 08:30 16:00");
    let mut book = book(&story);
    let worked = |book: &Casebook| {
        let sheet = made(&story, book, &[], ClassBy::ShiftDay);
        (hours(Some(sheet.rows[0].worked)), sheet.rows[0].undecided)
    };
    assert_eq!(worked(&book), ("0:00".to_owned(), 2));
    for case in book.cases.values_mut() {
        let (by, reason) = ("leader".to_owned(), "seen".to_owned());
        case.accept(Decision { by, at: story.at("+23:00"), reason }).unwrap();
    }
    assert_eq!(worked(&book), ("7:30".to_owned(), 0));
}

#[test]
fn counts_say_what_was_found_and_what_counts() {
    let story = Story::of(
        "shift E1 08:00 16:00\nterminal E1 08:30\nsigned E1 08:30 15:00\nterminal E1 15:00
         leave E1 12:00 13:00 annual",
    );
    let mut book = book(&story);
    let late = book.cases.values_mut().find(|case| case.anomaly.identity.kind.name() == "late");
    let late = late.unwrap();
    late.status = Status::Rejected;
    let sheet = made(&story, &book, &[], ClassBy::ShiftDay);
    let text = sheet.text();
    assert_eq!(
        text.lines().collect::<Vec<_>>(),
        [
            "一组,2026-11",
            "person,name,shifts,planned,worked,day,evening,night,workday,rest,beyond,leave annual,\
             late,early_leave,absent,missing_in,missing_out,unconfirmed,punched_not_signed_in,\
             signed_in_not_punched,two_places,late counted,early_leave counted,absent counted,\
             missing_in counted,missing_out counted,unconfirmed counted,\
             punched_not_signed_in counted,signed_in_not_punched counted,two_places counted,\
             late by,early by,undecided",
            "E1,'=陈一,1,8:00,6:30,6:30,0:00,0:00,6:30,0:00,0:00,1:00,\
             1,1,0,0,0,0,0,0,0,1,0,0,0,0,0,0,0,0,0:30,1:00,1",
        ]
    );
}

#[test]
fn the_same_facts_give_the_same_bytes() {
    let story = Story::of(NIGHT);
    let one = made(&story, &book(&story), &[], ClassBy::ShiftDay);
    let mut turned = story.clone();
    turned.punches.reverse();
    let other = made(&turned, &book(&turned), &[], ClassBy::ShiftDay);
    assert_eq!(one.text(), other.text());
    assert_eq!(one.digest(), other.digest());
    assert_eq!(one.digest().len(), 64);
}

#[test]
fn who_was_never_there_stands_in_the_sheet_too() {
    let story = Story::of("");
    let sheet = made(&story, &book(&story), &[], ClassBy::ShiftDay);
    assert_eq!(
        parts(&sheet),
        "planned 0:00 worked 0:00 = 0:00 0:00 0:00 = 0:00 0:00 [] beyond 0:00"
    );
}

#[test]
fn days_in_another_team_stand_in_its_sheet_and_not_in_this_one() {
    let story = Story::of("shift E1 08:00 16:00\nterminal E1 08:30\nterminal E1 16:00");
    let book = book(&story);
    let (classes, class_by) = (BTreeMap::new(), ClassBy::ShiftDay);
    let in_team = |first: Day, until: Option<Day>| {
        let days = vec![Span { first, until, value: () }];
        let member = Member { name: "陈一".to_owned(), days };
        let people = BTreeMap::from([(PersonNumber("E1".into()), member)]);
        let scope =
            Scope {
                team: "一组", month: story.day, people: &people, classes: &classes, class_by
            };
        let sheet = sheet(&scope, &story.facts(story.at("+23:00")), &book);
        (sheet.rows[0].shifts, sheet.rows[0].found.values().sum::<u32>() > 0)
    };
    assert_eq!(in_team(story.day, None), (1, true));
    assert_eq!(in_team(story.day.plus_days(1), None), (0, false), "not yet");
    let first = story.day.plus_days(-20);
    assert_eq!(in_team(first, Some(story.day)), (0, false), "no more");
}
