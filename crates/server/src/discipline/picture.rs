//! A picture from a camera, without what the camera writes beside it.
//!
//! Room:  server, discipline; before a picture is kept.
//! Takes: bytes of unknown kind. Gives: the same picture as JPEG, PNG or WebP without EXIF, XMP, comments
//!        and whatever stands after its end; or nothing.
//! Holds: the kind is what the bytes are, never what somebody says they are; only parts needed to show the
//!        picture are copied, so that no place and no serial number of a phone is kept.
//! Never: decodes a picture: what is behind its parts is the browser's to show.
//! Proof: tests below.

/// Largest picture.
pub const LARGEST: usize = 2 * 1024 * 1024;

/// The media type and the cleaned bytes; nothing where they are no whole picture of a kind that is shown.
#[must_use]
pub fn cleaned(bytes: &[u8]) -> Option<(&'static str, Vec<u8>)> {
    if bytes.len() > LARGEST {
        return None;
    }
    if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        return jpeg(bytes).map(|clean| ("image/jpeg", clean));
    }
    if bytes.starts_with(PNG) {
        return png(bytes).map(|clean| ("image/png", clean));
    }
    let is_webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    if is_webp { webp(bytes).map(|clean| ("image/webp", clean)) } else { None }
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

fn jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut clean = vec![0xff, 0xd8];
    let mut at = 2;
    loop {
        let (&mark, &kind) = (bytes.get(at)?, bytes.get(at + 1)?);
        if mark != 0xff {
            return None;
        }
        match kind {
            0xff => at += 1,
            0xd9 => {
                clean.extend([0xff, 0xd9]);
                return Some(clean);
            }
            _ => {
                let length =
                    usize::from(u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]));
                if length < 2 {
                    return None;
                }
                let end = at + 2 + length;
                let part = bytes.get(at..end)?;
                // APP0 says the density and APP14 the colours; the other APPs and comments tell more.
                let is_told = (0xe1..=0xef).contains(&kind) && kind != 0xee || kind == 0xfe;
                if !is_told {
                    clean.extend_from_slice(part);
                }
                at = end;
                if kind == 0xda {
                    let next = scan_end(bytes, at)?;
                    clean.extend_from_slice(bytes.get(at..next)?);
                    at = next;
                }
            }
        }
    }
}

/// Where the picture's own data stop: at the next mark that is no part of them.
fn scan_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        let next = bytes.get(at + 1)?;
        if bytes[at] == 0xff && *next != 0 && !(0xd0..=0xd7).contains(next) && *next != 0xff {
            return Some(at);
        }
        at += 1;
    }
}

fn png(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut clean = PNG.to_vec();
    let mut at = PNG.len();
    loop {
        let length = u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?);
        let end = at.checked_add(12)?.checked_add(usize::try_from(length).ok()?)?;
        let kind = bytes.get(at + 4..at + 8)?;
        let part = bytes.get(at..end)?;
        let is_shown = matches!(kind, b"IHDR" | b"PLTE" | b"IDAT" | b"IEND" | b"tRNS" | b"gAMA");
        if is_shown {
            clean.extend_from_slice(part);
        }
        if kind == b"IEND" {
            return Some(clean);
        }
        at = end;
    }
}

