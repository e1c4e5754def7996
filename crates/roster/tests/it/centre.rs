//! A centre's people and requirement: what is written can be searched, what cannot be kept is refused.

use roster::cc::{self, First};
use roster::centre::{Centre, Person, SLOTS, shipped};
use roster::crew::{Alone, Budget};
use std::collections::BTreeMap;

/// What is changed, and what is told of it.
type Case = (fn(&mut Centre), &'static str);

fn person(id: &str) -> Person {
    Person {
        id: id.into(),
        skills: vec!["billing".into()],
        week: (1920, 2400),
        days_in_a_row: 6,
        rest_hours: 11,
        is_protected: false,
        leave: Vec::new(),
    }
}

/// Twelve people; two wanted from 8 to 22, one at night.
fn centre(weeks: usize) -> Centre {
    let wanted = |slot: usize| if (32..88).contains(&(slot % SLOTS)) { 2 } else { 1 };
    let wanted = (0..7 * weeks * SLOTS).map(wanted).collect();
    Centre {
        weeks,
        requirement: BTreeMap::from([("billing".into(), wanted)]),
        people: (1..=12).map(|number| person(&format!("person-{number}"))).collect(),
        templates: shipped(),
    }
}

fn solve(centre: &Centre) -> (cc::Instance, cc::Roster) {
    let (_, instance) = centre.instance().expect("a centre that can be planned");
    let budget = Budget { steps: 200, used: &|| 0.0 };
    let found = cc::search::search(&instance, First::Cost, 1, &Alone, &budget)
        .expect("everybody has a row");
    (instance, found.roster)
}

#[test]
fn a_centre_gets_a_roster_that_breaks_no_rule() {
    let (instance, roster) = solve(&centre(2));
    assert_eq!(instance.tell(&roster).0, Vec::<String>::new());
    let nights = roster.iter().flatten().filter(|at| at.choice != 0);
    let nights = nights.filter(|at| instance.template(at.choice).tag == "moon").count();
    assert!(nights > 0, "somebody is wanted at night");
}

#[test]
fn protected_people_end_by_ten_and_leave_is_free() {
    let mut centre = centre(1);
    for one in &mut centre.people[..4] {
        one.is_protected = true;
        one.leave = vec![2];
    }
    let (instance, roster) = solve(&centre);
    for days in &roster[..4] {
        assert_eq!(days[2].choice, 0, "on leave");
        for at in days.iter().filter(|at| at.choice != 0) {
            let start = instance.starts[usize::from(at.choice)].slot;
            assert!(start + instance.template(at.choice).len <= 88, "ends by 22:00");
        }
    }
}

#[test]
fn the_same_centre_is_written_the_same() {
    assert_eq!(centre(1).instance().unwrap().0, centre(1).instance().unwrap().0);
}

#[test]
fn what_cannot_be_planned_is_refused_with_its_place() {
    let cases: [Case; 8] = [
        (|it| it.weeks = 0, "weeks: 0 weeks; plan 1 to 4 whole weeks at once"),
        (|it| it.weeks = 5, "weeks: 5 weeks; plan 1 to 4 whole weeks at once"),
        (
            |it| it.weeks = 2,
            "requirement of billing: 672 quarter hours, not 1344; \
             give every quarter hour of the weeks",
        ),
        (
            |it| it.people[0].week = (2400, 1920),
            "person person-1: at least 2400 minutes a week and at most 1920; \
             the least is not above the most",
        ),
        (
            |it| it.people[0].week = (0, 10_081),
            "person person-1: more minutes than a week has; write at most 10080",
        ),
        (|it| it.people[1].days_in_a_row = 0, "person person-2: 0 days in a row; write 1 to 7"),
        (
            |it| it.people[1].rest_hours = 25,
            "person person-2: a rest of more than a day; write at most 24 hours",
        ),
        (
            |it| it.people[1].skills = vec!["sales".into()],
            "agent person-2: unknown skill `sales`; list it in `skills`",
        ),
    ];
    for (change, told) in cases {
        let mut centre = centre(1);
        change(&mut centre);
        assert_eq!(centre.instance().unwrap_err().to_string(), told);
    }
}
