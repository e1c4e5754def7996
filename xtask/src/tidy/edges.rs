//! Which room may use which: the table of DESIGN.md as code.
//!
//! Room:  xtask, tidy.
//! Takes: `Cargo.toml` of every crate.
//! Gives: findings where a crate uses one that its row does not name.
//! Holds: a new room or a new edge changes this table, so it shows in review.
//! Never: reads which names the code imports: without the dependency it does not compile.
//! Proof: tests below.

use super::{Finding, Source};

/// One row of the table.
struct Room {
    name: &'static str,
    /// Our crates that it may use.
    ours: &'static [&'static str],
    /// Further ones that only its tests may use.
    ours_in_tests: &'static [&'static str],
    /// Pure rooms use no clock, I/O, async or global random, so none of these crates either.
    is_pure: bool,
}

const ROOMS: [Room; 13] = [
    Room { name: "domain", ours: &[], ours_in_tests: &[], is_pure: true },
    Room { name: "journal", ours: &["domain"], ours_in_tests: &[], is_pure: true },
    Room { name: "live", ours: &["domain", "journal"], ours_in_tests: &["sim"], is_pure: true },
    Room { name: "sim", ours: &["domain", "journal"], ours_in_tests: &["live"], is_pure: true },
    Room { name: "forecast", ours: &["domain"], ours_in_tests: &[], is_pure: true },
    Room { name: "staffing", ours: &["domain", "sim"], ours_in_tests: &[], is_pure: true },
    Room { name: "roster", ours: &["domain"], ours_in_tests: &[], is_pure: true },
    Room { name: "attendance", ours: &["domain"], ours_in_tests: &[], is_pure: true },
    Room { name: "store", ours: &["domain", "journal"], ours_in_tests: &[], is_pure: false },
    Room { name: "connect", ours: &["domain", "journal"], ours_in_tests: &[], is_pure: false },
    Room { name: "webui", ours: &[], ours_in_tests: &[], is_pure: true },
    Room { name: "server", ours: &EVERY_ROOM, ours_in_tests: &[], is_pure: false },
    Room { name: "xtask", ours: &[], ours_in_tests: &[], is_pure: true },
];
const EVERY_ROOM: [&str; 11] = [
    "domain",
    "journal",
    "live",
    "sim",
    "forecast",
    "staffing",
    "roster",
    "attendance",
    "store",
    "connect",
    "webui",
];
/// What the pure rooms never use.
const IMPURE: [&str; 16] = [
    "tokio",
    "async-std",
    "futures",
    "futures-util",
    "sqlx",
    "rusqlite",
    "redb",
    "axum",
    "hyper",
    "reqwest",
    "rustls",
    "rand",
    "getrandom",
    "chrono",
    "time",
    "anyhow",
];
const CHANGE: &str =
    "turn the dependency round, or change the table of DESIGN.md and tidy/edges.rs";

pub(super) fn check(sources: &[Source]) -> Vec<Finding> {
    let manifests = sources.iter().filter(|source| {
        let folders = source.path.matches('/').count();
        source.path == "xtask/Cargo.toml"
            || source.path.starts_with("crates/")
                && source.path.ends_with("/Cargo.toml")
                && folders == 2
    });
    manifests.flat_map(check_manifest).collect()
}

fn check_manifest(manifest: &Source) -> Vec<Finding> {
    let name = manifest.room().unwrap_or("xtask");
    let Some(room) = ROOMS.iter().find(|room| room.name == name) else {
        let remedy = "give it a row in DESIGN.md and in tidy/edges.rs";
        return vec![manifest.finding(1, format!("`{name}` is a room without a row"), remedy)];
    };
    let uses = dependencies(manifest);
    uses.iter()
        .filter_map(|used| room.refuses(used).map(|what| (used.line, what)))
        .map(|(line, what)| manifest.finding(line, what, CHANGE))
        .collect()
}

