//! Waiting in a queue and how it ends.
//!
//! Room:  connect, `asterisk`; part of the translator.
//! Holds: `QueueCallerAbandon` alone never decides: it is also sent for `EXITWITHTIMEOUT`, for a
//!        queue that ran empty and for a caller whom we redirected. What comes next decides:
//!        `QUEUESTATUS` (timeout, empty), the end of the channel (abandoned), the dialplan going
//!        on without a status (redirected; without the abandon event: left by a key).
//! Proof: `tests/it/traps.rs`.

use super::floor::{Deadline, Entry, Left};
use super::frame::Frame;
use super::translator::{PATIENCE, Translator};
use domain::Timestamp;
use domain::state::{Certainty, DivertReason, RefusalReason};
use journal::{AnomalyKind, Event};

impl Translator {
    pub(super) fn joined(&mut self, frame: &Frame, at: Timestamp) {
        let (Some(uid), Some(queue)) = (frame.known("Uniqueid"), frame.known("Queue")) else {
            return;
        };
        self.left_and_went_on(uid);
        let contact = self.adopt(frame, uid, at, Certainty::Inferred);
        if self.floor.entries.contains_key(uid) {
            self.anomaly(at, AnomalyKind::Repeated, Some(contact), None);
            return;
        }
        self.leave_node(&contact, at);
        self.enter(uid, &contact, queue, (at, Certainty::Reported));
    }

    pub(super) fn enter(
        &mut self,
        uid: &str,
        contact: &str,
        queue: &str,
        (at, certainty): (Timestamp, Certainty),
    ) {
        let (contact, queue) = (contact.to_owned(), queue.to_owned());
        self.queues.insert(queue.clone());
        let entry = Entry { contact: contact.clone(), queue: queue.clone(), since: at, left: None };
        self.floor.entries.insert(uid.to_owned(), entry);
        self.say_as(at, certainty, Event::ContactQueued { contact, queue, priority: 0 });
    }

    /// Notes that the caller left the line; nothing is said yet.
    pub(super) fn left(&mut self, frame: &Frame, at: Timestamp, abandoned: bool) {
        let Some(uid) = frame.known("Uniqueid") else { return };
        let Some(entry) = self.floor.entries.get_mut(uid) else {
            // A leave follows what ended the wait; only an abandonment out of nothing is news.
            // Nor is it while the floor is read anew: the caller may have come in the gap.
            if abandoned && self.resync.is_none() {
                let contact = self.adopt(frame, uid, at, Certainty::Inferred);
                self.anomaly(at, AnomalyKind::NeverQueued, Some(contact), None);
            }
            return;
        };
        if frame.known("Queue").is_some_and(|queue| queue != entry.queue) {
            return;
        }
        if entry.left.is_none() {
            entry.left = Some(Left { at, abandoned });
            self.set_deadline(at.plus(PATIENCE), Deadline::LeftQueue(uid.to_owned()));
        }
    }

    pub(super) fn variable_set(&mut self, frame: &Frame, at: Timestamp) {
        if frame.get("Variable") == Some("QUEUESTATUS") {
            self.queue_status(frame, frame.get("Value").unwrap_or_default(), at);
        }
    }

    /// The queue application told how it ended.
    pub(super) fn queue_status(&mut self, frame: &Frame, status: &str, at: Timestamp) {
        let Some(uid) = frame.known("Uniqueid") else { return };
        if self.floor.entries.get(uid).is_some_and(|entry| entry.left.is_some()) {
            return self.left_with_status(uid, status);
        }
        let reason = match status {
            "FULL" => RefusalReason::QueueFull,
            "JOINEMPTY" | "JOINUNAVAIL" => RefusalReason::NobodySignedIn,
            _ => return,
        };
        let contact = self.adopt(frame, uid, at, Certainty::Inferred);
        let Some(channel) = self.floor.channels.get_mut(uid) else { return };
        // Told twice: by the variable and by the dialplan's user event.
        if channel.refused {
            return;
        }
        let queue = channel.queue_app.clone().or_else(|| frame.known("Queue").map(str::to_owned));
        let Some(queue) = queue else { return };
        channel.refused = true;
        self.leave_node(&contact, at);
        self.say(at, Event::ContactRefused { contact, queue, reason });
    }

    fn left_with_status(&mut self, uid: &str, status: &str) {
        let reason = match status {
            "TIMEOUT" => DivertReason::Timeout,
            "KEY" => DivertReason::Key,
            "LEAVEEMPTY" | "LEAVEUNAVAIL" => DivertReason::NobodySignedIn,
            "WITHDRAW" => DivertReason::Redirected,
            "" | "ABANDONED" => return self.end_wait(uid, None, Certainty::Reported),
            _ => DivertReason::Overflow,
        };
        self.end_wait(uid, Some(reason), Certainty::Reported);
    }

    /// The channel did something else after leaving the line.
    pub(super) fn left_and_went_on(&mut self, uid: &str) {
        let Some(left) = self.floor.entries.get(uid).and_then(|entry| entry.left) else { return };
        let is_hanging = self.floor.channels.get(uid).is_some_and(|channel| channel.is_hanging);
        let reason = match (is_hanging, left.abandoned) {
            (true, _) => None,
            (false, true) => Some(DivertReason::Redirected),
            (false, false) => Some(DivertReason::Key),
        };
        self.end_wait(uid, reason, Certainty::Reported);
    }

    pub(super) fn left_by_hangup(&mut self, uid: &str, at: Timestamp) {
        let Some(entry) = self.floor.entries.get_mut(uid) else { return };
        let is_told = entry.left.is_some_and(|left| left.abandoned);
        entry.left.get_or_insert(Left { at, abandoned: true });
        let certainty = if is_told { Certainty::Reported } else { Certainty::Inferred };
        self.end_wait(uid, None, certainty);
    }

    /// Nothing was heard of the channel since it left the line.
    pub(super) fn left_in_silence(&mut self, uid: &str) {
        let Some(left) = self.floor.entries.get(uid).and_then(|entry| entry.left) else { return };
        let is_hanging = self.floor.channels.get(uid).is_none_or(|channel| channel.is_hanging);
        let reason = (!is_hanging).then_some(if left.abandoned {
            DivertReason::Redirected
        } else {
            DivertReason::Key
        });
        self.end_wait(uid, reason, Certainty::Inferred);
    }

    /// Ends a wait: diverted for `reason`, or abandoned.
    fn end_wait(&mut self, uid: &str, reason: Option<DivertReason>, certainty: Certainty) {
        let Some(Entry { contact, queue, left, .. }) = self.floor.entries.remove(uid) else {
            return;
        };
        let Some(left) = left else { return };
        let deadline = (left.at.plus(PATIENCE), Deadline::LeftQueue(uid.to_owned()));
        self.floor.deadlines.remove(&deadline);
        let event = match reason {
            Some(reason) => Event::ContactDiverted { contact, queue, reason },
            None => Event::ContactAbandoned { contact, queue },
        };
        self.say_as(left.at, certainty, event);
    }

    /// The caller took the offer to be called back: a wait that is over as it begins.
    pub(super) fn callback_accepted(&mut self, contact: &str, frame: &Frame, at: Timestamp) {
        let Some(queue) = frame.known("Queue") else { return };
        let (contact, queue) = (contact.to_owned(), queue.to_owned());
        self.leave_node(&contact, at);
        let queued =
            Event::ContactQueued { contact: contact.clone(), queue: queue.clone(), priority: 0 };
        self.infer(at, queued);
        let reason = DivertReason::Callback;
        self.say(at, Event::ContactDiverted { contact, queue, reason });
    }
}
