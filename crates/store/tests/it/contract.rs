//! What every engine must do, whichever it is.

use crate::support::{Place, SOURCE, all, cell, contact, on_both_engines, record, records, start};
use domain::calendar::{Day, Zone};
use domain::figures::{Attribution, WorkCounts};
use domain::history::{ContactCell, ContactKey, IvrCell, IvrPart, StateSpan, WorkCell, WorkKey};
use domain::measure::TimeAccount;
use domain::state::{AgentState, NotReadyReason};
use domain::{
    AgentId, ContactId, Duration, Interval, IvrNodeId, QueueId, SeatId, SiteId, TeamId, Timestamp,
};
use journal::{AnomalyKind, Event, SourceKey};
use store::{
    AnomalyRow, Arrival, AuditEntry, AuditFilter, Author, ContactFilter, Grid, HeldRole, KeptFrame,
    Lane, LaneKind, NewApiToken, OrderClaim, OrderKey, OutcomeKind, PeopleQuestion, PersonWrite,
    Projection, Retained, Retention, Session, Step, Store, StoreError,
};

on_both_engines! {
    what_was_appended_is_read_back_equal
    a_batch_that_does_not_follow_is_refused_whole
    marks_and_the_end_survive_reopening
    a_time_finds_its_record
    the_records_of_one_contact_are_picked_out
    the_same_projection_twice_leaves_the_same
    an_older_revision_never_replaces_a_newer
    a_key_that_comes_twice_in_one_projection_is_written_in_order
    texts_are_ordered_by_their_bytes
    a_supplement_is_added_once
    steps_in_the_ivr_add_up_within_their_time
    contacts_are_listed_newest_first_page_by_page
    a_local_day_of_25_hours_adds_up
    an_agents_day_and_its_work_are_read_back
    anomalies_are_listed_newest_first
    a_sealed_lane_takes_no_more
    accounts_sessions_and_tokens_open_only_what_is_good
    audit_rows_are_listed_newest_first
    an_orders_key_is_claimed_once_and_forgotten_after_a_week
    a_setting_and_its_event_move_together
    an_erased_number_is_gone_and_the_others_stay
    frames_are_found_by_the_word_they_hold
    frames_go_by_age_and_by_size
    what_is_too_old_is_forgotten_and_the_rest_stays
}

async fn what_was_appended_is_read_back_equal(place: Place) {
    let store = place.open().await;
    let expected = records(1, 2_500);
    for batch in expected.chunks(700) {
        store.append(Lane::LIVE, batch).await.unwrap();
    }
    assert_eq!(all(&store, Lane::LIVE).await, expected);
    assert_eq!(store.read(Lane::LIVE, 699, 4).await.unwrap(), expected[698..702]);
    assert_eq!(store.read(Lane::LIVE, 2_501, 9).await.unwrap(), []);
    store.append(Lane::LIVE, &[]).await.unwrap();
    assert_eq!(store.extent(Lane::LIVE).await.unwrap(), Some((1, 2_500)));
}

async fn a_batch_that_does_not_follow_is_refused_whole(place: Place) {
    let store = place.open().await;
    store.append(Lane::LIVE, &records(1, 3)).await.unwrap();
    let gap = store.append(Lane::LIVE, &records(5, 1)).await.unwrap_err();
    assert!(matches!(gap, StoreError::Gap { expected: 4, found: 5, .. }), "{gap}");
    let again = store.append(Lane::LIVE, &records(3, 1)).await.unwrap_err();
    assert!(matches!(again, StoreError::Gap { expected: 4, found: 3, .. }), "{again}");
    let mut torn = records(4, 2);
    torn[1].journalled_at = torn[0].journalled_at;
    let back = store.append(Lane::LIVE, &torn).await.unwrap_err();
    assert!(matches!(back, StoreError::TimeRunsBack { sequence: 5, .. }), "{back}");
    assert_eq!(all(&store, Lane::LIVE).await, records(1, 3));
    let unknown = store.append(Lane(77), &records(1, 1)).await.unwrap_err();
    assert!(matches!(unknown, StoreError::UnknownLane { lane: Lane(77) }), "{unknown}");
}

