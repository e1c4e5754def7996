//! Talk, hold, transfers, ringing and the work after contacts.

use crate::story::{assert_told, run};
use domain::figures::Attribution;

#[test]
fn the_row_waits_for_after_contact_work() {
    let told = run("
         0 in 3
         0 arrived 1
         0 queued 1 7
        10 answered 1 3 7
        40 released 1 3
        40 state 3 after_contact_work
        40 ended 1
        55 state 3 available
       300 tick
    ");
    assert_told(
        &told.rows(),
        "contact-1/0 queue-7 agent-3 answered wait 10 talk 30 hold 0 work 15 by customer",
    );
    assert_told(
        &told.stays(),
        "agent-3 0-10 available
         agent-3 10-40 talking
         agent-3 40-55 after_contact_work",
    );
    assert_told(
        &told.cells(Attribution::ByEvent),
        "queue:7 0 r1 after_contact_work 15s answered 1 handled 1 offered 1 offers 1 talk 30s \
         wait_answered 10s wait_max 10s",
    );
}

#[test]
fn a_row_without_after_contact_work_leaves_after_a_grace() {
    let mut told = run("
         0 in 3
         0 arrived 1
         0 queued 1 7
        10 answered 1 3 7
        40 ended 1
        49.9 tick
    ");
    assert_told(&told.rows(), "");
    told.tell("50 tick");
    assert_told(
        &told.rows(),
        "contact-1/0 queue-7 agent-3 answered wait 10 talk 30 hold 0 work 0 by customer",
    );
}

#[test]
fn hold_is_not_talk() {
    let told = run("
         0 in 3
         0 arrived 1
         0 queued 1 7
        10 answered 1 3 7
        20 held 1 3
        50 resumed 1 3
        60 held 1 3
        65 ended 1
        80 tick
    ");
    assert_told(
        &told.rows(),
        "contact-1/0 queue-7 agent-3 answered wait 10 talk 20 hold 35 work 0 by customer",
    );
    assert_told(
        &told.stays(),
        "agent-3 0-10 available
         agent-3 10-20 talking
         agent-3 20-50 holding
         agent-3 50-60 talking
         agent-3 60-65 holding",
    );
}

#[test]
fn an_attended_transfer_is_the_same_entry_with_another_leg() {
    let told = run("
         0 in 3
         0 in 4
         0 arrived 1
         0 queued 1 7
        10 answered 1 3 7
        30 held 1 3
        35 answered 1 4
        45 transferred 1 3 attended 4
        45 released 1 3
        80 ended 1
        91 tick
       300 tick
    ");
    assert_told(
        &told.rows(),
        "contact-1/0 queue-7 agent-3 answered wait 10 talk 65 hold 15 work 0 by customer",
    );
    assert_told(
        &told.cells(Attribution::ByEvent),
        "queue:7 0 r1 answered 1 handled 1 hold 15s offered 1 offers 1 talk 65s \
         transferred_attended 1 wait_answered 10s wait_max 10s",
    );
}

#[test]
fn a_blind_transfer_into_a_queue_is_a_new_entry() {
    let told = run("
         0 in 3
         0 arrived 1
         0 queued 1 7
        10 answered 1 3 7
        30 transferred 1 3 blind
        30 released 1 3
        30 queued 1 8
        50 abandoned 1 8
        51 ended 1
    ");
    assert_told(
        &told.rows(),
        "contact-1/0 queue-7 agent-3 answered wait 10 talk 20 hold 0 work 0 by customer
         contact-1/1 queue-8 abandoned wait 20 talk 0 hold 0 work 0 by customer",
    );
}

#[test]
fn a_transfer_to_an_agent_keeps_the_entry_until_he_has_talked() {
    let told = run("
         0 in 3
         0 in 4
         0 arrived 1
         0 queued 1 7
        10 answered 1 3 7
        30 transferred 1 3 blind 4
        30 released 1 3
        32 offered 1 4
        40 answered 1 4
        70 ended 1
        81 tick
    ");
    assert_told(
        &told.rows(),
        "contact-1/0 queue-7 agent-3 answered wait 10 talk 50 hold 0 work 0 by customer",
    );
}

#[test]
fn a_transfer_that_nobody_takes_ends_with_the_contact() {
    let told = run("
         0 in 3
         0 arrived 1
         0 queued 1 7
        10 answered 1 3 7
        30 transferred 1 3 blind 4
        30 released 1 3
        50 ended 1
       300 tick
    ");
    assert_told(
        &told.rows(),
        "contact-1/0 queue-7 agent-3 answered wait 10 talk 20 hold 0 work 0 by customer",
    );
    assert_told(
        &told.cells(Attribution::ByArrival),
        "queue:7 0 r1 answered 1 handled 1 offered 1 offers 1 talk 20s transferred_blind 1 \
         wait_answered 10s wait_max 10s",
    );
}

#[test]
fn an_agent_returns_to_the_state_of_rest_that_was_told_last() {
    let told = run("
         0 in 3
         0 arrived 1
         0 queued 1 7
         5 offered 1 3 7
        10 answered 1 3 7
        20 state 3 break
        30 released 1 3
        40 state 3 available
    ");
    assert_told(
        &told.stays(),
        "agent-3 0-5 available
         agent-3 5-10 ringing
         agent-3 10-30 talking
         agent-3 30-40 not_ready:break",
    );
}

#[test]
fn a_phone_rings_out_and_the_next_answers() {
    let told = run("
         0 in 3
         0 in 4
         0 arrived 1
         0 queued 1 7
         1 offered 1 3 7
        16 rung_out 1 3 7
        17 offered 1 4 7
        20 answered 1 4 7
        30 ended 1
        41 tick
       300 tick
    ");
    assert_told(
        &told.cells(Attribution::ByEvent),
        "queue:7 0 r1 answered 1 handled 1 offered 1 offers 2 rung_out 1 talk 10s \
         wait_answered 20s wait_max 20s",
    );
    assert_told(
        &told.stays(),
        "agent-3 0-1 available
         agent-3 1-16 ringing
         agent-4 0-17 available
         agent-4 17-20 ringing
         agent-4 20-30 talking",
    );
}

#[test]
fn all_phones_stop_when_one_answers_or_the_caller_leaves() {
    let told = run("
         0 in 3
         0 in 4
         0 arrived 1
         0 queued 1 7
         1 offered 1 3 7
         1 offered 1 4 7
         6 answered 1 4 7
         9 withdrawn 1 3
        20 ended 1
        30 arrived 2
        30 queued 2 7
        31 offered 2 3 7
        35 abandoned 2 7
        35 ended 2
    ");
    assert_told(
        &told.stays(),
        "agent-3 0-1 available
         agent-4 0-1 available
         agent-4 1-6 ringing
         agent-3 1-6 ringing
         agent-4 6-20 talking
         agent-3 6-31 available
         agent-3 31-35 ringing",
    );
    assert_told(&told.anomalies(), "");
}

#[test]
fn an_answer_twice_or_of_another_queue_is_refused() {
    let told = run("
         0 in 3
         0 arrived 1
         0 answered 1 3 7
         1 queued 1 7
         2 answered 1 3 8
         3 answered 1 3 7
         4 answered 1 3 7
         5 answered 1 4 7
         9 ended 1
    ");
    assert_told(
        &told.anomalies(),
        "0 never_queued contact-1 agent-3
         2 never_queued contact-1 agent-3
         4 repeated contact-1 agent-3
         5 repeated contact-1 agent-4",
    );
}

#[test]
fn two_calls_at_once_are_a_conflict_and_two_chats_are_not() {
    let told = run("
        0 in 3
        0 arrived 1 - chat
        0 arrived 2 - chat
        0 arrived 3
        0 queued 1 7
        0 queued 2 7
        0 queued 3 7
        1 answered 1 3 7
        2 answered 2 3 7
        3 answered 3 3 7
    ");
    assert_told(&told.anomalies(), "3 agent_conflict contact-3 agent-3");
}

#[test]
fn the_wrap_up_event_ends_after_contact_work() {
    let told = run("
         0 in 3
         0 arrived 1
         0 queued 1 7
         5 answered 1 3 7
        10 released 1 3
        10 state 3 after_contact_work
        10 ended 1
        22 wrapped 1 3
        30 out 3
    ");
    assert_told(
        &told.stays(),
        "agent-3 0-5 available
         agent-3 5-10 talking
         agent-3 10-22 after_contact_work
         agent-3 22-30 available",
    );
}
