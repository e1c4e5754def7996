//! Records counted per queue, in the words of a `queue_log`'s reader.
//!
//! Room:  server, `replay_report`.
//! Takes: records in order, and the whole seconds that the PBX tells of single waits.
//! Gives: one object per queue.
//! Holds: a redirected caller counts as abandoned here, as in `queue_log`; in `live` as diverted.
//! Proof: `tests/it/captures.rs`.

use domain::state::{Certainty, DivertReason, EndedBy, TransferKind};
use domain::{AgentId, ContactId, Duration, QueueId, Timestamp};
use journal::{Event, Record, Registry};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

const THRESHOLDS: [i64; 3] = [10, 20, 30];

/// What the PBX says about the length of one wait.
pub(super) struct Told {
    pub(super) contact: String,
    pub(super) queue: String,
    pub(super) at: Timestamp,
    pub(super) seconds: i64,
}

/// One wait: as measured, and in the whole seconds of the log.
#[derive(Clone, Copy)]
struct Wait {
    measured: Duration,
    whole: i64,
}

#[derive(Default)]
struct Queue {
    counts: BTreeMap<&'static str, u64>,
    answered: Vec<Wait>,
    abandoned: Vec<Wait>,
    talks: Vec<Wait>,
    rona: BTreeMap<AgentId, u64>,
    answered_by: BTreeMap<AgentId, u64>,
}

struct Waiting {
    queue: QueueId,
    since: Timestamp,
    withdrawn: u64,
}

struct Talk {
    queue: QueueId,
    since: Timestamp,
    transfer: Option<TransferKind>,
}

#[derive(Default)]
pub(super) struct Ledger {
    queues: BTreeMap<QueueId, Queue>,
    queue_names: BTreeMap<QueueId, String>,
    agent_names: BTreeMap<AgentId, String>,
    waiting: BTreeMap<ContactId, Waiting>,
    talks: BTreeMap<(ContactId, AgentId), Talk>,
    told: BTreeMap<(String, String, Timestamp), i64>,
    refused: BTreeMap<(QueueId, &'static str), u64>,
    anomalies: BTreeMap<String, u64>,
    whole_only: bool,
}

impl Ledger {
    /// The source has no better clock: measured waits are the told ones.
    pub(super) fn knows_whole_seconds_only(&mut self) {
        self.whole_only = true;
    }

    /// Rows of the log that set the penalty of nobody it speaks of.
    pub(super) fn add_penalties(&mut self, queue: &str, rows: u64) {
        let mut names = self.queue_names.iter();
        if let Some((&id, _)) = names.find(|(_, name)| name.as_str() == queue) {
            *self.queues.entry(id).or_default().counts.entry("penalty").or_default() += rows;
        }
    }

