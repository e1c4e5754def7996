//! What the lists of a PBX show: members, callers in line, channels and who is bridged with whom.
//!
//! Room:  connect, `asterisk`; filled and used by `resync`.
//! Holds: what a live event said after the lists were asked for is not compared with them: a list
//!        may be older than the event.
//! Proof: `resync`'s.

use super::floor::interface_of;
use super::frame::Frame;
use domain::{Duration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// Channels that one PBX may list.
const CHANNELS_LIMIT: usize = 200_000;

/// What the lists have shown so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Snapshot {
    pub(super) members: BTreeSet<(String, String)>,
    /// By agent: the status of the phone, and since when the agent is paused.
    pub(super) phones: BTreeMap<String, Phone>,
    pub(super) channels: BTreeMap<String, Seen>,
    /// By the caller's channel.
    pub(super) lines: BTreeMap<String, InLine>,
    /// Channels of which a live event spoke since the lists were asked for.
    pub(super) touched: BTreeSet<String>,
}

/// An agent's phone, as the queue sees it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Phone {
    pub(super) status: u32,
    pub(super) paused_at: Option<Timestamp>,
}

/// A caller in a queue.
#[derive(Clone, Debug)]
pub(super) struct InLine {
    pub(super) queue: String,
    pub(super) waited: Duration,
}

/// A channel.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    pub(super) frame: Frame,
    pub(super) interface: String,
    pub(super) bridge: Option<String>,
    /// It runs `Queue()`: its caller waits or talks there.
    pub(super) queue: Option<String>,
    pub(super) is_initiator: bool,
    pub(super) is_ringing: bool,
    pub(super) age: Duration,
}

impl Seen {
    fn read(frame: &Frame, uid: &str) -> Self {
        let runs_queue = frame.get("Application") == Some("Queue");
        let data = frame.known("ApplicationData").or_else(|| frame.known("Data"));
        let queue = data.filter(|_| runs_queue).and_then(|data| data.split(',').next());
        let bridge = frame.known("BridgeId").or_else(|| frame.known("BridgeID"));
        Self {
            interface: interface_of(frame.get("Channel").unwrap_or_default()).to_owned(),
            bridge: bridge.map(str::to_owned),
            queue: queue.map(str::to_owned),
            is_initiator: frame.known("Linkedid").is_none_or(|linked| linked == uid),
            is_ringing: frame.get("ChannelState") == Some("5"),
            age: frame.get("Duration").and_then(age).unwrap_or(Duration::ZERO),
            frame: frame.clone(),
        }
    }
}

/// `00:01:10` or seconds.
fn age(text: &str) -> Option<Duration> {
    let seconds = text
        .split(':')
        .try_fold(0_i64, |sum, part| sum.checked_mul(60)?.checked_add(part.parse().ok()?))?;
    (0..=Duration::from_minutes(60 * 24 * 366).millis() / 1_000)
        .contains(&seconds)
        .then(|| Duration::from_secs(seconds))
}

impl Snapshot {
    pub(super) fn see(&mut self, frame: &Frame, uid: &str) {
        if self.channels.len() < CHANNELS_LIMIT {
            self.channels.insert(uid.to_owned(), Seen::read(frame, uid));
        }
    }

    /// A live event spoke of the channel.
    pub(super) fn touch(&mut self, uid: &str) {
        self.touched.insert(uid.to_owned());
        self.lines.remove(uid);
    }

    /// The channel is gone since.
    pub(super) fn forget(&mut self, uid: &str) {
        self.touch(uid);
        self.channels.remove(uid);
    }

    /// Whom the agent's phone is bridged with, if the conversation is the agent's: the caller of
    /// a queue, the caller of an agent called directly, whom the agent called. Of two agents the
    /// one who was called has it.
    pub(super) fn partner(&self, phone: &str, is_agent: impl Fn(&str) -> bool) -> Option<&str> {
        let seen = self.channels.get(phone).filter(|seen| seen.queue.is_none())?;
        let bridge = seen.bridge.as_ref()?;
        let others = self
            .channels
            .iter()
            .filter(|(uid, other)| uid.as_str() != phone && other.bridge.as_ref() == Some(bridge));
        let (uid, other) = others.max_by_key(|(_, o)| (o.queue.is_some(), o.is_initiator))?;
        let is_callers = seen.is_initiator && is_agent(&other.interface);
        (!is_callers).then_some(uid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_age_of_a_channel_is_read_in_both_ways_it_is_written() {
        assert_eq!(age("00:01:10"), Some(Duration::from_secs(70)));
        assert_eq!(age("12"), Some(Duration::from_secs(12)));
        for nonsense in ["", "x", "-1", "9223372036854775807:59", "99999999999"] {
            assert_eq!(age(nonsense), None, "{nonsense}");
        }
    }
}
