//! `callboard rescue`: lets an administrator in again who lost password or second factor.
//!
//! Room:  server; on the server's own machine, on a data folder at rest.
//! Takes: an account's name. Gives: a new password, printed once.
//! Holds: whoever can write the data folder could do as much by hand; this does it whole and leaves a row in the
//!        audit list. Sessions of the account end. An account of somebody from elsewhere gets no password.
//! Proof: tests/it/cli.rs.

use crate::cli::print;
use crate::http::access::Role;
use crate::http::sign_in::password::Passwords;
use crate::http::sign_in::recovery;
use anyhow::{Context as _, bail};
use std::path::Path;
use store::{AuditEntry, HeldRole, Store};

/// Makes the account an administrator that can sign in with a password alone.
pub async fn administrator(name: &str, data: &Path) -> anyhow::Result<()> {
    let now = crate::clock::system()();
    let store = crate::folder::open(data, now).await?;
    let done = rescue(&store, name, now).await;
    store.close().await?;
    print(&format!("{name}\n{}\n", done?));
    Ok(())
}

async fn rescue(store: &Store, name: &str, now: domain::Timestamp) -> anyhow::Result<String> {
    let found = store.account_by_name(name).await?;
    let (account, _) = found.with_context(|| {
        format!("there is no account `{name}`; write the name as it is used for signing in")
    })?;
    if let Some(origin) = store.origin_of(account.account).await? {
        let locals = local_administrators(store).await?;
        bail!(
            "`{name}` signs in by {} {} and has no password here; rescue a local administrator: {locals}",
            origin.kind,
            origin.issuer
        );
    }
    let entry = AuditEntry {
        at: now,
        actor: "rescue",
        action: "rescued_account",
        object: name,
        origin: "command line",
        ..AuditEntry::default()
    };
    store.audit(entry).await?;
    let password = recovery::fresh().into_iter().take(2).collect::<Vec<_>>().join("-");
    let hash = Passwords::default().hash(password.clone()).await;
    let hash = hash.map_err(|refusal| anyhow::anyhow!(refusal.message))?;
    store.set_password(account.account, &hash).await?;
    store.remove_second_factor(account.account).await?;
    let administrator = HeldRole::centre(Role::Administrator.word());
    if !account.roles.contains(&administrator) {
        let roles: Vec<HeldRole> = account.roles.into_iter().chain([administrator]).collect();
        store.set_roles(account.account, &roles, account.agent).await?;
    }
    store.set_disabled(account.account, None).await?;
    store.end_sessions_of(account.account).await?;
    store.clear_sign_in_failures(&format!("name:{}", name.to_lowercase())).await?;
    Ok(password)
}

/// Their names; one at least is there, for the server lets nobody take the last one away.
async fn local_administrators(store: &Store) -> anyhow::Result<String> {
    let origins = store.origins().await?;
    let is_local = |account: u32| !origins.iter().any(|origin| origin.account == account);
    let administrator = |held: &HeldRole| held.role == Role::Administrator.word();
    let mut names = Vec::new();
    for account in store.accounts().await? {
        if is_local(account.account) && account.roles.iter().any(administrator) {
            names.push(account.name);
        }
    }
    Ok(names.join(", "))
}
