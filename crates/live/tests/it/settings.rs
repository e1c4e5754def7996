//! What people set stays, whatever a source or a restart says.

use crate::story::{Told, assert_told, at};
use domain::state::NotReadyReason;
use domain::{Duration, QueueId, SiteId, SkillId};
use journal::carry::Setting;
use journal::registry::SETTINGS;
use journal::{Event, Named};
use live::Live;

const QUEUE: QueueId = QueueId(7);

fn registered(name: &str, skill: u32) -> Event {
    let (key, name, skill) = ("q_gen".into(), name.into(), Some(SkillId(skill)));
    Event::QueueRegistered { queue: QUEUE, key, name, skill, site: None }
}

fn named(name: Option<&str>) -> Event {
    Event::DisplayNameSet { of: Named::Queue(QUEUE), name: name.map(Into::into) }
}

fn say(told: &mut Told, second: f64, event: Event) {
    told.say(at(second), at(second), event);
}

fn shown(live: &Live) -> (&str, Option<&str>) {
    let known = &live.names().queues[&QUEUE];
    (&known.name, known.own_name.as_deref())
}

#[test]
fn a_name_given_by_people_survives_what_the_source_says_later() {
    let mut told = Told::default();
    say(&mut told, 0.0, registered("q_gen", 1));
    say(&mut told, 1.0, named(Some("综合")));
    say(&mut told, 2.0, registered("general", 1));
    assert_eq!(shown(&told.live), ("综合", Some("general")));
    say(&mut told, 3.0, named(Some("综合咨询")));
    assert_eq!(shown(&told.live), ("综合咨询", Some("general")));
    say(&mut told, 4.0, named(None));
    assert_eq!(shown(&told.live), ("general", None));
    say(&mut told, 5.0, named(None));
    let nobody = Event::DisplayNameSet { of: Named::Queue(QueueId(8)), name: Some("x".into()) };
    say(&mut told, 6.0, nobody);
    assert_told(&told.anomalies(), "5 repeated\n6 unreadable");
}

#[test]
fn a_queue_stays_where_people_put_it() {
    let mut told = Told::default();
    say(&mut told, 0.0, registered("q_gen", 1));
    let (skill, site) = (Some(SkillId(2)), Some(SiteId(3)));
    say(&mut told, 1.0, Event::QueuePlaced { queue: QUEUE, skill, site });
    say(&mut told, 2.0, registered("general", 1));
    let known = &told.live.names().queues[&QUEUE];
    assert_eq!((known.skill, known.site, &*known.name), (skill, site, "general"));
}

#[test]
fn a_target_and_a_limit_can_be_taken_away_once() {
    let mut told = Told::default();
    let target = |queue| Event::TargetRemoved { queue, definition: 1 };
    let aim = |queue, permille| Event::TargetSet { queue, definition: 1, permille };
    say(&mut told, 0.0, aim(None, 900));
    say(&mut told, 0.0, aim(Some(QUEUE), 800));
    say(&mut told, 1.0, target(Some(QUEUE)));
    assert_eq!(told.live.target(Some(QUEUE), 1), Some(900));
    say(&mut told, 2.0, target(Some(QUEUE)));
    let reason = NotReadyReason::Break;
    say(&mut told, 3.0, Event::BreakAllowanceSet { reason, limit: Duration::from_minutes(5) });
    say(&mut told, 4.0, Event::BreakAllowanceRemoved { reason });
    assert_eq!(told.live.break_allowance(reason), None);
    assert_told(&told.anomalies(), "2 repeated");
}

#[test]
fn who_set_a_thing_last_is_known_and_carried_over() {
    let mut told = Told::default();
    say(&mut told, 0.0, registered("q_gen", 1));
    let hours = Event::OpeningHoursSet { queue: QUEUE, effective_from: at(0.0), hours: None };
    told.say_of(SETTINGS, at(1.0), hours.clone());
    let before = told.live.settings_digest();
    let live = Live::resume(&told.live.carry_over());
    assert!(live.is_by_people(Setting::Hours(QUEUE)));
    assert_eq!(live.settings_digest(), before);
    say(&mut told, 2.0, hours);
    assert!(!told.live.is_by_people(Setting::Hours(QUEUE)));
    assert_ne!(told.live.settings_digest(), before);
}
