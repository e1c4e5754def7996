//! The one cookie: the session's secret.
//!
//! Room:  server/http, sign-in.
//! Holds: `HttpOnly`, `SameSite=Strict`, whole path; `Secure` where the server speaks TLS.

use axum::http::{HeaderMap, HeaderValue, header};

/// The cookie's name.
pub const NAME: &str = "callboard_session";

/// The session's secret as the browser sent it.
#[must_use]
pub fn read(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(name, value)| (name == NAME).then_some(value))
}

/// The header that gives the browser its session.
#[must_use]
pub fn set(secret: &str, is_secure: bool) -> HeaderValue {
    write(&format!("{NAME}={secret}"), is_secure)
}

/// The header that takes it away.
#[must_use]
pub fn clear(is_secure: bool) -> HeaderValue {
    write(&format!("{NAME}=; Max-Age=0"), is_secure)
}

fn write(pair: &str, is_secure: bool) -> HeaderValue {
    let secure = if is_secure { "; Secure" } else { "" };
    let text = format!("{pair}; Path=/; HttpOnly; SameSite=Strict{secure}");
    HeaderValue::from_str(&text).expect("hex and plain words are a header")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        assert_eq!(read(&headers), None);
        let line = HeaderValue::from_static("a=b; callboard_session=5e; c=d");
        headers.insert(header::COOKIE, line);
        assert_eq!(read(&headers), Some("5e"));
    }

    #[test]
    fn the_cookie_is_out_of_reach_of_scripts_and_other_sites() {
        assert_eq!(
            set("5e", true),
            "callboard_session=5e; Path=/; HttpOnly; SameSite=Strict; Secure"
        );
        assert!(!set("5e", false).to_str().unwrap().contains("Secure"));
    }
}