async fn marks_and_the_end_survive_reopening(place: Place) {
    let store = place.open().await;
    assert_eq!(store.last(Lane::LIVE).await.unwrap(), None);
    let mut batch = records(1, 4);
    batch[1].source = domain::SourceId(9);
    batch[1].key = SourceKey { epoch: 2, counter: u64::MAX };
    batch[3].key = SourceKey { epoch: 0, counter: 99 };
    store.append(Lane::LIVE, &batch).await.unwrap();
    store.close().await.unwrap();
    drop(store);
    let store = place.open().await;
    let last = store.last(Lane::LIVE).await.unwrap();
    assert_eq!(last, Some((4, record(4).journalled_at)));
    let marks: Vec<_> = store.marks(Lane::LIVE).await.unwrap().into_iter().collect();
    let highest = [
        (SOURCE, SourceKey { epoch: 1, counter: 3 }),
        (domain::SourceId(9), SourceKey { epoch: 2, counter: u64::MAX }),
    ];
    assert_eq!(marks, highest);
    store.append(Lane::LIVE, &records(5, 1)).await.unwrap();
}

async fn a_time_finds_its_record(place: Place) {
    let store = place.open().await;
    let every = records(1, 400);
    for batch in every.chunks(37) {
        store.append(Lane::LIVE, batch).await.unwrap();
    }
    let before = start().before(Duration(1));
    assert_eq!(store.sequence_at(Lane::LIVE, before).await.unwrap(), 0);
    for record in &every {
        let at = record.journalled_at;
        let found = store.sequence_at(Lane::LIVE, at).await.unwrap();
        assert_eq!(found, record.sequence);
        let just_before = store.sequence_at(Lane::LIVE, at.before(Duration(1))).await.unwrap();
        assert_eq!(just_before, record.sequence - 1);
    }
    assert_eq!(store.sequence_at(Lane::LIVE, Timestamp::MAX).await.unwrap(), 400);
}

async fn the_records_of_one_contact_are_picked_out(place: Place) {
    let store = place.open().await;
    store.append(Lane::LIVE, &records(1, 999)).await.unwrap();
    let contact = ContactId::of(SOURCE, 12);
    let found = store.records_of(Lane::LIVE, contact, 1..=999, 100).await.unwrap();
    let sequences: Vec<u64> = found.iter().map(|r| r.sequence).collect();
    assert_eq!(sequences, [48, 49, 50, 51]);
    let part = store.records_of(Lane::LIVE, contact, 49..=50, 100).await.unwrap();
    assert_eq!(part, found[1..3]);
    let limited = store.records_of(Lane::LIVE, contact, 1..=999, 1).await.unwrap();
    assert_eq!(limited, found[..1]);
}

fn a_projection() -> Projection {
    let at = |minutes| start().plus(Duration::from_minutes(minutes));
    Projection {
        contacts: (0..100_u64).map(|n| contact(n, at(i64::try_from(n).unwrap()))).collect(),
        contact_cells: (0..40).map(|n| cell(at(5 * n), 1, 3)).collect(),
        work_cells: vec![WorkCell {
            key: WorkKey::Agent(AgentId(4)),
            team: Some(TeamId(1)),
            start: start(),
            revision: 1,
            counts: WorkCounts { answered: 2, ..WorkCounts::default() },
        }],
        spans: vec![StateSpan {
            agent: AgentId(4),
            state: AgentState::NotReady(NotReadyReason::Meal),
            seat: Some(SeatId(8)),
            from: start(),
            until: at(30),
        }],
        ivr: vec![a_step(start(), IvrPart::Left(Some('#')), 2), a_step(start(), IvrPart::Begun, 3)],
        anomalies: vec![an_anomaly(5, 1), an_anomaly(5, 2), an_anomaly(6, 3)],
    }
}

/// Some visits of one node, each of ten seconds.
fn a_step(start: Timestamp, part: IvrPart, count: u32) -> IvrCell {
    let time = u64::from(count) * 10_000_000;
    IvrCell { node: IvrNodeId(3), start, part, count, time }
}

fn an_anomaly(sequence: u64, agent: u32) -> AnomalyRow {
    AnomalyRow {
        anomaly: AnomalyKind::NeverQueued,
        source: SOURCE,
        contact: Some(ContactId(9)),
        agent: Some(AgentId(agent)),
        at: start().plus(Duration::from_secs(i64::try_from(sequence).unwrap())),
        sequence,
    }
}

