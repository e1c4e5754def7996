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
/// Refusals of one actor that are written down within ten minutes.
const MOST_REFUSED: usize = 40;

/// Who was seen lately, by session and filter. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Looks(Arc<Mutex<BTreeMap<Key, Seen>>>);

/// Session or actor, list, filter.
type Key = (Vec<u8>, &'static str, String);

#[derive(Debug)]
struct Seen {
    since: Timestamp,
    people: BTreeSet<String>,
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
    let key = (caller.actor.clone().into_bytes(), "was_refused", String::new());
    let nth = {
        let mut seen = state.looks.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = seen.get(&key).filter(|known| now < known.since.plus(SAME_LOOK));
        let nth = count.map_or(0, |known| known.people.len());
        if nth == 0 {
            seen.remove(&key);
        }
        nth
    };
    if nth >= MOST_REFUSED {
        return;
    }
    state.looks.remember(key, BTreeSet::from([format!("{nth}")]), now);
    let entry = AuditEntry {
        at: now,
        actor: &caller.actor,
        action: "was_refused",
        object: what,
        origin: &caller.origin,
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

    #[test]
    fn a_filter_says_what_was_given() {
        assert_eq!(filter(&[("team", None), ("q", Some(String::new()))]), "all");
        assert_eq!(
            filter(&[("team", Some("3".into())), ("site", None), ("q", Some("E1".into()))]),
            "team=3 q=E1"
        );
    }
}
