//! The cookies: the session's secret, and for some minutes that of a sign-in that waits for its second step
//! or is at a provider.
//!
//! Room:  server/http, sign-in.
//! Holds: `HttpOnly`, `SameSite=Strict`; `Secure` where the server speaks TLS. The session's is sent
//!        everywhere, the other one to the routes of the session alone.

use axum::http::{HeaderMap, HeaderValue, header};

/// The session's cookie.
pub const NAME: &str = "callboard_session";
const PENDING: &str = "callboard_pending";
const PENDING_PATH: &str = "/api/v1/session";

/// Ties a sign-in under way to the browser that began it.
pub const OPENID: &str = "callboard_openid";

/// The session's secret as the browser sent it.
#[must_use]
pub fn read(headers: &HeaderMap) -> Option<&str> {
    named(headers, NAME)
}

/// The secret of a sign-in that waits.
#[must_use]
pub fn read_pending(headers: &HeaderMap) -> Option<&str> {
    named(headers, PENDING)
}

/// The value of a cookie.
#[must_use]
pub fn named<'h>(headers: &'h HeaderMap, wanted: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(name, value)| (name == wanted).then_some(value))
}

/// The header that gives the browser its session.
#[must_use]
pub fn set(secret: &str, is_secure: bool) -> HeaderValue {
    write(&format!("{NAME}={secret}"), "/", is_secure)
}

/// The header that takes it away.
#[must_use]
pub fn clear(is_secure: bool) -> HeaderValue {
    write(&format!("{NAME}=; Max-Age=0"), "/", is_secure)
}

/// The header that ties a sign-in to the browser. `Lax`: the provider sends the browser back from its
/// own site.
#[must_use]
pub fn set_openid(secret: &str, seconds: u32, is_secure: bool) -> HeaderValue {
    let secure = if is_secure { "; Secure" } else { "" };
    let text = format!(
        "{OPENID}={secret}; Max-Age={seconds}; Path=/api/v1/openid; HttpOnly; SameSite=Lax{secure}"
    );
    HeaderValue::from_str(&text).expect("hex and plain words are a header")
}

/// The header for a sign-in that waits.
#[must_use]
pub fn set_pending(secret: &str, is_secure: bool) -> HeaderValue {
    write(&format!("{PENDING}={secret}"), PENDING_PATH, is_secure)
}

/// Its end.
#[must_use]
pub fn clear_pending(is_secure: bool) -> HeaderValue {
    write(&format!("{PENDING}=; Max-Age=0"), PENDING_PATH, is_secure)
}

fn write(pair: &str, path: &str, is_secure: bool) -> HeaderValue {
    let secure = if is_secure { "; Secure" } else { "" };
    let text = format!("{pair}; Path={path}; HttpOnly; SameSite=Strict{secure}");
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
        assert_eq!(
            set_pending("5e", true),
            "callboard_pending=5e; Path=/api/v1/session; HttpOnly; SameSite=Strict; Secure"
        );
        let line = HeaderValue::from_static("callboard_pending=5e");
        let headers = HeaderMap::from_iter([(header::COOKIE, line)]);
        assert_eq!((read(&headers), read_pending(&headers)), (None, Some("5e")));
    }
}
