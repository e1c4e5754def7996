//! How punches become passages and stays.

use crate::story::Story;
use attendance::policy::Pairing;
use attendance::presence::{Passage, presence};

fn stays(story: &Story) -> String {
    let all = presence(&story.punches, &story.shifts, &story.policies);
    let clock = |passage: &Option<Passage>, last: bool| {
        passage.as_ref().map_or_else(
            || "?".to_owned(),
            |passage| story.clock(if last { passage.last } else { passage.first }),
        )
    };
    let lines = all.iter().map(|presence| {
        let stays = presence
            .stays
            .iter()
            .map(|stay| format!(" {}-{}", clock(&stay.arrived, false), clock(&stay.left, true)));
        format!("{}/{}{}\n", presence.day, presence.part, stays.collect::<String>())
    });
    lines.collect()
}

fn in_and_out(lines: &str) -> String {
    stays(&Story::of(lines).with(|policy| policy.pairing = Pairing::InAndOut))
}

#[test]
fn double_punches_are_one_passage() {
    let lines = "shift E1 08:00 16:00\nterminal E1 07:58\nterminal E1 07:59\nterminal E1 15:59\nterminal E1 16:01";
    assert_eq!(in_and_out(lines), "2026-11-27/1 07:58-16:01\n");
}

#[test]
fn punches_that_say_opposite_ways_are_two_passages_however_near() {
    let lines = "shift E1 08:00 16:00\nterminal E1 07:58 in\nterminal E1 07:59 out";
    assert_eq!(in_and_out(lines), "2026-11-27/1 07:58-07:59\n");
}

#[test]
fn what_says_no_way_comes_and_goes_in_turn() {
    let lines = "shift E1 08:00 16:00\nterminal E1 07:58\nterminal E1 12:00\nterminal E1 12:30\nterminal E1 16:00";
    assert_eq!(in_and_out(lines), "2026-11-27/1 07:58-12:00 12:30-16:00\n");
    assert_eq!(stays(&Story::of(lines)), "2026-11-27/1 07:58-16:00\n");
}

#[test]
fn repeated_arrivals_are_one_where_only_the_first_and_last_matter() {
    let lines = "shift E1 08:00 16:00\nterminal E1 07:58 in\nterminal E1 08:30 in";
    assert_eq!(stays(&Story::of(lines)), "2026-11-27/1 07:58-?\n");
    let lines = "shift E1 08:00 16:00\nterminal E1 15:30 out\nterminal E1 16:10 out";
    assert_eq!(stays(&Story::of(lines)), "2026-11-27/1 ?-16:10\n");
}

#[test]
fn the_same_passing_sent_twice_is_one() {
    let mut story = Story::of("shift E1 08:00 16:00\nterminal E1 07:58\nterminal E1 16:00");
    let before = stays(&story);
    story.punches.extend(story.punches.clone());
    assert_eq!(stays(&story), before);
}

#[test]
fn a_visit_without_a_shift_belongs_to_the_day_it_began_and_ends_after_the_longest_stay() {
    assert_eq!(
        stays(&Story::of("terminal E1 23:00\nterminal E1 +02:00")),
        "2026-11-27/0 23:00-+02:00\n"
    );
    assert_eq!(
        stays(&Story::of("terminal E1 01:00\nterminal E1 +01:00\nterminal E1 +02:00")),
        "2026-11-27/0 01:00-?\n2026-11-28/0 +01:00-+02:00\n"
    );
}
