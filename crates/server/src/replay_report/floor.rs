//! The live floor under the same records: its own counts, to stand beside the ledger's.
//!
//! Room:  server, `replay_report`.
//! Takes: records in order. Gives: counts per queue as `live` closed them, and its anomalies.
//! Holds: what history would hold of the day, computed by the code that runs the floor.
//! Proof: `tests/it/captures.rs`.

use domain::figures::{Attribution, Counts};
use domain::history::ContactKey;
use domain::{Duration, QueueId, Timestamp};
use journal::{Event, Record};
use live::{Effect, Live};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// After this long every interval is closed and every open contact is still open.
const CLOSING: Duration = Duration::from_minutes(60);

#[derive(Default)]
pub(super) struct Floor {
    live: Live,
    effects: Vec<Effect>,
    /// The latest revision of each cell.
    cells: BTreeMap<(QueueId, Timestamp), Counts>,
    names: BTreeMap<QueueId, String>,
    anomalies: BTreeMap<String, u64>,
}

impl Floor {
    pub(super) fn apply(&mut self, record: &Record) {
        if let Event::QueueRegistered { queue, name, .. } = &record.event {
            self.names.insert(*queue, name.clone());
        }
        self.live.apply(record, &mut self.effects);
        self.collect();
    }

    fn collect(&mut self) {
        for effect in self.effects.drain(..) {
            match effect {
                Effect::SetContactCell(cell) => {
                    let ContactKey::Queue(queue) = cell.key else { continue };
                    if cell.attribution == Attribution::ByEvent {
                        let kept = self.cells.entry((queue, cell.start)).or_default();
                        if cell.revision == 0 {
                            kept.merge(&cell.counts);
                        } else {
                            *kept = cell.counts;
                        }
                    }
                }
                Effect::ReportAnomaly { anomaly, .. } => {
                    let name = serde_json::to_value(anomaly).ok();
                    let name = name.and_then(|name| name.as_str().map(str::to_owned));
                    *self.anomalies.entry(name.unwrap_or_default()).or_default() += 1;
                }
                Effect::CloseContact(_)
                | Effect::SetWorkCell(_)
                | Effect::AddIvr(_)
                | Effect::EndState(_) => {}
            }
        }
    }

    /// Closes every interval; gives the sums per queue, and the anomalies by kind.
    pub(super) fn close(mut self, last: Timestamp) -> (Value, Value) {
        self.live.tick(last.plus(CLOSING), &mut self.effects);
        self.collect();
        let mut sums: BTreeMap<QueueId, Counts> = BTreeMap::new();
        for ((queue, _), counts) in &self.cells {
            sums.entry(*queue).or_default().merge(counts);
        }
        let mut queues = Map::new();
        for (queue, counts) in sums {
            let name = self.names.get(&queue).cloned().unwrap_or_else(|| queue.to_string());
            let seconds = |length: Option<Duration>| length.map(Duration::secs_f64);
            let row = json!({
                "offered": counts.offered,
                "refused": counts.refused,
                "answered": counts.answered,
                "abandoned": counts.abandoned,
                "diverted": counts.diverted,
                "transferred_blind": counts.transferred_blind,
                "transferred_attended": counts.transferred_attended,
                "offers": counts.offers,
                "rung_out": counts.rung_out,
                "handled": counts.handled,
                "asa_s": seconds(counts.asa()),
                "aht_s": seconds(counts.aht()),
                "answered_in_30_s": counts.answered_waits.within(Duration::from_secs(30)),
            });
            queues.insert(name, row);
        }
        (Value::Object(queues), json!(self.anomalies))
    }
}
