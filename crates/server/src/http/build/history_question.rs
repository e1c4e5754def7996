//! What is asked of history, understood or refused.
//!
//! Room:  server/http/build; before `history` reads anything.
//! Holds: an answer's points and the cells read for it are bounded; a refusal says what to change.

use crate::http::access::Reached;
use crate::http::build::figures;
use crate::http::build::history_compare::{self, Shift};
use crate::http::build::history_measure::{Family, Measure, WORK_MEASURES, measure};
use crate::http::build::house::{self, House};
use crate::http::build::person;
use crate::http::query;
use crate::http::refusal::Refusal;
use crate::http::routes::history::HistoryParams;
use crate::http::views::figures::AttributionView;
use domain::calendar::Day;
use domain::figures::{CONTACT_STEP, WORK_STEP};
use domain::history::{ContactKey, WorkKey};
use domain::{AgentId, Duration, Interval, QueueId, SiteId, TeamId, Timestamp};
use journal::carry::Names;
use live::Live;
use live::view::Running;
use std::collections::BTreeSet;
use store::{Grid, Step};

/// Lines times intervals in one answer.
const MOST_POINTS: i64 = 60_000;
/// The same times measures.
const MOST_VALUES: i64 = 400_000;
/// Cells that may have to be read, were there one in every interval.
const MOST_CELLS: i64 = 8_000_000;
const MOST_MEASURES: usize = 12;

/// What the cells are summed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Centre,
    Site,
    Queue,
    Skill,
    Did,
    Team,
    Agent,
    Seat,
}

/// The centre as history needs it, taken in one look.
#[derive(Clone, Debug)]
pub struct Known {
    pub house: House,
    pub names: Names,
    /// Agents whom the caller may not see.
    pub unseen: BTreeSet<AgentId>,
    pub now: Timestamp,
    pub closed_until: Timestamp,
}

/// A request that was understood.
#[derive(Clone, Debug)]
pub struct Question {
    pub by: By,
    pub by_word: String,
    pub step_word: String,
    pub measures: Vec<Measure>,
    pub within: Interval,
    pub attribution: AttributionView,
    pub known: Known,
    pub grid: Grid,
    pub shift: Option<Shift>,
    queues: Option<BTreeSet<u32>>,
    skills: Option<BTreeSet<u32>>,
    sites: Option<BTreeSet<u32>>,
    teams: Option<BTreeSet<u32>>,
}

/// Takes what is needed; the service level's definition is the one asked for, in the version that
/// held at the end of the time asked for.
pub fn known(
    live: &Live,
    params: &HistoryParams,
    sight: &Reached,
    now: Timestamp,
) -> Result<Known, Refusal> {
    let as_of = house::read_as_of(within(params, &house::house(live, now), now)?, now);
    let mut house = house::house(live, as_of);
    if let Some(wanted) = params.definition.as_deref() {
        let all = live.definitions_in_force(as_of);
        let is_wanted = |one: &&domain::measure::Definition| {
            let rule = figures::rule(one.service_level.rule);
            let word = serde_json::to_value(rule).unwrap_or_default();
            word == wanted || wanted == one.id.to_string()
        };
        let hint = "Write of_answered, of_offered, abandons_in_time_met, less_abandons_in_time, \
                    less_short_abandons or a definition's id";
        let definition = all.iter().find(is_wanted);
        house.definition =
            *definition.ok_or_else(|| Refusal::parameter("definition", wanted, hint))?;
        house.target = live.target(None, house.definition.id);
        if house.definition.service_level.without_closed_hours {
            house.hours = live.hours().clone();
        }
    }
    let closed_until = live.running_interval(Running::FiveMinutes).start;
    let agents = live.names().agents.keys().copied();
    let unseen = agents.filter(|&agent| !person::is_seen(live, sight, agent)).collect();
    Ok(Known { house, names: live.names().clone(), unseen, now, closed_until })
}

