//! The stays of one person: punches made into passages, passages into stays, stays given to shifts.
//!
//! Room:  attendance; after `punch` and `shift`, before `compare` and `sheet`.
//! Takes: punches and shifts of one person, in any order; the policies of the sites.
//! Gives: `Presence`: for each shift, and for each day with a visit outside shifts, the stays.
//! Holds: the order of the input and punches that come twice change nothing; each passage is in at most
//!        one stay; a passage belongs to at most one shift.
//! Never: decides what is late or missing: `compare` does.
//! Proof: tests/it/presence.rs, tests/it/properties.rs.

use crate::policy::{Pairing, Policies, Policy, Wants};
use crate::punch::{Punch, Source, Way};
use crate::shift::Shift;
use domain::calendar::Day;
use domain::{Duration, Interval, SiteId, Timestamp};

/// One time through the door: punches of a person at a site that lie near to each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    pub site: SiteId,
    pub way: Way,
    pub first: Timestamp,
    pub last: Timestamp,
    /// The ids of its punches.
    pub punches: Vec<String>,
    /// Whether the sources that the policy wants have seen it.
    pub is_confirmed: bool,
}

/// From an arrival to a departure, one of which may be missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stay {
    pub arrived: Option<Passage>,
    pub left: Option<Passage>,
}

/// The stays that belong to a shift, or to a day outside all shifts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presence {
    pub day: Day,
    /// The how-manieth shift of the person on that day, from 1; 0 outside shifts.
    pub part: u8,
    pub shift: Option<Shift>,
    /// Which punches the shift claims; the whole stay outside shifts.
    pub claim: Interval,
    pub stays: Vec<Stay>,
}

impl Stay {
    /// The time between both ends; the given moments stand in where an end is missing.
    #[must_use]
    pub fn interval(&self, arrived: Timestamp, left: Timestamp) -> Interval {
        let start = self.arrived.as_ref().map_or(arrived, |passage| passage.first);
        let end = self.left.as_ref().map_or(left, |passage| passage.last);
        Interval { start, end: end.max(start) }
    }

    pub(crate) fn passages(&self) -> impl Iterator<Item = &Passage> {
        self.arrived.iter().chain(&self.left)
    }
}

/// The presence of one person, by shift and then by day.
#[must_use]
pub fn presence(punches: &[Punch], shifts: &[Shift], policies: &Policies) -> Vec<Presence> {
    let mut shifts = shifts.to_vec();
    shifts.sort();
    shifts.dedup();
    let claims = claims(&shifts, policies);
    let mut outside = Vec::new();
    let mut of_shift: Vec<Vec<Passage>> = shifts.iter().map(|_| Vec::new()).collect();
    for passage in passages(punches, policies) {
        let claimed = claims.iter().position(|claim| claim.contains(passage.first));
        match claimed.and_then(|at| of_shift.get_mut(at)) {
            Some(of_this) => of_this.push(passage),
            None => outside.push(passage),
        }
    }
    let parts = parts(&shifts, policies);
    let planned = shifts.into_iter().zip(claims).zip(parts).zip(of_shift);
    let mut all: Vec<Presence> = planned
        .map(|(((shift, claim), (day, part)), passages)| {
            let stays = stays_of_shift(passages, &shift, policies.at(shift.site, shift.begin));
            Presence { day, part, shift: Some(shift), claim, stays }
        })
        .collect();
    all.extend(visits(outside, policies));
    all.sort_by_key(|presence| (presence.day, presence.part, presence.claim));
    all
}

/// Near punches of one site are one passage, unless they say opposite ways.
fn passages(punches: &[Punch], policies: &Policies) -> Vec<Passage> {
    let mut punches: Vec<&Punch> = punches.iter().collect();
    punches.sort();
    punches.dedup_by_key(|punch| punch.id());
    let mut open: Vec<Vec<&Punch>> = Vec::new();
    for punch in punches {
        let within = policies.at(punch.site, punch.at).passage_within();
        let joins = open
            .iter_mut()
            .rev()
            .find(|passage| passage.first().is_some_and(|first| first.site == punch.site));
        match joins.filter(|passage| takes(passage, punch, within)) {
            Some(passage) => passage.push(punch),
            None => open.push(vec![punch]),
        }
    }
    open.iter().filter_map(|punches| passage(punches, policies)).collect()
}

fn takes(passage: &[&Punch], punch: &Punch, within: Duration) -> bool {
    let is_near = passage.first().is_some_and(|first| punch.at.since(first.at) <= within);
    let way = way_of(passage);
    is_near && (way == Way::Unknown || punch.way == Way::Unknown || way == punch.way)
}

fn way_of(punches: &[&Punch]) -> Way {
    let mut known = punches.iter().map(|punch| punch.way).filter(|way| *way != Way::Unknown);
    known.next().unwrap_or(Way::Unknown)
}

fn passage(punches: &[&Punch], policies: &Policies) -> Option<Passage> {
    let (first, last) = (punches.first()?, punches.last()?);
    Some(Passage {
        site: first.site,
        way: way_of(punches),
        first: first.at,
        last: last.at,
        punches: punches.iter().map(|punch| punch.id()).collect(),
        is_confirmed: is_confirmed(punches, policies.at(first.site, first.at)),
    })
}

