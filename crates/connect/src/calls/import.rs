//! Lines of a call-by-call table turned into observations.
//!
//! Room:  connect, `calls`.
//! Takes: lines of one file after the other, each file with its header.
//! Gives: the observations of each contact, in the order of the file (whoever replays them sorts
//!        them by time); a reason with its remedy for a line that is left out.
//! Holds: a line is taken whole or not at all.
//! Never: makes up agents' states: such tables do not hold them.
//! Proof: tests below; `tests/it/calls.rs`.

use super::local_time::LocalTimes;
use super::mapping::{BadHeader, Columns, Mapping, Unqueued};
use super::table::cut;
use domain::Timestamp;
use domain::calendar::{LocalTimeError, Zone};
use domain::state::{Certainty, Channel, Direction, EndedBy, TransferKind};
use journal::{Event, Names, Observation, SourceKey};
use std::borrow::Cow;

/// Why a line was left out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadCall {
    #[error(
        "{found} columns where the header has {wanted}: mend the line, quote fields that hold the separator"
    )]
    Width { found: usize, wanted: usize },
    #[error("a quote is left open: close it, or double a quote within a field")]
    OpenQuote,
    #[error("column {column}: {error}")]
    Time { column: String, error: LocalTimeError },
    #[error("column {column} is empty")]
    Missing { column: String },
    #[error("{later} {later_at} lies before {earlier} {earlier_at}: are the columns mapped right?")]
    Order { earlier: &'static str, earlier_at: Timestamp, later: &'static str, later_at: Timestamp },
    #[error(transparent)]
    Header(#[from] BadHeader),
}

/// Turns lines into observations.
pub struct Importer {
    mapping: Mapping,
    times: LocalTimes,
    columns: Option<Columns>,
    key: SourceKey,
    count: u64,
    ignored: u64,
}

impl std::fmt::Debug for Importer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Importer").field("count", &self.count).finish_non_exhaustive()
    }
}

/// One contact as its line tells it.
struct Call {
    contact: String,
    queue: String,
    arrived_at: Timestamp,
    queued_at: Option<Timestamp>,
    answered_at: Option<Timestamp>,
    ended_at: Timestamp,
    transfer: Option<(Timestamp, TransferKind)>,
    agent: Option<String>,
    customer: Option<String>,
    did: Option<String>,
    priority: i32,
}

impl Importer {
    /// `zone` is where the times of the table are local; `after` is the highest number the journal
    /// holds of this source.
    #[must_use]
    pub fn new(mapping: Mapping, zone: Zone, after: SourceKey) -> Self {
        let key = SourceKey { epoch: after.epoch.saturating_add(1), counter: 0 };
        let times = LocalTimes::new(zone);
        Self { mapping, times, columns: None, key, count: 0, ignored: 0 }
    }

    /// The next line is a header.
    pub fn begin_file(&mut self) {
        self.columns = None;
    }

    /// Rows left out because their outcome is one that means nothing.
    #[must_use]
    pub const fn ignored(&self) -> u64 {
        self.ignored
    }

    /// Takes the next line; whether it was a call.
    pub fn on_line(&mut self, line: &str, out: &mut Vec<Observation>) -> Result<bool, BadCall> {
        let Some(columns) = self.columns.take() else {
            self.columns = Some(self.mapping.columns(line)?);
            return Ok(false);
        };
        let call = self.read(line, &columns);
        self.columns = Some(columns);
        let call = call?;
        let is_call = call.is_some();
        if let Some(call) = call {
            self.say(call, out);
        }
        Ok(is_call)
    }

