//! The configuration file of a production server, checked before anything starts.
//!
//! Room:  server; read once by `compose`.
//! Takes: `callboard.toml`.
//! Gives: `Config`, complete with defaults, or the first error with file, line, key and remedy.
//! Holds: an unknown key is an error; a secret may stand in a file of its own (`secret_file`).
//! Never: reads the environment but for a secret that the file says is there; shows a secret in a message or
//!        in `Debug`.
//! Proof: tests below.

mod directory;
mod queues;
mod shape;
mod sign_in;

pub use directory::{Directory, Membership, SyncRules};
pub use queues::Queue;
pub use sign_in::{EVERYBODY, Joining, OpenId, RoleRule, SignIn, is_safe};

use domain::Duration;
use domain::state::NotReadyReason;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use toml::Spanned;

/// Everything that the operator may set.
#[derive(Clone, Debug)]
pub struct Config {
    pub listen: SocketAddr,
    pub tls: Option<TlsFiles>,
    pub centre: Centre,
    pub asterisk: Vec<Asterisk>,
    pub queues: Vec<Queue>,
    pub service_level: ServiceLevel,
    pub named: Named,
    pub retention: Retention,
    /// A CSV of special days, read anew for each forecast.
    pub forecast_calendar: Option<PathBuf>,
    /// Where the relational data lies, instead of in a file of the data folder.
    pub postgres: Option<store::Postgres>,
    /// Where people's browsers find the server, without `/` at the end.
    pub public_url: Option<String>,
    pub sign_in: SignIn,
}

/// Which settings of the centre the file names: people cannot change these in the browser.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Named {
    pub centre_name: bool,
    pub centre_zone: bool,
    pub business_day_start: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    pub cert: PathBuf,
    pub key: PathBuf,
}

/// The whole house: its name, its zone, and when its business day starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Centre {
    pub name: String,
    pub zone: String,
    pub business_day_start: Duration,
}

/// One telephone system reached over AMI.
#[derive(Clone, Debug)]
pub struct Asterisk {
    pub name: String,
    pub host: String,
    pub port: u16,
    pub user: String,
    pub secret: Secret,
    pub tls: bool,
    /// A PEM file with the authority that signed the telephone system's certificate.
    pub tls_authority: Option<PathBuf>,
    pub pause_reasons: BTreeMap<String, NotReadyReason>,
    /// After-contact work that the queue grants after each call.
    pub wrapup: Duration,
    /// Orders are checked and written down, and not sent.
    pub dry_run: bool,
    /// Contexts of the dialplan that are IVR nodes.
    pub ivr_contexts: Vec<String>,
}

/// What holds for all definitions of the service level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceLevel {
    /// Contacts outside the opening hours of their queue are left out. Absent: as people set it.
    pub without_closed_hours: Option<bool>,
}

/// How long each kind of data is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    pub contact_months: u32,
    pub cube_years: u32,
    pub journal_months: u32,
    pub raw_days: u32,
}

/// A password that does not show itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(secret)")
    }
}

/// Where the file is wrong and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}:{line}: {problem}", file.display())]
pub struct ConfigError {
    pub file: PathBuf,
    pub line: usize,
    pub problem: String,
}

/// Seconds: no queue grants more after a call.
const WRAPUP_MAX: u32 = 24 * 60 * 60;

pub const DEFAULT_LISTEN: &str = "127.0.0.1:8420";

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: DEFAULT_LISTEN.parse().expect("a literal address"),
            tls: None,
            centre: Centre {
                name: "Callboard".to_owned(),
                zone: "Asia/Shanghai".to_owned(),
                business_day_start: Duration::ZERO,
            },
            asterisk: Vec::new(),
            queues: Vec::new(),
            service_level: ServiceLevel::default(),
            named: Named::default(),
            retention: Retention::default(),
            forecast_calendar: None,
            postgres: None,
            public_url: None,
            sign_in: SignIn::default(),
        }
    }
}

