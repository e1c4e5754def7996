//! Sessions, accounts, API tokens and the audit list.
//!
//! Room:  server/http/views.
//! Never: a password, a hash, a token but in the one answer that creates it.

use super::outside::OriginView;
use super::{ListMeta, Moment};
use crate::http::access::{Action, Extent, Held, Place, Role, TokenScope};
use serde::{Deserialize, Serialize};
use std::fmt;
use utoipa::ToSchema;

/// The first administrator's password, with the one-time token of the first start.
#[derive(Clone, Deserialize, ToSchema)]
pub struct SetupRequest {
    pub token: String,
    /// The administrator's account name; `admin` if absent.
    #[serde(default)]
    pub name: Option<String>,
    #[schema(min_length = 12, max_length = 128)]
    pub password: String,
}

/// A name and its password.
#[derive(Clone, Deserialize, ToSchema)]
pub struct SignInRequest {
    pub name: String,
    pub password: String,
}

impl fmt::Debug for SetupRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SetupRequest").field("name", &self.name).finish_non_exhaustive()
    }
}

impl fmt::Debug for SignInRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignInRequest").field("name", &self.name).finish_non_exhaustive()
    }
}

/// A role of an account, and where it holds: a site, a team, or (neither) the whole centre.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HeldView {
    pub role: Role,
    #[serde(default)]
    pub site: Option<u32>,
    #[serde(default)]
    pub team: Option<u32>,
}

impl From<Held> for HeldView {
    fn from(Held { role, place }: Held) -> Self {
        let (site, team) = match place {
            Place::Centre => (None, None),
            Place::Site(site) => (Some(site.0), None),
            Place::Team(team) => (None, Some(team.0)),
        };
        Self { role, site, team }
    }
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SessionView {
    pub name: String,
    pub roles: Vec<HeldView>,
    /// The agent of the floor that it is.
    pub agent: Option<u32>,
    /// The centre's zone, in which screens tell the time.
    pub zone: String,
    /// What it may do everywhere.
    pub may: Vec<Action>,
    /// What it may do upon some people only: oneself, a team, a site.
    pub may_for_some: Vec<Action>,
    /// To be sent as `x-csrf-token` with every request that changes something.
    pub csrf_token: String,
    pub expires_at: Moment,
}

/// Answer of the session routes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SessionAnswer {
    pub session: SessionView,
}

/// Whether the house has an administrator yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SetupView {
    pub is_needed: bool,
}

/// Answer of `GET /setup`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SetupAnswer {
    pub setup: SetupView,
}

/// A new account.
#[derive(Clone, Deserialize, ToSchema)]
pub struct AccountRequest {
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    #[schema(min_length = 12, max_length = 128)]
    pub password: String,
    #[schema(min_items = 1, max_items = 20)]
    pub roles: Vec<HeldView>,
    /// The agent of the floor that it is.
    #[serde(default)]
    pub agent: Option<u32>,
}

/// What an account shall be from now on, as a whole.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct AccountChange {
    #[schema(min_items = 1, max_items = 20)]
    pub roles: Vec<HeldView>,
    #[serde(default)]
    pub agent: Option<u32>,
    /// Switched off accounts cannot sign in; their sessions have ended.
    pub is_disabled: bool,
}

/// A new password for somebody who forgot theirs.
#[derive(Clone, Deserialize, ToSchema)]
pub struct AccountPasswordRequest {
    #[schema(min_length = 12, max_length = 128)]
    pub password: String,
}

impl fmt::Debug for AccountPasswordRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccountPasswordRequest").finish_non_exhaustive()
    }
}

/// One line of the table of rights: `role` may do `action`, so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GrantView {
    pub action: Action,
    pub role: Role,
    pub extent: Extent,
}

/// The table by which every request is decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AccessView {
    pub roles: Vec<Role>,
    pub actions: Vec<Action>,
    pub grants: Vec<GrantView>,
}

/// Answer of `/access`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AccessAnswer {
    pub access: AccessView,
}

impl fmt::Debug for AccountRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccountRequest").field("name", &self.name).finish_non_exhaustive()
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AccountView {
    pub id: u64,
    pub name: String,
    pub roles: Vec<HeldView>,
    pub agent: Option<u32>,
    pub has_second_factor: bool,
    pub created_at: Moment,
    pub disabled_at: Option<Moment>,
    /// Absent: the account is local.
    pub origin: Option<OriginView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AccountAnswer {
    pub account: AccountView,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AccountsAnswer {
    pub accounts: Vec<AccountView>,
    pub meta: ListMeta,
}

/// A new API token.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct TokenRequest {
    /// What it is for.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    #[schema(min_items = 1)]
    pub scopes: Vec<TokenScope>,
    /// Null: until revoked.
    #[serde(default)]
    pub expires_at: Option<Moment>,
}

/// An API token without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TokenView {
    pub id: u64,
    pub name: String,
    pub scopes: Vec<TokenScope>,
    /// The account.
    pub made_by: String,
    pub created_at: Moment,
    pub expires_at: Option<Moment>,
    pub used_at: Option<Moment>,
    pub revoked_at: Option<Moment>,
}

/// A new API token with its secret, shown this once.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct NewToken {
    #[serde(flatten)]
    pub token: TokenView,
    /// Send it as `Authorization: Bearer …`. It is not shown again.
    pub secret: String,
}

impl fmt::Debug for NewToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewToken").field("token", &self.token).finish_non_exhaustive()
    }
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct NewTokenAnswer {
    pub token: NewToken,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TokensAnswer {
    pub tokens: Vec<TokenView>,
    pub meta: ListMeta,
}

/// One line of the audit list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuditRow {
    pub number: u64,
    pub at: Moment,
    pub actor: String,
    #[schema(examples("signed_in"))]
    pub action: String,
    pub object: String,
    /// The address the request came from.
    pub origin: String,
    /// What was changed, as it was.
    pub before: Option<String>,
    /// The same, as it was from then on.
    pub after: Option<String>,
    pub reason: Option<String>,
}

/// Answer of `/audit`, youngest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuditAnswer {
    pub audit: Vec<AuditRow>,
    pub meta: ListMeta,
}

/// One's own password, old and new.
#[derive(Clone, Deserialize, ToSchema)]
pub struct PasswordRequest {
    pub current: String,
    #[schema(min_length = 12, max_length = 128)]
    pub new: String,
}

impl fmt::Debug for PasswordRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasswordRequest").finish_non_exhaustive()
    }
}
