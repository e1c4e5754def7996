#![doc = include_str!("../README.md")]
#![expect(clippy::print_stdout, reason = "chores speak to the person who started them")]
#![expect(clippy::print_stderr, reason = "and say what went wrong beside it")]

mod bench;
mod command;
mod demo;
mod floor;
mod house;
mod http;
mod install;
mod sha256;
mod soak;
mod tally;
mod test;
mod tidy;

// One rule for "which Node can build the web", shared with the build script of `webui`.
#[path = "../../crates/webui/build/node.rs"]
mod node;
mod roster;

use house::House;
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask <chore>

  demo [ARGS]          install what is missing, build, start the demo centre
  test [--only PART]   install what the tests need, run them all (parts: tidy rust web browser soak)
  tidy [--bless]       the rules of the house; --bless adds hashes of new golden files and migrations
  ci                   tidy, clippy without warnings, test
  bench [NAME] [ARGS]  measure (live journal restart ami-latency socket-to-screen
                       stream-clients cold-start first-view screens memory phone-data
                       replay-seek forecast sim staffing roster)
  soak --minutes N [--speed TIMES]
                       run a demo centre that long, its clock so many times as fast, and watch it";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match House::find().and_then(|house| chore(&house, &words)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(reason) => {
            eprintln!("xtask: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn number(name: &str, word: &str) -> Result<u32, String> {
    word.parse().map_err(|_| format!("{name}: {word} is no number"))
}

/// Does the chore; `false` when it ran and found something wrong.
fn chore(house: &House, words: &[&str]) -> Result<bool, String> {
    match words {
        [] | ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(true)
        }
        ["demo", arguments @ ..] => demo::run(house, arguments),
        ["test"] => test::run(house, &test::PARTS),
        ["test", "--only", part] => test::run_only(house, part),
        ["tidy"] => Ok(tidy::run(house)),
        ["tidy", "--bless"] => tidy::bless(house),
        ["ci"] => test::run_ci(house),
        ["bench", arguments @ ..] => bench::run(house, arguments),
        ["soak", "--minutes", minutes] => soak::run(house, number("minutes", minutes)?, 1),
        ["soak", "--minutes", minutes, "--speed", speed] => {
            soak::run(house, number("minutes", minutes)?, number("speed", speed)?)
        }
        _ => Err(format!("`{}` is no chore\n\n{HELP}", words.join(" "))),
    }
}
