//! The first command somebody types: install, build, start the demo centre.
//!
//! Room: xtask; before `callboard demo`, which does the rest.

use crate::house::House;
use crate::install;

/// Installs what is missing, builds in release mode and hands over to `callboard demo`.
pub(crate) fn run(house: &House, arguments: &[&str]) -> Result<bool, String> {
    install::packages(&[install::COMPILER])?;
    let path = install::node(house)?;
    println!("building (some minutes the first time) and starting the demo centre");
    let mut cargo = house.cargo();
    cargo.args(["run", "--release", "--package", "server", "--", "demo"]).args(arguments);
    // The terminal stays the child's: Ctrl-C ends the centre, not this chore halfway.
    let status = cargo.env("PATH", path).env("UI_BUILD", "require").status();
    status.map(|status| status.success()).map_err(|error| format!("starting cargo: {error}"))
}
