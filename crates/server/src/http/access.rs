//! Who may do what: one function, asked by every route and every stream.
//!
//! Room:  server/http; between sign-in (who is it) and the handlers (what happens).
//! Takes: a `Subject`, an `Action`, a `Scope`. Gives: yes or no.
//! Holds: what is not allowed here is forbidden; a route cannot be listed without its action.
//! Never: looks at a path, a header or the database.
//! Proof: tests below; `api_access.rs` walks every documented route without a session.
//! To add a role: a variant of `Role`, its lines in `role_may`; the compiler shows the rest.

use domain::{QueueId, TeamId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What an account is. More roles join here; each is a set of actions and a reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// May do everything.
    Administrator,
    /// Sees the floor, changes nothing but its own views.
    Viewer,
}

/// What an API token may be used for.
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
}

impl TokenScope {
    pub const ALL: [Self; 5] =
        [Self::FeedWrite, Self::FeedRead, Self::ApiRead, Self::MetricsRead, Self::OrdersWrite];

    /// The word in JSON and in the store.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::FeedWrite => "feed:write",
            Self::FeedRead => "feed:read",
            Self::ApiRead => "api:read",
            Self::MetricsRead => "metrics:read",
            Self::OrdersWrite => "orders:write",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.word() == word)
    }
}

impl Role {
    pub const ALL: [Self; 2] = [Self::Administrator, Self::Viewer];

    /// The word in JSON and in the store.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Viewer => "viewer",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }
}

/// Everything that can be asked of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// Figures, queues, agents, sources, live or replayed.
    WatchFloor,
    /// Lists of contacts, without anything about the customer.
    ListContacts,
    /// One contact with its events and the customer's number, masked.
    SeeContact,
    /// What a source said of a contact, word by word.
    SeeRawEvents,
    /// Reports over closed intervals.
    ReadHistory,
    /// A board of a wall screen.
    WatchWall,
    /// Plans of the floors: draw, import, remove.
    ManagePlans,
    /// Boards and the links to them.
    ManageWalls,
    /// Names, hours, targets, definitions, limits of the house: see who set them, change them.
    ManageSettings,
    /// Own session and password.
    KeepOwnSession,
    /// Own views of the tables.
    KeepOwnViews,
    SendEvents,
    ReadEvents,
    ReadMetrics,
    /// To a telephone system: move callers, pause agents, start calls.
    GiveOrders,
    ManageTokens,
    ManageAccounts,
    ReadAudit,
}

/// What the action is about. Later roles reach only their own teams.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    Centre,
    Queue(QueueId),
    Team(TeamId),
    /// A board of a wall screen, by its number.
    Board(u32),
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    Nobody,
    Account(Role),
    Token(Vec<TokenScope>),
    /// A screen that shows this board.
    Wall(u32),
}

/// Whether `subject` may do `action` within `scope`.
#[must_use]
pub fn may(subject: &Subject, action: Action, scope: Scope) -> bool {
    match subject {
        Subject::Nobody => false,
        Subject::Account(role) => role_may(*role, action, scope),
        Subject::Wall(board) => action == Action::WatchWall && scope == Scope::Board(*board),
        Subject::Token(scopes) => scopes.iter().any(|&given| token_may(given, action)),
    }
}

fn role_may(role: Role, action: Action, scope: Scope) -> bool {
    // Both roles of today reach the whole centre; a role with a reach decides by `scope` here.
    let reaches = match scope {
        Scope::Centre | Scope::Queue(_) | Scope::Team(_) | Scope::Board(_) => true,
    };
    let does = match role {
        Role::Administrator => true,
        Role::Viewer => match action {
            Action::WatchFloor
            | Action::ListContacts
            | Action::ReadHistory
            | Action::WatchWall
            | Action::KeepOwnSession
            | Action::KeepOwnViews => true,
            Action::SeeContact
            | Action::SeeRawEvents
            | Action::SendEvents
            | Action::ReadEvents
            | Action::ReadMetrics
            | Action::GiveOrders
            | Action::ManagePlans
            | Action::ManageWalls
            | Action::ManageSettings
            | Action::ManageTokens
            | Action::ManageAccounts
            | Action::ReadAudit => false,
        },
    };
    reaches && does
}

