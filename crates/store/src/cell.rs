//! Cells as few bytes: only what is not zero is written.
//!
//! Room:  store.
//! Takes: `Counts`, `WorkCounts`. Gives: bytes and the same again.
//! Holds: form 1 is: the byte 1; groups of numbers, each a mask of the places that are not zero
//!        and these numbers. All are variable-length (7 bits a byte, low first). A later form
//!        begins with another byte; form 1 reads forever, places beyond the known ones are damage.
//! Proof: property below.

use domain::figures::{BUCKETS, Counts, Histogram, WorkCounts};
use domain::measure::TimeAccount;
use domain::state::ACTIVITIES;

const FORM: u8 = 1;
const COUNTS: usize = 16;
const WORK: usize = ACTIVITIES + 6;

pub(crate) fn write_counts(counts: &Counts) -> Vec<u8> {
    let Counts {
        offered,
        refused,
        answered,
        abandoned,
        diverted,
        transferred_blind,
        transferred_attended,
        offers,
        rung_out,
        handled,
        wait_answered,
        wait_abandoned,
        wait_max,
        talk,
        hold,
        after_contact_work,
        answered_waits,
        abandoned_waits,
    } = counts;
    let small = [
        offered,
        refused,
        answered,
        abandoned,
        diverted,
        transferred_blind,
        transferred_attended,
        offers,
        rung_out,
        handled,
    ];
    let large = [wait_answered, wait_abandoned, wait_max, talk, hold, after_contact_work];
    let mut numbers = [0_u64; COUNTS];
    let all = small.iter().map(|&&n| u64::from(n)).chain(large.iter().map(|&&n| n));
    for (place, number) in numbers.iter_mut().zip(all) {
        *place = number;
    }
    let mut bytes = vec![FORM];
    write_group(&numbers, &mut bytes);
    write_group(&answered_waits.0.map(u64::from), &mut bytes);
    write_group(&abandoned_waits.0.map(u64::from), &mut bytes);
    bytes
}

pub(crate) fn read_counts(bytes: &[u8]) -> Option<Counts> {
    let mut rest = bytes.strip_prefix(&[FORM])?;
    let numbers = read_group::<COUNTS>(&mut rest)?;
    let answered_waits = read_histogram(&mut rest)?;
    let abandoned_waits = read_histogram(&mut rest)?;
    let small = |place: usize| u32::try_from(numbers[place]).ok();
    rest.is_empty().then_some(())?;
    Some(Counts {
        offered: small(0)?,
        refused: small(1)?,
        answered: small(2)?,
        abandoned: small(3)?,
        diverted: small(4)?,
        transferred_blind: small(5)?,
        transferred_attended: small(6)?,
        offers: small(7)?,
        rung_out: small(8)?,
        handled: small(9)?,
        wait_answered: numbers[10],
        wait_abandoned: numbers[11],
        wait_max: numbers[12],
        talk: numbers[13],
        hold: numbers[14],
        after_contact_work: numbers[15],
        answered_waits,
        abandoned_waits,
    })
}

pub(crate) fn write_work(counts: &WorkCounts) -> Vec<u8> {
    let WorkCounts { times, offers, rung_out, answered, handled, transferred, break_overrun } =
        counts;
    let mut numbers = [0_u64; WORK];
    let small = [offers, rung_out, answered, handled, transferred].map(|&n| u64::from(n));
    let all = times.0.iter().copied().chain(small).chain([*break_overrun]);
    for (place, number) in numbers.iter_mut().zip(all) {
        *place = number;
    }
    let mut bytes = vec![FORM];
    write_group(&numbers, &mut bytes);
    bytes
}

