//! One actor's day against the rules: a pure function.
//!
//! Room:  server, compliance; between audit rows and what is kept.
//! Takes: an actor's deeds of one local day, the habit of the actor's roles, what is spent. Gives: findings.
//! Holds: the same deeds give the same findings, however often and in however many portions they are
//!        judged; a deed that somebody took note of counts no more for that rule.
//! Never: reads a clock, knows a name beyond the audit list's words.
//! Proof: tests below, one for each rule.

use super::deed::{Deed, Kind};
use super::habit::Habit;
use super::rules::{DAY_BEGINS, Grades, NIGHT_BEGINS, Rule, Severity};
use domain::{Duration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;

/// Audit rows that a finding names at most.
const MOST_ENTRIES: usize = 50;
/// Kinds of deeds, and addresses, that a finding names at most.
const MOST_WORDS: usize = 8;

/// What is judged.
#[derive(Clone, Copy, Debug)]
pub struct Day<'a> {
    /// Of one actor and one local day, oldest first.
    pub deeds: &'a [Deed],
    pub habit: &'a Habit,
    /// Up to which audit row each rule is spent.
    pub spent: &'a BTreeMap<Rule, u64>,
}

/// What a rule found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub rule: Rule,
    pub severity: Severity,
    pub first_at: Timestamp,
    pub last_at: Timestamp,
    pub through: u64,
    pub why: Why,
}

/// Why it is graded so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ComplianceWhy)]
pub struct Why {
    /// What was counted.
    pub count: u64,
    /// From which count on it is what, on that day.
    pub grades: Grades,
    /// What the role usually reaches; null where no habit is known or asked.
    pub usual: Option<u64>,
    /// Within which time; null: the local day.
    pub window_minutes: Option<i64>,
    /// What was done, in the audit list's words; the first eight.
    pub actions: Vec<String>,
    /// From which addresses; the first eight.
    pub origins: Vec<String>,
    /// The first fifty rows of the audit list that count.
    pub entries: Vec<u64>,
}

/// Judges a day by every rule.
#[must_use]
pub fn judge(day: Day<'_>) -> Vec<Finding> {
    let by = |rule| {
        let spent = day.spent.get(&rule).copied().unwrap_or(0);
        let deeds: Vec<&Deed> = day.deeds.iter().filter(|deed| deed.number > spent).collect();
        match rule {
            Rule::RefusedOutsideRight => refused(&deeds),
            Rule::BulkLooks => bulk_looks(&deeds, day.habit),
            Rule::UnusualHours => unusual_hours(&deeds, day.habit),
            Rule::RoutingOutsidePlan => routing(&deeds),
            Rule::ProtectedWithoutNeed => protected_without_need(&deeds, day.deeds),
            Rule::LargeExport => large_export(&deeds),
            Rule::OwnRights => own_rights(&deeds),
        }
    };
    Rule::ALL.into_iter().filter_map(by).collect()
}

fn refused(deeds: &[&Deed]) -> Option<Finding> {
    let tried = of_kind(deeds, &[Kind::Refused]);
    most_within(Rule::RefusedOutsideRight, &tried)
}

/// Each person counts once, however often.
fn bulk_looks(deeds: &[&Deed], habit: &Habit) -> Option<Finding> {
    let looks = of_kind(deeds, &[Kind::Looked, Kind::LookedAtProtected, Kind::Exported]);
    let people: BTreeSet<&str> =
        looks.iter().flat_map(|deed| deed.people.iter().map(String::as_str)).collect();
    let usual = habit.usual_people();
    let given = Rule::BulkLooks.grades();
    let grades = usual.map_or(given, |usual| Grades {
        yellow: (usual * 2).max(given.yellow / 5),
        orange: (usual * 4).max(given.orange / 5),
        red: (usual * 8).max(given.red / 5),
    });
    found(Rule::BulkLooks, &looks, people.len() as u64, (grades, usual))
}

