//! What is set for the house: by its telephone systems, by the configuration file or by people.
//!
//! Room:  live; between configuration events and what each of them changes.
//! Holds: who set a thing last is known of each, so that the file takes back only its own word.
//! Proof: stories `settings`.

use crate::live::{Live, Outcome, Step};
use journal::Event;
use journal::carry::Setting;
use journal::registry::SETTINGS;

impl Live {
    /// One line per kind of setting; who said it is noted where it was taken.
    #[expect(clippy::wildcard_enum_match_arm, reason = "called for settings only")]
    pub(crate) fn settle_setting(&mut self, step: &Step<'_>, event: &Event) -> Outcome {
        use Event as E;
        let setting = match event {
            E::CentreConfigured { name, zone, business_day_start } => {
                self.configure(name, zone, *business_day_start)?;
                self.settle_all_zones();
                Setting::Centre
            }
            E::DefinitionSet { definition } => {
                self.definitions.set(*definition)?;
                Setting::Definition(definition.id)
            }
            E::TargetSet { queue, definition, permille } => {
                self.definitions.aim(*queue, *definition, *permille)?;
                Setting::Target { queue: *queue, definition: *definition }
            }
            E::TargetRemoved { queue, definition } => {
                self.definitions.aim_no_more(*queue, *definition)?;
                Setting::Target { queue: *queue, definition: *definition }
            }
            E::BreakAllowanceSet { reason, limit } => {
                self.definitions.allow(*reason, *limit)?;
                Setting::BreakAllowance(*reason)
            }
            E::BreakAllowanceRemoved { reason } => {
                self.definitions.allow_any(*reason)?;
                Setting::BreakAllowance(*reason)
            }
            E::OpeningHoursSet { queue, effective_from, hours } => {
                self.set_hours(*queue, *effective_from, hours.as_deref())?;
                Setting::Hours(*queue)
            }
            _ => return Ok(()),
        };
        if step.source == SETTINGS {
            self.by_people.insert(setting);
        } else {
            self.by_people.remove(&setting);
        }
        Ok(())
    }
}
