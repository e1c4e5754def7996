//! A file of a spreadsheet as rows of texts: Excel or CSV, within limits.
//!
//! Room:  server, people; before `plan`.
//! Takes: bytes as they were sent, whatever they are called. Gives: sheets with their rows, or why not.
//! Holds: no more is unpacked than `MOST_UNPACKED` bytes, however small the file; no name inside an
//!        archive is ever a path of ours; a file too long, too wide or unreadable is refused whole.
//! Never: writes a file, evaluates a formula.
//! Proof: tests below; `tests/it/api_people_files.rs`.

use calamine::{Data, Reader as _, Xlsx};
use domain::calendar::Day;
use flate2::read::DeflateDecoder;
use std::io::{Cursor, Read as _};

/// Bytes of a file.
pub const MOST_BYTES: usize = 8 << 20;
/// Bytes of all that an archive holds, unpacked.
const MOST_UNPACKED: u64 = 96 << 20;
const MOST_ENTRIES: usize = 200;
pub const MOST_ROWS: usize = 50_000;
const MOST_COLUMNS: usize = 100;
/// Letters of a cell; longer ones are cut, and refused where they matter.
const LONGEST_CELL: usize = 2_000;

/// One sheet: its name (none of a CSV file) and its rows, each with its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    pub name: String,
    pub rows: Vec<(u32, Vec<String>)>,
}

/// Why a file cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    TooLarge,
    TooLong,
    TooWide,
    Encrypted,
    Broken,
    NotText,
}

impl Unreadable {
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooLarge => "too_large",
            Self::TooLong => "too_many_rows",
            Self::TooWide => "too_many_columns",
            Self::Encrypted => "encrypted",
            Self::Broken => "unreadable",
            Self::NotText => "not_text",
        }
    }

    #[must_use]
    pub const fn hint(self) -> &'static str {
        match self {
            Self::TooLarge => "Send at most 8 MiB, and 96 MiB unpacked; split the file",
            Self::TooLong => "Send at most 50 000 rows; split the file",
            Self::TooWide => "Send at most 100 columns",
            Self::Encrypted => "Save the workbook without a password",
            Self::Broken => "Save it anew as .xlsx or .csv",
            Self::NotText => "Save it as CSV in UTF-8 or GB18030, or as .xlsx",
        }
    }
}

/// Reads a file by what it begins with.
pub fn read(bytes: &[u8]) -> Result<Vec<Sheet>, Unreadable> {
    if bytes.len() > MOST_BYTES {
        return Err(Unreadable::TooLarge);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        check_archive(bytes)?;
        return workbook(bytes);
    }
    // What older Excel writes, and what it writes with a password.
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(Unreadable::Encrypted);
    }
    let rows = split(&text(bytes)?)?;
    Ok(vec![Sheet { name: String::new(), rows }])
}

/// Unpacks every entry once, counting, before anybody trusts what the archive says of itself.
fn check_archive(bytes: &[u8]) -> Result<(), Unreadable> {
    let mut unpacked = 0_u64;
    let mut entries = 0;
    for entry in directory(bytes)? {
        entries += 1;
        if entries > MOST_ENTRIES {
            return Err(Unreadable::TooLarge);
        }
        let Entry { method, packed } = entry;
        let left = MOST_UNPACKED - unpacked + 1;
        unpacked += match method {
            0 => packed.len() as u64,
            8 => {
                let mut reader = DeflateDecoder::new(packed).take(left);
                std::io::copy(&mut reader, &mut std::io::sink()).map_err(|_| Unreadable::Broken)?
            }
            _ => return Err(Unreadable::Broken),
        };
        if unpacked > MOST_UNPACKED {
            return Err(Unreadable::TooLarge);
        }
    }
    Ok(())
}

struct Entry<'a> {
    method: u16,
    packed: &'a [u8],
}

/// The entries of an archive, by its central directory (APPNOTE 4.3.12 and 4.3.16).
fn directory(bytes: &[u8]) -> Result<Vec<Entry<'_>>, Unreadable> {
    const END: &[u8] = b"PK\x05\x06";
    let from = bytes.len().saturating_sub(66_000);
    let tail = bytes.get(from..).unwrap_or_default();
    let end = tail.windows(4).rposition(|window| window == END).ok_or(Unreadable::Broken)?;
    let end = from + end;
    let count = short(bytes, end + 10)?;
    let mut at = long(bytes, end + 16)?;
    let mut entries = Vec::new();
    for _ in 0..count {
        if bytes.get(at..at + 4) != Some(b"PK\x01\x02") {
            return Err(Unreadable::Broken);
        }
        // Bit 0: with a password.
        if short(bytes, at + 8)? & 1 == 1 {
            return Err(Unreadable::Encrypted);
        }
        let method = short(bytes, at + 10)?;
        let packed_length = long(bytes, at + 20)?;
        let local = long(bytes, at + 42)?;
        let names = usize::from(short(bytes, local + 26)?) + usize::from(short(bytes, local + 28)?);
        let begin = local + 30 + names;
        let packed = bytes.get(begin..begin + packed_length).ok_or(Unreadable::Broken)?;
        entries.push(Entry { method, packed });
        let lengths = [28, 30, 32].map(|place| short(bytes, at + place).map(usize::from));
        at += 46;
        for length in lengths {
            at += length?;
        }
    }
    Ok(entries)
}

