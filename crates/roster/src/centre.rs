//! A centre's people, shifts and requirement, written as `ccroster/1`.
//!
//! Room:  roster; before `cc`, which reads what is written here.
//! Takes: whole weeks from a Monday, people wanted by skill and quarter hour, people with the terms of
//!        their contracts, forms of shifts.
//! Gives: the text of an instance, the same for the same input: what a roster was made from can be kept.
//! Holds: everything that `cc` refuses is refused, and what a planner alone can put wrong is too.
//! Never: knows a calendar. A day has 96 quarter hours here; the caller fits days on which clocks change.
//! Proof: tests/it/centre.rs.

use crate::cc::{Instance, Pause, Template, Weights};
use crate::fault::Fault;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Quarter hours of a day.
pub const SLOTS: usize = 96;
/// Weeks that are planned at once.
pub const WEEKS: usize = 4;
const SLOT_MIN: u32 = 15;
const PER_HOUR: usize = 4;

/// Missing people cost five times what people without work do.
pub const WEIGHTS: Weights = Weights { under: 10, over: 2, fair_nights: 20, fair_weekends: 20 };

/// What a roster is made from.
#[derive(Clone, Debug)]
pub struct Centre {
    /// From a Monday.
    pub weeks: usize,
    /// By skill: people wanted in each quarter hour from the first midnight.
    pub requirement: BTreeMap<String, Vec<u32>>,
    pub people: Vec<Person>,
    pub templates: Vec<Template>,
}

/// One person and the terms of the contract.
#[derive(Clone, Debug)]
pub struct Person {
    pub id: String,
    pub skills: Vec<String>,
    /// Paid minutes of a week from Monday, least and most; the least falls by a fifth a day of leave.
    pub week: (u32, u32),
    pub days_in_a_row: u16,
    pub rest_hours: usize,
    /// Nothing after 22:00, no nights.
    pub is_protected: bool,
    /// Days from the first, on leave.
    pub leave: Vec<usize>,
}

/// The shifts a centre begins with: early, middle, late, night (早 中 晚 夜). Nine hours, of which one
/// unpaid for a meal and two paid rests of a quarter hour.
#[must_use]
pub fn shipped() -> Vec<Template> {
    let pause = |len, first, last, paid| Pause { len, first, last, paid };
    let form = |id: &str, tag: &str, hours: &[usize]| Template {
        id: id.into(),
        tag: tag.into(),
        len: 9 * PER_HOUR,
        starts: hours.iter().map(|hour| hour * PER_HOUR).collect(),
        skills: Vec::new(),
        breaks: vec![pause(1, 6, 10, true), pause(4, 14, 20, false), pause(1, 26, 30, true)],
    };
    vec![
        form("early", "early", &[7, 8, 9]),
        form("middle", "middle", &[10, 11, 12, 13]),
        form("late", "late", &[14, 15]),
        form("night", "moon", &[22, 23]),
    ]
}

impl Centre {
    /// The instance as text, and as it is searched.
    ///
    /// # Errors
    /// What is wrong, with its place and the remedy: what `cc` refuses, a span that is not of 1 to 4 weeks,
    /// a requirement of another length, terms that no week can keep.
    pub fn instance(&self) -> Result<(String, Instance), Fault> {
        self.check()?;
        let text = self.text();
        let instance = Instance::read(&text)?;
        Ok((text, instance))
    }

    fn check(&self) -> Result<(), Fault> {
        if !(1..=WEEKS).contains(&self.weeks) {
            let what = format!("{} weeks", self.weeks);
            return Err(Fault::new("weeks", &what, "plan 1 to 4 whole weeks at once"));
        }
        let slots = 7 * self.weeks * SLOTS;
        for (skill, wanted) in &self.requirement {
            if wanted.len() != slots {
                let what = format!("{} quarter hours, not {slots}", wanted.len());
                let place = format!("requirement of {skill}");
                return Err(Fault::new(&place, &what, "give every quarter hour of the weeks"));
            }
        }
        self.people.iter().try_for_each(check_person)
    }

    fn text(&self) -> String {
        let skills: Vec<&String> = self.requirement.keys().collect();
        let days = |wanted: &Vec<u32>| wanted.chunks(SLOTS).map(Value::from).collect::<Vec<_>>();
        let demand: BTreeMap<_, _> =
            self.requirement.iter().map(|(skill, wanted)| (skill, days(wanted))).collect();
        let names: Vec<&String> = self.templates.iter().map(|template| &template.id).collect();
        let templates: Vec<_> = self.templates.iter().map(|form| template(form, &skills)).collect();
        let agents: Vec<_> = self.people.iter().map(|person| agent(person, &names)).collect();
        let text = json!({
            "format": "ccroster/1",
            "slot_min": SLOT_MIN,
            "slots_per_day": SLOTS,
            "days": 7 * self.weeks,
            "skills": skills,
            "demand": demand,
            "templates": templates,
            "agents": agents,
            "weights": {
                "under": WEIGHTS.under,
                "over": WEIGHTS.over,
                "fair_nights": WEIGHTS.fair_nights,
                "fair_weekends": WEIGHTS.fair_weekends,
            },
        });
        text.to_string()
    }
}

fn check_person(person: &Person) -> Result<(), Fault> {
    let place = format!("person {}", person.id);
    let fault = |what: &str, remedy: &str| Err(Fault::new(&place, what, remedy));
    let (least, most) = person.week;
    if least > most {
        let what = format!("at least {least} minutes a week and at most {most}");
        return fault(&what, "the least is not above the most");
    }
    if most > 7 * 24 * 60 {
        return fault("more minutes than a week has", "write at most 10080");
    }
    if !(1..=7).contains(&person.days_in_a_row) {
        let what = format!("{} days in a row", person.days_in_a_row);
        return fault(&what, "write 1 to 7");
    }
    if person.rest_hours > 24 {
        return fault("a rest of more than a day", "write at most 24 hours");
    }
    Ok(())
}

/// A shift without skills of its own serves all.
fn template(form: &Template, all: &[&String]) -> Value {
    let pause =
        |at: &Pause| json!({ "len": at.len, "first": at.first, "last": at.last, "paid": at.paid });
    let skills = if form.skills.is_empty() { json!(all) } else { json!(form.skills) };
    json!({
        "id": form.id,
        "tag": form.tag,
        "len": form.len,
        "starts": form.starts,
        "skills": skills,
        "breaks": form.breaks.iter().map(pause).collect::<Vec<_>>(),
    })
}

/// A day off in every week, at most three nights in a row and eight in four weeks.
fn agent(person: &Person, templates: &[&String]) -> Value {
    json!({
        "id": person.id,
        "skills": person.skills,
        "templates": templates,
        "protected": person.is_protected,
        "min_week": person.week.0,
        "max_week": person.week.1,
        "max_consecutive": person.days_in_a_row,
        "min_days_off_week": 1,
        "min_rest": person.rest_hours * PER_HOUR,
        "max_consecutive_nights": 3,
        "max_nights_28": 8,
        "leave": person.leave,
    })
}
