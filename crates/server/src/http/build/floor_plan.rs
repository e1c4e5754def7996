//! Floor plans: what is allowed, what stands where nobody has drawn, what differs.
//!
//! Room:  server/http/build; asked by the routes of floors and by their import.
//! Holds: a seat stands on one place of one floor of its own site, and no place holds two.
//! Proof: `tests/it/api_seats.rs`.

use crate::http::refusal::Refusal;
use crate::http::views::seat::{FloorLayout, PlacedSeat};
use domain::SeatId;
use journal::carry::{Names, Registered};
use std::collections::{BTreeMap, BTreeSet};

/// Stands for the site of seats that no source has given one.
pub const NO_SITE: u32 = u32::MAX;
/// The largest side of a floor, in grid units.
pub const LARGEST_SIDE: u32 = 400;
/// Seats on one floor.
pub const MOST_SEATS: usize = 2_000;
const MOST_SHAPES: usize = 200;
/// Seats in one row where nobody has drawn.
const ROW: u32 = 16;

/// Says what is wrong with a layout.
pub fn check(layout: &FloorLayout, site: u32, names: &Names) -> Result<(), Refusal> {
    let sides = 1..=LARGEST_SIDE;
    if !sides.contains(&layout.width) || !sides.contains(&layout.height) {
        let given = format!("{} x {}", layout.width, layout.height);
        let hint = format!("Write width and height from 1 to {LARGEST_SIDE}");
        return Err(Refusal::parameter("layout", &given, &hint));
    }
    if layout.seats.len() > MOST_SEATS || layout.shapes.len() > MOST_SHAPES {
        let hint = format!("Place at most {MOST_SEATS} seats and {MOST_SHAPES} shapes");
        return Err(Refusal::invalid("The floor holds too much", hint));
    }
    check_shapes(layout)?;
    let (mut seats, mut places) = (BTreeSet::new(), BTreeSet::new());
    for placed in &layout.seats {
        let name = seat_name(names, placed.seat);
        let wrong = |hint: &str| Err(Refusal::parameter("seats", &name, hint));
        let Some(known) = names.seats.get(&SeatId(placed.seat)) else {
            return wrong("Place a seat that the house has registered");
        };
        if site_of(known) != site {
            return wrong("Place seats of this site only");
        }
        if placed.x >= layout.width || placed.y >= layout.height {
            return wrong("Place it on the floor, or make the floor larger");
        }
        if !matches!(placed.turn, 0 | 90 | 180 | 270) {
            return wrong("Turn it by 0, 90, 180 or 270 degrees");
        }
        if placed.zone.as_deref().is_some_and(|zone| !is_text(zone)) {
            return wrong("Write a zone of 1 to 100 characters");
        }
        if !seats.insert(placed.seat) {
            return wrong("Place each seat once");
        }
        if !places.insert((placed.x, placed.y)) {
            return wrong("Choose a place where no other seat stands");
        }
    }
    Ok(())
}

fn check_shapes(layout: &FloorLayout) -> Result<(), Refusal> {
    let is_inside = |start: u32, length: u32, side: u32| {
        start.checked_add(length).is_some_and(|end| end <= side)
    };
    for shape in &layout.shapes {
        let fits = is_inside(shape.x, shape.width, layout.width)
            && is_inside(shape.y, shape.height, layout.height);
        if !fits || !shape.text.as_deref().is_none_or(is_text) {
            let given = shape.text.as_deref().unwrap_or_default();
            let hint = "Keep shapes on the floor, with texts of 1 to 100 characters";
            return Err(Refusal::parameter("shapes", given, hint));
        }
    }
    Ok(())
}

/// Whether a zone, label or floor may be called that.
#[must_use]
pub fn is_text(text: &str) -> bool {
    let is_long = text.chars().count() > 100;
    !text.trim().is_empty()
        && text.trim() == text
        && !is_long
        && !text.chars().any(char::is_control)
}

/// A seat's site, `NO_SITE` where it has none.
#[must_use]
pub fn site_of(seat: &Registered) -> u32 {
    seat.site.map_or(NO_SITE, |site| site.0)
}

/// The seats of a site in the order of their names.
#[must_use]
pub fn seats_of(names: &Names, site: u32) -> Vec<u32> {
    let of_site = names.seats.iter().filter(|(_, seat)| site_of(seat) == site);
    let mut seats: Vec<_> = of_site.map(|(id, seat)| (seat.name.clone(), id.0)).collect();
    seats.sort();
    seats.into_iter().map(|(_, id)| id).collect()
}

/// Seats in rows, back to back, with an aisle between two rows: a first plan to go on from.
#[must_use]
pub fn rows_of(seats: &[u32]) -> FloorLayout {
    let mut layout = FloorLayout { width: ROW + 2, ..FloorLayout::default() };
    for (&seat, number) in seats.iter().zip(0_u32..).take(MOST_SEATS) {
        let (row, column) = (number / ROW, number % ROW);
        // Two rows face each other across their desks, then people walk.
        let y = 1 + row / 2 * 3 + row % 2;
        let turn = if row % 2 == 0 { 0 } else { 180 };
        layout.seats.push(PlacedSeat { seat, x: 1 + column, y, turn, zone: None });
    }
    let lowest = layout.seats.iter().map(|seat| seat.y).max().unwrap_or(0);
    layout.height = (lowest + 2).min(LARGEST_SIDE);
    layout
}

/// How many seats are new, stand elsewhere (or turned, or in another zone), are gone.
#[must_use]
pub fn differences(old: &FloorLayout, new: &FloorLayout) -> (u32, u32, u32) {
    let by_seat = |layout: &FloorLayout| -> BTreeMap<u32, PlacedSeat> {
        layout.seats.iter().map(|placed| (placed.seat, placed.clone())).collect()
    };
    let (old, new) = (by_seat(old), by_seat(new));
    let (mut added, mut moved) = (0, 0);
    for (seat, placed) in &new {
        match old.get(seat) {
            None => added += 1,
            Some(before) => moved += u32::from(before != placed),
        }
    }
    let removed = old.keys().filter(|seat| !new.contains_key(seat)).count();
    (added, moved, u32::try_from(removed).unwrap_or(u32::MAX))
}

/// A seat's name, or its id where it has none.
#[must_use]
pub fn seat_name(names: &Names, seat: u32) -> String {
    super::names::seat(names, SeatId(seat)).unwrap_or_else(|| SeatId(seat).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_leave_an_aisle_and_lay_no_seat_upon_another() {
        let layout = rows_of(&(0..100).collect::<Vec<_>>());
        let places: BTreeSet<_> = layout.seats.iter().map(|seat| (seat.x, seat.y)).collect();
        assert_eq!(places.len(), 100);
        assert!(places.iter().all(|&(x, y)| x < layout.width && y < layout.height));
        assert!(!places.iter().any(|&(_, y)| y % 3 == 0), "an aisle is free");
    }
}
