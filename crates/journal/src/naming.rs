//! Two ways to name the same things: in a source's own words, and by our ids.
//!
//! Room:  journal. An `Event<Names>` is what a connector, an import or the open feed says;
//!        an `Event<Ids>` (written `Event`) is what the journal keeps.
//! Holds: both forms are one definition, so they cannot drift apart.

use domain::{
    AgentId, ContactId, DidId, IvrNodeId, QueueId, SeatId, SiteId, SkillId, SourceId, TeamId, Token,
};
use serde::{Serialize, de::DeserializeOwned};
use std::fmt::Debug;

/// What a name may be.
pub trait Name: Clone + Debug + PartialEq + Eq + Serialize + DeserializeOwned {}
impl<T: Clone + Debug + PartialEq + Eq + Serialize + DeserializeOwned> Name for T {}

/// A way to name every kind of thing that events speak of.
pub trait Naming: Clone + Debug + PartialEq + Eq {
    type Contact: Name;
    type Customer: Name;
    type Queue: Name;
    type Agent: Name;
    type Team: Name;
    type Skill: Name;
    type Seat: Name;
    type Site: Name;
    type Did: Name;
    type IvrNode: Name;
    type Source: Name;
}

/// Our ids: the form of the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ids {}

impl Naming for Ids {
    type Contact = ContactId;
    type Customer = Token;
    type Queue = QueueId;
    type Agent = AgentId;
    type Team = TeamId;
    type Skill = SkillId;
    type Seat = SeatId;
    type Site = SiteId;
    type Did = DidId;
    type IvrNode = IvrNodeId;
    type Source = SourceId;
}

/// A source's own words: the form of connectors and of the open feed. Words are unique within
/// their source and kind; a customer is named by number and never reaches the journal so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {}

impl Naming for Names {
    type Contact = String;
    type Customer = String;
    type Queue = String;
    type Agent = String;
    type Team = String;
    type Skill = String;
    type Seat = String;
    type Site = String;
    type Did = String;
    type IvrNode = String;
    type Source = String;
}

/// Turns names of one kind into names of the other.
pub trait Rename<A: Naming, B: Naming> {
    fn contact(&mut self, name: A::Contact) -> B::Contact;
    fn customer(&mut self, name: A::Customer) -> B::Customer;
    fn queue(&mut self, name: A::Queue) -> B::Queue;
    fn agent(&mut self, name: A::Agent) -> B::Agent;
    fn team(&mut self, name: A::Team) -> B::Team;
    fn skill(&mut self, name: A::Skill) -> B::Skill;
    fn seat(&mut self, name: A::Seat) -> B::Seat;
    fn site(&mut self, name: A::Site) -> B::Site;
    fn did(&mut self, name: A::Did) -> B::Did;
    fn ivr_node(&mut self, name: A::IvrNode) -> B::IvrNode;
    fn source(&mut self, name: A::Source) -> B::Source;
}
