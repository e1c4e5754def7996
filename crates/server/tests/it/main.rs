//! The whole stack, in process with a clock that stands, and as the real binary.

#![cfg(test)]

mod api;
mod api_access;
mod api_attendance;
mod api_audit;
mod api_contract;
mod api_feed;
mod api_figures;
mod api_floor;
mod api_forecasts;
mod api_history;
mod api_ivr;
mod api_orders;
mod api_own_sessions;
mod api_people;
mod api_people_files;
mod api_rights;
mod api_seats;
mod api_second_factor;
mod api_settings;
mod api_sign_in;
mod api_slice;
mod api_staffing;
mod api_story;
mod api_stream;
mod api_table;
mod api_views;
mod api_wall;
mod api_web;
mod asterisk_real;
mod asterisk_screen;
mod attending;
mod backup;
mod captures;
mod certificates;
mod cli;
mod crash;
mod demo;
mod engine;
mod forecasting;
mod full_disk;
mod hours;
mod importing;
mod openid_real;
mod people_command;
mod postgres;
#[path = "../../../store/tests/it/postgres.rs"]
mod postgres_server;
mod program;
mod rostering;
mod security_page;
mod staffing;
mod support;
mod upkeep;
mod whole;
