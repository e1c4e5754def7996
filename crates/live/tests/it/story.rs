//! Stories in text: what happened, second by second, and what the floor made of it.
//!
//! A line is `SECONDS[@JOURNALLED] VERB ARGUMENTS`; the journal is as late as the event unless told.
//! Second 0 is 2026-01-05T08:00:00Z, a Monday.

use domain::figures::Attribution;
use domain::state::{
    AgentState, Certainty, Channel, Direction, DivertReason, EndedBy, NotReadyReason,
    RefusalReason, SeatState, TransferKind,
};
use domain::{
    AgentId, ContactId, DidId, Duration, IvrNodeId, QueueId, SeatId, SourceId, TeamId, Timestamp,
};
use journal::{Event, Record, SourceKey};
use live::{Effect, Live};
use serde::de::DeserializeOwned;
use std::fmt::Write as _;

pub(crate) const ZERO: Timestamp = Timestamp(1_767_600_000_000_000);

/// A floor and everything that left it.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub(crate) live: Live,
    pub(crate) effects: Vec<Effect>,
    sequence: u64,
    last: Option<Timestamp>,
}

pub(crate) fn at(seconds: f64) -> Timestamp {
    #[expect(clippy::cast_possible_truncation, reason = "stories are short")]
    Timestamp(ZERO.0 + (seconds * 1e6).round() as i64)
}

pub(crate) fn run(story: &str) -> Told {
    let mut told = Told::default();
    told.tell(story);
    told
}

