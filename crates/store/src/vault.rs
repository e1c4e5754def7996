//! The vault: customers' numbers, each encrypted under a key of its own, found by token only.
//!
//! Room:  store; the only place that ever holds a number.
//! Takes: numbers. Gives: tokens (keyed, the same for the same number) and, to who may look, numbers.
//! Holds: token = first 8 bytes of HMAC-SHA256(token key, number). number: AES-256-GCM under the
//!        customer's data key; data key: AES-256-GCM under the master key; nonces are random and
//!        stand before the ciphertext; the token is bound in as associated data.
//!        Erasing destroys the data key: what remains cannot be read, by us either.
//!        Data remembers a mark of its keys, so that foreign keys are refused.
//!        Other secrets (second factors) are sealed under keys derived from the master key by purpose.
//! Never: lets a number into a record, a log line or an error.
//! Proof: tests/it/contract.rs.

use crate::database::Database;
use crate::error::{StoreError, io};
use crate::folder::restrict;
use crate::sql::{self, Row};
use crate::store::Store;
use aes_gcm::aead::{Aead as _, Payload};
use aes_gcm::{Aes256Gcm, Key, KeyInit as _, Nonce};
use domain::{Timestamp, Token};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

const NONCE: usize = 12;
const KEY: usize = 32;
const KEYS_REMEDY: &str =
    "put back the keys folder that belongs to this data (it is backed up apart)";

/// The two keys that open the vault.
#[derive(Clone)]
pub struct Keys {
    folder: PathBuf,
    token: [u8; KEY],
    master: [u8; KEY],
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keys").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Keys {
    /// Reads the keys of a folder, making them where there are none yet.
    pub(crate) fn open(folder: &Path, may_make: bool) -> Result<Self, StoreError> {
        let token = key(&folder.join("token.key"), may_make)?;
        let master = key(&folder.join("master.key"), may_make)?;
        Ok(Self { folder: folder.to_owned(), token, master })
    }

    /// The stand-in of a number. Spaces and signs of writing do not count.
    #[must_use]
    pub fn token(&self, number: &str) -> Token {
        let mut mac = mac(&self.token);
        let plain: String = number.chars().filter(|c| !" -()./".contains(*c)).collect();
        mac.update(plain.as_bytes());
        let sum = mac.finalize().into_bytes();
        let (first, _) = sum.split_first_chunk::<8>().expect("SHA-256 has 32 bytes");
        Token(u64::from_le_bytes(*first))
    }

    /// What shows, without telling them, whether these are the keys of some data.
    fn mark(&self) -> String {
        let mut mac = mac(&self.master);
        mac.update(b"callboard keys");
        mac.update(&self.token(" mark ").0.to_le_bytes());
        let digits =
            mac.finalize().into_bytes().iter().map(|b| format!("{b:02x}")).collect::<String>();
        format!("\"{digits}\"")
    }

    fn seal(&self, token: Token, number: &str) -> Result<(Vec<u8>, Vec<u8>), StoreError> {
        let data_key: [u8; KEY] = random(&self.folder)?;
        let broken = || self.unusable("encrypting failed");
        let sealed = encrypt(&data_key, token, number.as_bytes(), random(&self.folder)?);
        let wrapped = encrypt(&self.master, token, &data_key, random(&self.folder)?);
        Ok((wrapped.ok_or_else(broken)?, sealed.ok_or_else(broken)?))
    }

    fn open_number(&self, token: Token, wrapped: &[u8], sealed: &[u8]) -> Option<String> {
        let data_key: [u8; KEY] = decrypt(&self.master, token, wrapped)?.try_into().ok()?;
        String::from_utf8(decrypt(&data_key, token, sealed)?).ok()
    }

    /// Encrypts a secret of an account, under a key of its purpose.
    pub(crate) fn seal_secret(
        &self,
        purpose: &str,
        account: u32,
        plain: &[u8],
    ) -> Result<Vec<u8>, StoreError> {
        let key = self.derived(purpose);
        let sealed = encrypt(&key, Token(account.into()), plain, random(&self.folder)?);
        sealed.ok_or_else(|| self.unusable("encrypting failed"))
    }

