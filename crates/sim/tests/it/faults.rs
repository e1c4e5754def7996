//! `live` under a source that lies: it objects, and stays whole.

use domain::state::Certainty;
use domain::{Duration, SourceId, Timestamp};
use journal::{Record, SourceKey};
use live::{Effect, Live};
use sim::faults::Faulty;
use sim::{Centre, Start};

#[test]
fn live_stays_whole_under_a_lying_source() {
    for seed in [1, 2, 3] {
        let start = Timestamp::parse("2026-11-23T08:00:00+08:00").unwrap();
        let end = start.plus(Duration::from_minutes(10 * 60));
        let mut centre = Centre::with(Start { last_call: end, ..Start::new(seed, start) });
        let (mut live, mut effects) = (Live::new(), Vec::new());
        let (mut sequence, mut last, mut anomalies) = (0, start, 0);
        let mut hear = |now: Timestamp, occurred_at, event| {
            sequence += 1;
            last = last.plus(Duration(1)).max(now);
            let record = Record {
                sequence,
                occurred_at,
                journalled_at: last,
                source: SourceId(1),
                key: SourceKey { epoch: 1, counter: sequence },
                certainty: Certainty::Reported,
                event,
            };
            live.apply(&record, &mut effects);
            anomalies +=
                effects.iter().filter(|e| matches!(e, Effect::ReportAnomaly { .. })).count();
            effects.clear();
            if sequence % 500 == 0 {
                assert_eq!(live.check(), Ok(()), "seed {seed} record {sequence}");
            }
        };
        for event in centre.registrations() {
            hear(start, start, event);
        }
        let mut faulty = Faulty::new(seed, hear);
        centre.run_until(end.plus(Duration::from_minutes(240)), &mut faulty);
        let spoilt = faulty.finish();
        assert!(spoilt.heard > 50_000 && spoilt.broken_off > 0, "{spoilt:?}");
        assert!(anomalies > 100, "lies are noticed: {anomalies}");
        assert_eq!(live.check(), Ok(()), "seed {seed}");
    }
}
