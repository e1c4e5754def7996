//! Why there is no row for a person: the rules that contradict each other, and what would have to give.
//!
//! Room:  roster; asked when a search finds nothing for somebody, told by the command.
//! Takes: a `Row` that nothing keeps.
//! Gives: sets of rules that share none. Of each set no rule can be spared: without any one of them the others
//!        of that set can be kept. So at least as many rules must give as there are sets.
//! Holds: lifting a rule only ever allows more, so what is the least change of a rule is found by halving
//!        (deletion filter: Chinneck and Dravnieks 1991; by halves: Junker 2004).
//! Never: says "none" where the dynamic program gave up counting: a rule is let go only on proof.
//! Proof: tests/it/contradiction.rs compares with every possibility on small rows.

use crate::price::{Graph, Pricer, Task};
use crate::row::{CHOICES, Choices, Kind, Row};

/// Days in a row beyond which nobody wants to be told that more would do.
const LONGEST: u16 = 14;

/// A rule of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Which shifts are for this person at all.
    Shifts,
    /// What is fixed, or not to be had, on one day.
    Day(usize),
    /// What may stand on the day after a shift.
    Follows,
    MostRun,
    LeastRun,
    LeastOff,
    MostNights,
    /// Of a span: working time at least, at most, and days worked.
    Least(usize),
    Most(usize),
    Days(usize),
    Limit(usize),
}

/// A rule and how far it would have to give, alone: the number that it has and the next that will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remedy {
    pub rule: Rule,
    /// None for rules that are not a number: the rule must go.
    pub to: Option<u32>,
}

/// Rules that cannot all be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    pub rules: Vec<Rule>,
    /// Each is enough if the other contradictions are resolved; the smallest change for its rule first, rules that must go
    /// last.
    pub remedies: Vec<Remedy>,
}

/// The contradictions of a row; none if there is a way to keep all rules.
#[must_use]
pub fn find(row: &Row) -> Vec<Contradiction> {
    let mut eased = row.clone();
    let mut sets: Vec<Vec<Rule>> = Vec::new();
    while is_impossible(&eased) {
        let all = rules(row);
        let open: Vec<Rule> =
            all.into_iter().filter(|r| !sets.iter().flatten().any(|s| s == r)).collect();
        let set = filter(&eased, &open);
        if set.is_empty() {
            break;
        }
        for rule in &set {
            lift(&mut eased, *rule);
        }
        sets.push(set);
    }
    let remedies = |set: &Vec<Rule>| {
        let mut others = row.clone();
        for rule in sets.iter().filter(|other| *other != set).flatten() {
            lift(&mut others, *rule);
        }
        let mut found: Vec<(f64, Remedy)> =
            set.iter().filter_map(|rule| remedy(&others, *rule)).collect();
        found.sort_by(|a, b| a.0.total_cmp(&b.0));
        found.into_iter().map(|(_, remedy)| remedy).collect()
    };
    sets.iter().map(|set| Contradiction { rules: set.clone(), remedies: remedies(set) }).collect()
}

/// Proven that nothing keeps the rules.
fn is_impossible(row: &Row) -> bool {
    let graph = Graph::new(row);
    let prices = vec![0; row.days() * row.choices.len()];
    let task = Task { row, graph: &graph, allowed: &row.allowed, prices: &prices };
    Pricer::default().best(&task, &mut Vec::new(), 1).is_none()
}

/// Those rules, of `open`, that cannot be spared for the row to be impossible.
fn filter(row: &Row, open: &[Rule]) -> Vec<Rule> {
    let mut eased = row.clone();
    let mut kept = Vec::new();
    let mut parts: Vec<&[Rule]> = vec![open];
    while let Some(part) = parts.pop() {
        let mut without = eased.clone();
        for rule in part {
            lift(&mut without, *rule);
        }
        if is_impossible(&without) {
            eased = without;
        } else if let [rule] = part {
            kept.push(*rule);
        } else {
            let (left, right) = part.split_at(part.len() / 2);
            parts.extend([right, left]);
        }
    }
    kept.sort_unstable();
    kept
}

