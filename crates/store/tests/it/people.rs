//! People: what holds on which day, whose an agent is, and that a write is whole or nothing.

use crate::support::{Place, on_both_engines, start};
use domain::calendar::Day;
use domain::effective::Timeline;
use domain::{AgentId, PersonId, SiteId, SkillId, TeamId};
use store::{
    Author, FactChange, FactKind, FactValue, PeopleKept, PeopleOrder, PeopleQuestion, PeopleReach,
    PersonWrite, ProtectedFact, Standing, Store,
};

on_both_engines! {
    yesterday_is_asked_with_the_team_of_yesterday
    what_is_kept_by_day_is_what_a_timeline_says
    an_agent_is_one_person_at_a_time_and_a_number_is_one_persons
    a_stale_revision_changes_nobody_and_numbers_may_change_hands
    a_list_is_filtered_sorted_paged_and_kept_within_reach
    a_protected_fact_is_told_as_protected_and_gone_when_it_is_taken_out
}

const AUTHOR: Author<'_> = Author { actor: "hr", reason: Some("入职") };

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn from(kind: FactKind, slot: u32, first: &str, value: Option<u32>) -> FactChange {
    FactChange::From { kind, slot, day: day(first), value: value.map(FactValue::of) }
}

fn someone(number: &str, name: &str, facts: Vec<FactChange>) -> PersonWrite {
    PersonWrite {
        known: None,
        number: number.to_owned(),
        name: name.to_owned(),
        hired: day("2026-01-05"),
        left: None,
        facts,
    }
}

async fn write(store: &Store, writes: &[PersonWrite]) -> PeopleKept {
    store.write_people(writes, AUTHOR, start()).await.unwrap()
}

async fn change(store: &Store, person: u32, facts: Vec<FactChange>) -> PeopleKept {
    let row = store.person(PersonId(person)).await.unwrap().unwrap();
    let known = Some((row.person, row.revision));
    let write = PersonWrite { known, facts, ..someone(&row.number, &row.name, Vec::new()) };
    store.write_people(&[write], AUTHOR, start()).await.unwrap()
}

async fn numbers(store: &Store, asked: &PeopleQuestion) -> Vec<String> {
    let found = store.find_people(asked).await.unwrap();
    assert_eq!(found.total, found.people.len() as u64);
    found.people.into_iter().map(|row| row.number).collect()
}

async fn yesterday_is_asked_with_the_team_of_yesterday(place: Place) {
    let store = place.open().await;
    let facts = vec![from(FactKind::Team, 0, "2026-01-05", Some(3))];
    write(&store, &[someone("E001", "王示例", facts)]).await;
    change(&store, 1, vec![from(FactKind::Team, 0, "2026-11-23", Some(4))]).await;
    for (on, team) in [("2026-11-22", 3), ("2026-11-23", 4)] {
        let asked =
            PeopleQuestion { team: Some(Some(TeamId(team))), ..PeopleQuestion::all(day(on)) };
        assert_eq!(numbers(&store, &asked).await, ["E001"], "{on}");
        let other =
            PeopleQuestion { team: Some(Some(TeamId(7 - team))), ..PeopleQuestion::all(day(on)) };
        assert_eq!(numbers(&store, &other).await, Vec::<String>::new(), "{on}");
    }
    let facts = store.facts_of(&[PersonId(1)], None).await.unwrap();
    let spans: Vec<_> = facts.iter().map(|f| (f.span.value.value, f.span.until)).collect();
    assert_eq!(spans, [(3, Some(day("2026-11-23"))), (4, None)]);
    let changes = store.person_changes(PersonId(1), None, 10).await.unwrap();
    let what: Vec<_> = changes.iter().map(|c| (c.what.as_str(), c.was.as_deref())).collect();
    assert_eq!(what, [("team", Some("{\"value\":3}")), ("created", None)]);
    assert_eq!(changes[0].reason.as_deref(), Some("入职"));
}

