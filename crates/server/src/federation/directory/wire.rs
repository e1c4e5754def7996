//! A connection to a directory server: bind, search by pages, one operation at a time.
//!
//! Room:  server, federation, directory; LDAP version 3 (RFC 4511) over TLS or `StartTLS`.
//! Takes: an address of the configuration. Gives: entries, or what went wrong.
//! Holds: an empty password is never sent (RFC 4513, 5.1.2: a server would call that a success); each step
//!        has its time; an answer has its size; a referral is told and not followed.
//! Never: logs a password.
//! Proof: `tests/it/directory_real.rs` with a real slapd.

use super::ber::{self, Reader, Unreadable};
use super::filter::Filter;
use std::io;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;

const STEP: Duration = Duration::from_secs(10);
/// A page of a large search.
const PAGE_TIME: Duration = Duration::from_secs(30);
const PAGE: u32 = 500;
const LARGEST_ANSWER: usize = 16 * 1024 * 1024;
/// People or groups of one search.
const MOST_ENTRIES: usize = 200_000;

const PAGED_RESULTS: &str = "1.2.840.113556.1.4.319";
const START_TLS: &str = "1.3.6.1.4.1.1466.20037";

const BIND: u8 = 0x60;
const BOUND: u8 = 0x61;
const UNBIND: u8 = 0x42;
const SEARCH: u8 = 0x63;
const ENTRY: u8 = 0x64;
const DONE: u8 = 0x65;
const EXTENDED: u8 = 0x77;
const EXTENDED_ANSWER: u8 = 0x78;
const CONTROLS: u8 = 0xa0;

/// Result codes of RFC 4511, appendix A, that we tell apart.
const SUCCESS: u32 = 0;
const SIZE_LIMIT: u32 = 4;
const REFERRAL: u32 = 10;
const NO_SUCH_OBJECT: u32 = 32;
const WRONG_PASSWORD: u32 = 49;

/// Why the directory gives no answer that could be used.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    #[error("reaching {server}")]
    Reach { server: String, source: io::Error },
    #[error("{server} did not answer in time while {doing}")]
    Late { server: String, doing: &'static str },
    #[error("{server}: {source} while {doing}")]
    Unreadable { server: String, doing: &'static str, source: Unreadable },
    #[error("{server} refused {doing} with code {code}: {said}")]
    Refused { server: String, doing: &'static str, code: u32, said: String },
    #[error("{server}: the answer is larger than 16 MiB, or has more than {MOST_ENTRIES} entries")]
    TooMuch { server: String },
}

impl WireError {
    /// Whether name and password do not fit.
    #[must_use]
    pub const fn is_wrong_password(&self) -> bool {
        matches!(self, Self::Refused { code: WRONG_PASSWORD, .. })
    }
}

/// How a server is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    pub host: String,
    pub port: u16,
    pub security: Security,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte: `ldaps://`.
    Tls,
    /// Asked for before anything else is said: `ldap://`.
    StartTls,
    /// None, where the configuration says so.
    Nothing,
}

impl std::fmt::Display for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let scheme = if self.security == Security::Tls { "ldaps" } else { "ldap" };
        write!(f, "{scheme}://{}:{}", self.host, self.port)
    }
}

/// What a server says of one thing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    pub dn: String,
    attributes: Vec<(String, Vec<Vec<u8>>)>,
}

impl Entry {
    /// The values of an attribute.
    #[must_use]
    pub fn values(&self, name: &str) -> &[Vec<u8>] {
        let found = self.attributes.iter().find(|(one, _)| one.eq_ignore_ascii_case(name));
        found.map_or(&[], |(_, values)| values)
    }

    /// The first value, as text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<String> {
        self.values(name).first().map(|bytes| String::from_utf8_lossy(bytes).into_owned())
    }
}

/// How far below its base a search looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    Itself,
    Below,
}