    fn read(&mut self, line: &str, columns: &Columns) -> Result<Option<Call>, BadCall> {
        let mut fields = Vec::with_capacity(columns.width);
        cut(line, columns.separator, &mut fields).map_err(|_| BadCall::OpenQuote)?;
        if fields.len() != columns.width {
            return Err(BadCall::Width { found: fields.len(), wanted: columns.width });
        }
        let at = |index: usize| fields.get(index).map_or("", |field: &Cow<'_, str>| field.trim());
        let perhaps = |index: Option<usize>| index.map(at).filter(|field| !field.is_empty());
        let outcome = perhaps(columns.outcome);
        if outcome.is_some_and(|o| self.mapping.ignored_outcomes.iter().any(|word| word == o)) {
            self.ignored += 1;
            return Ok(None);
        }
        let missing = |column: &str| BadCall::Missing { column: column.to_owned() };
        if at(columns.queue).is_empty() {
            return Err(missing(&self.mapping.queue));
        }
        let arrived_at = self.time(perhaps(Some(columns.arrival)), Wanted::Arrival)?;
        let arrived_at = arrived_at.ok_or_else(|| missing(&self.mapping.arrival))?;
        let ended_at = self.time(perhaps(Some(columns.ended)), Wanted::Ended)?;
        let ended_at = ended_at.ok_or_else(|| missing(&self.mapping.ended))?;
        let answered_at = self.time(perhaps(Some(columns.answered)), Wanted::Answered)?;
        let entered = self.time(perhaps(columns.entered_queue), Wanted::Entered)?;
        let transferred = self.time(perhaps(columns.transfer_at), Wanted::Transfer)?;
        let consulted = perhaps(columns.consult_at).is_some();
        let kind = if consulted { TransferKind::Attended } else { TransferKind::Blind };
        let has_entry = columns.entered_queue.is_some();
        let queued_at = self.queued_at(has_entry, entered, arrived_at, answered_at);
        self.count += 1;
        let own = |index| perhaps(index).map(str::to_owned);
        let call = Call {
            contact: own(columns.contact).unwrap_or_else(|| format!("call-{}", self.count)),
            queue: at(columns.queue).to_owned(),
            arrived_at,
            queued_at,
            answered_at,
            ended_at,
            transfer: transferred.map(|at| (at, kind)),
            agent: own(columns.agent),
            customer: own(columns.customer),
            did: own(columns.did),
            priority: perhaps(columns.priority).and_then(|p| p.parse().ok()).unwrap_or(0),
        };
        call.check()?;
        Ok(Some(call))
    }

    fn queued_at(
        &self,
        has_entry: bool,
        entered: Option<Timestamp>,
        arrived: Timestamp,
        answered: Option<Timestamp>,
    ) -> Option<Timestamp> {
        match self.mapping.unqueued {
            _ if !has_entry => Some(arrived),
            Unqueued::AtArrival => entered.or(Some(arrived)),
            Unqueued::ServedAtOnce => entered.or(answered),
        }
    }

    fn time(&mut self, text: Option<&str>, wanted: Wanted) -> Result<Option<Timestamp>, BadCall> {
        let Some(text) = text else { return Ok(None) };
        let read = self.times.read(text);
        read.map(Some).map_err(|error| BadCall::Time { column: wanted.name(&self.mapping), error })
    }

    fn say(&mut self, call: Call, out: &mut Vec<Observation>) {
        let Call { contact, queue, arrived_at, queued_at, answered_at, ended_at, .. } = call;
        let mut say = |occurred_at, event: Event<Names>| {
            self.key.counter += 1;
            let (key, certainty) = (self.key, Certainty::Reported);
            out.push(Observation { key, occurred_at, certainty, event });
        };
        let arrived = Event::ContactArrived {
            contact: contact.clone(),
            channel: Channel::Voice,
            direction: Direction::Inbound,
            did: call.did,
            customer: call.customer,
            external: Some(contact.clone()),
        };
        say(arrived_at, arrived);
        if let Some(queued_at) = queued_at {
            let (contact, queue) = (contact.clone(), queue.clone());
            say(queued_at, Event::ContactQueued { contact, queue, priority: call.priority });
        }
        let by = match (answered_at, call.agent) {
            (Some(at), agent) => {
                let agent = agent.unwrap_or_else(|| "unknown".to_owned());
                let answered = Event::ContactAnswered {
                    contact: contact.clone(),
                    queue: Some(queue),
                    agent: agent.clone(),
                };
                say(at, answered);
                if let Some((at, transfer)) = call.transfer {
                    let (contact, agent) = (contact.clone(), agent.clone());
                    let (to_queue, to_agent) = (None, None);
                    say(
                        at,
                        Event::ContactTransferred { contact, agent, transfer, to_queue, to_agent },
                    );
                }
                let by = EndedBy::Unknown;
                say(ended_at, Event::ContactReleased { contact: contact.clone(), agent, by });
                by
            }
            (None, _) => {
                if queued_at.is_some() {
                    let contact = contact.clone();
                    say(ended_at, Event::ContactAbandoned { contact, queue });
                }
                EndedBy::Customer
            }
        };
        say(ended_at, Event::ContactEnded { contact, by });
    }
}

/// A column of times, for errors.
#[derive(Clone, Copy)]
enum Wanted {
    Arrival,
    Ended,
    Answered,
    Entered,
    Transfer,
}

impl Wanted {
    fn name(self, mapping: &Mapping) -> String {
        match self {
            Self::Arrival => mapping.arrival.clone(),
            Self::Ended => mapping.ended.clone(),
            Self::Answered => mapping.answered.clone(),
            Self::Entered => mapping.entered_queue.clone().unwrap_or_default(),
            Self::Transfer => mapping.transfer_at.clone().unwrap_or_default(),
        }
    }
}

impl Call {
    fn check(&self) -> Result<(), BadCall> {
        let steps = [
            ("arrival", Some(self.arrived_at)),
            ("entry into the queue", self.queued_at.filter(|&at| at != self.arrived_at)),
            ("answer", self.answered_at),
            ("transfer", self.transfer.map(|(at, _)| at)),
            ("end", Some(self.ended_at)),
        ];
        let mut last = ("arrival", self.arrived_at);
        for (name, at) in steps {
            let Some(at) = at else { continue };
            if at < last.1 {
                let (earlier, earlier_at) = last;
                return Err(BadCall::Order { earlier, earlier_at, later: name, later_at: at });
            }
            last = (name, at);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn import(lines: &[&str]) -> Result<Vec<String>, BadCall> {
        let mapping = Mapping::preset("vanad").unwrap();
        let zone = Zone::named("Europe/Amsterdam").unwrap();
        let mut importer = Importer::new(mapping, zone, SourceKey::default());
        let mut out = Vec::new();
        for line in lines {
            importer.on_line(line, &mut out)?;
        }
        let kind = |o: &Observation| {
            let value = serde_json::to_value(&o.event).unwrap();
            let kind = value.as_object().unwrap().keys().next().unwrap().clone();
            format!("{} {kind}", o.occurred_at)
        };
        Ok(out.iter().map(kind).collect())
    }

    const HEADER: &str = "queue,arrival,answered,ended,outcome,agent,consult_at,transfer_at";

    #[test]
    fn a_line_is_a_contact_in_local_time() {
        let line = "5,2014-07-02 08:03:21,2014-07-02 08:03:22,2014-07-02 08:05:54,answered,6935,,";
        let seen = import(&[HEADER, line]).unwrap();
        assert_eq!(
            seen,
            [
                "2014-07-02T06:03:21.000000Z contact_arrived",
                "2014-07-02T06:03:21.000000Z contact_queued",
                "2014-07-02T06:03:22.000000Z contact_answered",
                "2014-07-02T06:05:54.000000Z contact_released",
                "2014-07-02T06:05:54.000000Z contact_ended",
            ]
        );
    }

    #[test]
    fn a_bad_line_says_what_to_do_and_leaves_nothing_half_done() {
        let error = |line: &str| import(&[HEADER, line]).unwrap_err().to_string();
        assert!(error("5,2014-01-02").contains("2 columns where the header has 8"));
        assert!(error("5,yesterday,,2014-01-02 08:00:00,,,,").contains("column arrival"));
        assert!(error(",2014-01-02 08:00:00,,2014-01-02 08:00:00,,,,").contains("queue is empty"));
        let skipped = error("5,2014-03-30 02:30:00,,2014-03-30 03:30:00,,,,");
        assert!(skipped.contains("does not exist in Europe/Amsterdam"), "{skipped}");
        let order = error("5,2014-01-02 08:00:00,2014-01-02 07:00:00,2014-01-02 08:00:00,,,,");
        assert!(order.contains("lies before arrival"), "{order}");
        let header = import(&["queue,when"]).unwrap_err().to_string();
        assert!(header.contains("no column `arrival`; the header has queue, when"), "{header}");
    }
}