async fn what_is_kept_by_day_is_what_a_timeline_says(place: Place) {
    let store = place.open().await;
    write(&store, &[someone("E001", "王示例", Vec::new())]).await;
    let mut timeline = Timeline::default();
    let first = day("2026-02-25");
    // A walk that meets every kind of step: before, between, upon and after what is known.
    let mut state = 7_u64;
    for _ in 0..60 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695);
        let at = first.plus_days(i64::try_from(state >> 60).unwrap());
        let level = u32::try_from((state >> 40) % 4).unwrap();
        let value = (level > 0).then(|| FactValue::of(level));
        let step = if (state >> 30).is_multiple_of(4) {
            FactChange::TakeBack { kind: FactKind::Skill, slot: 5, day: at }
        } else {
            FactChange::From { kind: FactKind::Skill, slot: 5, day: at, value: value.clone() }
        };
        let kept = change(&store, 1, vec![step.clone()]).await;
        match step {
            FactChange::TakeBack { .. } if !timeline.take_back(at) => {
                assert_eq!(kept, PeopleKept::NoSuchChange(0));
            }
            FactChange::TakeBack { .. } => assert!(matches!(kept, PeopleKept::Done(_))),
            FactChange::From { .. } => {
                let changes = usize::from(timeline.set_from(at, value));
                assert_eq!(kept, PeopleKept::Done(vec![(PersonId(1), changes)]));
            }
        }
        let facts = store.facts_of(&[PersonId(1)], None).await.unwrap();
        let spans: Vec<_> = facts.into_iter().map(|fact| fact.span).collect();
        assert_eq!(spans, timeline.spans());
        for on in (-1..18).map(|days| first.plus_days(days)) {
            let facts = store.facts_of(&[PersonId(1)], Some(on)).await.unwrap();
            assert_eq!(facts.first().map(|fact| &fact.span.value), timeline.at(on));
        }
    }
}

async fn an_agent_is_one_person_at_a_time_and_a_number_is_one_persons(place: Place) {
    let store = place.open().await;
    let agent = |first, value| vec![from(FactKind::Agent, 12, first, value)];
    let both = [
        someone("E001", "王示例", agent("2026-03-01", Some(1))),
        someone("E002", "李示例", Vec::new()),
    ];
    assert!(matches!(write(&store, &both).await, PeopleKept::Done(_)));
    let claimed =
        PeopleKept::Claimed { place: 0, kind: FactKind::Agent, slot: 12, by: PersonId(1) };
    assert_eq!(change(&store, 2, agent("2026-06-01", Some(1))).await, claimed);
    assert_eq!(store.claims(day("2026-06-01")).await.unwrap()[0].number, "E001");
    // Handed over in June: until then it was the other's.
    change(&store, 1, agent("2026-06-01", None)).await;
    assert!(matches!(change(&store, 2, agent("2026-06-01", Some(1))).await, PeopleKept::Done(_)));
    let who = async |on| store.claims(day(on)).await.unwrap().remove(0).number;
    assert_eq!((who("2026-05-31").await, who("2026-06-01").await), ("E001".into(), "E002".into()));
    let again = [someone("E003", "赵示例", Vec::new()), someone("E002", "孙示例", Vec::new())];
    assert_eq!(write(&store, &again).await, PeopleKept::Taken(1));
    let twice = [someone("E004", "赵示例", Vec::new()), someone("E004", "孙示例", Vec::new())];
    assert_eq!(write(&store, &twice).await, PeopleKept::Taken(1));
    assert_eq!(store.all_people().await.unwrap().len(), 2, "nothing of a refused write is kept");
}

async fn a_stale_revision_changes_nobody_and_numbers_may_change_hands(place: Place) {
    let store = place.open().await;
    write(&store, &[someone("E001", "王示例", vec![]), someone("E002", "李示例", vec![])]).await;
    let to = |person, revision, number: &str| PersonWrite {
        known: Some((PersonId(person), revision)),
        ..someone(number, "王示例", Vec::new())
    };
    let stale = [to(1, 1, "E009"), to(2, 7, "E008")];
    assert_eq!(write(&store, &stale).await, PeopleKept::Changed(1));
    assert_eq!(store.person(PersonId(1)).await.unwrap().unwrap().number, "E001");
    let swapped = [to(1, 1, "E002"), to(2, 1, "E001")];
    assert!(matches!(write(&store, &swapped).await, PeopleKept::Done(_)));
    assert_eq!(store.person(PersonId(1)).await.unwrap().unwrap().number, "E002");
    let same = [to(1, 2, "E002")];
    assert_eq!(write(&store, &same).await, PeopleKept::Done(vec![(PersonId(1), 0)]));
    let row = store.person(PersonId(1)).await.unwrap().unwrap();
    assert_eq!(row.revision, 2, "what changes nothing is no change");
}

