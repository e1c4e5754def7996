//! `callboard directory sync`: synchronises with the directory, through the running server if there is one.
//!
//! Room:  server, federation; called by `cli`.
//! Holds: a failure and a synchronisation that was refused end with a code that is not 0.
//! Proof: `tests/it/directory_real.rs`.

use super::directory::Directory;
use super::roles::Places;
use super::sync::{self, Ask, Turn};
use crate::cli::print;
use crate::config::Config;
use crate::engine::{Engine, Options};
use crate::http::AppState;
use crate::http::routes::directory::synchronise;
use crate::http::views::directory::SyncReport;
use crate::{clock, control};
use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use store::Store;

/// Who does it, for the audit list.
const ACTOR: &str = "callboard directory sync";
/// What the side door of a running server is told.
pub const WORD: &str = "sync-directory";

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make, change and switch off accounts as the directory says.
    Sync(SyncArgs),
}

#[derive(Debug, Args)]
pub struct SyncArgs {
    /// The configuration file.
    #[arg(long)]
    config: PathBuf,
    /// The data folder.
    #[arg(long)]
    data: PathBuf,
    /// Tell what would be done, and do nothing.
    #[arg(long)]
    dry_run: bool,
    /// Also if more are switched off at once than the configuration allows.
    #[arg(long)]
    allow_many: bool,
}

/// Synchronises and tells what was done.
pub async fn run(command: Command) -> anyhow::Result<ExitCode> {
    let Command::Sync(args) = command;
    let ask = Ask { is_dry_run: args.dry_run, allows_many: args.allow_many };
    let config = Config::load(&args.config)?;
    if config.sign_in.directory.is_none() {
        let file = args.config.display();
        bail!("{file} names no directory; write a section [sign_in.directory]");
    }
    let line = format!("{WORD} {} {}", ask.is_dry_run, ask.allows_many);
    let report = match control::ask(&args.data, &line).await? {
        Some(told) => serde_json::from_str(&told).context("reading the server's answer")?,
        None => at_rest(&config, &args.data, ask).await?,
    };
    print(&told(&report, ask));
    Ok(if report.problem.is_some() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Answers the side door: the report as one line.
pub async fn asked(state: &AppState, words: &str) -> Result<String, String> {
    let Some(directory) = &state.directory else {
        return Err("the running server has no directory; start it again with the file".to_owned());
    };
    let mut words = words.split(' ').map(|word| word == "true");
    let is_dry_run = words.next().unwrap_or(true);
    let ask = Ask { is_dry_run, allows_many: words.next().unwrap_or(false) };
    let report = synchronise(state, directory, (ACTOR, "-"), ask).await;
    let report = report.map_err(|error| format!("{:#}", anyhow::Error::new(error)))?;
    serde_json::to_string(&report).map_err(|error| error.to_string())
}

async fn at_rest(config: &Config, data: &std::path::Path, ask: Ask) -> anyhow::Result<SyncReport> {
    let section = config.sign_in.directory.as_ref().context("there is a section")?;
    let directory = Directory::new(section)?;
    let clock = clock::system();
    let place = store::Options { postgres: config.postgres.clone(), ..Default::default() };
    let store = Store::open_with(data, clock(), place).await?;
    let options = Options { snapshot_every: u64::MAX, tick_every: None, probe: None };
    let engine = Engine::start(store.clone(), Arc::clone(&clock), options).await?;
    let places = engine.read(|live| Places::of(live.names()));
    let turn = Turn::default();
    let house = (&store, &directory, &turn);
    let report = sync::run(house, &places, (ACTOR, "-"), ask, &clock).await;
    engine.stop().await?;
    store.close().await?;
    Ok(report?)
}

/// What was done, for who reads a terminal or a log.
fn told(report: &SyncReport, ask: Ask) -> String {
    let mut text = if ask.is_dry_run { "would do: " } else { "" }.to_owned();
    text.push_str(&report.in_words());
    text.push('\n');
    for change in &report.changes {
        let reason = change.reason.map_or(String::new(), |reason| format!(" ({})", reason.word()));
        let kind = serde_json::to_value(change.kind).ok();
        let kind =
            kind.as_ref().and_then(|kind| kind.as_str()).unwrap_or_default().replace('_', " ");
        let roles = match (&change.before, &change.after) {
            (Some(before), Some(after)) => format!(": {before} -> {after}"),
            (None, Some(after)) => format!(": {after}"),
            _ => String::new(),
        };
        writeln!(text, "{kind} {}{reason}{roles}", change.name).expect("text grows");
    }
    match report.problem.as_deref() {
        Some("too_many_off") => text.push_str(
            "NOT done: more accounts would be switched off than most_off_percent allows; look at the list, \
             and say --allow-many if it is right\n",
        ),
        Some(problem) => writeln!(text, "NOT done: {problem}; the log says why").expect("text grows"),
        None => {}
    }
    text
}
