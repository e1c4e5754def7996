//! Staffing in three directions: the room's answers in the words of JSON.
//!
//! Room:  server/http/build; the crate `staffing` computes, off the threads that answer.
//! Holds: rows are of one day, sums of all; a day's figures are its intervals', weighed by what they
//!        are shares or means of.
//! Never: computes an agent itself.
//! Proof: `tests/it/api_staffing.rs`, tests below.

use crate::http::build::staffing_basis::{self, Ground, queue_of};
use crate::http::refusal::Refusal;
use crate::http::state::AppState;
use crate::http::views::staffing::{
    CostPoint, LimitThatBinds, ReachableDay, ReachableRow, ReachableView, RequirementRow,
    RequirementView, ServiceReached, SolutionView, SolvedRow, SpreadView, StaffingEffort,
    StaffingReached, StaffingScenario, StaffingSum,
};
use domain::Timestamp;
use staffing::forward::{self, Reached, Requirement};
use staffing::reverse::{self, Present, Reachable, Team};
use staffing::twoway::{self, Binding, Effort, Limits, Prices, Question};
use staffing::{Fault, Spread, Target};
use std::collections::BTreeMap;

/// Everything random in a simulation comes from it: equal questions have equal answers.
const SEED: u64 = 1;
const USUAL_REPLICATIONS: u32 = 400;

/// From targets to people.
pub async fn forward(
    state: &AppState,
    scenario: &StaffingScenario,
) -> Result<RequirementView, Refusal> {
    let Required { ground, rows, days } = required(state, scenario).await?;
    let told = rows.iter().filter(|row| ground.is_told(row.start));
    Ok(RequirementView {
        step_minutes: ground.step_minutes,
        day: ground.day.to_string(),
        rows: told.map(|row| requirement(&ground, row)).collect(),
        days,
        total: sums(&ground, &rows, |_| None).pop().unwrap_or_else(|| nothing(None)),
        basis: ground.basis,
    })
}

/// What all intervals of all days require.
#[derive(Clone, Debug)]
pub struct Required {
    pub ground: Ground,
    pub rows: Vec<Requirement>,
    pub days: Vec<StaffingSum>,
}

/// The same as `forward`, with the intervals of all days.
pub async fn required(state: &AppState, scenario: &StaffingScenario) -> Result<Required, Refusal> {
    let ground = staffing_basis::read(state, scenario).await?;
    off_the_threads(move || {
        let rows = forward::requirements(&ground.need)?;
        let days = sums(&ground, &rows, |start| Some(ground.zone.day(start).to_string()));
        Ok(Required { ground, rows, days })
    })
    .await
}

/// What the people of a day reach.
pub async fn reverse(
    state: &AppState,
    scenario: &StaffingScenario,
) -> Result<ReachableView, Refusal> {
    let replications = scenario.replications.unwrap_or(USUAL_REPLICATIONS);
    if !(20..=2_000).contains(&replications) {
        let given = replications.to_string();
        return Err(Refusal::parameter("replications", &given, "Write 20 to 2000"));
    }
    let mut ground = staffing_basis::read(state, scenario).await?;
    ground.keep_told();
    let groups = groups(&ground, scenario)?;
    let seats = scenario.seats;
    off_the_threads(move || {
        let given = reverse::Given { need: ground.need.clone(), groups, seats };
        let rows = reverse::reachable(&given, replications, SEED)?;
        Ok(ReachableView {
            step_minutes: ground.step_minutes,
            day: ground.day.to_string(),
            replications,
            days: days(&ground, &rows),
            rows: rows.iter().map(|row| reachable(&ground, row)).collect(),
            basis: ground.basis,
        })
    })
    .await
}

/// Some given, the rest solved for.
pub async fn two_way(
    state: &AppState,
    scenario: &StaffingScenario,
) -> Result<SolutionView, Refusal> {
    let ground = staffing_basis::read(state, scenario).await?;
    let limits = Limits {
        paid_hours: scenario.limits.paid_hours,
        overtime_hours: scenario.limits.overtime_hours.unwrap_or(0.0),
        seats: scenario.seats,
        budget: scenario.limits.budget,
    };
    let prices = scenario.prices;
    let least_load = scenario.least_load_percent.unwrap_or(100.0) / 100.0;
    let (keep_targets, may_close) = (scenario.keep_targets, scenario.may_close);
    off_the_threads(move || {
        let starts = ground.need.demand.iter().map(|row| row.start);
        let mut may_close: Vec<Timestamp> = starts.filter(|_| may_close).collect();
        may_close.sort_unstable();
        may_close.dedup();
        let question = Question {
            need: ground.need.clone(),
            limits,
            prices: Prices { hour: prices.hour, overtime_hour: prices.overtime_hour },
            keep_targets,
            may_close,
            least_load,
        };
        let solved = twoway::solve(&question)?;
        Ok(solution(ground, &solved))
    })
    .await
}

