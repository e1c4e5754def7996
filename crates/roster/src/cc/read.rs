//! The JSON form of an instance and of a roster.
//!
//! Room:  roster; within `cc`.
//! Holds: whatever passes here can be searched without a further check.

use super::{Day, File, Instance, PAUSES, Plan, Roster, Shift, Start, rules};
use crate::fault::Fault;
use crate::price::Graph;
use crate::row::CHOICES;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::sync::Arc;

const DAYS: usize = 366;
const SKILLS: usize = 32;

fn json<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        let told = error.to_string();
        let what = told.split(" at line ").next().unwrap_or_default().to_owned();
        Fault::new(&place, &what, "docs/roster.md describes every field of ccroster/1")
    })
}

pub(super) fn instance(text: &str) -> Result<Instance, Fault> {
    let file: File = json(text)?;
    check(&file)?;
    check_templates(&file)?;
    check_agents(&file)?;
    let mut starts = vec![Start { template: 0, slot: 0 }];
    for (template, form) in file.templates.iter().enumerate() {
        starts.extend(form.starts.iter().map(|slot| Start { template, slot: *slot }));
    }
    if starts.len() > CHOICES {
        let what = format!("{} starts in all", starts.len() - 1);
        return Err(Fault::new("templates", &what, &format!("leave at most {}", CHOICES - 1)));
    }
    Ok(build(file, starts))
}

fn build(file: File, starts: Vec<Start>) -> Instance {
    let rows: Vec<_> = file.agents.iter().map(|agent| rules::row(&file, &starts, agent)).collect();
    let mut graphs: Vec<Arc<Graph>> = Vec::new();
    let mut known: BTreeMap<String, Arc<Graph>> = BTreeMap::new();
    for row in &rows {
        let name = format!("{:?}{}{}", row.choices, row.most_run, row.most_nights)
            + &format!(
                "{:x}{:?}",
                row.allowed.iter().fold(0, |a, b| a | b),
                row.spans.iter().map(|s| s.most).max()
            );
        graphs.push(Arc::clone(known.entry(name).or_insert_with(|| Arc::new(Graph::new(row)))));
    }
    let wishes = file.agents.iter().map(|agent| rules::wishes(&file, &starts, agent)).collect();
    let (groups, group_of) = rules::groups(&file);
    let slots = file.days * file.slots_per_day;
    let of = |slot: usize| {
        let (day, at) = (slot / file.slots_per_day, slot % file.slots_per_day);
        file.skills.iter().map(|skill| file.demand[skill][day][at]).collect()
    };
    let demand = (0..slots).map(of).collect();
    let nights = rules::with_tag(&file, &starts, rules::NIGHT);
    let likes_nights =
        file.agents.iter().map(|a| a.prefs.get(rules::NIGHT).is_some_and(|p| *p < 0));
    let likes_nights = likes_nights.collect();
    Instance { starts, rows, graphs, wishes, groups, group_of, demand, nights, likes_nights, file }
}

fn check(file: &File) -> Result<(), Fault> {
    let fault = |place: &str, what: String, remedy: &str| Err(Fault::new(place, &what, remedy));
    if file.format != "ccroster/1" {
        return fault("format", format!("`{}`", file.format), "this reads `ccroster/1`");
    }
    if file.days == 0 || file.days > DAYS || file.slots_per_day == 0 || file.slots_per_day > 288 {
        let what = format!("{} days of {} slots", file.days, file.slots_per_day);
        return fault("days", what, "write 1 to 366 days of 1 to 288 slots");
    }
    if file.slot_min == 0 || file.first_weekday != 0 {
        return fault(
            "slot_min, first_weekday",
            "not usable".into(),
            "day 0 is a Monday; slots have minutes",
        );
    }
    if file.skills.is_empty() || file.skills.len() > SKILLS {
        return fault("skills", format!("{} skills", file.skills.len()), "list 1 to 32 skills");
    }
    for skill in &file.skills {
        let Some(days) = file.demand.get(skill) else {
            return fault(
                "demand",
                format!("nothing for skill `{skill}`"),
                "give every skill its demand",
            );
        };
        if days.len() != file.days || days.iter().any(|day| day.len() != file.slots_per_day) {
            let remedy = format!("write {} days of {} slots", file.days, file.slots_per_day);
            return fault(&format!("demand.{skill}"), "not of this length".into(), &remedy);
        }
        if days.iter().flatten().any(|people| *people > 30_000) {
            return fault(
                &format!("demand.{skill}"),
                "more than 30 000 people".into(),
                "give people per slot",
            );
        }
    }
    let weights = [
        file.weights.under,
        file.weights.over,
        file.weights.fair_nights,
        file.weights.fair_weekends,
    ];
    if weights.iter().any(|weight| !(0..=1_000_000).contains(weight)) {
        return fault("weights", format!("{weights:?}"), "write 0 to 1 000 000");
    }
    Ok(())
}

