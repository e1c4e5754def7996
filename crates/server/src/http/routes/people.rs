//! People of the house: lists, one person, who masters what, which agents nobody has claimed.
//!
//! Room:  server/http; `people_change` changes them.
//! Holds: nobody beyond the caller's reach is told or counted; a look at one person is in the audit
//!        list.
//! Proof: `tests/it/api_people.rs`.

use crate::http::access::{Action, Subject, reached};
use crate::http::audit;
use crate::http::build::people::{self as build, Known};
use crate::http::build::people_reach;
use crate::http::query;
use crate::http::query::{Id, Query};
use crate::http::refusal::Refusal;
use crate::http::sign_in::session::Caller;
use crate::http::state::AppState;
use crate::http::views::ListMeta;
use crate::http::views::failure::Failure;
use crate::http::views::people::{
    ClaimHint, PeopleAnswer, PeopleChoices, PeopleChoicesAnswer, PeopleMeta, PeopleNamed,
    PeopleTeam, PersonAnswer, PersonChangesAnswer, PersonLine, PersonMay, PersonProfile,
    SkillSpreadAnswer, SkillSpreadRow, SkillSpreadView, UnclaimedAgent, UnclaimedAnswer,
};
use axum::Extension;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::calendar::Day;
use domain::{AgentId, PersonId, SiteId, SkillId, TeamId};
use journal::carry::Names;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use store::{Fact, PeopleOrder, PeopleQuestion, PersonRow, SkillSpread, Standing, StoreError};
use utoipa::IntoParams;

/// What share of people shall master two skills or more.
const TARGET_SHARE: f64 = 0.8;
const MOST_WORDS: usize = 6;

/// Which people, and how they are shown.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PeopleParams {
    /// As on this day, `2026-11-22`; today if absent.
    #[serde(default)]
    pub day: Option<String>,
    /// Words, each somewhere in number or name.
    #[serde(default)]
    pub q: Option<String>,
    /// A team's id, or `none`.
    #[serde(default)]
    pub team: Option<String>,
    #[serde(default)]
    pub site: Option<u32>,
    #[serde(default)]
    pub skill: Option<u32>,
    /// Who masters so many skills at least.
    #[serde(default)]
    pub least_skills: Option<u32>,
    /// Whether an agent of the floor is theirs.
    #[serde(default)]
    pub has_agent: Option<bool>,
    /// Whether they lead a team.
    #[serde(default)]
    pub leads: Option<bool>,
    /// `employed` (if absent), `expected`, `left` or `any`.
    #[serde(default)]
    pub standing: Option<String>,
    /// `number` (if absent), `name`, `hired`, `team` or `site`; with `-` before it downwards.
    #[serde(default)]
    pub sort: Option<String>,
    /// Rows at most: 1 to 500; 100 if absent.
    #[serde(default)]
    pub limit: Option<u32>,
    /// Rows that are passed over.
    #[serde(default)]
    pub offset: Option<u64>,
}

/// As of which day somebody is shown.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AsOfParams {
    /// `2026-11-22`; today if absent.
    #[serde(default)]
    pub day: Option<String>,
}

/// How much of a person's changes.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ChangesParams {
    /// Rows at most: 1 to 500; 100 if absent.
    #[serde(default)]
    pub limit: Option<u32>,
    /// `meta.next_before` of the answer before this one.
    #[serde(default)]
    pub before: Option<String>,
}

