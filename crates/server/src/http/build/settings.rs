//! Everything that can be set, from the state and the configuration file.
//!
//! Room:  server/http/build.
//! Takes: `Live`, `Config`, a moment. Gives: `SettingsView`, sorted by name.
//! Holds: what the file names is the file's; what people set is theirs; the rest is the source's.
//! Proof: `tests/it/api_settings.rs`.

use crate::config::Config;
use crate::hours::next_step;
use crate::http::build::figures::rule;
use crate::http::build::{names, words};
use crate::http::views::settings::{
    BreakSettings, CentreSettings, DayHours, DefinitionRule, DefinitionSettings, DefinitionVersion,
    HoursVersion, NamedSettings, Origin, QueueSettings, SettingsView, SiteSettings, TargetSettings,
    WeekHours,
};
use domain::figures::LADDER;
use domain::measure::Definition;
use domain::opening::{OpenSpan, OpeningHours};
use domain::state::NotReadyReason;
use domain::{Duration, QueueId, Timestamp};
use journal::carry::{Centre, Registered, Setting};
use journal::registry::{SETTINGS, is_ours};
use live::Live;
use std::collections::BTreeSet;

/// The settings as they are.
#[must_use]
pub fn settings(live: &Live, config: &Config, now: Timestamp) -> SettingsView {
    let names = live.names();
    let named = |(id, known): (u32, &Registered)| named(live, id, known);
    let queue = |(id, known): (&QueueId, &Registered)| queue(live, config, *id, known, now);
    let mut queues: Vec<_> = names.queues.iter().map(queue).collect();
    let mut sites: Vec<_> = names.sites.iter().map(|(id, k)| site(live, id.0, k)).collect();
    let mut dids: Vec<_> = names.dids.iter().map(|(id, k)| named((id.0, k))).collect();
    let mut teams: Vec<_> = names.teams.iter().map(|(id, k)| named((id.0, k))).collect();
    let mut skills: Vec<_> = names.skills.iter().map(|(id, k)| named((id.0, k))).collect();
    queues.sort_by(|a, b| by_name(&a.named, &b.named));
    sites.sort_by(|a, b| by_name(&a.named, &b.named));
    for list in [&mut dids, &mut teams, &mut skills] {
        list.sort_by(by_name);
    }
    SettingsView {
        digest: digest(live),
        next_step: next_step(now).into(),
        thresholds_s: LADDER.iter().filter_map(|&secs| u32::try_from(secs).ok()).collect(),
        centre: centre(live, config),
        queues,
        sites,
        dids,
        teams,
        skills,
        definitions: definitions(live, config, now),
        breaks: NotReadyReason::ALL.into_iter().map(|reason| limit(live, reason)).collect(),
    }
}

/// The digest as it is written.
#[must_use]
pub fn digest(live: &Live) -> String {
    format!("{:016x}", live.settings_digest())
}

fn by_name(a: &NamedSettings, b: &NamedSettings) -> std::cmp::Ordering {
    (&a.name, a.id).cmp(&(&b.name, b.id))
}

