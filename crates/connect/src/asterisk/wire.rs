//! The socket to a PBX: plain or TLS.
//!
//! Room:  connect, `asterisk`.
//! Holds: with TLS the PBX's certificate is checked against the authority the house named; no
//!        switch turns that off.
//! Proof: `tests/it/session.rs`; `tests/it/asterisk_tls.rs` with a real PBX.

use super::session::Config;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{self, CertificateError, ClientConfig, RootCertStore};

const CONNECT_LIMIT: Duration = Duration::from_secs(10);
/// A write that takes longer means that the PBX does not read.
const WRITE_LIMIT: Duration = Duration::from_secs(10);

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

pub(super) struct Wire {
    stream: Box<dyn Stream>,
}

/// Connects, and shakes hands where TLS is wanted.
pub(super) async fn open(config: &Config) -> io::Result<Wire> {
    within(CONNECT_LIMIT, async {
        let stream = TcpStream::connect((config.host.as_str(), config.port)).await?;
        stream.set_nodelay(true)?;
        if !config.tls {
            return Ok(Wire { stream: Box::new(stream) });
        }
        let connector = TlsConnector::from(Arc::new(tls(config)?));
        let name = ServerName::try_from(config.host.clone()).map_err(io::Error::other)?;
        let stream = connector.connect(name, stream).await.map_err(|e| explained(&e, config))?;
        Ok(Wire { stream: Box::new(stream) })
    })
    .await
}

/// A failed handshake, with what the operator can do about it.
fn explained(error: &io::Error, config: &Config) -> io::Error {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    let remedy = match inner {
        Some(rustls::Error::InvalidCertificate(why)) => doubted(why, config),
        Some(rustls::Error::InvalidMessage(_)) | None => format!(
            "does port {} speak TLS? Set tlsenable and tlsbindaddr in manager.conf and take their \
             port, or `tls = false`",
            config.port
        ),
        Some(_) => "compare tlsdisablev1 and tlscipher in manager.conf".to_owned(),
    };
    io::Error::new(error.kind(), format!("TLS: {error}; {remedy}"))
}

fn doubted(why: &CertificateError, config: &Config) -> String {
    use CertificateError as E;
    let authority = config.tls_authority.as_deref().unwrap_or(Path::new("-")).display();
    if matches!(why, E::NotValidForName | E::NotValidForNameContext { .. }) {
        return format!("`host` must be a name that stands in the certificate: {}", config.host);
    }
    if matches!(why, E::Expired | E::ExpiredContext { .. }) {
        return "give the PBX a new certificate (tlscertfile in manager.conf)".to_owned();
    }
    format!(
        "the PBX's certificate is not signed by the authority in {authority}: name in \
         `tls_authority` the PEM file of the authority that signed it; `openssl s_client -connect \
         {}:{} -showcerts` shows which that is",
        config.host, config.port
    )
}

fn tls(config: &Config) -> io::Result<ClientConfig> {
    let file = config.tls_authority.as_ref().ok_or_else(|| {
        io::Error::other("TLS needs tls_authority: a PEM file with the authority of the PBX")
    })?;
    let named = |error: &dyn std::fmt::Display| {
        io::Error::other(format!("tls_authority {}: {error}", file.display()))
    };
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(file).map_err(|error| named(&error))? {
        let certificate = certificate.map_err(|error| named(&error))?;
        roots.add(certificate).map_err(|error| named(&error))?;
    }
    if roots.is_empty() {
        return Err(named(&"no certificate in it"));
    }
    Ok(ClientConfig::builder().with_root_certificates(roots).with_no_client_auth())
}

impl Wire {
    pub(super) async fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.read(buffer).await
    }

    pub(super) async fn write(&mut self, text: &str) -> io::Result<()> {
        within(WRITE_LIMIT, async {
            self.stream.write_all(text.as_bytes()).await?;
            self.stream.flush().await
        })
        .await
    }
}

async fn within<T>(limit: Duration, work: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    match tokio::time::timeout(limit, work).await {
        Ok(outcome) => outcome,
        Err(_) => Err(io::Error::new(io::ErrorKind::TimedOut, "no answer in time")),
    }
}
