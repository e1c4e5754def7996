//! Every measure of everything of one kind over one span.
//!
//! Room:  server/http/build; for `/figures`.
//! Holds: a running interval is the window from its first microsecond on, so that one computation
//!        serves both. Contacts by team, agent and seat are kept for an hour; their day is in `work`.
//! Proof: `tests/it/api_table.rs`.

use crate::http::access::Reached;
use crate::http::build::agent_day::times_view;
use crate::http::build::figures::{self, share};
use crate::http::build::told::{self, Told};
use crate::http::build::{house, names, person};
use crate::http::refusal::Refusal;
use crate::http::views::figures::AttributionView;
use crate::http::views::table::{FigureRow, FigureTable, GroupView, WorkFigures};
use domain::Timestamp;
use domain::figures::{Counts, WorkCounts};
use domain::measure::{self, Definition};
use domain::{AgentId, DidId, Duration, Interval, QueueId, SeatId, SiteId, SkillId, TeamId};
use journal::carry::Names;
use live::Live;
use live::view::{Group, HOUSE_DEFINITION, Running};
use std::collections::{BTreeMap, BTreeSet};

/// The span that figures are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    Running(Running),
    Last(Duration),
}

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    pub by: GroupView,
    pub over: Span,
    pub attribution: AttributionView,
}

const SPAN_HINT: &str = "Write `today`, `running_5m`, `running_15m`, `running_30m`, `running_1h`, or \
                         `last_1m` to `last_60m`";

impl Span {
    /// Reads `today`, `running_15m`, `last_5m` ...
    pub fn read(text: &str) -> Result<Self, Refusal> {
        let refused = || Refusal::parameter("over", text, SPAN_HINT);
        Ok(match text {
            "today" => Self::Running(Running::Day),
            "running_5m" => Self::Running(Running::FiveMinutes),
            "running_15m" => Self::Running(Running::QuarterHour),
            "running_30m" => Self::Running(Running::HalfHour),
            "running_1h" => Self::Running(Running::Hour),
            _ => {
                let minutes = text.strip_prefix("last_").and_then(|rest| rest.strip_suffix('m'));
                let minutes: i64 = minutes.ok_or_else(refused)?.parse().map_err(|_| refused())?;
                if !(1..=60).contains(&minutes) {
                    return Err(refused());
                }
                Self::Last(Duration::from_minutes(minutes))
            }
        })
    }

    fn name(self) -> String {
        match self {
            Self::Running(Running::Day) => "today".to_owned(),
            Self::Running(Running::FiveMinutes) => "running_5m".to_owned(),
            Self::Running(Running::QuarterHour) => "running_15m".to_owned(),
            Self::Running(Running::HalfHour) => "running_30m".to_owned(),
            Self::Running(Running::Hour) => "running_1h".to_owned(),
            Self::Last(length) => format!("last_{}m", length.whole_secs().0 / 60_000_000),
        }
    }

    fn interval(self, live: &Live, now: Timestamp) -> Interval {
        let start = match self {
            Self::Running(running) => live.running_interval(running).start.min(now),
            Self::Last(length) => now.before(length),
        };
        Interval { start, end: now }
    }

    /// The window that sees the span: its start is not in it.
    fn window(self, interval: Interval) -> Duration {
        let length = interval.end.since(interval.start);
        match self {
            Self::Running(_) => Duration(length.0 + 1),
            Self::Last(_) => length,
        }
    }
}

/// The table of one look at the state; of agents those who are in sight.
#[must_use]
pub fn table(live: &Live, wanted: Wanted, now: Timestamp, sight: &Reached) -> FigureTable {
    let interval = wanted.over.interval(live, now);
    let definitions = live.definitions_in_force(now);
    let contacts = contacts(live, wanted, interval);
    let work = work(live, wanted, interval);
    let mut ids = ids(live, wanted.by, contacts.as_ref(), work.as_ref());
    if wanted.by == GroupView::Agent {
        ids.retain(|&id| person::is_seen(live, sight, AgentId(id)));
    }
    let row = |id: u32| {
        let told = contacts.as_ref().map(|all| all.get(&id).copied().unwrap_or_default());
        FigureRow {
            id,
            name: name(live.names(), wanted.by, id),
            contacts: told.map(|told| {
                let house = house::definition(live, now).service_level;
                figures::figures_of(&told, None, house)
            }),
            service_levels: told.map_or_else(Vec::new, |told| levels(&told, &definitions)),
            work: work.as_ref().map(|all| work_view(all.get(&id).copied().unwrap_or_default())),
        }
    };
    FigureTable {
        by: wanted.by,
        over: wanted.over.name(),
        start: interval.start.into(),
        end: interval.end.into(),
        attribution: wanted.attribution,
        is_shared: wanted.by == GroupView::Queue,
        definitions: definitions
            .iter()
            .map(|d| figures::definition(d, live.target(None, d.id)))
            .collect(),
        rows: ids.into_iter().map(row).collect(),
    }
}

fn levels(told: &Told, definitions: &[Definition]) -> Vec<Option<f64>> {
    debug_assert_eq!(definitions.first().map(|d| d.id), Some(HOUSE_DEFINITION));
    definitions.iter().map(|d| share(told.service_level(d.service_level))).collect()
}

