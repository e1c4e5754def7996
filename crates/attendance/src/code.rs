//! The rotating code of a kiosk: what it shows, and what a scan of it proves.
//!
//! Room:  attendance; the kiosk's page shows `Code::text`, the server judges scans with `judge`.
//! Takes: the key, the place, the moment, and what is known of the person who scans.
//! Gives: `Code`, its text, `Verdict`.
//! Holds: code = HMAC-SHA256(key, purpose, site, kiosk, step), cut to 80 bits and compared in constant
//!        time; step = a quarter minute; the step now and the one before are good, so a code lives 15 to
//!        30 s; a person uses a code once, and none older than the last one used at that kiosk.
//! Never: reads a clock; tells more in its text than place and step, which the screen shows anyway.
//! Proof: tests/it/code.rs.
//!
//! A code that is forwarded at once still is in its window: what stops that is the bound device, and the
//! site's network where the policy asks for it.

use crate::punch::PersonNumber;
use domain::{Duration, SiteId, Timestamp};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

/// How long a kiosk shows one code.
pub const STEP: Duration = Duration::from_secs(15);
/// How many steps are good at a moment.
pub const WINDOW: u32 = 2;
const TAG: usize = 10;
const BYTES: usize = 12 + TAG;
const PURPOSE: &[u8] = b"callboard attendance code 1";
/// Crockford's alphabet: nothing in it is mistaken for another sign.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// What makes codes unforgeable. It never leaves the server.
#[derive(Clone)]
pub struct CodeKey([u8; 32]);

impl CodeKey {
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl std::fmt::Debug for CodeKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CodeKey")
    }
}

/// Where a code is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub site: SiteId,
    pub kiosk: u32,
}

/// What a kiosk shows during one step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    pub place: Place,
    /// Quarter minutes since 1970.
    pub step: u32,
    tag: [u8; TAG],
}

/// The step at `now`.
#[must_use]
pub fn step_at(now: Timestamp) -> u32 {
    u32::try_from(now.micros().div_euclid(STEP.micros())).unwrap_or(0)
}

/// When the code shown at `now` is followed by the next.
#[must_use]
pub fn next_change(now: Timestamp) -> Timestamp {
    now.floor(STEP).plus(STEP)
}

impl Code {
    /// The code that `place` shows at `now`.
    #[must_use]
    pub fn at(key: &CodeKey, place: Place, now: Timestamp) -> Self {
        Self::of_step(key, place, step_at(now))
    }

    fn of_step(key: &CodeKey, place: Place, step: u32) -> Self {
        let sum = keyed(key, place, step).finalize().into_bytes();
        let mut tag = [0; TAG];
        tag.iter_mut().zip(sum).for_each(|(to, from)| *to = from);
        Self { place, step, tag }
    }

    /// 36 letters and digits, for a QR code or to be typed.
    #[must_use]
    pub fn text(&self) -> String {
        let numbers = [self.place.site.0, self.place.kiosk, self.step];
        let bytes: Vec<u8> = numbers.iter().flat_map(|n| n.to_be_bytes()).chain(self.tag).collect();
        base32(&bytes)
    }

    /// The address that a phone's camera opens. The code stands behind `#`: no log of a server or
    /// proxy holds it.
    #[must_use]
    pub fn address(&self, server: &str) -> String {
        format!("{}/scan#{}", server.trim_end_matches('/'), self.text())
    }

    /// Reads `text`, or the address that holds it.
    #[must_use]
    pub fn read(scanned: &str) -> Option<Self> {
        let text = scanned.trim().rsplit('#').next()?;
        let bytes: [u8; BYTES] = from_base32(text)?.try_into().ok()?;
        let (site, rest) = bytes.split_first_chunk::<4>()?;
        let (kiosk, rest) = rest.split_first_chunk::<4>()?;
        let (step, rest) = rest.split_first_chunk::<4>()?;
        let place =
            Place { site: SiteId(u32::from_be_bytes(*site)), kiosk: u32::from_be_bytes(*kiosk) };
        let tag = rest.try_into().ok()?;
        Some(Self { place, step: u32::from_be_bytes(*step), tag })
    }

    fn is_genuine(&self, key: &CodeKey) -> bool {
        keyed(key, self.place, self.step).verify_truncated_left(&self.tag).is_ok()
    }
}

