//! The frames of one view at one rate: a ring of the last deltas and one snapshot, shared.
//!
//! Room:  server/http/stream; written by `producer`, read by every `follower` of it.
//! Holds: frame numbers rise by one; the ring is bounded in frames and bytes; a snapshot is
//!        written at most once per frame, and only if somebody needs it.
//! Never: waits for a follower.

use super::picture::Picture;
use axum::body::Bytes;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// Frames kept for those who come back.
const RING: usize = 64;
/// Bytes of deltas kept; the youngest frame is always kept.
const RING_BYTES: u64 = 8 << 20;

/// What a follower is handed next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Portion {
    /// The number of the frame after which the follower stands then.
    pub number: u64,
    pub bytes: Bytes,
}

#[derive(Debug)]
struct Frame {
    number: u64,
    bytes: Bytes,
    /// Bytes of all deltas up to and with this one.
    cumulative: u64,
}

#[derive(Debug, Default)]
struct Ring {
    frames: VecDeque<Frame>,
    picture: Picture,
    number: u64,
    cumulative: u64,
    snapshot: Option<Portion>,
    snapshot_bytes: u64,
}

/// All frames of one view at one rate.
#[derive(Debug)]
pub struct Channel {
    /// Tells frames of this channel from those of another, or of an earlier run of the server.
    epoch: u64,
    ring: Mutex<Ring>,
    latest: watch::Sender<u64>,
}

impl Channel {
    #[must_use]
    pub fn new(epoch: u64) -> Self {
        Self { epoch, ring: Mutex::default(), latest: watch::Sender::new(0) }
    }

    fn ring(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Told of every new frame.
    #[must_use]
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.latest.subscribe()
    }

    /// How many follow.
    #[must_use]
    pub fn followers(&self) -> usize {
        self.latest.receiver_count()
    }

    /// Makes the picture the next frame, if it says anything new. Gives the frame's size.
    pub fn publish(&self, picture: &Picture) -> Option<usize> {
        let mut ring = self.ring();
        let number = ring.number + 1;
        let patch = if ring.number == 0 { None } else { Some(ring.picture.patch_to(picture)?) };
        // The first frame has no delta: whoever comes to it gets the snapshot.
        let bytes = patch.map_or_else(Bytes::new, |patch| {
            event("delta", self.epoch, number, &serde_json::to_vec(&patch).unwrap_or_default())
        });
        let size = bytes.len();
        ring.picture = picture.clone();
        ring.push(number, bytes);
        drop(ring);
        self.latest.send_replace(number);
        Some(size)
    }

    /// Sends a comment, so that a connection without news is not taken for dead.
    pub fn beat(&self) {
        let mut ring = self.ring();
        if ring.number == 0 {
            return;
        }
        let number = ring.number + 1;
        ring.push(number, Bytes::from_static(b": beat\n\n"));
        drop(ring);
        self.latest.send_replace(number);
    }

    /// The frame that a returning client names, if its frames are still here.
    #[must_use]
    pub fn resume(&self, last_event_id: &str) -> Option<u64> {
        let (epoch, number) = last_event_id.split_once('.')?;
        let number: u64 = number.parse().ok()?;
        let ring = self.ring();
        let oldest = ring.frames.front()?.number;
        let is_here = u64::from_str_radix(epoch, 16).ok()? == self.epoch;
        // The very first frame has no delta, so nobody can resume in front of it.
        (is_here && number >= oldest.max(1) && number <= ring.number).then_some(number)
    }

    /// What a follower that stands after frame `seen` is sent next; `None` if there is nothing.
    #[must_use]
    pub fn next(&self, seen: Option<u64>) -> Option<Portion> {
        let mut ring = self.ring();
        if ring.number == 0 {
            return None;
        }
        match seen.and_then(|seen| ring.after(seen)) {
            Some(next) => next,
            None => Some(ring.snapshot(self.epoch)),
        }
    }
}

impl Ring {
    fn push(&mut self, number: u64, bytes: Bytes) {
        self.cumulative += bytes.len() as u64;
        self.number = number;
        self.frames.push_back(Frame { number, bytes, cumulative: self.cumulative });
        while self.frames.len() > RING || self.kept_bytes() > RING_BYTES {
            self.frames.pop_front();
        }
    }

    fn kept_bytes(&self) -> u64 {
        let before = self.frames.front().map_or(0, |f| f.cumulative - f.bytes.len() as u64);
        if self.frames.len() > 1 { self.cumulative - before } else { 0 }
    }

