//! What one person's days may look like, free of any price.
//!
//! Room:  roster; readers make it, `price` walks it, `check` of each format explains it.
//! Holds: choice 0 is a day off; minutes are counted in `unit`s chosen by the reader.
//! Never: knows what a choice costs, or of other people.
//! Proof: `broken` says the same as the independent checkers (tests/it/formats.rs).

/// Choices of a day as bits; bit 0 is off.
pub type Choices = u64;

/// The most choices a day can have, off included.
pub const CHOICES: usize = 64;

/// One thing that can be done on a day: a shift, or nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Counted working time.
    pub minutes: u32,
    /// What may stand on the next day.
    pub next: Choices,
    /// Counts as a night.
    pub is_night: bool,
}

/// Working time from the end of the span before to `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The day after its last.
    pub end: usize,
    pub least: u32,
    pub most: u32,
    /// Days worked at most.
    pub days: u16,
}

/// At most so many of some kind in the whole time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    pub kind: Kind,
    pub most: u16,
}

/// What a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Days with one of these choices.
    Choices(Choices),
    /// Saturdays and Sundays worked.
    WeekendDays,
    /// Weekends with a day worked.
    Weekends,
}

/// The rules that one person's days follow. Day 0 is a Monday.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub choices: Vec<Choice>,
    /// By day.
    pub allowed: Vec<Choices>,
    /// Days worked in a row. Runs at either edge of the time may be shorter than the least.
    pub most_run: u16,
    pub least_run: u16,
    pub least_off: u16,
    /// Nights in a row.
    pub most_nights: u16,
    /// One after the other, to the last day.
    pub spans: Vec<Span>,
    pub limits: Vec<Limit>,
}

/// A rule that days break, with the day where it shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    NotAllowed { day: usize },
    Follows { day: usize },
    RunTooLong { day: usize, days: usize },
    RunTooShort { day: usize, days: usize },
    OffTooShort { day: usize, days: usize },
    NightsInARow { day: usize },
    TooLong { day: usize, minutes: u32, most: u32 },
    TooShort { day: usize, minutes: u32, least: u32 },
    TooManyDays { day: usize, days: usize, most: u16 },
    Limit { limit: usize, count: usize },
}

impl Row {
    #[must_use]
    pub fn days(&self) -> usize {
        self.allowed.len()
    }

    /// Days that are worked in `days` stay as they are.
    pub fn fix(&mut self, days: &[u8]) {
        for (allowed, choice) in self.allowed.iter_mut().zip(days).filter(|(_, c)| **c != 0) {
            *allowed &= 1 << choice;
        }
    }

    /// Every rule that `days` break, in order of rules.
    #[must_use]
    pub fn broken(&self, days: &[u8]) -> Vec<Broken> {
        let mut broken = Vec::new();
        self.check_days(days, &mut broken);
        self.check_runs(days, &mut broken);
        self.check_spans(days, &mut broken);
        for (limit, Limit { kind, most }) in self.limits.iter().enumerate() {
            let count = kind.count(days);
            if count > usize::from(*most) {
                broken.push(Broken::Limit { limit, count });
            }
        }
        broken
    }

    fn check_days(&self, days: &[u8], broken: &mut Vec<Broken>) {
        let mut nights = 0;
        for (day, &choice) in days.iter().enumerate() {
            if self.allowed[day] >> choice & 1 == 0 {
                broken.push(Broken::NotAllowed { day });
            }
            let before = if day == 0 { 0 } else { days[day - 1] };
            if day > 0 && self.choices[usize::from(before)].next >> choice & 1 == 0 {
                broken.push(Broken::Follows { day });
            }
            let is_night = self.choices[usize::from(choice)].is_night;
            nights = if is_night { nights + 1 } else { 0 };
            if nights > self.most_nights {
                broken.push(Broken::NightsInARow { day });
            }
        }
    }

    fn check_runs(&self, days: &[u8], broken: &mut Vec<Broken>) {
        let mut start = 0;
        for run in days.chunk_by(|a, b| (*a == 0) == (*b == 0)) {
            let (day, count, end) = (start, run.len(), start + run.len());
            let is_inside = day > 0 && end < days.len();
            if run[0] == 0 {
                if is_inside && count < usize::from(self.least_off) {
                    broken.push(Broken::OffTooShort { day, days: count });
                }
            } else if count > usize::from(self.most_run) {
                broken.push(Broken::RunTooLong { day, days: count });
            } else if is_inside && count < usize::from(self.least_run) {
                broken.push(Broken::RunTooShort { day, days: count });
            }
            start = end;
        }
    }

    fn check_spans(&self, days: &[u8], broken: &mut Vec<Broken>) {
        let mut day = 0;
        for span in &self.spans {
            let part = &days[day..span.end];
            let minutes = part.iter().map(|c| self.choices[usize::from(*c)].minutes).sum();
            if minutes > span.most {
                broken.push(Broken::TooLong { day, minutes, most: span.most });
            }
            if minutes < span.least {
                broken.push(Broken::TooShort { day, minutes, least: span.least });
            }
            let worked = part.iter().filter(|choice| **choice != 0).count();
            if worked > usize::from(span.days) {
                broken.push(Broken::TooManyDays { day, days: worked, most: span.days });
            }
            day = span.end;
        }
    }
}

impl Kind {
    /// How often it stands in `days`.
    #[must_use]
    pub fn count(&self, days: &[u8]) -> usize {
        let weekends = || days.chunks(7).map(|week| week.get(5..).unwrap_or_default());
        match self {
            Self::Choices(choices) => days.iter().filter(|c| *choices >> **c & 1 == 1).count(),
            Self::WeekendDays => weekends().flatten().filter(|choice| **choice != 0).count(),
            Self::Weekends => weekends().filter(|days| days.iter().any(|c| *c != 0)).count(),
        }
    }
}
