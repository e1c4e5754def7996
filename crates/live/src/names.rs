//! The names of everything that has one, and the centre's own.
//!
//! Room:  live; from registration events, for screens.
//! Holds: a later registration replaces the name, never the id.

use crate::live::{Live, Outcome, Step};
use domain::calendar::Zone;
use domain::{Duration, QueueId, SkillId};
use journal::carry::{Centre, Registered};
use journal::{AnomalyKind, Event};

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
        };
        let names = &mut self.names;
        match event {
            E::SourceRegistered { source, key, name, connector } => {
                let registered = Registered { detail: Some(connector.clone()), ..say(key, name) };
                names.sources.insert(*source, registered);
            }
            E::SiteRegistered { site, key, name, zone } => {
                let registered = Registered { detail: Some(zone.clone()), ..say(key, name) };
                names.sites.insert(*site, registered);
            }
            E::TeamRegistered { team, key, name, site } => {
                names.teams.insert(*team, Registered { site: *site, ..say(key, name) });
            }
            E::SkillRegistered { skill, key, name } => {
                names.skills.insert(*skill, say(key, name));
            }
            E::QueueRegistered { queue, key, name, skill, site } => {
                let registered = Registered { skill: *skill, site: *site, ..say(key, name) };
                names.queues.insert(*queue, registered);
                self.learn_skill(*queue, *skill)?;
            }
            E::DidRegistered { did, key, name } => {
                names.dids.insert(*did, say(key, name));
            }
            E::AgentRegistered { agent, key, name, site } => {
                names.agents.insert(*agent, Registered { site: *site, ..say(key, name) });
            }
            E::SeatRegistered { seat, key, name, site } => {
                names.seats.insert(*seat, Registered { site: *site, ..say(key, name) });
            }
            E::IvrNodeRegistered { node, key, name } => {
                names.ivr_nodes.insert(*node, say(key, name));
            }
            _ => {}
        }
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
