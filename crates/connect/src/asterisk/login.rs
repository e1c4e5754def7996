//! Logging in: by challenge, or in plain where the PBX knows no challenge; then the filters.
//!
//! Room:  connect, `asterisk`.
//! Holds: the secret crosses the wire in plain only if the PBX refused the challenge; events flow
//!        only after the filters are set.
//! Proof: the session tests against a stand-in; the real Asterisk.

use super::frame::{Frame, FrameReader, Item};
use super::session::Config;
use super::wire::Wire;
use md5::{Digest as _, Md5};
use std::time::Duration;

const ANSWER_LIMIT: Duration = Duration::from_secs(10);

/// What of the PBX's events we want: about a third of all. `VarSet` alone is half of them, and
/// only `QUEUESTATUS` tells a timeout from an abandonment.
const WANTED: [&str; 2] = [
    "Event: (Queue|Agent|Newchannel|Newexten|Hangup|SoftHangup|Dial|Hold|Unhold|BlindTransfer|\
     AttendedTransfer|UserEvent|DTMFEnd|FullyBooted|Shutdown|Reload)",
    "Variable: QUEUESTATUS",
];

#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    #[error("logging in: {0}")]
    Io(#[from] std::io::Error),
    #[error("logging in: the other side is no Asterisk manager: {0}")]
    NotAsterisk(String),
    #[error("logging in as {user}: {message}; check user and secret in manager.conf, and `permit`")]
    Refused { user: String, message: String },
    #[error("logging in: no answer in {} s", ANSWER_LIMIT.as_secs())]
    NoAnswer,
    #[error("logging in: the PBX closed the connection; check `permit` in manager.conf")]
    Closed,
}

/// Logs in and sets the filters; gives the PBX's version. Frames of events that come before the
/// end of it are none of ours: events are off until then.
pub(super) async fn log_in(
    wire: &mut Wire,
    reader: &mut FrameReader,
    config: &Config,
) -> Result<String, LoginError> {
    let mut asking = Asking { wire, reader, waiting: Vec::new(), number: 0 };
    asking.greeting().await?;
    let challenge = asking.ask("Challenge", &[("AuthType", "MD5")]).await?;
    let answer = match challenge.known("Challenge").filter(|_| succeeded(&challenge)) {
        Some(challenge) => {
            let key = digest(challenge, &config.secret);
            let user = config.user.as_str();
            let login = [("AuthType", "MD5"), ("Username", user), ("Key", &key), ("Events", "off")];
            asking.ask("Login", &login).await?
        }
        None => {
            let (user, secret) = (config.user.as_str(), config.secret.as_str());
            let login = [("Username", user), ("Secret", secret), ("Events", "off")];
            asking.ask("Login", &login).await?
        }
    };
    if !succeeded(&answer) {
        let message = answer.get("Message").unwrap_or("refused").to_owned();
        return Err(LoginError::Refused { user: config.user.clone(), message });
    }
    asking.filter().await?;
    let settings = asking.ask("CoreSettings", &[]).await?;
    let version = settings.known("AsteriskVersion").unwrap_or("unknown").to_owned();
    asking.ask("Events", &[("EventMask", "on")]).await?;
    Ok(version)
}

fn succeeded(answer: &Frame) -> bool {
    answer.get("Response") == Some("Success")
}

fn digest(challenge: &str, secret: &str) -> String {
    let mut hash = Md5::new();
    hash.update(challenge.as_bytes());
    hash.update(secret.as_bytes());
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

struct Asking<'a> {
    wire: &'a mut Wire,
    reader: &'a mut FrameReader,
    waiting: Vec<Item>,
    number: u32,
}

impl Asking<'_> {
    /// Quirk: the greeting ends with a line end, not with a blank line.
    async fn greeting(&mut self) -> Result<(), LoginError> {
        let first = self.next().await?;
        if matches!(first, Item::Greeting(_)) {
            return Ok(());
        }
        let text = format!("{first:?}").chars().take(80).collect();
        Err(LoginError::NotAsterisk(text))
    }

    /// Without the right to filter we get everything and leave out most of it ourselves.
    async fn filter(&mut self) -> Result<(), LoginError> {
        for filter in WANTED {
            let answer = self.ask("Filter", &[("Operation", "Add"), ("Filter", filter)]).await?;
            if !succeeded(&answer) {
                tracing::info!("the manager account may not filter events: it has no `system`");
                return Ok(());
            }
        }
        Ok(())
    }

    async fn ask(&mut self, action: &str, keys: &[(&str, &str)]) -> Result<Frame, LoginError> {
        self.number += 1;
        let id = format!("cb-login-{}", self.number);
        let mut text = format!("Action: {action}\r\nActionID: {id}\r\n");
        for (key, value) in keys {
            text.push_str(&format!("{key}: {value}\r\n"));
        }
        text.push_str("\r\n");
        self.wire.write(&text).await?;
        loop {
            if let Item::Frame(frame) = self.next().await?
                && frame.get("Response").is_some()
                && frame.get("ActionID").is_none_or(|found| found == id)
            {
                return Ok(frame);
            }
        }
    }

    async fn next(&mut self) -> Result<Item, LoginError> {
        let mut buffer = [0; 4096];
        while self.waiting.is_empty() {
            let read = tokio::time::timeout(ANSWER_LIMIT, self.wire.read(&mut buffer)).await;
            let length = read.map_err(|_| LoginError::NoAnswer)??;
            if length == 0 {
                return Err(LoginError::Closed);
            }
            self.reader.feed(buffer.get(..length).unwrap_or_default(), &mut self.waiting);
        }
        Ok(self.waiting.remove(0))
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_answer_to_a_challenge_is_the_digest_of_challenge_and_secret() {
        // `printf 840415273mysecret | md5sum`
        assert_eq!(super::digest("840415273", "mysecret"), "72ee2809cbf69e9bdb27bdd924cda8e3");
    }
}
