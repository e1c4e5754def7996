//! Frames turned into observations: the PBX's events in the trade's words.
//!
//! Room:  connect, `asterisk`; after `frame`, before the engine's registry.
//! Takes: frames with the time of their receipt; the time now, for what is decided by silence.
//! Gives: `Observation`s numbered (epoch, counter), certain or inferred; anomalies.
//! Holds: a contact is named by the Linkedid of its first channel, a conversation by the agent's
//!        channel; a wait ends once; the same frames give the same observations.
//! Never: reads a clock; takes the PBX's averages; guesses without marking it inferred.
//! Proof: `tests/it/traps.rs`; the captures in `server/tests/it/captures.rs`.

use super::floor::{Deadline, Floor};
use super::frame::{Frame, Item};
use super::rules::Rules;
use domain::state::{AgentState, Certainty, NotReadyReason};
use domain::{Duration, Timestamp};
use journal::{AnomalyKind, Event, Names, Observation, SourceKey};
use std::collections::BTreeMap;

pub(super) type Said = Event<Names>;

/// How long we wait for the frame that tells how something ended.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);
/// How often the skew of the clocks is reported.
const SKEW_EVERY: Duration = Duration::from_secs(60);
/// Beyond this the skew is an anomaly.
const SKEW_LIMIT: Duration = Duration::from_minutes(2);

/// The events that `dispatch` takes, and the end of a PBX.
const KNOWN: [&str; 32] = [
    "Newchannel",
    "Hangup",
    "HangupRequest",
    "SoftHangupRequest",
    "Newexten",
    "VarSet",
    "UserEvent",
    "DTMFEnd",
    "QueueCallerJoin",
    "QueueCallerAbandon",
    "QueueCallerLeave",
    "AgentCalled",
    "AgentRingNoAnswer",
    "AgentConnect",
    "AgentComplete",
    "DialBegin",
    "DialEnd",
    "Hold",
    "Unhold",
    "BlindTransfer",
    "AttendedTransfer",
    "QueueMemberAdded",
    "QueueMemberRemoved",
    "QueueMemberPenalty",
    "QueueMemberPause",
    "QueueMemberStatus",
    "QueueMember",
    "QueueEntry",
    "CoreShowChannel",
    "Status",
    "FullyBooted",
    "Shutdown",
];

/// What the journal knew of this source when we started, in the source's own names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resume {
    /// The highest number the journal holds.
    pub after: SourceKey,
    /// Contacts that are open.
    pub contacts: Vec<String>,
    pub waits: Vec<Waiting>,
    /// Conversations, and phones that ring.
    pub talks: Vec<InTalk>,
    /// Agents who are signed in.
    pub agents: BTreeMap<String, InService>,
    /// When the source was last heard: what happened since is a gap.
    pub heard_at: Option<Timestamp>,
}

/// A contact in a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub contact: String,
    pub queue: String,
    pub since: Timestamp,
}

/// An agent's part in a contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InTalk {
    pub contact: String,
    pub agent: String,
    /// `None`: called directly.
    pub queue: Option<String>,
    pub is_ringing: bool,
    pub is_held: bool,
}

/// What an agent did, and the pause and penalty in each queue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InService {
    pub state: AgentState,
    pub since: Timestamp,
    pub members: BTreeMap<String, (i32, Option<NotReadyReason>)>,
}

/// The place of a ring or talk whose channel is not known yet. No channel's number has a space.
pub(super) fn resumed(contact: &str, agent: &str) -> String {
    format!("{contact} {agent}")
}

/// The clocks compared: the smallest lag of a minute is the best estimate.
#[derive(Clone, Copy, Debug, Default)]
struct Skew {
    best: Option<Duration>,
    since: Option<Timestamp>,
    last: Duration,
}

/// Turns the frames of one PBX into observations.
#[derive(Clone, Debug)]
pub struct Translator {
    pub(super) rules: Rules,
    pub(super) floor: Floor,
    pub(super) resync: Option<super::snapshot::Snapshot>,
    /// The dialplan names IVR nodes itself.
    pub(super) names_nodes: bool,
    /// Names that are known to be queues.
    pub(super) queues: std::collections::BTreeSet<String>,
    key: SourceKey,
    /// The latest time on the PBX's clock.
    now: Timestamp,
    is_lost: bool,
    lost_at: Option<Timestamp>,
    /// The end of what was heard before this session.
    pub(super) gap_from: Option<Timestamp>,
    skew: Skew,
    out: Vec<Observation>,
}

