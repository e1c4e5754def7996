//! What agents do, interval by interval.

use crate::story::{assert_told, run};

#[test]
fn time_is_split_exactly_at_the_quarter_hour() {
    let told = run("
          0 in 3
        600 state 3 meal
       1200 state 3 available
       1800 tick
    ");
    assert_told(
        &told.work(),
        "agent:3 0 r1 available 600 not_ready 300
         agent:3 900 r1 available 600 not_ready 300",
    );
}

#[test]
fn a_late_change_revises_the_closed_interval() {
    let told = run("
              0 in 3
        895@905 state 3 break
           1800 tick
    ");
    assert_told(
        &told.work(),
        "agent:3 0 r1 available 900
         agent:3 0 r2 available 895 not_ready 5
         agent:3 900 r1 not_ready 900",
    );
    assert_told(&told.stays(), "agent-3 0-895 available");
}

#[test]
fn a_change_before_the_present_stay_is_told_and_counts_from_its_beginning() {
    let told = run("
              0 in 3
             50 state 3 break
          40@60 state 3 available
             70 state 3 meal
    ");
    assert_told(&told.anomalies(), "40 out_of_order agent-3");
    assert_told(&told.stays(), "agent-3 0-50 available\nagent-3 50-70 available");
}

#[test]
fn a_change_of_team_closes_the_cell_and_opens_another() {
    let told = run("
          0 team 3 1
          0 in 3
        300 team 3 2
        900 tick
    ");
    assert_told(
        &told.work(),
        "agent:3 team-1 0 r1 available 300
         agent:3 team-2 0 r1 available 600",
    );
}

#[test]
fn a_break_overruns_from_its_allowance_on() {
    let told = run("
          0 allow break 300
          0 in 3
        500 state 3 break
       1100 state 3 available
       1800 tick
    ");
    assert_told(
        &told.work(),
        "agent:3 0 r1 available 500 not_ready 400 overrun 100
         agent:3 900 r1 available 700 not_ready 200 overrun 200",
    );
}

#[test]
fn the_day_is_closed_cells_open_cells_and_the_open_stay() {
    let told = run("
          0 in 3
       7000 state 3 break
       7300 tick
    ");
    let today = told.live.agent_today(domain::AgentId(3), crate::story::at(7400.0));
    assert_eq!(today.times.0, [0, 7_000_000_000, 0, 0, 0, 0, 400_000_000]);
}

#[test]
fn signing_out_twice_or_in_twice_is_told() {
    let told = run("
        0 in 3
        1 in 3
        2 out 3
        3 out 3
        4 state 3 available
        5 state 3 signed_out
    ");
    assert_told(&told.anomalies(), "1 repeated agent-3\n3 repeated agent-3");
    assert_told(&told.stays(), "agent-3 0-2 available\nagent-3 4-5 available");
}

#[test]
fn ringing_at_somebody_who_signed_out_is_told() {
    let told = run("
        0 in 3
        1 out 3
        2 arrived 1
        2 queued 1 7
        3 offered 1 3 7
        4 offered 1 4 7
    ");
    assert_told(&told.anomalies(), "3 signed_out_agent contact-1 agent-3");
}
