//! What the house asks of a PBX, and how each order is answered.
//!
//! Room:  connect, `asterisk`; part of the session.
//! Takes: `Order`s. Gives: one `Answer` each, and `ActionSent` / `ActionAnswered` for the journal.
//! Holds: every order is answered once: by the PBX, by a refusal of ours, by the end of the
//!        session or of our patience; a dry run sends nothing and says so.
//! Never: lets a line end into an action: it would begin another.
//! Proof: tests below; `tests/it/session.rs`.

use super::frame::Frame;
use super::translator::Translator;
use domain::{Duration, Timestamp};
use journal::{ActionVerb, Event};
use std::collections::BTreeMap;
use tokio::sync::{mpsc, oneshot};

const ANSWER_LIMIT: Duration = Duration::from_secs(10);
const VALUE_LIMIT: usize = 512;

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
    pub reply: oneshot::Sender<Answer>,
}

/// What became of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The number of the action in the journal; absent where it was refused before.
    pub action: Option<u64>,
    pub accepted: bool,
    /// The PBX's words, or ours.
    pub message: String,
    pub dry_run: bool,
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
            answer(order.reply, refusal(why));
        }
    }

    /// Notes the order in the journal; gives the text to send unless nothing is to be sent.
    pub(super) fn begin(
        &mut self,
        order: Order,
        translator: &mut Translator,
        now: Timestamp,
    ) -> Option<String> {
        let Order { command, actor, reply } = order;
        let keys = match command.keys(translator) {
            Ok(keys) => keys,
            Err(problem) => {
                answer(reply, refusal(&problem));
                return None;
            }
        };
        self.next += 1;
        let action = self.next;
        translator.say(now, command.sent(action, actor, self.dry_run));
        if self.dry_run {
            translator.say(now, Event::ActionAnswered { action, accepted: true });
            let message = format!("dry run: {}", command.action());
            let outcome = Answer { action: Some(action), accepted: true, message, dry_run: true };
            answer(reply, outcome);
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
        let accepted = frame.get("Response") == Some("Success");
        let message = frame.get("Message").unwrap_or_default();
        pending.close(accepted, message, translator, at);
    }

    /// Gives up on orders that were not answered in time.
    pub(super) fn expire(&mut self, translator: &mut Translator, now: Timestamp) {
        let late = |pending: &Pending| pending.due <= now;
        let ids: Vec<String> =
            self.pending.iter().filter(|(_, p)| late(p)).map(|(id, _)| id.clone()).collect();
        for id in ids {
            if let Some(pending) = self.pending.remove(&id) {
                pending.close(false, "no answer in 10 s; it may have been done", translator, now);
            }
        }
    }

    /// The session is over: what was not answered never will be.
    pub(super) fn abandon(&mut self, translator: &mut Translator, now: Timestamp) {
        for (_, pending) in std::mem::take(&mut self.pending) {
            let message = "the connection was lost; it may have been done";
            pending.close(false, message, translator, now);
        }
    }
}

impl Pending {
    fn close(self, accepted: bool, message: &str, translator: &mut Translator, at: Timestamp) {
        translator.say(at, Event::ActionAnswered { action: self.action, accepted });
        let action = Some(self.action);
        let message = message.to_owned();
        answer(self.reply, Answer { action, accepted, message, dry_run: false });
    }
}

fn refusal(why: &str) -> Answer {
    Answer { action: None, accepted: false, message: why.to_owned(), dry_run: false }
}

/// Whoever asked may have gone meanwhile.
fn answer(reply: oneshot::Sender<Answer>, answer: Answer) {
    if let Err(unheard) = reply.send(answer) {
        tracing::debug!(accepted = unheard.accepted, "nobody waits for the answer any more");
    }
}

impl Command {
    const fn verb(&self) -> ActionVerb {
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

    /// The keys of the action, checked.
    fn keys(&self, translator: &Translator) -> Result<Vec<(&'static str, String)>, String> {
        let keys = self.unchecked(translator)?;
        for (key, value) in &keys {
            if value.chars().any(char::is_control) || value.len() > VALUE_LIMIT {
                return Err(format!(
                    "{key} holds a line end or is longer than {VALUE_LIMIT} bytes"
                ));
            }
            if value.is_empty() && *key != "Reason" && *key != "Val" {
                return Err(format!("{key} is empty"));
            }
        }
        Ok(keys)
    }

    fn unchecked(&self, translator: &Translator) -> Result<Vec<(&'static str, String)>, String> {
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
                let channel = channel.ok_or("the contact is over")?.to_owned();
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

fn pause(
    queue: Option<&str>,
    agent: &str,
    paused: &str,
    reason: &str,
) -> Vec<(&'static str, String)> {
    let mut keys = vec![("Interface", agent.to_owned()), ("Paused", paused.to_owned())];
    keys.extend(queue.map(|queue| ("Queue", queue.to_owned())));
    keys.push(("Reason", reason.to_owned()));
    keys
}

fn place(context: &str, exten: &str) -> Vec<(&'static str, String)> {
    vec![("Context", context.to_owned()), ("Exten", exten.to_owned()), ("Priority", "1".to_owned())]
}
