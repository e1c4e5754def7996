//! Boards of the wall screens, and the tokens that show one board to a screen nobody signs in at.
//!
//! Room:  store; the server reads and checks the layouts, makes the tokens and hashes them.
//! Holds: a change names the revision it changes; a removed board's number is never given again;
//!        a token that is expired, revoked, of a removed board or of a disabled account is not found.
//! Never: sees a token itself; knows what a layout says.
//! Proof: tests/it/walls.rs.

use crate::error::StoreError;
use crate::log::small;
use crate::sql::{self, Row};
use crate::store::Store;
use domain::Timestamp;

/// A board as kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WallBoard {
    pub board: u32,
    pub name: String,
    /// JSON.
    pub layout: String,
    pub revision: u32,
    pub created_at: Timestamp,
    pub changed_at: Timestamp,
}

/// A screen's right to see one board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WallToken {
    pub token: u32,
    pub board: u32,
    pub name: String,
    pub account: u32,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub used_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

/// What a new token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewWallToken<'a> {
    pub token_hash: &'a [u8],
    pub board: u32,
    pub name: &'a str,
    pub account: u32,
    pub expires_at: Timestamp,
}

impl Store {
    /// Every board that was not removed, by number.
    pub async fn wall_boards(&self) -> Result<Vec<WallBoard>, StoreError> {
        let statement = sql::query(
            "SELECT board, name, layout, revision, created_at, changed_at FROM wall_board \
             WHERE removed_at IS NULL ORDER BY board",
        );
        self.inner.callboard.list("listing boards", statement, read_board).await
    }

    pub async fn wall_board(&self, board: u32) -> Result<Option<WallBoard>, StoreError> {
        let statement = sql::query(
            "SELECT board, name, layout, revision, created_at, changed_at FROM wall_board \
             WHERE board = $1 AND removed_at IS NULL",
        )
        .bind(i64::from(board));
        self.inner.callboard.find("reading a board", statement, read_board).await
    }

    /// Makes a board; gives its number.
    pub async fn create_wall_board(
        &self,
        name: &str,
        layout: &str,
        now: Timestamp,
    ) -> Result<u32, StoreError> {
        let statement = sql::query(
            "INSERT INTO wall_board (board, name, layout, revision, created_at, changed_at) \
             VALUES ((SELECT COALESCE(MAX(board), 0) + 1 FROM wall_board), $1, $2, 1, $3, $3) \
             RETURNING board",
        )
        .bind(name)
        .bind(layout)
        .bind(now.micros());
        self.number_of("making a board", statement).await
    }

    /// Changes revision `revision` of a board; whether it still was that revision.
    pub async fn change_wall_board(
        &self,
        changed: &WallBoard,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let statement = sql::query(
            "UPDATE wall_board SET name = $3, layout = $4, revision = revision + 1, changed_at = $5 \
             WHERE board = $1 AND revision = $2 AND removed_at IS NULL",
        )
        .bind(i64::from(changed.board))
        .bind(i64::from(changed.revision))
        .bind(&changed.name)
        .bind(&changed.layout)
        .bind(now.micros());
        Ok(self.inner.callboard.write("changing a board", statement).await? > 0)
    }

    /// Removes a board, and with it what its tokens could see; whether it was there.
    pub async fn remove_wall_board(&self, board: u32, now: Timestamp) -> Result<bool, StoreError> {
        let statement = sql::query(
            "UPDATE wall_board SET removed_at = $2 WHERE board = $1 AND removed_at IS NULL",
        )
        .bind(i64::from(board))
        .bind(now.micros());
        Ok(self.inner.callboard.write("removing a board", statement).await? > 0)
    }

    /// Makes a token; gives its number.
    pub async fn create_wall_token(
        &self,
        new: NewWallToken<'_>,
        now: Timestamp,
    ) -> Result<u32, StoreError> {
        let statement = sql::query(
            "INSERT INTO wall_token (token, token_hash, board, name, account, created_at, expires_at) \
             VALUES ((SELECT COALESCE(MAX(token), 0) + 1 FROM wall_token), $1, $2, $3, $4, $5, $6) \
             RETURNING token",
        )
        .bind(new.token_hash)
        .bind(i64::from(new.board))
        .bind(new.name)
        .bind(i64::from(new.account))
        .bind(now.micros())
        .bind(new.expires_at.micros());
        self.number_of("making a wall token", statement).await
    }

