//! Opening hours: what is flagged, what is counted within them, when they change.

use crate::story::{Told, assert_told, at, run};
use domain::calendar::Day;
use domain::figures::Attribution::{ByArrival, ByEvent};
use domain::opening::{OpenSpan, OpeningHours};
use domain::{Duration, QueueId, SiteId, Timestamp};
use journal::Event;
use live::view::Running;
use live::{Effect, Live};

const QUEUE: QueueId = QueueId(7);

/// The same hours on every day; the stories begin at 08:00 in UTC, 16:00 in Shanghai.
fn daily(text: &str) -> OpeningHours {
    let spans: Vec<OpenSpan> =
        text.split_whitespace().map(|span| OpenSpan::parse(span).unwrap()).collect();
    OpeningHours { week: std::array::from_fn(|_| spans.clone()), ..OpeningHours::default() }
}

fn set(queue: QueueId, effective_from: Timestamp, hours: Option<OpeningHours>) -> Event {
    Event::OpeningHoursSet { queue, effective_from, hours: hours.map(Box::new) }
}

/// A floor on which queue 7 has these hours since ever.
fn floor(hours: OpeningHours) -> Told {
    let mut told = Told::default();
    told.say(at(0.0), at(0.0), set(QUEUE, Timestamp::MIN, Some(hours)));
    told
}

/// Which of the entries that are over were after hours.
fn flags(told: &Told) -> Vec<bool> {
    let flag = |effect: &Effect| match effect {
        Effect::CloseContact(row) => Some(row.closed_hours),
        Effect::SetContactCell(_)
        | Effect::SetWorkCell(_)
        | Effect::EndState(_)
        | Effect::AddIvr(_)
        | Effect::ReportAnomaly { .. } => None,
    };
    told.effects.iter().filter_map(flag).collect()
}

#[test]
fn an_entry_is_flagged_by_the_moment_at_which_it_entered() {
    let mut told = floor(daily("08:10-08:20"));
    told.tell(
        "
        599 arrived 1
        599 queued 1 7
        600 arrived 2
        600 queued 2 7
        610 abandoned 1 7
        1190 arrived 3
        1199 queued 3 7
        1200 abandoned 2 7
        1201 arrived 4
        1201 refused 4 7
        1202 queued 4 8
        1300 abandoned 3 7
        1400 abandoned 4 8
    ",
    );
    assert_eq!(flags(&told), [true, false, true, false, false]);
}

#[test]
fn a_refusal_because_it_is_closed_says_so_without_hours() {
    let mut told = run("0 arrived 1");
    let event =
        |reason| Event::ContactRefused { contact: domain::ContactId(1), queue: QUEUE, reason };
    told.say(at(1.0), at(1.0), event(domain::state::RefusalReason::Closed));
    told.say(at(2.0), at(2.0), event(domain::state::RefusalReason::QueueFull));
    assert_eq!(flags(&told), [true, false]);
}

#[test]
fn a_moment_is_judged_by_the_hours_that_held_then() {
    let mut told = floor(daily("00:00-24:00"));
    told.say(at(1.0), at(1.0), set(QUEUE, at(600.0), Some(daily("20:00-21:00"))));
    told.say(at(2.0), at(2.0), set(QUEUE, at(1200.0), None));
    let hours = told.live.hours();
    let is_open = |second| hours.is_open(QUEUE, at(second));
    assert_eq!([599.0, 600.0, 1199.0, 1200.0].map(is_open), [true, false, false, true]);
    assert_eq!(hours.next_change(QUEUE, at(0.0)), Some(at(600.0)));
    assert_eq!(hours.next_change(QUEUE, at(600.0)), Some(at(1200.0)));
    assert_eq!(hours.next_change(QUEUE, at(1200.0)), None);
}

#[test]
fn hours_without_a_zone_follow_the_site_and_then_the_centre() {
    let mut told = floor(daily("15:00-17:00"));
    let is_open = |live: &Live| live.hours().is_open(QUEUE, at(0.0));
    assert!(!is_open(&told.live), "it is eight in the morning in UTC");
    told.tell("1 centre Asia/Shanghai 0");
    assert!(is_open(&told.live), "and four in the afternoon in Shanghai");
    let site = SiteId(3);
    let registered = |zone: &str| Event::SiteRegistered {
        site,
        key: "s".into(),
        name: "s".into(),
        zone: zone.into(),
    };
    told.say(at(2.0), at(2.0), registered("UTC"));
    let queue = Event::QueueRegistered {
        queue: QUEUE,
        key: "q".into(),
        name: "q".into(),
        skill: None,
        site: Some(site),
    };
    told.say(at(3.0), at(3.0), queue);
    assert!(!is_open(&told.live), "the queue's site comes before the centre");
    told.say(at(4.0), at(4.0), registered("Asia/Shanghai"));
    assert!(is_open(&told.live), "a site may get another zone");
    let own = OpeningHours { zone: Some("Europe/Amsterdam".into()), ..daily("09:00-09:05") };
    told.say(at(5.0), at(5.0), set(QUEUE, Timestamp::MIN, Some(own)));
    assert!(is_open(&told.live), "its own zone comes first");
    let resumed = Live::resume(&told.live.carry_over());
    assert!(is_open(&resumed), "a carry-over keeps it");
}