fn token_may(scope: TokenScope, action: Action) -> bool {
    match scope {
        TokenScope::FeedWrite => action == Action::SendEvents,
        TokenScope::FeedRead => action == Action::ReadEvents,
        TokenScope::MetricsRead => action == Action::ReadMetrics,
        TokenScope::OrdersWrite => action == Action::GiveOrders,
        TokenScope::ApiRead => {
            matches!(
                action,
                Action::WatchFloor | Action::ListContacts | Action::ReadHistory | Action::WatchWall
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACTIONS: [Action; 18] = [
        Action::WatchFloor,
        Action::ListContacts,
        Action::SeeContact,
        Action::SeeRawEvents,
        Action::ReadHistory,
        Action::WatchWall,
        Action::ManagePlans,
        Action::ManageWalls,
        Action::ManageSettings,
        Action::KeepOwnSession,
        Action::KeepOwnViews,
        Action::SendEvents,
        Action::ReadEvents,
        Action::ReadMetrics,
        Action::GiveOrders,
        Action::ManageTokens,
        Action::ManageAccounts,
        Action::ReadAudit,
    ];

    fn allowed(subject: &Subject) -> Vec<Action> {
        ACTIONS.into_iter().filter(|&action| may(subject, action, Scope::Centre)).collect()
    }

    #[test]
    fn nobody_may_do_nothing_and_an_empty_token_neither() {
        assert_eq!(allowed(&Subject::Nobody), []);
        assert_eq!(allowed(&Subject::Token(Vec::new())), []);
    }

    #[test]
    fn a_viewer_changes_nothing_and_sees_no_customer() {
        let viewer = allowed(&Subject::Account(Role::Viewer));
        assert_eq!(
            viewer,
            [
                Action::WatchFloor,
                Action::ListContacts,
                Action::ReadHistory,
                Action::WatchWall,
                Action::KeepOwnSession,
                Action::KeepOwnViews
            ]
        );
    }

    #[test]
    fn a_token_does_what_its_scopes_say_and_never_manages_anything() {
        let feed = allowed(&Subject::Token(vec![TokenScope::FeedWrite]));
        assert_eq!(feed, [Action::SendEvents]);
        let orders = allowed(&Subject::Token(vec![TokenScope::OrdersWrite]));
        assert_eq!(orders, [Action::GiveOrders]);
        let all = allowed(&Subject::Token(TokenScope::ALL.to_vec()));
        assert!(!all.contains(&Action::ManageTokens) && !all.contains(&Action::SeeContact));
    }

    #[test]
    fn a_screen_watches_its_own_board_and_does_nothing_else() {
        let screen = Subject::Wall(3);
        assert_eq!(allowed(&screen), []);
        let within = |scope| ACTIONS.into_iter().filter(move |&action| may(&screen, action, scope));
        assert_eq!(within(Scope::Board(3)).collect::<Vec<_>>(), [Action::WatchWall]);
        for scope in [Scope::Board(4), Scope::Queue(QueueId(3)), Scope::Team(TeamId(3))] {
            let screen = Subject::Wall(3);
            assert!(!ACTIONS.into_iter().any(|action| may(&screen, action, scope)), "{scope:?}");
        }
    }

    #[test]
    fn words_read_back() {
        for scope in TokenScope::ALL {
            assert_eq!(TokenScope::parse(scope.word()), Some(scope));
            assert_eq!(serde_json::to_value(scope).unwrap(), scope.word());
        }
        for role in Role::ALL {
            assert_eq!(Role::parse(role.word()), Some(role));
            assert_eq!(serde_json::to_value(role).unwrap(), role.word());
        }
        assert_eq!(Role::parse("root"), None);
    }
}
