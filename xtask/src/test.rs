//! All tests of the house, part by part, with one closing line.
//!
//! Room:  xtask; `.ci/run` calls exactly this.
//! Takes: the checkout, the tools that `install` brings.
//! Gives: `N passed, N failed` over all parts as the last line.
//! Holds: everything is built once, in the dev profile; a part that cannot run is a failure.
//! Never: skips in silence.
//! Proof: `tally` for the counting; the run itself for the rest.

use crate::command;
use crate::floor::Floor;
use crate::house::House;
use crate::install::{self, Need};
use crate::soak;
use crate::tally::{Counts, Tally};
use crate::tidy;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// A busy morning: at it the demo of the pictures stands.
const MOMENT: &str = "2026-11-20T10:31:00+08:00";
/// Names of all parts, in the order in which they run.
pub(crate) const PARTS: [&str; 5] = ["tidy", "rust", "web", "browser", "soak"];

const LIMIT: Duration = Duration::from_secs(3600);
const SOAK_MINUTES: u32 = 2;
/// How long the memory of a wall is watched.
const WALL_MINUTES: &str = "5";
/// How the test with a real Asterisk is called, wherever it stands.
const ASTERISK: &str = "asterisk_real";
/// How the test of its screens is called.
const SCREENS: &str = "asterisk_screen";
/// Where Debian has the browser.
const CHROMIUM: &str = "/usr/bin/chromium";

/// Everything a part needs to know.
#[derive(Debug)]
struct Run<'a> {
    house: &'a House,
    /// Search path with a fitting node and npm, if there is one.
    path: Option<OsString>,
    tally: Tally,
}

/// Runs `parts` in their order and prints the closing line.
pub(crate) fn run(house: &House, parts: &[&str]) -> Result<bool, String> {
    let mut run = Run { house, path: None, tally: Tally::default() };
    run.install(parts);
    for part in parts {
        let start = command::now();
        println!("\n== {part}");
        run.part(part);
        println!("== {part}: {} s, so far {}", start.elapsed().as_secs(), run.tally);
    }
    println!();
    for reason in run.tally.reasons() {
        println!("failed: {reason}");
    }
    println!("{}", run.tally);
    Ok(run.tally.is_clean())
}

/// Runs one part alone.
pub(crate) fn run_only(house: &House, part: &str) -> Result<bool, String> {
    match PARTS.contains(&part) {
        true => run(house, &[part]),
        false => Err(format!("`{part}` is no part; there are {}", PARTS.join(", "))),
    }
}

/// `tidy`, clippy and all tests: what a change must pass.
pub(crate) fn run_ci(house: &House) -> Result<bool, String> {
    run(house, &["tidy", "clippy", "rust", "web", "browser", "soak"])
}

