//! `callboard healthcheck`: asks a running server whether it is well.
//!
//! Room:  server; for service managers and containers, without any other program.
//! Holds: plain HTTP to this machine; anything but a 200 within five seconds is a failure.
//! Proof: tests/it/cli.rs.

use crate::cli::print;
use anyhow::{Context as _, bail};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const PATIENCE: Duration = Duration::from_secs(5);
const LONGEST: u64 = 65_536;

pub async fn check(url: &str) -> anyhow::Result<()> {
    let Some((host, path)) = url.strip_prefix("http://").map(split) else {
        bail!("{url}: write it as http://127.0.0.1:8420/healthz");
    };
    let answer = tokio::time::timeout(PATIENCE, get(&host, &path))
        .await
        .with_context(|| format!("{url} did not answer within {} s", PATIENCE.as_secs()))?
        .with_context(|| format!("asking {url}; is the server running there?"))?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head.lines().next().unwrap_or_default();
    if !status.contains(" 200") {
        bail!("{url} answered `{status}`: {}", body.trim());
    }
    print(&format!("{}\n", body.trim()));
    Ok(())
}

fn split(rest: &str) -> (String, String) {
    match rest.split_once('/') {
        Some((host, path)) => (host.to_owned(), format!("/{path}")),
        None => (rest.to_owned(), "/".to_owned()),
    }
}

async fn get(host: &str, path: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(host).await?;
    let request = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(LONGEST).read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
