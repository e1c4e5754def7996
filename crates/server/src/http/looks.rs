//! Looks at lists of people, and what was refused, written down so that a refresh does not flood the audit list.
//!
//! Room:  server/http; called by handlers of lists and exports, and by the gate.
//! Holds: a row says who, which filter, how many rows and which people; within ten minutes a session and
//!        filter name nobody twice, so a list that is the same again leaves nothing, and "who looked at this
//!        person" is answered by the audit list alone. What is not written down is not told.
//! Never: the words of a search that may be somebody's name: a keyed mark stands for them.
//! Proof: tests below; `tests/it/api_looks.rs`.

use super::refusal::Refusal;
use super::sign_in::session::Caller;
use super::state::AppState;
use domain::{Duration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use store::{AuditEntry, Keys};

/// How long a look is the same look.
const SAME_LOOK: Duration = Duration::from_minutes(10);
/// People named in one row.
const MOST_NAMED: usize = 500;
/// Looks that are remembered; beyond them the oldest is forgotten, and written down anew when it is had again.
const MOST_KEPT: usize = 20_000;
/// Which attempts within ten minutes are written down; in between they are counted.
const TOLD_ATTEMPTS: [u64; 7] = [1, 2, 3, 5, 10, 20, 30];
/// How often it is told of somebody who goes on that they do.
const STILL: Duration = Duration::from_minutes(60);

/// Who was seen lately, by session and filter, and what was refused. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Looks(Arc<Mutex<BTreeMap<Key, Seen>>>, Arc<Mutex<BTreeMap<(String, String), Streak>>>);

/// Session or actor, list, filter.
type Key = (Vec<u8>, &'static str, String);

#[derive(Debug)]
struct Seen {
    since: Timestamp,
    people: BTreeSet<String>,
}

/// Attempts of one actor upon one route that follow each other within ten minutes.
#[derive(Clone, Copy, Debug)]
struct Streak {
    last: Timestamp,
    /// When the present ten minutes began, how many attempts they saw, how many of these were told.
    since: Timestamp,
    count: u64,
    told: u64,
    /// The most that ten minutes of it have reached and that was told.
    most: u64,
    /// When it was told last, and how many attempts came since.
    told_at: Timestamp,
    untold: u64,
}

/// What is written down of attempts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    /// So many within ten minutes since the row before.
    Attempts(u64),
    /// So many since the row before, no faster than was told.
    Still(u64),
}

/// A list that somebody is shown.
#[derive(Debug)]
pub struct Look {
    /// What the audit list calls it.
    pub action: &'static str,
    /// As `filter` writes it.
    pub filter: String,
    pub rows: usize,
    /// Whose data it holds: employee numbers, or `agent-7` where only that is known.
    pub people: BTreeSet<String>,
}

impl Looks {
    /// Whom of these this session has not seen with this filter lately; `None`: nobody new, and it looked
    /// before.
    fn new_of(
        &self,
        key: &Key,
        people: &BTreeSet<String>,
        now: Timestamp,
    ) -> Option<BTreeSet<String>> {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(known) = seen.get(key).filter(|known| now < known.since.plus(SAME_LOOK)) else {
            return Some(people.clone());
        };
        let new: BTreeSet<String> = people.difference(&known.people).cloned().collect();
        (!new.is_empty()).then_some(new)
    }

    fn remember(&self, key: Key, people: BTreeSet<String>, now: Timestamp) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= MOST_KEPT && !seen.contains_key(&key) {
            let oldest = seen.iter().min_by_key(|(_, one)| one.since).map(|(key, _)| key.clone());
            oldest.map(|oldest| seen.remove(&oldest));
        }
        let entry = seen.entry(key).or_insert_with(|| Seen { since: now, people: BTreeSet::new() });
        if now >= entry.since.plus(SAME_LOOK) {
            *entry = Seen { since: now, people: BTreeSet::new() };
        }
        entry.people.extend(people);
    }

    /// Counts an attempt; `None`: it is not written down. A streak is told as it grows faster than it was
    /// told before, and each hour that it goes on: a program that asks all day leaves some thirty rows.
    fn refused(&self, (actor, what): (&str, &str), now: Timestamp) -> Option<Told> {
        let mut refused = self.1.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (actor.to_owned(), what.to_owned());
        if refused.len() >= MOST_KEPT && !refused.contains_key(&key) {
            let oldest = refused.iter().min_by_key(|(_, one)| one.last).map(|(key, _)| key.clone());
            oldest.map(|oldest| refused.remove(&oldest));
        }
        let new = Streak::at(now);
        let streak = refused.entry(key).or_insert(new);
        if now >= streak.last.plus(SAME_LOOK) {
            *streak = new;
        }
        streak.attempt(now)
    }
}