/// Reads a request.
pub fn understand(params: &HistoryParams, mut known: Known) -> Result<Question, Refusal> {
    let by_word = params.by.clone().unwrap_or_else(|| "centre".to_owned());
    let by = by(&by_word)?;
    let step_word = params.step.clone().unwrap_or_else(|| "15m".to_owned());
    let grid = Grid {
        zone: known.house.zone.clone(),
        business_day_start: known.house.business_day_start,
        step: step(&step_word)?,
    };
    let within = within(params, &known.house, known.now)?;
    let measures = measures(&params.measure, by)?;
    if measures.iter().any(|measure| measure.family == Family::Work) {
        // Work closes by the quarter hour: the earlier edge holds for whatever stands beside it.
        known.closed_until = known.closed_until.floor(WORK_STEP);
    }
    let shift = params.compare.as_deref();
    let shift = shift.map(|word| history_compare::shift(word, within, &known.house)).transpose()?;
    let question = Question {
        by,
        by_word,
        step_word,
        measures,
        within,
        attribution: params.attribution.unwrap_or_default(),
        known,
        grid,
        shift,
        queues: ids("queue", params.queue.as_deref())?,
        skills: ids("skill", params.skill.as_deref())?,
        sites: ids("site", params.site.as_deref())?,
        teams: ids("team", params.team.as_deref())?,
    };
    fit(&question)?;
    bound(&question)?;
    Ok(question)
}

fn by(word: &str) -> Result<By, Refusal> {
    Ok(match word {
        "centre" => By::Centre,
        "site" => By::Site,
        "queue" => By::Queue,
        "skill" => By::Skill,
        "did" => By::Did,
        "team" => By::Team,
        "agent" => By::Agent,
        "seat" => By::Seat,
        other => {
            let hint = "Write centre, site, queue, skill, did, team, agent or seat";
            return Err(Refusal::parameter("by", other, hint));
        }
    })
}

fn step(word: &str) -> Result<Step, Refusal> {
    Ok(match word {
        "5m" => Step::FiveMinutes,
        "15m" => Step::QuarterHour,
        "30m" => Step::HalfHour,
        "1h" => Step::Hour,
        "1d" => Step::Day,
        "1w" => Step::Week,
        "1mo" => Step::Month,
        "1y" => Step::Year,
        other => {
            let hint = "Write 5m, 15m, 30m, 1h, 1d, 1w, 1mo or 1y";
            return Err(Refusal::parameter("step", other, hint));
        }
    })
}

fn measures(text: &str, by: By) -> Result<Vec<Measure>, Refusal> {
    let mut measures: Vec<Measure> = Vec::new();
    for name in text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        let found = measure(name, by.is_of_people());
        let takes_work = !matches!(by, By::Queue | By::Skill | By::Did);
        let found = found.filter(|known| takes_work || known.family == Family::Contacts);
        let found = found.ok_or_else(|| {
            Refusal::parameter("measure", name, &format!("Write some of {}", names(by).join(", ")))
        })?;
        if !measures.contains(&found) {
            measures.push(found);
        }
    }
    if measures.is_empty() || measures.len() > MOST_MEASURES {
        let hint = format!("Write 1 to {MOST_MEASURES} of {}", names(by).join(", "));
        return Err(Refusal::parameter("measure", text, &hint));
    }
    Ok(measures)
}

fn names(by: By) -> Vec<&'static str> {
    let all = figures::MEASURES.into_iter().chain(WORK_MEASURES);
    let mut names: Vec<&'static str> = Vec::new();
    for name in all {
        let is_known = measure(name, by.is_of_people()).is_some_and(|known| {
            known.family == Family::Contacts || !matches!(by, By::Queue | By::Skill | By::Did)
        });
        if is_known && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn ids(name: &str, text: Option<&str>) -> Result<Option<BTreeSet<u32>>, Refusal> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let id = |part: &str| {
        let hint = "Write ids, separated by commas";
        part.trim().parse().map_err(|_| Refusal::parameter(name, part, hint))
    };
    text.split(',').map(id).collect::<Result<_, _>>().map(Some)
}

