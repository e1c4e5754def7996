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

/// The cells of one interval, by number of the queue or DID and by attribution. What is written
/// together lies together: a busy centre has thousands of cells and writes to those of few intervals.
type Row = Vec<[Cell; 2]>;

/// The cells of all queues, or of all DIDs.
#[derive(Clone, Debug)]
struct Ring {
    rows: [Row; KEPT],
    /// The business day without the rows.
    days: Vec<[Counts; 2]>,
}

impl Ring {
    fn new() -> Self {
        Self { rows: std::array::from_fn(|_| Vec::new()), days: Vec::new() }
    }

    #[inline]
    fn cell_mut(&mut self, place: usize, index: usize, by: Attribution) -> &mut Cell {
        let row = &mut self.rows[place];
        if index >= row.len() {
            grow(row, index);
        }
        &mut row[index][by as usize]
    }

    fn cell(&self, place: usize, index: usize, by: Attribution) -> Option<&Cell> {
        let cell = &self.rows[place].get(index)?[by as usize];
        cell.is_used().then_some(cell)
    }

    fn day_mut(&mut self, index: usize, by: Attribution) -> &mut Counts {
        if index >= self.days.len() {
            self.days.resize(index + 1, <[Counts; 2]>::default());
        }
        &mut self.days[index][by as usize]
    }

    fn day(&self, index: usize, by: Attribution) -> Counts {
        self.days.get(index).map_or_else(Counts::default, |both| both[by as usize])
    }

    /// One more than the highest number that was counted.
    fn len(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or(0).max(self.days.len())
    }
}

#[cold]
fn grow(row: &mut Row, index: usize) {
    row.resize_with(index + 1, <[Cell; 2]>::default);
}

impl Cell {
    const fn is_used(&self) -> bool {
        self.revision > 0 || self.is_dirty
    }
}

