//! The IVR as a graph: nodes by level, keys and ways.
//!
//! Room:  server/http/build; asks `store` for sums, the state for who is in a node now.
//! Holds: visits of a node are the ways into it; times are of visits that are over.
//! Proof: `tests/it/api_ivr.rs`.

use crate::http::build::house::{self, House};
use crate::http::query;
use crate::http::refusal::Refusal;
use crate::http::routes::ivr::IvrParams;
use crate::http::state::AppState;
use crate::http::views::ivr::{Ivr, IvrGoal, IvrKey, IvrNode, IvrWay};
use domain::history::{IvrCell, IvrPart};
use domain::{Duration, Interval, IvrNodeId, Timestamp};
use live::Live;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// A visit of this length is slow.
const SLOW: Duration = Duration::from_secs(30);
/// One visit in so many that ends with the contact makes a node a dead end ...
const DEAD_END_SHARE: u64 = 5;
/// ... if it were not only a few.
const DEAD_END_LEAST: u64 = 5;
/// Days in one answer.
const LONGEST: Duration = Duration::from_minutes(400 * 24 * 60);

/// What the live state tells.
struct Known {
    house: House,
    names: BTreeMap<IvrNodeId, String>,
    now: BTreeMap<IvrNodeId, u64>,
}

/// Answers a request.
pub async fn read(state: &AppState, params: &IvrParams) -> Result<Ivr, Refusal> {
    let now = state.now();
    let known = state.engine.read(|live| known(live, now));
    let within = within(params, &known.house, now)?;
    let read = state.store.ivr(within).await;
    let cells = read.map_err(|error| Refusal::fault("reading the IVR", &error))?;
    let graph = Graph::of(&cells);
    let is_running = within.contains(now);
    let mut nodes: Vec<IvrNode> =
        graph.nodes.keys().map(|&id| node(&graph, &known, id, is_running)).collect();
    nodes.sort_by_key(|node| (node.level, Reverse(node.visits), node.id));
    Ok(Ivr {
        from: within.start.into(),
        to: within.end.into(),
        zone: known.house.zone.name().to_owned(),
        begun: nodes.iter().map(|node| node.begun).sum(),
        nodes,
    })
}

fn known(live: &Live, now: Timestamp) -> Known {
    let names = live.names().ivr_nodes.iter();
    let mut in_node: BTreeMap<IvrNodeId, u64> = BTreeMap::new();
    for open in live.open_contacts() {
        if let Some(node) = open.ivr_node.filter(|_| open.in_ivr_since.is_some()) {
            *in_node.entry(node).or_default() += 1;
        }
    }
    Known {
        house: house::house(live, now),
        names: names.map(|(&id, known)| (id, known.name.clone())).collect(),
        now: in_node,
    }
}

fn within(params: &IvrParams, house: &House, now: Timestamp) -> Result<Interval, Refusal> {
    let today = house.day(house.day_at(now));
    let edge = |name: &str, text: &str| {
        if text.len() == 10 {
            return query::day(name, text).map(|day| house.day(day));
        }
        query::instant(name, text).map(|at| Interval { start: at, end: at })
    };
    let from = params.from.as_deref().map_or(Ok(today), |text| edge("from", text))?;
    let to = match params.to.as_deref() {
        Some(text) => edge("to", text)?.end,
        None if from.start == from.end => now,
        None => from.end,
    };
    let within = Interval { start: from.start, end: to };
    if within.start >= within.end || within.length() > LONGEST {
        let text = params.to.as_deref().unwrap_or("-");
        return Err(Refusal::parameter("to", text, "Write a time after `from`, 400 days at most"));
    }
    Ok(within)
}

/// What was counted, by node.
struct Graph {
    nodes: BTreeMap<IvrNodeId, Vec<IvrCell>>,
    visits: BTreeMap<IvrNodeId, u64>,
    levels: BTreeMap<IvrNodeId, u32>,
}

impl Graph {
    fn of(cells: &[IvrCell]) -> Self {
        let mut nodes: BTreeMap<IvrNodeId, Vec<IvrCell>> = BTreeMap::new();
        let mut visits: BTreeMap<IvrNodeId, u64> = BTreeMap::new();
        for cell in cells {
            nodes.entry(cell.node).or_default().push(*cell);
            let entered = match cell.part {
                IvrPart::Begun => cell.node,
                IvrPart::ToNode(node) => node,
                IvrPart::Left(_)
                | IvrPart::Ended
                | IvrPart::ToQueue(_)
                | IvrPart::Refused(_)
                | IvrPart::ToEnd => continue,
            };
            *visits.entry(entered).or_default() += u64::from(cell.count);
        }
        for node in visits.keys() {
            nodes.entry(*node).or_default();
        }
        let levels = levels(&nodes);
        Self { nodes, visits, levels }
    }