impl Translator {
    #[must_use]
    pub fn new(rules: Rules, resume: &Resume) -> Self {
        Self {
            rules,
            floor: Floor::resumed(resume),
            resync: None,
            names_nodes: false,
            queues: std::collections::BTreeSet::new(),
            key: resume.after,
            now: Timestamp::MIN,
            is_lost: false,
            lost_at: resume.heard_at,
            gap_from: None,
            skew: Skew::default(),
            out: Vec::new(),
        }
    }

    /// The full name of the channel on which the customer of `contact` is.
    #[must_use]
    pub fn channel_of(&self, contact: &str) -> Option<&str> {
        let waits = self.floor.entries.iter().find(|(_, entry)| entry.contact == contact);
        let caller = waits.map_or(contact, |(uid, _)| uid.as_str());
        self.floor.channels.get(caller).map(|channel| channel.name.as_str())
    }

    /// The number of the last observation given.
    #[must_use]
    pub const fn key(&self) -> SourceKey {
        self.key
    }

    /// A session begins: a new epoch, and after a loss the gap it left.
    pub fn begin(&mut self, version: &str, at: Timestamp, out: &mut Vec<Observation>) {
        let at = self.source_time(at);
        self.key = SourceKey { epoch: self.key.epoch.saturating_add(1), counter: 0 };
        self.say(at, Event::SourceStarted { version: version.to_owned() });
        self.is_lost = false;
        self.gap_from = self.lost_at.take();
        if let Some(from) = self.gap_from {
            self.say(at, Event::SourceGap { from, until: at.max(from) });
        }
        out.append(&mut self.out);
    }

    /// The session is over and events may be missed from now on.
    pub fn lose(&mut self, at: Timestamp, out: &mut Vec<Observation>) {
        let at = self.source_time(at);
        if !self.is_lost {
            self.is_lost = true;
            self.lost_at.get_or_insert(at);
            self.say(at, Event::SourceLost {});
        }
        self.resync = None;
        out.append(&mut self.out);
    }

    /// Takes what the reader found.
    pub fn on_item(&mut self, item: &Item, received_at: Timestamp, out: &mut Vec<Observation>) {
        match item {
            Item::Frame(frame) => self.on_frame(frame, received_at, out),
            Item::Greeting(_) => {}
            Item::Unreadable { .. } => self.report(AnomalyKind::Unreadable, received_at, out),
            Item::Oversized { .. } => self.report(AnomalyKind::Oversized, received_at, out),
        }
    }

    fn report(&mut self, anomaly: AnomalyKind, at: Timestamp, out: &mut Vec<Observation>) {
        self.anomaly(at, anomaly, None, None);
        out.append(&mut self.out);
    }

    /// Takes one frame.
    pub fn on_frame(&mut self, frame: &Frame, received_at: Timestamp, out: &mut Vec<Observation>) {
        let at = frame.timestamp().unwrap_or_else(|| self.source_time(received_at));
        if frame.timestamp().is_some() {
            self.compare_clocks(at, received_at);
            self.now = self.now.max(at);
        }
        self.expire();
        if let Some(event) = frame.event() {
            self.note_touched(event, frame);
            self.dispatch(event, frame, at);
        }
        out.append(&mut self.out);
    }

    /// Lets time pass: decides what no frame has decided.
    pub fn tick(&mut self, now: Timestamp, out: &mut Vec<Observation>) {
        self.now = self.now.max(now.plus(self.skew.last));
        self.expire();
        out.append(&mut self.out);
    }

    /// Whether events of this name mean something to us.
    #[must_use]
    pub fn knows(event: &str) -> bool {
        KNOWN.contains(&event)
    }

    /// While the floor is read anew: what a live event tells is younger than the lists, or is said
    /// by the event itself.
    fn note_touched(&mut self, event: &str, frame: &Frame) {
        let Some(snapshot) = &mut self.resync else { return };
        let speaks = matches!(
            event,
            "Newchannel"
                | "QueueCallerJoin"
                | "QueueCallerLeave"
                | "QueueCallerAbandon"
                | "AgentConnect"
        );
        if let Some(uid) = frame.known("Uniqueid").filter(|_| speaks) {
            snapshot.touch(uid);
        }
    }

