//! A view followed over time: what one look gives becomes the next picture.
//!
//! Room:  server/http/build; driven by the stream's producer.
//! Holds: `look` is short, because the writer waits meanwhile; `paint` does the rest.
//!        What a picture says is what the GET of the same view says at the same moment.
//! Proof: `tests/it/api_stream.rs`.

use crate::http::access::Reached;
use crate::http::build::view::View;
use crate::http::build::{agents, floor, person, queue, seats, slice, wall};
use crate::http::stream::picture::{Picture, RowCache};
use crate::http::stream::walls::Walls;
use crate::http::views::agent::{AgentRow, AgentsHead};
use crate::http::views::overview::OverviewView;
use crate::http::views::queue::{MemberRow, QueueRow, QueueView, QueuesView, WaitingContact};
use crate::http::views::seat::{SeatRow, SeatRowsView};
use crate::http::views::source::{SourceRow, SourcesView};
use crate::http::views::wall::WallView;
use domain::{AgentId, Duration, Interval, Timestamp};
use live::Live;
use std::collections::{BTreeMap, BTreeSet};

/// All rows of the agents are built anew this often: a day may turn, a name may change.
const ANEW: Duration = Duration::from_secs(30);

/// What the last look gave and was not painted yet.
#[derive(Debug)]
enum Look {
    Overview(Box<OverviewView>),
    Queues(QueuesView),
    Queue(Box<QueueView>),
    Agents { head: Box<AgentsHead>, rows: Vec<(u64, AgentRow)>, is_whole: bool },
    Sources(SourcesView),
    Seats(SeatRowsView),
    Wall(Box<WallView>),
}

/// Keeps the rows of one view from picture to picture.
#[derive(Debug)]
pub struct Painter {
    view: View,
    /// Whom the view shows.
    sight: Reached,
    walls: Walls,
    looked: Option<Look>,
    picture: Picture,
    queues: RowCache<QueueRow>,
    skills: RowCache<QueueRow>,
    sites: RowCache<QueueRow>,
    contacts: RowCache<WaitingContact>,
    members: RowCache<MemberRow>,
    agents: RowCache<AgentRow>,
    sources: RowCache<SourceRow>,
    seats: RowCache<SeatRow>,
    seen: Seen,
}

/// Up to where the rows of the agents were built.
#[derive(Debug, Default)]
struct Seen {
    sequence: u64,
    day: Option<Interval>,
    anew_at: Option<Timestamp>,
    /// Breaks that will become too long then.
    breaks: BTreeMap<AgentId, Timestamp>,
}

impl Seen {
    fn note(&mut self, rows: &[(u64, AgentRow)], is_whole: bool) {
        if is_whole {
            self.breaks.clear();
        }
        for (id, row) in rows {
            let id = AgentId(u32::try_from(*id).unwrap_or(u32::MAX));
            match row.overrun_from.filter(|_| !row.is_overrun) {
                Some(from) => self.breaks.insert(id, from.0),
                None => self.breaks.remove(&id),
            };
        }
    }
}

impl Painter {
    #[must_use]
    pub fn new(view: View, sight: Reached, walls: Walls) -> Self {
        Self {
            view,
            sight,
            walls,
            looked: None,
            picture: Picture::default(),
            queues: RowCache::default(),
            skills: RowCache::default(),
            sites: RowCache::default(),
            contacts: RowCache::default(),
            members: RowCache::default(),
            agents: RowCache::default(),
            sources: RowCache::default(),
            seats: RowCache::default(),
            seen: Seen::default(),
        }
    }

