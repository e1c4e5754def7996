//! What becomes of an anomaly, and that late data open, revise, take back or mark.

use crate::story::Story;
use attendance::anomaly::Identity;
use attendance::casebook::{Case, Casebook, Change, Decision, Explanation, Refused, Status};
use attendance::compare::compare;
use domain::Duration;

const LATE: &str =
    "shift E1 08:00 16:00\nsigned E1 08:20 16:00\nterminal E1 16:00\nterminal E1 08:20\n";
const WITHIN: Duration = Duration::from_minutes(60);

struct Desk {
    story: Story,
    book: Casebook,
}

impl Desk {
    fn new(lines: &str) -> Self {
        let mut desk = Self { story: Story::of(lines), book: Casebook::default() };
        assert_eq!(desk.compute("+10:00").len(), 1);
        desk
    }

    fn compute(&mut self, as_of: &str) -> Vec<Change> {
        let now = self.story.at(as_of);
        let found = compare(&self.story.facts(now));
        self.book.take_over(&found, |_| true, now).into_iter().map(|(_, change)| change).collect()
    }

    fn case(&mut self) -> &mut Case {
        self.book.cases.values_mut().next().unwrap()
    }

    fn explain(&mut self, text: &str) -> Result<(), Refused> {
        let at = self.story.at("+11:00");
        let (by, text) = ("E1".to_owned(), text.to_owned());
        self.case().explain(Explanation { by, at, text, evidence: vec!["photo".to_owned()] })
    }

    fn decision(&self, by: &str, at: &str) -> Decision {
        let reason = "the lift stood still".to_owned();
        Decision { by: by.to_owned(), at: self.story.at(at), reason }
    }
}

#[test]
fn it_counts_only_after_somebody_decided_that_the_explanation_does_not_hold() {
    let mut desk = Desk::new(LATE);
    assert!(!desk.case().counts());
    desk.explain("the lift").unwrap();
    assert_eq!(desk.case().status, Status::Explained);
    assert!(!desk.case().counts());
    let decision = desk.decision("leader", "+12:00");
    desk.case().reject(decision.clone(), WITHIN).unwrap();
    assert!(desk.case().counts());
    assert_eq!(desk.explain("again"), Err(Refused::IsDecided));
    assert_eq!(desk.case().accept(decision), Err(Refused::IsDecided));
}

#[test]
fn what_is_accepted_does_not_count() {
    let mut desk = Desk::new(LATE);
    let decision = desk.decision("leader", "+10:01");
    desk.case().accept(decision).unwrap();
    assert!(!desk.case().counts());
}

#[test]
fn nobody_is_judged_before_the_time_to_explain_is_over() {
    let mut desk = Desk::new(LATE);
    let (early, late) = (desk.decision("leader", "+10:59"), desk.decision("leader", "+11:00"));
    let until = desk.story.at("+11:00");
    assert_eq!(desk.case().reject(early, WITHIN), Err(Refused::TooEarly { until }));
    assert_eq!(desk.case().reject(late, WITHIN), Ok(()));
}

#[test]
fn nobody_decides_about_themselves_and_a_decision_says_why() {
    let mut desk = Desk::new(LATE);
    let own = desk.decision("E1", "+12:00");
    assert_eq!(desk.case().accept(own), Err(Refused::IsOwn));
    let silent = Decision { reason: " ".to_owned(), ..desk.decision("leader", "+12:00") };
    assert_eq!(desk.case().accept(silent), Err(Refused::NoText));
    assert_eq!(desk.explain("  "), Err(Refused::NoText));
}

#[test]
fn computing_again_changes_nothing() {
    let mut desk = Desk::new(LATE);
    let before = desk.book.clone();
    assert_eq!(desk.compute("+10:00"), []);
    assert_eq!(desk.compute("+21:00"), []);
    assert_eq!(desk.book, before);
}

#[test]
fn late_data_revise_what_is_open_and_take_back_what_was_nothing() {
    let mut desk = Desk::new(LATE);
    desk.story.add("terminal E1 08:05");
    assert_eq!(desk.compute("+10:01")[0], Change::Revised);
    assert_eq!(desk.case().anomaly.by, Some(Duration::from_minutes(5)));
    desk.story.add("terminal E1 07:59");
    assert!(desk.compute("+10:02").contains(&Change::Withdrawn));
    let late: Vec<Status> = of_kind(&desk.book, "late");
    assert_eq!(late, [Status::Withdrawn]);
    assert_eq!(desk.explain("too late"), Err(Refused::IsWithdrawn));
}

#[test]
fn an_explanation_survives_late_data_and_is_marked() {
    let mut desk = Desk::new(LATE);
    desk.explain("the lift").unwrap();
    desk.story.add("terminal E1 08:12");
    assert_eq!(desk.compute("+12:00"), [Change::Revised]);
    let case = desk.case();
    assert_eq!((case.status, case.has_changed), (Status::Explained, true));
    desk.explain("the lift, and I was quicker than that").unwrap();
    assert!(!desk.case().has_changed);
}

#[test]
fn a_decision_stays_when_the_facts_change_and_says_so() {
    let mut desk = Desk::new(LATE);
    desk.explain("the lift").unwrap();
    let decision = desk.decision("leader", "+12:00");
    desk.case().reject(decision.clone(), WITHIN).unwrap();
    let punches = desk.story.punches.clone();
    desk.story.add("terminal E1 08:12");
    assert_eq!(desk.compute("+13:00"), [Change::Marked]);
    assert_eq!(desk.compute("+13:00"), []);
    let case = desk.case();
    assert!(case.has_changed && case.counts(), "until somebody takes it up again");
    assert_eq!(case.anomaly.by, Some(Duration::from_minutes(20)), "as it was decided on");

    desk.story.punches = punches;
    assert_eq!(desk.compute("+14:00"), [Change::Unmarked]);

    desk.story.add("terminal E1 08:12");
    desk.compute("+15:00");
    desk.case().take_up_again(&decision).unwrap();
    assert_eq!(desk.compute("+15:00"), [Change::Revised]);
    assert_eq!(desk.case().status, Status::Explained);
    assert!(!desk.case().counts());
}

#[test]
fn people_and_days_that_were_not_computed_stay_as_they_are() {
    let mut desk = Desk::new(LATE);
    let before = desk.book.clone();
    let other = |identity: &Identity| identity.person.0 != "E1";
    assert_eq!(desk.book.take_over(&[], other, desk.story.at("+12:00")), []);
    assert_eq!(desk.book, before);
}

#[test]
fn a_case_is_the_same_after_being_written_and_read() {
    let mut desk = Desk::new(LATE);
    desk.explain("the lift").unwrap();
    let text = serde_json::to_string(desk.case()).unwrap();
    assert_eq!(serde_json::from_str::<Case>(&text).unwrap(), *desk.case());
}

fn of_kind(book: &Casebook, kind: &str) -> Vec<Status> {
    let cases = book.cases.values().filter(|case| case.anomaly.identity.kind.name() == kind);
    cases.map(|case| case.status).collect()
}