    /// The delta after `seen`; the outer `None` says that a snapshot is the shorter way.
    fn after(&self, seen: u64) -> Option<Option<Portion>> {
        if seen == self.number {
            return Some(None);
        }
        let first = self.frames.front()?.number;
        let index = usize::try_from(seen.checked_add(1)?.checked_sub(first)?).ok()?;
        let next = self.frames.get(index)?;
        let missing = self.cumulative - (next.cumulative - next.bytes.len() as u64);
        let is_long_behind = self.number > seen + 2 && missing > self.snapshot_bytes;
        (!is_long_behind).then(|| Some(Portion { number: next.number, bytes: next.bytes.clone() }))
    }

    fn snapshot(&mut self, epoch: u64) -> Portion {
        if let Some(made) = self.snapshot.as_ref().filter(|made| made.number == self.number) {
            return made.clone();
        }
        let bytes = event("snapshot", epoch, self.number, &self.picture.text());
        self.snapshot_bytes = bytes.len() as u64;
        let made = Portion { number: self.number, bytes };
        self.snapshot = Some(made.clone());
        made
    }
}

/// One server-sent event. JSON has no line breaks of its own, so one data line holds it.
fn event(name: &str, epoch: u64, number: u64, json: &[u8]) -> Bytes {
    let mut text = format!("id: {epoch:x}.{number}\nevent: {name}\ndata: ").into_bytes();
    text.extend_from_slice(json);
    text.extend_from_slice(b"\n\n");
    Bytes::from(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn channel(pictures: u64) -> Channel {
        let channel = Channel::new(0xab);
        for n in 0..pictures {
            channel.publish(&picture(n));
        }
        channel
    }

    fn picture(n: u64) -> Picture {
        Picture::of(
            &json!({"n": n, "long": "some text that makes the snapshot longer than a delta"}),
        )
    }

    fn text(portion: Option<Portion>) -> String {
        portion.map_or_else(String::new, |p| String::from_utf8(p.bytes.to_vec()).unwrap())
    }

    #[test]
    fn a_newcomer_gets_the_snapshot_and_then_deltas() {
        let channel = channel(3);
        let first = channel.next(None).unwrap();
        assert_eq!(first.number, 3);
        assert!(text(Some(first)).starts_with("id: ab.3\nevent: snapshot\ndata: {"));
        assert_eq!(channel.next(Some(3)), None);
        channel.publish(&picture(9));
        assert_eq!(text(channel.next(Some(3))), "id: ab.4\nevent: delta\ndata: {\"n\":9}\n\n");
    }

    #[test]
    fn the_same_picture_makes_no_frame() {
        let channel = channel(2);
        assert_eq!(channel.publish(&picture(1)), None);
        assert_eq!(channel.next(Some(2)), None);
    }

    #[test]
    fn all_followers_share_the_same_bytes() {
        let channel = channel(3);
        let (one, other) = (channel.next(None).unwrap(), channel.next(None).unwrap());
        assert_eq!(one.bytes.as_ptr(), other.bytes.as_ptr());
    }

    #[test]
    fn who_comes_back_soon_goes_on_where_it_was() {
        let channel = channel(5);
        assert_eq!(channel.resume("ab.3"), Some(3));
        assert_eq!(channel.resume("ac.3"), None, "another run of the server");
        assert_eq!(channel.resume("ab.6"), None, "a frame that was never sent");
        assert_eq!(channel.resume("nonsense"), None);
        assert!(text(channel.next(Some(3))).starts_with("id: ab.4\nevent: delta"));
    }

    #[test]
    fn who_is_too_far_behind_gets_a_snapshot() {
        let channel = channel(3);
        assert!(channel.next(None).is_some());
        for n in 10..10 + 2 * RING as u64 {
            channel.publish(&picture(n));
        }
        assert_eq!(channel.resume("ab.3"), None);
        assert!(text(channel.next(Some(3))).contains("event: snapshot"));
        // Still in the ring, but the deltas together are longer than the snapshot.
        let seen = channel.ring().number - 30;
        assert!(text(channel.next(Some(seen))).contains("event: snapshot"));
    }

    #[test]
    fn the_ring_is_bounded() {
        let channel = channel(10 * RING as u64);
        assert_eq!(channel.ring().frames.len(), RING);
    }

    #[test]
    fn a_beat_is_a_comment_and_loses_nothing() {
        let channel = channel(2);
        channel.beat();
        channel.publish(&picture(7));
        assert_eq!(text(channel.next(Some(2))), ": beat\n\n");
        assert!(text(channel.next(Some(3))).contains("{\"n\":7}"));
    }
}
