//! The measurements behind docs/benchmarks.md.
//!
//! Room:  xtask; builds, prepares input and calls `callboard bench` or a script in a browser, which
//!        measure.
//! Takes: the event stream generator of ../shared/bench/stream, where it exists.
//! Gives: what they print.
//! Holds: measured is the release build; an input is made once and kept below `target/bench`.
//! Never: measures itself.
//! Proof: docs/benchmarks.md names each command with what it printed.

use crate::command;
use crate::house::House;
use crate::install;
use crate::roster;
use crate::sha256;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const NAMES: [&str; 18] = [
    "live",
    "journal",
    "restart",
    "ami-latency",
    "socket-to-screen",
    "stream-clients",
    "cold-start",
    "sign-in",
    "first-view",
    "screens",
    "memory",
    "phone-data",
    "replay-seek",
    "forecast",
    "sim",
    "staffing",
    "people",
    "roster",
];
/// Those that a browser measures, with their scripts.
const IN_BROWSER: [(&str, &str); 6] = [
    ("memory", "e2e/bench-memory.mjs"),
    ("phone-data", "e2e/bench-hand.mjs"),
    ("socket-to-screen", "e2e/bench-socket.mjs"),
    ("first-view", "e2e/bench-first-view.mjs"),
    ("screens", "e2e/bench-agents.mjs"),
    ("replay-seek", "e2e/bench-seek.mjs"),
];
const LIMIT: Duration = Duration::from_secs(3600);
const EVENTS: &str = "5000000";
const SEED: &str = "42";

/// Runs one measurement, or all of them; further arguments go to what measures it.
pub(crate) fn run(house: &House, arguments: &[&str]) -> Result<bool, String> {
    let (names, rest) = match arguments {
        [] => (NAMES.as_slice(), [].as_slice()),
        [name, rest @ ..] => match NAMES.iter().position(|known| known == name) {
            Some(index) => (NAMES.get(index..=index).unwrap_or_default(), rest),
            None => {
                return Err(format!("`{name}` is no benchmark; there are {}", NAMES.join(", ")));
            }
        },
    };
    if names != ["forecast"] {
        let mut cargo = house.cargo();
        cargo.args(["build", "--release", "--package", "server"]);
        command::succeed(&mut cargo, LIMIT)?;
    }
    let mut is_clean = true;
    for name in names {
        println!("\n== bench {name}");
        if let Err(reason) = bench(house, name, rest) {
            println!("failed: bench {name}: {reason}");
            is_clean = false;
        }
    }
    Ok(is_clean)
}

fn bench(house: &House, name: &str, rest: &[&str]) -> Result<(), String> {
    if let Some((_, script)) = IN_BROWSER.iter().find(|(known, _)| *known == name) {
        return in_browser(house, script, rest);
    }
    if name == "forecast" {
        return forecast(house, rest);
    }
    if name == "roster" {
        return roster::run(house, rest);
    }
    let mut callboard = Command::new(house.target.join("release/callboard"));
    callboard.current_dir(&house.root).args(["bench", name]);
    if name != "live" || !rest.is_empty() {
        return command::succeed(callboard.args(rest), LIMIT);
    }
    let out = house.target.join("bench/live");
    command::succeed(callboard.arg(stream(house)?).arg("--out").arg(&out), LIMIT)?;
    compare(house, &out)
}

/// Scores the default method on real arrivals; `callboard` is not needed.
fn forecast(house: &House, rest: &[&str]) -> Result<(), String> {
    let calls = house.shared().map(|shared| shared.join("data/calls"));
    let calls = calls.filter(|folder| folder.join("calendar.csv").is_file());
    let calls = calls.ok_or("its arrivals are in ../shared/data/calls, which is not here")?;
    let mut cargo = house.cargo();
    cargo.args(["run", "--release", "--quiet", "--package", "forecast", "--example", "protocol"]);
    command::succeed(cargo.arg("--").arg(calls).args(rest), LIMIT)
}

/// The scripts' packages are there: the web was built with them.
fn in_browser(house: &House, script: &str, rest: &[&str]) -> Result<(), String> {
    install::packages(&[install::BROWSER, install::FONTS])?;
    let mut node = Command::new("node");
    node.env("PATH", install::node(house)?).current_dir(house.root.join("web"));
    node.env("CALLBOARD_BINARY", house.target.join("release/callboard"));
    command::succeed(node.arg(script).args(rest), LIMIT)
}

/// Whether the tables are, byte for byte, those that the generator's own reference makes.
fn compare(house: &House, out: &Path) -> Result<(), String> {
    let digest = house.shared().map(|shared| shared.join("bench/stream/DIGEST.txt"));
    let digest = digest.ok_or("there is no ../shared with the expected digest")?;
    let expected = fs::read_to_string(&digest).map_err(|e| format!("{}: {e}", digest.display()))?;
    for table in ["queue_interval.csv", "agent_state.csv"] {
        let path = out.join(table);
        let bytes = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        if !is_expected(&expected, table, &sha256::hex(&bytes)) {
            return Err(format!("{} is not the table of {}", path.display(), digest.display()));
        }
        println!("{table}: equal to the reference");
    }
    Ok(())
}

/// Whether some line of the list (`NAME SHA-256`) gives this table this hash.
fn is_expected(list: &str, table: &str, hash: &str) -> bool {
    list.lines().any(|line| line.split_whitespace().eq([table, hash]))
}

/// The file with five million events, made by the generator the first time.
fn stream(house: &House) -> Result<PathBuf, String> {
    let folder = house.target.join("bench");
    let events = folder.join(format!("events-{EVENTS}-{SEED}.csv"));
    if events.is_file() {
        return Ok(events);
    }
    let source = house.shared().map(|shared| shared.join("bench/stream"));
    let source = source.filter(|folder| folder.join("Cargo.toml").is_file()).ok_or(
        "its input comes from ../shared/bench/stream, which is not here; \
         `cargo xtask bench live FILE` takes a file of that form",
    )?;
    let generator = folder.join("stream");
    copy(&source, &generator).map_err(|error| format!("copying the generator: {error}"))?;
    let unfinished = folder.join("events.unfinished");
    let mut cargo = house.cargo();
    cargo.current_dir(&generator).args(["run", "--release", "--quiet", "--manifest-path"]);
    cargo.arg(generator.join("Cargo.toml")).arg("--target-dir").arg(folder.join("target"));
    cargo.args(["--", "gen", EVENTS, SEED]).arg(&unfinished);
    command::succeed(&mut cargo, LIMIT)?;
    fs::rename(&unfinished, &events).map_err(|error| format!("{}: {error}", events.display()))?;
    Ok(events)
}

/// Copies the generator out of the read-only folder and keeps it apart from our workspace.
fn copy(source: &Path, target: &Path) -> std::io::Result<()> {
    fs::create_dir_all(target.join("src"))?;
    for name in ["Cargo.lock", "src/main.rs"] {
        fs::write(target.join(name), fs::read(source.join(name))?)?;
    }
    let manifest = fs::read_to_string(source.join("Cargo.toml"))?;
    fs::write(target.join("Cargo.toml"), format!("{manifest}\n[workspace]\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_compared_with_the_hash_of_its_own_name() {
        let list = "seed 42\nqueue_interval.csv aa\nagent_state.csv bb\n";
        assert!(is_expected(list, "agent_state.csv", "bb"));
        assert!(!is_expected(list, "agent_state.csv", "aa"));
        assert!(!is_expected(list, "agent_state.csv", "cc"));
    }
}
