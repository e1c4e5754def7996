//! Receivers of changes: list, make, change, try, remove; what they were told, and what they could not be.
//!
//! Room:  server/http.
//! Holds: a secret is shown once; who receives what, and every new secret, is in the audit list.
//! Proof: `tests/it/api_webhooks.rs`.

use crate::http::audit;
use crate::http::body::Body;
use crate::http::query::{self, Id, Query};
use crate::http::refusal::Refusal;
use crate::http::sign_in::session::Caller;
use crate::http::state::AppState;
use crate::http::views::ListMeta;
use crate::http::views::failure::Failure;
use crate::http::views::webhook::{
    ChangeFamily, DeliveriesAnswer, DeliveryState, DeliveryView, ResendAnswer, ResendRequest,
    TrialAnswer, TrialView, WebhookAnswer, WebhookRequest, WebhookSecretAnswer, WebhookView,
    WebhooksAnswer,
};
use crate::webhooks::sign;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use domain::Duration;
use serde::Deserialize;
use std::collections::BTreeMap;
use store::{Delivery, DeliveryCount, StoreError, Webhook, WebhookWrite};
use utoipa::IntoParams;

/// Of the house.
const MOST: usize = 50;
const LONGEST_NAME: usize = 60;
const LONGEST_URL: usize = 500;
/// How long the secret before signs too.
const OVERLAP: Duration = Duration::from_minutes(24 * 60);

/// All receivers.
#[utoipa::path(
    get, path = "/api/v1/webhooks", tag = "webhooks",
    responses(
        (status = 200, description = "Without their secrets", body = WebhooksAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn webhooks(State(state): State<AppState>) -> Result<Response, Refusal> {
    let webhooks = listed(&state).await?;
    let meta = ListMeta::whole(webhooks.len(), state.now());
    Ok(Json(WebhooksAnswer { webhooks, meta }).into_response())
}

/// Makes a receiver.
#[utoipa::path(
    post, path = "/api/v1/webhooks", tag = "webhooks",
    request_body(content = WebhookRequest),
    responses(
        (status = 201, description = "With its secret, shown this once", body = WebhookSecretAnswer),
        (status = 400, description = "Something cannot be read, or the address may not be called", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 409, description = "There are too many", body = Failure),
    )
)]
pub async fn create_webhook(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Body(request): Body<WebhookRequest>,
) -> Result<Response, Refusal> {
    let families = check(&state, &request)?;
    let secret = sign::fresh();
    let made = state.store.create_webhook(write(&request, &families), (&secret, MOST), state.now());
    let number = made.await.map_err(fault)?.ok_or_else(|| {
        let hint = "Remove one that is of no use any more";
        Refusal::conflict("too_many", &format!("There are {MOST} receivers already"), hint)
    })?;
    let said = in_words(number, &request, &families);
    audit::note_change(
        &state,
        &caller,
        ("created_webhook", &named(number, &request.name)),
        (None, Some(&said)),
    )
    .await?;
    let webhook = one(&state, number).await?;
    let answer = WebhookSecretAnswer { webhook, secret: sign::shown(&secret) };
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

/// Changes a receiver: what it is told, where, or not for the time being.
#[utoipa::path(
    put, path = "/api/v1/webhooks/{id}", tag = "webhooks",
    params(("id" = u32, Path, description = "The receiver's id")),
    request_body(content = WebhookRequest),
    responses(
        (status = 200, description = "As it is now", body = WebhookAnswer),
        (status = 400, description = "Something cannot be read, or the address may not be called", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
        (status = 409, description = "Somebody changed it in between", body = Failure),
    )
)]
pub async fn change_webhook(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
    Body(request): Body<WebhookRequest>,
) -> Result<Response, Refusal> {
    let families = check(&state, &request)?;
    let before = one(&state, id).await?;
    let revision = request.revision.unwrap_or(0);
    let changed =
        state.store.change_webhook((id, revision), write(&request, &families), state.now());
    if !changed.await.map_err(fault)? {
        let hint = "Read it again, then change it";
        return Err(Refusal::conflict("changed_meanwhile", "Somebody changed it in between", hint));
    }
    let was: Vec<&str> = before.families.iter().map(|family| family.word()).collect();
    let was = words(id, &before.url, &was, (before.is_personal, before.is_paused));
    let became = in_words(id, &request, &families);
    let values = (Some(&*was), Some(&*became));
    audit::note_change(&state, &caller, ("changed_webhook", &named(id, &request.name)), values)
        .await?;
    Ok(Json(WebhookAnswer { webhook: one(&state, id).await? }).into_response())
}

