//! One short text for all that a forecast rests on.
//!
//! Room:  forecast. Holds: equal inputs give the same text; what is not read does not change it.

use crate::run::Request;
use crate::series::Series;

/// FNV-1a of 64 bits (Fowler, Noll, Vo): tells inputs apart, guards nothing.
struct Hash(u64);

impl Hash {
    fn take(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}

/// Of the series before `origin`, the calendar on both sides, the request and this version.
pub(crate) fn fingerprint(
    series: &Series,
    origin: i32,
    request: &Request,
    so_far: &[f64],
) -> String {
    let mut hash = Hash(0xcbf2_9ce4_8422_2325);
    hash.take(env!("CARGO_PKG_VERSION").as_bytes());
    hash.take(format!("{} {:?} {request:?}", series.first, series.grid).as_bytes());
    for (day, index) in series.days.iter().zip(0i32..) {
        hash.take(&[day.kind as u8]);
        day.event.iter().for_each(|event| hash.take(event.as_bytes()));
        for count in day.counts.iter().flatten().filter(|_| index < origin) {
            hash.take(&count.to_bits().to_le_bytes());
        }
    }
    so_far.iter().for_each(|count| hash.take(&count.to_bits().to_le_bytes()));
    format!("{:016x}", hash.0)
}
