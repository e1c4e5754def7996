//! Frames without customers' numbers and names, for the raw log.
//!
//! Room:  connect, `asterisk`.
//! Holds: no run of seven or more digits leaves the room but in keys that number channels, times
//!        and bridges; caller names leave it not at all.
//! Proof: tests below.

use super::frame::Frame;

/// A run of digits this long may be a telephone number.
const NUMBER: usize = 7;
/// Digits of a number that stay readable, to tell two apart.
const SHOWN: usize = 2;

/// The frame as text, one `Key: value` a line.
pub(super) fn frame(frame: &Frame) -> String {
    let mut text = String::new();
    for (key, value) in frame.pairs() {
        text.push_str(key);
        text.push_str(": ");
        if is_name(key) && !value.starts_with('<') && !value.is_empty() {
            text.push_str("***");
        } else if numbers_something_else(key) {
            text.push_str(value);
        } else {
            mask(value, &mut text);
        }
        text.push('\n');
    }
    text
}

fn is_name(key: &str) -> bool {
    key.ends_with("CallerIDName") || key.ends_with("ConnectedLineName")
}

fn numbers_something_else(key: &str) -> bool {
    const SUFFIXES: [&str; 2] = ["Uniqueid", "Linkedid"];
    const KEYS: [&str; 8] = [
        "Timestamp",
        "LastCall",
        "LastPause",
        "LoginTime",
        "BridgeUniqueid",
        "BridgeId",
        "SessionID",
        "ActionID",
    ];
    SUFFIXES.iter().any(|suffix| key.ends_with(suffix)) || KEYS.contains(&key)
}

/// `value` behind `text`, with long runs of digits hidden.
pub(super) fn mask(value: &str, text: &mut String) {
    let mut run = String::new();
    for letter in value.chars() {
        if letter.is_ascii_digit() {
            run.push(letter);
            continue;
        }
        close(&mut run, text);
        text.push(letter);
    }
    close(&mut run, text);
}

fn close(run: &mut String, text: &mut String) {
    if run.len() < NUMBER {
        text.push_str(run);
    } else {
        let hidden = run.len() - SHOWN;
        text.extend(std::iter::repeat_n('*', hidden));
        text.push_str(run.get(hidden..).unwrap_or_default());
    }
    run.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn customers_numbers_and_names_do_not_leave() {
        let text = frame(&Frame::of([
            ("Event", "Newexten"),
            ("Uniqueid", "pbx1-1795312433.0"),
            ("CallerIDNum", "13731199938"),
            ("CallerIDName", "Li Lei"),
            ("AppData", "IvrNode,Node: main,Caller: 13731199938,Dnis: 95588"),
            ("Channel", "Local/13027721340@cb-out-0000000f;1"),
            ("ConnectedLineName", "<unknown>"),
        ]));
        assert!(!text.contains("13731199938") && !text.contains("13027721340"), "{text}");
        assert!(!text.contains("Li Lei"), "{text}");
        assert!(text.contains("Uniqueid: pbx1-1795312433.0\n"), "{text}");
        assert!(text.contains("Dnis: 95588") && text.contains("*********38"), "{text}");
    }
}
