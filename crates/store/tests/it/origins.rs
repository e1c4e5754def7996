//! Accounts of people from elsewhere are theirs, and have no password here.

use crate::support::{Place, on_both_engines, start};
use domain::{Duration, Timestamp};
use store::{Arrival, HeldRole, NO_PASSWORD, Session, Whence};

on_both_engines! {
    an_account_is_found_by_where_it_comes_from_and_not_by_its_name
    a_linked_account_loses_its_password_and_its_sessions
    the_provider_of_a_session_is_known_while_the_session_is
}

const SUBJECT: Whence<'_> =
    Whence { kind: "openid", issuer: "https://id.example.com", subject: "8f2", shown: "zhang.wei" };

fn later(minutes: i64) -> Timestamp {
    start().plus(Duration::from_minutes(minutes))
}

fn session(account: u32) -> Session {
    Session {
        token_hash: vec![1, 2, 3],
        account,
        csrf_token: "c".into(),
        created_at: start(),
        seen_at: start(),
        expires_at: later(60),
        arrival: Arrival::default(),
    }
}

async fn an_account_is_found_by_where_it_comes_from_and_not_by_its_name(place: Place) {
    let store = place.open().await;
    let roles = [HeldRole::centre("viewer")];
    let made = store.create_account_from("张伟", &roles, SUBJECT, start()).await.unwrap().unwrap();
    let found = store.account_from(SUBJECT).await.unwrap().unwrap();
    assert_eq!((found.account, found.name.as_str()), (made, "张伟"));
    assert_eq!(found.roles, roles);
    for other in [
        Whence { subject: "8f3", ..SUBJECT },
        Whence { issuer: "https://other.example.com", ..SUBJECT },
        Whence { kind: "directory", ..SUBJECT },
    ] {
        assert_eq!(store.account_from(other).await.unwrap(), None, "{other:?}");
    }
    let (_, hash) = store.account_by_name("张伟").await.unwrap().unwrap();
    assert_eq!(hash, NO_PASSWORD);
    let other = Whence { subject: "8f3", ..SUBJECT };
    let taken = store.create_account_from("张伟", &roles, other, start()).await.unwrap();
    assert_eq!(taken, None, "the name is taken");
    assert_eq!(store.account_from(other).await.unwrap(), None, "nothing is half made");

    store.note_seen(Whence { shown: "wei.zhang", ..SUBJECT }, later(5)).await.unwrap();
    let origin = store.origin_of(made).await.unwrap().unwrap();
    assert_eq!((origin.shown.as_str(), origin.seen_at), ("wei.zhang", later(5)));
    assert_eq!(store.origins().await.unwrap(), [origin]);
}

async fn a_linked_account_loses_its_password_and_its_sessions(place: Place) {
    let store = place.open().await;
    let roles = [HeldRole::centre("viewer")];
    let account = store.create_account("张伟", "hash", &roles, start()).await.unwrap().unwrap();
    store.put_session(&session(account)).await.unwrap();
    assert_eq!(store.origin_of(account).await.unwrap(), None, "it is local");
    store.link_account(account, SUBJECT, later(1)).await.unwrap();
    assert_eq!(store.account_from(SUBJECT).await.unwrap().unwrap().account, account);
    let (_, hash) = store.account_by_name("张伟").await.unwrap().unwrap();
    assert_eq!(hash, NO_PASSWORD);
    assert!(store.session(&[1, 2, 3], later(2)).await.unwrap().is_none());
    let again = Whence { subject: "8f3", ..SUBJECT };
    assert!(store.link_account(account, again, later(2)).await.is_err(), "one origin at most");
}

async fn the_provider_of_a_session_is_known_while_the_session_is(place: Place) {
    let store = place.open().await;
    store.put_session(&session(1)).await.unwrap();
    store.note_provider(&[1, 2, 3], "house").await.unwrap();
    assert_eq!(store.provider_of(&[1, 2, 3]).await.unwrap().as_deref(), Some("house"));
    store.end_session(&[1, 2, 3]).await.unwrap();
    store.note_provider(&[4], "other").await.unwrap();
    assert_eq!(store.provider_of(&[1, 2, 3]).await.unwrap(), None);
}
