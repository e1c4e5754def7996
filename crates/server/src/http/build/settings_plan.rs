//! A list of changes as it would turn out: before and after, what it reaches, what to write.
//!
//! Room:  server/http/build; for the preview and, the same again, for the application.
//! Takes: the state, the configuration, changes. Gives: `PreviewView`, and the events to journal.
//! Holds: each change is judged after those before it in the list; a change with a problem gives no
//!        event and changes nothing for the next.
//! Never: writes anything.
//! Proof: `tests/it/api_settings.rs`.

use crate::config::Config;
use crate::hours::next_step;
use crate::http::build::settings::settings;
use crate::http::build::settings_words::{problem, unknown};
use crate::http::build::{settings_centre, settings_rules};
use crate::http::views::settings::{NamedSettings, QueueSettings, SettingsView};
use crate::http::views::settings_change::{
    Caution, Field, FieldChange, NamedKind, PlannedChange, PreviewView, Problem, ProblemCode,
    Reach, SettingChange, SettingValue, Subject, SubjectKind, Touch, Warning,
};
use domain::Timestamp;
use journal::Event;
use live::Live;
use std::collections::BTreeSet;

/// What would be done.
#[derive(Clone, Debug)]
pub struct Plan {
    pub preview: PreviewView,
    pub events: Vec<Event>,
}

/// The settings on their way from change to change.
#[derive(Debug)]
pub struct Draft<'a> {
    pub live: &'a Live,
    /// As they are after the changes so far.
    pub view: SettingsView,
    pub now: Timestamp,
    pub next_step: Timestamp,
    changed: BTreeSet<String>,
}

/// What a change does.
#[derive(Debug)]
pub struct Taken {
    pub fields: Vec<FieldChange>,
    pub effective_from: Option<Timestamp>,
    pub touches: Vec<Touch>,
    pub warnings: Vec<Warning>,
    pub event: Event,
}

impl Taken {
    /// One that holds at once.
    #[must_use]
    pub const fn at_once(event: Event, fields: Vec<FieldChange>) -> Self {
        Self { fields, effective_from: None, touches: Vec::new(), warnings: Vec::new(), event }
    }

    /// Tells how many things of a kind it reaches, if any.
    #[must_use]
    pub fn reaching(mut self, reach: Reach, count: usize) -> Self {
        if count > 0 {
            let count = u64::try_from(count).unwrap_or(u64::MAX);
            self.touches.push(Touch { reach, count });
        }
        self
    }

    #[must_use]
    pub fn with(mut self, caution: Caution, detail: Option<String>) -> Self {
        self.warnings.push(Warning { caution, detail });
        self
    }
}

/// A field that changes.
#[must_use]
pub const fn field(field: Field, before: SettingValue, after: SettingValue) -> FieldChange {
    FieldChange { field, before, after }
}

/// A text that may be absent.
#[must_use]
pub fn text(value: Option<&str>) -> SettingValue {
    value.map_or(SettingValue::Nothing, |value| SettingValue::Text(value.to_owned()))
}

/// Plans changes in their order.
#[must_use]
pub fn plan(live: &Live, config: &Config, changes: &[SettingChange], now: Timestamp) -> Plan {
    let view = settings(live, config, now);
    let settings_digest = view.digest.clone();
    let mut draft = Draft { live, view, now, next_step: next_step(now), changed: BTreeSet::new() };
    let mut events = Vec::new();
    let planned: Vec<_> = changes.iter().map(|one| draft.take(one, &mut events)).collect();
    let is_sound = planned.iter().all(|one| one.problem.is_none());
    let is_applicable = is_sound && !events.is_empty();
    let is_dated = planned.iter().any(|one| one.effective_from == Some(draft.next_step.into()));
    let digest = digest(&settings_digest, is_dated.then_some(draft.next_step));
    Plan { preview: PreviewView { digest, is_applicable, changes: planned }, events }
}

/// The digest of a preview: that of the settings and, where something holds from the next full five
/// minutes on, that moment. Once it is past, another preview is due.
fn digest(settings: &str, next_step: Option<Timestamp>) -> String {
    next_step.map_or_else(|| settings.to_owned(), |at| format!("{settings}.{}", at.micros()))
}

