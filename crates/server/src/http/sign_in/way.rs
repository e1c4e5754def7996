//! The ways in which somebody showed who they are; a session may stand on several.
//!
//! Room: server/http, sign-in. Kept with the session as words joined by `+`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// The one-time link of the first start.
    Setup,
    Password,
    /// A code of the second factor.
    Code,
    RecoveryCode,
    /// At an OpenID provider.
    OpenId,
    /// A password that the house's directory knows.
    Directory,
}

impl Way {
    const ALL: [Self; 6] = [
        Self::Setup,
        Self::Password,
        Self::Code,
        Self::RecoveryCode,
        Self::OpenId,
        Self::Directory,
    ];

    const fn word(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::Password => "password",
            Self::Code => "code",
            Self::RecoveryCode => "recovery_code",
            Self::OpenId => "open_id",
            Self::Directory => "directory",
        }
    }
}

/// As the store keeps them.
#[must_use]
pub fn written(ways: &[Way]) -> String {
    ways.iter().map(|way| way.word()).collect::<Vec<_>>().join("+")
}

/// What the store kept; words of a later version are left out.
#[must_use]
pub fn read(text: &str) -> Vec<Way> {
    let known = |word: &str| Way::ALL.into_iter().find(|way| way.word() == word);
    text.split('+').filter_map(known).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_read_back() {
        assert_eq!(read(&written(&Way::ALL)), Way::ALL);
        assert_eq!(read("password+telepathy"), [Way::Password]);
        for way in Way::ALL {
            assert_eq!(serde_json::to_value(way).unwrap(), way.word());
        }
    }
}
