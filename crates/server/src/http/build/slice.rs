//! The overview narrowed to a slice of the centre: a site, a skill, a team, a dialled number.
//!
//! Room:  server/http/build; looked at by streams and replay, like the whole.
//! Holds: contacts of a site and a skill are those of its queues, rates are ratios of sums; people
//!        are counted once. A team has people and their work, and no contacts that wait; a number
//!        has contacts and no people: what a slice has not is null, never zero.
//! Proof: tests below; `tests/it/api_slice.rs`.

use crate::http::build::board::{self, Board, WINDOWS, whole_seconds};
use crate::http::build::told::Told;
use crate::http::build::{figures, floor, house, names, table, wall};
use crate::http::refusal::Refusal;
use crate::http::views::overview::{
    CentreView, OverviewHead, OverviewView, PeopleView, SliceKind, SliceView,
};
use crate::http::views::wall::WallScope;
use domain::figures::{Attribution, WorkCounts};
use domain::{DidId, QueueId, SiteId, SkillId, TeamId, Timestamp};
use journal::carry::{Agent, Stage};
use live::Live;
use live::view::{Group, Line, Running};
use std::collections::BTreeSet;

/// What the overview can be narrowed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slice {
    Site(SiteId),
    Skill(SkillId),
    Team(TeamId),
    Did(DidId),
}

impl Slice {
    /// Reads `site:3`, `skill:3`, `team:3`, `did:3`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, id) = text.split_once(':')?;
        let id = id.parse().ok()?;
        Some(match kind {
            "site" => Self::Site(SiteId(id)),
            "skill" => Self::Skill(SkillId(id)),
            "team" => Self::Team(TeamId(id)),
            "did" => Self::Did(DidId(id)),
            _ => return None,
        })
    }

    fn name(self, live: &Live) -> Option<String> {
        let known = live.names();
        match self {
            Self::Site(id) => names::site(known, id),
            Self::Skill(id) => names::skill(known, id),
            Self::Team(id) => names::team(known, id),
            Self::Did(id) => names::did(known, id),
        }
    }

    fn view(self, live: &Live) -> SliceView {
        let (kind, id) = match self {
            Self::Site(id) => (SliceKind::Site, id.0),
            Self::Skill(id) => (SliceKind::Skill, id.0),
            Self::Team(id) => (SliceKind::Team, id.0),
            Self::Did(id) => (SliceKind::Did, id.0),
        };
        SliceView { kind, id, name: self.name(live).unwrap_or_else(|| id.to_string()) }
    }

    /// Whether somebody belongs to it; nobody belongs to a number.
    fn has(self, live: &Live, agent: &Agent) -> bool {
        match self {
            Self::Site(id) => wall::serves(live, agent, WallScope::Site(id.0)),
            Self::Skill(id) => wall::serves(live, agent, WallScope::Skill(id.0)),
            Self::Team(id) => agent.team == Some(id),
            Self::Did(_) => false,
        }
    }
}

/// Refuses a slice that was never registered.
pub fn known(live: &Live, slice: Slice) -> Result<(), Refusal> {
    slice.name(live).map(drop).ok_or_else(|| Refusal::not_found("such slice of the centre"))
}

/// The queues of a site.
#[must_use]
pub fn queues_of_site(live: &Live, site: SiteId) -> BTreeSet<QueueId> {
    wall::queues_of(live, WallScope::Site(site.0)).into_iter().collect()
}

/// The slice and its queues.
#[must_use]
pub fn overview(live: &Live, now: Timestamp, by: Attribution, slice: Slice) -> OverviewView {
    let look = Look { live, slice, queues: queues(live, slice), board: Board::of(live, now, by) };
    let centre = live.centre();
    let (people, work) = look.people();
    let counted = look.contacts(by);
    let line = look.line();
    let [today, last_5m, last_15m, last_30m] = counted.unwrap_or_default();
    let figures = |told: &Told, times| look.board.figures(told, times);
    let times = Some(&work.times).filter(|_| people.is_some());
    let head = OverviewHead {
        at: now.into(),
        sequence: live.sequence(),
        centre: CentreView { name: centre.name.clone(), zone: centre.zone.clone() },
        of: Some(slice.view(live)),
        definition: house::definition_view(live, None, now),
        attribution: figures::attribution_view(by),
        is_counted: counted.is_some(),
        today: figures(&today, times),
        last_5m: figures(&last_5m, None),
        last_15m: figures(&last_15m, None),
        last_30m: figures(&last_30m, None),
        waiting: line.waiting,
        longest_wait_ms: whole_seconds(line, now),
        longest_wait_since: line.oldest.map(Into::into),
        in_ivr: look.in_ivr(),
        talking: line.talking,
        work: people.is_some().then(|| table::work_view(work)),
        people,
        seats: look.seats(),
    };
    let row = |queue: &QueueId| (queue.0, look.board.row(live, *queue));
    OverviewView { head, queues: look.queues.iter().map(row).collect() }
}

