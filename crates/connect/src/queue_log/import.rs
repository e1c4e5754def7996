//! Rows of a `queue_log` turned into observations.
//!
//! Room:  connect, `queue_log`.
//! Takes: `Row`s in the order of the file.
//! Gives: `Observation`s; what the log does not say (arrival, begin of ringing, end of the
//!        contact, static members) is inferred.
//! Holds: one state per agent; `PAUSEALL` is told again by one `PAUSE` per queue and counts once.
//! Never: knows more than a second's resolution; takes `ABANDON` of a redirected caller for
//!        anything else, since the log does not tell them apart.
//! Proof: tests below; `server/tests/it/captures.rs`.

use super::held::Held;
use super::line::Row;
use crate::asterisk::rules::{PauseMeaning, Rules};
use domain::state::{
    AgentState, Certainty, Channel, Direction, DivertReason, EndedBy, TransferKind,
};
use domain::{Duration, Timestamp};
use journal::{Event, Names, Observation, SourceKey};
use std::collections::{BTreeMap, BTreeSet};

/// A contact without a further row for this long is over: the log has no row for the end.
const SILENCE: Duration = Duration::from_secs(5);
/// Penalties of members not met yet that are kept.
const PENALTIES_KEPT: usize = 100_000;

#[derive(Clone, Debug, Default)]
struct Agent {
    /// Queue to the meaning of its pause.
    members: BTreeMap<String, Option<PauseMeaning>>,
    talks: BTreeSet<String>,
    /// Signed in by an `AGENTLOGIN` row, whatever the memberships.
    has_logged_in: bool,
    is_signed_in: bool,
    state: AgentState,
    /// The last row about the agent.
    since: Timestamp,
    /// Queues that a row took the agent out of: no static member of those.
    left: BTreeSet<String>,
}

#[derive(Clone, Debug, Default)]
struct Contact {
    /// The queue it waits in.
    waits: Option<String>,
    talks: u32,
    over: Option<(Timestamp, EndedBy)>,
}

/// Turns rows into observations.
#[derive(Clone, Debug)]
pub struct Importer {
    rules: Rules,
    key: SourceKey,
    agents: BTreeMap<String, Agent>,
    contacts: BTreeMap<String, Contact>,
    /// Entries of contacts that still talk, by call, as told.
    early: BTreeMap<String, (Timestamp, String)>,
    /// Ends of talks of the present second, in the order of the file.
    completed: Vec<Held>,
    /// Penalties of members whom no other row has named, by agent and queue.
    penalties: BTreeMap<(String, String), i32>,
    /// How many rows of that kind there were, by queue.
    nobodys: BTreeMap<String, u64>,
    /// Contacts that seem over, by the time at which we believe it.
    endings: BTreeSet<(Timestamp, String)>,
    out: Vec<Observation>,
}

impl Importer {
    /// `after` is the highest number the journal holds of this source.
    #[must_use]
    pub fn new(rules: Rules, after: SourceKey) -> Self {
        let key = SourceKey { epoch: after.epoch.saturating_add(1), counter: 0 };
        Self {
            rules,
            key,
            agents: BTreeMap::new(),
            contacts: BTreeMap::new(),
            early: BTreeMap::new(),
            completed: Vec::new(),
            penalties: BTreeMap::new(),
            nobodys: BTreeMap::new(),
            endings: BTreeSet::new(),
            out: Vec::new(),
        }
    }

    /// Takes the next row.
    pub fn on_row(&mut self, row: &Row<'_>, out: &mut Vec<Observation>) {
        self.completed.retain(|held| !held.is_told_again_by(row));
        self.complete(|held| held.is_followed_by(row));
        self.end_silent(row.at);
        if row.event.starts_with("COMPLETE") {
            self.completed.push(Held::of(row));
        } else {
            self.tell(row);
        }
        out.append(&mut self.out);
    }

    /// Quirk: a talk that ends by an attended transfer may have a `COMPLETEAGENT` row of the same
    /// second before that of the transfer (16.28, once in some dozens): the completion waits for
    /// the next row that may be the better one.
    fn complete(&mut self, is_due: impl Fn(&Held) -> bool) {
        let (due, held) = std::mem::take(&mut self.completed).into_iter().partition(is_due);
        self.completed = held;
        let due: Vec<Held> = due;
        for held in &due {
            self.tell(&held.row());
        }
    }

