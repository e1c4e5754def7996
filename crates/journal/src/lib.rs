#![doc = include_str!("../README.md")]

pub mod carry;
pub mod codec;
pub mod event;
pub mod few;
pub mod kind;
pub mod naming;
pub mod record;
pub mod registry;

pub use carry::CarryOver;
pub use codec::{DecodeError, decode, encode};
pub use event::{ActionVerb, AnomalyKind, Event, Named};
pub use few::Few;
pub use kind::{KINDS, Kind};
pub use naming::{Ids, Names, Naming};
pub use record::{Observation, Record, SourceKey};
pub use registry::Registry;
