//! Erlang B: how often all agents are busy where nobody waits.
//!
//! Room: staffing, erlang; the sum that the other two formulas stand on.
//! Source: A. K. Erlang 1917; the inverse as a sum: D. L. Jagerman, Bell System Technical Journal 53 (1974).

use super::TINY;

/// Above this the chance itself is below [`TINY`].
const HUGE: f64 = 1e302;
/// A term this much smaller than its sum changes no digit of it.
const NEGLIGIBLE: f64 = 1e-18;

/// How much likelier fewer than `agents` calls are in progress than exactly `agents`: 1/B - 1,
/// the sum of s(s-1)…(s-k+1)/a^k over k = 1..=s. Infinite where B is below 1e-302.
///
/// The terms around the largest one decide, so that 10 000 agents cost some thousand products and
/// not ten thousand divisions.
pub(crate) fn odds_of_fewer(agents: u32, load: f64) -> f64 {
    let inverse = 1.0 / load;
    let mut remaining = f64::from(agents);
    let mut term = 1.0;
    let mut sum = 0.0;
    while remaining > 0.0 {
        term *= remaining * inverse;
        sum += term;
        if sum > HUGE {
            return f64::INFINITY;
        }
        if term < sum * NEGLIGIBLE {
            break;
        }
        remaining -= 1.0;
    }
    sum
}

/// The share of contacts that find all `agents` busy and are lost (Erlang B), `load` in erlangs.
/// Chances below 1e-300 are 0.
#[must_use]
pub fn loss(agents: u32, load: f64) -> f64 {
    if load <= 0.0 {
        return if agents == 0 { 1.0 } else { 0.0 };
    }
    let chance = 1.0 / (1.0 + odds_of_fewer(agents, load));
    if chance < TINY { 0.0 } else { chance }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition, term by term, in logarithms.
    fn by_definition(agents: u32, load: f64) -> f64 {
        let mut log_term = 0.0;
        let mut logs = vec![log_term];
        for k in 1..=agents {
            log_term += libm::log(load / f64::from(k));
            logs.push(log_term);
        }
        let last = *logs.last().unwrap();
        1.0 / logs.iter().map(|log| libm::exp(log - last)).sum::<f64>()
    }

    #[test]
    fn the_loss_is_that_of_the_definition() {
        for agents in [1, 2, 7, 40, 300, 2_000] {
            for ratio in [0.2, 0.7, 0.95, 1.0, 1.01, 1.6] {
                let load = ratio * f64::from(agents);
                let (ours, theirs) = (loss(agents, load), by_definition(agents, load));
                let is_equal = (ours - theirs).abs() <= 1e-10 * theirs || theirs < TINY;
                assert!(is_equal, "{agents} agents, {load} erlangs: {ours} and {theirs}");
            }
        }
    }

    #[test]
    fn known_values_of_the_tables() {
        // Ten lines carry 4.461 erlangs at 1 % loss, twenty 12.03 (the usual printed tables).
        assert!((loss(10, 4.461) - 0.01).abs() < 5e-6);
        assert!((loss(20, 12.03) - 0.01).abs() < 5e-5);
    }

    #[test]
    fn without_load_or_agents_it_is_nothing_or_all() {
        let near = |ours: f64, expected: f64| (ours - expected).abs() < TINY;
        assert!(near(loss(0, 3.0), 1.0) && near(loss(0, 0.0), 1.0));
        assert!(near(loss(5, 0.0), 0.0) && near(loss(3_000, 900.0), 0.0));
    }
}
