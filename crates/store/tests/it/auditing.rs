//! The audit log: found again by what is asked, and every way of tampering with it shows.

use crate::support::{Place, closed, on_both_engines, start};
use domain::Duration;
use store::{AuditDamage, AuditEntry, AuditFilter};

on_both_engines! {
    rows_audited_together_are_a_chain_like_those_one_by_one_and_found_by_their_action
    a_changed_removed_or_forged_audit_row_shows
    values_and_reasons_are_under_the_hash_and_a_cut_off_end_shows
    rows_are_found_by_who_what_when_and_any_word
}

async fn damage(place: &Place) -> Option<AuditDamage> {
    let store = place.open().await;
    let found = store.check_audit().await.unwrap().damage;
    closed(store).await;
    found
}

async fn five_audited(place: &Place, third: &str) {
    let store = place.open().await;
    for object in ["queue-1", "queue-2", third, "queue-4", "queue-5"] {
        let (actor, action, origin) = ("account-1", "pause_member", "10.0.0.7");
        let entry =
            AuditEntry { at: start(), actor, action, object, origin, ..AuditEntry::default() };
        store.audit(entry).await.unwrap();
    }
    assert_eq!(store.check_audit().await.unwrap().damage, None);
    closed(store).await;
}

async fn rows_audited_together_are_a_chain_like_those_one_by_one_and_found_by_their_action(
    place: Place,
) {
    five_audited(&place, "queue-3").await;
    let store = place.open().await;
    let entry = |object| AuditEntry {
        at: start(),
        actor: "account-1",
        action: "changed_setting",
        object,
        origin: "10.0.0.7",
        ..AuditEntry::default()
    };
    assert_eq!(store.audit_all(&[entry("a"), entry("b"), entry("c")]).await.unwrap(), 8);
    assert_eq!(store.check_audit().await.unwrap().damage, None);
    let objects = |rows: Vec<store::AuditRow>| -> Vec<String> {
        rows.into_iter().map(|row| row.object).collect()
    };
    let of = |before, limit| AuditFilter {
        action: Some("changed_setting".to_owned()),
        before,
        limit,
        ..AuditFilter::default()
    };
    let found = store.audit_rows(&of(None, 2)).await.unwrap();
    assert_eq!(objects(found), ["c", "b"]);
    let older = store.audit_rows(&of(Some(7), 9)).await.unwrap();
    assert_eq!(objects(older), ["a"]);
    closed(store).await;
}

async fn a_changed_removed_or_forged_audit_row_shows(place: Place) {
    five_audited(&place, "queue-3").await;
    place.tamper("UPDATE audit SET object = 'queue-9' WHERE number = 2").await;
    assert_eq!(damage(&place).await, Some(AuditDamage::Row(2)));

    let place = place.another();
    five_audited(&place, "queue-3").await;
    place.tamper("DELETE FROM audit WHERE number = 4").await;
    assert_eq!(damage(&place).await, Some(AuditDamage::Row(4)));

    // A row with a hash of its own that fits, from a log that was the same up to there.
    let [place, other] = [place.another(), place.another()];
    five_audited(&place, "queue-3").await;
    five_audited(&other, "nothing").await;
    let store = other.open().await;
    let rows = store.audit_rows(&AuditFilter { limit: 9, ..AuditFilter::default() }).await.unwrap();
    closed(store).await;
    let third = rows.iter().find(|row| row.number == 3).unwrap();
    let hash = place.literal(&third.hash);
    let object = &third.object;
    place
        .tamper(&format!("UPDATE audit SET object = '{object}', hash = {hash} WHERE number = 3"))
        .await;
    assert_eq!(damage(&place).await, Some(AuditDamage::Row(4)));
}

async fn values_and_reasons_are_under_the_hash_and_a_cut_off_end_shows(place: Place) {
    let entry = AuditEntry {
        at: start(),
        actor: "admin",
        action: "changed_roles",
        object: "王芳",
        origin: "10.0.0.7",
        before: Some("viewer"),
        after: None,
        reason: Some("leaves the team"),
    };
    for statement in [
        "UPDATE audit SET was = 'auditor' WHERE number = 6",
        "UPDATE audit SET was = NULL, became = 'viewer' WHERE number = 6",
        "UPDATE audit SET became = '' WHERE number = 6",
        "UPDATE audit SET reason = NULL WHERE number = 6",
        // A row of before there were values cannot be given any.
        "UPDATE audit SET reason = 'asked to' WHERE number = 6; UPDATE audit SET was = '' WHERE number = 5",
    ] {
        let place = place.another();
        five_audited(&place, "queue-3").await;
        let store = place.open().await;
        assert_eq!(store.audit(entry).await.unwrap(), 6);
        assert_eq!(store.check_audit().await.unwrap().rows, 6);
        closed(store).await;
        place.tamper(statement).await;
        let row = if statement.contains("number = 5") { 5 } else { 6 };
        assert_eq!(damage(&place).await, Some(AuditDamage::Row(row)), "{statement}");
    }
    let place = place.another();
    five_audited(&place, "queue-3").await;
    place.tamper("DELETE FROM audit WHERE number > 3").await;
    assert_eq!(damage(&place).await, Some(AuditDamage::CutOff(5)));
    // What is written after it does not hide it.
    let store = place.open().await;
    for _ in 0..3 {
        store.audit(entry).await.unwrap();
    }
    closed(store).await;
    assert_eq!(damage(&place).await, Some(AuditDamage::CutOff(5)));
}

async fn rows_are_found_by_who_what_when_and_any_word(place: Place) {
    let store = place.open().await;
    for (minute, actor) in (0..).zip(["admin", "token 3", "admin", "王芳"]) {
        let object = format!("queue-{minute}");
        let entry = AuditEntry {
            at: start().plus(Duration::from_minutes(minute)),
            actor,
            action: if minute == 2 { "changed_100%" } else { "looked" },
            object: &object,
            origin: "",
            after: (minute == 1).then_some("上限 100%_x"),
            ..AuditEntry::default()
        };
        store.audit(entry).await.unwrap();
    }
    let numbers = async |filter: AuditFilter| -> Vec<u64> {
        let filter = AuditFilter { limit: 10, ..filter };
        let rows = store.audit_rows(&filter).await.unwrap();
        rows.into_iter().map(|row| row.number).collect()
    };
    let any = AuditFilter::default;
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(numbers(any()).await, [4, 3, 2, 1]);
    assert_eq!(numbers(AuditFilter { actor: some("admin"), ..any() }).await, [3, 1]);
    assert_eq!(numbers(AuditFilter { action: some("looked"), ..any() }).await, [4, 2, 1]);
    assert_eq!(numbers(AuditFilter { text: some("100%_x"), ..any() }).await, [2]);
    assert_eq!(
        numbers(AuditFilter { text: some("queue-"), before: Some(3), ..any() }).await,
        [2, 1]
    );
    let within = AuditFilter {
        from: Some(start().plus(Duration::from_minutes(1))),
        until: Some(start().plus(Duration::from_minutes(3))),
        ..any()
    };
    assert_eq!(numbers(within).await, [3, 2]);
    closed(store).await;
}
