//! Contacts on their way through the IVR.
//!
//! Room:  live; beside `contacts`.
//! Takes: nodes entered and left. Gives: `Effect::AddIvr` for each step.
//! Holds: a visit of a node ends once, by a key, without one, or with the contact; a step is counted
//!        when it is known where it leads.
//! Never: counts a step that nobody saw (a contact that ended while its source was lost).
//! Proof: stories `ivr`.

use crate::effect::Effect;
use crate::facts::bounded;
use crate::live::{Live, Outcome, Step};
use crate::slab::Place;
use domain::figures::WORK_STEP;
use domain::history::{IvrCell, IvrPart};
use domain::state::EndedBy;
use domain::{ContactId, Duration, IvrNodeId};
use journal::AnomalyKind;
use journal::carry::Stage;

impl Live {
    pub(crate) fn enter_ivr(
        &mut self,
        step: &mut Step<'_>,
        contact: ContactId,
        node: IvrNodeId,
    ) -> Outcome {
        let place = self.find(step, contact)?;
        if self.contacts.at(place).ivr_node.is_none() || self.was_queued(place) {
            count(step, node, IvrPart::Begun, Duration::ZERO);
        } else {
            self.go_on(step, place, IvrPart::ToNode(node));
        }
        let open = self.contacts.at_mut(place);
        open.ivr_node = Some(node);
        open.in_ivr_since = Some(step.at);
        if open.stage == Stage::Arrived {
            // An entry that is over has nothing to do with the steps from here.
            open.queued_at = None;
        }
        Ok(())
    }

    pub(crate) fn leave_ivr(
        &mut self,
        step: &mut Step<'_>,
        contact: ContactId,
        node: IvrNodeId,
        key: Option<char>,
    ) -> Outcome {
        let place = self.find(step, contact)?;
        if self.contacts.at(place).ivr_node != Some(node) {
            return Err(AnomalyKind::OutOfOrder);
        }
        self.end_visit(step, place, IvrPart::Left(key));
        Ok(())
    }

    /// The contact goes from its last node to `to`.
    #[inline]
    pub(crate) fn go_on(&mut self, step: &mut Step<'_>, place: Place, to: IvrPart) {
        let Some(node) = self.contacts.at(place).ivr_node else { return };
        if self.was_queued(place) {
            return;
        }
        // That it left the node was not told.
        self.end_visit(step, place, IvrPart::Left(None));
        count(step, node, to, Duration::ZERO);
    }

    /// The contact ends in no queue and no conversation.
    pub(crate) fn end_in_ivr(&mut self, step: &mut Step<'_>, place: Place, by: EndedBy) {
        let open = self.contacts.at(place);
        let Some(node) = open.ivr_node.filter(|_| by != EndedBy::Unknown) else { return };
        if open.in_ivr_since.is_some() {
            self.end_visit(step, place, IvrPart::Ended);
        } else if open.entries == 0 && !self.was_queued(place) {
            count(step, node, IvrPart::ToEnd, Duration::ZERO);
        }
    }

    /// Whether the contact was in a queue since it was in its last node.
    fn was_queued(&self, place: Place) -> bool {
        self.contacts.at(place).queued_at.is_some()
    }

    /// The visit of the present node is over, if there is one.
    #[inline]
    pub(crate) fn end_visit(&mut self, step: &mut Step<'_>, place: Place, part: IvrPart) {
        let open = self.contacts.at_mut(place);
        if let (Some(node), Some(since)) = (open.ivr_node, open.in_ivr_since.take()) {
            count(step, node, part, bounded(step.at.since(since)));
        }
    }
}

fn count(step: &mut Step<'_>, node: IvrNodeId, part: IvrPart, time: Duration) {
    let start = step.at.floor(WORK_STEP);
    let time = time.0.cast_unsigned();
    step.effects.push(Effect::AddIvr(IvrCell { node, start, part, count: 1, time }));
}
