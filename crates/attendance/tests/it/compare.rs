//! Each anomaly in a story, and each thing that is none.

use crate::story::Story;
use attendance::policy::{Pairing, Wants};
use domain::{Duration, SiteId};

/// A person who does everything right, to be spoiled one line at a time.
const GOOD: &str = "
    shift E1 08:00 16:00 12:00-12:30
    terminal E1 07:52
    signed E1 07:58 16:01
    terminal E1 16:05
";

#[test]
fn who_comes_stays_signs_in_and_leaves_is_not_mentioned() {
    assert_eq!(Story::of(GOOD).found(), "");
}

#[test]
fn late_is_after_the_grace_and_counts_from_the_begin() {
    let lines = "shift E1 08:00 16:00\nterminal E1 08:06\nsigned E1 08:08 16:00\nterminal E1 16:00";
    assert_eq!(Story::of(lines).found(), "2026-11-27 E1 1 late by 6 punches 08:06\n");
    let graceful = |minutes| {
        Story::of(lines).with(|policy| policy.grace.late = Duration::from_minutes(minutes)).found()
    };
    assert_eq!(graceful(5), "2026-11-27 E1 1 late by 6 punches 08:06\n");
    assert_eq!(graceful(6), "");
}

#[test]
fn who_is_not_there_yet_is_late_until_the_shift_is_over_and_then_absent() {
    let story = Story::of("shift E1 08:00 16:00");
    assert_eq!(story.found_at("08:00"), "");
    assert_eq!(story.found_at("08:01"), "2026-11-27 E1 1 late\n");
    assert_eq!(story.found_at("15:59"), "2026-11-27 E1 1 late\n");
    assert_eq!(story.found_at("16:00"), "2026-11-27 E1 1 absent\n");
}

#[test]
fn early_is_said_when_the_shift_is_over_not_when_somebody_goes_for_lunch() {
    let story = Story::of(
        "shift E1 08:00 16:00\nterminal E1 08:00\nterminal E1 11:30\nsigned E1 08:00 11:30",
    );
    assert_eq!(story.found_at("15:00"), "");
    assert_eq!(story.found(), "2026-11-27 E1 1 early_leave by 270 punches 11:30\n");
}

#[test]
fn one_punch_alone_is_the_end_of_the_shift_that_it_is_nearer_to() {
    let arrived = Story::of("shift E1 08:00 16:00\nterminal E1 07:55\nsigned E1 08:00 16:00");
    assert_eq!(arrived.found_at("19:59"), "", "a departure may still come");
    assert_eq!(arrived.found_at("20:00"), "2026-11-27 E1 1 missing_out punches 07:55\n");
    let left = Story::of("shift E1 08:00 16:00\nterminal E1 16:02\nsigned E1 08:00 16:00");
    assert_eq!(left.found(), "2026-11-27 E1 1 missing_in punches 16:02\n");
}

#[test]
fn where_only_arriving_is_punched_no_departure_is_missing() {
    let lines = "shift E1 08:00 16:00\nterminal E1 07:55\nsigned E1 08:00 16:00";
    assert_eq!(Story::of(lines).with(|policy| policy.pairing = Pairing::InOnly).found(), "");
}

#[test]
fn where_each_arrival_has_its_departure_every_missing_one_is_found() {
    let story = Story::of(
        "shift E1 08:00 16:00
         terminal E1 07:55 in
         terminal E1 12:00 out
         terminal E1 16:03 out
         signed E1 08:00 16:00",
    )
    .with(|policy| policy.pairing = Pairing::InAndOut);
    assert_eq!(story.found(), "2026-11-27 E1 1 missing_in punches 16:03\n");
}

