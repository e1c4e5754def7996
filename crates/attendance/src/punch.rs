//! A punch: that somebody passed a place at a moment, and who says so.
//!
//! Room: attendance; what scans, terminals, files and leaders give, before `presence`.

use domain::{SiteId, Timestamp};
use serde::{Deserialize, Serialize};

/// The number by which the house knows a person; the same in personnel files and on terminals.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonNumber(pub String);

impl std::fmt::Display for PersonNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Which way the person passed, if that was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Way {
    In,
    Out,
    Unknown,
}

/// Who says so.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Source {
    /// The rotating code of a kiosk, scanned.
    Code { kiosk: u32, is_network_seen: bool },
    /// A terminal at the door, by its serial number.
    Terminal { serial: String },
    /// What a terminal or another system exported.
    File { name: String },
    /// Somebody with the right to, who said why.
    Manual { by: String, reason: String },
}

/// Somebody passed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Punch {
    pub at: Timestamp,
    pub person: PersonNumber,
    pub site: SiteId,
    pub way: Way,
    pub source: Source,
}

/// A manual punch wants a reason.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("say why the punch is entered by hand")]
pub struct NoReason;

impl Punch {
    /// A punch that somebody enters for a person.
    pub fn manual(
        person: PersonNumber,
        (site, at, way): (SiteId, Timestamp, Way),
        by: &str,
        reason: &str,
    ) -> Result<Self, NoReason> {
        if reason.trim().is_empty() {
            return Err(NoReason);
        }
        let source = Source::Manual { by: by.to_owned(), reason: reason.trim().to_owned() };
        Ok(Self { at, person, site, way, source })
    }

    /// The same for the same passing, however often it is sent: terminals send their memory again
    /// after a restart, and people import a file twice. The name of a file is not in it.
    #[must_use]
    pub fn id(&self) -> String {
        let said_by = match &self.source {
            Source::Code { kiosk, .. } => format!("code {kiosk}"),
            Source::Terminal { serial } => format!("terminal {serial}"),
            Source::File { .. } => "file".to_owned(),
            Source::Manual { by, .. } => format!("manual {by}"),
        };
        let way = match self.way {
            Way::In => "in",
            Way::Out => "out",
            Way::Unknown => "pass",
        };
        format!("{} {} {way} {} {said_by}", self.at, self.person, self.site)
    }
}
