//! Everything wired once: store, engine, sources, HTTP, and the way down again.
//!
//! Room:  server; called by `cli` and by tests.
//! Gives: a running house, its real address, its one-time sign-in link.
//! Holds: what can fail fails before anything is written: address, files, folder; on the way
//!        down sources stop first, then what they said is stored, then the store closes.
//! Proof: tests/it/whole.rs, tests/it/cli.rs.

use crate::cli::{DemoArgs, print};
use crate::clock::{self, Clock, StagedClock};
use crate::config::{Asterisk, Config, Named, ServiceLevel};
use crate::engine::{Engine, Options, Stated};
use crate::federation::directory::Directory;
use crate::federation::nightly;
use crate::federation::openid::Providers;
use crate::orders::Desk;
use crate::{attendance, control, demo, hours, http, ingest, people, tls, upkeep};
use anyhow::{Context as _, bail};
use domain::Timestamp;
use domain::measure::{Definition, ServiceLevelDefinition, ServiceLevelRule};
use journal::Event;
use journal::carry::Centre;
use journal::registry::HOUSE;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// How long open connections may go on after the signal to stop.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// A house with its lights on.
#[derive(Debug)]
pub struct House {
    pub engine: Engine,
    pub store: Store,
    pub address: SocketAddr,
    /// Path and query of the first sign-in, while nobody has a password.
    pub sign_in: Option<String>,
    state: http::AppState,
    scheme: &'static str,
    stop: CancellationToken,
    sources: JoinSet<()>,
    http: tokio::task::JoinHandle<()>,
}

/// A house whose door is not open yet.
#[derive(Debug)]
pub struct Foundation {
    pub listener: TcpListener,
    pub store: Store,
    pub config: Config,
}

impl Foundation {
    /// Takes address, files and folder, or says which of them is not to be had.
    pub async fn lay(config: Config, data: &Path, now: Timestamp) -> anyhow::Result<Self> {
        let listener = bind(config.listen).await?;
        if let Some(files) = &config.tls {
            tls::acceptor(files)?;
        }
        Providers::new(&config.sign_in.openid, config.public_url.as_deref())?;
        config.sign_in.directory.as_ref().map(Directory::new).transpose()?;
        let options = store::Options { postgres: config.postgres.clone(), ..Default::default() };
        let store = Store::open_with(data, now, options).await?;
        Ok(Self { listener, store, config })
    }

    /// Starts engine and HTTP. Sources are added by the caller.
    pub async fn open(self, clock: Clock, options: Options) -> anyhow::Result<House> {
        let Self { listener, store, config } = self;
        let engine = Engine::start(store.clone(), Arc::clone(&clock), options).await?;
        let stop = CancellationToken::new();
        let address = listener.local_addr().context("asking for the address")?;
        let scheme = if config.tls.is_some() { "https" } else { "http" };
        let acceptor = config.tls.as_ref().map(tls::acceptor).transpose()?;
        let retention = config.retention;
        let state = http::AppState::new(engine.clone(), config, Arc::clone(&clock), stop.clone());
        let sign_in = state.first_sign_in().await.context("making the sign-in link")?;
        let router = http::router(state.clone());
        let http = tokio::spawn(serve_http(listener, acceptor, router, stop.clone()));
        let mut sources = JoinSet::new();
        sources.spawn(control::listen(state.clone(), stop.clone()));
        sources.spawn(nightly::run(state.clone(), stop.clone()));
        sources.spawn(attendance::round::run(engine.clone(), stop.clone()));
        sources.spawn(upkeep::run(engine.clone(), retention, clock, stop.clone()));
        sources.spawn(people::run(engine.clone(), stop.clone()));
        Ok(House { engine, store, address, sign_in, state, scheme, stop, sources, http })
    }
}

impl House {
    /// A new link of the first sign-in: the first was dated by a clock that stood in the past.
    pub async fn renew_sign_in(&mut self) -> anyhow::Result<()> {
        self.sign_in = self.state.first_sign_in().await.context("making the sign-in link")?;
        Ok(())
    }

    /// The line that scripts wait for, and the sign-in link while it is of use.
    pub fn announce(&self) {
        let Self { scheme, address, .. } = self;
        print(&format!("Callboard is running at {scheme}://{address}/\n"));
        if let Some(path) = &self.sign_in {
            print(&format!("First sign-in: {scheme}://{address}{path}\n"));
        }
    }

    /// Runs a source until the house closes.
    pub fn add_source(&mut self, source: impl Future<Output = ()> + Send + 'static) {
        self.sources.spawn(source);
    }