/// Removes a receiver and what it was to be told.
#[utoipa::path(
    delete, path = "/api/v1/webhooks/{id}", tag = "webhooks",
    params(("id" = u32, Path, description = "The receiver's id")),
    responses(
        (status = 204, description = "Removed"),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn remove_webhook(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
) -> Result<Response, Refusal> {
    let before = one(&state, id).await?;
    state.store.remove_webhook(id, state.now()).await.map_err(fault)?;
    audit::note(&state, &caller, "removed_webhook", &named(id, &before.name)).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Gives a receiver a new secret; the one before signs too for a day.
#[utoipa::path(
    post, path = "/api/v1/webhooks/{id}/secret", tag = "webhooks",
    params(("id" = u32, Path, description = "The receiver's id")),
    responses(
        (status = 200, description = "With the new secret, shown this once", body = WebhookSecretAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn renew_webhook_secret(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
) -> Result<Response, Refusal> {
    let before = one(&state, id).await?;
    let secret = sign::fresh();
    let until = state.now().plus(OVERLAP);
    state.store.renew_webhook_secret(id, &secret, until).await.map_err(fault)?;
    audit::note(&state, &caller, "renewed_webhook_secret", &named(id, &before.name)).await?;
    let webhook = one(&state, id).await?;
    Ok(Json(WebhookSecretAnswer { webhook, secret: sign::shown(&secret) }).into_response())
}

/// Sends a receiver a change that tells nothing, at once and once.
#[utoipa::path(
    post, path = "/api/v1/webhooks/{id}/test", tag = "webhooks",
    params(("id" = u32, Path, description = "The receiver's id")),
    responses(
        (status = 200, description = "What the receiver made of it", body = TrialAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn test_webhook(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
) -> Result<Response, Refusal> {
    let hook = find(&state, id).await?;
    audit::note(&state, &caller, "tested_webhook", &named(id, &hook.name)).await?;
    let now = state.now();
    let body = sign::trial(now);
    let headers = sign::headers(&hook, &format!("test-{}", now.micros()), &body, now);
    let trial = match state.courier.sender().send(&hook.url, headers, body).await {
        Ok(status) => TrialView { is_taken: true, status: Some(status.into()), problem: None },
        Err(failed) => TrialView {
            is_taken: false,
            status: failed.status.map(u32::from),
            problem: Some(failed.problem.to_owned()),
        },
    };
    Ok(Json(TrialAnswer { trial }).into_response())
}

/// Which deliveries.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeliveryParams {
    /// `dead` if absent.
    #[serde(default)]
    #[param(inline)]
    pub state: Option<DeliveryState>,
    /// Rows at most: 1 to 500; 100 if absent.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// What a receiver waits for, was told in the last seven days, or could not be told in the last thirty.
#[utoipa::path(
    get, path = "/api/v1/webhooks/{id}/deliveries", tag = "webhooks",
    params(("id" = u32, Path, description = "The receiver's id"), DeliveryParams),
    responses(
        (status = 200, description = "Youngest first", body = DeliveriesAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn webhook_deliveries(
    State(state): State<AppState>,
    Id(id): Id,
    Query(params): Query<DeliveryParams>,
) -> Result<Response, Refusal> {
    let limit = u32::try_from(query::limit(params.limit)?).unwrap_or(u32::MAX);
    find(&state, id).await?;
    let wanted = params.state.unwrap_or(DeliveryState::Dead);
    let rows = state.store.deliveries(id, wanted.word(), limit).await.map_err(fault)?;
    let deliveries: Vec<DeliveryView> = rows.iter().map(delivery).collect();
    let meta = ListMeta::whole(deliveries.len(), state.now());
    Ok(Json(DeliveriesAnswer { deliveries, meta }).into_response())
}

/// Sends anew what a receiver could not be told: one change, or all.
#[utoipa::path(
    post, path = "/api/v1/webhooks/{id}/resend", tag = "webhooks",
    params(("id" = u32, Path, description = "The receiver's id")),
    request_body(content = ResendRequest),
    responses(
        (status = 200, description = "How many are sent anew", body = ResendAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn resend_deliveries(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
    Body(request): Body<ResendRequest>,
) -> Result<Response, Refusal> {
    let hook = find(&state, id).await?;
    let resent =
        state.store.revive_deliveries(id, request.event, state.now()).await.map_err(fault)?;
    let object = format!("{}: {resent}", named(id, &hook.name));
    audit::note(&state, &caller, "resent_webhook", &object).await?;
    Ok(Json(ResendAnswer { resent }).into_response())
}

/// The families, once each; or what is wrong with the request.
fn check(state: &AppState, request: &WebhookRequest) -> Result<Vec<&'static str>, Refusal> {
    let length = request.name.chars().count();
    if request.name.trim().is_empty() || length > LONGEST_NAME {
        let hint = format!("Write 1 to {LONGEST_NAME} characters");
        return Err(Refusal::parameter("name", &request.name, &hint));
    }
    if request.url.len() > LONGEST_URL {
        let hint = format!("Write {LONGEST_URL} characters at most");
        return Err(Refusal::parameter("url", &request.url, &hint));
    }
    if let Some(hint) = state.courier.sender().objection(&request.url) {
        return Err(Refusal::parameter("url", &request.url, hint));
    }
    if request.families.is_empty() {
        return Err(Refusal::invalid("It would be told nothing", "Name what it is to be told of"));
    }
    let wanted = |family: &ChangeFamily| request.families.contains(family);
    Ok(ChangeFamily::ALL.into_iter().filter(wanted).map(ChangeFamily::word).collect())
}

fn write<'a>(request: &'a WebhookRequest, families: &'a [&'a str]) -> WebhookWrite<'a> {
    let WebhookRequest { name, url, is_personal, is_paused, .. } = request;
    let (is_personal, is_paused) = (*is_personal, *is_paused);
    WebhookWrite { name: name.trim(), url, families, is_personal, is_paused }
}

fn named(number: u32, name: &str) -> String {
    format!("webhook {number} {}", name.trim())
}

fn in_words(number: u32, request: &WebhookRequest, families: &[&str]) -> String {
    words(number, &request.url, families, (request.is_personal, request.is_paused))
}

/// For the audit list. What stands behind `?` may be a password of the receiver's.
fn words(
    number: u32,
    url: &str,
    families: &[&str],
    (is_personal, is_paused): (bool, bool),
) -> String {
    let url = url.split('?').next().unwrap_or_default();
    let personal = if is_personal { ", with employee numbers" } else { "" };
    let paused = if is_paused { ", paused" } else { "" };
    format!("webhook {number}: {url} ({}){personal}{paused}", families.join(" "))
}

async fn find(state: &AppState, number: u32) -> Result<Webhook, Refusal> {
    let hooks = state.store.webhooks().await.map_err(fault)?;
    let found = hooks.into_iter().find(|hook| hook.webhook == number);
    found.ok_or_else(|| Refusal::not_found("such receiver"))
}

async fn one(state: &AppState, number: u32) -> Result<WebhookView, Refusal> {
    let found = listed(state).await?.into_iter().find(|hook| hook.id == number);
    found.ok_or_else(|| Refusal::not_found("such receiver"))
}

async fn listed(state: &AppState) -> Result<Vec<WebhookView>, Refusal> {
    let hooks = state.store.webhooks().await.map_err(fault)?;
    let counts = state.store.delivery_counts().await.map_err(fault)?;
    let counts: BTreeMap<u32, DeliveryCount> =
        counts.into_iter().map(|count| (count.webhook, count)).collect();
    let mut listed = Vec::with_capacity(hooks.len());
    for hook in &hooks {
        let count = counts.get(&hook.webhook).copied().unwrap_or_default();
        let failing = state.store.failing_delivery(hook.webhook).await.map_err(fault)?;
        listed.push(view(hook, count, failing.as_ref(), state));
    }
    Ok(listed)
}

fn view(
    hook: &Webhook,
    count: DeliveryCount,
    failing: Option<&Delivery>,
    state: &AppState,
) -> WebhookView {
    let is_told = |family: &ChangeFamily| hook.families.iter().any(|word| word == family.word());
    let until = hook.old_secret.as_ref().map(|(_, until)| *until);
    WebhookView {
        id: hook.webhook,
        name: hook.name.clone(),
        url: hook.url.clone(),
        families: ChangeFamily::ALL.into_iter().filter(is_told).collect(),
        is_personal: hook.is_personal,
        is_paused: hook.paused_at.is_some(),
        created_at: hook.created_at.into(),
        old_secret_until: until.filter(|until| *until > state.now()).map(Into::into),
        revision: hook.revision,
        waiting: count.waiting,
        dead: count.dead,
        delivered_at: count.delivered_at.map(Into::into),
        failing: failing.map(delivery),
    }
}

fn delivery(row: &Delivery) -> DeliveryView {
    DeliveryView {
        event: row.event,
        kind: row.kind.clone(),
        at: row.at.into(),
        attempts: row.attempts,
        tried_at: row.tried_at.map(Into::into),
        due_at: row.due_at.into(),
        status: row.status,
        problem: row.problem.clone(),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of map_err")]
fn fault(error: StoreError) -> Refusal {
    Refusal::fault("keeping receivers of changes", &error)
}
