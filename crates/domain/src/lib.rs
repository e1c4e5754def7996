#![doc = include_str!("../README.md")]

pub mod calendar;
pub mod effective;
pub mod figures;
pub mod history;
pub mod id;
pub mod measure;
pub mod number;
pub mod opening;
pub mod state;
pub mod time;

pub use id::{
    AgentId, ContactId, DidId, IvrNodeId, PersonId, QueueId, SeatId, SiteId, SkillId, SourceId,
    TeamId, Token,
};
pub use number::Proportion;
pub use time::{Duration, Interval, Timestamp};
