//! A linear program that grows column by column: minimise cost·x, with rows equal to their right
//! sides and x at least 0.
//!
//! Room:  roster; the restricted master of `generate`.
//! Takes: right sides, and for each row two slacks (missing, too many) with their prices.
//! Gives: values of columns, prices of rows.
//! Holds: a revised primal simplex with an explicit inverse, kept by columns: masters here have a few
//!        hundred rows and their columns are sparse. Right sides are moved by about 1e-4 against
//!        cycling, so values and prices are close, never exact: bounds are computed elsewhere, in integers.
//! Proof: tests below; tests/it/bound.rs.

use crate::random::Random;

const TINY: f64 = 1e-9;
const REDUCED: f64 = 1e-7;
/// Right sides move by about so much: enough that most pivots gain something.
const MOVED: f64 = 1e-4;
/// Pivots after which the inverse is computed anew.
const FRESH: usize = 400;
/// Columns looked at between two looks at all.
const CANDIDATES: usize = 40;
/// The price of what must not be there.
const BANNED: f64 = 1e7;

#[derive(Clone, Debug)]
struct Column {
    cost: f64,
    entries: Vec<(u32, f64)>,
    /// Its place in the basis.
    place: Option<usize>,
}

/// The program with its basis.
#[derive(Clone, Debug)]
pub struct Simplex {
    rows: usize,
    right: Vec<f64>,
    columns: Vec<Column>,
    basis: Vec<usize>,
    /// The inverse of the basis, column by column.
    inverse: Vec<f64>,
    values: Vec<f64>,
    prices: Vec<f64>,
    since_fresh: usize,
    candidates: Vec<usize>,
}

impl Simplex {
    /// For each row its right side and the prices of one missing and one too many; a row without
    /// them must be met.
    #[must_use]
    pub fn new(rows: &[(f64, Option<(f64, f64)>)]) -> Self {
        let count = rows.len();
        let mut random = Random::new(7, 7);
        let mut simplex = Self {
            rows: count,
            right: Vec::new(),
            columns: Vec::new(),
            basis: Vec::new(),
            inverse: vec![0.0; count * count],
            values: Vec::new(),
            prices: vec![0.0; count],
            since_fresh: 0,
            candidates: Vec::new(),
        };
        for (row, (right, slack)) in rows.iter().enumerate() {
            let moved = (0.1 + random.share()) * MOVED;
            let right = right + if *right < 0.0 { -moved } else { moved };
            let (under, over) = slack.unwrap_or((BANNED, BANNED));
            let row = u32::try_from(row).unwrap_or(u32::MAX);
            simplex.add(under, vec![(row, 1.0)]);
            simplex.add(over, vec![(row, -1.0)]);
            simplex.right.push(right);
        }
        simplex.reset();
        simplex
    }

    /// The basis of slacks alone.
    fn reset(&mut self) {
        self.inverse.fill(0.0);
        for column in &mut self.columns {
            column.place = None;
        }
        self.basis =
            (0..self.rows).map(|row| 2 * row + usize::from(self.right[row] < 0.0)).collect();
        for row in 0..self.rows {
            self.columns[self.basis[row]].place = Some(row);
            self.inverse[row * self.rows + row] = if self.right[row] < 0.0 { -1.0 } else { 1.0 };
        }
        self.values = self.right.iter().map(|right| right.abs()).collect();
        self.since_fresh = 0;
    }

    /// A further column; its number.
    pub fn add(&mut self, cost: f64, entries: Vec<(u32, f64)>) -> usize {
        self.columns.push(Column { cost, entries, place: None });
        self.columns.len() - 1
    }

    #[must_use]
    pub fn value(&self, column: usize) -> f64 {
        self.columns[column].place.map_or(0.0, |place| self.values[place])
    }

    /// Prices of rows.
    #[must_use]
    pub fn prices(&self) -> &[f64] {
        &self.prices
    }

    /// What the column saves for each one of it, negative if it saves something.
    #[must_use]
    pub fn reduced(&self, column: usize) -> f64 {
        let column = &self.columns[column];
        let paid: f64 = column.entries.iter().map(|(row, x)| self.prices[*row as usize] * x).sum();
        column.cost - paid
    }

