//! What screens read.

use crate::story::{at, run};
use domain::figures::Attribution::{ByArrival, ByEvent};
use domain::state::Activity;
use domain::{AgentId, ContactId, Duration, QueueId};
use live::view::Group;

const FLOOR: &str = "
      0 team 3 1
      0 in 3 5
      0 in 4
      0 member 7 3
      0 member 7 4
      0 member 8 4
      0 paused 7 4
     10 arrived 1
     10 ivr 1 2
     20 arrived 2
     20 queued 2 7
     30 arrived 3
     30 queued 3 7 9
     40 arrived 4
     40 queued 4 8
     50 answered 4 4 8
     55 offered 2 3 7
";

#[test]
fn the_floor_says_who_waits_where_and_since_when() {
    let told = run(FLOOR);
    let floor = told.live.floor();
    assert_eq!((floor.waiting, floor.in_ivr, floor.talking, floor.open), (2, 1, 1, 4));
    assert_eq!(floor.oldest, Some(at(20.0)));
    assert_eq!(floor.lines[&QueueId(7)].waiting, 2);
    assert_eq!(floor.lines[&QueueId(8)].talking, 1);
    let line: Vec<_> = told.live.waiting_in(QueueId(7)).iter().map(|open| open.contact).collect();
    assert_eq!(line, [ContactId(3), ContactId(2)]);
    let second = told.live.open_contact(ContactId(2)).unwrap();
    assert_eq!(told.live.ringing_for(second), [AgentId(3)]);
    let fourth = told.live.open_contact(ContactId(4)).unwrap();
    assert_eq!(told.live.talking_with(fourth), [AgentId(4)]);
}

#[test]
fn people_and_members_are_counted_by_what_they_do() {
    let told = run(FLOOR);
    let people = told.live.people();
    assert_eq!((people.signed_in, people.ringing, people.talking), (2, 1, 1));
    let members = told.live.members(at(60.0));
    let seven = members[&QueueId(7)];
    assert_eq!((seven.members, seven.staffed, seven.available), (2, 2, 0));
    assert_eq!(seven.today.of(Activity::Talking), 10_000_000);
    assert_eq!(told.live.members_of(QueueId(8)).count(), 1);
    assert_eq!(told.live.teams(at(60.0)).len(), 1);
    let seats = told.live.seats_by_site();
    assert_eq!(seats[&None].occupied, 1);
}

#[test]
fn only_agents_of_whom_something_was_said_have_changed() {
    let mut told = run(FLOOR);
    let before = told.live.sequence();
    assert_eq!(told.live.agents_changed_since(before).count(), 0);
    told.tell("60 answered 2 3 7");
    let changed: Vec<_> = told.live.agents_changed_since(before).map(|(id, _)| id).collect();
    assert_eq!(changed, [AgentId(3)]);
}

#[test]
fn a_window_is_exact_to_the_microsecond() {
    let told = run("
          0 arrived 1
          0 queued 1 7
        100 answered 1 3 7
        200 ended 1
        300 tick
    ");
    let window = [Duration::from_minutes(5)];
    let counts = |now, by| {
        let sums = told.live.windows(now, &window, Group::Queue, by);
        sums.get(&7).map(|sums| (sums[0].offered, sums[0].answered, sums[0].handled))
    };
    assert_eq!(counts(at(299.999_999), ByEvent), Some((1, 1, 1)));
    assert_eq!(counts(at(300.0), ByEvent), Some((0, 1, 1)));
    assert_eq!(counts(at(300.0), ByArrival), None);
    assert_eq!(counts(at(50.0), ByEvent), Some((1, 0, 0)));
    assert_eq!(counts(at(500.0), ByEvent), None);
}

#[test]
fn an_agents_window_splits_stays_at_its_edges() {
    let told = run("
          0 team 3 1
          0 in 3 5
        200 state 3 break
        400 state 3 available
        450 tick
    ");
    let window = [Duration::from_minutes(5), Duration::from_minutes(1)];
    for (group, key) in [(Group::Agent, 3), (Group::Team, 1), (Group::Seat, 5)] {
        let sums = told.live.work_windows(at(450.0), &window, group);
        let times = |place: usize| {
            let times = sums[&key][place].times;
            (times.of(Activity::Available), times.of(Activity::NotReady))
        };
        assert_eq!(times(0), (100_000_000, 200_000_000), "{group:?}");
        assert_eq!(times(1), (50_000_000, 10_000_000), "{group:?}");
    }
}
