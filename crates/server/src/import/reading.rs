//! Lines into observations in the order of time, observations into records.
//!
//! Room: server, `import`. Holds: a record is not earlier than the one before it; ids are the
//! house's own, so that a queue means the same in every lane.

use anyhow::{Context as _, bail};
use connect::asterisk::Rules;
use connect::calls::{self, Mapping};
use connect::lines::{BadText, Lines};
use connect::queue_log;
use domain::calendar::Zone;
use domain::state::Certainty;
use domain::{Duration, SourceId, Timestamp, Token};
use journal::{Event, Observation, Record, Registry, SourceKey};
use std::collections::BTreeMap;
use std::path::Path;
use store::Lane;
use tokio::sync::mpsc;

/// Records handed to the archive at a time.
const CHUNK: usize = 4_000;
/// Bad lines that are shown one by one.
const SHOWN: usize = 20;
/// An observation may be this much earlier than the one before it in the file and is still put in
/// order.
const SLACK: Duration = Duration::from_minutes(24 * 60);

/// What kind of files they are.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    QueueLog,
    Calls { name: String, mapping: Box<Mapping>, zone: Zone },
}

impl Kind {
    /// A preset's name or a file, and the zone of the times.
    pub(super) fn calls(map: &str, zone: &str) -> anyhow::Result<Self> {
        let zone = Zone::named(zone).with_context(|| {
            format!("--zone: `{zone}` is no time zone; write an IANA name, as Europe/Amsterdam")
        })?;
        if let Some(mapping) = Mapping::preset(map) {
            return Ok(Self::Calls { name: map.to_owned(), mapping: Box::new(mapping), zone });
        }
        let text = std::fs::read_to_string(map).with_context(|| {
            format!("--map: `{map}` is neither vanad nor il_bank nor a file that can be read")
        })?;
        let mapping: Mapping = toml::from_str(&text).with_context(|| format!("--map: {map}"))?;
        let stem = Path::new(map).file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let name = stem.unwrap_or_else(|| map.to_owned());
        Ok(Self::Calls { name, mapping: Box::new(mapping), zone })
    }

    /// The zone in which times without one are read.
    pub(super) fn zone(&self) -> Option<String> {
        match self {
            Self::QueueLog => None,
            Self::Calls { zone, .. } => Some(zone.name().to_owned()),
        }
    }

    /// The name of the source that such files are.
    pub(super) fn name(&self) -> String {
        match self {
            Self::QueueLog => "import-queue-log".to_owned(),
            Self::Calls { name, .. } => format!("import-{name}"),
        }
    }
}

/// What was read.
#[derive(Clone, Debug, Default)]
pub(super) struct Report {
    /// That held something: no headers, no calls that mean nothing.
    pub(super) lines: u64,
    pub(super) bad: u64,
    /// The first and the last time that was read.
    pub(super) within: Option<(Timestamp, Timestamp)>,
    shown: Vec<String>,
}

impl Report {
    pub(super) fn add(&mut self, other: Self) {
        self.lines += other.lines;
        self.bad += other.bad;
        if let Some((first, last)) = other.within {
            self.cover(first);
            self.cover(last);
        }
        self.shown.extend(other.shown);
        self.shown.truncate(SHOWN);
    }

    fn cover(&mut self, at: Timestamp) {
        let (first, last) = self.within.unwrap_or((at, at));
        self.within = Some((first.min(at), last.max(at)));
    }

    fn refuse(&mut self, file: &Path, line: u64, problem: &str) {
        self.bad += 1;
        if self.shown.len() < SHOWN {
            self.shown.push(format!("{}:{line}: {problem}", file.display()));
        }
    }

    pub(super) fn show(&self) {
        use crate::cli::print;
        for line in &self.shown {
            print(&format!("left out: {line}\n"));
        }
        if self.bad > 0 {
            print(&format!("{} lines could not be read and were left out\n", self.bad));
        }
    }
}

/// Takes an observation, or says why no more shall come.
pub(super) type Take<'a> = dyn FnMut(Observation) -> anyhow::Result<()> + 'a;

/// Reads files of one kind, in order.
pub(super) struct Reader {
    importer: Importer,
    waiting: BTreeMap<(Timestamp, u64), Observation>,
    count: u64,
    latest: Timestamp,
}

enum Importer {
    QueueLog(Box<queue_log::Importer>),
    Calls(Box<calls::Importer>),
}

/// Why a line gave nothing.
enum Refused {
    Line(String),
    /// The file is of another kind: nothing of it can be read.
    File(String),
}

impl Importer {
    fn begin_file(&mut self) {
        match self {
            Self::QueueLog(_) => {}
            Self::Calls(importer) => importer.begin_file(),
        }
    }

    /// Whether the line held something.
    fn line(&mut self, text: &str, out: &mut Vec<Observation>) -> Result<bool, Refused> {
        match self {
            Self::QueueLog(importer) => {
                let row = queue_log::Row::parse(text);
                let row = row.map_err(|error| Refused::Line(error.to_string()))?;
                importer.on_row(&row, out);
                Ok(true)
            }
            Self::Calls(importer) => importer.on_line(text, out).map_err(|error| {
                let told = error.to_string();
                let is_of_file = matches!(error, calls::BadCall::Header(_));
                if is_of_file { Refused::File(told) } else { Refused::Line(told) }
            }),
        }
    }

    fn finish(&mut self, out: &mut Vec<Observation>) {
        match self {
            Self::QueueLog(importer) => importer.finish(out),
            Self::Calls(_) => {}
        }
    }
}

