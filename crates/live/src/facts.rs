//! What was counted in the last hour, one by one: the sliding windows.
//!
//! Room:  live; written by `Live::count` and at the end of stays, read by views.
//! Takes: `Fact`s and `Stay`s. Gives: sums over any window of up to `LONGEST`, grouped by any key.
//! Holds: exact to the microsecond, for both attributions; a window is `(now - length, now]`.
//! Why:   a log, because it is exact and cheap to write. On reading, whole intervals come from the
//!        cells and from `teams`; only the edges, and what has neither (agents, seats), is scanned.
//! Proof: property `a_window_counts_what_the_records_say`.

use crate::cells::BOTH;
use domain::figures::{Attribution, Counts, WorkCounts, bucket};
use domain::{AgentId, DidId, Duration, Interval, QueueId, SeatId, TeamId, Timestamp};
use journal::carry::{Fact, FactKind, Slim, Stay};
use std::collections::VecDeque;

/// The longest sliding window.
pub(crate) const LONGEST: Duration = Duration::from_minutes(60);

/// A length that is summed: longer ones than a year are a source's error and would overflow sums.
const LENGTH_MAX: Duration = Duration::from_minutes(366 * 24 * 60);

const CHUNK: usize = 1024;

/// Something that lies in a window by when it happened.
pub(crate) trait Dated: Copy {
    /// Whether anything is searched for by its first date alone.
    const IS_SEARCHED: bool;

    /// Its two instants: entered the queue and happened, or began and ended.
    fn dates(&self) -> [Timestamp; 2];
}

impl Dated for Fact {
    const IS_SEARCHED: bool = true;

    #[inline]
    fn dates(&self) -> [Timestamp; 2] {
        BOTH.map(|by| date(self, by))
    }
}

impl Dated for Stay {
    const IS_SEARCHED: bool = false;

    #[inline]
    fn dates(&self) -> [Timestamp; 2] {
        [self.from, self.until]
    }
}

#[derive(Clone, Debug)]
struct Chunk<T> {
    /// The earliest and the latest of each date.
    earliest: [Timestamp; 2],
    latest: [Timestamp; 2],
    items: Vec<T>,
    /// The first dates once more, side by side, if they are searched: contacts of one chunk entered
    /// their queues over many minutes, and looking for a few of them shall not read all of it.
    first_dates: Vec<Timestamp>,
}

impl<T: Dated> Chunk<T> {
    fn new() -> Self {
        let first_dates = Vec::with_capacity(if T::IS_SEARCHED { CHUNK } else { 0 });
        let (earliest, latest) = ([Timestamp::MAX; 2], [Timestamp::MIN; 2]);
        Self { earliest, latest, items: Vec::with_capacity(CHUNK), first_dates }
    }

    /// Empty again, in the same memory.
    fn cleared(mut self) -> Self {
        self.items.clear();
        self.first_dates.clear();
        (self.earliest, self.latest) = ([Timestamp::MAX; 2], [Timestamp::MIN; 2]);
        self
    }

    #[inline]
    fn push(&mut self, item: T) {
        let dates = item.dates();
        if T::IS_SEARCHED {
            self.first_dates.push(dates[0]);
        }
        for (place, date) in dates.into_iter().enumerate() {
            self.earliest[place] = self.earliest[place].min(date);
            self.latest[place] = self.latest[place].max(date);
        }
        self.items.push(item);
    }

    fn last(&self) -> Timestamp {
        self.latest[0].max(self.latest[1])
    }
}

/// A log in the journal's order that forgets what no window can see.
#[derive(Clone, Debug)]
pub(crate) struct Log<T> {
    chunks: VecDeque<Chunk<T>>,
}

impl<T: Dated> Log<T> {
    pub(crate) const fn new() -> Self {
        Self { chunks: VecDeque::new() }
    }

    /// Adds an item; gives the chunk that is full with it.
    #[inline]
    pub(crate) fn push(&mut self, item: T, now: Timestamp) -> Option<&[T]> {
        match self.chunks.back_mut() {
            Some(chunk) if chunk.items.len() < CHUNK => {
                chunk.push(item);
                (chunk.items.len() == CHUNK).then_some(&self.chunks.back()?.items)
            }
            Some(_) | None => {
                self.open_chunk(item, now);
                None
            }
        }
    }

    /// What came after the last full chunk.
    pub(crate) fn rest(&self) -> &[T] {
        self.chunks.back().filter(|chunk| chunk.items.len() < CHUNK).map_or(&[], |c| &c.items)
    }

    #[cold]
    fn open_chunk(&mut self, item: T, now: Timestamp) {
        let mut chunk = self.forget(now).unwrap_or_else(Chunk::new);
        chunk.push(item);
        self.chunks.push_back(chunk);
    }

