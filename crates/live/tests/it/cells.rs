//! The cells of intervals, running, closed and revised.

use crate::story::{assert_told, at, run};
use domain::QueueId;
use domain::figures::Attribution::{ByArrival, ByEvent};
use domain::history::ContactKey;
use live::view::Running;

#[test]
fn a_contact_counts_by_arrival_where_it_entered_and_by_event_where_it_happened() {
    let told = run("
        299 arrived 1 2
        299 queued 1 7
        301 answered 1 3 7
        650 ended 1
        900 tick
    ");
    assert_told(
        &told.cells(ByEvent),
        "queue:7 0 r1 offered 1
         did:2 0 r1 offered 1
         queue:7 300 r1 answered 1 offers 1 wait_answered 2s wait_max 2s
         did:2 300 r1 answered 1 offers 1 wait_answered 2s wait_max 2s
         queue:7 600 r1 handled 1 talk 349s
         did:2 600 r1 handled 1 talk 349s",
    );
    assert_told(
        &told.cells(ByArrival),
        "queue:7 0 r1 offered 1
         did:2 0 r1 offered 1
         queue:7 0 r2 answered 1 offered 1 offers 1 wait_answered 2s wait_max 2s
         did:2 0 r2 answered 1 offered 1 offers 1 wait_answered 2s wait_max 2s
         queue:7 0 r3 answered 1 handled 1 offered 1 offers 1 talk 349s wait_answered 2s wait_max 2s
         did:2 0 r3 answered 1 handled 1 offered 1 offers 1 talk 349s wait_answered 2s wait_max 2s",
    );
}

#[test]
fn a_late_record_revises_its_interval() {
    let told = run("
            0 arrived 1
            0 queued 1 7
          310 tick
      200@320 abandoned 1 7
          320 ended 1
          600 tick
    ");
    assert_told(
        &told.cells(ByEvent),
        "queue:7 0 r1 offered 1
         queue:7 0 r2 abandoned 1 offered 1 wait_abandoned 200s wait_max 200s",
    );
}

#[test]
fn the_arrival_cell_of_an_open_contact_is_kept_however_old() {
    let told = run("
            0 arrived 1
            0 queued 1 7
        20000 abandoned 1 7
        20000 ended 1
        20100 tick
    ");
    assert_told(
        &told.cells(ByArrival),
        "queue:7 0 r1 offered 1
         queue:7 0 r2 abandoned 1 offered 1 wait_abandoned 20000s wait_max 20000s",
    );
}

#[test]
fn what_comes_after_the_cell_was_let_go_is_a_supplement() {
    let told = run("
               0 arrived 1
               0 queued 1 7
               1 ended 1
           20000 arrived 2
         2@20000 queued 2 7
         9@20001 ended 2
           20100 tick
           20400 tick
    ");
    assert_told(
        &told.cells(ByEvent),
        "queue:7 0 r1 abandoned 1 offered 1 wait_abandoned 1s wait_max 1s
         queue:7 0 r0 abandoned 1 offered 1 wait_abandoned 7s wait_max 7s",
    );
}

#[test]
fn what_is_dated_ahead_waits_for_its_interval() {
    let told = run("
            0 arrived 1
        700@1 queued 1 7
            2 tick
          900 tick
    ");
    assert_told(&told.cells(ByEvent), "queue:7 600 r1 offered 1");
    assert_told(&told.anomalies(), "700 clock_skew");
}

#[test]
fn running_figures_are_sums_of_cells() {
    let told = run("
           0 arrived 1
           0 queued 1 7
        2000 arrived 2
        2000 queued 2 7
        3000 arrived 3
        3000 queued 3 7
        3310 arrived 4
        3310 queued 4 7
    ");
    let offered =
        |running| told.live.running(ContactKey::Queue(QueueId(7)), ByEvent, running).offered;
    assert_eq!(offered(Running::FiveMinutes), 1);
    assert_eq!(offered(Running::QuarterHour), 2);
    assert_eq!(offered(Running::HalfHour), 3);
    assert_eq!(offered(Running::Hour), 4);
    assert_eq!(offered(Running::Day), 4);
    let quarter = told.live.running_interval(Running::QuarterHour);
    assert_eq!((quarter.start, quarter.end), (at(2700.0), at(3600.0)));
}

#[test]
fn a_silence_of_years_is_skipped_and_counting_goes_on() {
    let told = run("
                 0 arrived 1
                 0 queued 1 7
                 1 ended 1
        1000000000 arrived 2
        1000000000 queued 2 7
        1000000300 tick
    ");
    assert_eq!(told.cells(ByEvent).lines().count(), 2);
}
