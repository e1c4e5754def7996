//! The centre in motion: what is due is taken from the agenda and done.
//!
//! Room:  sim. *Start here.*
//! Takes: a seed, a start, surges. Gives: events to an `Observer`, in the order of time.
//! Holds: same seed, same start, same surges: same events, however `run_until` is cut; a contact
//!        ends once; an agent has one contact at a time.
//! Never: reads a clock; draws a number outside the named streams; allocates per contact once its
//!        tables have grown.
//! Proof: `tests/it/{steps,rules,truth}.rs`.

mod arrive;
mod duty;
mod route;
mod serve;
mod state;
mod wait;

use crate::agenda::Agenda;
use crate::catalogue::Catalogue;
use crate::demand::{self, Date, Profile};
use crate::line::Lines;
use crate::observer::Observer;
use crate::random::{HOUR, Random, Stream};
use crate::shifts;
use domain::{AgentId, ContactId, QueueId, SourceId, Timestamp};
use journal::Event;
use state::{Agent, CallStream, Contact, Return, Routes, Task};

/// More demand than planned, for a while.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Surge {
    /// Absent: everywhere.
    pub queue: Option<QueueId>,
    pub start: Timestamp,
    pub end: Timestamp,
    /// 2.0 doubles the calls.
    pub factor: f64,
}

/// How a centre begins.
#[derive(Clone, Copy, Debug)]
pub struct Start {
    pub seed: u64,
    pub at: Timestamp,
    /// The source whose contacts these are.
    pub source: SourceId,
    /// The number of the first contact.
    pub first_contact: u64,
    /// Nobody calls from here on; what is open goes on to its end.
    pub last_call: Timestamp,
}

impl Start {
    /// An empty floor at this moment, open for ever.
    #[must_use]
    pub const fn new(seed: u64, at: Timestamp) -> Self {
        Self { seed, at, source: SourceId(1), first_contact: 1, last_call: Timestamp::MAX }
    }
}

/// A contact centre.
#[derive(Clone, Debug)]
pub struct Centre {
    house: Catalogue,
    start: Start,
    now: i64,
    agenda: Agenda<Task>,
    /// Today's calls per quarter hour, by intent.
    profiles: Vec<Profile>,
    date: Date,
    streams: Vec<CallStream>,
    surges: Vec<Surge>,
    contacts: Vec<Contact>,
    spare: Vec<u32>,
    next_contact: u64,
    returns: Vec<Return>,
    spare_returns: Vec<u32>,
    agents: Vec<Agent>,
    /// When each agent's last planned shift ends.
    free_from: Vec<i64>,
    seats: Vec<state::SeatUse>,
    waiting: Lines,
    idle: Lines,
    on_duty: Vec<u32>,
    routes: Routes,
}

impl Centre {
    /// A centre with an empty floor at `start`; whoever should be at work signs in.
    #[must_use]
    pub fn new(seed: u64, start: Timestamp) -> Self {
        Self::with(Start::new(seed, start))
    }

    #[must_use]
    pub fn with(start: Start) -> Self {
        let house = Catalogue::example(start.seed);
        let date = Date::at(&house, start.at);
        let mut agenda = Agenda::new();
        agenda.put(start.at.micros(), Task::DayStart, 0, 0);
        Self {
            now: start.at.micros(),
            date,
            agenda,
            profiles: Vec::new(),
            streams: Vec::new(),
            surges: Vec::new(),
            contacts: Vec::new(),
            spare: Vec::new(),
            next_contact: start.first_contact,
            returns: Vec::new(),
            spare_returns: Vec::new(),
            agents: house.agents.iter().map(|profile| Agent::new(profile.group)).collect(),
            free_from: vec![i64::MIN / 2; house.agents.len()],
            seats: vec![state::SeatUse::Free; house.seats() as usize],
            waiting: Lines::new(house.queues.len()),
            idle: Lines::new(house.groups.len()),
            on_duty: vec![0; house.groups.len()],
            routes: Routes::of(&house),
            house,
            start,
        }
    }

    #[must_use]
    pub const fn house(&self) -> &Catalogue {
        &self.house
    }

    #[must_use]
    pub const fn now(&self) -> Timestamp {
        Timestamp(self.now)
    }

    /// Contacts that are not over yet, with the agents that still write about one.
    #[must_use]
    pub fn open(&self) -> usize {
        let busy = self.agents.iter().filter(|agent| agent.is_wrapping()).count();
        self.contacts.len() - self.spare.len() + busy
    }

    /// Contacts begun so far.
    #[must_use]
    pub const fn contacts_begun(&self) -> u64 {
        self.next_contact - self.start.first_contact
    }