    /// Drops chunks that are out of sight and hands one of them back, empty, for reuse.
    fn forget(&mut self, now: Timestamp) -> Option<Chunk<T>> {
        let start = now.before(LONGEST);
        let mut spare = None;
        while self.chunks.front().is_some_and(|chunk| chunk.last() <= start) {
            spare = self.chunks.pop_front().map(Chunk::cleared);
        }
        spare
    }

    /// What may lie after `start`.
    pub(crate) fn after(&self, start: Timestamp) -> impl Iterator<Item = &T> {
        self.chunks.iter().filter(move |chunk| chunk.last() > start).flat_map(|c| &c.items)
    }

    /// The latest instant that anything is dated.
    pub(crate) fn latest(&self) -> Timestamp {
        self.chunks.iter().map(Chunk::last).max().unwrap_or(Timestamp::MIN)
    }

    /// Everything that the longest window can see at `now`.
    pub(crate) fn visible(&self, now: Timestamp) -> Vec<T> {
        let start = now.before(LONGEST);
        self.after(start)
            .filter(|item| item.dates().iter().any(|date| *date > start))
            .copied()
            .collect()
    }
}

impl Log<Fact> {
    /// Everything dated inside of `span`, without its bounds.
    pub(crate) fn each_inside(&self, by: Attribution, span: Interval, mut take: impl FnMut(&Fact)) {
        let is_near = |chunk: &&Chunk<Fact>| {
            span.start < chunk.latest[by as usize] && chunk.earliest[by as usize] < span.end
        };
        let is_in = |at: Timestamp| span.start < at && at < span.end;
        for chunk in self.chunks.iter().filter(is_near) {
            match by {
                Attribution::ByArrival => {
                    for (at, fact) in chunk.first_dates.iter().zip(&chunk.items) {
                        if is_in(*at) {
                            take(fact);
                        }
                    }
                }
                Attribution::ByEvent => {
                    chunk.items.iter().filter(|fact| is_in(fact.at)).for_each(&mut take);
                }
            }
        }
    }
}

/// Whose contact it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Whose {
    pub(crate) queue: Option<QueueId>,
    pub(crate) did: Option<DidId>,
    pub(crate) entered: Timestamp,
}

/// Who did it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Who {
    pub(crate) agent: Option<AgentId>,
    pub(crate) team: Option<TeamId>,
    pub(crate) seat: Option<SeatId>,
}

#[inline]
pub(crate) fn slim(id: Option<u32>) -> Slim {
    id.map_or(Slim::NONE, Slim::new)
}

#[inline]
pub(crate) fn bounded(length: Duration) -> Duration {
    length.max(Duration::ZERO).min(LENGTH_MAX)
}

/// A fact without an agent.
#[inline]
pub(crate) fn fact(kind: FactKind, at: Timestamp, whose: Whose) -> Fact {
    Fact {
        at,
        entered: whose.entered,
        length: Duration::ZERO,
        hold: Duration::ZERO,
        queue: slim(whose.queue.map(|q| q.0)),
        did: slim(whose.did.map(|d| d.0)),
        agent: Slim::NONE,
        team: Slim::NONE,
        seat: Slim::NONE,
        kind,
        step: 0,
    }
}

/// The same fact, done by somebody.
#[inline]
pub(crate) fn by(fact: Fact, who: Who) -> Fact {
    Fact {
        agent: slim(who.agent.map(|a| a.0)),
        team: slim(who.team.map(|t| t.0)),
        seat: slim(who.seat.map(|s| s.0)),
        ..fact
    }
}

/// The instant by which a fact belongs to an interval or window.
#[inline]
pub(crate) const fn date(fact: &Fact, by: Attribution) -> Timestamp {
    match by {
        Attribution::ByArrival => fact.entered,
        Attribution::ByEvent => fact.at,
    }
}

