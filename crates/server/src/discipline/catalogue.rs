//! The rules of conduct and the limits of a day: what the centre set, else what is shipped as an example.
//!
//! Room:  server, discipline; rows are `store::ConductRow`.
//! Holds: a finding takes the rule of its own day, so that a later change restates nothing.
//! Proof: tests below.

use super::finding::{ConductRule, Gravity, Terms};
use domain::Duration;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::{ConductRow, Store, StoreError};
use utoipa::ToSchema;

/// What a rule says, without its code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConductRuleContent {
    pub name_zh: String,
    pub name_en: String,
    pub gravity: Gravity,
    pub points: u32,
    /// One out of use is not found any more.
    pub is_active: bool,
}

/// What the centre holds its people and itself to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConductLimits {
    /// The violation rate's line in basis points: 120 is 1.2 %.
    pub line_basis_points: u32,
    /// Days for an appeal.
    pub appeal_days: u32,
    /// Days after which what nobody confirmed is gone.
    pub lapse_days: u32,
    /// Points of a case of attendance that was decided against the person.
    pub attendance_points: u32,
    /// Commended with so many points, and nothing against them: on the red list.
    pub red_from: u32,
    /// So many points of violations: on the black list.
    pub black_from: u32,
}

impl ConductLimits {
    #[must_use]
    pub const fn usual() -> Self {
        Self {
            line_basis_points: 120,
            appeal_days: 7,
            lapse_days: 3,
            attendance_points: 1,
            red_from: 5,
            black_from: 3,
        }
    }

    #[must_use]
    pub fn terms(&self) -> Terms {
        let days = |days: u32| Duration::from_minutes(i64::from(days) * 24 * 60);
        Terms { appeal: days(self.appeal_days), lapse: days(self.lapse_days) }
    }
}

/// Before any day that anybody set.
const FIRST: &str = "0001-01-01";

const SHIPPED: [(&str, &str, &str, Gravity, u32); 8] = [
    ("D01", "离席未报备（示例）", "Away from the seat unannounced (example)", Gravity::Ordinary, 1),
    (
        "D02",
        "通话区使用手机（示例）",
        "Mobile phone in the call area (example)",
        Gravity::Ordinary,
        2,
    ),
    ("D03", "工位不整洁（示例）", "Untidy workplace (example)", Gravity::Reminder, 0),
    (
        "D04",
        "着装、工牌不合规（示例）",
        "Dress or badge not as agreed (example)",
        Gravity::Reminder,
        0,
    ),
    ("D05", "工位进食（示例）", "Eating at the desk (example)", Gravity::Reminder, 1),
    ("D06", "当班睡岗（示例）", "Asleep on duty (example)", Gravity::Grave, 5),
    ("D07", "抄录客户信息（示例）", "Customer data copied down (example)", Gravity::Grave, 10),
    ("D08", "屏幕未锁离席（示例）", "Screen left unlocked (example)", Gravity::Ordinary, 2),
];

/// All versions of rules and limits.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    /// Of each code, by first day.
    pub rules: BTreeMap<String, Vec<(String, ConductRuleContent)>>,
    pub limits: Vec<(String, ConductLimits)>,
}

impl Catalogue {
    pub async fn load(store: &Store) -> Result<Self, StoreError> {
        Ok(Self::of(&store.conduct_rules().await?, &store.conduct_limits().await?))
    }

    /// What is shipped, and after it what the rows say; what cannot be read is left out.
    #[must_use]
    pub fn of(rules: &[ConductRow], limits: &[ConductRow]) -> Self {
        let mut all: BTreeMap<String, Vec<(String, ConductRuleContent)>> = BTreeMap::new();
        for (code, zh, en, gravity, points) in SHIPPED {
            let (name_zh, name_en) = (zh.to_owned(), en.to_owned());
            let content = ConductRuleContent { name_zh, name_en, gravity, points, is_active: true };
            all.entry(code.to_owned()).or_default().push((FIRST.to_owned(), content));
        }
        for row in rules {
            if let Ok(content) = serde_json::from_str(&row.content) {
                all.entry(row.code.clone()).or_default().push((row.first_day.clone(), content));
            }
        }
        let read = |row: &ConductRow| {
            Some((row.first_day.clone(), serde_json::from_str(&row.content).ok()?))
        };
        let first = std::iter::once((FIRST.to_owned(), ConductLimits::usual()));
        Self { rules: all, limits: first.chain(limits.iter().filter_map(read)).collect() }
    }

    /// The rule of a day; nothing where there is none or it is out of use.
    #[must_use]
    pub fn rule(&self, code: &str, day: &str) -> Option<ConductRule> {
        let content = self.content(code, day).filter(|content| content.is_active)?;
        Some(ConductRule {
            code: code.to_owned(),
            name_zh: content.name_zh.clone(),
            name_en: content.name_en.clone(),
            gravity: content.gravity,
            points: content.points,
        })
    }

    /// What a code says on a day, in use or not.
    #[must_use]
    pub fn content(&self, code: &str, day: &str) -> Option<&ConductRuleContent> {
        let versions = self.rules.get(code)?;
        versions.iter().rfind(|(first, _)| first.as_str() <= day).map(|(_, content)| content)
    }

    #[must_use]
    pub fn limits(&self, day: &str) -> ConductLimits {
        let held = self.limits.iter().rfind(|(first, _)| first.as_str() <= day);
        held.map_or_else(ConductLimits::usual, |(_, limits)| *limits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Timestamp;

    #[test]
    fn a_finding_has_the_rule_of_its_day_and_a_changed_one_holds_from_its_own() {
        let row = ConductRow {
            code: "D02".to_owned(),
            first_day: "2026-12-01".to_owned(),
            content: r#"{"name_zh":"手机","name_en":"Phone","gravity":"grave","points":4,"is_active":true}"#
                .to_owned(),
            changed_at: Timestamp(0),
            changed_by: "admin".to_owned(),
        };
        let catalogue = Catalogue::of(&[row], &[]);
        assert_eq!(catalogue.rule("D02", "2026-11-30").unwrap().points, 2);
        assert_eq!(catalogue.rule("D02", "2026-12-01").unwrap().points, 4);
        assert_eq!(catalogue.rule("D99", "2026-12-01"), None);
        assert_eq!(catalogue.limits("2026-11-30").line_basis_points, 120);
    }
}
