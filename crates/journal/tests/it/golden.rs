//! Every shape ever written stays readable: one golden line for each kind and version.

use journal::{Event, KINDS, codec, decode, encode};
use std::collections::BTreeSet;
use std::path::Path;

/// The lines of every golden file of `version`, with their place for messages.
fn golden(version: u16) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("golden/v{version}"));
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .expect("golden folder")
        .flatten()
        .map(|entry| entry.path())
        .collect();
    files.sort();
    let mut lines = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a readable golden file");
        for (number, line) in text.lines().enumerate() {
            lines.push((format!("{}:{}", file.display(), number + 1), line.to_owned()));
        }
    }
    lines
}

#[test]
fn every_golden_line_is_read_and_written_alike() {
    for (place, line) in golden(1) {
        let event = decode(1, line.as_bytes()).unwrap_or_else(|e| panic!("{place}: {e}"));
        let written = String::from_utf8(encode(&event)).unwrap();
        assert_eq!(written, line, "{place}: the written shape changed; that is a new version");
    }
}

#[test]
fn every_kind_has_a_golden_line() {
    let seen: BTreeSet<&str> =
        golden(1).iter().map(|(_, line)| decode(1, line.as_bytes()).unwrap().kind()).collect();
    let all: BTreeSet<&str> = KINDS.into_iter().collect();
    assert_eq!(seen, all);
}

#[test]
fn a_kind_is_called_what_the_payload_calls_it() {
    for (place, line) in golden(1) {
        let event = decode(1, line.as_bytes()).unwrap();
        assert!(line.starts_with(&format!("{{\"{}\":", event.kind())), "{place}");
    }
}

#[test]
fn a_newer_version_is_refused_by_name() {
    let error = decode(codec::VERSION + 1, br#"{"source_lost":{}}"#).unwrap_err();
    assert!(error.to_string().contains("newer Callboard"), "{error}");
}

#[test]
fn a_payload_that_is_no_event_is_an_error() {
    for payload in [&b"{}"[..], b"{\"contact_painted\":{}}", b"\xff\xfe", b""] {
        assert!(decode(1, payload).is_err());
    }
    let half = br#"{"contact_queued":{"contact":1,"queue":2"#;
    assert!(decode(1, half).is_err());
    let lost: Event = Event::SourceLost {};
    assert_eq!(decode(1, &encode(&lost)).unwrap(), lost);
}
