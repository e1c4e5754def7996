//! Many replications, and what they say with which error.
//!
//! Room:  sim, model.
//! Takes: a model, a number of replications, a seed. Gives: estimates with their standard errors.
//! Holds: a rate over replications is the ratio of sums; its error is that of a ratio (W. G. Cochran,
//!        Sampling Techniques (1977), section 2.11); one replication has no error, not error 0.
//! Never: counts rates that nobody measured.
//! Proof: tests below; `tests/it/model.rs`.

use super::{Cell, Elapsed, Engine, Horizon, Model, Tally, Unsound, of_period};

/// An estimate and its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    pub value: f64,
    /// Absent after a single replication.
    pub error: Option<f64>,
}

/// What one queue, or all together, reached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QueueRow {
    pub offered_per_replication: f64,
    /// Answered in time / offered.
    pub of_offered: Option<Estimate>,
    /// Answered in time / (offered - abandoned in time).
    pub less_abandons_in_time: Option<Estimate>,
    pub abandonment: Option<Estimate>,
    /// Over answered and abandoned, s.
    pub mean_wait_s: Option<Estimate>,
    /// Over the answered, s.
    pub asa_s: Option<Estimate>,
    /// Found no agent available / offered.
    pub wait_probability: Option<Estimate>,
    /// Standard deviation of one replication's `of_offered`.
    pub of_offered_deviation: Option<f64>,
}

/// What a group did.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GroupRow {
    /// Time with contacts / (time staffed + time that conversations went on beyond it).
    pub occupancy: Option<Estimate>,
}

/// The outcome of replications.
#[derive(Clone, Debug, PartialEq)]
pub struct Study {
    pub replications: u32,
    pub contacts: u64,
    /// By queue.
    pub queues: Vec<QueueRow>,
    pub all: QueueRow,
    pub groups: Vec<GroupRow>,
    /// Of all groups together.
    pub occupancy: Option<Estimate>,
}

/// Runs `replications` of a model with seeds made of `seed`.
///
/// # Errors
/// The model's first fault.
pub fn replicate(model: &Model, replications: u32, seed: u64) -> Result<Study, Unsound> {
    model.check()?;
    let mut engine = Engine::new(model);
    let mut tally = Tally::new(model);
    let mut queues = vec![Sums::default(); model.queues.len()];
    let mut all = Sums::default();
    let mut groups = vec![Ratio::default(); model.groups.len()];
    let mut together = Ratio::default();
    let mut contacts = 0;
    for replication in 0..replications {
        tally.clear();
        let elapsed = engine.run(seed_of(seed, replication), &mut tally);
        let mut sum = Cell::default();
        for (queue, sums) in queues.iter_mut().enumerate() {
            let cell = tally.queue(queue);
            sums.add(&cell);
            sum.add(&cell);
        }
        all.add(&sum);
        contacts += sum.offered();
        let (mut busy, mut staffed) = (0.0, 0.0);
        for (group, ratio) in groups.iter_mut().enumerate() {
            let with_contacts = seconds(tally.handling[group]);
            let beyond = engine.overtime()[group] + tally.late_handling[group];
            let at_work = staffed_s(model, group, elapsed) + seconds(beyond);
            ratio.add(with_contacts, at_work);
            busy += with_contacts;
            staffed += at_work;
        }
        together.add(busy, staffed);
    }
    Ok(Study {
        replications,
        contacts,
        queues: queues.iter().map(Sums::row).collect(),
        all: all.row(),
        groups: groups.iter().map(|ratio| GroupRow { occupancy: ratio.estimate() }).collect(),
        occupancy: together.estimate(),
    })
}

/// The seed of one replication: the same day for every plan that is compared.
#[must_use]
pub const fn seed_of(seed: u64, replication: u32) -> u64 {
    seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(replication as u64)
}

fn staffed_s(model: &Model, group: usize, elapsed: Elapsed) -> f64 {
    let agents = &model.groups[group].agents;
    match model.horizon {
        Horizon::Day => {
            let by_period = (0..model.periods).map(|period| f64::from(*of_period(agents, period)));
            by_period.sum::<f64>() * model.period_s
        }
        Horizon::Contacts { .. } => f64::from(agents[0]) * seconds(elapsed.until - elapsed.from),
    }
}

