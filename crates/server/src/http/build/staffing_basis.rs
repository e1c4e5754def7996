//! What a staffing plan starts from: forecasts that stand, handle times and patience of the history, the
//! house's targets.
//!
//! Room:  server/http/build; between `store`, the forecasts and the crate `staffing`.
//! Takes: a `StaffingScenario`. Gives: `Ground`: a `Need` and where it came from.
//! Holds: a published day goes before a run, a younger run before an older; a slot in which little was
//!        handled borrows from the whole day; what no forecast covers is refused and named.
//! Never: computes people.
//! Proof: `tests/it/api_staffing.rs`, tests below.

use crate::http::build::contact_list::settled;
use crate::http::build::curve_forecast::Said;
use crate::http::build::{figures, floor, forecasting, house, names};
use crate::http::query;
use crate::http::refusal::Refusal;
use crate::http::state::AppState;
use crate::http::views::staffing::{
    BasisForecast, KeptTargets, QueueBasis, ShrinkageWhy, StaffingScenario, StaffingTargets,
};
use domain::calendar::{Day, Zone};
use domain::figures::Attribution;
use domain::history::{ContactCell, ContactKey};
use domain::measure::ServiceLevelDefinition;
use domain::{Interval, QueueId, Timestamp};
use forecast::run::Expected;
use live::view::Running;
use staffing::shrinkage::{ShrinkageKind, ShrinkagePart};
use staffing::{Demand, Need, ServiceLevel, Skill, Targets};
use std::collections::BTreeMap;

const STEPS: [u32; 3] = [15, 30, 60];
const USUAL_STEP: u32 = 30;
const MOST_QUEUES: usize = 20;
const MOST_DAYS: i64 = 31;
const MINUTES_OF_A_DAY: u32 = 24 * 60;
/// Days of history that handle times and patience are read from.
const LEARNED_DAYS: i64 = 28;
/// Handled contacts of the whole day that every slot has besides its own.
const BORROWED: f64 = 30.0;
/// Fewer abandoned tell nothing of patience.
const LEAST_ABANDONED: u64 = 20;
/// The levels of 10 and 90 % lie so many standard deviations from the mean.
const OUT_OF_TEN: f64 = 1.281_551_565_544_6;

/// What a plan starts from, and how it came about.
#[derive(Clone, Debug)]
pub struct Ground {
    pub need: Need,
    pub basis: Vec<QueueBasis>,
    pub zone: Zone,
    pub step_minutes: u32,
    /// Whose intervals are told.
    pub day: Day,
}

impl Ground {
    /// The slot of the day in which an interval starts.
    #[must_use]
    pub fn slot(&self, start: Timestamp) -> u32 {
        self.zone.minute_of_day(start) / self.step_minutes
    }

    #[must_use]
    pub fn is_told(&self, start: Timestamp) -> bool {
        self.zone.day(start) == self.day
    }
}

/// The queue that a skill of the plan stands for.
#[must_use]
pub fn queue_of(skill: &str) -> u32 {
    skill.parse().unwrap_or(0)
}

/// What is asked, read and within bounds.
#[derive(Clone, Debug)]
struct Asked {
    queues: Vec<QueueId>,
    days: (Day, Day),
    day: Day,
    step: u32,
    contacts: f64,
    handle: f64,
}

/// What the house says of a queue.
#[derive(Clone, Debug)]
struct Promise {
    name: String,
    definition: ServiceLevelDefinition,
    share: Option<f64>,
}

