//! What the store and the floor know, as the attendance room wants it.
//!
//! Room:  server, attendance; between `store`, the live state and the room that compares.
//! Takes: a time. Gives: punches, shifts, signed-in time, policies, and who is who.
//! Holds: a punch or shift is of whoever has its employee number (工号); signed-in time is what history has
//!        closed and what the floor shows now of the agents that a person is, on the days they are it, of
//!        people who have a shift or a punch in that time.
//! Proof: `tests/it/api_attendance.rs`.

use super::roll::{self, Member, Roll};
use super::rules::Rulebook;
use crate::engine::Engine;
use attendance::policy::Policies;
use attendance::punch::{PersonNumber, Punch, Source, Way};
use attendance::shift::{Shift, SignIn};
use domain::calendar::Zone;
use domain::history::StateSpan;
use domain::state::AgentState;
use domain::{AgentId, Interval, SeatId, SiteId, Timestamp};
use live::Live;
use std::collections::BTreeSet;
use store::{PunchRow, ShiftRow, Store, StoreError};

/// Everything that a comparison wants, and who is who.
#[derive(Clone, Debug)]
pub struct Known {
    pub zone: Zone,
    pub policies: Policies,
    pub punches: Vec<Punch>,
    pub shifts: Vec<Shift>,
    pub sign_ins: Vec<SignIn>,
    pub roll: Roll,
}

/// Reads what is known of a time.
pub async fn load(engine: &Engine, store: &Store, within: Interval) -> Result<Known, StoreError> {
    let zone = engine.read(|live| live.zone().clone());
    let policies = Rulebook::load(engine, store).await?.policies;
    let punches: Vec<Punch> = store.punches(within).await?.iter().filter_map(punch).collect();
    let shifts: Vec<Shift> = store.attendance_shifts(within).await?.iter().map(shift).collect();
    let people: BTreeSet<&PersonNumber> = punches
        .iter()
        .map(|punch| &punch.person)
        .chain(shifts.iter().map(|shift| &shift.person))
        .collect();
    let roll = Roll::of(store, people).await?;
    let mut sign_ins = Vec::new();
    for (number, member) in roll.members() {
        sign_ins.extend(signed_in_as(engine, store, (number, member), within).await?);
    }
    Ok(Known { zone, policies, punches, shifts, sign_ins, roll })
}

/// The signed-in time of all agents that somebody is, each on the days they are it.
async fn signed_in_as(
    engine: &Engine,
    store: &Store,
    (number, member): (&PersonNumber, &Member),
    within: Interval,
) -> Result<Vec<SignIn>, StoreError> {
    let mut all = Vec::new();
    let mut sources = BTreeSet::new();
    for (agent, days) in member.agents() {
        let own = engine.read(|live| {
            let starts = live.centre().business_day_start;
            roll::time_of(&days, live.zone(), starts)
        });
        let (start, end) = (own.start.max(within.start), own.end.min(within.end));
        if start >= end {
            continue;
        }
        let spans = store.spans(agent, Interval { start, end }).await?;
        engine.read(|live| {
            sources.extend(live.names().agents.get(&agent).map(|known| known.source));
            all.extend(signed_in(live, number, (agent, own), &spans));
        });
    }
    // Two telephone systems call the same desk by two names: no two seats are seen then.
    if sources.len() > 1 {
        all.iter_mut().for_each(|one| one.seat = None);
    }
    Ok(all)
}

/// Stays in states, joined where nothing lies between but a change of state at the same seat.
fn signed_in(
    live: &Live,
    person: &PersonNumber,
    (agent, own): (AgentId, Interval),
    spans: &[StateSpan],
) -> Vec<SignIn> {
    let names = live.names();
    let now = live.agent(agent).filter(|now| now.state != AgentState::SignedOut);
    let of_agent = names.agents.get(&agent).and_then(|known| known.site);
    let site_of = |seat: Option<SeatId>| {
        let of_seat = seat.and_then(|seat| names.seats.get(&seat)?.site);
        of_seat.or(of_agent).unwrap_or(SiteId(1))
    };
    let closed = spans
        .iter()
        .filter(|span| span.state != AgentState::SignedOut)
        .map(|span| (span.from, Some(span.until), span.seat));
    let open = now.map(|now| (now.segment_since, None, now.seat));
    // A stay is cut where somebody else was, or begins to be, this agent.
    let cut = |(begin, end, seat): (Timestamp, Option<Timestamp>, Option<SeatId>)| {
        let last = (own.end < roll::FOREVER).then_some(own.end);
        let end = end.map(|end| end.min(own.end)).or(last);
        let begin = begin.max(own.start);
        end.is_none_or(|end| begin < end).then_some((begin, end, seat))
    };
    let mut all: Vec<SignIn> = Vec::new();
    for (begin, end, seat) in closed.chain(open).filter_map(cut) {
        let site = site_of(seat);
        let seat = seat.map(|seat| seat.to_string());
        match all
            .last_mut()
            .filter(|last| last.seat == seat && last.end.is_some_and(|e| begin <= e))
        {
            Some(last) => last.end = end.map(|end| end.max(last.begin)),
            None => {
                let person = person.clone();
                all.push(SignIn { begin, person, site, seat, end });
            }
        }
    }
    all
}

/// A kept punch; nothing where a later version wrote what this one does not know.
fn punch(row: &PunchRow) -> Option<Punch> {
    let source: Source = serde_json::from_str(&row.source).ok()?;
    let way = match row.way.as_str() {
        "in" => Way::In,
        "out" => Way::Out,
        _ => Way::Unknown,
    };
    let person = PersonNumber(row.person.clone());
    Some(Punch { at: row.at, person, site: SiteId(row.site), way, source })
}

/// As the store keeps it.
#[must_use]
pub fn punch_row(punch: &Punch) -> PunchRow {
    let way = match punch.way {
        Way::In => "in",
        Way::Out => "out",
        Way::Unknown => "pass",
    };
    PunchRow {
        id: punch.id(),
        person: punch.person.0.clone(),
        site: punch.site.0,
        at: punch.at,
        way: way.to_owned(),
        source: serde_json::to_string(&punch.source).expect("plain data is written"),
    }
}

fn shift(row: &ShiftRow) -> Shift {
    Shift {
        person: PersonNumber(row.person.clone()),
        begin: row.begins_at,
        end: row.ends_at,
        site: SiteId(row.site),
        breaks: serde_json::from_str(&row.breaks).unwrap_or_default(),
    }
}

/// As the store keeps it.
#[must_use]
pub fn shift_row(shift: &Shift) -> ShiftRow {
    ShiftRow {
        person: shift.person.0.clone(),
        begins_at: shift.begin,
        ends_at: shift.end,
        site: shift.site.0,
        breaks: serde_json::to_string(&shift.breaks).expect("plain data is written"),
    }
}

/// The local days that instants lie on, from the first to the last.
#[must_use]
pub fn days_of(
    zone: &Zone,
    instants: impl Iterator<Item = Timestamp> + Clone,
) -> Option<(domain::calendar::Day, domain::calendar::Day)> {
    let (first, last) = (instants.clone().min()?, instants.max()?);
    Some((zone.day(first).plus_days(-1), zone.day(last)))
}
