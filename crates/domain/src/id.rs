//! One type per thing that has a number, so that a queue cannot stand where an agent is wanted.
//!
//! Room: domain.

use serde::{Deserialize, Serialize};

/// Makes a number into a named id: `QueueId(7)` shows itself as `queue-7`.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident($number:ty) as $word:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $number);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!($word, "-{}"), self.0)
            }
        }
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!($word, "-{}"), self.0)
            }
        }
        impl $name {
            /// The place of this id in a dense table.
            #[must_use]
            pub fn index(self) -> usize {
                usize::try_from(self.0).unwrap_or(usize::MAX)
            }
        }
    )*};
}

ids! {
    /// A line in which contacts wait for an agent.
    QueueId(u32) as "queue";
    /// A person in the role that serves contacts, as one telephone system knows them.
    AgentId(u32) as "agent";
    /// A human being on the payroll.
    PersonId(u32) as "person";
    /// A group of agents under one leader.
    TeamId(u32) as "team";
    /// What an agent must master to serve a queue.
    SkillId(u32) as "skill";
    /// A workplace: desk, terminal, extension. Never a person.
    SeatId(u32) as "seat";
    /// A place with a time zone.
    SiteId(u32) as "site";
    /// A dialled number (接入号 / VDN).
    DidId(u32) as "did";
    /// A menu or leaf of the IVR.
    IvrNodeId(u32) as "ivr";
    /// A telephone system, a feed, an import or a generator: whatever events come from.
    SourceId(u32) as "source";
    /// One customer interaction on any channel. Unique over all sources and all time:
    /// the source's number in the top 16 bits, its running count in the lower 48.
    ContactId(u64) as "contact";
    /// The keyed stand-in for a customer's number; the number itself never enters a record.
    Token(u64) as "token";
}

impl ContactId {
    /// The `count`-th contact that `source` ever reported.
    #[must_use]
    pub fn of(source: SourceId, count: u64) -> Self {
        Self((u64::from(source.0) << 48) | (count & ((1 << 48) - 1)))
    }

    /// The source that reported the contact first.
    #[must_use]
    pub fn source(self) -> SourceId {
        SourceId(u32::try_from(self.0 >> 48).unwrap_or(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_shows_its_word_and_is_a_bare_number_in_json() {
        assert_eq!(QueueId(7).to_string(), "queue-7");
        assert_eq!(serde_json::to_string(&QueueId(7)).unwrap(), "7");
    }

    #[test]
    fn a_contact_knows_its_source() {
        assert_eq!(ContactId::of(SourceId(3), 12).source(), SourceId(3));
        assert_ne!(ContactId::of(SourceId(3), 12), ContactId::of(SourceId(4), 12));
    }
}