    pub(super) fn tell(&mut self, told: Told) {
        self.told.insert((told.contact, told.queue, told.at), told.seconds);
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the report counts what queue_log counts")]
    pub(super) fn apply(&mut self, record: &Record, registry: &Registry) {
        let at = record.occurred_at;
        let is_told = record.certainty == Certainty::Reported;
        match &record.event {
            Event::QueueRegistered { queue, name, .. } => {
                self.queue_names.insert(*queue, name.clone());
            }
            Event::AgentRegistered { agent, name, .. } => {
                self.agent_names.insert(*agent, name.clone());
            }
            Event::ContactQueued { contact, queue, .. } => self.queued(*contact, *queue, at),
            Event::ContactAnswered { contact, queue: Some(_), agent } => {
                self.answered(*contact, *agent, at, registry);
            }
            Event::ContactAbandoned { contact, .. } => self.abandoned(*contact, at, registry),
            Event::ContactDiverted { contact, reason, .. } => {
                self.diverted(*contact, *reason, at, registry);
            }
            Event::OfferRungOut { queue: Some(queue), agent, .. } => {
                let queue = self.count(*queue, "rona");
                *queue.rona.entry(*agent).or_default() += 1;
            }
            Event::OfferWithdrawn { contact, queue: Some(_), .. } => {
                if let Some(waiting) = self.waiting.get_mut(contact) {
                    waiting.withdrawn += 1;
                }
            }
            Event::ContactTransferred { contact, agent, transfer, .. } => {
                if let Some(talk) = self.talks.get_mut(&(*contact, *agent)) {
                    talk.transfer = Some(*transfer);
                }
            }
            Event::ContactReleased { contact, agent, by } => {
                self.released((*contact, *agent), *by, at);
            }
            Event::ContactEnded { contact, .. } => {
                self.waiting.remove(contact);
            }
            Event::ContactRefused { queue, reason, .. } => {
                let name = match reason {
                    domain::state::RefusalReason::QueueFull => "queue_full",
                    domain::state::RefusalReason::NobodySignedIn => "nobody_signed_in",
                    domain::state::RefusalReason::Closed => "closed",
                    domain::state::RefusalReason::Other => "other",
                };
                *self.refused.entry((*queue, name)).or_default() += 1;
            }
            Event::AnomalyReported { anomaly, .. } => {
                let name = serde_json::to_value(anomaly).ok();
                let name = name.and_then(|name| name.as_str().map(str::to_owned));
                *self.anomalies.entry(name.unwrap_or_default()).or_default() += 1;
            }
            other if is_told => self.member(other),
            _ => {}
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "memberships alone have rows in the log")]
    fn member(&mut self, event: &Event) {
        let (queue, name) = match event {
            Event::MemberAdded { queue, .. } => (queue, "addmember"),
            Event::MemberRemoved { queue, .. } => (queue, "removemember"),
            Event::MemberPenaltySet { queue, .. } => (queue, "penalty"),
            Event::MemberPaused { queue, .. } => (queue, "pause_rows"),
            Event::MemberResumed { queue, .. } => (queue, "unpause_rows"),
            _ => return,
        };
        self.count(*queue, name);
    }

    fn count(&mut self, queue: QueueId, name: &'static str) -> &mut Queue {
        let queue = self.queues.entry(queue).or_default();
        *queue.counts.entry(name).or_default() += 1;
        queue
    }

    fn queued(&mut self, contact: ContactId, queue: QueueId, at: Timestamp) {
        self.count(queue, "entered");
        self.waiting.insert(contact, Waiting { queue, since: at, withdrawn: 0 });
    }

    fn answered(&mut self, contact: ContactId, agent: AgentId, at: Timestamp, names: &Registry) {
        let Some(waiting) = self.waiting.remove(&contact) else { return };
        let wait = self.wait(contact, &waiting, at, names);
        let queue = self.count(waiting.queue, "answered");
        queue.answered.push(wait);
        *queue.answered_by.entry(agent).or_default() += 1;
        let talk = Talk { queue: waiting.queue, since: at, transfer: None };
        self.talks.insert((contact, agent), talk);
    }

    fn abandoned(&mut self, contact: ContactId, at: Timestamp, names: &Registry) {
        let Some(waiting) = self.waiting.remove(&contact) else { return };
        let wait = self.wait(contact, &waiting, at, names);
        let queue = self.count(waiting.queue, "abandoned");
        queue.abandoned.push(wait);
        *queue.counts.entry("ringcanceled").or_default() += waiting.withdrawn;
    }

    fn diverted(&mut self, contact: ContactId, why: DivertReason, at: Timestamp, names: &Registry) {
        let name = match why {
            DivertReason::Timeout => "exit_timeout",
            DivertReason::Key => "exit_key",
            DivertReason::NobodySignedIn => "exit_empty",
            DivertReason::Overflow => "exit_other",
            DivertReason::Redirected => return self.abandoned(contact, at, names),
            // Offered a call back before the queue: no row in the log.
            DivertReason::Callback => {
                if let Some(waiting) = self.waiting.remove(&contact) {
                    let queue = self.count(waiting.queue, "callback");
                    let entered = queue.counts.entry("entered").or_default();
                    *entered = entered.saturating_sub(1);
                }
                return;
            }
        };
        if let Some(waiting) = self.waiting.remove(&contact) {
            let queue = self.count(waiting.queue, name);
            *queue.counts.entry("ringcanceled").or_default() += waiting.withdrawn;
        }
    }

    fn released(&mut self, key: (ContactId, AgentId), by: EndedBy, at: Timestamp) {
        let Some(talk) = self.talks.remove(&key) else { return };
        let name = match (talk.transfer, by) {
            (Some(TransferKind::Blind), _) => "blind_transfer",
            (Some(TransferKind::Attended), _) => "attended_transfer",
            (None, EndedBy::Agent) => "complete_agent",
            (None, EndedBy::Customer) => "complete_caller",
            (None, EndedBy::System | EndedBy::Unknown) => "complete_untold",
        };
        let wait = Wait { measured: at.since(talk.since), whole: whole(talk.since, at) };
        self.count(talk.queue, name).talks.push(wait);
    }

    /// The wait as measured; its whole seconds as the PBX tells them, unless they contradict the
    /// measurement by more than the two readings of a clock can.
    fn wait(
        &mut self,
        contact: ContactId,
        from: &Waiting,
        at: Timestamp,
        names: &Registry,
    ) -> Wait {
        let measured = at.since(from.since);
        let cut = whole(from.since, at);
        let contact = names.external(contact).unwrap_or_default().to_owned();
        let queue = self.queue_names.get(&from.queue).cloned().unwrap_or_default();
        let told = self.told.remove(&(contact, queue, at));
        let whole = told.filter(|told| (told - cut).abs() <= 1).unwrap_or(cut);
        let measured = if self.whole_only { Duration::from_secs(whole) } else { measured };
        Wait { measured, whole }
    }

    pub(super) fn close(self) -> (Value, Value, Value) {
        let mut still_waiting: BTreeMap<QueueId, u64> = BTreeMap::new();
        for waiting in self.waiting.values() {
            *still_waiting.entry(waiting.queue).or_default() += 1;
        }
        let mut queues = Map::new();
        for (id, queue) in &self.queues {
            let waiting = still_waiting.get(id).copied().unwrap_or(0);
            let report = queue.report(waiting, &self.agent_names);
            queues.insert(self.queue_name(*id), report);
        }
        let mut refused: BTreeMap<String, BTreeMap<&str, u64>> = BTreeMap::new();
        for ((queue, reason), count) in &self.refused {
            refused.entry(self.queue_name(*queue)).or_default().insert(reason, *count);
        }
        (Value::Object(queues), json!(refused), json!(self.anomalies))
    }

    fn queue_name(&self, queue: QueueId) -> String {
        self.queue_names.get(&queue).cloned().unwrap_or_else(|| queue.to_string())
    }
}

impl Queue {
    fn report(&self, waiting: u64, names: &BTreeMap<AgentId, String>) -> Value {
        let count = |name| self.counts.get(name).copied().unwrap_or(0);
        let gone =
            ["answered", "abandoned", "exit_timeout", "exit_key", "exit_empty", "exit_other"];
        let gone: u64 = gone.into_iter().map(count).sum();
        let balance = i128::from(count("entered")) - i128::from(gone) - i128::from(waiting);
        let by_name = |counts: &BTreeMap<AgentId, u64>| {
            let mut named: BTreeMap<String, u64> = BTreeMap::new();
            for (agent, count) in counts {
                let name = names.get(agent).cloned().unwrap_or_else(|| agent.to_string());
                *named.entry(name).or_default() += count;
            }
            named
        };
        let mut report = json!({
            "still_waiting_at_end": waiting,
            "balance": i64::try_from(balance).unwrap_or(i64::MIN),
            "mean_wait_answered_s": mean(&self.answered, measured),
            "max_wait_answered_s": most(&self.answered, measured),
            "mean_wait_abandoned_s": mean(&self.abandoned, measured),
            "answered_within": within(&self.answered, measured),
            "abandoned_within": within(&self.abandoned, measured),
            "service_level_of_entered": self.service_level(measured),
            "talk_mean_s": mean(&self.talks, measured),
            "talk_total_s": round(self.talks.iter().map(measured).sum()),
            "rona_by_agent": by_name(&self.rona),
            "answered_by_agent": by_name(&self.answered_by),
            "whole_seconds": {
                "mean_wait_answered_s": mean(&self.answered, seconds),
                "max_wait_answered_s": self.answered.iter().map(|wait| wait.whole).max(),
                "mean_wait_abandoned_s": mean(&self.abandoned, seconds),
                "answered_within": within(&self.answered, seconds),
                "abandoned_within": within(&self.abandoned, seconds),
                "service_level_of_entered": self.service_level(seconds),
                "talk_total_s": self.talks.iter().map(|talk| talk.whole).sum::<i64>(),
            },
        });
        for name in [
            "entered",
            "answered",
            "abandoned",
            "exit_timeout",
            "exit_key",
            "exit_empty",
            "exit_other",
            "callback",
            "complete_agent",
            "complete_caller",
            "complete_untold",
            "blind_transfer",
            "attended_transfer",
            "rona",
            "ringcanceled",
            "pause_rows",
            "unpause_rows",
            "addmember",
            "removemember",
            "penalty",
        ] {
            if let Some(object) = report.as_object_mut() {
                object.insert(name.to_owned(), json!(count(name)));
            }
        }
        report
    }