fn within(params: &HistoryParams, house: &House, now: Timestamp) -> Result<Interval, Refusal> {
    if let Some(word) = params.period.as_deref() {
        let (first, next) = period(word, house.day_at(now))?;
        return Ok(Interval { start: house.day(first).start, end: house.day(next).start });
    }
    let hint = "Write a local day as 2026-11-22, or name a period";
    let text = |name, given: &Option<String>| {
        given.clone().ok_or_else(|| Refusal::parameter(name, "", hint))
    };
    // Cells are whole: edges lie between them.
    let from = edge("from", &text("from", &params.from)?, house)?.start.floor(CONTACT_STEP);
    let to = edge("to", &text("to", &params.to)?, house)?.end.floor(CONTACT_STEP);
    if from >= to {
        let given = params.to.as_deref().unwrap_or_default();
        return Err(Refusal::parameter("to", given, "Write a time after `from`"));
    }
    Ok(Interval { start: from, end: to })
}

/// The first day of a named period, and the first after it.
fn period(word: &str, today: Day) -> Result<(Day, Day), Refusal> {
    let (week, month, year) = (today.week(), today.month(), today.year());
    Ok(match word {
        "today" => (today, today.plus_days(1)),
        "yesterday" => (today.plus_days(-1), today),
        "this_week" => (week, week.plus_days(7)),
        "last_week" => (week.plus_days(-7), week),
        "this_month" => (month, month.plus_months(1)),
        "last_month" => (month.plus_months(-1), month),
        "this_year" => (year, year.plus_months(12)),
        "last_year" => (year.plus_months(-12), year),
        other => {
            let hint = "Write today, yesterday, this_week, last_week, this_month, last_month, \
                        this_year or last_year";
            return Err(Refusal::parameter("period", other, hint));
        }
    })
}

/// An instant (an empty interval), or a local day as a whole.
fn edge(name: &str, text: &str, house: &House) -> Result<Interval, Refusal> {
    if text.len() == 10 {
        return Ok(house.day(query::day(name, text)?));
    }
    let at = query::instant(name, text)?;
    Ok(Interval { start: at, end: at })
}

/// Filters that say nothing about what is asked are refused, not passed over in silence.
fn fit(question: &Question) -> Result<(), Refusal> {
    let (contacts, work) = (question.wants(Family::Contacts), question.wants(Family::Work));
    if work && (question.queues.is_some() || question.skills.is_some()) {
        let message = "People's work belongs to no single queue or skill";
        return Err(Refusal::invalid(
            message,
            "Take the filter away, or ask for measures of contacts",
        ));
    }
    if contacts && question.teams.is_some() {
        let message = "What comes into a queue belongs to no team";
        return Err(Refusal::invalid(message, "Take the filter away, or group by team or agent"));
    }
    let filters =
        question.queues.is_some() || question.skills.is_some() || question.sites.is_some();
    if question.by == By::Did && filters {
        let message = "A dialled number leads to several queues";
        return Err(Refusal::invalid(message, "Take the filter away, or group by queue"));
    }
    if question.by == By::Seat && question.teams.is_some() {
        let message = "A seat belongs to no team";
        return Err(Refusal::invalid(message, "Take the filter away, or group by team or agent"));
    }
    Ok(())
}

fn bound(question: &Question) -> Result<(), Refusal> {
    let length = question.within.length().micros();
    let minutes = match question.grid.step {
        Step::FiveMinutes => 5,
        Step::QuarterHour => 15,
        Step::HalfHour => 30,
        Step::Hour => 60,
        Step::Day => 24 * 60,
        Step::Week => 7 * 24 * 60,
        Step::Month => 28 * 24 * 60,
        Step::Year => 365 * 24 * 60,
    };
    let number = |count: usize| i64::try_from(count.max(1)).unwrap_or(i64::MAX);
    let intervals = length / Duration::from_minutes(minutes).micros() + 1;
    let lines = number(question.lines());
    let points = intervals.saturating_mul(lines);
    let values = points.saturating_mul(number(question.measures.len()));
    let (most, asked, what) = if points > MOST_POINTS {
        (MOST_POINTS, points, "points")
    } else if values > MOST_VALUES {
        (MOST_VALUES, values, "values")
    } else {
        let times = if question.shift.is_some() { 2 } else { 1 };
        let cells = |keys: usize, step: Duration| {
            if keys == 0 { 0 } else { (length / step.micros()).saturating_mul(number(keys)) }
        };
        let contacts = cells(question.contact_keys().len(), CONTACT_STEP);
        let work = cells(question.work_keys().len(), WORK_STEP);
        (MOST_CELLS, contacts.saturating_add(work).saturating_mul(times), "cells to read")
    };
    if asked <= most {
        return Ok(());
    }
    let message = format!("That would be {asked} {what}, {most} are possible");
    Err(Refusal {
        code: "too_much",
        ..Refusal::invalid(
            message,
            "Ask for a longer step, a shorter time, fewer measures or a filter",
        )
    })
}

