//! The three forms of a model file, each turned into a `Model`.
//!
//! Room: server, `sim_model`.

use anyhow::{Context as _, bail};
use serde::Deserialize;
use serde_json::Value;
use sim::model::{Choice, Group, Horizon, Law, Model, Queue};
use std::collections::BTreeMap;

/// What stands beside the numbers and is not looked at.
const REMARKS: [&str; 6] = ["name", "desc", "note", "expected", "days", "after_close"];

/// Reads whichever form the entries tell.
pub(super) fn model(value: Value) -> anyhow::Result<Model> {
    let Value::Object(entries) = &value else {
        bail!("a model is an object: {{\"s\": …}} or {{\"staff\": …}}");
    };
    if entries.contains_key("lambda_") {
        return serde_json::from_value::<Example>(value)?.told().model();
    }
    if entries.contains_key("rate_per_min") {
        return serde_json::from_value::<Skills>(value)?.told().model();
    }
    if entries.contains_key("lambda_per_s") {
        return serde_json::from_value::<Steady>(value)?.told().model();
    }
    bail!(
        "no form is known by its entries: one queue has `lambda_per_s`, skills by period have \
         `rate_per_min`"
    )
}

/// A number for all periods, or one per period.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum ByPeriod {
    Always(f64),
    Each(Vec<f64>),
}

impl ByPeriod {
    fn numbers(&self) -> &[f64] {
        match self {
            Self::Always(number) => std::slice::from_ref(number),
            Self::Each(numbers) => numbers,
        }
    }
}

/// The shape of a length.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum LawName {
    #[default]
    Exponential,
    LogNormal,
    Fixed,
}

impl LawName {
    fn of(self, mean_s: f64, variation: f64) -> Law {
        match self {
            Self::Exponential => Law::Exponential { mean_s },
            Self::LogNormal => Law::LogNormal { mean_s, variation },
            Self::Fixed => Law::Fixed { mean_s },
        }
    }
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ChoiceName {
    #[default]
    InOrder,
    LongestWait,
}

/// Laws of handling and patience, in both forms.
#[derive(Debug, Default, Deserialize)]
struct Laws {
    #[serde(default)]
    service_law: LawName,
    #[serde(default)]
    service_variation: f64,
    #[serde(default)]
    patience_law: LawName,
    #[serde(default)]
    patience_variation: f64,
}

impl Laws {
    fn handling(&self, mean_s: f64) -> Law {
        self.service_law.of(mean_s, self.service_variation)
    }

    fn patience(&self, mean_s: f64) -> Law {
        self.patience_law.of(mean_s, self.patience_variation)
    }
}

/// One queue and one group for ever.
#[derive(Debug, Deserialize)]
struct Steady {
    s: u32,
    lambda_per_s: f64,
    mean_service_s: f64,
    #[serde(default)]
    mean_patience_s: Option<f64>,
    awt_s: f64,
    calls: u64,
    #[serde(default)]
    warmup_calls: u64,
    #[serde(flatten)]
    laws: Laws,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

impl Steady {
    fn told(self) -> Self {
        tell_unread(&self.rest);
        self
    }

    fn model(self) -> anyhow::Result<Model> {
        let queue = Queue {
            rate_per_s: vec![self.lambda_per_s],
            handling: vec![self.laws.handling(self.mean_service_s)],
            patience: self.mean_patience_s.iter().map(|mean| self.laws.patience(*mean)).collect(),
            threshold_s: self.awt_s,
            short_abandon_s: 0.0,
            groups: vec![0],
        };
        Ok(Model {
            queues: vec![queue],
            groups: vec![Group { agents: vec![self.s], queues: vec![0] }],
            period_s: 3_600.0,
            periods: 1,
            choice: Choice::InOrder,
            busyness_shape: None,
            horizon: Horizon::Contacts { warm_up: self.warmup_calls, counted: self.calls },
        })
    }
}

/// Queues and groups by period.
#[derive(Debug, Deserialize)]
struct Skills {
    #[serde(rename = "K")]
    queues: Option<usize>,
    #[serde(rename = "I")]
    groups: Option<usize>,
    #[serde(rename = "P")]
    periods: Option<usize>,
    period_s: f64,
    rate_per_min: Vec<Vec<f64>>,
    mean_service_s: Vec<ByPeriod>,
    #[serde(default)]
    mean_patience_s: Option<Vec<Option<ByPeriod>>>,
    awt_s: ByPeriod,
    type_to_groups: Vec<Vec<usize>>,
    group_to_types: Vec<Vec<usize>>,
    staff: Vec<Vec<u32>>,
    #[serde(default)]
    choice: ChoiceName,
    #[serde(default)]
    busyness_shape: Option<f64>,
    #[serde(flatten)]
    laws: Laws,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

impl Skills {
    fn told(self) -> Self {
        tell_unread(&self.rest);
        self
    }