    fn tell(&mut self, row: &Row<'_>) {
        let ends_talk = matches!(
            row.event,
            "BLINDTRANSFER" | "TRANSFER" | "ATTENDEDTRANSFER" | "COMPLETEAGENT" | "COMPLETECALLER"
        );
        let is_early = row.event == "ENTERQUEUE"
            && self.contacts.get(row.call).is_some_and(|contact| contact.talks > 0);
        if !ends_talk {
            self.enter_early(row.call);
        }
        if is_early {
            self.early.insert(row.call.to_owned(), (row.at, row.queue.to_owned()));
        } else {
            self.dispatch(row);
        }
        if ends_talk {
            self.enter_early(row.call);
        }
    }

    /// Quirk: a caller whom an agent passes on may enter the next queue in a row before the one
    /// of the transfer (16.28): the entry waits for the end of the talk.
    fn enter_early(&mut self, call: &str) {
        if let Some((at, queue)) = self.early.remove(call) {
            let (event, agent, data) = ("ENTERQUEUE", "NONE", Vec::new());
            self.entered(&Row { at, call, queue: &queue, agent, event, data });
        }
    }

    /// By queue, `PENALTY` rows of members whom no row had named until then.
    #[must_use]
    pub const fn nobodys_penalties(&self) -> &BTreeMap<String, u64> {
        &self.nobodys
    }

    /// The file is over: contacts that are neither waiting nor talking are over too.
    pub fn finish(&mut self, out: &mut Vec<Observation>) {
        self.complete(|_| true);
        for call in self.early.keys().cloned().collect::<Vec<_>>() {
            self.enter_early(&call);
        }
        self.end_silent(Timestamp::MAX);
        out.append(&mut self.out);
    }

    fn dispatch(&mut self, row: &Row<'_>) {
        match row.event {
            "QUEUESTART" => {
                let version = "queue_log".to_owned();
                self.say(row.at, Certainty::Reported, Event::SourceStarted { version });
            }
            "DID" => self.arrived(row, row.at, row.data.first().copied(), None),
            "ENTERQUEUE" => self.entered(row),
            "ABANDON" => self.left(row, None),
            "EXITWITHTIMEOUT" => self.left(row, Some(DivertReason::Timeout)),
            "EXITWITHKEY" => self.left(row, Some(DivertReason::Key)),
            "EXITEMPTY" => self.left(row, Some(DivertReason::NobodySignedIn)),
            "RINGNOANSWER" => self.rang(row, true),
            "RINGCANCELED" => self.rang(row, false),
            "CONNECT" => self.connected(row),
            "COMPLETEAGENT" => self.completed(row, EndedBy::Agent, None),
            "COMPLETECALLER" => self.completed(row, EndedBy::Customer, None),
            "BLINDTRANSFER" | "TRANSFER" => {
                self.completed(row, EndedBy::Agent, Some(TransferKind::Blind));
            }
            "ATTENDEDTRANSFER" => {
                self.completed(row, EndedBy::Agent, Some(TransferKind::Attended));
            }
            "ADDMEMBER" => self.member_added(row),
            "REMOVEMEMBER" => self.member_removed(row),
            "PAUSE" | "UNPAUSE" => self.paused(row),
            "PENALTY" => self.penalty(row),
            "AGENTLOGIN" | "AGENTCALLBACKLOGIN" => self.logged_in(row),
            "AGENTLOGOFF" | "AGENTCALLBACKLOGOFF" => self.logged_off(row),
            _ => {}
        }
    }

    fn arrived(&mut self, row: &Row<'_>, at: Timestamp, did: Option<&str>, customer: Option<&str>) {
        if let Some(contact) = self.contacts.get_mut(row.call) {
            if let Some((at, _)) = contact.over.take() {
                self.endings.remove(&(at.plus(SILENCE), row.call.to_owned()));
            }
            return;
        }
        self.contacts.insert(row.call.to_owned(), Contact::default());
        let known = |text: Option<&str>| text.filter(|t| !t.is_empty()).map(str::to_owned);
        let event = Event::ContactArrived {
            contact: row.call.to_owned(),
            channel: Channel::Voice,
            direction: Direction::Inbound,
            did: known(did),
            customer: known(customer).filter(|number| number != "unknown"),
            external: Some(row.call.to_owned()),
        };
        // The log begins at the queue: the contact may have been in the IVR before.
        let certainty = if row.event == "DID" { Certainty::Reported } else { Certainty::Inferred };
        self.say(at, certainty, event);
    }

