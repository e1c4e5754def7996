//! Discipline as kept: what is sent twice is kept once, what is published stays.

use crate::support::{Place, on_both_engines, start};
use store::{CheckRow, CommendationRow, ConductRow, FindingRow, ListRow, Photo};

on_both_engines! {
    a_check_sent_twice_is_kept_once_with_its_findings
    a_report_from_outside_is_kept_once
    a_finding_is_changed_at_the_revision_that_was_read_or_not_at_all
    a_finding_has_one_picture
    a_rule_of_the_same_day_replaces_the_one_before_and_a_later_one_does_not
    a_published_list_stays_and_of_two_who_revise_it_one_does
    commendations_are_those_of_their_days
}

const DAY: &str = "2026-11-24";

fn check(request: &str) -> CheckRow {
    CheckRow {
        check: 0,
        request: request.to_owned(),
        day: DAY.to_owned(),
        level: "patrol".to_owned(),
        site: 1,
        team: Some(3),
        area: "二楼 B 区".to_owned(),
        looked_at: 40,
        checked_at: start(),
        checked_by: "duty".to_owned(),
    }
}

fn finding(request: &str) -> FindingRow {
    FindingRow {
        finding: 0,
        revision: 0,
        request: request.to_owned(),
        day: DAY.to_owned(),
        person: Some("E1".to_owned()),
        team: Some(3),
        site: Some(1),
        check: None,
        content: "{}".to_owned(),
    }
}

async fn a_check_sent_twice_is_kept_once_with_its_findings(place: Place) {
    let store = place.open().await;
    let findings = [finding("a/0"), finding("a/1")];
    assert!(store.keep_check(&check("a"), &findings).await.unwrap());
    assert!(!store.keep_check(&check("a"), &findings).await.unwrap(), "sent again");
    assert!(store.keep_check(&check("b"), &[]).await.unwrap(), "a check may find nothing");
    let checks = store.checks(DAY, DAY).await.unwrap();
    assert_eq!(checks.len(), 2);
    assert_eq!(checks[0], CheckRow { check: 1, ..check("a") });
    assert_eq!(store.check_requested("a").await.unwrap().unwrap().check, 1);
    let kept = store.conduct_findings(DAY, DAY).await.unwrap();
    assert_eq!(kept.len(), 2);
    assert!(kept.iter().all(|one| one.check == Some(1)));
    assert!(store.conduct_findings("2026-11-25", "2026-11-30").await.unwrap().is_empty());
}

async fn a_report_from_outside_is_kept_once(place: Place) {
    let store = place.open().await;
    let unknown = FindingRow { person: None, team: None, site: None, ..finding("cam/2") };
    assert_eq!(store.keep_findings(&[finding("cam/1"), unknown.clone()]).await.unwrap(), 2);
    assert_eq!(store.keep_findings(&[finding("cam/1"), finding("cam/3")]).await.unwrap(), 1);
    let kept = store.conduct_findings(DAY, DAY).await.unwrap();
    assert_eq!(kept[1], FindingRow { finding: 2, revision: 1, ..unknown });
}

async fn a_finding_is_changed_at_the_revision_that_was_read_or_not_at_all(place: Place) {
    let store = place.open().await;
    store.keep_findings(&[finding("a")]).await.unwrap();
    let read = store.finding(1).await.unwrap().unwrap();
    let changed = FindingRow { content: "{\"x\":1}".to_owned(), ..read.clone() };
    assert!(store.change_finding(&changed).await.unwrap());
    assert!(!store.change_finding(&read).await.unwrap(), "it is at another revision by now");
    let now = store.finding(1).await.unwrap().unwrap();
    assert_eq!((now.revision, now.content.as_str()), (2, "{\"x\":1}"));
    assert!(store.finding(2).await.unwrap().is_none());
}

async fn a_finding_has_one_picture(place: Place) {
    let store = place.open().await;
    store.keep_findings(&[finding("a"), finding("b")]).await.unwrap();
    let photo = Photo { media_type: "image/png".to_owned(), picture: vec![1, 2, 3] };
    assert!(store.keep_photo(2, &photo, start()).await.unwrap());
    let other = Photo { picture: vec![9], ..photo.clone() };
    assert!(!store.keep_photo(2, &other, start()).await.unwrap(), "nobody puts another there");
    assert_eq!(store.photo(2).await.unwrap(), Some(photo));
    assert_eq!(store.photo(1).await.unwrap(), None);
    assert_eq!(store.photographed(DAY, DAY).await.unwrap(), [2]);
}

async fn a_rule_of_the_same_day_replaces_the_one_before_and_a_later_one_does_not(place: Place) {
    let store = place.open().await;
    let rule = |first_day: &str, content: &str| ConductRow {
        code: "D01".to_owned(),
        first_day: first_day.to_owned(),
        content: content.to_owned(),
        changed_at: start(),
        changed_by: "admin".to_owned(),
    };
    for row in [rule(DAY, "1"), rule(DAY, "2"), rule("2026-12-01", "3")] {
        store.put_conduct_rule(&row).await.unwrap();
        store.put_conduct_limits(&row).await.unwrap();
    }
    let rules = store.conduct_rules().await.unwrap();
    assert_eq!(rules, [rule(DAY, "2"), rule("2026-12-01", "3")]);
    let limits = store.conduct_limits().await.unwrap();
    assert_eq!(limits.iter().map(|row| row.content.as_str()).collect::<Vec<_>>(), ["2", "3"]);
}

async fn a_published_list_stays_and_of_two_who_revise_it_one_does(place: Place) {
    let store = place.open().await;
    let list = |revision: u32, content: &str| ListRow {
        month: "2026-11".to_owned(),
        revision,
        content: content.to_owned(),
        reason: "月度".to_owned(),
        published_at: start(),
        published_by: "manager".to_owned(),
    };
    assert!(store.publish_list(&list(0, "a")).await.unwrap());
    assert!(!store.publish_list(&list(0, "b")).await.unwrap(), "somebody was quicker");
    assert!(store.publish_list(&list(1, "c")).await.unwrap());
    let lists = store.published_lists("2026-11").await.unwrap();
    assert_eq!(lists, [list(1, "a"), list(2, "c")]);
}

async fn commendations_are_those_of_their_days(place: Place) {
    let store = place.open().await;
    let row = |day: &str| CommendationRow {
        commendation: 0,
        day: day.to_owned(),
        person: "E1".to_owned(),
        team: Some(3),
        site: None,
        points: 5,
        reason: "安抚投诉客户".to_owned(),
        given_at: start(),
        given_by: "leader".to_owned(),
    };
    assert_eq!(store.commend(&row(DAY)).await.unwrap(), 1);
    assert_eq!(store.commend(&row("2026-12-01")).await.unwrap(), 2);
    let kept = store.commendations("2026-11-01", "2026-11-30").await.unwrap();
    assert_eq!(kept, [CommendationRow { commendation: 1, ..row(DAY) }]);
}
