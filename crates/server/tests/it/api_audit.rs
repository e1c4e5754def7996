//! The audit list: sought, exported, and proven by the command.

use crate::api::{House, PASSWORD};
use axum::http::StatusCode;
use serde_json::json;

#[tokio::test]
async fn the_list_is_sought_by_who_what_when_and_any_word_and_exported() {
    let (house, admin) = House::furnished().await;
    for name in ["=1+1", "王芳"] {
        let new = json!({"name": name, "password": PASSWORD, "roles": [{"role": "viewer"}]});
        assert_eq!(admin.post(&house, "/api/v1/accounts", &new).await.status, StatusCode::CREATED);
    }
    let objects = async |query: &str| -> Vec<String> {
        let answer = admin.get(&house, &format!("/api/v1/audit?{query}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{query}: {}", answer.text());
        let rows = answer.json()["audit"].as_array().unwrap().clone();
        rows.iter().map(|row| row["object"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(objects("action=created_account").await, ["王芳", "=1+1", "admin"]);
    assert_eq!(objects("text=%E7%8E%8B").await, ["王芳"]);
    assert_eq!(objects("text=viewer&limit=1").await, ["王芳"], "values are sought too");
    assert_eq!(objects("actor=nobody").await, Vec::<String>::new());
    assert_eq!(objects("to=2020-01-01T00:00:00Z").await, Vec::<String>::new());
    let wrong = admin.get(&house, "/api/v1/audit?from=yesterday").await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);

    let file = admin.get(&house, "/api/v1/audit.csv?action=created_account").await;
    assert_eq!(file.status, StatusCode::OK);
    assert!(file.header("content-disposition").contains("callboard-audit.csv"));
    let text = file.text();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').split_terminator("\r\n").collect();
    assert_eq!(lines.len(), 4, "{text}");
    assert!(lines[0].starts_with("number,at,actor,action,object"));
    assert!(lines[1].contains("王芳") && lines[1].ends_with(",,viewer,"), "{text}");
    assert!(lines[2].contains("\"'=1+1\""), "no cell becomes a formula: {text}");
    assert_eq!(objects("limit=1").await, ["3 rows"], "an export is in the list itself");
    house.close().await;
}
