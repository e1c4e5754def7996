//! `callboard roster`: the roster room on files.
//!
//! Room:  server; instances and rosters in, rosters and reports out (docs/roster.md has every form).
//! Holds: a fault names the file, the line or field and the remedy, and nothing is written then; a
//!        budget of CPU time counts all threads together.
//! Never: searches or judges itself.
//! Proof: tests/it/rostering.rs.

mod crew;

use crate::cli::print;
use crate::staffing::text_of;
use anyhow::Context as _;
use clap::{Args, Subcommand, ValueEnum};
use crew::{Threads, cpu_seconds};
use roster::crew::Budget;
use roster::fault::Fault;
use roster::{cc, nrp};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a roster, and prove how far from the best it can be at most.
    Solve(SolveArgs),
    /// Explain every rule that a roster breaks and what it costs.
    Check {
        #[arg(long, value_enum)]
        format: Option<Format>,
        instance: PathBuf,
        roster: PathBuf,
    },
}

#[derive(Debug, Args)]
pub struct SolveArgs {
    /// Seen from the file if absent.
    #[arg(long, value_enum)]
    format: Option<Format>,
    instance: PathBuf,
    /// CPU time at most, all threads together.
    #[arg(long, default_value_t = 120.0)]
    cpu_seconds: f64,
    /// Improvement steps at most: they decide the result when they end first.
    #[arg(long, default_value_t = u64::MAX)]
    steps: u64,
    #[arg(long, default_value_t = 2)]
    threads: usize,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// What is minimised first (cc only).
    #[arg(long, value_enum, default_value_t = Aim::Cost)]
    first: Aim,
    /// A roster whose shifts stay as they are.
    #[arg(long)]
    fixed: Option<PathBuf>,
    /// Where the roster is written.
    #[arg(long)]
    out: PathBuf,
    #[arg(long, value_enum, default_value_t = Report::Json)]
    report: Report,
}

/// The format of an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Nurse rostering of Curtois and Qu.
    Nrp,
    /// `ccroster/1`, contact centre.
    Cc,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Aim {
    Cost,
    Redundancy,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Report {
    Json,
}

/// Exit code when a roster breaks a rule.
const BROKEN: u8 = 2;

/// Does what the command line asks for.
pub fn run(command: &Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Solve(args) => solve(args),
        Command::Check { format, instance, roster } => check(*format, instance, roster),
    }
}

fn format_of(format: Option<Format>, text: &str) -> Format {
    let is_json = text.trim_start().starts_with('{');
    format.unwrap_or(if is_json { Format::Cc } else { Format::Nrp })
}

fn reading(path: &Path) -> impl Fn() -> String {
    let place = path.display().to_string();
    move || format!("{place}: reading it")
}

/// A file, understood.
fn load<T>(path: &Path, read: impl Fn(&str) -> Result<T, Fault>) -> anyhow::Result<T> {
    let text = text_of(path).with_context(reading(path))?;
    read(&text).with_context(reading(path))
}

fn solve(args: &SolveArgs) -> anyhow::Result<ExitCode> {
    let (clock, before) = (crate::clock::system(), cpu_seconds());
    let started = clock();
    let limit = args.cpu_seconds.max(0.01);
    let used = move || (cpu_seconds() - before) / limit;
    let budget = Budget { steps: args.steps, used: &used };
    let format =
        format_of(args.format, &text_of(&args.instance).with_context(reading(&args.instance))?);
    let (text, mut told) = match format {
        Format::Nrp => solve_nrp(args, &budget)?,
        Format::Cc => solve_cc(args, &budget)?,
    };
    std::fs::write(&args.out, text)
        .with_context(|| format!("{}: writing the roster", args.out.display()))?;
    told["seed"] = json!(args.seed);
    told["cpu_seconds"] = json!(cpu_seconds() - before);
    told["seconds"] = json!(seconds(clock().since(started)));
    print(&format!("{told:#}\n"));
    let is_broken = told["violations"] != json!(0);
    Ok(if is_broken { ExitCode::from(BROKEN) } else { ExitCode::SUCCESS })
}