    /// What `seal_secret` took; `None` where key, account or bytes are others.
    pub(crate) fn open_secret(
        &self,
        purpose: &str,
        account: u32,
        sealed: &[u8],
    ) -> Option<Vec<u8>> {
        decrypt(&self.derived(purpose), Token(account.into()), sealed)
    }

    /// The hash of something short: whoever has the data alone cannot try all that it might be.
    pub(crate) fn keyed_hash(&self, purpose: &str, account: u32, plain: &[u8]) -> Vec<u8> {
        let mut mac = mac(&self.derived(purpose));
        mac.update(&account.to_le_bytes());
        mac.update(plain);
        mac.finalize().into_bytes().to_vec()
    }

    /// A key of its own for a purpose (HMAC as extraction of the master key).
    #[must_use]
    pub fn derived(&self, purpose: &str) -> [u8; KEY] {
        let mut mac = mac(&self.master);
        mac.update(b"callboard purpose ");
        mac.update(purpose.as_bytes());
        mac.finalize().into_bytes().into()
    }

    fn unusable(&self, what: &str) -> StoreError {
        StoreError::Unsuitable { path: self.folder.clone(), what: what.into(), remedy: KEYS_REMEDY }
    }
}

fn mac(key: &[u8; KEY]) -> Hmac<Sha256> {
    <Hmac<Sha256> as hmac::Mac>::new_from_slice(key).expect("HMAC takes keys of any length")
}

/// Reads a key file of 64 hexadecimal digits, or makes it.
fn key(path: &Path, may_make: bool) -> Result<[u8; KEY], StoreError> {
    if !path.exists() {
        if !may_make {
            return Err(StoreError::Missing { path: path.to_owned(), remedy: KEYS_REMEDY });
        }
        make_key(path)?;
    }
    let text = fs::read_to_string(path).map_err(io("reading", path))?;
    restrict(path, 0o600)?;
    from_hex(text.trim()).ok_or_else(|| StoreError::Corrupt {
        path: path.to_owned(),
        what: "it does not hold 64 hexadecimal digits".into(),
        remedy: KEYS_REMEDY,
    })
}

fn make_key(path: &Path) -> Result<(), StoreError> {
    let key: [u8; KEY] = random(path)?;
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(io("making the key", path))?;
    let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    writeln!(file, "{hex}").map_err(io("writing", path))?;
    file.sync_all().map_err(io("writing", path))?;
    crate::folder::sync_folder(path.parent().unwrap_or(path))
}

fn from_hex(text: &str) -> Option<[u8; KEY]> {
    if text.len() != 2 * KEY || !text.is_ascii() {
        return None;
    }
    let mut key = [0; KEY];
    for (byte, digits) in key.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        let digits = std::str::from_utf8(digits).ok()?;
        *byte = u8::from_str_radix(digits, 16).ok()?;
    }
    Some(key)
}

fn random<const N: usize>(path: &Path) -> Result<[u8; N], StoreError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| StoreError::Unsuitable {
        path: path.to_owned(),
        what: format!("the system gave no random numbers: {error}"),
        remedy: "check that the machine's random device works",
    })?;
    Ok(bytes)
}

fn encrypt(key: &[u8; KEY], token: Token, plain: &[u8], nonce: [u8; NONCE]) -> Option<Vec<u8>> {
    let cipher = Aes256Gcm::new(Key::<Aes256Gcm>::from_slice(key));
    let aad = token.0.to_le_bytes();
    let payload = Payload { msg: plain, aad: &aad };
    let sealed = cipher.encrypt(Nonce::from_slice(&nonce), payload).ok()?;
    Some([nonce.as_slice(), &sealed].concat())
}

fn decrypt(key: &[u8; KEY], token: Token, bytes: &[u8]) -> Option<Vec<u8>> {
    let (nonce, sealed) = bytes.split_first_chunk::<NONCE>()?;
    let cipher = Aes256Gcm::new(Key::<Aes256Gcm>::from_slice(key));
    let aad = token.0.to_le_bytes();
    cipher.decrypt(Nonce::from_slice(nonce), Payload { msg: sealed, aad: &aad }).ok()
}