impl Room {
    fn refuses(&self, used: &Use<'_>) -> Option<String> {
        let Self { name: room, ours, ours_in_tests, is_pure } = self;
        let name = used.name;
        if ROOMS.iter().any(|room| room.name == name) {
            let is_allowed = ours.contains(&name)
                || used.is_in_tests && (ours_in_tests.contains(&name) || name == *room);
            return (!is_allowed).then(|| format!("`{room}` may not use `{name}`"));
        }
        let is_impure = *is_pure && !used.is_in_tests && IMPURE.contains(&name);
        is_impure.then(|| format!("`{room}` is pure and may not use `{name}`"))
    }
}

/// A dependency as a manifest names it.
struct Use<'a> {
    line: usize,
    name: &'a str,
    is_in_tests: bool,
}

/// Reads the few forms of TOML that dependencies are written in.
fn dependencies(manifest: &Source) -> Vec<Use<'_>> {
    let mut uses = Vec::new();
    let mut section = "";
    for (line, text) in manifest.lines() {
        let text = text.trim();
        if let Some(header) = text.strip_prefix('[') {
            section = header.split(']').next().unwrap_or_default();
            if let Some((kind, name)) = section.rsplit_once('.').filter(|(k, _)| is_dependencies(k))
            {
                uses.push(Use { line, name, is_in_tests: kind.ends_with("dev-dependencies") });
            }
        } else if is_dependencies(section) && !text.starts_with('#') {
            let name = text.split(['.', '=', ' ']).next().unwrap_or_default().trim_matches('"');
            if !name.is_empty() {
                uses.push(Use { line, name, is_in_tests: section.ends_with("dev-dependencies") });
            }
        }
    }
    uses
}

fn is_dependencies(section: &str) -> bool {
    section.ends_with("dependencies")
}

#[cfg(test)]
mod tests {
    use super::super::said;
    use super::*;

    fn about(manifest: &str) -> Vec<String> {
        said(check, &[("crates/live/Cargo.toml", manifest)])
    }

    #[test]
    fn the_edges_of_the_table_are_fine() {
        let manifest = "[dependencies]\ndomain.workspace = true\njournal = { path = \"../journal\" }\n\
                        serde = \"1\"\n[dev-dependencies]\nsim.workspace = true\nproptest = \"1\"\n";
        assert_eq!(about(manifest), [""; 0]);
    }

    #[test]
    fn an_edge_that_is_not_in_the_table_is_found_in_every_form() {
        let found = ["crates/live/Cargo.toml:2: `live` may not use `store`"];
        assert_eq!(about("[dependencies]\nstore.workspace = true\n"), found);
        assert_eq!(about("[build-dependencies]\nstore = { path = \"../store\" }\n"), found);
        assert_eq!(about("\n[dependencies.store]\npath = \"../store\"\n"), found);
        assert_eq!(about("[target.'cfg(unix)'.dependencies]\nstore = \"1\"\n"), found);
    }

    #[test]
    fn what_tests_may_use_the_room_may_not() {
        let found = ["crates/live/Cargo.toml:2: `live` may not use `sim`"];
        assert_eq!(about("[dependencies]\nsim.workspace = true\n"), found);
    }

    #[test]
    fn a_pure_room_uses_no_runtime_and_no_global_random() {
        let found = ["crates/live/Cargo.toml:2: `live` is pure and may not use `tokio`"];
        assert_eq!(about("[dependencies]\ntokio = \"1\"\n"), found);
        assert_eq!(
            said(check, &[("crates/connect/Cargo.toml", "[dependencies]\ntokio = \"1\"\n")]),
            [""; 0]
        );
    }

    #[test]
    fn a_room_without_a_row_is_found() {
        let found = said(check, &[("crates/cellar/Cargo.toml", "")]);
        assert_eq!(found, ["crates/cellar/Cargo.toml:1: `cellar` is a room without a row"]);
    }

    #[test]
    fn every_row_names_rooms_that_have_rows() {
        for room in &ROOMS {
            for used in room.ours.iter().chain(room.ours_in_tests) {
                assert!(ROOMS.iter().any(|row| row.name == *used), "{}: {used}", room.name);
            }
        }
    }
}
