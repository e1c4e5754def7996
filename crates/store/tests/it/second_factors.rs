//! Second factors lie encrypted, count once, and end with the account's sign-ins.

use crate::support::{Place, on_both_engines, start};
use domain::{Duration, Timestamp};
use store::{Arrival, HeldRole, PendingSignIn, Session, Store};

on_both_engines! {
    a_secret_is_in_force_only_once_it_was_confirmed
    a_step_and_a_recovery_code_are_taken_once
    neither_secret_nor_code_can_be_read_from_the_files
    a_waiting_sign_in_ends_with_its_time_and_with_the_sessions_of_its_account
    the_sessions_of_an_account_are_listed_and_all_but_one_ended
}

const SECRET: &[u8] = b"12345678901234567890";

fn later(minutes: i64) -> Timestamp {
    start().plus(Duration::from_minutes(minutes))
}

fn codes(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

async fn enrolled(store: &Store) -> u32 {
    let roles = [HeldRole::centre("viewer")];
    let account = store.create_account("王芳", "hash", &roles, start()).await.unwrap().unwrap();
    store.propose_second_factor(account, SECRET, start()).await.unwrap();
    let words = codes(&["one", "two"]);
    assert!(store.enrol_second_factor(account, (start(), 7), &words, start()).await.unwrap());
    account
}

async fn a_secret_is_in_force_only_once_it_was_confirmed(place: Place) {
    let store = place.open().await;
    let account = enrolled(&store).await;
    let factor = store.second_factor(account).await.unwrap().unwrap();
    assert_eq!(factor.enrolled, Some((SECRET.to_vec(), start())));
    assert_eq!((factor.used_step, factor.candidate), (7, None));

    store.propose_second_factor(account, b"another", later(1)).await.unwrap();
    let factor = store.second_factor(account).await.unwrap().unwrap();
    assert_eq!(factor.enrolled, Some((SECRET.to_vec(), start())), "the old one stays in force");
    assert_eq!(factor.candidate, Some((b"another".to_vec(), later(1))));
    let stale = store.enrol_second_factor(account, (start(), 9), &[], later(2)).await.unwrap();
    assert!(!stale, "what was proposed since is another secret");
    assert_eq!(store.recovery_codes_left(account).await.unwrap(), 2, "nothing was half done");
    let words = codes(&["three"]);
    assert!(store.enrol_second_factor(account, (later(1), 9), &words, later(2)).await.unwrap());
    assert!(!store.use_recovery_code(account, "one", later(2)).await.unwrap(), "replaced");
    assert_eq!(store.second_factors().await.unwrap().into_iter().collect::<Vec<_>>(), [account]);
}

async fn a_step_and_a_recovery_code_are_taken_once(place: Place) {
    let store = place.open().await;
    let account = enrolled(&store).await;
    assert!(!store.use_step(account, 7).await.unwrap(), "it confirmed the enrolment");
    assert!(store.use_step(account, 8).await.unwrap());
    assert!(!store.use_step(account, 8).await.unwrap());
    let (one, other) = tokio::join!(store.use_step(account, 9), store.use_step(account, 9));
    assert_ne!(one.unwrap(), other.unwrap(), "of two at the same time one");

    assert!(store.use_recovery_code(account, "one", later(1)).await.unwrap());
    assert!(!store.use_recovery_code(account, "one", later(1)).await.unwrap());
    assert!(!store.use_recovery_code(account + 1, "two", later(1)).await.unwrap());
    assert_eq!(store.recovery_codes_left(account).await.unwrap(), 1);
    store.renew_recovery_codes(account, &codes(&["x", "y", "z"]), later(2)).await.unwrap();
    assert_eq!(store.recovery_codes_left(account).await.unwrap(), 3);
    assert!(!store.use_recovery_code(account, "two", later(2)).await.unwrap());

    assert!(store.remove_second_factor(account).await.unwrap());
    assert!(!store.remove_second_factor(account).await.unwrap());
    assert_eq!(store.recovery_codes_left(account).await.unwrap(), 0);
    assert_eq!(store.second_factor(account).await.unwrap(), None);
}

async fn neither_secret_nor_code_can_be_read_from_the_files(place: Place) {
    let store = place.open().await;
    let account = enrolled(&store).await;
    store.renew_recovery_codes(account, &codes(&["abcd-efgh-jkmn"]), start()).await.unwrap();
    store.close().await.unwrap();
    drop(store);
    for plain in [SECRET, b"abcd-efgh-jkmn"] {
        assert!(!place.holds(plain).await);
    }
    assert!(place.holds("王芳".as_bytes()).await, "what is plain is found");
    // Sealed bytes that are moved to another account do not open there.
    place.tamper("UPDATE second_factor SET account = 99").await;
    let store = place.open().await;
    assert!(store.second_factor(99).await.is_err(), "it is bound to its account");
}

async fn a_waiting_sign_in_ends_with_its_time_and_with_the_sessions_of_its_account(place: Place) {
    let store = place.open().await;
    let account = enrolled(&store).await;
    let pending = |token: &[u8]| PendingSignIn {
        token_hash: token.to_vec(),
        account,
        step: "code".into(),
        way: "password".into(),
        created_at: start(),
        expires_at: later(5),
    };
    store.put_pending_sign_in(&pending(b"p")).await.unwrap();
    let (found, of) = store.pending_sign_in(b"p", later(4)).await.unwrap().unwrap();
    assert_eq!((found, of.name.as_str()), (pending(b"p"), "王芳"));
    assert!(store.session(b"p", later(1)).await.unwrap().is_none(), "it is no session");
    assert!(store.pending_sign_in(b"p", later(5)).await.unwrap().is_none());
    assert!(store.end_pending_sign_in(b"p").await.unwrap());
    assert!(!store.end_pending_sign_in(b"p").await.unwrap());

    store.put_pending_sign_in(&pending(b"q")).await.unwrap();
    store.end_sessions_of(account).await.unwrap();
    assert!(store.pending_sign_in(b"q", start()).await.unwrap().is_none());
    store.put_pending_sign_in(&pending(b"r")).await.unwrap();
    assert_eq!(store.prune_pending_sign_ins(later(5)).await.unwrap(), 1);
}

async fn the_sessions_of_an_account_are_listed_and_all_but_one_ended(place: Place) {
    let store = place.open().await;
    let account = enrolled(&store).await;
    let session = |token: &[u8], seen: i64| Session {
        token_hash: token.to_vec(),
        account,
        csrf_token: "c".into(),
        created_at: start(),
        seen_at: later(seen),
        expires_at: later(60),
        arrival: Arrival { address: "10.0.0.7".into(), ..Arrival::default() },
    };
    for (token, seen) in [(b"a", 1), (b"b", 3), (b"c", 2)] {
        store.put_session(&session(token, seen)).await.unwrap();
    }
    store.put_session(&Session { account: account + 1, ..session(b"d", 9) }).await.unwrap();
    let tokens: Vec<Vec<u8>> = store
        .sessions_of(account, later(4))
        .await
        .unwrap()
        .into_iter()
        .map(|session| session.token_hash)
        .collect();
    assert_eq!(tokens, [b"b", b"c", b"a"]);
    assert_eq!(store.sessions_of(account, later(60)).await.unwrap(), []);
    assert_eq!(store.end_other_sessions(account, b"c").await.unwrap(), 2);
    assert_eq!(store.sessions_of(account, later(4)).await.unwrap(), [session(b"c", 2)]);
    assert_eq!(store.sessions_of(account + 1, later(4)).await.unwrap().len(), 1);
}
