//! One request to one receiver.
//!
//! Room:  server, webhooks; on the `hyper` that answers our own requests.
//! Holds: the name is resolved once, and the address that was looked at is the one that is connected to.
//! Never: follows a redirect; reads what is answered but for its status; waits longer than its patience.
//! Proof: `tests/it/api_webhooks.rs`.

use super::address::may_call;
use super::sign::Headers;
use crate::attendance::network::Network;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header;
use hyper_util::rt::TokioIo;
use std::fmt;
use std::net::IpAddr;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use url::{Host, Url};

/// The receiver says that it wants no more.
pub const GONE: &str = "gone";

/// Why a receiver was not told; the word is for pages and programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failed {
    pub status: Option<u16>,
    pub problem: &'static str,
}

const fn because(problem: &'static str) -> Failed {
    Failed { status: None, problem }
}

/// Sends.
pub struct Sender {
    pub tls: TlsConnector,
    /// Networks of the house that may be called.
    pub allow: Vec<Network>,
    pub patience: Duration,
}

impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender").field("allow", &self.allow).finish_non_exhaustive()
    }
}

impl Sender {
    /// What is wrong with an address that somebody writes down, as far as can be said without asking anybody.
    #[must_use]
    pub fn objection(&self, url: &str) -> Option<&'static str> {
        let Ok(url) = Url::parse(url) else { return Some("Write a whole https address") };
        let is_tls = url.scheme() == "https";
        if !is_tls && url.scheme() != "http" || url.host().is_none() {
            return Some("Write a whole https address");
        }
        if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
            return Some("Write it without name, password and #: the signature proves who sends");
        }
        if !is_tls && self.allow.is_empty() {
            return Some(
                "Write https; without TLS only networks that callboard.toml allows are told",
            );
        }
        let literal = match url.host() {
            Some(Host::Ipv4(address)) => IpAddr::V4(address),
            Some(Host::Ipv6(address)) => IpAddr::V6(address),
            Some(Host::Domain(_)) | None => return None,
        };
        let hint =
            "This address is inside; callboard.toml says which networks may be told ([webhooks])";
        (!may_call(literal, is_tls, &self.allow)).then_some(hint)
    }

    /// Sends a body; gives the status of a receiver that took it.
    pub async fn send(&self, url: &str, headers: Headers, body: String) -> Result<u16, Failed> {
        let url = Url::parse(url).map_err(|_| because("address"))?;
        let asked = self.exchange(&url, &headers, body);
        let status = match tokio::time::timeout(self.patience, asked).await {
            Ok(answered) => answered?,
            Err(_) => return Err(because("late")),
        };
        let failed = |problem| Err(Failed { status: Some(status), problem });
        match status {
            200..=299 => Ok(status),
            300..=399 => failed("redirect"),
            410 => failed(GONE),
            _ => failed("status"),
        }
    }

    async fn exchange(&self, url: &Url, headers: &Headers, body: String) -> Result<u16, Failed> {
        let request = request(url, headers, body).map_err(|_| because("address"))?;
        let stream = self.connect(url).await?;
        if url.scheme() != "https" {
            return talk(stream, request).await;
        }
        let host = url.host_str().unwrap_or_default();
        let bare = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let name = ServerName::try_from(bare).map_err(|_| because("address"))?;
        let stream = self.tls.connect(name, stream).await.map_err(|_| because("certificate"))?;
        talk(stream, request).await
    }

    /// Connects to the first address of the name that may be called and answers.
    async fn connect(&self, url: &Url) -> Result<TcpStream, Failed> {
        let host = url.host_str().unwrap_or_default();
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let port = url.port_or_known_default().unwrap_or(443);
        let found = tokio::net::lookup_host((bare, port)).await.map_err(|_| because("unknown"))?;
        let is_tls = url.scheme() == "https";
        let mut why = because("refused_address");
        for address in found.filter(|one| may_call(one.ip(), is_tls, &self.allow)) {
            match TcpStream::connect(address).await {
                Ok(stream) => return Ok(stream),
                Err(_) => why = because("away"),
            }
        }
        Err(why)
    }
}

fn request(
    url: &Url,
    headers: &Headers,
    body: String,
) -> Result<hyper::Request<Full<Bytes>>, hyper::http::Error> {
    let path = url.query().map_or_else(|| url.path().into(), |q| format!("{}?{q}", url.path()));
    let host = url.host_str().unwrap_or_default();
    let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    let mut request = hyper::Request::builder()
        .method("POST")
        .uri(path)
        .header(header::HOST, host)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::USER_AGENT, concat!("callboard/", env!("CARGO_PKG_VERSION")));
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    request.body(Full::new(Bytes::from(body)))
}

async fn talk(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    request: hyper::Request<Full<Bytes>>,
) -> Result<u16, Failed> {
    let broken = |_| because("broken");
    let opened = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = opened.map_err(broken)?;
    // Ends with the sender, and with this future where patience ends.
    let mut running = tokio::task::JoinSet::new();
    running.spawn(connection);
    let answer = sender.send_request(request).await.map_err(broken)?;
    Ok(answer.status().as_u16())
}
