//! An ID token, checked: signed by the provider, for us, for this attempt, and still good.
//!
//! Room:  server, federation, openid; pure.
//! Takes: the token, the provider's keys, what was expected. Gives: its claims, or what is wrong.
//! Holds: OpenID Connect Core 1.0, 3.1.3.7; RS256 and ES256 alone, by the kind of the key and never by the
//!        token's word; a minute of clock skew.
//! Proof: tests below; `tests/it/openid_real.rs`.

use crate::http::sign_in::secret;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{Duration, Timestamp};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde::Deserialize;
use serde_json::{Map, Value};

const SKEW: Duration = Duration::from_minutes(1);

/// A key of the provider (RFC 7517), as far as we use one.
#[derive(Clone, Debug, Deserialize)]
pub struct Key {
    kty: String,
    kid: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    alg: Option<String>,
    n: Option<String>,
    e: Option<String>,
    crv: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

/// What the token must say.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    pub issuer: &'a str,
    pub client_id: &'a str,
    pub nonce: &'a str,
    pub now: Timestamp,
}

/// What is wrong with a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    #[error("it is no signed token")]
    Malformed,
    #[error("it is signed in another way than RS256 or ES256")]
    Algorithm,
    #[error("no key of the provider fits it")]
    UnknownKey,
    #[error("its signature is wrong")]
    Signature,
    #[error("another issuer made it")]
    Issuer,
    #[error("it was made for another client")]
    Audience,
    #[error("it has expired, or is of the future")]
    Time,
    #[error("it belongs to another attempt")]
    Nonce,
    #[error("it does not say whom it is about")]
    Subject,
}

#[derive(Deserialize)]
struct Head {
    alg: String,
    kid: Option<String>,
    crit: Option<Value>,
}

/// The claims of a good token.
pub fn verify(
    token: &str,
    keys: &[Key],
    expected: &Expected<'_>,
) -> Result<Map<String, Value>, TokenError> {
    let mut parts = token.split('.');
    let (Some(head), Some(claims), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(TokenError::Malformed);
    };
    let decoded: Head = read(head)?;
    let signed = token.get(..head.len() + 1 + claims.len()).ok_or(TokenError::Malformed)?;
    let signature = bytes(signature)?;
    if decoded.crit.is_some() || !matches!(decoded.alg.as_str(), "RS256" | "ES256") {
        return Err(TokenError::Algorithm);
    }
    let key = fitting(keys, &decoded).ok_or(TokenError::UnknownKey)?;
    if !is_signed(key, signed.as_bytes(), &signature)? {
        return Err(TokenError::Signature);
    }
    let claims: Map<String, Value> = read(claims)?;
    check(&claims, expected)?;
    Ok(claims)
}

fn read<T: for<'de> Deserialize<'de>>(part: &str) -> Result<T, TokenError> {
    serde_json::from_slice(&bytes(part)?).map_err(|_| TokenError::Malformed)
}

fn bytes(part: &str) -> Result<Vec<u8>, TokenError> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| TokenError::Malformed)
}

/// The key that the token names; where it names none, the only one of its kind.
fn fitting<'k>(keys: &'k [Key], head: &Head) -> Option<&'k Key> {
    let kind = if head.alg == "RS256" { "RSA" } else { "EC" };
    let mut fit = keys.iter().filter(|key| {
        key.kty == kind
            && key.purpose.as_deref().is_none_or(|purpose| purpose == "sig")
            && key.alg.as_ref().is_none_or(|alg| *alg == head.alg)
            && (head.kid.is_none() || key.kid == head.kid)
    });
    let first = fit.next()?;
    (head.kid.is_some() || fit.next().is_none()).then_some(first)
}

fn is_signed(key: &Key, signed: &[u8], signature: &[u8]) -> Result<bool, TokenError> {
    let part = |part: &Option<String>| {
        part.as_deref()
            .ok_or(TokenError::UnknownKey)
            .and_then(|part| URL_SAFE_NO_PAD.decode(part).map_err(|_| TokenError::UnknownKey))
    };
    if key.kty == "RSA" {
        let key = RsaPublicKeyComponents { n: part(&key.n)?, e: part(&key.e)? };
        return Ok(key.verify(&RSA_PKCS1_2048_8192_SHA256, signed, signature).is_ok());
    }
    if key.crv.as_deref() != Some("P-256") {
        return Err(TokenError::UnknownKey);
    }
    // SEC 1: an uncompressed point.
    let point = [vec![4], part(&key.x)?, part(&key.y)?].concat();
    let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
    Ok(key.verify(signed, signature).is_ok())
}

fn check(claims: &Map<String, Value>, expected: &Expected<'_>) -> Result<(), TokenError> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    if text("iss") != Some(expected.issuer) {
        return Err(TokenError::Issuer);
    }
    let audience: Vec<&str> = match claims.get("aud") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let party = text("azp");
    let is_ours = audience.contains(&expected.client_id)
        && (audience.len() == 1 || party.is_some())
        && party.is_none_or(|party| party == expected.client_id);
    if !is_ours {
        return Err(TokenError::Audience);
    }
    let latest = expected.now.plus(SKEW);
    let earliest = expected.now.before(SKEW);
    let expires = instant(claims, "exp").ok_or(TokenError::Time)?;
    let issued = instant(claims, "iat").ok_or(TokenError::Time)?;
    let begins = instant(claims, "nbf").unwrap_or(issued);
    if expires <= earliest || issued > latest || begins > latest {
        return Err(TokenError::Time);
    }
    if !text("nonce").is_some_and(|nonce| secret::same(nonce, expected.nonce)) {
        return Err(TokenError::Nonce);
    }
    match text("sub") {
        Some(subject) if !subject.is_empty() && subject.len() <= 255 => Ok(()),
        _ => Err(TokenError::Subject),
    }
}

