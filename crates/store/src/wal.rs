//! A look at a write-ahead log before the engine recovers it: what will be left out, in words.
//!
//! Room:  store; only for `findings`, the engine itself decides what is valid.
//! Takes: the bytes of a `-wal` file (sqlite.org/fileformat.html, section 4).
//! Gives: how much lies behind the last whole transaction of the newest generation.
//! Holds: frames of an older generation (other salts) are not a loss: the log is reused.
//! Proof: tests/it/crash.rs.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

/// What recovery leaves out at the end of a log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Remains {
    /// Frames after the last commit that belong to its generation: a transaction cut short.
    pub(crate) frames: u64,
    /// Whether the first frame that does not count is damaged or cut off, rather than unfinished.
    pub(crate) is_damaged: bool,
}

/// Reads the log; `None` if there is none, or nothing is amiss.
pub(crate) fn remains(path: &Path) -> Option<Remains> {
    let mut log = BufReader::new(File::open(path).ok()?);
    let mut header = [0_u8; HEADER];
    let read = read_up_to(&mut log, &mut header)?;
    if read == 0 {
        return None;
    }
    let generation = match (read == HEADER).then(|| Generation::of(&header)).flatten() {
        Some(generation) => generation,
        None => return Some(Remains { frames: 0, is_damaged: true }),
    };
    generation.walk(&mut log)
}

/// One filling of the log: its salts, byte order and running checksum.
struct Generation {
    salts: [u8; 8],
    is_big_endian: bool,
    page: usize,
    sum: (u32, u32),
}

impl Generation {
    fn of(header: &[u8; HEADER]) -> Option<Self> {
        let magic = be(header, 0);
        if magic & !1 != 0x377f_0682 {
            return None;
        }
        let is_big_endian = magic & 1 == 1;
        let sum = checksum((0, 0), header.get(..24)?, is_big_endian);
        if sum != (be(header, 24), be(header, 28)) {
            return None;
        }
        let page =
            usize::try_from(be(header, 8)).ok().filter(|page| (512..=65_536).contains(page))?;
        let salts = header.get(16..24)?.try_into().ok()?;
        Some(Self { salts, is_big_endian, page, sum })
    }

    fn walk(mut self, log: &mut impl Read) -> Option<Remains> {
        let mut frame = vec![0_u8; FRAME_HEADER + self.page];
        let mut open = 0;
        loop {
            let read = read_up_to(log, &mut frame)?;
            let is_ours = read >= 16 && frame.get(8..16) == Some(&self.salts);
            if read < frame.len() {
                // A torn write of this generation; or the ragged end of an older one.
                let remains = Remains { frames: open + u64::from(is_ours), is_damaged: is_ours };
                return (remains.frames > 0).then_some(remains);
            }
            if !is_ours {
                return (open > 0).then_some(Remains { frames: open, is_damaged: false });
            }
            let (head, page) = frame.split_at(FRAME_HEADER);
            let sum = checksum(self.sum, head.get(..8)?, self.is_big_endian);
            let sum = checksum(sum, page, self.is_big_endian);
            if sum != (be(head, 16), be(head, 20)) {
                return Some(Remains { frames: open + 1, is_damaged: true });
            }
            self.sum = sum;
            // A frame that ends a transaction names the size of the database after it.
            open = if be(head, 4) == 0 { open + 1 } else { 0 };
        }
    }
}

/// The format's own sum over pairs of 32-bit words.
fn checksum(before: (u32, u32), bytes: &[u8], is_big_endian: bool) -> (u32, u32) {
    let word = |four: &[u8]| {
        let four = four.try_into().unwrap_or([0; 4]);
        if is_big_endian { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) }
    };
    bytes.chunks_exact(8).fold(before, |(first, second), pair| {
        let (left, right) = pair.split_at(4);
        let first = first.wrapping_add(word(left)).wrapping_add(second);
        let second = second.wrapping_add(word(right)).wrapping_add(first);
        (first, second)
    })
}

fn be(bytes: &[u8], at: usize) -> u32 {
    let four = bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).unwrap_or([0; 4]);
    u32::from_be_bytes(four)
}

/// Fills as much as there is; `None` when reading fails.
fn read_up_to(from: &mut impl Read, buffer: &mut [u8]) -> Option<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match from.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => return None,
        }
    }
    Some(filled)
}