impl Run<'_> {
    fn install(&mut self, parts: &[&str]) {
        let needs: Vec<Need> = parts.iter().flat_map(|part| needs(part)).copied().collect();
        if let Err(reason) = install::packages(&needs) {
            self.tally.fail(format!("installing: {reason}"));
        }
        if parts.iter().all(|part| *part == "tidy") {
            return;
        }
        match install::node(self.house) {
            Ok(path) => self.path = Some(path),
            Err(reason) => self.tally.fail(format!("installing node: {reason}")),
        }
    }

    fn part(&mut self, part: &str) {
        match part {
            "tidy" => tidy::into(self.house, &mut self.tally),
            "clippy" => self.clippy(),
            "rust" => self.rust(),
            "web" => self.web(),
            "browser" => self.browser(),
            "soak" => self.soak(),
            other => self.tally.fail(format!("{other}: no such part")),
        }
    }

    fn clippy(&mut self) {
        let mut cargo = self.cargo();
        cargo.args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]);
        self.tally.note("clippy", command::succeed(&mut cargo, LIMIT));
    }

    /// Unit, property, golden, contract and API tests, doctests, the real Asterisk and `PostgreSQL`, shared data.
    fn rust(&mut self) {
        if let Err(reason) = self.build() {
            return self.tally.fail(format!("rust: {reason}"));
        }
        let mut cargo = self.cargo();
        cargo.args(["test", "--workspace", "--no-fail-fast"]);
        match self.testbed() {
            Ok(prefix) => {
                cargo.env("CALLBOARD_TESTBED", prefix);
            }
            Err(reason) => self.tally.fail(format!("real Asterisk: {reason}")),
        }
        match install::postgresql() {
            Ok(programs) => {
                cargo.env("CALLBOARD_POSTGRES_BIN", programs);
            }
            Err(reason) => self.tally.fail(format!("PostgreSQL: {reason}")),
        }
        match self.provider() {
            Ok(folder) => {
                cargo.env("CALLBOARD_OPENID", folder);
            }
            Err(reason) => self.tally.fail(format!("OpenID provider: {reason}")),
        }
        match self.slapd() {
            Ok(root) => {
                cargo.env("CALLBOARD_SLAPD", root);
            }
            Err(reason) => self.tally.fail(format!("directory: {reason}")),
        }
        match self.house.shared() {
            Some(shared) => {
                cargo.env("CALLBOARD_SHARED", shared);
            }
            None => {
                println!("there is no ../shared here, so its checks have nothing to read");
            }
        }
        let mut counts = Counts::default();
        let mut met_asterisk = false;
        let ended = command::run(&mut cargo, LIMIT, |line| {
            counts.see(line);
            met_asterisk |= line.starts_with("test ") && line.contains(ASTERISK)
                || line.contains("Running tests/") && line.contains(ASTERISK);
        });
        self.tally.take("rust", counts, ended);
        if !met_asterisk {
            self.tally.fail(format!("real Asterisk: no test called {ASTERISK} ran"));
        }
    }

    fn web(&mut self) {
        // The build script of `webui` runs `npm ci` and the build where something changed.
        let mut cargo = self.cargo();
        let built = command::succeed(cargo.args(["build", "--package", "webui"]), LIMIT);
        if let Err(reason) = built {
            return self.tally.fail(format!("web: {reason}"));
        }
        let checked = command::succeed(&mut self.npm("check"), LIMIT);
        self.tally.note("web check", checked);
        let mut counts = Counts::default();
        let ended = command::run(&mut self.npm("test"), LIMIT, |line| counts.see(line));
        self.tally.take("web", counts, ended);
    }

    fn browser(&mut self) {
        let floor = self.build().and_then(|()| Floor::open(self.house, &self.binary()));
        let mut floor = match floor {
            Ok(floor) => floor,
            Err(reason) => return self.tally.fail(format!("browser: {reason}")),
        };
        // Walks sign in at them.
        if let Err(reason) = self.provider() {
            self.tally.fail(format!("OpenID provider: {reason}"));
        }
        if let Err(reason) = self.slapd() {
            self.tally.fail(format!("directory: {reason}"));
        }
        let Some(setup_url) = floor.setup_url.clone() else {
            return self.tally.fail("browser: the demo centre printed no one-time link");
        };
        let mut npm = self.npm("e2e");
        npm.env("CALLBOARD_URL", &floor.url).env("CALLBOARD_SETUP_URL", setup_url);
        npm.env("CALLBOARD_BINARY", self.binary());
        npm.env("WALL_MINUTES", WALL_MINUTES);
        let mut counts = Counts::default();
        let ended = command::run(&mut npm, LIMIT, |line| counts.see(line));
        if ended.as_ref().map_or(true, |status| !status.success()) {
            floor.log().iter().for_each(|line| println!("server | {line}"));
        }
        self.tally.take("browser", counts, ended);
        drop(floor);
        self.snapshots();
        self.screens_of_asterisk();
    }

    /// Pictures of every screen beside those that were looked at.
    fn snapshots(&mut self) {
        let floor = Floor::standing(self.house, &self.binary(), MOMENT);
        let mut floor = match floor {
            Ok(floor) => floor,
            Err(reason) => return self.tally.fail(format!("snapshots: {reason}")),
        };
        let Some(setup_url) = floor.setup_url.clone() else {
            return self.tally.fail("snapshots: the demo centre printed no one-time link");
        };
        let mut npm = self.npm("snapshots");
        npm.env("CALLBOARD_URL", &floor.url).env("CALLBOARD_SETUP_URL", setup_url);
        npm.env("MOMENT", MOMENT);
        let mut counts = Counts::default();
        let ended = command::run(&mut npm, LIMIT, |line| counts.see(line));
        if ended.as_ref().map_or(true, |status| !status.success()) {
            floor.log().iter().for_each(|line| println!("server | {line}"));
        }
        self.tally.take("snapshots", counts, ended);
    }

    /// The screens beside a real Asterisk, by the server's test that starts one.
    fn screens_of_asterisk(&mut self) {
        let mut cargo = self.cargo();
        cargo.args(["test", "--package", "server", "--test", "it", SCREENS, "--", "--nocapture"]);
        cargo.env("CALLBOARD_CHROMIUM", CHROMIUM);
        match self.testbed() {
            Ok(prefix) => cargo.env("CALLBOARD_TESTBED", prefix),
            Err(reason) => return self.tally.fail(format!("screens of a real Asterisk: {reason}")),
        };
        let mut counts = Counts::default();
        let mut was_run = true;
        let ended = command::run(&mut cargo, LIMIT, |line| {
            counts.see(line);
            was_run &= !line.starts_with("not run");
        });
        self.tally.take("screens of a real Asterisk", counts, ended);
        if !was_run {
            self.tally.fail("screens of a real Asterisk: not run");
        }
    }

    fn soak(&mut self) {
        match self.build() {
            Ok(()) => soak::watch(self.house, &self.binary(), (SOAK_MINUTES, 1), &mut self.tally),
            Err(reason) => self.tally.fail(format!("soak: {reason}")),
        }
    }

    /// Builds tests and binaries in one go, so that nothing is built twice with other features.
    fn build(&self) -> Result<(), String> {
        command::succeed(self.cargo().args(["build", "--workspace", "--tests", "--bins"]), LIMIT)
    }

    fn binary(&self) -> PathBuf {
        self.house.target.join("debug/callboard")
    }

    fn cargo(&self) -> Command {
        let mut cargo = self.house.cargo();
        cargo.env("UI_BUILD", "require").env("CARGO_TERM_COLOR", "never");
        if let Some(path) = &self.path {
            cargo.env("PATH", path);
        }
        cargo
    }

    fn npm(&self, script: &str) -> Command {
        let mut npm = Command::new("npm");
        npm.args(["run", script]).current_dir(self.house.root.join("web")).env("CI", "1");
        if let Some(path) = &self.path {
            npm.env("PATH", path);
        }
        npm
    }

    /// The folder of the OpenID provider that tests sign in at; fetches its packages the first time.
    fn provider(&self) -> Result<PathBuf, String> {
        let folder = self.house.root.join("crates/server/testbed/provider");
        // npm writes it last.
        let fetched = folder.join("node_modules/.package-lock.json");
        let is_newer = |one: &Path, than: &Path| {
            let changed = |path: &Path| path.metadata().and_then(|data| data.modified()).ok();
            changed(one) >= changed(than)
        };
        if fetched.is_file() && is_newer(&fetched, &folder.join("package-lock.json")) {
            return Ok(folder);
        }
        let mut npm = Command::new("npm");
        npm.args(["ci", "--no-fund", "--no-audit", "--loglevel=error"]).current_dir(&folder);
        if let Some(path) = &self.path {
            npm.env("PATH", path);
        }
        command::succeed(&mut npm, LIMIT)?;
        Ok(folder)
    }

    /// The folder with an unpacked LDAP server; unpacks it the first time.
    fn slapd(&self) -> Result<PathBuf, String> {
        let prefix = self.house.root.join("target/slapd");
        let root = prefix.join("root");
        if !root.join("usr/sbin/slapd").is_file() {
            let script = self.house.root.join("crates/server/testbed/slapd.sh");
            command::succeed(Command::new("bash").arg(script).arg(&prefix), LIMIT)?;
        }
        Ok(root)
    }

    /// The folder with an unpacked Asterisk; unpacks it the first time.
    fn testbed(&self) -> Result<PathBuf, String> {
        let prefix = self.house.testbed();
        if prefix.join("root/usr/sbin/asterisk").is_file() {
            return Ok(prefix);
        }
        let script = self.house.root.join("crates/connect/testbed/install.sh");
        if !script.is_file() {
            return Err("crates/connect/testbed/install.sh is missing".to_owned());
        }
        let mut command = Command::new("bash");
        command::succeed(command.arg(script).arg(&prefix), LIMIT)?;
        Ok(prefix)
    }
}

fn needs(part: &str) -> &'static [Need] {
    match part {
        "clippy" | "soak" => &[install::COMPILER],
        "rust" => &[install::COMPILER, install::CALLERS],
        "browser" => &[install::COMPILER, install::CALLERS, install::BROWSER, install::FONTS],
        _ => &[],
    }
}
