//! Being at two places at once, as punches and sign-ins have it.
//!
//! Room: attendance, compare.

use super::{Facts, Own};
use crate::anomaly::{Anomaly, Gap, Identity, Kind};
use crate::punch::{PersonNumber, Punch};
use crate::shift::SignIn;
use domain::calendar::Day;
use domain::{Interval, SiteId, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// What speaks for two places on one day.
struct Evidence {
    site: SiteId,
    gaps: BTreeSet<Gap>,
    punches: BTreeSet<String>,
    sign_ins: BTreeSet<String>,
}

/// One anomaly for each day on which the person was at two places.
pub(super) fn two_places(person: &PersonNumber, own: &Own, facts: &Facts<'_>) -> Vec<Anomaly> {
    let mut days = BTreeMap::new();
    faster_than_travel(own, facts, &mut days);
    signed_in_twice(own, facts, &mut days);
    punched_while_signed_in_elsewhere(own, facts, &mut days);
    let found = days.into_iter().map(|(day, evidence)| Anomaly {
        identity: Identity { day, person: person.clone(), part: 0, kind: Kind::TwoPlaces },
        site: evidence.site,
        shift: None,
        by: None,
        gaps: evidence.gaps.into_iter().collect(),
        punches: evidence.punches.into_iter().collect(),
        sign_ins: evidence.sign_ins.into_iter().collect(),
    });
    found.collect()
}

fn at<'a>(
    days: &'a mut BTreeMap<Day, Evidence>,
    facts: &Facts<'_>,
    (site, moment): (SiteId, Timestamp),
) -> &'a mut Evidence {
    let policy = facts.policies.at(site, moment);
    let day = policy.zone.business_day(moment, policy.day_starts);
    days.entry(day).or_insert_with(|| Evidence {
        site,
        gaps: BTreeSet::new(),
        punches: BTreeSet::new(),
        sign_ins: BTreeSet::new(),
    })
}

/// Neighbours in time are enough: between punches of two sites lies a change of site that is as fast.
fn faster_than_travel(own: &Own, facts: &Facts<'_>, days: &mut BTreeMap<Day, Evidence>) {
    for pair in own.punches.windows(2) {
        let [one, next]: &[Punch; 2] = pair.try_into().expect("windows of two");
        let travel = facts.policies.at(one.site, one.at).travel;
        if one.site != next.site && next.at.since(one.at) < travel {
            let evidence = at(days, facts, (one.site, one.at));
            evidence.punches.extend([one.id(), next.id()]);
            evidence.gaps.insert(Gap { start: one.at, end: Some(next.at) });
        }
    }
}

fn signed_in_twice(own: &Own, facts: &Facts<'_>, days: &mut BTreeMap<Day, Evidence>) {
    for (number, one) in own.sign_ins.iter().enumerate() {
        let first = one.until(facts.as_of);
        let later = own.sign_ins.iter().skip(number + 1);
        for next in later.take_while(|next| next.begin < first.end) {
            let both = overlap(first, next.until(facts.as_of));
            let policy = facts.policies.at(one.site, one.begin);
            if is_elsewhere(one, next) && both.length() > policy.double_within {
                let evidence = at(days, facts, (one.site, both.start));
                evidence.sign_ins.extend([one.id(), next.id()]);
                let lasts = both.end == facts.as_of;
                evidence.gaps.insert(Gap { start: both.start, end: (!lasts).then_some(both.end) });
            }
        }
    }
}

/// Two sites, or two seats where both are known.
fn is_elsewhere(one: &SignIn, other: &SignIn) -> bool {
    let seats = one.seat.as_ref().zip(other.seat.as_ref());
    one.site != other.site || seats.is_some_and(|(seat, other)| seat != other)
}

fn punched_while_signed_in_elsewhere(
    own: &Own,
    facts: &Facts<'_>,
    days: &mut BTreeMap<Day, Evidence>,
) {
    for sign_in in &own.sign_ins {
        let grace = facts.policies.at(sign_in.site, sign_in.begin).grace.sign_in;
        let whole = sign_in.until(facts.as_of);
        let sure = Interval { start: whole.start.plus(grace), end: whole.end.before(grace) };
        let elsewhere = own.punches.iter().filter(|punch| punch.site != sign_in.site);
        for punch in elsewhere.filter(|punch| sure.start <= punch.at && punch.at < sure.end) {
            let evidence = at(days, facts, (sign_in.site, punch.at));
            evidence.punches.insert(punch.id());
            evidence.sign_ins.insert(sign_in.id());
        }
    }
}

fn overlap(one: Interval, other: Interval) -> Interval {
    crate::span::common(one, other)
}
