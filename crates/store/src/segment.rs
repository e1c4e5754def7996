//! A segment: a file of old records, compressed, never changed once it has its name.
//!
//! Room:  store; made by `archive`, read by `log`.
//! Takes: blocks of lines. Gives: a file `LANE-FIRST-LAST.segment`, and its blocks again.
//! Holds: header, index, bodies, all little-endian:
//!        header  magic `CALLSEG1`, lane u32, blocks u32, first and last sequence u64, the times
//!                of both i64
//!        index   per block: first and last sequence u64, the times of both i64, offset u64,
//!                length u32, crc u32 (of the body's bytes)
//!        crc     u32 of header and index
//!        bodies  each a deflate stream of lines (`line`)
//!        The file is there whole (temporary name, fsync, rename) or not at all.
//! Never: trusts a length it read: a body is at most 64 MB when inflated.
//! Proof: tests/it/archiving.rs cuts and flips it.

use crate::Lane;
use crate::error::{RESTORE, StoreError, io};
use crate::folder::sync_folder;
use domain::Timestamp;
use flate2::{Compression, Crc, read::DeflateDecoder, write::DeflateEncoder};
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

const MAGIC: &[u8; 8] = b"CALLSEG1";
const HEADER: usize = 48;
const ENTRY: usize = 48;
const MAX_BLOCKS: u32 = 1 << 16;
const MAX_BODY: u64 = 64 << 20;

/// A run of records as lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) first: u64,
    pub(crate) last: u64,
    pub(crate) first_at: Timestamp,
    pub(crate) last_at: Timestamp,
    pub(crate) lines: Vec<u8>,
}

/// A segment file as the journal's table knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    pub lane: Lane,
    pub first: u64,
    pub last: u64,
    pub first_at: Timestamp,
    pub last_at: Timestamp,
    pub bytes: u64,
    pub file: String,
}

/// Where a block lies in its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) first: u64,
    pub(crate) last: u64,
    first_at: Timestamp,
    last_at: Timestamp,
    offset: u64,
    length: u32,
    crc: u32,
}

impl Entry {
    pub(crate) fn begins_by(&self, at: Timestamp) -> bool {
        self.first_at <= at
    }
}

/// A segment being collected in memory.
#[derive(Debug)]
pub(crate) struct Draft {
    lane: Lane,
    entries: Vec<Entry>,
    bodies: Vec<u8>,
}

impl Draft {
    pub(crate) fn new(lane: Lane) -> Self {
        Self { lane, entries: Vec::new(), bodies: Vec::new() }
    }

    pub(crate) fn records(&self) -> u64 {
        match (self.entries.first(), self.entries.last()) {
            (Some(first), Some(last)) => last.last - first.first + 1,
            _ => 0,
        }
    }

    pub(crate) fn push(&mut self, block: &Block) -> Result<(), StoreError> {
        let offset = self.bodies.len();
        let mut encoder = DeflateEncoder::new(&mut self.bodies, Compression::fast());
        encoder
            .write_all(&block.lines)
            .and_then(|()| encoder.finish().map(|_| ()))
            .map_err(io("compressing records for", Path::new("archive")))?;
        let body = &self.bodies[offset..];
        let mut crc = Crc::new();
        crc.update(body);
        self.entries.push(Entry {
            first: block.first,
            last: block.last,
            first_at: block.first_at,
            last_at: block.last_at,
            offset: u64::try_from(offset).unwrap_or(u64::MAX),
            length: u32::try_from(body.len()).unwrap_or(u32::MAX),
            crc: crc.sum(),
        });
        Ok(())
    }

    /// Writes the file; `None` if nothing was collected.
    pub(crate) fn write(&self, folder: &Path) -> Result<Option<Segment>, StoreError> {
        let (Some(first), Some(last)) = (self.entries.first(), self.entries.last()) else {
            return Ok(None);
        };
        let file = format!("{}-{:012}-{:012}.segment", self.lane.0, first.first, last.last);
        let path = folder.join(&file);
        let head = self.head(first, last);
        crate::folder::write_whole(&path, &[&head, &self.bodies])?;
        let bytes = u64::try_from(head.len() + self.bodies.len()).unwrap_or(u64::MAX);
        Ok(Some(Segment {
            lane: self.lane,
            first: first.first,
            last: last.last,
            first_at: first.first_at,
            last_at: last.last_at,
            bytes,
            file,
        }))
    }

    fn head(&self, first: &Entry, last: &Entry) -> Vec<u8> {
        let blocks = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        let bodies_at = HEADER + ENTRY * self.entries.len() + 4;
        let bodies_at = u64::try_from(bodies_at).unwrap_or(u64::MAX);
        let mut head = Vec::new();
        head.extend_from_slice(MAGIC);
        head.extend_from_slice(&self.lane.0.to_le_bytes());
        head.extend_from_slice(&blocks.to_le_bytes());
        head.extend_from_slice(&first.first.to_le_bytes());
        head.extend_from_slice(&last.last.to_le_bytes());
        head.extend_from_slice(&first.first_at.micros().to_le_bytes());
        head.extend_from_slice(&last.last_at.micros().to_le_bytes());
        for entry in &self.entries {
            head.extend_from_slice(&entry.first.to_le_bytes());
            head.extend_from_slice(&entry.last.to_le_bytes());
            head.extend_from_slice(&entry.first_at.micros().to_le_bytes());
            head.extend_from_slice(&entry.last_at.micros().to_le_bytes());
            head.extend_from_slice(&(bodies_at + entry.offset).to_le_bytes());
            head.extend_from_slice(&entry.length.to_le_bytes());
            head.extend_from_slice(&entry.crc.to_le_bytes());
        }
        let mut crc = Crc::new();
        crc.update(&head);
        head.extend_from_slice(&crc.sum().to_le_bytes());
        head
    }
}

