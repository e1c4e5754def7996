//! OpenID Connect: the authorization code flow with PKCE, as a client of one or several providers.
//!
//! Room:  server, federation; asked by `http::routes::openid`.
//! Takes: the configuration; the provider's discovery document and keys. Gives: where to send the browser;
//!        from the code that comes back, proven claims.
//! Holds: state, nonce and a verifier (S256) of each attempt's own; addresses only from the provider's
//!        document and the configured public address; a key that is not known is asked for once a minute.
//! Never: the implicit flow; the password of anybody; a token kept after sign-in.
//! Proof: `tests/it/openid_real.rs` with a certified provider.

pub mod attempts;
pub mod token;

use super::fetch::{Client, FetchError, Proof};
use super::trust::NoAuthority;
use crate::config::{OpenId, is_safe};
use attempts::{Attempt, Attempts, Begun};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{Duration, Timestamp};
use serde::Deserialize;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use std::sync::{Arc, Mutex, PoisonError};
use token::{Expected, Key, TokenError};
use url::Url;

/// Of accounts that come from a provider.
pub const KIND: &str = "openid";
/// How long document and keys are believed without asking again.
const FRESH: Duration = Duration::from_minutes(60);
/// How long an unknown key is not asked for again.
const ASKED_AGAIN: Duration = Duration::from_minutes(1);

/// Why somebody is not proven.
#[derive(Debug, thiserror::Error)]
pub enum OpenIdError {
    #[error(transparent)]
    Fetch(#[from] FetchError),
    #[error("{issuer} calls itself {found}: write the issuer exactly so, if it is the right one")]
    OtherIssuer { issuer: String, found: String },
    #[error("{issuer} names an address that is not safe: {url}")]
    Unsafe { issuer: String, url: String },
    #[error("the ID token: {0}")]
    Token(#[from] TokenError),
    #[error("the userinfo is of somebody else than the ID token")]
    OtherSubject,
}

impl OpenIdError {
    /// Whether the provider could not be asked, so that trying later may help.
    #[must_use]
    pub const fn is_away(&self) -> bool {
        matches!(self, Self::Fetch(error) if !error.is_refusal())
    }
}

/// What a provider says of itself (OpenID Connect Discovery 1.0).
#[derive(Clone, Debug, Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    userinfo_endpoint: Option<String>,
    end_session_endpoint: Option<String>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Value>,
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
    access_token: Option<String>,
}

#[derive(Debug, Default)]
struct Known {
    document: Option<(Timestamp, Arc<Document>)>,
    keys: Option<(Timestamp, Arc<[Key]>)>,
}

/// One provider, with what is known of it.
#[derive(Debug)]
pub struct Provider {
    pub config: OpenId,
    redirect: String,
    home: String,
    client: Client,
    known: Mutex<Known>,
}

/// All providers and the sign-ins under way. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Providers {
    all: Arc<[Provider]>,
    pub attempts: Attempts,
}

impl Providers {
    pub fn new(configs: &[OpenId], public_url: Option<&str>) -> Result<Self, NoAuthority> {
        let base = public_url.unwrap_or_default();
        let open = |config: &OpenId| {
            Ok(Provider {
                redirect: format!("{base}/api/v1/openid/{}/callback", config.name),
                home: format!("{base}/"),
                client: Client::new(config.authority.as_deref())?,
                config: config.clone(),
                known: Mutex::default(),
            })
        };
        let all = configs.iter().map(open).collect::<Result<Vec<_>, NoAuthority>>()?;
        Ok(Self { all: all.into(), attempts: Attempts::default() })
    }

    pub fn iter(&self) -> impl Iterator<Item = &Provider> {
        self.all.iter()
    }

    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Provider> {
        self.iter().find(|one| one.config.name == name)
    }
}

