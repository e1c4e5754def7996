//! The rules of each site: what people set from which day on, and the usual ones where nobody did.
//!
//! Room:  server, attendance; between the store's rows and `attendance::policy`.
//! Takes: rows, the zones of sites. Gives: `Policies`, and what is wrong with rules that somebody sends.
//! Holds: a change holds from a day that has not passed, so no past day is judged anew by it; days and
//!        zones are the centre's and the site's, not part of the rules.
//! Proof: `tests/it/api_attendance.rs`.

use super::network::Network;
use crate::engine::Engine;
use crate::http::views::attendance::{AttendancePairing, AttendanceRules};
use attendance::policy::{Pairing, Policies, Policy, Wants};
use domain::calendar::{Day, Zone};
use domain::{Duration, SiteId, Timestamp};
use live::Live;
use std::collections::BTreeMap;
use std::net::IpAddr;
use store::{PolicyRow, Store, StoreError};

/// Networks of a site at most.
const NETWORKS: usize = 20;
/// Four hours: more grace than that is no rule.
const MINUTES: u16 = 240;
/// Two weeks to explain.
const HOURS: u16 = 14 * 24;

/// The rules of every site.
#[derive(Clone, Debug)]
pub struct Rulebook {
    pub policies: Policies,
    networks: BTreeMap<SiteId, Vec<(Timestamp, Vec<Network>)>>,
}

impl Rulebook {
    pub async fn load(engine: &Engine, store: &Store) -> Result<Self, StoreError> {
        let rows = store.attendance_policies().await?;
        Ok(engine.read(|live| Self::of(live, &rows)))
    }

    fn of(live: &Live, rows: &[PolicyRow]) -> Self {
        let starts = live.centre().business_day_start;
        let mut book = Self {
            policies: Policies::everywhere(policy(&usual(), live.zone().clone(), starts)),
            networks: BTreeMap::new(),
        };
        for site in live.names().sites.keys() {
            let zone = zone(live, *site);
            let of_site = rows.iter().filter(|row| row.site == site.0);
            let known: Vec<(Timestamp, AttendanceRules)> = of_site
                .filter_map(|row| {
                    let rules = serde_json::from_str(&row.content).ok()?;
                    let first = Day::parse(&row.first_day)?;
                    Some((zone.business_interval(first, starts).start, rules))
                })
                .collect();
            // Before anybody set anything the usual rules held.
            let all = std::iter::once((Timestamp(i64::MIN), usual())).chain(known);
            for (from, rules) in all {
                let networks = networks(&rules).unwrap_or_default();
                push(&mut book.networks, *site, (from, networks));
                let policy = policy(&rules, zone.clone(), starts);
                push(&mut book.policies.of_site, *site, (from, policy));
            }
        }
        book
    }

    /// Whether an address lies in the network of a site as it is now.
    #[must_use]
    pub fn is_in_network(&self, site: SiteId, address: &str, now: Timestamp) -> bool {
        let Ok(address) = address.parse::<IpAddr>() else { return false };
        let all = self.networks.get(&site).map_or(&[][..], Vec::as_slice);
        let of_now = all.iter().rev().find(|(from, _)| *from <= now);
        of_now.is_some_and(|(_, networks)| networks.iter().any(|network| network.has(address)))
    }
}

fn push<V>(map: &mut BTreeMap<SiteId, Vec<V>>, site: SiteId, value: V) {
    map.entry(site).or_default().push(value);
}

/// A site's own zone, or the centre's.
#[must_use]
pub fn zone(live: &Live, site: SiteId) -> Zone {
    let known = live.names().sites.get(&site).and_then(|known| known.detail.as_deref());
    known.and_then(|name| Zone::named(name).ok()).unwrap_or_else(|| live.zone().clone())
}

/// What a site begins with.
#[must_use]
pub const fn usual() -> AttendanceRules {
    AttendanceRules {
        late_minutes: 0,
        early_minutes: 0,
        sign_in_minutes: 10,
        explain_hours: 72,
        both_within_minutes: None,
        pairing: AttendancePairing::FirstAndLast,
        is_sign_in_expected: true,
        networks: Vec::new(),
    }
}

/// Which part of the rules cannot be, and what can.
pub fn check(rules: &AttendanceRules) -> Result<(), (&'static str, String, &'static str)> {
    let minutes = [
        ("late_minutes", rules.late_minutes),
        ("early_minutes", rules.early_minutes),
        ("sign_in_minutes", rules.sign_in_minutes),
        ("both_within_minutes", rules.both_within_minutes.unwrap_or(0)),
    ];
    for (name, value) in minutes {
        if value > MINUTES {
            return Err((name, value.to_string(), "Write 0 to 240 minutes"));
        }
    }
    if !(1..=HOURS).contains(&rules.explain_hours) {
        return Err(("explain_hours", rules.explain_hours.to_string(), "Write 1 to 336 hours"));
    }
    if rules.networks.len() > NETWORKS {
        return Err(("networks", rules.networks.len().to_string(), "Write 20 networks at most"));
    }
    networks(rules).map(drop).map_err(|wrong| {
        ("networks", wrong, "Write a network as 10.20.0.0/16, with zeros behind what counts")
    })
}

fn networks(rules: &AttendanceRules) -> Result<Vec<Network>, String> {
    let read = |text: &String| Network::parse(text).ok_or_else(|| text.clone());
    rules.networks.iter().map(read).collect()
}

fn policy(rules: &AttendanceRules, zone: Zone, day_starts: Duration) -> Policy {
    let minutes = |minutes: u16| Duration::from_minutes(i64::from(minutes));
    let mut policy = Policy { day_starts, ..Policy::usual(zone) };
    policy.grace.late = minutes(rules.late_minutes);
    policy.grace.early = minutes(rules.early_minutes);
    policy.grace.sign_in = minutes(rules.sign_in_minutes);
    policy.explain_within = Duration::from_minutes(i64::from(rules.explain_hours) * 60);
    policy.is_sign_in_expected = rules.is_sign_in_expected;
    policy.is_network_required = !rules.networks.is_empty();
    policy.wants = rules
        .both_within_minutes
        .map_or(Wants::Either, |within| Wants::Both { within: minutes(within) });
    policy.pairing = match rules.pairing {
        AttendancePairing::FirstAndLast => Pairing::FirstAndLast,
        AttendancePairing::InAndOut => Pairing::InAndOut,
        AttendancePairing::InOnly => Pairing::InOnly,
    };
    policy
}
