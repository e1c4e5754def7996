//! How fast the live state takes in events: `callboard bench live EVENTS.csv --out DIR`.
//!
//! Room:  server; a measurement, no part of the running centre.
//! Takes: the stream of shared/bench/stream (`ts_ms,type,queue,call,agent,state`; type 0 offered,
//!        1 answered, 2 abandoned, 3 ended, 4 agent state).
//! Gives: events per CPU-second, and `queue_interval.csv` and `agent_state.csv` with their SHA-256,
//!        which must equal the ones written beside the stream.
//! Holds: reading the file and making records of its lines (decoding) is not in the time; applying
//!        them, taking the effects and reading windows is. Everything is kept: both attributions, five definitions, sliding
//!        windows, the queues as 50 skills, the agents in 200 teams.
//! Proof: the hashes beside the stream, compared by `cargo xtask bench live`.

use anyhow::Context as _;
use domain::figures::{Attribution, Counts};
use domain::history::ContactKey;
use domain::state::{AgentState, Certainty, Channel, Direction, EndedBy, NotReadyReason};
use domain::{AgentId, ContactId, Duration, QueueId, SkillId, SourceId, TeamId, Timestamp};
use journal::{Event, Record, SourceKey};
use live::view::Group;
use live::{Effect, Live};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// 2026-01-05T00:00:00Z: the stream's zero, a midnight, so that the whole stream is one day.
const ZERO: Timestamp = Timestamp(1_767_571_200_000_000);
const SOURCE: SourceId = SourceId(1);
const SKILLS: u32 = 50;
const TEAMS: u32 = 200;
/// Lines that become records at once: few enough to stay in the cache, as records do that were
/// just decoded.
const PART: usize = 250;
/// Records between two takings of effects.
const BATCH: usize = 64;
/// Lines between two readings of all windows.
const READ_EVERY: usize = 50_000;
const WINDOWS: [Duration; 3] =
    [Duration::from_minutes(5), Duration::from_minutes(15), Duration::from_minutes(30)];
const QUARTER: i64 = 900_000_000;

/// A line of the stream.
#[derive(Clone, Copy, Debug)]
struct Line {
    call: u64,
    millis: u32,
    agent: u32,
    queue: u16,
    kind: u8,
    state: u8,
}

/// What was measured.
#[derive(Clone, Debug)]
pub struct StreamReport {
    /// Lines of the stream.
    pub events: usize,
    /// Journal records they became.
    pub records: u64,
    pub effects: u64,
    pub anomalies: u64,
    /// Readings of all windows, and the service levels computed on them.
    pub readings: u64,
    pub service_levels: u64,
    pub cpu_seconds: f64,
    pub queue_interval_sha256: String,
    pub agent_state_sha256: String,
}

impl StreamReport {
    /// Lines of the stream per second of processor time.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a count of millions")]
    pub fn events_per_cpu_second(&self) -> f64 {
        self.events as f64 / self.cpu_seconds
    }
}

/// Applies the stream and writes the two tables to `out`.
pub fn run(events: &Path, out: &Path) -> anyhow::Result<StreamReport> {
    let text = std::fs::read(events)
        .with_context(|| format!("reading the stream {}", events.display()))?;
    let lines = read(&text)?;
    let mut bench = Bench::new(&lines);
    let cpu_seconds = bench.apply_all(&lines);
    let agents = bench.agent_table();
    let queues = bench.queue_table();
    std::fs::create_dir_all(out).with_context(|| format!("making {}", out.display()))?;
    for (name, table) in [("queue_interval.csv", &queues), ("agent_state.csv", &agents)] {
        let path = out.join(name);
        std::fs::write(&path, table).with_context(|| format!("writing {}", path.display()))?;
    }
    Ok(StreamReport {
        events: lines.len(),
        records: bench.sequence,
        effects: bench.effects,
        anomalies: bench.anomalies,
        readings: bench.readings,
        service_levels: bench.levels,
        cpu_seconds,
        queue_interval_sha256: sha256(&queues),
        agent_state_sha256: sha256(&agents),
    })
}

fn sha256(text: &str) -> String {
    Sha256::digest(text).iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a string takes all text");
        hex
    })
}

fn read(text: &[u8]) -> anyhow::Result<Vec<Line>> {
    let text = std::str::from_utf8(text).context("the stream is not UTF-8")?;
    text.lines()
        .enumerate()
        .map(|(number, line)| read_line(line).with_context(|| format!("line {}", number + 1)))
        .collect()
}

