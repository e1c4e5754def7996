//! Seats from the state: who sits where.
//!
//! Room:  server/http/build.
//! Holds: who sits there is told to whoever may see them; that somebody does, to everybody.
//!        A seat whose source is lost is unknown: its last word may be long untrue.

use crate::http::access::Reached;
use crate::http::build::{floor, names, person, words};
use crate::http::views::seat::{SeatRow, SeatRowsView, SeatStateView, SeatsHead};
use domain::state::SeatState;
use domain::{SeatId, SourceId, Timestamp};
use live::Live;
use std::collections::BTreeSet;

/// All seats, with those people who are in sight.
#[must_use]
pub fn seats(live: &Live, now: Timestamp, sight: &Reached) -> SeatRowsView {
    let lost: BTreeSet<SourceId> =
        live.sources().into_iter().filter(|(_, s)| s.lost_at.is_some()).map(|(id, _)| id).collect();
    let head = SeatsHead { at: now.into(), sequence: live.sequence(), seats: floor::seats(live) };
    let row = |id: SeatId| (id.0, row(live, id, (&lost, sight)));
    SeatRowsView { head, rows: live.seats().into_iter().map(row).collect() }
}

fn row(live: &Live, id: SeatId, (lost, sight): (&BTreeSet<SourceId>, &Reached)) -> SeatRow {
    let names = live.names();
    let registered = names.seats.get(&id);
    let known = live.seat(id);
    let who = known.and_then(|seat| seat.agent);
    let who = who.filter(|&agent| person::is_seen(live, sight, agent));
    let agent = who.and_then(|agent| live.agent(agent));
    let team = agent.and_then(|agent| agent.team);
    let is_lost = registered.is_some_and(|seat| lost.contains(&seat.source));
    SeatRow {
        name: names::seat(names, id).unwrap_or_else(|| id.to_string()),
        site: registered.and_then(|seat| seat.site).map(|site| site.0),
        state: if is_lost { SeatStateView::Unknown } else { state(live.seat_state(id)) },
        since: known.filter(|seat| seat.since > Timestamp::default()).map(|seat| seat.since.into()),
        agent: who.map(|agent| agent.0),
        agent_name: who.map(|a| names::agent(names, a).unwrap_or_else(|| a.to_string())),
        team: team.and_then(|team| names::team(names, team)),
        team_id: team.map(|team| team.0),
        agent_state: agent.map(|agent| words::state(agent.state)),
        reason: agent.and_then(|agent| words::reason(agent.state)),
    }
}

const fn state(state: SeatState) -> SeatStateView {
    match state {
        SeatState::Free => SeatStateView::Free,
        SeatState::Occupied => SeatStateView::Occupied,
        SeatState::Reserved => SeatStateView::Reserved,
        SeatState::OutOfOrder => SeatStateView::OutOfOrder,
    }
}
