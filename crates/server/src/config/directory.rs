//! The house's directory (LDAP, Active Directory), as the file says.
//!
//! Room:  server, config.
//! Takes: `[sign_in.directory]`. Gives: `Directory`.
//! Holds: passwords go over TLS, unless the file says otherwise in so many words; filters are taken apart
//!        here, so that a wrong one is told with its line.
//! Proof: tests below.

use super::sign_in::{Joining, WrittenRule, WrittenSecret};
use super::{ConfigError, Secret, Source, time_of_day};
use crate::federation::directory::filter::Filter;
use crate::federation::directory::wire::{Security, Server};
use domain::Duration;
use serde::Deserialize;
use std::path::PathBuf;
use toml::Spanned;
use url::Url;

/// The house's directory.
#[derive(Clone, Debug)]
pub struct Directory {
    pub name: String,
    /// Tried in this order.
    pub servers: Vec<Server>,
    pub authority: Option<PathBuf>,
    /// Who searches.
    pub bind_dn: String,
    pub bind_password: Secret,
    /// Below which people are.
    pub people: String,
    pub person_filter: Filter,
    /// Whose password is tried without a search first.
    pub person_dn: Option<String>,
    pub name_attribute: String,
    pub id_attribute: String,
    /// Who matches has left.
    pub off_filter: Option<Filter>,
    pub membership: Membership,
    pub joining: Joining,
    pub sync: SyncRules,
}

/// How it is found who is in which group.
#[derive(Clone, Debug)]
pub enum Membership {
    /// Groups list their members, which may be groups.
    Listed { groups: String, filter: Filter, attribute: String },
    /// Active Directory says it, groups in groups included.
    InChain,
}

/// The synchronisation of every night.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SyncRules {
    /// Since the centre's midnight; absent: only when asked for.
    pub at: Option<Duration>,
    /// More are not switched off at once, unless asked for.
    pub most_off_percent: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenDirectory {
    name: Option<String>,
    servers: Spanned<Vec<Spanned<String>>>,
    #[serde(default)]
    without_tls: bool,
    authority: Option<Spanned<PathBuf>>,
    bind_dn: Spanned<String>,
    bind_password: Option<Spanned<String>>,
    bind_password_file: Option<Spanned<PathBuf>>,
    bind_password_env: Option<Spanned<String>>,
    people: Spanned<String>,
    person_filter: Option<Spanned<String>>,
    person_dn: Option<Spanned<String>>,
    name_attribute: Option<String>,
    id_attribute: Option<String>,
    off_filter: Option<Spanned<String>>,
    groups: Option<Spanned<String>>,
    group_filter: Option<Spanned<String>>,
    member_attribute: Option<String>,
    #[serde(default)]
    in_chain: bool,
    #[serde(default)]
    roles: Vec<WrittenRule>,
    make_accounts: Option<bool>,
    #[serde(default)]
    link_by_name: bool,
    sync_at: Option<Spanned<String>>,
    most_off_percent: Option<Spanned<u32>>,
}

const KEY: &str = "sign_in.directory";

