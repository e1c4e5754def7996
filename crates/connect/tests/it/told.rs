//! Transcripts in short, and observations in words.
//!
//! A line of a transcript is `TIME EVENT key=value ...`; a value may hold `_` for a space.
//! An observation reads `TIME kind field=value ...`, with `~` before it if it was inferred.

use connect::asterisk::{Frame, Resume, Rules, Translator};
use domain::Timestamp;
use journal::Observation;
use serde_json::Value;

/// Frames of a transcript, with the time of their receipt.
pub(crate) fn frames(transcript: &str) -> Vec<(Timestamp, Frame)> {
    transcript.lines().map(str::trim).filter(|line| !line.is_empty()).map(frame).collect()
}

fn frame(line: &str) -> (Timestamp, Frame) {
    let mut words = line.split_whitespace();
    let at = seconds(words.next().unwrap());
    let mut frame = Frame::of([("Event", words.next().unwrap())]);
    let micros = at.micros();
    let mut has_own_time = true;
    for word in words {
        if word == "untimed" {
            has_own_time = false;
            continue;
        }
        let (key, value) = word.split_once('=').unwrap();
        frame.push(key, &value.replace('_', " "));
    }
    if has_own_time {
        frame.push("Timestamp", &format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000));
    }
    (at, frame)
}

/// `12` or `12.5`.
fn seconds(text: &str) -> Timestamp {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let micros: i64 = format!("{fraction:0<6}").parse().unwrap();
    Timestamp::from_micros(whole.parse::<i64>().unwrap() * 1_000_000 + micros)
}

/// What a translator with these rules makes of the transcript, silence afterwards included.
pub(crate) fn told_by(rules: Rules, transcript: &str) -> Vec<String> {
    let mut translator = Translator::new(rules, &Resume::default());
    let mut out = Vec::new();
    let mut last = Timestamp::MIN;
    for (at, frame) in frames(transcript) {
        translator.on_frame(&frame, at, &mut out);
        last = at;
    }
    translator.tick(Timestamp::from_micros(last.micros() + 60_000_000), &mut out);
    in_words(&out)
}

pub(crate) fn told(transcript: &str) -> Vec<String> {
    told_by(Rules::default(), transcript)
}

/// Only the lines that speak of one of `kinds`.
pub(crate) fn only(kinds: &[&str], lines: Vec<String>) -> Vec<String> {
    let kind = |line: &String| {
        let word = line.split_whitespace().nth(1).unwrap_or_default().to_owned();
        kinds.contains(&word.as_str())
    };
    lines.into_iter().filter(kind).collect()
}

pub(crate) fn in_words(observations: &[Observation]) -> Vec<String> {
    observations.iter().map(word).collect()
}

fn word(observation: &Observation) -> String {
    let event = serde_json::to_value(&observation.event).unwrap();
    let (kind, fields) = event.as_object().unwrap().iter().next().unwrap();
    let inferred = observation.certainty == domain::state::Certainty::Inferred;
    let seconds = observation.occurred_at.micros() as f64 / 1e6;
    let mut text = format!("{}{seconds:.3} {kind}", if inferred { "~" } else { "" });
    for (name, value) in fields.as_object().unwrap() {
        let value = match value {
            Value::Null => continue,
            Value::String(text) => text.clone(),
            Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
                value.to_string()
            }
        };
        if !matches!(name.as_str(), "channel" | "external" | "priority" | "site") {
            text.push_str(&format!(" {name}={value}"));
        }
    }
    text
}
