//! The whole interface asked with whatever its document allows, and with what it does not: Schemathesis.
//!
//! Room:  xtask; a step of the browser part, beside a demo centre of its own.
//! Takes: `openapi/openapi.json`, Python's own package registry for the program, the first time.
//! Gives: well, or what it printed.
//! Holds: a fixed version, seed and time; no answer is a failure of the server (5xx) or a status that the document
//!        does not name; afterwards the server is there, and did not panic.
//! Never: asks for streams, which do not end.
//! Proof: the run itself.

use crate::command;
use crate::floor::Floor;
use crate::house::House;
use crate::install::{self, Need};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const VERSION: &str = "schemathesis==4.32.5";
const SEED: &str = "7";
const EXAMPLES: &str = "10";
const LIMIT: Duration = Duration::from_secs(400);
/// They do not end.
const STREAMS: &str = "/stream$|^/feed/v1/events$";
/// They may end the session that asks.
const SESSIONS: &str = "^/api/v1/(session|setup|sessions|account|accounts|password|sign-in)";

/// Asks everything; the part that may end the session last.
pub(crate) fn ask(house: &House, binary: &Path) -> Result<(), String> {
    let program = program(house)?;
    let mut floor = Floor::open(house, binary)?;
    floor.sign_in()?;
    let session = floor.get("/api/v1/session")?;
    let asked = ask_part(
        house,
        &program,
        (&floor, &session),
        &["--exclude-path-regex", &format!("{STREAMS}|{SESSIONS}")],
        "100",
    )
    .and_then(|()| {
        ask_part(house, &program, (&floor, &session), &["--include-path-regex", SESSIONS], "25")
    });
    let answers = floor.get("/healthz").map(drop);
    let panicked = floor.log().iter().find(|line| line.contains("panicked")).cloned();
    asked?;
    answers?;
    panicked.map_or(Ok(()), Err)
}

fn ask_part(
    house: &House,
    program: &Path,
    (floor, session): (&Floor, &str),
    paths: &[&str],
    seconds: &str,
) -> Result<(), String> {
    let token = session.split_once("\"csrf_token\":\"").and_then(|(_, rest)| rest.split_once('"'));
    let (token, _) = token.ok_or("the session has no token")?;
    let cookie = floor.cookie().ok_or("nobody is signed in")?;
    let mut command = Command::new(program);
    command.arg("run").arg(house.root.join("openapi/openapi.json"));
    command.args(["--url", &floor.url, "--header", &format!("Cookie: {cookie}")]);
    command.args(["--header", &format!("x-csrf-token: {token}")]);
    command.args(["--checks", "not_a_server_error,status_code_conformance"]);
    command.args(["--phases", "examples,coverage,fuzzing", "--max-examples", EXAMPLES]);
    command.args(["--seed", SEED, "--max-time", seconds, "--request-timeout", "10"]);
    command.args(["--no-shrink", "--continue-on-failure", "--warnings", "off", "--no-color"]);
    command::succeed(command.args(paths).current_dir(house.scratch("schemathesis")?), LIMIT)
}

/// Schemathesis in a folder of its own; fetches it the first time.
fn program(house: &House) -> Result<PathBuf, String> {
    let folder = house.root.join("target").join(VERSION.replace("==", "-"));
    let program = folder.join("bin/st");
    // Written last.
    let fetched = folder.join("fetched");
    if fetched.is_file() && program.is_file() {
        return Ok(program);
    }
    install::packages(&[Need::Package("python3-venv")])?;
    command::succeed(Command::new("python3").args(["-m", "venv"]).arg(&folder), LIMIT)?;
    let mut pip = Command::new(folder.join("bin/pip"));
    command::succeed(pip.args(["install", "--quiet", VERSION]), LIMIT)?;
    std::fs::write(&fetched, VERSION).map_err(|error| error.to_string())?;
    Ok(program)
}