#[test]
fn present_but_not_at_the_telephone_shows_the_gaps_without_breaks() {
    let story = Story::of(
        "shift E1 08:00 16:00 12:00-13:00
         terminal E1 07:55
         signed E1 08:30 11:55
         signed E1 13:05 14:00
         terminal E1 16:05",
    );
    let from = |as_of| story.found_at(as_of);
    assert_eq!(from("08:10"), "", "ten minutes between door and telephone are fine");
    let begins = "2026-11-27 E1 1 punched_not_signed_in [08:00-] punches 07:55\n";
    assert_eq!(from("08:11"), begins, "a gap that lasts has no end");
    assert_eq!(from("08:25"), begins, "and does not change by waiting");
    assert_eq!(
        story.found(),
        "2026-11-27 E1 1 punched_not_signed_in [08:00-08:30] [14:00-16:00] punches 07:55 16:05\n"
    );
    let elsewhere = story.with(|policy| policy.is_sign_in_expected = false);
    assert_eq!(elsewhere.found(), "");
}

#[test]
fn at_the_telephone_without_having_passed_the_door_is_found_in_and_outside_shifts() {
    let story = Story::of("shift E1 08:00 16:00\nsigned E1 08:00 16:00");
    assert_eq!(
        story.found(),
        "2026-11-27 E1 1 signed_in_not_punched [08:00-16:00] signed 08:00\n",
        "and is not absent"
    );
    let story = Story::of("signed E2 01:00 02:00");
    assert_eq!(story.found(), "2026-11-27 E2 0 signed_in_not_punched [01:00-02:00] signed 01:00\n");
    let visit = Story::of("signed E2 01:00 02:00\nterminal E2 00:50\nterminal E2 02:05");
    assert_eq!(visit.found(), "");
}

#[test]
fn signed_in_after_having_left_is_found() {
    let story = Story::of(
        "shift E1 08:00 16:00\nterminal E1 08:00\nterminal E1 16:00\nsigned E1 08:00 18:00",
    );
    assert_eq!(story.found(), "2026-11-27 E1 1 signed_in_not_punched [16:10-18:00] signed 08:00\n");
}

#[test]
fn two_places_are_found_by_punches_by_sign_ins_and_by_both() {
    let punches = Story::of("terminal E1 08:00\nterminal E1 08:20 @2");
    assert_eq!(punches.found(), "2026-11-27 E1 0 two_places [08:00-08:20] punches 08:00 08:20\n");
    assert_eq!(Story::of("terminal E1 08:00\nterminal E1 08:30 @2").found(), "");
    let seats = Story::of(
        "terminal E1 07:55\nterminal E1 12:00
         signed E1 08:00 11:00 seat=A1\nsigned E1 09:00 10:00 seat=B7",
    );
    assert_eq!(seats.found(), "2026-11-27 E1 0 two_places [09:00-10:00] signed 08:00 09:00\n");
    let both = Story::of(
        "terminal E1 07:55\nterminal E1 13:00\nsigned E1 08:00 12:00\nterminal E1 10:00 @2\nterminal E1 10:30 @2",
    );
    assert!(both.found().contains("E1 0 two_places punches 10:00 10:30 signed 08:00\n"));
}

#[test]
fn where_both_sources_are_wanted_one_alone_is_unconfirmed_and_a_leader_can_stand_in() {
    let both = |lines: &str| {
        let wants = Wants::Both { within: Duration::from_minutes(5) };
        Story::of(lines).with(|policy| policy.wants = wants).found()
    };
    let rest = "shift E1 08:00 16:00\nsigned E1 08:00 16:00\nterminal E1 16:00\ncode E1 16:02\n";
    assert_eq!(both(&format!("{rest}code E1 07:55\nterminal E1 07:59")), "");
    assert_eq!(
        both(&format!("{rest}code E1 07:55")),
        "2026-11-27 E1 1 unconfirmed punches 07:55\n"
    );
    assert_eq!(
        both(&format!("{rest}code E1 07:49\nterminal E1 07:55")),
        "2026-11-27 E1 1 unconfirmed punches 07:49\n",
        "more than five minutes apart"
    );
    assert_eq!(both(&format!("{rest}code E1 07:55\nmanual E1 07:57")), "");
}

