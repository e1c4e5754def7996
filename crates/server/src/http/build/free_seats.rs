//! Free seats, the best first.
//!
//! Room:  server/http/build; asked by the finder.
//! Holds: near the team's people goes before anything; then what is usually free at this time; then
//!        the name, so that the same question has the same answer.
//! Never: offers a seat that is reserved, out of order, occupied or unknown.
//! Proof: `tests/it/api_seats.rs`.

use crate::http::views::seat::{
    FloorView, FreeSeat, PlacedSeat, SeatRow, SeatRowsView, SeatStateView,
};

/// What is looked for.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    pub site: Option<u32>,
    pub team: Option<u32>,
    pub zone: Option<String>,
}

/// Every seat that can be taken, near the team first.
#[must_use]
pub fn find(floors: &[FloorView], seats: &SeatRowsView, wish: &Wish) -> Vec<FreeSeat> {
    let floors = floors.iter().filter(|floor| wish.site.is_none_or(|site| site == floor.site));
    let mut free: Vec<FreeSeat> = floors.flat_map(|floor| on_floor(floor, seats, wish)).collect();
    free.sort_by(|a, b| rank(a).cmp(&rank(b)));
    free
}

fn rank(free: &FreeSeat) -> (u32, &str, u32) {
    (free.distance.unwrap_or(u32::MAX), &free.name, free.seat)
}

fn on_floor(floor: &FloorView, seats: &SeatRowsView, wish: &Wish) -> Vec<FreeSeat> {
    let row = |placed: &PlacedSeat| seats.rows.get(&placed.seat);
    let colleagues: Vec<(&PlacedSeat, &SeatRow)> = floor
        .layout
        .seats
        .iter()
        .filter_map(|placed| Some((placed, row(placed)?)))
        .filter(|(_, row)| wish.team.is_some() && row.team_id == wish.team)
        .collect();
    let wanted = floor.layout.seats.iter().filter(|placed| {
        let is_free = row(placed).is_some_and(|row| row.state == SeatStateView::Free);
        is_free && (wish.zone.is_none() || placed.zone == wish.zone)
    });
    wanted
        .map(|placed| {
            let near = colleagues.iter().map(|(other, row)| (steps(placed, other), row));
            let near = near.min_by_key(|(steps, _)| *steps);
            FreeSeat {
                seat: placed.seat,
                name: row(placed).map_or_else(String::new, |row| row.name.clone()),
                site: floor.site,
                site_name: floor.site_name.clone(),
                floor: floor.id,
                floor_name: floor.name.clone(),
                zone: placed.zone.clone(),
                near: near.and_then(|(_, row)| row.agent_name.clone()),
                distance: near.map(|(steps, _)| steps),
                usual: None,
            }
        })
        .collect()
}

/// The way between two seats, along rows and aisles.
const fn steps(one: &PlacedSeat, other: &PlacedSeat) -> u32 {
    one.x.abs_diff(other.x) + one.y.abs_diff(other.y)
}
