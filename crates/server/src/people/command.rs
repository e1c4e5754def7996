//! `callboard people`: files of people in and out of a data folder at rest, by the code of the pages.
//!
//! Room:  server, people.
//! Holds: the folder's server must not be running; what the command does stands in the audit list.
//! Proof: `tests/it/people_command.rs`.

use super::{export, taking};
use crate::cli::print;
use crate::clock;
use crate::engine::{Engine, Options};
use crate::http::build::history_words::language;
use crate::http::build::people::{self as build, Known};
use crate::http::views::people_file::PeopleFileReport;
use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use domain::calendar::Day;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use store::{AuditEntry, Author, PeopleQuestion, Standing, Store};

/// Errors and lines that are printed.
const SHOWN: usize = 50;
const ACTOR: &str = "command line";

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Take people from an Excel (.xlsx) or CSV file, all or none.
    Import(ImportArgs),
    /// Write everybody who belongs to the house as .xlsx or .csv, by the ending of the file.
    Export(ExportArgs),
}

#[derive(Clone, Debug, Args)]
pub struct ImportArgs {
    pub file: PathBuf,
    /// The data folder; its server must not be running.
    #[arg(long, default_value = "callboard-data")]
    pub data: PathBuf,
    /// From which day on changes of people who are there hold, as 2026-12-01; today if absent.
    #[arg(long)]
    pub from: Option<String>,
    /// Why; stands in the history of each person and in the audit list.
    #[arg(long, default_value = "import")]
    pub reason: String,
    /// Say what would be done, and do nothing.
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Clone, Debug, Args)]
pub struct ExportArgs {
    pub file: PathBuf,
    #[arg(long, default_value = "callboard-data")]
    pub data: PathBuf,
    /// As on this day, as 2026-12-01; today if absent.
    #[arg(long)]
    pub day: Option<String>,
    /// Of the headings: zh or en.
    #[arg(long, default_value = "zh")]
    pub lang: String,
    /// Those who left or are yet to come, too.
    #[arg(long)]
    pub all: bool,
}

/// Runs one.
pub async fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Import(args) => import(args).await,
        Command::Export(args) => export_to(args).await,
    }
}

async fn open(data: &Path) -> anyhow::Result<(Store, Engine, Day)> {
    if !data.is_dir() {
        bail!("{} is no data folder; name one with --data", data.display());
    }
    let clock = clock::system();
    let store = crate::folder::open(data, clock()).await?;
    let options = Options { tick_every: None, ..Options::default() };
    let engine = Engine::start(store.clone(), clock, options).await?;
    let today = engine.read(|live| build::today(live, engine.now()));
    Ok((store, engine, today))
}

async fn close(store: &Store, engine: &Engine) -> anyhow::Result<()> {
    engine.stop().await.context("writing what was still waiting")?;
    store.close().await.context("closing the data folder")
}

fn day(text: Option<&str>, today: Day) -> anyhow::Result<Day> {
    let Some(text) = text else { return Ok(today) };
    Day::parse(text).with_context(|| format!("`{text}` is no day; write it as 2026-12-01"))
}

async fn import(args: ImportArgs) -> anyhow::Result<ExitCode> {
    let ImportArgs { file, data, from, reason, dry_run } = args;
    let length = std::fs::metadata(&file).with_context(|| format!("reading {}", file.display()))?;
    if length.len() > super::sheet::MOST_BYTES as u64 {
        bail!("{} is larger than 8 MiB; split it", file.display());
    }
    let bytes = std::fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
    let (store, engine, today) = open(&data).await?;
    let author = Author { actor: ACTOR, reason: Some(&reason) };
    let from = day(from.as_deref(), today)?;
    let wish = taking::Wish { from, is_preview: dry_run, author };
    let report = taking::take(&engine, bytes, wish).await?;
    if report.is_written {
        let object = format!("{} rows", report.rows);
        let after = format!("new {}, changed {}, from {from}", report.new, report.changed);
        let entry = AuditEntry {
            at: engine.now(),
            actor: ACTOR,
            action: "imported_people",
            object: &object,
            origin: "local",
            before: None,
            after: Some(&after),
            reason: Some(&reason),
        };
        store.audit(entry).await?;
    }
    close(&store, &engine).await?;
    print(&told(&report, dry_run));
    Ok(if report.all_errors == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn told(report: &PeopleFileReport, is_dry_run: bool) -> String {
    let PeopleFileReport { rows, new, changed, unchanged, errors, all_errors, from, .. } = report;
    let mut text = format!(
        "rows {rows}: new {new}, changed {changed}, unchanged {unchanged}; changes hold from {from}\n"
    );
    for error in errors.iter().take(SHOWN) {
        let sheet = if error.sheet.is_empty() { "" } else { ": " };
        writeln!(
            text,
            "error: {}{sheet}row {}, {}: `{}`: {}. {}",
            error.sheet, error.row, error.column, error.given, error.code, error.hint
        )
        .expect("text grows");
    }
    let outcome = match (*all_errors, is_dry_run, report.is_written) {
        (0, true, _) => "nothing was written: this was a dry run\n".to_owned(),
        (0, false, true) => "written\n".to_owned(),
        (0, false, false) => "nothing to write\n".to_owned(),
        (errors, ..) => format!("{errors} errors: nothing was written\n"),
    };
    text.push_str(&outcome);
    text
}

async fn export_to(args: ExportArgs) -> anyhow::Result<ExitCode> {
    let ExportArgs { file, data, day: as_on, lang, all } = args;
    let language = language(Some(&lang)).map_err(|refusal| anyhow::anyhow!(refusal.hint))?;
    let is_excel = match file.extension().and_then(|ending| ending.to_str()) {
        Some("xlsx") => true,
        Some("csv") => false,
        _ => bail!("{}: name a file that ends in .xlsx or .csv", file.display()),
    };
    let (store, engine, today) = open(&data).await?;
    let day = day(as_on.as_deref(), today)?;
    let standing = if all { Standing::Any } else { Standing::Employed };
    let found = store.find_people(&PeopleQuestion { standing, ..PeopleQuestion::all(day) }).await?;
    let ids: Vec<_> = found.people.iter().map(|row| row.person).collect();
    let mut facts = store.facts_of(&ids, Some(day)).await?;
    facts.sort_by_key(|fact| fact.person);
    let accounts = BTreeMap::new();
    let rows = engine.read(|live| {
        let known = Known { names: live.names(), accounts: &accounts };
        let lines: Vec<_> = found
            .people
            .iter()
            .map(|row| known.line(row, build::own(&facts, row.person), day, false))
            .collect();
        export::rows(&lines, live.names(), language)
    });
    let object = format!("{} people", rows.len());
    let entry = AuditEntry {
        at: engine.now(),
        actor: ACTOR,
        action: "exported_people",
        object: &object,
        origin: "local",
        ..AuditEntry::default()
    };
    store.audit(entry).await?;
    close(&store, &engine).await?;
    let bytes = if is_excel {
        export::as_workbook(&rows, language).context("writing the workbook")?
    } else {
        export::as_csv(&rows, language).into_bytes()
    };
    std::fs::write(&file, bytes).with_context(|| format!("writing {}", file.display()))?;
    print(&format!("{} people written to {}\n", rows.len(), file.display()));
    Ok(ExitCode::SUCCESS)
}