impl Streak {
    const fn at(now: Timestamp) -> Self {
        Self { last: now, since: now, count: 0, told: 0, most: 0, told_at: now, untold: 0 }
    }

    fn attempt(&mut self, now: Timestamp) -> Option<Told> {
        if now >= self.since.plus(SAME_LOOK) {
            (self.since, self.count, self.told) = (now, 0, 0);
        }
        self.last = now;
        self.count += 1;
        self.untold += 1;
        let told = if self.count > self.most && TOLD_ATTEMPTS.contains(&self.count) {
            let attempts = self.count - self.told;
            (self.most, self.told) = (self.count, self.count);
            Told::Attempts(attempts)
        } else if now >= self.told_at.plus(STILL) {
            Told::Still(self.untold)
        } else {
            return None;
        };
        (self.told_at, self.untold) = (now, 0);
        Some(told)
    }
}

/// Notes a look at a list, or an export of it.
pub async fn note(state: &AppState, caller: &Caller, look: Look) -> Result<(), Refusal> {
    let Look { action, filter, rows, people } = look;
    let is_export = action.starts_with("exported_");
    let key = (whose(caller), action, filter);
    let now = state.now();
    // A file that goes out is out each time.
    let new = if is_export { Some(people) } else { state.looks.new_of(&key, &people, now) };
    let Some(new) = new else { return Ok(()) };
    let named: Vec<&String> = new.iter().collect();
    let mut portions: Vec<&[&String]> = named.chunks(MOST_NAMED).collect();
    if portions.is_empty() {
        portions.push(&[]);
    }
    // The rows count once, however many entries name the people.
    let counts = std::iter::once(rows).chain(std::iter::repeat(0));
    let told: Vec<String> =
        portions.iter().zip(counts).map(|(some, rows)| words(some, rows)).collect();
    let entry = |told| AuditEntry {
        at: now,
        actor: &caller.actor,
        action,
        object: &key.2,
        origin: &caller.origin,
        after: Some(told),
        ..AuditEntry::default()
    };
    let entries: Vec<AuditEntry<'_>> = told.iter().map(|told| entry(told.as_str())).collect();
    let noted = state.store.audit_all(&entries).await;
    noted.map_err(|error| Refusal::fault("writing the audit list", &error))?;
    if !is_export {
        state.looks.remember(key, new, now);
    }
    Ok(())
}

/// Notes that somebody tried what is not theirs. It stays refused where it cannot be written down.
pub async fn note_refusal(state: &AppState, caller: &Caller, what: &str) {
    let now = state.now();
    let Some(told) = state.looks.refused((&caller.actor, what), now) else { return };
    let after = match told {
        Told::Attempts(attempts) => format!("attempts: {attempts}"),
        Told::Still(attempts) => format!("still trying: {attempts} more"),
    };
    let entry = AuditEntry {
        at: now,
        actor: &caller.actor,
        action: "was_refused",
        object: what,
        origin: &caller.origin,
        after: Some(&after),
        ..AuditEntry::default()
    };
    if let Err(error) = state.store.audit(entry).await {
        tracing::warn!(%error, "a refusal is not in the audit list");
    }
}

fn words(people: &[&String], rows: usize) -> String {
    let people: Vec<&str> = people.iter().map(|one| one.as_str()).collect();
    format!("{rows} rows: {}", people.join(" "))
}

fn whose(caller: &Caller) -> Vec<u8> {
    let session = caller.session.as_ref().map(|session| session.token_hash.clone());
    session.unwrap_or_else(|| caller.actor.clone().into_bytes())
}

/// A filter in words: what was given, in the order of the list; `all` where nothing was.
#[must_use]
pub fn filter(given: &[(&str, Option<String>)]) -> String {
    let words: Vec<String> = given
        .iter()
        .filter_map(|(name, value)| Some((name, value.as_ref().filter(|value| !value.is_empty())?)))
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    if words.is_empty() { "all".to_owned() } else { words.join(" ") }
}

