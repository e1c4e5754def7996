//! Local days cover time without gap or overlap, through every clock change.

use domain::calendar::{Day, Zone};
use domain::{Duration, Timestamp};
use proptest::prelude::*;

const ZONES: [&str; 4] = ["Asia/Shanghai", "Europe/Amsterdam", "America/New_York", "UTC"];

proptest! {
    #[test]
    fn days_touch_and_hold_their_instants(zone in 0..ZONES.len(), secs in 0..2_000_000_000_i64) {
        let zone = Zone::named(ZONES[zone]).unwrap();
        let instant = Timestamp::from_secs(secs);
        let day = zone.day(instant);
        let interval = zone.day_interval(day);
        prop_assert!(interval.contains(instant), "{instant} is not in {interval:?}");
        prop_assert_eq!(interval.end, zone.day_interval(day.plus_days(1)).start);
        let hours = interval.length().micros() / 3_600_000_000;
        prop_assert!((23..=25).contains(&hours), "{hours} hours");
    }

    #[test]
    fn business_days_touch_and_hold_their_instants(
        zone in 0..ZONES.len(), secs in 0..2_000_000_000_i64, start_hour in 0..8_i64,
    ) {
        let zone = Zone::named(ZONES[zone]).unwrap();
        let start = Duration::from_minutes(60 * start_hour);
        let instant = Timestamp::from_secs(secs);
        let day = zone.business_day(instant, start);
        let interval = zone.business_interval(day, start);
        prop_assert_eq!(interval.end, zone.business_interval(day.plus_days(1), start).start);
        // A start inside the skipped hour moves by the gap: the wall clock and the interval may
        // differ by that hour, never by more.
        let slack = Duration::from_minutes(60);
        prop_assert!(interval.start.before(slack) <= instant && instant < interval.end.plus(slack));
    }
}

#[test]
fn a_local_time_reads_back_as_it_was_written() {
    let zone = Zone::named("Europe/Amsterdam").unwrap();
    let instant = zone.parse_local("2014-01-02 08:03:21").unwrap();
    assert_eq!(zone.show(instant), "2014-01-02 08:03:21");
    assert_eq!(zone.day(instant), Day::parse("2014-01-02").unwrap());
    assert_eq!(zone.minute_of_day(instant), 483);
}