    fn entered(&mut self, row: &Row<'_>) {
        self.arrived(row, row.at, None, row.data.get(1).copied());
        if let Some(contact) = self.contacts.get_mut(row.call) {
            contact.waits = Some(row.queue.to_owned());
        }
        let (contact, queue) = (row.call.to_owned(), row.queue.to_owned());
        self.say(row.at, Certainty::Reported, Event::ContactQueued { contact, queue, priority: 0 });
    }

    fn left(&mut self, row: &Row<'_>, reason: Option<DivertReason>) {
        self.wait_known(row);
        let (contact, queue) = (row.call.to_owned(), row.queue.to_owned());
        let (event, by) = match reason {
            Some(reason) => (Event::ContactDiverted { contact, queue, reason }, EndedBy::Unknown),
            None => (Event::ContactAbandoned { contact, queue }, EndedBy::Customer),
        };
        self.say(row.at, Certainty::Reported, event);
        self.perhaps_over(row, by);
    }

    /// A row about a wait whose beginning lies before the file.
    fn wait_known(&mut self, row: &Row<'_>) {
        let wait = Duration::from_secs(row.told_wait().unwrap_or(0).max(0));
        self.arrived(row, row.at.before(wait), None, None);
        let Some(contact) = self.contacts.get_mut(row.call) else { return };
        if contact.waits.take().is_some() {
            return;
        }
        let (contact, queue) = (row.call.to_owned(), row.queue.to_owned());
        let event = Event::ContactQueued { contact, queue, priority: 0 };
        self.say(row.at.before(wait), Certainty::Inferred, event);
    }

    fn rang(&mut self, row: &Row<'_>, rang_out: bool) {
        self.arrived(row, row.at, None, None);
        let rung = Duration::from_millis(row.number(0).unwrap_or(0).max(0));
        self.agent_known(row, row.at.before(rung));
        self.offered(row, rung);
        let (contact, agent) = (row.call.to_owned(), row.agent.to_owned());
        let queue = Some(row.queue.to_owned());
        let event = if rang_out {
            Event::OfferRungOut { contact, queue, agent }
        } else {
            Event::OfferWithdrawn { contact, queue, agent }
        };
        self.say(row.at, Certainty::Reported, event);
    }

    /// Quirk: rows are dated in whole seconds, cut, and a ring in milliseconds: counted back it
    /// may begin before the row that freed the agent; and the row of a ring may come after the one
    /// that removes the member, who rings no more.
    fn offered(&mut self, row: &Row<'_>, rung: Duration) {
        let agent = self.agents.entry(row.agent.to_owned()).or_default();
        let at = row.at.before(rung).max(agent.since).min(row.at);
        agent.since = row.at;
        if !agent.is_signed_in {
            return;
        }
        let event = Event::ContactOffered {
            contact: row.call.to_owned(),
            queue: Some(row.queue.to_owned()),
            agent: row.agent.to_owned(),
        };
        self.say(at, Certainty::Inferred, event);
    }

    fn connected(&mut self, row: &Row<'_>) {
        self.wait_known(row);
        let rung = Duration::from_secs(row.number(2).unwrap_or(0).max(0));
        self.agent_known(row, row.at.before(rung));
        self.offered(row, rung);
        self.begin_talk(row, row.at, Certainty::Reported);
    }

