//! The bytes of the manager interface cut into frames: `Key: value` lines up to a blank line.
//!
//! Room:  connect, `asterisk`; after the socket, before the translator.
//! Takes: bytes in pieces of any size.
//! Gives: `Item`s: frames, the greeting, and what could not be read.
//! Holds: memory is bounded by `Limits` whatever arrives; after something unreadable it goes on at
//!        the next blank line; repeated keys are all kept (Quirk: `TestEvent` of 16.28 repeats `State`).
//! Never: panics on any bytes.
//! Proof: tests below; `tests/it/fuzz.rs`.

use domain::Timestamp;

/// The largest line and frame that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub line: usize,
    pub frame: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { line: 64 * 1024, frame: 256 * 1024 }
    }
}

/// One packet: keys and values in the order sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    text: String,
    /// Start of key, end of key, start of value, end of value.
    pairs: Vec<[u32; 4]>,
}

/// What the reader found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// The first line of a session, without a blank line after it.
    Greeting(String),
    Frame(Frame),
    /// This many lines of the frame that follows had no colon and were left out.
    Unreadable {
        lines: u32,
    },
    /// A frame of at least this many bytes was larger than the limit and was left out.
    Oversized {
        bytes: usize,
    },
}

impl Frame {
    /// A frame of these pairs, for transcripts and captures.
    pub fn of<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut frame = Self::default();
        for (key, value) in pairs {
            frame.push(key, value);
        }
        frame
    }

    pub fn push(&mut self, key: &str, value: &str) {
        let start = self.text.len();
        self.text.push_str(key);
        let middle = self.text.len();
        self.text.push_str(value);
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        self.pairs.push([place(start), place(middle), place(middle), place(self.text.len())]);
    }

    /// Keys and values in the order sent, repeated keys included.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|&[a, b, c, d]| (self.slice(a, b), self.slice(c, d)))
    }

    fn slice(&self, start: u32, end: u32) -> &str {
        self.text.get(start as usize..end as usize).unwrap_or_default()
    }

    /// The first value of `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.pairs().find(|&(k, _)| k == key).map(|(_, value)| value)
    }

    /// The first value of `key`, unless it is empty or Asterisk's word for "nothing".
    #[must_use]
    pub fn known(&self, key: &str) -> Option<&str> {
        self.get(key).filter(|value| !matches!(*value, "" | "<unknown>" | "unknown" | "<none>"))
    }

    /// The name of the event; `None` for the answer to an action.
    #[must_use]
    pub fn event(&self) -> Option<&str> {
        self.get("Event")
    }

    /// When the PBX says it happened. Quirk: list events and `FullyBooted` carry no `Timestamp`.
    #[must_use]
    pub fn timestamp(&self) -> Option<Timestamp> {
        parse_timestamp(self.get("Timestamp")?)
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }
}

/// Reads `1795311668.442476`, seconds and their fraction, without passing through a float.
fn parse_timestamp(text: &str) -> Option<Timestamp> {
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, ""));
    let seconds: i64 = seconds.parse().ok()?;
    let digits = fraction.bytes().take(6).map(|b| char::from(b).to_digit(10));
    let mut micros = 0_i64;
    let mut width = 0;
    for digit in digits {
        micros = micros * 10 + i64::from(digit?);
        width += 1;
    }
    for _ in width..6 {
        micros *= 10;
    }
    Some(Timestamp::from_micros(seconds.checked_mul(1_000_000)?.checked_add(micros)?))
}

/// Cuts bytes into frames, a piece at a time.
#[derive(Clone, Debug, Default)]
pub struct FrameReader {
    limits: Limits,
    line: Vec<u8>,
    frame: Frame,
    unreadable: u32,
    /// Bytes of the frame so far, its separators included.
    size: usize,
    skipping: bool,
}

impl FrameReader {
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// Takes the next bytes and appends what they complete.
    pub fn feed(&mut self, mut bytes: &[u8], out: &mut Vec<Item>) {
        while let Some(end) = bytes.iter().position(|&b| b == b'\n') {
            let (line, rest) = bytes.split_at(end);
            self.take(line);
            self.end_line(out);
            bytes = rest.get(1..).unwrap_or_default();
        }
        self.take(bytes);
    }

    /// Whether bytes of an unfinished frame are held: at the end of a session they are lost.
    #[must_use]
    pub fn is_mid_frame(&self) -> bool {
        !self.line.is_empty() || !self.frame.is_empty() || self.skipping
    }

    /// Forgets an unfinished frame, before a new session.
    pub fn reset(&mut self) {
        *self = Self::new(self.limits);
    }

    /// Bytes held now.
    #[must_use]
    pub fn held(&self) -> usize {
        self.line.len() + self.frame.text.len() + self.frame.pairs.len() * 16
    }

    fn take(&mut self, piece: &[u8]) {
        self.size = self.size.saturating_add(piece.len());
        if self.skipping {
            // Only whether the line is blank still matters: one byte says so.
            if self.line.is_empty() {
                self.line.extend(piece.iter().copied().find(|b| *b != b'\r'));
            }
            return;
        }
        if self.line.len() + piece.len() > self.limits.line || self.size > self.limits.frame {
            self.skipping = true;
            self.frame = Frame::default();
            self.line.clear();
            self.line.push(b'x');
            return;
        }
        self.line.extend_from_slice(piece);
    }

