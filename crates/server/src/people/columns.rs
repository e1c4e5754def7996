//! The columns of files of people: their headings in both languages, and what a cell of each says.
//!
//! Room:  server, people; used by `plan` (in) and `export` (out), so that what goes out comes in again.

use crate::http::build::history_words::Language;

/// What a column is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    Number,
    Name,
    Hired,
    Left,
    Site,
    Team,
    Skills,
    Hours,
    PartTime,
    Nights,
    Languages,
    HolidayPay,
    Agents,
}

/// Chinese, English, and what else files call it.
type Heading = (&'static str, &'static str, &'static [&'static str]);

impl Column {
    pub const ALL: [Self; 13] = [
        Self::Number,
        Self::Name,
        Self::Hired,
        Self::Left,
        Self::Site,
        Self::Team,
        Self::Skills,
        Self::Hours,
        Self::PartTime,
        Self::Nights,
        Self::Languages,
        Self::HolidayPay,
        Self::Agents,
    ];

    const fn heading(self) -> Heading {
        match self {
            Self::Number => ("工号", "Employee number", &["number", "员工编号", "人员编号"]),
            Self::Name => ("姓名", "Name", &[]),
            Self::Hired => ("入职日期", "Hired on", &["hired_on", "入职"]),
            Self::Left => ("离职日期", "Left on", &["left_on", "离职"]),
            Self::Site => ("职场", "Site", &["中心"]),
            Self::Team => ("班组", "Team", &["小组"]),
            Self::Skills => ("技能", "Skills", &["技能组"]),
            Self::Hours => ("每周工时", "Hours a week", &["hours_per_week", "周工时"]),
            Self::PartTime => ("非全日制", "Part time", &["is_part_time"]),
            Self::Nights => ("可上夜班", "Nights allowed", &["night_allowed"]),
            Self::Languages => ("语言", "Languages", &[]),
            Self::HolidayPay => ("节假日薪级", "Holiday pay class", &["holiday_pay_class"]),
            Self::Agents => ("话务账号", "Agents", &["agent"]),
        }
    }

    /// What stands above the column in our own files.
    #[must_use]
    pub const fn name(self, language: Language) -> &'static str {
        let (chinese, english, _) = self.heading();
        match language {
            Language::Chinese => chinese,
            Language::English => english,
        }
    }

    /// Whether a heading of a file means this column.
    #[must_use]
    pub fn is_called(self, heading: &str) -> bool {
        let (chinese, english, others) = self.heading();
        let heading = heading.trim();
        [chinese, english]
            .into_iter()
            .chain(others.iter().copied())
            .any(|name| heading.eq_ignore_ascii_case(name))
    }

    /// How it is filled in: the second sheet of the template.
    #[must_use]
    pub const fn help(self, language: Language) -> &'static str {
        let (chinese, english) = match self {
            Self::Number => {
                ("必填，唯一，按它对应已有的人", "Needed, unique; finds who is there already")
            }
            Self::Name => ("新增时必填", "Needed for somebody new"),
            Self::Hired => ("新增时必填，如 2026-11-24", "Needed for somebody new, as 2026-11-24"),
            Self::Left => {
                ("离开后的第一天；写 - 表示未离职", "First day after leaving; - for none")
            }
            Self::Site | Self::Team => {
                ("名称或系统中的代码；写 - 表示没有", "Name or key; - for none")
            }
            Self::Skills => (
                "全部技能，如：账务 1；业务 3 2027-03-31（级别 1 最好，可加认证到期日）；写 - 表示没有",
                "All skills, as: Billing 1; Faults 3 2027-03-31 (level 1 is best, day of the certificate); - for none",
            ),
            Self::Hours => ("每周小时数，最小单位 0.25", "Hours of a week in quarters"),
            Self::PartTime | Self::Nights => ("是 / 否", "yes / no"),
            Self::Languages => ("用分号隔开；写 - 表示没有", "With semicolons between; - for none"),
            Self::HolidayPay => ("写 - 表示没有", "- for none"),
            Self::Agents => (
                "话务系统中的名字，多个用分号隔开；写 - 表示没有",
                "Names at the telephone systems, with semicolons between; - for none",
            ),
        };
        match language {
            Language::Chinese => chinese,
            Language::English => english,
        }
    }
}
