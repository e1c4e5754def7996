//! Lines of a file or body, one at a time, whatever they hold.
//!
//! Room:  connect; under every import and the feed.
//! Takes: any reader; gzip is recognised by its first bytes.
//! Gives: lines with their numbers; a line beyond the limit is reported and left out.
//! Holds: memory is bounded by the limit; invalid UTF-8 is an error of its line, not of the file;
//!        a file that breaks off (gzip too) gives every complete line before it.
//! Proof: tests below; `tests/it/fuzz.rs`.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

/// Longest line that is read, unless told otherwise.
pub const LINE_LIMIT: usize = 1024 * 1024;

/// A line that could not be read, with what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum BadText {
    #[error("{bytes} bytes long, the limit is {limit}; split it or mend the file")]
    TooLong { bytes: usize, limit: usize },
    #[error("not UTF-8 at byte {0}; convert the file: iconv -f GB18030 -t UTF-8")]
    NotUtf8(usize),
    #[error("the file breaks off here ({0}); copy it again")]
    BreaksOff(io::Error),
}

/// One line and its number, from 1.
#[derive(Debug)]
pub struct Line<'a> {
    pub number: u64,
    pub text: Result<&'a str, BadText>,
}

/// The bytes of a file as its lines hold them: unpacked where it is gzip.
pub fn unpacked(path: &Path) -> io::Result<Box<dyn BufRead + Send>> {
    reader_of(File::open(path)?)
}

fn reader_of(source: impl Read + Send + 'static) -> io::Result<Box<dyn BufRead + Send>> {
    let mut plain = BufReader::with_capacity(256 * 1024, source);
    if !plain.fill_buf()?.starts_with(&[0x1f, 0x8b]) {
        return Ok(Box::new(plain));
    }
    let unpacked = flate2::bufread::MultiGzDecoder::new(plain);
    Ok(Box::new(BufReader::with_capacity(256 * 1024, unpacked)))
}

/// Reads lines.
pub struct Lines {
    reader: Box<dyn BufRead + Send>,
    buffer: Vec<u8>,
    number: u64,
    limit: usize,
    is_over: bool,
}

impl std::fmt::Debug for Lines {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lines").field("number", &self.number).finish_non_exhaustive()
    }
}

impl Lines {
    /// Opens a file, gzip or plain.
    pub fn open(path: &Path) -> io::Result<Self> {
        Self::new(File::open(path)?)
    }

    /// Reads from `source`, gzip or plain.
    pub fn new(source: impl Read + Send + 'static) -> io::Result<Self> {
        let reader = reader_of(source)?;
        Ok(Self { reader, buffer: Vec::new(), number: 0, limit: LINE_LIMIT, is_over: false })
    }

    #[must_use]
    pub fn with_limit(mut self, limit: usize) -> Self {
        self.limit = limit;
        self
    }

    /// The next line without its end; `None` at the end of the file.
    pub fn next_line(&mut self) -> Option<Line<'_>> {
        if self.is_over {
            return None;
        }
        self.buffer.clear();
        let read = self.read_one();
        let number = self.number + 1;
        let length = match read {
            Ok(0) => return None,
            Ok(length) => length,
            Err(error) => {
                self.is_over = true;
                self.number = number;
                return Some(Line { number, text: Err(BadText::BreaksOff(error)) });
            }
        };
        self.number = number;
        if length > self.limit {
            let error = BadText::TooLong { bytes: length, limit: self.limit };
            return Some(Line { number, text: Err(error) });
        }
        while matches!(self.buffer.last(), Some(b'\n' | b'\r')) {
            self.buffer.pop();
        }
        let mark: &[u8] = "\u{feff}".as_bytes();
        let start = if number == 1 && self.buffer.starts_with(mark) { mark.len() } else { 0 };
        let bytes = self.buffer.get(start..).unwrap_or_default();
        let text = std::str::from_utf8(bytes).map_err(|e| BadText::NotUtf8(e.valid_up_to()));
        Some(Line { number, text })
    }

    /// Reads up to and with the line's end; keeps at most the limit, counts all.
    fn read_one(&mut self) -> io::Result<usize> {
        let mut length = 0_usize;
        loop {
            let piece = match self.reader.fill_buf() {
                Ok(piece) => piece,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if piece.is_empty() {
                return Ok(length);
            }
            let end = piece.iter().position(|&b| b == b'\n');
            let used = end.map_or(piece.len(), |end| end + 1);
            let room = self.limit.saturating_add(1).saturating_sub(self.buffer.len()).min(used);
            self.buffer.extend_from_slice(piece.get(..room).unwrap_or_default());
            length = length.saturating_add(used);
            self.reader.consume(used);
            if end.is_some() {
                return Ok(length);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn read(bytes: impl Into<Vec<u8>>) -> Vec<String> {
        let mut lines = Lines::new(io::Cursor::new(bytes.into())).unwrap().with_limit(20);
        let mut seen = Vec::new();
        while let Some(line) = lines.next_line() {
            let text = line.text.map_or_else(|error| format!("! {error}"), str::to_owned);
            seen.push(format!("{} {text}", line.number));
        }
        seen
    }

    #[test]
    fn lines_are_numbered_and_may_lack_the_last_end() {
        assert_eq!(read("\u{feff}a\r\n\nb"), ["1 a", "2 ", "3 b"]);
    }

    #[test]
    fn a_line_too_long_or_not_utf_8_does_not_stop_the_file() {
        let mut bytes = vec![b'x'; 10_000_000];
        bytes.extend(b"\nok \xff\nnext");
        let seen = read(bytes);
        assert!(seen[0].starts_with("1 ! 10000001 bytes long"));
        assert!(seen[1].starts_with("2 ! not UTF-8 at byte 3"));
        assert_eq!(seen[2], "3 next");
    }

    #[test]
    fn a_gzip_file_that_breaks_off_gives_the_lines_before() {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
        for number in 0..20_000 {
            writeln!(packer, "line {number}").unwrap();
        }
        let mut bytes = packer.finish().unwrap();
        let whole = read(bytes.clone());
        assert_eq!(whole.len(), 20_000);
        bytes.truncate(bytes.len() / 2);
        let cut = read(bytes);
        assert!(cut.len() > 5_000 && cut.len() < 15_000);
        let (last, before) = cut.split_last().unwrap();
        assert!(last.contains("the file breaks off here"), "{last}");
        assert_eq!(before.last(), whole.get(before.len() - 1));
    }
}