impl Default for Retention {
    fn default() -> Self {
        Self { contact_months: 25, cube_years: 10, journal_months: 13, raw_days: 7 }
    }
}

impl Config {
    /// Reads and checks the file.
    pub fn load(file: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(file).map_err(|error| {
            let is_no_text = error.kind() == std::io::ErrorKind::InvalidData;
            let remedy =
                if is_no_text { "save it as UTF-8" } else { "name one with --config FILE" };
            let problem = format!("the file cannot be read ({error}); {remedy}");
            ConfigError { file: file.to_owned(), line: 1, problem }
        })?;
        Self::parse(file, &text)
    }

    /// Checks the text of a configuration file; `file` is named in errors and is where relative
    /// paths start.
    pub fn parse(file: &Path, text: &str) -> Result<Self, ConfigError> {
        let source = Source { file, text };
        let written: Written = toml::from_str(text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            source.error(start, shape::problem(text, start, error.message()))
        })?;
        let asterisk = source.asterisks(written.asterisk)?;
        let names = asterisk.iter().map(|one| one.name.as_str()).collect();
        let public_url = source.public_url(written.public_url.as_ref())?;
        let config = Self {
            sign_in: source.sign_in(written.sign_in, public_url.as_deref())?,
            public_url,
            listen: source.listen(written.listen)?,
            tls: source.tls(written.tls)?,
            named: written.centre.as_ref().map_or_else(Named::default, WrittenCentre::named),
            centre: source.centre(written.centre)?,
            queues: source.queues(written.queue, &names)?,
            asterisk,
            service_level: written.service_level,
            retention: source.retention(written.retention)?,
            forecast_calendar: source.forecast_calendar(written.forecast)?,
            postgres: source.postgres(written.store)?,
        };
        Ok(config)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    listen: Option<Spanned<String>>,
    tls: Option<WrittenTls>,
    centre: Option<WrittenCentre>,
    #[serde(default)]
    asterisk: Vec<WrittenAsterisk>,
    #[serde(default)]
    queue: Vec<queues::WrittenQueue>,
    #[serde(default)]
    service_level: ServiceLevel,
    retention: Option<WrittenRetention>,
    forecast: Option<WrittenForecast>,
    store: Option<WrittenStore>,
    public_url: Option<Spanned<String>>,
    #[serde(default)]
    sign_in: sign_in::WrittenSignIn,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenStore {
    postgres: Option<Spanned<String>>,
    postgres_file: Option<Spanned<PathBuf>>,
    schema: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenForecast {
    calendar: Option<Spanned<PathBuf>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenTls {
    cert: Spanned<PathBuf>,
    key: Spanned<PathBuf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenCentre {
    name: Option<String>,
    zone: Option<Spanned<String>>,
    business_day_start: Option<Spanned<String>>,
}

impl WrittenCentre {
    const fn named(&self) -> Named {
        Named {
            centre_name: self.name.is_some(),
            centre_zone: self.zone.is_some(),
            business_day_start: self.business_day_start.is_some(),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenAsterisk {
    name: Spanned<String>,
    host: Spanned<String>,
    port: Option<Spanned<u16>>,
    user: Spanned<String>,
    secret: Option<Spanned<String>>,
    secret_file: Option<Spanned<PathBuf>>,
    #[serde(default)]
    tls: bool,
    tls_authority: Option<Spanned<PathBuf>>,
    #[serde(default)]
    pause_reasons: BTreeMap<String, NotReadyReason>,
    wrapup_s: Option<Spanned<u32>>,
    dry_run: Option<bool>,
    #[serde(default)]
    ivr_contexts: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRetention {
    contact_months: Option<Spanned<u32>>,
    cube_years: Option<Spanned<u32>>,
    journal_months: Option<Spanned<u32>>,
    raw_days: Option<Spanned<u32>>,
}

/// The text being checked, for pointing at a line of it.
struct Source<'a> {
    file: &'a Path,
    text: &'a str,
}

impl Source<'_> {
    fn error(&self, offset: usize, problem: String) -> ConfigError {
        let before = self.text.as_bytes().iter().take(offset);
        let line = 1 + before.filter(|&&byte| byte == b'\n').count();
        ConfigError { file: self.file.to_owned(), line, problem }
    }

    fn at<T>(&self, place: &Spanned<T>, problem: String) -> ConfigError {
        self.error(place.span().start, problem)
    }

    fn listen(&self, written: Option<Spanned<String>>) -> Result<SocketAddr, ConfigError> {
        let Some(written) = written else { return Ok(Config::default().listen) };
        written.get_ref().parse().map_err(|_| {
            let given = written.get_ref();
            let remedy = format!("write address and port, as \"{DEFAULT_LISTEN}\"");
            self.at(&written, format!("listen: `{given}` is not an address; {remedy}"))
        })
    }

    fn existing(&self, key: &str, path: &Spanned<PathBuf>) -> Result<PathBuf, ConfigError> {
        let folder = self.file.parent().unwrap_or(Path::new("."));
        let full = folder.join(path.get_ref());
        if full.is_file() {
            return Ok(full);
        }
        let shown = full.display();
        Err(self
            .at(path, format!("{key}: there is no file {shown}; create it or correct the path")))
    }

    fn tls(&self, written: Option<WrittenTls>) -> Result<Option<TlsFiles>, ConfigError> {
        let Some(WrittenTls { cert, key }) = written else { return Ok(None) };
        Ok(Some(TlsFiles {
            cert: self.existing("tls.cert", &cert)?,
            key: self.existing("tls.key", &key)?,
        }))
    }

    fn forecast_calendar(
        &self,
        written: Option<WrittenForecast>,
    ) -> Result<Option<PathBuf>, ConfigError> {
        let Some(path) = written.and_then(|written| written.calendar) else { return Ok(None) };
        let file = self.existing("forecast.calendar", &path)?;
        crate::forecast::calendar::read(&file, None)
            .map_err(|error| self.at(&path, format!("forecast.calendar: {error:#}")))?;
        Ok(Some(file))
    }

    fn centre(&self, written: Option<WrittenCentre>) -> Result<Centre, ConfigError> {
        let mut centre = Config::default().centre;
        let Some(WrittenCentre { name, zone, business_day_start }) = written else {
            return Ok(centre);
        };
        if let Some(name) = name {
            centre.name = name;
        }
        if let Some(zone) = zone {
            if jiff::tz::TimeZone::get(zone.get_ref()).is_err() {
                let given = zone.get_ref();
                let remedy = "write an IANA name, as \"Asia/Shanghai\"";
                return Err(
                    self.at(&zone, format!("centre.zone: `{given}` is no time zone; {remedy}"))
                );
            }
            centre.zone = zone.into_inner();
        }
        if let Some(start) = business_day_start {
            let given = start.get_ref();
            centre.business_day_start = time_of_day(given).ok_or_else(|| {
                let remedy = "write hours and minutes, as \"06:00\"";
                let problem =
                    format!("centre.business_day_start: `{given}` is no time of day; {remedy}");
                self.at(&start, problem)
            })?;
        }
        Ok(centre)
    }

    fn asterisks(&self, written: Vec<WrittenAsterisk>) -> Result<Vec<Asterisk>, ConfigError> {
        let mut names = BTreeSet::new();
        written
            .into_iter()
            .map(|one| {
                let place = one.name.span().start;
                let name = one.name.get_ref().clone();
                let problem = match name.as_str() {
                    "" => Some("asterisk.name: is empty; write a name".to_owned()),
                    _ if names.insert(name.clone()) => None,
                    _ => {
                        let remedy = "give each telephone system a name of its own";
                        Some(format!("asterisk.name: `{name}` is taken; {remedy}"))
                    }
                };
                if let Some(problem) = problem {
                    return Err(self.error(place, problem));
                }
                self.asterisk(one)
            })
            .collect()
    }

    fn asterisk(&self, written: WrittenAsterisk) -> Result<Asterisk, ConfigError> {
        let secret = self.secret(&written)?;
        let authority = written.tls_authority.as_ref();
        let tls_authority =
            authority.map(|path| self.existing("asterisk.tls_authority", path)).transpose()?;
        self.not_empty("asterisk.host", &written.host, "write the host name or address")?;
        self.not_empty("asterisk.user", &written.user, "write the name of the manager account")?;
        let usual = if written.tls { 5039 } else { 5038 };
        let port = match &written.port {
            Some(port) if *port.get_ref() == 0 => {
                let problem =
                    format!("asterisk.port: 0 is no port; write the manager's, as {usual}");
                return Err(self.at(port, problem));
            }
            Some(port) => *port.get_ref(),
            None => usual,
        };
        let wrapup = match &written.wrapup_s {
            Some(wrapup) if *wrapup.get_ref() > WRAPUP_MAX => {
                let remedy = "write the seconds that the queue grants after each call";
                let problem = format!("asterisk.wrapup_s: is longer than a day; {remedy}");
                return Err(self.at(wrapup, problem));
            }
            Some(wrapup) => *wrapup.get_ref(),
            None => 0,
        };
        Ok(Asterisk {
            name: written.name.into_inner(),
            host: written.host.into_inner(),
            port,
            user: written.user.into_inner(),
            secret,
            tls: written.tls,
            tls_authority,
            pause_reasons: written.pause_reasons,
            wrapup: Duration::from_secs(i64::from(wrapup)),
            // Nothing is done to a telephone system until somebody said that it may be.
            dry_run: written.dry_run.unwrap_or(true),
            ivr_contexts: written.ivr_contexts,
        })
    }

    fn not_empty(
        &self,
        key: &str,
        written: &Spanned<String>,
        remedy: &str,
    ) -> Result<(), ConfigError> {
        if written.get_ref().trim().is_empty() {
            return Err(self.at(written, format!("{key}: is empty; {remedy}")));
        }
        Ok(())
    }

    fn secret(&self, written: &WrittenAsterisk) -> Result<Secret, ConfigError> {
        match (&written.secret, &written.secret_file) {
            (Some(secret), None) => {
                let remedy = "write the secret of the manager account";
                self.not_empty("asterisk.secret", secret, remedy)?;
                Ok(Secret(secret.get_ref().clone()))
            }
            (None, Some(path)) => {
                let file = self.existing("asterisk.secret_file", path)?;
                let text = std::fs::read_to_string(&file).map_err(|error| {
                    let shown = file.display();
                    self.at(path, format!("asterisk.secret_file: {shown}: {error}"))
                })?;
                Ok(Secret(text.trim_end().to_owned()))
            }
            (Some(_), Some(_)) | (None, None) => {
                let remedy = "give exactly one of `secret` and `secret_file`";
                Err(self.at(&written.name, format!("asterisk.secret: {remedy}")))
            }
        }
    }

    fn postgres(
        &self,
        written: Option<WrittenStore>,
    ) -> Result<Option<store::Postgres>, ConfigError> {
        let Some(WrittenStore { postgres, postgres_file, schema }) = written else {
            return Ok(None);
        };
        let (address, start) = match (&postgres, &postgres_file) {
            (Some(address), None) => (address.get_ref().clone(), address.span().start),
            (None, Some(path)) => {
                let file = self.existing("store.postgres_file", path)?;
                let text = std::fs::read_to_string(&file).map_err(|error| {
                    let shown = file.display();
                    self.at(path, format!("store.postgres_file: {shown}: {error}"))
                })?;
                (text.trim().to_owned(), path.span().start)
            }
            (None, None) => {
                let remedy = "give `postgres` or `postgres_file`, or leave the section out";
                return match &schema {
                    None => Ok(None),
                    Some(schema) => Err(self.at(schema, format!("store.schema: {remedy}"))),
                };
            }
            (Some(address), Some(_)) => {
                let remedy = "give exactly one of `postgres` and `postgres_file`";
                return Err(self.at(address, format!("store.postgres: {remedy}")));
            }
        };
        let schema = schema.map(Spanned::into_inner);
        let place = store::Postgres::parse(&address, schema.as_deref());
        place.map(Some).map_err(|problem| self.error(start, format!("store: {problem}")))
    }

    fn retention(&self, written: Option<WrittenRetention>) -> Result<Retention, ConfigError> {
        let usual = Retention::default();
        let Some(written) = written else { return Ok(usual) };
        let pick = |key: &str, value: Option<Spanned<u32>>, usual: u32| match value {
            Some(value) if *value.get_ref() == 0 => {
                let problem = format!("retention.{key}: 0 would keep nothing; write 1 or more");
                Err(self.at(&value, problem))
            }
            Some(value) => Ok(value.into_inner()),
            None => Ok(usual),
        };
        Ok(Retention {
            contact_months: pick("contact_months", written.contact_months, usual.contact_months)?,
            cube_years: pick("cube_years", written.cube_years, usual.cube_years)?,
            journal_months: pick("journal_months", written.journal_months, usual.journal_months)?,
            raw_days: pick("raw_days", written.raw_days, usual.raw_days)?,
        })
    }
}

/// `06:30` as a length of time since midnight.
fn time_of_day(text: &str) -> Option<Duration> {
    let (hours, minutes) = text.split_once(':')?;
    if !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b':') {
        return None;
    }
    let (hours, minutes) = (hours.parse::<u8>().ok()?, minutes.parse::<u8>().ok()?);
    (hours < 24 && minutes < 60)
        .then(|| Duration::from_minutes(i64::from(hours) * 60 + i64::from(minutes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Config, String> {
        Config::parse(Path::new("callboard.toml"), text).map_err(|error| error.to_string())
    }

    #[test]
    fn an_empty_file_gives_the_defaults_on_loopback() {
        let config = parse("").unwrap();
        assert!(config.listen.ip().is_loopback());
        assert_eq!(config.retention.contact_months, 25);
    }

    #[test]
    fn what_the_file_names_is_known_apart_from_defaults() {
        let config = parse("[centre]\nzone = \"Asia/Shanghai\"\n").unwrap();
        let named = Named { centre_zone: true, ..Named::default() };
        assert_eq!((config.named, config.service_level.without_closed_hours), (named, None));
        assert_eq!(parse("").unwrap().named, Named::default());
        let config = parse("[service_level]\nwithout_closed_hours = false\n").unwrap();
        assert_eq!(config.service_level.without_closed_hours, Some(false));
    }

    #[test]
    fn a_whole_file_is_read() {
        let config = parse(
            "listen = \"0.0.0.0:80\"\n[centre]\nname = \"示例\"\nzone = \"Europe/Amsterdam\"\n\
             business_day_start = \"06:30\"\n[[asterisk]]\nname = \"pbx-1\"\nhost = \"10.0.0.1\"\n\
             user = \"cb\"\nsecret = \"s\"\nwrapup_s = 10\n\
             [asterisk.pause_reasons]\nlunch = \"meal\"\n[retention]\nraw_days = 3\n",
        )
        .unwrap();
        assert_eq!(config.centre.business_day_start, Duration::from_minutes(390));
        assert_eq!(config.asterisk[0].port, 5038);
        assert!(config.asterisk[0].dry_run, "orders are dry runs until the file says otherwise");
        assert_eq!(config.asterisk[0].pause_reasons["lunch"], NotReadyReason::Meal);
        assert_eq!(config.retention.raw_days, 3);
        assert!(!format!("{config:?}").contains("\"s\""));
    }

    #[test]
    fn postgresql_is_named_by_its_address_or_a_file_and_its_password_is_never_told() {
        let config =
            parse("[store]\npostgres = \"postgres://cb:se-cret@localhost/ops\"\n").unwrap();
        let place = config.postgres.as_ref().unwrap();
        assert_eq!(place.name(), "PostgreSQL localhost:5432/ops schema callboard");
        assert!(!format!("{config:?}").contains("se-cret"));
        assert!(
            parse("").unwrap().postgres.is_none() && parse("[store]\n").unwrap().postgres.is_none()
        );
        for (text, said) in [
            ("postgres = \"mysql://cb:se-cret@x/y\"\n", "begins with postgres://"),
            ("postgres = \"postgres://cb:se-cret@x/y\"\nschema = \"A b\"\n", "no name of a schema"),
            ("schema = \"one\"\n", "store.schema: give `postgres`"),
            ("postgres = \"postgres://cb:se-cret@x/y\"\npostgres_file = \"f\"\n", "exactly one of"),
            ("postgres_file = \"nowhere.url\"\n", "there is no file"),
        ] {
            let error = parse(&format!("[store]\n{text}")).unwrap_err();
            assert!(error.contains(said) && !error.contains("se-cret"), "{error}");
        }
    }

    #[test]
    fn an_error_names_file_line_key_and_remedy() {
        let zone = parse("\n[centre]\nzone = \"Mars/Olympus\"\n").unwrap_err();
        assert_eq!(
            zone,
            "callboard.toml:3: centre.zone: `Mars/Olympus` is no time zone; \
             write an IANA name, as \"Asia/Shanghai\""
        );
        let unknown = parse("[centre]\nzoned = \"UTC\"\n").unwrap_err();
        assert!(unknown.starts_with("callboard.toml:2: unknown field `zoned`"), "{unknown}");
        let twice = parse("[[asterisk]]\nname=\"a\"\nhost=\"h\"\nuser=\"u\"\n").unwrap_err();
        assert!(twice.contains(":2: asterisk.secret: give exactly one"), "{twice}");
        let port = parse("listen = \"nowhere\"").unwrap_err();
        assert!(port.contains(":1: listen: `nowhere`"), "{port}");
        let tls = parse("[tls]\ncert = \"none.pem\"\nkey = \"none.key\"").unwrap_err();
        assert!(tls.contains(":2: tls.cert: there is no file none.pem"), "{tls}");
        assert!(parse("[retention]\nraw_days = 0").unwrap_err().contains("retention.raw_days"));
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let pbx = |lines: &str| {
            let text = format!("[[asterisk]]\nname = \"pbx-1\"\nhost = \"h\"\n{lines}\n");
            parse(&text).unwrap_err()
        };
        assert!(pbx("user = \" \"\nsecret = \"s\"").contains(":4: asterisk.user: is empty"));
        assert!(pbx("user = \"u\"\nsecret = \"\"").contains(":5: asterisk.secret: is empty"));
        let port = pbx("user = \"u\"\nsecret = \"s\"\nport = 0");
        assert!(port.contains(":6: asterisk.port: 0 is no port"), "{port}");
        let wrapup = pbx("user = \"u\"\nsecret = \"s\"\nwrapup_s = 4294967295");
        assert!(wrapup.contains("asterisk.wrapup_s: is longer than a day"), "{wrapup}");
        assert!(parse("[centre]\nbusiness_day_start = \"+6:+0\"").is_err());
        let queue = parse("[[queue]]\nsource = \"nope\"\nkey = \"q\"").unwrap_err();
        assert!(queue.contains(":2: queue.source: `nope` is no telephone system"), "{queue}");
        let nameless =
            parse("[[asterisk]]\nname = \"\"\nhost = \"h\"\nuser = \"u\"\nsecret = \"s\"");
        assert!(nameless.unwrap_err().contains("asterisk.name: is empty"));
    }
}
