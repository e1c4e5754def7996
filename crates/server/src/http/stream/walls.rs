//! The boards that screens are looking at, as they are now.
//!
//! Room:  server/http/stream; put by the routes of boards, read by the painter with every picture.
//! Holds: a changed board shows on every screen with its next frame; a removed one shows nothing.

use crate::http::views::wall::BoardView;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Boards by id. Cheap to clone; all clones are one.
#[derive(Clone, Debug, Default)]
pub struct Walls(Arc<Mutex<BTreeMap<u32, Arc<BoardView>>>>);

impl Walls {
    /// The board as it is from now on; an older revision does not replace a newer.
    pub fn put(&self, board: BoardView) {
        let mut boards = self.lock();
        let is_older = |known: &Arc<BoardView>| board.revision < known.revision;
        if !boards.get(&board.id).is_some_and(is_older) {
            boards.insert(board.id, Arc::new(board));
        }
    }

    /// The board is no more.
    pub fn remove(&self, board: u32) {
        self.lock().remove(&board);
    }

    #[must_use]
    pub fn get(&self, board: u32) -> Option<Arc<BoardView>> {
        self.lock().get(&board).cloned()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<u32, Arc<BoardView>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