pub(crate) fn read_work(bytes: &[u8]) -> Option<WorkCounts> {
    let mut rest = bytes.strip_prefix(&[FORM])?;
    let numbers = read_group::<WORK>(&mut rest)?;
    rest.is_empty().then_some(())?;
    let (times, others) = numbers.split_first_chunk::<ACTIVITIES>()?;
    let small = |place: usize| others.get(place).and_then(|&n| u32::try_from(n).ok());
    Some(WorkCounts {
        times: TimeAccount(*times),
        offers: small(0)?,
        rung_out: small(1)?,
        answered: small(2)?,
        handled: small(3)?,
        transferred: small(4)?,
        break_overrun: *others.get(5)?,
    })
}

fn read_histogram(rest: &mut &[u8]) -> Option<Histogram> {
    let wide = read_group::<BUCKETS>(rest)?;
    let mut buckets = [0_u32; BUCKETS];
    for (bucket, number) in buckets.iter_mut().zip(wide) {
        *bucket = u32::try_from(number).ok()?;
    }
    Some(Histogram(buckets))
}

fn write_group(numbers: &[u64], bytes: &mut Vec<u8>) {
    let mask = numbers
        .iter()
        .enumerate()
        .filter(|(_, number)| **number != 0)
        .fold(0_u64, |mask, (place, _)| mask | (1 << place));
    write_number(mask, bytes);
    for &number in numbers.iter().filter(|number| **number != 0) {
        write_number(number, bytes);
    }
}

fn read_group<const N: usize>(rest: &mut &[u8]) -> Option<[u64; N]> {
    let mask = read_number(rest)?;
    if N < 64 && mask >> N != 0 {
        return None;
    }
    let mut numbers = [0_u64; N];
    for (place, number) in numbers.iter_mut().enumerate() {
        if mask & (1 << place) != 0 {
            *number = read_number(rest)?;
        }
    }
    Some(numbers)
}

fn write_number(number: u64, bytes: &mut Vec<u8>) {
    let mut rest = number;
    loop {
        let [low, ..] = rest.to_le_bytes();
        rest >>= 7;
        if rest == 0 {
            bytes.push(low & 0x7f);
            return;
        }
        bytes.push(low | 0x80);
    }
}

fn read_number(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let (&byte, after) = rest.split_first()?;
        *rest = after;
        let bits = u64::from(byte & 0x7f);
        if shift == 63 && bits > 1 {
            return None;
        }
        number |= bits << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn counts(n: &[u64], waits: &[u32]) -> Counts {
        let mut counts = Counts {
            offered: u32::try_from(n[0] & 0xffff_ffff).unwrap(),
            handled: 3,
            wait_answered: n[1],
            wait_max: n[2],
            after_contact_work: n[3],
            ..Counts::default()
        };
        for (bucket, &wait) in counts.answered_waits.0.iter_mut().zip(waits) {
            *bucket = wait;
        }
        for (bucket, &wait) in counts.abandoned_waits.0.iter_mut().rev().zip(waits) {
            *bucket = wait;
        }
        counts
    }

    proptest! {
        #[test]
        fn a_cell_reads_back_equal(
            n in prop::collection::vec(any::<u64>(), 4),
            waits in prop::collection::vec(prop_oneof![Just(0), any::<u32>()], 0..=BUCKETS),
        ) {
            let counts = counts(&n, &waits);
            prop_assert_eq!(read_counts(&write_counts(&counts)), Some(counts));
            let work = WorkCounts {
                times: TimeAccount([n[0], 0, n[1], 0, n[2], 0, n[3]]),
                transferred: 7,
                break_overrun: n[2],
                ..WorkCounts::default()
            };
            prop_assert_eq!(read_work(&write_work(&work)), Some(work));
        }

        #[test]
        fn a_cell_cut_off_is_refused(cut in 0_usize..10) {
            let bytes = write_counts(&counts(&[9, 99, 999, 9999], &[1, 2, 3]));
            prop_assert_eq!(read_counts(&bytes[..cut]), None);
        }
    }

    #[test]
    fn an_empty_cell_takes_four_bytes() {
        assert_eq!(write_counts(&Counts::default()), [1, 0, 0, 0]);
    }
}