    #[must_use]
    pub fn stopping(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// Stops sources, stores what they said, ends streams, closes the store.
    pub async fn close(self) -> anyhow::Result<()> {
        let Self { engine, store, stop, mut sources, http, .. } = self;
        stop.cancel();
        let all_ended = async { while sources.join_next().await.is_some() {} };
        if tokio::time::timeout(LAST_WORDS, all_ended).await.is_err() {
            tracing::warn!("a source did not stop in time and is cut off");
            sources.shutdown().await;
        }
        if tokio::time::timeout(LAST_WORDS, http).await.is_err() {
            tracing::warn!("some connections did not end in time and are cut off");
        }
        engine.stop().await.context("writing what was still waiting")?;
        store.close().await.context("closing the data folder")?;
        tracing::info!("stopped; everything acknowledged is stored");
        Ok(())
    }
}

/// A production server, until it is told to stop.
pub async fn serve(config: Config, data: &Path) -> anyhow::Result<()> {
    let clock = clock::system();
    if demo::is_demo_folder(data) {
        bail!(
            "{} is a demo's folder; choose another with --data, or run `callboard demo`",
            data.display()
        );
    }
    let telephone_systems = config.asterisk.clone();
    let said = config.clone();
    let foundation = Foundation::lay(config, data, clock()).await?;
    let mut house = foundation.open(Arc::clone(&clock), Options::default()).await?;
    configure(&house.engine, &said).await?;
    house.add_source(hours::tell(house.engine.clone(), said.queues, house.stopping()));
    for one in telephone_systems {
        add_asterisk(&mut house, one, &clock).await?;
    }
    house.announce();
    until_told_to_stop().await?;
    house.close().await
}

/// The demo centre, until it is told to stop.
pub async fn demo(args: &DemoArgs) -> anyhow::Result<()> {
    let data = args.data.clone().unwrap_or_else(demo_folder);
    let is_first = !demo::is_demo_folder(&data);
    let settings = demo::prepare(args, &data)?;
    let mut config = Config::default();
    if let Some(listen) = args.listen {
        config.listen = listen;
    }
    let now = settings.now();
    let foundation = Foundation::lay(config, &data, now).await?;
    let clock = StagedClock::at(settings.begins(&foundation.store, now).await?);
    let mut house = foundation.open(clock.clock(), Options::default()).await?;
    let run = settings.start(&house.engine, &clock, house.stopping()).await?;
    house.add_source(run);
    house.renew_sign_in().await?;
    house.announce();
    if is_first {
        print(demo::NOTICE);
    }
    until_told_to_stop().await?;
    house.close().await
}

/// The demo's folder where none is named: with the user's other data.
fn demo_folder() -> PathBuf {
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share"));
    let shared = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from);
    match shared.or_else(home) {
        Some(folder) => folder.join("callboard").join("demo"),
        None => PathBuf::from("callboard-demo"),
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "for the other kinds the system's word is best")]
async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    use std::io::ErrorKind;
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => anyhow::anyhow!(
            "{address} is in use by another program; stop it, or choose another address with \
             --listen (for example --listen {}:0 for any free port)",
            address.ip()
        ),
        ErrorKind::PermissionDenied => anyhow::anyhow!(
            "{address} may not be taken by this user; choose a port above 1023 with --listen, or \
             give the program that right (systemd: AmbientCapabilities=CAP_NET_BIND_SERVICE)"
        ),
        ErrorKind::AddrNotAvailable => anyhow::anyhow!(
            "{address} is no address of this machine; choose one with --listen, 127.0.0.1 for \
             this machine alone or 0.0.0.0 for the network"
        ),
        _ => anyhow::Error::new(error).context(format!("listening on {address}")),
    })
}

/// Journals what the configuration file says and the journal does not know yet.
async fn configure(engine: &Engine, config: &Config) -> anyhow::Result<()> {
    let mut events = Vec::new();
    let known = engine.read(|live| live.centre().clone());
    let wanted = wanted(config, &known);
    if wanted != known {
        let Centre { name, zone, business_day_start } = wanted;
        events.push(Event::CentreConfigured { name, zone, business_day_start });
    }
    if engine.sequence() == 0 {
        events.extend(definitions(Timestamp::MIN));
    }
    events.extend(next_versions(engine, config.service_level));
    if !events.is_empty() {
        let stated = events.into_iter().map(Stated::now).collect();
        engine.state(HOUSE, stated).await.context("journaling the configuration")?;
    }
    Ok(())
}

/// What the file names is as it says; the rest stays as people set it.
fn wanted(config: &Config, known: &Centre) -> Centre {
    let is_first = *known == Centre::default();
    let Named { centre_name, centre_zone, business_day_start } = config.named;
    let mut wanted = known.clone();
    if is_first || centre_name {
        wanted.name.clone_from(&config.centre.name);
    }
    if is_first || centre_zone {
        wanted.zone.clone_from(&config.centre.zone);
    }
    if is_first || business_day_start {
        wanted.business_day_start = config.centre.business_day_start;
    }
    wanted
}

