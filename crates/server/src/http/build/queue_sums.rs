//! Queues added up by skill and by site, as they stand below the head of a group.
//!
//! Room:  server/http/build; for the list of queues.
//! Holds: rates are ratios of sums; the longest wait is that of the longest waiting contact; people
//!        are counted once, whatever number of the group's queues they serve.
//! Never: adds people over queues; gives an occupancy, which belongs to the members of one queue.
//! Proof: `tests/it/api_floor.rs`.

use crate::http::build::board::{Board, whole_seconds};
use crate::http::build::names;
use crate::http::build::told::Told;
use crate::http::views::queue::QueueRow;
use domain::state::AgentState;
use domain::{QueueId, SiteId, SkillId};
use journal::carry::{Agent, Registered};
use live::Live;
use live::view::Line;
use std::collections::BTreeMap;

/// What is summed for one skill or site.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    line: Line,
    staffed: u32,
    available: u32,
    today: Told,
    last_15m: Told,
}

/// Which group a queue is in, if any.
type GroupOf = fn(&Registered) -> Option<u32>;

/// By the skill that queues ask for.
#[must_use]
pub fn by_skill(live: &Live, board: &Board) -> BTreeMap<u32, QueueRow> {
    let name = |id| names::skill(live.names(), SkillId(id));
    rows(live, board, |queue| Some(queue.skill?.0), &name)
}

/// By the site of the queue.
#[must_use]
pub fn by_site(live: &Live, board: &Board) -> BTreeMap<u32, QueueRow> {
    let name = |id| names::site(live.names(), SiteId(id));
    rows(live, board, |queue| Some(queue.site?.0), &name)
}

fn rows(
    live: &Live,
    board: &Board,
    group_of: GroupOf,
    name: &dyn Fn(u32) -> Option<String>,
) -> BTreeMap<u32, QueueRow> {
    let mut sums: BTreeMap<u32, Sum> = BTreeMap::new();
    for queue in live.queues() {
        if let Some(group) = group(live, queue, group_of) {
            sums.entry(group).or_default().add_queue(board, queue);
        }
    }
    for (_, agent) in live.agents_changed_since(0) {
        add_agent(live, &mut sums, agent, group_of);
    }
    let row = |(id, sum): (u32, Sum)| (id, sum.row(board, name(id)));
    sums.into_iter().map(row).collect()
}

fn group(live: &Live, queue: QueueId, group_of: GroupOf) -> Option<u32> {
    group_of(live.names().queues.get(&queue)?)
}

/// Counts somebody once in each group of the queues that he or she serves.
fn add_agent(live: &Live, sums: &mut BTreeMap<u32, Sum>, agent: &Agent, group_of: GroupOf) {
    if !agent.state.is_signed_in() {
        return;
    }
    let is_available = agent.state == AgentState::Available;
    let mut served: BTreeMap<u32, bool> = BTreeMap::new();
    for membership in &agent.memberships {
        if let Some(group) = group(live, membership.queue, group_of) {
            *served.entry(group).or_default() |= is_available && membership.paused.is_none();
        }
    }
    for (group, is_ready) in served {
        let sum = sums.entry(group).or_default();
        sum.staffed += 1;
        sum.available += u32::from(is_ready);
    }
}

impl Sum {
    fn add_queue(&mut self, board: &Board, queue: QueueId) {
        let line = board.floor.lines.get(&queue).copied().unwrap_or_default();
        self.line.waiting += line.waiting;
        self.line.oldest = [self.line.oldest, line.oldest].into_iter().flatten().min();
        self.today.merge(&board.today.get(&queue.0).copied().unwrap_or_default());
        self.last_15m.merge(&board.window(queue, 1));
    }

    fn row(&self, board: &Board, name: Option<String>) -> QueueRow {
        QueueRow {
            target: board.target,
            name: name.unwrap_or_default(),
            skill: None,
            skill_id: None,
            site: None,
            site_id: None,
            waiting: self.line.waiting,
            longest_wait_ms: whole_seconds(self.line, board.now),
            longest_wait_since: self.line.oldest.map(Into::into),
            staffed: self.staffed,
            available: self.available,
            today: board.figures(&self.today, None),
            last_15m: board.figures(&self.last_15m, None),
        }
    }
}
