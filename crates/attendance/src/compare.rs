//! Shifts against punches against the telephone system: what does not fit, with its evidence.
//!
//! Room:  attendance; after `presence`, before `casebook`.
//! Takes: punches, shifts, leave and signed-in time of any number of people, in any order; the moment.
//! Gives: `Anomaly`, ordered by identity.
//! Holds: a pure function of its input; each identity at most once; nothing is said before its time has
//!        come (nobody left early before the shift's end); leave takes its part of a shift away.
//! Never: reads a clock, guesses which record is the true one.
//! Proof: tests/it/compare.rs, tests/it/properties.rs.

use crate::anomaly::{Anomaly, Gap, Identity, Kind};
use crate::policy::{Pairing, Policies, Policy};
use crate::presence::{Passage, Presence, Stay, presence};
use crate::punch::{PersonNumber, Punch};
use crate::shift::{Leave, Shift, SignIn};
use crate::span;
use domain::{Interval, SiteId, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

mod places;

/// Everything that is known of some people and days.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    pub punches: &'a [Punch],
    pub shifts: &'a [Shift],
    pub sign_ins: &'a [SignIn],
    pub leave: &'a [Leave],
    pub policies: &'a Policies,
    /// What happens later is not known yet.
    pub as_of: Timestamp,
}

/// What is known of one person.
#[derive(Debug, Default)]
pub(crate) struct Own {
    pub(crate) punches: Vec<Punch>,
    pub(crate) shifts: Vec<Shift>,
    pub(crate) sign_ins: Vec<SignIn>,
    pub(crate) leave: Vec<Leave>,
}

impl Facts<'_> {
    /// The same facts, person by person, in order.
    pub(crate) fn by_person(&self) -> BTreeMap<PersonNumber, Own> {
        let mut people: BTreeMap<PersonNumber, Own> = BTreeMap::new();
        for punch in self.punches.iter().filter(|punch| punch.at <= self.as_of) {
            people.entry(punch.person.clone()).or_default().punches.push(punch.clone());
        }
        for shift in self.shifts {
            people.entry(shift.person.clone()).or_default().shifts.push(shift.clone());
        }
        for sign_in in self.sign_ins.iter().filter(|sign_in| sign_in.begin <= self.as_of) {
            people.entry(sign_in.person.clone()).or_default().sign_ins.push(sign_in.clone());
        }
        for leave in self.leave {
            people.entry(leave.person.clone()).or_default().leave.push(leave.clone());
        }
        for own in people.values_mut() {
            own.punches.sort();
            own.shifts.sort();
            own.sign_ins.sort();
            own.sign_ins.dedup();
            own.leave.sort();
        }
        people
    }
}

/// All anomalies of these facts.
#[must_use]
pub fn compare(facts: &Facts<'_>) -> Vec<Anomaly> {
    let mut found = Vec::new();
    for (person, own) in facts.by_person() {
        let all = presence(&own.punches, &own.shifts, facts.policies);
        let of_person = Person { number: &person, own: &own, facts };
        for presence in all.iter().filter(|presence| presence.shift.is_some()) {
            of_person.shift(presence, &mut found);
        }
        of_person.outside(&all, &mut found);
        found.extend(places::two_places(&person, &own, facts));
    }
    found.sort_by(|a, b| a.identity.cmp(&b.identity));
    found
}

/// One person's comparison.
struct Person<'a> {
    number: &'a PersonNumber,
    own: &'a Own,
    facts: &'a Facts<'a>,
}

/// A shift as far as it binds: without the leave at its ends.
struct Duty<'a> {
    presence: &'a Presence,
    policy: &'a Policy,
    site: SiteId,
    shift: Interval,
    bound: Interval,
    /// Leave and breaks.
    free: Vec<Interval>,
    as_of: Timestamp,
}