    /// Quirk: a member who is removed while the phone rings may still answer: signed in for this
    /// talk alone.
    fn begin_talk(&mut self, row: &Row<'_>, at: Timestamp, certainty: Certainty) {
        self.agent_known(row, at);
        let is_out = |agent: &&mut Agent| !agent.is_signed_in;
        if let Some(agent) = self.agents.get_mut(row.agent).filter(is_out) {
            agent.is_signed_in = true;
            let agent = row.agent.to_owned();
            self.say(at, Certainty::Inferred, Event::AgentSignedIn { agent, seat: None });
        }
        if let Some(contact) = self.contacts.get_mut(row.call) {
            contact.waits = None;
            contact.talks += 1;
        }
        if let Some(agent) = self.agents.get_mut(row.agent) {
            agent.talks.insert(row.call.to_owned());
        }
        let event = Event::ContactAnswered {
            contact: row.call.to_owned(),
            queue: Some(row.queue.to_owned()),
            agent: row.agent.to_owned(),
        };
        self.say(at, certainty, event);
        self.refresh(row.agent, at);
    }

    fn completed(&mut self, row: &Row<'_>, by: EndedBy, transfer: Option<TransferKind>) {
        if !self.talk_known(row) {
            return;
        }
        let Some(contact) = self.contacts.get_mut(row.call) else { return };
        contact.talks -= 1;
        let (contact, agent) = (row.call.to_owned(), row.agent.to_owned());
        if let Some(transfer) = transfer {
            let target = row.data.first().filter(|_| transfer == TransferKind::Blind);
            let to_queue = target.filter(|name| self.is_queue(name)).map(|name| (*name).to_owned());
            let event = Event::ContactTransferred {
                contact: contact.clone(),
                agent: agent.clone(),
                transfer,
                to_queue,
                to_agent: None,
            };
            self.say(row.at, Certainty::Reported, event);
        }
        self.say(row.at, Certainty::Reported, Event::ContactReleased { contact, agent, by });
        if let Some(agent) = self.agents.get_mut(row.agent) {
            agent.talks.remove(row.call);
        }
        self.refresh(row.agent, row.at);
        self.perhaps_over(row, by);
    }

    /// Whether the contact talks; a missing `CONNECT` row of a waiting contact is inferred.
    fn talk_known(&mut self, row: &Row<'_>) -> bool {
        let contact = self.contacts.get(row.call);
        if contact.is_some_and(|contact| contact.talks > 0) {
            return true;
        }
        if contact.is_none_or(|contact| contact.waits.is_none()) {
            // Answered before the file begins: nothing is open that could end.
            let anomaly = journal::AnomalyKind::UnknownContact;
            let event = Event::AnomalyReported { anomaly, contact: None, agent: None };
            self.say(row.at, Certainty::Reported, event);
            return false;
        }
        let column = if row.event.starts_with("COMPLETE") { 1 } else { 3 };
        let talk = Duration::from_secs(row.number(column).unwrap_or(0).max(0));
        self.begin_talk(row, row.at.before(talk), Certainty::Inferred);
        true
    }

    fn is_queue(&self, name: &str) -> bool {
        self.agents.values().any(|agent| agent.members.contains_key(name))
    }

    fn perhaps_over(&mut self, row: &Row<'_>, by: EndedBy) {
        let Some(contact) = self.contacts.get_mut(row.call) else { return };
        if contact.waits.is_none() && contact.talks == 0 {
            contact.over = Some((row.at, by));
            self.endings.insert((row.at.plus(SILENCE), row.call.to_owned()));
        }
    }

    fn end_silent(&mut self, now: Timestamp) {
        while let Some((due, _)) = self.endings.first()
            && *due <= now
            && let Some((_, call)) = self.endings.pop_first()
        {
            let contact = self.contacts.remove(&call);
            if let Some((at, by)) = contact.and_then(|contact| contact.over) {
                let event = Event::ContactEnded { contact: call, by };
                self.say(at, Certainty::Inferred, event);
            }
        }
    }

    /// Static members have no `ADDMEMBER` row: `at` the latest they were there.
    fn agent_known(&mut self, row: &Row<'_>, at: Timestamp) {
        let agent = self.agents.entry(row.agent.to_owned()).or_default();
        if !agent.members.contains_key(row.queue) && !agent.left.contains(row.queue) {
            let at = at.max(agent.since).min(row.at);
            self.add_member(row, at, Certainty::Inferred);
        }
    }