    /// Does everything that is due at `until` or before.
    pub fn run_until<O: Observer>(&mut self, until: Timestamp, observer: &mut O) {
        while let Some(entry) = self.agenda.take(until.micros()) {
            self.now = entry.at;
            let (number, stamp) = (entry.number, entry.stamp);
            match entry.kind {
                Task::DayStart => self.start_day(),
                Task::Repair => self.repair_seat(number, observer),
                Task::RestEnd => self.end_rest(number, observer),
                Task::StepDue => self.step_due(number, observer),
                Task::Call => self.call(number, stamp, observer),
                Task::Return => self.come_back(number, observer),
                Task::Menu => self.go_on_in_menu(number, observer),
                Task::RingEnd => self.end_ring(number, stamp, observer),
                Task::Talk => self.go_on_talking(number, observer),
                Task::WrapEnd => self.end_wrap(number, observer),
                Task::Leave => self.leave_queue(number, stamp, observer),
                Task::Breakdown => self.break_seat(number, observer),
            }
        }
        self.now = self.now.max(until.micros());
    }

    /// Adds demand. Begins now if its start is past; gives back what will really happen.
    pub fn add_surge(&mut self, surge: Surge) -> Surge {
        let surge = Surge { start: surge.start.max(Timestamp(self.now)), ..surge };
        self.surges.push(surge);
        if !self.profiles.is_empty() {
            self.open_surge(surge);
        }
        surge
    }

    /// Ends every surge that runs or is still to come, and gives them back as they really were.
    pub fn end_surges(&mut self) -> Vec<Surge> {
        let now = Timestamp(self.now);
        for surge in &mut self.surges {
            surge.end = surge.end.min(now.max(surge.start));
        }
        for stream in self.streams.iter_mut().skip(self.house.intents.len()) {
            stream.until = stream.until.min(self.now);
        }
        self.surges.clone()
    }

    /// A new local day: its demand, its shifts, its broken seats.
    fn start_day(&mut self) {
        self.date = Date::at(&self.house, Timestamp(self.now));
        let (date, seed) = (self.date, self.start.seed);
        let tomorrow = date.midnight + 24 * HOUR;
        self.agenda.put(tomorrow, Task::DayStart, 0, 0);
        let expected: Vec<Profile> =
            self.house.intents.iter().map(|i| demand::expected(&self.house, i, date)).collect();
        let plans = shifts::plan_day(&self.house, seed, date, &expected, &mut self.free_from);
        for (agent, plan) in plans {
            self.take_plan(agent, plan);
        }
        let indexed = expected.iter().enumerate();
        self.profiles =
            indexed.map(|(number, plan)| demand::actual(seed, number, plan, date)).collect();
        self.streams.clear();
        for intent in 0..self.house.intents.len() {
            let key = (date.number << 8) | intent as u64;
            self.open_stream(CallStream {
                intent,
                random: Random::of(seed, Stream::Arrivals, key),
                share: 1.0,
                until: tomorrow.min(self.start.last_call.micros()),
            });
        }
        for surge in self.surges.clone() {
            self.open_surge(surge);
        }
        self.plan_breakdowns();
    }

    /// The part of a surge that lies in what is left of today.
    fn open_surge(&mut self, surge: Surge) {
        let tomorrow = self.date.midnight + 24 * HOUR;
        let until = surge.end.micros().min(tomorrow).min(self.start.last_call.micros());
        let from = surge.start.micros().max(self.now);
        for intent in 0..self.house.intents.len() {
            let queue = self.house.intents[intent].queue.map(state::id).map(QueueId);
            let is_meant = surge.queue.is_none() || surge.queue == queue;
            if !is_meant || from >= until || surge.factor <= 1.0 {
                continue;
            }
            let key = surge.start.micros().cast_unsigned() ^ (self.date.number << 8);
            let random = Random::of(self.start.seed, Stream::Surges, key ^ intent as u64);
            let share = surge.factor - 1.0;
            let mut stream = CallStream { intent, random, share, until };
            let profile = &self.profiles[intent];
            let span = (from, until);
            let first =
                demand::next_call(profile, self.date.midnight, share, span, &mut stream.random);
            self.push_stream(stream, first);
        }
    }

    fn open_stream(&mut self, mut stream: CallStream) {
        let profile = &self.profiles[stream.intent];
        let span = (self.now, stream.until);
        let midnight = self.date.midnight;
        let first = demand::next_call(profile, midnight, stream.share, span, &mut stream.random);
        self.push_stream(stream, first);
    }

    fn push_stream(&mut self, stream: CallStream, first: Option<i64>) {
        let number = state::id(self.streams.len());
        self.streams.push(stream);
        if let Some(at) = first {
            self.agenda.put(at, Task::Call, number, self.day_stamp());
        }
    }

    /// Calls of yesterday's streams are told apart by the day.
    fn day_stamp(&self) -> u32 {
        u32::try_from(self.date.number).unwrap_or(0)
    }

    fn contact_id(&self, slot: u32) -> ContactId {
        ContactId::of(self.start.source, self.contacts[slot as usize].count)
    }

    fn say<O: Observer>(&self, observer: &mut O, event: Event) {
        observer.see(Timestamp(self.now), event);
    }

    fn after(&mut self, length: i64, task: Task, number: u32, stamp: u32) {
        self.agenda.put(self.now + length.max(1), task, number, stamp);
    }
}

fn queue_id(queue: usize) -> QueueId {
    QueueId(state::id(queue))
}

const fn agent_id(agent: u32) -> AgentId {
    AgentId(agent)
}