impl By {
    #[must_use]
    pub const fn is_of_people(self) -> bool {
        matches!(self, Self::Team | Self::Agent | Self::Seat)
    }
}

impl Question {
    #[must_use]
    pub fn wants(&self, family: Family) -> bool {
        self.measures.iter().any(|measure| measure.family == family)
    }

    fn lines(&self) -> usize {
        let names = &self.known.names;
        match self.by {
            By::Centre => 1,
            By::Site => names.sites.len() + 1,
            By::Queue => self.contact_keys().len(),
            By::Skill => self.known.house.skills.len() + 1,
            By::Did => names.dids.len(),
            By::Team => names.teams.len() + 1,
            By::Agent | By::Seat => self.work_keys().len(),
        }
    }

    /// Whose contact cells are read.
    #[must_use]
    pub fn contact_keys(&self) -> Vec<ContactKey> {
        if !self.wants(Family::Contacts) {
            return Vec::new();
        }
        let house = &self.known.house;
        if self.by == By::Did {
            return house.dids.keys().map(|&did| ContactKey::Did(did)).collect();
        }
        let is_wanted = |queue: &QueueId| {
            let skill = house.queues.get(queue).and_then(|known| known.skill);
            is_in(self.queues.as_ref(), Some(queue.0))
                && is_in(self.skills.as_ref(), skill.map(|skill| skill.0))
                && is_in(self.sites.as_ref(), self.site_of_queue(*queue).map(|site| site.0))
        };
        house.queues.keys().copied().filter(is_wanted).map(ContactKey::Queue).collect()
    }

    /// Whose work cells are read.
    #[must_use]
    pub fn work_keys(&self) -> Vec<WorkKey> {
        if !self.wants(Family::Work) {
            return Vec::new();
        }
        let names = &self.known.names;
        let of_site = |site: Option<SiteId>| is_in(self.sites.as_ref(), site.map(|site| site.0));
        if self.by == By::Seat {
            let seats = names.seats.iter().filter(|(_, seat)| of_site(seat.site));
            return seats.map(|(&seat, _)| WorkKey::Seat(seat)).collect();
        }
        // Sums of teams and sites say nothing of a person; a line of one's own does.
        let is_shown = |id| self.by != By::Agent || !self.known.unseen.contains(id);
        let agents = names.agents.iter().filter(|(_, agent)| of_site(agent.site));
        agents.filter(|(id, _)| is_shown(id)).map(|(&agent, _)| WorkKey::Agent(agent)).collect()
    }

    /// Whether a work cell of this team is wanted.
    #[must_use]
    pub fn takes_team(&self, team: Option<TeamId>) -> bool {
        is_in(self.teams.as_ref(), team.map(|team| team.0))
    }

    #[must_use]
    pub fn site_of_queue(&self, queue: QueueId) -> Option<SiteId> {
        self.known.names.queues.get(&queue)?.site
    }

    #[must_use]
    pub fn site_of_agent(&self, agent: AgentId) -> Option<SiteId> {
        self.known.names.agents.get(&agent)?.site
    }

    /// What is looked up as it is today, not as it was then.
    #[must_use]
    pub fn as_of_today(&self) -> Vec<String> {
        let skill = (self.by == By::Skill || self.skills.is_some()).then_some("skill");
        let site = (self.by == By::Site || self.sites.is_some()).then_some("site");
        skill.into_iter().chain(site).map(str::to_owned).collect()
    }
}

fn is_in(wanted: Option<&BTreeSet<u32>>, id: Option<u32>) -> bool {
    wanted.is_none_or(|wanted| id.is_some_and(|id| wanted.contains(&id)))
}
