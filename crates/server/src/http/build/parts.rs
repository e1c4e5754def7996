//! What each figure is made of, and how many that are.
//!
//! Room:  server/http/build; between the counts of `live` and the lists of `contact_list`.
//! Takes: a part, an attribution, a definition. Gives: the sieve of its contacts; its count.
//! Holds: a part's list has as many rows as its count, whichever attribution and rule.
//! Never: counts by looking at contacts; the counts are those of the figures.
//! Proof: `tests/it/api_figures.rs`, for every part, span and attribution.

use crate::http::build::sieve::{Sieve, Standing, any, beyond, within};
use crate::http::build::slice;
use crate::http::routes::contacts::Whose;
use crate::http::views::contact::{PartCount, PartView, SpanView};
use domain::figures::{Attribution, Counts};
use domain::history::ContactKey;
use domain::measure::{self, Ratio, ServiceLevelDefinition, ServiceLevelRule};
use domain::{Duration, Interval, Timestamp};
use live::Live;
use live::view::{Group, Running};
use store::{Dated, Ending, OutcomeKind};

const SERVED: &[Standing] = &[Standing::Served];
const IN_QUEUE: &[Standing] = &[Standing::Waiting, Standing::Served];

/// Whether a part is of now, in no interval.
#[must_use]
pub const fn is_of_now(part: PartView) -> bool {
    matches!(part, PartView::Waiting | PartView::Talking | PartView::InIvr)
}

/// The question whose answers are the contacts of a part. `None`: only an agent has such.
#[must_use]
pub fn sieve(
    part: PartView,
    whose: Whose,
    by: Attribution,
    definition: ServiceLevelDefinition,
    counts: &Counts,
) -> Option<Sieve> {
    let left = at_event(by, Dated::LeftQueue);
    let ended = |outcome, dated| Sieve {
        endings: Some(vec![any(outcome)]),
        dated,
        is_queued: true,
        ..Sieve::of(whose)
    };
    let now = |open| Sieve { over: false, open, ..Sieve::of(whose) };
    let judged = |endings| Sieve {
        endings: Some(endings),
        open: SERVED,
        dated: left,
        is_queued: true,
        ..Sieve::of(whose)
    };
    Some(match part {
        PartView::Offered => Sieve { open: IN_QUEUE, is_queued: true, ..Sieve::of(whose) },
        PartView::Refused => {
            Sieve { is_queued: false, ..ended(OutcomeKind::Refused, Dated::Ended) }
        }
        PartView::Answered => judged(vec![any(OutcomeKind::Answered)]),
        PartView::Abandoned => ended(OutcomeKind::Abandoned, left),
        PartView::Diverted => ended(OutcomeKind::Diverted, left),
        PartView::Handled => ended(OutcomeKind::Answered, at_event(by, Dated::Ended)),
        PartView::InTime => in_hours(judged(in_time(definition)), definition),
        PartView::Missed => in_hours(judged(missed(definition)), definition),
        PartView::LongestWait => judged(longest(counts)),
        PartView::RungOut => {
            Sieve { open: IN_QUEUE, is_queued: true, has_rung_out: true, ..Sieve::of(whose) }
        }
        PartView::Transferred => return None,
        PartView::Waiting => now(&[Standing::Waiting]),
        PartView::Talking => now(SERVED),
        PartView::InIvr => now(&[Standing::InIvr]),
    })
}

/// Without those who entered after hours, where the rule leaves them out.
fn in_hours(sieve: Sieve, definition: ServiceLevelDefinition) -> Sieve {
    Sieve { is_in_hours: definition.without_closed_hours, ..sieve }
}

const fn at_event(by: Attribution, event: Dated) -> Dated {
    match by {
        Attribution::ByArrival => Dated::Entered,
        Attribution::ByEvent => event,
    }
}

/// Above the line of the rule.
fn in_time(definition: ServiceLevelDefinition) -> Vec<Ending> {
    let most = definition.threshold;
    let mut endings = vec![within(OutcomeKind::Answered, most)];
    if definition.rule == ServiceLevelRule::AbandonsInTimeMet {
        endings.push(within(OutcomeKind::Abandoned, most));
    }
    endings
}

/// Below the line of the rule, and not above it.
fn missed(definition: ServiceLevelDefinition) -> Vec<Ending> {
    let ServiceLevelDefinition { rule, threshold, short_abandon, without_closed_hours: _ } =
        definition;
    let mut endings = vec![beyond(OutcomeKind::Answered, threshold)];
    endings.extend(match rule {
        ServiceLevelRule::OfAnswered => None,
        ServiceLevelRule::OfOffered => Some(any(OutcomeKind::Abandoned)),
        ServiceLevelRule::AbandonsInTimeMet | ServiceLevelRule::LessAbandonsInTime => {
            Some(beyond(OutcomeKind::Abandoned, threshold))
        }
        ServiceLevelRule::LessShortAbandons => Some(beyond(OutcomeKind::Abandoned, short_abandon)),
    });
    if rule != ServiceLevelRule::OfAnswered {
        endings.push(any(OutcomeKind::Diverted));
    }
    endings
}