    fn add_member(&mut self, row: &Row<'_>, at: Timestamp, certainty: Certainty) {
        let state = self.agents.entry(row.agent.to_owned()).or_default();
        state.members.insert(row.queue.to_owned(), None);
        let is_first = !state.is_signed_in;
        state.is_signed_in = true;
        state.since = state.since.max(at);
        let (queue, agent) = (row.queue.to_owned(), row.agent.to_owned());
        if is_first {
            let event = Event::AgentSignedIn { agent: agent.clone(), seat: None };
            self.say(at, certainty, event);
        }
        let penalty = self.penalties.remove(&(agent.clone(), queue.clone())).unwrap_or(0);
        self.say(at, certainty, Event::MemberAdded { queue, agent, penalty });
        self.refresh(row.agent, at);
    }

    fn member_added(&mut self, row: &Row<'_>) {
        self.add_member(row, row.at, Certainty::Reported);
    }

    fn member_removed(&mut self, row: &Row<'_>) {
        let agent = self.agents.entry(row.agent.to_owned()).or_default();
        agent.members.remove(row.queue);
        agent.left.insert(row.queue.to_owned());
        let (queue, agent) = (row.queue.to_owned(), row.agent.to_owned());
        self.say(row.at, Certainty::Reported, Event::MemberRemoved { queue, agent });
        self.refresh(row.agent, row.at);
    }

    fn paused(&mut self, row: &Row<'_>) {
        if row.queue == "NONE" {
            return;
        }
        self.agent_known(row, row.at);
        let meaning = (row.event == "PAUSE")
            .then(|| self.rules.pause(row.data.first().copied().unwrap_or_default()));
        if let Some(agent) = self.agents.get_mut(row.agent) {
            agent.members.insert(row.queue.to_owned(), meaning);
        }
        let (queue, agent) = (row.queue.to_owned(), row.agent.to_owned());
        let event = match meaning {
            Some(meaning) => Event::MemberPaused { queue, agent, reason: meaning.reason() },
            None => Event::MemberResumed { queue, agent },
        };
        self.say(row.at, Certainty::Reported, event);
        self.refresh(row.agent, row.at);
    }

    /// Quirk: names the interface even where every other row names the member
    /// (`log_membername_as_agent`, 16.28), and no row tells which interface is whose. Without that
    /// option the names are the same: the penalty then waits for the first row that names a static
    /// member; with it it waits for ever, since it is nobody's of whom the log speaks.
    fn penalty(&mut self, row: &Row<'_>) {
        let penalty = row.number(0).and_then(|n| i32::try_from(n).ok()).unwrap_or(0);
        let (queue, agent) = (row.queue.to_owned(), row.agent.to_owned());
        let known = self.agents.get(&agent);
        if known.is_none_or(|known| !known.members.contains_key(&queue)) {
            if self.nobodys.len() < PENALTIES_KEPT || self.nobodys.contains_key(&queue) {
                *self.nobodys.entry(queue.clone()).or_default() += 1;
            }
            if self.penalties.len() < PENALTIES_KEPT {
                self.penalties.insert((agent, queue), penalty);
            }
            return;
        }
        self.say(row.at, Certainty::Reported, Event::MemberPenaltySet { queue, agent, penalty });
    }

    fn logged_in(&mut self, row: &Row<'_>) {
        let agent = self.agents.entry(row.agent.to_owned()).or_default();
        agent.has_logged_in = true;
        if !std::mem::replace(&mut agent.is_signed_in, true) {
            let seat = row.data.first().map(|seat| (*seat).to_owned());
            let event = Event::AgentSignedIn { agent: row.agent.to_owned(), seat };
            self.say(row.at, Certainty::Reported, event);
        }
        self.refresh(row.agent, row.at);
    }

    fn logged_off(&mut self, row: &Row<'_>) {
        let agent = self.agents.entry(row.agent.to_owned()).or_default();
        agent.has_logged_in = false;
        agent.members.clear();
        self.refresh(row.agent, row.at);
    }

    fn refresh(&mut self, name: &str, at: Timestamp) {
        let Some(agent) = self.agents.get_mut(name).filter(|agent| agent.is_signed_in) else {
            return;
        };
        let state = agent.derived_state();
        if state == agent.state {
            return;
        }
        agent.state = state;
        agent.since = agent.since.max(at);
        let name = name.to_owned();
        if state == AgentState::SignedOut {
            agent.is_signed_in = false;
            self.say(at, Certainty::Reported, Event::AgentSignedOut { agent: name });
        } else {
            self.say(at, Certainty::Reported, Event::AgentStateChanged { agent: name, state });
        }
    }

