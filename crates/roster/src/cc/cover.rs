//! Who serves what in each slot: a maximal flow of people to skills, kept while people come and go.
//!
//! Room:  roster; within `cc`; the search asks what one more would be worth.
//! Holds: served is as much as the people can serve; `hungry` are the skills of which one more
//!        person would be of use.
//! Proof: tests/it/cover.rs compares with every cut (the least cut is the largest flow).

/// The flow of all slots.
#[derive(Clone, Debug)]
pub struct Cover {
    skills: usize,
    groups: Vec<u32>,
    /// By slot and group and skill.
    flow: Vec<u16>,
    /// By slot and group: skills that somebody of it serves.
    serving: Vec<u32>,
    /// By slot and group: people without work.
    idle: Vec<u16>,
    /// By slot and skill.
    unmet: Vec<u16>,
    /// By slot.
    hungry: Vec<u32>,
    /// Sums by slot.
    idle_all: Vec<u32>,
    unmet_all: Vec<u32>,
}

/// How a skill became hungry: somebody of the group left it for the other.
#[derive(Clone, Copy, Default)]
struct Way {
    group: usize,
    to: usize,
}

const SKILLS: usize = 32;

impl Cover {
    /// Nobody is there.
    #[must_use]
    pub fn new(demand: &[Vec<u32>], groups: &[u32]) -> Self {
        let (slots, skills) = (demand.len(), demand.first().map_or(0, Vec::len));
        let small = |people: &u32| u16::try_from(*people).unwrap_or(u16::MAX);
        let mut cover = Self {
            skills,
            groups: groups.to_vec(),
            flow: vec![0; slots * groups.len() * skills],
            serving: vec![0; slots * groups.len()],
            idle: vec![0; slots * groups.len()],
            unmet: demand.iter().flatten().map(small).collect(),
            hungry: vec![0; slots],
            idle_all: vec![0; slots],
            unmet_all: demand.iter().map(|skills| skills.iter().sum()).collect(),
        };
        for slot in 0..slots {
            cover.look(slot);
        }
        cover
    }

    /// Skills of which one more person would be of use in this slot.
    #[must_use]
    pub fn hungry(&self, slot: usize) -> u32 {
        self.hungry[slot]
    }

    /// People without work.
    #[must_use]
    pub fn idle(&self, slot: usize) -> u32 {
        self.idle_all[slot]
    }

    /// People missing.
    #[must_use]
    pub fn unmet(&self, slot: usize) -> u32 {
        self.unmet_all[slot]
    }

    /// One more of the group. Whether that one serves.
    pub fn add(&mut self, slot: usize, group: usize) -> bool {
        let useful = self.groups[group] & self.hungry[slot];
        if useful == 0 {
            self.idle[slot * self.groups.len() + group] += 1;
            self.idle_all[slot] += 1;
            return false;
        }
        let ways = self.look(slot);
        self.put(slot, group, useful, &ways);
        self.look(slot);
        true
    }

    /// One fewer of the group, which has somebody there. Whether less is served now.
    pub fn remove(&mut self, slot: usize, group: usize) -> bool {
        let at = slot * self.groups.len() + group;
        if self.idle[at] > 0 {
            self.idle[at] -= 1;
            self.idle_all[slot] -= 1;
            return false;
        }
        let skill = self.serving[at].trailing_zeros() as usize;
        self.change(slot, group, skill, false);
        self.unmet[slot * self.skills + skill] += 1;
        self.unmet_all[slot] += 1;
        let ways = self.look(slot);
        if self.idle_all[slot] == 0 {
            return true;
        }
        let first = slot * self.groups.len();
        let helper = (0..self.groups.len()).find(|other| {
            self.idle[first + other] > 0 && self.groups[*other] & self.hungry[slot] != 0
        });
        let Some(helper) = helper else {
            return true;
        };
        self.idle[first + helper] -= 1;
        self.idle_all[slot] -= 1;
        self.put(slot, helper, self.groups[helper] & self.hungry[slot], &ways);
        self.look(slot);
        false
    }

    /// Puts one of the group to work, others move up along the ways.
    fn put(&mut self, slot: usize, group: usize, useful: u32, ways: &[Way; SKILLS]) {
        let mut skill = useful.trailing_zeros() as usize;
        let unmet = |cover: &Self, skill: usize| cover.unmet[slot * cover.skills + skill] > 0;
        let mut rest = useful;
        while rest != 0 {
            let other = rest.trailing_zeros() as usize;
            rest &= rest - 1;
            if unmet(self, other) {
                skill = other;
            }
        }
        self.change(slot, group, skill, true);
        while !unmet(self, skill) {
            let Way { group, to } = ways[skill];
            self.change(slot, group, skill, false);
            self.change(slot, group, to, true);
            skill = to;
        }
        self.unmet[slot * self.skills + skill] -= 1;
        self.unmet_all[slot] -= 1;
    }

    fn change(&mut self, slot: usize, group: usize, skill: usize, is_more: bool) {
        let at = slot * self.groups.len() + group;
        let flow = &mut self.flow[at * self.skills + skill];
        *flow = if is_more { *flow + 1 } else { *flow - 1 };
        if *flow == 0 {
            self.serving[at] &= !(1 << skill);
        } else {
            self.serving[at] |= 1 << skill;
        }
    }

    /// Finds the hungry skills: those unmet, and those that somebody serves who could serve a hungry
    /// one.
    fn look(&mut self, slot: usize) -> [Way; SKILLS] {
        let mut ways = [Way::default(); SKILLS];
        let mut hungry = 0_u32;
        if self.unmet_all[slot] > 0 {
            let unmet = &self.unmet[slot * self.skills..][..self.skills];
            for (skill, unmet) in unmet.iter().enumerate() {
                hungry |= u32::from(*unmet > 0) << skill;
            }
            let serving = &self.serving[slot * self.groups.len()..][..self.groups.len()];
            loop {
                let before = hungry;
                for (group, (set, serving)) in self.groups.iter().zip(serving).enumerate() {
                    let reached = set & hungry;
                    let mut new = serving & !hungry;
                    if reached == 0 || new == 0 {
                        continue;
                    }
                    hungry |= new;
                    let to = reached.trailing_zeros() as usize;
                    while new != 0 {
                        ways[new.trailing_zeros() as usize] = Way { group, to };
                        new &= new - 1;
                    }
                }
                if hungry == before {
                    break;
                }
            }
        }
        self.hungry[slot] = hungry;
        ways
    }
}
