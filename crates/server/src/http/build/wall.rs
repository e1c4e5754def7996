//! What a board shows, from the state: the figures of its blocks and the queues that it names.
//!
//! Room:  server/http/build; looked at by the painter of a wall's stream.
//! Holds: figures of a scope are sums of counts over its queues, so that rates are ratios of sums;
//!        people are counted once, whatever they serve.
//! Never: a person's name; a figure that no block of the board shows.
//! Proof: `tests/it/api_wall.rs`.

use crate::http::build::board::{self, Board, whole_seconds};
use crate::http::build::told::Told;
use crate::http::build::{floor, house, layout, names};
use crate::http::views::figures::Figures;
use crate::http::views::overview::{CentreView, PeopleView};
use crate::http::views::wall::{
    BlockKind, BoardView, WallBlock, WallLevel, WallMeasure, WallPart, WallQueue, WallScope,
    WallSpan, WallView,
};
use domain::history::ContactKey;
use domain::measure::TimeAccount;
use domain::{AgentId, QueueId, SiteId, SkillId, Timestamp};
use journal::carry::Agent;
use live::Live;
use live::view::Line;
use std::collections::{BTreeMap, BTreeSet};

/// Everything the board shows at this moment. Without a board nothing is shown.
#[must_use]
pub fn wall(live: &Live, board: Option<&BoardView>, now: Timestamp) -> WallView {
    let centre = live.centre();
    let mut view = WallView {
        at: now.into(),
        sequence: live.sequence(),
        centre: CentreView { name: centre.name.clone(), zone: centre.zone.clone() },
        definition: house::definition_view(live, None, now),
        board: board.cloned(),
        lost_sources: floor::lost_sources(live),
        attention: Vec::new(),
        queues: BTreeMap::new(),
        parts: BTreeMap::new(),
    };
    let Some(board) = board else { return view };
    let mut look =
        Look { live, sums: Board::of(live, now, board::ATTRIBUTION), staff: BTreeMap::new() };
    view.attention = ids(queues_of(live, board.layout.attention));
    for block in board.layout.pages.iter().flat_map(|page| &page.blocks) {
        view.parts.insert(block.id, look.part(block));
    }
    let listed = view.parts.values().filter_map(|part| part.queues.as_ref()).flatten();
    let named: BTreeSet<u32> = listed.chain(&view.attention).copied().collect();
    view.queues = named.into_iter().map(|id| (id, look.queue(QueueId(id)))).collect();
    view
}

/// The queues of a scope.
#[must_use]
pub fn queues_of(live: &Live, scope: WallScope) -> Vec<QueueId> {
    let known = |queue: &QueueId| live.names().queues.get(queue);
    let is_meant = |queue: &QueueId| match scope {
        WallScope::Centre => true,
        WallScope::Queue(id) => queue.0 == id,
        WallScope::Site(id) => known(queue).and_then(|k| k.site) == Some(SiteId(id)),
        WallScope::Skill(id) => known(queue).and_then(|k| k.skill) == Some(SkillId(id)),
    };
    live.queues().into_iter().filter(is_meant).collect()
}

/// The same as keys of history.
#[must_use]
pub fn keys_of(live: &Live, scope: WallScope) -> Vec<ContactKey> {
    queues_of(live, scope).into_iter().map(ContactKey::Queue).collect()
}

/// The queue of a scope that is one queue: it may have a target of its own.
#[must_use]
pub const fn only_queue(scope: WallScope) -> Option<QueueId> {
    match scope {
        WallScope::Queue(id) => Some(QueueId(id)),
        WallScope::Centre | WallScope::Site(_) | WallScope::Skill(_) => None,
    }
}

fn ids(queues: Vec<QueueId>) -> Vec<u32> {
    queues.into_iter().map(|queue| queue.0).collect()
}

/// What people do in a scope, and their time today.
#[derive(Clone, Copy, Debug, Default)]
struct Staff {
    people: PeopleView,
    times: TimeAccount,
}

/// One look at the state, and what was summed for blocks of the same scope.
struct Look<'a> {
    live: &'a Live,
    sums: Board,
    staff: BTreeMap<WallScope, Staff>,
}

