//! Finding people: filters, order and pages, as on a day.
//!
//! Room:  store.
//! Takes: a `PeopleQuestion`. Gives: rows of a page and how many there are; who masters how many skills.
//! Holds: who may be seen is decided by where people are today, whatever day is asked for.
//! Never: gives somebody beyond the reach of the question.
//! Proof: `tests/it/people.rs`; the bench `people`.

use crate::error::StoreError;
use crate::log::small;
use crate::people::{PersonRow, read_person};
use crate::sql::{QueryBuilder, Row};
use crate::store::Store;
use domain::calendar::Day;
use domain::{AgentId, SiteId, SkillId, TeamId};

/// Whom the asker may see at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeopleReach {
    pub sites: Vec<SiteId>,
    /// Those of the sites too.
    pub teams: Vec<TeamId>,
    /// The teams of `sites`: they count for people of whom no site is said.
    pub teams_of_sites: Vec<TeamId>,
    pub agents: Vec<AgentId>,
}

/// Whether people belong to the house on the day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    #[default]
    Employed,
    /// Hired, but from a later day on.
    Expected,
    Left,
    Any,
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PeopleOrder {
    #[default]
    Number,
    Name,
    Hired,
    Team,
    Site,
}

/// Which people; absent means any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeopleQuestion {
    /// As on this day.
    pub day: Day,
    /// Reach is decided by this one.
    pub today: Day,
    /// `None`: everybody may be seen.
    pub reach: Option<PeopleReach>,
    /// Each stands somewhere in number or name.
    pub words: Vec<String>,
    /// `Some(None)`: in no team.
    pub team: Option<Option<TeamId>>,
    pub site: Option<SiteId>,
    /// The teams of `site`: they count for people of whom no site is said.
    pub teams_of_site: Vec<TeamId>,
    pub skill: Option<SkillId>,
    /// Masters so many skills at least.
    pub least_skills: Option<u32>,
    /// Whether an agent of the floor is theirs.
    pub has_agent: Option<bool>,
    pub leads: Option<bool>,
    pub standing: Standing,
    pub order: PeopleOrder,
    pub is_descending: bool,
    pub offset: u64,
    pub limit: usize,
}

impl PeopleQuestion {
    /// Everybody who belongs to the house on a day.
    #[must_use]
    pub const fn all(day: Day) -> Self {
        Self {
            day,
            today: day,
            reach: None,
            words: Vec::new(),
            team: None,
            site: None,
            teams_of_site: Vec::new(),
            skill: None,
            least_skills: None,
            has_agent: None,
            leads: None,
            standing: Standing::Employed,
            order: PeopleOrder::Number,
            is_descending: false,
            offset: 0,
            limit: usize::MAX,
        }
    }
}

/// A page, and how many there are on all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeopleFound {
    pub people: Vec<PersonRow>,
    pub total: u64,
}

/// How many people master a skill, at which level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SkillCount {
    pub skill: SkillId,
    pub level: u32,
    pub people: u64,
}

/// Who masters what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkillSpread {
    pub people: u64,
    /// People with so many skills: none, one, two ...
    pub by_number: Vec<u64>,
    pub counts: Vec<SkillCount>,
}

type Query = QueryBuilder;

const NAMED: &str = "p.person, p.number, p.name, p.hired_on, p.left_on, p.revision, p.changed_at";

impl Store {
    /// A page of the people asked for.
    pub async fn find_people(&self, asked: &PeopleQuestion) -> Result<PeopleFound, StoreError> {
        let database = &self.inner.callboard;
        let failed = || database.failed("finding people");
        // Two questions: a page is found without looking at everybody, and counting needs no order.
        let mut query = Query::new("SELECT ");
        query.push(NAMED);
        push_from(&mut query, asked, Some(asked.order));
        push_order(&mut query, asked);
        query.push(" LIMIT ").push_bind(i64::try_from(asked.limit).unwrap_or(i64::MAX));
        query.push(" OFFSET ").push_bind(asked.offset.cast_signed());
        let rows = query.build().fetch_all(&database.readers).await.map_err(failed())?;
        let people = rows.iter().map(read_person).collect::<Result<Vec<_>, _>>();
        let people = people.map_err(failed())?;
        let mut query = Query::new("SELECT COUNT(*)");
        push_from(&mut query, asked, None);
        let row = query.build().fetch_one(&database.readers).await.map_err(failed())?;
        let total: i64 = row.try_get(0).map_err(failed())?;
        Ok(PeopleFound { people, total: total.cast_unsigned() })
    }

