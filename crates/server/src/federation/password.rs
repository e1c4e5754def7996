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
use store::{Account, Whence};

/// What the directory says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// It is not its affair.
    NotAsked,
    Wrong,
    Right(Account),
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
        return Err(refused(&NotAdmitted::SwitchedOff));
    }
    let config = &directory.config;
    let places = state.engine.read(|live| Places::of(live.names()));
    let roles = mapped(&config.joining.roles, &places, |group| person.groups.contains(group));
    let whence =
        Whence { kind: KIND, issuer: &config.name, subject: &person.id, shown: &person.dn };
    let arrival = Arrival { whence, name: &person.name, roles, joining: &config.joining };
    let admitted = arrival::admit(state, caller, &arrival).await;
    admitted.map(Told::Right).map_err(|reason| refused(&reason))
}

fn refused(reason: &NotAdmitted) -> Refusal {
    match reason {
        NotAdmitted::Fault(refusal) => refusal.clone(),
        other => Refusal::not_admitted(other.code()),
    }
}
