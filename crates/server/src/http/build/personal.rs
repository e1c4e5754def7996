//! A copy of what is kept about somebody: in words, and as an Excel workbook.
//!
//! Room:  server/http/build.
//! Holds: each part has a title and each column a heading in both languages (a test reads the store's list);
//!        a text is never a formula.
//! Never: a part that few may know, unless it was asked for by right.
//! Proof: tests below; `tests/it/api_personal.rs`.

use crate::http::build::history_words::Language;
use crate::http::build::words;
use crate::http::views::personal::{PersonalColumn, PersonalCopy, PersonalPart};
use domain::calendar::Zone;
use domain::{AgentId, QueueId, SeatId, SiteId, SkillId, TeamId, Timestamp};
use journal::carry::{Names, Registered};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use std::collections::BTreeMap;
use store::{OutcomeKind, PersonalRows, PersonalValue};

type Pair = (&'static str, &'static str);

/// What an Excel cell takes.
const MOST_LETTERS: usize = 32_000;
const MICROS: i64 = 1_000_000;
/// What stands for no end.
const OPEN_END: &str = "9999-12-31";

const TITLES: &[(&str, Pair)] = &[
    ("person", ("人员", "Person")),
    ("person_fact", ("任职信息", "Employment")),
    ("person_protected", ("受保护的情况", "Protected facts")),
    ("person_change", ("变更记录", "Changes")),
    ("account", ("账号", "Accounts")),
    ("account_origin", ("统一登录", "Company sign-in")),
    ("session", ("登录会话", "Sessions")),
    ("second_factor", ("第二因素", "Second factor")),
    ("recovery_code", ("恢复码", "Recovery codes")),
    ("sign_in_failure", ("登录失败", "Failed sign-ins")),
    ("api_token", ("接口令牌", "API tokens")),
    ("wall_token", ("大屏链接", "Wall links")),
    ("saved_view", ("保存的视图", "Saved views")),
    ("attendance_shift", ("班次", "Shifts")),
    ("attendance_punch", ("打卡", "Punches")),
    ("attendance_phone", ("打卡手机", "Phone for punching")),
    ("attendance_use", ("用过的打卡码", "Codes used")),
    ("attendance_case", ("考勤异常", "Attendance cases")),
    ("discipline_finding", ("督导发现", "Findings")),
    ("discipline_commendation", ("表彰", "Commendations")),
    ("discipline_check", ("本人所做检查", "Checks made")),
    ("state_span", ("坐席状态", "States")),
    ("contact", ("接待的联络", "Contacts handled")),
    ("telephone_order", ("话务指令", "Telephone orders")),
    ("compliance_event", ("合规事件", "Compliance events")),
    ("audit_by", ("审计：本人操作", "Audit, done by")),
    ("audit_about", ("审计：关于本人", "Audit, done about")),
];