impl Person<'_> {
    fn shift(&self, presence: &Presence, found: &mut Vec<Anomaly>) {
        let Some(duty) = self.duty(presence) else { return };
        let seen = self.sign_ins_in(presence.claim);
        let blank = |kind| self.blank(&duty, kind);
        if presence.stays.is_empty() {
            if duty.as_of > duty.bound.start.plus(duty.policy.grace.late) && seen.is_empty() {
                let is_over = duty.as_of >= duty.bound.end;
                found.push(blank(if is_over { Kind::Absent } else { Kind::Late }));
            }
        } else if duty.was_elsewhere() {
            found.push(Anomaly { punches: ids(&presence.stays), ..blank(Kind::Absent) });
        } else {
            found.extend(duty.late().map(|found| found.into(blank(Kind::Late))));
            found.extend(duty.early().map(|found| found.into(blank(Kind::EarlyLeave))));
            found.extend(duty.missing_in().map(|found| found.into(blank(Kind::MissingIn))));
            found.extend(duty.missing_out().map(|found| found.into(blank(Kind::MissingOut))));
        }
        found.extend(duty.unconfirmed().map(|found| found.into(blank(Kind::Unconfirmed))));
        self.telephone(&duty, &seen, found);
    }

    fn duty<'a>(&'a self, presence: &'a Presence) -> Option<Duty<'a>> {
        let shift = presence.shift.as_ref()?;
        let whole = shift.interval();
        let leave: Vec<Interval> =
            self.own.leave.iter().map(|l| Interval { start: l.begin, end: l.end }).collect();
        let bound = span::without(&[whole], &leave);
        let bound = Interval { start: bound.first()?.start, end: bound.last()?.end };
        Some(Duty {
            presence,
            policy: self.facts.policies.at(shift.site, shift.begin),
            site: shift.site,
            shift: whole,
            bound,
            free: leave.into_iter().chain(shift.breaks.iter().copied()).collect(),
            as_of: self.facts.as_of,
        })
    }

    fn blank(&self, duty: &Duty<'_>, kind: Kind) -> Anomaly {
        let Presence { day, part, .. } = *duty.presence;
        Anomaly {
            identity: Identity { day, person: self.number.clone(), part, kind },
            site: duty.site,
            shift: Some(duty.shift),
            by: None,
            gaps: Vec::new(),
            punches: Vec::new(),
            sign_ins: Vec::new(),
        }
    }

    fn sign_ins_in(&self, within: Interval) -> Vec<(&SignIn, Interval)> {
        let all =
            self.own.sign_ins.iter().map(|sign_in| (sign_in, sign_in.until(self.facts.as_of)));
        let cut = all.map(|(sign_in, interval)| (sign_in, span::common(interval, within)));
        cut.filter(|(_, interval)| interval.start < interval.end).collect()
    }

    /// The shift and its punches against the telephone system, in both directions.
    fn telephone(&self, duty: &Duty<'_>, seen: &[(&SignIn, Interval)], found: &mut Vec<Anomaly>) {
        if !duty.policy.is_sign_in_expected {
            return;
        }
        let grace = duty.policy.grace.sign_in;
        let signed_in: Vec<Interval> = seen.iter().map(|(_, interval)| *interval).collect();
        let until = duty.bound.end.min(duty.as_of);
        let present = duty.stays(duty.bound.start, until);
        let at_work: Vec<Interval> =
            present.iter().map(|stay| span::common(*stay, duty.bound)).collect();
        let idle = span::without(&span::without(&at_work, &signed_in), &duty.free);
        let gaps = gaps(idle, grace, (until < duty.bound.end).then_some(until));
        if !gaps.is_empty() {
            let punches = ids(&duty.presence.stays);
            found.push(Anomaly { gaps, punches, ..self.blank(duty, Kind::PunchedNotSignedIn) });
        }
        let claim = duty.presence.claim;
        let inside: Vec<Interval> = duty
            .stays(claim.start, claim.end)
            .iter()
            .map(|stay| Interval { start: stay.start.before(grace), end: stay.end.plus(grace) })
            .collect();
        let unseen = unseen(seen, &inside, grace, self.facts.as_of);
        found.extend(unseen.map(|unseen| unseen.into(self.blank(duty, Kind::SignedInNotPunched))));
    }

    /// Signed in outside all shifts, by the day on which that began.
    fn outside(&self, all: &[Presence], found: &mut Vec<Anomaly>) {
        let planned = all.iter().filter(|presence| presence.shift.is_some());
        let claimed: Vec<Interval> = planned.map(|presence| presence.claim).collect();
        let visits = all.iter().filter(|presence| presence.shift.is_none());
        let visits: Vec<&Stay> = visits.flat_map(|presence| &presence.stays).collect();
        let mut days: BTreeMap<_, Vec<(&SignIn, Interval)>> = BTreeMap::new();
        for sign_in in &self.own.sign_ins {
            let policy = self.facts.policies.at(sign_in.site, sign_in.begin);
            for rest in span::without(&[sign_in.until(self.facts.as_of)], &claimed) {
                let day = policy.zone.business_day(rest.start, policy.day_starts);
                days.entry(day).or_default().push((sign_in, rest));
            }
        }
        for (day, seen) in days {
            let Some((first, _)) = seen.first() else { continue };
            let policy = self.facts.policies.at(first.site, first.begin);
            let grace = policy.grace.sign_in;
            let inside = visits.iter().filter_map(|stay| {
                let longest = policy.longest_stay;
                let anchor = stay.passages().next()?;
                let whole = stay.interval(anchor.first.before(longest), anchor.last.plus(longest));
                Some(Interval { start: whole.start.before(grace), end: whole.end.plus(grace) })
            });
            let kind = Kind::SignedInNotPunched;
            let blank = Anomaly {
                identity: Identity { day, person: self.number.clone(), part: 0, kind },
                site: first.site,
                shift: None,
                by: None,
                gaps: Vec::new(),
                punches: Vec::new(),
                sign_ins: Vec::new(),
            };
            let inside: Vec<Interval> = inside.collect();
            let unseen = unseen(&seen, &inside, grace, self.facts.as_of);
            found.extend(unseen.map(|unseen| unseen.into(blank)));
        }
    }
}

/// What a check of a duty found, before it has an identity.
#[derive(Default)]
struct Seen {
    by: Option<domain::Duration>,
    gaps: Vec<Gap>,
    punches: Vec<String>,
    sign_ins: Vec<String>,
}