    /// The objective at the present basis.
    #[must_use]
    pub fn objective(&self) -> f64 {
        self.basis
            .iter()
            .zip(&self.values)
            .map(|(column, value)| self.columns[*column].cost * value)
            .sum()
    }

    /// Pivots until nothing is saved any more, at most `limit` times. Whether it got there.
    pub fn solve(&mut self, limit: usize) -> bool {
        self.find_prices();
        for _ in 0..limit {
            if self.since_fresh >= FRESH {
                self.refresh();
            }
            let Some(column) = self.entering() else {
                return true;
            };
            let direction = self.direction(column);
            let Some(place) = self.leaving(&direction) else {
                self.refresh();
                return false;
            };
            self.pivot(column, place, &direction);
        }
        false
    }

    fn find_prices(&mut self) {
        let costs: Vec<f64> = self.basis.iter().map(|column| self.columns[*column].cost).collect();
        for (price, column) in self.prices.iter_mut().zip(self.inverse.chunks_exact(self.rows)) {
            *price = column.iter().zip(&costs).map(|(x, cost)| x * cost).sum();
        }
    }

    /// The column that saves most of those that saved most when all were looked at last; all are
    /// looked at again when those save nothing any more.
    fn entering(&mut self) -> Option<usize> {
        let best = self.best_candidate();
        if best.is_some() {
            return best;
        }
        let mut saving: Vec<(f64, usize)> = Vec::new();
        for (index, column) in self.columns.iter().enumerate() {
            if column.place.is_some() || column.entries.is_empty() {
                continue;
            }
            let reduced = self.reduced(index);
            if reduced < -REDUCED {
                saving.push((reduced, index));
            }
        }
        if saving.len() > CANDIDATES {
            saving
                .select_nth_unstable_by(CANDIDATES, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            saving.truncate(CANDIDATES);
        }
        self.candidates = saving.into_iter().map(|(_, index)| index).collect();
        self.candidates.sort_unstable();
        self.best_candidate()
    }

    fn best_candidate(&self) -> Option<usize> {
        let mut best = (-REDUCED, None);
        for &index in &self.candidates {
            if self.columns[index].place.is_none() {
                let reduced = self.reduced(index);
                if reduced < best.0 {
                    best = (reduced, Some(index));
                }
            }
        }
        best.1
    }

    /// The inverse times a column.
    fn direction(&self, column: usize) -> Vec<f64> {
        let mut direction = vec![0.0; self.rows];
        for &(row, x) in &self.columns[column].entries {
            let inverse = &self.inverse[row as usize * self.rows..][..self.rows];
            for (sum, value) in direction.iter_mut().zip(inverse) {
                *sum += x * value;
            }
        }
        direction
    }

    fn leaving(&self, direction: &[f64]) -> Option<usize> {
        let mut best: (f64, f64, Option<usize>) = (f64::INFINITY, 0.0, None);
        for (place, (&step, &value)) in direction.iter().zip(&self.values).enumerate() {
            if step <= TINY {
                continue;
            }
            let ratio = value.max(0.0) / step;
            if ratio < best.0 - TINY || (ratio <= best.0 + TINY && step > best.1) {
                best = (ratio.min(best.0), step, Some(place));
            }
        }
        best.2
    }

    fn pivot(&mut self, column: usize, place: usize, direction: &[f64]) {
        self.since_fresh += 1;
        let reduced = self.reduced(column);
        let step = direction[place];
        let moved = self.values[place].max(0.0) / step;
        for (value, x) in self.values.iter_mut().zip(direction) {
            *value -= moved * x;
        }
        self.values[place] = moved;
        let rows = self.rows;
        for (price, inverse) in self.prices.iter_mut().zip(self.inverse.chunks_exact_mut(rows)) {
            let scaled = inverse[place] / step;
            if scaled.abs() < 1e-14 {
                inverse[place] = 0.0;
                continue;
            }
            for (x, along) in inverse.iter_mut().zip(direction) {
                *x -= along * scaled;
            }
            inverse[place] = scaled;
            *price += reduced * scaled;
        }
        self.columns[self.basis[place]].place = None;
        self.columns[column].place = Some(place);
        self.basis[place] = column;
    }

    /// The inverse of the same basis from scratch: those that are no slacks are pivoted into the
    /// basis of slacks. What cannot be pivoted in stays out.
    fn refresh(&mut self) {
        let basis = self.basis.clone();
        let wanted: Vec<usize> =
            basis.iter().copied().filter(|column| *column >= 2 * self.rows).collect();
        let mut is_slack_wanted = vec![false; self.rows];
        for &column in basis.iter().filter(|column| **column < 2 * self.rows) {
            is_slack_wanted[column / 2] = true;
        }
        self.reset();
        for (row, _) in is_slack_wanted.iter().enumerate().filter(|(_, wanted)| **wanted) {
            let slack =
                basis.iter().copied().find(|column| column / 2 == row && *column < 2 * self.rows);
            self.set_slack(row, slack.unwrap_or(2 * row));
        }
        for column in wanted {
            let direction = self.direction(column);
            let place = (0..self.rows)
                .filter(|place| {
                    self.basis[*place] < 2 * self.rows && !is_slack_wanted[self.basis[*place] / 2]
                })
                .max_by(|a, b| direction[*a].abs().total_cmp(&direction[*b].abs()));
            if let Some(place) = place.filter(|place| direction[*place].abs() > 1e-7) {
                self.force(column, place, &direction);
            }
        }
        self.find_values();
        self.find_prices();
    }

    fn set_slack(&mut self, row: usize, slack: usize) {
        self.columns[self.basis[row]].place = None;
        self.columns[slack].place = Some(row);
        self.basis[row] = slack;
        self.inverse[row * self.rows + row] = if slack.is_multiple_of(2) { 1.0 } else { -1.0 };
    }

    /// A pivot for the inverse alone.
    fn force(&mut self, column: usize, place: usize, direction: &[f64]) {
        let step = direction[place];
        for inverse in self.inverse.chunks_exact_mut(self.rows) {
            let scaled = inverse[place] / step;
            if scaled == 0.0 {
                continue;
            }
            for (at, x) in direction.iter().enumerate() {
                inverse[at] -= x * scaled;
            }
            inverse[place] = scaled;
        }
        self.columns[self.basis[place]].place = None;
        self.columns[column].place = Some(place);
        self.basis[place] = column;
    }

    /// Values from the inverse; a value below zero is repaired by the other slack of its row, where
    /// there is one.
    fn find_values(&mut self) {
        self.values.fill(0.0);
        for (right, inverse) in self.right.iter().zip(self.inverse.chunks_exact(self.rows)) {
            for (value, x) in self.values.iter_mut().zip(inverse) {
                *value += right * x;
            }
        }
        for place in 0..self.rows {
            let column = self.basis[place];
            if self.values[place] < -1e-7 && column < 2 * self.rows {
                let other = column ^ 1;
                if self.columns[other].place.is_none() {
                    self.columns[column].place = None;
                    self.columns[other].place = Some(place);
                    self.basis[place] = other;
                    self.values[place] = -self.values[place];
                    for inverse in self.inverse.chunks_exact_mut(self.rows) {
                        inverse[place] = -inverse[place];
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two people, a row for each and one shift wanted twice: each column works it.
    #[test]
    fn prices_and_values_of_a_small_program() {
        let mut simplex = Simplex::new(&[(1.0, None), (1.0, None), (3.0, Some((100.0, 1.0)))]);
        let works = simplex.add(5.0, vec![(0, 1.0), (2, 1.0)]);
        simplex.add(0.0, vec![(0, 1.0)]);
        let also = simplex.add(2.0, vec![(1, 1.0), (2, 1.0)]);
        assert!(simplex.solve(100));
        assert!((simplex.objective() - 107.0).abs() < 1e-2, "{}", simplex.objective());
        assert!(
            (simplex.value(works) - 1.0).abs() < 1e-4 && (simplex.value(also) - 1.0).abs() < 1e-4
        );
        assert!((simplex.prices()[2] - 100.0).abs() < 1e-6);
    }
}
