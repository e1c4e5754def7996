//! Minutes of a running centre, watched from outside, with a power cut at the end.
//!
//! Room:  xtask; two minutes of it are a part of `test`, hours are run by hand.
//! Takes: `/healthz`, `/metrics`, the memory of the process, its log.
//! Gives: one verdict per promise.
//! Holds: the centre always answers, keeps counting, does not grow without end, never panics; after
//!        a kill it has every record it had shown; asked to end, it ends well.
//! Never: changes anything in the centre but the administrator's password.
//! Proof: tests below for the verdicts; each run for the rest.

use crate::command;
use crate::floor::Floor;
use crate::house::House;
use crate::tally::Tally;
use std::fmt;
use std::path::Path;
use std::time::Duration;

const GLANCE: Duration = Duration::from_secs(5);
/// A centre may grow by half over the second half of the run, and by 64 MB in any case.
const GROWTH_FREE_KB: u64 = 65_536;
/// The counter of journaled records in `/metrics`.
const RECORDS: &str = "callboard_journal_records_total";

/// What was seen at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Sight {
    records: Option<u64>,
    memory_kb: Option<u64>,
}

impl fmt::Display for Sight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |value: Option<u64>| value.map_or_else(|| "-".to_owned(), |v| v.to_string());
        write!(f, "{} records, {} kB", shown(self.records), shown(self.memory_kb))
    }
}

/// Builds in release mode, runs and prints the verdicts.
pub(crate) fn run(house: &House, minutes: u32, speed: u32) -> Result<bool, String> {
    let mut cargo = house.cargo();
    cargo.args(["build", "--release", "--package", "server"]);
    command::succeed(&mut cargo, Duration::from_secs(3600))?;
    let mut tally = Tally::default();
    watch(house, &house.target.join("release/callboard"), (minutes, speed), &mut tally);
    for reason in tally.reasons() {
        println!("failed: {reason}");
    }
    println!("{tally}");
    Ok(tally.is_clean())
}

/// Watches a centre started from `binary` for so many minutes; its clock runs `speed` times as fast.
pub(crate) fn watch(house: &House, binary: &Path, (minutes, speed): (u32, u32), tally: &mut Tally) {
    let mut floor = match Floor::hurried(house, binary, speed) {
        Ok(floor) => floor,
        Err(reason) => return tally.fail(format!("soak: {reason}")),
    };
    let time = Duration::from_secs(60) * minutes;
    let sights = floor.sign_in().and_then(|()| look_for(&mut floor, time));
    match sights {
        Err(reason) => tally.fail(format!("soak: {reason}\n{}", last_lines(&mut floor))),
        Ok(sights) => {
            tally.note("soak: the centre keeps counting", keeps_counting(&sights));
            tally.note("soak: memory stays", memory_stays(&sights));
            let before = sights.last().and_then(|sight| sight.records);
            tally.note("soak: nothing is lost in a power cut", nothing_lost(&mut floor, before));
        }
    }
    let ended = floor.close();
    tally.note(
        "soak: it ends when asked",
        match ended {
            Some(status) if status.success() => Ok(()),
            Some(status) => Err(format!("it ended with {status}")),
            None => Err("it had to be killed".to_owned()),
        },
    );
    tally.note("soak: no panic", no_panic(floor.log()));
}

fn look_for(floor: &mut Floor, time: Duration) -> Result<Vec<Sight>, String> {
    let end = command::now() + time;
    let mut sights = vec![look(floor)?];
    while command::now() < end {
        command::pause(GLANCE);
        let sight = look_signed_in(floor)?;
        println!("soak: {sight}");
        sights.push(sight);
    }
    Ok(sights)
}

/// A hurried clock ends the session during a long run.
fn look_signed_in(floor: &mut Floor) -> Result<Sight, String> {
    match look(floor) {
        Err(reason) if reason.contains(" 401 ") => floor.sign_in().and_then(|()| look(floor)),
        seen => seen,
    }
}

fn look(floor: &Floor) -> Result<Sight, String> {
    floor.get("/healthz")?;
    let metrics = floor.get("/metrics")?;
    Ok(Sight { records: counter(&metrics, RECORDS), memory_kb: floor.memory_kb() })
}

