//! The house's directory: is this their password, who are they, in which groups, and who is there at all.
//!
//! Room:  server, federation; asked by the sign-in route, by the synchronisation and by the command.
//! Takes: the configuration. Gives: people with their groups, or what went wrong.
//! Holds: servers are tried in their order; a person is the entry's own number (`entryUUID`, `objectGUID`),
//!        never its name; of several entries of one name none is taken.
//! Never: writes to the directory; follows a referral; sends an empty password.
//! Proof: `tests/it/directory_real.rs` with a real slapd; tests in the files below.

pub mod ber;
pub mod filter;
pub mod groups;
pub mod wire;

use super::in_full;
use super::trust::{self, NoAuthority};
use crate::config::{Directory as Config, EVERYBODY, Membership, RoleRule};
use filter::{Filter, distinguished};
use groups::{Graph, is_named, normal};
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio_rustls::TlsConnector;
use wire::{Connection, Depth, Entry, Search, WireError};

/// Why the directory did not help.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// Name or password is wrong, or there is nobody of that name.
    #[error("name or password is wrong")]
    WrongPassword,
    #[error("several entries have the name; make the person_filter narrower")]
    Ambiguous,
    #[error(
        "{dn} has no {attribute}; correct name_attribute or id_attribute, or the reader's rights"
    )]
    Incomplete { dn: String, attribute: String },
    #[error("{dn} may not search: {source}")]
    Reader { dn: String, source: WireError },
    #[error(transparent)]
    Wire(#[from] WireError),
}

/// Somebody in the directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// What the directory never gives to anybody else.
    pub id: String,
    pub dn: String,
    pub name: String,
    /// Those of the rules in which they are, as the rules name them.
    pub groups: BTreeSet<String>,
    /// Left, or locked there.
    pub is_off: bool,
}

/// The house's directory. Cheap to clone.
#[derive(Clone)]
pub struct Directory {
    pub config: Arc<Config>,
    tls: TlsConnector,
}

impl std::fmt::Debug for Directory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Directory").field("name", &self.config.name).finish_non_exhaustive()
    }
}

impl Directory {
    pub fn new(config: &Config) -> Result<Self, NoAuthority> {
        let tls = trust::connector(config.authority.as_deref())?;
        Ok(Self { config: Arc::new(config.clone()), tls })
    }

    /// Who has this name and this password.
    pub async fn sign_in(&self, name: &str, password: &str) -> Result<Person, DirectoryError> {
        if password.is_empty() || name.is_empty() {
            return Err(DirectoryError::WrongPassword);
        }
        let mut reader = self.open().await?;
        let bound = self.bind_reader(&mut reader).await;
        let found = match bound {
            Ok(()) => self.find(&mut reader, name).await,
            Err(error) => Err(error),
        };
        let found = found.inspect_err(|error| tracing::warn!(%error, "the directory was asked"));
        let entry = match found? {
            Some(entry) => entry,
            None => return Err(DirectoryError::WrongPassword),
        };
        self.prove(&entry.dn, password).await?;
        let person = self.described(&mut reader, &entry).await?;
        reader.close().await;
        Ok(person)
    }

    /// Everybody, with their groups.
    pub async fn everybody(&self) -> Result<Vec<Person>, DirectoryError> {
        let mut reader = self.open().await?;
        self.bind_reader(&mut reader).await?;
        let config = &self.config;
        let attributes = [config.name_attribute.as_str(), config.id_attribute.as_str()];
        let entries = reader.search(self.among_people(&config.person_filter, &attributes)).await?;
        let off = match &config.off_filter {
            Some(off) => self.numbers(&mut reader, off).await?,
            None => BTreeSet::new(),
        };
        let mut people = Vec::with_capacity(entries.len());
        for entry in &entries {
            let (id, name) = self.identity(entry)?;
            let (dn, is_off) = (entry.dn.clone(), off.contains(&id));
            people.push(Person { id, dn, name, groups: BTreeSet::new(), is_off });
        }
        match &config.membership {
            Membership::InChain => {
                for group in self.wanted() {
                    let members = self.numbers(&mut reader, &Filter::in_chain(group)).await?;
                    for person in people.iter_mut().filter(|one| members.contains(&one.id)) {
                        person.groups.insert(group.to_owned());
                    }
                }
            }
            Membership::Listed { groups, filter, attribute } => {
                let attributes = ["cn", attribute.as_str()];
                let search = Search {
                    base: groups,
                    depth: Depth::Below,
                    filter,
                    name: None,
                    attributes: &attributes,
                    limit: 0,
                };
                let graph = Graph::of(&reader.search(search).await?, attribute);
                for person in &mut people {
                    let within = graph.around(&person.dn, &person.name);
                    person.groups = named(self.wanted(), &within);
                }
            }
        }
        reader.close().await;
        Ok(people)
    }

