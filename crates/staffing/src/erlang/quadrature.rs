//! Sums over the waits of a queue with patience, as integrals that cannot overflow.
//!
//! Room:  staffing, erlang; under `patience`.
//! Takes: `load` and `drain` in departures per patience (below), a stretch of time in patiences.
//! Gives: `Stretch`: the chance of a wait in it and its moments, with a logarithm taken out.
//! Holds: every summand is positive, so that small chances keep all their digits.
//! Never: evaluates the density where it is below e^-34 of its peak.
//! Proof: `tests/it/truth.rs`; the series beside it in `patience`.
//!
//! A contact that waits x (in units of the mean patience) without losing it meets the density
//! f(x) = drain · exp(load·(1 - e^-x) - drain·x), times the chance that exactly all agents are busy
//! (Zeltyn and Mandelbaum, Queueing Systems 51 (2005), section 3). The exponent is concave, so
//! its peak and the points where it has fallen by 34 are known, and Gauss-Legendre panels between them
//! that fall by 12 each give 12 digits.

/// What has fallen by this much in the exponent no longer counts.
const FALL: f64 = 34.0;
/// Fall of the exponent within one panel.
const FALL_OF_PANEL: f64 = 12.0;
/// From here on e^-x changes no digit.
const FLAT: f64 = 40.0;

const POINTS: usize = 16;
/// Abscissae and weights of 16-point Gauss-Legendre on 0..1, the upper half; the lower mirrors it.
/// (M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions, table 25.4.)
const HALF: [(f64, f64); POINTS / 2] = [
    (0.095_012_509_837_637_44, 0.189_450_610_455_068_5),
    (0.281_603_550_779_258_9, 0.182_603_415_044_923_58),
    (0.458_016_777_657_227_4, 0.169_156_519_395_002_54),
    (0.617_876_244_402_643_7, 0.149_595_988_816_576_73),
    (0.755_404_408_355_003, 0.124_628_971_255_533_87),
    (0.865_631_202_387_831_7, 0.095_158_511_682_492_78),
    (0.944_575_023_073_232_6, 0.062_253_523_938_647_89),
    (0.989_400_934_991_649_9, 0.027_152_459_411_754_095),
];

/// A queue in units of its patience.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Queue {
    /// Arrivals per mean patience.
    pub load: f64,
    /// Contacts that all agents finish per mean patience.
    pub drain: f64,
}

/// Chance and moments of the waits in a stretch, all divided by e^`log`.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Stretch {
    pub log: f64,
    /// ∫ f: would wait so long.
    pub mass: f64,
    /// ∫ f·(1 - e^-x): and lose patience before.
    pub lost: f64,
    /// ∫ f·e^-x: and is answered.
    pub answered: f64,
    /// ∫ f·e^-x·x: its wait.
    pub answered_wait: f64,
}

impl Stretch {
    /// The same with another logarithm taken out.
    pub(crate) fn at(self, log: f64) -> Self {
        let factor = libm::exp(self.log - log);
        Self {
            log,
            mass: self.mass * factor,
            lost: self.lost * factor,
            answered: self.answered * factor,
            answered_wait: self.answered_wait * factor,
        }
    }
}

impl Queue {
    /// The waits from `low` to `high`, which may be infinite.
    pub(crate) fn stretch(self, low: f64, high: f64) -> Stretch {
        let peak = self.peak().clamp(low, high);
        let mut sums = Stretch { log: self.exponent(peak), ..Stretch::default() };
        let end = peak + self.reach_right(peak).min(high - peak);
        self.panels(peak, (peak.min(FLAT), end.min(FLAT)), &mut sums);
        let start = peak - self.reach_left(peak).min(peak - low);
        self.panels(peak, (start, peak), &mut sums);
        self.add_flat((low.max(FLAT), high), &mut sums);
        sums
    }

    fn peak(self) -> f64 {
        if self.load > self.drain { libm::log(self.load / self.drain) } else { 0.0 }
    }

    /// load·(1 - e^-x) - drain·x
    fn exponent(self, x: f64) -> f64 {
        -self.load * libm::expm1(-x) - self.drain * x
    }

    /// How far the exponent has fallen at `far` to the right of `from`.
    fn fall(self, from: f64, far: f64) -> f64 {
        self.drain * far + self.load * libm::exp(-from) * libm::expm1(-far)
    }

    /// How far to the right of `from`, which is at or after the peak, the exponent has fallen by
    /// [`FALL`]. The parabola falls faster than the exponent and gives a start on the near side;
    /// the fall is convex, so one step of Newton lands on the far side.
    fn reach_right(self, from: f64) -> f64 {
        let bend = self.load * libm::exp(-from);
        let near = solve(self.drain - bend, bend);
        let slope = self.drain - bend * libm::exp(-near);
        near + (FALL - self.fall(from, near)).max(0.0) / slope
    }

