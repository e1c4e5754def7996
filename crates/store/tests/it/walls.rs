//! Boards keep their numbers and revisions; tokens open only what is good.

use crate::support::{Place, on_both_engines, start};
use domain::{Duration, Timestamp};
use store::{HeldRole, NewWallToken, Store};

on_both_engines! {
    a_change_of_an_older_revision_is_refused
    a_removed_board_is_gone_and_its_number_is_not_given_again
    a_wall_token_is_found_until_it_expires_and_its_use_is_noted_to_the_minute
    a_revoked_token_opens_nothing
    a_token_ends_with_its_board
    a_token_ends_with_the_account_that_made_it
}

const HASH: [u8; 4] = [7, 7, 7, 7];

fn later(minutes: i64) -> Timestamp {
    start().plus(Duration::from_minutes(minutes))
}

async fn board_and_token(store: &Store) -> (u32, u32, u32) {
    let account =
        store.create_account("张伟", "hash", &[HeldRole::centre("administrator")], start()).await;
    let account = account.unwrap().unwrap();
    let board = store.create_wall_board("大厅", "{}", start()).await.unwrap();
    let expires_at = later(60);
    let new = NewWallToken { token_hash: &HASH, board, name: "东墙", account, expires_at };
    (account, board, store.create_wall_token(new, start()).await.unwrap())
}

async fn a_change_of_an_older_revision_is_refused(place: Place) {
    let store = place.open().await;
    let board = store.create_wall_board("大厅", "{}", start()).await.unwrap();
    let mut read = store.wall_board(board).await.unwrap().unwrap();
    assert_eq!((read.revision, read.name.as_str()), (1, "大厅"));
    read.layout = "{\"pages\":[]}".to_owned();
    assert!(store.change_wall_board(&read, later(1)).await.unwrap());
    assert!(!store.change_wall_board(&read, later(2)).await.unwrap(), "it is revision 2 by now");
    let changed = store.wall_board(board).await.unwrap().unwrap();
    assert_eq!((changed.revision, changed.changed_at), (2, later(1)));
    assert_eq!(changed.layout, read.layout);
}

async fn a_removed_board_is_gone_and_its_number_is_not_given_again(place: Place) {
    let store = place.open().await;
    let first = store.create_wall_board("一", "{}", start()).await.unwrap();
    assert!(store.remove_wall_board(first, later(1)).await.unwrap());
    assert!(!store.remove_wall_board(first, later(2)).await.unwrap());
    assert_eq!(store.wall_board(first).await.unwrap(), None);
    let second = store.create_wall_board("二", "{}", later(3)).await.unwrap();
    assert_ne!(first, second);
    let boards = store.wall_boards().await.unwrap();
    assert_eq!(boards.iter().map(|board| board.board).collect::<Vec<_>>(), [second]);
}

async fn a_wall_token_is_found_until_it_expires_and_its_use_is_noted_to_the_minute(place: Place) {
    let store = place.open().await;
    let (_, board, token) = board_and_token(&store).await;
    assert_eq!(store.wall_token(&[1], later(1)).await.unwrap(), None);
    let found = store.wall_token(&HASH, later(1)).await.unwrap().unwrap();
    assert_eq!((found.token, found.board, found.used_at), (token, board, None));
    store.wall_token(&HASH, later(1).plus(Duration::from_secs(30))).await.unwrap();
    assert_eq!(store.wall_tokens(board).await.unwrap()[0].used_at, Some(later(1)));
    store.wall_token(&HASH, later(2)).await.unwrap();
    assert_eq!(store.wall_tokens(board).await.unwrap()[0].used_at, Some(later(2)));
    assert_eq!(store.wall_token(&HASH, later(60)).await.unwrap(), None);
}

async fn a_revoked_token_opens_nothing(place: Place) {
    let store = place.open().await;
    let (_, _, token) = board_and_token(&store).await;
    assert!(store.revoke_wall_token(token, later(1)).await.unwrap());
    assert!(!store.revoke_wall_token(token, later(2)).await.unwrap());
    assert_eq!(store.wall_token(&HASH, later(3)).await.unwrap(), None);
}

async fn a_token_ends_with_its_board(place: Place) {
    let store = place.open().await;
    let (_, board, _) = board_and_token(&store).await;
    store.remove_wall_board(board, later(1)).await.unwrap();
    assert_eq!(store.wall_token(&HASH, later(2)).await.unwrap(), None);
}

async fn a_token_ends_with_the_account_that_made_it(place: Place) {
    let store = place.open().await;
    let (account, _, _) = board_and_token(&store).await;
    store.set_disabled(account, Some(later(1))).await.unwrap();
    assert_eq!(store.wall_token(&HASH, later(2)).await.unwrap(), None);
}
