#![doc = include_str!("../README.md")]

mod archive;
mod cell;
mod code;
mod database;
mod error;
mod folder;
mod history;
mod lane;
mod line;
mod log;
mod projection;
mod segment;
mod snapshot;
mod store;

pub use archive::Sealing;
pub use code::OutcomeKind;
pub use database::Migration;
pub use error::StoreError;
pub use folder::{DiskUse, Folder};
pub use history::{
    AnomalyCursor, ContactCursor, ContactFilter, Grid, LanedContact, MAX_PAGE, Page, Slot, Step,
};
pub use lane::{Lane, LaneInfo, LaneKind};
pub use log::Replay;
pub use projection::{AnomalyRow, Projection};
pub use segment::Segment;
pub use store::{Options, Store};
