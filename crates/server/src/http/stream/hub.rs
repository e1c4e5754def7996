//! Who follows what: one show per view, one channel per view and rate.
//!
//! Room:  server/http/stream; asked by the stream's handler, drives the producers.
//! Holds: at most `clients` connections; a show without followers ends after `LINGER`, so that who
//!        comes back soon can go on where it was.

use super::channel::Channel;
use super::follower::Follower;
use super::producer;
use super::walls::Walls;
use crate::clock::Clock;
use crate::engine::Engine;
use crate::http::access::Reached;
use crate::http::build::view::View;
use crate::http::refusal::Refusal;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// How long a view is kept going for those who lost their connection.
pub(super) const LINGER: Duration = Duration::from_secs(30);

/// Limits of the stream.
#[derive(Clone, Copy, Debug)]
pub struct HubOptions {
    /// Connections at most.
    pub clients: usize,
}

impl Default for HubOptions {
    fn default() -> Self {
        Self { clients: 5_000 }
    }
}

/// Frame periods that are offered, milliseconds: 10/s to one in 5 s. A rate between two of them
/// gets the slower.
const PERIODS: [u64; 8] = [100, 125, 200, 250, 500, 1_000, 2_000, 5_000];

/// The period of a rate in frames per second; 5/s if absent.
pub fn period(rate: Option<f64>) -> Result<Duration, Refusal> {
    let rate = rate.unwrap_or(5.0);
    if !(0.2..=10.0).contains(&rate) {
        let hint = "Write frames per second from 0.2 to 10";
        return Err(Refusal::parameter("rate", &rate.to_string(), hint));
    }
    let wanted = 1_000.0 / rate;
    #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
    let fits = |millis: &&u64| **millis as f64 >= wanted - 0.5;
    let millis = PERIODS.iter().find(fits).copied().unwrap_or(5_000);
    Ok(Duration::from_millis(millis))
}

/// One view and its channels.
#[derive(Debug)]
pub(super) struct Show {
    pub(super) view: View,
    /// Whom it shows.
    pub(super) sight: Reached,
    channels: Mutex<BTreeMap<Duration, Arc<Channel>>>,
    /// Somebody came or asked for a faster rate.
    pub(super) news: Notify,
}

impl Show {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<Duration, Arc<Channel>>> {
        self.channels.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The channels and their periods, fastest first.
    pub(super) fn channels(&self) -> Vec<(Duration, Arc<Channel>)> {
        self.lock().iter().map(|(&period, channel)| (period, Arc::clone(channel))).collect()
    }

    /// Forgets a channel, unless somebody follows it again.
    pub(super) fn forget(&self, period: Duration) {
        let mut channels = self.lock();
        if channels.get(&period).is_some_and(|channel| channel.followers() == 0) {
            channels.remove(&period);
        }
    }
}

/// Frames are shared by all who follow the same view of the same people.
type Shows = BTreeMap<(View, Reached), Arc<Show>>;

/// All views that are followed. Cheap to clone.
#[derive(Clone)]
pub struct Hub(Arc<Inner>);

pub(super) struct Inner {
    pub(super) engine: Engine,
    pub(super) clock: Clock,
    options: HubOptions,
    shows: Mutex<Shows>,
    clients: AtomicUsize,
    epochs: AtomicU64,
    pub(super) stop: CancellationToken,
    pub(super) tally: Tally,
    pub(super) walls: Walls,
}

/// Counters for `/metrics`.
#[derive(Debug, Default)]
pub struct Tally {
    pub frames: AtomicU64,
    pub frame_bytes: AtomicU64,
    pub builds: AtomicU64,
    pub build_micros: AtomicU64,
}

impl std::fmt::Debug for Hub {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hub").field("clients", &self.clients()).finish_non_exhaustive()
    }
}

/// A place among the clients; given back when dropped.
#[derive(Debug)]
pub(super) struct Place(Arc<Inner>);

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inner").field("options", &self.options).finish_non_exhaustive()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.clients.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Hub {
    #[must_use]
    pub fn new(engine: Engine, clock: Clock, options: HubOptions, stop: CancellationToken) -> Self {
        let mut seed = [0_u8; 8];
        getrandom::fill(&mut seed).expect("the operating system has randomness");
        Self(Arc::new(Inner {
            engine,
            clock,
            options,
            shows: Mutex::default(),
            clients: AtomicUsize::new(0),
            // Random, so that frames of an earlier run are not taken for ours.
            epochs: AtomicU64::new(u64::from_le_bytes(seed)),
            stop,
            tally: Tally::default(),
            walls: Walls::default(),
        }))
    }

    /// Connections that follow now.
    #[must_use]
    pub fn clients(&self) -> usize {
        self.0.clients.load(Ordering::Relaxed)
    }

    #[must_use]
    pub fn tally(&self) -> &Tally {
        &self.0.tally
    }

    /// The boards of wall screens.
    #[must_use]
    pub fn walls(&self) -> &Walls {
        &self.0.walls
    }

    /// Views that are being built, for `/metrics`.
    #[must_use]
    pub fn shows(&self) -> usize {
        self.0.shows().len()
    }

    /// Follows a view from the frame after `last_event_id`, or from a snapshot.
    pub fn follow(
        &self,
        view: View,
        sight: Reached,
        period: Duration,
        last_event_id: Option<&str>,
    ) -> Result<Follower, Refusal> {
        let place = self.0.place()?;
        let mut shows = self.0.shows();
        let show = shows.entry((view, sight.clone())).or_insert_with(|| {
            let (channels, news) = (Mutex::default(), Notify::new());
            let show = Arc::new(Show { view, sight, channels, news });
            tokio::spawn(producer::run(Arc::clone(&self.0), Arc::clone(&show)));
            show
        });
        let channel = {
            let mut channels = show.lock();
            let made = channels.entry(period).or_insert_with(|| {
                Arc::new(Channel::new(self.0.epochs.fetch_add(1, Ordering::Relaxed)))
            });
            Arc::clone(made)
        };
        let seen = last_event_id.and_then(|id| channel.resume(id));
        let follower = Follower::new(channel, seen, self.0.stop.clone(), place);
        show.news.notify_one();
        Ok(follower)
    }
}

impl Inner {
    fn shows(&self) -> MutexGuard<'_, Shows> {
        self.shows.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn place(self: &Arc<Self>) -> Result<Place, Refusal> {
        let before = self.clients.fetch_add(1, Ordering::Relaxed);
        let place = Place(Arc::clone(self));
        if before >= self.options.clients {
            return Err(Refusal::unavailable("Too many clients follow the live stream"));
        }
        Ok(place)
    }

    /// Ends a show unless somebody came in the meantime.
    pub(super) fn end(&self, show: &Arc<Show>) -> bool {
        let mut shows = self.shows();
        if !show.lock().is_empty() {
            return false;
        }
        shows.remove(&(show.view, show.sight.clone()));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_becomes_the_next_slower_period_that_is_offered() {
        let millis = |rate| period(rate).map(|p| p.as_millis());
        assert_eq!(millis(None), Ok(200));
        assert_eq!(millis(Some(10.0)), Ok(100));
        assert_eq!(millis(Some(3.0)), Ok(500));
        assert_eq!(millis(Some(0.5)), Ok(2_000));
        assert_eq!(millis(Some(0.2)), Ok(5_000));
        assert!(millis(Some(11.0)).is_err() && millis(Some(0.0)).is_err());
        assert!(millis(Some(f64::NAN)).is_err());
    }
}
