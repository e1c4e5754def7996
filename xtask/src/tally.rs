//! What passed and what failed, over tools that each say it in their own way.
//!
//! Room:  xtask; fed by the parts of `test`, printed as the one closing line.
//! Takes: lines of cargo test, Vitest, Playwright and node's test runner.
//! Gives: `Tally`.
//! Holds: an ignored or skipped test is a failure with its reason; so is a run that counted nothing
//!        and one that ended badly without naming a failed test.
//! Never: guesses: a line that is no summary counts nothing.
//! Proof: tests below, with lines as the tools print them.

use std::fmt;
use std::process::ExitStatus;

/// Counts over all parts, with a reason for whatever failed.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Tally {
    passed: u64,
    failed: u64,
    reasons: Vec<String>,
}

impl Tally {
    pub(crate) fn pass(&mut self) {
        self.passed += 1;
    }

    pub(crate) fn fail(&mut self, reason: impl Into<String>) {
        self.fail_many(1, reason);
    }

    fn fail_many(&mut self, count: u64, reason: impl Into<String>) {
        self.failed += count;
        self.reasons.push(reason.into());
    }

    /// One thing that went well or badly as a whole.
    pub(crate) fn note(&mut self, what: &str, outcome: Result<(), String>) {
        match outcome {
            Ok(()) => self.pass(),
            Err(reason) => self.fail(format!("{what}: {reason}")),
        }
    }

    /// The counts of one program that ran tests and how it ended.
    pub(crate) fn take(&mut self, what: &str, counts: Counts, ended: Result<ExitStatus, String>) {
        let is_empty = counts == Counts::default();
        let Counts { passed, failed, skipped, names } = counts;
        self.passed += passed;
        if failed > 0 {
            let which: String = names.iter().map(|name| format!("\n  {name}")).collect();
            self.fail_many(failed, format!("{what}: {failed} failed, see above{which}"));
        }
        if skipped > 0 {
            self.fail_many(
                skipped,
                format!("{what}: {skipped} skipped; a test runs or is removed"),
            );
        }
        match ended {
            Ok(status) if status.success() && is_empty => {
                self.fail(format!("{what}: no test was counted"));
            }
            Ok(status) if status.success() || failed > 0 => (),
            Ok(status) => self.fail(format!("{what}: ended with {status}, see above")),
            Err(reason) => self.fail(format!("{what}: {reason}")),
        }
    }

    pub(crate) fn is_clean(&self) -> bool {
        self.failed == 0
    }

    pub(crate) fn reasons(&self) -> &[String] {
        &self.reasons
    }
}

/// The closing line.
impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// What the lines of one program add up to.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Counts {
    passed: u64,
    failed: u64,
    skipped: u64,
    /// The failed tests: a long log may reach its reader without its middle.
    names: Vec<String>,
}

impl Counts {
    /// Adds what `line` says, if it is a summary or names a failed test.
    pub(crate) fn see(&mut self, line: &str) {
        let plain = without_colour(line);
        let plain = plain.trim();
        self.names.extend(failed_name(plain).map(str::to_owned));
        if let Some(rest) = plain.strip_prefix("test result: ") {
            let rest = rest.split_once(". ").map_or("", |(_, counts)| counts);
            self.add_pairs(rest.split(';'));
        } else if let Some(rest) = plain.strip_prefix("Tests ") {
            self.add_pairs(rest.split('|'));
        } else if let Some(rest) = plain.strip_prefix("# ").or_else(|| plain.strip_prefix("ℹ ")) {
            self.add_node(rest);
        } else if plain.split(',').all(is_pair) {
            self.add_pairs(plain.split(','));
        }
    }

    /// `41 passed`, `1 failed (42)` and the like.
    fn add_pairs<'a>(&mut self, parts: impl Iterator<Item = &'a str>) {
        for part in parts {
            let mut words = part.split_whitespace();
            let Some(count) = words.next().and_then(|word| word.parse::<u64>().ok()) else {
                continue;
            };
            match words.next() {
                Some("passed") => self.passed += count,
                Some("failed" | "flaky") => self.failed += count,
                Some("ignored" | "skipped" | "todo") => self.skipped += count,
                _ => (),
            }
        }
    }

    /// `pass 12`, as node's test runner ends.
    fn add_node(&mut self, rest: &str) {
        let Some((word, count)) = rest.split_once(' ') else { return };
        let Ok(count) = count.trim().parse::<u64>() else { return };
        match word {
            "pass" => self.passed += count,
            "fail" | "cancelled" => self.failed += count,
            "skipped" | "todo" => self.skipped += count,
            _ => (),
        }
    }
}

