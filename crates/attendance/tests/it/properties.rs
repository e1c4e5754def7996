//! What holds for any days of any people, in three zones and through both clock changes.

use crate::story::{Story, always};
use attendance::casebook::Casebook;
use attendance::compare::{Facts, compare};
use attendance::policy::{Pairing, Policies, Policy, Wants};
use attendance::presence::presence;
use attendance::punch::{PersonNumber, Punch, Source, Way};
use attendance::sheet::{ClassBy, DayClass, Scope, Sheet, sheet};
use attendance::shift::{Leave, Shift, SignIn};
use domain::calendar::{Day, Zone};
use domain::{Duration, Interval, SiteId, Timestamp};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Days around the turns of the clock: 23 and 25 hours in two zones, 24 in the third.
const PLACES: [(&str, &str); 5] = [
    ("Asia/Shanghai", "2026-11-27"),
    ("Europe/Amsterdam", "2026-03-28"),
    ("Europe/Amsterdam", "2026-10-24"),
    ("America/New_York", "2026-03-07"),
    ("America/New_York", "2026-10-31"),
];

/// Three days of two people.
#[derive(Clone, Debug)]
struct Days {
    first: Day,
    policies: Policies,
    punches: Vec<Punch>,
    shifts: Vec<Shift>,
    sign_ins: Vec<SignIn>,
    leave: Vec<Leave>,
}

impl Days {
    fn facts(&self, as_of: Timestamp) -> Facts<'_> {
        Facts {
            punches: &self.punches,
            shifts: &self.shifts,
            sign_ins: &self.sign_ins,
            leave: &self.leave,
            policies: &self.policies,
            as_of,
        }
    }

    fn end(&self) -> Timestamp {
        self.policies.otherwise.zone.day_interval(self.first.plus_days(5)).end
    }

    fn sheet(&self, class_by: ClassBy) -> Sheet {
        let people = ["E0", "E1"].map(|number| (PersonNumber(number.into()), always(number)));
        let holiday = DayClass::Holiday("3x".into());
        let classes =
            [(self.first.plus_days(1), holiday), (self.first.plus_days(2), DayClass::Rest)];
        let (people, classes) = (BTreeMap::from(people), BTreeMap::from(classes));
        let scope =
            Scope { team: "t", month: self.first, people: &people, classes: &classes, class_by };
        let mut book = Casebook::default();
        book.take_over(&compare(&self.facts(self.end())), |_| true, self.end());
        sheet(&scope, &self.facts(self.end()), &book)
    }
}

prop_compose! {
    fn policy(zone: Zone)(
        pairing in prop_oneof![
            Just(Pairing::FirstAndLast),
            Just(Pairing::InAndOut),
            Just(Pairing::InOnly),
        ],
        wants in prop_oneof![
            Just(Wants::Either),
            Just(Wants::Both { within: Duration::from_minutes(5) }),
        ],
        day_starts in 0..6_i64,
        is_network_required in any::<bool>(),
    ) -> Policy {
        let day_starts = Duration::from_minutes(day_starts * 60);
        Policy { pairing, wants, day_starts, is_network_required, ..Policy::usual(zone.clone()) }
    }
}

fn person() -> impl Strategy<Value = PersonNumber> {
    (0..2).prop_map(|number| PersonNumber(format!("E{number}")))
}

fn source() -> impl Strategy<Value = Source> {
    prop_oneof![
        any::<bool>().prop_map(|is_network_seen| Source::Code { kiosk: 1, is_network_seen }),
        Just(Source::Terminal { serial: "T1".into() }),
        Just(Source::Manual { by: "leader".into(), reason: "seen".into() }),
    ]
}

fn way() -> impl Strategy<Value = Way> {
    prop_oneof![Just(Way::In), Just(Way::Out), Just(Way::Unknown)]
}

fn days() -> impl Strategy<Value = Days> {
    (0..PLACES.len()).prop_flat_map(|place| {
        let zone = Zone::named(PLACES[place].0).unwrap();
        let first = Day::parse(PLACES[place].1).unwrap();
        let minute = {
            let zone = zone.clone();
            move |minutes: u16| zone.wall_clock(first, minutes)
        };
        let length = Duration::from_minutes;
        let at = || (0..3 * 24 * 60_u16).prop_map(minute.clone());
        let site = || (1..3_u32).prop_map(SiteId);
        let punch = (at(), person(), site(), way(), source())
            .prop_map(|(at, person, site, way, source)| Punch { at, person, site, way, source });
        let shift = (at(), person(), site(), 60..700_i64, 0..60_i64).prop_map(
            move |(begin, person, site, minutes, pause)| {
                let start = begin.plus(length(minutes / 2));
                let breaks = vec![Interval::at(start, length(pause.min(minutes / 4)))];
                Shift { person, begin, end: begin.plus(length(minutes)), site, breaks }
            },
        );
        let sign_in = (at(), person(), site(), proptest::option::of(1..700_i64)).prop_map(
            move |(begin, person, site, minutes)| {
                let end = minutes.map(|minutes| begin.plus(length(minutes)));
                SignIn { begin, person, site, seat: None, end }
            },
        );
        let leave = (at(), person(), 30..600_i64).prop_map(move |(begin, person, minutes)| Leave {
            person,
            begin,
            end: begin.plus(length(minutes)),
            kind: "annual".into(),
        });
        (
            policy(zone.clone()),
            proptest::collection::vec(punch, 0..16),
            proptest::collection::vec(shift, 0..5),
            proptest::collection::vec(sign_in, 0..6),
            proptest::collection::vec(leave, 0..3),
        )
            .prop_map(move |(policy, punches, shifts, sign_ins, leave)| Days {
                first,
                policies: Policies::everywhere(policy),
                punches,
                shifts,
                sign_ins,
                leave,
            })
    })
}

