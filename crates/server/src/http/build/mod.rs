//! From the state and from history to what screens show: the same builders live, streamed, replayed.
//!
//! Room:  server/http; between `live`, `store` and the views.
//! Takes: a `Live` at rest and a moment, or rows of history. Gives: views.
//! Holds: one builder per view, whoever asks; names are looked up, never invented.
//! Never: computes a rate (that is `domain`); waits.
//! Proof: `tests/it/api_floor.rs`.

pub mod agent_day;
pub mod agent_part;
pub mod agents;
pub mod attendance_sheet;
pub mod board;
pub mod contact_list;
pub mod contact_page;
pub mod contacts;
pub mod csv;
pub mod curve;
pub mod curve_forecast;
pub mod events;
pub mod excel;
pub mod figures;
pub mod floor;
pub mod floor_plan;
pub mod forecast_past;
pub mod forecasting;
pub mod free_seats;
pub mod health;
pub mod history;
pub mod history_compare;
pub mod history_measure;
pub mod history_question;
pub mod history_words;
pub mod house;
pub mod ivr;
pub mod landmarks;
pub mod layout;

pub mod metrics;
pub mod names;
pub mod painter;
pub mod parts;
pub mod past;
pub mod people;
pub mod people_change;
pub mod people_reach;
pub mod person;
pub mod plan_csv;
pub mod queue;
pub mod queue_sums;
pub mod seat_use;
pub mod seats;
pub mod settings;
pub mod settings_centre;
pub mod settings_hours;
pub mod settings_plan;
pub mod settings_rules;
pub mod settings_words;
pub mod shares;
pub mod sieve;
pub mod slice;
pub mod staffing;
pub mod staffing_basis;
pub mod staffing_excel;
pub mod staffing_year;
pub mod table;
pub mod told;
pub mod view;
pub mod wall;
pub mod words;
