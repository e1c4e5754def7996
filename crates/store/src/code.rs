//! The numbers that stand for words in tables: given once, never reused.
//!
//! Room:  store.
//! Holds: every word has one number and reads back as itself; an unknown number is damage.
//! Proof: tests below.

use domain::figures::Attribution;
use domain::history::{ContactKey, IvrPart, Outcome, WorkKey};
use domain::state::{
    AgentState, Channel, Direction, DivertReason, EndedBy, NotReadyReason, RefusalReason,
};
use domain::{IvrNodeId, QueueId};
use journal::AnomalyKind;

/// Writes `code` and `word` for an enum from one table.
macro_rules! codes {
    ($($code:ident $word:ident $kind:ty { $($name:ident = $number:literal),* $(,)? })*) => {$(
        pub(crate) const fn $code(word: $kind) -> i64 {
            match word { $(<$kind>::$name => $number),* }
        }
        pub(crate) const fn $word(code: i64) -> Option<$kind> {
            match code { $($number => Some(<$kind>::$name),)* _ => None }
        }
    )*};
}

codes! {
    channel_code channel Channel {
        Voice = 0, Chat = 1, Email = 2, Sms = 3, Wechat = 4, Fax = 5, IvrSelfService = 6,
    }
    direction_code direction Direction { Inbound = 0, Outbound = 1, Internal = 2 }
    ended_by_code ended_by EndedBy { Customer = 0, Agent = 1, System = 2, Unknown = 3 }
    divert_code divert DivertReason {
        Timeout = 0, Key = 1, NobodySignedIn = 2, Redirected = 3, Overflow = 4, Callback = 5,
    }
    refusal_code refusal RefusalReason { QueueFull = 0, NobodySignedIn = 1, Closed = 2, Other = 3 }
    not_ready_code not_ready NotReadyReason {
        Break = 0, Meal = 1, Training = 2, Coaching = 3, Meeting = 4, BackOffice = 5,
        SystemFault = 6, Other = 7,
    }
    anomaly_code anomaly AnomalyKind {
        UnknownContact = 0, NeverQueued = 1, Repeated = 2, AgentConflict = 3, SignedOutAgent = 4,
        OutOfOrder = 5, ClockSkew = 6, SeatConflict = 7, Unreadable = 8, Stale = 9, Oversized = 10, SetAside = 11,
    }
}

pub(crate) const fn attribution_code(attribution: Attribution) -> i64 {
    match attribution {
        Attribution::ByArrival => 0,
        Attribution::ByEvent => 1,
    }
}

/// How a contact ended, without the reason: what lists are filtered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OutcomeKind {
    Answered,
    Abandoned,
    Diverted,
    Refused,
    NotQueued,
    Unknown,
}

codes! {
    outcome_kind_code outcome_kind OutcomeKind {
        Answered = 0, Abandoned = 1, Diverted = 2, Refused = 3, NotQueued = 4, Unknown = 5,
    }
}

/// The outcome's number and its reason's (0 where there is none).
pub(crate) const fn outcome_code(outcome: Outcome) -> (i64, i64) {
    match outcome {
        Outcome::Answered => (0, 0),
        Outcome::Abandoned => (1, 0),
        Outcome::Diverted(reason) => (2, divert_code(reason)),
        Outcome::Refused(reason) => (3, refusal_code(reason)),
        Outcome::NotQueued => (4, 0),
        Outcome::Unknown => (5, 0),
    }
}

pub(crate) fn outcome(code: i64, reason: i64) -> Option<Outcome> {
    Some(match outcome_kind(code)? {
        OutcomeKind::Answered => Outcome::Answered,
        OutcomeKind::Abandoned => Outcome::Abandoned,
        OutcomeKind::Diverted => Outcome::Diverted(divert(reason)?),
        OutcomeKind::Refused => Outcome::Refused(refusal(reason)?),
        OutcomeKind::NotQueued => Outcome::NotQueued,
        OutcomeKind::Unknown => Outcome::Unknown,
    })
}