    /// Takes from the state what the view needs.
    pub fn look(&mut self, live: &Live, clock: Timestamp) {
        let now = moment(live, clock);
        self.looked = Some(match self.view {
            View::Overview(by) => Look::Overview(Box::new(floor::overview(live, now, by))),
            View::Slice(slice, by) => {
                Look::Overview(Box::new(slice::overview(live, now, by, slice)))
            }
            View::Queues(by) => Look::Queues(floor::queues(live, now, by)),
            View::Queue(id, by) => {
                Look::Queue(Box::new(queue::queue(live, id, (now, by), &self.sight)))
            }
            View::Agents => self.look_at_agents(live, now),
            View::Sources => Look::Sources(floor::sources(live, now)),
            View::Seats => Look::Seats(seats::seats(live, now, &self.sight)),
            View::Wall(board) => {
                let board = self.walls.get(board);
                Look::Wall(Box::new(wall::wall(live, board.as_deref(), now)))
            }
        });
    }

    fn look_at_agents(&mut self, live: &Live, now: Timestamp) -> Look {
        let day = live.business_day_interval();
        let is_old = self.seen.anew_at.is_none_or(|at| now.since(at) >= ANEW);
        // Who moves out of sight changes no row that is in it.
        let is_whole = is_old || self.seen.day != Some(day) || !self.sight.is_all();
        let mut ids: BTreeSet<AgentId> = if is_whole {
            self.seen.anew_at = Some(now);
            live.agents().into_iter().collect()
        } else {
            let changed = live.agents_changed_since(self.seen.sequence).map(|(id, _)| id);
            let of_age = self.seen.breaks.iter().filter(|(_, from)| **from < now);
            changed.chain(of_age.map(|(id, _)| *id)).collect()
        };
        ids.retain(|&id| person::is_seen(live, &self.sight, id));
        let row = |id: AgentId| (u64::from(id.0), agents::row(live, id, live.agent(id), now));
        let rows: Vec<(u64, AgentRow)> = ids.into_iter().map(row).collect();
        self.seen.note(&rows, is_whole);
        self.seen.day = Some(day);
        self.seen.sequence = live.sequence();
        Look::Agents { head: Box::new(agents::head(live, now)), rows, is_whole }
    }

    /// Makes the picture of what was looked at.
    pub fn paint(&mut self) {
        let Some(look) = self.looked.take() else { return };
        self.picture = match look {
            Look::Overview(view) => {
                self.queues.set_all(keyed(view.queues));
                Picture::of(&view.head).with("queues", self.queues.rows())
            }
            Look::Queues(view) => {
                self.queues.set_all(keyed(view.rows));
                self.skills.set_all(keyed(view.skills));
                self.sites.set_all(keyed(view.sites));
                Picture::of(&view.head)
                    .with("rows", self.queues.rows())
                    .with("skills", self.skills.rows())
                    .with("sites", self.sites.rows())
            }
            Look::Queue(view) => {
                self.contacts.set_all(view.contacts);
                self.members.set_all(keyed(view.members));
                Picture::of(&view.head)
                    .with("contacts", self.contacts.rows())
                    .with("members", self.members.rows())
            }
            Look::Agents { head, rows, is_whole } => {
                if is_whole {
                    self.agents.set_all(rows);
                } else {
                    rows.into_iter().for_each(|(id, row)| self.agents.set(id, row));
                }
                Picture::of(&*head).with("rows", self.agents.rows())
            }
            Look::Sources(view) => {
                self.sources.set_all(keyed(view.rows));
                Picture::of(&view.head).with("rows", self.sources.rows())
            }
            Look::Seats(view) => {
                self.seats.set_all(keyed(view.rows));
                Picture::of(&view.head).with("rows", self.seats.rows())
            }
            Look::Wall(view) => Picture::of(&*view),
        };
    }

    #[must_use]
    pub const fn picture(&self) -> &Picture {
        &self.picture
    }
}

/// The moment that a view shows: the clock's, unless the journal is ahead of it.
#[must_use]
pub fn moment(live: &Live, clock: Timestamp) -> Timestamp {
    live.now().map_or(clock, |now| now.max(clock))
}

fn keyed<T>(rows: BTreeMap<u32, T>) -> impl Iterator<Item = (u64, T)> {
    rows.into_iter().map(|(id, row)| (u64::from(id), row))
}
