//! The demo: the simulated centre behind a real server.
//!
//! Room:  server; called by `compose::demo` and `cli`.
//! Takes: a seed, a speed, a folder of its own.
//! Gives: eight weeks of history at the first start, then a centre that goes on in real time.
//! Holds: the centre is a pure function of what `Memory` keeps, so a restart continues where the
//!        journal ends, event for event.
//! Never: touches a folder that is not a demo's.
//! Proof: tests/it/demo.rs.

mod attendance;
mod history;
mod people;
mod runner;
mod simulate;

pub use simulate::simulate;

use crate::cli::DemoArgs;
use crate::clock::{self, Clock, StagedClock};
use crate::engine::Engine;
use anyhow::{Context as _, bail};
use domain::calendar::Zone;
use domain::{Duration, QueueId, SourceId, Timestamp};
use serde::{Deserialize, Serialize};
use sim::{Centre, Start, Surge};
use std::path::Path;
use store::{Lane, Store};
use tokio_util::sync::CancellationToken;

/// The file that makes a folder a demo's.
const MARKER: &str = "demo.json";
/// The setting under which the store keeps `Memory`.
const MEMORY: &str = "demo";
const DEFAULT_SEED: u64 = 20_261_123;
/// Contacts of the generated history have lower numbers.
const FIRST_LIVE_CONTACT: u64 = 100_000_001;
const DAY: Duration = Duration::from_minutes(24 * 60);

/// How much past the first start makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Past {
    /// Days before today that are journaled event by event.
    pub journaled_days: u16,
    /// Days before those, as closed contacts and intervals.
    pub older_days: u16,
}

/// Eight weeks with today and yesterday.
pub const EIGHT_WEEKS: Past = Past { journaled_days: 1, older_days: 54 };

/// What the command line asked for.
#[derive(Clone)]
pub struct Settings {
    seed: u64,
    speed: u32,
    surge: bool,
    past: Past,
    /// Rows of the older weeks written in one transaction.
    batch: usize,
    time: Clock,
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { seed, speed, surge, past, batch: _, time: _ } = self;
        write!(f, "Settings {{ seed: {seed}, speed: {speed}, surge: {surge}, past: {past:?} }}")
    }
}

/// What the centre that is running was made from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Memory {
    seed: u64,
    /// The floor was empty then: local midnight of the first day that is journaled.
    begins_at: Timestamp,
    older_days: u16,
    /// The lane of the older weeks, and whether they are complete.
    lane: Option<u32>,
    is_history_complete: bool,
    surges: Vec<KeptSurge>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct KeptSurge {
    queue: Option<QueueId>,
    start: Timestamp,
    end: Timestamp,
    factor: f64,
}

impl From<Surge> for KeptSurge {
    fn from(surge: Surge) -> Self {
        let Surge { queue, start, end, factor } = surge;
        Self { queue, start, end, factor }
    }
}

impl From<KeptSurge> for Surge {
    fn from(kept: KeptSurge) -> Self {
        let KeptSurge { queue, start, end, factor } = kept;
        Self { queue, start, end, factor }
    }
}

impl Memory {
    async fn read(store: &Store) -> anyhow::Result<Option<Self>> {
        store.setting(MEMORY).await.context("reading what the demo was made from")
    }

    async fn keep(&self, store: &Store, now: Timestamp) -> anyhow::Result<()> {
        store.put_setting(MEMORY, self, now).await.context("keeping what the demo was made from")
    }

    /// The centre at its beginning.
    fn centre(&self, source: SourceId) -> Centre {
        let start = Start::new(self.seed, self.begins_at);
        let mut centre = Centre::with(Start { source, first_contact: FIRST_LIVE_CONTACT, ..start });
        for &surge in &self.surges {
            centre.add_surge(surge.into());
        }
        centre
    }
}

/// What the marker file says.
#[derive(Serialize, Deserialize)]
struct Marker {
    seed: u64,
}

/// What the first start says of everything that it shows.
pub const NOTICE: &str =
    "This is a simulated centre: people, teams, sites, numbers and calls are examples (示例).\n";

/// Whether a folder is a demo's.
#[must_use]
pub fn is_demo_folder(data: &Path) -> bool {
    data.join(MARKER).is_file()
}