fn unusual_hours(deeds: &[&Deed], habit: &Habit) -> Option<Finding> {
    let is_unusual = |hour: u8| {
        let is_night = !(DAY_BEGINS..NIGHT_BEGINS).contains(&hour);
        habit.is_rare(hour).unwrap_or(is_night)
    };
    let weighty = |deed: &&&Deed| deed.kind.is_weighty() && is_unusual(deed.hour);
    let odd: Vec<&Deed> = deeds.iter().filter(weighty).copied().collect();
    let count = odd.len() as u64;
    found(Rule::UnusualHours, &odd, count, (Rule::UnusualHours.grades(), None))
}

/// What is said for a later moment is a plan; what holds at once is none.
fn routing(deeds: &[&Deed]) -> Option<Finding> {
    let routed = of_kind(deeds, &[Kind::Routed]);
    most_within(Rule::RoutingOutsidePlan, &routed)
}

/// Work on a person on the same day is the need, before the look or after it.
fn protected_without_need(deeds: &[&Deed], whole_day: &[Deed]) -> Option<Finding> {
    let worked: BTreeSet<&String> = whole_day
        .iter()
        .filter(|deed| deed.kind == Kind::WorkedOnPerson)
        .flat_map(|deed| &deed.people)
        .collect();
    let looks: Vec<&Deed> = of_kind(deeds, &[Kind::LookedAtProtected])
        .into_iter()
        .filter(|deed| !deed.people.iter().any(|person| worked.contains(person)))
        .collect();
    let people: BTreeSet<&String> = looks.iter().flat_map(|deed| &deed.people).collect();
    let rule = Rule::ProtectedWithoutNeed;
    found(rule, &looks, people.len() as u64, (rule.grades(), None))
}

fn large_export(deeds: &[&Deed]) -> Option<Finding> {
    let files = of_kind(deeds, &[Kind::Exported]);
    let rows = files.iter().map(|deed| deed.rows).sum();
    found(Rule::LargeExport, &files, rows, (Rule::LargeExport.grades(), None))
}

fn own_rights(deeds: &[&Deed]) -> Option<Finding> {
    let changes = of_kind(deeds, &[Kind::ChangedOwnRights]);
    let count = changes.len() as u64;
    found(Rule::OwnRights, &changes, count, (Rule::OwnRights.grades(), None))
}

fn of_kind<'a>(deeds: &[&'a Deed], kinds: &[Kind]) -> Vec<&'a Deed> {
    deeds.iter().filter(|deed| kinds.contains(&deed.kind)).copied().collect()
}

/// The window of the rule that holds most.
fn most_within(rule: Rule, deeds: &[&Deed]) -> Option<Finding> {
    let length = Duration::from_minutes(rule.window_minutes().unwrap_or(24 * 60));
    let window = |first: usize| {
        let begins = deeds.get(first).map(|deed| deed.at);
        let rest = deeds.get(first..).unwrap_or_default();
        let within = |deed: &&&Deed| begins.is_some_and(|begins| deed.at < begins.plus(length));
        // A row may stand for several attempts.
        rest.iter().take_while(within).map(|deed| deed.rows.max(1)).sum::<u64>()
    };
    let most = (0..deeds.len()).map(window).max().unwrap_or(0);
    found(rule, deeds, most, (rule.grades(), None))
}

