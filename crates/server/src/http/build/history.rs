//! Closed intervals of history, grouped and rated as a report asks.
//!
//! Room:  server/http/build; asks `store` for cells, line by line.
//! Holds: a rate over several cells is the ratio of sums; what lies before the first data or after
//!        the last closed interval is null, never 0.
//! Proof: `tests/it/api_history.rs`.

use crate::http::access::Reached;
use crate::http::build::contact_list::settled;
use crate::http::build::figures;
use crate::http::build::history_compare::pairs;
use crate::http::build::history_measure::{Family, Measure, Sum, values};
use crate::http::build::history_question::{self as question, By, Question};
use crate::http::build::names;
use crate::http::refusal::Refusal;
use crate::http::routes::history::HistoryParams;
use crate::http::state::AppState;
use crate::http::views::history::{
    History, HistoryCoverage, HistoryGap, HistoryInterval, HistoryLine, HistorySpan,
};
use domain::history::{ContactKey, WorkKey};
use domain::{AgentId, DidId, Interval, QueueId, SeatId, SiteId, SkillId, TeamId, Timestamp};
use live::Live;
use std::collections::BTreeMap;
use store::StoreError;

/// The sums of one time, by line and place of the interval.
#[derive(Default)]
struct Read {
    intervals: Vec<Interval>,
    lines: BTreeMap<Option<u32>, BTreeMap<usize, Sum>>,
    revised: u32,
}

/// Since when there are cells, by family.
#[derive(Clone, Copy, Default)]
struct Since {
    contacts: Option<Timestamp>,
    work: Option<Timestamp>,
}

/// Answers a request.
pub async fn read(
    state: &AppState,
    sight: &Reached,
    params: &HistoryParams,
) -> Result<History, Refusal> {
    let now = state.now();
    let known = state.engine.read(|live| question::known(live, params, sight, now))?;
    let question = question::understand(params, known)?;
    settled(state).await;
    let since = since(state, &question).await.map_err(fault)?;
    let read = sums(state, &question, question.within).await.map_err(fault)?;
    let house = &question.known.house;
    let second = question
        .shift
        .map(|shift| shift.interval(question.within, question.known.closed_until, house));
    let compared = match second.filter(|second| second.start < second.end) {
        Some(second) => Some(sums(state, &question, second).await.map_err(fault)?),
        None => second.map(|_| Read::default()),
    };
    let gaps = state.engine.read(|live| gaps(live, question.within));
    let answer = Answer { question: &question, since, read: &read, compared: compared.as_ref() };
    Ok(answer.history(second, gaps))
}

async fn since(state: &AppState, question: &Question) -> Result<Since, StoreError> {
    let by = figures::attribution(question.attribution);
    let mut since = Since::default();
    let earlier = |known: Option<Timestamp>, found: Option<(Timestamp, Timestamp)>| {
        known.into_iter().chain(found.map(|(first, _)| first)).min()
    };
    for key in question.contact_keys() {
        since.contacts = earlier(since.contacts, state.store.contact_extent(key, by).await?);
    }
    for key in question.work_keys() {
        since.work = earlier(since.work, state.store.work_extent(key).await?);
    }
    Ok(since)
}

/// Reads and adds up one key after the other: cells of a year of all queues do not fit in memory.
async fn sums(state: &AppState, question: &Question, within: Interval) -> Result<Read, StoreError> {
    let by = figures::attribution(question.attribution);
    let mut read = Read { intervals: question.grid.cover(within), ..Read::default() };
    // Cells that are not closed for all measures alike are left out of all.
    let closed = Interval { end: within.end.min(question.known.closed_until), ..within };
    for key in question.contact_keys() {
        let cells = state.store.contact_cells(&[key], closed, by).await?;
        for slot in question.known.house.curve(&cells, &question.grid) {
            let sum = Sum { told: slot.counts, ..Sum::default() };
            let start = slot.interval.start.max(within.start);
            read.add(group_of_contacts(question, key), start, slot.revision, &sum);
        }
    }
    for key in question.work_keys() {
        for cell in state.store.work_cells(&[key], closed).await? {
            if question.takes_team(cell.team) {
                let sum = Sum { work: cell.counts, ..Sum::default() };
                let group = group_of_work(question, key, cell.team);
                read.add(group, cell.start, cell.revision, &sum);
            }
        }
    }
    Ok(read)
}