/// A ratio of sums over replications.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Ratio {
    count: f64,
    above: f64,
    below: f64,
    above_squared: f64,
    below_squared: f64,
    product: f64,
}

impl Ratio {
    pub(crate) fn add(&mut self, above: f64, below: f64) {
        self.count += 1.0;
        self.above += above;
        self.below += below;
        self.above_squared += above * above;
        self.below_squared += below * below;
        self.product += above * below;
    }

    pub(crate) fn estimate(&self) -> Option<Estimate> {
        if self.below <= 0.0 {
            return None;
        }
        let value = self.above / self.below;
        let error = (self.count > 1.0).then(|| {
            let residual = self.above_squared - 2.0 * value * self.product
                + value * value * self.below_squared;
            let spread = (residual.max(0.0) * self.count / (self.count - 1.0)).sqrt();
            spread / self.below
        });
        Some(Estimate { value, error })
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    of_offered: Ratio,
    less_abandons: Ratio,
    abandonment: Ratio,
    wait: Ratio,
    asa: Ratio,
    waited: Ratio,
    /// Of single replications: how many, their sum, their squares.
    single: (f64, f64, f64),
}

impl Sums {
    fn add(&mut self, cell: &Cell) {
        let offered = number(cell.offered());
        let in_time = number(cell.answered_in_threshold);
        self.of_offered.add(in_time, offered);
        self.less_abandons.add(in_time, offered - number(cell.abandoned_in_threshold));
        self.abandonment.add(number(cell.abandoned), offered);
        self.wait.add(seconds(cell.answered_wait + cell.abandoned_wait), offered);
        self.asa.add(seconds(cell.answered_wait), number(cell.answered));
        self.waited.add(number(cell.waited), offered);
        if offered > 0.0 {
            let level = in_time / offered;
            let (count, sum, squares) = self.single;
            self.single = (count + 1.0, sum + level, squares + level * level);
        }
    }

    fn row(&self) -> QueueRow {
        let (count, sum, squares) = self.single;
        let deviation =
            (count > 1.0).then(|| ((squares - sum * sum / count).max(0.0) / (count - 1.0)).sqrt());
        QueueRow {
            offered_per_replication: self.of_offered.below / self.of_offered.count.max(1.0),
            of_offered: self.of_offered.estimate(),
            less_abandons_in_time: self.less_abandons.estimate(),
            abandonment: self.abandonment.estimate(),
            mean_wait_s: self.wait.estimate(),
            asa_s: self.asa.estimate(),
            wait_probability: self.waited.estimate(),
            of_offered_deviation: deviation,
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
const fn number(count: u64) -> f64 {
    count as f64
}

#[expect(clippy::cast_precision_loss, reason = "sums of waits are far below 2^52 s")]
const fn seconds(micros: i64) -> f64 {
    micros as f64 / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_of_a_ratio_is_that_of_the_residuals() {
        let pairs = [(3.0, 10.0), (5.0, 12.0), (2.0, 9.0), (4.0, 9.0)];
        let mut ratio = Ratio::default();
        pairs.iter().for_each(|&(above, below)| ratio.add(above, below));
        let value = 14.0 / 40.0;
        let residuals: f64 =
            pairs.iter().map(|&(above, below)| (above - value * below).powi(2)).sum();
        let error = (residuals / 3.0 / 4.0).sqrt() / 10.0;
        let estimate = ratio.estimate().unwrap();
        assert!((estimate.value - value).abs() < 1e-12);
        assert!((estimate.error.unwrap() - error).abs() < 1e-12, "{estimate:?} {error}");
    }

    #[test]
    fn nothing_measured_has_no_estimate_and_one_replication_no_error() {
        assert_eq!(Ratio::default().estimate(), None);
        let mut ratio = Ratio::default();
        ratio.add(1.0, 2.0);
        assert_eq!(ratio.estimate(), Some(Estimate { value: 0.5, error: None }));
    }
}
