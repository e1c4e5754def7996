//! The 5-minute cells of each queue and DID, running and just closed, in both attributions.
//!
//! Room:  live; filled by `Live::count`, closed by `rolling`, summed by views.
//! Takes: facts. Gives: `Effect::SetContactCell` for each cell that changed, when an interval closes.
//! Holds: a fact is in exactly one cell per key and attribution. A cell stays until its interval is
//!        13 intervals old and no open contact arrived in it; what comes later still leaves as a
//!        supplement (revision 0) that history adds to what it has.
//! Proof: stories `cells`; property `cells_hold_every_fact`.

use crate::effect::Effect;
use crate::facts;
use domain::figures::{Attribution, CONTACT_STEP, Counts, WORK_STEP};
use domain::history::{ContactCell, ContactKey};
use domain::{DidId, Interval, QueueId, Timestamp};
use journal::carry::{DayCounts, Fact, OpenCell};
use std::collections::{BTreeMap, BTreeSet};

/// Intervals kept: an hour of 12 that may begin inside one.
pub(crate) const KEPT: usize = 13;
const KEPT_MICROS: i64 = 13 * CONTACT_STEP.0;

pub(crate) const BOTH: [Attribution; 2] = [Attribution::ByArrival, Attribution::ByEvent];

/// The cell of an interval that an open contact arrived in.
pub(crate) type Needed = BTreeSet<(Timestamp, ContactKey)>;

#[derive(Clone, Debug, Default)]
struct Cell {
    counts: Counts,
    revision: u32,
    is_dirty: bool,
}

/// One key, one attribution.
#[derive(Clone, Debug, Default)]
struct Line {
    ring: [Cell; KEPT],
    /// The business day without the ring.
    day: Counts,
}

/// A cell outside the ring: older and still needed, a supplement, or of an interval to come.
#[derive(Clone, Debug, Default)]
struct Apart {
    cell: Cell,
    is_supplement: bool,
}

type Lines = Vec<Option<Box<[Line; 2]>>>;

#[derive(Clone, Debug)]
pub(crate) struct Cells {
    queues: Lines,
    dids: Lines,
    apart: BTreeMap<(Timestamp, ContactKey, Attribution), Apart>,
    /// Start of the running interval.
    running: Timestamp,
    /// Its place in the rings.
    place: usize,
    /// Start of the running quarter of an hour.
    quarter: Timestamp,
    /// The running business day.
    day: Interval,
}

impl Cells {
    pub(crate) const fn new() -> Self {
        let never = Interval { start: Timestamp::MIN, end: Timestamp::MIN };
        Self {
            queues: Vec::new(),
            dids: Vec::new(),
            apart: BTreeMap::new(),
            running: Timestamp(0),
            quarter: Timestamp(0),
            place: 0,
            day: never,
        }
    }

    pub(crate) const fn day(&self) -> Interval {
        self.day
    }

    pub(crate) const fn running(&self) -> Timestamp {
        self.running
    }

    /// Start of the running work interval.
    #[inline]
    pub(crate) const fn quarter(&self) -> Timestamp {
        self.quarter
    }

    /// Sets the clock of an empty table.
    pub(crate) fn start(&mut self, now: Timestamp) {
        self.running = now.floor(CONTACT_STEP);
        self.place = place_of(self.running);
        self.quarter = now.floor(WORK_STEP);
    }

    /// A new business day begins, or the day's bounds were changed.
    pub(crate) fn open_day(&mut self, day: Interval) {
        self.day = day;
        for lines in self.queues.iter_mut().chain(&mut self.dids).flatten() {
            for line in lines.iter_mut() {
                line.day = Counts::default();
            }
        }
    }

    #[inline]
    pub(crate) fn book(&mut self, key: ContactKey, fact: &Fact) {
        self.book_in(key, Attribution::ByArrival, fact.entered, fact);
        self.book_in(key, Attribution::ByEvent, fact.at, fact);
    }