/// A further version of each definition that treats closed hours otherwise than the file says.
fn next_versions(engine: &Engine, service_level: ServiceLevel) -> Vec<Event> {
    let Some(without_closed_hours) = service_level.without_closed_hours else { return Vec::new() };
    let now = engine.now();
    let (in_force, all) =
        engine.read(|live| (live.definitions_in_force(now), live.definitions().copied().collect()));
    let all: Vec<Definition> = all;
    let last = |id| all.iter().filter(|one| one.id == id).map(|one| one.version).max();
    let differs = |one: &Definition| one.service_level.without_closed_hours != without_closed_hours;
    let next = |one: Definition| Event::DefinitionSet {
        definition: Definition {
            version: last(one.id).unwrap_or(one.version) + 1,
            effective_from: now,
            service_level: ServiceLevelDefinition { without_closed_hours, ..one.service_level },
            ..one
        },
    };
    in_force.into_iter().filter(differs).map(next).collect()
}

/// The house's five definitions of the service level; the first is what screens show.
#[must_use]
pub fn definitions(from: Timestamp) -> Vec<Event> {
    let house = ServiceLevelDefinition::HOUSE;
    let others = ServiceLevelRule::ALL.into_iter().filter(|&rule| rule != house.rule);
    let rules = std::iter::once(house.rule).chain(others);
    let define = |(id, rule)| Event::DefinitionSet {
        definition: Definition {
            id,
            version: 1,
            effective_from: from,
            service_level: ServiceLevelDefinition { rule, ..house },
        },
    };
    (1..).zip(rules).map(define).collect()
}

/// Connects a telephone system.
pub async fn add_asterisk(house: &mut House, one: Asterisk, clock: &Clock) -> anyhow::Result<()> {
    let engine = house.engine.clone();
    let source = engine
        .source(&one.name, &one.name, "asterisk")
        .await
        .with_context(|| format!("registering {}", one.name))?;
    let (out, batches) = mpsc::channel(ingest::QUEUE);
    let (orders, waiting) = mpsc::channel(ingest::QUEUE);
    let stop = house.stopping();
    let session = connect::asterisk::Session {
        config: connection(&one),
        resume: ingest::resume(&engine, source).await,
        clock: Arc::clone(clock).into(),
        out,
        orders: waiting,
        stop: stop.clone(),
    };
    house.state.orders.open(&one.name, Desk::new(source, one.dry_run, orders));
    house.add_source(ingest::pump(engine, source, batches, stop));
    house.add_source(connect::asterisk::run(session));
    Ok(())
}

fn connection(one: &Asterisk) -> connect::asterisk::Config {
    connect::asterisk::Config {
        name: one.name.clone(),
        host: one.host.clone(),
        port: one.port,
        user: one.user.clone(),
        secret: one.secret.reveal().to_owned(),
        tls: one.tls,
        tls_authority: one.tls_authority.clone(),
        pause_reasons: one.pause_reasons.clone(),
        wrapup: one.wrapup,
        dry_run: one.dry_run,
        ivr_contexts: one.ivr_contexts.clone(),
    }
}

async fn serve_http(
    listener: TcpListener,
    acceptor: Option<tls::Acceptor>,
    router: axum::Router,
    stop: CancellationToken,
) {
    let stopped = stop.cancelled_owned();
    let served = match acceptor {
        None => {
            let service = router.into_make_service_with_connect_info::<SocketAddr>();
            axum::serve(listener, service).with_graceful_shutdown(stopped).await
        }
        Some(acceptor) => {
            let router = router.layer(axum::middleware::map_request(tls::name_peer));
            let service = router.into_make_service_with_connect_info::<tls::Peer>();
            let listener = tls::Listener::new(listener, acceptor);
            axum::serve(listener, service).with_graceful_shutdown(stopped).await
        }
    };
    if let Err(error) = served {
        tracing::error!(%error, "HTTP ended");
    }
}

/// Returns at the first SIGINT or SIGTERM.
pub(crate) async fn until_told_to_stop() -> anyhow::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate()).context("listening for signals")?;
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted.context("listening for signals"),
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await.context("listening for signals")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_the_file_leaves_out_stays_as_people_set_it() {
        let mut config = Config::default();
        let known = Centre { name: "示例".into(), zone: "UTC".into(), ..Centre::default() };
        assert_eq!(wanted(&config, &known), known);
        config.named = Named { centre_zone: true, ..Named::default() };
        let zone = "Asia/Shanghai".to_owned();
        assert_eq!(wanted(&config, &known), Centre { zone, ..known });
        let first = wanted(&config, &Centre::default());
        assert_eq!((&*first.name, &*first.zone), ("Callboard", "Asia/Shanghai"));
    }
}
