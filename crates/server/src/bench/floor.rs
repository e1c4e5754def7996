//! A floor of many people who never rest, served to browsers: for measuring the screens.
//!
//! Room:  server, `bench`; hidden, `callboard bench-floor`. Read by `web/e2e/bench-agents.mjs`.
//! Gives: the agents asked for, in teams of 20 on 5 sites, 500 queues of 50 skills; each agent changes
//!        its state every 30 seconds, one after the other, through whole contacts.
//! Holds: the folder is made up and goes with the process.
//! Proof: docs/benchmarks.md.

use super::Scratch;
use crate::clock;
use crate::compose::{Foundation, until_told_to_stop};
use crate::config::Config;
use crate::engine::{Engine, Options, Stated};
use domain::state::{AgentState, Certainty, Channel, Direction, EndedBy, NotReadyReason};
use domain::{AgentId, ContactId, QueueId, SeatId, SiteId, SkillId, SourceId, TeamId};
use journal::Event;
use std::net::SocketAddr;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const QUEUES: u32 = 500;
const SKILLS: u32 = 50;
const SITES: u32 = 5;
const TEAM: u32 = 20;
/// In which everybody changes once.
const ROUND: Duration = Duration::from_secs(30);
const PACE: Duration = Duration::from_millis(100);

/// Serves the floor until told to stop.
pub async fn serve(listen: SocketAddr, agents: u32) -> anyhow::Result<()> {
    let scratch = Scratch::new("bench-floor")?;
    let config = Config { listen, ..Config::default() };
    let clock = clock::system();
    let foundation = Foundation::lay(config, &scratch.join("data"), clock()).await?;
    let house = foundation.open(clock, Options::default()).await?;
    let source = house.engine.source("bench", "bench", "bench").await?;
    house.engine.state(source, opening(agents)).await?;
    let stop = CancellationToken::new();
    let feeding = tokio::spawn(feed(house.engine.clone(), source, agents, stop.clone()));
    house.announce();
    until_told_to_stop().await?;
    stop.cancel();
    feeding.await??;
    house.close().await
}

fn stated(event: Event) -> Stated {
    Stated { key: None, occurred_at: None, certainty: Certainty::Reported, event }
}

/// Everybody is there, signed in.
fn opening(agents: u32) -> Vec<Stated> {
    let mut events = Vec::new();
    for site in (0..SITES).map(SiteId) {
        let (key, name) = (format!("site{}", site.0), format!("职场 {}（示例）", site.0 + 1));
        events.push(Event::SiteRegistered { site, key, name, zone: "Asia/Shanghai".into() });
    }
    for skill in (0..SKILLS).map(SkillId) {
        let (key, name) = (format!("skill{}", skill.0), format!("技能组 {}（示例）", skill.0 + 1));
        events.push(Event::SkillRegistered { skill, key, name });
    }
    for team in (0..agents.div_ceil(TEAM)).map(TeamId) {
        let (key, name) = (format!("team{}", team.0), format!("班组 {}（示例）", team.0 + 1));
        let site = Some(SiteId(team.0 % SITES));
        events.push(Event::TeamRegistered { team, key, name, site });
    }
    for queue in (0..QUEUES).map(QueueId) {
        let (key, name) = (format!("q{}", queue.0), format!("队列 {}（示例）", queue.0 + 1));
        let (skill, site) = (Some(SkillId(queue.0 % SKILLS)), Some(SiteId(queue.0 % SITES)));
        events.push(Event::QueueRegistered { queue, key, name, skill, site });
    }
    for agent in (0..agents).map(AgentId) {
        events.extend(arrival(agent));
    }
    events.into_iter().map(stated).collect()
}