fn webp(bytes: &[u8]) -> Option<Vec<u8>> {
    let whole = u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?);
    let end = usize::try_from(whole).ok()?.checked_add(8)?;
    let bytes = bytes.get(..end)?;
    let mut parts = Vec::new();
    let mut is_picture = false;
    let mut at = 12;
    while at < end {
        let kind = bytes.get(at..at + 4)?;
        let length = u32::from_le_bytes(bytes.get(at + 4..at + 8)?.try_into().ok()?);
        let length = usize::try_from(length).ok()?;
        let next = at.checked_add(8)?.checked_add(length)?.checked_add(length % 2)?;
        let part = bytes.get(at..next)?;
        let is_shown = matches!(kind, b"VP8 " | b"VP8L" | b"VP8X" | b"ALPH" | b"ANIM" | b"ANMF");
        if is_shown {
            let from = parts.len();
            parts.extend_from_slice(part);
            // What it says of EXIF and XMP is not true any more.
            if kind == b"VP8X" {
                *parts.get_mut(from + 8)? &= !0b0000_1100;
            }
            is_picture |= kind != b"VP8X";
        }
        at = next;
    }
    if !is_picture {
        return None;
    }
    let length = u32::try_from(parts.len() + 4).ok()?;
    let mut clean = b"RIFF".to_vec();
    clean.extend(length.to_le_bytes());
    clean.extend(b"WEBP");
    clean.extend(parts);
    Some(clean)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(bytes: &[u8], words: &[u8]) -> bool {
        bytes.windows(words.len()).any(|some| some == words)
    }

    fn segment(kind: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
        [&[0xff, kind], length.as_slice(), content].concat()
    }

    #[test]
    fn a_jpeg_loses_its_place_and_keeps_its_picture() {
        let scan = [0x11, 0xff, 0x00, 0x22, 0xff, 0xd0, 0x33];
        let picture = [
            vec![0xff, 0xd8],
            segment(0xe0, b"JFIF\0"),
            segment(0xe1, b"Exif\0\0GPS 31.2 N"),
            segment(0xfe, b"shot by E1"),
            segment(0xdb, b"tables"),
            segment(0xda, b"head"),
            scan.to_vec(),
            vec![0xff, 0xd9],
            b"a film behind the picture".to_vec(),
        ]
        .concat();
        let (kind, clean) = cleaned(&picture).unwrap();
        assert_eq!(kind, "image/jpeg");
        assert!(!has(&clean, b"GPS") && !has(&clean, b"shot by") && !has(&clean, b"a film"));
        assert!(has(&clean, b"JFIF") && has(&clean, b"tables") && has(&clean, &scan));
        assert!(clean.ends_with(&[0xff, 0xd9]));
        assert_eq!(cleaned(&picture[..picture.len() - 30]), None, "half a picture");
    }

    fn chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
        let length = u32::try_from(content.len()).unwrap().to_be_bytes();
        [length.as_slice(), kind, content, &[0; 4]].concat()
    }

    #[test]
    fn a_png_loses_its_texts() {
        let parts = [
            PNG.to_vec(),
            chunk(b"IHDR", &[0; 13]),
            chunk(b"eXIf", b"GPS"),
            chunk(b"tEXt", b"Author"),
            chunk(b"IDAT", b"data"),
            chunk(b"IEND", b""),
        ];
        let (kind, clean) = cleaned(&parts.concat()).unwrap();
        assert_eq!(kind, "image/png");
        assert!(!has(&clean, b"GPS") && !has(&clean, b"Author") && has(&clean, b"data"));
    }

    #[test]
    fn a_webp_loses_its_exif_and_does_not_say_it_has_some() {
        let part = |kind: &[u8; 4], content: &[u8]| {
            let length = u32::try_from(content.len()).unwrap().to_le_bytes();
            let rest = vec![0; content.len() % 2];
            [kind.as_slice(), length.as_slice(), content, &rest].concat()
        };
        let mut shape = [0; 10];
        shape[0] = 0b0001_1100;
        let parts =
            [part(b"VP8X", &shape), part(b"VP8 ", b"data!"), part(b"EXIF", b"GPS")].concat();
        let length = u32::try_from(parts.len() + 4).unwrap().to_le_bytes();
        let whole = [b"RIFF".as_slice(), &length, b"WEBP", &parts].concat();
        let (kind, clean) = cleaned(&whole).unwrap();
        assert_eq!(kind, "image/webp");
        assert!(!has(&clean, b"GPS") && has(&clean, b"data!"));
        assert_eq!(clean[20], 0b0001_0000);
    }

    #[test]
    fn what_only_says_it_is_a_picture_is_none() {
        assert_eq!(cleaned(b"<svg onload=alert(1)>"), None);
        assert_eq!(cleaned(b"GIF89a"), None);
        assert_eq!(cleaned(b""), None);
        assert_eq!(cleaned(&vec![0xff; LARGEST + 1]), None);
    }
}
