//! Contacts from arrival to end, and their entries into queues.
//!
//! Room:  live; beside `offers` (ringing) and `conversations` (answered).
//! Takes: arrivals, queueing, refusals, diversions, abandonments, ends; `ivr` beside.
//! Gives: facts to count; `Effect::CloseContact` for each entry that is over.
//! Holds: a contact waits in at most one queue; each entry ends exactly once.
//! Never: keeps a contact that ended.
//! Proof: stories `contacts`; properties `each_entry_ends_once`, `offered_adds_up`.

use crate::agents::is_plausible_line;
use crate::effect::Effect;
use crate::facts::{Whose, bounded, fact};
use crate::live::{Live, Outcome, Step};
use crate::slab::Place;
use domain::history::{ContactRow, IvrPart, Outcome as Ending};
use domain::state::{Channel, Direction, DivertReason, EndedBy, RefusalReason};
use domain::{ContactId, DidId, Duration, QueueId, Timestamp, Token};
use journal::carry::{Fact, FactKind, OpenContact, Stage};
use journal::{AnomalyKind, Few};

/// What an arrival says of a contact.
type Arrival = (Channel, Direction, Option<DidId>, Option<Token>);

/// Whose facts an entry's are; `at` where it entered no queue.
#[inline]
pub(crate) fn whose(open: &OpenContact, at: Timestamp) -> Whose {
    Whose { queue: open.queue, did: open.did, entered: open.queued_at.unwrap_or(at) }
}

impl Live {
    /// The open contact that the record is about.
    #[inline]
    pub(crate) fn find(
        &mut self,
        step: &mut Step<'_>,
        contact: ContactId,
    ) -> Result<Place, AnomalyKind> {
        step.contact = Some(contact);
        let place = self.contacts.find(contact).ok_or(AnomalyKind::UnknownContact)?;
        let open = self.contacts.at_mut(place);
        open.last_sequence = step.sequence;
        open.inferred |= step.is_inferred;
        Ok(place)
    }

    /// Gives a queue its place.
    #[inline]
    pub(crate) fn check_queue(&mut self, queue: QueueId) -> Outcome {
        let (index, len) = (queue.index(), self.waiting.len());
        if index < len {
            return Ok(());
        }
        if !is_plausible_line(index, len) {
            return Err(AnomalyKind::Unreadable);
        }
        self.waiting.resize(index + 1, 0);
        Ok(())
    }

    pub(crate) fn arrive(
        &mut self,
        step: &mut Step<'_>,
        contact: ContactId,
        (channel, direction, did, customer): Arrival,
    ) -> Outcome {
        if self.find(step, contact).is_ok() {
            return Err(AnomalyKind::Repeated);
        }
        let known_dids = self.names.dids.len();
        if did.is_some_and(|did| !is_plausible_line(did.index(), known_dids)) {
            return Err(AnomalyKind::Unreadable);
        }
        self.contacts.insert(OpenContact {
            contact,
            source: step.source,
            channel,
            direction,
            did,
            customer,
            arrived_at: step.at,
            opened_at: step.now,
            ivr_node: None,
            in_ivr_since: None,
            inferred: step.is_inferred,
            first_sequence: step.sequence,
            last_sequence: step.sequence,
            entries: 0,
            agents: Few::new(),
            stage: Stage::Arrived,
            queue: None,
            priority: 0,
            queued_at: None,
            left_queue_at: None,
            agent: None,
            team: None,
            talkers: 0,
            is_moving: false,
            rung_out: 0,
            talk: Duration::ZERO,
            hold: Duration::ZERO,
            after_contact_work: Duration::ZERO,
        });
        Ok(())
    }

