//! Changes of the centre and of the names and places of its things.
//!
//! Room:  server/http/build; under `settings_plan`.
//! Takes: the draft and what was asked. Gives: `Taken`, the draft changed; or a `Problem`.

use crate::http::build::settings_plan::{Draft, Taken, field, text};
use crate::http::build::settings_words::{name, problem, set_in_file, time_of_day, unknown, zone};
use crate::http::views::settings::{NamedSettings, Origin, SiteSettings};
use crate::http::views::settings_change::{Caution, Field, NamedKind, Problem, ProblemCode, Reach};
use domain::{DidId, QueueId, SiteId, SkillId, TeamId};
use journal::{Event, Named};

/// Name, zone and start of the business day; what is absent stays.
pub fn centre(draft: &mut Draft<'_>, said: [Option<&str>; 3]) -> Result<Taken, Problem> {
    let before = draft.view.centre.clone();
    let mut after = before.clone();
    let [new_name, new_zone, start] = said;
    if let Some(given) = new_name {
        allowed("name", before.name_origin)?;
        name("name", given)?;
        given.clone_into(&mut after.name);
    }
    if let Some(given) = new_zone {
        allowed("zone", before.zone_origin)?;
        zone("zone", given)?;
        given.clone_into(&mut after.zone);
    }
    if let Some(given) = start {
        allowed("business_day_start", before.business_day_start_origin)?;
        given.clone_into(&mut after.business_day_start);
    }
    let business_day_start = time_of_day("business_day_start", &after.business_day_start)?;
    let event = Event::CentreConfigured {
        name: after.name.clone(),
        zone: after.zone.clone(),
        business_day_start,
    };
    let day = (&before.business_day_start, &after.business_day_start);
    let fields = vec![
        field(Field::Name, text(Some(&before.name)), text(Some(&after.name))),
        field(Field::Zone, text(Some(&before.zone)), text(Some(&after.zone))),
        field(Field::BusinessDayStart, text(Some(day.0)), text(Some(day.1))),
    ];
    let mut taken = Taken::at_once(event, fields);
    if before.zone != after.zone {
        taken = taken.reaching(Reach::QueuesInZone, draft.queues_in_zone_of(None));
    }
    if before.zone != after.zone || day.0 != day.1 {
        taken = taken.with(Caution::DayBeginsAnew, None);
    }
    draft.view.centre = after;
    Ok(taken)
}

fn allowed(what: &str, origin: Origin) -> Result<(), Problem> {
    if origin == Origin::File { Err(set_in_file(what, &format!("centre.{what}"))) } else { Ok(()) }
}

/// What people call a thing.
pub fn display_name(
    draft: &mut Draft<'_>,
    kind: NamedKind,
    id: u32,
    given: Option<&str>,
) -> Result<Taken, Problem> {
    if let Some(given) = given {
        name("name", given)?;
    }
    let before = draft.named(kind, id).ok_or_else(|| unknown("id", &id.to_string()))?.clone();
    let mut after = before.clone();
    if let Some(given) = given {
        given.clone_into(&mut after.name);
        after.own_name.get_or_insert_with(|| before.name.clone());
    } else {
        let words = ("It has its source's name already", "Take the change out of the list");
        let bad = || problem(ProblemCode::NothingToRemove, "name", &before.name, words);
        after.name = after.own_name.take().ok_or_else(bad)?;
    }
    let of = match kind {
        NamedKind::Queue => Named::Queue(QueueId(id)),
        NamedKind::Did => Named::Did(DidId(id)),
        NamedKind::Site => Named::Site(SiteId(id)),
        NamedKind::Team => Named::Team(TeamId(id)),
        NamedKind::Skill => Named::Skill(SkillId(id)),
    };
    let event = Event::DisplayNameSet { of, name: given.map(ToOwned::to_owned) };
    let fields = vec![field(Field::Name, text(Some(&before.name)), text(Some(&after.name)))];
    let mut taken =
        Taken::at_once(event, fields).reaching(Reach::QueuesNamed, using(draft, kind, id));
    if is_taken(draft, kind, &after) {
        taken = taken.with(Caution::NameTaken, Some(after.name.clone()));
    }
    keep(draft, kind, after);
    Ok(taken)
}

fn is_taken(draft: &Draft<'_>, kind: NamedKind, named: &NamedSettings) -> bool {
    draft.all(kind).any(|other| other.id != named.id && other.name == named.name)
}

/// Queues with this skill or at this site.
fn using(draft: &Draft<'_>, kind: NamedKind, id: u32) -> usize {
    let uses = |queue: &&crate::http::views::settings::QueueSettings| match kind {
        NamedKind::Site => queue.site == Some(id),
        NamedKind::Skill => queue.skill == Some(id),
        NamedKind::Queue | NamedKind::Did | NamedKind::Team => false,
    };
    draft.view.queues.iter().filter(uses).count()
}

fn keep(draft: &mut Draft<'_>, kind: NamedKind, named: NamedSettings) {
    let view = &mut draft.view;
    let place = match kind {
        NamedKind::Queue => view.queues.iter_mut().map(|q| &mut q.named).find(|n| n.id == named.id),
        NamedKind::Site => view.sites.iter_mut().map(|s| &mut s.named).find(|n| n.id == named.id),
        NamedKind::Did => view.dids.iter_mut().find(|n| n.id == named.id),
        NamedKind::Team => view.teams.iter_mut().find(|n| n.id == named.id),
        NamedKind::Skill => view.skills.iter_mut().find(|n| n.id == named.id),
    };
    if let Some(place) = place {
        *place = named;
    }
}

