//! The few rules of BER (X.690) that LDAP uses: tag, length, content.
//!
//! Room:  server, federation, directory; pure.
//! Holds: definite lengths of at most four bytes; what ends too early is an error, never a panic.
//! Proof: tests below.

/// Tags that LDAP takes from ASN.1 itself.
pub(super) const BOOLEAN: u8 = 0x01;
pub(super) const INTEGER: u8 = 0x02;
pub(super) const OCTETS: u8 = 0x04;
pub(super) const ENUMERATED: u8 = 0x0a;
pub(super) const SEQUENCE: u8 = 0x30;

/// The bytes are no BER.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the server's answer cannot be read")]
pub struct Unreadable;

/// One value.
pub(super) fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut bytes = vec![tag];
    match u8::try_from(content.len()) {
        Ok(length) if length < 0x80 => bytes.push(length),
        _ => {
            let length = u32::try_from(content.len()).unwrap_or(u32::MAX).to_be_bytes();
            let zeros = length.iter().take_while(|byte| **byte == 0).count().min(3);
            bytes.push(0x84 - u8::try_from(zeros).unwrap_or(0));
            bytes.extend(length.iter().skip(zeros));
        }
    }
    bytes.extend(content);
    bytes
}

/// One value made of others.
pub(super) fn group(tag: u8, parts: &[Vec<u8>]) -> Vec<u8> {
    element(tag, &parts.concat())
}

/// A whole number that is not negative.
pub(super) fn number(tag: u8, value: u32) -> Vec<u8> {
    let bytes = value.to_be_bytes();
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count().min(3);
    let mut content: Vec<u8> = bytes.iter().skip(zeros).copied().collect();
    // The first bit is the sign.
    if content.first().is_some_and(|first| *first >= 0x80) {
        content.insert(0, 0);
    }
    element(tag, &content)
}

/// How many bytes the first value has in all; `None`: more must be read to know.
pub(super) fn whole(bytes: &[u8]) -> Result<Option<usize>, Unreadable> {
    match header(bytes)? {
        Some((_, start, length)) => Ok(Some(start + length)),
        None => Ok(None),
    }
}

/// Tag, where the content starts, how long it is.
fn header(bytes: &[u8]) -> Result<Option<(u8, usize, usize)>, Unreadable> {
    let (Some(&tag), Some(&first)) = (bytes.first(), bytes.get(1)) else { return Ok(None) };
    if tag & 0x1f == 0x1f {
        return Err(Unreadable);
    }
    if first < 0x80 {
        return Ok(Some((tag, 2, usize::from(first))));
    }
    let count = usize::from(first & 0x7f);
    if count == 0 || count > 4 {
        return Err(Unreadable);
    }
    let Some(length) = bytes.get(2..2 + count) else { return Ok(None) };
    let length = length.iter().fold(0_usize, |sum, byte| (sum << 8) | usize::from(*byte));
    Ok(Some((tag, 2 + count, length)))
}

/// Reads values one after another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'b>(pub(super) &'b [u8]);

impl<'b> Reader<'b> {
    /// Tag and content of the next value; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<(u8, &'b [u8])>, Unreadable> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let (tag, start, length) = header(self.0)?.ok_or(Unreadable)?;
        let content = self.0.get(start..start + length).ok_or(Unreadable)?;
        self.0 = self.0.get(start + length..).unwrap_or_default();
        Ok(Some((tag, content)))
    }

    /// The content of the next value, which must have this tag.
    pub(super) fn expect(&mut self, tag: u8) -> Result<&'b [u8], Unreadable> {
        match self.next()? {
            Some((found, content)) if found == tag => Ok(content),
            _ => Err(Unreadable),
        }
    }

    pub(super) fn number(&mut self, tag: u8) -> Result<u32, Unreadable> {
        let content = self.expect(tag)?;
        if content.is_empty() || content.len() > 5 {
            return Err(Unreadable);
        }
        let value = content.iter().fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
        u32::try_from(value).map_err(|_| Unreadable)
    }

    pub(super) fn text(&mut self) -> Result<String, Unreadable> {
        self.expect(OCTETS).map(|bytes| String::from_utf8_lossy(bytes).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_lengths_are_written_as_the_standard_says_and_read_back() {
        assert_eq!(number(INTEGER, 0), [2, 1, 0]);
        assert_eq!(number(INTEGER, 127), [2, 1, 127]);
        assert_eq!(number(INTEGER, 128), [2, 2, 0, 128]);
        assert_eq!(number(ENUMERATED, 65_536), [10, 3, 1, 0, 0]);
        for value in [0, 1, 127, 128, 255, 256, 65_535, 16_777_216, u32::MAX] {
            assert_eq!(Reader(&number(INTEGER, value)).number(INTEGER), Ok(value));
        }
        for length in [0, 1, 127, 128, 255, 256, 70_000] {
            let content = vec![7; length];
            let bytes = element(OCTETS, &content);
            assert_eq!(whole(&bytes), Ok(Some(bytes.len())));
            assert_eq!(Reader(&bytes).expect(OCTETS), Ok(content.as_slice()));
        }
        assert_eq!(element(OCTETS, &[7; 200]).get(..3), Some([4, 0x81, 200].as_slice()));
    }

    #[test]
    fn what_is_no_ber_is_an_error_and_what_is_not_whole_waits() {
        assert_eq!(whole(&[0x30]), Ok(None));
        assert_eq!(whole(&[0x30, 0x82, 1]), Ok(None));
        assert_eq!(whole(&[0x30, 0x80]), Err(Unreadable));
        assert_eq!(whole(&[0x30, 0x85, 1, 1, 1, 1, 1]), Err(Unreadable));
        assert_eq!(Reader(&[0x04, 5, 1]).next(), Err(Unreadable));
        assert_eq!(Reader(&[0x1f, 1, 0]).next(), Err(Unreadable));
        assert_eq!(Reader(&[]).next(), Ok(None));
    }
}
