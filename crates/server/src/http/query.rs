//! What a request's parameters say, checked.
//!
//! Room:  server/http; used by the handlers.
//! Holds: a parameter that cannot be read is refused with its name and what to write instead.

use super::refusal::Refusal;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::Timestamp;
use domain::calendar::Day;
use serde::de::DeserializeOwned;

const LARGEST_PAGE: u32 = 500;
const USUAL_PAGE: u32 = 100;

/// An instant as RFC 3339.
pub fn instant(name: &str, text: &str) -> Result<Timestamp, Refusal> {
    let hint = "Write an instant as 2026-11-22T08:30:00Z";
    Timestamp::parse(text).map_err(|_| Refusal::parameter(name, text, hint))
}

/// A local calendar day.
pub fn day(name: &str, text: &str) -> Result<Day, Refusal> {
    Day::parse(text).ok_or_else(|| Refusal::parameter(name, text, "Write a day as 2026-11-22"))
}

/// Rows at most.
pub fn limit(given: Option<u32>) -> Result<usize, Refusal> {
    let limit = given.unwrap_or(USUAL_PAGE);
    if limit == 0 || limit > LARGEST_PAGE {
        let hint = format!("Write a number from 1 to {LARGEST_PAGE}");
        return Err(Refusal::parameter("limit", &limit.to_string(), &hint));
    }
    Ok(usize::try_from(limit).unwrap_or(usize::MAX))
}

/// The place from which a list goes on.
pub fn cursor<T>(
    text: Option<&str>,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, Refusal> {
    let hint = "Pass `meta.next_before` of the answer before";
    text.map(|text| parse(text).ok_or_else(|| Refusal::parameter("before", text, hint))).transpose()
}

/// The parameters behind `?`, refused in our own words where they cannot be read.
#[derive(Clone, Copy, Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let read = axum::extract::Query::<T>::from_request_parts(parts, state).await;
        let hint = "See /api/v1/openapi.json for the parameters";
        read.map(|axum::extract::Query(value)| Self(value))
            .map_err(|rejection| Refusal::invalid(rejection.body_text(), hint))
    }
}

/// The number in a path such as `/queues/{id}`. What is no number names nothing.
#[derive(Clone, Copy, Debug)]
pub struct Id(pub u32);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let read = axum::extract::Path::<u32>::from_request_parts(parts, state).await;
        read.map(|axum::extract::Path(id)| Self(id)).map_err(|_| Refusal::not_found("such thing"))
    }
}

/// The two numbers in a path such as `/forecasts/{id}/overrides/{number}`.
#[derive(Clone, Copy, Debug)]
pub struct Ids(pub u32, pub u32);

impl<S: Send + Sync> FromRequestParts<S> for Ids {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let read = axum::extract::Path::<(u32, u32)>::from_request_parts(parts, state).await;
        let both = read.map(|axum::extract::Path((first, second))| Self(first, second));
        both.map_err(|_| Refusal::not_found("such thing"))
    }
}
