//! The handlers: one file per resource.
//!
//! Room:  server/http; called by `router`, behind the gate of `guard`.
//! Holds: a handler reads the request, asks engine or store, and hands the answer to a view.
//! Never: decides who may ask (that is `access`); computes a measure.

pub mod account;
pub mod agents;
pub mod attendance;
pub mod attendance_cases;
pub mod attendance_rules;
pub mod attendance_terminals;
pub mod audit;
pub mod centre;
pub mod contacts;
pub mod curve;
pub mod definitions;
pub mod directory;
pub mod feed_in;
pub mod feed_out;
pub mod figures;
pub mod floor_plan;
pub mod forecasts;
pub mod health;
pub mod history;
pub mod ivr;
pub mod openid;
pub mod orders;
pub mod overview;
pub mod people;
pub mod people_change;
pub mod people_file;
pub mod people_protected;
pub mod queues;
pub mod replay;
pub mod saved_view;
pub mod seats;
pub mod second_factor;
pub mod second_step;
pub mod session;
pub mod sessions;
pub mod settings;
pub mod setup;
pub mod sign_in_rules;
pub mod sources;
pub mod staffing;
pub mod stream;
pub mod token;
pub mod wall;
pub mod wall_token;
