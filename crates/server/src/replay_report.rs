//! What a recorded day comes to: a capture or a `queue_log`, read as the live floor reads it, as
//! counts per queue.
//!
//! Room:  server; source -> observations -> `Registry` -> records -> `live`, and the counts.
//! Takes: the file of one PBX.
//! Gives: `{"queues": {NAME: {...}}}`, what `live` itself counted beside it, anomalies, the lines
//!        that could not be read.
//! Holds: counts and waits come from the records that `live` would get; nothing is taken from a
//!        PBX's own averages.
//! Proof: `tests/it/captures.rs`: equal to what `queue_log`, CEL and the callers counted.

mod floor;
mod ledger;

use anyhow::Context as _;
use connect::asterisk::{Rules, Translator, capture};
use connect::lines::Lines;
use connect::queue_log;
use domain::{SourceId, Timestamp, Token};
use floor::Floor;
use journal::{Event, Names, Observation, Record, Registry, SourceKey};
use ledger::Ledger;
use serde_json::{Value, json};
use std::path::Path;
use std::process::ExitCode;

/// Lines that could not be read are named up to this many.
const BAD_LINES_SHOWN: usize = 20;

/// The report of an AMI capture: one JSON object a line, gzip or plain.
pub fn of_ami(file: &Path) -> anyhow::Result<Value> {
    let mut book = Book::new(file, "ami");
    let mut translator = Translator::new(Rules::default(), &connect::asterisk::Resume::default());
    let mut said = Vec::new();
    let mut now = Timestamp::MIN;
    book.read(|line, book| {
        let captured = capture::read_line(line).map_err(|error| error.to_string())?;
        now = now.max(captured.received_at);
        translator.on_frame(&captured.frame, captured.received_at, &mut said);
        if let Some(told) = told_wait(&captured.frame) {
            book.ledger.tell(told);
        }
        book.take(&mut said, captured.received_at);
        Ok(())
    })?;
    // What was decided by silence is decided when the capture ends.
    translator.tick(now.plus(domain::Duration::from_secs(60)), &mut said);
    book.take(&mut said, now);
    Ok(book.close())
}

/// How the program ends after a report: 2 where lines could not be read, and standard error says so.
#[must_use]
pub fn code(report: &Value) -> ExitCode {
    let found = report["unreadable_lines"].as_u64().unwrap_or(0);
    if found == 0 {
        return ExitCode::SUCCESS;
    }
    tracing::warn!(lines = found, "lines could not be read and are not in the report");
    ExitCode::from(2)
}

/// The report of a `queue_log`.
pub fn of_queue_log(file: &Path) -> anyhow::Result<Value> {
    let mut book = Book::new(file, "queue-log");
    book.ledger.knows_whole_seconds_only();
    let mut importer = queue_log::Importer::new(Rules::default(), SourceKey::default());
    let mut said = Vec::new();
    let mut now = Timestamp::MIN;
    book.read(|line, book| {
        if line.is_empty() {
            return Ok(());
        }
        let row = queue_log::Row::parse(line).map_err(|error| error.to_string())?;
        now = now.max(row.at);
        if let Some(seconds) = row.told_wait() {
            let (contact, queue) = (row.call.to_owned(), row.queue.to_owned());
            book.ledger.tell(ledger::Told { contact, queue, at: row.at, seconds });
        }
        importer.on_row(&row, &mut said);
        book.take(&mut said, row.at);
        Ok(())
    })?;
    importer.finish(&mut said);
    book.take(&mut said, now);
    for (queue, rows) in importer.nobodys_penalties() {
        book.ledger.add_penalties(queue, *rows);
    }
    Ok(book.close())
}

