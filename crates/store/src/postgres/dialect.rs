//! What of our words `PostgreSQL` says otherwise: only the shapes of tables, and one function.
//!
//! Room:  store, `postgres`.
//! Takes: a migration as it is written for `SQLite`. Gives: the same shape for `PostgreSQL`.
//! Holds: what a shipped migration becomes never changes; texts are compared byte by byte on both engines.
//! Never: touches a comment or a text in quotes.
//! Proof: tests below; `tests/it/postgres_only.rs` compares every table of the two engines.

/// Functions that `SQLite` brings along and the statements use.
pub(crate) const FUNCTIONS: &str = "CREATE OR REPLACE FUNCTION instr(TEXT, TEXT) RETURNS BIGINT \
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS 'SELECT CAST(strpos($1, $2) AS BIGINT)'";

/// A migration in the words of `PostgreSQL`.
pub(crate) fn translated(migration: &str) -> String {
    let mut out = String::with_capacity(migration.len() * 2);
    let mut rest = migration;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("--") {
            rest.find('\n').unwrap_or(rest.len())
        } else if first == '\'' {
            // A doubled quote within is the end of one text and the beginning of the next.
            rest.char_indices()
                .skip(1)
                .find(|(_, c)| *c == '\'')
                .map_or(rest.len(), |(at, _)| at + 1)
        } else if is_of_a_word(first) {
            rest.find(|c| !is_of_a_word(c)).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (piece, after) = rest.split_at(length);
        rest = after;
        match piece {
            "BLOB" => out.push_str("BYTEA"),
            "TEXT" => out.push_str("TEXT COLLATE \"C\""),
            "WITHOUT" => match after.strip_prefix(" ROWID") {
                Some(after) => {
                    out.truncate(out.trim_end().len());
                    rest = after;
                }
                None => out.push_str(piece),
            },
            _ => out.push_str(piece),
        }
    }
    out
}

fn is_of_a_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest as _, Sha256};

    #[test]
    fn types_are_translated_and_comments_and_texts_are_not() {
        let written = "-- a TEXT of BLOB 'quoted\n\
             CREATE TABLE a (b BLOB NOT NULL, c TEXT DEFAULT 'TEXT, it''s BLOB', d_TEXT BIGINT) WITHOUT ROWID;\n\
             ALTER TABLE a ADD COLUMN e TEXT;";
        let expected = "-- a TEXT of BLOB 'quoted\n\
             CREATE TABLE a (b BYTEA NOT NULL, c TEXT COLLATE \"C\" DEFAULT 'TEXT, it''s BLOB', d_TEXT BIGINT);\n\
             ALTER TABLE a ADD COLUMN e TEXT COLLATE \"C\";";
        assert_eq!(translated(written), expected);
    }

    #[test]
    fn what_a_shipped_migration_becomes_never_changes() {
        let shipped = [
            include_str!("../../migrations/callboard-0001.sql"),
            include_str!("../../migrations/callboard-0006.sql"),
            include_str!("../../migrations/callboard-0008.sql"),
            include_str!("../../migrations/callboard-0012.sql"),
        ];
        let sum = Sha256::digest(shipped.map(translated).concat());
        let sum: String = sum.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(sum, "0f76deec9bff224c");
    }
}
