//! The names of everything that has one, and the centre's own.
//!
//! Room:  live; from registration events, for screens.
//! Holds: a later registration replaces the name, never the id; a name, skill or site that people
//!        set stays, and the source's own name is remembered beside it.
//! Proof: stories `settings`.

use crate::live::{Live, Outcome, Step};
use domain::calendar::Zone;
use domain::{Duration, QueueId, SiteId, SkillId};
use journal::carry::{Centre, Registered};
use journal::{AnomalyKind, Event, Named};
use std::collections::BTreeMap;

/// Takes what a source says, but for what people said before.
fn keep<Id: Ord>(table: &mut BTreeMap<Id, Registered>, id: Id, said: Registered) {
    let Some(known) = table.get_mut(&id) else {
        table.insert(id, said);
        return;
    };
    let before = std::mem::replace(known, said);
    if before.own_name.is_some() {
        known.own_name = Some(std::mem::replace(&mut known.name, before.name));
    }
    if before.is_placed {
        (known.skill, known.site, known.is_placed) = (before.skill, before.site, true);
    }
}

impl Live {
    #[expect(clippy::wildcard_enum_match_arm, reason = "called for registrations only")]
    pub(crate) fn register(&mut self, step: &Step<'_>, event: &Event) -> Outcome {
        use Event as E;
        let source = step.source;
        let say = |key: &String, name: &String| Registered {
            key: key.clone(),
            name: name.clone(),
            source,
            site: None,
            skill: None,
            detail: None,
            own_name: None,
            is_placed: false,
        };
        let names = &mut self.names;
        match event {
            E::SourceRegistered { source, key, name, connector } => {
                let registered = Registered { detail: Some(connector.clone()), ..say(key, name) };
                keep(&mut names.sources, *source, registered);
            }
            E::SiteRegistered { site, key, name, zone } => {
                let registered = Registered { detail: Some(zone.clone()), ..say(key, name) };
                keep(&mut names.sites, *site, registered);
            }
            E::TeamRegistered { team, key, name, site } => {
                keep(&mut names.teams, *team, Registered { site: *site, ..say(key, name) });
            }
            E::SkillRegistered { skill, key, name } => {
                keep(&mut names.skills, *skill, say(key, name));
            }
            E::QueueRegistered { queue, key, name, skill, site } => {
                let registered = Registered { skill: *skill, site: *site, ..say(key, name) };
                keep(&mut names.queues, *queue, registered);
                let skill = names.queues.get(queue).and_then(|known| known.skill);
                self.learn_skill(*queue, skill)?;
            }
            E::DidRegistered { did, key, name } => {
                keep(&mut names.dids, *did, say(key, name));
            }
            E::AgentRegistered { agent, key, name, site } => {
                keep(&mut names.agents, *agent, Registered { site: *site, ..say(key, name) });
            }
            E::SeatRegistered { seat, key, name, site } => {
                keep(&mut names.seats, *seat, Registered { site: *site, ..say(key, name) });
            }
            E::IvrNodeRegistered { node, key, name } => {
                keep(&mut names.ivr_nodes, *node, say(key, name));
            }
            _ => {}
        }
        Ok(())
    }

    /// What people call a thing; `None`: what its source calls it.
    pub(crate) fn name(&mut self, of: &Named, name: Option<&str>) -> Outcome {
        let names = &mut self.names;
        let known = match of {
            Named::Source(id) => names.sources.get_mut(id),
            Named::Site(id) => names.sites.get_mut(id),
            Named::Team(id) => names.teams.get_mut(id),
            Named::Skill(id) => names.skills.get_mut(id),
            Named::Queue(id) => names.queues.get_mut(id),
            Named::Did(id) => names.dids.get_mut(id),
            Named::Agent(id) => names.agents.get_mut(id),
            Named::Seat(id) => names.seats.get_mut(id),
            Named::IvrNode(id) => names.ivr_nodes.get_mut(id),
        };
        let known = known.ok_or(AnomalyKind::Unreadable)?;
        match name {
            Some(name) => {
                let before = std::mem::replace(&mut known.name, name.to_owned());
                known.own_name.get_or_insert(before);
            }
            None => known.name = known.own_name.take().ok_or(AnomalyKind::Repeated)?,
        }
        Ok(())
    }

    /// A queue's skill and site as people say.
    pub(crate) fn place(
        &mut self,
        queue: QueueId,
        skill: Option<SkillId>,
        site: Option<SiteId>,
    ) -> Outcome {
        self.check_queue(queue)?;
        let known = self.names.queues.get_mut(&queue).ok_or(AnomalyKind::Unreadable)?;
        (known.skill, known.site, known.is_placed) = (skill, site, true);
        self.learn_skill(queue, skill)?;
        self.settle_all_zones();
        Ok(())
    }

    /// Rows look the skill up once per contact: a table beside the names.
    pub(crate) fn learn_skill(&mut self, queue: QueueId, skill: Option<SkillId>) -> Outcome {
        self.check_queue(queue)?;
        self.skills.resize(self.waiting.len(), None);
        self.skills[queue.index()] = skill;
        Ok(())
    }

    /// The centre's name, zone and start of the business day. A changed day begins anew with what
    /// the open cells hold.
    pub(crate) fn configure(&mut self, name: &str, zone: &str, start: Duration) -> Outcome {
        let known = Zone::named(zone).map_err(|_| AnomalyKind::Unreadable)?;
        if start < Duration::ZERO || start >= Duration::from_minutes(24 * 60) {
            return Err(AnomalyKind::Unreadable);
        }
        let changes_day = (zone, start) != (&*self.centre.zone, self.centre.business_day_start);
        self.centre =
            Centre { name: name.to_owned(), zone: zone.to_owned(), business_day_start: start };
        self.zone = known;
        if let Some(now) = self.now
            && changes_day
        {
            self.follow_day(now);
        }
        Ok(())
    }
}
