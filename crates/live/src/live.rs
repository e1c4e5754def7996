//! The state of the floor and the one door through which it changes.
//!
//! Room:  live. *Start here.*
//! Takes: records in the order of the journal. Gives: effects.
//! Holds: first intervals and deadlines up to the record's journal time are closed, in order; then
//!        one leaf changes the state. A leaf decides first and then changes: an `Err` changed
//!        nothing.
//! Never: panics on what a source says.
//! Proof: `tests/it/properties.rs`.

use crate::agents::Agents;
use crate::cells::Cells;
use crate::definitions::Definitions;
use crate::effect::Effect;
use crate::facts::{self, Log, Who};
use crate::opening::Opening;
use crate::rolling::Grace;
use crate::slab::Slab;
use crate::sources::Sources;
use crate::teams::TeamSums;
use domain::calendar::Zone;
use domain::history::ContactKey;
use domain::state::Certainty;
use domain::{AgentId, ContactId, DidId, Duration, QueueId, SkillId, SourceId, Timestamp};
use journal::carry::{CarryOver, Centre, Fact, Names, Seat, Setting, Stay};
use journal::{AnomalyKind, Event, Record};
use std::collections::BTreeSet;

/// How far ahead of us a source's clock may be before we take our own time instead.
const AHEAD_MAX: Duration = Duration::from_minutes(60);
/// How far ahead of us a source's clock may be before it is flagged.
const AHEAD_FLAGGED: Duration = Duration::from_minutes(2);

/// What a leaf says: done, or refused because the source contradicts what we know.
pub(crate) type Outcome = Result<(), AnomalyKind>;

/// The floor now.
#[derive(Clone, Debug)]
pub struct Live {
    pub(crate) sequence: u64,
    pub(crate) now: Option<Timestamp>,
    pub(crate) centre: Centre,
    pub(crate) zone: Zone,
    pub(crate) names: Names,
    /// What was last set by people.
    pub(crate) by_people: BTreeSet<Setting>,
    pub(crate) definitions: Definitions,
    pub(crate) opening: Opening,
    pub(crate) sources: Sources,
    pub(crate) contacts: Slab,
    /// The skill of each queue, as registered.
    pub(crate) skills: Vec<Option<SkillId>>,
    /// Contacts that wait, per queue.
    pub(crate) waiting: Vec<u32>,
    pub(crate) agents: Agents,
    pub(crate) seats: Vec<Seat>,
    pub(crate) cells: Cells,
    pub(crate) facts: Log<Fact>,
    pub(crate) team_sums: TeamSums,
    pub(crate) stays: Log<Stay>,
    pub(crate) graces: Grace,
    /// When the next interval, grace or day ends.
    pub(crate) next_end: Timestamp,
}

/// The record being applied, and where its effects go.
#[derive(Debug)]
pub(crate) struct Step<'a> {
    /// When it happened.
    pub(crate) at: Timestamp,
    /// When we wrote it.
    pub(crate) now: Timestamp,
    pub(crate) sequence: u64,
    pub(crate) source: SourceId,
    pub(crate) is_inferred: bool,
    /// Whom it is about, for anomalies.
    pub(crate) contact: Option<ContactId>,
    pub(crate) agent: Option<AgentId>,
    pub(crate) effects: &'a mut Vec<Effect>,
}

impl Default for Live {
    fn default() -> Self {
        Self::new()
    }
}

impl Live {
    /// A floor of which nothing is known.
    #[must_use]
    pub fn new() -> Self {
        Self {
            sequence: 0,
            now: None,
            centre: Centre::default(),
            zone: Zone::utc(),
            names: Names::default(),
            by_people: BTreeSet::new(),
            definitions: Definitions::house(),
            opening: Opening::new(),
            sources: Sources::default(),
            contacts: Slab::new(),
            skills: Vec::new(),
            waiting: Vec::new(),
            agents: Agents::default(),
            seats: Vec::new(),
            cells: Cells::new(),
            facts: Log::new(),
            team_sums: TeamSums::new(),
            stays: Log::new(),
            graces: Grace::default(),
            next_end: Timestamp::MAX,
        }
    }

