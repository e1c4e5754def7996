//! What a receiver gets, and how it knows that it is from us: the names and the form of "Standard Webhooks".
//!
//! Room:  server, webhooks.
//! Holds: the signature is HMAC-SHA256 over id, time and body; while a secret is being changed both sign.
//! Never: puts whom a change is about into a body whose receiver may not be told.
//! Proof: tests below, with a worked example; docs/how-to/webhooks.md has the same from the other side.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::Timestamp;
use hmac::{Hmac, Mac as _};
use serde_json::{Map, Value, json};
use sha2::Sha256;
use store::{Delivery, Webhook};

/// Of the shape of bodies.
const VERSION: u32 = 1;
/// What secrets begin with, by which tools know them.
const PREFIX: &str = "whsec_";

/// Id, time and signatures.
pub type Headers = [(&'static str, String); 3];

/// The same for each attempt: a receiver drops what it has.
#[must_use]
pub fn id(event: u64) -> String {
    format!("change-{event}")
}

/// The request's body.
#[must_use]
pub fn body(delivery: &Delivery, is_personal: bool) -> String {
    let read = |text: &str| serde_json::from_str::<Map<String, Value>>(text).unwrap_or_default();
    let mut data = read(&delivery.content);
    if is_personal {
        data.extend(read(&delivery.personal));
    }
    written(&delivery.kind, delivery.at, &Value::Object(data))
}

/// A body that tells nothing, to try a receiver.
#[must_use]
pub fn trial(at: Timestamp) -> String {
    written("webhook.test", at, &json!({}))
}

fn written(kind: &str, at: Timestamp, data: &Value) -> String {
    let at = at.to_string();
    json!({ "type": kind, "timestamp": at, "version": VERSION, "data": data }).to_string()
}

/// What stands over a body.
#[must_use]
pub fn headers(hook: &Webhook, id: &str, body: &str, now: Timestamp) -> Headers {
    let seconds = now.micros().div_euclid(1_000_000);
    let old = hook.old_secret.as_ref().filter(|(_, until)| *until > now).map(|(old, _)| old);
    let secrets = std::iter::once(&hook.secret).chain(old);
    let signatures: Vec<String> =
        secrets.map(|secret| signature(secret, id, seconds, body)).collect();
    [
        ("webhook-id", id.to_owned()),
        ("webhook-timestamp", seconds.to_string()),
        ("webhook-signature", signatures.join(" ")),
    ]
}

fn signature(secret: &[u8], id: &str, seconds: i64, body: &str) -> String {
    let mut mac =
        <Hmac<Sha256> as hmac::Mac>::new_from_slice(secret).expect("HMAC takes keys of any length");
    mac.update(format!("{id}.{seconds}.{body}").as_bytes());
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

/// A new secret.
#[must_use]
pub fn fresh() -> [u8; 32] {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).expect("the operating system has randomness");
    bytes
}

/// A secret as people copy it.
#[must_use]
pub fn shown(secret: &[u8]) -> String {
    format!("{PREFIX}{}", STANDARD.encode(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_standard_comes_out() {
        let secret = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let body = r#"{"test": 2432232314}"#;
        assert_eq!(
            signature(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
        assert_eq!(shown(&secret), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    }

    #[test]
    fn whom_it_is_about_is_told_to_those_who_may_know() {
        let delivery = Delivery {
            event: 7,
            kind: "person.changed".into(),
            at: Timestamp::parse("2026-11-22T00:30:00Z").unwrap(),
            content: r#"{"person":3}"#.into(),
            personal: r#"{"number":"A100"}"#.into(),
            state: "waiting".into(),
            attempts: 0,
            due_at: Timestamp::from_secs(0),
            tried_at: None,
            status: None,
            problem: None,
        };
        let read =
            |is_personal| -> Value { serde_json::from_str(&body(&delivery, is_personal)).unwrap() };
        assert_eq!(read(false)["data"], json!({"person": 3}));
        assert_eq!(read(true)["data"], json!({"person": 3, "number": "A100"}));
        assert_eq!(
            (&read(true)["type"], &read(true)["version"]),
            (&json!("person.changed"), &json!(1))
        );
    }
}
