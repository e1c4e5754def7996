//! What a site asks of its people, and from when on: which sources count, how punches pair, how much grace.
//!
//! Room: attendance; a value, made by whoever keeps settings.

use domain::calendar::Zone;
use domain::{Duration, SiteId, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The rules of one site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    pub zone: Zone,
    /// A shift or visit that begins earlier than this after midnight belongs to the day before.
    pub day_starts: Duration,
    pub wants: Wants,
    pub pairing: Pairing,
    /// Whether a scanned code counts only if the phone was seen in the site's network.
    pub is_network_required: bool,
    /// Whether people here serve contacts, so that being present means being signed in.
    pub is_sign_in_expected: bool,
    /// Punches so near to each other are one.
    pub double_within: Duration,
    /// How far before and after a shift a punch can belong to it.
    pub reach: Duration,
    /// Longer than this nobody stays: a departure was missed.
    pub longest_stay: Duration,
    pub grace: Grace,
    /// Nobody gets from one site to another faster.
    pub travel: Duration,
    pub bands: Bands,
    /// How long the person has to explain before the leader may decide without.
    pub explain_within: Duration,
}

/// Which sources must have seen a person pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wants {
    Either,
    /// Code and terminal, not further apart than this.
    Both {
        within: Duration,
    },
}

/// How the punches that belong to one shift become stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pairing {
    /// The first is the arrival, the last the departure; whatever lies between does not matter.
    FirstAndLast,
    /// Each arrival has its departure.
    InAndOut,
    /// Only arriving is punched; a departure counts where there is one.
    InOnly,
}

/// What is not yet an anomaly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grace {
    pub late: Duration,
    pub early: Duration,
    /// Between the punch and the telephone system, in both directions.
    pub sign_in: Duration,
}

/// Where evening and night begin on the wall clock, in minutes after midnight; night lasts until
/// `day_from` of the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bands {
    pub day_from: u16,
    pub evening_from: u16,
    pub night_from: u16,
}

impl Policy {
    /// What most sites begin with: one source is enough, first and last punch count, no grace for
    /// coming late, ten minutes between door and telephone, night from 22 to 6 o'clock.
    #[must_use]
    pub fn usual(zone: Zone) -> Self {
        let minutes = Duration::from_minutes;
        Self {
            zone,
            day_starts: Duration::ZERO,
            wants: Wants::Either,
            pairing: Pairing::FirstAndLast,
            is_network_required: false,
            is_sign_in_expected: true,
            double_within: minutes(2),
            reach: minutes(4 * 60),
            longest_stay: minutes(16 * 60),
            grace: Grace { late: Duration::ZERO, early: Duration::ZERO, sign_in: minutes(10) },
            travel: minutes(30),
            bands: Bands { day_from: 6 * 60, evening_from: 18 * 60, night_from: 22 * 60 },
            explain_within: minutes(3 * 24 * 60),
        }
    }

    /// Within which time punches at one place are one passage.
    #[must_use]
    pub fn passage_within(&self) -> Duration {
        match self.wants {
            Wants::Either => self.double_within,
            Wants::Both { within } => within.max(self.double_within),
        }
    }
}

/// The policies of each site, and one for those that have none of their own.
#[derive(Clone, Debug)]
pub struct Policies {
    pub otherwise: Policy,
    /// With the moment from which each holds, in order. The first holds before that, too.
    pub of_site: BTreeMap<SiteId, Vec<(Timestamp, Policy)>>,
}

impl Policies {
    /// One policy everywhere.
    #[must_use]
    pub fn everywhere(policy: Policy) -> Self {
        Self { otherwise: policy, of_site: BTreeMap::new() }
    }

    /// What held at a site at a moment: a change never restates what was before it.
    #[must_use]
    pub fn at(&self, site: SiteId, moment: Timestamp) -> &Policy {
        let all = self.of_site.get(&site).map_or(&[][..], Vec::as_slice);
        let later = all.partition_point(|(from, _)| *from <= moment);
        all.get(later.saturating_sub(1)).map_or(&self.otherwise, |(_, policy)| policy)
    }
}
