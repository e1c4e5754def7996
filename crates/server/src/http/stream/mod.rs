//! The live stream: each frame is built once and handed, as the same bytes, to all who follow.
//!
//! Room:  server/http; between the engine's state and the browsers.
//! Takes: `view::View`, a rate. Gives: server-sent events `snapshot`, `delta`, `end`.
//! Start here: `hub` (who follows what), then `producer` (the beat), `channel` (frames of one
//!        view and rate), `follower` (one connection), `picture` and `patch` (what is sent).
//! Holds: memory does not depend on how slow a client is: it is behind by a few frames, or it gets
//!        a snapshot; one picture per view and beat, one serialisation per view, rate and beat.
//! Never: a timer or a queue per client.
//! Proof: `tests/it/api_stream.rs`; tests in the files below.

pub mod channel;
pub mod follower;
pub mod hub;
pub mod patch;
pub mod picture;
pub mod producer;
pub mod walls;
