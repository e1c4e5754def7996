//! Workplaces: free, occupied, reserved, out of order, and who sits there.
//!
//! Room:  live; told by sign-ins (`agents`) and seat events.
//! Holds: an agent has at most one seat and a seat at most one agent; a second claim is an anomaly
//!        and the last one told is believed.
//! Proof: stories `seats`; `Live::check`.

use crate::agents::is_plausible;
use crate::live::{Live, Outcome, Step};
use domain::state::SeatState;
use domain::{AgentId, SeatId, Timestamp};
use journal::AnomalyKind;
use journal::carry::Seat;

impl Live {
    /// Gives a seat its place.
    pub(crate) fn check_seat(&mut self, seat: Option<SeatId>) -> Outcome {
        let Some(seat) = seat else { return Ok(()) };
        let (index, len) = (seat.index(), self.seats.len());
        if index < len {
            return Ok(());
        }
        if !is_plausible(index, len) {
            return Err(AnomalyKind::Unreadable);
        }
        self.seats.resize_with(index + 1, Seat::default);
        Ok(())
    }

    pub(crate) fn set_seat_state(
        &mut self,
        step: &mut Step<'_>,
        seat: SeatId,
        state: SeatState,
    ) -> Outcome {
        self.check_seat(Some(seat))?;
        let known = &mut self.seats[seat.index()];
        let is_taken = known.agent.is_some();
        if known.state != state {
            known.state = state;
            if !is_taken {
                known.since = step.at;
            }
        }
        // Told after the agent was seated: it holds from when the agent leaves.
        if is_taken && state == SeatState::OutOfOrder {
            step.agent = known.agent;
            return Err(AnomalyKind::SeatConflict);
        }
        Ok(())
    }

    /// The agent sits down; whoever was there is believed to have left.
    pub(crate) fn take_seat(&mut self, step: &mut Step<'_>, agent: AgentId, seat: SeatId) {
        let other = self.seats[seat.index()].agent;
        if let Some(other) = other
            && other != agent
        {
            self.report(step, AnomalyKind::SeatConflict);
            self.change_seat(step, other, None);
        }
        self.leave_seat(agent, step.at);
        self.change_seat(step, agent, Some(seat));
        let known = &mut self.seats[seat.index()];
        known.agent = Some(agent);
        known.since = step.at;
    }

    /// The agent's seat is empty. The agent's own entry changes with the stay that ends.
    pub(crate) fn leave_seat(&mut self, agent: AgentId, at: Timestamp) {
        let Some(known) = self.agents.get_mut(agent) else { return };
        let old = if known.state.is_signed_in() { known.seat } else { known.seat.take() };
        if let Some(seat) = old.and_then(|seat| self.seats.get_mut(seat.index()))
            && seat.agent == Some(agent)
        {
            seat.agent = None;
            seat.since = at;
        }
    }
}
