//! What the store and the floor know, as the attendance room wants it.
//!
//! Room:  server, attendance; between `store`, the live state and the room that compares.
//! Takes: a time. Gives: punches, shifts, signed-in time, policies, and who is which agent.
//! Holds: a person's number is the source's word of the agent, behind the last `/`: the extension or
//!        name that is set on terminals and in files too; signed-in time is what history has closed and
//!        what the floor shows now, of people who have a shift or a punch in that time.
//! Proof: tests/it/api_attendance.rs.

use crate::engine::Engine;
use attendance::policy::{Policies, Policy};
use attendance::punch::{PersonNumber, Punch, Source, Way};
use attendance::shift::{Shift, SignIn};
use domain::calendar::Zone;
use domain::history::StateSpan;
use domain::state::AgentState;
use domain::{AgentId, Interval, SeatId, SiteId, Timestamp};
use journal::carry::Names;
use live::Live;
use std::collections::{BTreeMap, BTreeSet};
use store::{PunchRow, ShiftRow, Store, StoreError};

/// Everything that a comparison wants, and who is who.
#[derive(Clone, Debug)]
pub struct Known {
    pub zone: Zone,
    pub policies: Policies,
    pub punches: Vec<Punch>,
    pub shifts: Vec<Shift>,
    pub sign_ins: Vec<SignIn>,
    pub agents: BTreeMap<PersonNumber, AgentId>,
}

/// The number by which terminals and files know an agent.
#[must_use]
pub fn number(names: &Names, agent: AgentId) -> Option<PersonNumber> {
    let key = names.agents.get(&agent)?.key.as_str();
    let number = key.rsplit('/').next().unwrap_or(key);
    Some(PersonNumber(number.to_owned()))
}

/// Who has which number. Of two with the same one, the one met first has it.
#[must_use]
pub fn agents(names: &Names) -> BTreeMap<PersonNumber, AgentId> {
    let mut agents = BTreeMap::new();
    for agent in names.agents.keys() {
        if let Some(number) = number(names, *agent) {
            agents.entry(number).or_insert(*agent);
        }
    }
    agents
}

/// The usual policy with each site's zone and the house's business day.
#[must_use]
pub fn policies(live: &Live) -> Policies {
    let usual = |zone: Zone| {
        let day_starts = live.centre().business_day_start;
        Policy { day_starts, ..Policy::usual(zone) }
    };
    let sites = live.names().sites.iter().map(|(site, known)| {
        let zone = known.detail.as_deref().and_then(|name| Zone::named(name).ok());
        (*site, usual(zone.unwrap_or_else(|| live.zone().clone())))
    });
    Policies { otherwise: usual(live.zone().clone()), of_site: sites.collect() }
}

/// Reads what is known of a time.
pub async fn load(engine: &Engine, store: &Store, within: Interval) -> Result<Known, StoreError> {
    let (zone, policies, agents) =
        engine.read(|live| (live.zone().clone(), policies(live), agents(live.names())));
    let punches: Vec<Punch> = store.punches(within).await?.iter().filter_map(punch).collect();
    let shifts: Vec<Shift> = store.attendance_shifts(within).await?.iter().map(shift).collect();
    let people: BTreeSet<&PersonNumber> = punches
        .iter()
        .map(|punch| &punch.person)
        .chain(shifts.iter().map(|shift| &shift.person))
        .collect();
    let mut sign_ins = Vec::new();
    for person in people {
        if let Some(agent) = agents.get(person) {
            let spans = store.spans(*agent, within).await?;
            sign_ins.extend(engine.read(|live| signed_in(live, person, *agent, &spans)));
        }
    }
    Ok(Known { zone, policies, punches, shifts, sign_ins, agents })
}

/// Stays in states, joined where nothing lies between but a change of state at the same seat.
fn signed_in(
    live: &Live,
    person: &PersonNumber,
    agent: AgentId,
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
    let mut all: Vec<SignIn> = Vec::new();
    for (begin, end, seat) in closed.chain(open) {
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
