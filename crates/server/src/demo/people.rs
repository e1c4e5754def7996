//! The people behind the demo's agents, as a personnel office would know them; all examples (示例).
//!
//! Room:  server, demo.
//! Takes: the simulated house and a day. Gives: people with teams, skills, contracts and links; some
//!        who moved, will move, came, went; a few agents whom nobody has claimed yet.
//! Holds: a pure function of house and day; written once, into a store that has no people.
//! Never: a name of anybody: the simulator's, or drawn from its list, each marked as an example.
//! Proof: tests/it/demo.rs.

use crate::http::build::people::SkillDetail;
use crate::http::views::people::ContractView;
use anyhow::Context as _;
use domain::calendar::Day;
use domain::{PersonId, Timestamp};
use sim::Catalogue;
use sim::catalogue::AgentProfile;
use store::{
    Author, FactChange, FactKind, FactValue, PeopleKept, PersonWrite, ProtectedFact, Store,
};

/// Agents whose person is there, but nobody has said so.
const UNCLAIMED: [usize; 3] = [57, 191, 333];
/// Agents of whom the personnel office does not know.
const UNKNOWN: [usize; 2] = [120, 274];
/// Places in the list of people who are protected.
const PROTECTED: [(usize, &str); 3] = [(34, "nursing"), (155, "pregnant"), (288, "pregnant")];
const SURNAMES: [&str; 20] = [
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭",
    "何", "高", "林", "罗",
];
const GIVEN: [&str; 5] = ["志远", "建国", "海燕", "春梅", "文博"];
const AUTHOR: Author<'_> = Author { actor: "demo", reason: Some("示例数据") };

/// Writes them, unless there are people already.
pub(super) async fn write(
    store: &Store,
    house: &Catalogue,
    (today, now): (Day, Timestamp),
) -> anyhow::Result<()> {
    if store.has_people().await? {
        return Ok(());
    }
    let people = people(house, today);
    let kept = store.write_people(&people, AUTHOR, now).await.context("writing example people")?;
    anyhow::ensure!(matches!(kept, PeopleKept::Done(_)), "example people: {kept:?}");
    for (place, kind) in PROTECTED {
        let person = PersonId(u32::try_from(place + 1).unwrap_or(u32::MAX));
        let first = today.plus_days(-60);
        let fact = ProtectedFact {
            kind: kind.to_owned(),
            first,
            until: Some(today.plus_days(240)),
            consent_on: first,
            noted_at: now,
            noted_by: AUTHOR.actor.to_owned(),
        };
        store.put_protected(person, &fact).await.context("writing example people")?;
    }
    Ok(())
}

/// Everybody: agents in the order of the house, then leaders, then who came and went.
fn people(house: &Catalogue, today: Day) -> Vec<PersonWrite> {
    let agents = house.agents.iter().enumerate().filter(|(place, _)| !UNKNOWN.contains(place));
    let mut people: Vec<PersonWrite> =
        agents.map(|(place, agent)| of_agent(house, (place, agent), today)).collect();
    people.extend((0..house.teams.len()).map(|team| leader(house, team, today)));
    people.extend((0..8).map(|place| passing(house, place, today)));
    people
}

