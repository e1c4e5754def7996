//! `callboard import`: history from files, as a sealed lane of its own.
//!
//! Room:  server; `connect` reads the files, `store` seals the lane, `lanes` brings it into history.
//! Takes: call-by-call CSV files or a `queue_log`. Gives: records, contacts and cells like live ones.
//! Holds: nothing is half-applied: until the lane is sealed, a stop or an error leaves no trace;
//!        after it, the next start finishes. The same content is not taken twice, nor the same time
//!        unless that is said. Bad lines are reported by number and left out, the others are taken;
//!        a file that breaks off is not taken at all. What was taken can be taken out again.
//! Proof: tests/it/importing.rs.

mod files;
mod reading;

use crate::cli::print;
use crate::clock;
use crate::engine::{Engine, Options, Stated};
use crate::lanes::{self, Progress};
use anyhow::{Context as _, bail};
use clap::Args;
use domain::calendar::Zone;
use files::{Taken, fingerprints, refuse_known, refuse_overlap, remember};
use reading::{Kind, Reader, Report};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use store::{Lane, LaneKind, Store, StoreError};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Chunks of records between reader and archive.
const UNDERWAY: usize = 8;

#[derive(Clone, Debug, Args)]
pub struct CallArgs {
    /// How the columns are named: `vanad`, `il_bank`, or a TOML file with a mapping of your own.
    #[arg(long)]
    pub map: String,
    /// The time zone of the times in the files, as Europe/Amsterdam.
    #[arg(long)]
    pub zone: String,
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// The data folder; its server must not be running.
    #[arg(long, default_value = "callboard-data")]
    pub data: PathBuf,
    /// Show what the first lines become, and change nothing.
    #[arg(long)]
    pub preview: bool,
    /// These are other calls than those imported before from the same time.
    #[arg(long)]
    pub overlapping: bool,
}

#[derive(Clone, Debug, Args)]
pub struct QueueLogArgs {
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    #[arg(long, default_value = "callboard-data")]
    pub data: PathBuf,
    #[arg(long)]
    pub preview: bool,
    /// These are other calls than those imported before from the same time.
    #[arg(long)]
    pub overlapping: bool,
}

/// What is imported, for `list` and `remove`.
#[derive(Clone, Debug, Args)]
pub struct LaneArgs {
    #[arg(long, default_value = "callboard-data")]
    pub data: PathBuf,
}

#[derive(Clone, Debug, Args)]
pub struct RemoveArgs {
    /// As `callboard import list` shows it.
    pub lane: u32,
    #[arg(long, default_value = "callboard-data")]
    pub data: PathBuf,
}

/// Imported, but some lines were left out.
const WITHOUT_SOME: u8 = 2;

/// Imports call-by-call data. Gives 0, or 2 where lines were left out.
pub async fn calls(args: CallArgs) -> anyhow::Result<ExitCode> {
    let kind = Kind::calls(&args.map, &args.zone)?;
    if args.preview {
        return preview(&kind, &args.files);
    }
    import(kind, args.files, (&args.data, args.overlapping)).await
}

/// Imports a `queue_log`. Gives 0, or 2 where lines were left out.
pub async fn queue_log(args: QueueLogArgs) -> anyhow::Result<ExitCode> {
    if args.preview {
        return preview(&Kind::QueueLog, &args.files);
    }
    import(Kind::QueueLog, args.files, (&args.data, args.overlapping)).await
}

/// Shows what was imported.
pub async fn list(args: &LaneArgs) -> anyhow::Result<()> {
    let store = crate::folder::open(&args.data, clock::system()()).await?;
    for taken in files::known(&store).await? {
        let Taken { name, lane, zone, within, .. } = taken;
        let from = within.map_or(String::new(), |(first, last)| format!("  {first} to {last}"));
        let zone = zone.map_or(String::new(), |zone| format!("  times in {zone}"));
        print(&format!("lane {lane}{from}  {name}{zone}\n"));
    }
    Ok(store.close().await?)
}

/// Takes an import out of history again.
pub async fn remove(args: &RemoveArgs) -> anyhow::Result<()> {
    let now = clock::system()();
    let store = crate::folder::open(&args.data, now).await?;
    let lane = Lane(args.lane);
    store.remove_lane(lane).await?;
    files::forget(&store, lane, now).await?;
    store.close().await?;
    print(&format!("{lane} was removed; its files may be imported again\n"));
    Ok(())
}

/// Lines of each file that are shown.
const PREVIEWED: u64 = 5;

fn preview(kind: &Kind, files: &[PathBuf]) -> anyhow::Result<ExitCode> {
    for file in files {
        print(&format!("{}\n", file.display()));
        let mut reader = Reader::new(kind.clone());
        let report = reader.read(file, Some(PREVIEWED), &mut |observation| {
            let at = observation.occurred_at;
            let line = serde_json::to_string(&observation.event).context("showing an event")?;
            print(&format!("  {at} {line}\n"));
            Ok(())
        })?;
        reader.finish(&mut |_| Ok(()))?;
        report.show();
    }
    print("nothing was changed\n");
    Ok(ExitCode::SUCCESS)
}

