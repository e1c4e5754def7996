//! `callboard sim`: the centre without a server, as fast as it goes.
//!
//! Room: server, demo; prints the simulator's own tally.

use crate::cli::{SimArgs, print};
use domain::{Duration, Timestamp};
use sim::{Centre, Tally};

/// A Monday, so that the same seed means the same week whenever it is run.
const MONDAY: &str = "2026-01-05T00:00:00+08:00";

/// Runs days of the centre and prints the tally as JSON.
pub fn simulate(args: &SimArgs) -> anyhow::Result<()> {
    if args.faults {
        anyhow::bail!("--faults is not built yet; leave it out");
    }
    let start = Timestamp::parse(MONDAY)?;
    let mut centre = Centre::new(args.seed, start);
    let mut tally = Tally::new();
    let end = start.plus(Duration(i64::from(args.days) * super::DAY.micros()));
    centre.run_until(end, &mut tally);
    tally.close(end);
    print(&tally.report(centre.house(), args.seed, start, end));
    Ok(())
}
