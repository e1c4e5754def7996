//! Whose punch it is: people of the house by their employee number, with what holds of them by day.
//!
//! Room:  server, attendance; between the people of the store and `facts`, `routes::attendance_cases`.
//! Takes: employee numbers, a day. Gives: who it is, in which team and at which site that day, which
//!        agents' sign-ins are theirs and when.
//! Holds: a number is whoever's it is now; team and agents are those of the day that is asked about, not
//!        of today; whoever was never given a team is in the one that the floor says of their agent.
//! Never: gives an agent's time of other days to whoever claimed it since.
//! Proof: `tests/it/api_attendance.rs`.

use crate::http::build::people::own;
use attendance::punch::PersonNumber;
use domain::calendar::{Day, Zone};
use domain::effective::Span;
use domain::{AgentId, Duration, Interval, PersonId, SiteId, TeamId, Timestamp};
use live::Live;
use std::collections::BTreeMap;
use store::{Fact, FactKind, PersonRow, Store, StoreError};

/// One of the house.
#[derive(Clone, Debug)]
pub struct Member {
    pub person: PersonId,
    pub name: String,
    facts: Vec<Fact>,
}

/// Some of the house, by number.
#[derive(Clone, Debug, Default)]
pub struct Roll(BTreeMap<PersonNumber, Member>);

impl Roll {
    /// Those of these numbers who are there.
    pub async fn of<'a>(
        store: &Store,
        numbers: impl IntoIterator<Item = &'a PersonNumber>,
    ) -> Result<Self, StoreError> {
        let numbers: Vec<&str> = numbers.into_iter().map(|number| number.0.as_str()).collect();
        Self::with_facts(store, store.people_numbered(&numbers).await?).await
    }

    /// These people.
    pub async fn with_facts(store: &Store, rows: Vec<PersonRow>) -> Result<Self, StoreError> {
        let people: Vec<PersonId> = rows.iter().map(|row| row.person).collect();
        let mut facts = store.facts_of(&people, None).await?;
        facts.sort_by_key(|fact| (fact.person, fact.kind, fact.slot, fact.span.first));
        let members = rows.into_iter().map(|row| {
            let facts = own(&facts, row.person).to_vec();
            (PersonNumber(row.number), Member { person: row.person, name: row.name, facts })
        });
        Ok(Self(members.collect()))
    }

    #[must_use]
    pub fn member(&self, number: &PersonNumber) -> Option<&Member> {
        self.0.get(number)
    }

    /// Everybody, by number.
    pub fn members(&self) -> impl Iterator<Item = (&PersonNumber, &Member)> {
        self.0.iter()
    }
}

impl Member {
    fn of(&self, kind: FactKind) -> impl Iterator<Item = &Fact> {
        self.facts.iter().filter(move |fact| fact.kind == kind)
    }

    fn said(&self, kind: FactKind, day: Day) -> Option<u32> {
        self.of(kind).find(|fact| fact.span.holds_on(day)).map(|fact| fact.span.value.value)
    }

    /// Which agents they are, and on which days.
    pub fn agents(&self) -> impl Iterator<Item = (AgentId, Span<()>)> {
        self.of(FactKind::Agent).map(|fact| (AgentId(fact.slot), days(fact)))
    }

    /// The team of a day.
    #[must_use]
    pub fn team(&self, live: &Live, day: Day) -> Option<TeamId> {
        if self.of(FactKind::Team).any(|fact| fact.span.first <= day) {
            return self.said(FactKind::Team, day).map(TeamId);
        }
        let mut agents = self.agents().filter(|(_, days)| days.holds_on(day));
        agents.find_map(|(agent, _)| live.agent(agent)?.team)
    }

    /// Team and site of a day: what decides who may see what happened then.
    #[must_use]
    pub fn place(&self, live: &Live, day: Day) -> (Option<TeamId>, Option<SiteId>) {
        let team = self.team(live, day);
        let of_team = team.and_then(|team| live.names().teams.get(&team)?.site);
        (team, self.said(FactKind::Site, day).map(SiteId).or(of_team))
    }

    /// The days in a team.
    #[must_use]
    pub fn days_in(&self, live: &Live, team: TeamId) -> Vec<Span<()>> {
        if self.of(FactKind::Team).next().is_some() {
            let own = self.of(FactKind::Team).filter(|fact| fact.span.value.value == team.0);
            return own.map(days).collect();
        }
        let is_in = |agent: AgentId| live.agent(agent).is_some_and(|now| now.team == Some(team));
        self.agents().filter(|(agent, _)| is_in(*agent)).map(|(_, days)| days).collect()
    }
}

fn days(fact: &Fact) -> Span<()> {
    Span { first: fact.span.first, until: fact.span.until, value: () }
}

/// The end of what has no end.
pub const FOREVER: Timestamp = Timestamp(i64::MAX);

/// The time of business days.
#[must_use]
pub fn time_of(days: &Span<()>, zone: &Zone, starts: Duration) -> Interval {
    let begin = |day: Day| zone.business_interval(day, starts).start;
    Interval { start: begin(days.first), end: days.until.map_or(FOREVER, begin) }
}

/// The person whose account or agent somebody signed in as, today.
pub async fn of_account(
    store: &Store,
    account: u32,
    today: Day,
) -> Result<Option<PersonRow>, StoreError> {
    if let Some(person) = store.person_with(FactKind::Account, account, today).await? {
        return Ok(Some(person));
    }
    let agent = store.account(account).await?.and_then(|account| account.agent);
    match agent {
        Some(agent) => store.person_with(FactKind::Agent, agent.0, today).await,
        None => Ok(None),
    }
}

/// The business day of the centre at a moment.
#[must_use]
pub fn day_at(live: &Live, at: Timestamp) -> Day {
    crate::http::build::people::today(live, at)
}
