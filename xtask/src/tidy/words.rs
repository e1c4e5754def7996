//! Words that may not stand in a room, and marks that may not stand anywhere.
//!
//! Room:  xtask, tidy.
//! Takes: lines of code; comments count only where the check is about them.
//! Gives: findings with the reason of the ban.
//! Holds: a word is met whole: `rand` is not found in `operand`.
//! Never: parses Rust: what a line cannot tell is the business of clippy and of review.
//! Proof: tests below, a bad sample for each.

use super::{Finding, Source};

/// What may not stand in the code of some rooms, and why.
struct Ban {
    rooms: &'static [&'static str],
    words: &'static [&'static str],
    remedy: &'static str,
}

const PURE: [&str; 8] =
    ["domain", "journal", "live", "sim", "forecast", "staffing", "roster", "attendance"];
const BANS: [Ban; 5] = [
    Ban {
        rooms: &PURE,
        words: &["SystemTime", "Instant::now", "std::thread", "tokio", "async fn", "thread_rng"],
        remedy: "a pure room gets time, chance and order from outside",
    },
    Ban {
        rooms: &PURE,
        words: &["std::fs", "std::net", "std::process", "std::env", "println!", "eprintln!"],
        remedy: "a pure room does no I/O: return a value",
    },
    Ban {
        rooms: &["live"],
        words: &["rand", "HashMap", "HashSet", ".exp(", ".ln(", ".powf("],
        remedy: "the same journal must give the same state, bit for bit, everywhere",
    },
    Ban {
        rooms: &["sim", "staffing", "forecast"],
        words: &[".exp(", ".ln(", ".powf(", ".sin(", ".cos("],
        remedy: "use libm, so that a seed means the same on every platform",
    },
    Ban {
        rooms: &["domain", "journal", "live", "sim", "store", "server"],
        words: &["hold_time", "agent_status", "call_center", "logged_in", "logged_out"],
        remedy: "take the word of GLOSSARY.md (wait, agent state, centre, signed in)",
    },
];

/// Words that DESIGN.md keeps out of a room.
pub(super) fn banned_in_rooms(sources: &[Source]) -> Vec<Finding> {
    let code = sources.iter().filter(|source| source.has_extension(&["rs"]) && source.is_in_src());
    let mut findings = Vec::new();
    for source in code {
        let room = source.room().unwrap_or_default();
        for ban in BANS.iter().filter(|ban| ban.rooms.contains(&room)) {
            for (number, line) in source.lines_without_tests() {
                let code = line.split("//").next().unwrap_or_default();
                for word in ban.words.iter().filter(|word| stands_in(code, word)) {
                    findings.push(source.finding(
                        number,
                        format!("`{word}` in {room}"),
                        ban.remedy,
                    ));
                }
            }
        }
    }
    findings
}

/// Marks with which people promise to come back. (Spelled in two parts, or this file had them.)
pub(super) fn unfinished(sources: &[Source]) -> Vec<Finding> {
    let marks = [
        concat!("FIX", "ME"),
        concat!("TO", "DO"),
        concat!("X", "XX"),
        concat!("to", "do!("),
        concat!("unimpl", "emented!("),
        concat!("db", "g!("),
    ];
    let remedy = "finish it, or say in docs/limits.md what is not there";
    each_line(sources, &["rs", "ts", "tsx", "css", "sh", "mjs"], |line| {
        let mark = marks.iter().find(|mark| stands_in(line, mark))?;
        Some((format!("`{mark}`"), remedy))
    })
}

/// Tests that are there and do not run.
pub(super) fn ignored_tests(sources: &[Source]) -> Vec<Finding> {
    let marks = [
        concat!("#[ign", "ore"),
        concat!("#[should", "_panic"),
        concat!("it.sk", "ip("),
        concat!("test.sk", "ip("),
        concat!("describe.sk", "ip("),
        concat!("it.on", "ly("),
        concat!("test.on", "ly("),
        concat!("describe.on", "ly("),
    ];
    let remedy = "assert today's behaviour and say that it is wrong, or remove the test";
    each_line(sources, &["rs", "ts", "tsx", "mjs"], |line| {
        let mark = marks.iter().find(|mark| line.contains(*mark))?;
        Some((format!("`{mark}`"), remedy))
    })
}