fn check_templates(file: &File) -> Result<(), Fault> {
    for template in &file.templates {
        let place = format!("template {}", template.id);
        let fault = |what: &str, remedy: &str| Err(Fault::new(&place, what, remedy));
        if file.templates.iter().filter(|other| other.id == template.id).count() > 1 {
            return fault("two of this name", "give each a name of its own");
        }
        if template.len == 0 || template.len > 2 * file.slots_per_day || template.len > 250 {
            return fault("len", "write 1 slot to two days, at most 250 slots");
        }
        if template.starts.is_empty() || template.starts.iter().any(|s| *s >= file.slots_per_day) {
            return fault("starts", "write at least one, each within the day");
        }
        if let Some(skill) = template.skills.iter().find(|skill| !file.skills.contains(skill)) {
            return fault(&format!("unknown skill `{skill}`"), "list it in `skills`");
        }
        if template.breaks.len() > PAUSES {
            return fault("breaks", "write at most six");
        }
        let mut end = 0;
        for pause in &template.breaks {
            let is_inside = pause.last + pause.len <= template.len;
            if pause.first < end || pause.last < pause.first || !is_inside || pause.len == 0 {
                return fault(
                    "breaks",
                    "windows one after the other, within the shift, none overlapping",
                );
            }
            end = pause.last + pause.len;
        }
    }
    Ok(())
}

fn check_agents(file: &File) -> Result<(), Fault> {
    let mut names: Vec<&str> = file.agents.iter().map(|agent| agent.id.as_str()).collect();
    names.sort_unstable();
    if let Some([name, _]) = names.array_windows().find(|[a, b]| a == b) {
        return Err(Fault::new(
            &format!("agent {name}"),
            "two of this name",
            "give each a name of its own",
        ));
    }
    if names.is_empty() {
        return Err(Fault::new("agents", "nobody", "list the people"));
    }
    for agent in &file.agents {
        let place = format!("agent {}", agent.id);
        let fault = |what: &str, remedy: &str| Err(Fault::new(&place, what, remedy));
        if let Some(skill) = agent.skills.iter().find(|skill| !file.skills.contains(skill)) {
            return fault(&format!("unknown skill `{skill}`"), "list it in `skills`");
        }
        if let Some(name) =
            agent.templates.iter().find(|t| !file.templates.iter().any(|k| k.id == **t))
        {
            return fault(&format!("unknown template `{name}`"), "list it in `templates`");
        }
        let days = agent.leave.iter().chain(agent.requests.iter().map(|request| &request.day));
        if let Some(day) = days.into_iter().find(|day| **day >= file.days) {
            return fault(&format!("day {day}"), &format!("days are 0 to {}", file.days - 1));
        }
        if agent.min_rest > file.slots_per_day {
            return fault(
                "min_rest of more than a day",
                "rest is between shifts of two days in a row",
            );
        }
        let costs = agent.prefs.values().chain(agent.requests.iter().map(|request| &request.cost));
        if costs.into_iter().any(|cost| cost.abs() > 1_000_000) {
            return fault("a cost beyond a million", "write smaller costs");
        }
    }
    Ok(())
}

pub(super) fn roster(instance: &Instance, text: &str) -> Result<Roster, Fault> {
    let plan: Plan = json(text)?;
    let known = |id: &String| instance.file.agents.iter().any(|agent| agent.id == *id);
    if let Some(id) = plan.agents.keys().find(|id| !known(id)) {
        return Err(Fault::new(
            &format!("agent {id}"),
            "not in the instance",
            "check which instance this is",
        ));
    }
    let mut roster = Vec::new();
    for agent in &instance.file.agents {
        let empty = vec![None; instance.file.days];
        let days = plan.agents.get(&agent.id).unwrap_or(&empty);
        if days.len() != instance.file.days {
            let what = format!("{} days, not {}", days.len(), instance.file.days);
            return Err(Fault::new(
                &format!("agent {}", agent.id),
                &what,
                "write one entry for each day",
            ));
        }
        let row = days.iter().enumerate().map(|(day, shift)| {
            shift.as_ref().map_or(Ok(Day::default()), |shift| {
                one_day(instance, shift).map_err(|what| {
                    let place = format!("agent {}, day {day}", agent.id);
                    Fault::new(&place, &what, "use the templates and starts of the instance")
                })
            })
        });
        roster.push(row.collect::<Result<_, _>>()?);
    }
    Ok(roster)
}

fn one_day(instance: &Instance, shift: &Shift) -> Result<Day, String> {
    let is_it = |start: &Start| {
        instance.file.templates[start.template].id == shift.t && start.slot == shift.start
    };
    let choice = instance.starts.iter().skip(1).position(is_it);
    let choice =
        choice.ok_or_else(|| format!("no template `{}` at slot {}", shift.t, shift.start))?;
    let choice = u8::try_from(choice + 1).map_err(|error| error.to_string())?;
    if shift.breaks.len() != instance.template(choice).breaks.len() {
        return Err(format!(
            "{} breaks, not {}",
            shift.breaks.len(),
            instance.template(choice).breaks.len()
        ));
    }
    let mut breaks = [0; PAUSES];
    for (to, from) in breaks.iter_mut().zip(&shift.breaks) {
        *to = u8::try_from(*from).map_err(|_| format!("a break at offset {from}"))?;
    }
    Ok(Day { choice, breaks })
}
