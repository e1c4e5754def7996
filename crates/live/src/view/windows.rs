//! Counts over sliding windows, by any key.
//!
//! Room:  live; under `view`, beside `figures`.
//! Takes: the cells of queues and DIDs, the sums of teams, the log of facts.
//! Holds: exact to the microsecond. A window is the whole intervals in it and a part of the one in
//!        which it begins: what lies in that part is added, or what lies before it taken away,
//!        whichever is less work.
//! Proof: property `a_window_counts_what_the_records_say`;
//!        `a_window_from_cells_is_the_window_of_its_facts`.

use crate::cells::BOTH;
use crate::facts::{self, LONGEST};
use crate::live::Live;
use crate::view::{Group, Sums};
use domain::figures::{Attribution, CONTACT_STEP, Counts};
use domain::{Duration, Interval, QueueId, Timestamp};
use journal::carry::{Fact, Slim};

impl Live {
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
        let sums = self.windows_of(now, lengths, &[(group, by)]).pop();
        sums.unwrap_or_else(|| Sums::new(lengths.len()))
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
                let from_cells = has_cells && is_in_cells(group);
                let sums = Sums::with_room(lengths.len(), self.groups_summed(group));
                tables.push(Table { group, by, from_cells, sums });
            }
        }
        for by in BOTH {
            let of_one = tables.iter_mut().filter(|table| table.by == by);
            let (mut summed, mut counted): (Vec<_>, Vec<_>) =
                of_one.partition(|table| table.from_cells);
            self.sum_intervals(by, &mut summed, &nest);
            self.count_facts(by, &mut counted, &nest);
        }
        for table in &mut tables {
            table.sums.drop_where(Counts::is_empty);
        }
        self.hand_out(tables, wanted)
    }

    /// How many groups the cells and the sums of teams know.
    fn groups_summed(&self, group: Group) -> usize {
        match group {
            Group::Queue | Group::Did => self.cells.keys(group == Group::Queue).count(),
            Group::Team => self.team_sums.teams(),
            Group::Centre | Group::Skill | Group::Site | Group::Agent | Group::Seat => 0,
        }
    }

    /// Each table to whom it is for, folded where that is asked.
    fn hand_out(
        &self,
        mut tables: Vec<Table>,
        wanted: &[(Group, Attribution)],
    ) -> Vec<Sums<Counts>> {
        let place = |tables: &[Table], (group, by): (Group, Attribution)| {
            let base = (base_of(group), by);
            tables.iter().position(|table| (table.group, table.by) == base)
        };
        // What is folded reads the sums before they are handed out.
        let folded = wanted.iter().map(|&(group, by)| {
            let base = (base_of(group) != group).then(|| place(&tables, (group, by)))??;
            Some(self.fold_queues(&tables[base].sums, group))
        });
        let folded: Vec<Option<Sums<Counts>>> = folded.collect();
        let handed_out = folded.into_iter().enumerate().map(|(number, folded)| {
            let is_wanted_again = wanted[number + 1..].contains(&wanted[number]);
            match (folded, place(&tables, wanted[number])) {
                (Some(folded), _) => folded,
                (None, Some(base)) if is_wanted_again => tables[base].sums.clone(),
                (None, Some(base)) => std::mem::replace(&mut tables[base].sums, Sums::new(0)),
                (None, None) => Sums::new(0),
            }
        });
        handed_out.collect()
    }

    /// Tables of groups whose whole intervals are summed: those, and the parts at the starts of
    /// windows.
    fn sum_intervals(&self, by: Attribution, tables: &mut [&mut Table], nest: &Nest) {
        for table in &mut *tables {
            self.each_interval(table.group, by, nest.earliest, |start, group, counts| {
                if let Some(place) = nest.innermost_whole(start) {
                    table.sums.at(group)[place].merge(counts);
                }
            });
            for fact in self.not_summed(table.group) {
                if let Some(place) = nest.innermost_whole(facts::date(fact, by)) {
                    table.change(fact, place, facts::add);
                }
            }
            for sums in table.sums.each() {
                nest.unfold(sums, Counts::merge);
            }
        }
        // The part at a window's start lies in no shorter window: it comes after they are added up.
        for edge in &nest.edges {
            if edge.is_cut {
                self.cut(by, tables, edge);
            } else {
                self.each_queued(by, edge.kept(), |fact| {
                    for table in &mut *tables {
                        table.change(fact, edge.place, facts::add);
                    }
                });
            }
        }
    }

    /// Adds the interval in which a window begins and takes away what lies before the window.
    fn cut(&self, by: Attribution, tables: &mut [&mut Table], edge: &Edge) {
        for table in &mut *tables {
            self.each_interval(table.group, by, edge.interval.start, |start, group, counts| {
                if start == edge.interval.start {
                    let counts = Counts { wait_max: 0, ..*counts };
                    table.sums.at(group)[edge.place].merge(&counts);
                }
            });
            for fact in self.not_summed(table.group) {
                if edge.interval.contains(facts::date(fact, by)) {
                    table.change(fact, edge.place, facts::add_but_longest);
                }
            }
        }
        self.each_queued(by, edge.cut_off(), |fact| {
            for table in &mut *tables {
                table.change(fact, edge.place, facts::take_away);
            }
        });
        // The longest wait cannot be taken away: it is looked for in what is left.
        self.each_queued(by, edge.kept(), |fact| {
            if facts::is_wait(fact.kind) {
                for table in &mut *tables {
                    table.change(fact, edge.place, facts::raise_longest);
                }
            }
        });
    }

    /// The counts of the whole intervals that start at or after `from`.
    fn each_interval(
        &self,
        group: Group,
        by: Attribution,
        from: Timestamp,
        mut take: impl FnMut(Timestamp, u32, &Counts),
    ) {
        if group == Group::Team {
            let all = self.team_sums.intervals(by, from);
            let told = all.filter(|(.., counts)| !counts.is_empty());
            told.for_each(|(start, team, counts)| take(start, team, counts));
        } else {
            let all = self.cells.intervals_of_all(group == Group::Queue, by, from);
            all.for_each(|(start, number, counts)| take(start, number, counts));
        }
    }

    /// The facts that the intervals of a group do not hold yet.
    fn not_summed(&self, group: Group) -> impl Iterator<Item = &Fact> {
        let rest = if group == Group::Team { self.facts.rest() } else { &[] };
        rest.iter().filter(|fact| fact.queue.get().is_some())
    }

    /// What is dated inside of `span`, without its bounds. A direct call is nobody's queue: it is
    /// in the work of its agent only.
    fn each_queued(&self, by: Attribution, span: Interval, mut take: impl FnMut(&Fact)) {
        self.facts.each_inside(by, span, |fact| {
            if fact.queue.get().is_some() {
                take(fact);
            }
        });
    }

    /// Tables of groups of which nothing is summed.
    fn count_facts(&self, by: Attribution, tables: &mut [&mut Table], nest: &Nest) {
        if tables.is_empty() {
            return;
        }
        for fact in self.facts.after(nest.earliest).filter(|fact| fact.queue.get().is_some()) {
            if let Some(place) = nest.innermost(facts::date(fact, by)) {
                for table in &mut *tables {
                    table.change(fact, place, facts::add);
                }
            }
        }
        for sums in tables.iter_mut().flat_map(|table| table.sums.each()) {
            nest.unfold(sums, Counts::merge);
        }
    }

    /// Sums over queues as sums over what they belong to.
    fn fold_queues(&self, sums: &Sums<Counts>, group: Group) -> Sums<Counts> {
        let mut folded: Sums<Counts> = Sums::new(sums.width());
        for (queue, counts) in sums.iter() {
            let Some(key) = self.group_of_queue(group, QueueId(queue)) else { continue };
            for (sum, counts) in folded.at(key).iter_mut().zip(counts) {
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

/// A shorter beginning of an interval is taken away, instead of adding the rest. Less than half of
/// it: to find the longest wait, the rest is read all the same.
const CUT_BELOW: Duration = Duration::from_secs(90);

/// Whose whole intervals are summed.
const fn is_in_cells(group: Group) -> bool {
    matches!(group, Group::Queue | Group::Did | Group::Team)
}

/// The sums of one grouping.
struct Table {
    group: Group,
    by: Attribution,
    from_cells: bool,
    sums: Sums<Counts>,
}

impl Table {
    #[inline]
    fn change(&mut self, fact: &Fact, place: usize, how: impl Fn(&mut Counts, &Fact)) {
        if let Some(key) = key_of(fact, self.group).get() {
            how(&mut self.sums.at(key)[place], fact);
        }
    }
}

/// The interval in which a window begins.
struct Edge {
    /// The window's place.
    place: usize,
    /// The window's start, which is not in it.
    start: Timestamp,
    interval: Interval,
    /// The whole interval is added and its beginning taken away; else its end is added.
    is_cut: bool,
}

impl Edge {
    fn of(now: Timestamp, start: Timestamp, place: usize) -> Self {
        let interval = Interval::at(start.floor(CONTACT_STEP), CONTACT_STEP);
        let is_shorter = start.since(interval.start) < CUT_BELOW;
        // What the log has forgotten cannot be taken away.
        let is_known = interval.start > now.before(LONGEST);
        Self { place, start, interval, is_cut: is_shorter && is_known }
    }

    /// What lies in the window, without the bounds.
    const fn kept(&self) -> Interval {
        Interval { start: self.start, end: self.interval.end }
    }

    /// What lies before the window, without the bounds.
    fn cut_off(&self) -> Interval {
        let instant = Duration(1);
        Interval { start: self.interval.start.before(instant), end: self.start.plus(instant) }
    }
}

/// Windows that end at the same instant, each within the next longer one.
pub(super) struct Nest {
    now: Timestamp,
    pub(super) earliest: Timestamp,
    /// Start and place of each, the shortest first.
    starts: Vec<(Timestamp, usize)>,
    edges: Vec<Edge>,
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
        let edges = starts.iter().map(|&(start, place)| Edge::of(now, start, place)).collect();
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
        self.edges.iter().find(|edge| edge.interval.end <= at).map(|edge| edge.place)
    }

    /// Adds each window to all longer ones.
    pub(super) fn unfold<T: Copy>(&self, sums: &mut [T], merge: impl Fn(&mut T, &T)) {
        for pair in self.starts.windows(2) {
            let shorter = sums[pair[0].1];
            merge(&mut sums[pair[1].1], &shorter);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::state::{Certainty, Channel, Direction, EndedBy};
    use domain::{AgentId, ContactId, SourceId, TeamId};
    use journal::{Event, Record, SourceKey};

    const MINUTE: i64 = 60_000_000;
    const QUEUES: u32 = 3;
    const TEAMS: u32 = 2;

    /// Two hours in which a contact comes every ten seconds or so, waits and is answered or lost.
    fn two_hours() -> Live {
        let mut seed = 7_u64;
        let mut random = move |below: i64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
            i64::try_from(seed >> 33).unwrap() % below
        };
        let mut said: Vec<(i64, Event)> = Vec::new();
        for number in 0..720_u32 {
            let contact = ContactId(number.into());
            let queue = domain::QueueId(number % QUEUES);
            let came = i64::from(number) * 10_000_000 + random(9_000_000);
            let left = came + random(3 * MINUTE);
            let (channel, direction) = (Channel::Voice, Direction::Inbound);
            let (did, customer, external) = (None, None, None);
            said.push((
                came,
                Event::ContactArrived { contact, channel, direction, did, customer, external },
            ));
            said.push((came, Event::ContactQueued { contact, queue, priority: 0 }));
            let agent = AgentId(number % 50);
            said.push(if random(5) == 0 {
                (left, Event::ContactAbandoned { contact, queue })
            } else {
                (left, Event::ContactAnswered { contact, queue: Some(queue), agent })
            });
            let ended = left + random(4 * MINUTE);
            said.push((ended, Event::ContactEnded { contact, by: EndedBy::Customer }));
        }
        for agent in 0..50 {
            let team = Some(TeamId(agent % TEAMS));
            said.push((-1, Event::AgentAssigned { agent: AgentId(agent), team }));
        }
        said.sort_by_key(|(at, _)| *at);
        let mut live = Live::new();
        for (sequence, (at, event)) in (1..).zip(said) {
            let at = Timestamp(at + 24 * 60 * MINUTE);
            let record = Record {
                sequence,
                occurred_at: at,
                journalled_at: at.plus(Duration(i64::try_from(sequence).unwrap())),
                source: SourceId(1),
                key: SourceKey::default(),
                certainty: Certainty::Reported,
                event,
            };
            live.apply(&record, &mut Vec::new());
        }
        live
    }

    #[test]
    fn a_window_from_cells_is_the_window_of_its_facts() {
        let live = two_hours();
        let lengths = [5, 15, 17, 30, 60].map(Duration::from_minutes);
        let first = live.now().unwrap();
        let mut cuts = 0;
        for seconds in 0..40 {
            let now = first.plus(Duration::from_secs(seconds * 8));
            let nest = Nest::of(now, &lengths);
            cuts += nest.edges.iter().filter(|edge| edge.is_cut).count();
            let of_both = |group| BOTH.map(|by| (group, by));
            for (group, by) in [Group::Queue, Group::Team].into_iter().flat_map(of_both) {
                let table = |from_cells| Table { group, by, from_cells, sums: Sums::new(5) };
                let (mut summed, mut counted) = (table(true), table(false));
                live.sum_intervals(by, &mut [&mut summed], &nest);
                live.count_facts(by, &mut [&mut counted], &nest);
                for sums in [&mut summed.sums, &mut counted.sums] {
                    sums.drop_where(Counts::is_empty);
                }
                assert!(counted.sums.iter().count() >= 2);
                assert_eq!(summed.sums, counted.sums, "{group:?} {by:?} after {seconds}");
            }
        }
        assert!((40..160).contains(&cuts), "both ways were gone: {cuts}");
    }
}
