//! Floor plans from and to CSV: `site,floor,seat,x,y,turn,zone`.
//!
//! Room:  server/http/build; asked by the routes of floors.
//! Takes: a file with Chinese or English headings, in any order. Gives: whole floors, or every error
//!        with its row and column.
//! Holds: what `write` gives, `read` takes back; a floor in the file is the whole of its seats.
//! Never: keeps anything.
//! Proof: tests below; `tests/it/api_seats.rs`.

use crate::http::build::csv::field;
use crate::http::build::floor_plan::{LARGEST_SIDE, NO_SITE, is_text, seat_name, site_of};
use crate::http::views::seat::{FloorView, PlacedSeat, PlanImportError};
use journal::carry::Names;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

const COLUMNS: [(&str, &str); 7] = [
    ("site", "职场"),
    ("floor", "楼层"),
    ("seat", "座席"),
    ("x", "横向"),
    ("y", "纵向"),
    ("turn", "朝向"),
    ("zone", "分区"),
];
/// Errors after which the rest is not listed.
const MOST_ERRORS: usize = 500;

/// The floors of a file: seats by site and name of the floor.
pub type Floors = BTreeMap<(u32, String), Vec<PlacedSeat>>;

/// The drawn floors as a file.
#[must_use]
pub fn write(floors: &[FloorView], names: &Names) -> String {
    let mut text = String::from("\u{feff}site,floor,seat,x,y,turn,zone\r\n");
    for floor in floors.iter().filter(|floor| floor.id.is_some()) {
        for placed in &floor.layout.seats {
            let PlacedSeat { seat, x, y, turn, zone } = placed;
            let (site, name) =
                (field(&floor.site_name), field(floor.name.as_deref().unwrap_or("")));
            let (seat, zone) =
                (field(&seat_name(names, *seat)), field(zone.as_deref().unwrap_or("")));
            write!(text, "{site},{name},{seat},{x},{y},{turn},{zone}\r\n").expect("text grows");
        }
    }
    text
}

/// Reads a file.
pub fn read(text: &str, names: &Names) -> Result<Floors, Vec<PlanImportError>> {
    let lines = split(text.trim_start_matches('\u{feff}'));
    let mut lines = lines.iter();
    let heading = lines.next().map(|(_, cells)| cells.as_slice()).unwrap_or_default();
    let mut reading = Reading::new(heading, names)?;
    for (row, cells) in lines {
        reading.line(*row, cells);
        if reading.errors.len() >= MOST_ERRORS {
            break;
        }
    }
    let Reading { floors, errors, .. } = reading;
    if errors.is_empty() { Ok(floors) } else { Err(errors) }
}

struct Reading<'a> {
    names: &'a Names,
    /// Where each of `COLUMNS` stands in the file.
    places: [Option<usize>; 7],
    floors: Floors,
    errors: Vec<PlanImportError>,
    seats: BTreeSet<u32>,
    taken: BTreeSet<(u32, String, u32, u32)>,
}

impl<'a> Reading<'a> {
    fn new(heading: &[String], names: &'a Names) -> Result<Self, Vec<PlanImportError>> {
        let place = |(english, chinese): (&str, &str)| {
            heading.iter().position(|cell| cell.eq_ignore_ascii_case(english) || cell == chinese)
        };
        let places = COLUMNS.map(place);
        let missing = |(english, _): (&str, &str)| PlanImportError {
            row: 1,
            column: english.to_owned(),
            code: "missing_column".to_owned(),
            given: heading.join(",").chars().take(100).collect(),
            hint: "The first line names the columns site, floor, seat, x, y".to_owned(),
        };
        let needed = COLUMNS.into_iter().zip(places).take(5);
        let errors: Vec<_> = needed
            .filter(|(_, place)| place.is_none())
            .map(|(column, _)| missing(column))
            .collect();
        if !errors.is_empty() {
            return Err(errors);
        }
        let (floors, seats, taken) = (Floors::new(), BTreeSet::new(), BTreeSet::new());
        Ok(Self { names, places, floors, errors: Vec::new(), seats, taken })
    }

