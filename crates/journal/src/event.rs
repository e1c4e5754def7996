//! Every kind of thing that can happen on the floor.
//!
//! Room:  journal; written by connectors, simulator and server, read by `live`.
//! Takes: -
//! Gives: `Event<N>`, generic over how things are named (`naming`).
//! Holds: no customer number, no free text but registered names; kinds are added, never changed
//!        (a changed shape is a new version, see `codec`).
//! Proof: `golden/v1/*.jsonl`.

use crate::carry::CarryOver;
use crate::naming::{Ids, Naming, Rename};
use domain::measure::Definition;
use domain::opening::OpeningHours;
use domain::state::{
    AgentState, Channel, Direction, DivertReason, EndedBy, NotReadyReason, RefusalReason,
    SeatState, TransferKind,
};
use domain::{Duration, Timestamp};
use serde::{Deserialize, Serialize};

/// What happened. Families: contact, agent, seat, source, configuration, action, day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", bound = "")]
pub enum Event<N: Naming = Ids> {
    /// A contact began. `external` is the source's own identifier, never a customer's number.
    ContactArrived {
        contact: N::Contact,
        channel: Channel,
        direction: Direction,
        did: Option<N::Did>,
        customer: Option<N::Customer>,
        external: Option<String>,
    },
    IvrEntered {
        contact: N::Contact,
        node: N::IvrNode,
    },
    /// Left the node, by pressing `key` if one was pressed.
    IvrLeft {
        contact: N::Contact,
        node: N::IvrNode,
        key: Option<char>,
    },
    ContactQueued {
        contact: N::Contact,
        queue: N::Queue,
        priority: i32,
    },
    /// Not let into the queue: not offered, counted apart.
    ContactRefused {
        contact: N::Contact,
        queue: N::Queue,
        reason: RefusalReason,
    },
    /// An agent's phone begins to ring.
    ContactOffered {
        contact: N::Contact,
        queue: Option<N::Queue>,
        agent: N::Agent,
    },
    /// The phone rang out or was rejected (ring no answer).
    OfferRungOut {
        contact: N::Contact,
        queue: Option<N::Queue>,
        agent: N::Agent,
    },
    /// The phone stopped ringing for another reason: the caller left or somebody else answered.
    OfferWithdrawn {
        contact: N::Contact,
        queue: Option<N::Queue>,
        agent: N::Agent,
    },
    ContactAnswered {
        contact: N::Contact,
        queue: Option<N::Queue>,
        agent: N::Agent,
    },
    ContactHeld {
        contact: N::Contact,
        agent: N::Agent,
    },
    ContactResumed {
        contact: N::Contact,
        agent: N::Agent,
    },
    /// The agent passed the contact on; `ContactReleased` follows when the agent's part ends.
    ContactTransferred {
        contact: N::Contact,
        agent: N::Agent,
        transfer: TransferKind,
        to_queue: Option<N::Queue>,
        to_agent: Option<N::Agent>,
    },
    /// The agent's part of the contact ended: end of talk.
    ContactReleased {
        contact: N::Contact,
        agent: N::Agent,
        by: EndedBy,
    },
    /// Left the queue by exit, neither answered nor abandoned.
    ContactDiverted {
        contact: N::Contact,
        queue: N::Queue,
        reason: DivertReason,
    },
    ContactAbandoned {
        contact: N::Contact,
        queue: N::Queue,
    },
    /// The whole contact is over; open parts of it end with it.
    ContactEnded {
        contact: N::Contact,
        by: EndedBy,
    },
    /// After-contact work on this contact is done; `code` is the house's result code.
    WrapUpEnded {
        contact: N::Contact,
        agent: N::Agent,
        code: Option<u16>,
    },

    AgentSignedIn {
        agent: N::Agent,
        seat: Option<N::Seat>,
    },
    AgentSignedOut {
        agent: N::Agent,
    },
    AgentStateChanged {
        agent: N::Agent,
        state: AgentState,
    },
    /// Level 1 (best) to 9.
    SkillSet {
        agent: N::Agent,
        skill: N::Skill,
        level: u8,
    },
    SkillRemoved {
        agent: N::Agent,
        skill: N::Skill,
    },
    MemberAdded {
        queue: N::Queue,
        agent: N::Agent,
        penalty: i32,
    },
    MemberRemoved {
        queue: N::Queue,
        agent: N::Agent,
    },
    MemberPenaltySet {
        queue: N::Queue,
        agent: N::Agent,
        penalty: i32,
    },
    MemberPaused {
        queue: N::Queue,
        agent: N::Agent,
        reason: NotReadyReason,
    },
    MemberResumed {
        queue: N::Queue,
        agent: N::Agent,
    },
    AgentAssigned {
        agent: N::Agent,
        team: Option<N::Team>,
    },

