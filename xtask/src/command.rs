//! Programs that a chore starts: their output streams, their time is limited, their end is ours.
//!
//! Room:  xtask; used by every chore that starts something.
//! Takes: a `Command`, a limit, a place for its lines.
//! Gives: its exit status, or why there is none.
//! Holds: whatever way a chore ends, what it started is ended: by process id, children included.
//! Never: ends a process by name, nor one that it did not start.
//! Proof: tests below.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

/// How long a program may take to end after it was asked to.
const GRACE: Duration = Duration::from_secs(20);
const GLANCE: Duration = Duration::from_millis(200);
const MOMENT: Duration = Duration::from_millis(10);

/// Chores watch real programs; they read the clock here and nowhere else.
#[expect(clippy::disallowed_methods, reason = "a limit on real programs needs real time")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// A started program whose lines can be awaited. Dropping it ends it.
#[derive(Debug)]
pub(crate) struct Program {
    child: Child,
    lines: Receiver<String>,
    is_over: bool,
}

impl Program {
    /// Starts `command`; both of its outputs become lines.
    pub(crate) fn start(command: &mut Command) -> Result<Self, String> {
        let name = command.get_program().to_string_lossy().into_owned();
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("starting {name}: {error}"))?;
        let (sender, lines) = mpsc::channel();
        read_lines(child.stdout.take(), sender.clone());
        read_lines(child.stderr.take(), sender);
        Ok(Self { child, lines, is_over: false })
    }

    /// Its process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Its next line, if one comes within `limit`.
    pub(crate) fn next_line(&mut self, limit: Duration) -> Option<String> {
        self.lines.recv_timeout(limit).ok()
    }

    /// Its exit status, if it has ended.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        let status = self.child.try_wait().ok().flatten();
        self.is_over |= status.is_some();
        status
    }

    /// Passes every line to `see` until the program ends; ends it when `limit` is over.
    pub(crate) fn follow(
        &mut self,
        limit: Duration,
        mut see: impl FnMut(&str),
    ) -> Result<ExitStatus, String> {
        let end = now() + limit;
        loop {
            match self.lines.recv_timeout(GLANCE) {
                Ok(line) => see(&line),
                Err(RecvTimeoutError::Timeout) => {
                    if let Some(status) = self.ended() {
                        return Ok(status); // a grandchild may keep the pipe open: not ours to await
                    }
                }
                Err(RecvTimeoutError::Disconnected) => {
                    if let Some(status) = self.wait(end) {
                        return Ok(status);
                    }
                }
            }
            if now() > end {
                self.stop();
                return Err(format!("ended by us: it took longer than {} s", limit.as_secs()));
            }
        }
    }

    /// Asks the program to end, insists after a while, and says how it ended.
    pub(crate) fn stop(&mut self) -> Option<ExitStatus> {
        self.end_with("-TERM")
    }

    /// Ends the program as a power cut would.
    pub(crate) fn kill(&mut self) -> Option<ExitStatus> {
        self.end_with("-KILL")
    }

    fn end_with(&mut self, signal: &str) -> Option<ExitStatus> {
        if let Some(status) = self.ended() {
            return Some(status);
        }
        let ids = family(self.id());
        send(signal, &ids);
        let end = now() + GRACE;
        let mut status = self.wait(end);
        while ids.iter().any(|id| *id != self.id() && runs(*id)) && now() < end {
            pause(MOMENT);
        }
        let stubborn: Vec<u32> = ids.into_iter().filter(|id| runs(*id)).collect();
        if !stubborn.is_empty() {
            send("-KILL", &stubborn);
        }
        if status.is_none() {
            self.is_over = true;
            status = self.child.wait().ok();
        }
        status
    }

    fn wait(&mut self, end: Instant) -> Option<ExitStatus> {
        loop {
            let status = self.ended();
            if status.is_some() || now() > end {
                return status;
            }
            pause(MOMENT);
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if !self.is_over {
            self.stop();
        }
    }
}

/// Runs `command` to its end; every line is printed and passed to `see`.
pub(crate) fn run(
    command: &mut Command,
    limit: Duration,
    mut see: impl FnMut(&str),
) -> Result<ExitStatus, String> {
    println!("+ {}", shown(command));
    Program::start(command)?.follow(limit, |line| {
        println!("{line}");
        see(line);
    })
}

