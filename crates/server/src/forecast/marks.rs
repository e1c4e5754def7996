//! What was odd in a file, each kind with its count and first place.
//!
//! Room: server, `forecast`. Holds: one line a kind, however often it occurs.

use std::collections::BTreeMap;

/// Oddities by what they are.
#[derive(Clone, Debug, Default)]
pub(crate) struct Marks {
    kinds: BTreeMap<&'static str, (u64, String)>,
}

impl Marks {
    pub(crate) fn add(&mut self, what: &'static str, at: impl FnOnce() -> String) {
        self.kinds.entry(what).and_modify(|(count, _)| *count += 1).or_insert_with(|| (1, at()));
    }

    pub(crate) fn told(&self) -> Vec<String> {
        let tell = |(what, (count, first)): (&&str, &(u64, String))| {
            format!("{what}: {count} (first: {first})")
        };
        self.kinds.iter().map(tell).collect()
    }
}