impl Seen {
    fn into(self, blank: Anomaly) -> Anomaly {
        let Self { by, gaps, punches, sign_ins } = self;
        Anomaly { by, gaps, punches, sign_ins, ..blank }
    }
}

impl Duty<'_> {
    fn first(&self) -> Option<&Stay> {
        self.presence.stays.first()
    }

    fn last(&self) -> Option<&Stay> {
        self.presence.stays.last()
    }

    /// The stays; an end that is missing is taken in the person's favour.
    fn stays(&self, from: Timestamp, until: Timestamp) -> Vec<Interval> {
        self.presence.stays.iter().map(|stay| stay.interval(from, until.min(self.as_of))).collect()
    }

    /// Punched before or after the shift, but was not there during it.
    fn was_elsewhere(&self) -> bool {
        let is_whole = |stay: &Stay| stay.arrived.is_some() && stay.left.is_some();
        let stays = &self.presence.stays;
        self.as_of >= self.bound.end
            && stays.iter().all(is_whole)
            && stays.iter().all(|stay| {
                span::is_empty(span::common(stay.interval(self.as_of, self.as_of), self.bound))
            })
    }

    fn late(&self) -> Option<Seen> {
        let arrived = self.first()?.arrived.as_ref()?;
        let is_late = arrived.first > self.bound.start.plus(self.policy.grace.late);
        let by = arrived.first.since(self.bound.start);
        is_late.then(|| Seen { by: Some(by), punches: arrived.punches.clone(), ..Seen::default() })
    }

    fn early(&self) -> Option<Seen> {
        let left = self.last()?.left.as_ref()?;
        let is_early = left.last < self.bound.end.before(self.policy.grace.early);
        let by = self.bound.end.since(left.last);
        (is_early && self.as_of >= self.bound.end).then(|| Seen {
            by: Some(by),
            punches: left.punches.clone(),
            ..Seen::default()
        })
    }

    fn missing_in(&self) -> Option<Seen> {
        let without = self.presence.stays.iter().filter(|stay| stay.arrived.is_none());
        evidence(without.filter_map(|stay| stay.left.as_ref()))
    }

    /// Of the last stay only when no departure can belong to the shift any more.
    fn missing_out(&self) -> Option<Seen> {
        if self.policy.pairing == Pairing::InOnly {
            return None;
        }
        let last = self.presence.stays.len().saturating_sub(1);
        let is_over = self.as_of >= self.presence.claim.end;
        let without = self
            .presence
            .stays
            .iter()
            .enumerate()
            .filter(|(at, stay)| stay.left.is_none() && (*at < last || is_over));
        evidence(without.filter_map(|(_, stay)| stay.arrived.as_ref()))
    }

    /// A passage that wants a second source, once that can no longer come.
    fn unconfirmed(&self) -> Option<Seen> {
        let stays = self.presence.stays.iter();
        let passages = stays.flat_map(Stay::passages).filter(|passage| !passage.is_confirmed);
        evidence(
            passages
                .filter(|passage| self.as_of > passage.first.plus(self.policy.passage_within())),
        )
    }
}

/// Signed-in time that no stay covers.
fn unseen(
    seen: &[(&SignIn, Interval)],
    inside: &[Interval],
    grace: domain::Duration,
    as_of: Timestamp,
) -> Option<Seen> {
    let signed_in: Vec<Interval> = seen.iter().map(|(_, interval)| *interval).collect();
    let gaps = gaps(span::without(&signed_in, inside), grace, Some(as_of));
    let touches = |interval: &Interval| {
        let ends = |gap: &Gap| gap.end.unwrap_or(Timestamp::MAX);
        gaps.iter().any(|gap| interval.start < ends(gap) && gap.start < interval.end)
    };
    let touched = seen.iter().filter(|(_, interval)| touches(interval));
    let sign_ins: BTreeSet<String> = touched.map(|(sign_in, _)| sign_in.id()).collect();
    let sign_ins = sign_ins.into_iter().collect();
    (!gaps.is_empty()).then(|| Seen { gaps, sign_ins, ..Seen::default() })
}

fn evidence<'a>(passages: impl Iterator<Item = &'a Passage>) -> Option<Seen> {
    let punches: Vec<String> = passages.flat_map(|passage| passage.punches.clone()).collect();
    (!punches.is_empty()).then(|| Seen { punches, ..Seen::default() })
}

fn ids(stays: &[Stay]) -> Vec<String> {
    let passages = stays.iter().flat_map(Stay::passages);
    passages.flat_map(|passage| passage.punches.clone()).collect()
}

/// Those longer than the grace; the one that reaches `lasts_at` has no end yet.
fn gaps(
    stretches: Vec<Interval>,
    grace: domain::Duration,
    lasts_at: Option<Timestamp>,
) -> Vec<Gap> {
    let long = stretches.into_iter().filter(|stretch| stretch.length() > grace);
    long.map(|stretch| Gap {
        start: stretch.start,
        end: (Some(stretch.end) != lasts_at).then_some(stretch.end),
    })
    .collect()
}