/// A search.
#[derive(Clone, Copy, Debug)]
pub struct Search<'a> {
    pub base: &'a str,
    pub depth: Depth,
    pub filter: &'a Filter,
    /// For the filter's `{name}`.
    pub name: Option<&'a str>,
    pub attributes: &'a [&'a str],
    /// Entries at most; 0: all, by pages.
    pub limit: u32,
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// An open connection.
pub struct Connection {
    stream: Box<dyn Stream>,
    server: String,
    heard: Vec<u8>,
    last: u32,
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection").field("server", &self.server).finish_non_exhaustive()
    }
}

impl Connection {
    /// Connects, with TLS where it is not switched off.
    pub async fn open(server: &Server, tls: &TlsConnector) -> Result<Self, WireError> {
        let named = server.to_string();
        let late = || WireError::Late { server: named.clone(), doing: "connecting" };
        let opened = tokio::time::timeout(STEP, Self::connect(server, tls)).await;
        opened.map_err(|_| late())?
    }

    async fn connect(server: &Server, tls: &TlsConnector) -> Result<Self, WireError> {
        let named = server.to_string();
        let failed = |source| WireError::Reach { server: named.clone(), source };
        let stream = TcpStream::connect((server.host.as_str(), server.port)).await;
        let stream = stream.map_err(failed)?;
        stream.set_nodelay(true).map_err(failed)?;
        if server.security == Security::Nothing {
            return Ok(Self::on(Box::new(stream), named));
        }
        let stream = if server.security == Security::StartTls {
            let mut plain = Self::on(Box::new(stream), named.clone());
            plain.start_tls().await?;
            plain.stream
        } else {
            Box::new(stream)
        };
        let name = ServerName::try_from(server.host.clone());
        let name = name.map_err(|error| failed(io::Error::other(error)))?;
        let secured = tls.connect(name, stream).await.map_err(failed)?;
        Ok(Self::on(Box::new(secured), named))
    }

    fn on(stream: Box<dyn Stream>, server: String) -> Self {
        Self { stream, server, heard: Vec::new(), last: 0 }
    }

    async fn start_tls(&mut self) -> Result<(), WireError> {
        const DOING: &str = "StartTLS";
        let request = ber::group(EXTENDED, &[ber::element(0x80, START_TLS.as_bytes())]);
        let id = self.send(&request, None, DOING).await?;
        let (tag, content, _) = self.receive(id, DOING, STEP).await?;
        if tag != EXTENDED_ANSWER || !self.heard.is_empty() {
            return Err(self.unreadable(DOING)(Unreadable));
        }
        self.check(&content, DOING, &[])
    }

    /// Proves who asks. The password may not be empty.
    pub async fn bind(&mut self, dn: &str, password: &str) -> Result<(), WireError> {
        const DOING: &str = "the bind";
        if password.is_empty() || dn.is_empty() {
            let said = "an empty name or password proves nothing".to_owned();
            let server = self.server.clone();
            return Err(WireError::Refused { server, doing: DOING, code: WRONG_PASSWORD, said });
        }
        let request = ber::group(
            BIND,
            &[
                ber::number(ber::INTEGER, 3),
                ber::element(ber::OCTETS, dn.as_bytes()),
                ber::element(0x80, password.as_bytes()),
            ],
        );
        let id = self.send(&request, None, DOING).await?;
        let (tag, content, _) = self.receive(id, DOING, STEP).await?;
        if tag != BOUND {
            return Err(self.unreadable(DOING)(Unreadable));
        }
        self.check(&content, DOING, &[])
    }

