//! Counts over running intervals, the business day and sliding windows, by any key.
//!
//! Room:  live; under `view`.

use crate::cells::BOTH;
use crate::facts;
use crate::live::Live;
use domain::figures::{Attribution, CONTACT_STEP, Counts};
use domain::history::ContactKey;
use domain::{Duration, Interval, QueueId, Timestamp};
use journal::carry::{Fact, Slim};
use std::collections::{BTreeMap, BTreeSet};

/// What figures are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// One group, numbered 0.
    Centre,
    Queue,
    Did,
    /// By the skill of the queue.
    Skill,
    /// By the site of the queue.
    Site,
    Team,
    Agent,
    Seat,
}

/// An interval that is running.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Running {
    FiveMinutes,
    QuarterHour,
    HalfHour,
    Hour,
    /// The business day.
    Day,
}

/// Sums per group, one for each window asked for.
pub type Sums<T> = BTreeMap<u32, Vec<T>>;

impl Live {
    /// The bounds of the running interval that holds the last closed instant.
    #[must_use]
    pub fn running_interval(&self, running: Running) -> Interval {
        let minutes = match running {
            Running::Day => return self.cells.day(),
            Running::FiveMinutes => 5,
            Running::QuarterHour => 15,
            Running::HalfHour => 30,
            Running::Hour => 60,
        };
        let step = Duration::from_minutes(minutes);
        Interval::at(self.cells.running().floor(step), step)
    }

    /// The counts of a queue or DID in a running interval.
    #[must_use]
    pub fn running(&self, key: ContactKey, by: Attribution, running: Running) -> Counts {
        match running {
            Running::Day => self.cells.today(key, by),
            Running::FiveMinutes | Running::QuarterHour | Running::HalfHour | Running::Hour => {
                self.cells.since(key, by, self.running_interval(running).start)
            }
        }
    }

    /// The counts of every group in a running interval. Teams, agents and seats have windows and
    /// work, no contact cells.
    #[must_use]
    pub fn running_by(
        &self,
        group: Group,
        by: Attribution,
        running: Running,
    ) -> BTreeMap<u32, Counts> {
        let mut sums: BTreeMap<u32, Counts> = BTreeMap::new();
        if group == Group::Did {
            for &did in self.names.dids.keys() {
                sums.insert(did.0, self.running(ContactKey::Did(did), by, running));
            }
            return sums;
        }
        for queue in self.queues() {
            if let Some(key) = self.group_of_queue(group, queue) {
                let counts = self.running(ContactKey::Queue(queue), by, running);
                sums.entry(key).or_default().merge(&counts);
            }
        }
        sums
    }

    /// Every queue that was registered or had contacts.
    #[must_use]
    pub fn queues(&self) -> BTreeSet<QueueId> {
        let seen = (0_u32..).map(QueueId).take(self.waiting.len());
        let has_cells = seen.filter(|queue| self.cells.has(ContactKey::Queue(*queue)));
        has_cells.chain(self.names.queues.keys().copied()).collect()
    }

    /// Which group a queue belongs to, where figures of the group are sums over queues.
    #[must_use]
    pub fn group_of_queue(&self, group: Group, queue: QueueId) -> Option<u32> {
        let registered = self.names.queues.get(&queue);
        match group {
            Group::Centre => Some(0),
            Group::Queue => Some(queue.0),
            Group::Skill => Some(registered?.skill?.0),
            Group::Site => Some(registered?.site?.0),
            Group::Did | Group::Team | Group::Agent | Group::Seat => None,
        }
    }

    /// The counts of every group in the windows `(now - length, now]`, for each of `lengths` in
    /// its place; at most an hour long.
    #[must_use]
    pub fn windows(
        &self,
        now: Timestamp,
        lengths: &[Duration],
        group: Group,
        by: Attribution,
    ) -> Sums<Counts> {
        self.windows_of(now, lengths, &[(group, by)]).pop().unwrap_or_default()
    }

