//! What the house may tell us about its PBX: pause words, IVR contexts, wrap-up time.
//!
//! Room:  connect, `asterisk`; read from the configuration, used by the translator.
//! Holds: every rule has a default that fits a plain Asterisk.

use domain::Duration;
use domain::state::{AgentState, NotReadyReason};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a pause with a certain word means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PauseMeaning {
    NotReady(NotReadyReason),
    /// The agent pauses to finish work on the last contact.
    AfterContactWork,
}

/// Editable knowledge about one PBX.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rules {
    /// Pause reasons are free text in Asterisk; lower-case text to meaning. Others mean `Other`.
    pub pause_words: BTreeMap<String, PauseMeaning>,
    /// Dialplan contexts that are IVR menus, for PBXs whose dialplan sends no `IvrNode` user
    /// events. A trailing `*` matches any rest.
    pub ivr_contexts: Vec<String>,
    /// `wrapuptime` of the queues in microseconds: Asterisk reports no wrap-up, so it is inferred.
    pub wrap_up: Duration,
}

impl Default for Rules {
    fn default() -> Self {
        use NotReadyReason as R;
        use PauseMeaning::{AfterContactWork, NotReady};
        let words = [
            ("break", NotReady(R::Break)),
            ("小休", NotReady(R::Break)),
            ("lunch", NotReady(R::Meal)),
            ("meal", NotReady(R::Meal)),
            ("用餐", NotReady(R::Meal)),
            ("午餐", NotReady(R::Meal)),
            ("training", NotReady(R::Training)),
            ("培训", NotReady(R::Training)),
            ("coaching", NotReady(R::Coaching)),
            ("辅导", NotReady(R::Coaching)),
            ("meeting", NotReady(R::Meeting)),
            ("会议", NotReady(R::Meeting)),
            ("back-office", NotReady(R::BackOffice)),
            ("backoffice", NotReady(R::BackOffice)),
            ("后台", NotReady(R::BackOffice)),
            ("fault", NotReady(R::SystemFault)),
            ("故障", NotReady(R::SystemFault)),
            ("after-call", AfterContactWork),
            ("acw", AfterContactWork),
            ("整理", AfterContactWork),
            ("话后整理", AfterContactWork),
        ];
        Self {
            pause_words: words.into_iter().map(|(word, m)| (word.to_owned(), m)).collect(),
            ivr_contexts: Vec::new(),
            wrap_up: Duration::ZERO,
        }
    }
}

impl Rules {
    /// The meaning of a pause's free text.
    #[must_use]
    pub fn pause(&self, text: &str) -> PauseMeaning {
        let word = text.trim().to_lowercase();
        let other = PauseMeaning::NotReady(NotReadyReason::Other);
        self.pause_words.get(&word).copied().unwrap_or(other)
    }

    /// Whether `context` is an IVR menu by its name.
    #[must_use]
    pub fn is_ivr(&self, context: &str) -> bool {
        self.ivr_contexts.iter().any(|pattern| match pattern.strip_suffix('*') {
            Some(start) => context.starts_with(start),
            None => context == pattern,
        })
    }
}

impl PauseMeaning {
    #[must_use]
    pub const fn state(self) -> AgentState {
        match self {
            Self::NotReady(reason) => AgentState::NotReady(reason),
            Self::AfterContactWork => AgentState::AfterContactWork,
        }
    }

    /// The reason a membership is paused with; after-contact work has none of its own.
    #[must_use]
    pub const fn reason(self) -> NotReadyReason {
        match self {
            Self::NotReady(reason) => reason,
            Self::AfterContactWork => NotReadyReason::Other,
        }
    }
}
