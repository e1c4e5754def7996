//! The floor follows the house: an agent whom somebody has claimed is in that person's team.
//!
//! Room:  server; between the people of the store and the journal.
//! Takes: who is which agent today, and in which team. Gives: `AgentAssigned`, as the house's own word.
//! Holds: what the store says of today is what the live state shows, a moment after a change and on
//!        the morning a change begins; the past is never journaled anew. Whoever was never given a
//!        team, or was not claimed, stays where the telephone system has them.
//! Never: gives a team to an agent that the store knows nothing of.
//! Proof: `tests/it/api_people.rs`.

pub mod columns;
pub mod command;
pub mod export;
pub mod plan;
pub mod sheet;
pub mod taking;

use crate::clock;
use crate::engine::{Engine, Stated};
use domain::TeamId;
use journal::Event;
use journal::registry::SETTINGS;
use live::Live;
use std::time::Duration as Pause;
use store::Claim;
use tokio_util::sync::CancellationToken;

/// How often it is looked whether a day began, or a source said otherwise.
const EVERY: Pause = Pause::from_secs(20);

/// Keeps the floor in step until told to stop.
pub async fn run(engine: Engine, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = clock::deadline(EVERY) => {}
        }
        settle_soon(&engine).await;
    }
}

/// Settles now; what fails is tried again by `run`.
pub async fn settle_soon(engine: &Engine) {
    if let Err(error) = settle(engine).await {
        tracing::warn!(error, "teams that changed wait for the journal");
    }
}

/// Journals every team that is another than the store says; gives how many.
pub async fn settle(engine: &Engine) -> Result<usize, String> {
    let now = engine.now();
    let today = engine.read(|live| crate::http::build::people::today(live, now));
    let claims = engine.store().claims(today).await.map_err(|error| error.to_string())?;
    let events = engine.read(|live| differences(live, &claims));
    let count = events.len();
    if count > 0 {
        let stated = events.into_iter().map(Stated::now).collect();
        engine.state(SETTINGS, stated).await.map_err(|error| error.to_string())?;
    }
    Ok(count)
}

fn differences(live: &Live, claims: &[Claim]) -> Vec<Event> {
    let wanted = |claim: &Claim| -> Option<Option<TeamId>> {
        if !claim.is_employed {
            return Some(None);
        }
        claim.has_team.then_some(claim.team)
    };
    let names = live.names();
    let event = |claim: &Claim| {
        let wanted = wanted(claim)?;
        let is = live.agent(claim.agent).and_then(|agent| agent.team);
        let is_known = names.agents.contains_key(&claim.agent)
            && wanted.is_none_or(|team| names.teams.contains_key(&team));
        let event = Event::AgentAssigned { agent: claim.agent, team: wanted };
        (is_known && is != wanted).then_some(event)
    };
    claims.iter().filter_map(event).collect()
}