/// Every rule that could be lifted, the most general first: those tend to be let go first.
#[must_use]
pub fn rules(row: &Row) -> Vec<Rule> {
    let spans = 0..row.spans.len();
    let mut rules =
        vec![Rule::Shifts, Rule::Follows, Rule::MostNights, Rule::LeastRun, Rule::LeastOff];
    rules.extend((0..row.limits.len()).map(Rule::Limit));
    rules.push(Rule::MostRun);
    rules.extend(spans.flat_map(|span| [Rule::Days(span), Rule::Most(span), Rule::Least(span)]));
    let usual = usual(row);
    let is_special = |day: &usize| row.allowed[*day] != usual;
    rules.extend((0..row.days()).filter(is_special).map(Rule::Day));
    rules
}

/// What may be done on a day about which nothing special is said.
fn usual(row: &Row) -> Choices {
    row.allowed.iter().fold(1, |all, day| all | day)
}

/// The row without the rule.
pub fn lift(row: &mut Row, rule: Rule) {
    let every = Choices::MAX >> (CHOICES - row.choices.len().clamp(1, CHOICES));
    let usual = usual(row);
    match rule {
        Rule::Shifts => {
            for day in row.allowed.iter_mut().filter(|day| **day == usual) {
                *day = every;
            }
        }
        Rule::Day(day) => row.allowed[day] = usual,
        Rule::Follows => row.choices.iter_mut().for_each(|choice| choice.next = Choices::MAX),
        Rule::MostRun | Rule::LeastRun | Rule::LeastOff | Rule::MostNights => {}
        Rule::Least(_) | Rule::Most(_) | Rule::Days(_) | Rule::Limit(_) => {}
    }
    if let Some((_, end)) = range(row, rule) {
        set(row, rule, end);
    }
}

/// The number of a rule and the one at which it no longer says anything.
#[must_use]
pub fn range(row: &Row, rule: Rule) -> Option<(u32, u32)> {
    let longest = u16::try_from(row.days()).unwrap_or(u16::MAX).min(LONGEST);
    let whole = |span: usize| {
        let first = if span == 0 { 0 } else { row.spans[span - 1].end };
        u32::try_from(row.spans[span].end - first).unwrap_or(u32::MAX)
    };
    let longest_shift = row.choices.iter().map(|choice| choice.minutes).max().unwrap_or(0);
    let (now, end) = match rule {
        Rule::Shifts | Rule::Day(_) | Rule::Follows => return None,
        Rule::MostRun => (row.most_run.into(), longest.max(row.most_run).into()),
        Rule::LeastRun => (row.least_run.into(), 1),
        Rule::LeastOff => (row.least_off.into(), 1),
        Rule::MostNights => (row.most_nights.into(), longest.max(row.most_nights).into()),
        Rule::Least(span) => (row.spans[span].least, 0),
        Rule::Most(span) => {
            (row.spans[span].most, row.spans[span].most.max(whole(span) * longest_shift))
        }
        Rule::Days(span) => {
            (row.spans[span].days.into(), whole(span).max(row.spans[span].days.into()))
        }
        Rule::Limit(limit) => {
            let most = row.limits[limit].most;
            (most.into(), u32::try_from(row.days()).unwrap_or(u32::MAX).max(most.into()))
        }
    };
    Some((now, end))
}

/// The row with another number of the rule.
pub fn set(row: &mut Row, rule: Rule, value: u32) {
    let few = u16::try_from(value).unwrap_or(u16::MAX);
    match rule {
        Rule::Shifts | Rule::Day(_) | Rule::Follows => {}
        Rule::MostRun => row.most_run = few,
        Rule::LeastRun => row.least_run = few,
        Rule::LeastOff => row.least_off = few,
        Rule::MostNights => row.most_nights = few,
        Rule::Least(span) => row.spans[span].least = value,
        Rule::Most(span) => row.spans[span].most = value,
        Rule::Days(span) => row.spans[span].days = few,
        Rule::Limit(limit) => row.limits[limit].most = few,
    }
}

