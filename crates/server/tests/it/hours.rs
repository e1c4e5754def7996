//! Opening hours from the configuration file to the journal, and from there to the screens.

use crate::api::{Browser, House};
use crate::api_story::{Teller, morning};
use crate::support::{Desk, Folder, QUIET};
use axum::http::StatusCode;
use domain::measure::ServiceLevelDefinition;
use domain::opening::{OpenSpan, OpeningHours};
use domain::{Duration, QueueId, Timestamp};
use journal::Event;
use journal::registry::HOUSE;
use serde_json::{Value, json};
use server::config::Queue;
use server::engine::{Engine, Stated};
use tokio_util::sync::CancellationToken;

fn daily(text: &str) -> OpeningHours {
    let span = OpenSpan::parse(text).unwrap();
    let zone = Some("Asia/Shanghai".to_owned());
    OpeningHours { zone, week: std::array::from_fn(|_| vec![span]), ..OpeningHours::default() }
}

fn queue(key: &str, hours: Option<OpeningHours>) -> Queue {
    Queue { source: "pbx".into(), key: key.into(), hours }
}

/// What the journal was told of hours: the queue, from when on, and whether there are any.
async fn told(desk: &Desk) -> Vec<(u32, String, bool)> {
    let hours = |event: Event| {
        let Event::OpeningHoursSet { queue, effective_from, hours } = event else { return None };
        Some((queue.0, effective_from.to_string(), hours.is_some()))
    };
    desk.journal().await.into_iter().filter_map(|record| hours(record.event)).collect()
}

async fn tell(engine: &Engine, queues: Vec<Queue>) {
    server::hours::tell(engine.clone(), queues, CancellationToken::new()).await;
}

#[tokio::test]
async fn hours_are_told_once_from_the_next_five_minutes_on_and_taken_back() {
    let folder = Folder::new();
    let start = Timestamp::parse("2026-11-22T00:31:10Z").unwrap();
    let desk = Desk::open(&folder, start, QUIET).await;
    desk.feed(1, 40).await;
    let known = desk.engine.read(|live| live.names().queues[&QueueId(0)].key.clone());
    let one = || vec![queue(&known, Some(daily("08:00-22:00")))];
    tell(&desk.engine, one()).await;
    tell(&desk.engine, one()).await;
    let first = (0, "2026-11-22T00:35:00.000000Z".to_owned(), true);
    assert_eq!(told(&desk).await, std::slice::from_ref(&first));
    desk.clock.set(start.plus(Duration::from_minutes(10)));
    tell(&desk.engine, Vec::new()).await;
    let last = (0, "2026-11-22T00:45:00.000000Z".to_owned(), false);
    assert_eq!(told(&desk).await, [first, last]);
    desk.close().await;
}

#[tokio::test]
async fn hours_wait_for_a_queue_that_nobody_spoke_of_yet() {
    let folder = Folder::new();
    let start = Timestamp::parse("2026-11-22T00:30:00Z").unwrap();
    let desk = Desk::open(&folder, start, QUIET).await;
    let stranger = vec![queue("q_new", Some(daily("08:00-22:00")))];
    let waiting = tokio::spawn({
        let engine = desk.engine.clone();
        async move { tell(&engine, stranger).await }
    });
    let heard = server::stress::observation(desk.source, 1, start);
    let registered = Event::QueueRegistered {
        queue: "q_new".into(),
        key: "q_new".into(),
        name: "新队列".into(),
        skill: None,
        site: None,
    };
    let heard = journal::Observation { event: registered, ..heard };
    desk.engine.submit(desk.source, vec![heard]).await.unwrap();
    waiting.await.unwrap();
    assert_eq!(told(&desk).await, [(0, "2026-11-22T00:30:00.000000Z".to_owned(), true)]);
    desk.close().await;
}