/// The failed test that a line of cargo test, Vitest or our walks names.
fn failed_name(line: &str) -> Option<&str> {
    let of_cargo = line.strip_prefix("test ").and_then(|rest| rest.strip_suffix(" ... FAILED"));
    let of_walks = || line.strip_prefix("FAILED ");
    let of_vitest = || line.strip_prefix("FAIL ").map(str::trim_start);
    of_cargo.or_else(of_walks).or_else(of_vitest)
}

/// A number and one of the words, with at most a bracket behind: `5 passed (3.2s)`.
fn is_pair(part: &str) -> bool {
    let mut words = part.split_whitespace();
    let is_number = words.next().is_some_and(|word| word.parse::<u64>().is_ok());
    let is_word = matches!(words.next(), Some("passed" | "failed" | "skipped" | "flaky"));
    is_number && is_word && words.next().is_none_or(|word| word.starts_with('('))
}

/// The line without terminal colours (`ESC [ ... letter`).
fn without_colour(line: &str) -> String {
    let mut pieces = line.split('\u{1b}');
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        plain.push_str(
            piece.split_once(|c: char| c.is_ascii_alphabetic()).map_or("", |(_, rest)| rest),
        );
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::process::ExitStatusExt;

    fn counts(lines: &str) -> (u64, u64, u64) {
        let mut counts = Counts::default();
        lines.lines().for_each(|line| counts.see(line));
        (counts.passed, counts.failed, counts.skipped)
    }

    fn ended(code: i32) -> Result<ExitStatus, String> {
        Ok(ExitStatus::from_raw(code << 8))
    }

    #[test]
    fn cargo_test_is_added_over_its_binaries() {
        let lines = "running 3 tests
            test tests::ten_failed ... ok
            test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s
            test result: FAILED. 4 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out; finished in 1s";
        assert_eq!(counts(lines), (7, 2, 1));
    }

    #[test]
    fn vitest_counts_tests_and_not_files() {
        let lines = " Test Files  1 failed | 3 passed (4)\n      \
                     \u{1b}[2mTests \u{1b}[22m \u{1b}[31m1 failed\u{1b}[39m | \u{1b}[32m41 passed\u{1b}[39m | 2 skipped (44)";
        assert_eq!(counts(lines), (41, 1, 2));
    }

    #[test]
    fn node_and_playwright_and_our_own_line_are_known() {
        assert_eq!(
            counts("# tests 9\n# pass 7\n# fail 1\n# cancelled 0\n# skipped 1\n# todo 0"),
            (7, 1, 1)
        );
        assert_eq!(counts("ℹ tests 2\nℹ pass 2\nℹ fail 0"), (2, 0, 0));
        assert_eq!(counts("  5 passed (3.2s)\n  1 failed\n  1 flaky"), (5, 2, 0));
        assert_eq!(counts("12 passed, 1 failed"), (12, 1, 0));
    }

    #[test]
    fn a_line_that_is_no_summary_counts_nothing() {
        assert_eq!(
            counts("3 failed attempts\n# a heading\n40 passed cars, 2 bikes\n\nTests are fun"),
            (0, 0, 0)
        );
    }

    #[test]
    fn failed_tests_are_named_beside_the_closing_line() {
        let mut counts = Counts::default();
        let lines = "test a::good ... ok\ntest a::bad ... FAILED\n\
                     FAILED walls: the list: 3 is not 4\n FAIL  src/a.test.ts > adds up\n\
                     test result: FAILED. 1 passed; 3 failed; 0 ignored; finished in 0.01s";
        lines.lines().for_each(|line| counts.see(line));
        let mut tally = Tally::default();
        tally.take("all", counts, ended(101));
        let told = "all: 3 failed, see above\n  a::bad\n  walls: the list: 3 is not 4\n  \
                    src/a.test.ts > adds up";
        assert_eq!(tally.reasons(), [told]);
    }

    #[test]
    fn a_bad_end_without_a_failed_test_is_one_failure() {
        let mut tally = Tally::default();
        tally.take("rust", Counts { passed: 3, ..Counts::default() }, ended(101));
        assert_eq!(tally.to_string(), "3 passed, 1 failed");
    }

    #[test]
    fn failed_tests_are_not_counted_again_by_the_exit_code() {
        let mut tally = Tally::default();
        tally.take("rust", Counts { passed: 3, failed: 2, ..Counts::default() }, ended(101));
        assert_eq!(tally.to_string(), "3 passed, 2 failed");
    }

    #[test]
    fn a_skipped_test_and_an_empty_run_are_failures() {
        let mut tally = Tally::default();
        tally.take("rust", Counts { passed: 3, skipped: 1, ..Counts::default() }, ended(0));
        tally.take("web", Counts::default(), ended(0));
        assert_eq!(tally.to_string(), "3 passed, 2 failed");
        assert!(tally.reasons()[1].contains("no test was counted"));
    }
}
