//! Files of arrivals or calls as a series of local days.
//!
//! Room:  server, `forecast`.
//! Takes: CSV with a header, by interval (`start`, `interval_minutes`, `queue`, `offered`, for handle
//!        time `answered` and `aht_s`) or call by call (`queue`, `arrival`, `answered`, `ended`,
//!        `outcome`). Gives: `Read`, with a note for all that was odd.
//! Holds: rows at or after `until` are passed over by their time alone; a value that makes no sense is
//!        refused with file, line and remedy; a gap is never taken for 0 without a note.
//! Proof: tests/it/forecasting.rs.

mod layout;

use super::calendar::Calendar;
use super::marks::Marks;
use anyhow::{Context as _, bail};
use connect::lines::Lines;
use domain::calendar::{Day, Zone};
use forecast::{Grid, Kind, Series, SeriesDay};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// What is read.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    pub(crate) files: Vec<PathBuf>,
    pub(crate) queue: String,
    pub(crate) calendar: Calendar,
    pub(crate) zone: Zone,
    /// Slot length of call-by-call files.
    pub(crate) minutes: u32,
    /// Day and minute from which on nothing is read.
    pub(crate) until: Option<(Day, u32)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    Offered,
    /// Answered contacts and their seconds.
    Handling,
}

/// A series and what is to be said about it.
#[derive(Debug)]
pub(crate) struct Read {
    /// Offered contacts; answered ones where handling was wanted.
    pub(crate) series: Series,
    /// Seconds of handling.
    pub(crate) seconds: Option<Series>,
    pub(crate) notes: Vec<String>,
    /// The origin's own day, before the cut.
    today: Option<Vec<Option<f64>>>,
}

impl Read {
    /// The slots of the origin's day that ended before the cut.
    pub(crate) fn so_far(&mut self, origin: Day, cut: u32) -> anyhow::Result<Vec<f64>> {
        let grid = self.series.grid;
        let over = cut.saturating_sub(grid.first_minute) / grid.minutes;
        let over = usize::try_from(over)?;
        let today = self.today.take().unwrap_or_default();
        if over > 0 && today.iter().all(Option::is_none) {
            bail!("{origin} has no data before the cut; leave --cut out or load the day so far");
        }
        let mut gaps = 0;
        let slots = (0..over.min(grid.slots)).map(|slot| {
            let count = today.get(slot).copied().flatten();
            gaps += u32::from(count.is_none());
            count.unwrap_or(0.0)
        });
        let slots: Vec<f64> = slots.collect();
        if gaps > 0 {
            self.notes
                .push(format!("{origin}: {gaps} slots before the cut have no row: taken as 0"));
        }
        Ok(slots)
    }
}

/// A slot's sums.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    count: f64,
    seconds: f64,
    line: u64,
}

/// What stands in which column.
struct Columns {
    form: Form,
    queue: usize,
    time: usize,
    interval: Option<usize>,
    offered: Option<usize>,
    answered: Option<usize>,
    aht: Option<usize>,
    ended: Option<usize>,
    outcome: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Intervals,
    Calls,
}

impl Columns {
    fn of(header: &str, wanted: Wanted) -> anyhow::Result<Self> {
        let names: Vec<&str> = header.split(',').map(str::trim).collect();
        let find = |name: &str| names.iter().position(|known| *known == name);
        let need = |name: &str| {
            find(name).with_context(|| {
                format!(
                    "no column `{name}`; the header is start,interval_minutes,queue,offered\
                     [,answered,aht_s] or queue,arrival,answered,ended,outcome"
                )
            })
        };
        let form = if find("arrival").is_some() { Form::Calls } else { Form::Intervals };
        let is_interval = form == Form::Intervals;
        let of_interval = |name| if is_interval { need(name).map(Some) } else { Ok(None) };
        let of_handling = |is: bool, name| if is { need(name).map(Some) } else { Ok(None) };
        let is_handling = wanted == Wanted::Handling;
        Ok(Self {
            form,
            queue: need("queue")?,
            time: need(if is_interval { "start" } else { "arrival" })?,
            interval: of_interval("interval_minutes")?,
            offered: of_interval("offered")?,
            answered: of_handling(is_handling, "answered")?,
            aht: of_handling(is_handling && is_interval, "aht_s")?,
            ended: of_handling(is_handling && !is_interval, "ended")?,
            outcome: if is_interval { None } else { find("outcome") },
        })
    }
}