    /// The same for several groupings and attributions: the facts are read once for all of them.
    #[must_use]
    pub fn windows_of(
        &self,
        now: Timestamp,
        lengths: &[Duration],
        wanted: &[(Group, Attribution)],
    ) -> Vec<Sums<Counts>> {
        let nest = Nest::of(now, lengths);
        // The cells cannot tell what is dated after `now`.
        let has_cells = now >= self.facts.latest() && now >= self.cells.running();
        let mut tables: Vec<Table> = Vec::new();
        for &(group, by) in wanted {
            let group = base_of(group);
            if !tables.iter().any(|table| (table.group, table.by) == (group, by)) {
                let mut table = Table { group, by, from_cells: false, sums: Vec::new() };
                if has_cells {
                    self.add_whole(&mut table, &nest);
                }
                tables.push(table);
            }
        }
        self.add_facts(&mut tables, &nest);
        let mut sums: Vec<Sums<Counts>> =
            tables.iter_mut().map(|table| table.sums(&nest)).collect();
        let is_base = |table: &Table, (group, by)| (table.group, table.by) == (base_of(group), by);
        let place = |wanted| tables.iter().position(|table| is_base(table, wanted));
        // What is folded reads the sums before they are handed out.
        let folded = wanted.iter().map(|&(group, by)| {
            let base = (base_of(group) != group).then(|| place((group, by)))??;
            Some(self.fold_queues(&sums[base], group, &nest))
        });
        let folded: Vec<Option<Sums<Counts>>> = folded.collect();
        let handed_out = folded.into_iter().enumerate().map(|(number, folded)| {
            let is_wanted_again = wanted[number + 1..].contains(&wanted[number]);
            match (folded, place(wanted[number])) {
                (Some(folded), _) => folded,
                (None, Some(base)) if is_wanted_again => sums[base].clone(),
                (None, Some(base)) => std::mem::take(&mut sums[base]),
                (None, None) => BTreeMap::new(),
            }
        });
        handed_out.collect()
    }

    /// Whole intervals, where they are summed; the edges at the windows' starts are left to the
    /// facts.
    fn add_whole(&self, table: &mut Table, nest: &Nest) {
        match table.group {
            Group::Queue | Group::Did => self.add_cells(table, nest),
            Group::Team => self.add_teams(table, nest),
            Group::Centre | Group::Skill | Group::Site | Group::Agent | Group::Seat => return,
        }
        table.from_cells = true;
        // Edges lie in no shorter window: the whole intervals are added up before them.
        for sums in table.sums.iter_mut().flatten() {
            nest.unfold(sums, Counts::merge);
        }
    }

    fn add_cells(&self, table: &mut Table, nest: &Nest) {
        let of_queues = table.group == Group::Queue;
        for (start, number, counts) in
            self.cells.intervals_of_all(of_queues, table.by, nest.earliest)
        {
            if let Some(place) = nest.innermost_whole(start) {
                table.at(number, nest)[place].merge(counts);
            }
        }
    }

    fn add_teams(&self, table: &mut Table, nest: &Nest) {
        for (start, team, counts) in self.team_sums.intervals(table.by, nest.earliest) {
            if let Some(place) = nest.innermost_whole(start)
                && !counts.is_empty()
            {
                table.at(team, nest)[place].merge(counts);
            }
        }
        for fact in self.facts.rest().iter().filter(|fact| fact.queue.get().is_some()) {
            if let Some(place) = nest.innermost_whole(facts::date(fact, table.by)) {
                table.add_in(fact, place, nest);
            }
        }
    }

    /// What the whole intervals do not tell: the edges of the windows, or everything where nothing
    /// is summed. A direct call is nobody's queue: it is in the work of its agent only.
    fn add_facts(&self, tables: &mut [Table], nest: &Nest) {
        for by in BOTH {
            for &(edge, place) in &nest.edges {
                let is_summed = |table: &&mut Table| table.by == by && table.from_cells;
                let mut edged: Vec<&mut Table> = tables.iter_mut().filter(is_summed).collect();
                if edged.is_empty() {
                    continue;
                }
                for fact in self.facts.inside(by, edge).filter(|f| f.queue.get().is_some()) {
                    for table in &mut edged {
                        table.add_in(fact, place, nest);
                    }
                }
            }
        }
        for table in tables.iter_mut().filter(|table| !table.from_cells) {
            for fact in self.facts.after(nest.earliest).filter(|f| f.queue.get().is_some()) {
                if let Some(place) = nest.innermost(facts::date(fact, table.by)) {
                    table.add_in(fact, place, nest);
                }
            }
        }
    }

