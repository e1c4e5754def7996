//! What the house asks of a PBX, and how each order is answered.
//!
//! Room:  connect, `asterisk`; part of the session.
//! Takes: `Order`s. Gives: one `Answer` each, and `ActionSent` / `ActionAnswered` for the journal.
//! Holds: every order is answered once: by the PBX, by a refusal of ours, by the end of the
//!        session or of our patience; a dry run sends nothing and says so; an order whose giver
//!        has gone before it was sent is not sent.
//! Never: lets a line end into an action: it would begin another.
//! Proof: `tests/it/session.rs`; `server/tests/it/asterisk_real.rs` with a real PBX.

use super::frame::Frame;
use super::redact;
use super::translator::Translator;
use domain::{Duration, Timestamp};
use journal::{ActionVerb, Event};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tokio::sync::{mpsc, oneshot};

const ANSWER_LIMIT: Duration = Duration::from_secs(10);
const VALUE_LIMIT: usize = 512;
/// Keys without which an action is still whole.
const MAY_BE_EMPTY: [&str; 4] = ["Reason", "Val", "MemberName", "CallerID"];

type Keys = Vec<(&'static str, String)>;

/// Something to be done. Queues, agents and contacts are named in the PBX's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    AddMember {
        queue: String,
        agent: String,
        name: String,
        penalty: i32,
    },
    RemoveMember {
        queue: String,
        agent: String,
    },
    /// In one queue, or in all queues of the agent.
    Pause {
        queue: Option<String>,
        agent: String,
        reason: String,
    },
    Resume {
        queue: Option<String>,
        agent: String,
    },
    SetPenalty {
        queue: Option<String>,
        agent: String,
        penalty: i32,
    },
    PutKey {
        family: String,
        key: String,
        value: String,
    },
    DeleteKey {
        family: String,
        key: String,
    },
    /// Moves a waiting or talking caller to another place of the dialplan.
    Redirect {
        contact: String,
        context: String,
        exten: String,
    },
    /// Calls `channel` and connects it with the place in the dialplan.
    Originate {
        channel: String,
        context: String,
        exten: String,
        caller: String,
    },
}

/// A command, who asks for it, and where the answer goes.
#[derive(Debug)]
pub struct Order {
    pub command: Command,
    /// The account, for the journal.
    pub actor: u32,
    /// Only written down, even where the PBX takes orders in earnest.
    pub dry_run: bool,
    pub reply: oneshot::Sender<Answer>,
}

/// What became of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The number of the action in the journal; absent where nothing was sent or written down.
    pub action: Option<u64>,
    pub fate: Fate,
    /// The PBX's words, or ours.
    pub message: String,
}

/// How an order ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// The PBX did it.
    Done,
    /// Checked and written down, not sent.
    DryRun,
    /// The PBX would not.
    Refused,
    /// Something in it is wrong: nothing was sent.
    Invalid,
    /// The contact it is about is over: nothing was sent.
    Over,
    /// There is no session: nothing was sent.
    Offline,
    /// Sent, and no answer came: it may have been done.
    Unanswered,
}

impl Answer {
    /// Whether it was done, or would have been sent.
    #[must_use]
    pub const fn is_accepted(&self) -> bool {
        matches!(self.fate, Fate::Done | Fate::DryRun)
    }
}

#[derive(Debug)]
struct Pending {
    action: u64,
    due: Timestamp,
    reply: oneshot::Sender<Answer>,
}

/// The orders of one PBX.
#[derive(Debug)]
pub(super) struct Orders {
    inbox: mpsc::Receiver<Order>,
    pending: BTreeMap<String, Pending>,
    next: u64,
    dry_run: bool,
}

impl Orders {
    /// Action numbers start at the epoch's own range, so that none is given twice.
    pub(super) fn new(inbox: mpsc::Receiver<Order>, epoch: u32, dry_run: bool) -> Self {
        Self { inbox, pending: BTreeMap::new(), next: u64::from(epoch) << 32, dry_run }
    }

    /// Waits for an order; for ever if nobody can give one any more.
    pub(super) async fn next(&mut self) -> Order {
        match self.inbox.recv().await {
            Some(order) => order,
            None => std::future::pending().await,
        }
    }

    /// Answers every order with `why` as it comes.
    pub(super) async fn refuse_all(&mut self, why: &str) {
        loop {
            let order = self.next().await;
            answer(order.reply, refusal(Fate::Offline, why));
        }
    }