/// Code that sleeps in comments.
pub(super) fn commented_out_code(sources: &[Source]) -> Vec<Finding> {
    each_line(sources, &["rs", "ts", "tsx", "mjs"], |line| {
        let comment = line.trim_start().strip_prefix("//")?;
        let is_doc = comment.starts_with(['/', '!']);
        (!is_doc && looks_like_code(comment.trim()))
            .then(|| ("commented-out code".to_owned(), "remove it: git remembers"))
    })
}

fn looks_like_code(comment: &str) -> bool {
    let starts =
        ["let ", "use ", "fn ", "pub ", "const ", "import ", "export ", "return ", "if ", "}"];
    let ends_like_code = comment.ends_with([';', '{', '}']);
    let is_statement = ends_like_code && starts.iter().any(|start| comment.starts_with(start));
    let is_call =
        comment.ends_with(");") && !comment.split('(').next().unwrap_or(" ").contains(' ');
    is_statement || is_call
}

/// Places that exist on the machine of whoever wrote the line.
pub(super) fn machine_paths(sources: &[Source]) -> Vec<Finding> {
    let places = [
        concat!("/wo", "rk/"),
        concat!("/ro", "ot/"),
        concat!("/ho", "me/"),
        concat!("/Us", "ers/"),
    ];
    let extensions = [
        "rs", "ts", "tsx", "mjs", "js", "md", "toml", "sh", "json", "service", "conf", "py", "css",
    ];
    each_line(sources, &extensions, |line| {
        let place = places.iter().find(|place| starts_a_path(line, place))?;
        Some((format!("`{place}` exists on one machine"), "use a path relative to the project"))
    })
}

/// Whether `place` stands in `line` as the beginning of an absolute path.
fn starts_a_path(line: &str, place: &str) -> bool {
    line.match_indices(place).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        before.is_none_or(|c| c.is_whitespace() || "\"'`=(:,<[".contains(c))
    })
}

/// A lock file names versions and hashes, not the registry somebody happened to use.
pub(super) fn registries(sources: &[Source]) -> Vec<Finding> {
    let locks = sources.iter().filter(|source| source.path.ends_with("package-lock.json"));
    let remedy = "set omit-lockfile-registry-resolved=true in .npmrc and write the lock file again";
    let findings = locks.flat_map(|lock| {
        lock.lines()
            .filter(|(_, line)| line.trim_start().starts_with("\"resolved\": \"http"))
            .map(|(number, _)| lock.finding(number, "the lock file names a registry", remedy))
            .collect::<Vec<_>>()
    });
    findings.collect()
}

fn each_line(
    sources: &[Source],
    extensions: &[&str],
    find: impl Fn(&str) -> Option<(String, &'static str)>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources.iter().filter(|source| source.has_extension(extensions)) {
        for (number, line) in source.lines() {
            if let Some((what, remedy)) = find(line) {
                findings.push(source.finding(number, what, remedy));
            }
        }
    }
    findings
}

/// Whether `word` stands in `line` whole: no letter, digit or underscore touches it where it begins
/// or ends with one itself.
fn stands_in(line: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let opens = word.starts_with(is_part);
    let closes = word.ends_with(is_part);
    line.match_indices(word).any(|(at, found)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let after = line.get(at + found.len()..).and_then(|text| text.chars().next());
        !(opens && before.is_some_and(is_part) || closes && after.is_some_and(is_part))
    })
}

#[cfg(test)]
mod tests {
    use super::super::said;
    use super::*;