/// What was counted about contacts, where the group has it over this span.
fn contacts(live: &Live, wanted: Wanted, interval: Interval) -> Option<BTreeMap<u32, Told>> {
    let group = group(wanted.by);
    let is_of_queues = !matches!(group, Group::Did | Group::Team | Group::Agent | Group::Seat);
    if is_of_queues && told::asks_for_hours(live, interval.end) {
        return Some(of_queues(live, wanted, interval));
    }
    let always = |counts: BTreeMap<u32, Counts>| {
        Some(counts.into_iter().map(|(id, all)| (id, Told::always(all))).collect())
    };
    let by = figures::attribution(wanted.attribution);
    if let Span::Running(running) = wanted.over
        && (is_of_queues || group == Group::Did)
    {
        return always(live.running_by(group, by, running));
    }
    if wanted.over == Span::Running(Running::Day) {
        return None;
    }
    let window = [wanted.over.window(interval)];
    let sums = live.windows(interval.end, &window, group, by);
    always(sums.in_window(0).collect())
}

/// The same as sums over queues, where a definition looks at their hours.
fn of_queues(live: &Live, wanted: Wanted, interval: Interval) -> BTreeMap<u32, Told> {
    let by = figures::attribution(wanted.attribution);
    let queues: BTreeMap<u32, Told> = match wanted.over {
        Span::Running(running) => {
            let told = |queue: QueueId| (queue.0, told::running(live, queue, by, running));
            live.queues().into_iter().map(told).collect()
        }
        Span::Last(length) => {
            let sums = told::windows(live, interval.end, &[length], (by, true));
            let first = |(id, told): (u32, Vec<Told>)| Some((id, *told.first()?));
            sums.into_iter().filter_map(first).collect()
        }
    };
    let mut sums: BTreeMap<u32, Told> = BTreeMap::new();
    for (queue, told) in queues {
        if let Some(key) = live.group_of_queue(group(wanted.by), QueueId(queue)) {
            sums.entry(key).or_default().merge(&told);
        }
    }
    sums
}

/// Working time, where the group has any.
fn work(live: &Live, wanted: Wanted, interval: Interval) -> Option<BTreeMap<u32, WorkCounts>> {
    let group = group(wanted.by);
    if matches!(group, Group::Did | Group::Skill | Group::Site) {
        return None;
    }
    if wanted.over == Span::Running(Running::Day) {
        return Some(live.work_today(interval.end, group));
    }
    let window = [wanted.over.window(interval)];
    let sums = live.work_windows(interval.end, &window, group);
    Some(sums.in_window(0).collect())
}

/// Everything registered of the kind, and whatever else was counted.
fn ids(
    live: &Live,
    by: GroupView,
    contacts: Option<&BTreeMap<u32, Told>>,
    work: Option<&BTreeMap<u32, WorkCounts>>,
) -> BTreeSet<u32> {
    let names = live.names();
    let mut ids: BTreeSet<u32> = match by {
        GroupView::Centre => BTreeSet::from([0]),
        GroupView::Site => names.sites.keys().map(|id| id.0).collect(),
        GroupView::Queue => live.queues().iter().map(|id| id.0).collect(),
        GroupView::Skill => names.skills.keys().map(|id| id.0).collect(),
        GroupView::Did => names.dids.keys().map(|id| id.0).collect(),
        GroupView::Team => names.teams.keys().map(|id| id.0).collect(),
        GroupView::Agent => live.agents().iter().map(|id| id.0).collect(),
        GroupView::Seat => live.seats().iter().map(|id| id.0).collect(),
    };
    ids.extend(contacts.into_iter().flat_map(BTreeMap::keys));
    ids.extend(work.into_iter().flat_map(BTreeMap::keys));
    ids
}

fn name(names: &Names, by: GroupView, id: u32) -> String {
    let known = match by {
        GroupView::Centre => Some(String::new()),
        GroupView::Site => names::site(names, SiteId(id)),
        GroupView::Queue => Some(names::queue(names, QueueId(id))),
        GroupView::Skill => names::skill(names, SkillId(id)),
        GroupView::Did => names::did(names, DidId(id)),
        GroupView::Team => names::team(names, TeamId(id)),
        GroupView::Agent => names::agent(names, AgentId(id)),
        GroupView::Seat => names::seat(names, SeatId(id)),
    };
    known.unwrap_or_else(|| id.to_string())
}

/// Working time and what was done in it, in the words of JSON.
#[must_use]
pub fn work_view(counts: WorkCounts) -> WorkFigures {
    let WorkCounts { times, offers, rung_out, answered, handled, transferred, .. } = counts;
    WorkFigures {
        times: times_view(&times),
        occupancy: share(measure::occupancy(&times)),
        utilisation: share(measure::utilisation(&times)),
        offers,
        rung_out,
        answered,
        handled,
        transferred,
    }
}

const fn group(by: GroupView) -> Group {
    match by {
        GroupView::Centre => Group::Centre,
        GroupView::Site => Group::Site,
        GroupView::Queue => Group::Queue,
        GroupView::Skill => Group::Skill,
        GroupView::Did => Group::Did,
        GroupView::Team => Group::Team,
        GroupView::Agent => Group::Agent,
        GroupView::Seat => Group::Seat,
    }
}
