//! One connection: what it has seen, and what it is sent next.
//!
//! Room:  server/http/stream; polled by the HTTP writer, so a slow client is simply asked less often.
//! Holds: nothing but a number and a receiver; ends when the session ends or the server stops.

use super::channel::Channel;
use super::hub::Place;
use crate::http::sign_in::session::Watchman;
use axum::body::Bytes;
use futures_util::Stream;
use futures_util::stream;
use std::convert::Infallible;
use std::sync::Arc;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// A follower of one channel.
#[derive(Debug)]
pub struct Follower {
    channel: Arc<Channel>,
    latest: watch::Receiver<u64>,
    seen: Option<u64>,
    stop: CancellationToken,
    _place: Place,
}

/// Why a stream is closed for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    SignedOut,
    Shutdown,
}

impl End {
    const fn event(self) -> &'static [u8] {
        match self {
            Self::SignedOut => b"event: end\ndata: {\"code\":\"signed_out\"}\n\n",
            Self::Shutdown => b"event: end\ndata: {\"code\":\"shutdown\"}\n\n",
        }
    }
}

impl Follower {
    pub(super) fn new(
        channel: Arc<Channel>,
        seen: Option<u64>,
        stop: CancellationToken,
        place: Place,
    ) -> Self {
        let latest = channel.subscribe();
        Self { channel, latest, seen, stop, _place: place }
    }

    /// The next bytes for the client: waits for a frame if there is none.
    async fn next(&mut self) -> Result<Bytes, End> {
        loop {
            if self.stop.is_cancelled() {
                return Err(End::Shutdown);
            }
            self.latest.mark_unchanged();
            if let Some(portion) = self.channel.next(self.seen) {
                self.seen = Some(portion.number);
                return Ok(portion.bytes);
            }
            tokio::select! {
                changed = self.latest.changed() => {
                    if changed.is_err() {
                        return Err(End::Shutdown);
                    }
                }
                () = self.stop.cancelled() => return Err(End::Shutdown),
            }
        }
    }

    /// The body of the answer.
    pub fn into_stream(
        self,
        watchman: Watchman,
    ) -> impl Stream<Item = Result<Bytes, Infallible>> + Send + 'static {
        stream::unfold(Some((self, watchman)), |open| async move {
            let (mut follower, mut watchman) = open?;
            let next = follower.next().await;
            let next = if watchman.lets_pass().await { next } else { Err(End::SignedOut) };
            Some(match next {
                Ok(bytes) => (Ok(bytes), Some((follower, watchman))),
                Err(end) => (Ok(Bytes::from_static(end.event())), None),
            })
        })
    }
}
