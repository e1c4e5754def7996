//! Receivers of changes, and what became of telling them.
//!
//! Room:  server/http/views.
//! Never: a secret but in the answer that makes it; what a receiver answered but for its status.

use super::{ListMeta, Moment};
use serde::{Deserialize, Serialize};
use std::fmt;
use utoipa::ToSchema;

/// What one may be told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeFamily {
    /// `person.created`, `person.changed`.
    People,
    /// `attendance_case.opened`, `attendance_case.changed`.
    Attendance,
    /// `setting.changed`.
    Settings,
    /// `forecast.published`.
    Forecasts,
}

impl ChangeFamily {
    pub const ALL: [Self; 4] = [Self::People, Self::Attendance, Self::Settings, Self::Forecasts];

    /// The word in the store.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Attendance => "attendance",
            Self::Settings => "settings",
            Self::Forecasts => "forecasts",
        }
    }
}

/// A receiver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WebhookView {
    pub id: u32,
    pub name: String,
    pub url: String,
    pub families: Vec<ChangeFamily>,
    /// Told whom a change is about (the employee number), too.
    pub is_personal: bool,
    pub is_paused: bool,
    pub created_at: Moment,
    /// Until then the secret before signs too.
    pub old_secret_until: Option<Moment>,
    /// Rises with every change.
    pub revision: u32,
    pub waiting: u64,
    /// Could not be told.
    pub dead: u64,
    /// The last that was taken.
    pub delivered_at: Option<Moment>,
    /// The oldest that waits after an attempt that failed.
    pub failing: Option<DeliveryView>,
}

/// Answer of `GET /webhooks`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WebhooksAnswer {
    pub webhooks: Vec<WebhookView>,
    pub meta: ListMeta,
}

/// A new receiver, or what it is to be.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
pub struct WebhookRequest {
    /// 1 to 60 characters.
    #[schema(min_length = 1, max_length = 60)]
    pub name: String,
    /// A whole https address.
    #[schema(min_length = 8, max_length = 500)]
    pub url: String,
    pub families: Vec<ChangeFamily>,
    #[serde(default)]
    pub is_personal: bool,
    #[serde(default)]
    pub is_paused: bool,
    /// Of a receiver that is changed: the revision that was read.
    #[serde(default)]
    pub revision: Option<u32>,
}

/// A receiver that is new, or has a new secret.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct WebhookSecretAnswer {
    pub webhook: WebhookView,
    /// Shown this once.
    pub secret: String,
}

impl fmt::Debug for WebhookSecretAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookSecretAnswer")
            .field("webhook", &self.webhook)
            .finish_non_exhaustive()
    }
}

/// Answer of a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WebhookAnswer {
    pub webhook: WebhookView,
}

/// Where a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    Waiting,
    Done,
    Dead,
}

impl DeliveryState {
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Dead => "dead",
        }
    }
}

/// A change on its way to a receiver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeliveryView {
    /// The change's number; its `webhook-id` is `change-NUMBER`.
    pub event: u64,
    pub kind: String,
    pub at: Moment,
    pub attempts: u32,
    pub tried_at: Option<Moment>,
    /// Of a waiting one: not before.
    pub due_at: Moment,
    /// What the receiver answered last.
    pub status: Option<u32>,
    /// `address`, `unknown`, `refused_address`, `away`, `certificate`, `broken`, `late`, `redirect`,
    /// `gone`, `status`.
    pub problem: Option<String>,
}

/// Answer of `GET /webhooks/{id}/deliveries`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeliveriesAnswer {
    pub deliveries: Vec<DeliveryView>,
    pub meta: ListMeta,
}

/// Which of those that could not be told are to be sent anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
pub struct ResendRequest {
    /// One change; absent: all.
    #[serde(default)]
    pub event: Option<u64>,
}

/// Answer of sending anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ResendAnswer {
    pub resent: u64,
}

/// What a receiver made of a trial.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TrialView {
    pub is_taken: bool,
    pub status: Option<u32>,
    /// As of a delivery.
    pub problem: Option<String>,
}

/// Answer of a trial.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TrialAnswer {
    pub trial: TrialView,
}