impl Told {
    /// Goes on with the story; the invariants are checked after every line.
    pub(crate) fn tell(&mut self, story: &str) {
        for line in story.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let mut words = line.split_whitespace();
            let times = words.next().unwrap();
            let (occurred, journalled) = times.split_once('@').unwrap_or((times, times));
            let occurred = at(occurred.parse().unwrap());
            let journalled = at(journalled.parse().unwrap());
            let words: Vec<&str> = words.collect();
            if words[0] == "tick" {
                self.live.tick(occurred, &mut self.effects);
            } else {
                self.say(occurred, journalled, event(&words));
            }
            self.live.check().unwrap_or_else(|broken| panic!("after `{line}`: {broken}"));
        }
    }

    pub(crate) fn say(&mut self, occurred_at: Timestamp, journalled_at: Timestamp, event: Event) {
        self.hear(SourceId(1), occurred_at, (journalled_at, event));
    }

    /// As `say`, by another source and at once.
    pub(crate) fn say_of(&mut self, source: SourceId, at: Timestamp, event: Event) {
        self.hear(source, at, (at, event));
    }

    fn hear(
        &mut self,
        source: SourceId,
        occurred_at: Timestamp,
        (journalled_at, event): (Timestamp, Event),
    ) {
        self.sequence += 1;
        let after_last = self.last.map_or(Timestamp::MIN, |last| last.plus(Duration(1)));
        let journalled_at = journalled_at.max(after_last);
        self.last = Some(journalled_at);
        let record = Record {
            sequence: self.sequence,
            occurred_at,
            journalled_at,
            source,
            key: SourceKey { epoch: 1, counter: self.sequence },
            certainty: Certainty::Reported,
            event,
        };
        self.live.apply(&record, &mut self.effects);
    }

    /// The entries that are over, in the order in which they left.
    pub(crate) fn rows(&self) -> String {
        self.lines(|effect| {
 #[expect(clippy::wildcard_enum_match_arm, reason = "only what is asked for is told")]
 match effect {
            Effect::CloseContact(row) => {
                let queue = row.queue.map_or("no queue".into(), |q| q.to_string());
                let agent = row.agent.map_or(String::new(), |a| format!(" {a}"));
                let lengths = [row.wait, row.talk, row.hold, row.after_contact_work];
                let [wait, talk, hold, work] = lengths.map(|l| l.secs_f64());
                Some(format!(
                    "{}/{} {queue}{agent} {} wait {wait} talk {talk} hold {hold} work {work} by {}",
                    row.contact,
                    row.entry,
                    word(&row.outcome),
                    word(&row.ended_by)
                ))
            }
            _ => None,
        }})
    }

    /// The anomalies.
    pub(crate) fn anomalies(&self) -> String {
        self.lines(|effect| {
            #[expect(clippy::wildcard_enum_match_arm, reason = "only what is asked for is told")]
            match effect {
                Effect::ReportAnomaly { anomaly, contact, agent, at, .. } => {
                    let contact = contact.map_or(String::new(), |c| format!(" {c}"));
                    let agent = agent.map_or(String::new(), |a| format!(" {a}"));
                    Some(format!("{} {}{contact}{agent}", second(*at), word(anomaly)))
                }
                _ => None,
            }
        })
    }

    /// What was counted at IVR nodes.
    pub(crate) fn ivr(&self) -> String {
        self.lines(|effect| {
            #[expect(clippy::wildcard_enum_match_arm, reason = "only what is asked for is told")]
            match effect {
                Effect::AddIvr(cell) => {
                    let seconds = cell.time as f64 / 1e6;
                    Some(format!("{} {} {:?} {seconds}", second(cell.start), cell.node, cell.part))
                }
                _ => None,
            }
        })
    }

    /// The stays of agents.
    pub(crate) fn stays(&self) -> String {
        self.lines(|effect| {
            #[expect(clippy::wildcard_enum_match_arm, reason = "only what is asked for is told")]
            match effect {
                Effect::EndState(span) => {
                    let seat = span.seat.map_or(String::new(), |s| format!(" at {s}"));
                    Some(format!(
                        "{} {}-{} {}{seat}",
                        span.agent,
                        second(span.from),
                        second(span.until),
                        word(&span.state)
                    ))
                }
                _ => None,
            }
        })
    }

    /// The cells of queues and DIDs by one attribution, without zeros.
    pub(crate) fn cells(&self, by: Attribution) -> String {
        self.lines(|effect| {
            #[expect(clippy::wildcard_enum_match_arm, reason = "only what is asked for is told")]
            match effect {
                Effect::SetContactCell(cell) if cell.attribution == by => {
                    let counts = serde_json::to_value(cell.counts).unwrap();
                    let mut text =
                        format!("{} {} r{}", word(&cell.key), second(cell.start), cell.revision);
                    for (name, value) in counts.as_object().unwrap() {
                        match value.as_u64() {
                            Some(n) if n >= 1_000_000 => write!(text, " {name} {}s", n / 1_000_000),
                            Some(n) if n > 0 => write!(text, " {name} {n}"),
                            _ => Ok(()),
                        }
                        .unwrap();
                    }
                    Some(text)
                }
                _ => None,
            }
        })
    }

    /// The work cells: seconds by activity and counters, without zeros.
    pub(crate) fn work(&self) -> String {
        let activities =
            ["signed_out", "available", "ringing", "talking", "holding", "work", "not_ready"];
        self.lines(|effect| {
            #[expect(clippy::wildcard_enum_match_arm, reason = "only what is asked for is told")]
            match effect {
                Effect::SetWorkCell(cell) => {
                    let team = cell.team.map_or(String::new(), |t| format!(" {t}"));
                    let mut text = format!(
                        "{}{team} {} r{}",
                        word(&cell.key),
                        second(cell.start),
                        cell.revision
                    );
                    for (name, time) in activities.iter().zip(cell.counts.times.0) {
                        if time > 0 {
                            write!(text, " {name} {}", time / 1_000_000).unwrap();
                        }
                    }
                    let counts = &cell.counts;
                    for (name, n) in [
                        ("offers", counts.offers),
                        ("rung_out", counts.rung_out),
                        ("answered", counts.answered),
                        ("handled", counts.handled),
                        ("transferred", counts.transferred),
                    ] {
                        if n > 0 {
                            write!(text, " {name} {n}").unwrap();
                        }
                    }
                    if counts.break_overrun > 0 {
                        write!(text, " overrun {}", counts.break_overrun / 1_000_000).unwrap();
                    }
                    Some(text)
                }
                _ => None,
            }
        })
    }

    fn lines(&self, show: impl Fn(&Effect) -> Option<String>) -> String {
        self.effects.iter().filter_map(show).fold(String::new(), |text, line| text + &line + "\n")
    }
}

/// Compares texts line by line, without caring for indentation.
#[track_caller]
pub(crate) fn assert_told(told: &str, expected: &str) {
    let trim = |text: &str| {
        text.lines().map(str::trim).filter(|l| !l.is_empty()).collect::<Vec<_>>().join("\n")
    };
    let (told, expected) = (trim(told), trim(expected));
    assert!(told == expected, "told:\n{told}\n\nexpected:\n{expected}\n");
}

fn second(at: Timestamp) -> String {
    at.minus(ZERO).secs_f64().to_string()
}

/// The journal's word for a value: `answered`, `diverted:timeout`, `queue:7`.
fn word<T: serde::Serialize>(value: &T) -> String {
    let text = serde_json::to_string(value).unwrap();
    text.chars().filter(|c| !matches!(c, '{' | '}' | '"')).collect()
}

