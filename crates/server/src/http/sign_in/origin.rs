//! Whether a request that changes something comes from our own page.
//!
//! Room:  server/http, sign-in; beside the CSRF token, and alone where there is no session yet.
//! Holds: a browser always names the `Origin` of such a request; a program sends none.

use axum::http::{HeaderMap, header};

/// Whether the headers speak of this site, or of no browser at all.
#[must_use]
pub fn is_own(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if text("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none") {
        return false;
    }
    match text(header::ORIGIN.as_str()) {
        None => true,
        Some(origin) => {
            let host = text(header::HOST.as_str());
            origin.split_once("://").is_some_and(|(_, authority)| Some(authority) == host)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn our_own_page_and_programs_pass_and_other_sites_do_not() {
        let host = ("host", "call.example:8420");
        assert!(is_own(&headers(&[host])));
        assert!(is_own(&headers(&[host, ("origin", "https://call.example:8420")])));
        assert!(!is_own(&headers(&[host, ("origin", "https://call.example")])));
        assert!(!is_own(&headers(&[host, ("origin", "https://evil.example:8420")])));
        assert!(!is_own(&headers(&[host, ("origin", "null")])));
        assert!(!is_own(&headers(&[host, ("sec-fetch-site", "cross-site")])));
        assert!(is_own(&headers(&[host, ("sec-fetch-site", "same-origin")])));
    }
}