    /// The same to the left, where the exponent falls faster than its parabola.
    fn reach_left(self, from: f64) -> f64 {
        let bend = self.load * libm::exp(-from);
        solve(bend - self.drain, bend)
    }

    /// Adds `span`, one end of which is the peak.
    fn panels(self, peak: f64, (low, high): (f64, f64), sums: &mut Stretch) {
        let length = high - low;
        if length <= 0.0 {
            return;
        }
        let far = if high > peak { high } else { low };
        let fall = self.fall(peak, far - peak).max(0.0);
        let count = libm::ceil((fall / FALL_OF_PANEL).max(length)).max(1.0);
        let width = length / count;
        let nodes = nodes(width);
        let bend = self.load * libm::exp(-peak);
        let mut index = 0.0;
        while index < count {
            let start = low + index * width;
            let (kept, gone) = (libm::exp(-start), -libm::expm1(-start));
            let from_peak = start - peak;
            let base = -bend * libm::expm1(-from_peak) - self.drain * from_peak;
            for node in &nodes {
                let rise = base + self.load * kept * node.gone - self.drain * node.x;
                let mass = self.drain * node.weight * libm::exp(rise);
                let answered = mass * kept * node.kept;
                sums.mass += mass;
                sums.lost += mass * (gone + kept * node.gone);
                sums.answered += answered;
                sums.answered_wait += answered * (start + node.x);
            }
            index += 1.0;
        }
    }

    /// Adds what lies where e^-x is nothing: a plain exponential.
    fn add_flat(self, (low, high): (f64, f64), sums: &mut Stretch) {
        if low < high {
            let from = libm::exp(self.load - self.drain * low - sums.log);
            let mass = from * -libm::expm1(-self.drain * (high - low));
            sums.mass += mass;
            sums.lost += mass;
        }
    }
}

/// Solves slope·d + bend·d²/2 = [`FALL`] for d > 0.
fn solve(slope: f64, bend: f64) -> f64 {
    2.0 * FALL / (slope + (slope * slope + 2.0 * bend * FALL).sqrt())
}

/// A point of a panel: its place from the panel's start, e^-place, 1 - e^-place, its weight.
#[derive(Clone, Copy, Default)]
struct Node {
    x: f64,
    kept: f64,
    gone: f64,
    weight: f64,
}

fn nodes(width: f64) -> [Node; POINTS] {
    let mut nodes = [Node::default(); POINTS];
    let mirrored = HALF.iter().flat_map(|&(x, weight)| [(x, weight), (-x, weight)]);
    for (node, (x, weight)) in nodes.iter_mut().zip(mirrored) {
        let x = width * (1.0 + x) / 2.0;
        let gone = -libm::expm1(-x);
        *node = Node { x, kept: 1.0 - gone, gone, weight: weight * width / 2.0 };
    }
    nodes
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1 + Σ load^j / ((drain+1)…(drain+j)): what the whole integral is.
    fn series(queue: Queue) -> f64 {
        let (mut term, mut sum, mut j) = (1.0, 1.0, 0.0);
        while term > 1e-18 * sum || j < queue.load - queue.drain {
            j += 1.0;
            term *= queue.load / (queue.drain + j);
            sum += term;
        }
        sum
    }

    #[test]
    fn the_integral_is_the_series() {
        for drain in [0.001, 0.17, 1.0, 20.0, 333.0, 4e4] {
            for ratio in [0.01, 0.5, 0.95, 1.0, 1.02] {
                let queue = Queue { load: ratio * drain, drain };
                let whole = queue.stretch(0.0, f64::INFINITY).at(0.0);
                let expected = series(queue);
                assert!(
                    (whole.mass - expected).abs() < 1e-11 * expected,
                    "{queue:?}: {whole:?}, {expected}"
                );
            }
        }
    }

    #[test]
    fn stretches_add_up_to_the_whole() {
        let queue = Queue { load: 90.0, drain: 60.0 };
        let whole = queue.stretch(0.0, f64::INFINITY).at(20.0);
        let cuts = [0.0, 0.02, 0.3, 0.5, 3.0, 60.0, f64::INFINITY];
        let parts: Vec<Stretch> =
            cuts.windows(2).map(|cut| queue.stretch(cut[0], cut[1]).at(20.0)).collect();
        let sum: f64 = parts.iter().map(|part| part.lost).sum();
        assert!((sum - whole.lost).abs() < 1e-12 * whole.lost, "{sum} {whole:?}");
        let sum: f64 = parts.iter().map(|part| part.answered_wait).sum();
        assert!((sum - whole.answered_wait).abs() < 1e-12 * whole.answered_wait);
    }
}
