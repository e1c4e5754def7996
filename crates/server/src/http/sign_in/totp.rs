//! One-time codes by time, as RFC 6238 says: six digits, HMAC-SHA-1, steps of 30 seconds.
//!
//! Room:  server/http, sign-in; the store keeps secrets and the last step that was used.
//! Takes: a secret, the house's time, what somebody typed. Gives: the step whose code it is.
//! Holds: a code counts in its own step and one to each side, since clocks differ; never at or before
//!        the step that was used last.
//! Never: reads a clock; logs a secret or a code.
//! Proof: tests below, with the vectors of RFC 6238, appendix B.

use super::secret;
use domain::Timestamp;
use hmac::{Hmac, Mac as _};
use sha1::Sha1;
use std::fmt::Write as _;

/// Seconds that a code is shown.
const STEP_S: i64 = 30;
/// Steps to each side whose codes are taken.
const WINDOW: i64 = 1;
const MODULUS: u32 = 1_000_000;
/// 160 bits, as RFC 4226 recommends.
const SECRET_BYTES: usize = 20;
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A new secret.
#[must_use]
pub fn fresh() -> Vec<u8> {
    let mut bytes = vec![0; SECRET_BYTES];
    getrandom::fill(&mut bytes).expect("the operating system has randomness");
    bytes
}

/// The step in which an instant lies.
#[must_use]
pub const fn step_at(now: Timestamp) -> i64 {
    now.micros().div_euclid(1_000_000).div_euclid(STEP_S)
}

/// The code of a step, with its leading zeros.
#[must_use]
pub fn code(secret: &[u8], step: i64) -> String {
    let mut mac =
        <Hmac<Sha1> as hmac::Mac>::new_from_slice(secret).expect("HMAC takes keys of any length");
    mac.update(&step.to_be_bytes());
    let sum = mac.finalize().into_bytes();
    let offset = usize::from(sum.last().map_or(0, |last| last & 0x0f));
    let four = sum.iter().skip(offset).take(4);
    let number = four.fold(0_u32, |number, byte| (number << 8) | u32::from(*byte)) & 0x7fff_ffff;
    format!("{:06}", number % MODULUS)
}

/// The step whose code `typed` is: near `now` and after `used`.
#[must_use]
pub fn step_of(secret: &[u8], typed: &str, now: Timestamp, used: i64) -> Option<i64> {
    let here = step_at(now);
    let fits = |step: &i64| secret::same(&code(secret, *step), typed);
    (here - WINDOW..=here + WINDOW).filter(|step| *step > used).find(fits)
}

/// A secret as people type it into an app: groups of four.
#[must_use]
pub fn in_text(secret: &[u8]) -> String {
    let plain = base32(secret);
    let groups: Vec<&str> =
        plain.as_bytes().chunks(4).filter_map(|four| std::str::from_utf8(four).ok()).collect();
    groups.join(" ")
}

/// What an app reads from the QR code.
#[must_use]
pub fn address(house: &str, account: &str, secret: &[u8]) -> String {
    let (house, account) = (encoded(house), encoded(account));
    let secret = base32(secret);
    format!("otpauth://totp/{house}:{account}?secret={secret}&issuer={house}&digits=6&period=30")
}

/// RFC 4648, without padding.
fn base32(bytes: &[u8]) -> String {
    let mut text = String::new();
    let (mut kept, mut bits) = (0_u32, 0_u32);
    for byte in bytes {
        kept = (kept << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(digit(kept >> bits));
        }
    }
    if bits > 0 {
        text.push(digit(kept << (5 - bits)));
    }
    text
}

fn digit(five: u32) -> char {
    let index = usize::try_from(five & 31).unwrap_or(0);
    char::from(BASE32.get(index).copied().unwrap_or(b'A'))
}

fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").expect("text grows");
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_secs(seconds)
    }

    /// RFC 6238 gives eight digits; six are their end.
    #[test]
    fn the_codes_are_those_of_rfc_6238() {
        for (seconds, eight) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            let six: String = eight.chars().skip(2).collect();
            assert_eq!(code(SECRET, step_at(at(seconds))), six, "{seconds}");
        }
    }

    #[test]
    fn a_code_counts_one_step_early_or_late_and_no_further() {
        let typed = code(SECRET, 100);
        for (seconds, fits) in
            [(2_969, false), (2_970, true), (3_000, true), (3_059, true), (3_060, false)]
        {
            let found = step_of(SECRET, &typed, at(seconds), 0);
            assert_eq!(found, fits.then_some(100), "{seconds}");
        }
    }

    #[test]
    fn a_step_that_was_used_counts_no_more_nor_does_any_before_it() {
        let now = at(3_000);
        assert_eq!(step_of(SECRET, &code(SECRET, 100), now, 99), Some(100));
        assert_eq!(step_of(SECRET, &code(SECRET, 100), now, 100), None);
        assert_eq!(step_of(SECRET, &code(SECRET, 99), now, 100), None);
        assert_eq!(step_of(SECRET, &code(SECRET, 101), now, 100), Some(101));
        for wrong in ["", "00000", "1234567", "      "] {
            assert_eq!(step_of(SECRET, wrong, now, 0), None, "{wrong:?}");
        }
    }

    /// RFC 4648, section 10.
    #[test]
    fn secrets_are_written_as_apps_read_them() {
        for (bytes, text) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(base32(bytes.as_bytes()), text);
        }
        assert_eq!(in_text(SECRET), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        assert_eq!(
            address("示例", "王 芳", b"foo"),
            "otpauth://totp/%E7%A4%BA%E4%BE%8B:%E7%8E%8B%20%E8%8A%B3?secret=MZXW6\
             &issuer=%E7%A4%BA%E4%BE%8B&digits=6&period=30"
        );
        assert_eq!(fresh().len(), 20);
        assert_ne!(fresh(), fresh());
    }
}
