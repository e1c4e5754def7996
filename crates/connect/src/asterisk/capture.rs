//! A recorded session: one JSON line per frame, `{"t": ms, "event": {...}}`, gzip or plain.
//!
//! Room:  connect, `asterisk`; for replays, reports and tests.
//! Holds: a line that cannot be read is an error with its number and remedy; nothing after it is
//!        lost; a cut-off file gives all complete lines.

use super::frame::Frame;
use domain::Timestamp;
use serde_json::Value;

/// One frame of a capture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Captured {
    pub received_at: Timestamp,
    pub frame: Frame,
}

/// Why a line of a capture is not a frame.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAFrame {
    #[error(
        "not JSON ({0}); write one object per line: {{\"t\": milliseconds, \"event\": {{...}}}}"
    )]
    Json(String),
    #[error("no `{0}`; write {{\"t\": milliseconds, \"event\": {{...}}}}")]
    Missing(&'static str),
}

/// A parser's words, which may quote the line.
fn short(error: &serde_json::Error) -> String {
    error.to_string().chars().take(120).collect()
}

/// Reads one line.
pub fn read_line(line: &str) -> Result<Captured, NotAFrame> {
    let mut value: Value =
        serde_json::from_str(line).map_err(|error| NotAFrame::Json(short(&error)))?;
    let millis = value.get("t").and_then(Value::as_i64).ok_or(NotAFrame::Missing("t"))?;
    let Some(Value::Object(event)) = value.get_mut("event").map(Value::take) else {
        return Err(NotAFrame::Missing("event"));
    };
    let mut frame = Frame::default();
    for (key, value) in &event {
        match value {
            Value::String(text) => frame.push(key, text),
            // A repeated key was recorded as a list.
            Value::Array(values) => {
                for value in values {
                    frame.push(key, value.as_str().unwrap_or_default());
                }
            }
            other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_)) => {
                frame.push(key, &other.to_string());
            }
        }
    }
    Ok(Captured { received_at: Timestamp::from_millis(millis), frame })
}