const HEADINGS: &[(&str, Pair)] = &[
    ("account", ("账号", "Account")),
    ("action", ("操作", "Action")),
    ("actor", ("操作人", "By")),
    ("address", ("地址", "Address")),
    ("after_contact_work", ("话后", "After-contact work")),
    ("agent", ("坐席", "Agent")),
    ("answer", ("结果", "Answer")),
    ("area", ("区域", "Area")),
    ("arrived_at", ("到达", "Arrived")),
    ("at", ("时间", "Time")),
    ("became", ("改为", "Became")),
    ("begins_at", ("开始", "Begins")),
    ("board", ("看板", "Board")),
    ("bound_at", ("绑定时间", "Bound")),
    ("breaks", ("休息", "Breaks")),
    ("changed_at", ("更改时间", "Changed")),
    ("checked_at", ("检查时间", "Checked")),
    ("consent_on", ("同意日期", "Consent")),
    ("contact", ("联络编号", "Contact")),
    ("content", ("内容", "Content")),
    ("created_at", ("建立时间", "Created")),
    ("day", ("日期", "Day")),
    ("detail", ("细节", "Detail")),
    ("device", ("设备", "Device")),
    ("disabled_at", ("停用时间", "Disabled")),
    ("ended_at", ("结束", "Ended")),
    ("ends_at", ("结束", "Ends")),
    ("enrolled_at", ("启用时间", "Set up")),
    ("expires_at", ("到期", "Expires")),
    ("failures", ("次数", "Times")),
    ("finding", ("编号", "Number")),
    ("first_at", ("最早一次", "First")),
    ("first_day", ("起始日", "From")),
    ("from_at", ("从", "From")),
    ("from_day", ("生效日", "From")),
    ("given_at", ("时间", "Time")),
    ("given_by", ("给出人", "Given by")),
    ("hired_on", ("入职日", "Hired")),
    ("hold", ("保持", "Hold")),
    ("issuer", ("来源", "Issuer")),
    ("kind", ("类别", "Kind")),
    ("kiosk", ("打卡点", "Kiosk")),
    ("last_at", ("最近一次", "Last")),
    ("left_at", ("离开", "Left")),
    ("left_on", ("离职日", "Left")),
    ("level", ("检查方式", "Kind of check")),
    ("linked_at", ("关联时间", "Linked")),
    ("looked_at", ("查看人数", "People looked at")),
    ("made_at", ("生成时间", "Made")),
    ("name", ("名称", "Name")),
    ("noted_at", ("记录时间", "Noted")),
    ("noted_by", ("记录人", "Noted by")),
    ("number", ("工号", "Number")),
    ("object", ("对象", "Of what")),
    ("origin", ("来源地址", "From where")),
    ("outcome", ("结局", "Outcome")),
    ("page", ("页面", "Page")),
    ("part", ("序号", "Part")),
    ("points", ("分", "Points")),
    ("queue", ("队列", "Queue")),
    ("reason", ("理由", "Reason")),
    ("removed_at", ("删除时间", "Removed")),
    ("request", ("请求", "Request")),
    ("revoked_at", ("撤销时间", "Revoked")),
    ("roles", ("角色", "Roles")),
    ("rule", ("规则", "Rule")),
    ("scopes", ("范围", "Scopes")),
    ("seat", ("座席位", "Seat")),
    ("seen_at", ("最近使用", "Last seen")),
    ("settings", ("设置", "Settings")),
    ("severity", ("级别（1 黄 2 橙 3 红）", "Grade (1 yellow, 2 orange, 3 red)")),
    ("shown", ("显示名", "Shown as")),
    ("site", ("职场", "Site")),
    ("slot", ("项目", "Of which")),
    ("source", ("方式", "Source")),
    ("state", ("状态", "State")),
    ("step", ("码序号", "Code")),
    ("subject", ("对方标识", "Subject")),
    ("talk", ("通话", "Talk")),
    ("until_at", ("至", "Until")),
    ("until_day", ("截止日（不含）", "Until (not included)")),
    ("used_at", ("使用时间", "Used")),
    ("value", ("值", "Value")),
    ("was", ("原为", "Was")),
    ("way", ("方向", "Way")),
    ("what", ("什么", "What")),
];

const WORDS: &[(&str, Pair)] = &[
    ("signed_out", ("签出", "signed out")),
    ("available", ("空闲", "available")),
    ("ringing", ("振铃", "ringing")),
    ("talking", ("通话", "talking")),
    ("holding", ("保持", "holding")),
    ("after_contact_work", ("话后", "after-contact work")),
    ("not_ready", ("示忙", "not ready")),
    ("break", ("小休", "break")),
    ("meal", ("用餐", "meal")),
    ("training", ("培训", "training")),
    ("coaching", ("辅导", "coaching")),
    ("meeting", ("会议", "meeting")),
    ("back_office", ("后台", "back office")),
    ("system_fault", ("系统故障", "system fault")),
    ("other", ("其他", "other")),
    ("answered", ("已接", "answered")),
    ("abandoned", ("放弃", "abandoned")),
    ("diverted", ("转走", "diverted")),
    ("refused", ("拒入", "refused")),
    ("not_queued", ("未进队", "not queued")),
    ("unknown", ("不详", "unknown")),
    ("site", ("职场", "site")),
    ("team", ("班组", "team")),
    ("skill", ("技能", "skill")),
    ("contract", ("合同", "contract")),
    ("agent", ("话务账号", "agent")),
    ("account", ("登录账号", "account")),
    ("leads", ("带班", "leads")),
    ("seat", ("座席位", "seat")),
    ("created", ("新建", "created")),
    ("number", ("工号", "employee number")),
    ("name", ("姓名", "name")),
    ("hired_on", ("入职日", "hired")),
    ("left_on", ("离职日", "left")),
    ("pregnant", ("孕期", "pregnant")),
    ("nursing", ("哺乳期", "nursing")),
    ("in", ("上班", "in")),
    ("out", ("下班", "out")),
    ("pass", ("打卡", "pass")),
    ("late", ("迟到", "late")),
    ("early_leave", ("早退", "early leave")),
    ("absent", ("缺勤", "absent")),
    ("missing_in", ("缺上班卡", "no punch in")),
    ("missing_out", ("缺下班卡", "no punch out")),
    ("punched_not_signed_in", ("打卡未签入", "punched, not signed in")),
    ("signed_in_not_punched", ("签入未打卡", "signed in, not punched")),
    ("unconfirmed", ("未确认", "unconfirmed")),
    ("two_places", ("同时两地", "two places at once")),
    ("password", ("密码", "password")),
    ("patrol", ("值班巡检", "patrol")),
    ("unannounced", ("质检抽查", "unannounced")),
];

