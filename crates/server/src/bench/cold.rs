//! The demo's first start: from nothing to an overview with eight weeks of history.
//!
//! Room: server, `bench`.

use super::{Goal, Measured, Scratch};
use crate::clock::Stopwatch;
use anyhow::{Context as _, bail};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;

pub(super) async fn measure() -> anyhow::Result<Vec<Measured>> {
    let scratch = Scratch::new("bench-cold")?;
    let program = std::env::current_exe().context("finding this program")?;
    let watch = Stopwatch::start();
    let mut child = Command::new(program)
        .args(["demo", "--listen", "127.0.0.1:0", "--data"])
        .arg(scratch.join("demo"))
        .stdout(std::process::Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .context("starting the demo")?;
    let out = child.stdout.take().context("hearing the demo")?;
    let mut lines = BufReader::new(out).lines();
    let mut answers = None;
    let whole = loop {
        let Some(line) = lines.next_line().await? else { bail!("the demo ended early") };
        if line.starts_with("Callboard is running at") {
            answers = Some(watch.elapsed());
        }
        if line.starts_with("First sign-in") {
            break watch.elapsed();
        }
    };
    child.kill().await.context("ending the demo")?;
    let answers = answers.context("the demo never said where it is")?;
    Ok(vec![
        Measured::told("until it answers", answers.as_secs_f64(), "s"),
        Measured::promised("cold start of the demo", whole.as_secs_f64(), "s", Goal::Below(15.0)),
    ])
}
