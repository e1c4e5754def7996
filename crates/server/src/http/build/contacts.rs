//! Contacts, open and closed, as lists show them.
//!
//! Room:  server/http/build.
//! Never: anything of the customer; that is on the page of one contact alone, and masked.

use crate::http::build::names;
use crate::http::build::words::word;
use crate::http::views::contact::{ContactView, OutcomeView};
use crate::http::views::{ContactKey, millis};
use domain::Timestamp;
use domain::history::{ContactRow, Outcome};
use journal::carry::{OpenContact, Stage};
use live::Live;

/// An entry that is over.
#[must_use]
pub fn closed(live: &Live, row: &ContactRow) -> ContactView {
    let names = live.names();
    let was_talking = row.outcome == Outcome::Answered || row.agent.is_some();
    let talked = |length| was_talking.then(|| millis(length));
    ContactView {
        id: ContactKey(row.contact),
        entry: row.entry,
        is_open: false,
        channel: word(&row.channel),
        direction: word(&row.direction),
        did: row.did.and_then(|did| names::did(names, did)),
        queue: row.queue.map(|queue| queue.0),
        queue_name: row.queue.map(|queue| names::queue(names, queue)),
        agent: row.agent.map(|agent| agent.0),
        agent_name: row.agent.and_then(|agent| names::agent(names, agent)),
        team_name: row.team.and_then(|team| names::team(names, team)),
        arrived_at: row.arrived_at.into(),
        queued_at: row.queued_at.map(Into::into),
        left_queue_at: row.left_queue_at.map(Into::into),
        ended_at: Some(row.ended_at.into()),
        outcome: outcome(row.outcome),
        reason: reason(row.outcome),
        ended_by: Some(word(&row.ended_by)),
        wait_ms: row.queued_at.map(|_| millis(row.wait)),
        talk_ms: talked(row.talk),
        hold_ms: talked(row.hold),
        after_contact_work_ms: talked(row.after_contact_work),
        rung_out: row.rung_out,
        ivr_node: row.ivr_node.and_then(|node| names::ivr_node(names, node)),
        is_after_hours: row.closed_hours,
        is_inferred: row.inferred,
    }
}

/// The present entry of a contact that is not over.
#[must_use]
pub fn open(live: &Live, open: &OpenContact, now: Timestamp) -> ContactView {
    let names = live.names();
    let wait = open.queued_at.map(|queued| open.left_queue_at.unwrap_or(now).since(queued));
    let is_served = open.stage == Stage::Served;
    ContactView {
        id: ContactKey(open.contact),
        entry: open.entries,
        is_open: true,
        channel: word(&open.channel),
        direction: word(&open.direction),
        did: open.did.and_then(|did| names::did(names, did)),
        queue: open.queue.map(|queue| queue.0),
        queue_name: open.queue.map(|queue| names::queue(names, queue)),
        agent: open.agent.map(|agent| agent.0),
        agent_name: open.agent.and_then(|agent| names::agent(names, agent)),
        team_name: open.team.and_then(|team| names::team(names, team)),
        arrived_at: open.arrived_at.into(),
        queued_at: open.queued_at.map(Into::into),
        left_queue_at: open.left_queue_at.map(Into::into),
        ended_at: None,
        outcome: stage(open),
        reason: None,
        ended_by: None,
        wait_ms: wait.map(millis),
        talk_ms: is_served.then(|| millis(open.talk)),
        hold_ms: is_served.then(|| millis(open.hold)),
        after_contact_work_ms: None,
        rung_out: open.rung_out,
        ivr_node: open.ivr_node.and_then(|node| names::ivr_node(names, node)),
        is_after_hours: is_after_hours(live, open),
        is_inferred: open.inferred,
    }
}

fn is_after_hours(live: &Live, open: &OpenContact) -> bool {
    let entry = open.queue.zip(open.queued_at);
    entry.is_some_and(|(queue, queued_at)| !live.hours().is_open(queue, queued_at))
}

/// Where an open contact stands, as an outcome.
#[must_use]
pub const fn stage(open: &OpenContact) -> OutcomeView {
    match open.stage {
        Stage::Arrived if open.in_ivr_since.is_some() => OutcomeView::InIvr,
        Stage::Arrived => OutcomeView::Arrived,
        Stage::Waiting => OutcomeView::Waiting,
        Stage::Served => OutcomeView::Talking,
    }
}

const fn outcome(outcome: Outcome) -> OutcomeView {
    match outcome {
        Outcome::Answered => OutcomeView::Answered,
        Outcome::Abandoned => OutcomeView::Abandoned,
        Outcome::Diverted(_) => OutcomeView::Diverted,
        Outcome::Refused(_) => OutcomeView::Refused,
        Outcome::NotQueued => OutcomeView::NotQueued,
        Outcome::Unknown => OutcomeView::Unknown,
    }
}

fn reason(outcome: Outcome) -> Option<String> {
    match outcome {
        Outcome::Diverted(reason) => Some(word(&reason)),
        Outcome::Refused(reason) => Some(word(&reason)),
        Outcome::Answered | Outcome::Abandoned | Outcome::NotQueued | Outcome::Unknown => None,
    }
}

/// A customer's number with its middle hidden: enough to recognise, not enough to call.
#[must_use]
pub fn mask(number: &str) -> String {
    let characters: Vec<char> = number.chars().collect();
    let (front, back) = match characters.len() {
        0..5 => (0, 0),
        5..9 => (0, 2),
        9.. => (3, 4),
    };
    let hidden = characters.len() - front - back;
    let stars = std::iter::repeat_n('*', hidden);
    let shown_front = characters.iter().take(front).copied();
    let shown_back = characters.iter().skip(front + hidden).copied();
    shown_front.chain(stars).chain(shown_back).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_hides_the_middle_and_short_numbers_wholly() {
        assert_eq!(mask("13731199938"), "137****9938");
        assert_eq!(mask("1001"), "****");
        assert_eq!(mask("123456"), "****56");
        assert_eq!(mask("张三李四"), "****");
        assert_eq!(mask(""), "");
    }
}