    /// A connection to the first server that is there.
    async fn open(&self) -> Result<Connection, DirectoryError> {
        let mut last = None;
        for server in &self.config.servers {
            match Connection::open(server, &self.tls).await {
                Ok(connection) => return Ok(connection),
                Err(error) => {
                    tracing::warn!(error = in_full(&error), "a directory server is away");
                    last = Some(error);
                }
            }
        }
        Err(last.expect("the configuration names a server").into())
    }

    async fn bind_reader(&self, connection: &mut Connection) -> Result<(), DirectoryError> {
        let config = &self.config;
        let bound = connection.bind(&config.bind_dn, config.bind_password.reveal()).await;
        bound.map_err(|source| DirectoryError::Reader { dn: config.bind_dn.clone(), source })
    }

    /// Whether the password is theirs; on a connection of its own, which may then do nothing else.
    async fn prove(&self, dn: &str, password: &str) -> Result<(), DirectoryError> {
        let mut connection = self.open().await?;
        let bound = connection.bind(dn, password).await;
        connection.close().await;
        bound.map_err(|error| {
            if matches!(error, WireError::Refused { .. }) {
                DirectoryError::WrongPassword
            } else {
                error.into()
            }
        })
    }

    /// The entry of a name, if there is exactly one.
    async fn find(
        &self,
        reader: &mut Connection,
        name: &str,
    ) -> Result<Option<Entry>, DirectoryError> {
        let config = &self.config;
        let attributes = [config.name_attribute.as_str(), config.id_attribute.as_str()];
        let own = config.person_dn.as_ref().map(|template| distinguished(template, name));
        let search = Search {
            base: own.as_deref().unwrap_or(&config.people),
            depth: if own.is_some() { Depth::Itself } else { Depth::Below },
            filter: &config.person_filter,
            name: Some(name),
            attributes: &attributes,
            limit: 2,
        };
        let mut entries = reader.search(search).await?;
        match entries.len() {
            0 | 1 => Ok(entries.pop()),
            _ => Err(DirectoryError::Ambiguous),
        }
    }

    /// One entry as a person, with groups and whether it has left.
    async fn described(
        &self,
        reader: &mut Connection,
        entry: &Entry,
    ) -> Result<Person, DirectoryError> {
        let (id, name) = self.identity(entry)?;
        let is_off = match &self.config.off_filter {
            Some(off) => self.matches(reader, &entry.dn, off).await?,
            None => false,
        };
        let mut groups = BTreeSet::new();
        match &self.config.membership {
            Membership::InChain => {
                for group in self.wanted() {
                    if self.matches(reader, &entry.dn, &Filter::in_chain(group)).await? {
                        groups.insert(group.to_owned());
                    }
                }
            }
            Membership::Listed { groups: base, filter, attribute } => {
                let around = around(reader, (base, filter, attribute), (&entry.dn, &name)).await?;
                groups = named(self.wanted(), &around);
            }
        }
        Ok(Person { id, dn: entry.dn.clone(), name, groups, is_off })
    }

