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

/// Every golden line with its version, its place and what it says.
fn every_line() -> impl Iterator<Item = (u16, String, String, Event)> {
    (1..=codec::VERSION).flat_map(|version| {
        golden(version).into_iter().map(move |(place, line)| {
            let event = decode(version, line.as_bytes()).expect(&place);
            (version, place, line, event)
        })
    })
}

/// Which kinds have a line in the shape that is written today.
fn kinds_as_written() -> BTreeSet<&'static str> {
    let alike = every_line().filter(|(_, _, line, event)| encode(event) == line.as_bytes());
    alike.map(|(_, _, _, event)| event.kind()).collect()
}

#[test]
fn a_golden_line_of_this_version_is_written_alike() {
    for (version, place, line, event) in every_line() {
        let written = String::from_utf8(encode(&event)).unwrap();
        let is_ours = version == codec::VERSION;
        assert!(!is_ours || written == line, "{place}: the written shape changed:\n{written}");
    }
}

#[test]
fn what_an_older_version_wrote_means_the_same_when_it_is_written_again() {
    for (_, place, _, event) in every_line() {
        assert_eq!(decode(codec::VERSION, &encode(&event)).unwrap(), event, "{place}");
    }
}

#[test]
fn every_kind_has_a_golden_line_in_the_shape_of_today() {
    let all: BTreeSet<&str> = KINDS.into_iter().map(|kind| kind.name).collect();
    assert_eq!(kinds_as_written(), all, "a changed shape is a new version with a file of its own");
}

#[test]
fn a_kind_is_called_what_the_payload_calls_it() {
    for (_, place, line, event) in every_line() {
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