async fn import(
    kind: Kind,
    files: Vec<PathBuf>,
    (data, may_overlap): (&Path, bool),
) -> anyhow::Result<ExitCode> {
    let watch = clock::Stopwatch::start();
    let system = clock::system();
    let fingerprints = fingerprints(&files)?;
    let store = crate::folder::open(data, system()).await?;
    let known = files::known(&store).await?;
    refuse_known(&known, &fingerprints)?;
    let stop = stop_on_signal();
    let quiet = Options { tick_every: None, ..Options::default() };
    let engine = Engine::start(store.clone(), system.clone(), quiet).await?;
    let zone = kind.zone();
    let others = if may_overlap { &[] } else { known.as_slice() };
    let sealed = seal(&engine, kind, (files, fingerprints), (others, &stop)).await;
    let outcome = match sealed {
        Ok((lane, report)) => {
            report.show();
            into_history(&store, lane, &stop).await.map(|()| (lane, report))
        }
        Err(error) => Err(error),
    };
    engine.stop().await.context("closing the journal")?;
    store.close().await?;
    let (lane, report) = outcome?;
    tell(lane, &report, zone.as_deref(), watch.elapsed().as_secs_f64());
    Ok(if report.bad > 0 { ExitCode::from(WITHOUT_SOME) } else { ExitCode::SUCCESS })
}

/// What was imported, and how to take it out again: a wrong zone shows in the first and last time.
fn tell(lane: Lane, report: &Report, zone: Option<&str>, seconds: f64) {
    print(&format!("imported {} lines in {seconds:.1} s\n", report.lines));
    if let Some((first, last)) = report.within {
        let zone = Zone::named(zone.unwrap_or("UTC")).unwrap_or_else(|_| Zone::utc());
        let [first, last] = [first, last].map(|at| zone.show(at));
        let name = zone.name();
        print(&format!(
            "the first contact is of {first}, the last of {last} ({name}); if that is wrong, \
             `callboard import remove {}` takes them out again\n",
            lane.0
        ));
    }
}

/// Reads all files into a new lane and seals it: all or nothing.
async fn seal(
    engine: &Engine,
    kind: Kind,
    (files, fingerprints): (Vec<PathBuf>, Vec<(String, String)>),
    (others, stop): (&[Taken], &CancellationToken),
) -> anyhow::Result<(Lane, Report)> {
    let store = engine.store();
    let (name, zone) = (kind.name(), kind.zone());
    let source = engine.source(&name, &name, "import").await.context("registering the import")?;
    let lane = store.create_lane(LaneKind::Imported, &name, engine.now()).await?;
    let mut sealing = store.sealing(lane).await?;
    let (chunks, mut received) = mpsc::channel(UNDERWAY);
    let tokeniser = store.clone();
    let registry = engine.names(Clone::clone);
    let stopped = stop.clone();
    let reader = tokio::task::spawn_blocking(move || {
        let mut take = reading::Numbering::new(lane, source, registry, chunks);
        let mut reader = Reader::new(kind);
        let mut report = Report::default();
        let mut bar = files::Bar::new("reading");
        for (done, file) in (0..).zip(&files) {
            bar.show(done, u64::try_from(files.len()).unwrap_or(u64::MAX));
            let each = &mut |observation| {
                if stopped.is_cancelled() {
                    bail!("stopped; nothing was imported");
                }
                take.observe(observation, &mut |number| tokeniser.token(number))
            };
            report.add(reader.read(file, None, each)?);
        }
        bar.show(1, 1);
        reader.finish(&mut |observation| take.observe(observation, &mut |n| tokeniser.token(n)))?;
        take.finish().map(|names| (names, report))
    });
    while let Some(records) = received.recv().await {
        sealing.push(&records).await?;
    }
    drop(received);
    let (names, report) = reader.await.context("reading the files")??;
    if stop.is_cancelled() {
        bail!("stopped; nothing was imported");
    }
    if report.lines == 0 {
        bail!("the files hold no line that could be read; nothing was imported");
    }
    if let Some(within) = report.within {
        refuse_overlap(others, &name, within)?;
    }
    // The live floor knows the queues and agents of all lanes, so that screens can name them.
    let stated = names.into_iter().map(Stated::now).collect();
    engine.state(source, stated).await.context("journaling names")?;
    let taken = fingerprints.into_iter().map(|(file, sha256)| Taken {
        name: file,
        sha256,
        lane: lane.0,
        zone: zone.clone(),
        within: report.within,
        source: name.clone(),
    });
    // Noted first: killed after the seal, nothing would know that these files were taken.
    remember(store, taken, engine.now()).await?;
    sealing.finish(engine.now()).await?;
    Ok((lane, report))
}

async fn into_history(store: &Store, lane: Lane, stop: &CancellationToken) -> anyhow::Result<()> {
    let mut bar = files::Bar::new("into history");
    let mut show = |progress: Progress| bar.show(progress.done, progress.of);
    match lanes::catch_up(store, lane, stop, &mut show).await {
        Err(crate::engine::ReplayError::Store(StoreError::Stopped)) => bail!(
            "stopped; the calls are stored, and the next start of the server completes their history"
        ),
        outcome => outcome.context("bringing the calls into history"),
    }
}

/// Cancelled by the first SIGINT or SIGTERM.
fn stop_on_signal() -> CancellationToken {
    let stop = CancellationToken::new();
    let told = stop.clone();
    tokio::spawn(async move {
        if crate::compose::until_told_to_stop().await.is_ok() {
            told.cancel();
        }
    });
    stop
}