    /// The token of a hash, while it is good; notes its use, to the minute.
    pub async fn wall_token(
        &self,
        token_hash: &[u8],
        now: Timestamp,
    ) -> Result<Option<WallToken>, StoreError> {
        const MINUTE: i64 = 60_000_000;
        let statement = sql::query(
            "SELECT t.token, t.board, t.name, t.account, t.created_at, t.expires_at, t.used_at, t.revoked_at \
             FROM wall_token AS t JOIN account AS a ON a.account = t.account \
             JOIN wall_board AS b ON b.board = t.board \
             WHERE t.token_hash = $1 AND t.revoked_at IS NULL AND t.expires_at > $2 \
             AND a.disabled_at IS NULL AND b.removed_at IS NULL",
        )
        .bind(token_hash)
        .bind(now.micros());
        let database = &self.inner.callboard;
        let found = database.find("reading a wall token", statement, read_token).await?;
        if let Some(token) = &found
            && token.used_at.is_none_or(|used| now.since(used).micros() >= MINUTE)
        {
            let statement = sql::query("UPDATE wall_token SET used_at = $2 WHERE token = $1")
                .bind(i64::from(token.token))
                .bind(now.micros());
            database.write("noting the use of a wall token", statement).await?;
        }
        Ok(found)
    }

    /// Every token of a board, also those that are over.
    pub async fn wall_tokens(&self, board: u32) -> Result<Vec<WallToken>, StoreError> {
        let statement = sql::query(
            "SELECT token, board, name, account, created_at, expires_at, used_at, revoked_at \
             FROM wall_token WHERE board = $1 ORDER BY token",
        )
        .bind(i64::from(board));
        self.inner.callboard.list("listing wall tokens", statement, read_token).await
    }

    /// Every token of every board that was not removed.
    pub async fn all_wall_tokens(&self) -> Result<Vec<WallToken>, StoreError> {
        let statement = sql::query(
            "SELECT t.token, t.board, t.name, t.account, t.created_at, t.expires_at, t.used_at, t.revoked_at \
             FROM wall_token AS t JOIN wall_board AS b ON b.board = t.board \
             WHERE b.removed_at IS NULL ORDER BY t.token",
        );
        self.inner.callboard.list("listing wall tokens", statement, read_token).await
    }

    /// Whether there was such a token that had not been revoked before.
    pub async fn revoke_wall_token(&self, token: u32, now: Timestamp) -> Result<bool, StoreError> {
        let statement = sql::query(
            "UPDATE wall_token SET revoked_at = $2 WHERE token = $1 AND revoked_at IS NULL",
        )
        .bind(i64::from(token))
        .bind(now.micros());
        Ok(self.inner.callboard.write("revoking a wall token", statement).await? > 0)
    }

    /// Runs a statement that gives the number of the row it made.
    pub(crate) async fn number_of(
        &self,
        doing: &'static str,
        statement: crate::sql::Statement,
    ) -> Result<u32, StoreError> {
        let database = &self.inner.callboard;
        let row = database.write_one(doing, statement).await?;
        let number = row.map(|row| row.try_get::<i64>(0)).transpose();
        let number = number.map_err(database.failed(doing))?;
        number.map(small).ok_or(StoreError::Stopped)
    }
}

fn read_board(row: &Row) -> Result<WallBoard, sqlx::Error> {
    Ok(WallBoard {
        board: small(row.try_get(0)?),
        name: row.try_get(1)?,
        layout: row.try_get(2)?,
        revision: small(row.try_get(3)?),
        created_at: Timestamp(row.try_get(4)?),
        changed_at: Timestamp(row.try_get(5)?),
    })
}

fn read_token(row: &Row) -> Result<WallToken, sqlx::Error> {
    let at = |column: usize| row.try_get::<Option<i64>>(column).map(|at| at.map(Timestamp));
    Ok(WallToken {
        token: small(row.try_get(0)?),
        board: small(row.try_get(1)?),
        name: row.try_get(2)?,
        account: small(row.try_get(3)?),
        created_at: Timestamp(row.try_get(4)?),
        expires_at: Timestamp(row.try_get(5)?),
        used_at: at(6)?,
        revoked_at: at(7)?,
    })
}
