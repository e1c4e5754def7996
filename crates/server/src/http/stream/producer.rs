//! The beat of one view: look at the state, make the picture, publish it to the rates that are due.
//!
//! Room:  server/http/stream; one task per followed view.
//! Holds: the state is looked at once per beat, however many rates and clients there are; a beat
//!        without news is skipped, but a second never passes without looking at the clock.

use super::channel::Channel;
use super::hub::{Inner, LINGER, Show};
use crate::clock::Stopwatch;
use crate::http::build::painter::Painter;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// Without news of the journal a view is still built this often, because time itself moves it.
const AT_REST: Duration = Duration::from_secs(1);
/// A connection without news hears a comment this often.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// One channel and when its next frame is due.
#[derive(Debug)]
struct Due {
    period: Duration,
    channel: Arc<Channel>,
    at: Instant,
    heard_at: Instant,
    alone_since: Option<Instant>,
}

#[derive(Debug)]
struct Beat {
    dues: Vec<Due>,
    painter: Painter,
    sequence: u64,
    built_at: Option<Instant>,
}

/// Runs until nobody has followed for a while or the server stops.
pub(super) async fn run(hub: Arc<Inner>, show: Arc<Show>) {
    let painter = Painter::new(show.view, show.sight.clone(), hub.walls.clone());
    let mut beat = Beat { dues: Vec::new(), painter, sequence: 0, built_at: None };
    loop {
        beat.sync(&show);
        if beat.dues.is_empty() && hub.end(&show) {
            return;
        }
        let next = beat.next();
        tokio::select! {
            () = sleep_until(next) => beat.publish(&hub),
            () = show.news.notified() => {}
            () = hub.stop.cancelled() => return,
        }
    }
}

impl Beat {
    /// Takes over channels that are new; those are due at once.
    fn sync(&mut self, show: &Show) {
        let now = Instant::now();
        for due in &mut self.dues {
            let is_alone = due.channel.followers() == 0;
            due.alone_since = is_alone.then(|| due.alone_since.unwrap_or(now));
            if due.alone_since.is_some_and(|since| now - since >= LINGER) {
                show.forget(due.period);
            }
        }
        let channels = show.channels();
        self.dues
            .retain(|due| channels.iter().any(|(_, channel)| Arc::ptr_eq(channel, &due.channel)));
        for (period, channel) in channels {
            if !self.dues.iter().any(|due| Arc::ptr_eq(&due.channel, &channel)) {
                self.built_at = None;
                self.dues.push(Due { period, channel, at: now, heard_at: now, alone_since: None });
            }
        }
    }

    fn next(&self) -> Instant {
        let dues = self.dues.iter().map(|due| due.at);
        dues.min().unwrap_or_else(|| Instant::now() + LINGER)
    }

    fn publish(&mut self, hub: &Inner) {
        let now = Instant::now();
        let is_due = self.dues.iter().any(|due| due.at <= now);
        if is_due && self.has_news(hub, now) {
            self.paint(hub, now);
        }
        let built_at = self.built_at;
        for due in self.dues.iter_mut().filter(|due| due.at <= now) {
            let next = due.at + due.period;
            // Behind by more than a period: go on from now rather than catch up.
            due.at = if next > now { next } else { now + due.period };
            let is_fresh = built_at.is_some_and(|at| at > due.heard_at || at == now);
            if is_fresh && let Some(bytes) = due.channel.publish(self.painter.picture()) {
                hub.tally.frames.fetch_add(1, Ordering::Relaxed);
                hub.tally.frame_bytes.fetch_add(bytes as u64, Ordering::Relaxed);
                due.heard_at = now;
            } else if now - due.heard_at >= HEARTBEAT {
                due.channel.beat();
                due.heard_at = now;
            }
        }
    }

    fn has_news(&self, hub: &Inner, now: Instant) -> bool {
        self.sequence != hub.engine.sequence()
            || self.built_at.is_none_or(|built| now - built >= AT_REST)
    }

    fn paint(&mut self, hub: &Inner, now: Instant) {
        let watch = Stopwatch::start();
        self.sequence = hub.engine.sequence();
        let clock = (hub.clock)();
        let painter = &mut self.painter;
        hub.engine.read(|live| painter.look(live, clock));
        painter.paint();
        self.built_at = Some(now);
        let micros = u64::try_from(watch.elapsed().as_micros()).unwrap_or(u64::MAX);
        hub.tally.builds.fetch_add(1, Ordering::Relaxed);
        hub.tally.build_micros.fetch_add(micros, Ordering::Relaxed);
    }
}