    /// Who of the people asked for masters what.
    pub async fn skill_spread(&self, asked: &PeopleQuestion) -> Result<SkillSpread, StoreError> {
        let database = &self.inner.callboard;
        let failed = || database.failed("counting skills");
        let mut query = Query::new("WITH chosen AS (SELECT p.person AS person");
        push_from(&mut query, asked, None);
        query.push(
            ") SELECT number, COUNT(*) FROM (SELECT s.person, (SELECT COUNT(*) FROM person_fact k \
             WHERE k.person = s.person AND k.kind = 'skill'",
        );
        push_holds(&mut query, "k", asked.day);
        query.push(") AS number FROM chosen s) AS each_one GROUP BY number ORDER BY number");
        let rows = query.build().fetch_all(&database.readers).await.map_err(failed())?;
        let mut by_number = Vec::new();
        for row in &rows {
            let number: i64 = row.try_get(0).map_err(failed())?;
            let count: i64 = row.try_get(1).map_err(failed())?;
            let place = usize::try_from(number).unwrap_or(0);
            by_number.resize(by_number.len().max(place + 1), 0);
            by_number[place] = count.cast_unsigned();
        }
        let mut query = Query::new("WITH chosen AS (SELECT p.person AS person");
        push_from(&mut query, asked, None);
        query.push(
            ") SELECT k.slot, k.value, COUNT(*) FROM person_fact k JOIN chosen s ON s.person = k.person \
             WHERE k.kind = 'skill'",
        );
        push_holds(&mut query, "k", asked.day);
        query.push(" GROUP BY k.slot, k.value ORDER BY k.slot, k.value");
        let rows = query.build().fetch_all(&database.readers).await.map_err(failed())?;
        let read = |row| -> Result<SkillCount, sqlx::Error> {
            let row: &Row = row;
            let people: i64 = row.try_get(2)?;
            Ok(SkillCount {
                skill: SkillId(small(row.try_get(0)?)),
                level: small(row.try_get(1)?),
                people: people.cast_unsigned(),
            })
        };
        let counts = rows.iter().map(read).collect::<Result<_, _>>().map_err(failed())?;
        Ok(SkillSpread { people: by_number.iter().sum(), by_number, counts })
    }
}

/// Tables and conditions.
fn push_from(query: &mut Query, asked: &PeopleQuestion, order: Option<PeopleOrder>) {
    query.push(" FROM person p");
    // Each costs a look at every person: only where it is asked for.
    if asked.team.is_some() || asked.site.is_some() || order == Some(PeopleOrder::Team) {
        push_join(query, "t", "team", asked.day);
    }
    if asked.site.is_some() || order == Some(PeopleOrder::Site) {
        push_join(query, "s", "site", asked.day);
    }
    if asked.reach.is_some() {
        push_join(query, "rt", "team", asked.today);
        push_join(query, "rs", "site", asked.today);
    }
    push_standing(query, asked);
    if let Some(reach) = &asked.reach {
        push_reach(query, reach, asked.today);
    }
    for word in &asked.words {
        // Not LIKE: what is sought may hold its signs.
        query.push(" AND (instr(lower(p.number), ").push_bind(word.to_lowercase());
        query.push(") > 0 OR instr(lower(p.name), ").push_bind(word.to_lowercase());
        query.push(") > 0)");
    }
    match asked.team {
        None => {}
        Some(Some(team)) => {
            query.push(" AND t.value = ").push_bind(i64::from(team.0));
        }
        Some(None) => {
            query.push(" AND t.value IS NULL");
        }
    }
    if let Some(site) = asked.site {
        push_of_sites(query, ("s", "t"), &[site], &asked.teams_of_site);
    }
    push_facts(query, asked);
}

