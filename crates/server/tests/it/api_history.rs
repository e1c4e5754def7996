//! History against the contacts it is made of, through clock changes, and out as files.

use crate::api::{Browser, House};
use axum::http::StatusCode;
use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use domain::calendar::{Day, Zone};
use domain::{Duration, Interval, Timestamp};
use live::Live;
use serde_json::{Value, json};
use server::demo::Past;
use server::http::build::history_compare::{Shift, pairs, shift};
use server::http::build::house;
use std::io::Cursor;
use store::{Grid, Step};

const MOMENT: &str = "2026-11-24T09:12:40+08:00";

/// A house with two days behind it, of a seed that no other test has.
async fn at_work() -> (House, Browser) {
    House::at_work(MOMENT, 4_711, Past { journaled_days: 0, older_days: 2 }).await
}

async fn get(house: &House, admin: &Browser, path: &str) -> Value {
    let answer = admin.get(house, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
    answer.json()
}

async fn history(house: &House, admin: &Browser, query: &str) -> Value {
    get(house, admin, &format!("/api/v1/history?{query}")).await["history"].clone()
}

async fn counted(house: &House, admin: &Browser, query: &str) -> f64 {
    let answer = get(house, admin, &format!("/api/v1/contacts?limit=1&{query}")).await;
    answer["figure"]["total"].as_f64().unwrap()
}

#[tokio::test]
async fn sums_are_what_the_contacts_say() {
    let (house, admin) = at_work().await;
    // Some minutes back: what arrived just now is still being answered, and its cell revised.
    let (from, to) = ("2026-11-23T16:00:00Z", "2026-11-24T01:00:00Z");
    let asked = "measure=offered,answered,abandoned,answer_rate&by=queue&step=1h";
    let answer = history(&house, &admin, &format!("{asked}&from={from}&to={to}")).await;
    let mut seen = 0.0;
    for line in answer["lines"].as_array().unwrap() {
        let of = format!("queue={}&from={from}&to={to}", line["id"]);
        for (place, part) in ["offered", "answered", "abandoned"].into_iter().enumerate() {
            let contacts = counted(&house, &admin, &format!("part={part}&{of}")).await;
            assert_eq!(line["total"][place].as_f64(), Some(contacts), "{part} {of}");
            let values = line["values"].as_array().unwrap();
            let sum: f64 = values.iter().filter_map(|value| value[place].as_f64()).sum();
            assert_eq!(json!(sum), json!(contacts), "{part} {of}: intervals add up");
            seen += contacts;
        }
    }
    assert!(seen > 200.0, "{seen} are too few to prove anything");
    let all = &answer["all"]["total"];
    let rate = (all[1].as_f64().unwrap() / all[0].as_f64().unwrap() * 10_000.0).round() / 10_000.0;
    assert_eq!(all[3].as_f64(), Some(rate), "a ratio of sums, not a mean of rates");
    house.close().await;
}

#[tokio::test]
async fn every_grouping_adds_up_to_the_centre() {
    let (house, admin) = at_work().await;
    let total = |answer: &Value| answer["all"]["total"].clone();
    for step in ["1h", "1d", "1w", "1mo", "1y"] {
        let query = |by: &str, measure: &str| {
            format!("measure={measure}&by={by}&step={step}&from=2026-11-22&to=2026-11-24")
        };
        let centre = total(&history(&house, &admin, &query("centre", "offered,asa_ms")).await);
        assert!(centre[0].as_f64().unwrap() > 500.0, "{centre}");
        for by in ["site", "queue", "skill"] {
            let other = total(&history(&house, &admin, &query(by, "offered,asa_ms")).await);
            assert_eq!(other, centre, "{by} {step}");
        }
        let people = "talking_ms,occupancy,utilisation,signed_in_ms";
        let agents = total(&history(&house, &admin, &query("agent", people)).await);
        assert!(agents[0].as_f64().unwrap() > 0.0);
        for by in ["centre", "site", "team"] {
            let other = total(&history(&house, &admin, &query(by, people)).await);
            assert_eq!(other, agents, "{by} {step}");
        }
    }
    house.close().await;
}

#[tokio::test]
async fn a_second_time_stands_beside_the_first_interval_by_interval() {
    let (house, admin) = at_work().await;
    let first = "measure=offered&step=1h&from=2026-11-23&to=2026-11-23&compare=before";
    let answer = history(&house, &admin, first).await;
    let alone =
        history(&house, &admin, "measure=offered&step=1h&from=2026-11-22&to=2026-11-22").await;
    assert_eq!(answer["all"]["compared"], alone["all"]["values"]);
    assert_eq!(answer["all"]["compared_total"], alone["all"]["total"]);
    assert!(alone["all"]["total"][0].as_f64().unwrap() > 100.0);
    // Today is compared only as far as it has closed.
    let today =
        history(&house, &admin, "measure=offered&step=1d&period=today&compare=before").await;
    assert_eq!(today["compared"]["to"], "2026-11-23T01:10:00.000000Z");
    let to = "2026-11-23T01:10:00Z";
    let part = format!("measure=offered&step=1d&from=2026-11-23&to={to}");
    let part = history(&house, &admin, &part).await;
    assert_eq!(today["all"]["compared_total"], part["all"]["total"]);
    // Before there were data nothing is invented.
    let none =
        history(&house, &admin, "measure=offered&step=1d&period=yesterday&compare=year").await;
    assert_eq!(none["all"]["compared"], json!([[null]]));
    house.close().await;
}

#[test]
fn days_of_23_and_25_hours_weeks_and_months_have_their_edges() {
    let zone = Zone::named("Europe/Amsterdam").unwrap();
    let start = Duration::from_minutes(4 * 60);
    let grid = |step| Grid { zone: zone.clone(), business_day_start: start, step };
    let day = |text: &str| zone.business_interval(Day::parse(text).unwrap(), start);
    for (text, hours) in [("2026-03-28", 23), ("2026-10-24", 25), ("2026-06-01", 24)] {
        assert_eq!(grid(Step::Hour).cover(day(text)).len(), hours, "{text}");
        assert_eq!(grid(Step::Day).cover(day(text)), [day(text)], "{text}");
    }
    let october = Interval { start: day("2026-10-01").start, end: day("2026-11-01").start };
    assert_eq!(grid(Step::Month).cover(october), [october]);
    let weeks = grid(Step::Week).cover(october);
    assert_eq!(weeks.len(), 5, "cut at both edges");
    assert_eq!(weeks[1].start, day("2026-10-05").start, "weeks begin on Monday");
    assert_eq!(weeks[3].length(), Duration::from_minutes((7 * 24 + 1) * 60));
    for pair in weeks.windows(2) {
        assert_eq!(pair[0].end, pair[1].start);
    }
}

#[test]
fn a_short_day_is_paired_by_the_wall_clock() {
    let now = Timestamp::parse("2026-06-01T00:00:00Z").unwrap();
    let mut house = house::house(&Live::new(), now);
    house.zone = Zone::named("Europe/Amsterdam").unwrap();
    let day = |text: &str| house.day(Day::parse(text).unwrap());
    let grid = Grid {
        zone: house.zone.clone(),
        business_day_start: house.business_day_start,
        step: Step::Hour,
    };
    let (short, usual) = (day("2026-03-29"), day("2026-03-22"));
    assert_eq!(shift("week", short, &house).unwrap(), Shift::Days(-7));
    let (first, second) = (grid.cover(short), grid.cover(usual));
    assert_eq!((first.len(), second.len()), (23, 24));
    let pairs = pairs(&first, &second, &grid, &house);
    for (place, other) in pairs.iter().enumerate() {
        let clock = |interval: Interval| house.zone.minute_of_day(interval.start);
        assert_eq!(clock(first[place]), clock(second[other.unwrap()]));
    }
    let month = Interval { start: day("2026-03-01").start, end: day("2026-04-01").start };
    assert_eq!(shift("before", month, &house).unwrap(), Shift::Months(-1));
    let before = Shift::Months(-1).interval(month, Timestamp::MAX, &house);
    assert_eq!(before, Interval { start: day("2026-02-01").start, end: month.start });
}

#[tokio::test]
async fn what_cannot_be_answered_is_refused_with_what_to_change() {
    let (house, admin) = House::furnished().await;
    let day = "from=2026-11-22&to=2026-11-22";
    for wrong in [
        "measure=happiness&period=today",
        "measure=&period=today",
        "measure=offered",
        "measure=offered&period=someday",
        "measure=offered&period=today&by=person",
        "measure=offered&period=today&step=2h",
        "measure=offered&period=today&definition=of_nothing",
        "measure=offered&period=today&compare=never",
        "measure=offered&period=today&lang=fr",
        "measure=offered&period=today&queue=general",
        "measure=offered&period=today&by=agent",
        "measure=occupancy&period=today&by=queue",
        "measure=occupancy&period=today&queue=0",
        "measure=offered&period=today&team=0",
        "measure=offered&from=2026-11-23&to=2026-11-22",
    ] {
        let path = format!("/api/v1/history.csv?{wrong}");
        assert_eq!(admin.get(&house, &path).await.code(), "invalid", "{wrong}");
    }
    let long = "/api/v1/history?measure=offered&from=2006-01-01&to=2026-01-01&step=5m";
    let answer = admin.get(&house, long).await;
    assert_eq!(answer.code(), "too_much");
    assert!(answer.text().contains("longer step"), "{}", answer.text());
    let fine = format!("/api/v1/history?measure=offered&step=1d&definition=of_offered&{day}");
    let answer = get(&house, &admin, &fine).await;
    assert_eq!(answer["history"]["definition"]["rule"], "of_offered");
    assert_eq!(answer["history"]["coverage"]["from"], Value::Null);
    house.close().await;
}

#[tokio::test]
async fn files_say_what_the_answer_says() {
    let (house, admin) = at_work().await;
    let asked = "measure=offered,answer_rate,asa_ms&by=queue&step=1d&from=2026-11-23&to=2026-11-23\
                 &compare=before";
    let answer = history(&house, &admin, asked).await;
    let line = &answer["lines"][0];
    let value = |place: usize| line["values"][0][place].as_f64().unwrap();
    let csv = admin.get(&house, &format!("/api/v1/history.csv?{asked}")).await;
    assert!(csv.header("content-disposition").contains("callboard-history.csv"));
    let text = csv.text();
    let mut rows = text.strip_prefix('\u{feff}').unwrap().split("\r\n");
    let head = "编号,队列,开始（当地）,开始（UTC）,来电量,接通率,平均应答速度（秒）,对比开始,";
    assert!(rows.next().unwrap().starts_with(head), "{text}");
    let row: Vec<&str> = rows.next().unwrap().split(',').collect();
    assert_eq!(json!(row[4].parse::<f64>().unwrap()), json!(value(0)));
    assert_eq!(json!(row[6].parse::<f64>().unwrap()), json!(value(2) / 1_000.0));
    let book = admin.get(&house, &format!("/api/v1/history.xlsx?lang=en&{asked}")).await;
    assert!(book.header("content-disposition").contains("callboard-history.xlsx"));
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(book.body.to_vec())).unwrap();
    assert_eq!(book.sheet_names(), ["Figures", "Definitions and coverage"]);
    let figures = book.worksheet_range("Figures").unwrap();
    assert_eq!(figures.get((0, 0)), Some(&Data::String("Queue".to_owned())));
    assert_eq!(figures.get((1, 2)), Some(&Data::Float(value(0))));
    assert_eq!(figures.get((1, 3)), Some(&Data::Float(value(1))));
    assert!(matches!(figures.get((1, 1)), Some(Data::DateTime(_))), "{:?}", figures.get((1, 1)));
    assert_eq!(figures.height(), answer["lines"].as_array().unwrap().len() + 1);
    let notes = book.worksheet_range("Definitions and coverage").unwrap();
    assert!(notes.rows().any(|row| row[0] == "Closed until"));
    house.close().await;
}