    /// The only way in which the state changes.
    pub fn apply(&mut self, record: &Record, effects: &mut Vec<Effect>) {
        if let Event::DayOpened { carry_over } = &record.event {
            self.open_day(carry_over, record, effects);
            return;
        }
        self.advance(record.journalled_at, effects);
        self.sequence = record.sequence;
        let now = self.now.unwrap_or(record.journalled_at);
        let is_trusted = record.occurred_at.0.saturating_sub(now.0) <= AHEAD_MAX.0;
        let mut step = Step {
            at: if is_trusted { record.occurred_at } else { now },
            now,
            sequence: record.sequence,
            source: record.source,
            is_inferred: record.certainty == Certainty::Inferred,
            contact: None,
            agent: None,
            effects,
        };
        let is_ahead = record.occurred_at.0.saturating_sub(now.0) > AHEAD_FLAGGED.0;
        self.hear(&mut step, record.occurred_at, is_ahead);
        if let Err(anomaly) = self.act(&mut step, &record.event) {
            self.report(&mut step, anomaly);
        }
    }

    /// Time passes without a record.
    pub fn tick(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        self.advance(now, effects);
    }

    /// One line per kind of event.
    #[expect(clippy::too_many_lines, reason = "one line per kind: a table, not a procedure")]
    #[inline]
    fn act(&mut self, step: &mut Step<'_>, event: &Event) -> Outcome {
        use Event as E;
        match event {
            E::ContactArrived { contact, channel, direction, did, customer, external: _ } => {
                self.arrive(step, *contact, (*channel, *direction, *did, *customer))
            }
            E::IvrEntered { contact, node } => self.enter_ivr(step, *contact, *node),
            E::IvrLeft { contact, node, key } => self.leave_ivr(step, *contact, *node, *key),
            E::ContactQueued { contact, queue, priority } => {
                self.queue(step, *contact, *queue, *priority)
            }
            E::ContactRefused { contact, queue, reason } => {
                self.refuse(step, *contact, *queue, *reason)
            }
            E::ContactOffered { contact, queue, agent } => {
                self.offer(step, *contact, *queue, *agent)
            }
            E::OfferRungOut { contact, queue, agent } => {
                self.ring_out(step, *contact, *queue, *agent)
            }
            E::OfferWithdrawn { contact, queue: _, agent } => self.withdraw(step, *contact, *agent),
            E::ContactAnswered { contact, queue, agent } => {
                self.answer(step, *contact, *queue, *agent)
            }
            E::ContactHeld { contact, agent } => self.hold(step, *contact, *agent),
            E::ContactResumed { contact, agent } => self.resume_talk(step, *contact, *agent),
            E::ContactTransferred { contact, agent, transfer, to_queue: _, to_agent } => {
                self.transfer(step, *contact, *agent, (*transfer, to_agent.is_some()))
            }
            E::ContactReleased { contact, agent, by } => self.release(step, *contact, *agent, *by),
            E::ContactDiverted { contact, queue, reason } => {
                self.divert(step, *contact, *queue, *reason)
            }
            E::ContactAbandoned { contact, queue } => self.abandon(step, *contact, *queue),
            E::ContactEnded { contact, by } => self.end(step, *contact, *by),
            E::WrapUpEnded { contact, agent, code: _ } => self.end_wrap_up(step, *contact, *agent),
            E::AgentSignedIn { agent, seat } => self.sign_in(step, *agent, *seat),
            E::AgentSignedOut { agent } => self.sign_out(step, *agent),
            E::AgentStateChanged { agent, state } => self.change_state(step, *agent, *state),
            E::SkillSet { agent, skill, level } => self.set_skill(step, *agent, *skill, *level),
            E::SkillRemoved { agent, skill } => self.remove_skill(step, *agent, *skill),
            E::MemberAdded { queue, agent, penalty } => {
                self.add_member(step, *queue, *agent, *penalty)
            }
            E::MemberRemoved { queue, agent } => self.remove_member(step, *queue, *agent),
            E::MemberPenaltySet { queue, agent, penalty } => {
                self.set_penalty(step, *queue, *agent, *penalty)
            }
            E::MemberPaused { queue, agent, reason } => {
                self.pause_member(step, *queue, *agent, Some(*reason))
            }
            E::MemberResumed { queue, agent } => self.pause_member(step, *queue, *agent, None),
            E::AgentAssigned { agent, team } => self.assign(step, *agent, *team),
            E::SeatStateSet { seat, state } => self.set_seat_state(step, *seat, *state),
            E::SourceStarted { version } => self.start_source(step, version),
            E::SourceLost {} => self.lose_source(step),
            E::SourceResynced { contacts: _, agents: _ } => self.resync_source(step),
            E::SourceGap { from, until } => self.note_gap(step, *from, *until),
            E::SkewMeasured { skew } => self.measure_skew(step, *skew),
            E::AnomalyReported { anomaly, contact, agent } => {
                self.pass_on(step, *anomaly, *contact, *agent)
            }
            E::CentreConfigured { .. }
            | E::DefinitionSet { .. }
            | E::TargetSet { .. }
            | E::TargetRemoved { .. }
            | E::BreakAllowanceSet { .. }
            | E::BreakAllowanceRemoved { .. }
            | E::OpeningHoursSet { .. } => self.settle_setting(step, event),
            E::DisplayNameSet { of, name } => self.name(of, name.as_deref()),
            E::QueuePlaced { queue, skill, site } => self.place(*queue, *skill, *site),
            E::SourceRegistered { .. }
            | E::SiteRegistered { .. }
            | E::TeamRegistered { .. }
            | E::SkillRegistered { .. }
            | E::QueueRegistered { .. }
            | E::DidRegistered { .. }
            | E::AgentRegistered { .. }
            | E::SeatRegistered { .. }
            | E::IvrNodeRegistered { .. } => {
                self.register(step, event)?;
                self.settle_zones(event);
                Ok(())
            }
            // What we asked for shows when the source says that it happened.
            E::ActionSent { .. } | E::ActionAnswered { .. } | E::DayOpened { .. } => Ok(()),
        }
    }

