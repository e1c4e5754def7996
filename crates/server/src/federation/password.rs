//! A name and a password that may be the directory's.
//!
//! Room:  server, federation; asked by the sign-in route beside the local check.
//! Holds: a name that is a local account is asked of nobody else; a name that nobody has here is the
//!        directory's affair, where there is one.
//! Proof: `tests/it/directory_real.rs`.

use super::arrival::{self, Arrival, NotAdmitted};
use super::directory::DirectoryError;
use super::in_full;
use super::roles::{Places, mapped};
use super::sync::KIND;
use crate::http::refusal::Refusal;
use crate::http::sign_in::session::Caller;
use crate::http::state::AppState;
use store::{Account, Origin, Whence};

/// What the directory says.
#[derive(Clone, Debug)]
pub enum Told {
    /// It is not its affair.
    NotAsked,
    Wrong,
    Right(Account),
    /// It is who it says, and may not in.
    NotAdmitted(Refusal),
}

/// Asks the directory, if the name is its affair; `found` is the account of that name here.
pub async fn ask(
    state: &AppState,
    caller: &Caller,
    (name, password): (&str, &str),
    found: Option<&Account>,
) -> Result<Told, Refusal> {
    let Some(directory) = &state.directory else { return Ok(Told::NotAsked) };
    if let Some(account) = found {
        let origin = state.store.origin_of(account.account).await;
        let origin = origin.map_err(|error| Refusal::fault("looking up an account", &error))?;
        if origin.is_none_or(|origin| origin.kind != KIND) {
            return Ok(Told::NotAsked);
        }
    }
    let person = match directory.sign_in(name, password).await {
        Ok(person) => person,
        Err(DirectoryError::WrongPassword) => return Ok(Told::Wrong),
        Err(error) => {
            tracing::warn!(error = in_full(&error), "nobody signs in by the directory");
            return Err(Refusal::directory_away());
        }
    };
    if person.is_off {
        return Ok(Told::NotAdmitted(refused(&NotAdmitted::SwitchedOff)));
    }
    let config = &directory.config;
    let places = state.engine.read(|live| Places::of(live.names()));
    let roles = mapped(&config.joining.roles, &places, |group| person.groups.contains(group));
    let whence =
        Whence { kind: KIND, issuer: &config.name, subject: &person.id, shown: &person.dn };
    let arrival = Arrival { whence, name: &person.name, roles, joining: &config.joining };
    match arrival::admit(state, caller, &arrival).await {
        Ok(account) => Ok(Told::Right(account)),
        Err(NotAdmitted::Fault(refusal)) => Err(refusal),
        Err(reason) => Ok(Told::NotAdmitted(refused(&reason))),
    }
}

/// Whether the password is still that of an account's owner; `None`: it is not the directory's affair.
pub async fn is_theirs(
    state: &AppState,
    account: &Account,
    password: &str,
) -> Result<Option<bool>, Refusal> {
    let Some(directory) = &state.directory else { return Ok(None) };
    let origin = state.store.origin_of(account.account).await;
    let origin = origin.map_err(|error| Refusal::fault("looking up an account", &error))?;
    let is_here = |origin: &Origin| origin.kind == KIND && origin.issuer == directory.config.name;
    let Some(origin) = origin.filter(is_here) else { return Ok(None) };
    match directory.sign_in(&account.name, password).await {
        Ok(person) => Ok(Some(person.id == origin.subject && !person.is_off)),
        Err(DirectoryError::WrongPassword) => Ok(Some(false)),
        Err(error) => {
            tracing::warn!(error = in_full(&error), "the directory does not answer");
            Err(Refusal::directory_away())
        }
    }
}

fn refused(reason: &NotAdmitted) -> Refusal {
    Refusal::not_admitted(reason.code())
}
