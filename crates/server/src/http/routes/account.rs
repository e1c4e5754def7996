//! Accounts: list, create, change, switch off; the table of rights; one's own password.
//!
//! Room:  server/http.
//! Holds: one local administrator always stays: whatever is away, there is a way in; what changes an account is written down before it holds,
//!        a new one after its name is won.
//! Proof: `tests/it/api_access.rs`.

use crate::federation::{password, sync};
use crate::http::access::{self, Action, Role};
use crate::http::audit;
use crate::http::body::Body;
use crate::http::query::Id;
use crate::http::refusal::Refusal;
use crate::http::sign_in::lockout::Attempt;
use crate::http::sign_in::session::{self, Caller};
use crate::http::sign_in::strength;
use crate::http::state::AppState;
use crate::http::views::ListMeta;
use crate::http::views::account::{
    AccessAnswer, AccessView, AccountAnswer, AccountChange, AccountPasswordRequest, AccountRequest,
    AccountView, AccountsAnswer, GrantView, HeldView, PasswordRequest,
};
use crate::http::views::failure::Failure;
use axum::Extension;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::response::Response;
use domain::{AgentId, SiteId, TeamId};
use std::collections::BTreeMap;
use store::{Account, HeldRole, NO_PASSWORD, Origin, StoreError};

/// All accounts.
#[utoipa::path(
    get, path = "/api/v1/accounts", tag = "accounts",
    responses(
        (status = 200, description = "Sorted by name", body = AccountsAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn accounts(State(state): State<AppState>) -> Result<Response, Refusal> {
    let mut origins: BTreeMap<u32, Origin> = BTreeMap::new();
    for origin in state.store.origins().await.map_err(fault)? {
        origins.insert(origin.account, origin);
    }
    let factors = state.store.second_factors().await.map_err(fault)?;
    let all = state.store.accounts().await.map_err(fault)?;
    let shown = |account: &Account| {
        view(account, factors.contains(&account.account), origins.get(&account.account))
    };
    let mut accounts: Vec<AccountView> = all.iter().map(shown).collect();
    accounts.sort_by(|a, b| a.name.cmp(&b.name));
    let meta = ListMeta::whole(accounts.len(), state.now());
    Ok(Json(AccountsAnswer { accounts, meta }).into_response())
}

/// Creates an account.
#[utoipa::path(
    post, path = "/api/v1/accounts", tag = "accounts",
    request_body(content = AccountRequest),
    responses(
        (status = 201, description = "The new account", body = AccountAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 409, description = "The name is taken", body = Failure),
    )
)]
pub async fn create_account(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(request): Body<AccountRequest>,
) -> Result<Response, Refusal> {
    check(&state, &request.name, &request.password)?;
    let roles = held(&state, &request.roles, request.agent)?;
    let (name, agent) = (request.name, request.agent.map(AgentId));
    let hash = state.passwords.hash(request.password).await?;
    let made =
        state.store.create_account(&name, &hash, &roles, state.now()).await.map_err(fault)?;
    let number = made.ok_or_else(taken)?;
    state.store.set_roles(number, &roles, agent).await.map_err(fault)?;
    let is = in_words(&roles, agent);
    audit::note_change(&state, &caller, ("created_account", &name), (None, Some(&is))).await?;
    let account = view(&find(&state, number).await?, false, None);
    Ok((StatusCode::CREATED, Json(AccountAnswer { account })).into_response())
}