async fn everything(store: &Store) -> String {
    let day = Interval::at(start(), Duration::from_minutes(24 * 60));
    let contacts = store.contacts(&ContactFilter { limit: 900, ..Default::default() }).await;
    let cells = store.contact_cells(&[], day, Attribution::ByArrival).await;
    let work = store.work_cells(&[WorkKey::Agent(AgentId(4))], day).await;
    let spans = store.spans(AgentId(4), day).await;
    let anomalies = store.anomalies(None, None, 99).await;
    let ivr = store.ivr(day).await;
    format!("{contacts:?}{cells:?}{work:?}{spans:?}{anomalies:?}{ivr:?}")
}

async fn the_same_projection_twice_leaves_the_same(place: Place) {
    let store = place.open().await;
    assert_eq!(store.projected(Lane::LIVE).await.unwrap(), 0);
    let projection = a_projection();
    store.project(Lane::LIVE, 400, &projection).await.unwrap();
    let once = everything(&store).await;
    store.project(Lane::LIVE, 400, &projection).await.unwrap();
    assert_eq!(everything(&store).await, once);
    store.project(Lane::LIVE, 300, &Projection::default()).await.unwrap();
    assert_eq!(store.projected(Lane::LIVE).await.unwrap(), 400);
    let entries = store.contact(ContactId::of(SOURCE, 33)).await.unwrap();
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].row, projection.contacts[33]);
}

async fn an_older_revision_never_replaces_a_newer(place: Place) {
    let store = place.open().await;
    for (revision, offered) in [(2, 20), (2, 21), (1, 10)] {
        let cells = vec![cell(start(), revision, offered)];
        let rows = Projection { contact_cells: cells, ..Projection::default() };
        store.project(Lane::LIVE, 1, &rows).await.unwrap();
    }
    let day = Interval::at(start(), Duration::from_minutes(24 * 60));
    let queue = [ContactKey::Queue(QueueId(7))];
    let cells = store.contact_cells(&queue, day, Attribution::ByArrival).await.unwrap();
    assert_eq!(cells, [cell(start(), 2, 21)]);
    let others = store.contact_cells(&queue, day, Attribution::ByEvent).await.unwrap();
    assert_eq!(others, []);
}

async fn a_key_that_comes_twice_in_one_projection_is_written_in_order(place: Place) {
    let store = place.open().await;
    let mut later = contact(9, start());
    later.talk = Duration::from_secs(7);
    let step = a_step(start(), IvrPart::ToNode(IvrNodeId(4)), 2);
    // More than one statement writes one by one.
    let mut contacts = vec![contact(9, start()); 40];
    contacts.push(later.clone());
    let mut cells: Vec<ContactCell> = (1..=40).map(|n| cell(start(), n, n)).collect();
    cells.swap(38, 39);
    let rows =
        Projection { contacts, contact_cells: cells, ivr: vec![step; 40], ..Projection::default() };
    store.project(Lane::LIVE, 1, &rows).await.unwrap();
    let found = store.contact(later.contact).await.unwrap();
    assert_eq!(found.into_iter().map(|found| found.row).collect::<Vec<_>>(), [later]);
    let day = Interval::at(start(), Duration::from_minutes(24 * 60));
    let queue = [ContactKey::Queue(QueueId(7))];
    let cells = store.contact_cells(&queue, day, Attribution::ByArrival).await.unwrap();
    assert_eq!(cells, [cell(start(), 40, 40)]);
    assert_eq!(store.ivr(day).await.unwrap(), [a_step(start(), IvrPart::ToNode(IvrNodeId(4)), 80)]);
}

async fn texts_are_ordered_by_their_bytes(place: Place) {
    let store = place.open().await;
    let hired = Day::parse("2026-01-05").unwrap();
    let person = |number: &str| PersonWrite {
        known: None,
        number: number.to_owned(),
        name: "示例".to_owned(),
        hired,
        left: None,
        facts: Vec::new(),
    };
    let people = ["é", "a", "B", "_1", "A", "b", "10", "9", "王"].map(person);
    let author = Author { actor: "hr", reason: None };
    store.write_people(&people, author, start()).await.unwrap();
    let found = store.find_people(&PeopleQuestion::all(hired)).await.unwrap().people;
    let numbers: Vec<&str> = found.iter().map(|row| row.number.as_str()).collect();
    assert_eq!(numbers, ["10", "9", "A", "B", "_1", "a", "b", "é", "王"]);
}

