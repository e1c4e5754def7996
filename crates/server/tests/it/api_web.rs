//! The web's files and what surrounds every answer.

use crate::api::House;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use std::io::Read as _;

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let house = House::open().await;
    for path in ["/", "/healthz", "/api/v1/overview", "/api/v1/none", "/assets/none.js"] {
        let answer = house.get(path).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'self'"), "{path}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}");
        assert!(!policy.contains("script-src 'self' 'unsafe"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
        assert!(!answer.header("x-request-id").is_empty(), "{path}");
        assert_eq!(answer.header("strict-transport-security"), "", "only with TLS");
    }
    house.close().await;
}

#[tokio::test]
async fn pages_get_the_index_and_the_interface_gets_errors() {
    let house = House::open().await;
    for path in ["/", "/queues", "/queues/7", "/setup"] {
        let answer = house.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8", "{path}");
        assert_eq!(answer.header("cache-control"), "no-cache", "{path}");
    }
    for path in ["/api/v1/none", "/feed/v2/events", "/api", "/metrics/x"] {
        let answer = house.get(path).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::NOT_FOUND, "not_found"));
    }
    let post = Request::post("/").body(Body::empty()).unwrap();
    assert_eq!(house.ask(post).await.status, StatusCode::NOT_FOUND);
    house.close().await;
}

#[tokio::test]
async fn no_path_leads_to_a_file_outside() {
    let house = House::open().await;
    let tries = [
        "/../Cargo.toml",
        "/..%2f..%2fetc%2fpasswd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/assets/../../etc/passwd.txt",
        "//etc/passwd.conf",
        "/index.html%00.js",
    ];
    for path in tries {
        let answer = house.get(path).await;
        let body = String::from_utf8_lossy(&answer.body).into_owned();
        assert!(!body.contains("root:") && !body.contains("[package]"), "{path}: {body}");
        assert!(answer.status == StatusCode::NOT_FOUND || body.contains("<html"), "{path}");
    }
    house.close().await;
}

#[tokio::test]
async fn a_file_known_to_the_browser_is_not_sent_again() {
    let house = House::open().await;
    let first = house.get("/").await;
    let tag = first.header("etag").to_owned();
    assert!(tag.starts_with('"') && tag.len() > 20, "{tag}");
    let again = Request::get("/").header("if-none-match", &tag).body(Body::empty()).unwrap();
    let answer = house.ask(again).await;
    assert_eq!((answer.status, answer.body.len()), (StatusCode::NOT_MODIFIED, 0));
    let other = Request::get("/").header("if-none-match", "\"other\"").body(Body::empty()).unwrap();
    assert_eq!(house.ask(other).await.status, StatusCode::OK);
    house.close().await;
}

#[tokio::test]
async fn a_browser_gets_the_smallest_form_that_it_reads() {
    let house = House::open().await;
    for file in webui::files().iter().filter(|file| file.br.is_some()).take(3) {
        let path = format!("/{}", file.path);
        let request = Request::get(&path).header("accept-encoding", "gzip, br");
        let answer = house.ask(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.header("content-encoding"), "br", "{path}");
        assert_eq!(answer.body, file.br.unwrap(), "{path}");
        assert_eq!(answer.header("vary"), "accept-encoding");
        let plain = house.get(&path).await;
        assert_eq!((plain.header("content-encoding"), &*plain.body), ("", file.bytes), "{path}");
        assert_ne!(plain.header("etag"), answer.header("etag"), "{path}");
    }
    house.close().await;
}

#[tokio::test]
async fn a_body_that_is_too_large_or_unreadable_is_refused_in_our_words() {
    let house = House::open().await;
    let post = |body: String| {
        Request::post("/api/v1/session")
            .header("content-type", "application/json")
            .body(Body::from(body))
            .unwrap()
    };
    let large = house.ask(post(format!("{{\"name\":\"{}\"}}", "a".repeat(100_000)))).await;
    assert_eq!((large.status, large.code().as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "too_large"));
    let broken = house.ask(post("{".into())).await;
    assert_eq!((broken.status, broken.code().as_str()), (StatusCode::BAD_REQUEST, "invalid"));
    house.close().await;
}

#[tokio::test]
async fn health_needs_no_session_and_tells_nothing_else() {
    let house = House::open().await;
    let answer = house.get("/healthz").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.json()["health"]["state"], "ok");
    assert_eq!(answer.json()["health"].as_object().unwrap().len(), 2);
    house.close().await;
}

/// A phone pays for every byte of the day's curve; what is small, or told piece by piece, goes as it is.
#[tokio::test]
async fn a_large_answer_is_compressed_for_who_can_read_that() {
    let (house, admin) = House::furnished().await;
    let ask = async |path: &str, codings: &str| {
        let request = admin.request(Method::GET, path).header(header::ACCEPT_ENCODING, codings);
        house.ask(request.body(Body::empty()).unwrap()).await
    };
    let curve = "/api/v1/curve?day=2026-11-21";
    let plain = ask(curve, "identity").await;
    assert_eq!((plain.status, plain.header("content-encoding")), (StatusCode::OK, ""));
    let small = ask(curve, "br, gzip").await;
    assert_eq!(small.header("content-encoding"), "gzip");
    assert!(small.header("vary").contains("accept-encoding"), "{}", small.header("vary"));
    assert!(small.body.len() * 5 < plain.body.len(), "{} bytes", small.body.len());
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(&small.body[..]).read_to_end(&mut text).unwrap();
    assert_eq!(text, plain.body);
    assert_eq!(ask("/api/v1/session", "gzip").await.header("content-encoding"), "");
    let stream = admin.request(Method::GET, "/api/v1/stream?view=overview");
    let stream = stream.header(header::ACCEPT_ENCODING, "gzip").body(Body::empty()).unwrap();
    let stream = house.send(stream).await;
    assert_eq!(stream.status(), StatusCode::OK);
    assert!(stream.headers().get(header::CONTENT_ENCODING).is_none());
    drop(stream);
    house.close().await;
}