/// A cell outside the ring: older and still needed, a supplement, or of an interval to come.
#[derive(Clone, Debug, Default)]
struct Apart {
    cell: Cell,
    is_supplement: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Cells {
    queues: Ring,
    dids: Ring,
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
    pub(crate) fn new() -> Self {
        let never = Interval { start: Timestamp::MIN, end: Timestamp::MIN };
        Self {
            queues: Ring::new(),
            dids: Ring::new(),
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
        self.queues.days.clear();
        self.dids.days.clear();
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
        let (ring, index) = self.ring_mut(key);
        let cell = ring.cell_mut(place, index, attribution);
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
            let (ring, index) = self.ring_mut(key);
            facts::add(ring.day_mut(index, attribution), fact);
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
    fn ring_mut(&mut self, key: ContactKey) -> (&mut Ring, usize) {
        match key {
            ContactKey::Queue(queue) => (&mut self.queues, queue.index()),
            ContactKey::Did(did) => (&mut self.dids, did.index()),
        }
    }

    fn ring(&self, key: ContactKey) -> (&Ring, usize) {
        match key {
            ContactKey::Queue(queue) => (&self.queues, queue.index()),
            ContactKey::Did(did) => (&self.dids, did.index()),
        }
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
        for of_queues in [true, false] {
            let ring = if of_queues { &mut self.queues } else { &mut self.dids };
            for (number, index) in (0_u32..).zip(0..ring.len()) {
                for by in BOTH {
                    for (place, start) in oldest_first(first, running) {
                        let both = ring.rows[place].get_mut(index);
                        let Some(cell) = both.map(|both| &mut both[by as usize]) else { continue };
                        if cell.is_dirty {
                            cell.is_dirty = false;
                            cell.revision += 1;
                            let at = (start, key_of(of_queues, number), by);
                            effects.push(leave(at, cell.revision, cell.counts));
                        }
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
        for of_queues in [true, false] {
            let ring = if of_queues { &mut self.queues } else { &mut self.dids };
            let mut row = std::mem::take(&mut ring.rows[self.place]);
            for (number, both) in (0_u32..).zip(&mut row) {
                for by in BOTH {
                    let cell = std::mem::take(&mut both[by as usize]);
                    if cell.revision == 0 {
                        continue;
                    }
                    if in_day {
                        ring.day_mut(number as usize, by).merge(&cell.counts);
                    }
                    let key = key_of(of_queues, number);
                    if needed.contains(&(start, key)) {
                        self.apart.insert((start, key, by), Apart { cell, is_supplement: false });
                    }
                }
            }
            ring.rows[self.place] = row;
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
            let (ring, index) = self.ring_mut(at.1);
            *ring.cell_mut(place, index, at.2) = apart.cell;
        }
    }

    /// Nothing would leave if intervals closed: they may be skipped.
    pub(crate) fn is_settled(&self) -> bool {
        let is_used = |both: &[Cell; 2]| both.iter().any(Cell::is_used);
        let mut rows = self.queues.rows.iter().chain(&self.dids.rows);
        self.apart.is_empty() && !rows.any(|row| row.iter().any(is_used))
    }

    /// Whether anything is counted under `key`, lately or today.
    pub(crate) fn has(&self, key: ContactKey) -> bool {
        let (ring, index) = self.ring(key);
        let is_used = |by: &Attribution| {
            (0..KEPT).any(|place| ring.cell(place, index, *by).is_some())
                || !ring.day(index, *by).is_empty()
        };
        BOTH.iter().any(is_used)
    }

    /// The counts of `key` in intervals that start at or after `from`.
    pub(crate) fn since(&self, key: ContactKey, by: Attribution, from: Timestamp) -> Counts {
        let mut sum = Counts::default();
        for (_, counts) in self.intervals(key, by).filter(|(start, _)| *start >= from) {
            sum.merge(counts);
        }
        sum
    }

    /// Every queue, or every DID, that may have been counted.
    pub(crate) fn keys(&self, of_queues: bool) -> impl Iterator<Item = ContactKey> {
        let ring = if of_queues { &self.queues } else { &self.dids };
        (0_u32..).zip(0..ring.len()).map(move |(number, _)| key_of(of_queues, number))
    }

    /// The counted intervals of `key` that the ring holds, with their starts.
    pub(crate) fn intervals(
        &self,
        key: ContactKey,
        by: Attribution,
    ) -> impl Iterator<Item = (Timestamp, &Counts)> {
        let (ring, index) = self.ring(key);
        oldest_first(self.place + 1, self.running).filter_map(move |(place, start)| {
            ring.cell(place, index, by).map(|cell| (start, &cell.counts))
        })
    }

    /// What was counted in the intervals that start at or after `from`, with start and number: one
    /// pass over what lies together.
    pub(crate) fn intervals_of_all(
        &self,
        of_queues: bool,
        by: Attribution,
        from: Timestamp,
    ) -> impl Iterator<Item = (Timestamp, u32, &Counts)> {
        let ring = if of_queues { &self.queues } else { &self.dids };
        let recent = oldest_first(self.place + 1, self.running).filter(move |&(_, s)| s >= from);
        recent.flat_map(move |(place, start)| {
            let row = (0_u32..).zip(&ring.rows[place]);
            row.map(move |(number, both)| (start, number, &both[by as usize]))
                .filter(|(.., cell)| cell.is_used())
                .map(|(start, number, cell)| (start, number, &cell.counts))
        })
    }

    /// The counts of `key` in the running business day.
    pub(crate) fn today(&self, key: ContactKey, by: Attribution) -> Counts {
        let mut sum = self.since(key, by, self.day.start);
        let (ring, index) = self.ring(key);
        sum.merge(&ring.day(index, by));
        sum
    }

    /// Every cell that may still change, sorted.
    pub(crate) fn carry(&self) -> (Vec<OpenCell>, Vec<DayCounts>) {
        let (mut cells, mut days) = (Vec::new(), Vec::new());
        for key in self.keys(true).chain(self.keys(false)) {
            let (ring, index) = self.ring(key);
            for attribution in BOTH {
                for (place, start) in oldest_first(self.place + 1, self.running) {
                    let Some(cell) = ring.cell(place, index, attribution) else { continue };
                    let Cell { counts, revision, is_dirty } = *cell;
                    let is_supplement = false;
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
                let counts = ring.day(index, attribution);
                if !counts.is_empty() {
                    days.push(DayCounts { key, attribution, counts });
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
                Some(place) => {
                    let (ring, index) = self.ring_mut(key);
                    *ring.cell_mut(place, index, attribution) = cell;
                }
                None => {
                    self.apart.insert((start, key, attribution), Apart { cell, is_supplement });
                }
            }
        }
        for day in days {
            let (ring, index) = self.ring_mut(day.key);
            *ring.day_mut(index, day.attribution) = day.counts;
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
fn oldest_first(first: usize, running: Timestamp) -> impl Iterator<Item = (usize, Timestamp)> {
    (0..KEPT).map(move |n| {
        let behind = i64::try_from(KEPT - 1 - n).expect("fewer than 13") * CONTACT_STEP.0;
        ((first + n) % KEPT, Timestamp(running.0.saturating_sub(behind)))
    })
}

fn key_of(of_queues: bool, number: u32) -> ContactKey {
    if of_queues { ContactKey::Queue(QueueId(number)) } else { ContactKey::Did(DidId(number)) }
}

fn leave(
    (start, key, attribution): (Timestamp, ContactKey, Attribution),
    revision: u32,
    counts: Counts,
) -> Effect {
    Effect::SetContactCell(Box::new(ContactCell { key, start, attribution, revision, counts }))
}