fn shuffled(days: &Days) -> Days {
    let mut other = days.clone();
    other.punches.reverse();
    other.shifts.reverse();
    other.sign_ins.reverse();
    other.leave.reverse();
    let middle = other.punches.len() / 2;
    other.punches.rotate_left(middle);
    other
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_order_of_the_input_and_repetitions_change_nothing(days in days()) {
        let found = compare(&days.facts(days.end()));
        let mut other = shuffled(&days);
        prop_assert_eq!(&compare(&other.facts(days.end())), &found);
        other.punches.extend(days.punches.clone());
        other.shifts.extend(days.shifts.clone());
        other.sign_ins.extend(days.sign_ins.clone());
        prop_assert_eq!(compare(&other.facts(days.end())), found);
        prop_assert_eq!(other.sheet(ClassBy::Calendar).text(), days.sheet(ClassBy::Calendar).text());
    }

    #[test]
    fn an_identity_is_found_once_and_computing_again_changes_nothing(days in days()) {
        let found = compare(&days.facts(days.end()));
        for pair in found.windows(2) {
            prop_assert!(pair[0].identity < pair[1].identity);
        }
        let mut book = Casebook::default();
        let changes = book.take_over(&found, |_| true, days.end());
        prop_assert_eq!(changes.len(), found.len());
        prop_assert_eq!(book.take_over(&found, |_| true, days.end()), vec![]);
    }

    /// Followed live, minute steps of any size end where one computation at the end begins.
    #[test]
    fn following_live_ends_where_one_computation_would(days in days(), step in 20..600_i64) {
        let start = days.policies.otherwise.zone.day_interval(days.first).start;
        let mut live = Casebook::default();
        let mut now = start;
        while now < days.end() {
            live.take_over(&compare(&days.facts(now)), |_| true, now);
            now = now.plus(Duration::from_minutes(step));
        }
        let found = compare(&days.facts(days.end()));
        live.take_over(&found, |_| true, days.end());
        let open = live.cases.values().filter(|case| {
            case.status == attendance::casebook::Status::Open
        });
        let open: Vec<_> = open.map(|case| case.anomaly.clone()).collect();
        prop_assert_eq!(open, found);
    }

    #[test]
    fn each_punch_is_in_at_most_one_stay_and_stays_of_a_shift_do_not_overlap(days in days()) {
        for number in ["E0", "E1"] {
            let person = PersonNumber(number.into());
            let punches: Vec<Punch> =
                days.punches.iter().filter(|p| p.person == person).cloned().collect();
            let shifts: Vec<Shift> =
                days.shifts.iter().filter(|s| s.person == person).cloned().collect();
            let all = presence(&punches, &shifts, &days.policies);
            let stays = all.iter().flat_map(|presence| &presence.stays);
            let passages = stays.flat_map(|stay| stay.arrived.iter().chain(&stay.left));
            let mut ids: Vec<&String> = passages.flat_map(|passage| &passage.punches).collect();
            let before = ids.len();
            ids.sort();
            ids.dedup();
            prop_assert_eq!(ids.len(), before);
            for presence in &all {
                for pair in presence.stays.windows(2) {
                    let end = |at: usize| pair[at].interval(Timestamp::MIN, Timestamp::MAX);
                    if pair[0].left.is_some() && pair[1].arrived.is_some() {
                        prop_assert!(end(0).end <= end(1).start);
                    }
                }
            }
        }
    }

    #[test]
    fn the_sums_of_the_sheet_add_up(days in days(), by_calendar in any::<bool>()) {
        let class_by = if by_calendar { ClassBy::Calendar } else { ClassBy::ShiftDay };
        for row in days.sheet(class_by).rows {
            prop_assert_eq!(row.day + row.evening + row.night, row.worked);
            let holidays = row.holidays.values().copied().sum::<Duration>();
            prop_assert_eq!(row.workday + row.rest + holidays, row.worked);
            prop_assert!(row.worked <= row.planned);
            let found: u32 = row.found.values().sum();
            prop_assert_eq!(row.undecided, found);
        }
    }
}

/// The same night in hours of work, on the wall the same eight hours.
fn night_worked(zone: &str, day: &str) -> (Duration, Duration, String) {
    let story = Story::new(
        day,
        zone,
        "shift E1 22:00 +06:00\nterminal E1 22:00\nterminal E1 +06:00\nsigned E1 22:00 +06:00",
    );
    let people = BTreeMap::from([(PersonNumber("E1".into()), always(""))]);
    let classes = BTreeMap::new();
    let class_by = ClassBy::ShiftDay;
    let scope = Scope { team: "", month: story.day, people: &people, classes: &classes, class_by };
    let sheet = sheet(&scope, &story.facts(story.at("+20:00")), &Casebook::default());
    (sheet.rows[0].worked, sheet.rows[0].night, story.found())
}

#[test]
fn a_night_over_the_turn_of_the_clock_has_seven_or_nine_hours_and_nothing_is_late() {
    let hours = |hours: i64| Duration::from_minutes(hours * 60);
    for (zone, day, length) in [
        ("Asia/Shanghai", "2026-11-27", 8),
        ("Europe/Amsterdam", "2026-03-28", 7),
        ("Europe/Amsterdam", "2026-10-24", 9),
        ("America/New_York", "2026-03-07", 7),
        ("America/New_York", "2026-10-31", 9),
    ] {
        let (worked, night, found) = night_worked(zone, day);
        assert_eq!((worked, night, found.as_str()), (hours(length), hours(length), ""), "{day}");
    }
}
