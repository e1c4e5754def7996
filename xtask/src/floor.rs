//! A demo centre on a free port, in a folder of its own, for tests that need a running one.
//!
//! Room:  xtask; used by the browser part and the soak.
//! Takes: the built `callboard`.
//! Gives: its address and one-time link as it printed them; its log; its memory; answers to GET.
//! Holds: the server ends and its folder goes when this is dropped.
//! Never: changes anything in the centre but the administrator's password.
//! Proof: tests below for reading; the browser part and the soak for the rest.

use crate::command::{self, Program};
use crate::house::House;
use crate::http;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::time::Duration;

/// How long the first start may take: an unoptimised build generates its history slowly.
const START_LIMIT: Duration = Duration::from_secs(300);
const GLANCE: Duration = Duration::from_millis(200);
const PASSWORD: &str = "a-password-for-the-soak";

/// A running demo centre.
#[derive(Debug)]
pub(crate) struct Floor {
    program: Program,
    binary: PathBuf,
    /// What it was told beside its folder and address; it is told the same when it starts again.
    words: Vec<String>,
    folder: PathBuf,
    port: u16,
    log: Vec<String>,
    /// Where the lines of the present start begin in `log`.
    first_line: usize,
    /// Address of the pages, without a trailing slash.
    pub(crate) url: String,
    /// The one-time link for the administrator's password; a folder that was set up has none.
    pub(crate) setup_url: Option<String>,
    cookie: Option<String>,
}

impl Floor {
    /// Starts `binary demo` in a fresh folder and waits until it answers.
    pub(crate) fn open(house: &House, binary: &Path) -> Result<Self, String> {
        Self::begin(house, binary, &[])
    }

    /// One whose clock stands at `moment` (RFC 3339): always the same figures.
    pub(crate) fn standing(house: &House, binary: &Path, moment: &str) -> Result<Self, String> {
        Self::begin(house, binary, &["--stands-at", moment])
    }

    /// One whose clock runs `speed` times as fast as ours.
    pub(crate) fn hurried(house: &House, binary: &Path, speed: u32) -> Result<Self, String> {
        Self::begin(house, binary, &["--speed", &speed.to_string()])
    }

    fn begin(house: &House, binary: &Path, words: &[&str]) -> Result<Self, String> {
        let folder = house.scratch("floor")?;
        let port = free_port()?;
        let words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
        let program = start(binary, &folder, port, &words)?;
        let mut floor = Self {
            program,
            binary: binary.to_owned(),
            words,
            folder,
            port,
            log: Vec::new(),
            first_line: 0,
            url: format!("http://127.0.0.1:{port}"),
            setup_url: None,
            cookie: None,
        };
        floor.wait_until_it_answers()?;
        Ok(floor)
    }

    /// Ends the server as a power cut would and starts it again in the same folder.
    pub(crate) fn cut_power(&mut self) -> Result<(), String> {
        self.program.kill();
        self.drain();
        self.first_line = self.log.len();
        self.program = start(&self.binary, &self.folder, self.port, &self.words)?;
        self.wait_until_it_answers()
    }

    /// Asks the server to end and says how it did.
    pub(crate) fn close(&mut self) -> Option<ExitStatus> {
        let status = self.program.stop();
        self.drain();
        status
    }

    /// Everything it printed so far.
    pub(crate) fn log(&mut self) -> &[String] {
        self.drain();
        &self.log
    }

