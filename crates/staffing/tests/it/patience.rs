//! Patience of real callers, where the shared folder exists.

use flate2::read::GzDecoder;
use staffing::fit::{Length, fit};
use std::io::{BufRead as _, BufReader};
use std::path::Path;

const CALLS: &str = "../../../shared/data/calls/vanad_calls_2014-06.csv.gz";

struct Calls {
    waits: Vec<Length>,
    handlings: Vec<Length>,
}

/// Seconds since midnight of `2014-06-02 08:00:44`.
fn seconds(text: &str) -> Option<f64> {
    let (_, clock) = text.split_once(' ')?;
    let parts: Vec<f64> = clock.split(':').map(|part| part.parse().unwrap()).collect();
    Some(parts[0] * 3_600.0 + parts[1] * 60.0 + parts[2])
}

fn calls_of(queue: &str) -> Option<Calls> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(CALLS);
    let reader = BufReader::new(GzDecoder::new(std::fs::File::open(path).ok()?));
    let mut calls = Calls { waits: Vec::new(), handlings: Vec::new() };
    for line in reader.lines().skip(1) {
        let line = line.unwrap();
        let fields: Vec<&str> = line.split(',').collect();
        if fields[0] != queue {
            continue;
        }
        let (arrival, ended) = (seconds(fields[1]).unwrap(), seconds(fields[3]).unwrap());
        let answered = seconds(fields[2]);
        let wait = Length {
            length_s: answered.unwrap_or(ended) - arrival,
            is_censored: answered.is_some(),
        };
        calls.waits.push(wait);
        if let Some(answered) = answered {
            calls.handlings.push(Length { length_s: ended - answered, is_censored: false });
        }
    }
    Some(calls)
}

/// Published beside the data: queue, patience by exponential law (s), survival at 30, 60, 120 and
/// 300 s, handle time (s).
const FACTS: [(&str, f64, [f64; 4], f64); 5] = [
    ("5", 1011.0, [0.971, 0.946, 0.891, 0.735], 363.0),
    ("20", 962.0, [0.977, 0.932, 0.879, 0.726], 301.0),
    ("2", 787.0, [0.976, 0.889, 0.836, 0.715], 342.0),
    ("11", 841.0, [0.967, 0.934, 0.866, 0.694], 403.0),
    ("9", 659.0, [0.953, 0.919, 0.824, 0.639], 323.0),
];

#[test]
fn patience_of_real_calls_is_that_of_the_facts() {
    for (queue, mean_s, shares, handle_s) in FACTS {
        let Some(calls) = calls_of(queue) else { return };
        let patience = fit(&calls.waits);
        let exponential = patience.exponential.unwrap();
        assert!((exponential.mean_s - mean_s).abs() < 1.0, "{queue}: {exponential:?}");
        for (at, share) in [30.0, 60.0, 120.0, 300.0].into_iter().zip(shares) {
            let ours = patience.survival.at(at).unwrap();
            assert!((ours - share).abs() < 6e-4, "{queue} at {at}: {ours} {share}");
        }
        let handling = fit(&calls.handlings);
        let mean = handling.exponential.unwrap().mean_s;
        assert!((mean - handle_s).abs() < 1.0, "{queue}: {mean}");
        let log_normal = handling.log_normal.unwrap();
        assert!(log_normal.distance < 0.2, "{queue}: {log_normal:?}");
    }
}
