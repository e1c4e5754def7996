//! API tokens: list, create, revoke.
//!
//! Room:  server/http.
//! Holds: a token is shown once and kept hashed; a revoked one is refused at once.
//! Proof: `tests/it/api_access.rs`.

use crate::http::access::TokenScope;
use crate::http::audit;
use crate::http::body::Body;
use crate::http::query::Id;
use crate::http::refusal::Refusal;
use crate::http::sign_in::secret;
use crate::http::sign_in::session::Caller;
use crate::http::state::AppState;
use crate::http::views::ListMeta;
use crate::http::views::account::{NewToken, TokenView};
use crate::http::views::account::{NewTokenAnswer, TokenRequest, TokensAnswer};
use crate::http::views::failure::Failure;
use axum::Extension;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::response::Response;
use std::collections::BTreeMap;
use store::{ApiToken, NewApiToken, StoreError};

/// All API tokens.
#[utoipa::path(
    get, path = "/api/v1/tokens", tag = "accounts",
    responses(
        (status = 200, description = "Without their secrets", body = TokensAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn tokens(State(state): State<AppState>) -> Result<Response, Refusal> {
    let makers = Makers::read(&state).await?;
    let kept = state.store.api_tokens().await.map_err(fault)?;
    let tokens: Vec<TokenView> = kept.iter().map(|token| view(token, &makers)).collect();
    let meta = ListMeta::whole(tokens.len(), state.now());
    Ok(Json(TokensAnswer { tokens, meta }).into_response())
}

/// Creates an API token.
#[utoipa::path(
    post, path = "/api/v1/tokens", tag = "accounts",
    request_body(content = TokenRequest),
    responses(
        (status = 201, description = "The token with its secret, shown this once", body = NewTokenAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn create_token(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(request): Body<TokenRequest>,
) -> Result<Response, Refusal> {
    let account = caller.account.ok_or_else(Refusal::forbidden)?;
    let scopes = check(&request, &state)?;
    let token = secret::fresh();
    let secret = format!("cb_{token}");
    let new = NewApiToken {
        token_hash: &secret::hash(&secret),
        name: &request.name,
        scopes: &scopes,
        account,
        expires_at: request.expires_at.map(|at| at.0),
    };
    let number = state.store.create_api_token(&new, state.now()).await.map_err(fault)?;
    let what = format!("token {number} {} ({})", request.name, scopes.join(" "));
    audit::note(&state, &caller, "created_token", &what).await?;
    let tokens = state.store.api_tokens().await.map_err(fault)?;
    let makers = Makers::read(&state).await?;
    let made = tokens.iter().find(|token| token.token == number);
    let made = made.map(|token| view(token, &makers));
    let token = made.ok_or_else(|| Refusal::not_found("such token"))?;
    let answer = NewTokenAnswer { token: NewToken { token, secret } };
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

/// Revokes an API token.
#[utoipa::path(
    delete, path = "/api/v1/tokens/{id}", tag = "accounts",
    params(("id" = u64, Path, description = "The token's id")),
    responses(
        (status = 204, description = "Revoked"),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn revoke_token(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
) -> Result<Response, Refusal> {
    if !state.store.revoke_api_token(id, state.now()).await.map_err(fault)? {
        return Err(Refusal::not_found("such token"));
    }
    audit::note(&state, &caller, "revoked_token", &format!("token {id}")).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The scopes as the store keeps them, once each; or what is wrong with the request.
fn check(request: &TokenRequest, state: &AppState) -> Result<Vec<String>, Refusal> {
    let length = request.name.chars().count();
    if request.name.trim().is_empty() || length > 100 {
        return Err(Refusal::parameter("name", &request.name, "Write 1 to 100 characters"));
    }
    if request.scopes.is_empty() {
        return Err(Refusal::invalid("A token without scopes is of no use", "Name a scope"));
    }
    if let Some(at) = request.expires_at.filter(|at| at.0 <= state.now()) {
        let hint = "Write an instant that is still to come";
        return Err(Refusal::parameter("expires_at", &at.0.to_string(), hint));
    }
    let wanted = |scope: &TokenScope| request.scopes.contains(scope);
    let scopes = TokenScope::ALL.into_iter().filter(wanted);
    Ok(scopes.map(|scope| scope.word().to_owned()).collect())
}

/// Who made tokens, by account.
#[derive(Debug)]
pub struct Makers(BTreeMap<u32, String>);

impl Makers {
    pub async fn read(state: &AppState) -> Result<Self, Refusal> {
        let accounts = state.store.accounts().await.map_err(fault)?;
        Ok(Self(accounts.into_iter().map(|account| (account.account, account.name)).collect()))
    }

    #[must_use]
    pub fn name(&self, account: u32) -> String {
        self.0.get(&account).cloned().unwrap_or_else(|| account.to_string())
    }
}

fn view(token: &ApiToken, makers: &Makers) -> TokenView {
    TokenView {
        id: token.token.into(),
        name: token.name.clone(),
        scopes: token.scopes.iter().filter_map(|word| TokenScope::parse(word)).collect(),
        made_by: makers.name(token.account),
        created_at: token.created_at.into(),
        expires_at: token.expires_at.map(Into::into),
        used_at: token.used_at.map(Into::into),
        revoked_at: token.revoked_at.map(Into::into),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of map_err")]
fn fault(error: StoreError) -> Refusal {
    Refusal::fault("keeping tokens", &error)
}