fn short(bytes: &[u8], at: usize) -> Result<u16, Unreadable> {
    let two = bytes.get(at..at + 2).and_then(|two| two.try_into().ok());
    two.map(u16::from_le_bytes).ok_or(Unreadable::Broken)
}

fn long(bytes: &[u8], at: usize) -> Result<usize, Unreadable> {
    let four = bytes.get(at..at + 4).and_then(|four| four.try_into().ok());
    let number = four.map(u32::from_le_bytes).ok_or(Unreadable::Broken)?;
    usize::try_from(number).map_err(|_| Unreadable::Broken)
}

fn workbook(bytes: &[u8]) -> Result<Vec<Sheet>, Unreadable> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| Unreadable::Broken)?;
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        // Cell by cell: a sheet that names one in row 1 048 576 is no table of a million rows.
        let mut cells = book.worksheet_cells_reader(&name).map_err(|_| Unreadable::Broken)?;
        let mut rows: Vec<(u32, Vec<String>)> = Vec::new();
        while let Some(cell) = cells.next_cell().map_err(|_| Unreadable::Broken)? {
            let (row, column) = cell.get_position();
            let place = usize::try_from(column).unwrap_or(usize::MAX);
            let said = written(&Data::from(cell.get_value().clone()));
            if said.is_empty() {
                continue;
            }
            if place >= MOST_COLUMNS {
                return Err(Unreadable::TooWide);
            }
            if rows.last().is_none_or(|(last, _)| *last != row + 1) {
                if rows.len() >= MOST_ROWS {
                    return Err(Unreadable::TooLong);
                }
                rows.push((row + 1, Vec::new()));
            }
            if let Some((_, texts)) = rows.last_mut() {
                texts.resize(texts.len().max(place + 1), String::new());
                texts[place] = said;
            }
        }
        sheets.push(Sheet { name, rows });
    }
    Ok(sheets)
}

/// What a cell says, as somebody would type it.
fn written(value: &Data) -> String {
    match value {
        Data::Empty | Data::Error(_) => String::new(),
        Data::String(text) => cut(text.trim()),
        Data::Float(number) => number.to_string(),
        Data::Int(number) => number.to_string(),
        Data::Bool(is) => if *is { "1" } else { "0" }.to_owned(),
        Data::DateTime(moment) => day_of(moment.as_f64()),
        Data::DateTimeIso(text) | Data::DurationIso(text) => cut(text.trim()),
    }
}

/// The day of a serial number: days since the 30th of December 1899.
fn day_of(serial: f64) -> String {
    let Some(origin) = Day::parse("1899-12-30") else { return String::new() };
    #[expect(clippy::cast_possible_truncation, reason = "clamped to what a calendar holds")]
    let days = serial.floor().clamp(-1e6, 3e6) as i64;
    origin.plus_days(days).to_string()
}

fn cut(text: &str) -> String {
    text.chars().take(LONGEST_CELL).collect()
}

/// UTF-8 (with or without a mark), UTF-16 with a mark, or what Chinese Windows writes.
fn text(bytes: &[u8]) -> Result<String, Unreadable> {
    let (text, _, is_broken) = match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding.decode(bytes),
        None if std::str::from_utf8(bytes).is_ok() => encoding_rs::UTF_8.decode(bytes),
        None => encoding_rs::GB18030.decode(bytes),
    };
    if is_broken || text.contains('\0') {
        return Err(Unreadable::NotText);
    }
    Ok(text.into_owned())
}