/// The wait that no other exceeds; nothing if none ended.
fn longest(counts: &Counts) -> Vec<Ending> {
    if counts.answered == 0 && counts.abandoned == 0 {
        return Vec::new();
    }
    let shorter = Duration(i64::try_from(counts.wait_max).unwrap_or(i64::MAX) - 1);
    vec![beyond(OutcomeKind::Answered, shorter), beyond(OutcomeKind::Abandoned, shorter)]
}

/// How many a part has; `None` where the counts do not say.
#[must_use]
pub fn count(part: PartView, counts: &Counts, definition: ServiceLevelDefinition) -> Option<u64> {
    let Ratio { above, below } =
        measure::service_level_ratio(counts.outcomes(definition), definition.rule);
    Some(match part {
        PartView::Offered => counts.offered.into(),
        PartView::Refused => counts.refused.into(),
        PartView::Answered => counts.answered.into(),
        PartView::Abandoned => counts.abandoned.into(),
        PartView::Diverted => counts.diverted.into(),
        PartView::Handled => counts.handled.into(),
        // These counts are of all hours.
        PartView::InTime | PartView::Missed if definition.without_closed_hours => return None,
        PartView::InTime => above,
        PartView::Missed => below - above,
        PartView::RungOut => counts.rung_out.into(),
        PartView::LongestWait
        | PartView::Transferred
        | PartView::Waiting
        | PartView::Talking
        | PartView::InIvr => return None,
    })
}

/// Every part that the counts know.
#[must_use]
pub fn all(counts: &Counts, definition: ServiceLevelDefinition) -> Vec<PartCount> {
    let known = [
        PartView::Offered,
        PartView::Refused,
        PartView::Answered,
        PartView::Abandoned,
        PartView::Diverted,
        PartView::Handled,
        PartView::InTime,
        PartView::Missed,
        PartView::RungOut,
    ];
    let count = |part| Some(PartCount { part, count: count(part, counts, definition)? });
    known.into_iter().filter_map(count).collect()
}

/// The queues or dialled numbers whose counts are those of somebody; `None`: nobody counts that.
#[must_use]
pub fn keys(live: &Live, whose: Whose) -> Option<Vec<ContactKey>> {
    let queues = || live.queues().into_iter();
    Some(match whose {
        Whose {
            queue: Some(queue),
            site: None,
            skill: None,
            did: None,
            agent: None,
            team: None,
        } => {
            vec![ContactKey::Queue(queue)]
        }
        Whose { queue: None, site: None, skill: None, did: Some(did), agent: None, team: None } => {
            vec![ContactKey::Did(did)]
        }
        Whose {
            queue: None,
            site: Some(site),
            skill: None,
            did: None,
            agent: None,
            team: None,
        } => slice::queues_of_site(live, site).into_iter().map(ContactKey::Queue).collect(),
        Whose {
            queue: None,
            site: None,
            skill: Some(skill),
            did: None,
            agent: None,
            team: None,
        } => {
            let names = &live.names().queues;
            let asks = |queue: &_| names.get(queue).and_then(|known| known.skill) == Some(skill);
            queues().filter(asks).map(ContactKey::Queue).collect()
        }
        Whose { queue: None, site: None, skill: None, did: None, agent: None, team: None } => {
            queues().map(ContactKey::Queue).collect()
        }
        Whose { .. } => return None,
    })
}

/// A span is a running interval or a sliding window.
enum Kind {
    Running(Running),
    Window(Duration),
}

const fn kind(span: SpanView) -> Kind {
    match span {
        SpanView::Today => Kind::Running(Running::Day),
        SpanView::M5 => Kind::Running(Running::FiveMinutes),
        SpanView::M15 => Kind::Running(Running::QuarterHour),
        SpanView::M30 => Kind::Running(Running::HalfHour),
        SpanView::M60 => Kind::Running(Running::Hour),
        SpanView::Last5m => Kind::Window(Duration::from_minutes(5)),
        SpanView::Last15m => Kind::Window(Duration::from_minutes(15)),
        SpanView::Last30m => Kind::Window(Duration::from_minutes(30)),
    }
}

/// The instants of a span. A window ends with `now` and begins after its first instant.
#[must_use]
pub fn interval(live: &Live, span: SpanView, now: Timestamp) -> Interval {
    const NEXT: Duration = Duration::from_micros(1);
    match kind(span) {
        Kind::Running(running) => live.running_interval(running),
        Kind::Window(length) => {
            Interval { start: now.before(length).plus(NEXT), end: now.plus(NEXT) }
        }
    }
}

/// What is counted of some keys in a span.
#[must_use]
pub fn counts(
    live: &Live,
    keys: &[ContactKey],
    span: SpanView,
    by: Attribution,
    now: Timestamp,
) -> Counts {
    let mut sum = Counts::default();
    match kind(span) {
        Kind::Running(running) => {
            for &key in keys {
                sum.merge(&live.running(key, by, running));
            }
        }
        Kind::Window(length) => {
            let wanted = [(Group::Queue, by), (Group::Did, by)];
            let windows = live.windows_of(now, &[length], &wanted);
            for &key in keys {
                let (group, id) = match key {
                    ContactKey::Queue(queue) => (0, queue.0),
                    ContactKey::Did(did) => (1, did.0),
                };
                let counted = windows.get(group).and_then(|sums| sums.get(id));
                sum.merge(&counted.and_then(<[_]>::first).copied().unwrap_or_default());
            }
        }
    }
    sum
}
