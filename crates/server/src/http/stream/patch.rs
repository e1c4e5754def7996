//! Merge patches (RFC 7386): what must be sent so that an old state becomes the new one.
//!
//! Room:  server/http/stream.
//! Holds: applying the difference to the old state gives the new one; states hold no null fields,
//!        because a merge patch cannot express them (`without_nulls`).

use serde_json::{Map, Value};

/// The state without the fields that are null: in a merge patch null means "take it away".
#[must_use]
pub fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(fields_without_nulls(fields)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            value
        }
    }
}

/// Likewise for the fields of an object.
#[must_use]
pub fn fields_without_nulls(fields: Map<String, Value>) -> Map<String, Value> {
    fields
        .into_iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| (name, without_nulls(value)))
        .collect()
}

/// The patch that turns `old` into `new`; `None` where they are the same.
#[must_use]
pub fn between(old: &Value, new: &Value) -> Option<Value> {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            let patch = between_fields(old, new);
            (!patch.is_empty()).then_some(Value::Object(patch))
        }
        _ => (old != new).then(|| new.clone()),
    }
}

/// The patch between the fields of two objects; empty where they are the same.
#[must_use]
pub fn between_fields(old: &Map<String, Value>, new: &Map<String, Value>) -> Map<String, Value> {
    let mut patch = Map::new();
    for (name, value) in new {
        match old.get(name) {
            None => {
                patch.insert(name.clone(), value.clone());
            }
            Some(before) => {
                if let Some(change) = between(before, value) {
                    patch.insert(name.clone(), change);
                }
            }
        }
    }
    for name in old.keys().filter(|name| !new.contains_key(*name)) {
        patch.insert(name.clone(), Value::Null);
    }
    patch
}

/// Applies a patch as every client does.
pub fn apply(target: &mut Value, patch: &Value) {
    let Value::Object(changes) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Value::Object(fields) = target else { return };
    for (name, change) in changes {
        if change.is_null() {
            fields.remove(name);
        } else {
            apply(fields.entry(name.clone()).or_insert(Value::Null), change);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    /// The examples of RFC 7386, appendix A, that our states can hold.
    #[test]
    fn the_examples_of_the_standard_come_out() {
        let cases = [
            (json!({"a":"b"}), json!({"a":"c"}), json!({"a":"c"})),
            (json!({"a":"b"}), json!({"b":"c"}), json!({"a":"b","b":"c"})),
            (json!({"a":"b"}), json!({"a":null}), json!({})),
            (json!({"a":["b"]}), json!({"a":"c"}), json!({"a":"c"})),
            (json!({"a":{"b":"c"}}), json!({"a":{"b":"d","c":null}}), json!({"a":{"b":"d"}})),
            (json!(["a", "b"]), json!(["c", "d"]), json!(["c", "d"])),
            (json!({}), json!({"a":{"bb":{"ccc":null}}}), json!({"a":{"bb":{}}})),
        ];
        for (mut target, patch, result) in cases {
            apply(&mut target, &patch);
            assert_eq!(target, result, "{patch}");
        }
    }

    #[test]
    fn only_what_changed_is_sent() {
        let old =
            json!({"at": 1, "queues": {"7": {"waiting": 1, "name": "a"}, "8": {"waiting": 0}}});
        let new = json!({"at": 2, "queues": {"7": {"waiting": 2, "name": "a"}}});
        let patch = between(&old, &new).unwrap();
        assert_eq!(patch, json!({"at": 2, "queues": {"7": {"waiting": 2}, "8": null}}));
        assert_eq!(between(&new, &new), None);
    }

    fn state() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            (0..5_i64).prop_map(Value::from),
            Just(json!([1, null, {"a": null}])),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop::collection::btree_map("[a-d]", inner, 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect()))
        })
    }

    proptest! {
        #[test]
        fn a_patch_turns_the_old_state_into_the_new(old in state(), new in state()) {
            let (old, new) = (without_nulls(json!({"x": old})), without_nulls(json!({"x": new})));
            let mut patched = old.clone();
            if let Some(patch) = between(&old, &new) {
                apply(&mut patched, &patch);
            }
            prop_assert_eq!(patched, new);
        }
    }
}