    fn model(self) -> anyhow::Result<Model> {
        let queues = self.rate_per_min.len();
        let groups = self.staff.len();
        let periods = self.rate_per_min.first().map_or(0, Vec::len);
        same("K", self.queues, queues, "rows of rate_per_min")?;
        same("I", self.groups, groups, "rows of staff")?;
        same("P", self.periods, periods, "entries in the first row of rate_per_min")?;
        let patience = self.mean_patience_s.unwrap_or_default();
        let patiences = if patience.is_empty() { queues } else { patience.len() };
        for (name, rows) in [
            ("mean_service_s", self.mean_service_s.len()),
            ("mean_patience_s", patiences),
            ("type_to_groups", self.type_to_groups.len()),
        ] {
            same(name, Some(rows), queues, "rows of rate_per_min")?;
        }
        same("group_to_types", Some(self.group_to_types.len()), groups, "rows of staff")?;
        let thresholds = each(self.awt_s.numbers(), queues, "awt_s")?;
        let laws = self.laws;
        let queue = |(k, rates): (usize, &Vec<f64>)| {
            let means = patience.get(k).and_then(Option::as_ref).map_or(&[][..], ByPeriod::numbers);
            Queue {
                rate_per_s: per_second(rates),
                handling: list(self.mean_service_s[k].numbers(), |mean| laws.handling(mean)),
                patience: list(means, |mean| laws.patience(mean)),
                threshold_s: thresholds[k],
                short_abandon_s: 0.0,
                groups: self.type_to_groups[k].clone(),
            }
        };
        Ok(Model {
            queues: self.rate_per_min.iter().enumerate().map(queue).collect(),
            groups: groups_of(self.staff, self.group_to_types),
            period_s: self.period_s,
            periods,
            choice: choice_of(self.choice),
            busyness_shape: self.busyness_shape,
            horizon: Horizon::Day,
        })
    }
}

/// The example that the `ContactCenters` library publishes, in its own words.
#[derive(Debug, Deserialize)]
struct Example {
    time_unit: String,
    period: f64,
    lambda_: Vec<Vec<f64>>,
    /// `Gamma(shape,rate), …`
    busyness: Option<String>,
    mu_by_period_of_arrival: Vec<f64>,
    nu_by_period_of_arrival: Vec<f64>,
    staff: Vec<Vec<u32>>,
    type_to_group: Vec<Vec<usize>>,
    /// Words around `[[1,0],[2,1]]`, the queues of each group.
    queue: String,
    awt: f64,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

impl Example {
    fn told(self) -> Self {
        tell_unread(&self.rest);
        self
    }

    fn model(self) -> anyhow::Result<Model> {
        let unit_s = match self.time_unit.as_str() {
            "seconds" => 1.0,
            "minutes" => 60.0,
            "hours" => 3_600.0,
            other => bail!("time_unit: `{other}` is none of seconds, minutes, hours"),
        };
        let lists = between(&self.queue, "[[", "]]").map(|inside| format!("[[{inside}]]"));
        let lists = lists.context("queue: names no groups as [[1,0],[2,1]]")?;
        let served: Vec<Vec<usize>> =
            serde_json::from_str(&lists).context("queue: the lists of its groups")?;
        let shape = self.busyness.as_deref().and_then(|text| between(text, "Gamma(", ","));
        let busyness_shape =
            shape.map(str::parse).transpose().context("busyness: Gamma(shape,…)")?;
        let law = |rate: &f64| Law::Exponential { mean_s: unit_s / rate };
        let queue = |(rates, groups): (&Vec<f64>, &Vec<usize>)| Queue {
            rate_per_s: rates.iter().map(|rate| rate / unit_s).collect(),
            handling: self.mu_by_period_of_arrival.iter().map(law).collect(),
            patience: self.nu_by_period_of_arrival.iter().map(law).collect(),
            threshold_s: self.awt * unit_s,
            short_abandon_s: 0.0,
            groups: groups.clone(),
        };
        same(
            "type_to_group",
            Some(self.type_to_group.len()),
            self.lambda_.len(),
            "rows of lambda_",
        )?;
        same("queue", Some(served.len()), self.staff.len(), "rows of staff")?;
        Ok(Model {
            periods: self.lambda_.first().map_or(0, Vec::len),
            queues: self.lambda_.iter().zip(&self.type_to_group).map(queue).collect(),
            groups: groups_of(self.staff, served),
            period_s: self.period * unit_s,
            choice: Choice::LongestWait,
            busyness_shape,
            horizon: Horizon::Day,
        })
    }
}

const fn choice_of(name: ChoiceName) -> Choice {
    match name {
        ChoiceName::InOrder => Choice::InOrder,
        ChoiceName::LongestWait => Choice::LongestWait,
    }
}

fn groups_of(staff: Vec<Vec<u32>>, served: Vec<Vec<usize>>) -> Vec<Group> {
    staff.into_iter().zip(served).map(|(agents, queues)| Group { agents, queues }).collect()
}

fn list(means: &[f64], law: impl Fn(f64) -> Law) -> Vec<Law> {
    means.iter().copied().map(law).collect()
}

fn per_second(per_minute: &[f64]) -> Vec<f64> {
    per_minute.iter().map(|rate| rate / 60.0).collect()
}

/// One for each queue: given so, or a single one for all.
fn each(numbers: &[f64], queues: usize, name: &str) -> anyhow::Result<Vec<f64>> {
    match numbers {
        [number] => Ok(vec![*number; queues]),
        _ => same(name, Some(numbers.len()), queues, "rows of rate_per_min")
            .map(|()| numbers.to_vec()),
    }
}

fn same(name: &str, given: Option<usize>, counted: usize, what: &str) -> anyhow::Result<()> {
    match given {
        Some(given) if given != counted => {
            bail!("{name}: says {given}, but there are {counted} {what}")
        }
        _ => Ok(()),
    }
}

fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<&'a str> {
    let (_, after) = text.split_once(open)?;
    after.split_once(close).map(|(inside, _)| inside.trim())
}

fn tell_unread(rest: &BTreeMap<String, Value>) {
    let known = |name: &&String| !REMARKS.contains(&name.as_str()) && !is_size(name);
    for name in rest.keys().filter(known) {
        tracing::warn!(entry = name, "the model file has an entry that is not read");
    }
}

fn is_size(name: &str) -> bool {
    ["K", "I", "P"].contains(&name)
}
