//! The rules of the house as plain code: each finding has a place and a remedy.
//!
//! Room:  xtask; first part of `test`, and a chore of its own.
//! Takes: every file of the project as text.
//! Gives: `Finding`s.
//! Holds: a check is a pure function over files, so that a bad sample can prove it.
//! Never: changes a file (`--bless` adds lines to `xtask/hashes.txt`, nothing else).
//! Proof: tests in each check's file; one over all below.

mod cards;
mod edges;
mod hashes;
mod links;
mod shape;
mod words;

use crate::command;
use crate::house::House;
use crate::tally::Tally;
use std::fmt;
use std::fs;
use std::time::Duration;

/// A file of the project.
#[derive(Debug, Clone)]
struct Source {
    /// Path below the root, with forward slashes.
    path: String,
    bytes: Vec<u8>,
}

/// Something against the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Finding {
    path: String,
    /// Counted from 1.
    line: usize,
    what: String,
    remedy: &'static str,
}

/// A check's name and the check.
type Check = (&'static str, fn(&[Source]) -> Vec<Finding>);

const CHECKS: [Check; 13] = [
    ("room cards", cards::check),
    ("edges between rooms", edges::check),
    ("words banned in a room", words::banned_in_rooms),
    ("marks of unfinished work", words::unfinished),
    ("ignored tests", words::ignored_tests),
    ("commented-out code", words::commented_out_code),
    ("paths of one machine", words::machine_paths),
    ("registries in lock files", words::registries),
    ("module names", shape::names),
    ("file length", shape::length),
    ("one clippy.toml, a changelog", shape::root_files),
    ("links in Markdown", links::check),
    ("golden files and migrations", hashes::check),
];

/// Runs all checks and prints what they found; `true` when nothing.
pub(crate) fn run(house: &House) -> bool {
    let mut tally = Tally::default();
    into(house, &mut tally);
    println!("{tally}");
    tally.is_clean()
}

/// Runs all checks into `tally`, one count per check.
pub(crate) fn into(house: &House, tally: &mut Tally) {
    let mut cargo = house.cargo();
    cargo.args(["fmt", "--all", "--check"]);
    let formatted = command::succeed(&mut cargo, Duration::from_secs(300));
    tally.note("tidy, format", formatted.map_err(|_| "run `cargo fmt`".to_owned()));
    let sources = match read(house) {
        Ok(sources) => sources,
        Err(reason) => return tally.fail(format!("tidy: {reason}")),
    };
    for (name, check) in CHECKS {
        let findings = check(&sources);
        for finding in &findings {
            println!("{finding}");
        }
        tally.note(
            &format!("tidy, {name}"),
            match findings.len() {
                0 => Ok(()),
                count => Err(format!("{count} found, see above")),
            },
        );
    }
}

/// Adds the hashes of golden files and migrations that are new.
pub(crate) fn bless(house: &House) -> Result<bool, String> {
    let sources = read(house)?;
    let path = house.root.join(hashes::LIST);
    let (list, added) = hashes::bless(&sources);
    fs::write(&path, list).map_err(|error| format!("{}: {error}", path.display()))?;
    added.iter().for_each(|path| println!("blessed {path}"));
    Ok(run(house))
}

fn read(house: &House) -> Result<Vec<Source>, String> {
    let read = |path: String| match fs::read(house.root.join(&path)) {
        Ok(bytes) => Ok(Source { path, bytes }),
        Err(error) => Err(format!("{path}: {error}")),
    };
    house.files()?.into_iter().map(read).collect()
}

impl Source {
    /// The file as text; a file that is none (a picture) gives nothing.
    fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap_or_default()
    }

    fn has_extension(&self, extensions: &[&str]) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, extension)| extensions.contains(&extension))
    }

    /// Lines with their numbers from 1.
    fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text().lines().enumerate().map(|(index, line)| (index + 1, line))
    }

    /// Lines before the test module that ends the file.
    fn lines_without_tests(&self) -> impl Iterator<Item = (usize, &str)> {
        self.lines().take_while(|(_, line)| !line.starts_with("#[cfg(test)]"))
    }

    /// Whether this is source of a crate or of the web, as opposed to tests, samples and tools.
    fn is_in_src(&self) -> bool {
        let is_ours = self.path.starts_with("crates/") || self.path.starts_with("xtask/");
        let is_test = self.path.ends_with("/tests.rs") || self.path.contains("/tests/");
        is_ours && !is_test && self.path.contains("/src/")
    }

    /// The room that a file of `crates/` belongs to.
    fn room(&self) -> Option<&str> {
        self.path.strip_prefix("crates/")?.split('/').next()
    }

    fn finding(&self, line: usize, what: impl Into<String>, remedy: &'static str) -> Finding {
        Finding { path: self.path.clone(), line, what: what.into(), remedy }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}; {}", self.path, self.line, self.what, self.remedy)
    }
}

/// A project of these files, for the tests of the checks.
#[cfg(test)]
fn sample(files: &[(&str, &str)]) -> Vec<Source> {
    let source = |(path, text): &(&str, &str)| Source {
        path: (*path).to_owned(),
        bytes: text.as_bytes().to_vec(),
    };
    files.iter().map(source).collect()
}

/// What a check says about a project of these files, one `path:line: what` each.
#[cfg(test)]
fn said(check: fn(&[Source]) -> Vec<Finding>, files: &[(&str, &str)]) -> Vec<String> {
    let findings = check(&sample(files));
    findings.into_iter().map(|f| format!("{}:{}: {}", f.path, f.line, f.what)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_shows_place_fault_and_remedy_in_one_line() {
        let finding = sample(&[("a/b.rs", "")])[0].finding(7, "too long", "split it");
        assert_eq!(finding.to_string(), "a/b.rs:7: too long; split it");
    }

    #[test]
    fn a_picture_has_no_lines() {
        let picture = Source { path: "a.png".to_owned(), bytes: vec![0x89, 0xff, b'\n'] };
        assert_eq!(picture.lines().count(), 0);
    }
}