    /// Notes the order in the journal; gives the text to send unless nothing is to be sent.
    pub(super) fn begin(
        &mut self,
        order: Order,
        translator: &mut Translator,
        now: Timestamp,
    ) -> Option<String> {
        let Order { command, actor, dry_run, reply } = order;
        if reply.is_closed() {
            tracing::info!(action = command.action(), "not sent: whoever asked has gone");
            return None;
        }
        let keys = match command.keys(translator) {
            Ok(keys) => keys,
            Err((fate, problem)) => {
                answer(reply, refusal(fate, &problem));
                return None;
            }
        };
        let dry_run = dry_run || self.dry_run;
        self.next += 1;
        let action = self.next;
        translator.say(now, command.sent(action, actor, dry_run));
        if dry_run {
            translator.say(now, Event::ActionAnswered { action, accepted: true });
            let message = format!("dry run: {}", command.action());
            answer(reply, Answer { action: Some(action), fate: Fate::DryRun, message });
            return None;
        }
        let id = format!("cb-order-{action}");
        let mut text = format!("Action: {}\r\nActionID: {id}\r\n", command.action());
        for (key, value) in keys {
            for piece in [key, ": ", value.as_str(), "\r\n"] {
                text.push_str(piece);
            }
        }
        text.push_str("\r\n");
        self.pending.insert(id, Pending { action, due: now.plus(ANSWER_LIMIT), reply });
        Some(text)
    }

    /// Looks whether the frame answers an order.
    pub(super) fn on_frame(&mut self, frame: &Frame, translator: &mut Translator, at: Timestamp) {
        if self.pending.is_empty() || frame.get("Response").is_none() || frame.event().is_some() {
            return;
        }
        let Some(pending) = frame.get("ActionID").and_then(|id| self.pending.remove(id)) else {
            return;
        };
        let is_done = frame.get("Response") == Some("Success");
        let fate = if is_done { Fate::Done } else { Fate::Refused };
        let message = frame.get("Message").unwrap_or_default();
        pending.close(fate, message, translator, at);
    }

    /// Gives up on orders that were not answered in time.
    pub(super) fn expire(&mut self, translator: &mut Translator, now: Timestamp) {
        let late = |pending: &Pending| pending.due <= now;
        let ids: Vec<String> =
            self.pending.iter().filter(|(_, p)| late(p)).map(|(id, _)| id.clone()).collect();
        for id in ids {
            if let Some(pending) = self.pending.remove(&id) {
                let message =
                    format!("no answer in {} ms; it may have been done", ANSWER_LIMIT.millis());
                pending.close(Fate::Unanswered, &message, translator, now);
            }
        }
    }

    /// The session is over: what was not answered never will be.
    pub(super) fn abandon(&mut self, translator: &mut Translator, now: Timestamp) {
        for (_, pending) in std::mem::take(&mut self.pending) {
            let message = "the connection was lost; it may have been done";
            pending.close(Fate::Unanswered, message, translator, now);
        }
    }
}

impl Pending {
    fn close(self, fate: Fate, message: &str, translator: &mut Translator, at: Timestamp) {
        let answered = Answer { action: Some(self.action), fate, message: message.to_owned() };
        let accepted = answered.is_accepted();
        translator.say(at, Event::ActionAnswered { action: self.action, accepted });
        answer(self.reply, answered);
    }
}

fn refusal(fate: Fate, why: &str) -> Answer {
    Answer { action: None, fate, message: why.to_owned() }
}

/// Whoever asked may have gone meanwhile.
fn answer(reply: oneshot::Sender<Answer>, answer: Answer) {
    if let Err(unheard) = reply.send(answer) {
        tracing::debug!(fate = ?unheard.fate, "nobody waits for the answer any more");
    }
}

impl Command {
    /// What it asks for, as the journal calls it.
    #[must_use]
    pub const fn verb(&self) -> ActionVerb {
        match self {
            Self::AddMember { .. } => ActionVerb::AddMember,
            Self::RemoveMember { .. } => ActionVerb::RemoveMember,
            Self::Pause { .. } => ActionVerb::PauseMember,
            Self::Resume { .. } => ActionVerb::ResumeMember,
            Self::SetPenalty { .. } => ActionVerb::SetPenalty,
            Self::PutKey { .. } => ActionVerb::PutKey,
            Self::DeleteKey { .. } => ActionVerb::DeleteKey,
            Self::Redirect { .. } => ActionVerb::Redirect,
            Self::Originate { .. } => ActionVerb::Originate,
        }
    }

