//! `callboard staffing`: the staffing room on files.
//!
//! Room:  server; JSON in, JSON or CSV out (docs/staffing.md has every form).
//! Holds: a fault names the file, the entry and the remedy, and nothing is written then.
//! Never: computes anything itself.
//! Proof: tests/it/staffing.rs.

mod cases;
mod table;

use crate::cli::print;
use crate::sim_model;
use anyhow::Context as _;
use clap::{Args, Subcommand, ValueEnum};
use domain::Timestamp;
use domain::calendar::Zone;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use staffing::{forward, mix, reverse, twoway, year};
use std::path::{Path, PathBuf};

/// What to compute.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Erlang B, C and A and least agents for a file of cases.
    Erlang {
        #[arg(long)]
        cases: PathBuf,
    },
    /// From targets to people, by interval, skill and month.
    Forward(FileArgs),
    /// What given people and seats can reach, by interval, with 95 % intervals.
    Reverse {
        #[command(flatten)]
        file: FileArgs,
        /// Days simulated.
        #[arg(long, default_value_t = 400)]
        replications: u32,
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Some of targets, people, seats, budget and hours given: solves for the rest.
    TwoWay(FileArgs),
    /// The year: whom to hire when.
    Plan(FileArgs),
    /// The least agents of each group of a model with several skills, by simulation.
    Mix(MixArgs),
}

/// A plan's file and what is written.
#[derive(Debug, Args)]
pub struct FileArgs {
    #[arg(long)]
    file: PathBuf,
    #[arg(long, value_enum, default_value_t = Form::Json)]
    form: Form,
    /// Where to; standard output if absent.
    #[arg(long)]
    out: Option<PathBuf>,
}

/// What the search is told.
#[derive(Debug, Args)]
pub struct MixArgs {
    #[arg(long)]
    model: PathBuf,
    /// Answered in time / offered, for every queue.
    #[arg(long, default_value_t = 0.8)]
    target: f64,
    /// Periods that share one number of agents; all if absent.
    #[arg(long)]
    block: Option<usize>,
    /// Days simulated for each plan that is tried.
    #[arg(long, default_value_t = 50)]
    replications: u32,
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    Json,
    /// The rows alone, for a spreadsheet.
    Csv,
}

/// One-sided 95 % in standard errors.
const CONFIDENCE: f64 = 1.645;

/// Does what the command line asks for.
pub fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Erlang { cases } => cases::run(&cases),
        Command::Forward(args) => forward(&args),
        Command::Reverse { file, replications, seed } => reverse(&file, replications, seed),
        Command::TwoWay(args) => two_way(&args),
        Command::Plan(args) => plan(&args),
        Command::Mix(args) => mix(&args),
    }
}

/// What only a file has: the zone in which months begin.
#[derive(Debug, Deserialize)]
struct Planned<T> {
    zone: Option<String>,
    #[serde(flatten)]
    question: T,
}

fn forward(args: &FileArgs) -> anyhow::Result<()> {
    let Planned { zone, question: need } = read::<Planned<staffing::Need>>(&args.file)?;
    let zone = zone.map_or_else(|| Ok(Zone::utc()), |name| Zone::named(&name));
    let zone = zone.with_context(|| place(&args.file))?;
    let rows = forward::requirements(&need).with_context(|| place(&args.file))?;
    let month = |start: Timestamp| zone.day(start).month().to_string().chars().take(7).collect();
    let months = forward::sums(&need, &rows, month);
    args.write(&json!({ "requirement": rows, "months": months }), "requirement")
}

fn reverse(args: &FileArgs, replications: u32, seed: u64) -> anyhow::Result<()> {
    let given = read::<Planned<reverse::Given>>(&args.file)?.question;
    let rows = reverse::reachable(&given, replications, seed);
    let rows = rows.with_context(|| place(&args.file))?;
    let told = json!({ "replications": replications, "seed": seed, "reachable": rows });
    args.write(&told, "reachable")
}

fn two_way(args: &FileArgs) -> anyhow::Result<()> {
    let question = read::<Planned<twoway::Question>>(&args.file)?.question;
    let solution = twoway::solve(&question).with_context(|| place(&args.file))?;
    args.write(&serde_json::to_value(solution)?, "agents")
}

fn plan(args: &FileArgs) -> anyhow::Result<()> {
    let given = read::<year::YearPlan>(&args.file)?;
    let months = year::plan(&given).with_context(|| place(&args.file))?;
    args.write(&json!({ "months": months }), "months")
}

fn mix(args: &MixArgs) -> anyhow::Result<()> {
    let model = sim_model::read(&args.model)?;
    let block = args.block.unwrap_or(model.periods).max(1);
    let starts = (0..model.periods).step_by(block);
    let search = mix::Search {
        targets: vec![args.target; model.queues.len()],
        costs: vec![1.0; model.groups.len()],
        blocks: starts.map(|start| start..(start + block).min(model.periods)).collect(),
        replications: args.replications,
        seed: args.seed,
        confidence: CONFIDENCE,
    };
    let found = mix::least(&model, &search).with_context(|| place(&args.model))?;
    let told = json!({
        "staff": found.agents,
        "block_periods": block,
        "sl_offered": found.reached,
        "is_confident": found.is_confident,
        "confidence": 0.95,
        "reps": found.replications,
    });
    print(&format!("{told:#}\n"));
    Ok(())
}

impl FileArgs {
    /// Writes all of it as JSON, or `rows` as a table.
    fn write(&self, told: &Value, rows: &str) -> anyhow::Result<()> {
        let text = match self.form {
            Form::Json => format!("{told:#}\n"),
            Form::Csv => table::write(&told[rows]),
        };
        match &self.out {
            None => print(&text),
            Some(path) => std::fs::write(path, text)
                .with_context(|| format!("{}: writing the answer", path.display()))?,
        }
        Ok(())
    }
}

fn place(path: &Path) -> String {
    format!("{}: this cannot be planned", path.display())
}

fn read<T: DeserializeOwned>(path: &Path) -> anyhow::Result<T> {
    let place = || format!("{}: reading a plan", path.display());
    serde_json::from_str(&text_of(path).with_context(place)?).with_context(place)
}

/// A file's text, without byte order mark.
pub(crate) fn text_of(path: &Path) -> anyhow::Result<String> {
    let text = String::from_utf8(std::fs::read(path)?)
        .context("it is not UTF-8 text (perhaps GBK); save it as UTF-8")?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}
