//! Search filters (RFC 4515) with places for a name and a distinguished name.
//!
//! Room:  server, federation, directory; pure. Read once from the configuration, sent as BER.
//! Holds: what is put in for `{name}` and `{dn}` is a value and nothing else: the filter is taken apart before
//!        anything is put in, so no name can change its shape.
//! Proof: tests below; `tests/it/directory_real.rs` with names that try.

use super::ber;

/// A filter, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    And(Vec<Filter>),
    Or(Vec<Filter>),
    Not(Box<Filter>),
    /// Tag (equal, at least, at most, about), attribute, value.
    Compared(u8, String, Value),
    Present(String),
    /// Attribute; what it begins with, what is in it, what it ends with.
    Substrings(String, Vec<(u8, Value)>),
    /// Matching rule, attribute, value.
    Extensible(Option<String>, Option<String>, Value),
}

const AND: u8 = 0xa0;
const OR: u8 = 0xa1;
const NOT: u8 = 0xa2;
const EQUAL: u8 = 0xa3;
const SUBSTRINGS: u8 = 0xa4;
const AT_LEAST: u8 = 0xa5;
const AT_MOST: u8 = 0xa6;
const PRESENT: u8 = 0x87;
const ABOUT: u8 = 0xa8;
const EXTENSIBLE: u8 = 0xa9;
const INITIAL: u8 = 0x80;
const ANY: u8 = 0x81;
const FINAL: u8 = 0x82;

/// Bytes with places to be filled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Value(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Bytes(Vec<u8>),
    Name,
}

/// The filter cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the filter cannot be read at `{0}`")]
pub struct NoFilter(String);

impl Filter {
    /// Reads a filter such as `(&(objectClass=person)(uid={name}))`.
    pub fn parse(text: &str) -> Result<Self, NoFilter> {
        let mut rest = text.trim();
        let filter = parse(&mut rest, 0)?;
        if rest.trim().is_empty() { Ok(filter) } else { Err(NoFilter(rest.to_owned())) }
    }

    /// Attribute equals bytes.
    #[must_use]
    pub fn equals(attribute: &str, value: &[u8]) -> Self {
        let value = Value(vec![Piece::Bytes(value.to_vec())]);
        Self::Compared(EQUAL, attribute.to_owned(), value)
    }

    /// Is in the group, or in one that is in it (Active Directory's matching rule in chain).
    #[must_use]
    pub fn in_chain(group: &str) -> Self {
        let value = Value(vec![Piece::Bytes(group.as_bytes().to_vec())]);
        let rule = "1.2.840.113556.1.4.1941".to_owned();
        Self::Extensible(Some(rule), Some("memberOf".to_owned()), value)
    }

    /// Whether there is a place for a name.
    #[must_use]
    pub fn has_name(&self) -> bool {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().any(Self::has_name),
            Self::Not(part) => part.has_name(),
            Self::Compared(_, _, value) | Self::Extensible(_, _, value) => value.has_name(),
            Self::Substrings(_, parts) => parts.iter().any(|(_, value)| value.has_name()),
            Self::Present(_) => false,
        }
    }

    /// As sent. Without a name, what asks for one asks whether there is any.
    #[must_use]
    pub(super) fn encoded(&self, name: Option<&str>) -> Vec<u8> {
        let all = |parts: &[Self]| parts.iter().map(|one| one.encoded(name)).collect::<Vec<_>>();
        let octets = |text: &str| ber::element(ber::OCTETS, text.as_bytes());
        match self {
            Self::And(parts) => ber::group(AND, &all(parts)),
            Self::Or(parts) => ber::group(OR, &all(parts)),
            Self::Not(part) => ber::group(NOT, &[part.encoded(name)]),
            Self::Present(attribute) => ber::element(PRESENT, attribute.as_bytes()),
            Self::Compared(_, attribute, value) if name.is_none() && value.has_name() => {
                ber::element(PRESENT, attribute.as_bytes())
            }
            Self::Substrings(attribute, parts)
                if name.is_none() && parts.iter().any(|(_, value)| value.has_name()) =>
            {
                ber::element(PRESENT, attribute.as_bytes())
            }
            Self::Compared(tag, attribute, value) => {
                let value = ber::element(ber::OCTETS, &value.filled(name));
                ber::group(*tag, &[octets(attribute), value])
            }
            Self::Substrings(attribute, parts) => {
                let parts: Vec<Vec<u8>> = parts
                    .iter()
                    .map(|(tag, value)| ber::element(*tag, &value.filled(name)))
                    .collect();
                ber::group(SUBSTRINGS, &[octets(attribute), ber::group(ber::SEQUENCE, &parts)])
            }
            Self::Extensible(rule, attribute, value) => {
                let mut parts = Vec::new();
                parts.extend(rule.iter().map(|rule| ber::element(0x81, rule.as_bytes())));
                parts.extend(attribute.iter().map(|name| ber::element(0x82, name.as_bytes())));
                parts.push(ber::element(0x83, &value.filled(name)));
                ber::group(EXTENSIBLE, &parts)
            }
        }
    }
}

