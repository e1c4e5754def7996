//! What an API token may be used for.
//!
//! Room:  server/http/access.

use super::action::Action;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A right of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
pub enum TokenScope {
    /// Send events to `/feed/v1/events`.
    #[serde(rename = "feed:write")]
    FeedWrite,
    /// Read records from `/feed/v1/events`.
    #[serde(rename = "feed:read")]
    FeedRead,
    /// Read what a viewer sees.
    #[serde(rename = "api:read")]
    ApiRead,
    /// Read `/metrics`.
    #[serde(rename = "metrics:read")]
    MetricsRead,
    /// Give orders to telephone systems.
    #[serde(rename = "orders:write")]
    OrdersWrite,
    /// Show the rotating code of a kiosk.
    #[serde(rename = "kiosk:show")]
    KioskShow,
}

impl TokenScope {
    pub const ALL: [Self; 6] = [
        Self::FeedWrite,
        Self::FeedRead,
        Self::ApiRead,
        Self::MetricsRead,
        Self::OrdersWrite,
        Self::KioskShow,
    ];

    /// The word in JSON and in the store.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::FeedWrite => "feed:write",
            Self::FeedRead => "feed:read",
            Self::ApiRead => "api:read",
            Self::MetricsRead => "metrics:read",
            Self::OrdersWrite => "orders:write",
            Self::KioskShow => "kiosk:show",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.word() == word)
    }

    pub(super) const fn may(self, action: Action) -> bool {
        match self {
            Self::FeedWrite => matches!(action, Action::SendEvents),
            Self::FeedRead => matches!(action, Action::ReadEvents),
            Self::MetricsRead => matches!(action, Action::ReadMetrics),
            Self::OrdersWrite => matches!(action, Action::GiveOrders),
            Self::KioskShow => matches!(action, Action::ShowCode),
            Self::ApiRead => matches!(
                action,
                Action::WatchFloor
                    | Action::SeeAgents
                    | Action::ListContacts
                    | Action::ReadHistory
                    | Action::WatchWall
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back() {
        for scope in TokenScope::ALL {
            assert_eq!(TokenScope::parse(scope.word()), Some(scope));
            assert_eq!(serde_json::to_value(scope).unwrap(), scope.word());
        }
    }
}
