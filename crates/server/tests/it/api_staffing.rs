//! Staffing of a demo house: what a forecast asks for, what people reach, what limits allow, plans.

use crate::api::{Browser, House};
use axum::http::StatusCode;
use calamine::{DataType as _, Reader as _};
use domain::measure::ServiceLevelRule;
use serde_json::{Value, json};
use server::demo::Past;
use staffing::{Offer, ServiceLevel, Targets, least_agents};

const MOMENT: &str = "2026-11-24T09:12:40+08:00";
/// A Wednesday.
const DAY: &str = "2026-11-25";

/// A house whose two busiest queues are forecast for a week from tomorrow on.
async fn at_work() -> (House, Browser, [u64; 2]) {
    let past = Past { journaled_days: 0, older_days: 30 };
    let (house, admin) = House::at_work(MOMENT, 4_712, past).await;
    let path = "/api/v1/history?measure=offered&by=queue&step=1d&from=2026-10-27&to=2026-11-23";
    let history = admin.get(&house, path).await.json()["history"].clone();
    let mut lines = history["lines"].as_array().unwrap().clone();
    lines.sort_by_key(|line| std::cmp::Reverse(line["total"][0].as_u64()));
    let queues = [lines[0]["id"].as_u64().unwrap(), lines[1]["id"].as_u64().unwrap()];
    for queue in queues {
        let made =
            admin.post(&house, "/api/v1/forecasts", &json!({"queue": queue, "days": 7})).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    }
    (house, admin, queues)
}

async fn ask(house: &House, admin: &Browser, direction: &str, scenario: &Value) -> Value {
    let answer = admin.post(house, &format!("/api/v1/staffing/{direction}"), scenario).await;
    assert_eq!(answer.status, StatusCode::OK, "{direction} {scenario}: {}", answer.text());
    answer.json()
}

async fn refused(house: &House, admin: &Browser, direction: &str, scenario: &Value) -> String {
    let answer = admin.post(house, &format!("/api/v1/staffing/{direction}"), scenario).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{direction} {scenario}: {}", answer.text());
    answer.text()
}

fn one_day(queues: &[u64]) -> Value {
    json!({
        "queues": queues, "from": DAY, "to": DAY,
        "targets": { "service_level": 0.9, "threshold_s": 20, "occupancy_max": 0.85 },
        "shrinkage": [{ "kind": "break", "share": 0.1 }, { "kind": "training", "share": 0.1 }]
    })
}

fn with(mut scenario: Value, mut parts: Value) -> Value {
    scenario.as_object_mut().unwrap().append(parts.as_object_mut().unwrap());
    scenario
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-6 * other.abs().max(1.0)
}

/// The least agents for a row, computed apart from the server.
fn least(row: &Value, basis: &Value) -> Option<u32> {
    let level = ServiceLevel {
        rule: ServiceLevelRule::LessShortAbandons,
        share: 0.9,
        threshold_s: 20.0,
        short_abandon_s: 5.0,
    };
    let targets = Targets { occupancy_max: Some(0.85), ..Targets::of_service_level(level) };
    let offer = Offer::of_contacts(number(&row["contacts"]), 1_800.0, number(&row["handle_s"]));
    least_agents(offer.with_patience(basis["reckoned_patience_s"].as_f64()), &targets)
}

