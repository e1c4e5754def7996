//! Business days through clock changes.

use crate::story::{Told, ZERO};
use domain::figures::Attribution::ByEvent;
use domain::history::ContactKey;
use domain::state::{Channel, Direction};
use domain::{ContactId, Duration, QueueId, Timestamp};
use journal::Event;
use live::view::Running;

/// Tells of one contact per hour and says how many the business day counts at its end.
fn offered_in_day(zone: &str, day_start: i64, from: &str, until: &str) -> (u32, i64) {
    let mut told = Told::default();
    let (from, until) = (Timestamp::parse(from).unwrap(), Timestamp::parse(until).unwrap());
    let before = from.before(Duration::from_minutes(600));
    told.say(
        before,
        before,
        Event::CentreConfigured {
            name: "示例".into(),
            zone: zone.into(),
            business_day_start: Duration::from_minutes(day_start),
        },
    );
    let mut at = before;
    let mut number = 0;
    while at < until {
        number += 1;
        let contact = ContactId(number);
        told.say(at, at, arrived(contact));
        told.say(at, at, Event::ContactQueued { contact, queue: QueueId(1), priority: 0 });
        at = at.plus(Duration::from_minutes(60));
    }
    let last = until.before(Duration::from_secs(1));
    told.live.tick(last, &mut told.effects);
    assert!(told.live.business_day_interval().contains(last));
    let today = told.live.running(ContactKey::Queue(QueueId(1)), ByEvent, Running::Day);
    let hours = told.live.business_day_interval().length().micros() / 3_600_000_000;
    told.live.tick(until, &mut told.effects);
    let tomorrow = told.live.running(ContactKey::Queue(QueueId(1)), ByEvent, Running::Day);
    assert_eq!(tomorrow.offered, 0);
    (today.offered, hours)
}

fn arrived(contact: ContactId) -> Event {
    Event::ContactArrived {
        contact,
        channel: Channel::Voice,
        direction: Direction::Inbound,
        did: None,
        customer: None,
        external: None,
    }
}

#[test]
fn a_business_day_has_23_24_or_25_hours() {
    let spring =
        offered_in_day("Europe/Amsterdam", 0, "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z");
    assert_eq!(spring, (23, 23));
    let autumn =
        offered_in_day("Europe/Amsterdam", 0, "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z");
    assert_eq!(autumn, (25, 25));
    let china =
        offered_in_day("Asia/Shanghai", 240, "2026-03-28T20:00:00Z", "2026-03-29T20:00:00Z");
    assert_eq!(china, (24, 24));
}

#[test]
fn a_fact_of_yesterday_is_not_todays() {
    let mut told = Told::default();
    let midnight = Timestamp::parse("2026-01-06T00:00:00Z").unwrap();
    assert!(midnight > ZERO);
    let contact = ContactId(1);
    let late = midnight.before(Duration::from_secs(5));
    told.say(late, late, arrived(contact));
    let after = midnight.plus(Duration::from_secs(5));
    told.say(late, after, Event::ContactQueued { contact, queue: QueueId(1), priority: 0 });
    told.say(after, after, Event::ContactAbandoned { contact, queue: QueueId(1) });
    let today = told.live.running(ContactKey::Queue(QueueId(1)), ByEvent, Running::Day);
    assert_eq!((today.offered, today.abandoned), (0, 1));
}
