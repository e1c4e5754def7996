//! `callboard backup` and `callboard restore`.
//!
//! Room:  server; the copying itself is `store`'s.
//! Holds: a backup is online (asked of the running server) or of a folder that nobody uses.
//! Proof: tests/it/backup.rs.

use crate::cli::print;
use crate::{clock, control};
use anyhow::{Context as _, bail};
use std::path::{Path, PathBuf};
use store::{Backup, Store};

/// Copies the data folder to a new folder, through its running server if there is one.
pub async fn backup(data: &Path, dest: &Path) -> anyhow::Result<()> {
    if !data.is_dir() {
        bail!("there is no data folder {}; name it with --data", data.display());
    }
    let dest = std::path::absolute(dest).context("finding the destination")?;
    let Some(text) = dest.to_str().filter(|text| !text.contains('\n')) else {
        bail!("{} cannot be named to the server; choose a plain name", dest.display());
    };
    let told = match control::ask(data, &format!("backup {text}")).await? {
        Some(told) => told,
        None => of_a_folder_at_rest(data, &dest).await?,
    };
    print(&format!("{told}\n"));
    Ok(())
}

async fn of_a_folder_at_rest(data: &Path, dest: &Path) -> anyhow::Result<String> {
    let now = clock::system()();
    let store = crate::folder::open(data, now).await?;
    let backup = store.backup(dest, now).await?;
    store.close().await?;
    Ok(describe(&backup, dest))
}

/// What was made, in a line for the operator.
#[must_use]
pub fn describe(backup: &Backup, dest: &Path) -> String {
    let bytes: u64 = backup.files.iter().map(|file| file.bytes).sum();
    format!(
        "backup of {} files, {bytes} bytes, up to record {}, in {}; keep its folder `keys` apart",
        backup.files.len(),
        backup.last_sequence,
        dest.display()
    )
}

/// Makes a data folder from a backup.
pub async fn restore(from: &Path, data: &Path) -> anyhow::Result<()> {
    let data: PathBuf = std::path::absolute(data).context("finding the data folder")?;
    let backup = Store::restore(from, &data).await?;
    print(&format!(
        "restored {} files up to record {} into {}; `callboard verify --data {}` proves it\n",
        backup.files.len(),
        backup.last_sequence,
        data.display(),
        data.display()
    ));
    Ok(())
}
