//! People as files: what goes out comes in again, looked at first, whole or not at all.

use crate::api::{Answer, Browser, House, PASSWORD};
use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use calamine::{Data, Reader as _, Xlsx};
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};
use server::demo::Past;
use std::io::Cursor;

async fn at_work() -> (House, Browser) {
    let past = Past { journaled_days: 0, older_days: 0 };
    House::at_work("2026-11-24T10:12:00+08:00", 23, past).await
}

async fn send(house: &House, browser: &Browser, asked: &str, body: impl Into<Body>) -> Answer {
    let request = browser.request(Method::POST, &format!("/api/v1/people/import?{asked}"));
    let request = request.header(header::CONTENT_TYPE, "application/octet-stream");
    house.ask(request.body(body.into()).unwrap()).await
}

async fn taken(house: &House, admin: &Browser, asked: &str, body: impl Into<Body>) -> Value {
    let answer = send(house, admin, asked, body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json()["import"].clone()
}

async fn person(house: &House, admin: &Browser, number: &str) -> Value {
    let path = format!("/api/v1/people?standing=any&q={number}");
    admin.get(house, &path).await.json()["people"][0].clone()
}

/// Row, column, code of each error.
fn errors(report: &Value) -> Vec<String> {
    let error = |error: &Value| {
        format!(
            "{} {} {}",
            error["row"],
            error["column"].as_str().unwrap(),
            error["code"].as_str().unwrap()
        )
    };
    report["errors"].as_array().unwrap().iter().map(error).collect()
}

#[tokio::test]
async fn what_goes_out_comes_in_again_and_changes_nothing() {
    let (house, admin) = at_work().await;
    let csv = admin.get(&house, "/api/v1/people.csv?standing=any").await;
    assert_eq!(csv.status, StatusCode::OK, "{}", csv.text());
    assert!(csv.text().starts_with("\u{feff}工号,姓名,"), "{}", csv.text().lines().next().unwrap());
    let excel = admin.get(&house, "/api/v1/people.xlsx?standing=any&lang=en").await;
    for body in [csv.body.clone(), excel.body.clone()] {
        let report = taken(&house, &admin, "reason=again", body).await;
        assert_eq!(errors(&report), Vec::<String>::new());
        let counts =
            ["rows", "new", "changed", "unchanged"].map(|name| report[name].as_u64().unwrap());
        assert_eq!(counts, [426, 0, 0, 426], "{}", report["lines"]);
        assert_eq!(report["is_written"], false, "nothing to write");
    }
    let audit = admin.get(&house, "/api/v1/audit?action=exported_people").await.json();
    assert_eq!(audit["meta"]["count"], 2);
    let template = admin.get(&house, "/api/v1/people/template.xlsx").await;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(template.body.to_vec())).unwrap();
    assert_eq!(book.sheet_names(), ["人员", "填写说明"]);
    let head = book.worksheet_range("人员").unwrap();
    assert_eq!(head.get((0, 0)), Some(&Data::String("工号".into())));
    house.close().await;
}

#[tokio::test]
async fn people_come_in_new_and_changed_after_a_look() {
    let (house, admin) = at_work().await;
    let text = "工号,姓名,入职日期,班组,技能,每周工时,可上夜班,话务账号\r\n\
        E8001,钱一（示例）,2026/12/1,T02,账务 1 2027-03-31；业务：3,37.5,否,\r\n\
        E1001,,,T03,-,,,\r\n\
        E1002,,,,,,,\r\n";
    let asked = "from=2026-12-01&reason=import";
    let before = person(&house, &admin, "E1001").await;
    let looked = taken(&house, &admin, &format!("{asked}&preview=true"), text).await;
    assert_eq!(errors(&looked), Vec::<String>::new());
    let outcomes: Vec<_> =
        looked["lines"].as_array().unwrap().iter().map(|line| &line["outcome"]).collect();
    assert_eq!(outcomes, ["new", "changed"]);
    assert_eq!((&looked["unchanged"], &looked["is_written"]), (&json!(1), &json!(false)));
    assert_eq!(person(&house, &admin, "E8001").await, Value::Null, "a look writes nothing");
    // As old offices write it.
    let gb = encoding_rs::GB18030.encode(text).0.into_owned();
    let done = taken(&house, &admin, asked, gb).await;
    assert_eq!(done["is_written"], true, "{done}");
    assert_eq!(taken(&house, &admin, asked, text).await["unchanged"], 3, "repeatable");

    let new = person(&house, &admin, "E8001").await;
    assert_eq!((&new["standing"], &new["hired_on"]), (&json!("expected"), &json!("2026-12-01")));
    let now = person(&house, &admin, "E1001").await;
    assert_eq!(now["team"], before["team"], "until December");
    let path = format!("/api/v1/people/{}?day=2026-12-01", now["id"]);
    let then = admin.get(&house, &path).await.json()["profile"]["person"].clone();
    assert_eq!((&then["team"]["id"], &then["skills"]), (&json!(2), &json!([])));
    let path = format!("/api/v1/people/{}?day=2026-12-01", new["id"]);
    let then = admin.get(&house, &path).await.json()["profile"]["person"].clone();
    assert_eq!(then["skills"][0]["certified_until"], "2027-03-31");
    assert_eq!(
        (&then["contract"]["hours_per_week"], &then["contract"]["night_allowed"]),
        (&json!(37.5), &json!(false))
    );
    let audit = admin.get(&house, "/api/v1/audit?action=imported_people").await.json();
    assert_eq!(audit["audit"][0]["after"], "new 1, changed 1, from 2026-12-01");
    house.close().await;
}