async fn steps_in_the_ivr_add_up_within_their_time(place: Place) {
    let store = place.open().await;
    let later = start().plus(Duration::from_minutes(15));
    let (one, key) = (IvrPart::ToNode(IvrNodeId(4)), IvrPart::Left(Some('1')));
    let told = |cells: &[IvrCell]| Projection { ivr: cells.to_vec(), ..Projection::default() };
    let first = told(&[a_step(start(), key, 2), a_step(later, key, 5), a_step(start(), one, 1)]);
    for (mark, rows) in [(1, &first), (1, &first), (2, &told(&[a_step(start(), key, 1)]))] {
        store.project(Lane::LIVE, mark, rows).await.unwrap();
    }
    let quarter = Interval { start: start(), end: later };
    let sums = store.ivr(quarter).await.unwrap();
    assert_eq!(sums, [a_step(start(), key, 3), a_step(start(), one, 1)]);
    let hour = Interval::at(start(), Duration::from_minutes(60));
    assert_eq!(store.ivr(hour).await.unwrap()[0], a_step(start(), key, 8));
    assert_eq!(store.forget_cells(later).await.unwrap(), 2);
    assert_eq!(store.ivr(hour).await.unwrap(), [a_step(start(), key, 5)]);
}

async fn a_supplement_is_added_once(place: Place) {
    let store = place.open().await;
    let late = start().plus(Duration::from_minutes(5));
    let told = |cells: &[ContactCell]| Projection {
        contact_cells: cells.to_vec(),
        ..Projection::default()
    };
    let first = told(&[cell(start(), 0, 2), cell(start(), 3, 20), cell(late, 0, 1)]);
    store.project(Lane::LIVE, 1, &first).await.unwrap();
    store.project(Lane::LIVE, 1, &first).await.unwrap();
    let day = Interval::at(start(), Duration::from_minutes(24 * 60));
    let queue = [ContactKey::Queue(QueueId(7))];
    let cells = store.contact_cells(&queue, day, Attribution::ByArrival).await.unwrap();
    assert_eq!(cells, [cell(start(), 4, 22), cell(late, 1, 1)]);
    store.project(Lane::LIVE, 2, &told(&[cell(late, 0, 4)])).await.unwrap();
    let cells = store.contact_cells(&queue, day, Attribution::ByArrival).await.unwrap();
    assert_eq!(cells, [cell(start(), 4, 22), cell(late, 2, 5)]);
}

async fn contacts_are_listed_newest_first_page_by_page(place: Place) {
    let store = place.open().await;
    let projection = a_projection();
    store.project(Lane::LIVE, 400, &projection).await.unwrap();
    let mut filter = ContactFilter {
        queue: Some(QueueId(7)),
        outcome: Some(OutcomeKind::Abandoned),
        limit: 10,
        ..ContactFilter::default()
    };
    let mut found = Vec::new();
    loop {
        let page = store.contacts(&filter).await.unwrap();
        assert!(page.items.len() <= 10);
        found.extend(page.items.iter().map(|item| item.row.clone()));
        let Some(next) = page.next else { break };
        assert_eq!(store::ContactCursor::parse(&next.to_string()), Some(next));
        filter.before = Some(next);
    }
    let mut expected = projection.contacts.clone();
    expected.retain(|row| row.outcome == domain::history::Outcome::Abandoned);
    expected.reverse();
    assert_eq!(found, expected);

    filter.before = None;
    let bands = [Duration::from_secs(5), Duration::from_secs(20)];
    let groups = store.contact_groups(&filter, &bands).await.unwrap();
    let band = |wait: Duration| bands.iter().filter(|&&most| wait > most).count();
    for group in &groups {
        let of_group =
            expected.iter().filter(|row| row.queue == group.queue && band(row.wait) == group.band);
        assert_eq!(group.count, of_group.count() as u64, "{group:?}");
    }
    assert_eq!(groups.iter().map(|group| group.count).sum::<u64>(), expected.len() as u64);

    let at = start().plus(Duration::from_minutes(10));
    let narrow = ContactFilter {
        agent: Some(AgentId(2)),
        within: Some(Interval::at(at, Duration::from_minutes(10))),
        limit: 50,
        ..ContactFilter::default()
    };
    let numbers: Vec<u64> = store
        .contacts(&narrow)
        .await
        .unwrap()
        .items
        .iter()
        .map(|i| i.row.contact.0 & 0xff)
        .collect();
    assert_eq!(numbers, [17, 12]);
    let customer = projection.contacts[5].customer;
    let of_customer = ContactFilter { customer, limit: 50, ..ContactFilter::default() };
    assert_eq!(store.contacts(&of_customer).await.unwrap().items.len(), 1);
}

