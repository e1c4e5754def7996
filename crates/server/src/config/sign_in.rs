//! Sign-in by what a house has already: OpenID providers and a directory, as the file says.
//!
//! Room:  server, config.
//! Takes: `public_url`, `[[sign_in.openid]]`. Gives: `SignIn`.
//! Holds: a provider is spoken to over TLS, or on this machine alone; whoever no group names gets in
//!        nowhere, so a provider without `roles` is an error.
//! Proof: tests below.

use super::directory::{Directory, WrittenDirectory};
use super::{ConfigError, Secret, Source};
use crate::http::access::Role;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::PathBuf;
use toml::Spanned;
use url::{Host, Url};

/// The group that everybody is in.
pub const EVERYBODY: &str = "*";

/// How people sign in beside name and password.
#[derive(Clone, Debug, Default)]
pub struct SignIn {
    pub openid: Vec<OpenId>,
    pub directory: Option<Directory>,
}

/// One OpenID provider.
#[derive(Clone, Debug)]
pub struct OpenId {
    /// Short; stands in addresses.
    pub name: String,
    /// On the button.
    pub title: String,
    pub issuer: String,
    pub client_id: String,
    pub client_secret: Option<Secret>,
    pub scopes: Vec<String>,
    /// The claim that becomes the account's name.
    pub name_claim: String,
    /// The claim that lists groups; parts of a path are divided by dots.
    pub groups_claim: String,
    /// Whether claims are also read from the userinfo endpoint.
    pub asks_userinfo: bool,
    /// A PEM file with the authority of the provider's certificate.
    pub authority: Option<PathBuf>,
    pub joining: Joining,
}

/// What becomes of people who come from elsewhere.
#[derive(Clone, Debug, Default)]
pub struct Joining {
    pub roles: Vec<RoleRule>,
    /// Accounts are made at the first sign-in.
    pub makes_accounts: bool,
    /// A local account of the same name becomes theirs.
    pub links_by_name: bool,
}

