//! How much seats were used, from their 15-minute cells.
//!
//! Room:  server/http/build; asks `store` for the cells of seats.
//! Holds: a share's denominator is every quarter hour of the period that is over, for every seat, so
//!        that a seat nobody used counts as zero; a share of several seats is the ratio of sums.
//! Proof: `tests/it/api_seats.rs` recounts a morning.

use crate::http::refusal::Refusal;
use crate::http::state::AppState;
use crate::http::views::seat::{SeatUse, UseHour, UseShares};
use domain::calendar::Zone;
use domain::figures::{WORK_STEP, WorkCounts};
use domain::history::{WorkCell, WorkKey};
use domain::measure::TimeAccount;
use domain::state::Activity;
use domain::{Interval, SeatId, Timestamp};
use std::collections::BTreeMap;

const HOURS: usize = 24;

/// Microseconds.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    occupied: u64,
    conversation: u64,
    all: u64,
}

impl Sum {
    fn add(&mut self, times: &TimeAccount) {
        let all: u64 = times.0.iter().sum();
        self.occupied += all - times.of(Activity::SignedOut);
        self.conversation += times.of(Activity::Talking) + times.of(Activity::Holding);
    }

    #[expect(clippy::cast_precision_loss, reason = "years of microseconds fit into 53 bits")]
    fn shares(self) -> UseShares {
        let share = |part: u64| {
            (self.all > 0).then(|| (part as f64 / self.all as f64 * 10_000.0).round() / 10_000.0)
        };
        UseShares { occupied: share(self.occupied), conversation: share(self.conversation) }
    }
}

/// The cells of seats that start within a period.
pub async fn cells(
    state: &AppState,
    seats: &[u32],
    within: Interval,
) -> Result<Vec<WorkCell>, Refusal> {
    let keys: Vec<WorkKey> = seats.iter().map(|&seat| WorkKey::Seat(SeatId(seat))).collect();
    let read = state.store.work_cells(&keys, within).await;
    read.map_err(|error| Refusal::fault("reading the use of seats", &error))
}

/// The use of seats over a period that is over, cut into hours of the week.
#[must_use]
pub fn shares(seats: &[u32], cells: &[WorkCell], within: Interval, zone: &Zone) -> SeatUse {
    let quarter = u64::try_from(WORK_STEP.micros()).unwrap_or(0);
    let count = seats.len() as u64;
    let mut hours = vec![Sum::default(); 7 * HOURS];
    let mut of_each = 0;
    let mut at = within.start;
    while at < within.end {
        if let Some(hour) = hours.get_mut(slot(zone, at)) {
            hour.all += quarter * count;
        }
        of_each += quarter;
        at = at.plus(WORK_STEP);
    }
    let nothing = Sum { all: of_each, ..Sum::default() };
    let mut by_seat: BTreeMap<u32, Sum> = seats.iter().map(|&seat| (seat, nothing)).collect();
    let mut whole = Sum { all: of_each * count, ..Sum::default() };
    for cell in cells {
        let WorkCounts { times, .. } = &cell.counts;
        whole.add(times);
        if let WorkKey::Seat(seat) = cell.key
            && let Some(sum) = by_seat.get_mut(&seat.0)
        {
            sum.add(times);
        }
        if let Some(hour) = hours.get_mut(slot(zone, cell.start)) {
            hour.add(times);
        }
    }
    SeatUse {
        from: within.start.into(),
        to: within.end.into(),
        zone: zone.name().to_owned(),
        whole: whole.shares(),
        seats: by_seat.into_iter().map(|(seat, sum)| (seat, sum.shares())).collect(),
        hours: (0_u8..).zip(hours).map(|(slot, sum)| hour(slot, sum)).collect(),
    }
}

fn hour(slot: u8, sum: Sum) -> UseHour {
    UseHour { weekday: slot / 24 + 1, hour: slot % 24, shares: sum.shares() }
}

/// The hour of the week of an instant: Monday's first is 0.
fn slot(zone: &Zone, at: Timestamp) -> usize {
    let hour = usize::try_from(zone.minute_of_day(at) / 60).unwrap_or(0);
    usize::from(zone.day(at).weekday() - 1) * HOURS + hour
}