/// Reads everything that a plan needs.
pub async fn read(state: &AppState, scenario: &StaffingScenario) -> Result<Ground, Refusal> {
    let asked = asked(scenario)?;
    settled(state).await;
    let now = state.now();
    let (zone, closed, promises) = state.engine.read(|live| {
        let promise = |&queue: &QueueId| {
            floor::known_queue(live, queue)?;
            let name = names::queue(live.names(), queue);
            let definition = house::definition(live, now).service_level;
            Ok(Promise { name, definition, share: house::target(live, Some(queue), now) })
        };
        let promises = asked.queues.iter().map(promise).collect::<Result<Vec<_>, Refusal>>();
        let closed = live.running_interval(Running::FiveMinutes).start;
        (live.zone().clone(), closed, promises)
    });
    let mut plan = Plan { asked, zone, closed, scenario, skills: Vec::new(), demand: Vec::new() };
    let mut basis = Vec::new();
    for (queue, promise) in plan.asked.queues.clone().into_iter().zip(promises?) {
        basis.push(plan.add(state, queue, promise).await?);
    }
    let Asked { step, day, .. } = plan.asked;
    if plan.demand.is_empty() {
        return Err(Refusal::invalid(
            "Nothing is forecast to come in these days",
            "Choose days on which the queues are open",
        ));
    }
    let need = Need { interval_minutes: step, skills: plan.skills, demand: plan.demand };
    Ok(Ground { need, basis, zone: plan.zone, step_minutes: step, day })
}

fn asked(scenario: &StaffingScenario) -> Result<Asked, Refusal> {
    let mut queues: Vec<QueueId> = scenario.queues.iter().map(|&queue| QueueId(queue)).collect();
    queues.sort_unstable();
    queues.dedup();
    if queues.len() != scenario.queues.len() || !(1..=MOST_QUEUES).contains(&queues.len()) {
        let given = format!("{:?}", scenario.queues);
        return Err(Refusal::parameter("queues", &given, "Name 1 to 20 queues, none twice"));
    }
    let days = (query::day("from", &scenario.from)?, query::day("to", &scenario.to)?);
    if !(0..MOST_DAYS).contains(&days.1.days_since(days.0)) {
        let hint = format!("Choose a day from {} on, {MOST_DAYS} days at most", days.0);
        return Err(Refusal::parameter("to", &scenario.to, &hint));
    }
    let day = scenario.day.as_deref().map_or(Ok(days.0), |day| query::day("day", day))?;
    if !(days.0..=days.1).contains(&day) {
        let hint = format!("Choose a day from {} to {}", days.0, days.1);
        return Err(Refusal::parameter("day", &day.to_string(), &hint));
    }
    let step = scenario.step_minutes.unwrap_or(USUAL_STEP);
    if !STEPS.contains(&step) {
        return Err(Refusal::parameter("step_minutes", &step.to_string(), "Write 15, 30 or 60"));
    }
    let contacts = percent("contacts_percent", scenario.contacts_percent)?;
    let handle = percent("handle_percent", scenario.handle_percent)?;
    Ok(Asked { queues, days, day, step, contacts, handle })
}

fn percent(name: &str, given: Option<f64>) -> Result<f64, Refusal> {
    let percent = given.unwrap_or(100.0);
    if (1.0..=1_000.0).contains(&percent) {
        return Ok(percent / 100.0);
    }
    Err(Refusal::parameter(name, &percent.to_string(), "Write 1 to 1000"))
}

/// A plan that is put together queue by queue.
struct Plan<'a> {
    asked: Asked,
    zone: Zone,
    /// What ended before is closed history.
    closed: Timestamp,
    scenario: &'a StaffingScenario,
    skills: Vec<Skill>,
    demand: Vec<Demand>,
}

