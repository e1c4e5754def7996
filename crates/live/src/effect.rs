//! What must be done because of a record, as data.
//!
//! Room:  live; made here, carried out once by the server.

use domain::history::{ContactCell, ContactRow, IvrCell, StateSpan, WorkCell};
use domain::{AgentId, ContactId, SourceId, Timestamp};
use journal::AnomalyKind;

/// What leaves the live state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// An entry of a contact is over.
    CloseContact(Box<ContactRow>),
    /// The whole counts of an interval, with a higher revision than before. Revision 0: only what
    /// came so late that the interval had been let go; to be added to what history has.
    SetContactCell(Box<ContactCell>),
    /// The whole work of an interval, with a higher revision than before.
    SetWorkCell(Box<WorkCell>),
    /// To be added to what is counted at an IVR node.
    AddIvr(IvrCell),
    /// A stay of an agent in a state ended.
    EndState(StateSpan),
    /// A source contradicted itself or what we know.
    ReportAnomaly {
        anomaly: AnomalyKind,
        contact: Option<ContactId>,
        agent: Option<AgentId>,
        source: SourceId,
        at: Timestamp,
        sequence: u64,
    },
}