impl Ground {
    /// Leaves the told day alone.
    fn keep_told(&mut self) {
        let (zone, day) = (&self.zone, self.day);
        self.need.demand.retain(|row| zone.day(row.start) == day);
    }
}

/// A long question does not hold up short ones.
pub(super) async fn off_the_threads<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
) -> Result<T, Refusal> {
    let done = tokio::task::spawn_blocking(work).await;
    let done = done.map_err(|error| Refusal::fault("planning", &error))?;
    done.map_err(|fault| Refusal::invalid(fault.to_string(), "Mend what is named"))
}

fn requirement(ground: &Ground, row: &Requirement) -> RequirementRow {
    RequirementRow {
        queue: queue_of(&row.skill),
        start: row.start.into(),
        slot: ground.slot(row.start),
        contacts: row.contacts,
        handle_s: row.handle_s,
        load: row.load,
        agents: row.agents,
        scheduled: row.scheduled,
        with: row.changes.iter().map(|change| told(&change.reached)).collect(),
    }
}

const fn told(reached: &Reached) -> StaffingReached {
    StaffingReached {
        agents: reached.agents,
        service_level: reached.service_level,
        asa_s: reached.asa_s,
        occupancy: reached.occupancy,
        abandonment: reached.abandonment,
    }
}

/// The room's sums over all queues together, with the most agents at one time.
fn sums(
    ground: &Ground,
    rows: &[Requirement],
    day_of: impl Fn(Timestamp) -> Option<String>,
) -> Vec<StaffingSum> {
    let period_of = |start| day_of(start).unwrap_or_default();
    let mut together: BTreeMap<String, StaffingSum> = BTreeMap::new();
    for sum in forward::sums(&ground.need, rows, period_of) {
        let day = (!sum.period.is_empty()).then(|| sum.period.clone());
        let all = together.entry(sum.period).or_insert_with(|| nothing(day));
        all.contacts += sum.contacts;
        all.work_hours += sum.work_hours;
        all.agent_hours += sum.agent_hours;
        all.paid_hours += sum.scheduled_hours;
        all.unreachable += sum.unreachable_count;
        for (kind, hours) in sum.away_hours {
            *all.away_hours.entry(word(kind)).or_default() += hours;
        }
    }
    let mut at_once: BTreeMap<Timestamp, u32> = BTreeMap::new();
    for row in rows {
        *at_once.entry(row.start).or_default() += row.agents.unwrap_or(0);
    }
    for (start, agents) in at_once {
        if let Some(all) = together.get_mut(&period_of(start)) {
            all.agents_max = all.agents_max.max(agents);
        }
    }
    together.into_values().collect()
}

const fn nothing(day: Option<String>) -> StaffingSum {
    StaffingSum {
        day,
        contacts: 0.0,
        work_hours: 0.0,
        agent_hours: 0.0,
        paid_hours: 0.0,
        agents_max: 0,
        unreachable: 0,
        away_hours: BTreeMap::new(),
    }
}