pub(crate) const fn state_code(state: AgentState) -> (i64, i64) {
    match state {
        AgentState::SignedOut => (0, 0),
        AgentState::Available => (1, 0),
        AgentState::Ringing => (2, 0),
        AgentState::Talking => (3, 0),
        AgentState::Holding => (4, 0),
        AgentState::AfterContactWork => (5, 0),
        AgentState::NotReady(reason) => (6, not_ready_code(reason)),
    }
}

pub(crate) fn state(code: i64, reason: i64) -> Option<AgentState> {
    Some(match code {
        0 => AgentState::SignedOut,
        1 => AgentState::Available,
        2 => AgentState::Ringing,
        3 => AgentState::Talking,
        4 => AgentState::Holding,
        5 => AgentState::AfterContactWork,
        6 => AgentState::NotReady(not_ready(reason)?),
        _ => return None,
    })
}

pub(crate) fn contact_key_code(key: ContactKey) -> (i64, i64) {
    match key {
        ContactKey::Queue(queue) => (0, i64::from(queue.0)),
        ContactKey::Did(did) => (1, i64::from(did.0)),
    }
}

pub(crate) fn work_key_code(key: WorkKey) -> (i64, i64) {
    match key {
        WorkKey::Agent(agent) => (0, i64::from(agent.0)),
        WorkKey::Seat(seat) => (1, i64::from(seat.0)),
    }
}

/// What is counted at an IVR node, and by which key it was left or where it led.
pub(crate) fn ivr_part_code(part: IvrPart) -> (i64, i64) {
    match part {
        IvrPart::Begun => (0, 0),
        IvrPart::Left(key) => (1, key.map_or(-1, |key| i64::from(u32::from(key)))),
        IvrPart::Ended => (2, 0),
        IvrPart::ToNode(node) => (3, i64::from(node.0)),
        IvrPart::ToQueue(queue) => (4, i64::from(queue.0)),
        IvrPart::Refused(queue) => (5, i64::from(queue.0)),
        IvrPart::ToEnd => (6, 0),
    }
}

/// What the numbers of `ivr_part_code` say.
pub(crate) fn ivr_part((part, value): (i64, i64)) -> Option<IvrPart> {
    let id = u32::try_from(value);
    Some(match part {
        0 => IvrPart::Begun,
        1 if value == -1 => IvrPart::Left(None),
        1 => IvrPart::Left(Some(char::from_u32(id.ok()?)?)),
        2 => IvrPart::Ended,
        3 => IvrPart::ToNode(IvrNodeId(id.ok()?)),
        4 => IvrPart::ToQueue(QueueId(id.ok()?)),
        5 => IvrPart::Refused(QueueId(id.ok()?)),
        6 => IvrPart::ToEnd,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_an_ivr_node_reads_back() {
        let (node, queue) = (IvrNodeId(7), QueueId(9));
        let parts = [
            IvrPart::Begun,
            IvrPart::Left(None),
            IvrPart::Left(Some('#')),
            IvrPart::Ended,
            IvrPart::ToNode(node),
            IvrPart::ToQueue(queue),
            IvrPart::Refused(queue),
            IvrPart::ToEnd,
        ];
        assert_eq!(parts.map(|part| ivr_part(ivr_part_code(part))), parts.map(Some));
        assert_eq!(ivr_part((9, 0)), None);
    }

    #[test]
    fn every_number_reads_back_as_its_word() {
        for code in 0..6 {
            for reason in 0..8 {
                if let Some(word) = outcome(code, reason) {
                    let (c, r) = outcome_code(word);
                    assert_eq!(c, code);
                    assert!(r == reason || r == 0);
                }
            }
        }
        let states = (0..8).flat_map(|code| (0..8).filter_map(move |r| state(code, r)));
        for word in states {
            let (code, reason) = state_code(word);
            assert_eq!(state(code, reason), Some(word));
        }
        let anomalies: Vec<_> = (0..20).filter_map(anomaly).collect();
        assert_eq!(anomalies.len(), 12);
        for word in anomalies {
            assert_eq!(anomaly(anomaly_code(word)), Some(word));
        }
        assert_eq!(outcome(99, 0), None);
    }
}