    SeatStateSet {
        seat: N::Seat,
        state: SeatState,
    },

    SourceStarted {
        version: String,
    },
    SourceLost {},
    /// After a loss: what is open now was read from the source.
    SourceResynced {
        contacts: u32,
        agents: u32,
    },
    /// Events between these instants may be missing.
    SourceGap {
        from: Timestamp,
        until: Timestamp,
    },
    /// The source's clock minus ours.
    SkewMeasured {
        skew: Duration,
    },
    /// The source contradicted itself or what it said before.
    AnomalyReported {
        anomaly: AnomalyKind,
        contact: Option<N::Contact>,
        agent: Option<N::Agent>,
    },

    CentreConfigured {
        name: String,
        zone: String,
        business_day_start: Duration,
    },
    SourceRegistered {
        source: N::Source,
        key: String,
        name: String,
        connector: String,
    },
    SiteRegistered {
        site: N::Site,
        key: String,
        name: String,
        zone: String,
    },
    TeamRegistered {
        team: N::Team,
        key: String,
        name: String,
        site: Option<N::Site>,
    },
    SkillRegistered {
        skill: N::Skill,
        key: String,
        name: String,
    },
    QueueRegistered {
        queue: N::Queue,
        key: String,
        name: String,
        skill: Option<N::Skill>,
        site: Option<N::Site>,
    },
    DidRegistered {
        did: N::Did,
        key: String,
        name: String,
    },
    AgentRegistered {
        agent: N::Agent,
        key: String,
        name: String,
        site: Option<N::Site>,
    },
    SeatRegistered {
        seat: N::Seat,
        key: String,
        name: String,
        site: Option<N::Site>,
    },
    IvrNodeRegistered {
        node: N::IvrNode,
        key: String,
        name: String,
    },
    DefinitionSet {
        definition: Definition,
    },
    /// The share (per thousand) that `definition` is to reach; `queue` absent: the centre.
    TargetSet {
        queue: Option<N::Queue>,
        definition: u32,
        permille: u16,
    },
    /// The longest an agent may stay in this not-ready state at a time.
    BreakAllowanceSet {
        reason: NotReadyReason,
        limit: Duration,
    },
    /// When the queue is open, from `effective_from` (on a 5-minute boundary) on. `hours` absent:
    /// always. In a box, because they are rare and long and would make every record long.
    OpeningHoursSet {
        queue: N::Queue,
        effective_from: Timestamp,
        hours: Option<Box<OpeningHours>>,
    },

    /// What people call a thing, whatever its source calls it from now on. `name` absent: the
    /// source's own name again.
    DisplayNameSet {
        of: Named<N>,
        name: Option<String>,
    },
    /// The skill that people gave a queue and the site they put it at: from now on its source's
    /// word no longer counts for either.
    QueuePlaced {
        queue: N::Queue,
        skill: Option<N::Skill>,
        site: Option<N::Site>,
    },
    /// A target that no longer holds: a queue follows the centre again, the centre has none.
    TargetRemoved {
        queue: Option<N::Queue>,
        definition: u32,
    },
    /// Nobody is over the limit of this not-ready state any more.
    BreakAllowanceRemoved {
        reason: NotReadyReason,
    },

    /// We asked the source to do something. In a dry run nothing was sent.
    ActionSent {
        action: u64,
        verb: ActionVerb,
        queue: Option<N::Queue>,
        agent: Option<N::Agent>,
        contact: Option<N::Contact>,
        /// The account that asked for it.
        actor: u32,
        dry_run: bool,
    },
    ActionAnswered {
        action: u64,
        accepted: bool,
    },

    /// First record of a UTC day: everything that is open, so that replay can start here.
    DayOpened {
        carry_over: Box<CarryOver>,
    },
}