/// Sets what an account is; switches it off, or on again.
#[utoipa::path(
    put, path = "/api/v1/accounts/{id}", tag = "accounts",
    params(("id" = u64, Path, description = "The account's id")),
    request_body(content = AccountChange),
    responses(
        (status = 200, description = "The account as it is now; whoever is switched off, or got other roles, is signed out", body = AccountAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
        (status = 409, description = "`last_administrator`: one must stay", body = Failure),
    )
)]
pub async fn change_account(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
    Body(request): Body<AccountChange>,
) -> Result<Response, Refusal> {
    let before = find(&state, id).await?;
    let roles = held(&state, &request.roles, request.agent)?;
    let agent = request.agent.map(AgentId);
    let stays = !request.is_disabled && is_administrator(&roles);
    if !stays {
        check_another(&state, id).await?;
    }
    let (was, is) = (in_words(&before.roles, before.agent), in_words(&roles, agent));
    if was != is {
        let values = (Some(was.as_str()), Some(is.as_str()));
        audit::note_change(&state, &caller, ("changed_roles", &before.name), values).await?;
        state.store.set_roles(id, &roles, agent).await.map_err(fault)?;
        // Who was signed in as something else signs in anew; whoever did it to the own account stays.
        let own = caller.session.as_ref().map_or(&[][..], |session| &session.token_hash);
        state.store.end_other_sessions(id, own).await.map_err(fault)?;
    }
    if request.is_disabled != before.disabled_at.is_some() {
        let action = if request.is_disabled { "disabled_account" } else { "enabled_account" };
        audit::note(&state, &caller, action, &before.name).await?;
        let at = request.is_disabled.then(|| state.now());
        state.store.set_disabled(id, at).await.map_err(fault)?;
    }
    let has_factor = state.store.second_factors().await.map_err(fault)?.contains(&id);
    let origin = state.store.origin_of(id).await.map_err(fault)?;
    let account = view(&find(&state, id).await?, has_factor, origin.as_ref());
    Ok(Json(AccountAnswer { account }).into_response())
}