impl Look<'_> {
    fn part(&mut self, block: &WallBlock) -> WallPart {
        let part = WallPart { name: scope_name(self.live, block.scope), ..WallPart::default() };
        match block.kind {
            BlockKind::Figure => self.figure(block, part),
            BlockKind::Queues => {
                let queues = Some(ids(queues_of(self.live, block.scope)));
                WallPart { queues, ..part }
            }
            BlockKind::People => {
                let people = Some(self.staff(block.scope).people);
                WallPart { people, ..part }
            }
            BlockKind::Curve | BlockKind::Clock => part,
        }
    }

    fn figure(&mut self, block: &WallBlock, part: WallPart) -> WallPart {
        let (Some(measure), Some(span)) = (block.measure, block.span) else { return part };
        let value = if layout::is_state(measure) {
            self.state(measure, block.scope)
        } else {
            let figures = self.figures(block.scope, span);
            rate_or_count(&figures, measure)
        };
        let queue = only_queue(block.scope);
        let target = house::definition_view(self.live, queue, self.sums.now).target;
        let target = target.filter(|_| measure == WallMeasure::ServiceLevel);
        WallPart { value, target, ..part }
    }

    /// A measure of this moment.
    fn state(&mut self, measure: WallMeasure, scope: WallScope) -> Option<f64> {
        let line = self.line(scope);
        let count = match measure {
            WallMeasure::LongestWaitMs => return whole_seconds(line, self.sums.now).map(to_f64),
            WallMeasure::Waiting => line.waiting,
            WallMeasure::Talking => line.talking,
            WallMeasure::InIvr => self.sums.floor.in_ivr,
            WallMeasure::Available => match only_queue(scope) {
                Some(queue) => self.sums.members.get(&queue).map_or(0, |m| m.available),
                None => self.staff(scope).people.available,
            },
            WallMeasure::SignedIn => self.staff(scope).people.signed_in,
            WallMeasure::Offered
            | WallMeasure::Answered
            | WallMeasure::Abandoned
            | WallMeasure::Diverted
            | WallMeasure::ServiceLevel
            | WallMeasure::AnswerRate
            | WallMeasure::Abandonment
            | WallMeasure::AsaMs
            | WallMeasure::AhtMs
            | WallMeasure::Occupancy => return None,
        };
        Some(f64::from(count))
    }

    /// The lines of a scope as one.
    fn line(&self, scope: WallScope) -> Line {
        let floor = &self.sums.floor;
        if scope == WallScope::Centre {
            let (waiting, oldest, talking) = (floor.waiting, floor.oldest, floor.talking);
            return Line { waiting, oldest, talking };
        }
        let queues = queues_of(self.live, scope);
        let lines = queues.iter().filter_map(|queue| floor.lines.get(queue));
        lines.fold(Line::default(), |sum, line| Line {
            waiting: sum.waiting + line.waiting,
            oldest: [sum.oldest, line.oldest].into_iter().flatten().min(),
            talking: sum.talking + line.talking,
        })
    }

    fn figures(&mut self, scope: WallScope, span: WallSpan) -> Figures {
        let mut told = Told::default();
        for queue in queues_of(self.live, scope) {
            let of_queue = match window(span) {
                Some(window) => self.sums.window(queue, window),
                None => self.sums.today.get(&queue.0).copied().unwrap_or_default(),
            };
            told.merge(&of_queue);
        }
        let times = self.staff(scope).times;
        self.sums.figures(&told, Some(&times))
    }

    fn staff(&mut self, scope: WallScope) -> Staff {
        let (live, now) = (self.live, self.sums.now);
        *self.staff.entry(scope).or_insert_with(|| {
            let mut staff = Staff::default();
            let agents = live.agents_changed_since(0);
            for (id, agent) in agents.filter(|(_, agent)| serves(live, agent, scope)) {
                staff.add(live, id, agent, now);
            }
            staff
        })
    }

    fn queue(&self, queue: QueueId) -> WallQueue {
        let row = self.sums.row(self.live, queue);
        WallQueue {
            name: row.name,
            waiting: row.waiting,
            longest_wait_ms: row.longest_wait_ms,
            staffed: row.staffed,
            available: row.available,
            target: row.target,
            last_15m: WallLevel {
                offered: row.last_15m.offered,
                service_level: row.last_15m.service_level,
            },
        }
    }
}

impl Staff {
    fn add(&mut self, live: &Live, id: AgentId, agent: &Agent, now: Timestamp) {
        board::count(&mut self.people, agent, now);
        self.times.merge(&live.agent_today(id, now).times);
    }
}

/// Whether somebody belongs to a scope: by queue served, skill mastered, or the team's site.
pub(super) fn serves(live: &Live, agent: &Agent, scope: WallScope) -> bool {
    match scope {
        WallScope::Centre => true,
        WallScope::Queue(id) => agent.memberships.iter().any(|m| m.queue == QueueId(id)),
        WallScope::Skill(id) => agent.skills.contains_key(&SkillId(id)),
        WallScope::Site(id) => {
            let team = agent.team.and_then(|team| live.names().teams.get(&team));
            team.and_then(|team| team.site) == Some(SiteId(id))
        }
    }
}

fn scope_name(live: &Live, scope: WallScope) -> Option<String> {
    let all = live.names();
    match scope {
        WallScope::Centre => None,
        WallScope::Queue(id) => Some(names::queue(all, QueueId(id))),
        WallScope::Site(id) => names::site(all, SiteId(id)).or_else(|| Some(scope.to_string())),
        WallScope::Skill(id) => names::skill(all, SkillId(id)).or_else(|| Some(scope.to_string())),
    }
}

/// The place of a window in `board::WINDOWS`; `None` is the day.
const fn window(span: WallSpan) -> Option<usize> {
    match span {
        WallSpan::Last5m => Some(0),
        WallSpan::Last15m => Some(1),
        WallSpan::Last30m => Some(2),
        WallSpan::Now | WallSpan::Today => None,
    }
}

fn rate_or_count(figures: &Figures, measure: WallMeasure) -> Option<f64> {
    let name = serde_json::to_value(measure).ok()?;
    crate::http::build::figures::named(figures, name.as_str()?)?
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds below 2^53")]
const fn to_f64(millis: u64) -> f64 {
    millis as f64
}
