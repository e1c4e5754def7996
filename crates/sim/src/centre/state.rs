//! The tables of the centre: contacts, agents, streams of calls, ways between queues and groups.
//!
//! Room:  sim, centre. Small plain entries, found by dense numbers, reused when free.

use crate::catalogue::Catalogue;
use crate::random::Random;
use crate::shifts::Plan;
use domain::state::{DivertReason, EndedBy};

/// What may be due. The order decides between things of the same microsecond.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Task {
    DayStart,
    Repair,
    RestEnd,
    StepDue,
    Call,
    Return,
    Menu,
    RingEnd,
    Talk,
    WrapEnd,
    Leave,
    Breakdown,
}

/// Calls of one kind, one after the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct CallStream {
    pub intent: usize,
    pub random: Random,
    pub share: f64,
    pub until: i64,
}

/// Where a contact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// In the menu, at this step of its way.
    Menu(usize),
    /// At the machine that answers its matter.
    Machine,
    /// In line.
    Waiting,
    /// In the queue, an agent's phone rings.
    Ringing,
    /// We call the customer back.
    Dialling,
    /// With an agent, before the hold if there is one.
    Talking,
    Held,
    /// After the hold.
    TalkingOn,
    /// On hold while the agent rings a colleague.
    Asking,
    /// On hold while agent and colleague talk.
    Consulting,
}

/// How a conversation will end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    HangUp(EndedBy),
    Blind(usize),
    Attended(usize),
}

/// How a wait will end if nobody answers before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    Abandon,
    Divert(DivertReason),
}

/// One contact that is not over.
#[derive(Clone, Copy, Debug)]
pub(super) struct Contact {
    pub count: u64,
    pub customer: u64,
    pub intent: usize,
    pub queue: usize,
    pub phase: Phase,
    /// Raised whenever a wait ends: older timers mean nothing.
    pub stamp: u32,
    pub queued_at: i64,
    /// The agent whose phone rings or who talks.
    pub agent: u32,
    /// The colleague who is asked.
    pub colleague: u32,
    /// Entries into queues and conversations so far, for draws of its own.
    pub leg: u64,
    pub offers: u64,
    pub exit: Exit,
    pub talk: i64,
    pub hold: i64,
    pub talk_on: i64,
    pub ending: Ending,
    pub wrap: i64,
}

pub(super) const NOBODY: u32 = u32::MAX;

impl Contact {
    pub(super) const fn new(count: u64, customer: u64, intent: usize) -> Self {
        Self {
            count,
            customer,
            intent,
            queue: 0,
            phase: Phase::Menu(0),
            stamp: 0,
            queued_at: 0,
            agent: NOBODY,
            colleague: NOBODY,
            leg: 0,
            offers: 0,
            exit: Exit::Abandon,
            talk: 0,
            hold: 0,
            talk_on: 0,
            ending: Ending::HangUp(EndedBy::Customer),
            wrap: 0,
        }
    }

    /// The number of its draws in this leg.
    pub(super) const fn draw_key(&self) -> u64 {
        (self.count << 6) | (self.leg & 63)
    }
}

/// What an agent does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doing {
    Out,
    Idle,
    /// Phone rings or conversation, with this contact's slot.
    With(u32),
    /// After-contact work on the contact of this number.
    Wrapping(u64),
    Resting,
}

/// One agent.
#[derive(Clone, Copy, Debug)]
pub(super) struct Agent {
    pub group: u32,
    pub doing: Doing,
    pub stamp: u32,
    pub idle_since: i64,
    pub seat: u32,
    pub plan: Plan,
    pub step: usize,
    /// Tomorrow's, while today's shift is not over.
    pub next: Option<Plan>,
}

impl Agent {
    pub(super) fn new(group: usize) -> Self {
        Self {
            group: id(group),
            doing: Doing::Out,
            stamp: 0,
            idle_since: 0,
            seat: NOBODY,
            plan: Plan::EMPTY,
            step: 0,
            next: None,
        }
    }

    pub(super) const fn is_wrapping(&self) -> bool {
        matches!(self.doing, Doing::Wrapping(_))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SeatUse {
    Free,
    Taken,
    Broken,
}

/// Somebody who will be in touch again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Return {
    pub customer: u64,
    pub intent: usize,
    /// We call back for this queue; absent: the customer calls.
    pub back_for: Option<usize>,
    pub tries: u32,
}

/// Which groups serve a queue and which queues a group, best level first.
#[derive(Clone, Debug)]
pub(super) struct Routes {
    pub of_queue: Vec<Vec<(u8, u32)>>,
    pub of_group: Vec<Vec<(u8, u32)>>,
}

impl Routes {
    pub(super) fn of(house: &Catalogue) -> Self {
        let queues = house.queues.len();
        let groups = house.groups.len();
        let sorted = |mut ways: Vec<(u8, u32)>| {
            ways.sort_unstable();
            ways
        };
        let to_groups = |queue| {
            let ways = (0..groups).filter_map(|g| Some((house.level(g, queue)?, id(g))));
            sorted(ways.collect())
        };
        let to_queues = |group| {
            let ways = (0..queues).filter_map(|q| Some((house.level(group, q)?, id(q))));
            sorted(ways.collect())
        };
        Self {
            of_queue: (0..queues).map(to_groups).collect(),
            of_group: (0..groups).map(to_queues).collect(),
        }
    }
}

/// A place in a table as a number.
pub(super) fn id(place: usize) -> u32 {
    u32::try_from(place).expect("no table of a centre has four thousand million entries")
}