async fn a_local_day_of_25_hours_adds_up(place: Place) {
    let store = place.open().await;
    let zone = Zone::named("Europe/Amsterdam").unwrap();
    let day = Day::parse("2026-10-25").unwrap();
    let whole = zone.day_interval(day);
    let five = Duration::from_minutes(5);
    let starts = (-12..312).map(|n| whole.start.plus(Duration(five.micros() * n)));
    let cells = starts.map(|start| cell(start, 1, 1)).collect();
    let rows = Projection { contact_cells: cells, ..Projection::default() };
    store.project(Lane::LIVE, 1, &rows).await.unwrap();
    let keys = [ContactKey::Queue(QueueId(7))];
    for (step, slots, each) in
        [(Step::QuarterHour, 100, 3), (Step::Hour, 25, 12), (Step::Day, 1, 300)]
    {
        let grid = Grid { zone: zone.clone(), business_day_start: Duration::ZERO, step };
        let curve = store.contact_curve(&keys, whole, Attribution::ByArrival, &grid).await.unwrap();
        assert_eq!(curve.len(), slots);
        assert!(curve.iter().all(|slot| slot.counts.offered == each));
        let intervals: Vec<Interval> = curve.iter().map(|slot| slot.interval).collect();
        assert_eq!(intervals, grid.intervals(day));
    }
}

async fn an_agents_day_and_its_work_are_read_back(place: Place) {
    let store = place.open().await;
    let agent = AgentId(4);
    let at = |minutes| start().plus(Duration::from_minutes(minutes));
    let span = |state, from, until| StateSpan { agent, state, seat: None, from, until };
    let spans = vec![
        span(AgentState::SignedOut, at(-30 * 24 * 60), at(-60)),
        span(AgentState::Talking, at(-60), at(10)),
        span(AgentState::NotReady(NotReadyReason::Coaching), at(10), at(20)),
        span(AgentState::Available, at(20), at(20)),
        span(AgentState::Available, at(24 * 60), at(25 * 60)),
    ];
    let work = |start, team| WorkCell {
        key: WorkKey::Agent(agent),
        team,
        start,
        revision: 3,
        counts: WorkCounts {
            times: TimeAccount([1, 2, 3, 4, 5, 6, 7]),
            break_overrun: 9,
            ..WorkCounts::default()
        },
    };
    let work_cells = vec![work(at(0), None), work(at(0), Some(TeamId(2))), work(at(15), None)];
    let rows = Projection { spans: spans.clone(), work_cells, ..Projection::default() };
    store.project(Lane::LIVE, 1, &rows).await.unwrap();
    let day = Interval::at(start(), Duration::from_minutes(24 * 60));
    assert_eq!(store.spans(agent, day).await.unwrap(), spans[1..4]);
    let long_ago = Interval::at(at(-20 * 24 * 60), Duration::from_minutes(60));
    assert_eq!(store.spans(agent, long_ago).await.unwrap(), spans[..1]);
    let keys = [WorkKey::Agent(agent)];
    assert_eq!(store.work_cells(&keys, day).await.unwrap(), rows.work_cells);
    let grid =
        Grid { zone: Zone::utc(), business_day_start: Duration::ZERO, step: Step::QuarterHour };
    let curve = store.work_curve(&keys, day, &grid).await.unwrap();
    let overrun: Vec<u64> = curve.iter().map(|slot| slot.counts.break_overrun).collect();
    assert_eq!(overrun, [18, 9]);
}

async fn anomalies_are_listed_newest_first(place: Place) {
    let store = place.open().await;
    store.project(Lane::LIVE, 400, &a_projection()).await.unwrap();
    let first = store.anomalies(Some(SOURCE), None, 2).await.unwrap();
    assert_eq!(first.items, [an_anomaly(6, 3), an_anomaly(5, 2)]);
    let second = store.anomalies(None, first.next, 2).await.unwrap();
    assert_eq!(second.items, [an_anomaly(5, 1)]);
    assert_eq!(second.next, None);
    let none = store.anomalies(Some(domain::SourceId(99)), None, 2).await.unwrap();
    assert_eq!(none.items, []);
}