/// Who is in the group has the role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleRule {
    pub group: String,
    pub role: Role,
    /// By name; neither site nor team is the whole centre.
    pub site: Option<String>,
    pub team: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenSignIn {
    #[serde(default)]
    openid: Vec<WrittenOpenId>,
    directory: Option<WrittenDirectory>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenOpenId {
    name: Spanned<String>,
    title: Option<String>,
    issuer: Spanned<String>,
    client_id: Spanned<String>,
    client_secret: Option<Spanned<String>>,
    client_secret_file: Option<Spanned<PathBuf>>,
    client_secret_env: Option<Spanned<String>>,
    scopes: Option<Vec<String>>,
    name_claim: Option<String>,
    groups_claim: Option<String>,
    #[serde(default)]
    userinfo: bool,
    authority: Option<Spanned<PathBuf>>,
    #[serde(default)]
    roles: Vec<WrittenRule>,
    make_accounts: Option<bool>,
    #[serde(default)]
    link_by_name: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenRule {
    group: Spanned<String>,
    role: Spanned<String>,
    site: Option<String>,
    team: Option<String>,
}

/// Three ways to give a secret, of which one may be used.
pub(super) struct WrittenSecret<'a> {
    pub(super) plain: Option<&'a Spanned<String>>,
    pub(super) file: Option<&'a Spanned<PathBuf>>,
    pub(super) variable: Option<&'a Spanned<String>>,
}

impl Source<'_> {
    pub(super) fn public_url(
        &self,
        written: Option<&Spanned<String>>,
    ) -> Result<Option<String>, ConfigError> {
        let Some(written) = written else { return Ok(None) };
        let given = written.get_ref();
        let remedy =
            "write what people type into the browser, as \"https://callboard.example.com\"";
        let wrong = || self.at(written, format!("public_url: `{given}` is no address; {remedy}"));
        let url = Url::parse(given).map_err(|_| wrong())?;
        let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        if !is_bare || !is_web(&url) {
            return Err(wrong());
        }
        Ok(Some(given.trim_end_matches('/').to_owned()))
    }

    pub(super) fn sign_in(
        &self,
        written: WrittenSignIn,
        public_url: Option<&str>,
    ) -> Result<SignIn, ConfigError> {
        let mut names = BTreeSet::new();
        let mut openid = Vec::new();
        for one in written.openid {
            let place = one.name.span().start;
            let name = one.name.get_ref().clone();
            let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            if name.is_empty() || name.len() > 40 || !name.chars().all(is_plain) {
                let remedy = "write a short word of a-z, 0-9 and -: it stands in an address";
                return Err(self.error(place, format!("sign_in.openid.name: `{name}`; {remedy}")));
            }
            if !names.insert(name.clone()) {
                let remedy = "give each provider a name of its own";
                let problem = format!("sign_in.openid.name: `{name}` is taken; {remedy}");
                return Err(self.error(place, problem));
            }
            if public_url.is_none() {
                let remedy = "write public_url = \"https://...\" at the top: the provider sends \
                              people back there";
                return Err(self.error(place, format!("sign_in.openid: {remedy}")));
            }
            openid.push(self.openid(one)?);
        }
        let directory = written.directory.map(|one| self.directory(one)).transpose()?;
        Ok(SignIn { openid, directory })
    }

    fn openid(&self, written: WrittenOpenId) -> Result<OpenId, ConfigError> {
        let key = "sign_in.openid";
        let remedy = "write the number or word that the provider gave to Callboard";
        self.not_empty("sign_in.openid.client_id", &written.client_id, remedy)?;
        let issuer = written.issuer.get_ref();
        if !Url::parse(issuer).is_ok_and(|url| is_safe(&url) && url.query().is_none()) {
            let remedy = "write the issuer exactly as the provider names itself, as \
                          \"https://id.example.com/realms/house\"";
            let problem = format!("{key}.issuer: `{issuer}` is no https address; {remedy}");
            return Err(self.at(&written.issuer, problem));
        }
        let secret = WrittenSecret {
            plain: written.client_secret.as_ref(),
            file: written.client_secret_file.as_ref(),
            variable: written.client_secret_env.as_ref(),
        };
        let client_secret = self.secret_of("sign_in.openid.client_secret", &secret)?;
        let authority = written.authority.as_ref();
        let authority =
            authority.map(|path| self.existing("sign_in.openid.authority", path)).transpose()?;
        let mut scopes = vec!["openid".to_owned()];
        let others = written.scopes.unwrap_or_else(|| vec!["profile".to_owned()]);
        scopes.extend(others.into_iter().filter(|scope| scope != "openid"));
        let joining = Joining {
            roles: self.rules(key, written.name.span().start, written.roles)?,
            makes_accounts: written.make_accounts.unwrap_or(true),
            links_by_name: written.link_by_name,
        };
        let name = written.name.into_inner();
        Ok(OpenId {
            title: written.title.unwrap_or_else(|| name.clone()),
            name,
            issuer: written.issuer.into_inner(),
            client_id: written.client_id.into_inner(),
            client_secret,
            scopes,
            name_claim: written.name_claim.unwrap_or_else(|| "preferred_username".to_owned()),
            groups_claim: written.groups_claim.unwrap_or_else(|| "groups".to_owned()),
            asks_userinfo: written.userinfo,
            authority,
            joining,
        })
    }

    /// Which groups are what; without any nobody would get in.
    pub(super) fn rules(
        &self,
        key: &str,
        place: usize,
        written: Vec<WrittenRule>,
    ) -> Result<Vec<RoleRule>, ConfigError> {
        if written.is_empty() {
            let remedy = "say which groups are what, as roles = [{ group = \"leaders\", role = \
                          \"team_leader\" }]; without it nobody gets in";
            return Err(self.error(place, format!("{key}.roles: {remedy}")));
        }
        let rule = |written: WrittenRule| {
            let word = written.role.get_ref();
            let role = Role::parse(word).ok_or_else(|| {
                let words: Vec<&str> = Role::ALL.into_iter().map(Role::word).collect();
                let remedy = format!("write one of {}", words.join(", "));
                self.at(&written.role, format!("{key}.roles: `{word}` is no role; {remedy}"))
            })?;
            if written.site.is_some() && written.team.is_some() {
                let remedy = "name a site or a team, or neither for the whole centre";
                return Err(self.at(&written.role, format!("{key}.roles: {remedy}")));
            }
            self.not_empty(&format!("{key}.roles.group"), &written.group, "write its name")?;
            let group = written.group.into_inner();
            Ok(RoleRule { group, role, site: written.site, team: written.team })
        };
        written.into_iter().map(rule).collect()
    }

    /// The secret, from whichever of the three places names it.
    pub(super) fn secret_of(
        &self,
        key: &str,
        written: &WrittenSecret<'_>,
    ) -> Result<Option<Secret>, ConfigError> {
        let WrittenSecret { plain, file, variable } = *written;
        match (plain, file, variable) {
            (None, None, None) => Ok(None),
            (Some(secret), None, None) => {
                self.not_empty(key, secret, "write the secret, or leave the line out")?;
                Ok(Some(Secret(secret.get_ref().clone())))
            }
            (None, Some(path), None) => {
                let file = self.existing(&format!("{key}_file"), path)?;
                let text = std::fs::read_to_string(&file).map_err(|error| {
                    self.at(path, format!("{key}_file: {}: {error}", file.display()))
                })?;
                Ok(Some(Secret(text.trim_end().to_owned())))
            }
            (None, None, Some(name)) => match std::env::var(name.get_ref()) {
                Ok(secret) if !secret.is_empty() => Ok(Some(Secret(secret))),
                _ => {
                    let problem = format!(
                        "{key}_env: the environment holds no `{}`; set it where the server is started",
                        name.get_ref()
                    );
                    Err(self.at(name, problem))
                }
            },
            (plain, file, variable) => {
                let place = plain.map(Spanned::span).or_else(|| file.map(Spanned::span));
                let place = place.or_else(|| variable.map(Spanned::span));
                let last = key.rsplit('.').next().unwrap_or(key);
                let remedy = format!("give one of `{last}`, `{last}_file` and `{last}_env`");
                Err(self.error(place.map_or(0, |span| span.start), format!("{key}: {remedy}")))
            }
        }
    }
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "https" | "http") && url.has_host() && url.username().is_empty()
}

