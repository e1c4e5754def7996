//! `callboard sim`: the centre without a server, as fast as it goes.
//!
//! Room:  server, demo.
//! Gives: the simulator's own tally as JSON; with `--faults`, how `live` stood a lying source.

use crate::cli::{SimArgs, print};
use anyhow::bail;
use domain::state::Certainty;
use domain::{Duration, SourceId, Timestamp};
use journal::{Event, Record, SourceKey};
use live::{Effect, Live};
use sim::faults::{Faulty, Spoilt};
use sim::{Centre, Tally};

/// A Monday, so that the same seed means the same week whenever it is run.
const MONDAY: &str = "2026-01-05T00:00:00+08:00";
/// The state is checked after so many records.
const CHECK_EVERY: u64 = 10_000;

/// Runs days of the centre and prints what came of it.
pub fn simulate(args: &SimArgs) -> anyhow::Result<()> {
    let start = Timestamp::parse(MONDAY)?;
    let end = start.plus(Duration(i64::from(args.days) * super::DAY.micros()));
    let mut centre = Centre::new(args.seed, start);
    if args.faults {
        return lie(args.seed, centre, (start, end));
    }
    let mut tally = Tally::new();
    for event in centre.registrations() {
        sim::Observer::see(&mut tally, start, event);
    }
    centre.run_until(end, &mut tally);
    tally.close(end);
    print(&tally.report(centre.house(), args.seed, start, end));
    Ok(())
}

/// The live state under a source that lies.
struct Victim {
    live: Live,
    effects: Vec<Effect>,
    sequence: u64,
    last: Timestamp,
    anomalies: u64,
    rows: u64,
    broken: Option<String>,
}

impl Victim {
    fn hear(&mut self, now: Timestamp, occurred_at: Timestamp, event: Event) {
        self.sequence += 1;
        self.last = self.last.plus(Duration(1)).max(now);
        let record = Record {
            sequence: self.sequence,
            occurred_at,
            journalled_at: self.last,
            source: SourceId(1),
            key: SourceKey { epoch: 1, counter: self.sequence },
            certainty: Certainty::Reported,
            event,
        };
        self.live.apply(&record, &mut self.effects);
        for effect in self.effects.drain(..) {
            self.anomalies += u64::from(matches!(effect, Effect::ReportAnomaly { .. }));
            self.rows += u64::from(matches!(effect, Effect::CloseContact(_)));
        }
        if self.sequence.is_multiple_of(CHECK_EVERY) {
            self.check();
        }
    }

    fn check(&mut self) {
        if let (None, Err(why)) = (&self.broken, self.live.check()) {
            self.broken = Some(format!("record {}: {why}", self.sequence));
        }
    }
}

fn lie(seed: u64, mut centre: Centre, (start, end): (Timestamp, Timestamp)) -> anyhow::Result<()> {
    let mut victim = Victim {
        live: Live::new(),
        effects: Vec::new(),
        sequence: 0,
        last: start,
        anomalies: 0,
        rows: 0,
        broken: None,
    };
    for event in centre.registrations() {
        victim.hear(start, start, event);
    }
    let mut faulty = Faulty::new(seed, |now, at, event| victim.hear(now, at, event));
    centre.run_until(end, &mut faulty);
    let spoilt = faulty.finish();
    victim.check();
    if let Some(broken) = victim.broken {
        bail!("the live state broke (seed {seed}): {broken}");
    }
    let Spoilt { heard, forgotten, repeated, late, mistimed, broken_off } = spoilt;
    let (anomalies, contacts, digest) = (victim.anomalies, victim.rows, victim.live.digest());
    print(&format!(
        "{{\"seed\": {seed}, \"records\": {heard}, \"forgotten\": {forgotten}, \
         \"repeated\": {repeated}, \"late\": {late}, \"mistimed\": {mistimed}, \
         \"broken_off\": {broken_off}, \"anomalies\": {anomalies}, \
         \"contacts_closed\": {contacts}, \"digest\": \"{digest:016x}\"}}\n"
    ));
    Ok(())
}
