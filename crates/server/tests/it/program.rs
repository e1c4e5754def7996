//! The real binary as a child process: started, read, told to stop, killed.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

/// `callboard` with these arguments, not started yet. It sees nothing of our environment.
pub(crate) fn callboard(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_callboard"));
    command.args(arguments).env_clear().env("CALLBOARD_LOG", "warn").stdin(Stdio::null());
    command
}

/// Runs to its end.
pub(crate) fn run(arguments: &[&str]) -> Output {
    callboard(arguments).output().unwrap()
}

/// Runs to its end, which must be a failure; gives what it said about it.
pub(crate) fn fails(arguments: &[&str]) -> String {
    let output = run(arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success(), "{arguments:?} succeeded: {said}");
    assert!(!said.contains("panicked"), "{said}");
    said
}

/// Runs to its end, which must be well; gives what it printed.
pub(crate) fn succeeds(arguments: &[&str]) -> String {
    let output = run(arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{arguments:?} failed: {said}{printed}");
    String::from_utf8(output.stdout).unwrap()
}

/// Runs to its end, with this exit code; gives what it printed.
pub(crate) fn ends_with(code: i32, arguments: &[&str]) -> String {
    let output = run(arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

pub(crate) fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A running `callboard`, killed with the value.
pub(crate) struct Program {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Program {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut child = callboard(arguments).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Self { child, lines }
    }

    /// The next line of its standard output; `None` at its end.
    pub(crate) fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        let length = self.lines.read_line(&mut line).unwrap();
        (length > 0).then(|| line.trim_end().to_owned())
    }

    /// `kill -9`; gives the whole lines that it had still printed.
    pub(crate) fn kill(mut self) -> Vec<String> {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let mut rest = String::new();
        self.lines.read_to_string(&mut rest).unwrap();
        let whole = rest.rsplit_once('\n').map_or("", |(whole, _)| whole);
        whole.lines().map(str::to_owned).collect()
    }

    /// SIGTERM, as a service manager sends it; waits for the end.
    pub(crate) fn stop(self) -> std::process::ExitStatus {
        self.signal("-TERM")
    }

    /// Sends a signal, as `kill` names it, and waits for the end.
    pub(crate) fn signal(mut self, signal: &str) -> std::process::ExitStatus {
        let id = self.child.id().to_string();
        let told = Command::new("kill").args([signal, &id]).status().unwrap();
        assert!(told.success());
        self.child.wait().unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
