//! A history as CSV for spreadsheets.
//!
//! Room:  server/http/build.
//! Holds: UTF-8 with byte order mark (Excel reads Chinese then), CRLF, RFC 4180 quoting; a text that
//!        a spreadsheet would take for a formula is led by an apostrophe. Lengths are seconds,
//!        shares 0..=1.

use crate::http::build::history_measure::{Unit, unit};
use crate::http::build::history_words::{self as words, Language, dimension, heading};
use crate::http::views::history::{History, HistoryLine};
use domain::calendar::Zone;
use std::fmt::Write as _;

/// The whole file: one row per line and interval.
#[must_use]
pub fn write(history: &History, language: Language) -> String {
    let zone = Zone::named(&history.zone).unwrap_or_else(|_| Zone::utc());
    let mut text = String::from("\u{feff}");
    text.push_str(&headings(history, language).join(","));
    text.push_str("\r\n");
    for line in &history.lines {
        rows(&mut text, history, line, &zone);
    }
    text
}

fn headings(history: &History, language: Language) -> Vec<String> {
    let mut headings = vec![
        language.of(words::NUMBER).to_owned(),
        dimension(&history.by, language).to_owned(),
        language.of(words::FROM_LOCAL).to_owned(),
        language.of(words::FROM_UTC).to_owned(),
    ];
    let seconds = language.of(("（秒）", " (s)"));
    let measures = |is_compared| {
        let one = move |name: &String| {
            let mut text = heading(name, is_compared, &history.definition, language);
            if unit(name) == Unit::Length {
                text.push_str(seconds);
            }
            field(&text)
        };
        history.measures.iter().map(one)
    };
    headings.extend(measures(false));
    if history.compared.is_some() {
        headings.push(language.of(words::COMPARED_FROM).to_owned());
        headings.extend(measures(true));
    }
    headings
}

fn rows(text: &mut String, history: &History, line: &HistoryLine, zone: &Zone) {
    let id = line.id.map_or_else(String::new, |id| id.to_string());
    let name = field(&line.name);
    for (place, interval) in history.intervals.iter().enumerate() {
        let start = interval.start.0;
        write!(text, "{id},{name},{},{start}", zone.show(start)).expect("text grows");
        numbers(text, history, line.values.get(place));
        if history.compared.is_some() {
            let from = interval.compared.map(|span| zone.show(span.from.0)).unwrap_or_default();
            write!(text, ",{from}").expect("text grows");
            numbers(text, history, line.compared.as_ref().and_then(|all| all.get(place)));
        }
        text.push_str("\r\n");
    }
}

fn numbers(text: &mut String, history: &History, values: Option<&Vec<Option<f64>>>) {
    for (column, name) in history.measures.iter().enumerate() {
        match values.and_then(|values| values.get(column).copied().flatten()) {
            Some(value) if unit(name) == Unit::Length => write!(text, ",{}", value / 1_000.0),
            Some(value) => write!(text, ",{value}"),
            None => write!(text, ","),
        }
        .expect("text grows");
    }
}

/// One text field.
pub fn field(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if is_formula { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', '\r', '\n', '\'']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_become_a_formula_or_break_the_row() {
        assert_eq!(field("综合"), "综合");
        assert_eq!(field("=HYPERLINK(\"x\")"), "\"'=HYPERLINK(\"\"x\"\")\"");
        assert_eq!(field("@sum"), "\"'@sum\"");
        assert_eq!(field("a,b"), "\"a,b\"");
        assert_eq!(field("a\r\nb"), "\"a\r\nb\"");
    }
}
