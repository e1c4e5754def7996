//! The sums that overview and queues share: each table of the state is walked once per frame.
//!
//! Room:  server/http/build.
//! Holds: centre figures are sums over queues of counts, so their rates are ratios of sums; members
//!        are counted per queue and never added over queues.

use crate::http::build::figures::figures_of;
use crate::http::build::told::{self, Told};
use crate::http::build::{house, names};
use crate::http::views::figures::Figures;
use crate::http::views::overview::PeopleView;
use crate::http::views::queue::QueueRow;
use domain::figures::Attribution;
use domain::measure::{Definition, TimeAccount};
use domain::state::AgentState;
use domain::{Duration, QueueId, Timestamp};
use journal::carry::Agent;
use live::Live;
use live::view::{Floor, Line, Members};
use std::collections::BTreeMap;

/// The attribution of live figures where nobody asked for the other: with it no rate exceeds one.
pub const ATTRIBUTION: Attribution = Attribution::ByArrival;

/// The sliding windows, in the order of `windows`.
pub const WINDOWS: [Duration; 3] =
    [Duration::from_minutes(5), Duration::from_minutes(15), Duration::from_minutes(30)];

/// What one look at the state gives.
#[derive(Clone, Debug)]
pub struct Board {
    pub now: Timestamp,
    pub floor: Floor,
    pub people: PeopleView,
    /// All agents' time today.
    pub times: TimeAccount,
    pub members: BTreeMap<QueueId, Members>,
    /// Per queue, one for each of `WINDOWS`.
    pub windows: BTreeMap<u32, Vec<Told>>,
    pub today: BTreeMap<u32, Told>,
    pub definition: Definition,
    /// The centre's, as a share.
    pub target: Option<f64>,
}

impl Board {
    /// Looks at everything once.
    #[must_use]
    pub fn of(live: &Live, now: Timestamp, by: Attribution) -> Self {
        let asks = told::asks_for_hours(live, now);
        let mut board = Self {
            now,
            floor: live.floor(),
            people: PeopleView::default(),
            times: TimeAccount::default(),
            members: BTreeMap::new(),
            windows: told::windows(live, now, &WINDOWS, (by, asks)),
            today: told::today(live, by, asks),
            definition: house::definition(live, now),
            target: house::target(live, None, now),
        };
        for (id, agent) in live.agents_changed_since(0) {
            let today = live.agent_today(id, now).times;
            board.add(agent, &today);
        }
        board
    }

    fn add(&mut self, agent: &Agent, today: &TimeAccount) {
        count(&mut self.people, agent, self.now);
        self.times.merge(today);
        for membership in &agent.memberships {
            let queue = self.members.entry(membership.queue).or_default();
            let is_ready = agent.state == AgentState::Available && membership.paused.is_none();
            queue.members += 1;
            queue.staffed += u32::from(agent.state.is_signed_in());
            queue.available += u32::from(is_ready);
            queue.today.merge(today);
        }
    }

    /// The figures of some counts by the definition in force.
    #[must_use]
    pub fn figures(&self, told: &Told, times: Option<&TimeAccount>) -> Figures {
        figures_of(told, times, self.definition.service_level)
    }

    /// One sliding window of the whole centre.
    #[must_use]
    pub fn centre_window(&self, window: usize) -> Told {
        sum(self.windows.values().filter_map(|told| told.get(window)))
    }

    /// The whole centre's day.
    #[must_use]
    pub fn centre_today(&self) -> Told {
        sum(self.today.values())
    }

    /// One sliding window of a queue.
    #[must_use]
    pub fn window(&self, queue: QueueId, window: usize) -> Told {
        let told = self.windows.get(&queue.0).and_then(|told| told.get(window));
        told.copied().unwrap_or_default()
    }

    /// A queue as it stands in lists.
    #[must_use]
    pub fn row(&self, live: &Live, queue: QueueId) -> QueueRow {
        let line = self.floor.lines.get(&queue).copied().unwrap_or_default();
        let members = self.members.get(&queue);
        let known = live.names().queues.get(&queue);
        let today = self.today.get(&queue.0).copied().unwrap_or_default();
        QueueRow {
            name: names::queue(live.names(), queue),
            skill: known
                .and_then(|known| known.skill)
                .and_then(|skill| names::skill(live.names(), skill)),
            skill_id: known.and_then(|known| Some(known.skill?.0)),
            site: known.and_then(|known| names::site(live.names(), known.site?)),
            site_id: known.and_then(|known| Some(known.site?.0)),
            waiting: line.waiting,
            longest_wait_ms: whole_seconds(line, self.now),
            longest_wait_since: line.oldest.map(Into::into),
            staffed: members.map_or(0, |members| members.staffed),
            available: members.map_or(0, |members| members.available),
            target: house::target(live, Some(queue), self.now),
            today: self.figures(&today, members.map(|members| &members.today)),
            last_15m: self.figures(&self.window(queue, 1), None),
        }
    }

    /// All queues in lists.
    #[must_use]
    pub fn rows(&self, live: &Live) -> BTreeMap<u32, QueueRow> {
        live.queues().into_iter().map(|queue| (queue.0, self.row(live, queue))).collect()
    }
}

/// The longest wait in whole seconds, so that it moves once a second and not with each frame.
#[must_use]
pub fn whole_seconds(line: Line, now: Timestamp) -> Option<u64> {
    let wait = now.since(line.oldest?).whole_secs();
    Some(crate::http::views::millis(wait))
}

fn sum<'a>(parts: impl Iterator<Item = &'a Told>) -> Told {
    parts.fold(Told::default(), |mut sum, part| {
        sum.merge(part);
        sum
    })
}

/// Adds one agent to those who do the same.
pub fn count(people: &mut PeopleView, agent: &Agent, now: Timestamp) {
    let counter = match agent.state {
        AgentState::SignedOut => return,
        AgentState::Available => &mut people.available,
        AgentState::Ringing => &mut people.ringing,
        AgentState::Talking => &mut people.talking,
        AgentState::Holding => &mut people.holding,
        AgentState::AfterContactWork => &mut people.after_contact_work,
        AgentState::NotReady(_) => &mut people.not_ready,
    };
    *counter += 1;
    people.signed_in += 1;
    people.overrun += u32::from(Live::is_overrun(agent, now));
}
