//! The few requests that a chore makes of a server it started.
//!
//! Room:  xtask; used by `floor`.
//! Takes: a port on loopback.
//! Gives: `Answer`, or what was wrong with it.
//! Holds: every request ends: time and connection are limited.
//! Never: leaves the machine.
//! Proof: tests below, against a listener of their own.

use std::io::{Error, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(20);

/// A good answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    head: String,
    pub(crate) body: String,
}

impl Answer {
    /// The first cookie that the answer sets, as a request sends it back.
    pub(crate) fn cookie(&self) -> Option<String> {
        let mut headers = self.head.lines().filter_map(|line| line.split_once(':'));
        let set = headers.find(|(name, _)| name.eq_ignore_ascii_case("set-cookie"))?.1;
        set.split(';').next().map(|pair| pair.trim().to_owned())
    }
}

pub(crate) fn get(port: u16, path: &str, cookie: Option<&str>) -> Result<Answer, String> {
    let cookie = cookie.map_or_else(String::new, |cookie| format!("Cookie: {cookie}\r\n"));
    request(port, &format!("GET {path} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n{cookie}\r\n"))
}

/// Sends a JSON body as a page of the same server would.
pub(crate) fn post(port: u16, path: &str, body: &str) -> Result<Answer, String> {
    let origin = format!("Host: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n");
    let form = format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len());
    request(port, &format!("POST {path} HTTP/1.0\r\n{origin}{form}\r\n{body}"))
}

/// Version 1.0: one answer, no chunks, and the end of the stream is its end.
fn request(port: u16, text: &str) -> Result<Answer, String> {
    let said = |error: Error| error.to_string();
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    let mut stream = TcpStream::connect_timeout(&address, LIMIT).map_err(said)?;
    stream.set_read_timeout(Some(LIMIT)).map_err(said)?;
    stream.write_all(text.as_bytes()).map_err(said)?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).map_err(said)?;
    answer(&String::from_utf8_lossy(&bytes))
}

fn answer(text: &str) -> Result<Answer, String> {
    let (head, body) = text.split_once("\r\n\r\n").ok_or("no answer")?;
    let status = head.lines().next().unwrap_or_default();
    match status.split_whitespace().nth(1) {
        Some("200" | "201" | "204") => Ok(Answer { head: head.to_owned(), body: body.to_owned() }),
        _ => Err(format!("{status} {}", body.trim())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;
    use std::thread;

    /// Answers one request and gives back what was asked.
    fn serve(reply: &'static str) -> (u16, thread::JoinHandle<String>) {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut bytes = [0; 4096];
            let count = stream.read(&mut bytes).unwrap();
            stream.write_all(reply.as_bytes()).unwrap();
            String::from_utf8_lossy(&bytes[..count]).into_owned()
        });
        (port, asked)
    }

    #[test]
    fn a_cookie_that_was_set_is_sent_back() {
        let reply = "HTTP/1.0 200 OK\r\nSet-Cookie: id=7; HttpOnly; SameSite=Strict\r\n\r\n{}";
        let (port, asked) = serve(reply);
        let answer = post(port, "/in", "{\"a\":1}").unwrap();
        assert!(asked.join().unwrap().ends_with("Content-Length: 7\r\n\r\n{\"a\":1}"));
        let cookie = answer.cookie().unwrap();
        let (port, asked) = serve("HTTP/1.0 200 OK\r\n\r\nwell");
        assert_eq!(get(port, "/a", Some(&cookie)).unwrap().body, "well");
        assert!(asked.join().unwrap().contains("\r\nCookie: id=7\r\n"));
    }

    #[test]
    fn a_refusal_is_an_error_with_its_words_and_silence_is_one_too() {
        assert_eq!(
            answer("HTTP/1.0 503 Busy\r\n\r\nlater\n"),
            Err("HTTP/1.0 503 Busy later".to_owned())
        );
        assert_eq!(answer(""), Err("no answer".to_owned()));
    }

    #[test]
    fn nobody_listening_is_an_error() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        assert!(get(port, "/", None).is_err());
    }
}
