//! An answer that says no: status, stable code, what happened and what to do.
//!
//! Room:  server/http; every handler's error type.
//! Holds: a fault of ours is logged with its cause and shown without it.

use crate::http::views::failure::Failure;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Seconds until a database that is elsewhere may be back.
const AWAY_RETRY: u64 = 5;

/// Why a request was not carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub status: StatusCode,
    pub code: &'static str,
    pub message: String,
    pub hint: String,
    /// Seconds after which the same may be tried again.
    pub retry_after: Option<u64>,
}

impl Refusal {
    fn new(status: StatusCode, code: &'static str, message: &str, hint: &str) -> Self {
        Self { status, code, message: message.into(), hint: hint.into(), retry_after: None }
    }

    /// 400: something in the request cannot be read.
    #[must_use]
    pub fn invalid(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid", &message.into(), &hint.into())
    }

    /// 400 for one parameter.
    #[must_use]
    pub fn parameter(name: &str, given: &str, hint: &str) -> Self {
        let given: String = given.chars().take(60).collect();
        Self::invalid(format!("`{name}` cannot be `{given}`"), hint)
    }

    #[must_use]
    pub fn not_signed_in() -> Self {
        let (message, hint) = ("Nobody is signed in", "Sign in, or send a token that is valid");
        Self::new(StatusCode::UNAUTHORIZED, "not_signed_in", message, hint)
    }

    #[must_use]
    pub fn wrong_credentials() -> Self {
        let (message, hint) = ("Name or password is wrong", "Check both and try again");
        Self::new(StatusCode::UNAUTHORIZED, "wrong_credentials", message, hint)
    }

    /// 401: the second step came too late, twice, or without the first.
    #[must_use]
    pub fn sign_in_over() -> Self {
        let (message, hint) = ("This sign-in is over", "Begin again with name and password");
        Self::new(StatusCode::UNAUTHORIZED, "sign_in_over", message, hint)
    }

    #[must_use]
    pub fn wrong_code() -> Self {
        let message = "The code is wrong, too old or used";
        let hint = "Wait for the next code of the app, or take a recovery code";
        Self::new(StatusCode::UNAUTHORIZED, "wrong_code", message, hint)
    }

    /// 503: more people sign in than this machine can check passwords for.
    #[must_use]
    pub fn crowded(seconds: u64) -> Self {
        let message = "Very many people sign in at the moment";
        let hint = format!("Try again in {seconds} s");
        let refusal = Self::new(StatusCode::SERVICE_UNAVAILABLE, "crowded", message, &hint);
        Self { retry_after: Some(seconds), ..refusal }
    }

    /// 403 for somebody who is who they say, and does not get in; the code says why.
    #[must_use]
    pub fn not_admitted(code: &'static str) -> Self {
        let message = "You are who you say, and may not sign in here";
        Self::new(StatusCode::FORBIDDEN, code, message, "Ask an administrator of Callboard")
    }