/// The digest of the settings within that of a preview.
#[must_use]
pub fn settings_digest(of_preview: &str) -> Option<u64> {
    let settings = of_preview.split('.').next()?;
    u64::from_str_radix(settings, 16).ok()
}

impl Draft<'_> {
    fn take(&mut self, change: &SettingChange, events: &mut Vec<Event>) -> PlannedChange {
        let subject = self.subject(change);
        let nothing = PlannedChange {
            subject,
            fields: Vec::new(),
            effective_from: None,
            touches: Vec::new(),
            warnings: Vec::new(),
            problem: None,
        };
        match self.once(change).and_then(|()| self.understand(change)) {
            Err(problem) => PlannedChange { problem: Some(problem), ..nothing },
            Ok(taken) => {
                let Taken { fields, effective_from, touches, mut warnings, event } = taken;
                let fields: Vec<_> = fields.into_iter().filter(|f| f.before != f.after).collect();
                if fields.is_empty() {
                    warnings = vec![Warning { caution: Caution::NoChange, detail: None }];
                    return PlannedChange { warnings, ..nothing };
                }
                events.push(event);
                let effective_from = effective_from.map(Into::into);
                PlannedChange { fields, effective_from, touches, warnings, ..nothing }
            }
        }
    }

    /// One line per kind of change.
    fn understand(&mut self, change: &SettingChange) -> Result<Taken, Problem> {
        use SettingChange as C;
        match change {
            C::Centre { name, zone, business_day_start } => {
                let said = [name, zone, business_day_start].map(Option::as_deref);
                settings_centre::centre(self, said)
            }
            C::DisplayName { of, id, name } => {
                settings_centre::display_name(self, *of, *id, name.as_deref())
            }
            C::QueuePlace { queue, skill, site } => {
                settings_centre::place(self, *queue, *skill, *site)
            }
            C::AddSite { name, zone, key } => {
                settings_centre::add_site(self, name, zone, key.as_deref())
            }
            C::SiteZone { site, zone } => settings_centre::site_zone(self, *site, zone),
            C::AddSkill { name, key } => settings_centre::add_skill(self, name, key.as_deref()),
            C::AddTeam { name, site, key } => {
                settings_centre::add_team(self, name, *site, key.as_deref())
            }
            C::Target { queue, definition, share } => {
                settings_rules::target(self, *queue, *definition, *share)
            }
            C::Definition { definition, effective_from, .. } => {
                settings_rules::definition(self, *definition, change, *effective_from)
            }
            C::OpeningHours { queue, hours, effective_from } => {
                settings_rules::hours(self, *queue, hours.as_ref(), *effective_from)
            }
            C::BreakLimit { reason, limit_s } => settings_rules::limit(self, reason, *limit_s),
        }
    }

    /// Two changes of the same thing in one list: which of them is meant?
    fn once(&mut self, change: &SettingChange) -> Result<(), Problem> {
        use SettingChange as C;
        let word = match change {
            C::Centre { .. } => "centre".to_owned(),
            C::DisplayName { of, id, .. } => format!("name {of:?} {id}"),
            C::QueuePlace { queue, .. } => format!("place {queue}"),
            C::Target { queue, definition, .. } => format!("target {queue:?} {definition}"),
            C::Definition { definition, .. } => format!("definition {definition}"),
            C::OpeningHours { queue, effective_from, .. } => {
                format!("hours {queue} {effective_from:?}")
            }
            C::AddSite { name, .. } => format!("site {name}"),
            C::SiteZone { site, .. } => format!("zone {site}"),
            C::AddSkill { name, .. } => format!("skill {name}"),
            C::AddTeam { name, .. } => format!("team {name}"),
            C::BreakLimit { reason, .. } => format!("limit {reason}"),
        };
        if self.changed.insert(word.clone()) {
            return Ok(());
        }
        let words = ("This is changed twice in the list", "Keep one of the two");
        Err(problem(ProblemCode::ChangedTwice, "kind", &word, words))
    }

    fn subject(&self, change: &SettingChange) -> Subject {
        use SettingChange as C;
        let of = |kind, id: Option<u32>, name: &str| Subject { kind, id, name: name.to_owned() };
        let queue = |id: u32| {
            let name = self.queue(id).map_or(String::new(), |queue| queue.named.name.clone());
            of(SubjectKind::Queue, Some(id), &name)
        };
        match change {
            C::Centre { .. } | C::Target { queue: None, .. } => {
                of(SubjectKind::Centre, None, &self.view.centre.name)
            }
            C::DisplayName { of: kind, id, .. } => {
                let name = self.named(*kind, *id).map_or("", |named| named.name.as_str());
                of(subject_kind(*kind), Some(*id), name)
            }
            C::QueuePlace { queue: id, .. }
            | C::Target { queue: Some(id), .. }
            | C::OpeningHours { queue: id, .. } => queue(*id),
            C::Definition { definition, .. } => of(SubjectKind::Definition, Some(*definition), ""),
            C::AddSite { name, .. } => of(SubjectKind::Site, None, name),
            C::SiteZone { site, .. } => {
                let name = self.named(NamedKind::Site, *site).map_or("", |n| n.name.as_str());
                of(SubjectKind::Site, Some(*site), name)
            }
            C::AddSkill { name, .. } => of(SubjectKind::Skill, None, name),
            C::AddTeam { name, .. } => of(SubjectKind::Team, None, name),
            C::BreakLimit { reason, .. } => of(SubjectKind::Break, None, reason),
        }
    }

    #[must_use]
    pub fn queue(&self, id: u32) -> Option<&QueueSettings> {
        self.view.queues.iter().find(|queue| queue.named.id == id)
    }

    /// A queue to be changed.
    pub fn queue_mut(&mut self, id: u32) -> Result<&mut QueueSettings, Problem> {
        let found = self.view.queues.iter_mut().find(|queue| queue.named.id == id);
        found.ok_or_else(|| unknown("queue", &id.to_string()))
    }

    /// Everything of a kind.
    pub fn all(&self, kind: NamedKind) -> Box<dyn Iterator<Item = &NamedSettings> + '_> {
        let SettingsView { queues, sites, dids, teams, skills, .. } = &self.view;
        match kind {
            NamedKind::Queue => Box::new(queues.iter().map(|queue| &queue.named)),
            NamedKind::Site => Box::new(sites.iter().map(|site| &site.named)),
            NamedKind::Did => Box::new(dids.iter()),
            NamedKind::Team => Box::new(teams.iter()),
            NamedKind::Skill => Box::new(skills.iter()),
        }
    }

    #[must_use]
    pub fn named(&self, kind: NamedKind, id: u32) -> Option<&NamedSettings> {
        self.all(kind).find(|named| named.id == id)
    }

    /// The name of a skill or site that may be absent.
    pub fn name_of(
        &self,
        kind: NamedKind,
        id: Option<u32>,
        place: &str,
    ) -> Result<SettingValue, Problem> {
        let Some(id) = id else { return Ok(SettingValue::Nothing) };
        let found = self.named(kind, id).ok_or_else(|| unknown(place, &id.to_string()))?;
        Ok(SettingValue::Text(found.name.clone()))
    }

    /// Queues whose hours name no zone and follow that of their site, or of the centre.
    #[must_use]
    pub fn queues_in_zone_of(&self, site: Option<u32>) -> usize {
        let follows = |queue: &&QueueSettings| {
            let hours = queue.hours.iter().filter_map(|version| version.hours.as_ref());
            queue.site == site && hours.into_iter().any(|hours| hours.zone.is_none())
        };
        self.view.queues.iter().filter(follows).count()
    }
}

const fn subject_kind(kind: NamedKind) -> SubjectKind {
    match kind {
        NamedKind::Queue => SubjectKind::Queue,
        NamedKind::Did => SubjectKind::Did,
        NamedKind::Site => SubjectKind::Site,
        NamedKind::Team => SubjectKind::Team,
        NamedKind::Skill => SubjectKind::Skill,
    }
}
