//! The subcommands of `callboard`, and how each failure is told.
//!
//! Room:  server; the outermost door.
//! Holds: no argument means `demo`; a failure is one line with its causes and the remedy on
//!        stderr and an exit code that is not 0; results go to stdout, logs to stderr.
//! Never: does the work itself.
//! Proof: tests/it/cli.rs.

use crate::{
    attendance, backup, bench, compose, config, federation, forecast, import, people, replay,
    replay_report, roster, sim_model, staffing, tls,
};
use anyhow::Context as _;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, Parser)]
#[command(
    name = "callboard",
    version,
    about = "Callboard 运营台: the operations system of a contact centre",
    after_help = "Without a command the demo centre starts in a data folder of its own."
)]
struct Line {
    #[command(subcommand)]
    command: Option<Command>,
    /// How logs are written to standard error.
    #[arg(long, global = true, value_enum, default_value_t = LogForm::Text)]
    log: LogForm,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum LogForm {
    Text,
    Json,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run a production server.
    Serve {
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
        /// The data folder.
        #[arg(long)]
        data: PathBuf,
        /// Overrides `listen` of the configuration file.
        #[arg(long)]
        listen: Option<SocketAddr>,
    },
    /// Run the simulated demo centre.
    Demo(DemoArgs),
    /// Report a recorded stream of a telephone system.
    Replay {
        #[arg(long, value_enum)]
        from: Recorded,
        file: PathBuf,
        #[arg(long, value_enum, default_value_t = ReportForm::Json)]
        report: ReportForm,
    },
    /// Load history from files.
    #[command(subcommand)]
    Import(ImportCommand),
    /// Forecast contacts and handle time from files.
    #[command(subcommand)]
    Forecast(ForecastCommand),
    /// Copy the data folder while the server runs.
    Backup {
        /// A new folder for the copy.
        dest: PathBuf,
        #[arg(long)]
        data: PathBuf,
    },
    /// Put a backup into an empty data folder.
    Restore {
        from: PathBuf,
        #[arg(long)]
        data: PathBuf,
    },
    /// Replay the whole journal and compare it with the state that a start would have.
    Verify {
        #[arg(long)]
        data: PathBuf,
    },
    /// Let an administrator in again who lost password or second factor; the server must be stopped.
    Rescue {
        /// The account's name.
        name: String,
        #[arg(long)]
        data: PathBuf,
    },
    /// The house's directory.
    #[command(subcommand)]
    Directory(federation::command::Command),
    /// The audit log.
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Run the simulated centre, or a queueing model, without a server, as fast as it goes.
    Sim(SimArgs),
    /// How many people, when, and what those there are can reach.
    #[command(subcommand)]
    Staffing(staffing::Command),
    /// People of the house, in and out as files.
    #[command(subcommand)]
    People(people::command::Command),
    /// Who works when: make rosters, and explain them.
    #[command(subcommand)]
    Roster(roster::Command),
    /// Who came when: compare shifts, punches and the telephone system.
    #[command(subcommand)]
    Attendance(attendance::Command),
    /// Certificates of the house's own, for HTTPS where no public authority can be had.
    #[command(subcommand)]
    Tls(tls::authority::Command),
    /// Measure.
    Bench {
        #[arg(value_enum)]
        name: bench::Name,
        /// The stream that `live` applies.
        file: Option<PathBuf>,
        /// Where `live` writes its tables.
        #[arg(long, default_value = "bench-live")]
        out: PathBuf,
        #[arg(long)]
        json: bool,
    },
    /// Ask a running server whether it is well.
    Healthcheck {
        #[arg(long, default_value = "http://127.0.0.1:8420/healthz")]
        url: String,
    },
    /// Feed a data folder until killed, printing each acknowledged number (for crash tests).
    #[command(hide = true)]
    FeedStress {
        #[arg(long)]
        data: PathBuf,
        #[arg(long, default_value_t = 200)]
        snapshot_every: u64,
    },
    /// Journals a made-up day in a data folder, says so, and waits to be killed (for benchmarks).
    #[command(hide = true)]
    BenchDay {
        #[arg(long)]
        data: PathBuf,
        #[arg(long)]
        events: u64,
    },
    /// Serves a made-up floor whose people never rest (for measuring screens).
    #[command(hide = true)]
    BenchFloor {
        #[arg(long)]
        listen: SocketAddr,
        #[arg(long, default_value_t = 5_000)]
        agents: u32,
    },
    /// Serves a centre beside a scripted telephone system (for measuring socket to screen).
    #[command(hide = true)]
    BenchPbx {
        #[arg(long)]
        listen: SocketAddr,
    },
    /// One stream client of the benchmark.
    #[command(hide = true)]
    BenchClients {
        #[arg(long)]
        address: SocketAddr,
        #[arg(long)]
        cookie: String,
        #[arg(long)]
        clients: usize,
        #[arg(long)]
        seconds: u64,
    },
}

/// What the demo is told.
#[derive(Clone, Debug, Default, Args)]
pub struct DemoArgs {
    /// The demo's own data folder.
    #[arg(long)]
    pub data: Option<PathBuf>,
    /// The same seed makes the same centre.
    #[arg(long)]
    pub seed: Option<u64>,
    /// How many times faster than the clock it runs.
    #[arg(long)]
    pub speed: Option<u32>,
    /// Demand surges while you watch.
    #[arg(long)]
    pub surge: bool,
    #[arg(long)]
    pub listen: Option<SocketAddr>,
    /// Its clock stands at this moment (RFC 3339), so that the same seed shows the same: for pictures.
    #[arg(long, hide = true)]
    pub stands_at: Option<String>,
}

/// What the simulator is told.
#[derive(Clone, Debug, Args)]
pub struct SimArgs {
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Simulated days.
    #[arg(long, default_value_t = 1)]
    pub days: u32,
    /// Let sources lie, repeat themselves and break off.
    #[arg(long)]
    pub faults: bool,
    /// A queueing model (docs/staffing.md) in place of the centre.
    #[arg(long, conflicts_with_all = ["days", "faults"])]
    pub model: Option<PathBuf>,
    /// How often the model is run.
    #[arg(long, default_value_t = 100, requires = "model")]
    pub replications: u32,
    #[arg(long, value_enum, default_value_t = ModelReport::Json, requires = "model")]
    pub report: ModelReport,
}

/// How a model's figures are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ModelReport {
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Recorded {
    /// AMI frames, one JSON object a line, possibly gzipped.
    Ami,
    /// Asterisk's `queue_log`.
    QueueLog,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReportForm {
    Json,
}

#[derive(Debug, Subcommand)]
enum ImportCommand {
    /// Call-by-call data in CSV files.
    Calls(import::CallArgs),
    /// Asterisk's `queue_log`.
    QueueLog(import::QueueLogArgs),
    /// What was imported, lane by lane.
    List(import::LaneArgs),
    /// Take an imported lane out of history again.
    Remove(import::RemoveArgs),
}

#[derive(Debug, Subcommand)]
enum AuditCommand {
    /// Recompute every hash of a data folder at rest: nothing was removed, altered or cut off.
    Verify {
        #[arg(long)]
        data: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
enum ForecastCommand {
    /// Forecast from an origin and write the table.
    Run(forecast::RunArgs),
    /// Try a method from rolling origins of the past.
    Backtest(forecast::BacktestArgs),
}

/// Runs what the command line asks for.
#[must_use]
pub fn main() -> ExitCode {
    let line = Line::parse();
    start_logging(line.log);
    let command = line.command.unwrap_or_else(|| Command::Demo(DemoArgs::default()));
    match run(command) {
        Ok(code) => code,
        Err(error) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}

/// Where a failure is told; that nobody reads it is no further failure.
fn complain(error: &anyhow::Error) {
    use std::io::Write as _;
    if writeln!(std::io::stderr(), "callboard: {error:#}").is_err() {
        tracing::debug!("nobody reads standard error");
    }
}

fn start_logging(form: LogForm) {
    let filter = tracing_subscriber::EnvFilter::try_from_env("CALLBOARD_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info,sqlx=warn"));
    // Told of its own failures, the log would end the program when nobody reads it any more.
    let logs = tracing_subscriber::fmt()
        .log_internal_errors(false)
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match form {
        LogForm::Text => logs.init(),
        LogForm::Json => logs.json().init(),
    }
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("starting the runtime")?;
    let outcome = runtime.block_on(Box::pin(dispatch(command)));
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    outcome
}

async fn dispatch(command: Command) -> anyhow::Result<ExitCode> {
    let done = |()| ExitCode::SUCCESS;
    match command {
        Command::Serve { config, data, listen } => serve(&config, &data, listen).await.map(done),
        Command::Demo(args) => compose::demo(&args).await.map(done),
        Command::Replay { from, file, report: ReportForm::Json } => {
            let report = match from {
                Recorded::Ami => replay_report::of_ami(&file),
                Recorded::QueueLog => replay_report::of_queue_log(&file),
            };
            let report = report?;
            print(&format!("{report}\n"));
            Ok(replay_report::code(&report))
        }
        Command::Import(ImportCommand::Calls(args)) => import::calls(args).await,
        Command::Import(ImportCommand::QueueLog(args)) => import::queue_log(args).await,
        Command::Import(ImportCommand::List(args)) => import::list(&args).await.map(done),
        Command::Import(ImportCommand::Remove(args)) => import::remove(&args).await.map(done),
        Command::Forecast(command) => forecast(command).await.map(done),
        Command::Backup { dest, data } => backup::backup(&data, &dest).await.map(done),
        Command::Restore { from, data } => backup::restore(&from, &data).await.map(done),
        Command::Verify { data } => verify(&data).await,
        Command::Rescue { name, data } => {
            crate::rescue::administrator(&name, &data).await.map(done)
        }
        Command::Directory(command) => federation::command::run(command).await,
        Command::Audit(AuditCommand::Verify { data }) => verify_audit(&data).await,
        Command::Sim(args) => match &args.model {
            None => crate::demo::simulate(&args).map(done),
            Some(path) => sim_model::run(path, args.replications, args.seed, args.report).map(done),
        },
        Command::Staffing(command) => staffing::run(command).map(done),
        Command::People(command) => people::command::run(command).await,
        Command::Roster(command) => rostering(command).await,
        Command::Attendance(command) => attendance::run(&command),
        Command::Tls(command) => tls::authority::run(&command),
        Command::Bench { name, file, out, json } => {
            let given = bench::Given { file, out };
            bench::run(name, given).await.map(|figures| bench::show(&figures, json)).map(done)
        }
        Command::Healthcheck { url } => crate::health::check(&url).await.map(done),
        Command::FeedStress { data, snapshot_every } => {
            crate::stress::feed(&data, snapshot_every).await.map(done)
        }
        Command::BenchDay { data, events } => bench::day::write(&data, events).await.map(done),
        Command::BenchFloor { listen, agents } => {
            bench::floor::serve(listen, agents).await.map(done)
        }
        Command::BenchPbx { listen } => bench::pbx::serve(listen).await.map(done),
        Command::BenchClients { address, cookie, clients, seconds } => {
            bench::stream::clients(address, &cookie, clients, seconds).await.map(done)
        }
    }
}

/// Computes for as long as it takes, beside the signals.
async fn forecast(command: ForecastCommand) -> anyhow::Result<()> {
    let work = tokio::task::spawn_blocking(move || match command {
        ForecastCommand::Run(args) => forecast::run(&args),
        ForecastCommand::Backtest(args) => forecast::backtest(&args),
    });
    work.await.context("the forecast broke off")?
}

/// Searches for as long as it is told, beside the signals.
async fn rostering(command: roster::Command) -> anyhow::Result<ExitCode> {
    let work = tokio::task::spawn_blocking(move || roster::run(&command));
    work.await.context("the search broke off")?
}

async fn serve(file: &Path, data: &Path, listen: Option<SocketAddr>) -> anyhow::Result<()> {
    let mut config = config::Config::load(file)?;
    if config.postgres.is_none() {
        config.postgres = crate::folder::from_environment(data)?;
    }
    if let Some(listen) = listen {
        config.listen = listen;
    }
    Box::pin(compose::serve(config, data)).await
}

async fn verify(data: &Path) -> anyhow::Result<ExitCode> {
    let store = crate::folder::open(data, crate::clock::system()()).await?;
    let mut verified = replay::verify(&store).await?;
    verified.problems.extend(audit_problem(&store.check_audit().await?));
    store.close().await?;
    let replay::Verified { records, replayed, recovered, problems } = &verified;
    print(&format!("records {records}\nreplayed {replayed:016x}\nrecovered {recovered:016x}\n"));
    for problem in problems {
        print(&format!("problem: {problem}\n"));
    }
    print(if verified.is_sound() { "sound\n" } else { "NOT sound\n" });
    Ok(if verified.is_sound() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Prints the number of rows and the last hash: kept elsewhere, they prove what the folder held.
async fn verify_audit(data: &Path) -> anyhow::Result<ExitCode> {
    let store = crate::folder::open(data, crate::clock::system()()).await?;
    let check = store.check_audit().await?;
    store.close().await?;
    let hash: String = check.hash.iter().map(|byte| format!("{byte:02x}")).collect();
    print(&format!("rows {}\nlast {hash}\n", check.rows));
    let Some(problem) = audit_problem(&check) else {
        print("sound\n");
        return Ok(ExitCode::SUCCESS);
    };
    print(&format!("problem: {problem}\nNOT sound\n"));
    Ok(ExitCode::FAILURE)
}

fn audit_problem(check: &store::AuditCheck) -> Option<String> {
    check.damage.map(|damage| match damage {
        store::AuditDamage::Row(number) => {
            format!("audit: row {number} was changed or removed; rows before it are as written")
        }
        store::AuditDamage::CutOff(number) => {
            let rows = check.rows;
            format!("audit: {number} rows were written, the log ends after {rows}")
        }
    })
}

/// Writes a result to standard output. A reader that went away is no failure of ours.
pub(crate) fn print(text: &str) {
    use std::io::Write as _;
    let mut out = std::io::stdout().lock();
    if out.write_all(text.as_bytes()).and_then(|()| out.flush()).is_err() {
        tracing::debug!("nobody reads standard output");
    }
}