impl Plan<'_> {
    async fn add(
        &mut self,
        state: &AppState,
        queue: QueueId,
        promise: Promise,
    ) -> Result<QueueBasis, Refusal> {
        let (learned, (from, to)) = self.learn(state, queue).await?;
        let (days, forecasts) = self.forecasts(state, queue, &promise.name).await?;
        let overall = learned.handle_s();
        if overall.is_none() && self.scenario.handle_s.is_none() {
            return Err(Refusal::invalid(
                format!("{}: nobody handled a contact from {from} to {to}", promise.name),
                "Write the handle time yourself",
            ));
        }
        let skill = self.skill(queue, &promise, &learned);
        let targets = kept_targets(&skill.targets, promise.definition);
        let basis = QueueBasis {
            queue: queue.0,
            queue_name: promise.name,
            forecasts,
            handle_s: overall,
            handled: learned.whole.handled,
            patience_s: learned.patience_s(),
            abandoned: learned.abandoned,
            learned_from: from.to_string(),
            learned_to: to.to_string(),
            targets,
            reckoned_patience_s: skill.patience_s,
        };
        for (day, expected) in days {
            self.demand_of(&skill.skill, day, &expected, &learned);
        }
        self.skills.push(skill);
        Ok(basis)
    }

    fn skill(&self, queue: QueueId, promise: &Promise, learned: &Learned) -> Skill {
        let scenario = self.scenario;
        let patience = scenario.patience_s.or_else(|| learned.patience_s());
        let part = |part: &crate::http::views::staffing::ShrinkageShare| ShrinkagePart {
            kind: kind(part.kind),
            share: part.share,
        };
        Skill {
            skill: queue.0.to_string(),
            targets: targets(&scenario.targets, promise),
            patience_s: patience.filter(|_| !scenario.nobody_abandons),
            handle_variation: None,
            shrinkage: scenario.shrinkage.iter().map(part).collect(),
        }
    }

    /// The closed history of the last days before the plan and before now.
    async fn learn(
        &self,
        state: &AppState,
        queue: QueueId,
    ) -> Result<(Learned, (Day, Day)), Refusal> {
        let until = self.asked.days.0.min(self.zone.day(self.closed));
        let first = until.plus_days(-LEARNED_DAYS);
        let start = self.zone.day_interval(first).start;
        let within = Interval { start, end: self.zone.day_interval(until).start };
        let key = ContactKey::Queue(queue);
        let cells = state.store.contact_cells(&[key], within, Attribution::ByArrival).await;
        let cells = cells.map_err(|error| Refusal::fault("reading handle times", &error))?;
        let learned = Learned::of(&cells, &self.zone, self.asked.step);
        Ok((learned, (first, until.plus_days(-1))))
    }

    /// What is said of each day of the plan.
    async fn forecasts(
        &self,
        state: &AppState,
        queue: QueueId,
        name: &str,
    ) -> Result<(Vec<(Day, Foreseen)>, Vec<BasisForecast>), Refusal> {
        let (first, last) = self.asked.days;
        let failed = |error| Refusal::fault("reading forecasts", &error);
        let published = state.store.published_days(first, last).await.map_err(failed)?;
        let published: BTreeMap<Day, u32> = published
            .into_iter()
            .filter(|day| day.queue == queue.0)
            .map(|day| (day.day, day.forecast))
            .collect();
        let runs = state.store.forecasts(Some(queue.0), None, RUNS).await.map_err(failed)?;
        let mut read = BTreeMap::new();
        let mut days = Vec::new();
        let mut used: Vec<BasisForecast> = Vec::new();
        for day in (0..=last.days_since(first)).map(|at| first.plus_days(at)) {
            let young = runs.iter().find(|run| (run.origin..run.until).contains(&day));
            let is_published = published.contains_key(&day);
            let Some(id) = published.get(&day).copied().or(young.map(|run| run.forecast)) else {
                return Err(Refusal::conflict(
                    "no_forecast",
                    &format!("{name}: nothing is forecast for {day}"),
                    "Forecast it first, or choose other days",
                ));
            };
            if let std::collections::btree_map::Entry::Vacant(place) = read.entry(id) {
                place.insert(forecasting::find(state, id).await?);
            }
            let foreseen = read.get(&id).and_then(|run| Foreseen::of(run, day));
            days.extend(foreseen.map(|foreseen| (day, foreseen)));
            match used.iter_mut().find(|used| (used.id, used.is_published) == (id, is_published)) {
                Some(used) => used.days += 1,
                None => used.push(BasisForecast { id, is_published, days: 1 }),
            }
        }
        Ok((days, used))
    }

    /// The intervals of a day in which something comes.
    fn demand_of(&mut self, skill: &str, day: Day, foreseen: &Foreseen, learned: &Learned) {
        let Asked { step, contacts: factor, handle, .. } = self.asked;
        for slot in 0..MINUTES_OF_A_DAY / step {
            let from = slot * step;
            let Some(contacts) = foreseen.said.within((from, from + step)) else { continue };
            let start = self.zone.wall_clock(day, u16::try_from(from).unwrap_or(0));
            // An hour that the clocks skip has no intervals.
            if contacts <= 0.0 || self.zone.minute_of_day(start) != from {
                continue;
            }
            let contacts = contacts * factor;
            let handle_s = self.scenario.handle_s.or_else(|| learned.slot_s(slot));
            self.demand.push(Demand {
                start,
                skill: skill.to_owned(),
                contacts,
                handle_s: handle_s.unwrap_or(0.0) * handle,
                contacts_deviation: contacts * foreseen.deviation,
            });
        }
    }
}

