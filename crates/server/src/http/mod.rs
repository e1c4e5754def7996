//! The HTTP side: the interface, the live stream, sign-in and the web's files.
//!
//! Room:  server; outermost. Takes requests, asks `engine` and `store`, answers with `views`.
//! Start here: `router` (every route, one list), then `guard` (who gets in), `routes` (handlers),
//!        `build` (state to view), `stream` (frames).
//! Holds: every answer of the interface is a schema of `openapi/openapi.json`; whoever is not
//!        allowed by `access::may` gets nothing.
//! Never: computes a measure; shows a customer's number unmasked; lets a slow client grow memory.
//! Proof: tests/it/api_*.rs.

pub mod access;
pub mod audit;
pub mod body;
pub mod build;
pub mod guard;
pub mod layers;
pub mod list;
pub mod meter;
pub mod openapi;
pub mod query;
pub mod refusal;
pub mod router;
pub mod routes;
pub mod sign_in;
pub mod state;
pub mod stream;
pub mod views;
pub mod web;

pub use router::router;
pub use state::AppState;