/// The PBX's own whole seconds of this very wait.
///
/// The clock is read twice by the PBX, once for `HoldTime` and once for the frame's time: near
/// the turn of a second the two differ by one, and only the first is what `queue_log` holds.
fn told_wait(frame: &connect::asterisk::Frame) -> Option<ledger::Told> {
    if !matches!(frame.event(), Some("AgentConnect" | "QueueCallerAbandon")) {
        return None;
    }
    let contact = frame.known("Linkedid").or_else(|| frame.known("Uniqueid"))?;
    Some(ledger::Told {
        contact: contact.to_owned(),
        queue: frame.known("Queue")?.to_owned(),
        at: frame.timestamp()?,
        seconds: frame.get("HoldTime")?.parse().ok()?,
    })
}

/// A file being read into records.
struct Book<'a> {
    file: &'a Path,
    kind: &'static str,
    registry: Registry,
    source: SourceId,
    sequence: u64,
    journalled_at: Timestamp,
    ledger: Ledger,
    floor: Floor,
    lines: u64,
    bad_lines: Vec<String>,
    bad_count: u64,
}

impl<'a> Book<'a> {
    fn new(file: &'a Path, kind: &'static str) -> Self {
        let mut registry = Registry::default();
        let (source, _) = registry.source("recorded", "recorded", kind);
        Self {
            file,
            kind,
            registry,
            source,
            sequence: 0,
            journalled_at: Timestamp::MIN,
            ledger: Ledger::default(),
            floor: Floor::default(),
            lines: 0,
            bad_lines: Vec::new(),
            bad_count: 0,
        }
    }

    /// Reads every line; one that `read` refuses is noted with its number, and reading goes on.
    fn read(
        &mut self,
        mut read: impl FnMut(&str, &mut Self) -> Result<(), String>,
    ) -> anyhow::Result<()> {
        let context = || format!("reading {}", self.file.display());
        let mut lines = Lines::open(self.file).with_context(context)?;
        while let Some(line) = lines.next_line() {
            self.lines += 1;
            let outcome = match line.text {
                Ok(text) => read(text, self),
                Err(error) => Err(error.to_string()),
            };
            if let Err(problem) = outcome {
                self.bad_count += 1;
                if self.bad_lines.len() < BAD_LINES_SHOWN {
                    let place = format!("{}:{}", self.file.display(), line.number);
                    self.bad_lines.push(format!("{place}: {problem}"));
                }
            }
        }
        anyhow::ensure!(
            self.lines > self.bad_count,
            "{}: no line of {} could be read; the first: {}",
            self.file.display(),
            self.lines,
            self.bad_lines.first().map_or("the file is empty", String::as_str)
        );
        Ok(())
    }

    fn take(&mut self, said: &mut Vec<Observation>, received_at: Timestamp) {
        for Observation { key, occurred_at, certainty, event } in said.drain(..) {
            let told: Event<Names> = event;
            let resolved = self.registry.resolve(self.source, told, &mut |_| Token(0));
            let before = resolved.before.into_iter();
            for (certainty, event) in before.chain([(certainty, resolved.event)]) {
                self.sequence += 1;
                let next = self.journalled_at.plus(domain::Duration::from_micros(1));
                self.journalled_at = next.max(received_at);
                let record = Record {
                    sequence: self.sequence,
                    occurred_at,
                    journalled_at: self.journalled_at,
                    source: self.source,
                    key,
                    certainty,
                    event,
                };
                self.ledger.apply(&record, &self.registry);
                self.floor.apply(&record);
            }
        }
    }

    fn close(self) -> Value {
        let Self { kind, ledger, floor, lines, bad_lines, bad_count, sequence, .. } = self;
        let (live, live_anomalies) = floor.close(self.journalled_at);
        let (queues, refused, anomalies) = ledger.close();
        json!({
            "source": kind,
            "queues": queues,
            "refused": refused,
            "anomalies": anomalies,
            "live": live,
            "live_anomalies": live_anomalies,
            "lines": lines,
            "records": sequence,
            "unreadable_lines": bad_count,
            "unreadable": bad_lines,
        })
    }
}