    #[inline]
    fn book_in(&mut self, key: ContactKey, attribution: Attribution, at: Timestamp, fact: &Fact) {
        let Some(place) = self.place_at(at) else {
            self.book_apart((at.floor(CONTACT_STEP), key, attribution), fact);
            return;
        };
        let cell = &mut self.line_mut(key, attribution).ring[place];
        facts::add(&mut cell.counts, fact);
        cell.is_dirty = true;
    }

    #[cold]
    fn book_apart(&mut self, at: (Timestamp, ContactKey, Attribution), fact: &Fact) {
        let (start, key, attribution) = at;
        let is_past = start < self.running;
        let apart = self
            .apart
            .entry(at)
            .or_insert_with(|| Apart { cell: Cell::default(), is_supplement: is_past });
        facts::add(&mut apart.cell.counts, fact);
        apart.cell.is_dirty = true;
        if is_past && self.day.contains(start) {
            facts::add(&mut self.line_mut(key, attribution).day, fact);
        }
    }

    /// Where the ring keeps the interval of `at`, if it does.
    #[inline]
    fn place_at(&self, at: Timestamp) -> Option<usize> {
        let behind = self.running.0.saturating_sub(at.0);
        if behind <= 0 {
            return (behind > -CONTACT_STEP.0).then_some(self.place);
        }
        let steps = usize::try_from((behind - 1) / CONTACT_STEP.0 + 1).unwrap_or(usize::MAX);
        (steps < KEPT).then(|| (self.place + KEPT - steps) % KEPT)
    }

    #[inline]
    fn line_mut(&mut self, key: ContactKey, attribution: Attribution) -> &mut Line {
        let (lines, index) = match key {
            ContactKey::Queue(queue) => (&mut self.queues, queue.index()),
            ContactKey::Did(did) => (&mut self.dids, did.index()),
        };
        if index >= lines.len() {
            lines.resize_with(index + 1, || None);
        }
        &mut lines[index].get_or_insert_with(Box::default)[attribution as usize]
    }

    fn line(&self, key: ContactKey, attribution: Attribution) -> Option<&Line> {
        let (lines, index) = match key {
            ContactKey::Queue(queue) => (&self.queues, queue.index()),
            ContactKey::Did(did) => (&self.dids, did.index()),
        };
        lines.get(index)?.as_deref().map(|both| &both[attribution as usize])
    }

    /// Ends the running interval: changed cells leave, the oldest make room, the next begins.
    pub(crate) fn close(&mut self, needed: &Needed, effects: &mut Vec<Effect>) {
        self.flush_rings(effects);
        self.running = self.running.plus(CONTACT_STEP);
        self.place = (self.place + 1) % KEPT;
        self.quarter = self.running.floor(WORK_STEP);
        self.make_room(needed);
        self.flush_apart(needed, effects);
        self.admit_running();
    }

    /// Every changed cell of the rings leaves, in the order of keys, attributions and time.
    fn flush_rings(&mut self, effects: &mut Vec<Effect>) {
        let (running, first) = (self.running, self.place + 1);
        for (key, both) in keyed_mut(&mut self.queues, &mut self.dids) {
            for (line, attribution) in both.iter_mut().zip(BOTH) {
                for (place, start) in oldest_first(first, running) {
                    let cell = &mut line.ring[place];
                    if cell.is_dirty {
                        cell.is_dirty = false;
                        cell.revision += 1;
                        effects.push(leave((start, key, attribution), cell.revision, cell.counts));
                    }
                }
            }
        }
    }

    /// Clears the place of the interval that begins; what was there goes to the day and, if a
    /// contact that arrived in it is still open, apart.
    fn make_room(&mut self, needed: &Needed) {
        let start = Timestamp(self.running.0.saturating_sub(KEPT_MICROS));
        let in_day = self.day.contains(start);
        let place = self.place;
        let mut kept = Vec::new();
        for (key, both) in keyed_mut(&mut self.queues, &mut self.dids) {
            for (line, attribution) in both.iter_mut().zip(BOTH) {
                let old = &mut line.ring[place];
                if old.revision == 0 {
                    continue;
                }
                let old = std::mem::take(old);
                if in_day {
                    line.day.merge(&old.counts);
                }
                if needed.contains(&(start, key)) {
                    kept.push(((start, key, attribution), old));
                }
            }
        }
        for (at, cell) in kept {
            self.apart.insert(at, Apart { cell, is_supplement: false });
        }
    }

