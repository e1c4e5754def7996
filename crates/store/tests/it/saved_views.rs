//! Saved views belong to one account, and a change of an older revision is refused.

use crate::support::{Place, on_both_engines, start};
use store::{SavedViewKept, SavedViewWrite, Store};

on_both_engines! {
    an_account_reaches_its_own_views_only
    names_differ_and_their_number_is_bounded
    a_page_has_one_default_and_an_older_revision_changes_nothing
}

const MOST: usize = 3;

fn view(account: u32, name: &str) -> SavedViewWrite<'_> {
    SavedViewWrite { account, page: "queues", name, settings: "{}", is_default: false }
}

async fn keep(store: &Store, write: SavedViewWrite<'_>) -> SavedViewKept {
    store.write_saved_view(write, None, MOST, start()).await.unwrap()
}

async fn defaults(store: &Store, account: u32) -> Vec<u32> {
    let views = store.saved_views(account).await.unwrap();
    views.into_iter().filter(|view| view.is_default).map(|view| view.view).collect()
}

async fn an_account_reaches_its_own_views_only(place: Place) {
    let store = place.open().await;
    assert_eq!(keep(&store, view(1, "夜班")).await, SavedViewKept::Done(1));
    assert_eq!(keep(&store, view(2, "夜班")).await, SavedViewKept::Done(2), "names are one's own");
    assert_eq!(store.saved_views(1).await.unwrap().len(), 1);
    assert_eq!(store.saved_view(2, 1).await.unwrap(), None);
    let theirs = store.write_saved_view(view(2, "x"), Some((1, 1)), MOST, start()).await.unwrap();
    assert_eq!(theirs, SavedViewKept::Changed);
    assert!(!store.remove_saved_view(2, 1, start()).await.unwrap());
    assert_eq!(store.saved_view(1, 1).await.unwrap().unwrap().name, "夜班");
}

async fn names_differ_and_their_number_is_bounded(place: Place) {
    let store = place.open().await;
    assert_eq!(keep(&store, view(1, "a")).await, SavedViewKept::Done(1));
    assert_eq!(keep(&store, view(1, "a")).await, SavedViewKept::Taken);
    let elsewhere = SavedViewWrite { page: "agents", ..view(1, "a") };
    assert_eq!(keep(&store, elsewhere).await, SavedViewKept::Done(2), "another page");
    keep(&store, view(1, "b")).await;
    keep(&store, view(1, "c")).await;
    assert_eq!(keep(&store, view(1, "d")).await, SavedViewKept::Full);
    assert!(store.remove_saved_view(1, 1, start()).await.unwrap());
    assert_eq!(keep(&store, view(1, "d")).await, SavedViewKept::Done(5), "numbers are not reused");
}

async fn a_page_has_one_default_and_an_older_revision_changes_nothing(place: Place) {
    let store = place.open().await;
    let as_default = |name| SavedViewWrite { is_default: true, ..view(1, name) };
    keep(&store, as_default("a")).await;
    keep(&store, as_default("b")).await;
    assert_eq!(defaults(&store, 1).await, [2]);
    let again = store.write_saved_view(as_default("a"), Some((1, 1)), MOST, start()).await;
    assert_eq!(again.unwrap(), SavedViewKept::Done(1));
    assert_eq!(defaults(&store, 1).await, [1]);
    let stale = store.write_saved_view(view(1, "z"), Some((1, 1)), MOST, start()).await;
    assert_eq!(stale.unwrap(), SavedViewKept::Changed);
    assert_eq!(store.saved_view(1, 1).await.unwrap().unwrap().revision, 2);
}