/// A thing that people may give a name of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", bound = "")]
pub enum Named<N: Naming = Ids> {
    Source(N::Source),
    Site(N::Site),
    Team(N::Team),
    Skill(N::Skill),
    Queue(N::Queue),
    Did(N::Did),
    Agent(N::Agent),
    Seat(N::Seat),
    IvrNode(N::IvrNode),
}

/// What may be asked of a telephone system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionVerb {
    AddMember,
    RemoveMember,
    PauseMember,
    ResumeMember,
    SetPenalty,
    PutKey,
    DeleteKey,
    Redirect,
    Originate,
}

/// How a source contradicted itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnomalyKind {
    /// An event about a contact that never began or is over.
    UnknownContact,
    /// Answered, abandoned or diverted without having been in the queue.
    NeverQueued,
    /// Left a queue twice, answered twice, ended twice.
    Repeated,
    /// An agent in two conversations or states that exclude each other.
    AgentConflict,
    /// An event about an agent that is signed out.
    SignedOutAgent,
    /// Occurred before something it must follow.
    OutOfOrder,
    /// The source's clock is more than two minutes off.
    ClockSkew,
    /// Two agents on one seat, or one agent on two.
    SeatConflict,
    /// A frame or line that could not be read.
    Unreadable,
    /// A contact open for longer than the limit was closed by us.
    Stale,
    /// A frame larger than the limit.
    Oversized,
    /// A record that the live state could not take: kept in the journal, passed over by replay.
    SetAside,
}

