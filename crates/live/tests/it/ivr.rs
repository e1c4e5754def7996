//! Contacts on their way through the IVR, step by step.

use crate::story::{assert_told, run};

#[test]
fn a_contact_goes_from_node_to_node_into_a_queue() {
    let told = run("
        0 arrived 1
        0 ivr 1 4
        8 left_ivr 1 4 2
        8 ivr 1 5
       20 left_ivr 1 5
       20 queued 1 7
       30 answered 1 3 7
       90 ended 1
    ");
    assert_told(
        &told.ivr(),
        "0 ivr-4 Begun 0
         0 ivr-4 Left(Some('2')) 8
         0 ivr-4 ToNode(ivr-5) 0
         0 ivr-5 Left(None) 12
         0 ivr-5 ToQueue(queue-7) 0",
    );
}

#[test]
fn leaving_that_nobody_told_is_seen_at_the_next_step() {
    let told = run("
        0 arrived 1
        0 ivr 1 4
        5 ivr 1 5
        9 queued 1 7
       20 abandoned 1 7
       20 ended 1
    ");
    assert_told(
        &told.ivr(),
        "0 ivr-4 Begun 0
         0 ivr-4 Left(None) 5
         0 ivr-4 ToNode(ivr-5) 0
         0 ivr-5 Left(None) 4
         0 ivr-5 ToQueue(queue-7) 0",
    );
}

#[test]
fn a_contact_ends_in_a_node_or_after_it_and_in_the_interval_of_that_moment() {
    let told = run("
        0 arrived 1
        0 ivr 1 4
      900 ended 1
      900 arrived 2
      900 ivr 2 4
      907 left_ivr 2 4 9
      907 ended 2
    ");
    assert_told(
        &told.ivr(),
        "0 ivr-4 Begun 0
         900 ivr-4 Ended 900
         900 ivr-4 Begun 0
         900 ivr-4 Left(Some('9')) 7
         900 ivr-4 ToEnd 0",
    );
}

#[test]
fn after_a_queue_the_way_through_the_ivr_begins_anew() {
    let told = run("
        0 arrived 1
        0 ivr 1 4
        3 left_ivr 1 4 1
        3 queued 1 7
       10 diverted 1 7 key
       10 ivr 1 5
       12 left_ivr 1 5 2
       12 queued 1 8
       30 abandoned 1 8
       30 ended 1
    ");
    assert_told(
        &told.ivr(),
        "0 ivr-4 Begun 0
         0 ivr-4 Left(Some('1')) 3
         0 ivr-4 ToQueue(queue-7) 0
         0 ivr-5 Begun 0
         0 ivr-5 Left(Some('2')) 2
         0 ivr-5 ToQueue(queue-8) 0",
    );
}

#[test]
fn a_refused_contact_is_told_as_such_and_may_go_on() {
    let told = run("
        0 arrived 1
        0 ivr 1 4
        2 left_ivr 1 4
        2 refused 1 7
        2 ivr 1 6
        9 ended 1
    ");
    assert_told(
        &told.ivr(),
        "0 ivr-4 Begun 0
         0 ivr-4 Left(None) 2
         0 ivr-4 Refused(queue-7) 0
         0 ivr-4 ToNode(ivr-6) 0
         0 ivr-6 Ended 7",
    );
}
