//! The calendar of closed, special and missing days, from a CSV of series,date,kind,name.
//!
//! Room:  server, `forecast`; read by the command and by forecasts of the house.
//! Holds: a line that cannot be understood is refused with its number; rows of a series go before rows
//!        of `*`, which are of every series; the name of a special day tells which days are alike.
//! Proof: tests/it/forecasting.rs; tests of `http/build/forecast_past.rs`.

use anyhow::{Context as _, bail};
use connect::lines::Lines;
use domain::calendar::Day;
use forecast::Kind;
use std::collections::BTreeMap;
use std::path::Path;

/// The series of rows that are of all.
const ALL: &str = "*";

/// What a row says of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) kind: Kind,
    pub(crate) name: Option<String>,
}

impl Named {
    /// The name by which a special day is like others.
    pub(crate) fn event(&self) -> Option<String> {
        self.name.clone().filter(|_| self.kind == Kind::Special)
    }
}

/// The days that are not regular.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Calendar {
    days: BTreeMap<Day, Named>,
}

impl Calendar {
    pub(crate) fn named(&self, day: Day) -> Option<&Named> {
        self.days.get(&day)
    }

    pub(crate) fn kind(&self, day: Day) -> Option<Kind> {
        self.named(day).map(|named| named.kind)
    }
}

/// Reads the rows of `series` and of `*`, or all where none is named.
pub(crate) fn read(file: &Path, series: Option<&str>) -> anyhow::Result<Calendar> {
    let (calendar, is_known) = read_rows(file, series)?;
    match series {
        Some(series) if !is_known => {
            bail!("{}: no row of series {series}; see --series", file.display())
        }
        _ => Ok(calendar),
    }
}

/// Reads the rows that are of this queue or of all; there may be none.
pub(crate) fn read_for(file: &Path, queue: &str) -> anyhow::Result<Calendar> {
    Ok(read_rows(file, Some(queue))?.0)
}

fn read_rows(file: &Path, series: Option<&str>) -> anyhow::Result<(Calendar, bool)> {
    let mut lines = Lines::open(file).with_context(|| format!("opening {}", file.display()))?;
    let (mut all, mut own) = (BTreeMap::new(), BTreeMap::new());
    let mut is_known = series.is_none();
    while let Some(line) = lines.next_line() {
        let at = format!("{}:{}", file.display(), line.number);
        let text = line.text.with_context(|| at.clone())?.trim_start_matches('\u{feff}');
        if text.trim().is_empty() || (line.number == 1 && text.starts_with("series,")) {
            continue;
        }
        let (of, day, named) = row(text).with_context(|| at.clone())?;
        let is_own = series.is_none_or(|series| series == of);
        is_known |= is_own || of == ALL;
        if is_own {
            own.insert(day, named);
        } else if of == ALL {
            all.insert(day, named);
        }
    }
    all.append(&mut own);
    Ok((Calendar { days: all }, is_known))
}

fn row(text: &str) -> anyhow::Result<(&str, Day, Named)> {
    let fields: Vec<&str> = text.splitn(4, ',').map(str::trim).collect();
    let &[of, day, kind, ..] = fields.as_slice() else {
        bail!("a day is written as series,date,kind,name");
    };
    let kind = match kind {
        "closed" => Kind::Closed,
        "special" => Kind::Special,
        "missing" => Kind::Missing,
        _ => bail!("`{kind}` is no kind of day; write closed, special or missing"),
    };
    let day =
        Day::parse(day).with_context(|| format!("`{day}` is no day; write it as 2014-04-21"))?;
    let name = fields.get(3).filter(|name| !name.is_empty()).map(|name| (*name).to_owned());
    Ok((of, day, Named { kind, name }))
}