    fn sum(&self, node: IvrNodeId, is_meant: impl Fn(IvrPart) -> bool) -> u64 {
        let cells = self.nodes.get(&node).into_iter().flatten();
        cells.filter(|cell| is_meant(cell.part)).map(|cell| u64::from(cell.count)).sum()
    }
}

/// Steps from the nodes in which contacts begin; what none of them leads to stands at the beginning.
fn levels(nodes: &BTreeMap<IvrNodeId, Vec<IvrCell>>) -> BTreeMap<IvrNodeId, u32> {
    let begins = |cells: &[IvrCell]| cells.iter().any(|cell| cell.part == IvrPart::Begun);
    let first = nodes.iter().filter(|(_, cells)| begins(cells)).map(|(&id, _)| id);
    let mut frontier: BTreeSet<IvrNodeId> = first.collect();
    let mut levels = BTreeMap::new();
    for level in 0.. {
        frontier.retain(|node| !levels.contains_key(node));
        if frontier.is_empty() {
            break;
        }
        levels.extend(frontier.iter().map(|&node| (node, level)));
        let cells = frontier.iter().filter_map(|node| nodes.get(node)).flatten();
        frontier = cells
            .filter_map(|cell| match cell.part {
                IvrPart::ToNode(node) => Some(node),
                IvrPart::Begun
                | IvrPart::Left(_)
                | IvrPart::Ended
                | IvrPart::ToQueue(_)
                | IvrPart::Refused(_)
                | IvrPart::ToEnd => None,
            })
            .collect();
    }
    levels
}

fn node(graph: &Graph, known: &Known, id: IvrNodeId, is_running: bool) -> IvrNode {
    let cells = graph.nodes.get(&id).map_or(&[][..], Vec::as_slice);
    let is_over = |part| matches!(part, IvrPart::Left(_) | IvrPart::Ended);
    let over = graph.sum(id, is_over);
    let time: u64 = cells.iter().filter(|cell| is_over(cell.part)).map(|cell| cell.time).sum();
    let mean = time.checked_div(over);
    let ended = graph.sum(id, |part| part == IvrPart::Ended);
    let keys = cells.iter().filter_map(|cell| match cell.part {
        IvrPart::Left(key) => Some(IvrKey { key, count: cell.count.into() }),
        IvrPart::Begun
        | IvrPart::Ended
        | IvrPart::ToNode(_)
        | IvrPart::ToQueue(_)
        | IvrPart::Refused(_)
        | IvrPart::ToEnd => None,
    });
    let mut ways: Vec<IvrWay> = cells.iter().filter_map(|cell| way(known, cell)).collect();
    ways.sort_by_key(|way| (Reverse(way.count), way.goal, way.id));
    IvrNode {
        id: id.0,
        name: name(known, id),
        level: graph.levels.get(&id).copied().unwrap_or(0),
        visits: graph.visits.get(&id).copied().unwrap_or(0),
        begun: graph.sum(id, |part| part == IvrPart::Begun),
        mean_ms: mean.map(|micros| micros / 1_000),
        ended_visits: over,
        now: if is_running { known.now.get(&id).copied().unwrap_or(0) } else { 0 },
        keys: keys.collect(),
        ways,
        is_slow: mean.is_some_and(|micros| micros >= SLOW.0.cast_unsigned()),
        is_dead_end: ended >= DEAD_END_LEAST && ended * DEAD_END_SHARE >= over,
    }
}

fn way(known: &Known, cell: &IvrCell) -> Option<IvrWay> {
    let queue_name = |queue| known.house.queues.get(&queue).map(|known| known.name.clone());
    let (goal, id, name) = match cell.part {
        IvrPart::ToNode(node) => (IvrGoal::Node, Some(node.0), Some(name(known, node))),
        IvrPart::ToQueue(queue) => (IvrGoal::Queue, Some(queue.0), queue_name(queue)),
        IvrPart::Refused(queue) => (IvrGoal::Refused, Some(queue.0), queue_name(queue)),
        IvrPart::Ended => (IvrGoal::EndedInNode, None, None),
        IvrPart::ToEnd => (IvrGoal::Ended, None, None),
        IvrPart::Begun | IvrPart::Left(_) => return None,
    };
    Some(IvrWay { goal, id, name, count: cell.count.into() })
}

fn name(known: &Known, node: IvrNodeId) -> String {
    known.names.get(&node).cloned().unwrap_or_else(|| node.to_string())
}
