//! Rows of an answer as CSV for spreadsheets.
//!
//! Room:  server, staffing.
//! Holds: UTF-8 with byte order mark, CRLF, RFC 4180 quoting; a text that a spreadsheet would take for
//!        a formula is led by an apostrophe; what was not measured is empty. Nested entries become columns
//!        `outer.inner`, lists of changes `changes.-1.service_level`.
//! Never: rounds.
//! Proof: tests below.

use crate::http::build::csv::field;
use serde_json::Value;

/// Columns that stand first; the others follow in the order of their names.
const FIRST: [&str; 5] = ["month", "start", "skill", "contacts", "agents"];

/// All rows under the columns of all of them.
pub(super) fn write(rows: &Value) -> String {
    let rows: Vec<Vec<(String, String)>> =
        rows.as_array().into_iter().flatten().map(cells).collect();
    let mut columns: Vec<&str> = Vec::new();
    for (name, _) in rows.iter().flatten() {
        if !columns.contains(&name.as_str()) {
            columns.push(name);
        }
    }
    let place =
        |column: &&str| FIRST.iter().position(|first| first == column).unwrap_or(FIRST.len());
    columns.sort_by_key(place);
    let mut text = String::from("\u{feff}");
    text.push_str(&columns.iter().map(|name| field(name)).collect::<Vec<_>>().join(","));
    text.push_str("\r\n");
    for row in &rows {
        let value = |column: &&str| {
            let cell = row.iter().find(|(name, _)| name == column);
            cell.map_or_else(String::new, |(_, value)| value.clone())
        };
        text.push_str(&columns.iter().map(value).collect::<Vec<_>>().join(","));
        text.push_str("\r\n");
    }
    text
}

fn cells(row: &Value) -> Vec<(String, String)> {
    let mut cells = Vec::new();
    flatten("", row, &mut cells);
    cells
}

fn flatten(name: &str, value: &Value, cells: &mut Vec<(String, String)>) {
    let inner =
        |part: &str| if name.is_empty() { part.to_owned() } else { format!("{name}.{part}") };
    match value {
        Value::Object(entries) => {
            entries.iter().for_each(|(part, value)| flatten(&inner(part), value, cells));
        }
        Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                let part = value["change"].as_i64();
                let part = part.map_or_else(|| index.to_string(), |change| change.to_string());
                flatten(&inner(&part), value, cells);
            }
        }
        Value::Null => cells.push((name.to_owned(), String::new())),
        Value::String(text) => cells.push((name.to_owned(), field(text))),
        Value::Bool(_) | Value::Number(_) => cells.push((name.to_owned(), value.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn nested_entries_are_columns_and_formulas_are_text() {
        let rows = json!([
            { "skill": "=1+1", "reached": { "asa_s": 2.5 }, "changes": [] },
            { "skill": "a,b", "reached": null, "changes": [{ "change": -1, "agents": 4 }] },
        ]);
        let text = write(&rows);
        let lines: Vec<&str> = text.trim_start_matches('\u{feff}').split("\r\n").collect();
        let columns: Vec<&str> = lines[0].split(',').collect();
        assert_eq!(columns[0], "skill");
        assert!(
            columns.contains(&"reached.asa_s") && columns.contains(&"changes.-1.agents"),
            "{text}"
        );
        assert!(lines[1].contains("'=1+1") && lines[2].contains("\"a,b\""), "{text}");
    }
}
