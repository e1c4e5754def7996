//! Killed hard under load, again and again: what was acknowledged is there, once.

use crate::program::{Program, succeeds, text};
use crate::support::{Folder, journal_of, keys_of, morning};
use domain::SourceId;
use domain::history::ContactRow;
use live::{Effect, Live};
use server::clock;
use server::engine::{Engine, Options};
use std::collections::BTreeMap;
use store::Store;

const KILLS: u64 = 50;

/// `acked 3 120` or `resumes 3 120`.
fn said(line: &str) -> (&str, SourceId, u64) {
    let mut words = line.split(' ');
    let (what, source, counter) = (words.next(), words.next(), words.next());
    (what.unwrap(), SourceId(source.unwrap().parse().unwrap()), counter.unwrap().parse().unwrap())
}

#[tokio::test]
async fn fifty_kills_lose_nothing_double_nothing_and_change_nothing() {
    let folder = Folder::new();
    let data = folder.join("data");
    let mut acknowledged: BTreeMap<SourceId, u64> = BTreeMap::new();
    for kill in 0..KILLS {
        let mut program =
            Program::start(&["feed-stress", "--data", text(&data), "--snapshot-every", "150"]);
        let lines = 5 + kill * 37 % 61;
        let mut heard: Vec<String> = (0..lines).filter_map(|_| program.line()).collect();
        assert_eq!(heard.len() as u64, lines, "it runs until it is killed: {heard:?}");
        heard.extend(program.kill());
        for line in &heard {
            let (what, source, counter) = said(line);
            let known = acknowledged.entry(source).or_default();
            if what == "resumes" {
                assert!(counter >= *known, "kill {kill}: {line}, acknowledged {known}");
            }
            *known = counter.max(*known);
        }
    }
    let verified = succeeds(&["verify", "--data", text(&data)]);
    assert!(verified.ends_with("\nsound\n"), "{verified}");

    let store = Store::open(&data, morning()).await.unwrap();
    let records = journal_of(&store).await;
    for (&source, &counter) in &acknowledged {
        let numbers: Vec<u64> = keys_of(&records, source).iter().map(|k| k.counter).collect();
        let complete: Vec<u64> = (1..=numbers.len() as u64).collect();
        assert_eq!(numbers, complete, "{source}: each once, in order");
        assert!(numbers.len() as u64 >= counter, "{source}: {counter} was acknowledged");
    }
    assert!(records.len() > 5_000, "{}: there was load", records.len());

    let engine = Engine::start(store.clone(), clock::system(), Options::default()).await.unwrap();
    engine.settle().await;
    let mut live = Live::new();
    let mut effects = Vec::new();
    for record in &records {
        live.apply(record, &mut effects);
    }
    assert_eq!(contacts(&store).await, expected(effects));
}

/// The rows that a clean replay lets go.
fn expected(effects: Vec<Effect>) -> Vec<ContactRow> {
    let mut rows: Vec<ContactRow> = effects
        .into_iter()
        .filter_map(|effect| match effect {
            Effect::CloseContact(row) => Some(*row),
            Effect::SetContactCell(_)
            | Effect::SetWorkCell(_)
            | Effect::EndState(_)
            | Effect::AddIvr(_)
            | Effect::ReportAnomaly { .. } => None,
        })
        .collect();
    rows.sort_by_key(|row| (row.contact, row.entry));
    rows
}

async fn contacts(store: &Store) -> Vec<ContactRow> {
    let mut rows = Vec::new();
    let mut filter = store::ContactFilter { limit: store::MAX_PAGE, ..Default::default() };
    loop {
        let page = store.contacts(&filter).await.unwrap();
        rows.extend(page.items.into_iter().map(|item| item.row));
        filter.before = page.next;
        if filter.before.is_none() {
            break;
        }
    }
    rows.sort_by_key(|row| (row.contact, row.entry));
    rows
}