/// Switches an account off.
#[utoipa::path(
    delete, path = "/api/v1/accounts/{id}", tag = "accounts",
    params(("id" = u64, Path, description = "The account's id")),
    responses(
        (status = 204, description = "Switched off; its sessions have ended"),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
        (status = 409, description = "The last administrator stays", body = Failure),
    )
)]
pub async fn disable_account(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
) -> Result<Response, Refusal> {
    let account = find(&state, id).await?;
    check_another(&state, id).await?;
    audit::note(&state, &caller, "disabled_account", &account.name).await?;
    state.store.set_disabled(id, Some(state.now())).await.map_err(fault)?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The table of rights: who may do what, and how far.
#[utoipa::path(
    get, path = "/api/v1/access", tag = "accounts",
    responses(
        (status = 200, description = "The table by which every request is decided", body = AccessAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn access() -> Json<AccessAnswer> {
    let grant = |action, role| {
        access::extent(role, action).map(|extent| GrantView { action, role, extent })
    };
    let of = |action| Role::ALL.into_iter().filter_map(move |role| grant(action, role));
    let grants = Action::ALL.into_iter().flat_map(of).collect();
    let access = AccessView { roles: Role::ALL.to_vec(), actions: Action::ALL.to_vec(), grants };
    Json(AccessAnswer { access })
}

/// Changes one's own password.
#[utoipa::path(
    post, path = "/api/v1/password", tag = "accounts",
    request_body(content = PasswordRequest),
    responses(
        (status = 204, description = "Changed; other sessions have ended"),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 409, description = "`no_password`: the account comes from elsewhere", body = Failure),
        (status = 429, description = "Too many attempts", body = Failure),
    )
)]
pub async fn change_password(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(request): Body<PasswordRequest>,
) -> Result<Response, Refusal> {
    let session = caller.session.as_ref().ok_or_else(Refusal::not_signed_in)?;
    if state.store.origin_of(session.account).await.map_err(fault)?.is_some() {
        return Err(no_password());
    }
    let account = check_again(&state, &caller, request.current).await?;
    check(&state, &account.name, &request.new)?;
    let hash = state.passwords.hash(request.new).await?;
    state.store.set_password(session.account, &hash).await.map_err(fault)?;
    let ended = state.store.end_other_sessions(session.account, &session.token_hash).await;
    ended.map_err(fault)?;
    audit::note(&state, &caller, "changed_password", &caller.actor).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Sets the password of an account, for somebody who forgot it.
#[utoipa::path(
    put, path = "/api/v1/accounts/{id}/password", tag = "accounts",
    params(("id" = u64, Path, description = "The account's id")),
    request_body(content = AccountPasswordRequest),
    responses(
        (status = 204, description = "Set; the account's sessions have ended and wrong attempts are forgotten"),
        (status = 400, description = "Something cannot be read, or the password is too easy to guess", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
        (status = 409, description = "`no_password`: the account comes from elsewhere", body = Failure),
    )
)]
pub async fn set_account_password(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
    Body(request): Body<AccountPasswordRequest>,
) -> Result<Response, Refusal> {
    let account = find(&state, id).await?;
    if state.store.origin_of(id).await.map_err(fault)?.is_some() {
        return Err(no_password());
    }
    check(&state, &account.name, &request.password)?;
    let hash = state.passwords.hash(request.password).await?;
    audit::note(&state, &caller, "set_password", &account.name).await?;
    state.store.set_password(id, &hash).await.map_err(fault)?;
    let own = caller.session.as_ref().map_or(&[][..], |session| &session.token_hash);
    state.store.end_other_sessions(id, own).await.map_err(fault)?;
    Attempt::new(&account.name, "").succeeded(&state.store).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Asks whoever is signed in for the password again; wrong ones count to the lock-out.
pub async fn check_again(
    state: &AppState,
    caller: &Caller,
    password: String,
) -> Result<Account, Refusal> {
    if caller.session.is_none() {
        return Err(Refusal::not_signed_in());
    }
    let found = state.store.account_by_name(&caller.actor).await.map_err(fault)?;
    let (account, hash) = found.unzip();
    let is_elsewhere = hash.as_deref() == Some(NO_PASSWORD);
    if is_elsewhere && !is_of_directory(state, account.as_ref()).await? {
        return Err(no_password());
    }
    let now = state.now();
    let attempt = Attempt::new(&caller.actor, &caller.origin);
    attempt.begin(&state.store, now).await?;
    let is_right = match &account {
        Some(account) if is_elsewhere => {
            password::is_theirs(state, account, &password).await?.ok_or_else(no_password)?
        }
        _ => state.passwords.verify(password, hash).await?,
    };
    let Some(account) = account.filter(|_| is_right) else {
        attempt.failed(&state.store, now).await?;
        return Err(Refusal::wrong_credentials());
    };
    attempt.succeeded(&state.store).await?;
    Ok(account)
}

/// Whether the account's password is the directory's affair.
async fn is_of_directory(state: &AppState, account: Option<&Account>) -> Result<bool, Refusal> {
    let Some(account) = account else { return Ok(false) };
    let origin = state.store.origin_of(account.account).await.map_err(fault)?;
    Ok(state.directory.is_some() && origin.is_some_and(|origin| origin.kind == sync::KIND))
}

/// The account is of somebody from elsewhere.
fn no_password() -> Refusal {
    let message = "This account has no password here";
    Refusal::conflict("no_password", message, "Change it where the person signs in")
}

/// Says what is wrong with a new account's name or password.
pub fn check(state: &AppState, name: &str, password: &str) -> Result<(), Refusal> {
    if !is_name(name) {
        let hint = "Write 1 to 100 characters without spaces at the ends";
        return Err(Refusal::parameter("name", name, hint));
    }
    match strength::rate(password, name, &strength::house_words(state)).advice {
        Some(advice) => Err(advice.refusal()),
        None => Ok(()),
    }
}

/// Whether an account may be called so.
#[must_use]
pub fn is_name(name: &str) -> bool {
    !name.trim().is_empty()
        && name.trim() == name
        && name.chars().count() <= 100
        && !name.chars().any(char::is_control)
}

/// Somebody has this name.
#[must_use]
pub fn taken() -> Refusal {
    Refusal::conflict("taken", "The name is taken", "Choose another name")
}

/// The account of a number.
pub async fn find(state: &AppState, id: u32) -> Result<Account, Refusal> {
    let account = state.store.account(id).await.map_err(fault)?;
    account.ok_or_else(|| Refusal::not_found("such account"))
}

/// Refuses what would leave the house without an administrator.
async fn check_another(state: &AppState, id: u32) -> Result<(), Refusal> {
    let accounts = state.store.accounts().await.map_err(fault)?;
    let origins = state.store.origins().await.map_err(fault)?;
    let is_local = |a: &Account| !origins.iter().any(|origin| origin.account == a.account);
    let is_another = |a: &Account| {
        a.account != id && a.disabled_at.is_none() && is_administrator(&a.roles) && is_local(a)
    };
    if accounts.iter().any(is_another) {
        return Ok(());
    }
    let message = "The last local administrator cannot be taken away";
    Err(Refusal::conflict("last_administrator", message, "Make another one first"))
}

fn is_administrator(roles: &[HeldRole]) -> bool {
    roles.iter().any(|held| held.role == Role::Administrator.word())
}

/// What is asked for, as it is kept; places and agents must be known.
fn held(
    state: &AppState,
    roles: &[HeldView],
    agent: Option<u32>,
) -> Result<Vec<HeldRole>, Refusal> {
    if roles.is_empty() || roles.len() > 20 {
        return Err(Refusal::parameter("roles", &roles.len().to_string(), "Give 1 to 20 roles"));
    }
    state.engine.read(|live| {
        let names = live.names();
        for HeldView { role, site, team } in roles {
            if site.is_some() && team.is_some() {
                let hint = "Name a site or a team, or neither for the whole centre";
                return Err(Refusal::parameter("roles", role.word(), hint));
            }
            if site.is_some_and(|site| !names.sites.contains_key(&SiteId(site)))
                || team.is_some_and(|team| !names.teams.contains_key(&TeamId(team)))
            {
                let hint = "Name a site or team that the floor knows";
                return Err(Refusal::parameter("roles", role.word(), hint));
            }
        }
        if let Some(agent) = agent.filter(|&agent| !names.agents.contains_key(&AgentId(agent))) {
            let hint = "Name an agent that the floor knows";
            return Err(Refusal::parameter("agent", &agent.to_string(), hint));
        }
        let kept = |held: &HeldView| HeldRole {
            role: held.role.word().to_owned(),
            site: held.site.map(SiteId),
            team: held.team.map(TeamId),
        };
        Ok(roles.iter().map(kept).collect())
    })
}

/// For the audit list: `team_leader@team-7, agent, is agent-12`.
#[must_use]
pub fn in_words(roles: &[HeldRole], agent: Option<AgentId>) -> String {
    let word = |held: &HeldRole| match (held.team, held.site) {
        (Some(team), _) => format!("{}@{team}", held.role),
        (None, Some(site)) => format!("{}@{site}", held.role),
        (None, None) => held.role.clone(),
    };
    let mut words: Vec<String> = roles.iter().map(word).collect();
    words.extend(agent.map(|agent| format!("is {agent}")));
    words.join(", ")
}

fn view(account: &Account, has_second_factor: bool, origin: Option<&Origin>) -> AccountView {
    let holder = session::holder(account);
    AccountView {
        id: account.account.into(),
        name: account.name.clone(),
        roles: holder.roles.into_iter().map(Into::into).collect(),
        agent: account.agent.map(|agent| agent.0),
        has_second_factor,
        created_at: account.created_at.into(),
        disabled_at: account.disabled_at.map(Into::into),
        origin: origin.map(Into::into),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of map_err")]
fn fault(error: StoreError) -> Refusal {
    Refusal::fault("keeping accounts", &error)
}
