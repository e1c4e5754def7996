#![doc = include_str!("../README.md")]

mod access;
mod account;
mod archive;
mod attendance;
mod audit;
mod audit_end;
mod backup;
mod cell;
mod code;
mod database;
mod directory;
mod error;
mod floor_plan;
mod folder;
mod forecast;
mod frame;
mod history;
mod lane;
mod line;
mod loading;
mod log;
mod order;
mod origin;
mod people;
mod people_list;
mod people_write;
mod postgres;
mod projection;
mod saved_view;
mod second_factor;
mod segment;
mod setting;
mod snapshot;
mod sql;
mod sqlite;
mod staffing_plan;
mod store;
mod upkeep;
mod vault;
mod wal;
mod wall;

pub use access::{ApiToken, Arrival, NewApiToken, Session};
pub use account::{Account, HeldRole, SignInFailures};
pub use archive::Sealing;
pub use attendance::{
    Binding, CaseRow, Kiosk, NewTerminal, PolicyRow, PunchRow, ShiftRow, TerminalRow, TerminalSeen,
};
pub use audit::{AuditCheck, AuditDamage, AuditEntry, AuditFilter, AuditRow};
pub use backup::{Backup, BackupFile};
pub use code::OutcomeKind;
pub use database::Migration;
pub use directory::{DirectorySync, DirectoryWrite};
pub use error::StoreError;
pub use floor_plan::{FloorPlan, FloorWrite};
pub use folder::{DiskUse, Folder};
pub use forecast::{ForecastOverride, ForecastRow, NewForecast, NewOverride, PublishedDay};
pub use frame::KeptFrame;
pub use history::{
    AnomalyCursor, ContactCursor, ContactFilter, ContactGroup, Dated, Ending, Grid, LanedContact,
    MAX_PAGE, Page, Slot, Step,
};
pub use lane::{Lane, LaneInfo, LaneKind};
pub use log::Replay;
pub use order::{OrderClaim, OrderKey};
pub use origin::{NO_PASSWORD, Origin, Whence};
pub use people::{Claim, Fact, FactKind, FactValue, PersonChange, PersonRow, ProtectedFact};
pub use people_list::{
    PeopleFound, PeopleOrder, PeopleQuestion, PeopleReach, SkillCount, SkillSpread, Standing,
};
pub use people_write::{Author, FactChange, PeopleKept, PersonWrite};
pub use postgres::Postgres;
pub use projection::{AnomalyRow, Projection};
pub use saved_view::{SavedView, SavedViewKept, SavedViewWrite};
pub use second_factor::{PendingSignIn, SecondFactor};
pub use segment::Segment;
pub use setting::Outgoing;
pub use staffing_plan::{StaffingPlan, StaffingPlanKept, StaffingPlanWrite};
pub use store::{Options, Store};
pub use upkeep::{DiskSpace, Retained, Retention};
pub use vault::Keys;
pub use wall::{NewWallToken, WallBoard, WallToken};