    /// A new entry begins; one that is still open ends here.
    pub(crate) fn queue(
        &mut self,
        step: &mut Step<'_>,
        contact: ContactId,
        queue: QueueId,
        priority: i32,
    ) -> Outcome {
        let place = self.find(step, contact)?;
        self.check_queue(queue)?;
        let open = self.contacts.at(place);
        match open.stage {
            Stage::Arrived => {}
            Stage::Waiting if open.queue == Some(queue) => return Err(AnomalyKind::Repeated),
            Stage::Waiting => {
                self.report(step, AnomalyKind::OutOfOrder);
                let ending = Ending::Diverted(DivertReason::Overflow);
                self.leave_queue(step, place, ending, EndedBy::System);
            }
            Stage::Served => self.end_conversations(step, place, EndedBy::Agent),
        }
        self.drop_ringing(step, place);
        self.go_on(step, place, IvrPart::ToQueue(queue));
        self.begin_entry(place);
        let open = self.contacts.at_mut(place);
        open.stage = Stage::Waiting;
        open.queue = Some(queue);
        open.priority = priority;
        open.queued_at = Some(step.at);
        open.in_ivr_since = None;
        let offered = fact(FactKind::Offered, step.at, whose(open, step.at));
        self.contacts.note_queued(step.at);
        self.waiting[queue.index()] += 1;
        self.count(step.now, offered);
        Ok(())
    }

    /// Clears what belonged to the last entry.
    pub(crate) fn begin_entry(&mut self, place: Place) {
        let open = self.contacts.at_mut(place);
        open.queue = None;
        open.priority = 0;
        open.queued_at = None;
        open.left_queue_at = None;
        open.agent = None;
        open.team = None;
        open.talkers = 0;
        open.is_moving = false;
        open.rung_out = 0;
        open.talk = Duration::ZERO;
        open.hold = Duration::ZERO;
        open.after_contact_work = Duration::ZERO;
    }

    /// Not let in: an entry of its own that is over at once.
    pub(crate) fn refuse(
        &mut self,
        step: &mut Step<'_>,
        contact: ContactId,
        queue: QueueId,
        reason: RefusalReason,
    ) -> Outcome {
        let place = self.find(step, contact)?;
        self.check_queue(queue)?;
        let open = self.contacts.at(place);
        if open.stage == Stage::Waiting && open.queue == Some(queue) {
            return Err(AnomalyKind::Repeated);
        }
        let did = open.did;
        self.go_on(step, place, IvrPart::Refused(queue));
        let refused =
            fact(FactKind::Refused, step.at, Whose { queue: Some(queue), did, entered: step.at });
        let mut row = self.row(place, step.at, Ending::Refused(reason), EndedBy::System);
        row.queue = Some(queue);
        row.skill = self.skill_of(Some(queue));
        row.closed_hours = reason == RefusalReason::Closed || self.is_closed(Some(queue), step.at);
        row.queued_at = None;
        row.left_queue_at = None;
        (row.agent, row.team) = (None, None);
        (row.wait, row.talk, row.hold) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
        row.rung_out = 0;
        self.contacts.at_mut(place).entries += 1;
        self.count(step.now, refused);
        step.effects.push(Effect::CloseContact(row));
        Ok(())
    }

    pub(crate) fn divert(
        &mut self,
        step: &mut Step<'_>,
        contact: ContactId,
        queue: QueueId,
        reason: DivertReason,
    ) -> Outcome {
        let place = self.find_waiting(step, contact, queue)?;
        self.leave_queue(step, place, Ending::Diverted(reason), EndedBy::System);
        Ok(())
    }

    pub(crate) fn abandon(
        &mut self,
        step: &mut Step<'_>,
        contact: ContactId,
        queue: QueueId,
    ) -> Outcome {
        let place = self.find_waiting(step, contact, queue)?;
        self.leave_queue(step, place, Ending::Abandoned, EndedBy::Customer);
        Ok(())
    }

    /// The contact, if it waits in that queue.
    fn find_waiting(
        &mut self,
        step: &mut Step<'_>,
        contact: ContactId,
        queue: QueueId,
    ) -> Result<Place, AnomalyKind> {
        let place = self.find(step, contact)?;
        let open = self.contacts.at(place);
        match (open.stage, open.queue == Some(queue)) {
            (Stage::Waiting, true) => Ok(place),
            (Stage::Arrived | Stage::Served, true) => Err(AnomalyKind::Repeated),
            (_, false) => Err(AnomalyKind::NeverQueued),
        }
    }

    /// The wait ends without an answer, and the entry with it.
    fn leave_queue(&mut self, step: &mut Step<'_>, place: Place, ending: Ending, by: EndedBy) {
        let wait = self.end_wait(step, place);
        let kind = match ending {
            Ending::Abandoned => Some(FactKind::Abandoned),
            Ending::Diverted(_) => Some(FactKind::Diverted),
            Ending::Answered | Ending::Refused(_) | Ending::NotQueued | Ending::Unknown => None,
        };
        if let Some(kind) = kind {
            let left = fact(kind, step.at, whose(self.contacts.at(place), step.at));
            self.count(step.now, Fact { length: wait, ..left });
        }
        let row = self.row(place, step.at, ending, by);
        self.end_entry(place);
        self.stop_ringing(step, place);
        step.effects.push(Effect::CloseContact(row));
    }