async fn a_list_is_filtered_sorted_paged_and_kept_within_reach(place: Place) {
    let store = place.open().await;
    let of = |number: &str, name: &str, team, site: Option<u32>, skills: u32| {
        let mut facts = vec![from(FactKind::Team, 0, "2026-01-05", Some(team))];
        facts.extend(site.map(|site| from(FactKind::Site, 0, "2026-01-05", Some(site))));
        facts.extend((0..skills).map(|s| from(FactKind::Skill, s, "2026-01-05", Some(2))));
        someone(number, name, facts)
    };
    let mut gone = of("E005", "钱%示例", 1, None, 1);
    gone.left = Some(day("2026-10-01"));
    let mut writes = vec![
        of("E001", "王伟示例", 1, Some(0), 2),
        of("E002", "李伟示例", 1, None, 0),
        of("E003", "王芳示例", 2, Some(1), 3),
        of("E004", "赵敏示例", 3, None, 1),
        gone,
    ];
    writes[3].facts.push(from(FactKind::Agent, 40, "2026-01-05", Some(1)));
    write(&store, &writes).await;
    let today = day("2026-11-22");
    let all = || PeopleQuestion::all(today);
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let cases = [
        (PeopleQuestion { words: words("王"), ..all() }, "E001 E003"),
        (PeopleQuestion { words: words("伟 e002"), ..all() }, "E002"),
        (PeopleQuestion { words: words("%"), ..all() }, ""),
        (PeopleQuestion { words: words("%"), standing: Standing::Left, ..all() }, "E005"),
        (PeopleQuestion { standing: Standing::Any, ..all() }, "E001 E002 E003 E004 E005"),
        (PeopleQuestion { skill: Some(SkillId(1)), ..all() }, "E001 E003"),
        (PeopleQuestion { least_skills: Some(3), ..all() }, "E003"),
        (PeopleQuestion { has_agent: Some(true), ..all() }, "E004"),
        (PeopleQuestion { has_agent: Some(false), ..all() }, "E001 E002 E003"),
        (
            PeopleQuestion {
                site: Some(SiteId(0)),
                teams_of_site: vec![TeamId(1), TeamId(2)],
                ..all()
            },
            "E001 E002",
        ),
        (
            PeopleQuestion { order: PeopleOrder::Team, is_descending: true, ..all() },
            "E004 E003 E001 E002",
        ),
        (PeopleQuestion { day: day("2026-09-30"), ..all() }, "E001 E002 E003 E004 E005"),
    ];
    for (asked, expected) in cases {
        assert_eq!(numbers(&store, &asked).await.join(" "), expected, "{asked:?}");
    }
    let reach = |reach| PeopleQuestion { reach: Some(reach), ..all() };
    let none = PeopleReach::default;
    let reaches = [
        (none(), ""),
        (PeopleReach { teams: vec![TeamId(2)], ..none() }, "E003"),
        (
            PeopleReach { sites: vec![SiteId(0)], teams_of_sites: vec![TeamId(1)], ..none() },
            "E001 E002",
        ),
        (PeopleReach { agents: vec![AgentId(40)], ..none() }, "E004"),
    ];
    for (within, expected) in reaches {
        assert_eq!(numbers(&store, &reach(within.clone())).await.join(" "), expected, "{within:?}");
    }
    pages_and_skills(&store, today).await;
}

async fn pages_and_skills(store: &Store, today: Day) {
    let all = || PeopleQuestion::all(today);
    let page = PeopleQuestion { offset: 2, limit: 1, ..all() };
    let found = store.find_people(&page).await.unwrap();
    assert_eq!((found.people[0].number.as_str(), found.total), ("E003", 4));
    let beyond = store.find_people(&PeopleQuestion { offset: 90, limit: 5, ..all() }).await;
    assert_eq!(beyond.unwrap().total, 4);
    let spread = store.skill_spread(&all()).await.unwrap();
    assert_eq!((spread.people, spread.by_number), (4, vec![1, 1, 1, 1]));
    assert_eq!(spread.counts.iter().map(|c| c.people).collect::<Vec<_>>(), [3, 2, 1]);
}

async fn a_protected_fact_is_told_as_protected_and_gone_when_it_is_taken_out(place: Place) {
    let store = place.open().await;
    write(&store, &[someone("E001", "王示例", vec![]), someone("E002", "李示例", vec![])]).await;
    let fact = ProtectedFact {
        kind: "pregnant".to_owned(),
        first: day("2026-10-01"),
        until: Some(day("2027-05-01")),
        consent_on: day("2026-10-01"),
        noted_at: start(),
        noted_by: "hr".to_owned(),
    };
    store.put_protected(PersonId(2), &fact).await.unwrap();
    let both = [PersonId(1), PersonId(2)];
    let on = async |text| store.protected_on(&both, day(text)).await.unwrap();
    assert_eq!(on("2026-11-22").await, [PersonId(2)]);
    assert_eq!(on("2027-05-01").await, []);
    assert_eq!(store.protected_of(PersonId(2)).await.unwrap(), std::slice::from_ref(&fact));
    let changes = store.person_changes(PersonId(2), None, 10).await.unwrap();
    assert_eq!(changes.len(), 1, "the list of changes says nothing of it");
    assert!(store.remove_protected(PersonId(2), "pregnant", fact.first).await.unwrap());
    assert!(store.protected_of(PersonId(2)).await.unwrap().is_empty());
}
