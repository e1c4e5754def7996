//! The web's own files, carried in the binary.
//!
//! Room:  server/http; whatever no route takes.
//! Holds: only files of the table leave; a page address without a file gets the index page; an
//!        address of the interface that does not exist gets an error, not a page.

use super::refusal::Refusal;
use super::sign_in::secret;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::sync::OnceLock;
use webui::File;

/// Answers with a file, the index page, or an error.
pub async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if !matches!(method, Method::GET | Method::HEAD) || is_interface(path) {
        return Refusal::not_found("such address").into_response();
    }
    match find(path) {
        Some(file) => answer(file, &headers),
        None => Refusal::not_found("such file").into_response(),
    }
}

fn is_interface(path: &str) -> bool {
    ["api", "feed", "metrics", "healthz"].contains(&path.split('/').next().unwrap_or(""))
}

/// The file of exactly this path; the index page for the address of a page.
fn find(path: &str) -> Option<&'static File> {
    let last = path.rsplit('/').next().unwrap_or("");
    let is_page = !last.contains('.') && !last.contains('%');
    webui::file(path).or_else(|| if is_page { webui::file("index.html") } else { None })
}

fn answer(file: &'static File, headers: &HeaderMap) -> Response {
    let (bytes, encoding) = choose(file, headers);
    let tag = tag(file, encoding);
    let keep = if file.immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let is_known = known.is_some_and(|known| known.split(',').any(|one| one.trim() == tag));
    let (status, body) = if is_known {
        (StatusCode::NOT_MODIFIED, Body::empty())
    } else {
        (StatusCode::OK, Body::from(Bytes::from_static(bytes)))
    };
    let mut response = (status, body).into_response();
    let answer = response.headers_mut();
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.content_type));
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        answer.insert(header::ETAG, tag);
    }
    if let Some(encoding) = encoding {
        answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

/// The smallest form that the browser reads.
fn choose(file: &'static File, headers: &HeaderMap) -> (&'static [u8], Option<&'static str>) {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    let accepted = accepted.unwrap_or("");
    match (file.br, file.gz) {
        (Some(bytes), _) if accepts(accepted, "br") => (bytes, Some("br")),
        (_, Some(bytes)) if accepts(accepted, "gzip") => (bytes, Some("gzip")),
        _ => (file.bytes, None),
    }
}

fn accepts(accepted: &str, encoding: &str) -> bool {
    accepted.split(',').any(|one| {
        let mut parts = one.split(';').map(str::trim);
        let is_named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        let is_refused = parts.any(|p| {
            let weight = p.strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok());
            weight.is_some_and(|weight| weight <= 0.0)
        });
        is_named && !is_refused
    })
}

/// The entity tag of a file in one encoding.
fn tag(file: &'static File, encoding: Option<&str>) -> String {
    static TAGS: OnceLock<BTreeMap<&'static str, String>> = OnceLock::new();
    let tags = TAGS.get_or_init(|| {
        let hash = |bytes| secret::hex(Sha256::digest(bytes).get(..12).unwrap_or_default());
        webui::files().iter().map(|file| (file.path, hash(file.bytes))).collect()
    });
    let hash = tags.get(file.path).map_or("", String::as_str);
    format!("\"{hash}-{}\"", encoding.unwrap_or("plain"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_address_gets_the_index_and_a_missing_file_does_not() {
        assert_eq!(find("").map(|f| f.path), Some("index.html"));
        assert_eq!(find("queues/7").map(|f| f.path), Some("index.html"));
        assert_eq!(find("assets/none.js"), None);
    }

    #[test]
    fn no_path_leads_out_of_the_table() {
        for path in ["../Cargo.toml", "..%2fCargo.toml", "%2e%2e/Cargo.toml", "etc/passwd.txt"] {
            assert_eq!(find(path), None, "{path}");
        }
    }

    #[test]
    fn encodings_are_chosen_by_name_and_weight() {
        assert!(accepts("gzip, deflate, br", "br"));
        assert!(accepts("br;q=0.5", "br"));
        assert!(!accepts("br;q=0, gzip", "br"));
        assert!(!accepts("brotli", "br"));
        assert!(!accepts("", "gzip"));
    }
}
