//! Measures history: a year of contacts and cells loaded in bulk, then asked.
//!
//! `cargo run --release -p store --example history -- [CONTACTS] [FOLDER] [postgres://ADDRESS]`: the last for a schema
//! `measured` of a `PostgreSQL`, which is made and stays.

#![expect(clippy::print_stdout, reason = "a measurement prints its result")]
#![expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]

use domain::calendar::{Day, Zone};
use domain::figures::{Attribution, Counts};
use domain::history::{ContactCell, ContactKey, ContactRow, Outcome};
use domain::state::{Channel, Direction, EndedBy};
use domain::{AgentId, ContactId, Duration, Interval, QueueId, SourceId, Timestamp, Token};
use std::path::PathBuf;
use std::time::Instant;
use store::{
    ContactFilter, Grid, LaneKind, Options, OutcomeKind, Postgres, Projection, Step, Store,
    StoreError,
};

const QUEUES: u32 = 20;
const DAYS: i64 = 273;
/// Rows of one transaction: every transaction writes again the pages that rows far apart share.
const BATCH: usize = 300_000;

fn contact(number: u64, at: Timestamp) -> ContactRow {
    let mixed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    // Each draw from other bits, so that queue, agent and outcome do not follow each other.
    let pick = |n: u32| u32::try_from((mixed >> (n % 37)) % u64::from(n)).unwrap_or(0);
    let wait = Duration::from_secs(i64::from(pick(90)));
    ContactRow {
        contact: ContactId::of(SourceId(2), number),
        entry: 0,
        source: SourceId(2),
        channel: Channel::Voice,
        direction: Direction::Inbound,
        did: None,
        customer: Some(Token(mixed)),
        queue: Some(QueueId(pick(QUEUES))),
        skill: None,
        agent: Some(AgentId(pick(400))),
        team: None,
        arrived_at: at,
        queued_at: Some(at),
        left_queue_at: Some(at.plus(wait)),
        ended_at: at.plus(Duration::from_secs(300)),
        outcome: if pick(10) == 0 { Outcome::Abandoned } else { Outcome::Answered },
        ended_by: EndedBy::Customer,
        wait,
        talk: Duration::from_secs(180),
        hold: Duration::ZERO,
        after_contact_work: Duration::from_secs(30),
        rung_out: 0,
        ivr_node: None,
        closed_hours: false,
        inferred: false,
        first_sequence: number * 5,
        last_sequence: number * 5 + 4,
    }
}

fn cells(start: Timestamp) -> Vec<ContactCell> {
    let mut cells = Vec::new();
    for queue in 0..QUEUES {
        for attribution in [Attribution::ByArrival, Attribution::ByEvent] {
            let mut counts = Counts { offered: 5, offers: 6, ..Counts::default() };
            for n in 0..4 {
                counts.answer(Duration::from_secs(i64::from(queue) + 7 * n));
            }
            counts.abandon(Duration::from_secs(44));
            counts.talk = 720_000_000;
            let key = ContactKey::Queue(QueueId(queue));
            cells.push(ContactCell { key, start, attribution, revision: 1, counts });
        }
    }
    cells
}

async fn load(store: &Store, contacts: u64) -> Result<(), StoreError> {
    let lane = store.create_lane(LaneKind::Generated, "measured", Timestamp(0)).await?;
    let slots = DAYS.cast_unsigned() * 288;
    let first = Timestamp::from_secs(1_388_534_400);
    let mut rows = Projection::default();
    let mut number = 0;
    let mut cell_count = 0_usize;
    let began = Instant::now();
    for slot in 0..slots {
        let start = first.plus(Duration::from_minutes(5 * slot.cast_signed()));
        while number < contacts * (slot + 1) / slots {
            rows.contacts
                .push(contact(number, start.plus(Duration::from_secs(number.cast_signed() % 300))));
            number += 1;
        }
        // A centre works by day: two thirds of the intervals have calls.
        if slot % 3 != 0 {
            rows.contact_cells.extend(cells(start));
        }
        if rows.rows() >= BATCH {
            cell_count += rows.contact_cells.len();
            store.project(lane, slot, &rows).await?;
            rows = Projection::default();
        }
    }
    cell_count += rows.contact_cells.len();
    store.project(lane, slots, &rows).await?;
    println!("load    {contacts} contacts, {cell_count} cells: {:?}", began.elapsed());
    Ok(())
}

/// What a page and a click cost: reads by a key, and writes each on the disk before the next.
async fn small(store: &Store) -> Result<(), StoreError> {
    const COUNT: u32 = 2_000;
    let began = Instant::now();
    for number in 0..COUNT {
        store.put_setting("measured", &number, Timestamp(0)).await?;
    }
    println!("small   a write of its own: {:?}", began.elapsed() / COUNT);
    let began = Instant::now();
    for _ in 0..COUNT {
        store.setting::<u32>("measured").await?;
    }
    println!("small   a read by key: {:?}", began.elapsed() / COUNT);
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), StoreError> {
    let mut arguments = std::env::args().skip(1);
    let contacts = arguments.next().and_then(|a| a.parse().ok()).unwrap_or(1_100_000);
    let folder =
        arguments.next().map_or_else(|| std::env::temp_dir().join("store-history"), PathBuf::from);
    drop(std::fs::remove_dir_all(&folder));
    let place = |address: String| Postgres::parse(&address, Some("measured")).expect("an address");
    let options = Options { postgres: arguments.next().map(place), ..Options::default() };
    let store = Store::open_with(&folder, Timestamp(0), options).await?;
    small(&store).await?;
    load(&store, contacts).await?;

    let zone = Zone::named("Europe/Amsterdam").expect("the zone data is bundled");
    let from = zone.day_interval(Day::parse("2014-03-01").expect("a day")).start;
    let until = zone.day_interval(Day::parse("2014-04-01").expect("a day")).start;
    let month = Interval { start: from, end: until };
    let grid = |step| Grid { zone: zone.clone(), business_day_start: Duration::ZERO, step };
    let queue = [ContactKey::Queue(QueueId(7))];
    for step in [Step::QuarterHour, Step::Day] {
        let began = Instant::now();
        let curve = store.contact_curve(&queue, month, Attribution::ByArrival, &grid(step)).await?;
        println!("month   one queue, {step:?}: {} slots, {:?}", curve.len(), began.elapsed());
    }
    let began = Instant::now();
    let curve = store.contact_curve(&[], month, Attribution::ByArrival, &grid(Step::Day)).await?;
    println!("month   all queues by day: {} slots, {:?}", curve.len(), began.elapsed());

    let began = Instant::now();
    let filter = ContactFilter {
        queue: Some(QueueId(7)),
        outcome: Some(OutcomeKind::Abandoned),
        within: Some(month),
        limit: 100,
        ..ContactFilter::default()
    };
    let page = store.contacts(&filter).await?;
    println!("page    {} abandoned of one queue: {:?}", page.items.len(), began.elapsed());
    println!("bytes   {:?}", store.disk_use().await);
    store.close().await?;
    drop(store);
    drop(std::fs::remove_dir_all(&folder));
    Ok(())
}
