//! Whom the server may tell of changes inside the house, as the file says.
//!
//! Room:  server, config.
//! Takes: `[webhooks]`. Gives: `Webhooks`.

use super::{ConfigError, Source};
use crate::attendance::network::Network;
use serde::Deserialize;
use std::path::PathBuf;
use toml::Spanned;

/// What may be called beside the public internet.
#[derive(Clone, Debug, Default)]
pub struct Webhooks {
    pub allow: Vec<Network>,
    /// A PEM file with the authority that signed the receivers' certificates; absent: the web's.
    pub authority: Option<PathBuf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenWebhooks {
    #[serde(default)]
    allow: Vec<Spanned<String>>,
    authority: Option<Spanned<PathBuf>>,
}

impl Source<'_> {
    pub(super) fn webhooks(
        &self,
        written: Option<WrittenWebhooks>,
    ) -> Result<Webhooks, ConfigError> {
        let Some(WrittenWebhooks { allow, authority }) = written else {
            return Ok(Webhooks::default());
        };
        let network = |one: &Spanned<String>| {
            Network::parse(one.get_ref()).ok_or_else(|| {
                let given = one.get_ref();
                let remedy = "write an address, or a network as \"10.20.0.0/16\"";
                self.at(one, format!("webhooks.allow: `{given}` is no network; {remedy}"))
            })
        };
        let authority = authority.as_ref();
        Ok(Webhooks {
            allow: allow.iter().map(network).collect::<Result<_, _>>()?,
            authority: authority
                .map(|path| self.existing("webhooks.authority", path))
                .transpose()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use std::path::Path;

    #[test]
    fn networks_are_read_and_a_wrong_one_is_told_with_its_line() {
        let read = |text| Config::parse(Path::new("c.toml"), text);
        let config = read("[webhooks]\nallow = [\"10.20.0.0/16\", \"127.0.0.1\"]\n").unwrap();
        assert_eq!(config.webhooks.allow.len(), 2);
        let said = read("[webhooks]\nallow = [\"10.20.0.1/16\"]\n").unwrap_err().to_string();
        assert!(
            said.starts_with("c.toml:2: webhooks.allow: `10.20.0.1/16` is no network"),
            "{said}"
        );
        assert!(read("").unwrap().webhooks.allow.is_empty());
    }
}