/// The least change of the rule after which the others can be kept, with its share of the rule's number.
fn remedy(row: &Row, rule: Rule) -> Option<(f64, Remedy)> {
    let mut eased = row.clone();
    lift(&mut eased, rule);
    if is_impossible(&eased) {
        return None;
    }
    let Some((now, end)) = range(row, rule) else {
        return Some((f64::INFINITY, Remedy { rule, to: None }));
    };
    let (mut short, mut enough) = (now, end);
    while short.abs_diff(enough) > 1 {
        let middle = u32::midpoint(short, enough);
        set(&mut eased, rule, middle);
        if is_impossible(&eased) { short = middle } else { enough = middle }
    }
    let share = f64::from(enough.abs_diff(now)) / f64::from(now.max(1));
    Some((share, Remedy { rule, to: Some(enough) }))
}

/// Words of a format: a choice, and minutes of one unit of working time.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    pub choice: &'a dyn Fn(usize) -> String,
    pub unit: u32,
}

impl std::fmt::Debug for Words<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Words").field("unit", &self.unit).finish_non_exhaustive()
    }
}

impl Words<'_> {
    /// A rule as a phrase; with another number if one is given.
    #[must_use]
    pub fn rule(&self, row: &Row, rule: Rule, to: Option<u32>) -> String {
        let number = to.or(range(row, rule).map(|(now, _)| now)).unwrap_or(0);
        let minutes = number * self.unit;
        let days = |span: usize| {
            let first = if span == 0 { 0 } else { row.spans[span - 1].end };
            format!("days {first} to {}", row.spans[span].end - 1)
        };
        match rule {
            Rule::Shifts => format!("only {} for this person", self.choices(usual(row))),
            Rule::Day(day) => format!("day {day}: only {}", self.choices(row.allowed[day])),
            Rule::Follows => "rest between shifts (what may follow a shift the next day)".into(),
            Rule::MostRun => format!("at most {number} days worked in a row"),
            Rule::LeastRun => format!("at least {number} days worked in a row"),
            Rule::LeastOff => format!("at least {number} days off in a row"),
            Rule::MostNights => format!("at most {number} nights in a row"),
            Rule::Least(span) => format!("{}: at least {minutes} minutes", days(span)),
            Rule::Most(span) => format!("{}: at most {minutes} minutes", days(span)),
            Rule::Days(span) => format!("{}: at most {number} days worked", days(span)),
            Rule::Limit(limit) => {
                let kind = match row.limits[limit].kind {
                    Kind::Choices(choices) => format!("days with {}", self.choices(choices)),
                    Kind::WeekendDays => "days at weekends".into(),
                    Kind::Weekends => "weekends".into(),
                };
                format!("at most {number} {kind}")
            }
        }
    }

    fn choices(&self, choices: Choices) -> String {
        let name = |choice: usize| {
            if choice == 0 { "a day off".to_owned() } else { (self.choice)(choice) }
        };
        let mut names: Vec<String> =
            (0..CHOICES).filter(|choice| choices >> choice & 1 == 1).map(name).collect();
        names.dedup();
        names.join(", ")
    }

    /// All contradictions of a row, a line for each set and each remedy.
    #[must_use]
    pub fn tell(&self, row: &Row, found: &[Contradiction]) -> Vec<String> {
        let mut told = Vec::new();
        for Contradiction { rules, remedies } in found {
            let rules: Vec<String> = rules.iter().map(|rule| self.rule(row, *rule, None)).collect();
            told.push(format!("cannot all be kept: {}", rules.join("; ")));
            told.extend(remedies.iter().map(|remedy| match remedy.to {
                Some(_) => format!("this would do: {}", self.rule(row, remedy.rule, remedy.to)),
                None => format!("this would do: without \"{}\"", self.rule(row, remedy.rule, None)),
            }));
        }
        told
    }
}