/// Whom a copy is of, and in which words.
#[derive(Clone, Copy, Debug)]
pub struct Telling<'a> {
    pub number: Option<&'a str>,
    pub name: &'a str,
    pub at: Timestamp,
    pub zone: &'a Zone,
    pub names: &'a Names,
    pub language: Language,
    pub with_protected: bool,
}

/// In words.
#[must_use]
pub fn copy(kept: &[PersonalRows], telling: Telling<'_>) -> PersonalCopy {
    let is_told = |rows: &&PersonalRows| telling.with_protected || !rows.is_protected;
    PersonalCopy {
        number: telling.number.map(str::to_owned),
        name: telling.name.to_owned(),
        made_at: telling.at.into(),
        zone: telling.zone.name().to_owned(),
        parts: kept.iter().filter(is_told).map(|rows| part(rows, telling)).collect(),
        is_without_protected: kept.iter().any(|rows| !is_told(&rows)),
    }
}

fn part(kept: &PersonalRows, telling: Telling<'_>) -> PersonalPart {
    let column = |name: &&'static str| PersonalColumn {
        name: (*name).to_owned(),
        title: said(HEADINGS, name, telling.language),
    };
    let row = |row: &Vec<Option<PersonalValue>>| {
        let fields = kept.columns.iter().zip(row);
        fields.map(|(name, value)| field(kept, row, name, value.as_ref(), telling)).collect()
    };
    PersonalPart {
        place: kept.place.to_owned(),
        title: said(TITLES, kept.place, telling.language),
        columns: kept.columns.iter().map(column).collect(),
        rows: kept.rows.iter().map(row).collect(),
        is_cut: kept.is_cut,
    }
}

/// What has no word yet stands as it is kept.
fn said(words: &[(&str, Pair)], name: &str, language: Language) -> String {
    let known = words.iter().find(|(word, _)| *word == name);
    known.map_or(name, |(_, pair)| language.of(*pair)).to_owned()
}

fn field(
    kept: &PersonalRows,
    row: &[Option<PersonalValue>],
    column: &str,
    value: Option<&PersonalValue>,
    telling: Telling<'_>,
) -> String {
    let say = |word: &str| said(WORDS, word, telling.language);
    match value {
        None => String::new(),
        Some(PersonalValue::Text(text)) if text == OPEN_END => String::new(),
        Some(PersonalValue::Text(text)) if is_worded(column) => say(text),
        Some(PersonalValue::Text(text)) => text.clone(),
        Some(PersonalValue::Moment(micros)) => telling.zone.show(Timestamp::from_micros(*micros)),
        Some(PersonalValue::Length(micros)) => length(*micros),
        Some(PersonalValue::Outcome(outcome)) => say(ending(*outcome)),
        Some(PersonalValue::State(state)) => {
            let state_word = say(&words::word(&words::state(*state)));
            let reason = words::reason(*state);
            reason.map_or(state_word.clone(), |reason| format!("{state_word} · {}", say(&reason)))
        }
        Some(PersonalValue::Number(number)) => {
            let kind = kind_of(kept, row);
            if column == "slot" && !kind.as_deref().is_some_and(has_slots) {
                return String::new();
            }
            named(kind.as_deref(), column, *number, telling.names)
                .unwrap_or_else(|| number.to_string())
        }
    }
}

/// Columns whose texts are words of the house.
fn is_worded(column: &str) -> bool {
    matches!(column, "kind" | "what" | "way" | "level")
}

/// Kinds of facts of which somebody has several at a time.
fn has_slots(kind: &str) -> bool {
    matches!(kind, "skill" | "agent" | "account" | "leads" | "seat")
}

/// Of what a fact or a change is.
fn kind_of(kept: &PersonalRows, row: &[Option<PersonalValue>]) -> Option<String> {
    let at = kept.columns.iter().position(|name| matches!(*name, "kind" | "what"))?;
    match row.get(at)? {
        Some(PersonalValue::Text(kind)) => Some(kind.clone()),
        _ => None,
    }
}

const fn ending(outcome: OutcomeKind) -> &'static str {
    match outcome {
        OutcomeKind::Answered => "answered",
        OutcomeKind::Abandoned => "abandoned",
        OutcomeKind::Diverted => "diverted",
        OutcomeKind::Refused => "refused",
        OutcomeKind::NotQueued => "not_queued",
        OutcomeKind::Unknown => "unknown",
    }
}