    /// Changed cells of past intervals leave; those that nobody needs any more are let go.
    fn flush_apart(&mut self, needed: &Needed, effects: &mut Vec<Effect>) {
        let running = self.running;
        self.apart.retain(|&at, apart| {
            let (start, key, _) = at;
            if start >= running {
                return true;
            }
            let cell = &mut apart.cell;
            if cell.is_dirty {
                cell.is_dirty = false;
                cell.revision += 1;
                let revision = if apart.is_supplement { 0 } else { cell.revision };
                effects.push(leave(at, revision, cell.counts));
            }
            !apart.is_supplement && needed.contains(&(start, key))
        });
    }

    /// Cells that were written ahead of their interval join the ring when it begins.
    fn admit_running(&mut self) {
        let due: Vec<_> = self
            .apart
            .range((self.running, ContactKey::Queue(QueueId(0)), Attribution::ByArrival)..)
            .take_while(|((start, ..), _)| *start == self.running)
            .map(|(&at, _)| at)
            .collect();
        for at in due {
            let apart = self.apart.remove(&at).expect("it was just seen");
            let place = self.place;
            self.line_mut(at.1, at.2).ring[place] = apart.cell;
        }
    }

    /// Nothing would leave if intervals closed: they may be skipped.
    pub(crate) fn is_settled(&self) -> bool {
        self.apart.is_empty()
            && self
                .queues
                .iter()
                .chain(&self.dids)
                .flatten()
                .flat_map(|both| both.iter())
                .all(|line| line.ring.iter().all(|cell| cell.revision == 0 && !cell.is_dirty))
    }

    /// Whether anything was ever counted under `key`.
    pub(crate) fn has(&self, key: ContactKey) -> bool {
        self.line(key, Attribution::ByEvent).is_some()
    }

    /// The counts of `key` in intervals that start at or after `from`.
    pub(crate) fn since(&self, key: ContactKey, by: Attribution, from: Timestamp) -> Counts {
        let mut sum = Counts::default();
        if let Some(line) = self.line(key, by) {
            for (place, start) in oldest_first(self.place + 1, self.running) {
                if start >= from {
                    sum.merge(&line.ring[place].counts);
                }
            }
        }
        sum
    }

    /// Every queue, or every DID, that was counted.
    pub(crate) fn keys(&self, of_queues: bool) -> impl Iterator<Item = ContactKey> {
        let lines = if of_queues { &self.queues } else { &self.dids };
        let key = move |number: u32| {
            if of_queues {
                ContactKey::Queue(QueueId(number))
            } else {
                ContactKey::Did(DidId(number))
            }
        };
        (0_u32..).zip(lines).filter(|(_, both)| both.is_some()).map(move |(n, _)| key(n))
    }

    /// The counted intervals of `key` that the ring holds, with their starts.
    pub(crate) fn intervals(
        &self,
        key: ContactKey,
        by: Attribution,
    ) -> impl Iterator<Item = (Timestamp, &Counts)> {
        let places = oldest_first(self.place + 1, self.running);
        self.line(key, by).into_iter().flat_map(move |line| {
            let cells = places.clone().map(|(place, start)| (start, &line.ring[place]));
            cells.filter(|(_, c)| c.revision > 0 || c.is_dirty).map(|(at, c)| (at, &c.counts))
        })
    }

    /// The counts of `key` in the running business day.
    pub(crate) fn today(&self, key: ContactKey, by: Attribution) -> Counts {
        let mut sum = self.since(key, by, self.day.start);
        if let Some(line) = self.line(key, by) {
            sum.merge(&line.day);
        }
        sum
    }

