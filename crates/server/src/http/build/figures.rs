//! Counts as figures, definitions as they stand beside them.
//!
//! Room:  server/http/build.
//! Never: a formula of its own; every rate is asked of `domain`.

use crate::http::build::told::Told;
use crate::http::views::figures::{AttributionView, DefinitionView, Figures, Rule};
use crate::http::views::millis;
use domain::figures::{Attribution, Counts};
use domain::measure::{self, Definition, ServiceLevelDefinition, ServiceLevelRule, TimeAccount};
use domain::{Duration, Proportion};

/// The figures of some counts. `times` are those of the members, where there are any.
#[must_use]
pub fn figures(
    counts: &Counts,
    times: Option<&TimeAccount>,
    definition: ServiceLevelDefinition,
) -> Figures {
    let wait_max = Duration(i64::try_from(counts.wait_max).unwrap_or(i64::MAX));
    let waited = counts.answered > 0 || counts.abandoned > 0;
    Figures {
        offered: counts.offered,
        refused: counts.refused,
        answered: counts.answered,
        abandoned: counts.abandoned,
        diverted: counts.diverted,
        handled: counts.handled,
        service_level: share(counts.service_level(definition)),
        answer_rate: share(counts.answer_rate()),
        abandonment: share(counts.abandonment()),
        loss_rate: share(counts.loss_rate()),
        asa_ms: counts.asa().map(millis),
        aht_ms: counts.aht().map(millis),
        wait_max_ms: waited.then(|| millis(wait_max)),
        occupancy: times.and_then(|times| share(measure::occupancy(times))),
        rona: share(counts.rona()),
        transfer_rate: share(counts.transfer_rate()),
    }
}

/// The figures of some counts, the service level within opening hours where its definition says so.
#[must_use]
pub fn figures_of(
    told: &Told,
    times: Option<&TimeAccount>,
    definition: ServiceLevelDefinition,
) -> Figures {
    Figures {
        service_level: share(told.service_level(definition)),
        ..figures(&told.all, times, definition)
    }
}

/// A share with four decimals: what does not move on a screen shall not move on the wire.
#[must_use]
pub fn share(share: Option<Proportion>) -> Option<f64> {
    share.map(|share| (share.get() * 10_000.0).round() / 10_000.0)
}

/// A definition with the target that goes with it.
#[must_use]
pub fn definition(definition: &Definition, target: Option<u16>) -> DefinitionView {
    let level = definition.service_level;
    DefinitionView {
        id: definition.id,
        version: definition.version,
        rule: rule(level.rule),
        threshold_s: level.threshold.secs_f64(),
        short_s: level.short_abandon.secs_f64(),
        without_closed_hours: level.without_closed_hours,
        target: target.map(|permille| f64::from(permille) / 1_000.0),
    }
}

#[must_use]
pub const fn rule(rule: ServiceLevelRule) -> Rule {
    match rule {
        ServiceLevelRule::OfAnswered => Rule::OfAnswered,
        ServiceLevelRule::OfOffered => Rule::OfOffered,
        ServiceLevelRule::AbandonsInTimeMet => Rule::AbandonsInTimeMet,
        ServiceLevelRule::LessAbandonsInTime => Rule::LessAbandonsInTime,
        ServiceLevelRule::LessShortAbandons => Rule::LessShortAbandons,
    }
}

#[must_use]
pub const fn attribution(attribution: AttributionView) -> Attribution {
    match attribution {
        AttributionView::ByArrival => Attribution::ByArrival,
        AttributionView::ByEvent => Attribution::ByEvent,
    }
}

#[must_use]
pub const fn attribution_view(attribution: Attribution) -> AttributionView {
    match attribution {
        Attribution::ByArrival => AttributionView::ByArrival,
        Attribution::ByEvent => AttributionView::ByEvent,
    }
}

/// One figure by its name, as a number; `None` where nothing was measured.
#[must_use]
pub fn named(figures: &Figures, measure: &str) -> Option<Option<f64>> {
    let count = |n: u32| Some(f64::from(n));
    #[expect(clippy::cast_precision_loss, reason = "milliseconds below 2^53")]
    let length = |ms: Option<u64>| ms.map(|ms| ms as f64);
    Some(match measure {
        "offered" => count(figures.offered),
        "refused" => count(figures.refused),
        "answered" => count(figures.answered),
        "abandoned" => count(figures.abandoned),
        "diverted" => count(figures.diverted),
        "handled" => count(figures.handled),
        "service_level" => figures.service_level,
        "answer_rate" => figures.answer_rate,
        "abandonment" => figures.abandonment,
        "loss_rate" => figures.loss_rate,
        "asa_ms" => length(figures.asa_ms),
        "aht_ms" => length(figures.aht_ms),
        "wait_max_ms" => length(figures.wait_max_ms),
        "occupancy" => figures.occupancy,
        "rona" => figures.rona,
        "transfer_rate" => figures.transfer_rate,
        _ => return None,
    })
}

/// The names that `named` knows, for messages and exports.
pub const MEASURES: [&str; 16] = [
    "offered",
    "refused",
    "answered",
    "abandoned",
    "diverted",
    "handled",
    "service_level",
    "answer_rate",
    "abandonment",
    "loss_rate",
    "asa_ms",
    "aht_ms",
    "wait_max_ms",
    "occupancy",
    "rona",
    "transfer_rate",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_interval_has_counts_and_no_rates() {
        let empty = figures(&Counts::default(), None, ServiceLevelDefinition::HOUSE);
        assert_eq!(empty, Figures::default());
    }

    #[test]
    fn rates_come_from_the_formulas_and_carry_four_decimals() {
        let mut counts = Counts { offered: 3, ..Counts::default() };
        counts.answer(Duration::from_secs(10));
        counts.answer(Duration::from_secs(40));
        counts.abandon(Duration::from_secs(20));
        let shown = figures(&counts, None, ServiceLevelDefinition::HOUSE);
        assert_eq!(shown.service_level, Some(0.3333));
        assert_eq!(shown.asa_ms, Some(25_000));
        assert_eq!(shown.wait_max_ms, Some(40_000));
        assert_eq!(shown.occupancy, None);
    }

    #[test]
    fn every_measure_has_a_name() {
        let shown = serde_json::to_value(Figures::default()).unwrap();
        let fields: Vec<&String> = shown.as_object().unwrap().keys().collect();
        let mut names = MEASURES.to_vec();
        names.sort_unstable();
        assert_eq!(fields, names);
        assert!(MEASURES.iter().all(|name| named(&Figures::default(), name).is_some()));
        assert_eq!(named(&Figures::default(), "sl"), None);
    }
}