impl Read {
    fn add(&mut self, group: Option<u32>, start: Timestamp, revision: u32, sum: &Sum) {
        let after = self.intervals.partition_point(|interval| interval.start <= start);
        let Some(place) = after.checked_sub(1) else { return };
        self.lines.entry(group).or_default().entry(place).or_default().merge(sum);
        self.revised += u32::from(revision > 1);
    }

    fn total(&self, line: Option<u32>) -> Sum {
        let mut total = Sum::default();
        for sum in self.lines.get(&line).into_iter().flat_map(BTreeMap::values) {
            total.merge(sum);
        }
        total
    }

    /// All lines as one.
    fn all(&self) -> BTreeMap<usize, Sum> {
        let mut all: BTreeMap<usize, Sum> = BTreeMap::new();
        for (&place, sum) in self.lines.values().flatten() {
            all.entry(place).or_default().merge(sum);
        }
        all
    }
}

fn group_of_contacts(question: &Question, key: ContactKey) -> Option<u32> {
    match (question.by, key) {
        (By::Queue, ContactKey::Queue(QueueId(id))) | (By::Did, ContactKey::Did(DidId(id))) => {
            Some(id)
        }
        (By::Skill, ContactKey::Queue(queue)) => {
            question.known.house.queues.get(&queue)?.skill.map(|skill| skill.0)
        }
        (By::Site, ContactKey::Queue(queue)) => question.site_of_queue(queue).map(|site| site.0),
        _ => None,
    }
}

fn group_of_work(question: &Question, key: WorkKey, team: Option<TeamId>) -> Option<u32> {
    match (question.by, key) {
        (By::Team, _) => team.map(|team| team.0),
        (By::Agent, WorkKey::Agent(AgentId(id))) | (By::Seat, WorkKey::Seat(SeatId(id))) => {
            Some(id)
        }
        (By::Site, WorkKey::Agent(agent)) => question.site_of_agent(agent).map(|site| site.0),
        _ => None,
    }
}

/// Everything that an answer is made of.
struct Answer<'a> {
    question: &'a Question,
    since: Since,
    read: &'a Read,
    compared: Option<&'a Read>,
}

impl Answer<'_> {
    fn history(&self, second: Option<Interval>, gaps: Vec<HistoryGap>) -> History {
        let question = self.question;
        let known = &question.known;
        let pairs = self.compared.map(|compared| {
            pairs(&self.read.intervals, &compared.intervals, &question.grid, &known.house)
        });
        let ids =
            self.read.lines.keys().chain(self.compared.into_iter().flat_map(|c| c.lines.keys()));
        let ids: std::collections::BTreeSet<Option<u32>> = ids.copied().collect();
        let lines = ids.iter().map(|&id| self.line(id, pairs.as_deref())).collect();
        let first = self.since.contacts.into_iter().chain(self.since.work).min();
        History {
            measures: question.measures.iter().map(|measure| measure.name.to_owned()).collect(),
            by: question.by_word.clone(),
            from: question.within.start.into(),
            to: question.within.end.into(),
            step: question.step_word.clone(),
            zone: known.house.zone.name().to_owned(),
            attribution: question.attribution,
            definition: known.house.definition_view(),
            intervals: self.intervals(pairs.as_deref()),
            lines,
            all: self.all(pairs.as_deref()),
            compared: second.map(span),
            coverage: HistoryCoverage {
                from: first.map(Into::into),
                closed_until: known.closed_until.into(),
                revised: self.read.revised,
                gaps,
                as_of_today: question.as_of_today(),
            },
        }
    }

    fn intervals(&self, pairs: Option<&[Option<usize>]>) -> Vec<HistoryInterval> {
        let closed = self.question.known.closed_until;
        let partner = |place: usize| {
            let other = pairs?.get(place).copied().flatten()?;
            self.compared?.intervals.get(other).copied().map(span)
        };
        let interval = |(place, interval): (usize, &Interval)| HistoryInterval {
            start: interval.start.into(),
            end: interval.end.into(),
            is_running: interval.end > closed && interval.start <= self.question.known.now,
            compared: partner(place),
        };
        self.read.intervals.iter().enumerate().map(interval).collect()
    }

    fn line(&self, id: Option<u32>, pairs: Option<&[Option<usize>]>) -> HistoryLine {
        let nothing = BTreeMap::new();
        let own = self.read.lines.get(&id).unwrap_or(&nothing);
        let other = self.compared.map(|read| (read, read.lines.get(&id).unwrap_or(&nothing)));
        self.made((id, name(self.question, id)), (own, self.read.total(id)), other, pairs)
    }

    fn all(&self, pairs: Option<&[Option<usize>]>) -> HistoryLine {
        let own = self.read.all();
        let others = self.compared.map(Read::all);
        let other = self.compared.zip(others.as_ref());
        let name = self.question.known.house.name.clone();
        self.made((None, name), (&own, total(&own)), other, pairs)
    }

    fn made(
        &self,
        (id, name): (Option<u32>, String),
        (own, total_of_own): (&BTreeMap<usize, Sum>, Sum),
        other: Option<(&Read, &BTreeMap<usize, Sum>)>,
        pairs: Option<&[Option<usize>]>,
    ) -> HistoryLine {
        let value = |read: &Read, sums: &BTreeMap<usize, Sum>, place: usize| {
            let sum = sums.get(&place).copied().unwrap_or_default();
            self.values(read.intervals.get(place).copied(), &sum)
        };
        let places = 0..self.read.intervals.len();
        let paired = |place: usize| pairs.and_then(|pairs| pairs.get(place).copied().flatten());
        let compared = other.map(|(read, sums)| {
            let one = |place| match paired(place) {
                Some(place) => value(read, sums, place),
                None => self.question.measures.iter().map(|_| None).collect(),
            };
            places.clone().map(one).collect()
        });
        let second = |(read, sums): (&Read, &BTreeMap<usize, Sum>)| {
            self.values(whole(&read.intervals), &total(sums))
        };
        HistoryLine {
            id,
            name,
            total: self.values(Some(self.question.within), &total_of_own),
            values: places.clone().map(|place| value(self.read, own, place)).collect(),
            compared_total: other.map(second),
            compared,
        }
    }

    /// The measures of a sum over an interval; null where there can be no data.
    fn values(&self, interval: Option<Interval>, sum: &Sum) -> Vec<Option<f64>> {
        let question = self.question;
        let definition = question.known.house.definition.service_level;
        let covers = |measure: &Measure| {
            let since = match measure.family {
                Family::Contacts => self.since.contacts,
                Family::Work => self.since.work,
            };
            let closed = question.known.closed_until;
            interval.zip(since).is_some_and(|(i, since)| i.end > since && i.start < closed)
        };
        let found = values(&question.measures, sum, definition);
        let pairs = question.measures.iter().zip(found);
        pairs.map(|(measure, value)| value.filter(|_| covers(measure))).collect()
    }
}