    #[test]
    fn each_banned_word_is_found_in_its_room_and_only_there() {
        for word in [
            "use tokio::x;",
            "let r = rand::x();",
            "a.exp()",
            "a.ln()",
            "a.powf(2.0)",
            "HashMap::new()",
        ] {
            assert_eq!(said(banned_in_rooms, &[("crates/live/src/a.rs", word)]).len(), 1, "{word}");
            assert_eq!(
                said(banned_in_rooms, &[("crates/connect/src/a.rs", word)]),
                [""; 0],
                "{word}"
            );
        }
        let found = ["crates/sim/src/a.rs:2: `.exp(` in sim"];
        assert_eq!(said(banned_in_rooms, &[("crates/sim/src/a.rs", "\nlet b = a.exp();")]), found);
        let found = ["crates/store/src/a.rs:1: `hold_time` in store"];
        assert_eq!(said(banned_in_rooms, &[("crates/store/src/a.rs", "hold_time: u64,")]), found);
    }

    #[test]
    fn words_in_comments_in_tests_and_inside_other_words_are_fine() {
        let text = "// no tokio here\nlet operand = brand.a;\n#[cfg(test)]\nuse std::fs;\n";
        assert_eq!(said(banned_in_rooms, &[("crates/live/src/a.rs", text)]), [""; 0]);
    }

    #[test]
    fn unfinished_work_is_found() {
        for mark in
            [concat!("// FIX", "ME: later"), concat!("to", "do!()"), concat!("/* TO", "DO */")]
        {
            assert_eq!(said(unfinished, &[("web/src/a.ts", mark)]).len(), 1, "{mark}");
        }
        assert_eq!(said(unfinished, &[("a.sh", concat!("mktemp a.XX", "XX"))]), [""; 0]);
    }

    #[test]
    fn tests_that_do_not_run_are_found() {
        for mark in [
            concat!("#[ign", "ore]"),
            concat!("#[ign", "ore = \"slow\"]"),
            concat!("it.sk", "ip(\"a\""),
        ] {
            assert_eq!(said(ignored_tests, &[("a/tests/b.rs", mark)]).len(), 1, "{mark}");
        }
        assert_eq!(said(ignored_tests, &[("a.rs", "lines.iter().skip(1)")]), [""; 0]);
    }

    #[test]
    fn commented_out_code_is_found_and_prose_is_not() {
        for code in ["// let a = 1;", "    // foo(bar);", "// use a::b;", "// }", "// if a {"] {
            assert_eq!(said(commented_out_code, &[("a.rs", code)]).len(), 1, "{code}");
        }
        for prose in [
            "// A wait ends once (or never);",
            "/// let a = 1;",
            "//! use a;",
            "// use the clock",
            "let a = 1; // why",
        ] {
            assert_eq!(said(commented_out_code, &[("a.rs", prose)]), [""; 0], "{prose}");
        }
    }

    #[test]
    fn paths_of_one_machine_are_found_and_relative_ones_are_not() {
        let bad =
            [concat!("see /wo", "rk/x"), concat!("\"/ro", "ot/a\""), concat!("--data=/ho", "me/a")];
        for line in bad {
            assert_eq!(said(machine_paths, &[("docs/a.md", line)]).len(), 1, "{line}");
        }
        let good = [
            concat!("$PREFIX/ro", "ot/usr"),
            concat!("crates/a/wo", "rk/x"),
            concat!("https://a/ho", "me/"),
        ];
        for line in good {
            assert_eq!(said(machine_paths, &[("docs/a.md", line)]), [""; 0], "{line}");
        }
    }

    #[test]
    fn a_registry_in_a_lock_file_is_found() {
        let line = "  \"resolved\": \"https://registry.example/a.tgz\",\n";
        let found = ["web/package-lock.json:1: the lock file names a registry"];
        assert_eq!(said(registries, &[("web/package-lock.json", line)]), found);
        assert_eq!(
            said(registries, &[("web/package-lock.json", "\"version\": \"1.0.0\",")]),
            [""; 0]
        );
    }
}