/// Seconds since 1970, possibly with a fraction.
fn instant(claims: &Map<String, Value>, name: &str) -> Option<Timestamp> {
    /// The year 10 000.
    const END: i64 = 253_402_300_800;
    let whole = claims.get(name)?.as_i64().or_else(|| {
        let text = claims.get(name)?.as_f64()?.floor().to_string();
        text.parse().ok()
    })?;
    (0..END).contains(&whole).then(|| Timestamp::from_secs(whole))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::rand::SystemRandom;
    use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
    use serde_json::json;

    const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);
    const EXPECTED: Expected<'_> = Expected {
        issuer: "https://id.example.com",
        client_id: "callboard",
        nonce: "n-1",
        now: NOW,
    };

    struct Signer(EcdsaKeyPair);

    impl Signer {
        fn new() -> Self {
            let random = SystemRandom::new();
            let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
            let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
            Self(EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random).unwrap())
        }

        fn key(&self, kid: &str) -> Key {
            let point = self.0.public_key().as_ref();
            let part = |range: std::ops::Range<usize>| URL_SAFE_NO_PAD.encode(&point[range]);
            serde_json::from_value(json!({
                "kty": "EC", "crv": "P-256", "kid": kid, "use": "sig",
                "x": part(1..33), "y": part(33..65),
            }))
            .unwrap()
        }

        fn sign(&self, head: &Value, claims: &Value) -> String {
            let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
            let signed = format!("{}.{}", part(head), part(claims));
            let signature = self.0.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
            format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
        }
    }

    fn claims() -> Value {
        json!({
            "iss": "https://id.example.com", "aud": "callboard", "sub": "8f2", "nonce": "n-1",
            "iat": 1_800_000_000, "exp": 1_800_000_300,
        })
    }

    fn with(name: &str, value: Value) -> Value {
        let mut claims = claims();
        claims[name] = value;
        claims
    }

    #[test]
    fn a_good_token_gives_its_claims_and_each_wrong_one_its_reason() {
        let signer = Signer::new();
        let keys = [Signer::new().key("other"), signer.key("k1")];
        let head = json!({"alg": "ES256", "kid": "k1"});
        let told = |claims: &Value| {
            verify(&signer.sign(&head, claims), &keys, &EXPECTED)
                .map(|claims| claims["sub"].clone())
        };
        assert_eq!(told(&claims()), Ok(json!("8f2")));
        let several = json!(["callboard", "other"]);
        let mut party = with("aud", several.clone());
        party["azp"] = json!("callboard");
        assert_eq!(told(&party), Ok(json!("8f2")));
        for (wrong, reason) in [
            (with("iss", json!("https://evil.example")), TokenError::Issuer),
            (with("aud", json!("other")), TokenError::Audience),
            (with("aud", several), TokenError::Audience),
            (with("azp", json!("other")), TokenError::Audience),
            (with("aud", Value::Null), TokenError::Audience),
            (with("exp", json!(1_799_999_900)), TokenError::Time),
            (with("exp", Value::Null), TokenError::Time),
            (with("iat", json!(1_800_000_100)), TokenError::Time),
            (with("nbf", json!(1_800_000_100)), TokenError::Time),
            (with("exp", json!(1e300)), TokenError::Time),
            (with("nonce", json!("n-2")), TokenError::Nonce),
            (with("nonce", Value::Null), TokenError::Nonce),
            (with("sub", json!("")), TokenError::Subject),
        ] {
            assert_eq!(told(&wrong), Err(reason), "{wrong}");
        }
        assert_eq!(told(&with("exp", json!(1_799_999_970))), Ok(json!("8f2")), "within the skew");
    }

    #[test]
    fn the_tokens_own_word_chooses_no_weaker_check() {
        let signer = Signer::new();
        let keys = [signer.key("k1")];
        let told = |head: Value| verify(&signer.sign(&head, &claims()), &keys, &EXPECTED).err();
        assert_eq!(told(json!({"alg": "none"})), Some(TokenError::Algorithm));
        assert_eq!(told(json!({"alg": "HS256", "kid": "k1"})), Some(TokenError::Algorithm));
        assert_eq!(told(json!({"alg": "RS256", "kid": "k1"})), Some(TokenError::UnknownKey));
        assert_eq!(told(json!({"alg": "ES256", "kid": "k9"})), Some(TokenError::UnknownKey));
        assert_eq!(told(json!({"alg": "ES256", "crit": ["b64"]})), Some(TokenError::Algorithm));
        assert_eq!(told(json!({"alg": "ES256"})), None, "the only key needs no name");

        let good = signer.sign(&json!({"alg": "ES256", "kid": "k1"}), &claims());
        let (signed, _) = good.rsplit_once('.').unwrap();
        assert_eq!(verify(&format!("{signed}."), &keys, &EXPECTED), Err(TokenError::Signature));
        assert_eq!(verify(signed, &keys, &EXPECTED), Err(TokenError::Malformed));
        let forged = Signer::new().sign(&json!({"alg": "ES256", "kid": "k1"}), &claims());
        assert_eq!(verify(&forged, &keys, &EXPECTED), Err(TokenError::Signature));
        let twice = [signer.key("k1"), Signer::new().key("k2")];
        let unnamed = signer.sign(&json!({"alg": "ES256"}), &claims());
        assert_eq!(verify(&unnamed, &twice, &EXPECTED), Err(TokenError::UnknownKey));
    }
}