/// Reads a segment's index and checks it.
pub(crate) fn read_index(path: &Path, lane: Lane) -> Result<Vec<Entry>, StoreError> {
    let mut file = open(path)?;
    let damaged = |what: &str| StoreError::corrupt(path, what);
    let mut head = vec![0_u8; HEADER];
    file.read_exact(&mut head).map_err(|_| damaged("it is cut off within its header"))?;
    if head.get(..8) != Some(MAGIC.as_slice()) {
        return Err(damaged("it does not begin as a segment does"));
    }
    let blocks = u32_at(&head, 12);
    if blocks == 0 || blocks > MAX_BLOCKS {
        return Err(damaged("its number of blocks is out of range"));
    }
    let index_length = ENTRY * usize::try_from(blocks).unwrap_or(0) + 4;
    head.resize(HEADER + index_length, 0);
    file.read_exact(&mut head[HEADER..]).map_err(|_| damaged("it is cut off within its index"))?;
    let (covered, sum) = head.split_at(head.len() - 4);
    let mut crc = Crc::new();
    crc.update(covered);
    if crc.sum() != u32_at(sum, 0) {
        return Err(damaged("its index does not match its checksum"));
    }
    if u32_at(&head, 8) != lane.0 {
        return Err(damaged("it belongs to another lane"));
    }
    Ok(covered[HEADER..].chunks_exact(ENTRY).map(read_entry).collect())
}

fn read_entry(bytes: &[u8]) -> Entry {
    Entry {
        first: u64_at(bytes, 0),
        last: u64_at(bytes, 8),
        first_at: Timestamp(u64_at(bytes, 16).cast_signed()),
        last_at: Timestamp(u64_at(bytes, 24).cast_signed()),
        offset: u64_at(bytes, 32),
        length: u32_at(bytes, 40),
        crc: u32_at(bytes, 44),
    }
}

/// Reads and inflates some blocks of a segment.
pub(crate) fn read_blocks(path: &Path, entries: &[Entry]) -> Result<Vec<Block>, StoreError> {
    let mut file = open(path)?;
    entries.iter().map(|entry| read_block(&mut file, path, entry)).collect()
}

fn read_block(file: &mut File, path: &Path, entry: &Entry) -> Result<Block, StoreError> {
    let named = |what: &str| {
        StoreError::corrupt(path, format!("records {} to {}: {what}", entry.first, entry.last))
    };
    let mut body = vec![0_u8; usize::try_from(entry.length).unwrap_or(0)];
    file.seek(SeekFrom::Start(entry.offset)).map_err(io("reading", path))?;
    file.read_exact(&mut body).map_err(|_| named("the file is cut off"))?;
    let mut crc = Crc::new();
    crc.update(&body);
    if crc.sum() != entry.crc {
        return Err(named("the bytes do not match their checksum"));
    }
    let mut lines = Vec::new();
    DeflateDecoder::new(body.as_slice())
        .take(MAX_BODY)
        .read_to_end(&mut lines)
        .map_err(|_| named("the bytes do not inflate"))?;
    Ok(Block {
        first: entry.first,
        last: entry.last,
        first_at: entry.first_at,
        last_at: entry.last_at,
        lines,
    })
}

fn open(path: &Path) -> Result<File, StoreError> {
    File::open(path).map_err(|error| {
        if error.kind() == std::io::ErrorKind::NotFound {
            StoreError::Missing { path: path.to_owned(), remedy: RESTORE }
        } else {
            io("opening", path)(error)
        }
    })
}

/// Removes what an interrupted archiving left: temporary files and segments nobody knows.
/// Their records are still in the journal's database.
pub(crate) fn remove_strays(folder: &Path, known: &[Segment]) -> Result<Vec<PathBuf>, StoreError> {
    let mut removed = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(io("reading", folder))? {
        let path = entry.map_err(io("reading", folder))?.path();
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or("").to_owned();
        let is_stray = name.ends_with(".tmp")
            || (name.ends_with(".segment") && !known.iter().any(|s| s.file == name));
        if is_stray {
            std::fs::remove_file(&path).map_err(io("removing", &path))?;
            removed.push(path);
        }
    }
    if !removed.is_empty() {
        sync_folder(folder)?;
    }
    Ok(removed)
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    let four = bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).unwrap_or([0; 4]);
    u32::from_le_bytes(four)
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    let eight = bytes.get(at..at + 8).and_then(|b| b.try_into().ok()).unwrap_or([0; 8]);
    u64::from_le_bytes(eight)
}