async fn get(house: &House, admin: &Browser, path: &str) -> Value {
    let answer = admin.get(house, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
    answer.json()
}

async fn state(house: &House, event: Event) {
    house.desk.engine.state(HOUSE, vec![Stated::now(event)]).await.unwrap();
}

/// The morning, and a contact that came after closing and gave up after 40 s.
async fn morning_and_after(house: &House, admin: &Browser) -> Teller {
    let mut teller = morning(house, admin).await;
    let late = json!({"contact": "c9", "queue": "q_gen"});
    let arrived = json!({"contact": "c9", "channel": "voice", "direction": "inbound"});
    let story = [
        (400, "contact_arrived", arrived),
        (400, "contact_queued", late.clone()),
        (440, "contact_abandoned", late),
        (440, "contact_ended", json!({"contact": "c9", "by": "customer"})),
    ];
    teller.tell(house, &story).await;
    teller
}

#[tokio::test]
async fn a_queue_says_when_it_closes_and_marks_who_came_after() {
    let (house, admin) = House::furnished().await;
    let hours = Some(Box::new(daily("08:00-08:35")));
    let mut teller = morning_and_after(&house, &admin).await;
    let queue = get(&house, &admin, "/api/v1/queues/0").await["queue"].clone();
    assert_eq!(queue["opening"], Value::Null, "without hours it is always open");
    state(
        &house,
        Event::OpeningHoursSet { queue: QueueId(0), effective_from: Timestamp::MIN, hours },
    )
    .await;
    let opening = get(&house, &admin, "/api/v1/queues/0").await["queue"]["opening"].clone();
    let tomorrow = "2026-11-23T00:00:00.000000Z";
    assert_eq!(opening, json!({"is_open": false, "changes_at": tomorrow, "zone": "Asia/Shanghai"}));
    let late = json!({"contact": "c10", "queue": "q_gen"});
    teller.tell(&house, &[(450, "contact_queued", late)]).await;
    let rows = get(&house, &admin, "/api/v1/queues/0/contacts").await["contacts"].clone();
    let marks: Vec<(&Value, &Value)> =
        rows.as_array().unwrap().iter().map(|r| (&r["outcome"], &r["is_after_hours"])).collect();
    assert_eq!(marks[0], (&json!("waiting"), &json!(true)));
    assert!(marks[1..].iter().any(|mark| *mark.1 == json!(false)), "{marks:?}");
    house.close().await;
}

#[tokio::test]
async fn a_definition_without_closed_hours_leaves_them_out_wherever_it_stands() {
    let (house, admin) = House::furnished().await;
    state(
        &house,
        Event::OpeningHoursSet {
            queue: QueueId(0),
            effective_from: Timestamp::MIN,
            hours: Some(Box::new(daily("08:00-08:35"))),
        },
    )
    .await;
    morning_and_after(&house, &admin).await;
    let engine = &house.desk.engine;
    engine.tick().await;
    engine.settle().await;
    let level =
        || async {
            let queue = get(&house, &admin, "/api/v1/queues/0").await["queue"].clone();
            let overview = get(&house, &admin, "/api/v1/overview").await["overview"].clone();
            let day = "from=2026-11-22&to=2026-11-22&step=1d";
            let history =
                get(&house, &admin, &format!("/api/v1/history?measure=offered&by=queue&{day}"))
                    .await["history"]
                    .clone();
            let curve = get(&house, &admin, "/api/v1/queues/0/curve?step=5").await["curve"].clone();
            let last = curve["points"].as_array().unwrap().last().unwrap()["figures"].clone();
            assert_eq!(queue["today"]["offered"], 5, "the other figures count everybody");
            assert_eq!(history["lines"][0]["total"][0], 4.0, "of the interval that is closed");
            [
                queue["today"]["service_level"].clone(),
                queue["service_levels"][0]["last_15m"].clone(),
                queue["intervals"]["day"]["by_arrival"]["service_level"].clone(),
                overview["today"]["service_level"].clone(),
                overview["last_15m"]["service_level"].clone(),
                last["service_level"].clone(),
                history["definition"]["without_closed_hours"].clone(),
            ]
        };
    let half = json!(0.5);
    let nothing = json!(0.0);
    assert_eq!(
        level().await,
        [half.clone(), half.clone(), half.clone(), half.clone(), half, nothing, json!(false)]
    );
    let (_, definition) = engine.read(|live| {
        let now = live.now().unwrap();
        (now, live.definition(live::view::HOUSE_DEFINITION, now).unwrap())
    });
    let service_level =
        ServiceLevelDefinition { without_closed_hours: true, ..definition.service_level };
    let definition = domain::measure::Definition { version: 2, service_level, ..definition };
    state(&house, Event::DefinitionSet { definition }).await;
    let most = json!(0.6667);
    assert_eq!(
        level().await,
        [most.clone(), most.clone(), most.clone(), most.clone(), most, Value::Null, json!(true)]
    );
    house.close().await;
}
