//! Writing down who did what.
//!
//! Room:  server/http.
//! Holds: an action that must be audited fails when it cannot be written down.
//! Never: a password, a secret, a customer's number.

use super::refusal::Refusal;
use super::sign_in::session::Caller;
use super::state::AppState;
use store::AuditEntry;

/// What a change was about: before, after.
pub type Values<'a> = (Option<&'a str>, Option<&'a str>);

/// Notes that the caller did something.
pub async fn note(
    state: &AppState,
    caller: &Caller,
    action: &str,
    object: &str,
) -> Result<(), Refusal> {
    note_change(state, caller, (action, object), (None, None)).await
}

/// Notes that the caller changed something, with what it was and what it is.
pub async fn note_change(
    state: &AppState,
    caller: &Caller,
    (action, object): (&str, &str),
    (before, after): Values<'_>,
) -> Result<(), Refusal> {
    let entry = AuditEntry {
        at: state.now(),
        actor: &caller.actor,
        action,
        object,
        origin: &caller.origin,
        before,
        after,
        reason: None,
    };
    let noted = state.store.audit(entry).await;
    noted.map(|_| ()).map_err(|error| Refusal::fault("writing the audit list", &error))
}

/// Notes changes with their reason, all or none: what was changed, what it was and what it is.
pub async fn note_all(
    state: &AppState,
    caller: &Caller,
    (action, reason): (&str, &str),
    changes: &[(String, Option<String>, Option<String>)],
) -> Result<(), Refusal> {
    if changes.is_empty() {
        return Ok(());
    }
    let mut entries = Vec::with_capacity(changes.len());
    for (object, before, after) in changes {
        entries.push(AuditEntry {
            at: state.now(),
            actor: &caller.actor,
            action,
            object,
            origin: &caller.origin,
            before: before.as_deref(),
            after: after.as_deref(),
            reason: Some(reason),
        });
    }
    let noted = state.store.audit_all(&entries).await;
    noted.map(|_| ()).map_err(|error| Refusal::fault("writing the audit list", &error))
}