fn total(sums: &BTreeMap<usize, Sum>) -> Sum {
    let mut total = Sum::default();
    for sum in sums.values() {
        total.merge(sum);
    }
    total
}

fn whole(intervals: &[Interval]) -> Option<Interval> {
    let (first, last) = intervals.first().zip(intervals.last())?;
    Some(Interval { start: first.start, end: last.end })
}

fn span(interval: Interval) -> HistorySpan {
    HistorySpan { from: interval.start.into(), to: interval.end.into() }
}

/// What the state knows of silence in this time: of each source the last gap, and a loss that lasts.
fn gaps(live: &Live, within: Interval) -> Vec<HistoryGap> {
    let mut gaps = Vec::new();
    for (id, source) in live.sources() {
        let name = names::source(live.names(), id);
        let last = source.last_gap.filter(|&(from, to)| from < within.end && to > within.start);
        if let Some((from, to)) = last {
            gaps.push(HistoryGap { source: name.clone(), from: from.into(), to: Some(to.into()) });
        }
        if let Some(lost) = source.lost_at.filter(|&lost| lost < within.end) {
            gaps.push(HistoryGap { source: name, from: lost.into(), to: None });
        }
    }
    gaps
}

fn name(question: &Question, id: Option<u32>) -> String {
    let house = &question.known.house;
    let names = &question.known.names;
    let Some(id) = id else {
        // Under a grouping, what belongs to no group.
        return if question.by == By::Centre { house.name.clone() } else { "-".to_owned() };
    };
    let known = match question.by {
        By::Centre => None,
        By::Queue => names.queues.get(&QueueId(id)),
        By::Skill => names.skills.get(&SkillId(id)),
        By::Did => names.dids.get(&DidId(id)),
        By::Site => names.sites.get(&SiteId(id)),
        By::Team => names.teams.get(&TeamId(id)),
        By::Agent => names.agents.get(&AgentId(id)),
        By::Seat => names.seats.get(&SeatId(id)),
    };
    known.map_or_else(|| id.to_string(), |known| known.name.clone())
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of map_err")]
fn fault(error: StoreError) -> Refusal {
    Refusal::fault("reading history", &error)
}