fn found(
    rule: Rule,
    deeds: &[&Deed],
    count: u64,
    (grades, usual): (Grades, Option<u64>),
) -> Option<Finding> {
    let severity = grades.of(count)?;
    let (first, last) = (deeds.first()?, deeds.last()?);
    let entries = deeds.iter().take(MOST_ENTRIES).map(|deed| deed.number).collect();
    let words = |word: fn(&Deed) -> &String| {
        let all: BTreeSet<&String> = deeds.iter().map(|deed| word(deed)).collect();
        all.into_iter().take(MOST_WORDS).cloned().collect()
    };
    let (actions, origins) = (words(|deed| &deed.action), words(|deed| &deed.origin));
    let window_minutes = rule.window_minutes();
    let why = Why { count, grades, usual, window_minutes, actions, origins, entries };
    Some(Finding {
        rule,
        severity,
        first_at: first.at,
        last_at: last.at,
        through: last.number,
        why,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::HabitRow;

    /// Deeds as `minute kind people...`, from midnight on.
    fn deeds(story: &str) -> Vec<Deed> {
        let lines = story.lines().map(str::trim).filter(|line| !line.is_empty());
        let deed = |(number, line): (u64, &str)| {
            let mut words = line.split_whitespace();
            let minute: i64 = words.next().unwrap().parse().unwrap();
            let kind = match words.next().unwrap() {
                "refused" => Kind::Refused,
                "looked" => Kind::Looked,
                "protected" => Kind::LookedAtProtected,
                "exported" => Kind::Exported,
                "worked" => Kind::WorkedOnPerson,
                "routed" => Kind::Routed,
                "routed-later" => Kind::RoutedLater,
                "own-rights" => Kind::ChangedOwnRights,
                "rights" => Kind::ChangedRights,
                other => panic!("{other}"),
            };
            let people: BTreeSet<String> = words.flat_map(people).collect();
            let rows = people.len() as u64;
            let at = Timestamp(minute * 60_000_000);
            let hour = u8::try_from(minute / 60).unwrap();
            let (action, origin) = (format!("{kind:?}"), "10.0.0.7".to_owned());
            Deed { number, at, hour, kind, action, origin, people, rows }
        };
        (1..).zip(lines).map(deed).collect()
    }

    /// `E7`, or `1..40` for forty of them.
    fn people(word: &str) -> Vec<String> {
        match word.split_once("..") {
            None => vec![word.to_owned()],
            Some((first, last)) => {
                let (first, last): (u32, u32) = (first.parse().unwrap(), last.parse().unwrap());
                (first..=last).map(|number| format!("E{number}")).collect()
            }
        }
    }

    /// What is found, as `rule severity count through`.
    fn told(story: &str, habit: &Habit, spent: &[(Rule, u64)]) -> Vec<String> {
        let deeds = deeds(story);
        let spent = spent.iter().copied().collect();
        let found = judge(Day { deeds: &deeds, habit, spent: &spent });
        let tell = |one: &Finding| {
            let severity = format!("{:?}", one.severity).to_lowercase();
            format!("{} {severity} {} {}", one.rule.word(), one.why.count, one.through)
        };
        found.iter().map(tell).collect()
    }

    fn plain(story: &str) -> Vec<String> {
        told(story, &Habit::default(), &[])
    }

    fn by_day(people: u32, hour: u8) -> Habit {
        let row = |day: u32| HabitRow {
            actor: "role".into(),
            day: format!("2026-11-{day:02}"),
            hour,
            deeds: 20,
            people,
        };
        Habit::of(&(1..=20).map(row).collect::<Vec<_>>())
    }

    fn repeated(count: i64, every: i64, what: &str) -> String {
        (0..count).map(|n| format!("{} {what}\n", 600 + n * every)).collect()
    }

    #[test]
    fn an_ordinary_day_finds_nothing() {
        let day = "540 looked E1\n 541 worked E1\n 600 routed\n 610 refused\n 700 exported 1..30\n 720 rights";
        assert_eq!(plain(day), [""; 0]);
        assert_eq!(plain(""), [""; 0]);
    }

    #[test]
    fn refused_outside_right_counts_within_ten_minutes() {
        let rule = |story: &str| plain(story);
        assert_eq!(rule(&repeated(2, 1, "refused")), [""; 0]);
        assert_eq!(rule(&repeated(3, 4, "refused")), ["refused_outside_right yellow 3 3"]);
        assert_eq!(rule(&repeated(6, 5, "refused")), [""; 0], "spread over half an hour");
        assert_eq!(rule(&repeated(12, 0, "refused")), ["refused_outside_right orange 12 12"]);
        assert_eq!(rule(&repeated(30, 0, "refused")), ["refused_outside_right red 30 30"]);
    }

    #[test]
    fn bulk_looks_are_measured_by_the_roles_habit_and_each_person_counts_once() {
        let found = |story: &str, habit: &Habit| told(story, habit, &[]);
        let twice = "600 looked 1..300\n 700 looked 1..300";
        assert_eq!(found(twice, &Habit::default()), [""; 0], "no habit: the given limit");
        assert_eq!(found("600 looked 1..1000", &Habit::default()), ["bulk_looks yellow 1000 1"]);
        assert_eq!(found(twice, &by_day(20, 10)), ["bulk_looks yellow 300 2"]);
        assert_eq!(found(twice, &by_day(200, 10)), [""; 0], "usual for them");
        assert_eq!(found("600 looked 1..900", &by_day(200, 10)), ["bulk_looks orange 900 1"]);
        assert_eq!(found("600 looked 1..150", &by_day(1, 10)), [""; 0], "few are no bulk");
    }

    #[test]
    fn unusual_hours_are_those_of_the_role_and_before_that_the_night() {
        let night = "180 rights";
        assert_eq!(plain(night), ["unusual_hours yellow 1 1"]);
        assert_eq!(plain("180 looked E1"), [""; 0], "a look alone weighs nothing");
        assert_eq!(told(night, &by_day(1, 3), &[]), [""; 0], "they work at night");
        assert_eq!(told("840 rights", &by_day(1, 3), &[]), ["unusual_hours yellow 1 1"]);
        let five = "180 rights\n".repeat(5);
        assert_eq!(plain(&five), ["unusual_hours orange 5 5"]);
    }

    #[test]
    fn routing_outside_plan_is_what_holds_at_once() {
        assert_eq!(plain(&repeated(4, 1, "routed")), [""; 0]);
        assert_eq!(plain(&repeated(9, 10, "routed")), ["routing_outside_plan yellow 6 9"]);
        assert_eq!(plain(&repeated(15, 1, "routed")), ["routing_outside_plan orange 15 15"]);
        assert_eq!(plain(&repeated(40, 1, "routed-later")), [""; 0], "said before");
    }

    #[test]
    fn protected_facts_are_looked_at_without_need_where_no_work_is_done() {
        let three = "600 protected E1\n 601 protected E2\n 602 protected E3\n";
        assert_eq!(plain(three), ["protected_without_need yellow 3 3"]);
        assert_eq!(plain(&format!("{three} 700 worked E2")), [""; 0], "one was needed");
        assert_eq!(plain(&"600 protected E1\n".repeat(9)), [""; 0], "the same person");
    }

    #[test]
    fn large_exports_add_up_over_the_day() {
        assert_eq!(plain("600 exported 1..199"), [""; 0]);
        let two = "600 exported 1..199\n 900 exported 1..199";
        assert_eq!(plain(two), ["large_export yellow 398 2"]);
        assert_eq!(plain("600 exported 1..999\n 700 exported 1..1001").len(), 2, "bulk as well");
    }

    #[test]
    fn own_rights_are_red_at_once() {
        assert_eq!(plain("600 own-rights"), ["own_rights red 1 1"]);
        assert_eq!(plain("600 rights"), [""; 0]);
    }

    #[test]
    fn what_somebody_took_note_of_counts_no_more() {
        let story = repeated(5, 1, "refused");
        let rule = Rule::RefusedOutsideRight;
        let none = Habit::default();
        assert_eq!(told(&story, &none, &[(rule, 3)]), [""; 0]);
        assert_eq!(told(&story, &none, &[(rule, 2)]), ["refused_outside_right yellow 3 5"]);
        assert_eq!(told(&story, &none, &[(Rule::BulkLooks, 5)]).len(), 1, "another rule");
    }
}
