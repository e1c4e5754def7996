//! Second steps, second factors, sessions as their owner sees them, and the rules of signing in.
//!
//! Room:  server/http/views.
//! Never: a password, a code or a secret but in the one answer that makes it.

use super::account::{HeldView, SessionView};
use super::outside::OriginView;
use super::{ListMeta, Moment};
use crate::http::access::Role;
use crate::http::sign_in::pending::PendingStep;
use crate::http::sign_in::strength::Advice;
use crate::http::sign_in::way::Way;
use serde::{Deserialize, Serialize};
use std::fmt;
use utoipa::ToSchema;

/// A sign-in whose password was right and that is not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PendingView {
    pub name: String,
    /// What is asked for.
    pub step: PendingStep,
    pub expires_at: Moment,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PendingAnswer {
    pub pending: PendingView,
}

/// A code of the second factor, or where it may be one, a recovery code.
#[derive(Clone, Deserialize, ToSchema)]
pub struct CodeRequest {
    pub code: String,
}

impl fmt::Debug for CodeRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CodeRequest").finish_non_exhaustive()
    }
}

/// One's own password, asked for again before something that matters.
#[derive(Clone, Deserialize, ToSchema)]
pub struct AgainRequest {
    pub password: String,
}

impl fmt::Debug for AgainRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AgainRequest").finish_non_exhaustive()
    }
}

/// Why something is done to somebody's account.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct ReasonRequest {
    #[schema(min_length = 3, max_length = 300)]
    pub reason: String,
}

/// A secret to be put into an app; in force once a code of it was sent.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct EnrolmentView {
    /// For a QR code: `otpauth://totp/…`.
    pub address: String,
    /// The same for typing, in groups of four.
    pub secret: String,
    pub expires_at: Moment,
}

impl fmt::Debug for EnrolmentView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EnrolmentView").finish_non_exhaustive()
    }
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct EnrolmentAnswer {
    pub enrolment: EnrolmentView,
}

/// Recovery codes, shown this once.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct RecoveryCodesAnswer {
    pub recovery_codes: Vec<String>,
}

impl fmt::Debug for RecoveryCodesAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecoveryCodesAnswer").finish_non_exhaustive()
    }
}

/// Signed in with a second factor that was set up on the way.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct EnrolledAnswer {
    pub session: SessionView,
    pub recovery_codes: Vec<String>,
}

impl fmt::Debug for EnrolledAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EnrolledAnswer").field("session", &self.session).finish_non_exhaustive()
    }
}

/// One's own account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OwnAccountView {
    pub name: String,
    pub roles: Vec<HeldView>,
    pub created_at: Moment,
    pub second_factor: SecondFactorView,
    /// Null: it is local and has a password here.
    pub origin: Option<OriginView>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SecondFactorView {
    /// Null: there is none.
    pub enrolled_at: Option<Moment>,
    /// The house demands one of this account's roles.
    pub is_required: bool,
    pub recovery_codes_left: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OwnAccountAnswer {
    pub account: OwnAccountView,
}

/// A browser that is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OpenSession {
    pub id: String,
    /// The one that asks.
    pub is_own: bool,
    pub created_at: Moment,
    /// To the minute.
    pub seen_at: Moment,
    /// When it ends if it is left alone.
    pub expires_at: Moment,
    /// The address it was opened from.
    pub address: String,
    /// Browser and system, as the browser calls itself.
    pub device: String,
    pub ways: Vec<Way>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SessionsAnswer {
    pub sessions: Vec<OpenSession>,
    pub meta: ListMeta,
}

/// How many sessions were ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EndedAnswer {
    pub ended: u64,
}

/// What the house demands of a sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignInRulesView {
    /// Whoever holds one of these roles, anywhere, needs a second factor.
    pub second_factor: Vec<Role>,
    /// Minutes after which a session that nobody uses ends.
    #[schema(minimum = 5, maximum = 1440)]
    pub idle_minutes: u32,
    /// Minutes after which a session ends in any case.
    #[schema(minimum = 15, maximum = 10080)]
    pub longest_minutes: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignInRulesAnswer {
    pub rules: SignInRulesView,
}

/// A password that somebody thinks of, for an account of this name.
#[derive(Clone, Deserialize, ToSchema)]
pub struct StrengthRequest {
    #[serde(default)]
    pub name: String,
    pub password: String,
}

impl fmt::Debug for StrengthRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StrengthRequest").field("name", &self.name).finish_non_exhaustive()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StrengthView {
    /// 0 (tried at once) to 4.
    pub score: u8,
    /// Null: it is taken.
    pub advice: Option<Advice>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StrengthAnswer {
    pub strength: StrengthView,
}
