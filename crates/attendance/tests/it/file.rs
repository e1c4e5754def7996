//! Comma-separated files: what is read, and how a fault is told.

use attendance::file::{Fault, UNSAID, punches, shifts, sign_ins};
use attendance::punch::{Source, Way};
use domain::SiteId;
use domain::calendar::Zone;

fn shanghai() -> Zone {
    Zone::named("Asia/Shanghai").unwrap()
}

fn said(faults: &[Fault]) -> Vec<String> {
    faults.iter().map(ToString::to_string).collect()
}

#[test]
fn shifts_have_breaks_and_may_cross_midnight() {
    let text = "\u{feff}工号,开始,结束,职场,休息\n\
                E1,2026-11-27 22:00,2026-11-28 06:00,2,23:30-00:00 02:00-02:30\n";
    let shifts = shifts(text, &shanghai()).unwrap();
    let [shift] = shifts.as_slice() else { panic!("{shifts:?}") };
    assert_eq!(shift.site, SiteId(2));
    assert_eq!(shift.begin.to_string(), "2026-11-27T14:00:00.000000Z");
    let breaks: Vec<String> =
        shift.breaks.iter().map(|one| format!("{} {}", one.start, one.end)).collect();
    assert_eq!(
        breaks,
        [
            "2026-11-27T15:30:00.000000Z 2026-11-27T16:00:00.000000Z",
            "2026-11-27T18:00:00.000000Z 2026-11-27T18:30:00.000000Z",
        ]
    );
}

#[test]
fn punches_may_say_way_and_source_and_use_tabs_and_instants() {
    let text = "person\tat\tway\tsource\nE1\t2026-11-27T00:00:00Z\tin\tcode\nE2\t2026/11/27 08:00:30\t下班\t\n";
    let punches = punches(text, &shanghai(), "door.csv").unwrap();
    assert_eq!(punches[0].source, Source::Code { kiosk: 0, is_network_seen: true });
    assert_eq!(punches[0].way, Way::In);
    assert_eq!(punches[1].at.to_string(), "2026-11-27T00:00:30.000000Z");
    assert_eq!((punches[1].way, punches[1].site), (Way::Out, UNSAID));
    assert_eq!(punches[1].source, Source::File { name: "door.csv".into() });
}

#[test]
fn signed_in_time_without_an_end_lasts() {
    let text = "person,begin,end,seat\nE1,2026-11-27 08:00,,A-01\nE1,2026-11-27 07:00,2026-11-27 07:30,\"A,02\"\n";
    let seen = sign_ins(text, &shanghai()).unwrap();
    assert_eq!((seen[0].end, seen[0].seat.as_deref()), (None, Some("A-01")));
    assert_eq!(seen[1].seat.as_deref(), Some("A,02"));
}

#[test]
fn every_fault_has_its_line_and_one_is_enough_to_take_nothing() {
    let text = "person,begin,end,breaks\n\
                E1,2026-11-27 08:00,2026-11-27 16:00,\n\
                ,2026-11-27 08:00,2026-11-27 16:00,\n\
                E3,yesterday,2026-11-27 16:00,\n\
                E4,2026-11-27 16:00,2026-11-27 08:00,\n\
                E5,2026-11-27 08:00,2026-11-29 08:00,\n\
                E6,2026-11-27 08:00,2026-11-27 16:00,17:00-18:00\n";
    assert_eq!(
        said(&shifts(text, &shanghai()).unwrap_err()),
        [
            "line 3: the employee number is empty",
            "line 4: `yesterday` is not a local time; write it as 2026-11-22 08:30:00",
            "line 5: the end is not after the begin",
            "line 6: longer than 24 hours; check the dates",
            "line 7: `17:00-18:00` is no break within the shift; write 12:00-12:30",
        ]
    );
}

#[test]
fn a_missing_column_is_named_in_both_languages() {
    assert_eq!(
        said(&punches("person,when\nE1,2026-11-27 08:00\n", &shanghai(), "f").unwrap_err()),
        ["line 1: there is no column at / 时间"]
    );
    assert_eq!(said(&punches("", &shanghai(), "f").unwrap_err()), ["line 1: the file is empty"]);
}

#[test]
fn a_time_that_the_clocks_skip_is_told() {
    let amsterdam = Zone::named("Europe/Amsterdam").unwrap();
    let found = punches("person,at\nE1,2026-03-29 02:30\n", &amsterdam, "f").unwrap_err();
    assert!(found[0].what.contains("does not exist in Europe/Amsterdam"), "{found:?}");
}

#[test]
fn any_text_gives_an_answer() {
    for text in ["\"", ",,,", "person,at\n\"", "person,at\n\0,\u{fffd}", "\n\n\n", "person,at"] {
        let _one = punches(text, &shanghai(), "f");
        let _other = shifts(text, &shanghai());
    }
}
