//! The log-normal law of greatest likelihood, with censoring.
//!
//! Room: staffing, fit.
//! Source: in a = 1/σ and b = μ/σ the likelihood is concave (J. Burridge, Journal of the Royal
//! Statistical Society B 43 (1981)), so Newton with halved steps finds its only top.

use super::{AT_RISK_MIN, Fitted, Length, SHORTEST_S, Survival, count};

const STEPS_MAX: u32 = 60;
const HALVINGS_MAX: u32 = 40;
const PRECISION: f64 = 1e-10;

/// a·ln t - b is standard normal.
#[derive(Clone, Copy)]
struct Point {
    a: f64,
    b: f64,
}

/// Value, slopes and bends of the log-likelihood.
#[derive(Clone, Copy, Default)]
struct Surface {
    value: f64,
    slope: (f64, f64),
    bend_a: f64,
    bend_ab: f64,
    bend_b: f64,
}

pub(super) fn fit(lengths: &[Length], survival: &Survival) -> Option<Fitted> {
    let logs: Vec<(f64, bool)> = lengths
        .iter()
        .map(|length| (libm::log(length.length_s.max(SHORTEST_S)), length.is_censored))
        .collect();
    let top = climb(&logs, start(&logs)?)?;
    let (deviation, centre) = (1.0 / top.a, top.b / top.a);
    let square = deviation * deviation;
    let log_likelihood = surface(&logs, top).value - sum_of_ended(&logs);
    let law = |length_s: f64| upper(top.a * libm::log(length_s.max(SHORTEST_S)) - top.b);
    Some(Fitted {
        mean_s: libm::exp(centre + square / 2.0),
        variation: libm::expm1(square).sqrt(),
        log_likelihood,
        criterion: 4.0 - 2.0 * log_likelihood,
        distance: survival.distance(AT_RISK_MIN, law),
    })
}

fn sum_of_ended(logs: &[(f64, bool)]) -> f64 {
    logs.iter().filter(|(_, is_censored)| !is_censored).map(|(log, _)| log).sum()
}

/// Mean and deviation of those that ended; `None` where they do not differ.
fn start(logs: &[(f64, bool)]) -> Option<Point> {
    let ended: Vec<f64> =
        logs.iter().filter(|(_, is_censored)| !is_censored).map(|(log, _)| *log).collect();
    let mean = ended.iter().sum::<f64>() / count(ended.len());
    let squares: f64 = ended.iter().map(|log| (log - mean) * (log - mean)).sum();
    let deviation = (squares / count(ended.len())).sqrt();
    (deviation > 1e-9).then(|| Point { a: 1.0 / deviation, b: mean / deviation })
}

fn climb(logs: &[(f64, bool)], start: Point) -> Option<Point> {
    let mut at = start;
    let mut here = surface(logs, at);
    for _ in 0..STEPS_MAX {
        let determinant = here.bend_a * here.bend_b - here.bend_ab * here.bend_ab;
        if determinant <= 0.0 || !determinant.is_finite() {
            return None;
        }
        let (slope_a, slope_b) = here.slope;
        let step_a = -(here.bend_b * slope_a - here.bend_ab * slope_b) / determinant;
        let step_b = -(here.bend_a * slope_b - here.bend_ab * slope_a) / determinant;
        let (next, there) = halved(logs, at, here.value, (step_a, step_b))?;
        let is_there =
            step_a.abs() <= PRECISION * at.a && step_b.abs() <= PRECISION * (1.0 + at.b.abs());
        (at, here) = (next, there);
        if is_there {
            return Some(at);
        }
    }
    None
}

/// The step, halved until it does not lead down.
fn halved(
    logs: &[(f64, bool)],
    from: Point,
    value: f64,
    (step_a, step_b): (f64, f64),
) -> Option<(Point, Surface)> {
    let mut share = 1.0;
    for _ in 0..HALVINGS_MAX {
        let next = Point { a: from.a + share * step_a, b: from.b + share * step_b };
        if next.a > 0.0 {
            let there = surface(logs, next);
            if there.value >= value - 1e-9 * value.abs() {
                return Some((next, there));
            }
        }
        share /= 2.0;
    }
    None
}