    /// A day begins with what is open, whoever is listening: a running state and one that starts
    /// here go on alike.
    fn open_day(&mut self, carry: &CarryOver, record: &Record, effects: &mut Vec<Effect>) {
        // Intervals that ticks closed before the carry-over was taken leave here in a replay.
        if let Some(taken_at) = carry.now {
            self.advance(taken_at, effects);
        }
        *self = Self::resume(carry);
        self.advance(record.journalled_at, effects);
        self.sequence = record.sequence;
    }

    /// Counts one fact everywhere it belongs.
    #[inline]
    pub(crate) fn count(&mut self, now: Timestamp, fact: Fact) {
        let fact = Fact { step: facts::ladder_step(&fact), ..fact };
        if let Some(queue) = fact.queue.get() {
            if self.opening.hours.has(QueueId(queue)) {
                self.count_in_hours(QueueId(queue), &fact);
            }
            self.cells.book(ContactKey::Queue(QueueId(queue)), &fact);
        }
        if let Some(did) = fact.did.get()
            && fact.queue.get().is_some()
        {
            self.cells.book(ContactKey::Did(DidId(did)), &fact);
        }
        if let Some(agent) = fact.agent.get() {
            self.count_work(AgentId(agent), &fact);
        }
        self.remember(fact, now);
    }

    /// Keeps a fact for sliding windows.
    #[inline]
    pub(crate) fn remember(&mut self, fact: Fact, now: Timestamp) {
        if let Some(full) = self.facts.push(fact, now) {
            self.team_sums.add(full);
        }
    }

    /// Where an agent sits and belongs to, for facts.
    pub(crate) fn who(&self, agent: AgentId) -> Who {
        let known = self.agents.get(agent);
        Who {
            agent: Some(agent),
            team: known.and_then(|a| a.team),
            seat: known.and_then(|a| a.seat),
        }
    }

    /// Tells of a contradiction, and counts it against its source.
    #[cold]
    pub(crate) fn report(&mut self, step: &mut Step<'_>, anomaly: AnomalyKind) {
        let source = self.sources.of(step.source);
        *source.anomalies.entry(anomaly).or_default() += 1;
        let &mut Step { contact, agent, source, at, sequence, .. } = step;
        step.effects.push(Effect::ReportAnomaly { anomaly, contact, agent, source, at, sequence });
    }
}