/// A queue's skill and site.
pub fn place(
    draft: &mut Draft<'_>,
    queue: u32,
    skill: Option<u32>,
    site: Option<u32>,
) -> Result<Taken, Problem> {
    let before = draft.queue(queue).ok_or_else(|| unknown("queue", &queue.to_string()))?;
    let (old_skill, old_site) = (before.skill, before.site);
    let follows = before.hours.iter().filter_map(|version| version.hours.as_ref());
    let follows = usize::from(follows.into_iter().any(|hours| hours.zone.is_none()));
    let skills = (
        draft.name_of(NamedKind::Skill, old_skill, "skill")?,
        draft.name_of(NamedKind::Skill, skill, "skill")?,
    );
    let sites = (
        draft.name_of(NamedKind::Site, old_site, "site")?,
        draft.name_of(NamedKind::Site, site, "site")?,
    );
    let fields =
        vec![field(Field::Skill, skills.0, skills.1), field(Field::Site, sites.0, sites.1)];
    let event = Event::QueuePlaced {
        queue: QueueId(queue),
        skill: skill.map(SkillId),
        site: site.map(SiteId),
    };
    let mut taken = Taken::at_once(event, fields);
    if old_site != site {
        taken = taken.reaching(Reach::QueuesInZone, follows);
    }
    let known = draft.queue_mut(queue)?;
    (known.skill, known.site) = (skill, site);
    Ok(taken)
}

/// A further place at which people work.
pub fn add_site(
    draft: &mut Draft<'_>,
    given: &str,
    in_zone: &str,
    key: Option<&str>,
) -> Result<Taken, Problem> {
    zone("zone", in_zone)?;
    let named = new(draft, NamedKind::Site, given, key)?;
    let event = Event::SiteRegistered {
        site: SiteId(named.id),
        key: named.key.clone(),
        name: given.to_owned(),
        zone: in_zone.to_owned(),
    };
    let fields = vec![
        field(Field::Name, text(None), text(Some(given))),
        field(Field::Zone, text(None), text(Some(in_zone))),
    ];
    let taken = with_name(draft, NamedKind::Site, &named, Taken::at_once(event, fields));
    let (zone, zone_origin) = (in_zone.to_owned(), Origin::Settings);
    draft.view.sites.push(SiteSettings { named, zone, zone_origin });
    Ok(taken)
}

/// A further skill.
pub fn add_skill(draft: &mut Draft<'_>, given: &str, key: Option<&str>) -> Result<Taken, Problem> {
    let named = new(draft, NamedKind::Skill, given, key)?;
    let (skill, key) = (SkillId(named.id), named.key.clone());
    let event = Event::SkillRegistered { skill, key, name: given.to_owned() };
    let fields = vec![field(Field::Name, text(None), text(Some(given)))];
    let taken = with_name(draft, NamedKind::Skill, &named, Taken::at_once(event, fields));
    draft.view.skills.push(named);
    Ok(taken)
}

/// A further team, at home at a site or at none.
pub fn add_team(
    draft: &mut Draft<'_>,
    given: &str,
    site: Option<u32>,
    key: Option<&str>,
) -> Result<Taken, Problem> {
    let at = draft.name_of(NamedKind::Site, site, "site")?;
    let named = new(draft, NamedKind::Team, given, key)?;
    let (team, key) = (TeamId(named.id), named.key.clone());
    let event = Event::TeamRegistered { team, key, name: given.to_owned(), site: site.map(SiteId) };
    let fields =
        vec![field(Field::Name, text(None), text(Some(given))), field(Field::Site, text(None), at)];
    let taken = with_name(draft, NamedKind::Team, &named, Taken::at_once(event, fields));
    draft.view.teams.push(named);
    Ok(taken)
}

fn with_name(draft: &Draft<'_>, kind: NamedKind, named: &NamedSettings, taken: Taken) -> Taken {
    if is_taken(draft, kind, named) {
        return taken.with(Caution::NameTaken, Some(named.name.clone()));
    }
    taken
}

/// A thing with the next number of its kind. The writer refuses it if another took the number.
fn new(
    draft: &Draft<'_>,
    kind: NamedKind,
    given: &str,
    key: Option<&str>,
) -> Result<NamedSettings, Problem> {
    name("name", given)?;
    let key = key.unwrap_or(given);
    name("key", key)?;
    if draft.all(kind).any(|other| other.key == key) {
        let words = ("Another has this key already", "Write a key of its own");
        return Err(problem(ProblemCode::KeyTaken, "key", key, words));
    }
    Ok(NamedSettings {
        id: draft.all(kind).map(|other| other.id + 1).max().unwrap_or(0),
        key: key.to_owned(),
        name: given.to_owned(),
        name_origin: Origin::Settings,
        own_name: None,
        source: None,
    })
}

/// The zone of a site.
pub fn site_zone(draft: &mut Draft<'_>, site: u32, given: &str) -> Result<Taken, Problem> {
    zone("zone", given)?;
    let follows = draft.queues_in_zone_of(Some(site));
    let found = draft.view.sites.iter_mut().find(|known| known.named.id == site);
    let known = found.ok_or_else(|| unknown("site", &site.to_string()))?;
    let NamedSettings { key, name, own_name, .. } = &known.named;
    let event = Event::SiteRegistered {
        site: SiteId(site),
        key: key.clone(),
        // A registration brings the source's own name; the one that people gave stays above it.
        name: own_name.as_ref().unwrap_or(name).clone(),
        zone: given.to_owned(),
    };
    let fields = vec![field(Field::Zone, text(Some(&known.zone)), text(Some(given)))];
    given.clone_into(&mut known.zone);
    Ok(Taken::at_once(event, fields).reaching(Reach::QueuesInZone, follows))
}