#[test]
fn hours_off_the_grid_or_in_no_zone_are_refused() {
    let mut told = Told::default();
    told.say(at(0.0), at(0.0), set(QUEUE, at(1.0), None));
    let nowhere = OpeningHours { zone: Some("Mars".into()), ..daily("08:00-09:00") };
    told.say(at(1.0), at(1.0), set(QUEUE, Timestamp::MIN, Some(nowhere)));
    assert_told(&told.anomalies(), "0 unreadable\n1 unreadable");
    assert_eq!(told.live.hours().latest().count(), 0);
}

/// Two contacts after hours, two within, one whose answer comes after closing; one in another queue.
const AN_EVENING: &str = "
    1 in 1
    300 arrived 1
    300 queued 1 7
    310 abandoned 1 7
    700 arrived 2
    700 queued 2 7
    710 answered 2 1 7
    720 released 2 1
    720 ended 2
    890 arrived 3
    890 queued 3 7
    910 answered 3 1 7
    920 released 3 1
    920 ended 3
    930 arrived 4
    930 queued 4 7
    950 abandoned 4 7
    951 arrived 5
    951 queued 5 8
    952 abandoned 5 8
";

#[test]
fn the_day_the_running_hour_and_a_window_leave_out_what_is_after_hours() {
    let mut told = floor(daily("08:10-08:15"));
    told.tell(AN_EVENING);
    let live = &told.live;
    let counts = |by, running| live.running_in_hours(QUEUE, by, running);
    for running in [Running::Day, Running::Hour] {
        let counts = counts(ByArrival, running);
        assert_eq!((counts.offered, counts.answered, counts.abandoned), (2, 2, 0), "{running:?}");
    }
    let by_event = counts(ByEvent, Running::Day);
    assert_eq!((by_event.offered, by_event.answered), (2, 1), "the late answer is after hours");
    let windows = live.windows_in_hours(
        at(960.0),
        &[Duration::from_minutes(2), Duration::from_minutes(30)],
        ByArrival,
    );
    let offered: Vec<u32> = windows.get(7).unwrap().iter().map(|counts| counts.offered).collect();
    assert_eq!(offered, [1, 2]);
    assert_eq!(windows.get(8).unwrap()[1].offered, 1, "a queue without hours is always open");
    assert_eq!(live.running_in_hours(QueueId(8), ByArrival, Running::Day).offered, 1);
}

#[test]
fn the_day_in_hours_outlives_its_cells_and_ends_with_the_day() {
    let mut told = floor(daily("08:10-08:15"));
    told.tell(AN_EVENING);
    told.tell("9000 tick");
    let offered = |live: &Live| live.running_in_hours(QUEUE, ByArrival, Running::Day).offered;
    assert_eq!(offered(&told.live), 2, "after two hours no cell is left");
    assert_eq!(offered(&Live::resume(&told.live.carry_over())), 2);
    told.tell("57600 tick");
    assert_eq!(offered(&told.live), 0, "at midnight in UTC");
}

#[test]
fn a_queue_that_gets_hours_was_open_until_then() {
    let mut told = run("
        0 arrived 1
        0 queued 1 7
        10 abandoned 1 7
    ");
    told.say(at(20.0), at(20.0), set(QUEUE, at(300.0), Some(daily("20:00-21:00"))));
    told.tell(
        "
        100 arrived 2
        100 queued 2 7
        400 arrived 3
        400 queued 3 7
    ",
    );
    let day = told.live.running_in_hours(QUEUE, ByArrival, Running::Day);
    assert_eq!(day.offered, 2);
}

#[test]
fn the_next_change_passes_over_holidays() {
    let mut hours = daily("09:00-18:00");
    hours.exceptions.insert(Day::parse("2026-01-06").unwrap(), Vec::new());
    let told = floor(hours);
    let next = |from| told.live.hours().next_change(QUEUE, from).unwrap();
    let opens = next(at(0.0));
    assert_eq!(opens, at(3600.0));
    let closes = next(opens);
    assert_eq!(closes, at(36_000.0));
    assert_eq!(next(closes), at(2.0 * 86_400.0 + 3600.0));
}
