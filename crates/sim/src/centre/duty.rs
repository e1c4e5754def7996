//! On duty: signing in and out, rests, seats.
//!
//! Room: sim, centre; follows the plan of `shifts` as far as the contacts allow.

use super::state::{Doing, NOBODY, SeatUse, Task};
use super::{Centre, agent_id, state};
use crate::observer::Observer;
use crate::random::{HOUR, Random, Stream, micros};
use crate::shifts::{Plan, Step};
use domain::SeatId;
use domain::state::{AgentState, NotReadyReason, SeatState};
use journal::Event;

impl Centre {
    /// A new day's plan; begins when the shift before is over.
    pub(super) fn take_plan(&mut self, agent: u32, plan: Plan) {
        let ends = plan.steps[plan.count - 1].0;
        if ends <= self.now {
            return;
        }
        if self.agents[agent as usize].doing == Doing::Out {
            self.begin_plan(agent, plan);
        } else {
            self.agents[agent as usize].next = Some(plan);
        }
    }

    fn begin_plan(&mut self, agent: u32, plan: Plan) {
        let person = &mut self.agents[agent as usize];
        person.plan = plan;
        person.step = 0;
        let at = plan.steps[0].0.max(self.now + 1);
        self.agenda.put(at, Task::StepDue, agent, 0);
    }

    pub(super) fn is_step_due(&self, agent: u32) -> bool {
        let person = &self.agents[agent as usize];
        person.step < person.plan.count && person.plan.steps[person.step].0 <= self.now
    }

    pub(super) fn step_due<O: Observer>(&mut self, agent: u32, observer: &mut O) {
        let doing = self.agents[agent as usize].doing;
        // Busy or resting: the step is taken when that is over.
        if matches!(doing, Doing::Out | Doing::Idle) && self.is_step_due(agent) {
            self.do_step(agent, observer);
        }
    }

    /// Does the next step of the plan.
    pub(super) fn do_step<O: Observer>(&mut self, agent: u32, observer: &mut O) {
        let person = &mut self.agents[agent as usize];
        let (_, step) = person.plan.steps[person.step];
        person.step += 1;
        if step == Step::SignIn {
            // Rests that lie before the arrival are not made up for.
            while person.step + 1 < person.plan.count
                && person.plan.steps[person.step].0 <= self.now
            {
                person.step += 1;
            }
        }
        let next = (person.step < person.plan.count).then(|| person.plan.steps[person.step].0);
        if let Some(at) = next {
            self.agenda.put(at.max(self.now + 1), Task::StepDue, agent, 0);
        }
        match step {
            Step::SignIn => self.sign_in(agent, observer),
            Step::Rest(reason, length) => self.rest(agent, reason, length, observer),
            Step::SignOut => self.sign_out(agent, observer),
        }
    }

    fn sign_in<O: Observer>(&mut self, agent: u32, observer: &mut O) {
        let seat = self.choose_seat(agent);
        let person = &mut self.agents[agent as usize];
        person.seat = seat.unwrap_or(NOBODY);
        let group = person.group as usize;
        self.on_duty[group] += 1;
        let seat = seat.map(SeatId);
        self.say(observer, Event::AgentSignedIn { agent: agent_id(agent), seat });
        self.say_state(agent, AgentState::Available, observer);
        self.free(agent, observer);
    }

    fn sign_out<O: Observer>(&mut self, agent: u32, observer: &mut O) {
        self.idle.remove(agent);
        let person = &mut self.agents[agent as usize];
        person.doing = Doing::Out;
        let (seat, group, next) = (person.seat, person.group as usize, person.next.take());
        if seat != NOBODY {
            self.seats[seat as usize] = SeatUse::Free;
        }
        self.on_duty[group] -= 1;
        self.say(observer, Event::AgentSignedOut { agent: agent_id(agent) });
        if let Some(plan) = next {
            self.begin_plan(agent, plan);
        }
    }

    /// The first free seat of the site, from a place of one's own on.
    fn choose_seat(&mut self, agent: u32) -> Option<u32> {
        let site = self.house.agents[agent as usize].site;
        let (first, count) = (self.house.first_seat(site), self.house.sites[site].seats);
        let wanted = agent * 7 % count;
        let seat = (0..count)
            .map(|step| first + (wanted + step) % count)
            .find(|&seat| self.seats[seat as usize] == SeatUse::Free)?;
        self.seats[seat as usize] = SeatUse::Taken;
        Some(seat)
    }

    /// Not ready for a while.
    pub(super) fn rest<O: Observer>(
        &mut self,
        agent: u32,
        reason: NotReadyReason,
        length: i64,
        observer: &mut O,
    ) {
        self.idle.remove(agent);
        let person = &mut self.agents[agent as usize];
        person.doing = Doing::Resting;
        person.stamp += 1;
        self.say_state(agent, AgentState::NotReady(reason), observer);
        self.after(length, Task::RestEnd, agent, 0);
    }

    pub(super) fn end_rest<O: Observer>(&mut self, agent: u32, observer: &mut O) {
        if self.agents[agent as usize].doing == Doing::Resting {
            self.say_state(agent, AgentState::Available, observer);
            self.free(agent, observer);
        }
    }

    /// Some seats break every day.
    pub(super) fn plan_breakdowns(&mut self) {
        let mut random = Random::of(self.start.seed, Stream::Places, self.date.number);
        for _ in 0..4 {
            let at = self.date.midnight + micros(random.between(7.0, 20.0) * 3600.0);
            let seat = random.below(state::id(self.seats.len()));
            if at > self.now {
                self.agenda.put(at, Task::Breakdown, seat, 0);
            }
        }
    }

    pub(super) fn break_seat<O: Observer>(&mut self, seat: u32, observer: &mut O) {
        if self.seats[seat as usize] != SeatUse::Free {
            return;
        }
        self.seats[seat as usize] = SeatUse::Broken;
        let state = SeatState::OutOfOrder;
        self.say(observer, Event::SeatStateSet { seat: SeatId(seat), state });
        let number = (self.date.number << 16) | u64::from(seat);
        let mut random = Random::of(self.start.seed, Stream::Places, number | (1 << 62));
        let length = HOUR + micros(random.exponential(5400.0));
        self.after(length, Task::Repair, seat, 0);
    }

    pub(super) fn repair_seat<O: Observer>(&mut self, seat: u32, observer: &mut O) {
        self.seats[seat as usize] = SeatUse::Free;
        let state = SeatState::Free;
        self.say(observer, Event::SeatStateSet { seat: SeatId(seat), state });
    }
}
