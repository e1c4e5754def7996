//! Attendance at work: `callboard attendance` on files; below it, what the server compares itself.
//!
//! Room:  server; files in, anomalies out (docs/attendance.md has every form).
//! Holds: a fault names the file, the line and the remedy, and nothing is compared then.
//! Never: compares itself.
//! Proof: tests/it/attending.rs.

pub mod facts;
pub mod network;
pub mod roll;
pub mod round;
pub mod rules;

use crate::cli::print;
use crate::staffing::text_of;
use anyhow::Context as _;
use attendance::anomaly::Anomaly;
use attendance::compare::{Facts, compare};
use attendance::file::{self, Fault};
use attendance::policy::{Pairing, Policies, Policy, Wants};
use clap::{Args, Subcommand, ValueEnum};
use domain::calendar::Zone;
use domain::{Duration, SiteId, Timestamp};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Compare shifts with punches and the telephone system, and tell what does not fit.
    Check(CheckArgs),
}

#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Comma-separated: person, begin, end; site and breaks if they are there.
    #[arg(long)]
    shifts: PathBuf,
    /// Comma-separated: person, at; site, way and source if they are there.
    #[arg(long)]
    punches: PathBuf,
    /// Comma-separated: person, begin, end; site and seat if they are there. Without it nobody is
    /// expected to be signed in.
    #[arg(long)]
    signins: Option<PathBuf>,
    /// Of times that name none, and of the days.
    #[arg(long, default_value = "Asia/Shanghai")]
    zone: String,
    /// What happens later is not known yet; now if absent.
    #[arg(long)]
    as_of: Option<String>,
    #[command(flatten)]
    rules: Rules,
    #[arg(long, value_enum, default_value_t = Report::Text)]
    report: Report,
}

#[derive(Debug, Args)]
struct Rules {
    /// Minutes after the begin that are not late yet.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(i64).range(0..=240))]
    late_grace: i64,
    /// Minutes before the end that are not early yet.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(i64).range(0..=240))]
    early_grace: i64,
    /// Minutes between punch and telephone system.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(i64).range(0..=240))]
    sign_in_grace: i64,
    #[arg(long, value_enum, default_value_t = Pairs::FirstAndLast)]
    pairing: Pairs,
    /// Code and terminal are both wanted, within so many minutes.
    #[arg(long, value_parser = clap::value_parser!(i64).range(0..=240))]
    both_within: Option<i64>,
    /// What begins before this hour belongs to the day before.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(i64).range(0..=12))]
    day_starts: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Pairs {
    FirstAndLast,
    InAndOut,
    InOnly,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Report {
    Text,
    Json,
}

/// Exit code when something does not fit.
const FOUND: u8 = 2;

/// Does what the command line asks for.
pub fn run(command: &Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Check(args) => check(args),
    }
}

fn check(args: &CheckArgs) -> anyhow::Result<ExitCode> {
    let zone = Zone::named(&args.zone)?;
    let as_of = match &args.as_of {
        Some(text) => Timestamp::parse(text).or_else(|_| zone.parse_local(text))?,
        None => crate::clock::system()(),
    };
    let name = args.punches.file_name().unwrap_or_default().to_string_lossy();
    let mut shifts = load(&args.shifts, |text| file::shifts(text, &zone))?;
    let mut punches = load(&args.punches, |text| file::punches(text, &zone, &name))?;
    let mut sign_ins = match &args.signins {
        Some(path) => load(path, |text| file::sign_ins(text, &zone))?,
        None => Vec::new(),
    };
    shifts.iter_mut().for_each(|shift| one_site(&mut shift.site));
    punches.iter_mut().for_each(|punch| one_site(&mut punch.site));
    sign_ins.iter_mut().for_each(|sign_in| one_site(&mut sign_in.site));
    let mut policy = args.rules.policy(zone.clone());
    policy.is_sign_in_expected = args.signins.is_some();
    let policies = Policies::everywhere(policy);
    let (leave, policies) = (&[], &policies);
    let facts =
        Facts { punches: &punches, shifts: &shifts, sign_ins: &sign_ins, leave, policies, as_of };
    let found = compare(&facts);
    match args.report {
        Report::Text => found.iter().for_each(|anomaly| print(&told(anomaly, &zone))),
        Report::Json => {
            print(&format!("{}\n", json!({ "as_of": as_of.to_string(), "anomalies": found })));
        }
    }
    Ok(if found.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(FOUND) })
}

/// Files that name no site are about one.
fn one_site(site: &mut SiteId) {
    if *site == file::UNSAID {
        *site = SiteId(1);
    }
}

impl Rules {
    fn policy(&self, zone: Zone) -> Policy {
        let minutes = Duration::from_minutes;
        let mut policy = Policy::usual(zone);
        policy.grace.late = minutes(self.late_grace);
        policy.grace.early = minutes(self.early_grace);
        policy.grace.sign_in = minutes(self.sign_in_grace);
        policy.day_starts = minutes(self.day_starts * 60);
        policy.wants = self
            .both_within
            .map_or(Wants::Either, |within| Wants::Both { within: minutes(within) });
        policy.pairing = match self.pairing {
            Pairs::FirstAndLast => Pairing::FirstAndLast,
            Pairs::InAndOut => Pairing::InAndOut,
            Pairs::InOnly => Pairing::InOnly,
        };
        policy
    }
}

/// A file, understood; or every fault in it.
fn load<T>(
    path: &Path,
    read: impl Fn(&str) -> Result<Vec<T>, Vec<Fault>>,
) -> anyhow::Result<Vec<T>> {
    let place = path.display().to_string();
    let text = text_of(path).with_context(|| format!("{place}: reading it"))?;
    read(&text).map_err(|faults| {
        let lines: Vec<String> = faults.iter().map(|fault| format!("{place}: {fault}")).collect();
        anyhow::anyhow!("{}", lines.join("\n"))
    })
}

/// One line: who, when, what, and the evidence with times of the place.
fn told(anomaly: &Anomaly, zone: &Zone) -> String {
    let mut parts = vec![anomaly.identity.to_string()];
    if let Some(shift) = anomaly.shift {
        parts.push(format!("shift {} to {}", zone.show(shift.start), zone.show(shift.end)));
    }
    if let Some(by) = anomaly.by {
        parts.push(format!("by {}", attendance::sheet::hours(Some(by))));
    }
    for gap in &anomaly.gaps {
        let end = gap.end.map_or_else(|| "now".to_owned(), |end| zone.show(end));
        parts.push(format!("between {} and {end}", zone.show(gap.start)));
    }
    parts.extend(anomaly.punches.iter().map(|id| format!("punch {}", local(id, zone))));
    parts.extend(anomaly.sign_ins.iter().map(|id| format!("signed in {}", local(id, zone))));
    format!("{}\n", parts.join("; "))
}

/// Ids begin with the moment.
fn local(id: &str, zone: &Zone) -> String {
    let (at, rest) = id.split_once(' ').unwrap_or((id, ""));
    let at = Timestamp::parse(at).map_or_else(|_| at.to_owned(), |at| zone.show(at));
    format!("{at} {rest}")
}