    const fn action(&self) -> &'static str {
        match self {
            Self::AddMember { .. } => "QueueAdd",
            Self::RemoveMember { .. } => "QueueRemove",
            Self::Pause { .. } | Self::Resume { .. } => "QueuePause",
            Self::SetPenalty { .. } => "QueuePenalty",
            Self::PutKey { .. } => "DBPut",
            Self::DeleteKey { .. } => "DBDel",
            Self::Redirect { .. } => "Redirect",
            Self::Originate { .. } => "Originate",
        }
    }

    fn sent(&self, action: u64, actor: u32, dry_run: bool) -> Event<journal::Names> {
        let (queue, agent, contact) = match self {
            Self::AddMember { queue, agent, .. } | Self::RemoveMember { queue, agent } => {
                (Some(queue), Some(agent), None)
            }
            Self::Pause { queue, agent, .. }
            | Self::Resume { queue, agent }
            | Self::SetPenalty { queue, agent, .. } => (queue.as_ref(), Some(agent), None),
            Self::Redirect { contact, .. } => (None, None, Some(contact)),
            Self::PutKey { .. } | Self::DeleteKey { .. } | Self::Originate { .. } => {
                (None, None, None)
            }
        };
        Event::ActionSent {
            action,
            verb: self.verb(),
            queue: queue.cloned(),
            agent: agent.cloned(),
            contact: contact.cloned(),
            actor,
            dry_run,
        }
    }

    /// In one line, for the list of who did what: without a customer's number.
    #[must_use]
    pub fn summary(&self) -> String {
        let parts: Vec<&str> = match self {
            Self::AddMember { queue, agent, name, penalty: _ } => vec![queue, agent, name],
            Self::RemoveMember { queue, agent } => vec![queue, agent],
            Self::Pause { queue, agent, reason } => {
                vec![queue.as_deref().unwrap_or("all queues"), agent, reason]
            }
            Self::Resume { queue, agent } | Self::SetPenalty { queue, agent, .. } => {
                vec![queue.as_deref().unwrap_or("all queues"), agent]
            }
            Self::PutKey { family, key, value } => vec![family, key, value],
            Self::DeleteKey { family, key } => vec![family, key],
            Self::Redirect { contact: _, context, exten } => vec![context, exten],
            Self::Originate { channel, context, exten, caller: _ } => {
                vec![channel, context, exten]
            }
        };
        let mut text = self.action().to_owned();
        if let Self::AddMember { penalty, .. } | Self::SetPenalty { penalty, .. } = self {
            text.push_str(&format!(" penalty {penalty}"));
        }
        for part in parts {
            text.push(' ');
            redact::mask(part, &mut text);
        }
        text
    }

    /// The keys of the action, checked.
    fn keys(&self, translator: &Translator) -> Result<Keys, (Fate, String)> {
        let keys = self.unchecked(translator)?;
        for (key, value) in &keys {
            if value.chars().any(char::is_control) || value.len() > VALUE_LIMIT {
                let problem =
                    format!("{key} holds a line end or is longer than {VALUE_LIMIT} bytes");
                return Err((Fate::Invalid, problem));
            }
            if value.is_empty() && !MAY_BE_EMPTY.contains(key) {
                return Err((Fate::Invalid, format!("{key} is empty")));
            }
        }
        Ok(keys)
    }

    fn unchecked(&self, translator: &Translator) -> Result<Keys, (Fate, String)> {
        let text = |text: &str| text.to_owned();
        Ok(match self {
            Self::AddMember { queue, agent, name, penalty } => vec![
                ("Queue", text(queue)),
                ("Interface", text(agent)),
                ("Penalty", penalty.to_string()),
                ("Paused", text("false")),
                ("MemberName", text(name)),
                ("StateInterface", text(agent)),
            ],
            Self::RemoveMember { queue, agent } => {
                vec![("Queue", text(queue)), ("Interface", text(agent))]
            }
            Self::Pause { queue, agent, reason } => pause(queue.as_deref(), agent, "true", reason),
            Self::Resume { queue, agent } => pause(queue.as_deref(), agent, "false", ""),
            Self::SetPenalty { queue, agent, penalty } => {
                let mut keys = vec![("Interface", text(agent)), ("Penalty", penalty.to_string())];
                keys.extend(queue.iter().map(|queue| ("Queue", text(queue))));
                keys
            }
            Self::PutKey { family, key, value } => {
                vec![("Family", text(family)), ("Key", text(key)), ("Val", text(value))]
            }
            Self::DeleteKey { family, key } => vec![("Family", text(family)), ("Key", text(key))],
            Self::Redirect { contact, context, exten } => {
                let channel = translator.channel_of(contact);
                let over = || (Fate::Over, "the contact is over".to_owned());
                let channel = channel.ok_or_else(over)?.to_owned();
                let mut keys = place(context, exten);
                keys.insert(0, ("Channel", channel));
                keys
            }
            Self::Originate { channel, context, exten, caller } => {
                let mut keys = place(context, exten);
                keys.insert(0, ("Channel", text(channel)));
                keys.push(("CallerID", text(caller)));
                keys.push(("Timeout", text("45000")));
                keys.push(("Async", text("true")));
                keys
            }
        })
    }
}

fn pause(queue: Option<&str>, agent: &str, paused: &str, reason: &str) -> Keys {
    let mut keys = vec![("Interface", agent.to_owned()), ("Paused", paused.to_owned())];
    keys.extend(queue.map(|queue| ("Queue", queue.to_owned())));
    keys.push(("Reason", reason.to_owned()));
    keys
}

fn place(context: &str, exten: &str) -> Keys {
    vec![("Context", context.to_owned()), ("Exten", exten.to_owned()), ("Priority", "1".to_owned())]
}