fn read_line(line: &str) -> anyhow::Result<Line> {
    let mut fields = line.split(',').map(str::parse::<u64>);
    let mut next = || -> anyhow::Result<u64> {
        Ok(fields.next().context("six fields ts_ms,type,queue,call,agent,state are needed")??)
    };
    let (millis, kind, queue, call) = (next()?, next()?, next()?, next()?);
    let (agent, state) = (next()?, next()?);
    Ok(Line {
        call,
        millis: millis.try_into()?,
        agent: agent.try_into()?,
        queue: queue.try_into()?,
        kind: kind.try_into()?,
        state: state.try_into()?,
    })
}

struct Bench {
    live: Live,
    /// Of the last record made.
    sequence: u64,
    journalled_at: Timestamp,
    /// Records made and not yet applied.
    made: Vec<Record>,
    fired: Vec<Effect>,
    cells: BTreeMap<(u32, i64), Counts>,
    agents: u32,
    effects: u64,
    anomalies: u64,
    readings: u64,
    levels: u64,
    last: Timestamp,
}

impl Bench {
    /// An empty floor with its queues, agents, skills and teams.
    fn new(lines: &[Line]) -> Self {
        let queues = lines.iter().map(|line| u32::from(line.queue) + 1).max().unwrap_or(0);
        let agents = lines.iter().map(|line| line.agent + 1).max().unwrap_or(0);
        let mut bench = Self {
            live: Live::new(),
            sequence: 0,
            journalled_at: ZERO.before(Duration::from_secs(1)),
            made: Vec::new(),
            fired: Vec::new(),
            cells: BTreeMap::new(),
            agents,
            effects: 0,
            anomalies: 0,
            readings: 0,
            levels: 0,
            last: ZERO,
        };
        for queue in 0..queues {
            let skill = Some(SkillId(queue % SKILLS));
            let (key, name) = (format!("q{queue}"), format!("Queue {queue}"));
            let queue = QueueId(queue);
            bench.say(ZERO, Event::QueueRegistered { queue, key, name, skill, site: None });
        }
        for agent in 0..agents {
            let (team, queue) = (Some(TeamId(agent % TEAMS)), agent * queues / agents);
            let agent = AgentId(agent);
            bench.say(ZERO, Event::AgentAssigned { agent, team });
            bench.say(ZERO, Event::MemberAdded { queue: QueueId(queue), agent, penalty: 0 });
        }
        bench.apply();
        bench
    }

    /// Applies the stream; gives the processor seconds that it took, decoding excluded.
    fn apply_all(&mut self, lines: &[Line]) -> f64 {
        let mut spent = Duration::ZERO;
        let mut read = 0;
        for part in lines.chunks(PART) {
            for line in part {
                self.take(*line);
            }
            read += part.len();
            let before = cpu_time();
            self.apply();
            if read >= READ_EVERY {
                read -= READ_EVERY;
                self.read_windows();
            }
            spent += cpu_time().minus(before);
        }
        spent.secs_f64()
    }

    /// Applies the records made so far in batches and takes the effects, as the engine does.
    fn apply(&mut self) {
        let mut made = std::mem::take(&mut self.made);
        for batch in made.chunks(BATCH) {
            for record in batch {
                self.live.apply(record, &mut self.fired);
            }
            self.drain();
        }
        made.clear();
        self.made = made;
    }

    fn take(&mut self, line: Line) {
        let at = Timestamp(ZERO.0 + i64::from(line.millis) * 1_000);
        let contact = ContactId(line.call);
        let (queue, agent) = (QueueId(line.queue.into()), AgentId(line.agent));
        match line.kind {
            0 => {
                let (channel, direction) = (Channel::Voice, Direction::Inbound);
                let (did, customer, external) = (None, None, None);
                self.say(
                    at,
                    Event::ContactArrived { contact, channel, direction, did, customer, external },
                );
                self.say(at, Event::ContactQueued { contact, queue, priority: 0 });
            }
            1 => self.say(at, Event::ContactAnswered { contact, queue: Some(queue), agent }),
            2 => self.say(at, Event::ContactAbandoned { contact, queue }),
            3 => self.say(at, Event::ContactEnded { contact, by: EndedBy::Customer }),
            _ => self.say(at, Event::AgentStateChanged { agent, state: state(line.state) }),
        }
        if line.kind == 2 {
            // The caller who gave up is gone: the stream has no other end for it.
            self.say(at, Event::ContactEnded { contact, by: EndedBy::Customer });
        }
        self.last = at;
    }