/// What somebody with the right to has entered needs no second source.
fn is_confirmed(punches: &[&Punch], policy: &Policy) -> bool {
    let (mut by_code, mut by_terminal) = (false, false);
    for punch in punches {
        match &punch.source {
            Source::Manual { .. } => return true,
            Source::Terminal { .. } | Source::File { .. } => by_terminal = true,
            Source::Code { is_network_seen, .. } => {
                by_code |= *is_network_seen || !policy.is_network_required;
            }
        }
    }
    match policy.wants {
        Wants::Either => by_code || by_terminal,
        Wants::Both { .. } => by_code && by_terminal,
    }
}

/// The time in which punches belong to each shift: its reach on both sides, and halfway to its
/// neighbours where they are nearer than that.
fn claims(shifts: &[Shift], policies: &Policies) -> Vec<Interval> {
    let mut claims: Vec<Interval> = shifts
        .iter()
        .map(|shift| {
            let reach = policies.at(shift.site, shift.begin).reach;
            Interval { start: shift.begin.before(reach), end: shift.end.plus(reach) }
        })
        .collect();
    for (at, pair) in shifts.windows(2).enumerate() {
        let [one, next] = pair else { continue };
        let between = next.begin.since(one.end);
        let border = next.begin.before(Duration(between.micros() / 2));
        if let Some(claim) = claims.get_mut(at) {
            claim.end = claim.end.min(border);
        }
        if let Some(claim) = claims.get_mut(at + 1) {
            claim.start = claim.start.max(border);
        }
    }
    claims
}

/// The day of each shift, and which of the day it is.
fn parts(shifts: &[Shift], policies: &Policies) -> Vec<(Day, u8)> {
    let mut last: Option<(Day, u8)> = None;
    let mut next = |shift: &Shift| {
        let day = shift.day(policies.at(shift.site, shift.begin));
        let part = last.filter(|(of, _)| *of == day).map_or(1, |(_, part)| part.saturating_add(1));
        last = Some((day, part));
        (day, part)
    };
    shifts.iter().map(&mut next).collect()
}

fn stays_of_shift(passages: Vec<Passage>, shift: &Shift, policy: &Policy) -> Vec<Stay> {
    match policy.pairing {
        Pairing::InAndOut => alternating(passages, policy.longest_stay),
        Pairing::FirstAndLast => first_and_last(passages, shift, false).into_iter().collect(),
        Pairing::InOnly => first_and_last(passages, shift, true).into_iter().collect(),
    }
}

/// One passage alone is what it says, else the end of the shift that it is nearer to. Several that all
/// say the same way are repetitions of it.
fn first_and_last(passages: Vec<Passage>, shift: &Shift, is_in_only: bool) -> Option<Stay> {
    let all_say = |way| passages.iter().all(|passage| passage.way == way);
    let (only_in, only_out) = (all_say(Way::In), all_say(Way::Out));
    let mut passages = passages.into_iter();
    let first = passages.next()?;
    let last = passages.next_back();
    Some(match last {
        Some(left) if only_out => Stay { arrived: None, left: Some(left) },
        Some(left) if !only_in => Stay { arrived: Some(first), left: Some(left) },
        Some(_) => Stay { arrived: Some(first), left: None },
        None if only_in => Stay { arrived: Some(first), left: None },
        None if only_out => Stay { arrived: None, left: Some(first) },
        None => {
            let to_begin = first.first.minus(shift.begin).micros().abs();
            let to_end = first.first.minus(shift.end).micros().abs();
            if is_in_only || to_begin <= to_end {
                Stay { arrived: Some(first), left: None }
            } else {
                Stay { arrived: None, left: Some(first) }
            }
        }
    })
}

/// Arrivals and departures in turn. A passage that says no way is what would come next.
fn alternating(passages: Vec<Passage>, longest: Duration) -> Vec<Stay> {
    let mut stays = Vec::new();
    let mut inside: Option<Passage> = None;
    for passage in passages {
        if inside.as_ref().is_some_and(|arrived| passage.last.since(arrived.first) > longest) {
            stays.push(Stay { arrived: inside.take(), left: None });
        }
        let leaves = match passage.way {
            Way::In => false,
            Way::Out => true,
            Way::Unknown => inside.is_some(),
        };
        if leaves {
            stays.push(Stay { arrived: inside.take(), left: Some(passage) });
        } else if let Some(arrived) = inside.replace(passage) {
            stays.push(Stay { arrived: Some(arrived), left: None });
        }
    }
    stays.extend(inside.map(|arrived| Stay { arrived: Some(arrived), left: None }));
    stays
}

/// Stays outside all shifts, by the day they began.
fn visits(passages: Vec<Passage>, policies: &Policies) -> Vec<Presence> {
    let longest =
        passages.first().map_or(Duration::ZERO, |p| policies.at(p.site, p.first).longest_stay);
    let mut days: Vec<Presence> = Vec::new();
    for stay in alternating(passages, longest) {
        let Some(first) = stay.passages().next() else { continue };
        let policy = policies.at(first.site, first.first);
        let day = policy.zone.business_day(first.first, policy.day_starts);
        let claim = stay.interval(first.first, first.last);
        match days.last_mut().filter(|presence| presence.day == day) {
            Some(presence) => {
                presence.claim.end = presence.claim.end.max(claim.end);
                presence.stays.push(stay);
            }
            None => days.push(Presence { day, part: 0, shift: None, claim, stays: vec![stay] }),
        }
    }
    days
}
