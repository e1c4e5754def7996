//! The part of an address behind `?`, as terminals write it.
//!
//! Room: attendance, terminal.

/// The number a terminal was made with: letters, digits, `-` and `_`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Serial(String);

impl Serial {
    /// Up to 40 signs; nothing that could break a line of an answer.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let is_fine = |c: u8| c.is_ascii_alphanumeric() || c == b'-' || c == b'_';
        let is_serial = (1..=40).contains(&text.len()) && text.bytes().all(is_fine);
        is_serial.then(|| Self(text.to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Which terminal says it sends the request.
#[must_use]
pub fn serial(query: &str) -> Option<Serial> {
    Query::read(query).get("sn").and_then(Serial::new)
}

/// Names in small letters and their values; at most 40, of a bounded length.
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    pub(super) fn read(text: &str) -> Self {
        let pairs = text.trim_start_matches('?').split('&').take(40);
        let pairs = pairs.filter_map(|pair| pair.split_once('='));
        Self(pairs.map(|(name, value)| (decoded(name).to_lowercase(), decoded(value))).collect())
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn stamp(&self) -> Option<u64> {
        self.get("stamp")?.parse().ok()
    }
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes().take(2_000);
    while let Some(byte) = rest.next() {
        let decoded = match byte {
            b'+' => b' ',
            b'%' => {
                let mut digits = rest.clone();
                let two = digits.next().and_then(hex).zip(digits.next().and_then(hex));
                match two {
                    Some((high, low)) => {
                        rest = digits;
                        high << 4 | low
                    }
                    None => b'%',
                }
            }
            other => other,
        };
        bytes.push(decoded);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}
