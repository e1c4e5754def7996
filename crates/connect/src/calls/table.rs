//! One line of CSV cut into fields.
//!
//! Room:  connect, `calls`.
//! Holds: RFC 4180 quotes within a line; a quote that stays open is an error of the line.

use std::borrow::Cow;

/// A quoted field that the line does not close.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OpenQuote;

/// Cuts `line` at `separator` into `fields`, which it replaces.
pub(super) fn cut<'a>(
    line: &'a str,
    separator: char,
    fields: &mut Vec<Cow<'a, str>>,
) -> Result<(), OpenQuote> {
    fields.clear();
    if !line.contains('"') {
        fields.extend(line.split(separator).map(Cow::Borrowed));
        return Ok(());
    }
    let mut field = String::new();
    let mut letters = line.chars().peekable();
    let mut quoted = false;
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                field.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if field.is_empty() => quoted = true,
            other if other == separator && !quoted => {
                fields.push(Cow::Owned(std::mem::take(&mut field)));
            }
            other => field.push(other),
        }
    }
    fields.push(Cow::Owned(field));
    if quoted { Err(OpenQuote) } else { Ok(()) }
}

/// The separator of a header line: the one of `,`, `;` and tab that occurs most.
pub(super) fn separator(header: &str) -> char {
    let count = |separator: char| header.chars().filter(|&letter| letter == separator).count();
    [';', '\t']
        .into_iter()
        .fold(',', |best, next| if count(next) > count(best) { next } else { best })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut_at_commas(line: &str) -> Result<Vec<String>, OpenQuote> {
        let mut fields = Vec::new();
        cut(line, ',', &mut fields)?;
        Ok(fields.into_iter().map(Cow::into_owned).collect())
    }

    #[test]
    fn fields_may_be_quoted() {
        assert_eq!(cut_at_commas("a,,b"), Ok(vec!["a".into(), String::new(), "b".into()]));
        let quoted = cut_at_commas("\"a,1\",\"say \"\"hi\"\"\",c");
        assert_eq!(quoted, Ok(vec!["a,1".into(), "say \"hi\"".into(), "c".into()]));
        assert_eq!(cut_at_commas("a,\"b"), Err(OpenQuote));
    }

    #[test]
    fn the_header_tells_the_separator() {
        assert_eq!(separator("queue;arrival;ended"), ';');
        assert_eq!(separator("queue,arrival"), ',');
        assert_eq!(separator("queue\tarrival\tended"), '\t');
    }
}
