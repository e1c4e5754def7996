//! A change and what is told of it are kept together, for those who asked before it, in order and each once.

use crate::support::{Place, on_both_engines, start};
use domain::calendar::Day;
use domain::{Duration, Timestamp};
use store::{
    Attempt, Author, CaseRow, ChangeEvent, Delivery, PeopleKept, PersonWrite, Store, WebhookWrite,
};

on_both_engines! {
    a_receiver_is_kept_changed_and_removed_with_its_secrets
    a_change_is_told_to_those_who_asked_and_undone_with_what_it_is_about
    of_one_family_the_next_waits_and_another_family_does_not
    what_the_journal_says_is_taken_once
    what_could_not_be_told_is_tried_anew_and_old_things_are_forgotten
}

const AUTHOR: Author<'_> = Author { actor: "li", reason: None };

fn write<'a>(families: &'a [&'a str]) -> WebhookWrite<'a> {
    let url = "https://hr.example.com/in";
    WebhookWrite { name: "HR", url, families, is_personal: false, is_paused: false }
}

async fn hook(store: &Store, families: &[&str]) -> u32 {
    store.create_webhook(write(families), (b"secret", 9), start()).await.unwrap().unwrap()
}

fn at(seconds: i64) -> Timestamp {
    start().plus(Duration::from_secs(seconds))
}

async fn hire(store: &Store, number: &str) -> PeopleKept {
    let hired = Day::parse("2026-11-01").unwrap();
    let (number, name) = (number.to_owned(), "王伟".to_owned());
    let write = PersonWrite { known: None, number, name, hired, left: None, facts: Vec::new() };
    store.write_people(&[write], AUTHOR, start()).await.unwrap()
}

async fn due(store: &Store, webhook: u32) -> Vec<Delivery> {
    store.deliveries_due(webhook, start()).await.unwrap()
}

async fn note(store: &Store, (webhook, event): (u32, u64), state: &str, due_at: Timestamp) {
    let attempt =
        Attempt { webhook, event, state, due_at, status: Some(500), problem: Some("status") };
    store.note_attempt(&attempt, start()).await.unwrap();
}

async fn a_receiver_is_kept_changed_and_removed_with_its_secrets(place: Place) {
    let store = place.open().await;
    assert_eq!(hook(&store, &["people"]).await, 1);
    let full = store.create_webhook(write(&["people"]), (b"s", 1), start()).await.unwrap();
    assert_eq!(full, None);
    let changed = WebhookWrite { is_paused: true, ..write(&["settings", "people"]) };
    assert!(!store.change_webhook((1, 7), changed, start()).await.unwrap(), "an old one");
    assert!(store.change_webhook((1, 1), changed, start()).await.unwrap());
    assert!(store.renew_webhook_secret(1, b"other", at(60)).await.unwrap());
    let [kept] = store.webhooks().await.unwrap().try_into().unwrap();
    assert_eq!((kept.revision, kept.paused_at, &*kept.secret), (3, Some(start()), &b"other"[..]));
    assert_eq!(kept.old_secret, Some((b"secret".to_vec(), at(60))));
    assert_eq!(kept.families, ["settings", "people"]);
    assert!(store.remove_webhook(1, start()).await.unwrap());
    assert!(!store.remove_webhook(1, start()).await.unwrap());
    assert_eq!(store.webhooks().await.unwrap(), []);
    assert_eq!(hook(&store, &["people"]).await, 2, "a number is never given again");
}

async fn a_change_is_told_to_those_who_asked_and_undone_with_what_it_is_about(place: Place) {
    let store = place.open().await;
    hire(&store, "A1").await;
    let (people, other) = (hook(&store, &["people"]).await, hook(&store, &["forecasts"]).await);
    hire(&store, "A2").await;
    assert!(matches!(hire(&store, "A2").await, PeopleKept::Taken(_)), "undone");
    let told = due(&store, people).await;
    assert_eq!(told.len(), 1, "neither what was before nor what was undone");
    let [told] = told.try_into().unwrap();
    assert_eq!(told.kind, "person.created");
    assert!(told.content.contains("\"person\":2") && !told.content.contains("A2"), "{told:?}");
    assert!(!told.content.contains("王伟") && !told.personal.contains("王伟"));
    assert!(told.personal.contains("A2"));
    assert_eq!(due(&store, other).await, []);
    let row = CaseRow {
        case: 0,
        revision: 0,
        day: "2026-11-22".into(),
        person: "A2".into(),
        part: 0,
        kind: "late".into(),
        content: "{\"status\":\"open\",\"explanation\":\"private\"}".into(),
    };
    let all = hook(&store, &["attendance", "people"]).await;
    assert!(store.create_case(&row, start()).await.unwrap());
    assert!(!store.create_case(&row, start()).await.unwrap());
    let [told] = due(&store, all).await.try_into().unwrap();
    assert_eq!(told.kind, "attendance_case.opened");
    assert!(told.content.contains("\"status\":\"open\""), "{}", told.content);
    assert!(!format!("{told:?}").contains("private") && !told.content.contains("A2"));
}

async fn of_one_family_the_next_waits_and_another_family_does_not(place: Place) {
    let store = place.open().await;
    let all = hook(&store, &["attendance", "people"]).await;
    for number in ["A1", "A2"] {
        hire(&store, number).await;
    }
    let [first] = due(&store, all).await.try_into().unwrap();
    note(&store, (all, first.event), "waiting", at(30)).await;
    assert_eq!(due(&store, all).await, [], "the second waits for the first");
    assert_eq!(
        store.webhooks_due(at(29)).await.unwrap(),
        [all],
        "what waits behind it counts as due"
    );
    let again = store.deliveries_due(all, at(30)).await.unwrap();
    assert_eq!((again.len(), again[0].event, again[0].attempts), (1, first.event, 1));
    note(&store, (all, first.event), "dead", at(30)).await;
    assert_eq!(due(&store, all).await[0].event, first.event + 1, "the dead hold up nobody");
}

async fn what_the_journal_says_is_taken_once(place: Place) {
    let store = place.open().await;
    let settings = hook(&store, &["settings"]).await;
    let event = |sequence| ChangeEvent {
        sequence: Some(sequence),
        family: "settings",
        kind: "setting.changed",
        at: start(),
        content: "{}".into(),
        personal: "{}".into(),
    };
    store.tell_journaled(&[event(4), event(5)]).await.unwrap();
    store.tell_journaled(&[event(5), event(6)]).await.unwrap();
    let count = store.deliveries(settings, "waiting", 10).await.unwrap().len();
    assert_eq!(count, 3);
    let early = ChangeEvent { at: start().before(Duration::from_secs(1)), ..event(7) };
    store.tell_journaled(&[early]).await.unwrap();
    assert_eq!(
        store.deliveries(settings, "waiting", 10).await.unwrap().len(),
        3,
        "before it asked"
    );
}

async fn what_could_not_be_told_is_tried_anew_and_old_things_are_forgotten(place: Place) {
    let store = place.open().await;
    let people = hook(&store, &["people"]).await;
    for number in ["A1", "A2", "A3"] {
        hire(&store, number).await;
    }
    for event in [1, 2] {
        note(&store, (people, event), "dead", start()).await;
    }
    note(&store, (people, 3), "done", start()).await;
    let [count] = store.delivery_counts().await.unwrap().try_into().unwrap();
    assert_eq!((count.waiting, count.dead, count.delivered_at), (0, 2, Some(start())));
    assert_eq!(store.revive_deliveries(people, Some(2), start()).await.unwrap(), 1);
    assert_eq!(store.revive_deliveries(people, Some(3), start()).await.unwrap(), 0, "it was told");
    assert_eq!(store.revive_deliveries(people, None, start()).await.unwrap(), 1);
    assert_eq!(due(&store, people).await[0].attempts, 0);
    store.forget_deliveries(at(1), at(1)).await.unwrap();
    assert_eq!(store.deliveries(people, "done", 9).await.unwrap(), []);
    assert_eq!(store.deliveries(people, "waiting", 9).await.unwrap().len(), 2, "what waits stays");
    hire(&store, "A4").await;
    let waiting = store.deliveries(people, "waiting", 9).await.unwrap();
    assert_eq!(waiting[0].event, 4, "no number is given twice");
}