impl Store {
    /// The keys, for making tokens where no waiting is possible.
    #[must_use]
    pub fn keys(&self) -> &Keys {
        &self.inner.keys
    }

    /// The stand-in of a customer's number.
    #[must_use]
    pub fn token(&self, number: &str) -> Token {
        self.inner.keys.token(number)
    }

    /// Keeps customers' numbers. Those known stay as they are; those erased stay erased.
    pub async fn remember_customers(
        &self,
        numbers: &[&str],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let database = &self.inner.callboard;
        let failed = || database.failed("keeping customers' numbers");
        let mut sealed = Vec::with_capacity(numbers.len());
        for number in numbers {
            let token = self.token(number);
            let (data_key, bytes) = self.inner.keys.seal(token, number)?;
            sealed.push((token, data_key, bytes));
        }
        let mut transaction = database.begin().await.map_err(failed())?;
        for (token, data_key, bytes) in sealed {
            sql::query(
                "INSERT INTO customer (token, data_key, number, created_at, erased_at) \
                 VALUES ($1, $2, $3, $4, NULL) ON CONFLICT (token) DO NOTHING",
            )
            .bind(token.0.cast_signed())
            .bind(data_key)
            .bind(bytes)
            .bind(now.micros())
            .execute(&mut *transaction)
            .await
            .map_err(failed())?;
        }
        transaction.commit().await.map_err(failed())
    }

    /// A customer's number, for somebody who may see it (the caller audits the look). `None`: never
    /// kept, or erased.
    pub async fn customer_number(&self, token: Token) -> Result<Option<String>, StoreError> {
        let database = &self.inner.callboard;
        let statement = sql::query(
            "SELECT data_key, number FROM customer WHERE token = $1 AND data_key IS NOT NULL",
        )
        .bind(token.0.cast_signed());
        let read = |row: &Row| Ok((row.try_get::<Vec<u8>>(0)?, row.try_get::<Vec<u8>>(1)?));
        let found = database.find("reading a customer", statement, read).await?;
        let Some((wrapped, sealed)) = found else { return Ok(None) };
        let number = self.inner.keys.open_number(token, &wrapped, &sealed);
        number
            .map(Some)
            .ok_or_else(|| StoreError::corrupt(&database.path, "a customer's number does not open"))
    }

    /// Destroys a customer's data key; whether there was one. In a file the freed bytes are overwritten and
    /// the write-ahead log is emptied, so that no copy stays behind in the data folder. `PostgreSQL` keeps the
    /// bytes, which only the master key opens, until it has vacuumed and reused their place.
    pub async fn erase_customer(&self, token: Token, now: Timestamp) -> Result<bool, StoreError> {
        let database = &self.inner.callboard;
        database.overwrite_what_is_freed().await?;
        let statement = sql::query(
            "UPDATE customer SET data_key = NULL, number = $3, erased_at = $2 \
             WHERE token = $1 AND data_key IS NOT NULL",
        )
        .bind(token.0.cast_signed())
        .bind(now.micros())
        .bind(Vec::<u8>::new());
        let found = database.write("erasing a customer", statement).await? > 0;
        database.checkpoint().await?;
        Ok(found)
    }
}

/// Opens the keys that belong to the data; data that has none yet takes new ones as its own.
pub(crate) async fn open_keys(folder: &Path, database: &Database) -> Result<Keys, StoreError> {
    const NAME: &str = "keys.mark";
    let statement = sql::query("SELECT value FROM setting WHERE name = $1").bind(NAME);
    let read = |row: &Row| row.try_get::<String>(0);
    let known = database.find("reading the mark of the keys", statement, read).await?;
    let keys = Keys::open(folder, known.is_none())?;
    match known {
        Some(known) if known == keys.mark() => {}
        Some(_) => {
            return Err(StoreError::WrongKeys { path: folder.to_owned(), remedy: KEYS_REMEDY });
        }
        None => {
            let statement =
                sql::query("INSERT INTO setting (name, value, changed_at) VALUES ($1, $2, 0)")
                    .bind(NAME)
                    .bind(keys.mark());
            database.write("keeping the mark of the keys", statement).await?;
        }
    }
    Ok(keys)
}
