//! Changes of what is measured and when: targets, definitions, limits, opening hours.
//!
//! Room:  server/http/build; under `settings_plan`.
//! Takes: the draft and what was asked. Gives: `Taken`, the draft changed; or a `Problem`.
//! Holds: a definition is never changed, only followed by its next version.

use crate::http::build::board::ATTRIBUTION;
use crate::http::build::settings_plan::{Draft, Taken, field};
use crate::http::build::settings_words::{effective, problem, set_in_file, unknown};
use crate::http::build::{settings, settings_hours};
use crate::http::views::Moment;
use crate::http::views::figures::Rule;
use crate::http::views::settings::{
    DefinitionRule, DefinitionVersion, HoursVersion, Origin, TargetSettings, WeekHours,
};
use crate::http::views::settings_change::{
    Caution, Field, Problem, ProblemCode, Reach, SettingChange, SettingValue,
};
use domain::figures::is_on_ladder;
use domain::history::ContactKey;
use domain::measure::{Definition, ServiceLevelDefinition, ServiceLevelRule};
use domain::state::{AgentState, NotReadyReason};
use domain::{Duration, QueueId, Timestamp};
use journal::Event;
use live::view::{HOUSE_DEFINITION, Running};

/// Seconds: no stay is allowed for longer.
const LONGEST_LIMIT: u32 = 24 * 60 * 60;

/// The share that a definition is to reach.
pub fn target(
    draft: &mut Draft<'_>,
    queue: Option<u32>,
    definition: u32,
    share: Option<f64>,
) -> Result<Taken, Problem> {
    let place = draft.view.definitions.iter().position(|one| one.id == definition);
    let place = place.ok_or_else(|| unknown("definition", &definition.to_string()))?;
    let own =
        |draft: &Draft<'_>| draft.view.queues.iter().filter(|q| has_own(q, definition)).count();
    let (keep, all) = (own(draft), draft.view.queues.len());
    let before = match queue {
        None => draft.view.definitions[place].target,
        Some(id) => own_target(&draft.queue_mut(id)?.targets, definition),
    };
    let permille = share.map(permille).transpose()?;
    let share = permille.map(|permille| f64::from(permille) / 1_000.0);
    if before.is_none() && share.is_none() {
        let words = ("There is no target to take away", "Take the change out of the list");
        return Err(problem(ProblemCode::NothingToRemove, "share", "", words));
    }
    match queue {
        None => draft.view.definitions[place].target = share,
        Some(id) => {
            let targets = &mut draft.queue_mut(id)?.targets;
            targets.retain(|target| target.definition != definition);
            let origin = Origin::Settings;
            targets.extend(share.map(|share| TargetSettings { definition, share, origin }));
        }
    }
    let of = queue.map(QueueId);
    let event = match permille {
        Some(permille) => Event::TargetSet { queue: of, definition, permille },
        None => Event::TargetRemoved { queue: of, definition },
    };
    let value = |share: Option<f64>| share.map_or(SettingValue::Nothing, SettingValue::Share);
    let mut taken = Taken::at_once(event, vec![field(Field::Target, value(before), value(share))]);
    if queue.is_none() {
        taken = taken.reaching(Reach::QueuesFollow, all - keep).reaching(Reach::QueuesKeep, keep);
    }
    if definition != HOUSE_DEFINITION && share.is_some() {
        taken = taken.with(Caution::Unmeasured, None);
    }
    Ok(taken)
}

fn has_own(queue: &crate::http::views::settings::QueueSettings, definition: u32) -> bool {
    own_target(&queue.targets, definition).is_some()
}

fn own_target(targets: &[TargetSettings], definition: u32) -> Option<f64> {
    targets.iter().find(|target| target.definition == definition).map(|target| target.share)
}

fn permille(share: f64) -> Result<u16, Problem> {
    let thousands = (0..=1_000_u16).find(|&permille| {
        let middle = f64::from(permille) / 1_000.0;
        (share - middle).abs() <= 0.000_5
    });
    let words = ("A target is a share from 0 to 100 %", "Write 0.9 for 90 %");
    let within = (0.0..=1.0).contains(&share);
    let bad = || problem(ProblemCode::OutOfRange, "share", &share.to_string(), words);
    thousands.filter(|_| within).ok_or_else(bad)
}

