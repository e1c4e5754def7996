//! The calendar of closed, special and missing days, from a CSV of series,date,kind,name.
//!
//! Room: server, `forecast`. Holds: a line that cannot be understood is refused with its number.

use anyhow::{Context as _, bail};
use connect::lines::Lines;
use domain::calendar::Day;
use forecast::Kind;
use std::collections::BTreeMap;
use std::path::Path;

/// The kind of each day that is not regular.
#[derive(Clone, Debug, Default)]
pub(crate) struct Calendar {
    days: BTreeMap<Day, Kind>,
}

impl Calendar {
    pub(crate) fn kind(&self, day: Day) -> Option<Kind> {
        self.days.get(&day).copied()
    }
}

/// Reads the rows of `series`, or all where none is named.
pub(crate) fn read(file: &Path, series: Option<&str>) -> anyhow::Result<Calendar> {
    let mut lines = Lines::open(file).with_context(|| format!("opening {}", file.display()))?;
    let mut calendar = Calendar::default();
    let mut is_known = series.is_none();
    while let Some(line) = lines.next_line() {
        let at = format!("{}:{}", file.display(), line.number);
        let text = line.text.with_context(|| at.clone())?;
        if text.trim().is_empty() || (line.number == 1 && text.starts_with("series,")) {
            continue;
        }
        let fields: Vec<&str> = text.splitn(4, ',').map(str::trim).collect();
        let &[of, day, kind, ..] = fields.as_slice() else {
            bail!("{at}: a day is written as series,date,kind,name");
        };
        if series.is_some_and(|series| series != of) {
            continue;
        }
        is_known = true;
        let kind = match kind {
            "closed" => Kind::Closed,
            "special" => Kind::Special,
            "missing" => Kind::Missing,
            _ => bail!("{at}: `{kind}` is no kind of day; write closed, special or missing"),
        };
        let day = Day::parse(day)
            .with_context(|| format!("{at}: `{day}` is no day; write it as 2014-04-21"))?;
        calendar.days.insert(day, kind);
    }
    match series {
        Some(series) if !is_known => {
            bail!("{}: no row of series {series}; see --series", file.display())
        }
        _ => Ok(calendar),
    }
}
