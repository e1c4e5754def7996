//! Somebody proven becomes an account: found, made, linked, or sent away with a reason.
//!
//! Room:  server, federation; after the proof, before the session.
//! Holds: an account belongs to whom it was made for; a local account is linked by its name only where
//!        the configuration says so, and never an administrator's; roles are those of today's groups.
//! Proof: `tests/it/openid_real.rs`.

use super::openid;
use crate::config::Joining;
use crate::http::access::Role;
use crate::http::audit;
use crate::http::refusal::Refusal;
use crate::http::routes::account::{in_words, is_name};
use crate::http::sign_in::session::Caller;
use crate::http::state::AppState;
use store::{Account, HeldRole, StoreError, Whence};

/// Somebody whose identity is proven.
#[derive(Clone, Debug)]
pub struct Arrival<'a> {
    pub whence: Whence<'a>,
    /// The account's name, if one is made.
    pub name: &'a str,
    pub roles: Vec<HeldRole>,
    pub joining: &'a Joining,
}

/// Why somebody proven does not get in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotAdmitted {
    /// No group of theirs is anything here.
    NoRole,
    /// Somebody else has the name.
    NameTaken,
    /// Accounts are not made at sign-in, and there is none.
    NoAccount,
    /// The account is switched off here.
    SwitchedOff,
    /// The name cannot be an account's.
    NoName,
    /// This browser began no such sign-in, or too long ago.
    Stale,
    /// The person gave up at the provider, or was refused there.
    GivenUp,
    /// What the provider said does not prove who it is.
    NotProven,
    /// The provider could not be asked.
    Away,
    Fault(Refusal),
}

impl NotAdmitted {
    /// For addresses and answers.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoRole => "no_role",
            Self::NameTaken => "name_taken",
            Self::NoAccount => "no_account",
            Self::SwitchedOff => "switched_off",
            Self::NoName => "no_name",
            Self::Stale => "stale",
            Self::GivenUp => "given_up",
            Self::NotProven => "not_proven",
            Self::Away => "provider_away",
            Self::Fault(refusal) => refusal.code,
        }
    }
}

impl From<Refusal> for NotAdmitted {
    fn from(refusal: Refusal) -> Self {
        Self::Fault(refusal)
    }
}

/// The account of somebody proven, with today's roles.
pub async fn admit(
    state: &AppState,
    caller: &Caller,
    arrival: &Arrival<'_>,
) -> Result<Account, NotAdmitted> {
    let found = state.store.account_from(arrival.whence).await.map_err(fault)?;
    if found.as_ref().is_some_and(|account| account.disabled_at.is_some()) {
        return Err(NotAdmitted::SwitchedOff);
    }
    if arrival.roles.is_empty() {
        return Err(NotAdmitted::NoRole);
    }
    let account = match found {
        Some(account) => account,
        None => join(state, caller, arrival).await?,
    };
    state.store.note_seen(arrival.whence, state.now()).await.map_err(fault)?;
    if account.roles == arrival.roles {
        return Ok(account);
    }
    let was = in_words(&account.roles, account.agent);
    let is = in_words(&arrival.roles, account.agent);
    let by = Caller { actor: whence_in_words(arrival.whence), ..caller.clone() };
    let values = (Some(was.as_str()), Some(is.as_str()));
    audit::note_change(state, &by, ("changed_roles", &account.name), values).await?;
    let set = state.store.set_roles(account.account, &arrival.roles, account.agent).await;
    set.map_err(fault)?;
    Ok(Account { roles: arrival.roles.clone(), ..account })
}

/// The first time: an account is made, or a local one linked.
async fn join(
    state: &AppState,
    caller: &Caller,
    arrival: &Arrival<'_>,
) -> Result<Account, NotAdmitted> {
    let Arrival { whence, name, roles, joining } = arrival;
    if !is_name(name) {
        return Err(NotAdmitted::NoName);
    }
    let by = Caller { actor: whence_in_words(*whence), ..caller.clone() };
    let now = state.now();
    let namesake = state.store.account_by_name(name).await.map_err(fault)?;
    if let Some((account, _)) = namesake {
        let origin = state.store.origin_of(account.account).await.map_err(fault)?;
        let is_administrator =
            account.roles.iter().any(|held| held.role == Role::Administrator.word());
        if !joining.links_by_name || origin.is_some() || is_administrator {
            return Err(NotAdmitted::NameTaken);
        }
        if account.disabled_at.is_some() {
            return Err(NotAdmitted::SwitchedOff);
        }
        let values = (None, Some(whence.subject));
        audit::note_change(state, &by, ("linked_account", name), values).await?;
        state.store.link_account(account.account, *whence, now).await.map_err(fault)?;
        if whence.kind == openid::KIND {
            // It is asked for no more: a second factor is the provider's affair from now on.
            state.store.remove_second_factor(account.account).await.map_err(fault)?;
        }
        return Ok(account);
    }
    if !joining.makes_accounts {
        return Err(NotAdmitted::NoAccount);
    }
    let made = state.store.create_account_from(name, roles, *whence, now).await.map_err(fault)?;
    let number = made.ok_or(NotAdmitted::NameTaken)?;
    let is = in_words(roles, None);
    audit::note_change(state, &by, ("created_account", name), (None, Some(&is))).await?;
    let account = state.store.account(number).await.map_err(fault)?;
    account.ok_or_else(|| Refusal::not_found("such account").into())
}

/// For the audit list: `openid https://id.example.com`.
#[must_use]
pub fn whence_in_words(whence: Whence<'_>) -> String {
    format!("{} {}", whence.kind, whence.issuer)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of map_err")]
fn fault(error: StoreError) -> NotAdmitted {
    NotAdmitted::Fault(Refusal::fault("admitting somebody", &error))
}
