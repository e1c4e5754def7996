//! A small HTTP client: one question, one answer, one connection.
//!
//! Room:  server, federation; on the `hyper` that answers our own requests.
//! Holds: ten seconds in all and 512 KiB at most; TLS with the authorities of `trust`, or this machine alone.
//! Never: follows a redirect; keeps a cookie; logs what is sent or answered.

use super::trust::{self, NoAuthority};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper::header;
use hyper_util::rt::TokioIo;
use serde::de::DeserializeOwned;
use std::fmt;
use std::path::Path;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use url::Url;

const PATIENCE: Duration = Duration::from_secs(10);
const LONGEST: usize = 512 * 1024;

/// Why there is no answer that could be used.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    #[error("{url}: no https address")]
    Unsafe { url: String },
    #[error("connecting to {host}")]
    Connect { host: String, source: std::io::Error },
    #[error("asking {url}: {problem}")]
    Exchange { url: String, problem: String },
    #[error("{url} did not answer within {} s", PATIENCE.as_secs())]
    Late { url: String },
    #[error("{url} answered {status}: {said}")]
    Refused { url: String, status: u16, said: String },
    #[error("{url} answered something else than wanted: {problem}")]
    Unreadable { url: String, problem: String },
}

impl FetchError {
    /// Whether the other side was there and said no.
    #[must_use]
    pub const fn is_refusal(&self) -> bool {
        matches!(self, Self::Refused { status: 400..=499, .. })
    }
}

/// How a request proves who sends it.
#[derive(Clone, Copy)]
pub enum Proof<'a> {
    Nothing,
    Basic { name: &'a str, secret: &'a str },
    Bearer(&'a str),
}

impl fmt::Debug for Proof<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Proof")
    }
}

/// Asks web servers.
#[derive(Clone)]
pub struct Client(TlsConnector);

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Client")
    }
}

impl Client {
    pub fn new(authority: Option<&Path>) -> Result<Self, NoAuthority> {
        trust::connector(authority).map(Self)
    }

    /// GET, read as JSON.
    pub async fn get<T: DeserializeOwned>(
        &self,
        url: &str,
        proof: Proof<'_>,
    ) -> Result<T, FetchError> {
        self.ask("GET", url, proof, None).await
    }

    /// POST of a form, its answer read as JSON.
    pub async fn post<T: DeserializeOwned>(
        &self,
        url: &str,
        proof: Proof<'_>,
        form: &[(&str, &str)],
    ) -> Result<T, FetchError> {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        self.ask("POST", url, proof, Some(body)).await
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        method: &str,
        url: &str,
        proof: Proof<'_>,
        form: Option<String>,
    ) -> Result<T, FetchError> {
        let asked = Url::parse(url).ok().filter(crate::config::is_safe);
        let asked = asked.ok_or_else(|| FetchError::Unsafe { url: url.to_owned() })?;
        let request = request(method, &asked, proof, form).map_err(|error| {
            FetchError::Exchange { url: url.to_owned(), problem: error.to_string() }
        })?;
        let answered = tokio::time::timeout(PATIENCE, self.exchange(&asked, request)).await;
        let (status, body) = answered.map_err(|_| FetchError::Late { url: url.to_owned() })??;
        if status != 200 {
            let said = String::from_utf8_lossy(&body).chars().take(200).collect();
            return Err(FetchError::Refused { url: url.to_owned(), status, said });
        }
        serde_json::from_slice(&body).map_err(|error| FetchError::Unreadable {
            url: url.to_owned(),
            problem: error.to_string(),
        })
    }

    async fn exchange(
        &self,
        url: &Url,
        request: hyper::Request<Full<Bytes>>,
    ) -> Result<(u16, Bytes), FetchError> {
        let host = url.host_str().unwrap_or_default();
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let port = url.port_or_known_default().unwrap_or(443);
        let failed = |source| FetchError::Connect { host: format!("{host}:{port}"), source };
        let stream = TcpStream::connect((bare, port)).await.map_err(failed)?;
        stream.set_nodelay(true).map_err(failed)?;
        if url.scheme() != "https" {
            return talk(url, stream, request).await;
        }
        let name = ServerName::try_from(bare.to_owned());
        let name = name.map_err(|error| failed(std::io::Error::other(error)))?;
        let stream = self.0.connect(name, stream).await.map_err(failed)?;
        talk(url, stream, request).await
    }
}

fn request(
    method: &str,
    url: &Url,
    proof: Proof<'_>,
    form: Option<String>,
) -> Result<hyper::Request<Full<Bytes>>, hyper::http::Error> {
    let path = url.query().map_or_else(|| url.path().into(), |q| format!("{}?{q}", url.path()));
    let host = url.host_str().unwrap_or_default();
    let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    let mut request = hyper::Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, host)
        .header(header::ACCEPT, "application/json")
        .header(header::USER_AGENT, concat!("callboard/", env!("CARGO_PKG_VERSION")));
    if form.is_some() {
        request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    }
    let authorization = match proof {
        Proof::Nothing => None,
        Proof::Bearer(token) => Some(format!("Bearer {token}")),
        // RFC 6749, 2.3.1: both are encoded as in a form first.
        Proof::Basic { name, secret } => {
            let encoded = |text: &str| -> String {
                url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
            };
            let pair = format!("{}:{}", encoded(name), encoded(secret));
            Some(format!("Basic {}", STANDARD.encode(pair)))
        }
    };
    if let Some(authorization) = authorization {
        request = request.header(header::AUTHORIZATION, authorization);
    }
    request.body(Full::new(Bytes::from(form.unwrap_or_default())))
}

async fn talk(
    url: &Url,
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    request: hyper::Request<Full<Bytes>>,
) -> Result<(u16, Bytes), FetchError> {
    let problem = |error: &dyn fmt::Display| FetchError::Exchange {
        url: url.to_string(),
        problem: error.to_string(),
    };
    let opened = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = opened.map_err(|error| problem(&error))?;
    // Ends with the sender.
    let running = tokio::spawn(connection);
    let answered = async {
        let answer = sender.send_request(request).await.map_err(|error| problem(&error))?;
        let status = answer.status().as_u16();
        let body = Limited::new(answer.into_body(), LONGEST).collect().await;
        Ok((status, body.map_err(|error| problem(&error))?.to_bytes()))
    };
    let answered = answered.await;
    running.abort();
    answered
}