/// The next version of a definition.
pub fn definition(
    draft: &mut Draft<'_>,
    id: u32,
    change: &SettingChange,
    from: Option<Moment>,
) -> Result<Taken, Problem> {
    let (level, after) = level(change)?;
    let effective_from = effective("effective_from", from, draft.next_step)?;
    let found = draft.view.definitions.iter_mut().find(|one| one.id == id);
    let known = found.ok_or_else(|| unknown("definition", &id.to_string()))?;
    let held = |version: &&DefinitionVersion| begins(version) <= effective_from;
    let before = known.versions.iter().rev().find(held).map_or(after, |version| version.rule);
    if known.closed_hours_origin == Origin::File
        && before.without_closed_hours != after.without_closed_hours
    {
        let what = "service_level.without_closed_hours";
        return Err(set_in_file("without_closed_hours", what));
    }
    let version = known.versions.iter().map(|one| one.version).max().unwrap_or(0) + 1;
    let later = known.versions.iter().find(|one| begins(one) > effective_from);
    let later = later.and_then(|one| one.effective_from).map(|Moment(at)| at.to_string());
    let stay = known.versions.len();
    let place = known.versions.iter().take_while(|one| begins(one) <= effective_from).count();
    let next = DefinitionVersion {
        version,
        effective_from: Some(effective_from.into()),
        is_in_force: false,
        rule: after,
    };
    known.versions.insert(place, next);
    let definition = Definition { id, version, effective_from, service_level: level };
    let seconds = SettingValue::Seconds;
    let flag = SettingValue::Flag;
    let fields = vec![
        field(Field::Rule, SettingValue::Rule(before.rule), SettingValue::Rule(after.rule)),
        field(Field::Threshold, seconds(before.threshold_s), seconds(after.threshold_s)),
        field(Field::Short, seconds(before.short_s), seconds(after.short_s)),
        field(
            Field::WithoutClosedHours,
            flag(before.without_closed_hours),
            flag(after.without_closed_hours),
        ),
    ];
    let mut taken = Taken::at_once(Event::DefinitionSet { definition }, fields)
        .reaching(Reach::VersionsStay, stay);
    taken.effective_from = Some(effective_from);
    if later.is_some() {
        taken = taken.with(Caution::LaterStands, later);
    }
    if after.without_closed_hours && draft.view.queues.iter().all(|queue| queue.hours.is_empty()) {
        taken = taken.with(Caution::NoHours, None);
    }
    Ok(taken)
}

fn begins(version: &DefinitionVersion) -> Timestamp {
    version.effective_from.map_or(Timestamp::MIN, |Moment(from)| from)
}

fn level(change: &SettingChange) -> Result<(ServiceLevelDefinition, DefinitionRule), Problem> {
    let SettingChange::Definition { rule, threshold_s, short_s, without_closed_hours, .. } = change
    else {
        return Err(unknown("kind", "definition"));
    };
    let level = ServiceLevelDefinition {
        rule: formula(*rule),
        threshold: step("threshold_s", *threshold_s)?,
        short_abandon: step("short_s", *short_s)?,
        without_closed_hours: *without_closed_hours,
    };
    let written = DefinitionRule {
        rule: *rule,
        threshold_s: *threshold_s,
        short_s: *short_s,
        without_closed_hours: *without_closed_hours,
    };
    Ok((level, written))
}

const fn formula(rule: Rule) -> ServiceLevelRule {
    match rule {
        Rule::OfAnswered => ServiceLevelRule::OfAnswered,
        Rule::OfOffered => ServiceLevelRule::OfOffered,
        Rule::AbandonsInTimeMet => ServiceLevelRule::AbandonsInTimeMet,
        Rule::LessAbandonsInTime => ServiceLevelRule::LessAbandonsInTime,
        Rule::LessShortAbandons => ServiceLevelRule::LessShortAbandons,
    }
}

/// A wait of the ladder: of these every figure of the past is exact.
fn step(place: &str, seconds: f64) -> Result<Duration, Problem> {
    let words = ("That wait is none of the steps", "Choose one of `thresholds_s`");
    let bad = || problem(ProblemCode::NotAThreshold, place, &seconds.to_string(), words);
    let whole = (0..=3_600_u32).find(|&whole| (f64::from(whole) - seconds).abs() < 0.001);
    let length = Duration::from_secs(i64::from(whole.ok_or_else(bad)?));
    if is_on_ladder(length) { Ok(length) } else { Err(bad()) }
}

