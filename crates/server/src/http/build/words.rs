//! States, reasons and channels in the words of JSON.
//!
//! Room: server/http/build. The word is the one that `domain` writes in the journal.

use crate::http::views::agent::AgentStateView;
use domain::state::{Activity, AgentState, NotReadyReason};
use serde::Serialize;
use serde_json::Value;

/// The word under which a plain enum is written.
#[must_use]
pub fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        Ok(Value::Object(fields)) => fields.keys().next().cloned().unwrap_or_default(),
        Ok(_) | Err(_) => String::new(),
    }
}

/// The state without its reason.
#[must_use]
pub const fn state(state: AgentState) -> AgentStateView {
    match state.activity() {
        Activity::SignedOut => AgentStateView::SignedOut,
        Activity::Available => AgentStateView::Available,
        Activity::Ringing => AgentStateView::Ringing,
        Activity::Talking => AgentStateView::Talking,
        Activity::Holding => AgentStateView::Holding,
        Activity::AfterContactWork => AgentStateView::AfterContactWork,
        Activity::NotReady => AgentStateView::NotReady,
    }
}

/// Why not ready.
#[must_use]
pub fn reason(state: AgentState) -> Option<String> {
    match state {
        AgentState::NotReady(reason) => Some(not_ready(reason).to_owned()),
        AgentState::SignedOut
        | AgentState::Available
        | AgentState::Ringing
        | AgentState::Talking
        | AgentState::Holding
        | AgentState::AfterContactWork => None,
    }
}

const fn not_ready(reason: NotReadyReason) -> &'static str {
    match reason {
        NotReadyReason::Break => "break",
        NotReadyReason::Meal => "meal",
        NotReadyReason::Training => "training",
        NotReadyReason::Coaching => "coaching",
        NotReadyReason::Meeting => "meeting",
        NotReadyReason::BackOffice => "back_office",
        NotReadyReason::SystemFault => "system_fault",
        NotReadyReason::Other => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::state::{Channel, DivertReason};

    #[test]
    fn the_words_are_those_of_the_journal() {
        assert_eq!(word(&Channel::IvrSelfService), "ivr_self_service");
        assert_eq!(word(&domain::history::Outcome::Diverted(DivertReason::Key)), "diverted");
        for reason in NotReadyReason::ALL {
            assert_eq!(word(&reason), not_ready(reason));
            let shown = super::reason(AgentState::NotReady(reason));
            assert_eq!(shown.as_deref(), Some(not_ready(reason)));
        }
    }
}
