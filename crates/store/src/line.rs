//! A record as one line of text, the same in the journal's blocks and in archive segments.
//!
//! Room:  store.
//! Takes: `Record`. Gives: `[sequence,occurred_at,journalled_at,source,epoch,counter,certainty,version,event]\n`.
//! Holds: what is written reads back equal; the event's own form belongs to `journal::codec`.
//! Proof: tests below; tests/it/contract.rs.

use domain::state::Certainty;
use domain::{ContactId, SourceId, Timestamp};
use journal::{DecodeError, Record, SourceKey};
use std::io::Write as _;

/// Appends the record's line.
pub(crate) fn write(record: &Record, lines: &mut Vec<u8>) {
    let Record { sequence, occurred_at, journalled_at, source, key, certainty, event } = record;
    let certainty = match certainty {
        Certainty::Reported => 0,
        Certainty::Inferred => 1,
    };
    write!(
        lines,
        "[{sequence},{},{},{},{},{},{certainty},{},",
        occurred_at.micros(),
        journalled_at.micros(),
        source.0,
        key.epoch,
        key.counter,
        journal::codec::VERSION
    )
    .expect("memory takes what is written to it");
    lines.extend_from_slice(&journal::encode(event));
    lines.extend_from_slice(b"]\n");
}

/// A line that is not a record.
#[derive(Debug)]
pub(crate) enum LineError {
    Malformed,
    Event { sequence: u64, source: DecodeError },
}

/// The sequence number of a line.
pub(crate) fn sequence(line: &[u8]) -> Option<u64> {
    natural(line.strip_prefix(b"[")?).map(|(sequence, _)| sequence)
}

/// When the line's record was journaled.
pub(crate) fn journalled_at(line: &[u8]) -> Option<Timestamp> {
    let (_, rest) = natural(line.strip_prefix(b"[")?)?;
    let (_, rest) = number(rest)?;
    number(rest).map(|(at, _)| Timestamp(at))
}

/// Whether the line may speak of a contact: cheap, and never wrong about those that do.
pub(crate) fn may_name(line: &[u8], needle: &[u8]) -> bool {
    let Some(first) = needle.first() else { return true };
    let mut rest = line;
    while let Some(at) = rest.iter().position(|byte| byte == first) {
        rest = &rest[at..];
        if rest.starts_with(needle) && !rest.get(needle.len()).is_some_and(u8::is_ascii_digit) {
            return true;
        }
        rest = &rest[1..];
    }
    false
}

/// What a line about this contact contains.
pub(crate) fn needle(contact: ContactId) -> Vec<u8> {
    format!("\"contact\":{}", contact.0).into_bytes()
}

/// Reads a line without its line end.
pub(crate) fn read(line: &[u8]) -> Result<Record, LineError> {
    let (head, version, event) = split(line).ok_or(LineError::Malformed)?;
    let event = journal::decode(version, event)
        .map_err(|source| LineError::Event { sequence: head.sequence, source })?;
    Ok(Record {
        sequence: head.sequence,
        occurred_at: head.occurred_at,
        journalled_at: head.journalled_at,
        source: head.source,
        key: head.key,
        certainty: head.certainty,
        event,
    })
}

struct Head {
    sequence: u64,
    occurred_at: Timestamp,
    journalled_at: Timestamp,
    source: SourceId,
    key: SourceKey,
    certainty: Certainty,
}

fn split(line: &[u8]) -> Option<(Head, u16, &[u8])> {
    let rest = line.strip_prefix(b"[")?.strip_suffix(b"]")?;
    let (sequence, rest) = natural(rest)?;
    let (occurred_at, rest) = number(rest)?;
    let (journalled_at, rest) = number(rest)?;
    let (source, rest) = number(rest)?;
    let (epoch, rest) = number(rest)?;
    let (counter, rest) = natural(rest)?;
    let (certainty, rest) = number(rest)?;
    let (version, event) = number(rest)?;
    let head = Head {
        sequence,
        occurred_at: Timestamp(occurred_at),
        journalled_at: Timestamp(journalled_at),
        source: SourceId(u32::try_from(source).ok()?),
        key: SourceKey { epoch: u32::try_from(epoch).ok()?, counter },
        certainty: match certainty {
            0 => Certainty::Reported,
            1 => Certainty::Inferred,
            _ => return None,
        },
    };
    Some((head, u16::try_from(version).ok()?, event))
}

/// The number before the next comma, and what follows the comma.
fn number(text: &[u8]) -> Option<(i64, &[u8])> {
    let (value, rest) = match text.strip_prefix(b"-") {
        Some(digits) => {
            let (value, rest) = natural(digits)?;
            (0_i64.checked_sub_unsigned(value)?, rest)
        }
        None => {
            let (value, rest) = natural(text)?;
            (i64::try_from(value).ok()?, rest)
        }
    };
    Some((value, rest))
}

fn natural(text: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0_u64;
    for (index, byte) in text.iter().enumerate() {
        match byte {
            b'0'..=b'9' => {
                value = value.checked_mul(10)?.checked_add(u64::from(byte - b'0'))?;
            }
            b',' if index > 0 => return Some((value, &text[index + 1..])),
            _ => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use journal::Event;
    use proptest::prelude::*;

    fn record(sequence: u64, at: i64, counter: u64, skew: i64) -> Record {
        Record {
            sequence,
            occurred_at: Timestamp(at),
            journalled_at: Timestamp(at.saturating_add(1)),
            source: SourceId(3),
            key: SourceKey { epoch: 7, counter },
            certainty: Certainty::Inferred,
            event: Event::SkewMeasured { skew: domain::Duration(skew) },
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back_equal(
            sequence: u64, at: i64, counter: u64, skew: i64,
        ) {
            let record = record(sequence, at, counter, skew);
            let mut line = Vec::new();
            write(&record, &mut line);
            prop_assert_eq!(line.pop(), Some(b'\n'));
            prop_assert_eq!(super::sequence(&line), Some(sequence));
            prop_assert_eq!(super::journalled_at(&line), Some(record.journalled_at));
            prop_assert_eq!(read(&line).unwrap(), record);
        }

        #[test]
        fn any_bytes_are_refused_without_a_panic(bytes: Vec<u8>) {
            prop_assert!(read(&bytes).is_err());
        }
    }

    #[test]
    fn a_longer_number_is_another_contact() {
        let needle = needle(ContactId(12));
        assert!(may_name(b"{\"contact\":12,\"x\":1}", &needle));
        assert!(!may_name(b"{\"contact\":123}", &needle));
        assert!(may_name(b"{\"contact\":123},{\"contact\":12}", &needle));
    }
}