    fn service_level(&self, length: fn(&Wait) -> f64) -> Value {
        let entered = self.counts.get("entered").copied().unwrap_or(0);
        let share = |threshold: i64| {
            let limit = Duration::from_secs(threshold).secs_f64();
            let in_time = self.answered.iter().filter(|wait| length(wait) <= limit).count();
            let share = domain::Proportion::of(u64::try_from(in_time).unwrap_or(0), entered)?;
            Some(decimals::<4>(share.get()))
        };
        json!(THRESHOLDS.map(|t| (t.to_string(), share(t))).into_iter().collect::<BTreeMap<_, _>>())
    }
}

/// Whole seconds between the two instants, each cut to its second as `time()` gives it.
fn whole(from: Timestamp, until: Timestamp) -> i64 {
    (until.micros().div_euclid(1_000_000) - from.micros().div_euclid(1_000_000)).max(0)
}

fn measured(wait: &Wait) -> f64 {
    wait.measured.secs_f64()
}

fn seconds(wait: &Wait) -> f64 {
    Duration::from_secs(wait.whole).secs_f64()
}

fn round(value: f64) -> f64 {
    decimals::<3>(value)
}

/// Rounded as decimal text is: a tie goes to the even digit.
fn decimals<const N: usize>(value: f64) -> f64 {
    format!("{value:.N$}").parse().expect("a number's own text is a number")
}

#[expect(clippy::cast_precision_loss, reason = "exact below 2^53 contacts")]
fn mean(waits: &[Wait], length: fn(&Wait) -> f64) -> Option<f64> {
    let total: f64 = waits.iter().map(length).sum();
    (!waits.is_empty()).then(|| round(total / waits.len() as f64))
}

fn most(waits: &[Wait], length: fn(&Wait) -> f64) -> Option<f64> {
    waits.iter().map(length).max_by(f64::total_cmp).map(round)
}

fn within(waits: &[Wait], length: fn(&Wait) -> f64) -> BTreeMap<String, usize> {
    let count = |threshold: i64| {
        let limit = Duration::from_secs(threshold).secs_f64();
        waits.iter().filter(|wait| length(wait) <= limit).count()
    };
    THRESHOLDS.map(|t| (t.to_string(), count(t))).into_iter().collect()
}