#[test]
fn a_code_from_outside_the_network_does_not_count_where_the_network_is_wanted() {
    let lines =
        "shift E1 08:00 16:00\nsigned E1 08:00 16:00\ncode E1 07:55 in away\nterminal E1 16:00";
    assert_eq!(Story::of(lines).found(), "");
    let strict = Story::of(lines).with(|policy| policy.is_network_required = true);
    assert_eq!(strict.found(), "2026-11-27 E1 1 unconfirmed punches 07:55\n");
}

#[test]
fn leave_takes_its_part_of_the_shift_away() {
    assert_eq!(Story::of("shift E1 08:00 16:00\nleave E1 00:00 +00:00 annual").found(), "");
    let morning = "shift E1 08:00 16:00\nleave E1 08:00 10:00 personal\n";
    let rest = "signed E1 10:05 16:00\nterminal E1 16:00\n";
    assert_eq!(Story::of(&format!("{morning}{rest}terminal E1 09:58")).found(), "");
    assert_eq!(
        Story::of(&format!("{morning}{rest}terminal E1 10:03")).found(),
        "2026-11-27 E1 1 late by 3 punches 10:03\n"
    );
}

#[test]
fn a_night_shift_belongs_to_the_day_it_began() {
    let night =
        "shift E1 22:00 +06:00\nterminal E1 22:04\nsigned E1 22:05 +06:00\nterminal E1 +05:50";
    assert_eq!(
        Story::of(night).found(),
        "2026-11-27 E1 1 late by 4 punches 22:04\n\
         2026-11-27 E1 1 early_leave by 10 punches +05:50\n"
    );
}

#[test]
fn a_shift_after_midnight_belongs_to_the_day_before_where_the_site_says_so() {
    let lines = "shift E1 01:00 07:00";
    assert_eq!(Story::of(lines).found(), "2026-11-27 E1 1 absent\n");
    let story = Story::of(lines).with(|policy| policy.day_starts = Duration::from_minutes(240));
    assert_eq!(story.found(), "2026-11-26 E1 1 absent\n");
}

#[test]
fn two_shifts_of_a_day_are_told_apart_and_share_the_time_between_them() {
    let split = "shift E1 08:00 12:00\nshift E1 18:00 22:00\n";
    let story = Story::of(&format!(
        "{split}terminal E1 08:00\nterminal E1 12:00\nsigned E1 08:00 12:00\nterminal E1 18:20\n\
         signed E1 18:22 22:00\nterminal E1 22:00"
    ));
    assert_eq!(story.found(), "2026-11-27 E1 2 late by 20 punches 18:20\n");
}

#[test]
fn being_there_before_the_shift_only_is_being_absent() {
    let story = Story::of("shift E1 08:00 16:00\nterminal E1 06:00\nterminal E1 07:00");
    assert_eq!(story.found(), "2026-11-27 E1 1 absent punches 06:00 07:00\n");
}

#[test]
fn a_change_of_the_rules_holds_from_its_day_and_restates_nothing_before() {
    let lines = "shift E1 08:00 16:00\nterminal E1 08:06\nsigned E1 08:08 16:00\nterminal E1 16:00
         shift E1 +08:00 +16:00\nterminal E1 +08:06\nsigned E1 +08:08 +16:00\nterminal E1 +16:00";
    let mut story = Story::of(lines);
    let mut lenient = story.policies.otherwise.clone();
    lenient.grace.late = Duration::from_minutes(10);
    let strict = story.policies.otherwise.clone();
    let change = story.at("+00:00");
    let both =
        vec![(story.at("00:00").before(Duration::from_minutes(60)), lenient), (change, strict)];
    story.policies.of_site.insert(SiteId(1), both);
    assert_eq!(story.found(), "2026-11-28 E1 1 late by 6 punches +08:06\n");
    // One that holds from tomorrow on only is what held before, too: a site is never without rules.
    let first = story.policies.of_site.get_mut(&SiteId(1)).unwrap();
    first.remove(0);
    assert_eq!(story.found().lines().count(), 2);
}