/// A length since midnight as `04:00`.
#[must_use]
pub fn time_of_day(since_midnight: Duration) -> String {
    let minutes = since_midnight.micros() / Duration::from_minutes(1).micros();
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

fn by_people_or(live: &Live, setting: Setting, otherwise: Origin) -> Origin {
    if live.is_by_people(setting) { Origin::Settings } else { otherwise }
}

fn centre(live: &Live, config: &Config) -> CentreSettings {
    let Centre { name, zone, business_day_start } = live.centre();
    let was_told = config.centre.name != *name;
    let told = if was_told { Origin::Source } else { Origin::Default };
    let others = by_people_or(live, Setting::Centre, told);
    let origin = |in_file: bool| if in_file { Origin::File } else { others };
    CentreSettings {
        name: name.clone(),
        name_origin: origin(config.named.centre_name),
        zone: zone.clone(),
        zone_origin: origin(config.named.centre_zone),
        business_day_start: time_of_day(*business_day_start),
        business_day_start_origin: origin(config.named.business_day_start),
    }
}

fn named(live: &Live, id: u32, known: &Registered) -> NamedSettings {
    let is_by_people = known.own_name.is_some() || known.source == SETTINGS;
    NamedSettings {
        id,
        key: known.key.clone(),
        name: known.name.clone(),
        name_origin: if is_by_people { Origin::Settings } else { Origin::Source },
        own_name: known.own_name.clone(),
        source: (!is_ours(known.source)).then(|| names::source(live.names(), known.source)),
    }
}

fn site(live: &Live, id: u32, known: &Registered) -> SiteSettings {
    SiteSettings {
        named: named(live, id, known),
        zone: known.detail.clone().unwrap_or_default(),
        zone_origin: if known.source == SETTINGS { Origin::Settings } else { Origin::Source },
    }
}

fn queue(
    live: &Live,
    config: &Config,
    id: QueueId,
    known: &Registered,
    now: Timestamp,
) -> QueueSettings {
    let all: BTreeSet<u32> = live.definitions().map(|one| one.id).collect();
    let target = |definition: u32| {
        let permille = live.own_target(Some(id), definition)?;
        let setting = Setting::Target { queue: Some(id), definition };
        let origin = by_people_or(live, setting, Origin::Source);
        Some(TargetSettings { definition, share: f64::from(permille) / 1_000.0, origin })
    };
    let hours = hours(live, id, now);
    let told = if hours.is_empty() { Origin::Default } else { Origin::Source };
    let is_in_file = is_in_file(live, config, known);
    QueueSettings {
        named: named(live, id.0, known),
        skill: known.skill.map(|skill| skill.0),
        site: known.site.map(|site| site.0),
        place_origin: if known.is_placed { Origin::Settings } else { Origin::Source },
        targets: all.into_iter().filter_map(target).collect(),
        hours_origin: if is_in_file {
            Origin::File
        } else {
            by_people_or(live, Setting::Hours(id), told)
        },
        hours,
    }
}

/// Whether a `[[queue]]` section says when this queue is open.
fn is_in_file(live: &Live, config: &Config, known: &Registered) -> bool {
    let source = live.names().sources.get(&known.source).map(|source| source.key.as_str());
    let says = |queue: &crate::config::Queue| {
        Some(queue.source.as_str()) == source && queue.key == known.key
    };
    config.queues.iter().any(says)
}

/// The hours in force and those to come.
fn hours(live: &Live, queue: QueueId, now: Timestamp) -> Vec<HoursVersion> {
    let all: Vec<_> = live.hours().of_queue(queue).collect();
    let in_force = all.iter().rposition(|(from, _)| *from <= now);
    let version =
        |(place, (from, hours)): (usize, &(Timestamp, Option<&OpeningHours>))| HoursVersion {
            effective_from: (*from > Timestamp::MIN).then(|| (*from).into()),
            is_in_force: Some(place) == in_force,
            hours: hours.map(week),
        };
    all.iter().enumerate().skip(in_force.unwrap_or(0)).map(version).collect()
}

/// Hours as people write them.
#[must_use]
pub fn week(hours: &OpeningHours) -> WeekHours {
    let OpeningHours { zone, week, exceptions, occasions } = hours;
    let written = |spans: &Vec<OpenSpan>| spans.iter().map(ToString::to_string).collect();
    let exception = |(date, spans)| DayHours {
        date: format!("{date}"),
        spans: written(spans),
        name: occasions.get(date).cloned(),
    };
    WeekHours {
        zone: zone.clone(),
        week: week.iter().map(written).collect(),
        exceptions: exceptions.iter().map(exception).collect(),
    }
}

fn definitions(live: &Live, config: &Config, now: Timestamp) -> Vec<DefinitionSettings> {
    let in_force = live.definitions_in_force(now);
    let mut all: Vec<Definition> = live.definitions().copied().collect();
    all.sort_by_key(|one| (one.id, one.effective_from, one.version));
    let mut found: Vec<DefinitionSettings> = Vec::new();
    for one in &all {
        if found.last().is_none_or(|last| last.id != one.id) {
            found.push(without_versions(live, config, one.id));
        }
        let version = DefinitionVersion {
            version: one.version,
            effective_from: (one.effective_from > Timestamp::MIN)
                .then(|| one.effective_from.into()),
            is_in_force: in_force.contains(one),
            rule: definition_rule(one),
        };
        if let Some(last) = found.last_mut() {
            last.versions.push(version);
        }
    }
    found
}

fn without_versions(live: &Live, config: &Config, id: u32) -> DefinitionSettings {
    let permille = live.own_target(None, id);
    let told = if permille.is_some() { Origin::Source } else { Origin::Default };
    let has_more = live.definitions().filter(|one| one.id == id).count() > 1;
    let versions = if has_more { Origin::Source } else { Origin::Default };
    let origin = by_people_or(live, Setting::Definition(id), versions);
    let in_file = config.service_level.without_closed_hours.is_some();
    DefinitionSettings {
        id,
        origin,
        closed_hours_origin: if in_file { Origin::File } else { origin },
        target: permille.map(|permille| f64::from(permille) / 1_000.0),
        target_origin: by_people_or(live, Setting::Target { queue: None, definition: id }, told),
        versions: Vec::new(),
    }
}

/// The rule of a version with its parameters.
#[must_use]
pub fn definition_rule(definition: &Definition) -> DefinitionRule {
    let level = definition.service_level;
    DefinitionRule {
        rule: rule(level.rule),
        threshold_s: level.threshold.secs_f64(),
        short_s: level.short_abandon.secs_f64(),
        without_closed_hours: level.without_closed_hours,
    }
}

fn limit(live: &Live, reason: NotReadyReason) -> BreakSettings {
    let limit = live.break_allowance(reason);
    let told = if limit.is_some() { Origin::Source } else { Origin::Default };
    BreakSettings {
        reason: words::word(&reason),
        limit_s: limit.and_then(|limit| u32::try_from(limit.micros() / 1_000_000).ok()),
        origin: by_people_or(live, Setting::BreakAllowance(reason), told),
    }
}
