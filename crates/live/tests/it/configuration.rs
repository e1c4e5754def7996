//! Definitions, targets, sources.

use crate::story::{assert_told, at, run};
use domain::measure::{Definition, ServiceLevelDefinition, ServiceLevelRule};
use domain::{Duration, QueueId, SourceId};
use journal::Event;
use live::view::HOUSE_DEFINITION;

fn definition(version: u32, threshold: i64, from: f64) -> Event {
    let service_level = ServiceLevelDefinition {
        threshold: Duration::from_secs(threshold),
        ..ServiceLevelDefinition::HOUSE
    };
    Event::DefinitionSet {
        definition: Definition {
            id: HOUSE_DEFINITION,
            version,
            effective_from: at(from),
            service_level,
        },
    }
}

#[test]
fn five_definitions_stand_side_by_side_from_the_beginning() {
    let told = run("");
    let rules: Vec<ServiceLevelRule> =
        told.live.definitions_in_force(at(0.0)).iter().map(|d| d.service_level.rule).collect();
    assert_eq!(rules.len(), 5);
    assert!(ServiceLevelRule::ALL.iter().all(|rule| rules.contains(rule)));
    assert_eq!(rules[0], ServiceLevelDefinition::HOUSE.rule);
}

#[test]
fn a_version_holds_from_its_instant_and_is_never_changed() {
    let mut told = run("");
    told.say(at(0.0), at(0.0), definition(2, 20, 100.0));
    told.say(at(1.0), at(1.0), definition(2, 60, 100.0));
    told.say(at(2.0), at(2.0), definition(3, 31, 100.0));
    let in_force = |at| told.live.definition(HOUSE_DEFINITION, at).unwrap().version;
    assert_eq!((in_force(at(99.0)), in_force(at(100.0))), (1, 2));
    assert_told(&told.anomalies(), "1 repeated\n2 unreadable");
}

#[test]
fn a_target_of_the_centre_holds_for_queues_without_their_own() {
    let mut told = run("");
    let aim = |queue, permille| Event::TargetSet { queue, definition: 1, permille };
    assert_eq!(told.live.target(Some(QueueId(7)), 1), None);
    told.say(at(0.0), at(0.0), aim(None, 920));
    told.say(at(0.0), at(0.0), aim(Some(QueueId(7)), 800));
    told.say(at(0.0), at(0.0), aim(None, 1001));
    assert_eq!(told.live.target(Some(QueueId(7)), 1), Some(800));
    assert_eq!(told.live.target(Some(QueueId(8)), 1), Some(920));
    assert_told(&told.anomalies(), "0 unreadable");
}

#[test]
fn a_clock_more_than_two_minutes_off_is_told_once() {
    let mut told = run("");
    for (second, skew) in [(0.0, 1), (1.0, -121), (2.0, -122), (3.0, 5)] {
        let skew = Duration::from_secs(skew);
        told.say(at(second), at(second), Event::SkewMeasured { skew });
    }
    assert_told(&told.anomalies(), "1 clock_skew");
    assert_eq!(told.live.sources()[&SourceId(1)].skew, Some(Duration::from_secs(5)));
}

#[test]
fn a_record_from_far_ahead_counts_now() {
    let told = run("
        0 arrived 1
        9000@1 queued 1 7
        5 ended 1
    ");
    assert_told(
        &told.rows(),
        "contact-1/0 queue-7 abandoned wait 4 talk 0 hold 0 work 0 by customer",
    );
    assert_told(&told.anomalies(), "1 clock_skew");
}

#[test]
fn an_unknown_zone_changes_nothing() {
    let mut told = run("0 centre Asia/Shanghai 240");
    told.tell("1 centre Beijing 0");
    assert_eq!(told.live.centre().zone, "Asia/Shanghai");
    assert_told(&told.anomalies(), "1 unreadable");
}