fn keyed(key: &CodeKey, place: Place, step: u32) -> Hmac<Sha256> {
    let mut mac =
        <Hmac<Sha256> as hmac::Mac>::new_from_slice(&key.0).expect("HMAC takes keys of any length");
    mac.update(PURPOSE);
    for number in [place.site.0, place.kiosk, step] {
        mac.update(&number.to_be_bytes());
    }
    mac
}

/// Somebody held a phone in front of a code.
#[derive(Clone, Copy, Debug)]
pub struct Scan<'a> {
    pub text: &'a str,
    /// What tells the phone from others: the caller's stand-in for it.
    pub device: &'a str,
    pub at: Timestamp,
    pub is_network_seen: bool,
}

/// What is known of the person and the phone before the scan.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    pub person: &'a PersonNumber,
    /// Where the person may punch; empty means anywhere.
    pub sites: &'a [SiteId],
    /// The phone that is bound to the person; the first one that scans is bound.
    pub device: Option<&'a str>,
    /// Whose phone this is, if it is bound to anybody.
    pub owner: Option<&'a PersonNumber>,
    /// The last step that the person used at the place of the code.
    pub used: Option<u32>,
    pub is_network_required: bool,
}

/// What a scan says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Accepted {
        place: Place,
        step: u32,
        binds_device: bool,
    },
    /// No code of ours.
    Unreadable,
    /// Looks like one, but was not made with our key.
    Forged,
    /// Older than the window by so many seconds.
    TooOld {
        seconds: u32,
    },
    /// Of a step that has not begun.
    NotYet,
    OtherSite {
        site: SiteId,
    },
    /// The person's phone is another one, or the phone is another person's.
    OtherDevice,
    OtherNetwork,
    /// The person has used this code or a later one of the same kiosk.
    Replayed,
}

/// Judges a scan. What decides about the code comes before what decides about the person, so that a
/// forged code learns nothing about either.
#[must_use]
pub fn judge(key: &CodeKey, scan: Scan<'_>, known: Known<'_>) -> Verdict {
    let Some(code) = Code::read(scan.text) else { return Verdict::Unreadable };
    if !code.is_genuine(key) {
        return Verdict::Forged;
    }
    let now = step_at(scan.at);
    if code.step > now {
        return Verdict::NotYet;
    }
    let age = now - code.step;
    if age >= WINDOW {
        return Verdict::TooOld { seconds: (age - WINDOW + 1).saturating_mul(15) };
    }
    if !known.sites.is_empty() && !known.sites.contains(&code.place.site) {
        return Verdict::OtherSite { site: code.place.site };
    }
    let is_anothers = known.owner.is_some_and(|owner| owner != known.person);
    if is_anothers || known.device.is_some_and(|bound| bound != scan.device) {
        return Verdict::OtherDevice;
    }
    if known.is_network_required && !scan.is_network_seen {
        return Verdict::OtherNetwork;
    }
    if known.used.is_some_and(|used| code.step <= used) {
        return Verdict::Replayed;
    }
    let binds_device = known.device.is_none();
    Verdict::Accepted { place: code.place, step: code.step, binds_device }
}

fn base32(bytes: &[u8]) -> String {
    let (mut text, mut held, mut bits) = (String::new(), 0_u32, 0_u32);
    let mut put = |five: u32| {
        let sign = usize::try_from(five & 31).ok().and_then(|at| ALPHABET.get(at));
        text.push(sign.copied().map_or('0', char::from));
    };
    for byte in bytes {
        held = (held << 8 | u32::from(*byte)) & 0xffff;
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            put(held >> bits);
        }
    }
    if bits > 0 {
        put(held << (5 - bits));
    }
    text
}

/// Small letters are read too. What is left over must be zero, so that a code has one writing.
fn from_base32(text: &str) -> Option<Vec<u8>> {
    if text.len() > 2 * BYTES {
        return None;
    }
    let (mut bytes, mut held, mut bits) = (Vec::new(), 0_u32, 0_u32);
    for sign in text.bytes() {
        let five = ALPHABET.iter().position(|letter| *letter == sign.to_ascii_uppercase())?;
        held = (held << 5 | u32::try_from(five).ok()?) & 0xffff;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xff).ok()?);
        }
    }
    let rest = held & ((1 << bits) - 1);
    (rest == 0 && bits < 5).then_some(bytes)
}
