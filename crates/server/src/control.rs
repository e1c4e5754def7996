//! The side door of a running server: a socket in its data folder for the same user's commands.
//!
//! Room:  server; `callboard backup` asks here, because the running server has the folder.
//! Takes: one line, `backup DEST` or `sync-directory DRY MANY`. Gives: one line, `done TEXT` or `failed TEXT`.
//! Holds: only the owner of the data folder can open it; a path may hold spaces, no line ends.
//! Never: listens on the network.
//! Proof: tests/it/backup.rs.

use crate::federation::command;
use crate::http::AppState;
use anyhow::{Context as _, bail};
use std::path::{Path, PathBuf};
use tokio_util::sync::CancellationToken;

fn socket(data: &Path) -> PathBuf {
    data.join("callboard.socket")
}

/// Answers commands until the house closes.
#[cfg(unix)]
pub async fn listen(state: AppState, stop: CancellationToken) {
    use std::os::unix::fs::PermissionsExt as _;
    let path = socket(state.store.folder().root());
    // A server that was killed leaves its socket; the lock on the folder says that it is gone.
    if path.exists() && std::fs::remove_file(&path).is_err() {
        tracing::warn!(socket = %path.display(), "an old socket could not be removed");
    }
    let listener = match tokio::net::UnixListener::bind(&path) {
        Ok(listener) => listener,
        Err(error) => {
            tracing::warn!(socket = %path.display(), %error, "no `callboard backup` while running");
            return;
        }
    };
    let owner_only = std::fs::Permissions::from_mode(0o600);
    if let Err(error) = std::fs::set_permissions(&path, owner_only) {
        tracing::warn!(socket = %path.display(), %error, "the socket could not be restricted");
        return;
    }
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => serve(stream, &state).await,
                Err(error) => tracing::warn!(%error, "the socket could not be answered"),
            },
        }
    }
    if std::fs::remove_file(&path).is_err() {
        tracing::debug!("the socket was gone already");
    }
}

#[cfg(not(unix))]
pub async fn listen(_state: AppState, stop: CancellationToken) {
    stop.cancelled().await;
}

/// The longest command line.
#[cfg(unix)]
const LONGEST: u64 = 8_192;

#[cfg(unix)]
async fn serve(stream: tokio::net::UnixStream, state: &AppState) {
    use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
    let (read, mut write) = stream.into_split();
    let mut line = String::new();
    let mut reader = BufReader::new(read).take(LONGEST);
    let told = std::time::Duration::from_secs(5);
    match tokio::time::timeout(told, reader.read_line(&mut line)).await {
        Ok(Ok(_)) => {}
        Ok(Err(_)) | Err(_) => return,
    }
    let answer = match line.trim_end_matches('\n').split_once(' ') {
        Some(("backup", dest)) => match state.store.backup(Path::new(dest), state.now()).await {
            Ok(backup) => format!("done {}\n", crate::backup::describe(&backup, Path::new(dest))),
            Err(error) => format!("failed {:#}\n", anyhow::Error::new(error)),
        },
        Some((command::WORD, words)) => match command::asked(state, words).await {
            Ok(report) => format!("done {report}\n"),
            Err(problem) => format!("failed {problem}\n"),
        },
        _ => "failed this server does not know that command\n".to_owned(),
    };
    if write.write_all(answer.as_bytes()).await.is_err() {
        tracing::debug!("who asked for a backup has gone");
    }
}

/// Asks the running server of a data folder; `None`: none is running.
#[cfg(unix)]
pub async fn ask(data: &Path, command: &str) -> anyhow::Result<Option<String>> {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let Ok(mut stream) = tokio::net::UnixStream::connect(socket(data)).await else {
        return Ok(None);
    };
    let lost = || format!("talking to the server of {}", data.display());
    stream.write_all(format!("{command}\n").as_bytes()).await.with_context(lost)?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.with_context(lost)?;
    match answer.trim_end().split_once(' ') {
        Some(("done", text)) => Ok(Some(text.to_owned())),
        Some(("failed", text)) => bail!("{text}"),
        _ => bail!("the server of {} ended before it answered; try again", data.display()),
    }
}

#[cfg(not(unix))]
pub async fn ask(_data: &Path, _command: &str) -> anyhow::Result<Option<String>> {
    Ok(None)
}