fn say<T: DeserializeOwned>(word: &str) -> T {
    serde_json::from_str(&format!("\"{word}\"")).unwrap_or_else(|_| panic!("no such word: {word}"))
}

/// `available`, `break` or any other reason.
fn agent_state(word: &str) -> AgentState {
    serde_json::from_str::<NotReadyReason>(&format!("\"{word}\""))
        .map_or_else(|_| say(word), AgentState::NotReady)
}

#[expect(clippy::too_many_lines, reason = "one entry per verb: a table, not a procedure")]
/// The event that a line tells. An optional argument is `-`.
fn event(words: &[&str]) -> Event {
    let number = |place: usize| words[place].parse::<u32>().unwrap();
    let maybe = |place: usize| words.get(place).and_then(|word| word.parse::<u32>().ok());
    let contact = || ContactId(words[1].parse().unwrap());
    let queue = |place: usize| QueueId(number(place));
    let agent = |place: usize| AgentId(number(place));
    match words[0] {
        "arrived" => Event::ContactArrived {
            contact: contact(),
            channel: words.get(3).map_or(Channel::Voice, |word| say(word)),
            direction: Direction::Inbound,
            did: maybe(2).map(DidId),
            customer: None,
            external: None,
        },
        "ivr" => Event::IvrEntered { contact: contact(), node: IvrNodeId(number(2)) },
        "left_ivr" => Event::IvrLeft {
            contact: contact(),
            node: IvrNodeId(number(2)),
            key: words.get(3).map(|word| word.chars().next().unwrap()),
        },
        "queued" => Event::ContactQueued {
            contact: contact(),
            queue: queue(2),
            priority: words.get(3).map_or(0, |word| word.parse().unwrap()),
        },
        "refused" => Event::ContactRefused {
            contact: contact(),
            queue: queue(2),
            reason: RefusalReason::QueueFull,
        },
        "offered" => Event::ContactOffered {
            contact: contact(),
            queue: maybe(3).map(QueueId),
            agent: agent(2),
        },
        "rung_out" => Event::OfferRungOut {
            contact: contact(),
            queue: maybe(3).map(QueueId),
            agent: agent(2),
        },
        "withdrawn" => Event::OfferWithdrawn { contact: contact(), queue: None, agent: agent(2) },
        "answered" => Event::ContactAnswered {
            contact: contact(),
            queue: maybe(3).map(QueueId),
            agent: agent(2),
        },
        "held" => Event::ContactHeld { contact: contact(), agent: agent(2) },
        "resumed" => Event::ContactResumed { contact: contact(), agent: agent(2) },
        "transferred" => Event::ContactTransferred {
            contact: contact(),
            agent: agent(2),
            transfer: say::<TransferKind>(words[3]),
            to_queue: None,
            to_agent: maybe(4).map(AgentId),
        },
        "released" => {
            Event::ContactReleased { contact: contact(), agent: agent(2), by: EndedBy::Customer }
        }
        "diverted" => Event::ContactDiverted {
            contact: contact(),
            queue: queue(2),
            reason: words.get(3).map_or(DivertReason::Timeout, |word| say(word)),
        },
        "abandoned" => Event::ContactAbandoned { contact: contact(), queue: queue(2) },
        "ended" => Event::ContactEnded { contact: contact(), by: EndedBy::Customer },
        "wrapped" => Event::WrapUpEnded { contact: contact(), agent: agent(2), code: None },
        "in" => Event::AgentSignedIn { agent: agent(1), seat: maybe(2).map(SeatId) },
        "out" => Event::AgentSignedOut { agent: agent(1) },
        "state" => Event::AgentStateChanged { agent: agent(1), state: agent_state(words[2]) },
        "team" => Event::AgentAssigned { agent: agent(1), team: maybe(2).map(TeamId) },
        "member" => Event::MemberAdded { queue: queue(1), agent: agent(2), penalty: 0 },
        "paused" => {
            Event::MemberPaused { queue: queue(1), agent: agent(2), reason: NotReadyReason::Break }
        }
        "seat" => {
            Event::SeatStateSet { seat: SeatId(number(1)), state: say::<SeatState>(words[2]) }
        }
        "allow" => Event::BreakAllowanceSet {
            reason: say(words[1]),
            limit: Duration::from_secs(words[2].parse().unwrap()),
        },
        "centre" => Event::CentreConfigured {
            name: "示例".into(),
            zone: words[1].into(),
            business_day_start: Duration::from_minutes(words[2].parse().unwrap()),
        },
        "lost" => Event::SourceLost {},
        "silence" => Event::SourceResynced { contacts: 0, agents: 0 },
        other => panic!("no such verb: {other}"),
    }
}