    fn line(&mut self, row: u32, cells: &[String]) {
        let cell = |column: usize| -> String {
            let place = self.places.get(column).copied().flatten();
            let text = place.and_then(|place| cells.get(place)).map_or("", String::as_str).trim();
            // What the export led by an apostrophe comes back without it.
            let is_guarded =
                text.strip_prefix('\'').is_some_and(|rest| rest.starts_with(['=', '+', '-', '@']));
            if is_guarded { text.chars().skip(1).collect() } else { text.to_owned() }
        };
        let before = self.errors.len();
        let cells: [String; 7] = std::array::from_fn(cell);
        let [site, floor, seat, x, y, turn, zone] = &cells;
        let site_id = self.site(row, site);
        if !is_text(floor) {
            self.wrong(row, "floor", ("bad_name", floor), "Write 1 to 100 characters");
        }
        let seat_id = site_id.and_then(|site| self.seat(row, seat, site));
        let (x, y) = (self.number(row, "x", x), self.number(row, "y", y));
        let turn = self.turn(row, turn);
        if !zone.is_empty() && !is_text(zone) {
            self.wrong(row, "zone", ("bad_name", zone), "Write 1 to 100 characters, or nothing");
        }
        let (Some(site), Some(seat), Some(x), Some(y), Some(turn)) = (site_id, seat_id, x, y, turn)
        else {
            return;
        };
        if !self.seats.insert(seat) {
            let name = cells[2].clone();
            self.wrong(row, "seat", ("seat_twice", &name), "Name each seat in one line only");
        }
        if !self.taken.insert((site, floor.clone(), x, y)) {
            let place = format!("{x},{y}");
            self.wrong(row, "x", ("place_taken", &place), "Choose a place without another seat");
        }
        if self.errors.len() == before {
            let zone = (!zone.is_empty()).then(|| zone.clone());
            let placed = PlacedSeat { seat, x, y, turn, zone };
            self.floors.entry((site, floor.clone())).or_default().push(placed);
        }
    }

    fn site(&mut self, row: u32, given: &str) -> Option<u32> {
        if given.is_empty() {
            return Some(NO_SITE);
        }
        let sites = &self.names.sites;
        let found = sites.iter().find(|(_, site)| site.name == given || site.key == given);
        let found = found.map(|(id, _)| id.0);
        if found.is_none() {
            let known: Vec<&str> = sites.values().map(|site| site.name.as_str()).collect();
            let hint = format!("Write one of: {}", known.join(", "));
            self.wrong(row, "site", ("unknown_site", given), &hint);
        }
        found
    }

    fn seat(&mut self, row: u32, given: &str, site: u32) -> Option<u32> {
        let seats = &self.names.seats;
        let mut named = seats.iter().filter(|(_, seat)| seat.name == given || seat.key == given);
        let of_site = named.clone().find(|(_, seat)| site_of(seat) == site);
        if let Some((id, _)) = of_site {
            return Some(id.0);
        }
        if named.next().is_some() {
            self.wrong(row, "seat", ("other_site", given), "Name the site where this seat is");
        } else {
            self.wrong(row, "seat", ("unknown_seat", given), "Write a seat that is registered");
        }
        None
    }

    fn number(&mut self, row: u32, column: &str, given: &str) -> Option<u32> {
        let hint = format!("Write a whole number from 0 to {}", LARGEST_SIDE - 1);
        match given.parse::<u32>() {
            Ok(number) if number < LARGEST_SIDE => Some(number),
            Ok(_) => self.wrong(row, column, ("off_grid", given), &hint),
            Err(_) => self.wrong(row, column, ("not_a_number", given), &hint),
        }
    }

    fn turn(&mut self, row: u32, given: &str) -> Option<u32> {
        match given {
            "" | "0" => Some(0),
            "90" => Some(90),
            "180" => Some(180),
            "270" => Some(270),
            _ => self.wrong(row, "turn", ("bad_turn", given), "Write 0, 90, 180 or 270"),
        }
    }

    fn wrong(
        &mut self,
        row: u32,
        column: &str,
        (code, given): (&str, &str),
        hint: &str,
    ) -> Option<u32> {
        self.errors.push(PlanImportError {
            row,
            column: column.to_owned(),
            code: code.to_owned(),
            given: given.chars().take(100).collect(),
            hint: hint.to_owned(),
        });
        None
    }
}

/// Lines with their number and cells by RFC 4180; empty lines are left out.
fn split(text: &str) -> Vec<(u32, Vec<String>)> {
    let (mut lines, mut cells, mut cell) = (Vec::new(), Vec::new(), String::new());
    let (mut is_quoted, mut row, mut begins) = (false, 1, 1);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        row += u32::from(letter == '\n');
        match letter {
            '"' if is_quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => cells.push(std::mem::take(&mut cell)),
            '\n' if !is_quoted => {
                cells.push(std::mem::take(&mut cell));
                lines.push((begins, std::mem::take(&mut cells)));
                begins = row;
            }
            '\r' if !is_quoted => {}
            other => cell.push(other),
        }
    }
    cells.push(cell);
    lines.push((begins, cells));
    lines.retain(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_may_hold_commas_quotes_and_line_ends() {
        let lines = split("a,b\r\n\r\n\"x,\"\"y\"\"\n\",2\r\n3,\r\n");
        let cells = |a: &str, b: &str| vec![a.to_owned(), b.to_owned()];
        assert_eq!(
            lines,
            [(1, cells("a", "b")), (3, cells("x,\"y\"\n", "2")), (5, cells("3", ""))]
        );
    }
}