/// Words that somebody sought. Numbers of the house are told; for what may be a name stands a mark that only
/// the keys of the data folder can compare.
#[must_use]
pub fn sought(keys: &Keys, words: &str) -> String {
    let told = |word: &str| {
        if word.is_ascii() && word.chars().any(|c| c.is_ascii_digit()) {
            return word.to_owned();
        }
        let sum = keys.keyed_mark("audit search", word);
        format!("~{sum}")
    };
    words.split_whitespace().map(told).collect::<Vec<_>>().join("+")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(words: &str) -> BTreeSet<String> {
        words.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn a_list_that_is_the_same_again_is_new_only_after_a_while() {
        let looks = Looks::default();
        let key: Key = (vec![1], "listed_people", "all".into());
        let (begin, minute) = (Timestamp(0), Duration::from_minutes(1));
        assert_eq!(looks.new_of(&key, &people(""), begin), Some(people("")), "the first look");
        looks.remember(key.clone(), people("E1 E2"), begin);
        assert_eq!(looks.new_of(&key, &people("E1 E2"), begin.plus(minute)), None);
        assert_eq!(looks.new_of(&key, &people("E2 E3"), begin.plus(minute)), Some(people("E3")));
        looks.remember(key.clone(), people("E3"), begin.plus(minute));
        let last = begin.plus(Duration::from_minutes(9));
        assert_eq!(looks.new_of(&key, &people("E1 E2 E3"), last), None);
        let other: Key = (vec![1], "listed_people", "team=3".into());
        assert_eq!(looks.new_of(&other, &people("E1"), last), Some(people("E1")));
        let later = begin.plus(SAME_LOOK);
        assert_eq!(looks.new_of(&key, &people("E1"), later), Some(people("E1")));
    }

    /// Attempts of one actor at these minutes: what is told, with its minute.
    fn told(minutes: impl IntoIterator<Item = i64>) -> Vec<(i64, Told)> {
        let looks = Looks::default();
        let at = |minute| Timestamp(0).plus(Duration::from_minutes(minute));
        let told = |minute| Some((minute, looks.refused(("li", "GET /x"), at(minute))?));
        minutes.into_iter().filter_map(told).collect()
    }

    #[test]
    fn attempts_are_told_as_they_grow_and_add_up() {
        let burst = told(std::iter::repeat_n(0, 200));
        assert_eq!(burst.len(), TOLD_ATTEMPTS.len());
        let sum: u64 = burst.iter().map(|(_, told)| attempts(*told)).sum();
        assert_eq!(sum, 30, "as many as the gravest grade asks for");
        assert_eq!(told([0, 11, 22]).len(), 3, "each is a new one");
        // One, and then many in the ten minutes after: none of them is hidden by the one.
        let late = told([0].into_iter().chain(std::iter::repeat_n(10, 40)).skip(1));
        let within: u64 = late.iter().map(|(_, told)| attempts(*told)).sum();
        assert_eq!(within, 30);
        let after = told(
            std::iter::once(0).chain(std::iter::repeat_n(9, 1)).chain(std::iter::repeat_n(12, 40)),
        );
        let within: u64 =
            after.iter().filter(|(minute, _)| *minute == 12).map(|(_, told)| attempts(*told)).sum();
        assert_eq!(within, 30);
    }

    fn attempts(told: Told) -> u64 {
        match told {
            Told::Attempts(attempts) => attempts,
            Told::Still(_) => 0,
        }
    }

    #[test]
    fn a_program_that_asks_all_day_does_not_fill_the_list() {
        let day = told(0..24 * 60);
        assert!(day.len() < 32, "{day:?}");
        let hourly = day.iter().filter(|(_, told)| *told == Told::Still(60)).count();
        assert_eq!(hourly, 23);
    }

    #[test]
    fn a_filter_says_what_was_given() {
        assert_eq!(filter(&[("team", None), ("q", Some(String::new()))]), "all");
        assert_eq!(
            filter(&[("team", Some("3".into())), ("site", None), ("q", Some("E1".into()))]),
            "team=3 q=E1"
        );
    }
}