async fn a_sealed_lane_takes_no_more(place: Place) {
    let store = place.open().await;
    let lane = store.create_lane(LaneKind::Imported, "2014", start()).await.unwrap();
    assert_eq!(lane, Lane(1));
    assert_eq!(store.seal(lane, records(1, 2_345), start()).await.unwrap(), 2_345);
    assert_eq!(all(&store, lane).await, records(1, 2_345));
    assert_eq!(store.marks(lane).await.unwrap()[&SOURCE].counter, 2_345);
    let error = store.append(lane, &records(2_346, 1)).await.unwrap_err();
    assert!(matches!(error, StoreError::Sealed { .. }), "{error}");
    assert!(store.sealing(lane).await.is_err());
    assert!(store.sealing(Lane::LIVE).await.is_err());
    assert_eq!(store.last(Lane::LIVE).await.unwrap(), None);
    let lanes = store.lanes().await.unwrap();
    assert_eq!(lanes[1].sealed_at, Some(start()));
    let found = store.records_of(lane, ContactId::of(SOURCE, 500), 1..=2_345, 9).await.unwrap();
    assert_eq!(found.len(), 4);
    let at = record(1_999).journalled_at;
    assert_eq!(store.sequence_at(lane, at).await.unwrap(), 1_999);
    assert_eq!(store.sequence_at(lane, Timestamp::MAX).await.unwrap(), 2_345);
}

async fn accounts_sessions_and_tokens_open_only_what_is_good(place: Place) {
    let store = place.open().await;
    let now = start();
    let later = now.plus(Duration::from_minutes(60));
    store.put_setup_token(b"old", now, later).await.unwrap();
    store.put_setup_token(b"link", now, later).await.unwrap();
    assert!(!store.take_setup_token(b"old", now).await.unwrap());
    assert!(!store.take_setup_token(b"link", later).await.unwrap());
    assert!(store.is_setup_token(b"link", now).await.unwrap());
    assert!(store.take_setup_token(b"link", now).await.unwrap());
    assert!(!store.take_setup_token(b"link", now).await.unwrap());

    let roles = [HeldRole::centre("administrator")];
    let account = store.create_account("王芳", "$argon2id$x", &roles, now).await.unwrap().unwrap();
    assert_eq!(store.create_account("王芳", "y", &roles, now).await.unwrap(), None);
    let (found, hash) = store.account_by_name("王芳").await.unwrap().unwrap();
    assert_eq!((found.account, hash.as_str()), (account, "$argon2id$x"));
    assert!(store.set_password(account, "z").await.unwrap());
    assert!(!store.set_password(account + 1, "z").await.unwrap());

    let session = Session {
        token_hash: b"cookie".to_vec(),
        account,
        csrf_token: "c".into(),
        created_at: now,
        seen_at: now,
        expires_at: later,
        arrival: Arrival::default(),
    };
    store.put_session(&session).await.unwrap();
    let (open, of) = store.session(b"cookie", now).await.unwrap().unwrap();
    assert_eq!(
        (open, of.name.as_str(), &of.roles[..], of.agent),
        (session, "王芳", &roles[..], None)
    );
    let leads = HeldRole { team: Some(TeamId(7)), ..HeldRole::centre("team_leader") };
    let held = [leads, HeldRole { site: Some(SiteId(2)), ..HeldRole::centre("viewer") }];
    assert!(store.set_roles(account, &held, Some(AgentId(9))).await.unwrap());
    assert!(!store.set_roles(account + 1, &held, None).await.unwrap());
    let (_, of) = store.session(b"cookie", now).await.unwrap().unwrap();
    assert_eq!((&of.roles[..], of.agent), (&held[..], Some(AgentId(9))));
    let kept = store.account(account).await.unwrap().unwrap();
    assert_eq!((&kept.roles[..], kept.agent), (&held[..], Some(AgentId(9))));
    assert!(store.session(b"cookie", later).await.unwrap().is_none());
    let longer = later.plus(Duration(1));
    store.touch_session(b"cookie", later, longer).await.unwrap();
    assert!(store.session(b"cookie", later).await.unwrap().is_some());

    let scopes = ["feed:write".to_owned(), "read".to_owned()];
    let new =
        NewApiToken { token_hash: b"t", name: "feed", scopes: &scopes, account, expires_at: None };
    let token = store.create_api_token(&new, now).await.unwrap();
    let found = store.api_token(b"t", now).await.unwrap().unwrap();
    assert_eq!((found.token, found.scopes), (token, scopes.to_vec()));
    assert_eq!(store.api_tokens().await.unwrap()[0].used_at, Some(now));
    assert!(store.set_disabled(account, Some(now)).await.unwrap());
    assert!(store.api_token(b"t", now).await.unwrap().is_none());
    assert!(store.session(b"cookie", now).await.unwrap().is_none());
    store.set_disabled(account, None).await.unwrap();
    assert!(store.session(b"cookie", now).await.unwrap().is_none(), "disabling ended it");
    assert!(store.api_token(b"t", now).await.unwrap().is_some());
    assert!(store.revoke_api_token(token, now).await.unwrap());
    assert!(!store.revoke_api_token(token, now).await.unwrap());
    assert!(store.api_token(b"t", now).await.unwrap().is_none());

    assert_eq!(store.note_sign_in_failure("王芳", now).await.unwrap(), 1);
    assert_eq!(store.note_sign_in_failure("王芳", later).await.unwrap(), 2);
    assert_eq!(store.sign_in_failures("王芳").await.unwrap().unwrap().last_at, later);
    assert_eq!(store.prune_sign_in_failures(later).await.unwrap(), 0);
    store.clear_sign_in_failures("王芳").await.unwrap();
    assert_eq!(store.sign_in_failures("王芳").await.unwrap(), None);
}