impl Provider {
    /// Where the browser goes to sign in.
    pub async fn authorization(
        &self,
        begun: &Begun,
        now: Timestamp,
    ) -> Result<String, OpenIdError> {
        let document = self.document(now).await?;
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(begun.verifier.as_bytes()));
        let scopes = self.config.scopes.join(" ");
        Ok(with_query(
            &document.authorization_endpoint,
            &[
                ("response_type", "code"),
                ("client_id", &self.config.client_id),
                ("redirect_uri", &self.redirect),
                ("scope", &scopes),
                ("state", &begun.state),
                ("nonce", &begun.nonce),
                ("code_challenge", &challenge),
                ("code_challenge_method", "S256"),
            ],
        ))
    }

    /// Who came back with the code: claims of the ID token, and of the userinfo where configured.
    pub async fn claims(
        &self,
        code: &str,
        attempt: &Attempt,
        now: Timestamp,
    ) -> Result<Map<String, Value>, OpenIdError> {
        let document = self.document(now).await?;
        let tokens = self.redeem(&document, code, attempt).await?;
        let expected = Expected {
            issuer: &self.config.issuer,
            client_id: &self.config.client_id,
            nonce: &attempt.nonce,
            now,
        };
        let keys = self.keys(&document, FRESH, now).await?;
        let mut claims = match token::verify(&tokens.id_token, &keys, &expected) {
            // The provider may have changed its keys since we asked.
            Err(TokenError::UnknownKey) => {
                let keys = self.keys(&document, ASKED_AGAIN, now).await?;
                token::verify(&tokens.id_token, &keys, &expected)?
            }
            verified => verified?,
        };
        if self.config.asks_userinfo
            && let (Some(url), Some(token)) = (&document.userinfo_endpoint, &tokens.access_token)
        {
            let more: Map<String, Value> = self.client.get(url, Proof::Bearer(token)).await?;
            if more.get("sub") != claims.get("sub") {
                return Err(OpenIdError::OtherSubject);
            }
            for (name, value) in more {
                claims.entry(name).or_insert(value);
            }
        }
        Ok(claims)
    }

    /// Where the browser goes to sign out there too, if the provider offers that.
    pub async fn sign_out(&self, now: Timestamp) -> Option<String> {
        let document = self.document(now).await.ok()?;
        let endpoint = document.end_session_endpoint.as_ref()?;
        let named = [
            ("client_id", self.config.client_id.as_str()),
            ("post_logout_redirect_uri", self.home.as_str()),
        ];
        Some(with_query(endpoint, &named))
    }

    async fn redeem(
        &self,
        document: &Document,
        code: &str,
        attempt: &Attempt,
    ) -> Result<Tokens, OpenIdError> {
        let client_id = self.config.client_id.as_str();
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", self.redirect.as_str()),
            ("code_verifier", attempt.verifier.as_str()),
        ];
        // Without a list the provider takes `client_secret_basic` (Discovery 1.0, 3).
        let methods = document.token_endpoint_auth_methods_supported.as_ref();
        let takes_basic =
            methods.is_none_or(|methods| methods.iter().any(|one| one == "client_secret_basic"));
        let proof = match self.config.client_secret.as_ref().map(crate::config::Secret::reveal) {
            Some(secret) if takes_basic => Proof::Basic { name: client_id, secret },
            Some(secret) => {
                form.extend([("client_id", client_id), ("client_secret", secret)]);
                Proof::Nothing
            }
            None => {
                form.push(("client_id", client_id));
                Proof::Nothing
            }
        };
        Ok(self.client.post(&document.token_endpoint, proof, &form).await?)
    }

    /// The provider's document, asked for once an hour.
    async fn document(&self, now: Timestamp) -> Result<Arc<Document>, OpenIdError> {
        if let Some((at, document)) = &self.known().document
            && now.since(*at) < FRESH
        {
            return Ok(Arc::clone(document));
        }
        let issuer = &self.config.issuer;
        let address = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let document: Document = self.client.get(&address, Proof::Nothing).await?;
        if document.issuer != *issuer {
            let (issuer, found) = (issuer.clone(), document.issuer);
            return Err(OpenIdError::OtherIssuer { issuer, found });
        }
        if let Some(url) = doubted(&document) {
            return Err(OpenIdError::Unsafe { issuer: issuer.clone(), url });
        }
        let document = Arc::new(document);
        self.known().document = Some((now, Arc::clone(&document)));
        Ok(document)
    }

    /// The provider's keys, no older than `age`.
    async fn keys(
        &self,
        document: &Document,
        age: Duration,
        now: Timestamp,
    ) -> Result<Arc<[Key]>, OpenIdError> {
        if let Some((at, keys)) = &self.known().keys
            && now.since(*at) < age
        {
            return Ok(Arc::clone(keys));
        }
        let set: KeySet = self.client.get(&document.jwks_uri, Proof::Nothing).await?;
        // Keys of kinds that we do not know are no failure.
        let known = set.keys.into_iter().filter_map(|key| serde_json::from_value(key).ok());
        let keys: Arc<[Key]> = known.collect();
        self.known().keys = Some((now, Arc::clone(&keys)));
        Ok(keys)
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The first address of a document that is not safe to use.
fn doubted(document: &Document) -> Option<String> {
    let required = [&document.authorization_endpoint, &document.token_endpoint, &document.jwks_uri];
    let optional = [&document.userinfo_endpoint, &document.end_session_endpoint];
    let mut all = required.into_iter().chain(optional.into_iter().flatten());
    all.find(|url| !Url::parse(url).is_ok_and(|url| is_safe(&url))).cloned()
}

/// A claim by its name, or by the path that its name is.
#[must_use]
pub fn claim<'c>(claims: &'c Map<String, Value>, name: &str) -> Option<&'c Value> {
    if let Some(found) = claims.get(name) {
        return Some(found);
    }
    let mut parts = name.split('.');
    let first = claims.get(parts.next()?)?;
    parts.try_fold(first, |value, part| value.get(part))
}

/// The texts of a claim that is a list, or one text.
#[must_use]
pub fn texts(claim: Option<&Value>) -> Vec<&str> {
    match claim {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn with_query(address: &str, pairs: &[(&str, &str)]) -> String {
    let Ok(mut url) = Url::parse(address) else { return address.to_owned() };
    url.query_pairs_mut().extend_pairs(pairs);
    url.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn groups_are_found_by_name_and_by_path() {
        let claims = json!({"groups": ["a", 3], "realm": {"roles": ["b"]}, "x.y": "c"});
        let claims = claims.as_object().unwrap();
        assert_eq!(texts(claim(claims, "groups")), ["a"]);
        assert_eq!(texts(claim(claims, "realm.roles")), ["b"]);
        assert_eq!(texts(claim(claims, "x.y")), ["c"]);
        assert!(texts(claim(claims, "realm.none.deeper")).is_empty());
    }
}
