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
        sums.get(7).map(|sums| (sums[0].offered, sums[0].answered, sums[0].handled))
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
            let times = sums.get(key).unwrap()[place].times;
            (times.of(Activity::Available), times.of(Activity::NotReady))
        };
        assert_eq!(times(0), (100_000_000, 200_000_000), "{group:?}");
        assert_eq!(times(1), (50_000_000, 10_000_000), "{group:?}");
    }
}

/// Three hours of answered calls, some of them told late, with more facts than one chunk of the
/// log holds.
fn three_busy_hours() -> String {
    use std::fmt::Write as _;
    let mut story = String::from("0 member 7 3\n0 member 7 4\n0 member 8 5\n");
    for (agent, team) in [(3, 1), (4, 1), (5, 2)] {
        writeln!(story, "0 team {agent} {team}\n0 in {agent}").expect("a string takes all text");
    }
    for call in 1..3_000 {
        let (agent, queue) = [(3, 7), (4, 7), (5, 8)][call % 3];
        let second = call * 36 / 10;
        // Every eleventh call is told a quarter of an hour after it happened.
        let told = |at: usize| if call % 11 == 0 && call < 2_700 { at + 900 } else { at };
        for (at, what) in [
            (second, format!("arrived {call}")),
            (second, format!("queued {call} {queue}")),
            (second + call % 40, format!("answered {call} {agent} {queue}")),
            (second + 60 + call % 90, format!("ended {call}")),
        ] {
            writeln!(story, "{at}@{} {what}", told(at)).expect("a string takes all text");
        }
    }
    sorted_by_telling(&story)
}

/// Lines in the order in which they were journaled.
fn sorted_by_telling(story: &str) -> String {
    let told = |line: &&str| -> u64 {
        let when = line.split(' ').next().unwrap_or_default();
        when.rsplit('@').next().and_then(|at| at.parse().ok()).unwrap_or_default()
    };
    let mut lines: Vec<&str> = story.lines().collect();
    lines.sort_by_key(told);
    lines.join("\n")
}

#[test]
fn a_window_of_a_team_is_the_sum_of_its_agents() {
    let told = run(&three_busy_hours());
    let teams = [(1, vec![3, 4]), (2, vec![5])];
    let lengths = [5, 15, 30, 60].map(Duration::from_minutes);
    let now = told.live.now().expect("records were applied");
    for (by, after) in [(ByEvent, 0), (ByArrival, 0), (ByEvent, 37), (ByArrival, 211)] {
        let now = now.plus(Duration::from_secs(after));
        let agents = told.live.windows(now, &lengths, Group::Agent, by);
        let sums = told.live.windows(now, &lengths, Group::Team, by);
        for (team, members) in &teams {
            for (place, length) in lengths.iter().enumerate() {
                let mut sum = domain::figures::Counts::default();
                for member in members {
                    sum.merge(&agents.get(*member).unwrap()[place]);
                }
                assert!(after > 0 || sum.offers > 5, "{length:?}");
                assert_eq!(
                    sums.get(*team).unwrap()[place],
                    sum,
                    "{team} {by:?} {length:?} {after}"
                );
            }
        }
    }
}

#[test]
fn a_queues_time_is_that_of_its_members_and_counts_for_each_queue_they_serve() {
    let told = run("
          0 team 3 1
          0 in 3 5
          0 in 4 6
          0 member 7 3
          0 member 7 4
          0 member 8 4
        100 state 4 break
        400 tick
    ");
    let window = [Duration::from_minutes(5)];
    let windows = told.live.work_windows(at(400.0), &window, Group::Queue);
    let window = |queue: u32| {
        let times = windows.get(queue).unwrap()[0].times;
        (times.of(Activity::Available), times.of(Activity::NotReady))
    };
    assert_eq!(window(7), (300_000_000, 300_000_000));
    assert_eq!(window(8), (0, 300_000_000));
    let today = |group, key: u32| {
        let times = told.live.work_today(at(400.0), group)[&key].times;
        (times.of(Activity::Available), times.of(Activity::NotReady))
    };
    assert_eq!(today(Group::Queue, 7), (500_000_000, 300_000_000));
    assert_eq!(today(Group::Queue, 8), (100_000_000, 300_000_000));
    assert_eq!(today(Group::Team, 1), (400_000_000, 0));
    assert_eq!(today(Group::Centre, 0), (500_000_000, 300_000_000));
    for (agent, seat) in [(3, 5), (4, 6)] {
        assert_eq!(today(Group::Agent, agent), today(Group::Seat, seat));
    }
}