impl Source<'_> {
    pub(super) fn directory(&self, written: WrittenDirectory) -> Result<Directory, ConfigError> {
        let place = written.servers.span().start;
        let servers = self.servers(&written)?;
        let authority = written.authority.as_ref();
        let authority =
            authority.map(|path| self.existing("sign_in.directory.authority", path)).transpose()?;
        self.not_empty("sign_in.directory.bind_dn", &written.bind_dn, "write who searches")?;
        self.not_empty("sign_in.directory.people", &written.people, "write where people are")?;
        let secret = WrittenSecret {
            plain: written.bind_password.as_ref(),
            file: written.bind_password_file.as_ref(),
            variable: written.bind_password_env.as_ref(),
        };
        let bind_password = self.secret_of("sign_in.directory.bind_password", &secret)?;
        let bind_password = bind_password.ok_or_else(|| {
            let remedy = "give bind_password_file, bind_password_env or bind_password";
            self.at(&written.bind_dn, format!("{KEY}.bind_password: {remedy}"))
        })?;
        let usual = "(&(objectClass=inetOrgPerson)(uid={name}))";
        let person_filter = match &written.person_filter {
            Some(filter) => self.filter("person_filter", filter)?,
            None => Filter::parse(usual).expect("a literal filter"),
        };
        if let Some(filter) = written.person_filter.as_ref().filter(|_| !person_filter.has_name()) {
            let remedy = "write {name} where the name is compared, as (uid={name})";
            return Err(self.at(filter, format!("{KEY}.person_filter: {remedy}")));
        }
        if let Some(dn) = written.person_dn.as_ref().filter(|dn| !dn.get_ref().contains("{name}")) {
            let remedy = "write {name} in it, as uid={name},ou=people,dc=example,dc=com";
            return Err(self.at(dn, format!("{KEY}.person_dn: {remedy}")));
        }
        let off_filter = written.off_filter.as_ref();
        let off_filter = off_filter.map(|filter| self.filter("off_filter", filter)).transpose()?;
        let membership = self.membership(&written)?;
        let joining = Joining {
            roles: self.rules(KEY, place, written.roles)?,
            makes_accounts: written.make_accounts.unwrap_or(true),
            links_by_name: written.link_by_name,
        };
        let sync = SyncRules {
            at: self.sync_at(written.sync_at.as_ref())?,
            most_off_percent: self.percent(written.most_off_percent.as_ref())?,
        };
        Ok(Directory {
            name: written.name.unwrap_or_else(|| "directory".to_owned()),
            servers,
            authority,
            bind_dn: written.bind_dn.into_inner(),
            bind_password,
            people: written.people.into_inner(),
            person_filter,
            person_dn: written.person_dn.map(Spanned::into_inner),
            name_attribute: written.name_attribute.unwrap_or_else(|| "uid".to_owned()),
            id_attribute: written.id_attribute.unwrap_or_else(|| "entryUUID".to_owned()),
            off_filter,
            membership,
            joining,
            sync,
        })
    }

    fn servers(&self, written: &WrittenDirectory) -> Result<Vec<Server>, ConfigError> {
        let remedy = "write servers = [\"ldaps://dc1.example.com\"]; ldap:// asks for StartTLS";
        if written.servers.get_ref().is_empty() {
            return Err(self.at(&written.servers, format!("{KEY}.servers: is empty; {remedy}")));
        }
        let read = |one: &Spanned<String>| {
            let given = one.get_ref();
            let wrong = || self.at(one, format!("{KEY}.servers: `{given}`; {remedy}"));
            let url = Url::parse(given).map_err(|_| wrong())?;
            let (usual, security) = match (url.scheme(), written.without_tls) {
                ("ldaps", _) => (636, Security::Tls),
                ("ldap", false) => (389, Security::StartTls),
                ("ldap", true) => (389, Security::Nothing),
                _ => return Err(wrong()),
            };
            let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(wrong)?;
            let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
            Ok(Server { host, port: url.port().unwrap_or(usual), security })
        };
        written.servers.get_ref().iter().map(read).collect()
    }

    fn membership(&self, written: &WrittenDirectory) -> Result<Membership, ConfigError> {
        if written.in_chain {
            return Ok(Membership::InChain);
        }
        let filter = match &written.group_filter {
            Some(filter) => self.filter("group_filter", filter)?,
            None => Filter::parse("(objectClass=groupOfNames)").expect("a literal filter"),
        };
        let Some(groups) = &written.groups else {
            let remedy = "write below which groups are, or in_chain = true for Active Directory";
            return Err(self.at(&written.people, format!("{KEY}.groups: {remedy}")));
        };
        let attribute = written.member_attribute.clone().unwrap_or_else(|| "member".to_owned());
        Ok(Membership::Listed { groups: groups.get_ref().clone(), filter, attribute })
    }

    fn filter(&self, key: &str, written: &Spanned<String>) -> Result<Filter, ConfigError> {
        Filter::parse(written.get_ref()).map_err(|error| {
            let remedy = "write a filter in brackets, as (objectClass=person)";
            self.at(written, format!("{KEY}.{key}: {error}; {remedy}"))
        })
    }

    fn sync_at(&self, written: Option<&Spanned<String>>) -> Result<Option<Duration>, ConfigError> {
        let Some(written) = written else { return Ok(None) };
        let time = time_of_day(written.get_ref()).ok_or_else(|| {
            let given = written.get_ref();
            let remedy = "write hours and minutes, as \"02:30\"";
            self.at(written, format!("{KEY}.sync_at: `{given}` is no time of day; {remedy}"))
        })?;
        Ok(Some(time))
    }

    fn percent(&self, written: Option<&Spanned<u32>>) -> Result<u32, ConfigError> {
        match written {
            Some(percent) if *percent.get_ref() > 100 => {
                let remedy = "write a number from 0 to 100";
                Err(self.at(percent, format!("{KEY}.most_off_percent: {remedy}")))
            }
            Some(percent) => Ok(*percent.get_ref()),
            None => Ok(10),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use std::path::Path;

    const SECTION: &str = "[sign_in.directory]\nservers = [\"ldaps://dc1.example.com\", \"ldap://dc2.example.com:3389\"]\n\
        bind_dn = \"cn=callboard,dc=example\"\nbind_password = \"s3cret\"\npeople = \"ou=people,dc=example\"\n\
        groups = \"ou=groups,dc=example\"\nroles = [{ group = \"staff\", role = \"viewer\" }]\n";

    fn parse(text: &str) -> Result<Config, String> {
        Config::parse(Path::new("c.toml"), text).map_err(|error| error.to_string())
    }

    #[test]
    fn a_directory_is_read_with_its_defaults_and_passwords_go_over_tls() {
        let config = parse(SECTION).unwrap();
        assert!(!format!("{config:?}").contains("s3cret"));
        let directory = config.sign_in.directory.unwrap();
        let ports: Vec<_> = directory.servers.iter().map(|s| (s.port, s.security)).collect();
        assert_eq!(ports, [(636, Security::Tls), (3_389, Security::StartTls)]);
        assert_eq!(directory.sync, SyncRules { at: None, most_off_percent: 10 });
        let plain = parse(&format!("{SECTION}without_tls = true\nsync_at = \"02:30\"\n")).unwrap();
        let directory = plain.sign_in.directory.unwrap();
        assert_eq!(directory.servers[1].security, Security::Nothing);
        assert_eq!(directory.sync.at, Some(Duration::from_minutes(150)));
    }

    #[test]
    fn what_cannot_work_is_told_with_its_line() {
        let error = |text: &str| parse(text).unwrap_err();
        let filter = error(&format!("{SECTION}person_filter = \"(uid=a\"\n"));
        assert!(
            filter.starts_with("c.toml:8: sign_in.directory.person_filter: the filter"),
            "{filter}"
        );
        assert!(error(&format!("{SECTION}person_filter = \"(uid=a)\"\n")).contains("write {name}"));
        assert!(
            error(&format!("{SECTION}person_dn = \"uid=a\"\n")).contains("person_dn: write {name}")
        );
        assert!(error(&SECTION.replace("ldaps://dc1", "http://dc1")).contains("ldap:// asks for"));
        assert!(
            error(&SECTION.replace("groups = \"ou", "name = \"ou")).contains("in_chain = true")
        );
        assert!(
            error(&SECTION.replace("bind_password = \"s3cret\"\n", ""))
                .contains("bind_password_file")
        );
        assert!(error(&format!("{SECTION}sync_at = \"25:00\"\n")).contains("no time of day"));
        assert!(error(&format!("{SECTION}most_off_percent = 101\n")).contains("from 0 to 100"));
        assert!(error(&SECTION.replace("roles = ", "# ")).contains("without it nobody gets in"));
    }
}