fn solve_nrp(args: &SolveArgs, budget: &Budget<'_>) -> anyhow::Result<(String, Value)> {
    let mut instance = load(&args.instance, nrp::Instance::read)?;
    if let Some(path) = &args.fixed {
        let fixed = load(path, |text| instance.read_roster(text))?;
        instance.problem.fix(&fixed);
    }
    let crew = Threads(args.threads.max(1));
    let found = roster::search::search(&instance.problem, args.seed, &crew, budget).map_err(
        |roster::search::Failure::Contradiction { person }| contradiction(&instance.people[person]),
    )?;
    let parts = instance.problem.cost(&found.roster);
    let violations = instance.problem.violations(&found.roster);
    let parts = json!({ "wishes": parts.wishes, "under": parts.under, "over": parts.over });
    let told = tell("nrp", (found.objective, found.bound), found.steps, violations, &parts);
    Ok((instance.write(&found.roster), told))
}

fn solve_cc(args: &SolveArgs, budget: &Budget<'_>) -> anyhow::Result<(String, Value)> {
    let mut instance = load(&args.instance, cc::Instance::read)?;
    if let Some(path) = &args.fixed {
        let fixed = load(path, |text| instance.read_roster(text))?;
        instance.fix(&fixed);
    }
    let crew = Threads(args.threads.max(1));
    let first = if args.first == Aim::Cost { cc::First::Cost } else { cc::First::Redundancy };
    let found = cc::search::search(&instance, first, args.seed, &crew, budget).map_err(
        |roster::search::Failure::Contradiction { person }| {
            contradiction(&instance.file.agents[person].id)
        },
    )?;
    let parts =
        serde_json::to_value(instance.cost(&found.roster, &instance.prices(cc::First::Cost)))?;
    let violations = instance.violations(&found.roster);
    let mut told = tell("cc", (found.objective, found.bound), found.steps, violations, &parts);
    told["metrics"] = serde_json::to_value(instance.metrics(&found.roster))?;
    told["first_complete_cpu_share"] = json!(found.complete_at);
    Ok((serde_json::to_string(&instance.plan(&found.roster))?, told))
}

fn contradiction(person: &str) -> anyhow::Error {
    anyhow::anyhow!(
        "no row of days keeps all rules of {person}; compare their minutes with their runs, days off, limits and fixed shifts"
    )
}

fn tell(
    format: &str,
    (objective, bound): (i64, Option<i64>),
    steps: u64,
    violations: usize,
    parts: &Value,
) -> Value {
    json!({
        "format": format,
        "objective": objective,
        "bound": bound,
        "gap": bound.and_then(|bound| gap(objective, bound)),
        "steps": steps,
        "violations": violations,
        "parts": parts,
    })
}

#[expect(clippy::cast_precision_loss, reason = "microseconds below 2^53")]
fn seconds(length: domain::Duration) -> f64 {
    length.micros() as f64 / 1e6
}

/// (objective - bound) / objective; none where the objective is not above 0.
#[expect(clippy::cast_precision_loss, reason = "objectives below 2^53")]
fn gap(objective: i64, bound: i64) -> Option<f64> {
    (objective > 0).then(|| (objective - bound) as f64 / objective as f64)
}

fn check(format: Option<Format>, instance: &Path, roster: &Path) -> anyhow::Result<ExitCode> {
    let text = text_of(instance).with_context(reading(instance))?;
    let (broken, prices, objective) = match format_of(format, &text) {
        Format::Nrp => {
            let instance = load(instance, nrp::Instance::read)?;
            let roster = load(roster, |text| instance.read_roster(text))?;
            let (broken, prices) = instance.tell(&roster);
            (broken, prices, instance.problem.cost(&roster).sum())
        }
        Format::Cc => {
            let instance = load(instance, cc::Instance::read)?;
            let roster = load(roster, |text| instance.read_roster(text))?;
            let (broken, prices) = instance.tell(&roster);
            let cost = instance.cost(&roster, &instance.prices(cc::First::Cost));
            (broken, prices, cost.sum())
        }
    };
    for line in &broken {
        print(&format!("broken: {line}\n"));
    }
    for line in &prices {
        print(&format!("price: {line}\n"));
    }
    print(&format!("rules broken {}\nobjective {objective}\n", broken.len()));
    Ok(if broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(BROKEN) })
}