#[tokio::test]
async fn every_error_names_its_place_and_nothing_is_half_taken() {
    let (house, admin) = at_work().await;
    let text = "Employee number,Name,Hired on,Left on,Team,Skills,Hours a week,Part time,Agents,Shoe size\r\n\
        E8001,Good One,2026-12-01,,T01,,,,,\r\n\
        =cmd,A,2026-12-01,,,,,,,\r\n\
        E8002,,2026-12-01,,,,,,,\r\n\
        E8003,B,2026-13-01,,nowhere,,,,,\r\n\
        E8004,C,2026-12-01,2026-12-01,,,,,,\r\n\
        E8005,D,2026-12-01,,nowhere,账务 0,99,maybe,A0000,\r\n\
        E8001,E,2026-12-01,,,,,,,\r\n\
        E8006,F,2026-12-01,,,账务 1; 账务 2,,,A1121,\r\n\
        E8007,G,2026-12-01,,,,,,A1121,\r\n";
    let report = taken(&house, &admin, "reason=x", text).await;
    let expected = [
        "1 Shoe size unknown_column",
        "3 Employee number bad_number",
        "4 Name bad_name",
        "5 Hired on bad_day",
        "5 Team unknown_name",
        "6 Left on bad_day",
        "7 Team unknown_name",
        "7 Skills bad_skill",
        "7 Hours a week bad_hours",
        "7 Part time bad_flag",
        "7 Agents unknown_name",
        "8 Employee number number_twice",
        "9 Skills bad_skill",
        "10 Agents agent_twice",
    ];
    assert_eq!(errors(&report), expected);
    assert!(
        report["errors"]
            .as_array()
            .unwrap()
            .iter()
            .all(|e| !e["hint"].as_str().unwrap().is_empty())
    );
    assert_eq!(report["is_written"], false);
    assert_eq!(person(&house, &admin, "E8001").await, Value::Null, "the good row neither");
    // Somebody else's agent, seen by the store.
    let claimed = "工号,姓名,入职日期,话务账号\r\nE8001,甲,2026-11-01,A1001\r\n";
    let report = taken(&house, &admin, "reason=x", claimed).await;
    assert_eq!(errors(&report), ["0  claimed"]);
    assert_eq!(person(&house, &admin, "E8001").await, Value::Null);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("花名册").unwrap();
    for (row, cells) in (0_u32..).zip([["工号", "姓名", "入职日期"], ["E8001", "甲", "no day"]])
    {
        for (column, cell) in (0_u16..).zip(cells) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    let report = taken(&house, &admin, "reason=x", book.save_to_buffer().unwrap()).await;
    let error = &report["errors"][0];
    assert_eq!(
        (&error["sheet"], &error["row"], &error["given"]),
        (&json!("花名册"), &json!(2), &json!("no day"))
    );
    for (body, code) in [
        ("just words", "missing_column"),
        ("", "missing_column"),
        ("PK\u{3}\u{4} nothing", "unreadable"),
    ] {
        let report = taken(&house, &admin, "reason=x", body).await;
        assert_eq!(report["errors"][0]["code"], code, "{body}");
    }
    let large = vec![b'a'; (8 << 20) + 2048];
    let refused = send(&house, &admin, "reason=x", large).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(send(&house, &admin, "reason=", text).await.status, StatusCode::BAD_REQUEST);
    house.close().await;
}

#[tokio::test]
async fn a_formula_is_a_text_and_only_who_manages_all_sends_files() {
    let (house, admin) = at_work().await;
    let new = json!({"number": "E8001", "name": "=HYPERLINK(\"http://x\")", "hired_on": "2026-11-24", "reason": "x"});
    assert_eq!(admin.post(&house, "/api/v1/people", &new).await.status, StatusCode::CREATED);
    let csv = admin.get(&house, "/api/v1/people.csv?q=E8001").await;
    assert!(csv.text().contains("\"'=HYPERLINK("), "{}", csv.text());
    let excel = admin.get(&house, "/api/v1/people.xlsx?q=E8001").await;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(excel.body.to_vec())).unwrap();
    assert!(
        book.worksheet_formula("人员").unwrap().cells().all(|(_, _, formula)| formula.is_empty())
    );
    let report = taken(&house, &admin, "reason=again", csv.body.clone()).await;
    assert_eq!((&report["unchanged"], errors(&report).len()), (&json!(1), 0));

    let office = json!({"name": "人事", "password": PASSWORD, "roles": [{"role": "human_resources", "site": 0}]});
    assert_eq!(admin.post(&house, "/api/v1/accounts", &office).await.status, StatusCode::CREATED);
    let mut browser = Browser::default();
    assert_eq!(browser.sign_in(&house, "人事", PASSWORD).await.status, StatusCode::OK);
    let refused = send(&house, &browser, "preview=true", "工号\r\n").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let own = browser.get(&house, "/api/v1/people.csv").await.text();
    let all = admin.get(&house, "/api/v1/people.csv").await.text();
    assert!(own.lines().count() > 100 && own.lines().count() < all.lines().count());
    house.close().await;
}
