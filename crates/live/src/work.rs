//! The 15-minute work cells of one agent or seat, running and just closed.
//!
//! Room:  live; under `agents` and `seats`.
//! Holds: a stay is split exactly at interval boundaries; what is booked can be taken back when a
//!        late record says that the stay ended earlier. Cells older than an hour are closed for
//!        good: later facts count in the oldest that is kept.
//! Proof: stories `work`; property `an_agents_cells_add_up_to_its_stays`.

use crate::effect::Effect;
use domain::figures::{WORK_STEP, WorkCounts};
use domain::history::{WorkCell, WorkKey};
use domain::state::AgentState;
use domain::{Interval, TeamId, Timestamp};
use journal::carry::{Work, WorkSlot};

/// Closed intervals kept for late records.
const KEPT: i64 = 4;

/// A part of a stay.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    pub(crate) state: AgentState,
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
    pub(crate) overrun_from: Option<Timestamp>,
    pub(crate) team: Option<TeamId>,
}

/// The start of the oldest interval that may still change when `running` began.
pub(crate) const fn oldest(running: Timestamp) -> Timestamp {
    Timestamp(running.0.saturating_sub(KEPT * WORK_STEP.0))
}

/// The slot of an interval and team; made if it is not there.
#[inline]
pub(crate) fn slot_mut(work: &mut Work, start: Timestamp, team: Option<TeamId>) -> &mut WorkSlot {
    let latest = &work.latest;
    let slot = if latest.start == start && latest.team == team {
        &mut work.latest
    } else {
        other_slot_mut(work, start, team)
    };
    slot.is_dirty = true;
    slot
}

/// The start of the interval that holds `at`; mostly that of the latest slot, without a division.
#[inline]
pub(crate) fn start_of(work: &Work, at: Timestamp) -> Timestamp {
    let latest = Interval::at(work.latest.start, WORK_STEP);
    if latest.contains(at) { latest.start } else { at.floor(WORK_STEP) }
}

#[cold]
fn other_slot_mut(work: &mut Work, start: Timestamp, team: Option<TeamId>) -> &mut WorkSlot {
    let new = WorkSlot { start, team, ..WorkSlot::default() };
    if is_vacant(&work.latest) || key(&work.latest) < key(&new) {
        let old = std::mem::replace(&mut work.latest, new);
        if !is_vacant(&old) {
            work.slots.push(old);
        }
        return &mut work.latest;
    }
    let at = work.slots.partition_point(|slot| key(slot) < key(&new));
    if work.slots.get(at).is_none_or(|slot| key(slot) != key(&new)) {
        work.slots.insert(at, new);
    }
    &mut work.slots[at]
}

const fn is_vacant(slot: &WorkSlot) -> bool {
    slot.revision == 0 && !slot.is_dirty
}

const fn key(slot: &WorkSlot) -> (Timestamp, Option<TeamId>) {
    (slot.start, slot.team)
}

/// Nothing may still change.
pub(crate) const fn is_settled(work: &Work) -> bool {
    is_vacant(&work.latest) && work.slots.is_empty()
}

/// Books a part of a stay.
#[inline]
pub(crate) fn book(work: &mut Work, part: Part) {
    each_interval(work, part, |counts, activity, length, overrun| {
        counts.times.0[activity] += length;
        counts.break_overrun += overrun;
    });
}

/// Takes back what was booked of a stay that ended earlier than was known.
pub(crate) fn take_back(work: &mut Work, part: Part) {
    each_interval(work, part, |counts, activity, length, overrun| {
        let time = &mut counts.times.0[activity];
        *time = time.saturating_sub(length);
        counts.break_overrun = counts.break_overrun.saturating_sub(overrun);
    });
}

#[inline]
fn each_interval(work: &mut Work, part: Part, change: impl Fn(&mut WorkCounts, usize, u64, u64)) {
    let Part { state, mut from, until, overrun_from, team } = part;
    let activity = state.activity() as usize;
    while from < until {
        let interval = Interval::at(start_of(work, from), WORK_STEP);
        let end = interval.end.min(until);
        let length = end.since(from).0.cast_unsigned();
        let overrun = overrun_from.map_or(0, |limit| end.since(from.max(limit)).0.cast_unsigned());
        change(&mut slot_mut(work, interval.start, team).counts, activity, length, overrun);
        from = end;
    }
}

/// An interval ended and `running` begins: changed cells of closed intervals leave, the oldest are
/// let go into the day.
pub(crate) fn close(
    work: &mut Work,
    whose: WorkKey,
    running: Timestamp,
    day: Interval,
    effects: &mut Vec<Effect>,
) {
    if is_settled(work) {
        return;
    }
    let oldest = oldest(running);
    let Work { latest, slots, day: total } = work;
    slots.push(std::mem::take(latest));
    slots.retain_mut(|slot| {
        if slot.start >= running {
            return true;
        }
        if slot.is_dirty {
            slot.is_dirty = false;
            slot.revision += 1;
            let WorkSlot { start, team, revision, counts, .. } = *slot;
            effects.push(Effect::SetWorkCell(Box::new(WorkCell {
                key: whose,
                team,
                start,
                revision,
                counts,
            })));
        }
        let is_kept = slot.start >= oldest;
        if !is_kept && day.contains(slot.start) {
            total.merge(&slot.counts);
        }
        is_kept
    });
    *latest = slots.pop().unwrap_or_default();
}

/// The work of the running business day, as far as it is booked.
pub(crate) fn today(work: &Work, day: Interval) -> WorkCounts {
    let mut sum = work.day;
    for slot in work.slots.iter().chain([&work.latest]).filter(|slot| day.contains(slot.start)) {
        sum.merge(&slot.counts);
    }
    sum
}