impl Value {
    fn has_name(&self) -> bool {
        self.0.contains(&Piece::Name)
    }

    fn filled(&self, name: Option<&str>) -> Vec<u8> {
        let mut bytes = Vec::new();
        for piece in &self.0 {
            match piece {
                Piece::Bytes(more) => bytes.extend(more),
                Piece::Name => bytes.extend(name.unwrap_or_default().as_bytes()),
            }
        }
        bytes
    }
}

/// Levels of a filter.
const DEEPEST: u32 = 20;

fn parse(rest: &mut &str, depth: u32) -> Result<Filter, NoFilter> {
    let failed = |rest: &str| NoFilter(rest.chars().take(30).collect());
    let inner = rest.strip_prefix('(').filter(|_| depth < DEEPEST).ok_or_else(|| failed(rest))?;
    let mut inner = inner;
    let filter = match inner.chars().next() {
        Some(sign @ ('&' | '|' | '!')) => {
            inner = inner.get(1..).unwrap_or_default();
            let mut parts = Vec::new();
            while inner.trim_start().starts_with('(') {
                inner = inner.trim_start();
                parts.push(parse(&mut inner, depth + 1)?);
            }
            inner = inner.trim_start();
            match (sign, parts.len()) {
                (_, 0) => return Err(failed(inner)),
                ('!', 1) => Filter::Not(Box::new(parts.remove(0))),
                ('!', _) => return Err(failed(inner)),
                ('&', _) => Filter::And(parts),
                _ => Filter::Or(parts),
            }
        }
        _ => {
            let end = inner.find([')', '(']).ok_or_else(|| failed(inner))?;
            let (item, after) = inner.split_at(end);
            inner = after;
            compared(item).ok_or_else(|| failed(item))?
        }
    };
    *rest = inner.strip_prefix(')').ok_or_else(|| failed(inner))?;
    Ok(filter)
}

fn compared(item: &str) -> Option<Filter> {
    let (left, right) = item.split_once('=')?;
    let (attribute, tag) = match left.chars().last()? {
        '>' => (left.strip_suffix('>')?, AT_LEAST),
        '<' => (left.strip_suffix('<')?, AT_MOST),
        '~' => (left.strip_suffix('~')?, ABOUT),
        ':' => return extensible(left.strip_suffix(':')?, right),
        _ => (left, EQUAL),
    };
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | ';');
    if attribute.is_empty() || !attribute.chars().all(is_plain) {
        return None;
    }
    let attribute = attribute.to_owned();
    if tag != EQUAL || !right.contains('*') {
        return Some(Filter::Compared(tag, attribute, value(right)?));
    }
    if right == "*" {
        return Some(Filter::Present(attribute));
    }
    let parts: Vec<&str> = right.split('*').collect();
    let last = parts.len() - 1;
    let tag = |at: usize| match at {
        0 => INITIAL,
        _ if at == last => FINAL,
        _ => ANY,
    };
    let filled = parts.iter().enumerate().filter(|(_, part)| !part.is_empty());
    let parts: Option<Vec<_>> = filled.map(|(at, part)| Some((tag(at), value(part)?))).collect();
    Some(Filter::Substrings(attribute, parts?))
}

/// `memberOf:1.2.3:=value`; the left side without its last colon.
fn extensible(left: &str, right: &str) -> Option<Filter> {
    let (attribute, rule) = left.split_once(':').map_or((left, None), |(a, r)| (a, Some(r)));
    if rule.is_some_and(|rule| rule.contains(':') || rule.is_empty()) {
        return None;
    }
    let attribute = (!attribute.is_empty()).then(|| attribute.to_owned());
    Some(Filter::Extensible(rule.map(str::to_owned), attribute, value(right)?))
}