/// People as on a day.
#[utoipa::path(
    get, path = "/api/v1/people", tag = "people",
    params(PeopleParams),
    responses(
        (status = 200, description = "Whom the caller may see, a page of them", body = PeopleAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn people(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Query(params): Query<PeopleParams>,
) -> Result<Response, Refusal> {
    let asked = question(&state, &caller, &params)?;
    let found = state.store.find_people(&asked).await.map_err(fault)?;
    let people = lines(&state, &found.people, asked.day).await?;
    let meta = PeopleMeta {
        count: people.len() as u64,
        total: found.total,
        offset: asked.offset,
        day: asked.day.to_string(),
        today: asked.today.to_string(),
        at: state.now().into(),
    };
    Ok(Json(PeopleAnswer { people, meta }).into_response())
}

/// What people can be asked for and changed to.
#[utoipa::path(
    get, path = "/api/v1/people/choices", tag = "people",
    responses(
        (status = 200, description = "Sites, teams, skills, sorted by name", body = PeopleChoicesAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn people_choices(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
) -> Result<Response, Refusal> {
    let manages = reached(&caller.subject, Action::ManagePeople);
    let accounts = if manages.is_all() { accounts(&state).await? } else { BTreeMap::new() };
    let named = |(id, name): (u32, String)| PeopleNamed { id, name };
    let mut choices = state.engine.read(|live| {
        let names = live.names();
        let sites = names.sites.iter().map(|(id, known)| named((id.0, known.name.clone())));
        let skills = names.skills.iter().map(|(id, known)| named((id.0, known.name.clone())));
        let team = |(id, known): (&TeamId, &journal::carry::Registered)| PeopleTeam {
            id: id.0,
            name: known.name.clone(),
            site: known.site.map(|site| site.0),
        };
        PeopleChoices {
            sites: sites.collect(),
            teams: names.teams.iter().map(team).collect(),
            skills: skills.collect(),
            accounts: accounts.into_iter().map(named).collect(),
            today: build::today(live, state.now()).to_string(),
            may_manage: !manages.is_nobody(),
            may_manage_all: manages.is_all(),
        }
    });
    choices.sites.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    choices.teams.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    choices.accounts.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    Ok(Json(PeopleChoicesAnswer { choices }).into_response())
}

/// Who masters how many skills, and which.
#[utoipa::path(
    get, path = "/api/v1/people/skills", tag = "people",
    params(PeopleParams),
    responses(
        (status = 200, description = "Of the people asked for; `sort`, `limit` and `offset` do not matter", body = SkillSpreadAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn people_skills(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Query(params): Query<PeopleParams>,
) -> Result<Response, Refusal> {
    let asked = question(&state, &caller, &params)?;
    let spread = state.store.skill_spread(&asked).await.map_err(fault)?;
    let spread = state.engine.read(|live| spread_view(live.names(), &spread, asked.day));
    Ok(Json(SkillSpreadAnswer { spread }).into_response())
}

/// Agents of the floor of whom nobody has said who they are.
#[utoipa::path(
    get, path = "/api/v1/people/unclaimed", tag = "people",
    responses(
        (status = 200, description = "Sorted by name, with who it probably is", body = UnclaimedAnswer),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
    )
)]
pub async fn people_unclaimed(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
) -> Result<Response, Refusal> {
    let today = state.engine.read(|live| build::today(live, state.now()));
    let claims = state.store.claims(today).await.map_err(fault)?;
    let claimed: BTreeSet<AgentId> = claims.iter().map(|claim| claim.agent).collect();
    let rows = state.store.all_people().await.map_err(fault)?;
    let manages = reached(&caller.subject, Action::ManagePeople);
    // A hint names people: of those only whom the caller may see anyhow.
    let rows = if manages.is_all() { rows } else { Vec::new() };
    let mut hints: BTreeMap<&str, Option<&PersonRow>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.left.is_none_or(|left| left > today)) {
        for word in [row.number.as_str(), row.name.as_str()] {
            // Two of the same name: neither is probable.
            hints.entry(word).and_modify(|known| *known = None).or_insert(Some(row));
        }
    }
    let mut agents = state.engine.read(|live| {
        let names = live.names();
        let unclaimed = names.agents.iter().filter(|(id, _)| {
            !claimed.contains(id) && people_reach::is_claimable(live, &manages, **id)
        });
        let view = |(id, known): (&AgentId, &journal::carry::Registered)| {
            let hint = |word: &str| hints.get(word).copied().flatten();
            let team = live.agent(*id).and_then(|agent| agent.team);
            UnclaimedAgent {
                agent: id.0,
                name: known.name.clone(),
                key: known.key.clone(),
                source: crate::http::build::names::source(names, known.source),
                team: team.and_then(|team| crate::http::build::names::team(names, team)),
                hint: hint(&known.key).or_else(|| hint(&known.name)).map(|row| ClaimHint {
                    person: row.person.0,
                    number: row.number.clone(),
                    name: row.name.clone(),
                }),
            }
        };
        unclaimed.map(view).collect::<Vec<_>>()
    });
    agents.sort_by(|a, b| (&a.name, a.agent).cmp(&(&b.name, b.agent)));
    let meta = ListMeta::whole(agents.len(), state.now());
    Ok(Json(UnclaimedAnswer { agents, meta }).into_response())
}

/// One person: as on a day, and all that was, is and is known to come.
#[utoipa::path(
    get, path = "/api/v1/people/{id}", tag = "people",
    params(("id" = u32, Path, description = "The person's id"), AsOfParams),
    responses(
        (status = 200, description = "The look is in the audit list", body = PersonAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn person(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
    Query(params): Query<AsOfParams>,
) -> Result<Response, Refusal> {
    let (row, _) = reach_person(&state, &caller, PersonId(id), Action::ReadPeople).await?;
    let day = params.day.as_deref().map(|day| query::day("day", day)).transpose()?;
    let profile = profile(&state, &caller, &row, day).await?;
    audit::note(&state, &caller, "looked_at_person", &row.number).await?;
    Ok(Json(PersonAnswer { profile }).into_response())
}

/// What was changed about a person.
#[utoipa::path(
    get, path = "/api/v1/people/{id}/changes", tag = "people",
    params(("id" = u32, Path, description = "The person's id"), ChangesParams),
    responses(
        (status = 200, description = "Youngest first", body = PersonChangesAnswer),
        (status = 400, description = "Something cannot be read", body = Failure),
        (status = 401, description = "Nobody is signed in", body = Failure),
        (status = 403, description = "Not allowed", body = Failure),
        (status = 404, description = "There is no such thing", body = Failure),
    )
)]
pub async fn person_changes(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Id(id): Id,
    Query(params): Query<ChangesParams>,
) -> Result<Response, Refusal> {
    let (row, _) = reach_person(&state, &caller, PersonId(id), Action::ReadPeople).await?;
    let limit = query::limit(params.limit)?;
    let before = query::cursor(params.before.as_deref(), |text| text.parse().ok())?;
    let changes = state.store.person_changes(row.person, before, limit).await.map_err(fault)?;
    let next = changes.last().filter(|_| changes.len() == limit).map(|c| c.change.to_string());
    let accounts = accounts(&state).await?;
    let changes: Vec<_> = state.engine.read(|live| {
        let known = Known { names: live.names(), accounts: &accounts };
        changes.into_iter().map(|change| known.change(change)).collect()
    });
    let meta = ListMeta { next_before: next, ..ListMeta::whole(changes.len(), state.now()) };
    Ok(Json(PersonChangesAnswer { changes, meta }).into_response())
}

/// What is asked for, narrowed to whom the caller may see.
pub fn question(
    state: &AppState,
    caller: &Caller,
    params: &PeopleParams,
) -> Result<PeopleQuestion, Refusal> {
    let reached = reached(&caller.subject, Action::ReadPeople);
    let (today, reach, teams_of_site) = state.engine.read(|live| {
        let names = live.names();
        let sites: Vec<SiteId> = params.site.into_iter().map(SiteId).collect();
        let teams = people_reach::teams_at(names, &sites);
        (build::today(live, state.now()), people_reach::filter(names, &reached), teams)
    });
    let day = params.day.as_deref().map(|day| query::day("day", day)).transpose()?;
    let (order, is_descending) = order(params.sort.as_deref())?;
    let words = params.q.as_deref().unwrap_or_default().split_whitespace();
    Ok(PeopleQuestion {
        day: day.unwrap_or(today),
        today,
        reach,
        words: words.take(MOST_WORDS).map(str::to_owned).collect(),
        team: params.team.as_deref().map(team).transpose()?,
        site: params.site.map(SiteId),
        teams_of_site,
        skill: params.skill.map(SkillId),
        least_skills: params.least_skills,
        has_agent: params.has_agent,
        leads: params.leads,
        standing: standing(params.standing.as_deref())?,
        order,
        is_descending,
        offset: params.offset.unwrap_or(0).min(u64::from(u32::MAX)),
        limit: query::limit(params.limit)?,
    })
}

fn team(text: &str) -> Result<Option<TeamId>, Refusal> {
    if text == "none" {
        return Ok(None);
    }
    let hint = "Write a team's id, or `none`";
    let id = text.parse().map_err(|_| Refusal::parameter("team", text, hint))?;
    Ok(Some(TeamId(id)))
}

fn standing(text: Option<&str>) -> Result<Standing, Refusal> {
    match text.unwrap_or("employed") {
        "employed" => Ok(Standing::Employed),
        "expected" => Ok(Standing::Expected),
        "left" => Ok(Standing::Left),
        "any" => Ok(Standing::Any),
        other => {
            Err(Refusal::parameter("standing", other, "Write employed, expected, left or any"))
        }
    }
}

fn order(text: Option<&str>) -> Result<(PeopleOrder, bool), Refusal> {
    let text = text.unwrap_or("number");
    let (word, is_descending) = text.strip_prefix('-').map_or((text, false), |word| (word, true));
    let order = match word {
        "number" => PeopleOrder::Number,
        "name" => PeopleOrder::Name,
        "hired" => PeopleOrder::Hired,
        "team" => PeopleOrder::Team,
        "site" => PeopleOrder::Site,
        _ => {
            let hint = "Write number, name, hired, team or site";
            return Err(Refusal::parameter("sort", text, hint));
        }
    };
    Ok((order, is_descending))
}

/// Rows with what holds of them on a day.
pub async fn lines(
    state: &AppState,
    rows: &[PersonRow],
    day: Day,
) -> Result<Vec<PersonLine>, Refusal> {
    let people: Vec<PersonId> = rows.iter().map(|row| row.person).collect();
    let mut facts = state.store.facts_of(&people, Some(day)).await.map_err(fault)?;
    facts.sort_by_key(|fact| fact.person);
    let protected = state.store.protected_on(&people, day).await.map_err(fault)?;
    let protected: BTreeSet<PersonId> = protected.into_iter().collect();
    let accounts = BTreeMap::new();
    Ok(state.engine.read(|live| {
        let known = Known { names: live.names(), accounts: &accounts };
        let line = |row: &PersonRow| {
            let own = build::own(&facts, row.person);
            known.line(row, own, day, protected.contains(&row.person))
        };
        rows.iter().map(line).collect()
    }))
}

/// A person and its facts of today, if the caller may do this upon it. Whom the caller may not even
/// see does not exist.
pub async fn reach_person(
    state: &AppState,
    caller: &Caller,
    person: PersonId,
    action: Action,
) -> Result<(PersonRow, Vec<Fact>), Refusal> {
    let unknown = || Refusal::not_found("such person");
    let row = state.store.person(person).await.map_err(fault)?.ok_or_else(unknown)?;
    let today = state.engine.read(|live| build::today(live, state.now()));
    let facts = state.store.facts_of(&[person], Some(today)).await.map_err(fault)?;
    let may = |action| may(state, &caller.subject, action, &facts);
    if !may(Action::ReadPeople) && !may(action) {
        return Err(unknown());
    }
    if may(action) { Ok((row, facts)) } else { Err(Refusal::forbidden()) }
}

fn may(state: &AppState, subject: &Subject, action: Action, facts: &[Fact]) -> bool {
    state.engine.read(|live| people_reach::may(live.names(), subject, action, facts))
}

/// Everything about a person that the caller may see.
pub async fn profile(
    state: &AppState,
    caller: &Caller,
    row: &PersonRow,
    day: Option<Day>,
) -> Result<PersonProfile, Refusal> {
    let facts = state.store.facts_of(&[row.person], None).await.map_err(fault)?;
    let accounts = accounts(state).await?;
    let today = state.engine.read(|live| build::today(live, state.now()));
    let day = day.unwrap_or(today);
    let protected = state.store.protected_on(&[row.person], day).await.map_err(fault)?;
    let on = |day: Day| -> Vec<Fact> {
        facts.iter().filter(|fact| fact.span.holds_on(day)).cloned().collect()
    };
    let (of_day, of_today) = (on(day), on(today));
    let may = |action| may(state, &caller.subject, action, &of_today);
    let may = PersonMay {
        change: may(Action::ManagePeople),
        see_protected: may(Action::SeeProtected),
        change_protected: may(Action::ManageProtected),
    };
    Ok(state.engine.read(|live| {
        let known = Known { names: live.names(), accounts: &accounts };
        PersonProfile {
            person: known.line(row, &of_day, day, !protected.is_empty()),
            spans: facts.iter().map(|fact| known.span(fact, today)).collect(),
            may,
            day: day.to_string(),
            today: today.to_string(),
        }
    }))
}

/// Names of accounts.
pub async fn accounts(state: &AppState) -> Result<BTreeMap<u32, String>, Refusal> {
    let accounts = state.store.accounts().await.map_err(fault)?;
    Ok(accounts.into_iter().map(|account| (account.account, account.name)).collect())
}

fn spread_view(names: &Names, spread: &SkillSpread, day: Day) -> SkillSpreadView {
    let number = |at: usize| spread.by_number.get(at).copied().unwrap_or(0);
    let with_two_or_more: u64 = spread.by_number.iter().skip(2).sum();
    let skilled = with_two_or_more + number(1);
    #[expect(clippy::cast_precision_loss, reason = "people are counted in thousands")]
    let share_of_two = (skilled > 0).then(|| with_two_or_more as f64 / skilled as f64);
    let row = |id: &SkillId| {
        let mut by_level = vec![0; 9];
        for count in spread.counts.iter().filter(|count| count.skill == *id) {
            let place = usize::try_from(count.level).unwrap_or(0).saturating_sub(1);
            if let Some(level) = by_level.get_mut(place) {
                *level += count.people;
            }
        }
        SkillSpreadRow {
            skill: id.0,
            name: crate::http::build::names::skill(names, *id).unwrap_or_else(|| id.to_string()),
            people: by_level.iter().sum(),
            by_level,
        }
    };
    SkillSpreadView {
        people: spread.people,
        without_skill: number(0),
        with_one: number(1),
        with_two_or_more,
        share_of_two,
        target_share: TARGET_SHARE,
        skills: names.skills.keys().map(row).collect(),
        day: day.to_string(),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of map_err")]
pub fn fault(error: StoreError) -> Refusal {
    Refusal::fault("keeping people", &error)
}
