//! People: two thousand written at once, pages of twenty thousand read.
//!
//! Room: server, `bench`.

use super::{Goal, Measured, Scratch, millis, quantile};
use crate::clock;
use anyhow::{Context as _, ensure};
use domain::calendar::Day;
use domain::{SkillId, TeamId};
use std::time::Duration;
use store::{
    Author, FactChange, FactKind, FactValue, PeopleKept, PeopleOrder, PeopleQuestion, PeopleReach,
    PersonWrite, Store,
};

const IMPORTED: u32 = 2_000;
const PEOPLE: u32 = 20_000;
const SKILLS: u32 = 5;
const PAGES: u32 = 40;
const AUTHOR: Author<'_> = Author { actor: "bench", reason: Some("bench") };

pub(super) async fn measure() -> anyhow::Result<Vec<Measured>> {
    let scratch = Scratch::new("people")?;
    let now = clock::system()();
    let today = Day::parse("2026-11-24").context("a day")?;
    let store = Store::open(&scratch.join("data"), now).await?;
    let first: Vec<PersonWrite> = (0..IMPORTED).map(|place| person(place, today)).collect();
    let watch = clock::Stopwatch::start();
    write(&store, &first, now).await?;
    let imported = watch.elapsed();
    for from in (IMPORTED..PEOPLE).step_by(2_000) {
        let some: Vec<PersonWrite> =
            (from..(from + 2_000).min(PEOPLE)).map(|place| person(place, today)).collect();
        write(&store, &some, now).await?;
    }
    let mut figures = vec![Measured::promised(
        "2 000 new people with 5 skills each, written",
        imported.as_secs_f64(),
        "s",
        Goal::Below(3.0),
    )];
    for (what, asked) in questions(today) {
        let mut taken = Vec::new();
        for page in 0..PAGES {
            let offset = u64::from(page % 10) * 100;
            taken.push(read(&store, &PeopleQuestion { offset, ..asked.clone() }).await?);
        }
        let slowest = millis(quantile(&mut taken, 950));
        let what = format!("page of 100 of 20 000, {what}, p95");
        figures.push(Measured::promised(what, slowest, "ms", Goal::Below(300.0)));
    }
    let watch = clock::Stopwatch::start();
    store.skill_spread(&PeopleQuestion::all(today)).await?;
    let spread = millis(watch.elapsed());
    figures.push(Measured::promised(
        "spread of skills of 20 000",
        spread,
        "ms",
        Goal::Below(300.0),
    ));
    store.close().await?;
    Ok(figures)
}

fn questions(today: Day) -> [(&'static str, PeopleQuestion); 5] {
    let all = || PeopleQuestion { limit: 100, ..PeopleQuestion::all(today) };
    let reach = PeopleReach { teams: (0..40).map(TeamId).collect(), ..PeopleReach::default() };
    [
        ("by number", all()),
        (
            "by team, downwards",
            PeopleQuestion { order: PeopleOrder::Team, is_descending: true, ..all() },
        ),
        ("two words", PeopleQuestion { words: vec!["王".into(), "7".into()], ..all() }),
        (
            "a skill and two or more",
            PeopleQuestion { skill: Some(SkillId(3)), least_skills: Some(2), ..all() },
        ),
        (
            "within forty teams, by name",
            PeopleQuestion { reach: Some(reach), order: PeopleOrder::Name, ..all() },
        ),
    ]
}

/// What a page costs in the store.
async fn read(store: &Store, asked: &PeopleQuestion) -> anyhow::Result<Duration> {
    let watch = clock::Stopwatch::start();
    let found = store.find_people(asked).await?;
    let people: Vec<_> = found.people.iter().map(|row| row.person).collect();
    store.facts_of(&people, Some(asked.day)).await?;
    store.protected_on(&people, asked.day).await?;
    ensure!(!people.is_empty(), "nobody was found");
    Ok(watch.elapsed())
}

async fn write(
    store: &Store,
    people: &[PersonWrite],
    now: domain::Timestamp,
) -> anyhow::Result<()> {
    let kept = store.write_people(people, AUTHOR, now).await?;
    ensure!(matches!(kept, PeopleKept::Done(_)), "{kept:?}");
    Ok(())
}

fn person(place: u32, today: Day) -> PersonWrite {
    let hired = today.plus_days(-i64::from(place % 3_000) - 1);
    let from = |kind, slot, value| FactChange::From {
        kind,
        slot,
        day: hired,
        value: Some(FactValue::of(value)),
    };
    let mut facts = vec![
        from(FactKind::Team, 0, place % 400),
        from(FactKind::Site, 0, place % 7),
        from(FactKind::Agent, place, 1),
    ];
    facts.extend((0..SKILLS).map(|skill| from(FactKind::Skill, (place + skill) % 12, 1 + skill)));
    let surname = ["王", "李", "张", "刘"][place as usize % 4];
    PersonWrite {
        known: None,
        number: format!("E{place:05}"),
        name: format!("{surname}{place}（示例）"),
        hired,
        left: None,
        facts,
    }
}