    /// All entries that are found; nothing where the base is not there.
    pub async fn search(&mut self, search: Search<'_>) -> Result<Vec<Entry>, WireError> {
        const DOING: &str = "a search";
        let mut entries = Vec::new();
        let mut cookie = Vec::new();
        loop {
            let control = (search.limit == 0).then(|| paged(&cookie));
            let id = self.send(&request(&search), control, DOING).await?;
            loop {
                let (tag, content, controls) = self.receive(id, DOING, PAGE_TIME).await?;
                match tag {
                    ENTRY => {
                        let entry = read_entry(&content).map_err(self.unreadable(DOING))?;
                        entries.push(entry);
                        if entries.len() > MOST_ENTRIES {
                            return Err(WireError::TooMuch { server: self.server.clone() });
                        }
                    }
                    DONE => {
                        // Two are as good as many where one is wanted.
                        let fine = if search.limit > 0 { SIZE_LIMIT } else { SUCCESS };
                        self.check(&content, DOING, &[fine, NO_SUCH_OBJECT])?;
                        cookie = next_page(&controls).map_err(self.unreadable(DOING))?;
                        break;
                    }
                    // References to other servers are not followed.
                    _ => {}
                }
            }
            if cookie.is_empty() {
                return Ok(entries);
            }
        }
    }

    /// Says goodbye; that the other side is gone already is fine.
    pub async fn close(mut self) {
        if self.send(&[UNBIND, 0], None, "leaving").await.is_err() {
            tracing::debug!(server = self.server, "the directory had gone already");
        }
    }

    async fn send(
        &mut self,
        operation: &[u8],
        controls: Option<Vec<u8>>,
        doing: &'static str,
    ) -> Result<u32, WireError> {
        self.last += 1;
        let mut parts = vec![ber::number(ber::INTEGER, self.last), operation.to_vec()];
        parts.extend(controls);
        let message = ber::group(ber::SEQUENCE, &parts);
        let written = async {
            self.stream.write_all(&message).await?;
            self.stream.flush().await
        };
        match tokio::time::timeout(STEP, written).await {
            Ok(Ok(())) => Ok(self.last),
            Ok(Err(source)) => Err(WireError::Reach { server: self.server.clone(), source }),
            Err(_) => Err(WireError::Late { server: self.server.clone(), doing }),
        }
    }

    /// The next answer to a message: its tag, its content, its controls.
    async fn receive(
        &mut self,
        id: u32,
        doing: &'static str,
        limit: Duration,
    ) -> Result<(u8, Vec<u8>, Vec<u8>), WireError> {
        loop {
            let message = match tokio::time::timeout(limit, self.message(doing)).await {
                Ok(message) => message?,
                Err(_) => return Err(WireError::Late { server: self.server.clone(), doing }),
            };
            let read = || -> Result<_, Unreadable> {
                let mut parts = Reader(Reader(&message).expect(ber::SEQUENCE)?);
                let number = parts.number(ber::INTEGER)?;
                let (tag, content) = parts.next()?.ok_or(Unreadable)?;
                let controls = match parts.next()? {
                    Some((CONTROLS, controls)) => controls.to_vec(),
                    _ => Vec::new(),
                };
                Ok((number, (tag, content.to_vec(), controls)))
            };
            let (number, answer) = read().map_err(self.unreadable(doing))?;
            // 0: the server says something unasked, as that it closes.
            if number == id {
                return Ok(answer);
            }
        }
    }

    /// One whole message.
    async fn message(&mut self, doing: &'static str) -> Result<Vec<u8>, WireError> {
        loop {
            let length = ber::whole(&self.heard).map_err(self.unreadable(doing))?;
            if length.is_some_and(|length| length > LARGEST_ANSWER) {
                return Err(WireError::TooMuch { server: self.server.clone() });
            }
            if let Some(length) = length.filter(|length| *length <= self.heard.len()) {
                let rest = self.heard.split_off(length);
                return Ok(std::mem::replace(&mut self.heard, rest));
            }
            let count = self.stream.read_buf(&mut self.heard).await;
            let failed = |source| WireError::Reach { server: self.server.clone(), source };
            if count.map_err(failed)? == 0 {
                let closed = io::Error::new(io::ErrorKind::UnexpectedEof, "the server closed");
                return Err(WireError::Reach { server: self.server.clone(), source: closed });
            }
        }
    }

