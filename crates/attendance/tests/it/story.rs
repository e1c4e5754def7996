//! Stories: a day in lines of text, and what is found in it as lines of text.
//!
//! `shift P begin end [breaks]`, `code|terminal|file|manual P time [in|out] [@site] [away]`,
//! `signed P begin [end] [@site] [seat=S]`, `leave P begin end kind`. Times are `HH:MM` on the story's day;
//! `+HH:MM` is on the next.

use attendance::anomaly::Anomaly;
use attendance::compare::{Facts, compare};
use attendance::policy::{Policies, Policy};
use attendance::punch::{PersonNumber, Punch, Source, Way};
use attendance::sheet::Member;
use attendance::shift::{Leave, Shift, SignIn};
use domain::calendar::{Day, Zone};
use domain::effective::Span;
use domain::{Interval, SiteId, Timestamp};
use std::fmt::Write as _;

/// Of the team from long ago on.
pub(crate) fn always(name: &str) -> Member {
    let first = Day::parse("2020-01-01").unwrap();
    Member { name: name.to_owned(), days: vec![Span { first, until: None, value: () }] }
}

#[derive(Clone, Debug)]
pub(crate) struct Story {
    pub(crate) zone: Zone,
    pub(crate) day: Day,
    pub(crate) punches: Vec<Punch>,
    pub(crate) shifts: Vec<Shift>,
    pub(crate) sign_ins: Vec<SignIn>,
    pub(crate) leave: Vec<Leave>,
    pub(crate) policies: Policies,
}

impl Story {
    pub(crate) fn new(day: &str, zone: &str, lines: &str) -> Self {
        let zone = Zone::named(zone).unwrap();
        let policies = Policies::everywhere(Policy::usual(zone.clone()));
        let day = Day::parse(day).unwrap();
        let (punches, shifts, sign_ins, leave) = (vec![], vec![], vec![], vec![]);
        let mut story = Self { zone, day, punches, shifts, sign_ins, leave, policies };
        story.add(lines);
        story
    }

    /// The usual story: an ordinary Friday in Shanghai.
    pub(crate) fn of(lines: &str) -> Self {
        Self::new("2026-11-27", "Asia/Shanghai", lines)
    }

    pub(crate) fn with(mut self, change: impl FnOnce(&mut Policy)) -> Self {
        change(&mut self.policies.otherwise);
        self
    }

    pub(crate) fn add(&mut self, lines: &str) {
        for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let words: Vec<&str> = line.split_whitespace().collect();
            let marked = |mark: char| words.iter().find_map(|word| word.strip_prefix(mark));
            let site = SiteId(marked('@').map_or(1, |site| site.parse().unwrap()));
            let person = PersonNumber(words[1].to_owned());
            let begin = self.at(words[2]);
            let end = words.get(3).filter(|word| word.contains(':') && !word.contains('-'));
            let end = end.map(|end| self.at(end));
            match words[0] {
                "shift" => {
                    let breaks = words.iter().filter_map(|word| word.split_once('-'));
                    let breaks = breaks
                        .map(|(start, end)| Interval { start: self.at(start), end: self.at(end) })
                        .collect();
                    self.shifts.push(Shift { person, begin, end: end.unwrap(), site, breaks });
                }
                "signed" => {
                    let seat = words.iter().find_map(|word| word.strip_prefix("seat="));
                    let seat = seat.map(str::to_owned);
                    self.sign_ins.push(SignIn { begin, person, site, seat, end });
                }
                "leave" => {
                    let (end, kind) = (end.unwrap(), words[4].to_owned());
                    self.leave.push(Leave { person, begin, end, kind });
                }
                source => {
                    let way = match words.get(3) {
                        Some(&"in") => Way::In,
                        Some(&"out") => Way::Out,
                        _ => Way::Unknown,
                    };
                    let is_network_seen = !words.contains(&"away");
                    let source = match source {
                        "code" => Source::Code { kiosk: 1, is_network_seen },
                        "terminal" => Source::Terminal { serial: "T1".into() },
                        "file" => Source::File { name: "f".into() },
                        "manual" => Source::Manual { by: "leader".into(), reason: "seen".into() },
                        other => panic!("{other}"),
                    };
                    self.punches.push(Punch { at: begin, person, site, way, source });
                }
            }
        }
    }

    pub(crate) fn at(&self, text: &str) -> Timestamp {
        let (day, text) =
            text.strip_prefix('+').map_or((self.day, text), |rest| (self.day.plus_days(1), rest));
        let (hours, minutes) = text.split_once(':').unwrap();
        let minutes: u16 = hours.parse::<u16>().unwrap() * 60 + minutes.parse::<u16>().unwrap();
        self.zone.wall_clock(day, minutes)
    }

    pub(crate) fn facts(&self, as_of: Timestamp) -> Facts<'_> {
        Facts {
            punches: &self.punches,
            shifts: &self.shifts,
            sign_ins: &self.sign_ins,
            leave: &self.leave,
            policies: &self.policies,
            as_of,
        }
    }

    pub(crate) fn found_at(&self, as_of: &str) -> String {
        self.show(&compare(&self.facts(self.at(as_of))))
    }

    /// What is found on the evening of the day after.
    pub(crate) fn found(&self) -> String {
        self.found_at("+22:00")
    }

    /// `late by 12, punches 08:12` and so on, one line each.
    pub(crate) fn show(&self, found: &[Anomaly]) -> String {
        let mut text = String::new();
        for anomaly in found {
            write!(text, "{}", anomaly.identity).unwrap();
            if let Some(by) = anomaly.by {
                write!(text, " by {}", by.micros() / 60_000_000).unwrap();
            }
            for gap in &anomaly.gaps {
                let end = gap.end.map_or_else(String::new, |end| self.clock(end));
                write!(text, " [{}-{end}]", self.clock(gap.start)).unwrap();
            }
            let times = |ids: &[String]| {
                let times = ids
                    .iter()
                    .map(|id| self.clock(Timestamp::parse(id.split(' ').next().unwrap()).unwrap()));
                times.collect::<Vec<_>>().join(" ")
            };
            if !anomaly.punches.is_empty() {
                write!(text, " punches {}", times(&anomaly.punches)).unwrap();
            }
            if !anomaly.sign_ins.is_empty() {
                write!(text, " signed {}", times(&anomaly.sign_ins)).unwrap();
            }
            text.push('\n');
        }
        text
    }

    pub(crate) fn clock(&self, at: Timestamp) -> String {
        let mark = if self.zone.day(at) > self.day { "+" } else { "" };
        let minutes = self.zone.minute_of_day(at);
        format!("{mark}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}