    fn end_line(&mut self, out: &mut Vec<Item>) {
        self.size = self.size.saturating_add(1);
        if self.line.last() == Some(&b'\r') {
            self.line.pop();
        }
        if self.line.is_empty() {
            self.end_frame(out);
        } else if !self.skipping {
            self.read_line(out);
        }
        self.line.clear();
    }

    fn read_line(&mut self, out: &mut Vec<Item>) {
        let line = String::from_utf8_lossy(&self.line);
        if self.frame.is_empty() && line.starts_with("Asterisk Call Manager/") {
            out.push(Item::Greeting(line.into_owned()));
            self.size = 0;
            return;
        }
        match line.split_once(':') {
            Some((key, value)) if !key.is_empty() => {
                let value = value.strip_prefix(' ').unwrap_or(value);
                self.frame.push(key, value);
            }
            _ => self.unreadable = self.unreadable.saturating_add(1),
        }
    }

    fn end_frame(&mut self, out: &mut Vec<Item>) {
        if self.skipping {
            out.push(Item::Oversized { bytes: self.size });
        } else {
            if self.unreadable > 0 {
                out.push(Item::Unreadable { lines: self.unreadable });
            }
            if !self.frame.is_empty() {
                out.push(Item::Frame(std::mem::take(&mut self.frame)));
            }
        }
        self.skipping = false;
        self.unreadable = 0;
        self.size = 0;
        self.frame = Frame::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Vec<Item> {
        let mut items = Vec::new();
        FrameReader::default().feed(bytes, &mut items);
        items
    }

    #[test]
    fn any_cut_of_the_bytes_gives_the_same_frames() {
        let bytes = b"Asterisk Call Manager/5.0.4\r\nEvent: A\r\nX: 1\r\n\r\n\r\nEvent: B\n\n";
        let whole = read(bytes);
        assert_eq!(whole.len(), 3);
        for cut in 0..bytes.len() {
            let mut items = Vec::new();
            let mut reader = FrameReader::default();
            let (head, tail) = bytes.split_at(cut);
            reader.feed(head, &mut items);
            reader.feed(tail, &mut items);
            assert_eq!(items, whole, "cut at {cut}");
        }
    }

    #[test]
    fn repeated_keys_are_all_kept() {
        let items = read(b"Event: TestEvent\r\nState: a\r\nState: b\r\n\r\n");
        let [Item::Frame(frame)] = &items[..] else { panic!("{items:?}") };
        let states: Vec<_> = frame.pairs().filter(|(k, _)| *k == "State").map(|p| p.1).collect();
        assert_eq!(states, ["a", "b"]);
    }

    #[test]
    fn an_oversized_frame_is_left_out_and_the_next_is_read() {
        let mut reader = FrameReader::new(Limits { line: 40, frame: 100 });
        let mut items = Vec::new();
        reader.feed(b"Event: A\r\nLong: ", &mut items);
        for _ in 0..10_000 {
            reader.feed(b"0123456789", &mut items);
            assert!(reader.held() < 500);
        }
        reader.feed(b"\r\nMore: 1\r\n\r\nEvent: B\r\n\r\n", &mut items);
        assert!(matches!(items[0], Item::Oversized { bytes } if bytes > 100_000));
        assert_eq!(items[1], Item::Frame(Frame::of([("Event", "B")])));
    }

    #[test]
    fn a_frame_of_many_small_lines_is_limited_too() {
        let mut reader = FrameReader::new(Limits { line: 40, frame: 100 });
        let mut items = Vec::new();
        for _ in 0..1_000 {
            reader.feed(b"K: v\r\n", &mut items);
        }
        assert!(reader.held() < 500);
        reader.feed(b"\r\n", &mut items);
        assert!(matches!(items[..], [Item::Oversized { .. }]));
    }

    #[test]
    fn bytes_that_are_not_utf_8_and_lines_without_colon_do_not_stop_it() {
        let items = read(b"Event: A\r\nName: \xff\xfe\r\nnonsense\r\n\r\n");
        assert_eq!(items[0], Item::Unreadable { lines: 1 });
        let Item::Frame(frame) = &items[1] else { panic!("{items:?}") };
        assert_eq!(frame.get("Name"), Some("\u{fffd}\u{fffd}"));
    }

    #[test]
    fn a_timestamp_keeps_its_microseconds() {
        let at = |text| Frame::of([("Timestamp", text)]).timestamp().map(Timestamp::micros);
        assert_eq!(at("1795311668.442476"), Some(1_795_311_668_442_476));
        assert_eq!(at("1795311668.5"), Some(1_795_311_668_500_000));
        assert_eq!(at("1795311668"), Some(1_795_311_668_000_000));
        assert_eq!(at("soon"), None);
        assert_eq!(at("99999999999999999999"), None);
    }
}