/// Takes a new or empty folder, or one that is a demo's already.
pub fn prepare(args: &DemoArgs, data: &Path) -> anyhow::Result<Settings> {
    let marker = data.join(MARKER);
    let speed = args.speed.unwrap_or(1);
    if !(1..=3600).contains(&speed) {
        bail!("--speed {speed} is out of range; choose 1 to 3600");
    }
    let seed = if is_demo_folder(data) {
        let text = std::fs::read_to_string(&marker)
            .with_context(|| format!("reading {}", marker.display()))?;
        let Marker { seed } = serde_json::from_str(&text).with_context(|| {
            format!("{} is damaged; remove the demo's folder", marker.display())
        })?;
        if args.seed.is_some_and(|asked| asked != seed) {
            bail!(
                "{} holds the demo of seed {seed}; leave --seed out, or choose another folder \
                 with --data",
                data.display()
            );
        }
        seed
    } else {
        let is_empty = match std::fs::read_dir(data) {
            Ok(mut entries) => entries.next().is_none(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => true,
            Err(error) => {
                return Err(error).with_context(|| format!("looking into {}", data.display()));
            }
        };
        if !is_empty {
            bail!(
                "{} is not a demo's folder and not empty, so the demo leaves it alone; choose \
                 another with --data",
                data.display()
            );
        }
        let seed = args.seed.unwrap_or(DEFAULT_SEED);
        std::fs::create_dir_all(data).with_context(|| format!("making {}", data.display()))?;
        let text = serde_json::to_string(&Marker { seed }).context("writing the marker")?;
        std::fs::write(&marker, text).with_context(|| format!("writing {}", marker.display()))?;
        seed
    };
    let (surge, time) = (args.surge, time(args.stands_at.as_deref())?);
    Ok(Settings { seed, speed, surge, past: EIGHT_WEEKS, batch: history::BATCH, time })
}

/// The machine's clock, or one that stands.
fn time(stands_at: Option<&str>) -> anyhow::Result<Clock> {
    let Some(text) = stands_at else { return Ok(clock::system()) };
    let moment = Timestamp::parse(text).context("--stands-at")?;
    Ok(clock::ManualClock::at(moment).clock())
}

impl Settings {
    /// What its clock shows.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.time)()
    }

    /// A demo with another past, in another time: for tests.
    #[must_use]
    pub const fn new(seed: u64, past: Past, time: Clock) -> Self {
        Self { seed, speed: 1, surge: false, past, batch: history::BATCH, time }
    }

    /// With surges on demand.
    #[must_use]
    pub fn with_surges(self) -> Self {
        Self { surge: true, ..self }
    }

    /// With older weeks written in portions of so many rows.
    #[must_use]
    pub fn in_batches_of(self, batch: usize) -> Self {
        Self { batch, ..self }
    }

    /// The time at which the engine's clock stands before the demo sets it going: where the
    /// journal ends, or where the centre begins.
    pub async fn begins(&self, store: &Store, now: Timestamp) -> anyhow::Result<Timestamp> {
        let memory = if let Some(memory) = Memory::read(store).await? {
            memory
        } else {
            let zone = Zone::named("Asia/Shanghai").context("looking up the demo's zone")?;
            let first = zone.day(now).plus_days(-i64::from(self.past.journaled_days));
            let memory = Memory {
                seed: self.seed,
                begins_at: zone.day_interval(first).start,
                older_days: self.past.older_days,
                lane: None,
                is_history_complete: false,
                surges: Vec::new(),
            };
            memory.keep(store, now).await?;
            memory
        };
        let last = store.last(Lane::LIVE).await.context("reading the journal's end")?;
        Ok(last.map_or(memory.begins_at, |(_, at)| at.max(memory.begins_at)))
    }

    /// Brings history and journal up to now, sets the clock going, and gives what keeps the
    /// centre going.
    pub async fn start(
        self,
        engine: &Engine,
        clock: &StagedClock,
        stop: CancellationToken,
    ) -> anyhow::Result<impl Future<Output = ()> + Send + 'static> {
        let began = clock::Stopwatch::start();
        let store = engine.store().clone();
        let memory = Memory::read(&store).await?.context("the demo was not prepared")?;
        let source = engine.source("demo", "模拟中心（示例）", "simulator").await?;
        // A demo that ran faster than the clock goes on from where it was.
        let now = (self.time)().max(engine.now());
        let is_ahead = (self.time)() < now || self.speed != 1;
        let house = memory.centre(source).house().clone();
        let day = (house.zone.day(now), now);
        people::write(&store, &house, day).await.context("writing example people")?;
        let older =
            tokio::spawn(history::complete(store, memory.clone(), source, (now, self.batch)));
        let mut runner =
            runner::Runner::new(engine.clone(), memory, source, (self.surge, self.speed)).await;
        runner.catch_up(now).await?;
        // They are about yesterday and today.
        let is_attended = self.past.journaled_days > 0;
        if is_attended {
            attendance::write(engine, now).await.context("writing example attendance")?;
        }
        let lane = older.await.context("generating the older weeks")??;
        clock.release(if is_ahead { clock::running(now, self.speed) } else { self.time });
        runner.history_is_complete(lane).await?;
        let contacts = runner.contacts();
        tracing::info!(elapsed_ms = began.elapsed().as_millis(), contacts, "the demo is up to now");
        let engine = engine.clone();
        Ok(async move {
            let follow = attendance::follow(engine, stop.clone());
            if is_attended {
                tokio::join!(runner.run(stop), follow);
            } else {
                runner.run(stop).await;
            }
        })
    }
}