fn of_agent(house: &Catalogue, (place, agent): (usize, &AgentProfile), today: Day) -> PersonWrite {
    let hired = today.plus_days(-(120 + days(place * 37 % 2_400)));
    let from = |kind, slot, day, value| FactChange::From { kind, slot, day, value };
    let mut facts = vec![
        from(FactKind::Site, 0, hired, Some(FactValue::of(id(agent.site)))),
        from(FactKind::Contract, 0, hired, Some(contract(place))),
    ];
    let here: Vec<usize> = (0..house.teams.len())
        .filter(|&team| house.teams.get(team).is_some_and(|other| other.site == agent.site))
        .collect();
    let beside = here.iter().copied().find(|&team| team > agent.team).unwrap_or(here[0]);
    let own = Some(FactValue::of(id(agent.team)));
    if place % 25 == 3 {
        facts.push(from(FactKind::Team, 0, hired, Some(FactValue::of(id(beside)))));
        facts.push(from(FactKind::Team, 0, today.plus_days(-70), own));
    } else {
        facts.push(from(FactKind::Team, 0, hired, own));
    }
    if place % 40 == 7 {
        let next_month = today.month().plus_months(1);
        facts.push(from(FactKind::Team, 0, next_month, Some(FactValue::of(id(beside)))));
    }
    for &(skill, level) in &agent.skills {
        let certified = (level <= 2).then(|| today.plus_days(days(place * 13 % 400)));
        let value = FactValue { value: u32::from(level), detail: detail(certified) };
        facts.push(from(FactKind::Skill, id(skill), hired.plus_days(30), Some(value)));
    }
    if place % 50 == 11
        && let Some(skill) =
            (0..house.skills.len()).find(|skill| agent.skills.iter().all(|(own, _)| own != skill))
    {
        let value = Some(FactValue::of(5));
        facts.push(from(FactKind::Skill, id(skill), today.plus_days(14), value));
    }
    if !UNCLAIMED.contains(&place) {
        facts.push(from(FactKind::Agent, id(place), hired, Some(FactValue::of(1))));
    }
    let number = format!("E{:04}", 1_001 + place);
    PersonWrite { known: None, number, name: agent.name.clone(), hired, left: None, facts }
}

fn leader(house: &Catalogue, team: usize, today: Day) -> PersonWrite {
    let hired = today.plus_days(-(1_500 + days(team * 61 % 900)));
    let site = house.teams.get(team).map_or(0, |team| team.site);
    let from = |kind, slot, value| FactChange::From { kind, slot, day: hired, value: Some(value) };
    let facts = vec![
        from(FactKind::Site, 0, FactValue::of(id(site))),
        from(FactKind::Team, 0, FactValue::of(id(team))),
        from(FactKind::Leads, id(team), FactValue::of(1)),
        from(FactKind::Contract, 0, contract(1)),
    ];
    let number = format!("L{:03}", 101 + team);
    PersonWrite { known: None, number, name: name(team, 0), hired, left: None, facts }
}

/// Five who will come and three who are gone.
fn passing(house: &Catalogue, place: usize, today: Day) -> PersonWrite {
    let comes = place < 5;
    let hired = today.plus_days(if comes { 10 } else { -(400 + days(place)) });
    let left = (!comes).then(|| today.plus_days(-(12 * days(place))));
    let team = place * 3 % house.teams.len();
    let facts = vec![FactChange::From {
        kind: FactKind::Team,
        slot: 0,
        day: hired,
        value: Some(FactValue::of(id(team))),
    }];
    let number = format!("N{:03}", 201 + place);
    PersonWrite { known: None, number, name: name(place, 2), hired, left, facts }
}

fn contract(place: usize) -> FactValue {
    let is_part_time = place % 8 == 5;
    let mut languages = vec!["普通话".to_owned()];
    if place % 6 == 2 {
        languages.push("英语".to_owned());
    }
    if place % 11 == 4 {
        languages.push("粤语".to_owned());
    }
    let contract = ContractView {
        hours_per_week: if is_part_time { 24.0 } else { 40.0 },
        is_part_time,
        night_allowed: !place.is_multiple_of(9),
        languages,
        holiday_pay_class: Some(if place.is_multiple_of(4) { "B" } else { "A" }.to_owned()),
    };
    let detail = serde_json::to_string(&contract).expect("numbers and texts can be written");
    FactValue { value: 1, detail }
}

fn detail(certified_until: Option<Day>) -> String {
    match certified_until {
        None => String::new(),
        Some(_) => {
            serde_json::to_string(&SkillDetail { certified_until }).expect("a day can be written")
        }
    }
}

fn name(place: usize, given: usize) -> String {
    let surname = SURNAMES[place % SURNAMES.len()];
    format!("{surname}{}（示例）", GIVEN[(place + given) % GIVEN.len()])
}

fn id(place: usize) -> u32 {
    u32::try_from(place).expect("no table of the house has four thousand million entries")
}

fn days(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(0)
}