/// A value with `\28` for bytes and `{name}` for what is put in.
fn value(text: &str) -> Option<Value> {
    let mut pieces = Vec::new();
    for (at, part) in text.split("{name}").enumerate() {
        if at > 0 {
            pieces.push(Piece::Name);
        }
        let mut bytes = Vec::new();
        let mut rest = part.bytes();
        while let Some(byte) = rest.next() {
            if byte == b'\\' {
                let pair = [rest.next()?, rest.next()?];
                let digits = std::str::from_utf8(&pair).ok()?;
                bytes.push(u8::from_str_radix(digits, 16).ok()?);
            } else {
                bytes.push(byte);
            }
        }
        if !bytes.is_empty() {
            pieces.push(Piece::Bytes(bytes));
        }
    }
    Some(Value(pieces))
}

/// A distinguished name with a value put in for `{name}`, escaped as RFC 4514 says.
#[must_use]
pub fn distinguished(template: &str, name: &str) -> String {
    let mut escaped = String::with_capacity(name.len());
    let last = name.chars().count().saturating_sub(1);
    for (at, c) in name.chars().enumerate() {
        match c {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' | '=' => escaped.extend(['\\', c]),
            '\0' => escaped.push_str("\\00"),
            '#' if at == 0 => escaped.push_str("\\#"),
            ' ' if at == 0 || at == last => escaped.push_str("\\ "),
            _ => escaped.push(c),
        }
    }
    template.replace("{name}", &escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(filter: &str, name: Option<&str>) -> Vec<u8> {
        Filter::parse(filter).unwrap().encoded(name)
    }

    #[test]
    fn a_filter_is_sent_as_the_standard_says() {
        assert_eq!(sent("(uid=a)", None), [0xa3, 8, 4, 3, b'u', b'i', b'd', 4, 1, b'a']);
        assert_eq!(sent("(uid=*)", None), [0x87, 3, b'u', b'i', b'd']);
        assert_eq!(
            sent("(!(o=a*b))", None),
            [0xa2, 13, 0xa4, 11, 4, 1, b'o', 0x30, 6, 0x80, 1, b'a', 0x82, 1, b'b']
        );
        assert_eq!(sent("(o=\\2a\\28)", None), [0xa3, 7, 4, 1, b'o', 4, 2, b'*', b'(']);
        let bits = sent("(u:1.2:=2)", None);
        assert_eq!(bits, [0xa9, 11, 0x81, 3, b'1', b'.', b'2', 0x82, 1, b'u', 0x83, 1, b'2']);
        assert_eq!(
            Filter::in_chain("cn=a"),
            Filter::parse("(memberOf:1.2.840.113556.1.4.1941:=cn\\3da)").unwrap()
        );
        for wrong in
            ["", "uid=a", "(uid=a", "(uid=a))", "(&)", "(!(a=b)(c=d))", "(=a)", "(a=\\2)", "(u)=a)"]
        {
            assert!(Filter::parse(wrong).is_err(), "{wrong}");
        }
        let deep = format!("{}(a=b){}", "(!".repeat(30), ")".repeat(30));
        assert!(Filter::parse(&deep).is_err());
    }

    #[test]
    fn a_name_is_a_value_whatever_it_holds() {
        let filter = "(&(objectClass=person)(uid={name}))";
        for name in ["*", "a)(uid=*", "*)(|(uid=*", "\\2a", "a\0b", "张伟", "x)(&(a=b)"] {
            let by_name = Filter::And(vec![
                Filter::equals("objectClass", b"person"),
                Filter::equals("uid", name.as_bytes()),
            ]);
            assert_eq!(sent(filter, Some(name)), by_name.encoded(None), "{name}");
        }
        assert_eq!(
            sent(filter, None),
            sent("(&(objectClass=person)(uid=*))", None),
            "without a name: whoever has one"
        );
    }

    #[test]
    fn a_name_in_a_distinguished_name_stays_one_value() {
        let template = "uid={name},ou=people,dc=example";
        assert_eq!(distinguished(template, "a"), "uid=a,ou=people,dc=example");
        assert_eq!(
            distinguished(template, " #a,ou=admins+b\\ "),
            "uid=\\ #a\\,ou\\=admins\\+b\\\\\\ ,ou=people,dc=example"
        );
        assert_eq!(distinguished("{name}", "#a"), "\\#a");
    }
}
