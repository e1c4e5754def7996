//! The opening hours of the configuration file, told to the journal.
//!
//! Room:  server; beside the sources.
//! Takes: the queues of the configuration. Gives: `OpeningHoursSet` for each whose hours differ
//!        from those told last, as soon as its source has spoken of the queue.
//! Holds: new hours begin at the next full five minutes, so that every interval is judged by one
//!        version; a queue that the file does not name any more is always open again, unless people
//!        set its hours since.
//! Proof: tests/it/hours.rs.

use crate::config::Queue;
use crate::engine::{Engine, IngestError, Stated};
use domain::figures::CONTACT_STEP;
use domain::opening::OpeningHours;
use domain::{Duration, QueueId, Timestamp};
use journal::Event;
use journal::carry::Setting;
use journal::registry::HOUSE;
use tokio_util::sync::CancellationToken;

/// Tells what is new, and waits for the queues that nobody has spoken of yet.
pub async fn tell(engine: Engine, queues: Vec<Queue>, stop: CancellationToken) {
    let mut waiting = queues;
    let mut sequences = engine.subscribe();
    if let Err(error) = forget_others(&engine, &waiting).await {
        tracing::error!(%error, "opening hours that the configuration dropped still hold");
    }
    let mut is_first = true;
    loop {
        match tell_known(&engine, &mut waiting).await {
            Ok(()) if waiting.is_empty() => return,
            Ok(()) => {}
            Err(error) => tracing::warn!(%error, "opening hours wait for the journal"),
        }
        if std::mem::take(&mut is_first) {
            for Queue { source, key, .. } in &waiting {
                tracing::warn!(
                    source,
                    queue = key,
                    "nobody spoke of this queue yet; its hours wait"
                );
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            changed = sequences.changed() => if changed.is_err() { return },
        }
    }
}

/// Tells the hours of the queues that are known by now, and drops them from the list.
async fn tell_known(engine: &Engine, waiting: &mut Vec<Queue>) -> Result<(), IngestError> {
    let mut place = 0;
    while let Some(Queue { source, key, hours }) = waiting.get(place) {
        match engine.names(|names| names.queue(source, key)) {
            Some(id) => {
                set(engine, id, hours.clone()).await?;
                waiting.remove(place);
            }
            None => place += 1,
        }
    }
    Ok(())
}

/// Queues with hours that the configuration does not name are always open from now on.
async fn forget_others(engine: &Engine, named: &[Queue]) -> Result<(), IngestError> {
    let ids = |names: &journal::Registry| -> Vec<QueueId> {
        named.iter().filter_map(|queue| names.queue(&queue.source, &queue.key)).collect()
    };
    let named = engine.names(ids);
    let limited: Vec<QueueId> = engine.read(|live| {
        let of_the_file = |queue: &QueueId| !live.is_by_people(Setting::Hours(*queue));
        live.hours().latest().map(|(queue, _)| queue).filter(of_the_file).collect()
    });
    for queue in limited.into_iter().filter(|queue| !named.contains(queue)) {
        set(engine, queue, None).await?;
    }
    Ok(())
}

async fn set(
    engine: &Engine,
    queue: QueueId,
    hours: Option<OpeningHours>,
) -> Result<(), IngestError> {
    let known = engine.read(|live| {
        let told = live.hours().latest().find(|(known, _)| *known == queue);
        told.and_then(|(_, hours)| hours.cloned())
    });
    if known == hours {
        return Ok(());
    }
    let effective_from = next_step(engine.now());
    let hours = hours.map(Box::new);
    let event = Event::OpeningHoursSet { queue, effective_from, hours };
    engine.state(HOUSE, vec![Stated::now(event)]).await.map(|_| ())
}

/// The first full five minutes at or after `now`: the earliest from which new hours can hold.
#[must_use]
pub fn next_step(now: Timestamp) -> Timestamp {
    now.plus(CONTACT_STEP).before(Duration(1)).floor(CONTACT_STEP)
}