    fn say(&mut self, at: Timestamp, certainty: Certainty, event: Event<Names>) {
        self.key.counter += 1;
        self.out.push(Observation { key: self.key, occurred_at: at, certainty, event });
    }
}

impl Agent {
    fn derived_state(&self) -> AgentState {
        if !self.talks.is_empty() {
            return AgentState::Talking;
        }
        let mut pauses = self.members.values();
        match pauses.next() {
            None if self.has_logged_in => AgentState::Available,
            None => AgentState::SignedOut,
            Some(Some(first)) if pauses.all(Option::is_some) => first.state(),
            Some(_) => AgentState::Available,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn import(log: &str) -> Vec<String> {
        let mut importer = Importer::new(Rules::default(), SourceKey::default());
        let mut out = Vec::new();
        for line in log.lines().map(str::trim).filter(|line| !line.is_empty()) {
            importer.on_row(&Row::parse(line).unwrap(), &mut out);
        }
        importer.finish(&mut out);
        let word = |o: &Observation| {
            let value = serde_json::to_value(&o.event).unwrap();
            let kind = value.as_object().unwrap().keys().next().unwrap().clone();
            let mark = if o.certainty == Certainty::Inferred { "~" } else { "" };
            let penalty = if let Event::MemberAdded { penalty, .. } = o.event {
                format!(" {penalty}")
            } else {
                String::new()
            };
            format!("{mark}{} {kind}{penalty}", o.occurred_at.micros() / 1_000_000 % 1_000)
        };
        out.iter().map(word).collect()
    }

    #[test]
    fn a_row_of_the_next_queue_may_stand_before_that_of_the_transfer() {
        let told = import(
            "1000000010|c|q1|NONE|ENTERQUEUE||138|1
             1000000012|c|q1|Anna|CONNECT|2|p|1
             1000000020|c|q2|NONE|ENTERQUEUE||138|1
             1000000020|c|q1|Anna|BLINDTRANSFER|q2|ctx|2|8|1
             1000000025|c|q2|NONE|ABANDON|1|1|5",
        );
        let ends = told.iter().filter(|t| !t.contains("agent") && !t.contains("member"));
        assert_eq!(
            ends.collect::<Vec<_>>(),
            [
                "~10 contact_arrived",
                "10 contact_queued",
                "~11 contact_offered",
                "12 contact_answered",
                "20 contact_transferred",
                "20 contact_released",
                "20 contact_queued",
                "25 contact_abandoned",
                "~25 contact_ended",
            ]
        );
    }

    /// Rows of a real 16.28, written in this order; and ends that no transfer follows, which are
    /// told before whatever comes next of the agent or the call.
    #[test]
    fn a_completion_and_a_transfer_of_one_talk_are_one_end() {
        let told = |rows: &str| {
            let told = import(rows).into_iter();
            let is_about = |t: &String| !t.contains("member") && !t.contains("state");
            told.skip_while(|t| !t.contains("answered")).filter(is_about).collect::<Vec<_>>()
        };
        let talk = "1795765072|c|q_tech|NONE|ENTERQUEUE||133|3
             1795765075|c|q_tech|Agent 1022|CONNECT|3|p|2
             1795765083|c|q_tech|Agent 1022|COMPLETEAGENT|3|8|3
             1795765083|x|q_tech|NONE|ENTERQUEUE||139|1";
        let transfer = "1795765083|c|q_tech|Agent 1022|ATTENDEDTRANSFER|BRIDGE|b|3|8|3";
        let next = "1795765083|d|q_tech|Agent 1022|RINGNOANSWER|0";
        assert_eq!(
            told(&format!("{talk}\n{transfer}")),
            [
                "75 contact_answered",
                "~83 contact_arrived",
                "83 contact_queued",
                "83 contact_transferred",
                "83 contact_released",
                "~83 contact_ended",
            ]
        );
        assert_eq!(
            told(&format!("{talk}\n{next}"))[3..],
            [
                "83 contact_released",
                "~83 contact_arrived",
                "~83 contact_offered",
                "83 offer_rung_out",
                "~83 contact_ended",
            ]
        );
        let alone = told(talk);
        assert_eq!(alone[3..], ["83 contact_released", "~83 contact_ended"]);
    }

    /// Rows of a real 16.28: a ring that outlasts its membership by the row's second, and one that
    /// counted back begins before the agent came.
    #[test]
    fn a_ring_begins_when_the_agent_is_free_and_makes_nobody_a_member_again() {
        let told = import(
            "1795312572|MANAGER|q|Standby 1906|ADDMEMBER|
             1795312573|c|q|NONE|ENTERQUEUE||138|1
             1795312573|c|q|Standby 1906|RINGCANCELED|1173
             1795312715|MANAGER|q|Standby 1906|REMOVEMEMBER|
             1795312716|c|q|Standby 1906|RINGCANCELED|1007
             1795312717|c|q|Standby 1906|CONNECT|4|p|1
             1795312719|c|q|Standby 1906|COMPLETEAGENT|4|2|1
             1795312742|MANAGER|q|Standby 1906|ADDMEMBER|",
        );
        let told: Vec<_> = told
            .iter()
            .filter(|t| ["off", "member", "signed"].iter().any(|w| t.contains(w)))
            .collect();
        assert_eq!(
            told,
            [
                "572 agent_signed_in",
                "572 member_added 0",
                "~572 contact_offered",
                "573 offer_withdrawn",
                "715 member_removed",
                "715 agent_signed_out",
                "716 offer_withdrawn",
                "~717 agent_signed_in",
                "719 agent_signed_out",
                "742 agent_signed_in",
                "742 member_added 0",
            ]
        );
    }

    #[test]
    fn a_pause_of_all_queues_is_told_once_a_queue() {
        let told = import(
            "1000000000|MANAGER|q1|Anna|ADDMEMBER|
             1000000000|MANAGER|q2|Anna|ADDMEMBER|
             1000000005|NONE|NONE|Anna|PAUSEALL|lunch
             1000000005|NONE|q1|Anna|PAUSE|lunch
             1000000005|NONE|q2|Anna|PAUSE|lunch",
        );
        assert_eq!(told.iter().filter(|t| t.contains("member_paused")).count(), 2);
        assert_eq!(told.last().map(String::as_str), Some("5 agent_state_changed"));
    }

    /// Rows of a real 16.28 with `log_membername_as_agent = yes`: the member is `Agent 1003`, and
    /// the penalty names `PJSIP/a1003`.
    #[test]
    fn a_penalty_that_names_the_interface_is_nobodys_where_members_go_by_name() {
        let told = import(
            "1795312433|MANAGER|q_gen|Agent 1003|ADDMEMBER|
             1795312568|NONE|q_gen|PJSIP/a1003|PENALTY|9",
        );
        assert!(!told.iter().any(|t| t.contains("penalty")), "{told:?}");
        assert!(told.last().unwrap().ends_with("agent_state_changed"), "{told:?}");
    }

    #[test]
    fn a_penalty_is_the_members_where_members_go_by_interface() {
        let told = import(
            "1000000000|MANAGER|q|SIP/1|ADDMEMBER|
             1000000005|NONE|q|SIP/1|PENALTY|9
             1000000006|NONE|q|SIP/2|PENALTY|3
             1000000007|c|q|NONE|ENTERQUEUE||138|1
             1000000009|c|q|SIP/2|RINGNOANSWER|1000",
        );
        assert!(told.contains(&"5 member_penalty_set".to_owned()), "{told:?}");
        assert!(told.contains(&"~8 member_added 3".to_owned()), "{told:?}");
        assert!(told.contains(&"0 member_added 0".to_owned()), "{told:?}");
    }

    #[test]
    fn what_the_file_does_not_hold_is_inferred() {
        let told = import("1000000012|c|q1|Anna|CONNECT|7|p|1");
        assert_eq!(
            told,
            [
                "~5 contact_arrived",
                "~5 contact_queued",
                "~11 agent_signed_in",
                "~11 member_added 0",
                "11 agent_state_changed",
                "~11 contact_offered",
                "12 contact_answered",
                "12 agent_state_changed",
            ]
        );
        assert_eq!(import("1000000012|c|q1|Anna|COMPLETEAGENT|7|9|1"), ["12 anomaly_reported"]);
    }
}