/// One agent comes to work.
fn arrival(agent: AgentId) -> [Event; 7] {
    let team = TeamId(agent.0 / TEAM);
    let site = Some(SiteId(team.0 % SITES));
    let seat = SeatId(agent.0);
    let name = format!("客服 {:04}（示例）", agent.0 + 1);
    let seat_name = format!("S{:04}", agent.0 + 1);
    let skill = SkillId(agent.0 % SKILLS);
    [
        Event::SeatRegistered { seat, key: format!("seat{}", seat.0), name: seat_name, site },
        Event::AgentRegistered { agent, key: format!("{}", 80_000 + agent.0), name, site },
        Event::AgentAssigned { agent, team: Some(team) },
        Event::SkillSet { agent, skill, level: 1 },
        Event::AgentSignedIn { agent, seat: Some(seat) },
        Event::MemberAdded { queue: queue_of(agent), agent, penalty: 0 },
        Event::AgentStateChanged { agent, state: AgentState::Available },
    ]
}

fn queue_of(agent: AgentId) -> QueueId {
    QueueId(agent.0 % QUEUES)
}

/// One agent after the other takes its next step.
async fn feed(
    engine: Engine,
    source: SourceId,
    agents: u32,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let mut pace = tokio::time::interval(PACE);
    let turns_per_round = u32::try_from(ROUND.as_millis() / PACE.as_millis()).unwrap_or(1);
    let mut round = 0;
    loop {
        for turn in 0..turns_per_round {
            tokio::select! {
                _ = pace.tick() => {}
                () = stop.cancelled() => return Ok(()),
            }
            let now = (0..agents).filter(|agent| agent % turns_per_round == turn).map(AgentId);
            let events: Vec<Stated> =
                now.flat_map(|agent| step(source, agent, round)).map(stated).collect();
            if !events.is_empty() {
                engine.state(source, events).await?;
            }
        }
        round += 1;
    }
}

/// Ringing, talking, after-contact work, a break for some, available; everybody at another point.
fn step(source: SourceId, agent: AgentId, round: u64) -> Vec<Event> {
    let place = round + u64::from(agent.0);
    let number = place / 5 * 100_000 + u64::from(agent.0) + 1;
    let contact = ContactId::of(source, number);
    let queue = Some(queue_of(agent));
    let external = Some(format!("c{number}"));
    let (channel, direction) = (Channel::Voice, Direction::Inbound);
    let by = EndedBy::Customer;
    // A conversation that began before this floor did is nobody's: until the first ring they rest.
    let is_known = round >= place % 5;
    match place % 5 {
        0 => vec![
            Event::ContactArrived {
                contact,
                channel,
                direction,
                did: None,
                customer: None,
                external,
            },
            Event::ContactQueued { contact, queue: queue_of(agent), priority: 0 },
            Event::ContactOffered { contact, queue, agent },
        ],
        1 if is_known => vec![Event::ContactAnswered { contact, queue, agent }],
        2 if is_known => vec![
            Event::ContactReleased { contact, agent, by },
            Event::ContactEnded { contact, by },
            Event::AgentStateChanged { agent, state: AgentState::AfterContactWork },
        ],
        3 => {
            let state = AgentState::NotReady(NotReadyReason::Break);
            vec![Event::AgentStateChanged { agent, state }]
        }
        _ => vec![Event::AgentStateChanged { agent, state: AgentState::Available }],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_is_answered_and_ended_by_whom_it_rang() {
        let agent = AgentId(7);
        let of = |round| step(SourceId(1), agent, round);
        let first = (0..5).find(|round| {
            of(*round).len() == 3 && matches!(of(*round)[0], Event::ContactArrived { .. })
        });
        let round = first.unwrap();
        let Event::ContactArrived { contact: rang, .. } = of(round)[0] else { unreachable!() };
        assert!(
            matches!(of(round + 1)[0], Event::ContactAnswered { contact, .. } if contact == rang)
        );
        assert!(matches!(of(round + 2)[1], Event::ContactEnded { contact, .. } if contact == rang));
    }

    #[test]
    fn nobody_answers_what_never_rang() {
        for agent in (0..5).map(AgentId) {
            let before = (0..5).take_while(|round| (round + u64::from(agent.0)) % 5 != 0);
            for round in before {
                assert!(matches!(
                    step(SourceId(1), agent, round)[..],
                    [Event::AgentStateChanged { .. }]
                ));
            }
        }
    }
}
