//! Recovery codes: ten, each for one sign-in, for whoever is without the phone.
//!
//! Room:  server/http, sign-in; the store keeps keyed hashes of them.
//! Holds: 60 random bits each, in letters and digits that nobody mistakes for others.

/// Codes made together.
pub const COUNT: usize = 10;
/// Without i, l, o, u: they look like others, or make words.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const GROUP: usize = 4;
const GROUPS: usize = 3;

/// New codes, as they are shown: `abcd-efgh-jkmn`.
#[must_use]
pub fn fresh() -> Vec<String> {
    (0..COUNT).map(|_| one()).collect()
}

fn one() -> String {
    let mut bytes = [0_u8; GROUP * GROUPS];
    getrandom::fill(&mut bytes).expect("the operating system has randomness");
    // 32 letters: five bits of each byte are as random as the byte.
    let letter =
        |byte: &u8| char::from(LETTERS.get(usize::from(byte & 31)).copied().unwrap_or(b'0'));
    let groups: Vec<String> =
        bytes.chunks(GROUP).map(|group| group.iter().map(letter).collect()).collect();
    groups.join("-")
}

/// What somebody typed, as codes are kept; `None` if it can be none.
#[must_use]
pub fn read(typed: &str) -> Option<String> {
    let plain: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| match c.to_ascii_lowercase() {
            'o' => '0',
            'i' | 'l' => '1',
            other => other,
        })
        .collect();
    let is_one = plain.len() == GROUP * GROUPS && plain.bytes().all(|b| LETTERS.contains(&b));
    let groups = plain.as_bytes().chunks(GROUP).filter_map(|group| std::str::from_utf8(group).ok());
    is_one.then(|| groups.collect::<Vec<_>>().join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_differ_and_are_read_as_people_write_them() {
        let codes = fresh();
        assert_eq!(codes.len(), COUNT);
        for (place, code) in codes.iter().enumerate() {
            assert_eq!(code.len(), 14);
            assert!(!codes[..place].contains(code));
            assert_eq!(read(code).as_ref(), Some(code));
            assert_eq!(read(&code.to_uppercase().replace('-', " ")).as_ref(), Some(code));
        }
        assert_eq!(read("OIL0-abcd-efgh").as_deref(), Some("0110-abcd-efgh"));
        for wrong in ["", "123456", "abcd-efgh-jkmnp", "abcd-efgh-jkm!", "电话电话电话电话电话电话"]
        {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
