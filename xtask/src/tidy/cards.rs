//! Room cards: every crate and module says first what it is and where it stands.
//!
//! Room:  xtask, tidy.
//! Takes: `README.md` of crates, the `//!` head of modules.
//! Gives: findings where a line of the card is missing.
//! Holds: a crate's README is its rustdoc; a module has a first sentence and its room; one of 100
//!        lines of code or more says also what it holds or never does, and where that is proved.
//! Never: judges the wording.
//! Proof: tests below.

use super::{Finding, Source};

const LONG: usize = 100;
const WRITE: &str = "write its room card (STYLE.md, section 3; CONTRIBUTING.md, \"Room cards\")";

pub(super) fn check(sources: &[Source]) -> Vec<Finding> {
    let crates = sources.iter().filter(|source| is_manifest_of_a_crate(&source.path));
    let mut findings: Vec<Finding> = crates.flat_map(|m| check_crate(m, sources)).collect();
    let modules = sources.iter().filter(|source| {
        source.has_extension(&["rs"]) && source.is_in_src() && !is_crate_root(&source.path)
    });
    findings.extend(modules.flat_map(|module| check_module(module, sources)));
    findings
}

fn is_manifest_of_a_crate(path: &str) -> bool {
    let is_room = path.starts_with("crates/") && path.matches('/').count() == 2;
    path.ends_with("/Cargo.toml") && (is_room || path == "xtask/Cargo.toml")
}

fn is_crate_root(path: &str) -> bool {
    let below_src = path.split_once("/src/").map_or("", |(_, rest)| rest);
    below_src == "lib.rs" || below_src == "main.rs" || below_src.starts_with("bin/")
}

fn check_crate(manifest: &Source, sources: &[Source]) -> Vec<Finding> {
    let folder = manifest.path.trim_end_matches("Cargo.toml");
    let find = |name: &str| sources.iter().find(|source| source.path == format!("{folder}{name}"));
    let mut findings = Vec::new();
    match find("README.md") {
        None => findings.push(manifest.finding(1, "the crate has no README.md", WRITE)),
        Some(card) => {
            for word in ["Room", "Holds", "Never", "Proof", "Start here"] {
                if !card.text().contains(&format!("*{word}")) {
                    findings.push(card.finding(1, format!("the card has no *{word}*"), WRITE));
                }
            }
        }
    }
    let root = find("src/lib.rs").or_else(|| find("src/main.rs"));
    let included = "#![doc = include_str!(\"../README.md\")]";
    if let Some(root) = root.filter(|root| !root.text().starts_with(included)) {
        let remedy = "start it with #![doc = include_str!(\"../README.md\")]";
        findings.push(root.finding(1, "the crate's card is not its documentation", remedy));
    }
    findings
}

fn check_module(module: &Source, sources: &[Source]) -> Vec<Finding> {
    let first = module.text().lines().next().filter(|line| line.starts_with("//!"));
    let has = |label: &str| has_line(module, label);
    let mut missing = Vec::new();
    if first.is_none_or(|line| card_line(line).is_empty() || has_label(line)) {
        missing.push("the first line does not say what the module is");
    }
    if !has("Room:") {
        missing.push("the card has no `Room:`");
    }
    if code_lines(module) >= LONG && !parent_answers(module, sources) {
        if !has("Holds:") && !has("Never:") {
            missing.push("the card of a longer module has no `Holds:` or `Never:`");
        }
        if !has("Proof:") {
            missing.push("the card of a longer module has no `Proof:`");
        }
    }
    missing.into_iter().map(|what| module.finding(1, what, WRITE)).collect()
}

/// Whether the module is a part of one whose card says what holds and where that is proved.
fn parent_answers(module: &Source, sources: &[Source]) -> bool {
    let folder = module.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let parents = [format!("{folder}.rs"), format!("{folder}/mod.rs")];
    let mut parents = sources.iter().filter(|s| parents.contains(&s.path) && s.path != module.path);
    parents.any(|parent| {
        has_line(parent, "Proof:") && (has_line(parent, "Holds:") || has_line(parent, "Never:"))
    })
}

fn has_line(module: &Source, label: &str) -> bool {
    let mut head = module.text().lines().take_while(|line| line.starts_with("//!"));
    head.any(|line| card_line(line).starts_with(label))
}