    /// The contact leaves the line; how long it stood there.
    #[inline]
    pub(crate) fn end_wait(&mut self, step: &mut Step<'_>, place: Place) -> Duration {
        let open = self.contacts.at_mut(place);
        let entered = open.queued_at.unwrap_or(step.at);
        open.left_queue_at = Some(step.at.max(entered));
        if let Some(queue) = open.queue {
            self.waiting[queue.index()] -= 1;
        }
        if step.at < entered {
            self.report(step, AnomalyKind::OutOfOrder);
        }
        bounded(step.at.since(entered))
    }

    pub(crate) fn end_entry(&mut self, place: Place) {
        let open = self.contacts.at_mut(place);
        open.stage = Stage::Arrived;
        open.entries = open.entries.saturating_add(1);
        open.is_moving = false;
    }

    /// The whole contact is over.
    pub(crate) fn end(&mut self, step: &mut Step<'_>, contact: ContactId, by: EndedBy) -> Outcome {
        let place = self.find(step, contact)?;
        match self.contacts.at(place).stage {
            Stage::Waiting => self.leave_queue(step, place, Ending::Abandoned, by),
            Stage::Served => self.end_conversations(step, place, by),
            Stage::Arrived => {
                self.end_in_ivr(step, place, by);
                self.end_idle(step, place, by);
            }
        }
        self.forget(step, place);
        Ok(())
    }

    /// We close what the source forgot.
    pub(crate) fn close_unknown(&mut self, step: &mut Step<'_>, place: Place) {
        match self.contacts.at(place).stage {
            Stage::Waiting => self.leave_queue(step, place, Ending::Unknown, EndedBy::Unknown),
            Stage::Served => self.end_conversations(step, place, EndedBy::Unknown),
            Stage::Arrived => self.end_idle(step, place, EndedBy::Unknown),
        }
        self.forget(step, place);
    }

    /// Ends a contact that is in no queue and no conversation.
    fn end_idle(&mut self, step: &mut Step<'_>, place: Place, by: EndedBy) {
        let open = self.contacts.at(place);
        if open.entries == 0 {
            let row = self.row(place, step.at, Ending::NotQueued, by);
            step.effects.push(Effect::CloseContact(row));
        } else if let Some(wrap) = open
            .agent
            .and_then(|agent| self.agents.get_mut(agent))
            .and_then(|known| known.wrap.as_mut())
            && wrap.row.contact == open.contact
        {
            wrap.row.last_sequence = step.sequence;
        }
    }

    fn forget(&mut self, step: &mut Step<'_>, place: Place) {
        self.drop_ringing(step, place);
        self.contacts.remove(place);
    }

    /// The row of the present entry.
    pub(crate) fn row(
        &self,
        place: Place,
        at: Timestamp,
        outcome: Ending,
        ended_by: EndedBy,
    ) -> Box<ContactRow> {
        let open = self.contacts.at(place);
        let wait = match (open.queued_at, open.left_queue_at) {
            (Some(entered), Some(left)) => bounded(left.since(entered)),
            (_, None) | (None, _) => Duration::ZERO,
        };
        Box::new(ContactRow {
            contact: open.contact,
            entry: open.entries,
            source: open.source,
            channel: open.channel,
            direction: open.direction,
            did: open.did,
            customer: open.customer,
            queue: open.queue,
            skill: self.skill_of(open.queue),
            agent: open.agent,
            team: open.team,
            arrived_at: open.arrived_at,
            queued_at: open.queued_at,
            left_queue_at: open.left_queue_at,
            ended_at: at,
            outcome,
            ended_by,
            wait,
            talk: open.talk,
            hold: open.hold,
            after_contact_work: open.after_contact_work,
            rung_out: open.rung_out,
            ivr_node: open.ivr_node,
            closed_hours: self.is_closed(open.queue, open.queued_at.unwrap_or(at)),
            inferred: open.inferred,
            first_sequence: open.first_sequence,
            last_sequence: open.last_sequence,
        })
    }
}
