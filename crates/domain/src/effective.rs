//! What holds from which day on: one value at a time, without gaps of knowledge and without overlaps.
//!
//! Room:  domain; facts about people (team, skills, contract) are kept and changed by it.
//! Takes: changes "from day D", and changes that are taken back. Gives: the value on a day, the spans.
//! Holds: days rise; no two spans overlap and no two that touch say the same; a change from D leaves
//!        the days before D and those from the next change on as they were.
//! Never: knows what today is: which changes may still be taken back is the caller's to say.
//! Proof: properties below, against a day by day table.

use crate::calendar::Day;

/// A value on the days from `first` up to `until`, which is the first day after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span<V> {
    pub first: Day,
    /// `None`: no end is known.
    pub until: Option<Day>,
    pub value: V,
}

impl<V> Span<V> {
    /// Whether it holds on that day.
    #[must_use]
    pub fn holds_on(&self, day: Day) -> bool {
        self.first <= day && self.until.is_none_or(|until| day < until)
    }

    /// Whether there is a day on which both hold.
    #[must_use]
    pub fn overlaps<W>(&self, other: &Span<W>) -> bool {
        self.until.is_none_or(|until| other.first < until)
            && other.until.is_none_or(|until| self.first < until)
    }
}

/// The days on which a value begins to hold, or (`None`) nothing does any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline<V> {
    points: Vec<(Day, Option<V>)>,
}

impl<V> Default for Timeline<V> {
    fn default() -> Self {
        Self { points: Vec::new() }
    }
}

impl<V: Clone + PartialEq> Timeline<V> {
    /// A timeline of spans; where two overlap, the one that begins later holds.
    #[must_use]
    pub fn of(mut spans: Vec<Span<V>>) -> Self {
        spans.sort_by_key(|span| span.first);
        let mut points: Vec<(Day, Option<V>)> = Vec::with_capacity(spans.len() + 1);
        let mut spans = spans.into_iter().peekable();
        while let Some(Span { first, until, value }) = spans.next() {
            points.push((first, Some(value)));
            let next = spans.peek().map(|span| span.first);
            if let Some(until) = until.filter(|&until| next.is_none_or(|next| until < next)) {
                points.push((until, None));
            }
        }
        let mut timeline = Self { points };
        timeline.tidy();
        timeline
    }

    /// What holds on a day.
    #[must_use]
    pub fn at(&self, day: Day) -> Option<&V> {
        let later = self.points.partition_point(|(first, _)| *first <= day);
        self.points.get(later.checked_sub(1)?)?.1.as_ref()
    }

    /// Says what holds from a day on, up to the next change that is known already; gives whether
    /// that is anything new.
    pub fn set_from(&mut self, day: Day, value: Option<V>) -> bool {
        if self.at(day) == value.as_ref() {
            return false;
        }
        match self.points.binary_search_by_key(&day, |(first, _)| *first) {
            Ok(at) => self.points[at].1 = value,
            Err(at) => self.points.insert(at, (day, value)),
        }
        self.tidy();
        true
    }

    /// Takes the change of exactly this day back: what held before goes on. Whether there was one.
    pub fn take_back(&mut self, day: Day) -> bool {
        let Ok(at) = self.points.binary_search_by_key(&day, |(first, _)| *first) else {
            return false;
        };
        self.points.remove(at);
        self.tidy();
        true
    }

    /// The days of change after `day`, with what holds from then on.
    pub fn after(&self, day: Day) -> impl Iterator<Item = (Day, Option<&V>)> {
        self.points
            .iter()
            .filter(move |(first, _)| *first > day)
            .map(|(first, value)| (*first, value.as_ref()))
    }

    /// What holds when, oldest first.
    #[must_use]
    pub fn spans(&self) -> Vec<Span<V>> {
        let ends = self.points.iter().skip(1).map(|(first, _)| Some(*first));
        let both = self.points.iter().zip(ends.chain(std::iter::once(None)));
        let span = |((first, value), until): (&(Day, Option<V>), Option<Day>)| {
            value.clone().map(|value| Span { first: *first, until, value })
        };
        both.filter_map(span).collect()
    }

