//! Staffing plans belong to the house, have names of their own, and an older revision changes nothing.

use crate::support::{Place, on_both_engines, start};
use store::{StaffingPlanKept, StaffingPlanWrite, Store};

on_both_engines! {
    plans_are_kept_changed_and_removed
    a_removed_plans_number_is_never_given_again
}

const MOST: usize = 2;

fn plan(name: &str) -> StaffingPlanWrite<'_> {
    StaffingPlanWrite { name, direction: "forward", scenario: "{\"queues\":[1]}", changed_by: "li" }
}

async fn keep(
    store: &Store,
    write: StaffingPlanWrite<'_>,
    known: Option<(u32, u32)>,
) -> StaffingPlanKept {
    store.write_staffing_plan(write, known, MOST, start()).await.unwrap()
}

async fn plans_are_kept_changed_and_removed(place: Place) {
    let store = place.open().await;
    assert_eq!(keep(&store, plan("十一月"), None).await, StaffingPlanKept::Done(1));
    assert_eq!(keep(&store, plan("十一月"), None).await, StaffingPlanKept::Taken);
    assert_eq!(keep(&store, plan("b"), None).await, StaffingPlanKept::Done(2));
    assert_eq!(keep(&store, plan("c"), None).await, StaffingPlanKept::Full);
    let changed = StaffingPlanWrite { direction: "reverse", changed_by: "wu", ..plan("a") };
    assert_eq!(keep(&store, changed, Some((1, 1))).await, StaffingPlanKept::Done(1));
    assert_eq!(
        keep(&store, plan("z"), Some((1, 1))).await,
        StaffingPlanKept::Changed,
        "an old one"
    );
    assert_eq!(keep(&store, plan("b"), Some((1, 2))).await, StaffingPlanKept::Taken);
    let kept = store.staffing_plan(1).await.unwrap().unwrap();
    assert_eq!((&*kept.name, &*kept.direction, kept.revision), ("a", "reverse", 2));
    assert_eq!(kept.changed_by, "wu");
    let names: Vec<_> = store.staffing_plans().await.unwrap().into_iter().map(|p| p.name).collect();
    assert_eq!(names, ["a", "b"]);
}

async fn a_removed_plans_number_is_never_given_again(place: Place) {
    let store = place.open().await;
    keep(&store, plan("a"), None).await;
    keep(&store, plan("b"), None).await;
    assert!(store.remove_staffing_plan(2, start()).await.unwrap());
    assert!(!store.remove_staffing_plan(2, start()).await.unwrap());
    assert_eq!(store.staffing_plan(2).await.unwrap(), None);
    assert_eq!(keep(&store, plan("b"), None).await, StaffingPlanKept::Done(3));
    assert_eq!(keep(&store, plan("c"), Some((2, 1))).await, StaffingPlanKept::Changed);
}