/// Lines that say something to the compiler, tests not counted.
fn code_lines(module: &Source) -> usize {
    let lines = module.lines_without_tests().map(|(_, line)| line.trim());
    lines.filter(|line| !line.is_empty() && !line.starts_with("//")).count()
}

fn card_line(line: &str) -> &str {
    line.trim_start_matches("//!").trim()
}

fn has_label(line: &str) -> bool {
    ["Room:", "Takes:", "Gives:", "Holds:"].iter().any(|label| card_line(line).starts_with(label))
}

#[cfg(test)]
mod tests {
    use super::super::said;
    use super::*;

    const CARD: &str = "# a\n*Room*: b. *Takes*: c. *Gives*: d. *Holds*: e. *Never*: f. *Proof*: g. *Start here*: h.";
    const ROOT: &str = "#![doc = include_str!(\"../README.md\")]\n";

    #[test]
    fn a_crate_with_its_card_is_fine() {
        let files = [
            ("crates/a/Cargo.toml", ""),
            ("crates/a/README.md", CARD),
            ("crates/a/src/lib.rs", ROOT),
        ];
        assert_eq!(said(check, &files), [""; 0]);
    }

    #[test]
    fn a_crate_without_card_or_with_a_card_nobody_includes_is_found() {
        let files = [("crates/a/Cargo.toml", ""), ("crates/a/src/lib.rs", ROOT)];
        assert_eq!(said(check, &files), ["crates/a/Cargo.toml:1: the crate has no README.md"]);
        let files =
            [("xtask/Cargo.toml", ""), ("xtask/README.md", CARD), ("xtask/src/main.rs", "//! x")];
        assert_eq!(
            said(check, &files),
            ["xtask/src/main.rs:1: the crate's card is not its documentation"]
        );
    }

    #[test]
    fn a_card_that_lacks_a_line_is_found() {
        let card = CARD.replace("*Never*", "");
        let files = [("crates/a/Cargo.toml", ""), ("crates/a/README.md", card.as_str())];
        assert_eq!(said(check, &files), ["crates/a/README.md:1: the card has no *Never*"]);
    }

    #[test]
    fn a_short_module_needs_a_sentence_and_its_room() {
        assert_eq!(
            said(check, &[("crates/a/src/b.rs", "//! A line.\n//!\n//! Room: a.\n")]),
            [""; 0]
        );
        assert_eq!(said(check, &[("crates/a/src/b.rs", "use x;\n")]).len(), 2);
        assert_eq!(
            said(check, &[("crates/a/src/b.rs", "//! Room: a.\n")]),
            ["crates/a/src/b.rs:1: the first line does not say what the module is"]
        );
    }

    #[test]
    fn a_long_module_needs_its_walls_and_its_proof_but_tests_do_not_make_it_long() {
        let card = "//! A line.\n//!\n//! Room: a.\n";
        let long = format!("{card}{}", "fn a() {}\n".repeat(LONG));
        assert_eq!(said(check, &[("crates/a/src/b.rs", &long)]).len(), 2);
        let tests = format!("{card}#[cfg(test)]\n{}", "fn a() {}\n".repeat(LONG));
        assert_eq!(said(check, &[("crates/a/src/b.rs", &tests)]), [""; 0]);
    }

    #[test]
    fn a_long_part_of_a_module_may_leave_walls_and_proof_to_its_parent() {
        let part = format!("//! A line.\n//!\n//! Room: a.\n{}", "fn a() {}\n".repeat(LONG));
        let parent = "//! A line.\n//!\n//! Room: a.\n//! Holds: b.\n//! Proof: c.\n";
        let with =
            |parent_path, card| [(parent_path, card), ("crates/a/src/b/c.rs", part.as_str())];
        assert_eq!(said(check, &with("crates/a/src/b.rs", parent)), [""; 0]);
        assert_eq!(said(check, &with("crates/a/src/b/mod.rs", parent)), [""; 0]);
        assert_eq!(
            said(check, &with("crates/a/src/b.rs", "//! A line.\n//!\n//! Room: a.\n")).len(),
            2
        );
    }

    #[test]
    fn tests_and_samples_need_no_card() {
        assert_eq!(said(check, &[("crates/a/tests/it/main.rs", "mod b;\n")]), [""; 0]);
    }
}