    /// 503: the house's directory does not answer.
    #[must_use]
    pub fn directory_away() -> Self {
        let message = "The house's directory cannot be asked now";
        let hint = "Local accounts sign in as ever; try again in a moment, the log says more";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "directory_away", message, hint)
    }

    #[must_use]
    pub fn wrong_setup_token() -> Self {
        let message = "The link is wrong, used or too old";
        let hint = "Restart the server: it prints a new link";
        Self::new(StatusCode::UNAUTHORIZED, "wrong_setup_token", message, hint)
    }

    #[must_use]
    pub fn locked_out(seconds: u64) -> Self {
        let hint = format!("Wait {seconds} s, then try again");
        let message = "Too many failed attempts";
        let refusal = Self::new(StatusCode::TOO_MANY_REQUESTS, "locked_out", message, &hint);
        Self { retry_after: Some(seconds), ..refusal }
    }

    #[must_use]
    pub fn forbidden() -> Self {
        let (message, hint) =
            ("This account or token may not do that", "Ask an administrator for the right");
        Self::new(StatusCode::FORBIDDEN, "forbidden", message, hint)
    }

    #[must_use]
    pub fn cross_site() -> Self {
        let (message, hint) = (
            "The request did not come from this site's own page",
            "Send `x-csrf-token` from GET /api/v1/session, and the right Origin",
        );
        Self::new(StatusCode::FORBIDDEN, "cross_site", message, hint)
    }

    #[must_use]
    pub fn not_found(what: &str) -> Self {
        let hint = "Check the address or the id";
        Self::new(StatusCode::NOT_FOUND, "not_found", &format!("There is no {what}"), hint)
    }

    /// 410: the journal no longer holds records so old.
    #[must_use]
    pub fn gone(first: u64) -> Self {
        let message = format!("The journal begins with record {first}");
        let hint = format!("Read on with from_sequence={first}; older records are in the archive");
        Self::new(StatusCode::GONE, "gone", &message, &hint)
    }

    #[must_use]
    pub fn conflict(code: &'static str, message: &str, hint: &str) -> Self {
        Self::new(StatusCode::CONFLICT, code, message, hint)
    }

    #[must_use]
    pub fn too_large(limit: &str) -> Self {
        let message = format!("The request is larger than {limit}");
        let hint = "Send it in smaller parts";
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", &message, hint)
    }

    /// 429 with the time after which the same may be sent again.
    #[must_use]
    pub fn busy(message: &str, seconds: u64) -> Self {
        let hint = "Send the same again a little later";
        let refusal = Self::new(StatusCode::TOO_MANY_REQUESTS, "busy", message, hint);
        Self { retry_after: Some(seconds), ..refusal }
    }

    /// 404: no telephone system of that name takes orders.
    #[must_use]
    pub fn unknown_source(name: &str, known: &[String]) -> Self {
        let name: String = name.chars().take(60).collect();
        let message = format!("No telephone system `{name}` takes orders");
        let hint = match known {
            [] => "Connect one: a section [[asterisk]] in callboard.toml".to_owned(),
            known => format!("Write one of: {}", known.join(", ")),
        };
        Self::new(StatusCode::NOT_FOUND, "unknown_source", &message, &hint)
    }

    /// 503: nothing was sent.
    #[must_use]
    pub fn source_offline(message: &str) -> Self {
        let hint = "Nothing was sent; send the same again once it is connected";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "source_offline", message, hint)
    }

    /// 504: sent, and no answer came.
    #[must_use]
    pub fn unanswered(message: &str) -> Self {
        let hint = "Look at the floor before you give it anew with another key";
        Self::new(StatusCode::GATEWAY_TIMEOUT, "unanswered", message, hint)
    }

    #[must_use]
    pub fn unavailable(message: &str) -> Self {
        let hint = "Try again in a moment; the log says more";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", message, hint)
    }

    /// 500: ours; 503 where it passes by itself. The cause goes to the log, not to the client.
    #[must_use]
    pub fn fault(doing: &str, cause: &(dyn std::error::Error + 'static)) -> Self {
        let is_away = |error: &(dyn std::error::Error + 'static)| {
            error.downcast_ref::<store::StoreError>().is_some_and(store::StoreError::is_away)
        };
        let mut causes = cause.to_string();
        let mut passes = is_away(cause);
        let mut deeper = cause.source();
        while let Some(source) = deeper {
            causes = format!("{causes}: {source}");
            passes |= is_away(source);
            deeper = source.source();
        }
        tracing::error!(doing, error = causes, "request failed");
        if passes {
            let refusal = Self::unavailable("The database does not answer at present");
            return Self { retry_after: Some(AWAY_RETRY), ..refusal };
        }
        let (message, hint) = ("The server failed", "Try again; the log names the cause");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "fault", message, hint)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = Failure { code: self.code.to_owned(), message: self.message, hint: self.hint };
        let mut response = (self.status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