#[tokio::test]
async fn a_forecast_becomes_people_by_interval_and_day() {
    let (house, admin, [queue, other]) = at_work().await;
    let told = ask(&house, &admin, "forward", &one_day(&[queue])).await["requirement"].clone();
    let basis = &told["basis"][0];
    assert_eq!(basis["forecasts"], json!([{ "id": 1, "is_published": false, "days": 1 }]));
    assert_eq!(basis["targets"]["service_level"], 0.9);
    assert!(basis["handled"].as_u64().unwrap() > 1_000, "{basis}");
    let handle_s = number(&basis["handle_s"]);
    assert!((60.0..900.0).contains(&handle_s), "{handle_s}");
    let rows = told["rows"].as_array().unwrap();
    let forecast = admin.get(&house, "/api/v1/forecasts/1").await.json()["forecast"].clone();
    let slots = forecast["days_of"][0]["slots"].as_array().unwrap();
    let mut hours = 0.0;
    for row in rows {
        let slot = usize::try_from(row["slot"].as_u64().unwrap()).unwrap();
        assert!(near(number(&row["contacts"]), number(&slots[slot]["mean"])), "{row}");
        let agents = least(row, basis);
        assert_eq!(row["agents"].as_u64(), agents.map(u64::from), "{row}");
        let with = row["with"].as_array().unwrap();
        let more = with.last().unwrap();
        assert_eq!(more["agents"].as_u64().unwrap(), row["agents"].as_u64().unwrap() + 3);
        hours += 0.5 * number(&row["agents"]);
        let scheduled = number(&row["scheduled"]);
        assert!(near(scheduled, number(&row["agents"]) / 0.8), "a fifth is away: {row}");
    }
    assert!(rows.len() > 10, "{}", rows.len());
    assert!(near(number(&told["total"]["agent_hours"]), hours));
    assert!(near(number(&told["total"]["paid_hours"]), hours / 0.8));
    assert!(near(number(&told["total"]["away_hours"]["training"]), 0.1 * hours / 0.8));
    let both =
        ask(&house, &admin, "forward", &one_day(&[queue, other])).await["requirement"].clone();
    let alone = ask(&house, &admin, "forward", &one_day(&[other])).await["requirement"].clone();
    let sum = number(&alone["total"]["paid_hours"]) + hours / 0.8;
    assert!(near(number(&both["total"]["paid_hours"]), sum), "queues have agents of their own");
    week(&house, &admin, queue, &told).await;
    refusals(&house, &admin, queue).await;
    workbook(&house, &admin, queue).await;
    house.close().await;
}

/// Every interval of every day, as numbers; the sums of the days are those of the screen.
async fn workbook(house: &House, admin: &Browser, queue: u64) {
    let week = with(one_day(&[queue]), json!({ "to": "2026-12-01" }));
    let told = ask(house, admin, "forward", &week).await["requirement"].clone();
    let written = percent_encoded(&week.to_string());
    let path = format!("/api/v1/staffing/forward.xlsx?lang=en&scenario={written}");
    let answer = admin.get(house, &path).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let mut book = calamine::Xlsx::new(std::io::Cursor::new(answer.body.to_vec())).unwrap();
    let days = book.worksheet_range("Days").unwrap();
    for (row, day) in (1..).zip(told["days"].as_array().unwrap()) {
        assert_eq!(days.get_value((row, 0)).unwrap().to_string(), day["day"].as_str().unwrap());
        let paid = days.get_value((row, 4)).unwrap().as_f64().unwrap();
        assert!(near(paid, number(&day["paid_hours"])), "{paid} {day}");
    }
    let intervals = book.worksheet_range("Intervals").unwrap();
    let agents: f64 = intervals.rows().skip(1).map(|row| row[5].as_f64().unwrap() / 2.0).sum();
    assert!(near(agents, number(&told["total"]["agent_hours"])), "{agents}");
    assert!(intervals.height() > 7 * 20, "{}", intervals.height());
    let wrong = admin.get(house, "/api/v1/staffing/forward.xlsx?scenario=%7B").await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
}