/// Runs of a queue that are looked through.
const RUNS: usize = 200;

/// A day of a forecast.
#[derive(Clone, Debug)]
struct Foreseen {
    said: Said,
    /// How unsure the day's level is, as a share of it; chance itself is not in it.
    deviation: f64,
}

impl Foreseen {
    fn of(run: &forecasting::Run, day: Day) -> Option<Self> {
        let (total, slots) = run.expected(day)?;
        let said = Said::new(day, run.row().step_minutes, slots);
        Some(Self { said, deviation: deviation(&total) })
    }
}

/// The relative deviation of a day's expectation: what its band is wider than chance would make it.
fn deviation(total: &Expected) -> f64 {
    let [_, low, _, high, _] = total.quantiles;
    if total.mean <= 0.0 {
        return 0.0;
    }
    let width = (high - low).max(0.0) / (2.0 * OUT_OF_TEN);
    (width * width - total.mean).max(0.0).sqrt() / total.mean
}

/// Handled contacts and their time.
#[derive(Clone, Copy, Debug, Default)]
struct Handled {
    handled: u64,
    seconds: f64,
}

/// What the history says of handle times and patience.
#[derive(Clone, Debug, Default)]
struct Learned {
    slots: BTreeMap<u32, Handled>,
    whole: Handled,
    waited_s: f64,
    abandoned: u64,
}

impl Learned {
    fn of(cells: &[ContactCell], zone: &Zone, step: u32) -> Self {
        let mut learned = Self::default();
        for cell in cells {
            let counts = &cell.counts;
            let busy = counts.talk + counts.hold + counts.after_contact_work;
            let slot = zone.minute_of_day(cell.start) / step;
            for sum in [&mut learned.whole, learned.slots.entry(slot).or_default()] {
                sum.handled += u64::from(counts.handled);
                sum.seconds += seconds(busy);
            }
            learned.waited_s += seconds(counts.wait_answered + counts.wait_abandoned);
            learned.abandoned += u64::from(counts.abandoned);
        }
        learned
    }

    fn handle_s(&self) -> Option<f64> {
        (self.whole.handled > 0).then(|| self.whole.seconds / count(self.whole.handled))
    }

    /// Of a slot, with so much of the whole that a few long contacts do not tell.
    fn slot_s(&self, slot: u32) -> Option<f64> {
        let own = self.slots.get(&slot).copied().unwrap_or_default();
        let whole = self.handle_s()?;
        Some((own.seconds + BORROWED * whole) / (count(own.handled) + BORROWED))
    }