fn push_facts(query: &mut Query, asked: &PeopleQuestion) {
    if let Some(skill) = asked.skill {
        query.push(" AND EXISTS (SELECT 1 FROM person_fact k WHERE k.person = p.person");
        query.push(" AND k.kind = 'skill' AND k.slot = ").push_bind(i64::from(skill.0));
        push_holds(query, "k", asked.day);
        query.push(")");
    }
    if let Some(least) = asked.least_skills {
        query.push(" AND (SELECT COUNT(*) FROM person_fact k WHERE k.person = p.person");
        query.push(" AND k.kind = 'skill'");
        push_holds(query, "k", asked.day);
        query.push(") >= ").push_bind(i64::from(least));
    }
    for (wanted, kind) in [(asked.has_agent, "agent"), (asked.leads, "leads")] {
        let Some(wanted) = wanted else { continue };
        query.push(if wanted { " AND EXISTS (" } else { " AND NOT EXISTS (" });
        query.push("SELECT 1 FROM person_fact k WHERE k.person = p.person AND k.kind = ");
        query.push_bind(kind);
        push_holds(query, "k", asked.day);
        query.push(")");
    }
}

fn push_join(query: &mut Query, alias: &str, kind: &'static str, day: Day) {
    query.push(format!(" LEFT JOIN person_fact {alias} ON {alias}.person = p.person"));
    query.push(format!(" AND {alias}.kind = ")).push_bind(kind);
    query.push(format!(" AND {alias}.slot = 0"));
    push_holds(query, alias, day);
}

fn push_holds(query: &mut Query, alias: &str, day: Day) {
    query.push(format!(" AND {alias}.first_day <= ")).push_bind(day.to_string());
    query.push(format!(" AND {alias}.until_day > ")).push_bind(day.to_string());
}

fn push_standing(query: &mut Query, asked: &PeopleQuestion) {
    let day = || asked.day.to_string();
    match asked.standing {
        Standing::Any => {
            query.push(" WHERE 1 = 1");
        }
        Standing::Employed => {
            query.push(" WHERE p.hired_on <= ").push_bind(day());
            query.push(" AND (p.left_on IS NULL OR p.left_on > ").push_bind(day()).push(")");
        }
        Standing::Expected => {
            query.push(" WHERE p.hired_on > ").push_bind(day());
        }
        Standing::Left => {
            query.push(" WHERE p.left_on <= ").push_bind(day());
        }
    }
}

/// Of one of the sites: by the site said of them, else by that of their team.
fn push_of_sites(
    query: &mut Query,
    (site, team): (&str, &str),
    sites: &[SiteId],
    teams_of_sites: &[TeamId],
) {
    query.push(format!(" AND (COALESCE({site}.value, -1) IN ("));
    push_list(query, sites.iter().map(|site| site.0));
    query.push(format!(") OR ({site}.value IS NULL AND COALESCE({team}.value, -1) IN ("));
    push_list(query, teams_of_sites.iter().map(|team| team.0));
    query.push(")))");
}

fn push_reach(query: &mut Query, reach: &PeopleReach, today: Day) {
    query.push(" AND (COALESCE(rt.value, -1) IN (");
    push_list(query, reach.teams.iter().map(|team| team.0));
    query.push(") OR (1 = 1");
    push_of_sites(query, ("rs", "rt"), &reach.sites, &reach.teams_of_sites);
    query.push(") OR EXISTS (SELECT 1 FROM person_fact o WHERE o.person = p.person");
    push_holds(query, "o", today);
    query.push(" AND o.kind = 'agent' AND o.slot IN (");
    push_list(query, reach.agents.iter().map(|agent| agent.0));
    query.push(")))");
}

/// Never empty: no number is -2.
fn push_list(query: &mut Query, numbers: impl Iterator<Item = u32>) {
    query.push("-2");
    for number in numbers {
        query.push(", ").push_bind(i64::from(number));
    }
}

fn push_order(query: &mut Query, asked: &PeopleQuestion) {
    let column = match asked.order {
        PeopleOrder::Number => "p.number",
        PeopleOrder::Name => "p.name",
        PeopleOrder::Hired => "p.hired_on",
        PeopleOrder::Team => "COALESCE(t.value, 4294967296)",
        PeopleOrder::Site => "COALESCE(s.value, 4294967296)",
    };
    query.push(format!(" ORDER BY {column}"));
    query.push(if asked.is_descending { " DESC" } else { "" });
    query.push(", p.number");
}