/// Runs `command` to its end and wants success.
pub(crate) fn succeed(command: &mut Command, limit: Duration) -> Result<(), String> {
    let status = run(command, limit, |_| ())?;
    match status.success() {
        true => Ok(()),
        false => Err(format!("`{}` ended with {status}", shown(command))),
    }
}

/// Waits; for watching real programs only.
#[expect(clippy::disallowed_methods, reason = "there is nothing to wait on but time")]
pub(crate) fn pause(time: Duration) {
    thread::sleep(time);
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

fn read_lines(source: Option<impl Read + Send + 'static>, sender: Sender<String>) {
    let Some(source) = source else { return };
    thread::spawn(move || {
        let mut reader = BufReader::new(source);
        let mut bytes = Vec::new();
        while reader.read_until(b'\n', &mut bytes).is_ok_and(|count| count > 0) {
            let line = String::from_utf8_lossy(&bytes).trim_end().to_owned();
            if sender.send(line).is_err() {
                return;
            }
            bytes.clear();
        }
    });
}

/// A process and everything it started, children before their parents.
fn family(id: u32) -> Vec<u32> {
    let mut ids = vec![id];
    let mut next = 0;
    let parents = parents();
    while let Some(parent) = ids.get(next).copied() {
        ids.extend(parents.iter().filter(|(_, p)| *p == parent).map(|(child, _)| *child));
        next += 1;
    }
    ids.reverse();
    ids
}

/// Every process with its parent, as Linux tells it; empty elsewhere.
fn parents() -> Vec<(u32, u32)> {
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    let ids = entries.flatten().filter_map(|e| e.file_name().to_str()?.parse::<u32>().ok());
    ids.filter_map(|id| {
        Some((id, parent_of(&fs::read_to_string(format!("/proc/{id}/stat")).ok()?)?))
    })
    .collect()
}

/// Whether a process is there and not just waiting to be buried.
fn runs(id: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    stat.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with(['Z', 'X']))
}

/// The parent's id out of `/proc/ID/stat`: `7 (a name) S 3 ...`, where the name may hold anything.
fn parent_of(stat: &str) -> Option<u32> {
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

fn send(signal: &str, ids: &[u32]) {
    let mut command = Command::new("kill");
    command.arg(signal).arg("--").args(ids.iter().map(u32::to_string));
    // A process that is gone already makes `kill` complain: that is what we wanted.
    let _gone_already_is_fine = command.stderr(Stdio::null()).status().is_ok();
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(30);

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn lines_of_both_outputs_arrive_and_the_status_is_told() {
        let mut lines = Vec::new();
        let mut program = Program::start(&mut shell("echo one; echo two >&2; exit 3")).unwrap();
        let status = program.follow(LONG, |line| lines.push(line.to_owned())).unwrap();
        lines.sort();
        assert_eq!((status.code(), lines.join(" ")), (Some(3), "one two".to_owned()));
    }

    #[test]
    fn a_program_over_its_time_is_ended_together_with_its_children() {
        let mut child = None;
        let mut program = Program::start(&mut shell("sleep 1000 & echo $!; wait")).unwrap();
        let limit = Duration::from_millis(500);
        let outcome = program.follow(limit, |line| child = line.parse::<u32>().ok());
        assert!(outcome.unwrap_err().contains("longer than"));
        let child = child.unwrap();
        assert!(!runs(child), "{child} is still there");
    }

    #[test]
    fn dropping_a_program_ends_it() {
        let program = Program::start(&mut shell("exec sleep 1000")).unwrap();
        let id = program.id();
        drop(program);
        assert!(fs::metadata(format!("/proc/{id}")).is_err());
    }

    #[test]
    fn a_program_that_does_not_exist_is_named() {
        let error = Program::start(&mut Command::new("no-such-program")).unwrap_err();
        assert!(error.starts_with("starting no-such-program: "), "{error}");
    }

    #[test]
    fn the_parent_is_found_behind_any_name() {
        assert_eq!(parent_of("7 (a) b) S 3 7 7"), Some(3));
        assert_eq!(parent_of("nonsense"), None);
    }
}