/// Over TLS, or without it to this machine alone.
#[must_use]
pub fn is_safe(url: &Url) -> bool {
    let is_here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    is_web(url) && (url.scheme() == "https" || is_here)
}

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use crate::http::access::Role;
    use std::path::Path;

    const HEAD: &str = "public_url = \"https://callboard.example.com/\"\n";
    const PROVIDER: &str = "[[sign_in.openid]]\nname = \"house\"\n\
        issuer = \"https://id.example.com\"\nclient_id = \"callboard\"\n";
    const ROLES: &str =
        "roles = [{ group = \"leaders\", role = \"team_leader\", team = \"一组\" }]\n";

    fn parse(text: &str) -> Result<Config, String> {
        Config::parse(Path::new("c.toml"), text).map_err(|error| error.to_string())
    }

    #[test]
    fn a_provider_is_read_with_its_defaults() {
        let config =
            parse(&format!("{HEAD}{PROVIDER}client_secret = \"s3cret\"\n{ROLES}")).unwrap();
        assert_eq!(config.public_url.as_deref(), Some("https://callboard.example.com"));
        let [one] = config.sign_in.openid.as_slice() else { panic!("one provider") };
        assert_eq!((one.title.as_str(), one.scopes.join(" ")), ("house", "openid profile".into()));
        assert_eq!(one.joining.roles[0].role, Role::TeamLeader);
        assert!(one.joining.makes_accounts && !one.joining.links_by_name);
        assert!(!format!("{config:?}").contains("s3cret"));
    }

    #[test]
    fn what_would_let_nobody_in_or_anybody_listen_is_refused() {
        let error = |text: &str| parse(text).unwrap_err();
        let without = error(&format!("{PROVIDER}{ROLES}"));
        assert!(without.contains(":2: sign_in.openid: write public_url"), "{without}");
        let roles = error(&format!("{HEAD}{PROVIDER}"));
        assert!(roles.contains("sign_in.openid.roles: say which groups"), "{roles}");
        let plain = format!("{HEAD}{PROVIDER}{ROLES}").replace("https://id.", "http://id.");
        assert!(error(&plain).contains("is no https address"));
        let here = format!("{HEAD}{PROVIDER}{ROLES}")
            .replace("https://id.example.com", "http://127.0.0.1:9");
        parse(&here).unwrap();
        let role = format!("{HEAD}{PROVIDER}{ROLES}").replace("team_leader", "king");
        assert!(error(&role).contains("`king` is no role; write one of agent"));
        let both =
            format!("{HEAD}{PROVIDER}client_secret = \"a\"\nclient_secret_env = \"B\"\n{ROLES}");
        assert!(error(&both).contains(":6: sign_in.openid.client_secret: give one of"));
        let missing = format!("{HEAD}{PROVIDER}client_secret_env = \"CALLBOARD_NO_SUCH\"\n{ROLES}");
        assert!(error(&missing).contains("the environment holds no `CALLBOARD_NO_SUCH`"));
        let twice = format!("{HEAD}{PROVIDER}{ROLES}{PROVIDER}{ROLES}");
        assert!(error(&twice).contains("`house` is taken"));
        assert!(error("public_url = \"callboard\"").contains(":1: public_url: `callboard`"));
        assert!(error("public_url = \"https://a.example/deep\"").contains("is no address"));
    }
}