impl<A: Naming> Event<A> {
    /// The same event with every name replaced by `names`.
    #[expect(clippy::too_many_lines, reason = "one line or two per kind: a table, not a procedure")]
    pub fn rename<B: Naming>(self, names: &mut impl Rename<A, B>) -> Event<B> {
        use Event as E;
        match self {
            E::ContactArrived { contact, channel, direction, did, customer, external } => {
                let did = did.map(|d| names.did(d));
                let customer = customer.map(|c| names.customer(c));
                let contact = names.contact(contact);
                E::ContactArrived { contact, channel, direction, did, customer, external }
            }
            E::IvrEntered { contact, node } => {
                E::IvrEntered { contact: names.contact(contact), node: names.ivr_node(node) }
            }
            E::IvrLeft { contact, node, key } => {
                E::IvrLeft { contact: names.contact(contact), node: names.ivr_node(node), key }
            }
            E::ContactQueued { contact, queue, priority } => E::ContactQueued {
                contact: names.contact(contact),
                queue: names.queue(queue),
                priority,
            },
            E::ContactRefused { contact, queue, reason } => E::ContactRefused {
                contact: names.contact(contact),
                queue: names.queue(queue),
                reason,
            },
            E::ContactOffered { contact, queue, agent } => {
                let (contact, queue, agent) = call(names, contact, queue, agent);
                E::ContactOffered { contact, queue, agent }
            }
            E::OfferRungOut { contact, queue, agent } => {
                let (contact, queue, agent) = call(names, contact, queue, agent);
                E::OfferRungOut { contact, queue, agent }
            }
            E::OfferWithdrawn { contact, queue, agent } => {
                let (contact, queue, agent) = call(names, contact, queue, agent);
                E::OfferWithdrawn { contact, queue, agent }
            }
            E::ContactAnswered { contact, queue, agent } => {
                let (contact, queue, agent) = call(names, contact, queue, agent);
                E::ContactAnswered { contact, queue, agent }
            }
            E::ContactHeld { contact, agent } => {
                E::ContactHeld { contact: names.contact(contact), agent: names.agent(agent) }
            }
            E::ContactResumed { contact, agent } => {
                E::ContactResumed { contact: names.contact(contact), agent: names.agent(agent) }
            }
            E::ContactTransferred { contact, agent, transfer, to_queue, to_agent } => {
                E::ContactTransferred {
                    contact: names.contact(contact),
                    agent: names.agent(agent),
                    transfer,
                    to_queue: to_queue.map(|q| names.queue(q)),
                    to_agent: to_agent.map(|a| names.agent(a)),
                }
            }
            E::ContactReleased { contact, agent, by } => E::ContactReleased {
                contact: names.contact(contact),
                agent: names.agent(agent),
                by,
            },
            E::ContactDiverted { contact, queue, reason } => E::ContactDiverted {
                contact: names.contact(contact),
                queue: names.queue(queue),
                reason,
            },
            E::ContactAbandoned { contact, queue } => {
                E::ContactAbandoned { contact: names.contact(contact), queue: names.queue(queue) }
            }
            E::ContactEnded { contact, by } => {
                E::ContactEnded { contact: names.contact(contact), by }
            }
            E::WrapUpEnded { contact, agent, code } => {
                E::WrapUpEnded { contact: names.contact(contact), agent: names.agent(agent), code }
            }
            E::AgentSignedIn { agent, seat } => {
                E::AgentSignedIn { agent: names.agent(agent), seat: seat.map(|s| names.seat(s)) }
            }
            E::AgentSignedOut { agent } => E::AgentSignedOut { agent: names.agent(agent) },
            E::AgentStateChanged { agent, state } => {
                E::AgentStateChanged { agent: names.agent(agent), state }
            }
            E::SkillSet { agent, skill, level } => {
                E::SkillSet { agent: names.agent(agent), skill: names.skill(skill), level }
            }
            E::SkillRemoved { agent, skill } => {
                E::SkillRemoved { agent: names.agent(agent), skill: names.skill(skill) }
            }
            E::MemberAdded { queue, agent, penalty } => {
                E::MemberAdded { queue: names.queue(queue), agent: names.agent(agent), penalty }
            }
            E::MemberRemoved { queue, agent } => {
                E::MemberRemoved { queue: names.queue(queue), agent: names.agent(agent) }
            }
            E::MemberPenaltySet { queue, agent, penalty } => E::MemberPenaltySet {
                queue: names.queue(queue),
                agent: names.agent(agent),
                penalty,
            },
            E::MemberPaused { queue, agent, reason } => {
                E::MemberPaused { queue: names.queue(queue), agent: names.agent(agent), reason }
            }
            E::MemberResumed { queue, agent } => {
                E::MemberResumed { queue: names.queue(queue), agent: names.agent(agent) }
            }
            E::AgentAssigned { agent, team } => {
                E::AgentAssigned { agent: names.agent(agent), team: team.map(|t| names.team(t)) }
            }
            E::SeatStateSet { seat, state } => E::SeatStateSet { seat: names.seat(seat), state },
            E::SourceStarted { version } => E::SourceStarted { version },
            E::SourceLost {} => E::SourceLost {},
            E::SourceResynced { contacts, agents } => E::SourceResynced { contacts, agents },
            E::SourceGap { from, until } => E::SourceGap { from, until },
            E::SkewMeasured { skew } => E::SkewMeasured { skew },
            E::AnomalyReported { anomaly, contact, agent } => E::AnomalyReported {
                anomaly,
                contact: contact.map(|c| names.contact(c)),
                agent: agent.map(|a| names.agent(a)),
            },
            E::CentreConfigured { name, zone, business_day_start } => {
                E::CentreConfigured { name, zone, business_day_start }
            }
            E::SourceRegistered { source, key, name, connector } => {
                E::SourceRegistered { source: names.source(source), key, name, connector }
            }
            E::SiteRegistered { site, key, name, zone } => {
                E::SiteRegistered { site: names.site(site), key, name, zone }
            }
            E::TeamRegistered { team, key, name, site } => {
                let site = site.map(|s| names.site(s));
                E::TeamRegistered { team: names.team(team), key, name, site }
            }
            E::SkillRegistered { skill, key, name } => {
                E::SkillRegistered { skill: names.skill(skill), key, name }
            }
            E::QueueRegistered { queue, key, name, skill, site } => {
                let (skill, site) = (skill.map(|s| names.skill(s)), site.map(|s| names.site(s)));
                E::QueueRegistered { queue: names.queue(queue), key, name, skill, site }
            }
            E::DidRegistered { did, key, name } => {
                E::DidRegistered { did: names.did(did), key, name }
            }
            E::AgentRegistered { agent, key, name, site } => {
                let site = site.map(|s| names.site(s));
                E::AgentRegistered { agent: names.agent(agent), key, name, site }
            }
            E::SeatRegistered { seat, key, name, site } => {
                let site = site.map(|s| names.site(s));
                E::SeatRegistered { seat: names.seat(seat), key, name, site }
            }
            E::IvrNodeRegistered { node, key, name } => {
                E::IvrNodeRegistered { node: names.ivr_node(node), key, name }
            }
            E::DefinitionSet { definition } => E::DefinitionSet { definition },
            E::TargetSet { queue, definition, permille } => {
                E::TargetSet { queue: queue.map(|q| names.queue(q)), definition, permille }
            }
            E::BreakAllowanceSet { reason, limit } => E::BreakAllowanceSet { reason, limit },
            E::OpeningHoursSet { queue, effective_from, hours } => {
                E::OpeningHoursSet { queue: names.queue(queue), effective_from, hours }
            }
            E::DisplayNameSet { of, name } => E::DisplayNameSet { of: of.rename(names), name },
            E::QueuePlaced { queue, skill, site } => {
                let (skill, site) = (skill.map(|s| names.skill(s)), site.map(|s| names.site(s)));
                E::QueuePlaced { queue: names.queue(queue), skill, site }
            }
            E::TargetRemoved { queue, definition } => {
                E::TargetRemoved { queue: queue.map(|q| names.queue(q)), definition }
            }
            E::BreakAllowanceRemoved { reason } => E::BreakAllowanceRemoved { reason },
            E::ActionSent { action, verb, queue, agent, contact, actor, dry_run } => {
                E::ActionSent {
                    action,
                    verb,
                    queue: queue.map(|q| names.queue(q)),
                    agent: agent.map(|a| names.agent(a)),
                    contact: contact.map(|c| names.contact(c)),
                    actor,
                    dry_run,
                }
            }
            E::ActionAnswered { action, accepted } => E::ActionAnswered { action, accepted },
            E::DayOpened { carry_over } => E::DayOpened { carry_over },
        }
    }
}

