//! Entries into queues, from arrival to end.

use crate::story::{assert_told, run};

#[test]
fn a_wait_ends_once_whether_answered_or_abandoned() {
    let told = run("
         0 arrived 1
         0 queued 1 7
         5 arrived 2
         5 queued 2 7
        12 answered 1 3 7
        30 abandoned 2 7
        31 abandoned 2 7
        40 ended 2
        60 released 1 3
        60 ended 1
        90 tick
    ");
    assert_told(
        &told.rows(),
        "contact-2/0 queue-7 abandoned wait 25 talk 0 hold 0 work 0 by customer
         contact-1/0 queue-7 agent-3 answered wait 12 talk 48 hold 0 work 0 by customer",
    );
    assert_told(&told.anomalies(), "31 repeated contact-2");
}

#[test]
fn an_end_without_a_reason_while_waiting_is_an_abandonment() {
    let told = run("
        0 arrived 1
        0 queued 1 7
        9 ended 1
    ");
    assert_told(
        &told.rows(),
        "contact-1/0 queue-7 abandoned wait 9 talk 0 hold 0 work 0 by customer",
    );
}

#[test]
fn a_contact_that_comes_back_is_a_new_entry() {
    let told = run("
         0 arrived 1
         0 queued 1 7
        10 diverted 1 7 timeout
        10 queued 1 8
        15 answered 1 3 8
        20 ended 1
        31 tick
    ");
    assert_told(
        &told.rows(),
        "contact-1/0 queue-7 diverted:timeout wait 10 talk 0 hold 0 work 0 by system
         contact-1/1 queue-8 agent-3 answered wait 5 talk 5 hold 0 work 0 by customer",
    );
}

#[test]
fn a_second_queue_without_leaving_the_first_is_told_and_believed() {
    let told = run("
        0 arrived 1
        0 queued 1 7
        4 queued 1 8
        6 abandoned 1 7
        9 abandoned 1 8
    ");
    assert_told(
        &told.rows(),
        "contact-1/0 queue-7 diverted:overflow wait 4 talk 0 hold 0 work 0 by system
         contact-1/1 queue-8 abandoned wait 5 talk 0 hold 0 work 0 by customer",
    );
    assert_told(&told.anomalies(), "4 out_of_order contact-1\n6 never_queued contact-1");
}

#[test]
fn a_refused_contact_is_not_offered() {
    let told = run("
        0 arrived 1
        0 refused 1 7
        1 ended 1
        301 tick
    ");
    assert_told(
        &told.rows(),
        "contact-1/0 queue-7 refused:queue_full wait 0 talk 0 hold 0 work 0 by system",
    );
    assert_told(&told.cells(domain::figures::Attribution::ByEvent), "queue:7 0 r1 refused 1");
}

#[test]
fn a_contact_that_never_queued_has_one_row() {
    let told = run("
        0 arrived 1
        0 ivr 1 4
        8 left_ivr 1 4
        9 ended 1
    ");
    assert_told(
        &told.rows(),
        "contact-1/0 no queue not_queued wait 0 talk 0 hold 0 work 0 by customer",
    );
}

#[test]
fn an_event_about_a_contact_that_is_over_is_an_anomaly() {
    let told = run("
        0 arrived 1
        1 ended 1
        2 queued 1 7
        3 answered 9 3
        4 arrived 2
        5 arrived 2
    ");
    assert_told(
        &told.anomalies(),
        "2 unknown_contact contact-1
         3 unknown_contact contact-9
         5 repeated contact-2",
    );
}

#[test]
fn a_contact_that_never_ends_is_closed_after_a_day() {
    let told = run("
        0 arrived 1
        0 queued 1 7
        86399 tick
        86400 tick
    ");
    assert_told(
        &told.rows(),
        "contact-1/0 queue-7 unknown wait 86400 talk 0 hold 0 work 0 by unknown",
    );
    assert_told(&told.anomalies(), "86400 stale contact-1");
}

#[test]
fn an_answer_before_the_entry_waits_nothing_and_is_told() {
    let told = run("
        10 arrived 1
        10 queued 1 7
        8@11 answered 1 3 7
        20 ended 1
        31 tick
    ");
    assert_told(
        &told.rows(),
        "contact-1/0 queue-7 agent-3 answered wait 0 talk 12 hold 0 work 0 by customer",
    );
    assert_told(&told.anomalies(), "8 out_of_order contact-1 agent-3");
}

#[test]
fn an_id_that_no_registry_gives_is_refused() {
    let told = run("
        0 arrived 1
        1 queued 1 4000000000
        2 state 4000000000 available
        3 arrived 2 4000000000
    ");
    assert_told(
        &told.anomalies(),
        "1 unreadable contact-1
         2 unreadable agent-4000000000
         3 unreadable contact-2",
    );
}