fn length(micros: i64) -> String {
    let seconds = micros / MICROS;
    format!("{}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

/// The name of the thing that a number stands for.
fn named(kind: Option<&str>, column: &str, number: i64, names: &Names) -> Option<String> {
    let id = u32::try_from(number).ok()?;
    match (kind, column) {
        (Some("team"), "value") | (Some("leads"), "slot") => name(&names.teams, &TeamId(id)),
        (Some("skill"), "slot") => name(&names.skills, &SkillId(id)),
        (Some("agent"), "slot") | (_, "agent") => name(&names.agents, &AgentId(id)),
        (Some("seat"), "slot") | (_, "seat") => name(&names.seats, &SeatId(id)),
        (Some("site"), "value") | (_, "site") => name(&names.sites, &SiteId(id)),
        (_, "queue") => name(&names.queues, &QueueId(id)),
        _ => None,
    }
}

fn name<K: Ord>(names: &BTreeMap<K, Registered>, id: &K) -> Option<String> {
    names.get(id).map(|known| known.name.clone())
}

/// A sheet for each part, and before them whose copy it is.
pub fn workbook(copy: &PersonalCopy, language: Language) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    cover(book.add_worksheet(), copy, language, &bold)?;
    for part in &copy.parts {
        let sheet = book.add_worksheet();
        sheet.set_name(&part.title)?;
        for (place, column) in (0_u16..).zip(&part.columns) {
            sheet.write_string_with_format(0, place, &column.title, &bold)?;
            sheet.set_column_width(place, 20)?;
        }
        for (line, row) in (1_u32..).zip(&part.rows) {
            for (place, text) in (0_u16..).zip(row).filter(|(_, text)| !text.is_empty()) {
                let fits: String = text.chars().take(MOST_LETTERS).collect();
                sheet.write_string(line, place, fits)?;
            }
        }
        sheet.set_freeze_panes(1, 0)?;
    }
    book.save_to_buffer()
}

fn cover(
    sheet: &mut Worksheet,
    copy: &PersonalCopy,
    language: Language,
    bold: &Format,
) -> Result<(), XlsxError> {
    sheet.set_name(language.of(("说明", "About")))?;
    sheet.set_column_width(0, 24)?;
    sheet.set_column_width(1, 90)?;
    let zone = Zone::named(&copy.zone).unwrap_or_else(|_| Zone::utc());
    let title = language.of(("个人信息副本", "Copy of personal data"));
    sheet.write_string_with_format(0, 0, title, bold)?;
    let mut line = 1;
    let mut say = |what: &str, text: &str| -> Result<(), XlsxError> {
        line += 1;
        sheet.write_string(line, 0, what)?;
        sheet.write_string(line, 1, text).map(drop)
    };
    say(language.of(("姓名", "Name")), &copy.name)?;
    if let Some(number) = &copy.number {
        say(language.of(("工号", "Number")), number)?;
    }
    say(language.of(("生成时间", "Made")), &zone.show(copy.made_at.0))?;
    say(language.of(("时区", "Time zone")), &copy.zone)?;
    for part in &copy.parts {
        let rows = part.rows.len().to_string();
        let cut =
            language.of(("（条数过多，较早的未列出）", " (too many: the oldest are left out)"));
        say(&part.title, &if part.is_cut { format!("{rows}{cut}") } else { rows })?;
    }
    say("", language.of(NOT_HERE))?;
    if copy.is_without_protected {
        say("", language.of(WITHOUT_PROTECTED))?;
    }
    Ok(())
}

const NOT_HERE: Pair = (
    "不在此表：口令和密钥（只存校验值，无法读出）、检查照片（在督导页查看）、电话系统日志里的坐席姓名、按时段的汇总数字（不含个人明细）、客户信息。",
    "Not in here: passwords and keys (only what checks them is kept), pictures of checks (see the page of discipline), the \
     agent's name in the journal of the telephone system, sums by interval, anything of customers.",
);
const WITHOUT_PROTECTED: Pair = (
    "受保护的情况未列出：导出人无权查看；本人可在“我的账号”自行导出。",
    "Protected facts are left out: whoever made this may not see them. The person's own copy, made under “My account”, has them.",
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_and_column_has_words_and_no_sheet_is_named_twice() {
        let mut titles = Vec::new();
        for (place, columns) in store::personal_columns() {
            let (_, title) = TITLES.iter().find(|(name, _)| *name == place).expect(place);
            titles.push(title.0);
            assert!(title.0.chars().count() <= 31 && title.1.len() <= 31, "{place}");
            for column in columns {
                assert!(HEADINGS.iter().any(|(name, _)| *name == column), "{place}: {column}");
            }
        }
        let count = titles.len();
        titles.sort_unstable();
        titles.dedup();
        assert_eq!(titles.len(), count);
    }

    #[test]
    fn a_length_is_told_as_a_clock_shows_it() {
        assert_eq!(length(3_723 * MICROS), "1:02:03");
        assert_eq!(length(59 * MICROS), "0:00:59");
    }
}
