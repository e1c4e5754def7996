//! Whose certificates are believed: the web's authorities, or the one that the house named.
//!
//! Room: server, federation.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// A file of authorities that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("authority {}: {problem}; name a PEM file with the certificate of the authority", file.display())]
pub struct NoAuthority {
    file: PathBuf,
    problem: String,
}

/// What shakes hands. A named authority takes the place of the web's.
pub fn connector(authority: Option<&Path>) -> Result<TlsConnector, NoAuthority> {
    let mut roots = RootCertStore::empty();
    match authority {
        None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
        Some(file) => {
            let problem = |error: &dyn std::fmt::Display| NoAuthority {
                file: file.to_owned(),
                problem: error.to_string(),
            };
            for one in CertificateDer::pem_file_iter(file).map_err(|error| problem(&error))? {
                let one = one.map_err(|error| problem(&error))?;
                roots.add(one).map_err(|error| problem(&error))?;
            }
            if roots.is_empty() {
                return Err(problem(&"no certificate in it"));
            }
        }
    }
    let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}
