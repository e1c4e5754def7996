//! `callboard tls init`: an authority of the house's own and a certificate of the server by it.
//!
//! Room:  server; where no certificate of a public authority can be had, as in most inner networks.
//! Takes: a data folder, the names and addresses by which phones and screens reach the server.
//! Gives: `tls/authority.pem` to be trusted by them, `tls/server.pem` and its key for the configuration.
//! Holds: nothing that is there is overwritten; keys are readable for their owner only, from the first
//!        byte; an authority that is there signs again, so that whoever trusts it need not begin anew.
//! Never: sends a key anywhere.
//! Proof: tests/it/certificates.rs.

use crate::cli::print;
use crate::clock;
use anyhow::{Context as _, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::{Args, Subcommand};
use domain::calendar::{Day, Zone};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, date_time_ymd,
};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Phones refuse certificates of servers that are good for longer than 825 days.
const SERVER_DAYS: i64 = 820;
const AUTHORITY_DAYS: i64 = 3_650;

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make an authority and a server certificate of the house's own.
    Init(InitArgs),
}

#[derive(Debug, Args)]
pub struct InitArgs {
    /// The data folder.
    #[arg(long)]
    data: PathBuf,
    /// A name or address by which browsers reach the server; several are fine.
    #[arg(long = "name", required = true, num_args = 1..)]
    names: Vec<String>,
}

/// Does what the command line asks for.
pub fn run(command: &Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Init(args) => init(args),
    }
}

struct Files {
    authority: PathBuf,
    authority_key: PathBuf,
    server: PathBuf,
    server_key: PathBuf,
}

impl Files {
    fn of(folder: &Path) -> Self {
        let at = |name| folder.join(name);
        Self {
            authority: at("authority.pem"),
            authority_key: at("authority.key"),
            server: at("server.pem"),
            server_key: at("server.key"),
        }
    }
}

fn init(args: &InitArgs) -> anyhow::Result<ExitCode> {
    let folder = args.data.join("tls");
    let files = Files::of(&folder);
    for file in [&files.server, &files.server_key] {
        if file.exists() {
            bail!(
                "{} is there and stays as it is; to make a new certificate by the same authority, \
                 move server.pem and server.key away and call again",
                file.display()
            );
        }
    }
    let names = checked(&args.names)?;
    let today = Zone::utc().day(clock::system()());
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    let (issuer, is_new) = authority(&files, today)?;
    let key = KeyPair::generate().context("drawing a key")?;
    let certificate = server_params(names, today)?
        .signed_by(&key, &issuer)
        .context("signing the server's certificate")?;
    write(&files.server_key, &pem("PRIVATE KEY", &key.serialize_der()), true)?;
    write(&files.server, &pem("CERTIFICATE", certificate.der()), false)?;
    print(&told(&files, args, today, is_new)?);
    Ok(ExitCode::SUCCESS)
}

/// Names as certificates have them: addresses, or names of letters, digits, dots and hyphens.
fn checked(names: &[String]) -> anyhow::Result<Vec<String>> {
    for name in names {
        let is_address = name.parse::<std::net::IpAddr>().is_ok();
        let plain = name.strip_prefix("*.").unwrap_or(name);
        let is_name = (1..=253).contains(&plain.len())
            && plain.split('.').all(|part| {
                (1..=63).contains(&part.len())
                    && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            });
        if !is_address && !is_name {
            bail!(
                "--name {name}: write what stands in the address after https://, without port: \
                 callboard.example or 10.0.0.5"
            );
        }
    }
    Ok(names.to_vec())
}

/// The authority that is there, or a new one; whether it is new.
fn authority(files: &Files, today: Day) -> anyhow::Result<(Issuer<'static, KeyPair>, bool)> {
    let (is_there, has_key) = (files.authority.exists(), files.authority_key.exists());
    if is_there != has_key {
        let (found, missing) = if is_there {
            (&files.authority, &files.authority_key)
        } else {
            (&files.authority_key, &files.authority)
        };
        bail!(
            "{} is there and {} is not; bring it back, or move the one that is left away",
            found.display(),
            missing.display()
        );
    }
    if is_there {
        let path = &files.authority_key;
        let key = KeyPair::try_from(&super::private_key(path)?)
            .with_context(|| format!("{} holds no key that can sign", path.display()))?;
        // Its name is made of its key: what is signed now leads to the certificate that is trusted.
        return Ok((Issuer::new(authority_params(&key, today)?, key), false));
    }
    let key = KeyPair::generate().context("drawing a key")?;
    let params = authority_params(&key, today)?;
    let certificate = params.self_signed(&key).context("signing the authority")?;
    write(&files.authority_key, &pem("PRIVATE KEY", &key.serialize_der()), true)?;
    write(&files.authority, &pem("CERTIFICATE", certificate.der()), false)?;
    Ok((Issuer::new(params, key), true))
}

