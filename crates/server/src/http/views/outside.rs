//! Signing in by what a house has already.
//!
//! Room:  server/http/views.

use serde::{Deserialize, Serialize};
use store::Origin;
use utoipa::ToSchema;

/// How somebody may sign in beside a local name and password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignInWays {
    pub openid: Vec<OpenIdWay>,
}

/// A button of the sign-in page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OpenIdWay {
    pub name: String,
    pub title: String,
    /// Where the browser goes, with `?to=` and the path of a page.
    pub start: String,
}

/// Answer of `GET /sign-in`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignInWaysAnswer {
    pub sign_in: SignInWays,
}

/// Where an account comes from, if it is not local.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OriginView {
    /// `openid` or `directory`.
    pub kind: String,
    /// The provider's issuer; the directory's name.
    pub issuer: String,
    /// The name there.
    pub shown: String,
}

impl From<&Origin> for OriginView {
    fn from(origin: &Origin) -> Self {
        Self {
            kind: origin.kind.clone(),
            issuer: origin.issuer.clone(),
            shown: origin.shown.clone(),
        }
    }
}

/// Signed out here; the provider that opened the session has one of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignedOutView {
    /// Where the browser goes to sign out at the provider too.
    pub next: String,
}

/// Answer of `DELETE /session` where there is something left to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignedOutAnswer {
    pub signed_out: SignedOutView,
}