fn percent_encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// A week's sums, one of its days, what a factor does, and a published forecast.
async fn week(house: &House, admin: &Browser, queue: u64, of_day: &Value) {
    let week = with(one_day(&[queue]), json!({ "to": "2026-12-01", "day": "2026-11-26" }));
    let told = ask(house, admin, "forward", &week).await["requirement"].clone();
    let days = told["days"].as_array().unwrap();
    assert_eq!(days.len(), 7);
    assert!(near(number(&days[0]["paid_hours"]), number(&of_day["total"]["paid_hours"])));
    let sum: f64 = days.iter().map(|day| number(&day["paid_hours"])).sum();
    assert!(near(sum, number(&told["total"]["paid_hours"])));
    assert!(
        told["rows"][0]["start"].as_str().unwrap().starts_with("2026-11-2"),
        "{}",
        told["rows"][0]
    );
    let more = with(one_day(&[queue]), json!({ "contacts_percent": 130 }));
    let more = ask(house, admin, "forward", &more).await["requirement"].clone();
    assert!(near(number(&more["total"]["contacts"]), 1.3 * number(&of_day["total"]["contacts"])));
    assert!(number(&more["total"]["paid_hours"]) > 1.1 * number(&of_day["total"]["paid_hours"]));
    let quick = with(one_day(&[queue]), json!({ "handle_s": 60, "nobody_abandons": true }));
    let quick = ask(house, admin, "forward", &quick).await["requirement"].clone();
    assert!(quick["rows"].as_array().unwrap().iter().all(|row| row["handle_s"] == 60.0));
    assert_eq!(quick["basis"][0]["reckoned_patience_s"], Value::Null);
    // A younger run does not go before what is published.
    let path = "/api/v1/forecasts/1/publication";
    assert_eq!(admin.post(house, path, &json!({})).await.status, StatusCode::OK);
    let made = admin.post(house, "/api/v1/forecasts", &json!({"queue": queue, "days": 9})).await;
    assert_eq!(made.status, StatusCode::CREATED);
    let longer = with(one_day(&[queue]), json!({ "to": "2026-12-03" }));
    let told = ask(house, admin, "forward", &longer).await["requirement"].clone();
    let used = json!([{ "id": 1, "is_published": true, "days": 7 }, { "id": 3, "is_published": false, "days": 2 }]);
    assert_eq!(told["basis"][0]["forecasts"], used);
}

