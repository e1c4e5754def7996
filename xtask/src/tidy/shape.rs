//! Names and sizes of files, and which must be there.
//!
//! Room:  xtask, tidy.
//! Takes: paths and line counts.
//! Gives: findings for drawers without a label, files that hold more than one room, missing files.
//! Proof: tests below.

use super::{Finding, Source};

const LENGTH: usize = 800;
const DRAWERS: [&str; 11] = [
    "util", "utils", "common", "helper", "helpers", "types", "manager", "managers", "misc",
    "shared", "stuff",
];
/// Written by a program: nobody reads it from top to bottom.
const GENERATED: [&str; 1] = ["web/src/api/schema.ts"];

/// No module or crate is named after nothing.
pub(super) fn names(sources: &[Source]) -> Vec<Finding> {
    let code = sources.iter().filter(|source| {
        source.has_extension(&["rs", "ts", "tsx"]) && !GENERATED.contains(&source.path.as_str())
    });
    code.filter_map(|source| {
        let mut names = source.path.split('/').map(|name| name.split('.').next().unwrap_or(name));
        let drawer = names.find(|name| DRAWERS.contains(name))?;
        let remedy = "name it after what it holds, or put its parts where they are used";
        Some(source.finding(1, format!("`{drawer}` says nothing about what is inside"), remedy))
    })
    .collect()
}

/// A file of more than 800 lines, tests not counted, is several rooms.
pub(super) fn length(sources: &[Source]) -> Vec<Finding> {
    let code = sources.iter().filter(|source| {
        source.has_extension(&["rs", "ts", "tsx", "css"])
            && !GENERATED.contains(&source.path.as_str())
    });
    code.filter_map(|source| {
        let lines = source.lines_without_tests().count();
        let what = format!("{lines} lines without tests, at most {LENGTH}");
        (lines > LENGTH).then(|| source.finding(LENGTH + 1, what, "split it by what its parts do"))
    })
    .collect()
}

/// A clippy.toml below the root would replace the root's; a changelog is there.
pub(super) fn root_files(sources: &[Source]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = sources
        .iter()
        .filter(|source| source.path.ends_with("/clippy.toml"))
        .map(|source| source.finding(1, "it replaces the root's bans unnoticed", "remove it"))
        .collect();
    if !sources.iter().any(|source| source.path == "CHANGELOG.md") {
        findings.push(Finding {
            path: "CHANGELOG.md".to_owned(),
            line: 1,
            what: "it is missing".to_owned(),
            remedy: "write it (CONTRIBUTING.md, \"A change\")",
        });
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::said;
    use super::*;

    #[test]
    fn a_drawer_is_found_as_file_folder_and_crate() {
        for path in ["crates/a/src/util.rs", "web/src/helpers/a.ts", "crates/common/src/lib.rs"] {
            assert_eq!(said(names, &[(path, "")]).len(), 1, "{path}");
        }
        assert_eq!(
            said(names, &[("crates/a/src/utility_bill.rs", ""), ("docs/types.md", "")]),
            [""; 0]
        );
    }

    #[test]
    fn a_file_too_long_is_found_and_its_tests_are_not_counted() {
        let long = "x\n".repeat(LENGTH + 1);
        assert_eq!(
            said(length, &[("a/b.rs", &long)]),
            ["a/b.rs:801: 801 lines without tests, at most 800"]
        );
        let tests = format!("{}#[cfg(test)]\nmod tests {{}}\n{long}", "x\n".repeat(LENGTH));
        assert_eq!(said(length, &[("a/b.rs", &tests)]), [""; 0]);
        assert_eq!(said(length, &[("web/src/api/schema.ts", &long)]), [""; 0]);
    }

    #[test]
    fn a_clippy_toml_in_a_crate_and_a_missing_changelog_are_found() {
        let files = [("clippy.toml", ""), ("crates/a/clippy.toml", "")];
        let found = [
            "crates/a/clippy.toml:1: it replaces the root's bans unnoticed",
            "CHANGELOG.md:1: it is missing",
        ];
        assert_eq!(said(root_files, &files), found);
        assert_eq!(said(root_files, &[("clippy.toml", ""), ("CHANGELOG.md", "")]), [""; 0]);
    }
}
