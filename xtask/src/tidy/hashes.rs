//! Golden files and shipped migrations never change: what was written must be read for ever.
//!
//! Room:  xtask, tidy.
//! Takes: `xtask/hashes.txt`, one `SHA-256  path` per line, sorted by path.
//! Gives: findings for files changed, removed, or not yet in the list.
//! Holds: `--bless` adds what is new; a changed file is never blessed.
//! Never: forgets a file: removing a line is an act of a person, seen in review.
//! Proof: tests below.

use super::{Finding, Source};
use crate::sha256;

/// The list of hashes.
pub(super) const LIST: &str = "xtask/hashes.txt";

const GUARDED: [&str; 2] = ["crates/journal/golden/", "crates/store/migrations/"];
const BLESS: &str = "run `cargo xtask tidy --bless`";
const RESTORE: &str = "restore it: data of that shape exists; a new shape is a new file";

pub(super) fn check(sources: &[Source]) -> Vec<Finding> {
    let list = list(sources);
    let mut findings = Vec::new();
    for source in guarded(sources) {
        let known = list.iter().find(|(_, path)| *path == source.path);
        match known {
            None => findings.push(source.finding(1, "it has no hash yet", BLESS)),
            Some((hash, _)) if *hash != sha256::hex(&source.bytes) => {
                findings.push(source.finding(1, "it changed after it was blessed", RESTORE));
            }
            Some(_) => (),
        }
    }
    let gone = list.iter().filter(|(_, path)| !sources.iter().any(|source| source.path == *path));
    findings.extend(gone.map(|(_, path)| Finding {
        path: (*path).to_owned(),
        line: 1,
        what: "it was blessed and is gone".to_owned(),
        remedy: RESTORE,
    }));
    findings
}

/// The list with the hashes of new files added, and which were.
pub(super) fn bless(sources: &[Source]) -> (String, Vec<String>) {
    let list = list(sources);
    let mut rows: Vec<(String, String)> =
        list.iter().map(|(hash, path)| ((*path).to_owned(), (*hash).to_owned())).collect();
    let new: Vec<&Source> = guarded(sources)
        .filter(|source| !list.iter().any(|(_, path)| *path == source.path))
        .collect();
    rows.extend(new.iter().map(|source| (source.path.clone(), sha256::hex(&source.bytes))));
    rows.sort();
    let text = rows.iter().map(|(path, hash)| format!("{hash}  {path}\n")).collect();
    (text, new.iter().map(|source| source.path.clone()).collect())
}

fn guarded(sources: &[Source]) -> impl Iterator<Item = &Source> {
    sources.iter().filter(|source| GUARDED.iter().any(|folder| source.path.starts_with(folder)))
}

fn list(sources: &[Source]) -> Vec<(&str, &str)> {
    let text = sources.iter().find(|source| source.path == LIST).map_or("", Source::text);
    text.lines().filter_map(|line| line.split_once("  ")).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{said, sample};
    use super::*;

    const GOLDEN: &str = "crates/journal/golden/v1/a.jsonl";
    // SHA-256 of "abc", from FIPS 180-4.
    const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    #[test]
    fn a_blessed_file_is_fine_and_a_new_one_wants_a_blessing() {
        let list = format!("{ABC}  {GOLDEN}\n");
        assert_eq!(said(check, &[(GOLDEN, "abc"), (LIST, &list)]), [""; 0]);
        assert_eq!(said(check, &[(GOLDEN, "abc")]), [format!("{GOLDEN}:1: it has no hash yet")]);
    }

    #[test]
    fn a_changed_and_a_removed_file_are_found() {
        let list = format!("{ABC}  {GOLDEN}\n");
        let changed = format!("{GOLDEN}:1: it changed after it was blessed");
        assert_eq!(said(check, &[(GOLDEN, "abd"), (LIST, &list)]), [changed]);
        let gone = format!("{GOLDEN}:1: it was blessed and is gone");
        assert_eq!(said(check, &[(LIST, &list)]), [gone]);
    }

    #[test]
    fn a_blessing_adds_what_is_new_and_keeps_what_changed_refused() {
        let migration = "crates/store/migrations/0001.sql";
        let list = format!("{ABC}  {GOLDEN}\n");
        let files = [(GOLDEN, "changed"), (migration, "abc"), (LIST, list.as_str())];
        let (blessed, added) = bless(&sample(&files));
        assert_eq!(added, [migration]);
        assert_eq!(blessed, format!("{ABC}  {GOLDEN}\n{ABC}  {migration}\n"));
    }
}