/// How long a stay in a not-ready state may last.
pub fn limit(draft: &mut Draft<'_>, reason: &str, limit_s: Option<u32>) -> Result<Taken, Problem> {
    let written = serde_json::Value::String(reason.to_owned());
    let state: NotReadyReason =
        serde_json::from_value(written).map_err(|_| unknown("reason", reason))?;
    if let Some(given) = limit_s.filter(|given| *given == 0 || *given > LONGEST_LIMIT) {
        let words = ("A limit is 1 second to 24 hours", "Write seconds, or null for no limit");
        return Err(problem(ProblemCode::OutOfRange, "limit_s", &given.to_string(), words));
    }
    let found = draft.view.breaks.iter_mut().find(|known| known.reason == reason);
    let known = found.ok_or_else(|| unknown("reason", reason))?;
    if known.limit_s.is_none() && limit_s.is_none() {
        let words = ("There is no limit to take away", "Take the change out of the list");
        return Err(problem(ProblemCode::NothingToRemove, "limit_s", "", words));
    }
    let value = |limit: Option<u32>| {
        limit.map_or(SettingValue::Nothing, |secs| SettingValue::Seconds(f64::from(secs)))
    };
    let fields = vec![field(Field::Limit, value(known.limit_s), value(limit_s))];
    known.limit_s = limit_s;
    let event = match limit_s {
        Some(secs) => {
            let limit = Duration::from_secs(i64::from(secs));
            Event::BreakAllowanceSet { reason: state, limit }
        }
        None => Event::BreakAllowanceRemoved { reason: state },
    };
    let is_in = |agent: &&journal::carry::Agent| agent.state == AgentState::NotReady(state);
    let agents = draft.live.agents_changed_since(0).map(|(_, agent)| agent);
    let now = agents.filter(is_in).count();
    Ok(Taken::at_once(event, fields).reaching(Reach::AgentsNow, now))
}

/// When a queue is open.
pub fn hours(
    draft: &mut Draft<'_>,
    queue: u32,
    written: Option<&WeekHours>,
    from: Option<Moment>,
) -> Result<Taken, Problem> {
    let effective_from = effective("effective_from", from, draft.next_step)?;
    let today = draft.live.zone().day(draft.now);
    let contacts = draft.live.running(ContactKey::Queue(QueueId(queue)), ATTRIBUTION, Running::Day);
    let open_before = settings_hours::open_weekdays(&draft.view.queues);
    let known = draft.queue_mut(queue)?;
    if known.hours_origin == Origin::File {
        return Err(set_in_file("queue", &format!("[[queue]] {}", known.named.key)));
    }
    let read = written.map(settings_hours::read).transpose()?;
    let after = read.as_ref().map(settings::week);
    let held = known.hours.iter().rposition(|version| since(version) <= effective_from);
    let before = held.and_then(|place| known.hours[place].hours.clone());
    let later = known.hours.iter().find(|version| since(version) > effective_from);
    let later = later.and_then(|one| one.effective_from).map(|Moment(at)| at.to_string());
    let place = held.map_or(0, |place| place + 1);
    let next = HoursVersion {
        effective_from: Some(effective_from.into()),
        is_in_force: false,
        hours: after.clone(),
    };
    known.hours.insert(place, next);
    let value = |hours: Option<WeekHours>| hours.map_or(SettingValue::Nothing, SettingValue::Hours);
    let warnings = read
        .as_ref()
        .map_or_else(Vec::new, |read| settings_hours::warnings(read, before.as_ref(), today));
    let event =
        Event::OpeningHoursSet { queue: QueueId(queue), effective_from, hours: read.map(Box::new) };
    let fields = vec![field(Field::Hours, value(before), value(after))];
    let counted = usize::try_from(contacts.offered).unwrap_or(usize::MAX);
    let mut taken = Taken::at_once(event, fields).reaching(Reach::ContactsToday, counted);
    taken.effective_from = Some(effective_from);
    taken.warnings = warnings;
    let open_after = settings_hours::open_weekdays(&draft.view.queues);
    let lost: Vec<String> = open_before.difference(&open_after).map(ToString::to_string).collect();
    if !lost.is_empty() {
        taken = taken.with(Caution::NobodyOpen, Some(lost.join(",")));
    }
    if later.is_some() {
        taken = taken.with(Caution::LaterStands, later);
    }
    Ok(taken)
}

fn since(version: &HoursVersion) -> Timestamp {
    version.effective_from.map_or(Timestamp::MIN, |Moment(from)| from)
}