fn queues(live: &Live, slice: Slice) -> BTreeSet<QueueId> {
    match slice {
        Slice::Site(site) => queues_of_site(live, site),
        Slice::Skill(id) => wall::queues_of(live, WallScope::Skill(id.0)).into_iter().collect(),
        Slice::Team(_) | Slice::Did(_) => BTreeSet::new(),
    }
}

/// One look at the state.
struct Look<'a> {
    live: &'a Live,
    slice: Slice,
    queues: BTreeSet<QueueId>,
    board: Board,
}

impl Look<'_> {
    /// Who belongs to the slice, and their work today.
    fn people(&self) -> (Option<PeopleView>, WorkCounts) {
        let (mut people, mut work) = (PeopleView::default(), WorkCounts::default());
        if let Slice::Did(_) = self.slice {
            return (None, work);
        }
        for (id, agent) in self.live.agents_changed_since(0) {
            if self.slice.has(self.live, agent) {
                board::count(&mut people, agent, self.board.now);
                work.merge(&self.live.agent_today(id, self.board.now));
            }
        }
        (Some(people), work)
    }

    /// Today and the windows of `WINDOWS`, where contacts are counted for the slice: a site without
    /// queues of its own has none.
    fn contacts(&self, by: Attribution) -> Option<[Told; 4]> {
        match self.slice {
            Slice::Did(did) => Some(self.of_number(did, by)),
            Slice::Team(_) => None,
            Slice::Site(_) | Slice::Skill(_) if self.queues.is_empty() => None,
            Slice::Site(_) | Slice::Skill(_) => {
                let mut sums = [Told::default(); 4];
                for &queue in &self.queues {
                    let today = self.board.today.get(&queue.0).copied().unwrap_or_default();
                    let windows = [0, 1, 2].map(|window| self.board.window(queue, window));
                    let told = [today, windows[0], windows[1], windows[2]];
                    sums.iter_mut().zip(&told).for_each(|(sum, told)| sum.merge(told));
                }
                Some(sums)
            }
        }
    }

    /// A dialled number has no opening hours.
    fn of_number(&self, did: DidId, by: Attribution) -> [Told; 4] {
        let today = self.live.running_by(Group::Did, by, Running::Day);
        let windows = self.live.windows(self.board.now, &WINDOWS, Group::Did, by);
        let windows = windows.get(did.0).unwrap_or_default();
        let window = |place: usize| windows.get(place).copied().unwrap_or_default();
        let today = today.get(&did.0).copied().unwrap_or_default();
        [today, window(0), window(1), window(2)].map(Told::always)
    }

    /// The lines of the slice as one; for a team how many talk.
    fn line(&self) -> Line {
        let open = self.live.open_contacts();
        let meant = open.into_iter().filter(|open| match self.slice {
            Slice::Did(did) => open.did == Some(did),
            Slice::Team(team) => open.stage == Stage::Served && open.team == Some(team),
            Slice::Site(_) | Slice::Skill(_) => {
                open.queue.is_some_and(|queue| self.queues.contains(&queue))
            }
        });
        meant.fold(Line::default(), |mut line, open| {
            line.talking += u32::from(open.stage == Stage::Served);
            if open.stage == Stage::Waiting {
                line.waiting += 1;
                line.oldest = [line.oldest, open.queued_at].into_iter().flatten().min();
            }
            line
        })
    }

    /// Only a number is known of who is in the IVR.
    fn in_ivr(&self) -> Option<u32> {
        let Slice::Did(did) = self.slice else { return None };
        let open = self.live.open_contacts();
        let is_there = |open: &&&_| is_in_ivr_of(open, did);
        u32::try_from(open.iter().filter(is_there).count()).ok()
    }

    fn seats(&self) -> Option<crate::http::views::overview::SeatsView> {
        let Slice::Site(site) = self.slice else { return None };
        let seats = self.live.seats_by_site();
        Some(seats.get(&Some(site)).map(floor::seats_view).unwrap_or_default())
    }
}

fn is_in_ivr_of(open: &journal::carry::OpenContact, did: DidId) -> bool {
    open.did == Some(did) && open.stage == Stage::Arrived && open.in_ivr_since.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slice_reads_from_its_word_and_from_nothing_else() {
        assert_eq!(Slice::parse("team:7"), Some(Slice::Team(TeamId(7))));
        assert_eq!(Slice::parse("did:0"), Some(Slice::Did(DidId(0))));
        for wrong in ["", "team", "team:", "team:x", "queue:1", "team:7:8", "site:-1"] {
            assert_eq!(Slice::parse(wrong), None, "{wrong}");
        }
    }
}
