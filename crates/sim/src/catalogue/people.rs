//! The people: twenty teams of twenty, with names, skills and a pace of their own.
//!
//! Room: sim, catalogue; no name is anybody's: drawn from lists and marked as an example.

use crate::random::Random;
use std::collections::BTreeSet;

/// A team at its site, of one main skill.
#[derive(Clone, Debug)]
pub struct TeamProfile {
    pub key: String,
    pub name: String,
    pub site: usize,
    pub skill: usize,
}

/// An agent.
#[derive(Clone, Debug)]
pub struct AgentProfile {
    pub key: String,
    pub name: String,
    pub team: usize,
    pub site: usize,
    /// Skill and level, best first.
    pub skills: Vec<(usize, u8)>,
    /// Factor on talk and after-contact work; below 1 is quick.
    pub pace: f64,
    /// Filled by [`groups`].
    pub group: usize,
}

/// Agents who can stand in for one another: same skills, same levels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub skills: Vec<(usize, u8)>,
}

const TEAM_SIZE: usize = 20;

/// Site and main skill of each team.
const TEAMS: [(usize, usize); 20] = [
    (0, 0),
    (0, 0),
    (0, 1),
    (0, 4),
    (0, 5),
    (0, 5),
    (1, 0),
    (1, 0),
    (1, 1),
    (1, 1),
    (1, 2),
    (1, 2),
    (1, 2),
    (1, 3),
    (2, 0),
    (2, 1),
    (2, 2),
    (2, 2),
    (2, 3),
    (2, 4),
];

const SITE_WORDS: [&str; 3] = ["北京", "武汉", "成都"];
const SKILL_WORDS: [&str; 6] = ["账务", "业务", "故障", "装移机", "投诉", "VIP"];
const NUMERALS: [&str; 5] = ["一", "二", "三", "四", "五"];

/// Which skills go well with the main one.
const BESIDE: [[usize; 2]; 6] = [[1, 3], [0, 3], [3, 1], [2, 1], [0, 1], [4, 1]];

const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡\
余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵";
const GIVEN: &str = "伟芳娜敏静丽强磊洋艳勇军杰娟涛超明霞秀平刚桂英华玉萍红鑫斌玲宇浩凯健俊帆雪婷倩颖琳\
晨晓欣佳怡梦瑶思雨子涵梓轩嘉豪博文志远建国海燕春梅丹阳诗琪雅文天佑一鸣语彤若曦锦程昊然书瑶";

/// All teams, named by site, skill and number, each led by an example.
pub(super) fn teams() -> Vec<TeamProfile> {
    let mut seen = [[0_usize; 6]; 3];
    let mut teams = Vec::with_capacity(TEAMS.len());
    for (number, &(site, skill)) in TEAMS.iter().enumerate() {
        let nth = seen[site][skill];
        seen[site][skill] += 1;
        teams.push(TeamProfile {
            key: format!("T{:02}", number + 1),
            name: format!("{}{}{}组（示例）", SITE_WORDS[site], SKILL_WORDS[skill], NUMERALS[nth]),
            site,
            skill,
        });
    }
    teams
}

/// Everybody, team by team.
pub(super) fn agents(teams: &[TeamProfile], random: &mut Random) -> Vec<AgentProfile> {
    let mut taken = BTreeSet::new();
    let mut agents = Vec::with_capacity(teams.len() * TEAM_SIZE);
    for (team, profile) in teams.iter().enumerate() {
        for _ in 0..TEAM_SIZE {
            agents.push(AgentProfile {
                key: format!("A{:04}", 1001 + agents.len()),
                name: name(random, &mut taken),
                team,
                site: profile.site,
                skills: skills(profile.skill, random),
                pace: random.log_normal(1.0, 0.12).clamp(0.75, 1.4),
                group: 0,
            });
        }
    }
    agents
}

/// A name that nobody here has yet.
fn name(random: &mut Random, taken: &mut BTreeSet<String>) -> String {
    loop {
        let mut name = String::new();
        name.push(pick(SURNAMES, random));
        name.push(pick(GIVEN, random));
        if random.chance(0.75) {
            name.push(pick(GIVEN, random));
        }
        if taken.insert(name.clone()) {
            return name + "（示例）";
        }
    }
}

fn pick(from: &str, random: &mut Random) -> char {
    let count = u32::try_from(from.chars().count()).expect("the lists are short");
    from.chars().nth(random.below(count) as usize).expect("drawn below the count")
}

/// The main skill at level 1 or 2; two in five know a second one, one in five a third.
fn skills(main: usize, random: &mut Random) -> Vec<(usize, u8)> {
    let level = if random.chance(0.7) { 1 } else { 2 };
    let mut skills = vec![(main, level)];
    let more = random.unit();
    if more < 0.6 {
        skills.push((BESIDE[main][0], 3));
    }
    if more < 0.2 {
        skills.push((BESIDE[main][1], 4));
    }
    skills
}

/// Sorts agents into groups and tells each its own.
pub(super) fn groups(agents: &mut [AgentProfile]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for agent in agents {
        let group = Group { skills: agent.skills.clone() };
        let known = groups.iter().position(|g| *g == group);
        agent.group = known.unwrap_or_else(|| {
            groups.push(group);
            groups.len() - 1
        });
    }
    groups
}
