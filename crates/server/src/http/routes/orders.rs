//! Orders to telephone systems: pause an agent, move a caller, set a switch.
//!
//! Room:  server/http; in front of `orders`.
//! Takes: a request with a key of its giver's choice. Gives: what became of it, or why not.
//! Holds: written into the audit list before it is sent, and not sent if that fails; one key acts
//!        once, also when the giver hangs up, asks again at once, or after a restart.
//! Never: sends anything in earnest while the configuration says `dry_run`.
//! Proof: `tests/it/api_orders.rs`; `tests/it/asterisk_real.rs` with a real PBX.

use crate::http::audit;
use crate::http::body::Body;
use crate::http::refusal::Refusal;
use crate::http::sign_in::session::Caller;
use crate::http::state::AppState;
use crate::http::views::failure::Failure;
use crate::http::views::order::{OrderAnswer, OrderBody, OrderRequest, OrderView};
use crate::orders::Desk;
use axum::Extension;
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use axum::response::Response;
use connect::asterisk::{Answer, Command, Fate};
use domain::{ContactId, Timestamp};
use serde::{Deserialize, Serialize};
use store::{OrderClaim, OrderKey, StoreError};

/// Give an order to a telephone system. The same `Idempotency-Key` again gives the same answer and
/// does nothing; a key is known for seven days.
#[utoipa::path(
    post, path = "/api/v1/orders", tag = "orders",
    params(("Idempotency-Key" = String, Header, description = "1 to 100 printable characters of your choice, new for each order")),
    request_body(content = OrderRequest),
    responses(
        (status = 200, description = "Done, or a dry run: see `dry_run`", body = OrderAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such source or contact", body = Failure),
        (status = 409, description = "Refused: `refused_by_source`, `dry_run_only`, `contact_over`, `key_reused`, `order_under_way`", body = Failure),
        (status = 503, description = "`source_offline`: nothing was sent", body = Failure),
        (status = 504, description = "`unanswered`: it may have been done", body = Failure),
    )
)]
pub async fn give_order(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    Body(request): Body<OrderRequest>,
) -> Result<Response, Refusal> {
    let key = key(&headers)?;
    let given = Given::check(&state, &caller, key, request)?;
    // What was begun is carried through and written down, even if whoever asked hangs up.
    let carried = tokio::spawn(given.carry_out(state, caller)).await;
    let order = carried.map_err(|error| Refusal::fault("carrying out an order", &error))??;
    Ok(Json(OrderAnswer { order }).into_response())
}

const KEY_LIMIT: usize = 100;
const PENALTY_LIMIT: i32 = 1_000;

fn key(headers: &HeaderMap) -> Result<String, Refusal> {
    let sent = headers.get("idempotency-key").and_then(|value| value.to_str().ok());
    let key = sent.unwrap_or_default().trim();
    if key.is_empty() || key.len() > KEY_LIMIT {
        let hint = format!("Send a header `Idempotency-Key` of 1 to {KEY_LIMIT} characters");
        return Err(Refusal::invalid("An order needs a key, so that it cannot act twice", hint));
    }
    Ok(key.to_owned())
}

/// An order whose source and contact are known.
struct Given {
    key: String,
    source: String,
    desk: Desk,
    command: Command,
    dry_run: bool,
    /// The account that answers for it.
    account: u32,
    /// In words, for the audit list.
    words: String,
}

/// What is kept of an answer.
#[derive(Serialize, Deserialize)]
struct Kept {
    action: Option<u64>,
    fate: Fate,
    message: String,
    at: i64,
}

impl Given {
    fn check(
        state: &AppState,
        caller: &Caller,
        key: String,
        request: OrderRequest,
    ) -> Result<Self, Refusal> {
        let OrderRequest { source, dry_run, order } = request;
        let Some(desk) = state.orders.desk(&source) else {
            return Err(Refusal::unknown_source(&source, &state.orders.names()));
        };
        if desk.is_dry && dry_run == Some(false) {
            let message = format!("{source} takes orders as dry runs only");
            let hint = "Write `dry_run = false` for it in callboard.toml and restart, or leave \
                        `dry_run` out";
            return Err(Refusal::conflict("dry_run_only", &message, hint));
        }
        let account = caller.responsible.ok_or_else(Refusal::forbidden)?;
        let dry_run = desk.is_dry || dry_run == Some(true);
        let about = if let OrderBody::Redirect { contact, .. } = &order {
            format!(" contact {}", contact.0.0)
        } else {
            String::new()
        };
        let command = command(state, &desk, order)?;
        let mode = if dry_run { "dry run: " } else { "" };
        let words = format!("{source}: {mode}{}{about}", command.summary());
        Ok(Self { key, source, desk, command, dry_run, account, words })
    }