/// Reads the files; the calendar reaches to `until`, which lies beyond the data.
pub(crate) fn read(question: &Question, wanted: Wanted, until: Day) -> anyhow::Result<Read> {
    let mut reader = Reader {
        question,
        wanted,
        days: BTreeMap::new(),
        queues: BTreeSet::new(),
        interval: None,
        is_calls: false,
        marks: Marks::default(),
        changes: BTreeMap::new(),
    };
    for file in &question.files {
        reader.file(file)?;
    }
    reader.finish(until)
}

struct Reader<'q> {
    question: &'q Question,
    wanted: Wanted,
    /// By day and minute.
    days: BTreeMap<Day, BTreeMap<u32, Sums>>,
    queues: BTreeSet<String>,
    interval: Option<u32>,
    is_calls: bool,
    marks: Marks,
    /// Days whose clock changes.
    changes: BTreeMap<Day, bool>,
}

impl Reader<'_> {
    fn file(&mut self, file: &std::path::Path) -> anyhow::Result<()> {
        let mut lines = Lines::open(file).with_context(|| format!("opening {}", file.display()))?;
        let mut columns = None;
        while let Some(line) = lines.next_line() {
            let at = || format!("{}:{}", file.display(), line.number);
            let text = line.text.with_context(at)?;
            let Some(columns) = &columns else {
                columns = Some(Columns::of(text, self.wanted).with_context(at)?);
                continue;
            };
            if !text.trim().is_empty() {
                self.row(text, columns, line.number).with_context(at)?;
            }
        }
        Ok(())
    }

    fn row(&mut self, text: &str, columns: &Columns, line: u64) -> anyhow::Result<()> {
        let fields: Vec<&str> = text.split(',').map(str::trim).collect();
        let field = |at: usize| {
            let short = || format!("{} fields, the header has more; mend the line", fields.len());
            fields.get(at).copied().with_context(short)
        };
        let (day, minute) = local(field(columns.time)?)?;
        if self.question.until.is_some_and(|until| (day, minute) >= until) {
            return Ok(());
        }
        let queue = field(columns.queue)?;
        if !self.queues.contains(queue) {
            self.queues.insert(queue.to_owned());
        }
        if queue != self.question.queue && self.question.queue != "ALL" {
            return Ok(());
        }
        if self.clock_changes(day) && !self.exists(field(columns.time)?, day) {
            self.marks.add("times that the clock skipped, left out", || text.to_owned());
            return Ok(());
        }
        match columns.form {
            Form::Calls => self.call(columns, &field, (day, minute), line),
            Form::Intervals => self.interval(columns, &field, (day, minute), line),
        }
    }

    fn call<'f>(
        &mut self,
        columns: &Columns,
        field: &dyn Fn(usize) -> anyhow::Result<&'f str>,
        (day, minute): (Day, u32),
        line: u64,
    ) -> anyhow::Result<()> {
        self.is_calls = true;
        self.interval = Some(self.question.minutes);
        let outcome = columns.outcome.map(field).transpose()?;
        if outcome == Some("phantom") {
            self.marks.add("phantom calls, left out", || format!("line {line}"));
            return Ok(());
        }
        let slot = minute - minute % self.question.minutes;
        let sums = self.days.entry(day).or_default().entry(slot).or_default();
        let (Some(answered), Some(ended)) = (columns.answered, columns.ended) else {
            sums.count += 1.0;
            return Ok(());
        };
        let (answered, ended) = (field(answered)?, field(ended)?);
        if answered.is_empty() || ended.is_empty() {
            return Ok(());
        }
        let seconds = seconds_of_day(ended)? - seconds_of_day(answered)?;
        sums.count += 1.0;
        // A contact across midnight.
        sums.seconds += if seconds < 0.0 { seconds + 86_400.0 } else { seconds };
        Ok(())
    }

    fn interval<'f>(
        &mut self,
        columns: &Columns,
        field: &dyn Fn(usize) -> anyhow::Result<&'f str>,
        (day, minute): (Day, u32),
        line: u64,
    ) -> anyhow::Result<()> {
        let length = field(columns.interval.unwrap_or(0))?;
        self.length(length, minute)?;
        let offered = field(columns.offered.unwrap_or(0))?;
        if offered.is_empty() {
            self.marks.add("rows without a count, taken as gaps", || format!("line {line}"));
            return Ok(());
        }
        let offered = self.count("offered", offered, line)?;
        let (count, seconds) = match (columns.answered, columns.aht) {
            (Some(answered), Some(aht)) => {
                let answered = self.count("answered", field(answered)?, line)?;
                let aht = field(aht)?;
                let aht = if aht.is_empty() { 0.0 } else { self.amount("aht_s", aht)? };
                (answered, answered * aht)
            }
            _ => (offered, 0.0),
        };
        let repeats = self.clock_changes(day);
        let is_sum = self.question.queue == "ALL" && self.queues.len() > 1;
        let sums = self.days.entry(day).or_default().entry(minute).or_default();
        if sums.line > 0 && !repeats && !is_sum {
            bail!("this interval of the queue already stands in line {}; remove one", sums.line);
        }
        if sums.line > 0 && repeats {
            self.marks
                .add("times that the clock showed twice, added up", || format!("line {line}"));
        }
        sums.count += count;
        sums.seconds += seconds;
        sums.line = line;
        Ok(())
    }

    /// All rows have one interval length, and start at a multiple of it.
    fn length(&mut self, text: &str, minute: u32) -> anyhow::Result<()> {
        let length: u32 = text.parse().ok().with_context(|| {
            format!("interval_minutes: `{text}` is no number of minutes; write 5, 15, 30 or 60")
        })?;
        if ![5, 15, 30, 60, 1440].contains(&length) {
            bail!(
                "interval_minutes: {length}; intervals of 5, 15, 30, 60 or 1440 minutes are read"
            );
        }
        let known = *self.interval.get_or_insert(length);
        if known != length {
            bail!("interval_minutes: {length} after {known}; put one length into a file");
        }
        if !minute.is_multiple_of(length) {
            bail!(
                "starts {minute} minutes after midnight, which is no multiple of its {length} \
                 minutes; mend start or interval_minutes"
            );
        }
        Ok(())
    }

    fn count(&mut self, name: &str, text: &str, line: u64) -> anyhow::Result<f64> {
        let count = self.amount(name, text)?;
        if count.fract().abs() > 0.0 {
            self.marks.add("fractional counts, taken as they are", || format!("line {line}"));
        }
        Ok(count)
    }

    fn amount(&self, name: &str, text: &str) -> anyhow::Result<f64> {
        let amount: Option<f64> = text.parse().ok();
        let amount = amount.filter(|amount| amount.is_finite());
        let amount =
            amount.with_context(|| format!("{name}: `{text}` is no number; mend the line"))?;
        if amount < 0.0 {
            bail!("{name}: {text} is negative, which no count is; mend the line or remove it");
        }
        Ok(amount)
    }

    /// Whether the local day is not 24 hours long.
    fn clock_changes(&mut self, day: Day) -> bool {
        let zone = &self.question.zone;
        *self
            .changes
            .entry(day)
            .or_insert_with(|| zone.day_interval(day).length().micros() != 86_400_000_000)
    }

    fn exists(&self, text: &str, day: Day) -> bool {
        let time = text.split_once([' ', 'T']).map_or("00:00", |(_, time)| time);
        self.question.zone.parse_local(&format!("{day} {time}")).is_ok()
    }

    fn finish(self, until: Day) -> anyhow::Result<Read> {
        let queue = &self.question.queue;
        let Some(minutes) = self.interval.filter(|_| !self.days.is_empty()) else {
            let known: Vec<&str> = self.queues.iter().take(20).map(String::as_str).collect();
            bail!(
                "no row of queue {queue} before the origin; queues in the files: {}",
                known.join(", ")
            );
        };
        layout::Layout { reader: &self, minutes }.series(until)
    }
}

/// `2014-01-02 08:00[:21]`, or a day alone.
fn local(text: &str) -> anyhow::Result<(Day, u32)> {
    let wrong = || format!("`{text}` is no local time; write it as 2014-01-02 08:30");
    let (day, time) = text.split_once([' ', 'T']).unwrap_or((text, "00:00"));
    let day = Day::parse(day).with_context(wrong)?;
    let (hour, rest) = time.split_once(':').with_context(wrong)?;
    let minute = rest.split(':').next().unwrap_or(rest);
    let (hour, minute): (u32, u32) =
        (hour.parse().with_context(wrong)?, minute.parse().with_context(wrong)?);
    if hour > 23 || minute > 59 {
        bail!(wrong());
    }
    Ok((day, hour * 60 + minute))
}

/// Seconds after midnight of a local time.
fn seconds_of_day(text: &str) -> anyhow::Result<f64> {
    let (_, minute) = local(text)?;
    let seconds = text.rsplit(':').next().filter(|_| text.matches(':').count() == 2);
    let seconds: f64 = seconds
        .map_or(Ok(0.0), str::parse)
        .with_context(|| format!("`{text}` is no local time; write it as 2014-01-02 08:30:00"))?;
    Ok(f64::from(minute) * 60.0 + seconds)
}