    fn patience_s(&self) -> Option<f64> {
        let is_told = self.abandoned >= LEAST_ABANDONED && self.waited_s > 0.0;
        is_told.then(|| self.waited_s / count(self.abandoned))
    }
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^52 microseconds a cell")]
fn seconds(micros: u64) -> f64 {
    micros as f64 / 1e6
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^52 contacts")]
fn count(contacts: u64) -> f64 {
    contacts as f64
}

/// The queue's own target where nothing else is asked.
fn targets(asked: &StaffingTargets, promise: &Promise) -> Targets {
    let share = asked.service_level.or(promise.share).filter(|share| *share > 0.0);
    let definition = promise.definition;
    let level = share.map(|share| ServiceLevel {
        rule: definition.rule,
        share,
        threshold_s: asked.threshold_s.unwrap_or_else(|| definition.threshold.secs_f64()),
        short_abandon_s: definition.short_abandon.secs_f64(),
    });
    Targets {
        service_level: level,
        asa_s: asked.asa_s,
        occupancy_max: asked.occupancy_max,
        abandonment_max: asked.abandonment_max,
    }
}

fn kept_targets(targets: &Targets, definition: ServiceLevelDefinition) -> KeptTargets {
    KeptTargets {
        service_level: targets.service_level.map(|level| level.share),
        rule: figures::rule(definition.rule),
        threshold_s: targets.times().threshold_s,
        asa_s: targets.asa_s,
        occupancy_max: targets.occupancy_max,
        abandonment_max: targets.abandonment_max,
    }
}

const fn kind(kind: ShrinkageWhy) -> ShrinkageKind {
    match kind {
        ShrinkageWhy::Break => ShrinkageKind::Break,
        ShrinkageWhy::Meal => ShrinkageKind::Meal,
        ShrinkageWhy::Training => ShrinkageKind::Training,
        ShrinkageWhy::Coaching => ShrinkageKind::Coaching,
        ShrinkageWhy::Meeting => ShrinkageKind::Meeting,
        ShrinkageWhy::BackOffice => ShrinkageKind::BackOffice,
        ShrinkageWhy::SystemFault => ShrinkageKind::SystemFault,
        ShrinkageWhy::Leave => ShrinkageKind::Leave,
        ShrinkageWhy::Sickness => ShrinkageKind::Sickness,
        ShrinkageWhy::Absence => ShrinkageKind::Absence,
        ShrinkageWhy::Other => ShrinkageKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::figures::Counts;

    fn cell(minute: i64, counts: Counts) -> ContactCell {
        ContactCell {
            key: ContactKey::Queue(QueueId(1)),
            attribution: Attribution::ByArrival,
            start: Timestamp::from_secs(60 * minute),
            revision: 1,
            counts,
        }
    }

    #[test]
    fn a_slot_with_little_behind_it_says_what_the_day_says() {
        let busy = Counts {
            handled: 300,
            talk: 300 * 200_000_000,
            hold: 300 * 40_000_000,
            after_contact_work: 300 * 60_000_000,
            wait_answered: 5_000_000_000,
            wait_abandoned: 1_000_000_000,
            abandoned: 30,
            ..Counts::default()
        };
        let odd = Counts { handled: 1, talk: 3_600_000_000, ..Counts::default() };
        let learned =
            Learned::of(&[cell(600, busy), cell(605, busy), cell(180, odd)], &Zone::utc(), 30);
        let whole = (600.0 * 300.0 + 3_600.0) / 601.0;
        assert!((learned.handle_s().unwrap() - whole).abs() < 1e-9);
        assert!((learned.slot_s(20).unwrap() - 300.0).abs() < 1.0);
        let odd = learned.slot_s(6).unwrap();
        assert!((odd - (3_600.0 + 30.0 * whole) / 31.0).abs() < 1e-9, "{odd}");
        assert!((learned.slot_s(40).unwrap() - whole).abs() < 1e-9, "nothing came then");
        assert!((learned.patience_s().unwrap() - 200.0).abs() < 1e-9);
    }

    #[test]
    fn few_who_abandoned_tell_nothing_of_patience() {
        let counts = Counts { abandoned: 19, wait_abandoned: 1_000_000, ..Counts::default() };
        let learned = Learned::of(&[cell(0, counts)], &Zone::utc(), 30);
        assert_eq!(
            (learned.patience_s(), learned.handle_s(), learned.slot_s(0)),
            (None, None, None)
        );
    }

    #[test]
    fn a_band_no_wider_than_chance_leaves_nothing_unsure() {
        let total = |half: f64| Expected {
            mean: 400.0,
            quantiles: [0.0, 400.0 - half, 400.0, 400.0 + half, 0.0],
        };
        assert!(deviation(&total(OUT_OF_TEN * 20.0)).abs() < 1e-6, "a Poisson day: sd 20");
        let wide = deviation(&total(OUT_OF_TEN * 25.0));
        assert!((wide - 15.0 / 400.0).abs() < 1e-12, "25² = 20² + 15²: {wide}");
        assert!(deviation(&Expected::default()).abs() < 1e-12);
    }
}
