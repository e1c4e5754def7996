//! The `[[queue]]` sections: when a queue is open.
//!
//! Room:  server, config.
//! Takes: hours per weekday, other hours on single dates. Gives: `Queue`, or the first error with
//!        line, key and remedy.
//! Holds: a day that is not named is as `daily`, or closed where there is no `daily`.
//! Proof: tests below.

use super::{ConfigError, Source};
use domain::calendar::{Day, Zone};
use domain::opening::{OpenSpan, OpeningHours};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;

/// A queue as its source calls it, and when it is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queue {
    pub source: String,
    pub key: String,
    /// Absent: always.
    pub hours: Option<OpeningHours>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenQueue {
    source: Spanned<String>,
    key: Spanned<String>,
    hours: Option<WrittenHours>,
}

type Spans = Vec<Spanned<String>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenHours {
    zone: Option<Spanned<String>>,
    daily: Option<Spans>,
    monday: Option<Spans>,
    tuesday: Option<Spans>,
    wednesday: Option<Spans>,
    thursday: Option<Spans>,
    friday: Option<Spans>,
    saturday: Option<Spans>,
    sunday: Option<Spans>,
    #[serde(default)]
    exceptions: BTreeMap<Spanned<String>, Spans>,
}

impl Source<'_> {
    /// `systems`: the names of the telephone systems of the file.
    pub(super) fn queues(
        &self,
        written: Vec<WrittenQueue>,
        systems: &BTreeSet<&str>,
    ) -> Result<Vec<Queue>, ConfigError> {
        let mut known = BTreeSet::new();
        let queue = |one: WrittenQueue| {
            let source = one.source.get_ref();
            if !systems.contains(source.as_str()) && !source.starts_with("feed:") {
                let remedy = "write the `name` of an [[asterisk]] section, or feed:NAME";
                let problem = format!(
                    "queue.source: `{source}` is no telephone system of this file; {remedy}"
                );
                return Err(self.at(&one.source, problem));
            }
            let name = (one.source.get_ref().clone(), one.key.get_ref().clone());
            if !known.insert(name) {
                let key = one.key.get_ref();
                let remedy = "put its hours into one section";
                let problem = format!("queue.key: `{key}` has two sections; {remedy}");
                return Err(self.at(&one.key, problem));
            }
            let hours = one.hours.as_ref().map(|hours| self.hours(hours)).transpose()?;
            let (source, key) = (one.source.into_inner(), one.key.into_inner());
            Ok(Queue { source, key, hours })
        };
        written.into_iter().map(queue).collect()
    }

    fn hours(&self, written: &WrittenHours) -> Result<OpeningHours, ConfigError> {
        let WrittenHours { zone, daily, exceptions, .. } = written;
        let zone = zone.as_ref().map(|zone| self.zone("queue.hours.zone", zone)).transpose()?;
        let days = [
            ("monday", &written.monday),
            ("tuesday", &written.tuesday),
            ("wednesday", &written.wednesday),
            ("thursday", &written.thursday),
            ("friday", &written.friday),
            ("saturday", &written.saturday),
            ("sunday", &written.sunday),
        ];
        let daily = self.spans("daily", daily.as_deref().unwrap_or_default())?;
        let mut week: [Vec<OpenSpan>; 7] = std::array::from_fn(|_| daily.clone());
        for (of_day, (name, written)) in week.iter_mut().zip(days) {
            if let Some(written) = written {
                *of_day = self.spans(name, written)?;
            }
        }
        let exception = |(date, spans): (&Spanned<String>, &Spans)| {
            let given = date.get_ref();
            let day = Day::parse(given).ok_or_else(|| {
                let remedy = "write it as 2026-10-01";
                self.at(date, format!("queue.hours.exceptions: `{given}` is no day; {remedy}"))
            })?;
            Ok((day, self.spans(&format!("exceptions.{given}"), spans)?))
        };
        let exceptions = exceptions.iter().map(exception).collect::<Result<_, ConfigError>>()?;
        Ok(OpeningHours { zone, week, exceptions, ..OpeningHours::default() })
    }

    fn spans(&self, key: &str, written: &[Spanned<String>]) -> Result<Vec<OpenSpan>, ConfigError> {
        let span = |span: &Spanned<String>| {
            let bad = |error| self.at(span, format!("queue.hours.{key}: {error}"));
            OpenSpan::parse(span.get_ref()).map_err(bad)
        };
        written.iter().map(span).collect()
    }

    fn zone(&self, key: &str, zone: &Spanned<String>) -> Result<String, ConfigError> {
        let bad = |error| self.at(zone, format!("{key}: {error}"));
        Zone::named(zone.get_ref()).map_err(bad).map(|zone| zone.name().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use std::path::Path;

    fn parse(text: &str) -> Result<Vec<Queue>, String> {
        let file = Path::new("callboard.toml");
        Config::parse(file, text).map(|config| config.queues).map_err(|error| error.to_string())
    }

    /// A queue with one line of hours, which is line 5 of the file.
    fn with(line: &str) -> Result<OpeningHours, String> {
        let text = format!("[[queue]]\nsource = \"feed:p\"\nkey = \"q\"\n[queue.hours]\n{line}\n");
        parse(&text).map(|queues| queues[0].hours.clone().unwrap())
    }

    #[test]
    fn a_day_is_as_it_says_or_as_every_day() {
        let hours = with(
            "zone = \"Asia/Shanghai\"\ndaily = [\"08:00-12:00\", \"13:00-22:00\"]\nsunday = []\n\
             exceptions.2026-10-01 = []\nexceptions.2026-10-10 = [\"09:00-18:00\"]",
        )
        .unwrap();
        assert_eq!(hours.week.each_ref().map(Vec::len), [2, 2, 2, 2, 2, 2, 0]);
        assert_eq!(hours.exceptions.values().map(Vec::len).collect::<Vec<_>>(), [0, 1]);
        assert_eq!(hours.zone.as_deref(), Some("Asia/Shanghai"));
        let monday = with("monday = [\"22:00-06:00\"]").unwrap();
        assert_eq!(monday.week.each_ref().map(Vec::len), [1, 0, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn a_queue_without_hours_is_always_open() {
        let queues = parse("[[queue]]\nsource = \"feed:p\"\nkey = \"q\"\n").unwrap();
        assert_eq!(queues[0].hours, None);
    }

    #[test]
    fn bad_hours_name_line_key_and_remedy() {
        let error = with("monday = [\"8-22\"]").unwrap_err();
        assert_eq!(
            error,
            "callboard.toml:5: queue.hours.monday: `8-22` is no stretch of hours; \
             write it as \"08:00-22:00\""
        );
        let error = with("daily = [\"08:00-12:00\",\n\"13:02-22:00\"]").unwrap_err();
        assert!(error.starts_with("callboard.toml:6: queue.hours.daily: `13:02-22:00`"), "{error}");
        let error = with("zone = \"Beijing\"").unwrap_err();
        assert!(error.starts_with("callboard.toml:5: queue.hours.zone: `Beijing`"), "{error}");
        let error = with("exceptions.oct-1 = []").unwrap_err();
        assert!(error.starts_with("callboard.toml:5: queue.hours.exceptions: `oct-1`"), "{error}");
        let error = with("mondays = []").unwrap_err();
        assert!(error.starts_with("callboard.toml:5: unknown field `mondays`"), "{error}");
        let one = "[[queue]]\nsource = \"feed:p\"\nkey = \"q\"\n";
        let error = parse(&format!("{one}{one}")).unwrap_err();
        assert!(error.starts_with("callboard.toml:6: queue.key: `q` has two sections"), "{error}");
    }
}
