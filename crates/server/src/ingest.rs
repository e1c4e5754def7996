//! The way of a connector's batches into the engine: in order, again until they are stored.
//!
//! Room:  server; between `connect`'s session tasks and `engine`.
//! Takes: `Batch`es of one connector. Gives: stored records, raw frames kept apart.
//! Holds: batches of a source are stored in order; a batch that cannot be stored is tried again,
//!        meanwhile the channel fills and the connector stops reading: nothing is dropped.
//! Proof: `tests/it/engine.rs`, `tests/it/asterisk_real.rs`.

use crate::clock;
use crate::engine::{Ack, Engine, IngestError};
use connect::asterisk::{InService, InTalk, Resume, Waiting};
use connect::{Batch, RawFrame};
use domain::{AgentId, ContactId, QueueId, SourceId};
use journal::Registry;
use journal::carry::{Agent, Leg, Membership, OpenContact, Phase, Stage};
use std::time::Duration;
use store::KeptFrame;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Batches that may wait between a connector and the engine.
pub const QUEUE: usize = 64;
const FIRST_RETRY: Duration = Duration::from_millis(100);
const LAST_RETRY: Duration = Duration::from_secs(10);

/// Stores what arrives until the connector ends its side or the engine stops.
pub async fn pump(
    engine: Engine,
    source: SourceId,
    mut batches: mpsc::Receiver<Batch>,
    stop: CancellationToken,
) {
    while let Some(batch) = batches.recv().await {
        let Batch { source_key, observations, raw } = batch;
        let frames: Vec<KeptFrame> = raw.into_iter().map(|frame| kept(source, frame)).collect();
        if let Err(error) = engine.store().keep_frames(&frames).await {
            tracing::warn!(source = source_key, %error, "raw frames were not kept");
        }
        match until_stored(&engine, source, observations, &stop).await {
            Ok(ack) if ack.duplicates > 0 => {
                tracing::debug!(source = source_key, ack.duplicates, "known events came again");
            }
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(source = source_key, %error, "a batch was not stored at the end");
                return;
            }
        }
    }
}

/// What the journal knows of a source: its last number, and what of it is open.
pub async fn resume(engine: &Engine, source: SourceId) -> Resume {
    let after = engine.mark(source).await.unwrap_or_default();
    let (open, agents, heard_at) = engine.read(|live| {
        let open: Vec<OpenContact> =
            live.open_contacts().into_iter().filter(|o| o.source == source).cloned().collect();
        let agents = live.agents().into_iter().filter_map(|id| Some((id, live.agent(id)?.clone())));
        let heard_at = live.source_state(source).and_then(|known| known.last_journalled_at);
        (open, agents.collect::<Vec<_>>(), heard_at)
    });
    engine.names(|registry| {
        let names = Names { registry, source };
        let signed_in = agents.iter().filter(|(_, agent)| agent.state.is_signed_in());
        Resume {
            after,
            contacts: open.iter().filter_map(|open| names.contact(open.contact)).collect(),
            waits: open.iter().filter_map(|open| names.wait(open)).collect(),
            talks: agents
                .iter()
                .flat_map(|(id, agent)| agent.legs.iter().map(move |leg| (*id, leg)))
                .filter_map(|(agent, leg)| names.talk(agent, leg, &open))
                .collect(),
            agents: signed_in.filter_map(|(id, agent)| names.service(*id, agent)).collect(),
            heard_at,
        }
    })
}

/// The journal's ids in the words of one source.
struct Names<'a> {
    registry: &'a Registry,
    source: SourceId,
}

impl Names<'_> {
    fn contact(&self, contact: ContactId) -> Option<String> {
        self.registry.external(contact).map(str::to_owned)
    }

    fn queue(&self, queue: QueueId) -> Option<String> {
        let (of, key) = self.registry.queue_key(queue)?;
        (of == self.source).then(|| key.to_owned())
    }

    fn agent(&self, agent: AgentId) -> Option<String> {
        let (of, key) = self.registry.agent_key(agent)?;
        (of == self.source).then(|| key.to_owned())
    }

    fn wait(&self, open: &OpenContact) -> Option<Waiting> {
        let since = open.queued_at.filter(|_| open.stage == Stage::Waiting)?;
        let (contact, queue) = (self.contact(open.contact)?, self.queue(open.queue?)?);
        Some(Waiting { contact, queue, since })
    }

    fn talk(&self, agent: AgentId, leg: &Leg, open: &[OpenContact]) -> Option<InTalk> {
        let open = open.iter().find(|open| open.contact == leg.contact)?;
        let (is_ringing, is_held) = match leg.phase {
            Phase::Ringing => (true, false),
            Phase::Talking => (false, false),
            Phase::Holding => (false, true),
            Phase::Stopped => return None,
        };
        Some(InTalk {
            contact: self.contact(open.contact)?,
            agent: self.agent(agent)?,
            queue: open.queue.and_then(|queue| self.queue(queue)),
            is_ringing,
            is_held,
        })
    }

    fn service(&self, id: AgentId, agent: &Agent) -> Option<(String, InService)> {
        let member = |m: &Membership| Some((self.queue(m.queue)?, (m.penalty, m.paused)));
        let members = agent.memberships.iter().filter_map(member).collect();
        let service = InService { state: agent.state, since: agent.since, members };
        Some((self.agent(id)?, service))
    }
}

fn kept(source: SourceId, frame: RawFrame) -> KeptFrame {
    let RawFrame { received_at, text } = frame;
    KeptFrame { source, received_at, bytes: text.into_bytes() }
}

async fn until_stored(
    engine: &Engine,
    source: SourceId,
    observations: Vec<journal::Observation>,
    stop: &CancellationToken,
) -> Result<Ack, IngestError> {
    let mut pause = FIRST_RETRY;
    loop {
        match engine.submit(source, observations.clone()).await {
            Err(IngestError::Storage { reason, .. }) if !stop.is_cancelled() => {
                tracing::warn!(%source, reason, "events wait for the journal");
                clock::deadline(pause).await;
                pause = (pause * 2).min(LAST_RETRY);
            }
            outcome => return outcome,
        }
    }
}