    /// Leaves out what says nothing: an end before any beginning, a value that held already.
    fn tidy(&mut self) {
        let mut before: Option<V> = None;
        self.points.retain(|(_, value)| {
            let is_new = *value != before;
            if is_new {
                before.clone_from(value);
            }
            is_new
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DAYS: i64 = 40;

    fn day(number: i64) -> Day {
        Day::parse("2026-02-20").unwrap().plus_days(number)
    }

    #[derive(Clone, Debug)]
    enum Step {
        Set(i64, Option<u8>),
        TakeBack(i64),
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let set = (0..DAYS, prop::option::of(0_u8..3)).prop_map(|(d, v)| Step::Set(d, v));
        let back = (0..DAYS).prop_map(Step::TakeBack);
        prop::collection::vec(prop_oneof![3 => set, 1 => back], 0..30)
    }

    fn table(timeline: &Timeline<u8>) -> Vec<Option<u8>> {
        (0..DAYS).map(|d| timeline.at(day(d)).copied()).collect()
    }

    fn check(timeline: &Timeline<u8>) {
        let spans = timeline.spans();
        for pair in spans.windows(2) {
            assert!(!pair[0].overlaps(&pair[1]), "{spans:?}");
            let end = pair[0].until.expect("only the last has no end");
            assert!(pair[0].first < end && end <= pair[1].first, "{spans:?}");
            assert!(end < pair[1].first || pair[0].value != pair[1].value, "{spans:?}");
        }
        for d in 0..DAYS {
            let holding: Vec<_> = spans.iter().filter(|s| s.holds_on(day(d))).collect();
            assert!(holding.len() <= 1, "{spans:?}");
            assert_eq!(holding.first().map(|s| s.value), timeline.at(day(d)).copied());
        }
        assert_eq!(&Timeline::of(spans), timeline, "spans say all of it");
    }

    proptest! {
        #[test]
        fn a_change_from_a_day_leaves_the_days_before_and_the_known_changes_after(steps in steps()) {
            let mut timeline = Timeline::default();
            for step in steps {
                let before = table(&timeline);
                let known: Vec<Day> = timeline.after(day(-1)).map(|(first, _)| first).collect();
                let next = |from: i64| {
                    let later = (from + 1..DAYS).find(|d| known.contains(&day(*d)));
                    usize::try_from(later.unwrap_or(DAYS)).unwrap()
                };
                match step {
                    Step::Set(from, value) => {
                        let first = usize::try_from(from).unwrap();
                        let differs = before[first] != value;
                        prop_assert_eq!(timeline.set_from(day(from), value), differs);
                        let mut expected = before.clone();
                        if differs {
                            expected[first..next(from)].fill(value);
                        }
                        prop_assert_eq!(table(&timeline), expected);
                    }
                    Step::TakeBack(from) => {
                        let first = usize::try_from(from).unwrap();
                        let was = known.contains(&day(from));
                        prop_assert_eq!(timeline.take_back(day(from)), was);
                        let mut expected = before.clone();
                        if was {
                            let held = first.checked_sub(1).and_then(|d| before[d]);
                            expected[first..next(from)].fill(held);
                        }
                        prop_assert_eq!(table(&timeline), expected);
                    }
                }
                check(&timeline);
            }
        }

        #[test]
        fn a_future_change_that_is_taken_back_was_never_there(steps in steps(), value in 5_u8..9) {
            let mut timeline = Timeline::default();
            for step in steps {
                if let Step::Set(from, value) = step {
                    timeline.set_from(day(from), value);
                }
            }
            let before = timeline.clone();
            timeline.set_from(day(DAYS + 1), Some(value));
            prop_assert!(timeline.take_back(day(DAYS + 1)));
            prop_assert_eq!(timeline, before);
        }
    }

    #[test]
    fn a_move_next_month_splits_the_row_in_force() {
        let mut team = Timeline::default();
        assert!(team.set_from(day(0), Some("甲")));
        assert!(team.set_from(day(30), Some("乙")));
        assert!(!team.set_from(day(31), Some("乙")), "nothing new");
        let [first, second] = &team.spans()[..] else { panic!("{team:?}") };
        assert_eq!((first.until, second.first, second.until), (Some(day(30)), day(30), None));
    }
}