    /// Every cell that may still change, sorted.
    pub(crate) fn carry(&self) -> (Vec<OpenCell>, Vec<DayCounts>) {
        let (mut cells, mut days) = (Vec::new(), Vec::new());
        for (key, both) in keyed(&self.queues, &self.dids) {
            for (line, attribution) in both.iter().zip(BOTH) {
                for (place, start) in oldest_first(self.place + 1, self.running) {
                    let Cell { counts, revision, is_dirty } = line.ring[place];
                    if revision > 0 || is_dirty {
                        let is_supplement = false;
                        let cell = OpenCell {
                            start,
                            key,
                            attribution,
                            revision,
                            is_dirty,
                            is_supplement,
                            counts,
                        };
                        cells.push(cell);
                    }
                }
                if !line.day.is_empty() {
                    days.push(DayCounts { key, attribution, counts: line.day });
                }
            }
        }
        for (&(start, key, attribution), apart) in &self.apart {
            let Apart { cell: Cell { counts, revision, is_dirty }, is_supplement } = *apart;
            cells.push(OpenCell {
                start,
                key,
                attribution,
                revision,
                is_dirty,
                is_supplement,
                counts,
            });
        }
        cells.sort_by_key(|cell| (cell.start, cell.key, cell.attribution));
        (cells, days)
    }

    /// Puts carried cells back; the clock and the day are set.
    pub(crate) fn resume(&mut self, cells: &[OpenCell], days: &[DayCounts]) {
        for open in cells {
            let OpenCell { start, key, attribution, revision, is_dirty, is_supplement, counts } =
                *open;
            let cell = Cell { counts, revision, is_dirty };
            match self.place_at(start) {
                Some(place) => self.line_mut(key, attribution).ring[place] = cell,
                None => {
                    self.apart.insert((start, key, attribution), Apart { cell, is_supplement });
                }
            }
        }
        for day in days {
            self.line_mut(day.key, day.attribution).day = day.counts;
        }
    }
}

/// The place of an interval in every ring: the same after a resume.
fn place_of(start: Timestamp) -> usize {
    let number = start.0.div_euclid(CONTACT_STEP.0);
    let kept = i64::try_from(KEPT).expect("13");
    usize::try_from(number.rem_euclid(kept)).expect("not negative")
}

/// The places of a ring with the starts of their intervals; `first` is the oldest.
fn oldest_first(
    first: usize,
    running: Timestamp,
) -> impl Iterator<Item = (usize, Timestamp)> + Clone {
    (0..KEPT).map(move |n| {
        let behind = i64::try_from(KEPT - 1 - n).expect("fewer than 13") * CONTACT_STEP.0;
        ((first + n) % KEPT, Timestamp(running.0.saturating_sub(behind)))
    })
}

fn keyed_mut<'a>(
    queues: &'a mut Lines,
    dids: &'a mut Lines,
) -> impl Iterator<Item = (ContactKey, &'a mut Box<[Line; 2]>)> {
    let queues = (0_u32..).map(|n| ContactKey::Queue(QueueId(n))).zip(queues);
    let dids = (0_u32..).map(|n| ContactKey::Did(DidId(n))).zip(dids);
    queues.chain(dids).filter_map(|(key, both)| Some((key, both.as_mut()?)))
}

fn keyed<'a>(
    queues: &'a Lines,
    dids: &'a Lines,
) -> impl Iterator<Item = (ContactKey, &'a [Line; 2])> {
    let queues = (0_u32..).map(|n| ContactKey::Queue(QueueId(n))).zip(queues);
    let dids = (0_u32..).map(|n| ContactKey::Did(DidId(n))).zip(dids);
    queues.chain(dids).filter_map(|(key, both)| Some((key, both.as_deref()?)))
}

fn leave(
    (start, key, attribution): (Timestamp, ContactKey, Attribution),
    revision: u32,
    counts: Counts,
) -> Effect {
    Effect::SetContactCell(Box::new(ContactCell { key, start, attribution, revision, counts }))
}