    /// Whether a result is a success, or one of those that are fine.
    fn check(&self, content: &[u8], doing: &'static str, fine: &[u32]) -> Result<(), WireError> {
        let mut parts = Reader(content);
        let code = parts.number(ber::ENUMERATED).map_err(self.unreadable(doing))?;
        if code == SUCCESS || fine.contains(&code) {
            return Ok(());
        }
        let said = parts.text().and_then(|_| parts.text()).unwrap_or_default();
        let said = if code == REFERRAL {
            "it refers to another server, which is not followed".to_owned()
        } else {
            said.chars().filter(|c| !c.is_control()).take(200).collect()
        };
        Err(WireError::Refused { server: self.server.clone(), doing, code, said })
    }

    fn unreadable(&self, doing: &'static str) -> impl FnOnce(Unreadable) -> WireError + use<> {
        let server = self.server.clone();
        move |source| WireError::Unreadable { server, doing, source }
    }
}

fn request(search: &Search<'_>) -> Vec<u8> {
    let depth = if search.depth == Depth::Itself { 0 } else { 2 };
    let attributes: Vec<Vec<u8>> =
        search.attributes.iter().map(|name| ber::element(ber::OCTETS, name.as_bytes())).collect();
    ber::group(
        SEARCH,
        &[
            ber::element(ber::OCTETS, search.base.as_bytes()),
            ber::number(ber::ENUMERATED, depth),
            // Aliases are not followed.
            ber::number(ber::ENUMERATED, 0),
            ber::number(ber::INTEGER, search.limit),
            ber::number(ber::INTEGER, 30),
            ber::element(ber::BOOLEAN, &[0]),
            search.filter.encoded(search.name),
            ber::group(ber::SEQUENCE, &attributes),
        ],
    )
}

/// The control that asks for one page (RFC 2696).
fn paged(cookie: &[u8]) -> Vec<u8> {
    let value = ber::group(
        ber::SEQUENCE,
        &[ber::number(ber::INTEGER, PAGE), ber::element(ber::OCTETS, cookie)],
    );
    let control = ber::group(
        ber::SEQUENCE,
        &[
            ber::element(ber::OCTETS, PAGED_RESULTS.as_bytes()),
            ber::element(ber::BOOLEAN, &[0xff]),
            ber::element(ber::OCTETS, &value),
        ],
    );
    ber::element(CONTROLS, &control)
}

/// What the next page is asked for with; empty: this was the last.
fn next_page(controls: &[u8]) -> Result<Vec<u8>, Unreadable> {
    let mut all = Reader(controls);
    while let Some((_, control)) = all.next()? {
        let mut parts = Reader(control);
        if parts.expect(ber::OCTETS)? != PAGED_RESULTS.as_bytes() {
            continue;
        }
        let mut value = parts.next()?;
        if matches!(value, Some((ber::BOOLEAN, _))) {
            value = parts.next()?;
        }
        let Some((ber::OCTETS, value)) = value else { return Err(Unreadable) };
        let mut page = Reader(Reader(value).expect(ber::SEQUENCE)?);
        page.next()?;
        return page.expect(ber::OCTETS).map(<[u8]>::to_vec);
    }
    Ok(Vec::new())
}

fn read_entry(content: &[u8]) -> Result<Entry, Unreadable> {
    let mut parts = Reader(content);
    let dn = parts.text()?;
    let mut attributes = Vec::new();
    let mut list = Reader(parts.expect(ber::SEQUENCE)?);
    while let Some((_, attribute)) = list.next()? {
        let mut parts = Reader(attribute);
        let name = parts.text()?;
        let (_, set) = parts.next()?.ok_or(Unreadable)?;
        let mut set = Reader(set);
        let mut values = Vec::new();
        while let Some((_, value)) = set.next()? {
            values.push(value.to_vec());
        }
        attributes.push((name, values));
    }
    Ok(Entry { dn, attributes })
}