/// Books one fact in the counts of a queue, DID or team.
#[inline]
pub(crate) fn add(counts: &mut Counts, fact: &Fact) {
    let length = fact.length.0.cast_unsigned();
    match fact.kind {
        FactKind::Offered => counts.offered += 1,
        FactKind::Refused => counts.refused += 1,
        FactKind::Answered | FactKind::AnsweredUnrung => {
            counts.offers += u32::from(fact.kind == FactKind::AnsweredUnrung);
            counts.answered += 1;
            counts.wait_answered += length;
            counts.wait_max = counts.wait_max.max(length);
            counts.answered_waits.0[usize::from(fact.step)] += 1;
        }
        FactKind::Abandoned => {
            counts.abandoned += 1;
            counts.wait_abandoned += length;
            counts.wait_max = counts.wait_max.max(length);
            counts.abandoned_waits.0[usize::from(fact.step)] += 1;
        }
        FactKind::Diverted => counts.diverted += 1,
        FactKind::TransferredBlind => counts.transferred_blind += 1,
        FactKind::TransferredAttended => counts.transferred_attended += 1,
        FactKind::Rang => counts.offers += 1,
        FactKind::RungOut => counts.rung_out += 1,
        FactKind::Released | FactKind::Handled => {
            counts.handled += u32::from(fact.kind == FactKind::Handled);
            counts.talk += length;
            counts.hold += fact.hold.0.cast_unsigned();
        }
        FactKind::AfterContactWork => counts.after_contact_work += length,
    }
}

/// Books one fact, but not its wait as the longest.
#[inline]
pub(crate) fn add_but_longest(counts: &mut Counts, fact: &Fact) {
    let longest = counts.wait_max;
    add(counts, fact);
    counts.wait_max = longest;
}

/// Books a fact's wait as the longest, if it is.
#[inline]
pub(crate) fn raise_longest(counts: &mut Counts, fact: &Fact) {
    counts.wait_max = counts.wait_max.max(fact.length.0.cast_unsigned());
}

/// Takes away what `add` booked, but for the longest wait.
#[inline]
pub(crate) fn take_away(counts: &mut Counts, fact: &Fact) {
    let length = fact.length.0.cast_unsigned();
    match fact.kind {
        FactKind::Offered => counts.offered -= 1,
        FactKind::Refused => counts.refused -= 1,
        FactKind::Answered | FactKind::AnsweredUnrung => {
            counts.offers -= u32::from(fact.kind == FactKind::AnsweredUnrung);
            counts.answered -= 1;
            counts.wait_answered -= length;
            counts.answered_waits.0[usize::from(fact.step)] -= 1;
        }
        FactKind::Abandoned => {
            counts.abandoned -= 1;
            counts.wait_abandoned -= length;
            counts.abandoned_waits.0[usize::from(fact.step)] -= 1;
        }
        FactKind::Diverted => counts.diverted -= 1,
        FactKind::TransferredBlind => counts.transferred_blind -= 1,
        FactKind::TransferredAttended => counts.transferred_attended -= 1,
        FactKind::Rang => counts.offers -= 1,
        FactKind::RungOut => counts.rung_out -= 1,
        FactKind::Released | FactKind::Handled => {
            counts.handled -= u32::from(fact.kind == FactKind::Handled);
            counts.talk -= length;
            counts.hold -= fact.hold.0.cast_unsigned();
        }
        FactKind::AfterContactWork => counts.after_contact_work -= length,
    }
}

/// Whether a fact's length is a wait that ended.
#[inline]
pub(crate) const fn is_wait(kind: FactKind) -> bool {
    matches!(kind, FactKind::Answered | FactKind::AnsweredUnrung | FactKind::Abandoned)
}

/// The step of the ladder that a fact's wait falls into, where it has one: found once, added often.
#[inline]
pub(crate) fn ladder_step(fact: &Fact) -> u8 {
    if is_wait(fact.kind) {
        u8::try_from(bucket(fact.length)).expect("the ladder has 31 steps")
    } else {
        0
    }
}

/// Whether a fact is part of the work of its agent.
#[inline]
pub(crate) const fn is_work(kind: FactKind) -> bool {
    match kind {
        FactKind::Answered
        | FactKind::AnsweredUnrung
        | FactKind::TransferredBlind
        | FactKind::TransferredAttended
        | FactKind::Rang
        | FactKind::RungOut
        | FactKind::Released
        | FactKind::Handled => true,
        FactKind::Offered
        | FactKind::Refused
        | FactKind::Abandoned
        | FactKind::Diverted
        | FactKind::AfterContactWork => false,
    }
}

/// Books one fact in the work of an agent; time is booked from stays.
#[inline]
pub(crate) fn add_work(counts: &mut WorkCounts, kind: FactKind) {
    match kind {
        FactKind::Answered => counts.answered += 1,
        FactKind::AnsweredUnrung => {
            counts.offers += 1;
            counts.answered += 1;
        }
        FactKind::TransferredBlind | FactKind::TransferredAttended => counts.transferred += 1,
        FactKind::Rang => counts.offers += 1,
        FactKind::RungOut => counts.rung_out += 1,
        FactKind::Released | FactKind::Handled => counts.handled += 1,
        FactKind::Offered
        | FactKind::Refused
        | FactKind::Abandoned
        | FactKind::Diverted
        | FactKind::AfterContactWork => {}
    }
}