async fn audit_rows_are_listed_newest_first(place: Place) {
    let store = place.open().await;
    for number in 1..=5_u64 {
        let object = format!("queue-{number}");
        let entry = AuditEntry {
            at: start(),
            actor: "account-1",
            action: "pause_member",
            object: &object,
            origin: "10.0.0.7",
            ..AuditEntry::default()
        };
        assert_eq!(store.audit(entry).await.unwrap(), number);
    }
    assert_eq!(store.check_audit().await.unwrap().damage, None);
    let filter = AuditFilter { before: Some(4), limit: 2, ..AuditFilter::default() };
    let rows = store.audit_rows(&filter).await.unwrap();
    let numbers: Vec<u64> = rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, [3, 2]);
    assert_eq!(rows[0].object, "queue-3");
}

async fn a_setting_and_its_event_move_together(place: Place) {
    let store = place.open().await;
    assert_eq!(store.setting::<u32>("limit").await.unwrap(), None);
    let event = Event::SourceLost {};
    store
        .put_setting_and_tell("limit", &5_u32, std::slice::from_ref(&event), start())
        .await
        .unwrap();
    store.put_setting("limit", &6_u32, start()).await.unwrap();
    assert_eq!(store.setting::<u32>("limit").await.unwrap(), Some(6));
    let waiting = store.outbox().await.unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].event, event);
    store.outbox_done(waiting[0].number).await.unwrap();
    assert_eq!(store.outbox().await.unwrap(), []);
    assert!(store.setting::<String>("limit").await.is_err());
}

async fn an_erased_number_is_gone_and_the_others_stay(place: Place) {
    let store = place.open().await;
    let [first, second] = ["13731199938", "+86 137-3119-9939"];
    store.remember_customers(&[first, second], start()).await.unwrap();
    store.remember_customers(&[first], start()).await.unwrap();
    let token = store.token("137 3119 9938");
    assert_eq!(token, store.token(first));
    assert_ne!(token, store.token(second));
    assert_eq!(store.customer_number(token).await.unwrap().as_deref(), Some(first));
    assert!(store.erase_customer(token, start()).await.unwrap());
    assert!(!store.erase_customer(token, start()).await.unwrap());
    assert_eq!(store.customer_number(token).await.unwrap(), None);
    let other = store.customer_number(store.token(second)).await.unwrap();
    assert_eq!(other.as_deref(), Some(second));
    store.remember_customers(&[first], start()).await.unwrap();
    assert_eq!(store.customer_number(token).await.unwrap(), None, "erased stays erased");
}