fn authority_params(key: &KeyPair, today: Day) -> anyhow::Result<CertificateParams> {
    let mut params = validity(CertificateParams::default(), today, AUTHORITY_DAYS)?;
    let print = Sha256::digest(key.public_key_raw());
    let short: String = print.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    params.distinguished_name = name(&format!("Callboard local authority {short}"));
    // It signs servers, and no other authorities.
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    Ok(params)
}

fn server_params(names: Vec<String>, today: Day) -> anyhow::Result<CertificateParams> {
    let first = names.first().cloned().unwrap_or_default();
    let params = CertificateParams::new(names).context("names of the certificate")?;
    let mut params = validity(params, today, SERVER_DAYS)?;
    params.distinguished_name = name(&first);
    params.is_ca = IsCa::ExplicitNoCa;
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    Ok(params)
}

fn name(text: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, text);
    name
}

/// From yesterday on: clocks of phones are not all right.
fn validity(
    mut params: CertificateParams,
    today: Day,
    days: i64,
) -> anyhow::Result<CertificateParams> {
    let numbers = |day: Day| -> anyhow::Result<(i32, u8, u8)> {
        let text = day.to_string();
        let wrong = || format!("the clock shows the day {text}; set it right");
        let mut parts = text.splitn(3, '-');
        let (year, month) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
        let of_month = parts.next().unwrap_or("");
        Ok((
            year.parse().with_context(wrong)?,
            month.parse().with_context(wrong)?,
            of_month.parse().with_context(wrong)?,
        ))
    };
    let (year, month, day) = numbers(today.plus_days(-1))?;
    params.not_before = date_time_ymd(year, month, day);
    let (year, month, day) = numbers(today.plus_days(days))?;
    params.not_after = date_time_ymd(year, month, day);
    Ok(params)
}

/// Base 64 in lines, between what says what it is.
fn pem(what: &str, bytes: &[u8]) -> String {
    let text = STANDARD.encode(bytes);
    let lines: Vec<String> =
        text.as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line).into_owned()).collect();
    format!("-----BEGIN {what}-----\n{}\n-----END {what}-----\n", lines.join("\n"))
}

/// A file that was not there; a key is its owner's alone from the first byte.
fn write(path: &Path, text: &str, is_secret: bool) -> anyhow::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, if is_secret { 0o600 } else { 0o644 });
    #[cfg(not(unix))]
    let _ = is_secret;
    let mut file = options.open(path).with_context(|| format!("making {}", path.display()))?;
    file.write_all(text.as_bytes()).with_context(|| format!("writing {}", path.display()))?;
    file.sync_all().with_context(|| format!("writing {}", path.display()))
}

fn told(files: &Files, args: &InitArgs, today: Day, is_new: bool) -> anyhow::Result<String> {
    let (cert, key) = (files.server.display(), files.server_key.display());
    let first = args.names.first().map_or("", String::as_str);
    let mut text = String::new();
    let until = today.plus_days(SERVER_DAYS);
    writeln!(text, "Made {cert}, good for {} until {until}.", args.names.join(", "))?;
    writeln!(text, "\nIn the configuration:\n\n[tls]\ncert = \"{cert}\"\nkey = \"{key}\"\n")?;
    let authority = files.authority.display();
    let what = if is_new { "Each phone and screen" } else { "As before, each phone and screen" };
    writeln!(text, "{what} must trust {authority} once; its SHA-256 fingerprint is")?;
    writeln!(text, "{}", fingerprint(&files.authority)?)?;
    writeln!(text, "How that is done stands in docs/how-to/https.md. Then open https://{first}/.")?;
    writeln!(text, "Keep {} safe: whoever has it is believed.", files.authority_key.display())?;
    Ok(text)
}

/// As phones and browsers show it.
fn fingerprint(path: &Path) -> anyhow::Result<String> {
    let chain = super::certificates(path)?;
    let first = chain.first().context("the authority's certificate is empty")?;
    let bytes = Sha256::digest(first.as_ref());
    let pairs: Vec<String> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
    Ok(pairs.join(":"))
}