/// Rows by RFC 4180, or with tabs or semicolons where the first line has these; empty ones left out.
fn split(text: &str) -> Result<Vec<(u32, Vec<String>)>, Unreadable> {
    let head = text.lines().next().unwrap_or_default();
    let most = |sign: char| head.matches(sign).count();
    let comma = [',', '\t', ';'].into_iter().max_by_key(|sign| (most(*sign), *sign == ','));
    let comma = comma.unwrap_or(',');
    let (mut rows, mut cells, mut cell) = (Vec::new(), Vec::new(), String::new());
    let (mut is_quoted, mut row, mut begins) = (false, 1_u32, 1);
    let mut letters = text.chars().chain(std::iter::once('\n')).peekable();
    while let Some(letter) = letters.next() {
        row += u32::from(letter == '\n');
        match letter {
            '"' if is_quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' => is_quoted = !is_quoted,
            sign if sign == comma && !is_quoted => {
                cells.push(cut(std::mem::take(&mut cell).trim()));
                if cells.len() > MOST_COLUMNS {
                    return Err(Unreadable::TooWide);
                }
            }
            '\n' if !is_quoted => {
                cells.push(cut(std::mem::take(&mut cell).trim()));
                let whole = std::mem::take(&mut cells);
                if whole.iter().any(|cell| !cell.is_empty()) {
                    rows.push((begins, whole));
                }
                if rows.len() > MOST_ROWS {
                    return Err(Unreadable::TooLong);
                }
                begins = row;
            }
            '\r' if !is_quoted => {}
            other => cell.push(other),
        }
    }
    // A quote that never closes has swallowed the rest.
    if is_quoted { Err(Unreadable::Broken) } else { Ok(rows) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::DeflateEncoder;
    use std::io::Write as _;

    fn rows(bytes: &[u8]) -> Vec<(u32, Vec<String>)> {
        read(bytes).unwrap().remove(0).rows
    }

    fn texts(of: &[&str]) -> Vec<String> {
        of.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn text_is_read_in_the_encodings_of_chinese_offices() {
        let plain = "工号,姓名\r\nE1,\"王,\"\"小\"\"明\"\r\n\r\nE2,李";
        let gb = encoding_rs::GB18030.encode(plain).0;
        let with_mark = format!("\u{feff}{plain}");
        for bytes in [plain.as_bytes(), gb.as_ref(), with_mark.as_bytes()] {
            let read = rows(bytes);
            assert_eq!(read[0], (1, texts(&["工号", "姓名"])));
            assert_eq!(read[1], (2, texts(&["E1", "王,\"小\"明"])));
            assert_eq!(read[2], (4, texts(&["E2", "李"])));
        }
        assert_eq!(rows("a;b\n1;2".as_bytes())[1].1, texts(&["1", "2"]));
        assert_eq!(read(b"a,\"b"), Err(Unreadable::Broken));
        assert_eq!(read(b"a\0b"), Err(Unreadable::NotText));
        assert_eq!(read(&[0xd0, 0xcf, 0x11, 0xe0, 1]), Err(Unreadable::Encrypted));
        assert_eq!(read("a\n".repeat(MOST_ROWS + 1).as_bytes()), Err(Unreadable::TooLong));
        assert_eq!(read(",".repeat(MOST_COLUMNS + 2).as_bytes()), Err(Unreadable::TooWide));
    }

    /// An archive with one entry that says it is small.
    fn archive(content: &[u8], name: &str) -> Vec<u8> {
        let mut packer = DeflateEncoder::new(Vec::new(), Compression::best());
        packer.write_all(content).unwrap();
        let packed = packer.finish().unwrap();
        let length = u32::try_from(packed.len()).unwrap().to_le_bytes();
        let named = u16::try_from(name.len()).unwrap().to_le_bytes();
        let mut bytes = b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0".to_vec();
        bytes.extend(length);
        bytes.extend(100_u32.to_le_bytes());
        bytes.extend(named);
        bytes.extend([0, 0]);
        bytes.extend(name.as_bytes());
        bytes.extend(&packed);
        let directory = u32::try_from(bytes.len()).unwrap().to_le_bytes();
        bytes.extend(b"PK\x01\x02\x14\0\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0");
        bytes.extend(length);
        bytes.extend(100_u32.to_le_bytes());
        bytes.extend(named);
        bytes.extend([0; 16]);
        bytes.extend(name.as_bytes());
        bytes.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
        bytes.extend(0_u32.to_le_bytes());
        bytes.extend(directory);
        bytes.extend([0, 0]);
        bytes
    }

    #[test]
    fn a_bomb_is_refused_before_anything_of_it_is_used() {
        let bomb = archive(&vec![0; 100 << 20], "xl/workbook.xml");
        assert!(bomb.len() < 200_000, "{}", bomb.len());
        assert_eq!(read(&bomb), Err(Unreadable::TooLarge));
        let path = archive(b"<x/>", "../../etc/passwd");
        assert_eq!(read(&path), Err(Unreadable::Broken), "a name inside is never a path");
        assert_eq!(read(b"PK\x03\x04 and nothing"), Err(Unreadable::Broken));
    }

    #[test]
    fn an_archive_cut_or_changed_anywhere_is_no_panic() {
        let whole = archive(b"<x/>", "xl/workbook.xml");
        for end in 0..whole.len() {
            assert!(read(&whole[..end]).is_err() || end < 4, "{end}");
            let mut changed = whole.clone();
            changed[end] ^= 0xff;
            drop(read(&changed));
        }
    }
}