impl<A: Naming> Named<A> {
    fn rename<B: Naming>(self, names: &mut impl Rename<A, B>) -> Named<B> {
        match self {
            Self::Source(source) => Named::Source(names.source(source)),
            Self::Site(site) => Named::Site(names.site(site)),
            Self::Team(team) => Named::Team(names.team(team)),
            Self::Skill(skill) => Named::Skill(names.skill(skill)),
            Self::Queue(queue) => Named::Queue(names.queue(queue)),
            Self::Did(did) => Named::Did(names.did(did)),
            Self::Agent(agent) => Named::Agent(names.agent(agent)),
            Self::Seat(seat) => Named::Seat(names.seat(seat)),
            Self::IvrNode(node) => Named::IvrNode(names.ivr_node(node)),
        }
    }
}

/// The three names that every offer and answer carries.
fn call<A: Naming, B: Naming>(
    names: &mut impl Rename<A, B>,
    contact: A::Contact,
    queue: Option<A::Queue>,
    agent: A::Agent,
) -> (B::Contact, Option<B::Queue>, B::Agent) {
    (names.contact(contact), queue.map(|q| names.queue(q)), names.agent(agent))
}

impl<N: Naming> Event<N> {
    /// The contact that the event is about.
    #[must_use]
    #[expect(clippy::wildcard_enum_match_arm, reason = "the other families know no contact")]
    pub fn contact(&self) -> Option<&N::Contact> {
        match self {
            Self::ContactArrived { contact, .. }
            | Self::IvrEntered { contact, .. }
            | Self::IvrLeft { contact, .. }
            | Self::ContactQueued { contact, .. }
            | Self::ContactRefused { contact, .. }
            | Self::ContactOffered { contact, .. }
            | Self::OfferRungOut { contact, .. }
            | Self::OfferWithdrawn { contact, .. }
            | Self::ContactAnswered { contact, .. }
            | Self::ContactHeld { contact, .. }
            | Self::ContactResumed { contact, .. }
            | Self::ContactTransferred { contact, .. }
            | Self::ContactReleased { contact, .. }
            | Self::ContactDiverted { contact, .. }
            | Self::ContactAbandoned { contact, .. }
            | Self::ContactEnded { contact, .. }
            | Self::WrapUpEnded { contact, .. } => Some(contact),
            Self::AnomalyReported { contact, .. } | Self::ActionSent { contact, .. } => {
                contact.as_ref()
            }
            _ => None,
        }
    }
}