fn surface(logs: &[(f64, bool)], Point { a, b }: Point) -> Surface {
    let mut sum = Surface::default();
    let constant = libm::log(core::f64::consts::TAU) / 2.0;
    for &(log, is_censored) in logs {
        let z = a * log - b;
        // Slope and bend of the summand in z.
        let (slope, bend) = if is_censored {
            let hazard = hazard(z);
            sum.value += log_upper(z);
            (-hazard, -hazard * (hazard - z))
        } else {
            sum.value += libm::log(a) - z * z / 2.0 - constant;
            sum.slope.0 += 1.0 / a;
            sum.bend_a -= 1.0 / (a * a);
            (-z, -1.0)
        };
        sum.slope.0 += slope * log;
        sum.slope.1 -= slope;
        sum.bend_a += bend * log * log;
        sum.bend_ab -= bend * log;
        sum.bend_b += bend;
    }
    sum
}

/// Chance that a standard normal is above `z`.
fn upper(z: f64) -> f64 {
    libm::erfc(z / core::f64::consts::SQRT_2) / 2.0
}

/// From here on `upper` is given by its asymptotic series.
const FAR: f64 = 25.0;

fn log_upper(z: f64) -> f64 {
    if z < FAR {
        libm::log(upper(z))
    } else {
        -z * z / 2.0 - libm::log(z * core::f64::consts::TAU.sqrt()) - 1.0 / (z * z)
    }
}

/// Density / chance above.
fn hazard(z: f64) -> f64 {
    if z < FAR {
        libm::exp(-z * z / 2.0) / core::f64::consts::TAU.sqrt() / upper(z)
    } else {
        z + 1.0 / z - 2.0 / (z * z * z)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{LawName, fit};
    use super::*;

    /// Points of a standard normal at equal chances, by halving.
    fn normal_quantile(share: f64) -> f64 {
        let (mut low, mut high) = (-9.0, 9.0);
        for _ in 0..80 {
            let middle = (low + high) / 2.0;
            if 1.0 - upper(middle) < share { low = middle } else { high = middle }
        }
        low
    }

    fn sample(cut: f64) -> Vec<Length> {
        (0..3_000)
            .map(|index| {
                let z = normal_quantile((f64::from(index) + 0.5) / 3_000.0);
                let length_s = libm::exp(5.0 + 0.8 * z);
                Length { length_s: length_s.min(cut), is_censored: length_s > cut }
            })
            .collect()
    }

    #[test]
    fn a_log_normal_sample_gives_its_law_though_most_of_it_is_cut_off() {
        let (mean, variation) = (libm::exp(5.32), libm::expm1(0.64_f64).sqrt());
        for (cut, tolerance) in [(1e9, 0.01), (150.0, 0.01), (60.0, 0.02)] {
            let fitted = fit(&sample(cut));
            let law = fitted.log_normal.unwrap();
            assert!((law.mean_s / mean - 1.0).abs() < tolerance, "{cut}: {law:?} {mean}");
            assert!((law.variation / variation - 1.0).abs() < tolerance, "{cut}: {law:?}");
            assert!(law.distance < 2e-3, "{law:?}");
            assert_eq!(fitted.better, Some(LawName::LogNormal));
        }
    }

    #[test]
    fn the_tail_goes_on_where_its_series_begins() {
        let (near, far) = (FAR - 1e-9, FAR + 1e-9);
        assert!((log_upper(near) / log_upper(far) - 1.0).abs() < 1e-7);
        assert!((hazard(near) / hazard(far) - 1.0).abs() < 1e-5);
    }

    #[test]
    fn one_length_makes_no_law() {
        let same = [Length { length_s: 7.0, is_censored: false }; 5];
        assert_eq!(fit(&same).log_normal, None);
    }
}
