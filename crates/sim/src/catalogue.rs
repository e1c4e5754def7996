//! The example house: its places, queues, menus and people.
//!
//! Room:  sim; made once from a seed, read by everything else here.
//! Takes: a seed (for names and skills). Gives: `Catalogue`, plain tables with dense ids.
//! Holds: an id is the place in its table; every name of a site, a team or a person ends in （示例）; agents with the
//!        same skills at the same levels form one group.
//! Never: changes while the centre runs.
//! Proof: tests below.

mod menu;
mod people;
mod queues;

use crate::random::{Random, Stream};
use domain::Timestamp;
use domain::calendar::Zone;

pub use menu::{Intent, Node};
pub use people::{AgentProfile, Group, TeamProfile};
pub use queues::{QueueProfile, Shape};

/// A building with desks.
#[derive(Clone, Debug)]
pub struct Site {
    pub key: &'static str,
    pub name: &'static str,
    /// Desks, numbered on from those of the site before.
    pub seats: u32,
}

/// A number that customers dial.
#[derive(Clone, Debug)]
pub struct Dialled {
    pub number: &'static str,
    pub name: &'static str,
}

/// The whole house.
#[derive(Clone, Debug)]
pub struct Catalogue {
    pub name: &'static str,
    pub zone: Zone,
    pub sites: Vec<Site>,
    pub skills: Vec<(&'static str, &'static str)>,
    pub queues: Vec<QueueProfile>,
    pub dialled: Vec<Dialled>,
    pub nodes: Vec<Node>,
    pub intents: Vec<Intent>,
    pub teams: Vec<TeamProfile>,
    pub agents: Vec<AgentProfile>,
    pub groups: Vec<Group>,
}

const SITES: [Site; 3] = [
    Site { key: "beijing", name: "北京职场（示例）", seats: 96 },
    Site { key: "wuhan", name: "武汉职场（示例）", seats: 124 },
    Site { key: "chengdu", name: "成都职场（示例）", seats: 92 },
];

const SKILLS: [(&str, &str); 6] = [
    ("billing", "账务"),
    ("business", "业务"),
    ("fault", "故障"),
    ("install", "装移机"),
    ("complaint", "投诉"),
    ("vip", "VIP"),
];

/// Numbers of a form that no network assigns.
const DIALLED: [Dialled; 5] = [
    Dialled { number: "400-000-0001", name: "服务热线" },
    Dialled { number: "400-000-0002", name: "报修专线" },
    Dialled { number: "400-000-0003", name: "装维专线" },
    Dialled { number: "400-000-0008", name: "VIP 专线" },
    Dialled { number: "400-000-0009", name: "政企专线" },
];

impl Catalogue {
    /// The house as it stands in the demo.
    #[must_use]
    pub fn example(seed: u64) -> Self {
        let teams = people::teams();
        let mut random = Random::of(seed, Stream::Names, 0);
        let mut agents = people::agents(&teams, &mut random);
        let groups = people::groups(&mut agents);
        Self {
            name: "示例客户服务中心",
            zone: Zone::named("Asia/Shanghai").expect("the zone data are bundled"),
            sites: SITES.to_vec(),
            skills: SKILLS.to_vec(),
            queues: queues::QUEUES.to_vec(),
            dialled: DIALLED.to_vec(),
            nodes: menu::NODES.to_vec(),
            intents: menu::INTENTS.to_vec(),
            teams,
            agents,
            groups,
        }
    }

    /// The first desk of `site`; its others follow.
    #[must_use]
    pub fn first_seat(&self, site: usize) -> u32 {
        self.sites.iter().take(site).map(|place| place.seats).sum()
    }

    #[must_use]
    pub fn seats(&self) -> u32 {
        self.first_seat(self.sites.len())
    }

    /// At which level a group serves a queue, if it does.
    #[must_use]
    pub fn level(&self, group: usize, queue: usize) -> Option<u8> {
        let skill = self.queues.get(queue)?.skill;
        let skills = &self.groups.get(group)?.skills;
        skills.iter().find(|(known, _)| *known == skill).map(|(_, level)| *level)
    }

    /// The local midnight at or before `instant`.
    #[must_use]
    pub fn midnight(&self, instant: Timestamp) -> Timestamp {
        self.zone.day_interval(self.zone.day(instant)).start
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_house_has_the_size_that_was_promised() {
        let house = Catalogue::example(1);
        assert_eq!(house.sites.len(), 3);
        assert_eq!(house.queues.len(), 12);
        assert_eq!(house.skills.len(), 6);
        assert_eq!(house.teams.len(), 20);
        assert_eq!(house.agents.len(), 400);
        assert!(house.seats() < 400, "seats are shared");
    }

    #[test]
    fn people_have_names_of_their_own_that_say_they_are_examples() {
        let house = Catalogue::example(1);
        let names: BTreeSet<&str> = house.agents.iter().map(|a| a.name.as_str()).collect();
        assert_eq!(names.len(), 400);
        assert!(names.iter().all(|name| name.ends_with("（示例）")));
        assert!(house.sites.iter().all(|site| site.name.ends_with("（示例）")));
        assert!(house.name.contains("示例"));
        let leaders = house.teams.iter().filter(|t| t.name.ends_with("（示例）")).count();
        assert_eq!(leaders, 20);
    }

    #[test]
    fn the_menu_is_three_deep_and_six_wide_at_most() {
        let house = Catalogue::example(1);
        for (number, _) in house.nodes.iter().enumerate() {
            let below = house.nodes.iter().filter(|n| n.above == Some(number)).count();
            assert!(below <= 6, "node {number} offers {below} ways");
            let mut depth = 1;
            let mut at = number;
            while let Some(above) = house.nodes[at].above {
                at = above;
                depth += 1;
            }
            assert!(depth <= 3, "node {number} lies {depth} deep");
        }
        for intent in &house.intents {
            assert!(intent.path.iter().all(|&(node, _)| node < house.nodes.len()));
            assert!(intent.queue.is_none_or(|queue| queue < house.queues.len()));
            assert!(intent.dialled < house.dialled.len());
        }
    }

    #[test]
    fn every_agent_knows_one_to_three_skills_and_every_queue_has_people() {
        let house = Catalogue::example(1);
        assert!(house.agents.iter().all(|a| (1..=3).contains(&a.skills.len())));
        for queue in 0..house.queues.len() {
            let best = (0..house.groups.len()).filter(|&g| house.level(g, queue) == Some(1));
            assert!(best.count() > 0, "queue {queue}");
        }
    }
}