async fn refusals(house: &House, admin: &Browser, queue: u64) {
    let day = one_day(&[queue]);
    for (parts, says) in [
        (json!({ "queues": [] }), "queues"),
        (json!({ "queues": [queue, queue] }), "none twice"),
        (json!({ "to": "2026-11-24" }), "31 days at most"),
        (json!({ "to": "2027-01-24" }), "31 days at most"),
        (json!({ "day": "2026-11-30" }), "day"),
        (json!({ "contacts_percent": 0 }), "contacts_percent"),
        (json!({ "step_minutes": 20 }), "step_minutes"),
        (json!({ "handle_s": -1 }), "handle_s"),
        (json!({ "targets": { "occupancy_max": 1.5 } }), "occupancy_max"),
        (json!({ "shrinkage": [{ "kind": "leave", "share": 1 }] }), "shrinkage"),
        (json!({ "tragets": {} }), "tragets"),
    ] {
        let text = refused(house, admin, "forward", &with(day.clone(), parts.clone())).await;
        assert!(text.contains(says), "{parts}: {text}");
    }
    let late = with(day.clone(), json!({ "from": "2026-12-20", "to": "2026-12-20" }));
    let late = admin.post(house, "/api/v1/staffing/forward", &late).await;
    assert_eq!((late.status, &*late.code()), (StatusCode::CONFLICT, "no_forecast"));
    assert!(late.text().contains("2026-12-20"), "{}", late.text());
    let unknown = admin.post(house, "/api/v1/staffing/forward", &one_day(&[999_999])).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn people_reach_what_they_were_asked_for_and_limits_bind() {
    let (house, admin, [queue, _]) = at_work().await;
    let day = one_day(&[queue]);
    let forward = ask(&house, &admin, "forward", &day).await["requirement"].clone();
    let mut agents = vec![0; 48];
    for row in forward["rows"].as_array().unwrap() {
        agents[usize::try_from(row["slot"].as_u64().unwrap()).unwrap()] =
            row["agents"].as_u64().unwrap();
    }
    let people = |agents: &[u64]| json!([{ "queue": queue, "agents": agents }]);
    let asked = with(day.clone(), json!({ "people": people(&agents), "replications": 100 }));
    let enough = ask(&house, &admin, "reverse", &asked).await["reachable"].clone();
    let reached = number(&enough["days"][0]["service_level"]);
    // The forecast is unsure, so that some days fall short; most do not.
    assert!((0.8..=1.0).contains(&reached), "{reached}");
    assert_eq!(ask(&house, &admin, "reverse", &asked).await["reachable"], enough, "seeded");
    for row in enough["rows"].as_array().unwrap() {
        let level = &row["service_level"];
        assert!(number(&level["low"]) <= number(&level["high"]), "{row}");
        assert!(row["expected"]["service_level"].as_f64().is_some(), "{row}");
    }
    let fewer: Vec<u64> = agents.iter().map(|agents| agents * 7 / 10).collect();
    let asked = with(day.clone(), json!({ "people": people(&fewer), "replications": 100 }));
    let short = ask(&house, &admin, "reverse", &asked).await["reachable"].clone();
    assert!(number(&short["days"][0]["service_level"]) < reached - 0.1, "{}", short["days"]);
    assert!(number(&short["days"][0]["occupancy"]) > number(&enough["days"][0]["occupancy"]));
    let seated = with(asked.clone(), json!({ "seats": 1 }));
    let seated = ask(&house, &admin, "reverse", &seated).await["reachable"].clone();
    assert!(seated["rows"].as_array().unwrap().iter().all(|row| row["agents"].as_u64() <= Some(1)));
    for (parts, says) in [
        (json!({ "people": [] }), "who is there"),
        (json!({ "people": [{ "queue": 999, "agents": [] }] }), "queues of the plan"),
        (json!({ "people": people(&[20_001; 48]) }), "20000"),
        (json!({ "replications": 5 }), "20 to 2000"),
    ] {
        let text = refused(&house, &admin, "reverse", &with(asked.clone(), parts.clone())).await;
        assert!(text.contains(says), "{parts}: {text}");
    }
    solved(&house, &admin, &day).await;
    house.close().await;
}

async fn solved(house: &House, admin: &Browser, day: &Value) {
    let free = ask(house, admin, "two-way", day).await["solution"].clone();
    assert_eq!(free["keeps_targets"], true, "{}", free["services"]);
    assert_eq!(free["binding"], json!([]));
    let paid = number(&free["paid_hours"]);
    assert!(near(number(&free["cost"]), paid), "an hour costs 1 where nothing is said");
    let curve = free["curve"].as_array().unwrap();
    assert!(curve.is_sorted_by_key(|point| number(&point["service_level"])), "{curve:?}");
    let tight = json!({
        "limits": { "paid_hours": 0.6 * paid }, "keep_targets": false,
        "prices": { "hour": 40, "overtime_hour": 60 }
    });
    let tight = ask(house, admin, "two-way", &with(day.clone(), tight)).await["solution"].clone();
    assert_eq!(tight["binding"], json!(["people"]));
    assert_eq!(tight["keeps_targets"], false);
    assert!(number(&tight["paid_hours"]) <= 0.6 * paid + 1e-9);
    assert!(near(number(&tight["cost"]), 40.0 * number(&tight["paid_hours"])));
    assert!(near(number(&tight["without_limits"]["paid_hours"]), paid));
    let closing = json!({ "limits": { "paid_hours": 0.8 * paid }, "may_close": true });
    let closing =
        ask(house, admin, "two-way", &with(day.clone(), closing)).await["solution"].clone();
    assert_eq!(closing["keeps_targets"], true);
    let closed = closing["closed"].as_array().unwrap().len();
    let rows = closing["rows"].as_array().unwrap();
    assert!(closed > 0);
    assert_eq!(rows.iter().filter(|row| row["is_closed"] == true).count(), closed);
    let wrong = with(day.clone(), json!({ "limits": { "overtime_hours": 5 } }));
    assert!(refused(house, admin, "two-way", &wrong).await.contains("needs paid_hours"));
}

#[tokio::test]
async fn plans_are_kept_and_read_again_as_they_were() {
    let (house, admin, [queue, _]) = at_work().await;
    let root = "/api/v1/staffing/plans";
    let plan =
        json!({ "name": "十一月 基准", "direction": "forward", "scenario": one_day(&[queue]) });
    let made = admin.post(&house, root, &plan).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let made = made.json()["plan"].clone();
    assert_eq!((&made["name"], &made["revision"]), (&json!("十一月 基准"), &json!(1)));
    let again = ask(&house, &admin, "forward", &made["scenario"]).await;
    assert_eq!(again, ask(&house, &admin, "forward", &one_day(&[queue])).await);
    assert_eq!(admin.post(&house, root, &plan).await.code(), "name_taken");
    let nameless = with(plan.clone(), json!({ "name": "  " }));
    assert_eq!(admin.post(&house, root, &nameless).await.status, StatusCode::BAD_REQUEST);
    let path = format!("{root}/{}", made["id"]);
    let changed = with(plan.clone(), json!({ "name": "少一成", "revision": 1 }));
    assert_eq!(admin.put(&house, &path, &changed).await.json()["plan"]["revision"], 2);
    assert_eq!(admin.put(&house, &path, &changed).await.code(), "changed_meanwhile");
    let listed = admin.get(&house, root).await.json();
    assert_eq!(listed["plans"][0]["name"], "少一成");
    assert_eq!(listed["plans"][0]["changed_by"], "admin");
    assert_eq!(admin.delete(&house, &path).await.status, StatusCode::NO_CONTENT);
    assert_eq!(admin.delete(&house, &path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(admin.put(&house, &path, &changed).await.status, StatusCode::NOT_FOUND);
    let audit = admin.get(&house, "/api/v1/audit?limit=20").await.text();
    for action in ["kept_staffing_plan", "changed_staffing_plan", "removed_staffing_plan"] {
        assert!(audit.contains(action), "{action}: {audit}");
    }
    house.close().await;
}

#[tokio::test]
async fn a_year_says_whom_to_hire_when() {
    let (house, admin) = House::furnished().await;
    let month = |month: &str, hours: f64| json!({ "month": month, "agent_hours": hours, "shrinkage": 0.2, "working_days": 21, "hours_per_day": 8 });
    let months: Vec<Value> = (1..=12)
        .map(|number| {
            month(&format!("2027-{number:02}"), if number < 6 { 12_000.0 } else { 15_000.0 })
        })
        .collect();
    let year = json!({
        "people": 85, "attrition_monthly": 0.02, "hiring_lead_months": 2, "training": [0.3, 0.7],
        "hires_max_monthly": 20, "seats": 80, "people_per_seat": 1.6, "months": months
    });
    let path = "/api/v1/staffing/year";
    let told = admin.post(&house, path, &year).await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.text());
    let told = told.json();
    let months = told["months"].as_array().unwrap();
    assert_eq!(months.len(), 12);
    for (number, month) in months.iter().enumerate() {
        let hours = if number < 5 { 12_000.0 } else { 15_000.0 };
        assert!(near(number_of(month, "required"), hours / 0.8 / (21.0 * 8.0)), "{month}");
        let balance = number_of(month, "effective") - number_of(month, "required");
        let told = number_of(month, "surplus") - number_of(month, "missing");
        assert!(near(balance, told), "{month}");
    }
    // Nobody who is decided on now can be at work in the first two months.
    assert_eq!((&months[0]["hires"], &months[1]["hires"]), (&json!(0), &json!(0)));
    assert_eq!(months[0]["obstacle"], "lead");
    assert!(number_of(&months[11], "missing") < 1e-6, "{}", months[11]);
    let started: u64 = months.iter().map(|month| month["hires"].as_u64().unwrap()).sum();
    let ordered: u64 = months.iter().map(|month| month["orders"].as_u64().unwrap()).sum();
    assert_eq!(started, ordered, "every hire was decided on");
    for (parts, says) in [
        (json!({ "months": [] }), "1 to 36"),
        (json!({ "people": -1 }), "people"),
        (json!({ "attrition_monthly": 1 }), "attrition_monthly"),
        (json!({ "months": [month("2027-01", 6e6)] }), "5000000"),
    ] {
        let answer = admin.post(&house, path, &with(year.clone(), parts.clone())).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{parts}");
        assert!(answer.text().contains(says), "{parts}: {}", answer.text());
    }
    house.close().await;
}

fn number_of(of: &Value, name: &str) -> f64 {
    number(&of[name])
}