    /// The entry's own number and name.
    fn identity(&self, entry: &Entry) -> Result<(String, String), DirectoryError> {
        let config = &self.config;
        let missing = |attribute: &str| DirectoryError::Incomplete {
            dn: entry.dn.clone(),
            attribute: attribute.to_owned(),
        };
        let id = entry.values(&config.id_attribute).first().filter(|id| !id.is_empty());
        let id = id.map(|id| in_words(id)).ok_or_else(|| missing(&config.id_attribute))?;
        let name = entry.text(&config.name_attribute).filter(|name| !name.is_empty());
        Ok((id, name.ok_or_else(|| missing(&config.name_attribute))?))
    }

    async fn matches(
        &self,
        reader: &mut Connection,
        dn: &str,
        filter: &Filter,
    ) -> Result<bool, DirectoryError> {
        let search = Search {
            base: dn,
            depth: Depth::Itself,
            filter,
            name: None,
            attributes: &["1.1"],
            limit: 1,
        };
        Ok(!reader.search(search).await?.is_empty())
    }

    /// The numbers of the people that match.
    async fn numbers(
        &self,
        reader: &mut Connection,
        filter: &Filter,
    ) -> Result<BTreeSet<String>, DirectoryError> {
        let attributes = [self.config.id_attribute.as_str()];
        let both = Filter::And(vec![self.config.person_filter.clone(), filter.clone()]);
        let entries = reader.search(self.among_people(&both, &attributes)).await?;
        let id = |entry: &Entry| entry.values(attributes[0]).first().map(|id| in_words(id));
        Ok(entries.iter().filter_map(id).collect())
    }

    fn among_people<'s>(&'s self, filter: &'s Filter, attributes: &'s [&'s str]) -> Search<'s> {
        Search {
            base: &self.config.people,
            depth: Depth::Below,
            filter,
            name: None,
            attributes,
            limit: 0,
        }
    }

    /// The groups that a rule names, each once.
    fn wanted(&self) -> impl Iterator<Item = &str> {
        let rules = &self.config.joining.roles;
        let names: BTreeSet<&str> =
            rules.iter().map(|rule: &RoleRule| rule.group.as_str()).collect();
        names.into_iter().filter(|name| *name != EVERYBODY)
    }
}

/// Groups in groups, as deep as a person asks the directory at sign-in.
const DEEPEST: u32 = 10;

/// The groups around somebody, asked for step by step.
async fn around(
    reader: &mut Connection,
    (base, filter, attribute): (&str, &Filter, &str),
    (dn, name): (&str, &str),
) -> Result<Vec<(String, String)>, DirectoryError> {
    let mut known: Vec<(String, String)> = Vec::new();
    let member = if attribute.eq_ignore_ascii_case("memberUid") { name } else { dn };
    let mut members = vec![member.to_owned()];
    for _ in 0..DEEPEST {
        let mut next = Vec::new();
        for member in members {
            let is_in = Filter::equals(attribute, member.as_bytes());
            let both = Filter::And(vec![filter.clone(), is_in]);
            let search = Search {
                base,
                depth: Depth::Below,
                filter: &both,
                name: None,
                attributes: &["cn"],
                limit: 0,
            };
            for entry in reader.search(search).await? {
                let group = (normal(&entry.dn), entry.text("cn").unwrap_or_default());
                if !known.contains(&group) {
                    known.push(group);
                    next.push(entry.dn);
                }
            }
        }
        if next.is_empty() {
            break;
        }
        members = next;
    }
    Ok(known)
}

/// Those of `wanted` that are among the groups, by distinguished name or by `cn`.
fn named<'w>(
    wanted: impl Iterator<Item = &'w str>,
    groups: &[(String, String)],
) -> BTreeSet<String> {
    let is_in = |name: &&str| groups.iter().any(|group| is_named(name, group));
    wanted.filter(is_in).map(str::to_owned).collect()
}

/// An entry's number as text: as it is, or in hex where it is binary (`objectGUID`).
fn in_words(id: &[u8]) -> String {
    match std::str::from_utf8(id) {
        Ok(text) if id.iter().all(u8::is_ascii_graphic) => text.to_owned(),
        _ => crate::http::sign_in::secret::hex(id),
    }
}
