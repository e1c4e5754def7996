//! Workplaces.

use crate::story::{assert_told, at, run};
use domain::SeatId;
use domain::state::SeatState;

#[test]
fn a_seat_is_occupied_while_its_agent_is_signed_in() {
    let mut told = run("
        0 seat 5 reserved
        10 in 3 5
    ");
    assert_eq!(told.live.seat_state(SeatId(5)), SeatState::Occupied);
    told.tell("900 out 3");
    assert_eq!(told.live.seat_state(SeatId(5)), SeatState::Reserved);
    assert_eq!(told.live.seat(SeatId(5)).unwrap().since, at(900.0));
    assert_told(
        &told.work(),
        "agent:3 0 r1 available 890
         seat:5 0 r1 available 890",
    );
}

#[test]
fn two_agents_on_one_seat_are_a_conflict_and_the_last_is_believed() {
    let told = run("
        0 in 3 5
        10 in 4 5
        20 out 4
        30 out 3
    ");
    assert_told(&told.anomalies(), "10 seat_conflict agent-4");
    assert_told(
        &told.stays(),
        "agent-3 0-10 available at seat-5
         agent-4 10-20 available at seat-5
         agent-3 10-30 available",
    );
}

#[test]
fn one_agent_on_two_seats_is_a_conflict_and_moves() {
    let told = run("
        0 in 3 5
        10 in 3 6
        11 seat 6 out_of_order
    ");
    assert_told(&told.anomalies(), "10 seat_conflict agent-3\n11 seat_conflict agent-3");
    assert_eq!(told.live.seat_state(SeatId(5)), SeatState::Free);
    assert_eq!(told.live.seat_state(SeatId(6)), SeatState::Occupied);
}