    fn say(&mut self, at: Timestamp, event: Event) {
        self.sequence += 1;
        self.journalled_at = Timestamp(at.0.max(self.journalled_at.0 + 1));
        self.made.push(Record {
            sequence: self.sequence,
            occurred_at: at,
            journalled_at: self.journalled_at,
            source: SOURCE,
            key: SourceKey::default(),
            certainty: Certainty::Reported,
            event,
        });
    }

    /// Takes the effects; keeps the cells that the result is made of.
    fn drain(&mut self) {
        for effect in self.fired.drain(..) {
            self.effects += 1;
            match effect {
                Effect::SetContactCell(cell) => {
                    if let (ContactKey::Queue(queue), Attribution::ByEvent) =
                        (cell.key, cell.attribution)
                    {
                        self.cells.insert((queue.0, cell.start.0), cell.counts);
                    }
                }
                Effect::ReportAnomaly { .. } => self.anomalies += 1,
                Effect::CloseContact(_)
                | Effect::SetWorkCell(_)
                | Effect::AddIvr(_)
                | Effect::EndState(_) => {}
            }
        }
    }

    /// What a screen reads: every queue, skill and team in three windows, by five definitions.
    fn read_windows(&mut self) {
        let now = self.last;
        let definitions = self.live.definitions_in_force(now);
        let mut wanted = Vec::new();
        for by in [Attribution::ByArrival, Attribution::ByEvent] {
            wanted.extend([Group::Queue, Group::Skill, Group::Team].map(|group| (group, by)));
        }
        for sums in self.live.windows_of(now, &WINDOWS, &wanted) {
            for counts in sums.iter().flat_map(|(_, windows)| windows) {
                let rules = definitions.iter().map(|definition| definition.service_level);
                let levels = counts.service_levels(rules).flatten();
                self.levels += levels.filter(|level| level.get() >= 0.0).count() as u64;
            }
        }
        self.readings += 1;
    }

    fn agent_table(&self) -> String {
        use domain::state::Activity as A;
        let mut table = String::new();
        for agent in 0..self.agents {
            let times = self.live.agent_today(AgentId(agent), self.last).times;
            let told = [A::SignedOut, A::Available, A::Talking, A::AfterContactWork, A::NotReady];
            let [out, free, talk, wrap, off] = told.map(|activity| times.of(activity) / 1_000);
            writeln!(table, "{agent},{out},{free},{talk},{wrap},{off}")
                .expect("a string takes all text");
        }
        table
    }

    /// Closes the last interval and adds three cells to each quarter of an hour.
    fn queue_table(&mut self) -> String {
        let end = self.last.plus(Duration::from_minutes(5));
        self.live.tick(end, &mut self.fired);
        self.drain();
        let mut quarters: BTreeMap<(u32, i64), Counts> = BTreeMap::new();
        for ((queue, start), counts) in &self.cells {
            let quarter = (start - ZERO.0) / QUARTER;
            quarters.entry((*queue, quarter)).or_default().merge(counts);
        }
        let mut table = String::new();
        for ((queue, quarter), counts) in quarters {
            let Counts { offered, answered, abandoned, talk, wait_max, answered_waits, .. } =
                counts;
            let in_time = answered_waits.within(Duration::from_secs(20));
            if offered + answered + abandoned > 0 || talk > 0 {
                let (talk, longest) = (talk / 1_000, wait_max / 1_000);
                writeln!(
                    table,
                    "{queue},{quarter},{offered},{answered},{abandoned},{in_time},{talk},{longest}"
                )
                .expect("a string takes all text");
            }
        }
        table
    }
}

const fn state(number: u8) -> AgentState {
    match number {
        0 => AgentState::SignedOut,
        1 => AgentState::Available,
        2 => AgentState::Talking,
        3 => AgentState::AfterContactWork,
        _ => AgentState::NotReady(NotReadyReason::Break),
    }
}

/// Time that this process was on a processor.
pub(crate) fn cpu_time() -> Timestamp {
    let told = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Timestamp(told.tv_sec * 1_000_000 + told.tv_nsec / 1_000)
}
