//! A view at one moment, kept so that the next one is compared with it cheaply.
//!
//! Room:  server/http/stream; made by `build`, compared and written by `channel`.
//! Holds: a row that did not change is the same `Arc` as in the picture before: comparing two
//!        pictures of 10 000 agents is 10 000 pointer comparisons.
//! Why not text: a rate class may skip pictures; its difference is taken against what it sent.

use super::patch;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Rows of one list, keyed by id.
pub type Rows = BTreeMap<u64, Arc<Value>>;

/// A whole view.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picture {
    pub head: Map<String, Value>,
    pub lists: BTreeMap<&'static str, Rows>,
}

impl Picture {
    /// A view without lists, from anything that writes itself as an object.
    #[must_use]
    pub fn of(head: &impl Serialize) -> Self {
        let head = match serde_json::to_value(head) {
            Ok(Value::Object(fields)) => patch::fields_without_nulls(fields),
            Ok(_) | Err(_) => Map::new(),
        };
        Self { head, lists: BTreeMap::new() }
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, rows: Rows) -> Self {
        self.lists.insert(name, rows);
        self
    }

    /// The whole as JSON.
    #[must_use]
    pub fn text(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a picture holds only text keys")
    }

    /// The merge patch from this picture to `new`; `None` where nothing changed.
    #[must_use]
    pub fn patch_to(&self, new: &Self) -> Option<Value> {
        let mut patch = patch::between_fields(&self.head, &new.head);
        let none = Rows::new();
        for (&name, rows) in &new.lists {
            let changes = between_rows(self.lists.get(name).unwrap_or(&none), rows);
            if !changes.is_empty() || !self.lists.contains_key(name) {
                patch.insert(name.to_owned(), Value::Object(changes));
            }
        }
        for &name in self.lists.keys().filter(|name| !new.lists.contains_key(*name)) {
            patch.insert(name.to_owned(), Value::Null);
        }
        (!patch.is_empty()).then_some(Value::Object(patch))
    }
}

fn between_rows(old: &Rows, new: &Rows) -> Map<String, Value> {
    let mut changes = Map::new();
    for (id, row) in new {
        match old.get(id) {
            Some(before) if Arc::ptr_eq(before, row) => {}
            Some(before) => {
                if let Some(change) = patch::between(before, row) {
                    changes.insert(id.to_string(), change);
                }
            }
            None => {
                changes.insert(id.to_string(), Value::clone(row));
            }
        }
    }
    for id in old.keys().filter(|id| !new.contains_key(id)) {
        changes.insert(id.to_string(), Value::Null);
    }
    changes
}

impl Serialize for Picture {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(Some(self.head.len() + self.lists.len()))?;
        for (name, value) in &self.head {
            object.serialize_entry(name, value)?;
        }
        for (name, rows) in &self.lists {
            object.serialize_entry(name, &Shared(rows))?;
        }
        object.end()
    }
}

/// Rows as an object, without copying them.
struct Shared<'a>(&'a Rows);

impl Serialize for Shared<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(id, row)| (id, &**row)))
    }
}

/// The rows of a list as they were last built, so that unchanged ones are not built again.
#[derive(Debug)]
pub struct RowCache<T> {
    rows: BTreeMap<u64, (T, Arc<Value>)>,
    shown: Rows,
}

impl<T> Default for RowCache<T> {
    fn default() -> Self {
        Self { rows: BTreeMap::new(), shown: Rows::new() }
    }
}

impl<T: PartialEq + Serialize> RowCache<T> {
    /// Sets one row; a row that says the same as before stays the same `Arc`.
    pub fn set(&mut self, id: u64, row: T) {
        if self.rows.get(&id).is_some_and(|(before, _)| *before == row) {
            return;
        }
        let value = serde_json::to_value(&row).unwrap_or(Value::Null);
        let value = Arc::new(patch::without_nulls(value));
        self.shown.insert(id, Arc::clone(&value));
        self.rows.insert(id, (row, value));
    }

    /// Sets all rows; ids that are not among them go.
    pub fn set_all(&mut self, rows: impl IntoIterator<Item = (u64, T)>) {
        let mut kept = std::collections::BTreeSet::new();
        for (id, row) in rows {
            kept.insert(id);
            self.set(id, row);
        }
        self.rows.retain(|id, _| kept.contains(id));
        self.shown.retain(|id, _| kept.contains(id));
    }

    /// The rows as a picture shows them.
    #[must_use]
    pub fn rows(&self) -> Rows {
        self.shown.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn rows(cache: &mut RowCache<Value>, list: &[(u64, Value)]) -> Picture {
        cache.set_all(list.iter().cloned());
        Picture::of(&json!({"at": 1, "none": null})).with("rows", cache.rows())
    }

    #[test]
    fn a_picture_is_written_whole_and_without_nulls() {
        let mut cache = RowCache::default();
        let picture = rows(&mut cache, &[(7, json!({"name": "a", "since": null}))]);
        assert_eq!(
            serde_json::from_slice::<Value>(&picture.text()).unwrap(),
            json!({"at": 1, "rows": {"7": {"name": "a"}}})
        );
    }

    #[test]
    fn the_patch_between_pictures_is_the_patch_between_their_texts() {
        let mut cache = RowCache::default();
        let old = rows(&mut cache, &[(1, json!({"n": 1})), (2, json!({"n": 2}))]);
        let new = rows(&mut cache, &[(2, json!({"n": 3})), (3, json!({"n": 4}))]);
        let patch = old.patch_to(&new).unwrap();
        assert_eq!(patch, json!({"rows": {"1": null, "2": {"n": 3}, "3": {"n": 4}}}));
        let mut state: Value = serde_json::from_slice(&old.text()).unwrap();
        patch::apply(&mut state, &patch);
        assert_eq!(state, serde_json::from_slice::<Value>(&new.text()).unwrap());
        assert_eq!(new.patch_to(&new), None);
    }

    #[test]
    fn an_unchanged_row_is_the_same_allocation() {
        let mut cache = RowCache::default();
        let old = rows(&mut cache, &[(1, json!({"n": 1}))]);
        let new = rows(&mut cache, &[(1, json!({"n": 1}))]);
        assert!(Arc::ptr_eq(&old.lists["rows"][&1], &new.lists["rows"][&1]));
    }
}