impl Reader {
    pub(super) fn new(kind: Kind) -> Self {
        let from_the_first = SourceKey::default();
        let importer = match kind {
            Kind::QueueLog => {
                let importer = queue_log::Importer::new(Rules::default(), from_the_first);
                Importer::QueueLog(Box::new(importer))
            }
            Kind::Calls { mapping, zone, .. } => {
                let importer = calls::Importer::new(*mapping, zone, from_the_first);
                Importer::Calls(Box::new(importer))
            }
        };
        Self { importer, waiting: BTreeMap::new(), count: 0, latest: Timestamp::MIN }
    }

    /// Reads a file, or its first lines.
    pub(super) fn read(
        &mut self,
        file: &Path,
        first_lines: Option<u64>,
        take: &mut Take<'_>,
    ) -> anyhow::Result<Report> {
        let opening = || format!("opening {}", file.display());
        let mut lines = Lines::open(file).with_context(opening)?;
        let mut report = Report::default();
        let mut out = Vec::new();
        self.importer.begin_file();
        while let Some(line) = lines.next_line() {
            let read = line
                .text
                .map_err(|bad| match bad {
                    // What follows the break is unknown, and the whole file would come again.
                    BadText::BreaksOff(_) => Refused::File(bad.to_string()),
                    BadText::TooLong { .. } | BadText::NotUtf8(_) => Refused::Line(bad.to_string()),
                })
                .and_then(|text| self.importer.line(text, &mut out));
            match read {
                Ok(is_something) => report.lines += u64::from(is_something),
                Err(Refused::Line(problem)) => report.refuse(file, line.number, &problem),
                Err(Refused::File(problem)) => {
                    bail!("{}:{}: {problem}; nothing was imported", file.display(), line.number)
                }
            }
            for observation in out.drain(..) {
                if observation.occurred_at < self.latest.before(SLACK + SLACK) {
                    bail!(
                        "{}:{}: {} lies days before what was read before it; name the files in \
                         the order of time; nothing was imported",
                        file.display(),
                        line.number,
                        observation.occurred_at
                    );
                }
                if matches!(observation.event, Event::ContactArrived { .. }) {
                    report.cover(observation.occurred_at);
                }
                self.wait(observation);
            }
            self.release(self.latest.before(SLACK), take)?;
            if first_lines.is_some_and(|limit| report.lines >= limit) {
                break;
            }
        }
        Ok(report)
    }

    /// Hands out what still waits.
    pub(super) fn finish(&mut self, take: &mut Take<'_>) -> anyhow::Result<()> {
        let mut out = Vec::new();
        self.importer.finish(&mut out);
        for observation in out {
            self.wait(observation);
        }
        self.release(Timestamp::MAX, take)
    }

    fn wait(&mut self, observation: Observation) {
        self.latest = self.latest.max(observation.occurred_at);
        self.count += 1;
        self.waiting.insert((observation.occurred_at, self.count), observation);
    }

    fn release(&mut self, until: Timestamp, take: &mut Take<'_>) -> anyhow::Result<()> {
        while let Some(first) = self.waiting.first_entry() {
            if first.key().0 > until {
                break;
            }
            take(first.remove())?;
        }
        Ok(())
    }
}

/// Gives observations their ids, numbers and places.
pub(super) struct Numbering {
    lane: Lane,
    source: SourceId,
    registry: Registry,
    chunks: mpsc::Sender<Vec<Record>>,
    records: Vec<Record>,
    names: Vec<Event>,
    sequence: u64,
    counter: u64,
    last: Timestamp,
}

impl Numbering {
    pub(super) fn new(
        lane: Lane,
        source: SourceId,
        mut registry: Registry,
        chunks: mpsc::Sender<Vec<Record>>,
    ) -> Self {
        // Contacts of the same source in other lanes have other numbers.
        registry.count_contacts_from(source, (u64::from(lane.0) << 32) + 1);
        Self {
            lane,
            source,
            registry,
            chunks,
            records: Vec::with_capacity(CHUNK),
            names: Vec::new(),
            sequence: 0,
            counter: 0,
            last: Timestamp::MIN,
        }
    }

    pub(super) fn observe(
        &mut self,
        observation: Observation,
        token: &mut dyn FnMut(&str) -> Token,
    ) -> anyhow::Result<()> {
        let Observation { occurred_at, certainty, event, .. } = observation;
        let resolved = self.registry.resolve(self.source, event, token);
        self.counter += 1;
        for (certainty, event) in resolved.before {
            if !matches!(event, Event::ContactArrived { .. }) {
                self.names.push(event.clone());
            }
            self.push(occurred_at, certainty, event);
        }
        self.push(occurred_at, certainty, resolved.event);
        if self.records.len() >= CHUNK { self.send() } else { Ok(()) }
    }

    fn push(&mut self, occurred_at: Timestamp, certainty: Certainty, event: Event) {
        self.sequence += 1;
        self.last = self.last.plus(Duration::from_micros(1)).max(occurred_at);
        self.records.push(Record {
            sequence: self.sequence,
            occurred_at,
            journalled_at: self.last,
            source: self.source,
            key: SourceKey { epoch: self.lane.0, counter: self.counter },
            certainty,
            event,
        });
    }

    fn send(&mut self) -> anyhow::Result<()> {
        let records = std::mem::replace(&mut self.records, Vec::with_capacity(CHUNK));
        self.chunks.blocking_send(records).ok().context("the archive could not be written")
    }

    /// Hands over the last records; gives the names that are new to the house.
    pub(super) fn finish(mut self) -> anyhow::Result<Vec<Event>> {
        self.send()?;
        Ok(self.names)
    }
}
