//! The written name of each kind of event.
//!
//! Room:  journal; the same words as in the payload, for lists, filters and counters.
//! Holds: every kind of the enum, in its order; the word is the payload's only key; which kinds
//!        the open feed takes is said here and nowhere else.
//! Proof: tests/it/golden.rs; `connect/tests/it/documents.rs`.

use crate::event::Event;
use crate::naming::Naming;

/// A kind by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    pub name: &'static str,
    /// Any source may send it, through the open feed too. The others are ours: configuration,
    /// actions, days, and what only a connector can know of its own connection.
    pub is_open: bool,
}

const fn open(name: &'static str) -> Kind {
    Kind { name, is_open: true }
}

const fn ours(name: &'static str) -> Kind {
    Kind { name, is_open: false }
}

/// Every kind, in the order of the enum: the one list of them, and of what the open feed takes.
pub const KINDS: [Kind; 56] = [
    open("contact_arrived"),
    open("ivr_entered"),
    open("ivr_left"),
    open("contact_queued"),
    open("contact_refused"),
    open("contact_offered"),
    open("offer_rung_out"),
    open("offer_withdrawn"),
    open("contact_answered"),
    open("contact_held"),
    open("contact_resumed"),
    open("contact_transferred"),
    open("contact_released"),
    open("contact_diverted"),
    open("contact_abandoned"),
    open("contact_ended"),
    open("wrap_up_ended"),
    open("agent_signed_in"),
    open("agent_signed_out"),
    open("agent_state_changed"),
    open("skill_set"),
    open("skill_removed"),
    open("member_added"),
    open("member_removed"),
    open("member_penalty_set"),
    open("member_paused"),
    open("member_resumed"),
    open("agent_assigned"),
    open("seat_state_set"),
    open("source_started"),
    ours("source_lost"),
    ours("source_resynced"),
    ours("source_gap"),
    ours("skew_measured"),
    ours("anomaly_reported"),
    ours("centre_configured"),
    ours("source_registered"),
    ours("site_registered"),
    open("team_registered"),
    ours("skill_registered"),
    open("queue_registered"),
    open("did_registered"),
    open("agent_registered"),
    open("seat_registered"),
    open("ivr_node_registered"),
    ours("definition_set"),
    ours("target_set"),
    ours("break_allowance_set"),
    ours("opening_hours_set"),
    ours("display_name_set"),
    ours("queue_placed"),
    ours("target_removed"),
    ours("break_allowance_removed"),
    ours("action_sent"),
    ours("action_answered"),
    ours("day_opened"),
];

impl<N: Naming> Event<N> {
    /// The name of this event's kind, as it is written in the journal.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::ContactArrived { .. } => "contact_arrived",
            Self::IvrEntered { .. } => "ivr_entered",
            Self::IvrLeft { .. } => "ivr_left",
            Self::ContactQueued { .. } => "contact_queued",
            Self::ContactRefused { .. } => "contact_refused",
            Self::ContactOffered { .. } => "contact_offered",
            Self::OfferRungOut { .. } => "offer_rung_out",
            Self::OfferWithdrawn { .. } => "offer_withdrawn",
            Self::ContactAnswered { .. } => "contact_answered",
            Self::ContactHeld { .. } => "contact_held",
            Self::ContactResumed { .. } => "contact_resumed",
            Self::ContactTransferred { .. } => "contact_transferred",
            Self::ContactReleased { .. } => "contact_released",
            Self::ContactDiverted { .. } => "contact_diverted",
            Self::ContactAbandoned { .. } => "contact_abandoned",
            Self::ContactEnded { .. } => "contact_ended",
            Self::WrapUpEnded { .. } => "wrap_up_ended",
            Self::AgentSignedIn { .. } => "agent_signed_in",
            Self::AgentSignedOut { .. } => "agent_signed_out",
            Self::AgentStateChanged { .. } => "agent_state_changed",
            Self::SkillSet { .. } => "skill_set",
            Self::SkillRemoved { .. } => "skill_removed",
            Self::MemberAdded { .. } => "member_added",
            Self::MemberRemoved { .. } => "member_removed",
            Self::MemberPenaltySet { .. } => "member_penalty_set",
            Self::MemberPaused { .. } => "member_paused",
            Self::MemberResumed { .. } => "member_resumed",
            Self::AgentAssigned { .. } => "agent_assigned",
            Self::SeatStateSet { .. } => "seat_state_set",
            Self::SourceStarted { .. } => "source_started",
            Self::SourceLost { .. } => "source_lost",
            Self::SourceResynced { .. } => "source_resynced",
            Self::SourceGap { .. } => "source_gap",
            Self::SkewMeasured { .. } => "skew_measured",
            Self::AnomalyReported { .. } => "anomaly_reported",
            Self::CentreConfigured { .. } => "centre_configured",
            Self::SourceRegistered { .. } => "source_registered",
            Self::SiteRegistered { .. } => "site_registered",
            Self::TeamRegistered { .. } => "team_registered",
            Self::SkillRegistered { .. } => "skill_registered",
            Self::QueueRegistered { .. } => "queue_registered",
            Self::DidRegistered { .. } => "did_registered",
            Self::AgentRegistered { .. } => "agent_registered",
            Self::SeatRegistered { .. } => "seat_registered",
            Self::IvrNodeRegistered { .. } => "ivr_node_registered",
            Self::DefinitionSet { .. } => "definition_set",
            Self::TargetSet { .. } => "target_set",
            Self::BreakAllowanceSet { .. } => "break_allowance_set",
            Self::OpeningHoursSet { .. } => "opening_hours_set",
            Self::DisplayNameSet { .. } => "display_name_set",
            Self::QueuePlaced { .. } => "queue_placed",
            Self::TargetRemoved { .. } => "target_removed",
            Self::BreakAllowanceRemoved { .. } => "break_allowance_removed",
            Self::ActionSent { .. } => "action_sent",
            Self::ActionAnswered { .. } => "action_answered",
            Self::DayOpened { .. } => "day_opened",
        }
    }
}