    /// Sums over queues as sums over what they belong to.
    fn fold_queues(&self, sums: &Sums<Counts>, group: Group, nest: &Nest) -> Sums<Counts> {
        let mut folded: Sums<Counts> = BTreeMap::new();
        for (&queue, counts) in sums {
            let Some(key) = self.group_of_queue(group, QueueId(queue)) else { continue };
            let sum = folded.entry(key).or_insert_with(|| nest.zeros());
            for (sum, counts) in sum.iter_mut().zip(counts) {
                sum.merge(counts);
            }
        }
        folded
    }
}

pub(super) fn key_of(fact: &Fact, group: Group) -> Slim {
    match group {
        Group::Centre => Slim::new(0),
        Group::Queue => fact.queue,
        Group::Did => fact.did,
        Group::Team => fact.team,
        Group::Agent => fact.agent,
        Group::Seat => fact.seat,
        Group::Skill | Group::Site => Slim::NONE,
    }
}

/// What a group's figures are counted by: skills, sites and the centre are sums over queues.
const fn base_of(group: Group) -> Group {
    match group {
        Group::Centre | Group::Queue | Group::Skill | Group::Site => Group::Queue,
        Group::Did | Group::Team | Group::Agent | Group::Seat => group,
    }
}

/// One sum per window for each key, found by index.
struct Table {
    group: Group,
    by: Attribution,
    /// Whole intervals are in it; only edges are missing.
    from_cells: bool,
    sums: Vec<Option<Box<[Counts]>>>,
}

impl Table {
    #[inline]
    fn at(&mut self, key: u32, nest: &Nest) -> &mut [Counts] {
        let key = key as usize;
        if key >= self.sums.len() {
            self.sums.resize_with(key + 1, || None);
        }
        self.sums[key].get_or_insert_with(|| nest.zeros().into())
    }

    #[inline]
    fn add_in(&mut self, fact: &Fact, place: usize, nest: &Nest) {
        if let Some(key) = key_of(fact, self.group).get() {
            facts::add(&mut self.at(key, nest)[place], fact);
        }
    }

    /// The finished sums.
    fn sums(&mut self, nest: &Nest) -> Sums<Counts> {
        let mut groups: Sums<Counts> = BTreeMap::new();
        for (key, sums) in (0_u32..).zip(std::mem::take(&mut self.sums)) {
            let Some(mut sums) = sums else { continue };
            if !self.from_cells {
                nest.unfold(&mut sums, Counts::merge);
            }
            groups.insert(key, sums.into_vec());
        }
        groups
    }
}

/// Windows that end at the same instant, each within the next longer one.
pub(super) struct Nest {
    now: Timestamp,
    pub(super) earliest: Timestamp,
    /// Start and place of each, the shortest first.
    starts: Vec<(Timestamp, usize)>,
    /// What lies before the first whole interval of each, without its bounds.
    edges: Vec<(Interval, usize)>,
}

impl Nest {
    pub(super) fn of(now: Timestamp, lengths: &[Duration]) -> Self {
        let mut starts: Vec<_> = lengths
            .iter()
            .enumerate()
            .map(|(place, &length)| (now.before(length), place))
            .collect();
        starts.sort_unstable_by_key(|&(start, place)| (std::cmp::Reverse(start), place));
        let earliest = starts.last().map_or(now, |&(start, _)| start);
        let edge = |start: Timestamp| Interval {
            start,
            end: start.floor(CONTACT_STEP).plus(CONTACT_STEP),
        };
        let edges = starts.iter().map(|&(start, place)| (edge(start), place)).collect();
        Self { now, earliest, starts, edges }
    }

    /// The place of the shortest window that holds `at`.
    #[inline]
    pub(super) fn innermost(&self, at: Timestamp) -> Option<usize> {
        if at > self.now {
            return None;
        }
        self.starts.iter().find(|(start, _)| at > *start).map(|&(_, place)| place)
    }

    /// The place of the shortest window whose whole intervals hold `at`.
    #[inline]
    fn innermost_whole(&self, at: Timestamp) -> Option<usize> {
        self.edges.iter().find(|(edge, _)| edge.end <= at).map(|&(_, place)| place)
    }

    pub(super) fn zeros<T: Clone + Default>(&self) -> Vec<T> {
        vec![T::default(); self.starts.len()]
    }

    /// Adds each window to all longer ones.
    pub(super) fn unfold<T: Copy>(&self, sums: &mut [T], merge: impl Fn(&mut T, &T)) {
        for pair in self.starts.windows(2) {
            let shorter = sums[pair[0].1];
            merge(&mut sums[pair[1].1], &shorter);
        }
    }
}