    fn dispatch(&mut self, event: &str, frame: &Frame, at: Timestamp) {
        match event {
            "Newchannel" => self.channel_began(frame, at),
            "Hangup" => self.channel_ended(frame, at),
            "HangupRequest" => self.hangup_asked(frame, true),
            "SoftHangupRequest" => self.hangup_asked(frame, false),
            "Newexten" => self.dialplan_went_on(frame, at),
            "VarSet" => self.variable_set(frame, at),
            "UserEvent" => self.user_event(frame, at),
            "DTMFEnd" => self.key_pressed(frame),
            "QueueCallerJoin" => self.joined(frame, at),
            "QueueCallerAbandon" => self.left(frame, at, true),
            "QueueCallerLeave" => self.left(frame, at, false),
            "AgentCalled" => self.agent_called(frame, at),
            "AgentRingNoAnswer" => self.rang_out(frame, at),
            "AgentConnect" => self.agent_connected(frame, at),
            "AgentComplete" => self.agent_completed(frame, at),
            "DialBegin" => self.dial_began(frame, at),
            "DialEnd" => self.dial_ended(frame, at),
            "Hold" => self.held(frame, at, true),
            "Unhold" => self.held(frame, at, false),
            "BlindTransfer" => self.blind_transfer(frame, at),
            "AttendedTransfer" => self.attended_transfer(frame, at),
            "QueueMemberAdded" => self.member_added(frame, at),
            "QueueMemberRemoved" => self.member_removed(frame, at),
            "QueueMemberPenalty" => self.member_penalty(frame, at),
            "QueueMemberPause" => self.member_paused(frame, at),
            "QueueMemberStatus" => self.member_status(frame, at),
            "QueueMember" => self.member_listed(frame, at),
            "QueueEntry" => self.entry_listed(frame),
            "CoreShowChannel" | "Status" => self.channel_listed(frame),
            _ => {}
        }
    }

    fn expire(&mut self) {
        while let Some((at, _)) = self.floor.deadlines.first()
            && *at <= self.now
            && let Some((at, deadline)) = self.floor.deadlines.pop_first()
        {
            match deadline {
                Deadline::LeftQueue(caller) => self.left_in_silence(&caller),
                Deadline::ConversationGone(agent) => self.conversation_gone(&agent),
                Deadline::WrapUp(agent) => self.wrap_up_over(&agent, at),
            }
        }
    }

    fn compare_clocks(&mut self, at: Timestamp, received_at: Timestamp) {
        // Source minus ours, too small by the lag of the frame: the largest is nearest.
        let seen = at.minus(received_at);
        self.skew.best = Some(self.skew.best.map_or(seen, |best| best.max(seen)));
        let since = *self.skew.since.get_or_insert(received_at);
        let beyond = |skew: Duration| skew.0.saturating_abs() > SKEW_LIMIT.0;
        let is_news = beyond(seen) && !beyond(self.skew.last);
        if received_at.since(since) < SKEW_EVERY && !is_news {
            return;
        }
        let skew = self.skew.best.take().unwrap_or(seen);
        let was_beyond = beyond(self.skew.last);
        self.skew = Skew { best: None, since: Some(received_at), last: skew };
        self.say(at, Event::SkewMeasured { skew });
        if beyond(skew) && !was_beyond {
            self.anomaly(at, AnomalyKind::ClockSkew, None, None);
        }
    }

    /// Our time on the source's clock.
    pub(super) fn source_time(&self, ours: Timestamp) -> Timestamp {
        ours.plus(self.skew.best.unwrap_or(self.skew.last))
    }

    /// Hands over what was said outside of a frame.
    pub fn flush(&mut self, out: &mut Vec<Observation>) {
        out.append(&mut self.out);
    }

    pub(super) fn say(&mut self, at: Timestamp, event: Said) {
        self.say_as(at, Certainty::Reported, event);
    }

    pub(super) fn infer(&mut self, at: Timestamp, event: Said) {
        self.say_as(at, Certainty::Inferred, event);
    }

    pub(super) fn say_as(&mut self, at: Timestamp, certainty: Certainty, event: Said) {
        self.key.counter += 1;
        self.out.push(Observation { key: self.key, occurred_at: at, certainty, event });
    }

    pub(super) fn anomaly(
        &mut self,
        at: Timestamp,
        anomaly: AnomalyKind,
        contact: Option<String>,
        agent: Option<String>,
    ) {
        self.say(at, Event::AnomalyReported { anomaly, contact, agent });
    }

    pub(super) fn set_deadline(&mut self, at: Timestamp, deadline: Deadline) {
        self.floor.deadlines.insert((at, deadline));
    }
}