async fn frames_are_found_by_the_word_they_hold(place: Place) {
    let store = place.open().await;
    let at = |n| start().plus(Duration::from_secs(n));
    let frame = |(n, text): (i64, &str)| KeptFrame {
        source: SOURCE,
        received_at: at(n),
        bytes: text.as_bytes().to_vec(),
    };
    let said = [(0, "id: c-1.2"), (1, "id: c-1.23"), (2, "x: c-1.2\r\n"), (3, "none")];
    let frames = said.map(frame);
    store.keep_frames(&frames).await.unwrap();
    let all = Interval { start: at(0), end: at(9) };
    let found = store.frames_naming(SOURCE, all, "c-1.2", 99).await.unwrap();
    assert_eq!(found, [frames[0].clone(), frames[2].clone()]);
    let later = Interval { start: at(1), end: at(9) };
    assert_eq!(store.frames_naming(SOURCE, later, "c-1.2", 99).await.unwrap(), frames[2..3]);
    let early = Interval { start: at(0), end: at(2) };
    assert_eq!(store.frames_naming(SOURCE, early, "c-1.2", 99).await.unwrap(), frames[0..1]);
}

async fn frames_go_by_age_and_by_size(place: Place) {
    let store = place.open().await;
    let at = |n| start().plus(Duration::from_secs(n));
    let frame = |n| KeptFrame { source: SOURCE, received_at: at(n), bytes: vec![b'x'; 100] };
    let frames: Vec<_> = (0..20).map(frame).collect();
    store.keep_frames(&frames).await.unwrap();
    assert_eq!(store.frames(SOURCE, at(15), 99).await.unwrap(), frames[15..]);
    assert_eq!(store.prune_frames(at(4), u64::MAX).await.unwrap(), 4);
    assert_eq!(store.prune_frames(at(0), 1_000).await.unwrap(), 6);
    assert_eq!(store.frames(SOURCE, at(0), 99).await.unwrap(), frames[10..]);
}

async fn what_is_too_old_is_forgotten_and_the_rest_stays(place: Place) {
    let store = place.open().await;
    for batch in records(1, 400).chunks(100) {
        store.append(Lane::LIVE, batch).await.unwrap();
    }
    store.project(Lane::LIVE, 400, &a_projection()).await.unwrap();
    let long = Duration::from_minutes(60 * 24 * 9_999);
    let keep = Retention { records_archived_after: long, ..Retention::DEFAULT };
    let now = start().plus(Duration::from_minutes(60));
    assert_eq!(store.retain(&keep, now).await.unwrap(), Retained::default());

    let retention = Retention {
        records_archived_after: Duration(1),
        records: long,
        contacts: Duration::from_minutes(10),
        cells: Duration::from_minutes(20),
        ..Retention::DEFAULT
    };
    let done = store.retain(&retention, now).await.unwrap();
    assert_eq!(done.records_archived, 300, "all but the last block");
    assert_eq!(all(&store, Lane::LIVE).await, records(1, 400));
    // 50 contacts, the stay that ended at half past, 3 anomalies; 8 cells of the queue, 1 of work, 2 of the IVR.
    assert_eq!((done.rows_forgotten, done.cells_forgotten), (50 + 1 + 3, 8 + 1 + 2));
    let left = store.contacts(&ContactFilter { limit: 900, ..Default::default() }).await.unwrap();
    assert_eq!(left.items.len(), 50);
    let again = store.retain(&retention, now).await.unwrap();
    assert_eq!(again, Retained::default());
    let space = store.disk_space().unwrap();
    assert!(space.available <= space.capacity && space.capacity > 0, "{space:?}");
    assert!(store.disk_use().await.history > 0);
}

async fn an_orders_key_is_claimed_once_and_forgotten_after_a_week(place: Place) {
    let store = place.open().await;
    let now = Timestamp::from_secs(1_795_000_000);
    let (mine, other) =
        (OrderKey { actor: "admin", key: "k" }, OrderKey { actor: "token 1", key: "k" });
    let claim = |order| store.claim_order(order, "pause", now);
    assert_eq!(claim(mine).await.unwrap(), OrderClaim::New);
    let known = |answer: Option<&str>| OrderClaim::Known {
        request: "pause".into(),
        answer: answer.map(str::to_owned),
    };
    assert_eq!(claim(mine).await.unwrap(), known(None));
    assert_eq!(claim(other).await.unwrap(), OrderClaim::New, "a key is its giver's own");
    store.release_order(other).await.unwrap();
    assert_eq!(claim(other).await.unwrap(), OrderClaim::New);
    store.answer_order(mine, "done").await.unwrap();
    store.release_order(mine).await.unwrap();
    assert_eq!(claim(mine).await.unwrap(), known(Some("done")), "an answer stays");
    let later = now.plus(Duration::from_minutes(7 * 24 * 60 + 1));
    assert_eq!(store.claim_order(mine, "pause", later).await.unwrap(), OrderClaim::New);
}