/// The sum over all label sets of one counter.
fn counter(metrics: &str, name: &str) -> Option<u64> {
    let lines = metrics.lines().filter_map(|line| line.strip_prefix(name));
    let samples: Vec<&str> = lines.filter(|rest| rest.starts_with([' ', '{'])).collect();
    if samples.is_empty() {
        return None;
    }
    samples.into_iter().map(|rest| rest.rsplit_once(' ')?.1.parse::<u64>().ok()).sum()
}

fn keeps_counting(sights: &[Sight]) -> Result<(), String> {
    let counts: Option<Vec<u64>> = sights.iter().map(|sight| sight.records).collect();
    let counts = counts.ok_or_else(|| format!("/metrics has no number for {RECORDS}"))?;
    if counts.windows(2).any(|pair| pair[1] < pair[0]) {
        return Err(format!("{RECORDS} went down: {counts:?}"));
    }
    match counts.first() < counts.last() {
        true => Ok(()),
        false => Err(format!("{RECORDS} stood still at {:?}", counts.first())),
    }
}

fn memory_stays(sights: &[Sight]) -> Result<(), String> {
    let sizes: Vec<u64> = sights.iter().filter_map(|sight| sight.memory_kb).collect();
    let (early, late) = sizes.split_at(sizes.len() / 2);
    match (early.iter().max(), late.iter().max()) {
        (Some(early), Some(late)) if *late > early + (early / 2).max(GROWTH_FREE_KB) => {
            Err(format!("grew from {early} kB to {late} kB"))
        }
        (Some(_), Some(_)) => Ok(()),
        _ => Err("the memory of the process could not be read".to_owned()),
    }
}

fn nothing_lost(floor: &mut Floor, before: Option<u64>) -> Result<(), String> {
    floor.cut_power()?;
    floor.sign_in()?;
    let after = look(floor)?.records;
    match (before, after) {
        (Some(before), Some(after)) if after >= before => Ok(()),
        _ => Err(format!("{before:?} records before, {after:?} after")),
    }
}

fn no_panic(log: &[String]) -> Result<(), String> {
    match log.iter().find(|line| line.contains("panicked at")) {
        Some(line) => Err(line.clone()),
        None => Ok(()),
    }
}

fn last_lines(floor: &mut Floor) -> String {
    let log = floor.log();
    let from = log.len().saturating_sub(20);
    log.iter().skip(from).map(|line| format!("  | {line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sights(pairs: &[(u64, u64)]) -> Vec<Sight> {
        let sight = |(records, mb): &(u64, u64)| Sight {
            records: Some(*records),
            memory_kb: Some(mb * 1024),
        };
        pairs.iter().map(sight).collect()
    }

    #[test]
    fn a_counter_is_summed_over_its_labels_and_no_other_is_taken_for_it() {
        let metrics = "# TYPE a_total counter\na_total{lane=\"live\"} 5\na_total 2\na_total_x 90\n";
        assert_eq!(counter(metrics, "a_total"), Some(7));
        assert_eq!(counter("a_total many\n", "a_total"), None);
        assert_eq!(counter("b_total 3\n", "a_total"), None);
    }

    #[test]
    fn a_centre_that_stands_still_or_forgets_is_noticed() {
        assert!(keeps_counting(&sights(&[(1, 1), (1, 1), (9, 1)])).is_ok());
        assert!(keeps_counting(&sights(&[(4, 1), (4, 1)])).is_err());
        assert!(keeps_counting(&sights(&[(4, 1), (2, 1), (9, 1)])).is_err());
        assert!(keeps_counting(&[Sight { records: None, memory_kb: None }]).is_err());
    }

    #[test]
    fn steady_growth_is_noticed_and_warming_up_is_not() {
        assert!(memory_stays(&sights(&[(1, 50), (1, 90), (1, 95), (1, 96)])).is_ok());
        assert!(memory_stays(&sights(&[(1, 100), (1, 200), (1, 300), (1, 400)])).is_err());
        assert!(memory_stays(&[]).is_err());
    }

    #[test]
    fn a_panic_in_the_log_is_noticed() {
        assert!(no_panic(&["all is well".to_owned()]).is_ok());
        assert!(no_panic(&["thread 'main' panicked at src/a.rs:3".to_owned()]).is_err());
    }
}