    async fn carry_out(self, state: AppState, caller: Caller) -> Result<OrderView, Refusal> {
        let name = OrderKey { actor: &caller.actor, key: &self.key };
        let claim = state.store.claim_order(name, &self.words, state.now()).await.map_err(fault)?;
        if let OrderClaim::Known { request, answer } = claim {
            return self.again(&request, answer.as_deref());
        }
        let object = format!("{}, key {}", self.words, self.key);
        if let Err(refusal) = audit::note(&state, &caller, "gave_order", &object).await {
            state.store.release_order(name).await.map_err(fault)?;
            return Err(refusal);
        }
        let answer = self.desk.give(self.command.clone(), self.account, self.dry_run).await;
        let Answer { action, fate, message } = answer;
        let kept = Kept { action, fate, message, at: state.now().micros() };
        if matches!(fate, Fate::Invalid | Fate::Over | Fate::Offline) {
            // Nothing was sent: the key may be used again.
            state.store.release_order(name).await.map_err(fault)?;
        } else {
            let text = serde_json::to_string(&kept).map_err(|e| Refusal::fault("an answer", &e))?;
            state.store.answer_order(name, &text).await.map_err(fault)?;
        }
        self.answer(kept, false)
    }

    /// The key is known.
    fn again(&self, request: &str, answer: Option<&str>) -> Result<OrderView, Refusal> {
        if request != self.words {
            let message = format!("The key {} was used for another order", self.key);
            return Err(Refusal::conflict("key_reused", &message, "Take a new key for each order"));
        }
        let Some(answer) = answer else {
            let message = "This order was begun and its end is not known yet";
            let hint = "Ask again in a moment; after a restart of the server look at the floor, \
                        it may have been done";
            return Err(Refusal::conflict("order_under_way", message, hint));
        };
        let kept = serde_json::from_str(answer).map_err(|e| Refusal::fault("an answer", &e))?;
        self.answer(kept, true)
    }

    fn answer(&self, kept: Kept, repeated: bool) -> Result<OrderView, Refusal> {
        let Kept { action, fate, message, at } = kept;
        let source = &self.source;
        match fate {
            Fate::Done | Fate::DryRun => Ok(OrderView {
                source: source.clone(),
                verb: crate::http::build::words::word(&self.command.verb()),
                dry_run: fate == Fate::DryRun,
                action: action.map(|action| action.to_string()),
                message,
                at: Timestamp::from_micros(at).into(),
                repeated,
            }),
            Fate::Refused => {
                let message = format!("{source} refused: {message}");
                let hint = "Correct what it names and send the order with a new key";
                Err(Refusal::conflict("refused_by_source", &message, hint))
            }
            Fate::Invalid => Err(Refusal::invalid(message, "Correct it; nothing was sent")),
            Fate::Over => Err(contact_over()),
            Fate::Offline => Err(Refusal::source_offline(&format!("{source}: {message}"))),
            Fate::Unanswered => Err(Refusal::unanswered(&format!("{source}: {message}"))),
        }
    }
}

fn contact_over() -> Refusal {
    let hint = "Look at the contact: it ended or was never of this source";
    Refusal::conflict("contact_over", "The contact is over; nothing was sent", hint)
}

fn command(state: &AppState, desk: &Desk, order: OrderBody) -> Result<Command, Refusal> {
    Ok(match order {
        OrderBody::AddMember { queue, agent, name, penalty } => {
            let penalty = penalty_within(penalty)?;
            Command::AddMember {
                queue,
                name: name.unwrap_or_else(|| agent.clone()),
                agent,
                penalty,
            }
        }
        OrderBody::RemoveMember { queue, agent } => Command::RemoveMember { queue, agent },
        OrderBody::PauseMember { queue, agent, reason } => Command::Pause { queue, agent, reason },
        OrderBody::ResumeMember { queue, agent } => Command::Resume { queue, agent },
        OrderBody::SetPenalty { queue, agent, penalty } => {
            Command::SetPenalty { queue, agent, penalty: penalty_within(penalty)? }
        }
        OrderBody::PutKey { family, key, value } => Command::PutKey { family, key, value },
        OrderBody::DeleteKey { family, key } => Command::DeleteKey { family, key },
        OrderBody::Redirect { contact, context, exten } => {
            let contact = external(state, desk, contact.0)?;
            Command::Redirect { contact, context, exten }
        }
        OrderBody::Originate { channel, context, exten, caller } => {
            let caller = caller.unwrap_or_default();
            Command::Originate { channel, context, exten, caller }
        }
    })
}

fn penalty_within(penalty: i32) -> Result<i32, Refusal> {
    if (0..=PENALTY_LIMIT).contains(&penalty) {
        return Ok(penalty);
    }
    let hint = format!("Write a number from 0 to {PENALTY_LIMIT}");
    Err(Refusal::parameter("penalty", &penalty.to_string(), &hint))
}

/// The source's own word for a contact that is open.
fn external(state: &AppState, desk: &Desk, contact: ContactId) -> Result<String, Refusal> {
    if contact.source() != desk.source {
        return Err(contact_over());
    }
    if state.engine.read(|live| live.open_contact(contact).is_none()) {
        return Err(contact_over());
    }
    let word = state.engine.names(|names| names.external(contact).map(str::to_owned));
    word.ok_or_else(contact_over)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of map_err")]
fn fault(error: StoreError) -> Refusal {
    Refusal::fault("keeping orders", &error)
}