    /// Sets the administrator's password with the one-time link, or signs in with it later.
    pub(crate) fn sign_in(&mut self) -> Result<(), String> {
        let answer = match &self.setup_url {
            Some(link) if self.cookie.is_none() => {
                let token = link.rsplit(['=', '/', '#']).next().unwrap_or_default();
                let body = format!(r#"{{"token":"{token}","password":"{PASSWORD}"}}"#);
                http::post(self.port, "/api/v1/setup", &body)
            }
            _ => {
                let body = format!(r#"{{"name":"admin","password":"{PASSWORD}"}}"#);
                http::post(self.port, "/api/v1/session", &body)
            }
        };
        let answer = answer.map_err(|error| format!("signing in: {error}"))?;
        self.cookie = Some(answer.cookie().ok_or("signing in: the answer sets no cookie")?);
        Ok(())
    }

    /// Body of the answer to `GET path`, signed in if we are; an error unless all is well.
    pub(crate) fn get(&self, path: &str) -> Result<String, String> {
        let answer = http::get(self.port, path, self.cookie.as_deref());
        answer.map(|answer| answer.body).map_err(|error| format!("GET {path}: {error}"))
    }

    /// Resident memory in kB, as Linux tells it.
    pub(crate) fn memory_kb(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.program.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.split_whitespace().next()?.parse().ok()
    }

    fn wait_until_it_answers(&mut self) -> Result<(), String> {
        let end = command::now() + START_LIMIT;
        loop {
            if let Some(line) = self.program.next_line(GLANCE) {
                self.keep(line);
            }
            if let Some(status) = self.program.ended() {
                return Err(format!("the server ended at once with {status}:\n{}", self.tail()));
            }
            // It prints its address when it is ready, and right after it the one-time link.
            let has_announced =
                self.log.iter().skip(self.first_line).any(|line| line.contains(&self.url));
            if has_announced && http::get(self.port, "/healthz", None).is_ok() {
                command::pause(GLANCE);
                self.drain();
                return Ok(());
            }
            if command::now() > end {
                let limit = START_LIMIT.as_secs();
                return Err(format!("no address and answer within {limit} s:\n{}", self.tail()));
            }
        }
    }

    fn drain(&mut self) {
        while let Some(line) = self.program.next_line(Duration::from_millis(50)) {
            self.keep(line);
        }
    }

    fn keep(&mut self, line: String) {
        if let Some(url) = setup_link(&line, &self.url) {
            self.setup_url = Some(url);
        }
        self.log.push(line);
    }

    fn tail(&mut self) -> String {
        self.drain();
        let from = self.log.len().saturating_sub(20);
        self.log.iter().skip(from).map(|line| format!("  | {line}\n")).collect()
    }
}

impl Drop for Floor {
    fn drop(&mut self) {
        self.program.stop();
        // The next run empties the folder if this could not.
        let _left_over_is_fine = fs::remove_dir_all(&self.folder).is_ok();
    }
}

fn start(binary: &Path, folder: &Path, port: u16, words: &[String]) -> Result<Program, String> {
    let mut command = Command::new(binary);
    command.arg("demo").arg("--data").arg(folder.join("data"));
    command.arg("--listen").arg(format!("127.0.0.1:{port}"));
    Program::start(command.args(words).current_dir(folder))
}

/// A port nobody listens on now; the server takes it right after.
fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
    listener.map(|address| address.port()).map_err(|error| format!("finding a free port: {error}"))
}

/// An address below `url` that is more than its front page.
fn setup_link(line: &str, url: &str) -> Option<String> {
    let words = line.split(|c: char| c.is_whitespace() || "\"'<>()".contains(c));
    let mut links = words.filter_map(|word| word.strip_prefix(url).map(|rest| (word, rest)));
    links.find(|(_, rest)| rest.starts_with('/') && rest.len() > 1).map(|(word, _)| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "http://127.0.0.1:8420";

    #[test]
    fn the_one_time_link_is_found_in_any_sentence_and_the_front_page_is_none() {
        let link = "http://127.0.0.1:8420/setup#token=3f";
        assert_eq!(setup_link(&format!("open once: <{link}>"), URL).as_deref(), Some(link));
        assert_eq!(setup_link("Callboard answers on http://127.0.0.1:8420/", URL), None);
        assert_eq!(setup_link("Callboard answers on http://127.0.0.1:8420", URL), None);
        assert_eq!(setup_link("see http://127.0.0.1:84200/setup", URL), None);
    }

    #[test]
    fn a_free_port_can_be_taken() {
        let port = free_port().unwrap();
        assert!(TcpListener::bind(("127.0.0.1", port)).is_ok());
    }
}
