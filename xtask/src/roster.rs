//! The roster table of docs/benchmarks.md: instances solved within a budget of CPU time.
//!
//! Room:  xtask; `bench roster` calls it.
//! Takes: the instances and the independent checkers of ../shared, where they exist.
//! Gives: a line for each instance: objective, proven bound, CPU seconds, what the checker said.
//! Holds: a roster that its checker does not accept, or whose objective differs, fails the bench.

use crate::house::House;
use std::path::Path;
use std::process::Command;

/// Instances and CPU seconds.
const INSTANCES: [(&str, &str); 23] = [
    ("nrp/Instance1.txt", "120"),
    ("nrp/Instance2.txt", "120"),
    ("nrp/Instance3.txt", "120"),
    ("nrp/Instance4.txt", "120"),
    ("nrp/Instance5.txt", "120"),
    ("nrp/Instance6.txt", "120"),
    ("nrp/Instance7.txt", "120"),
    ("nrp/Instance8.txt", "120"),
    ("nrp/Instance9.txt", "120"),
    ("nrp/Instance10.txt", "120"),
    ("nrp/Instance11.txt", "120"),
    ("nrp/Instance12.txt", "120"),
    ("nrp/Instance13.txt", "120"),
    ("nrp/Instance14.txt", "120"),
    ("nrp/Instance15.txt", "300"),
    ("nrp/Instance17.txt", "300"),
    ("nrp/Instance19.txt", "300"),
    ("nrp/Instance21.txt", "300"),
    ("nrp/Instance23.txt", "300"),
    ("cc/cc50-d7-s1.json", "120"),
    ("cc/cc200-d7-s1.json", "120"),
    ("cc/cc200-d28-s1.json", "120"),
    ("cc/cc1000-d28-s1.json", "120"),
];

/// Solves those whose name has one of `words`, or all.
pub(crate) fn run(house: &House, words: &[&str]) -> Result<(), String> {
    let shared = house.shared().filter(|shared| shared.join("data/roster").is_dir());
    let shared = shared.ok_or("its instances are in ../shared/data/roster, which is not here")?;
    let out = house.target.join("bench/roster");
    std::fs::create_dir_all(out.parent().unwrap_or(&out)).map_err(|error| error.to_string())?;
    let mut refused = 0;
    for (name, seconds) in INSTANCES {
        if words.is_empty() || words.iter().any(|word| name.contains(word)) {
            refused += usize::from(!solve(house, &shared, (name, seconds), &out)?);
        }
    }
    if refused == 0 { Ok(()) } else { Err(format!("{refused} rosters were not accepted")) }
}

/// Solves one; whether the checker accepts it and finds the same objective.
fn solve(
    house: &House,
    shared: &Path,
    (name, seconds): (&str, &str),
    out: &Path,
) -> Result<bool, String> {
    let instance = shared.join("data/roster").join(name);
    let mut callboard = Command::new(house.target.join("release/callboard"));
    callboard.args(["roster", "solve", "--cpu-seconds", seconds, "--out"]).arg(out).arg(&instance);
    let told = printed(&mut callboard)?;
    let field = |key: &str| field(&told, key).unwrap_or("-");
    let checked = check(shared, name, &instance, out)?;
    let is_accepted = checked.contains(&format!("hard 0 objective {} ", field("objective")));
    println!(
        "{name}: objective {}, bound {}, {} steps, {:.6} CPU-seconds, {}",
        field("objective"),
        field("bound"),
        field("steps"),
        field("cpu_seconds"),
        if is_accepted { "accepted" } else { "NOT accepted by the checker" },
    );
    Ok(is_accepted)
}

fn check(shared: &Path, name: &str, instance: &Path, roster: &Path) -> Result<String, String> {
    let folder = shared.join("bench/roster");
    let mut python = Command::new("python3");
    if name.starts_with("nrp") {
        python.arg("-B").arg(folder.join("nrp/nrp.py")).arg("check");
    } else {
        python.arg("-B").arg(folder.join("cc/ccheck.py"));
    }
    printed(python.arg(instance).arg(roster))
}

/// What a command prints, however it ends.
fn printed(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The value of a key of printed JSON.
fn field<'a>(told: &'a str, key: &str) -> Option<&'a str> {
    let rest = told.split_once(&format!("\"{key}\": "))?.1;
    rest.split([',', '\n']).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_found_by_its_key() {
        let told = "{\n  \"bound\": 558,\n  \"objective\": 607\n}";
        assert_eq!((field(told, "objective"), field(told, "bound")), (Some("607"), Some("558")));
        assert_eq!(field(told, "gap"), None);
    }
}
