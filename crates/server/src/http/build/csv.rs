//! A history as CSV for spreadsheets.
//!
//! Room:  server/http/build.
//! Holds: UTF-8 with byte order mark (Excel reads Chinese then), CRLF, RFC 4180 quoting; a text that
//!        a spreadsheet would take for a formula is led by an apostrophe.

use crate::http::build::figures::{MEASURES, named};
use crate::http::views::history::History;
use domain::calendar::Zone;
use std::fmt::Write as _;

/// The whole file.
#[must_use]
pub fn write(history: &History) -> String {
    let zone = Zone::named(&history.zone).unwrap_or_else(|_| Zone::utc());
    let mut text = String::from("\u{feff}");
    text.push_str("id,name,start_utc,start_local");
    for measure in MEASURES {
        text.push(',');
        text.push_str(measure);
    }
    text.push_str("\r\n");
    for line in &history.lines {
        let id = line.id.map_or_else(String::new, |id| id.to_string());
        for point in &line.points {
            let local = zone.show(point.start.0);
            let name = field(&line.name);
            write!(text, "{id},{name},{},{local}", point.start.0).expect("text grows");
            for measure in MEASURES {
                match named(&point.figures, measure).flatten() {
                    Some(value) => write!(text, ",{value}").expect("text grows"),
                    None => text.push(','),
                }
            }
            text.push_str("\r\n");
        }
    }
    text
}

/// One text field.
fn field(text: &str) -> String {
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