/// The word that JSON has for something.
fn word(of: impl serde::Serialize) -> String {
    serde_json::to_value(of)
        .ok()
        .and_then(|word| word.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// A group of agents for each queue.
fn groups(ground: &Ground, scenario: &StaffingScenario) -> Result<Vec<Team>, Refusal> {
    let mut groups = Vec::new();
    for people in &scenario.people {
        let skill = people.queue.to_string();
        if ground.need.skill(&skill).is_none() {
            return Err(Refusal::parameter("people", &skill, "Name queues of the plan"));
        }
        let of_us = ground.need.demand.iter().filter(|row| row.skill == skill);
        let present = of_us.map(|row| {
            let slot = usize::try_from(ground.slot(row.start)).unwrap_or(usize::MAX);
            Present { start: row.start, agents: people.agents.get(slot).copied().unwrap_or(0) }
        });
        let agents: Vec<Present> = present.collect();
        if let Some(most) =
            agents.iter().map(|present| present.agents).max().filter(|most| *most > MOST_AGENTS)
        {
            let hint = format!("Write {MOST_AGENTS} at most");
            return Err(Refusal::parameter("people.agents", &most.to_string(), &hint));
        }
        groups.push(Team { group: skill.clone(), skills: vec![skill], agents });
    }
    if groups.is_empty() {
        return Err(Refusal::parameter("people", "[]", "Say who is there"));
    }
    Ok(groups)
}

/// Agents of a queue in an interval; more are not simulated while somebody waits.
const MOST_AGENTS: u32 = 20_000;

fn reachable(ground: &Ground, row: &Reachable) -> ReachableRow {
    ReachableRow {
        queue: queue_of(&row.skill),
        start: row.start.into(),
        slot: ground.slot(row.start),
        contacts: row.contacts,
        agents: row.agents,
        without_seat: row.without_seat,
        expected: row.expected.as_ref().map(told),
        service_level: row.service_level.map(spread),
        asa_s: row.asa_s.map(spread),
        abandonment: row.abandonment.map(spread),
        occupancy: row.occupancy.map(spread),
    }
}

const fn spread(spread: Spread) -> SpreadView {
    SpreadView { value: spread.value, low: spread.low, high: spread.high }
}

/// The days of the queues: shares weighed by contacts, the occupancy by agents.
fn days(ground: &Ground, rows: &[Reachable]) -> Vec<ReachableDay> {
    let hours = ground.need.interval_s() / 3_600.0;
    let day = |basis: &crate::http::views::staffing::QueueBasis| {
        let skill = basis.queue.to_string();
        let own: Vec<&Reachable> = rows.iter().filter(|row| row.skill == skill).collect();
        let agents = own.iter().map(|row| f64::from(row.agents)).sum::<f64>();
        let paid = ground.need.skill(&skill).map_or(1.0, |skill| 1.0 - skill.shrinkage());
        let by_contacts = |of: fn(&Reachable) -> Option<Spread>| {
            mean(own.iter().map(|row| (of(row), row.contacts)))
        };
        ReachableDay {
            queue: basis.queue,
            contacts: own.iter().map(|row| row.contacts).sum(),
            agent_hours: agents * hours,
            paid_hours: agents * hours / paid,
            service_level: by_contacts(|row| row.service_level),
            asa_s: by_contacts(|row| row.asa_s),
            abandonment: by_contacts(|row| row.abandonment),
            occupancy: mean(own.iter().map(|row| (row.occupancy, f64::from(row.agents)))),
        }
    };
    ground.basis.iter().map(day).collect()
}

fn mean(values: impl Iterator<Item = (Option<Spread>, f64)>) -> Option<f64> {
    let known = values.filter_map(|(spread, weight)| Some((spread?.value, weight)));
    let (sum, weight) =
        known.fold((0.0, 0.0), |(sum, all), (value, weight)| (sum + value * weight, all + weight));
    (weight > 0.0).then(|| sum / weight)
}

fn solution(ground: Ground, solved: &twoway::Solution) -> SolutionView {
    let told = solved.agents.iter().filter(|row| ground.is_told(row.start));
    let demand = ground.need.demand.iter();
    let contacts: BTreeMap<_, _> =
        demand.map(|row| ((row.start, &*row.skill), row.contacts)).collect();
    let row = |row: &twoway::Planned| SolvedRow {
        queue: queue_of(&row.skill),
        start: row.start.into(),
        slot: ground.slot(row.start),
        contacts: contacts.get(&(row.start, &*row.skill)).copied().unwrap_or(0.0),
        agents: row.agents,
        is_closed: row.is_closed,
    };
    let rows = told.map(row).collect();
    SolutionView {
        step_minutes: ground.step_minutes,
        day: ground.day.to_string(),
        keeps_targets: solved.keeps_targets,
        overtime_hours: solved.overtime_hours,
        effort: effort(&Effort {
            paid_hours: solved.paid_hours,
            cost: solved.cost,
            seats: solved.seats,
        }),
        binding: solved.binding.iter().map(binding).collect(),
        services: solved.services.iter().map(service).collect(),
        rows,
        closed: solved.closed.iter().map(|at| (*at).into()).collect(),
        without_limits: solved.without_limits.as_ref().map(effort),
        curve: solved.curve.iter().map(point).collect(),
        basis: ground.basis,
    }
}

const fn effort(effort: &Effort) -> StaffingEffort {
    StaffingEffort { paid_hours: effort.paid_hours, cost: effort.cost, seats: effort.seats }
}

const fn binding(binding: &Binding) -> LimitThatBinds {
    match binding {
        Binding::People => LimitThatBinds::People,
        Binding::Seats => LimitThatBinds::Seats,
        Binding::Budget => LimitThatBinds::Budget,
    }
}

fn service(service: &twoway::Service) -> ServiceReached {
    ServiceReached {
        queue: queue_of(&service.skill),
        contacts: service.contacts,
        service_level: service.service_level,
        asa_s: service.asa_s,
        abandonment: service.abandonment,
        occupancy: service.occupancy,
        missed: service.missed.iter().map(|target: &Target| word(target)).collect(),
    }
}

const fn point(point: &twoway::Point) -> CostPoint {
    CostPoint { paid_hours: point.paid_hours, cost: point.cost, service_level: point.service_level }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_days_figure_is_weighed() {
        let spread = |value| Some(Spread { value, low: 0.0, high: 1.0 });
        let figure = mean([(spread(0.9), 90.0), (spread(0.4), 10.0), (None, 50.0)].into_iter());
        assert!((figure.unwrap() - 0.85).abs() < 1e-12);
        assert_eq!(mean([(None, 1.0)].into_iter()), None);
    }
}
