//! Requirements as an Excel workbook: every interval, the days, and where they come from.
//!
//! Room:  server/http/build.
//! Holds: numbers are numbers and a text is never a formula; a figure that nobody can reach is an empty
//!        cell, not a zero.
//! Proof: `tests/it/api_staffing.rs`.

use crate::http::build::history_words::Language;
use crate::http::build::staffing::Required;
use crate::http::views::staffing::{QueueBasis, StaffingSum};
use domain::calendar::Zone;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use staffing::forward::Requirement;
use std::collections::BTreeMap;

const SECONDS_OF_A_DAY: f64 = 86_400.0;

/// How cells look.
struct Look {
    head: Format,
    instant: Format,
    decimal: Format,
    whole: Format,
    share: Format,
    length: Format,
}

/// The whole workbook.
pub fn write(required: &Required, language: Language) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let look = Look {
        head: Format::new().set_bold(),
        instant: Format::new().set_num_format("yyyy-mm-dd hh:mm"),
        decimal: Format::new().set_num_format("#,##0.0"),
        whole: Format::new().set_num_format("#,##0"),
        share: Format::new().set_num_format("0.0%"),
        length: Format::new().set_num_format("[h]:mm:ss"),
    };
    intervals(book.add_worksheet(), required, language, &look)?;
    days(book.add_worksheet(), &required.days, language, &look)?;
    basis(book.add_worksheet(), &required.ground.basis, language, &look)?;
    book.save_to_buffer()
}

fn intervals(
    sheet: &mut Worksheet,
    required: &Required,
    language: Language,
    look: &Look,
) -> Result<(), XlsxError> {
    sheet.set_name(language.of(("各时段", "Intervals")))?;
    let headings = [
        ("队列", "Queue"),
        ("开始（当地）", "Start (local)"),
        ("来量", "Contacts"),
        ("平均处理时长", "Mean handle time"),
        ("话务量（爱尔兰）", "Erlangs"),
        ("坐席", "Agents"),
        ("付薪人数", "Paid people"),
        ("服务水平", "Service level"),
        ("平均应答时长", "Speed of answer"),
        ("占用率", "Occupancy"),
        ("放弃率", "Abandonment"),
    ];
    head(sheet, headings.map(|pair| language.of(pair)), look)?;
    let basis = &required.ground.basis;
    let names: BTreeMap<String, &str> =
        basis.iter().map(|one| (one.queue.to_string(), &*one.queue_name)).collect();
    let mut last = 0;
    for (row, requirement) in (1_u32..).zip(&required.rows) {
        let name = names.get(&requirement.skill).copied().unwrap_or_default();
        interval(sheet, row, (name, requirement), (&required.ground.zone, look))?;
        last = row;
    }
    sheet.set_freeze_panes(1, 2)?;
    sheet.autofilter(0, 0, last, 10)?;
    Ok(())
}

fn interval(
    sheet: &mut Worksheet,
    row: u32,
    (name, requirement): (&str, &Requirement),
    (zone, look): (&Zone, &Look),
) -> Result<(), XlsxError> {
    sheet.write_string(row, 0, name)?;
    let start = zone.show(requirement.start).replace(' ', "T");
    let start = ExcelDateTime::parse_from_str(&start)?;
    sheet.write_datetime_with_format(row, 1, &start, &look.instant)?;
    let reached = requirement.reached.as_ref();
    let days = |seconds: f64| seconds / SECONDS_OF_A_DAY;
    let cells = [
        (Some(requirement.contacts), &look.decimal),
        (Some(days(requirement.handle_s)), &look.length),
        (Some(requirement.load), &look.decimal),
        (requirement.agents.map(f64::from), &look.whole),
        (requirement.scheduled, &look.decimal),
        (reached.and_then(|reached| reached.service_level), &look.share),
        (reached.and_then(|reached| reached.asa_s).map(days), &look.length),
        (reached.and_then(|reached| reached.occupancy), &look.share),
        (reached.map(|reached| reached.abandonment), &look.share),
    ];
    numbers(sheet, (row, 2), &cells)
}

fn days(
    sheet: &mut Worksheet,
    days: &[StaffingSum],
    language: Language,
    look: &Look,
) -> Result<(), XlsxError> {
    sheet.set_name(language.of(("各天", "Days")))?;
    let headings = [
        ("日期", "Day"),
        ("来量", "Contacts"),
        ("处理工时", "Hours of work"),
        ("在线工时", "Agent hours"),
        ("付薪工时", "Paid hours"),
        ("同时最多坐席", "Most agents at once"),
        ("达不到目标的时段", "Intervals out of reach"),
    ];
    head(sheet, headings.map(|pair| language.of(pair)), look)?;
    for (row, day) in (1_u32..).zip(days) {
        sheet.write_string(row, 0, day.day.as_deref().unwrap_or_default())?;
        let cells = [
            (Some(day.contacts), &look.decimal),
            (Some(day.work_hours), &look.decimal),
            (Some(day.agent_hours), &look.decimal),
            (Some(day.paid_hours), &look.decimal),
            (Some(f64::from(day.agents_max)), &look.whole),
            (Some(f64::from(day.unreachable)), &look.whole),
        ];
        numbers(sheet, (row, 1), &cells)?;
    }
    sheet.set_freeze_panes(1, 1)?;
    Ok(())
}

fn basis(
    sheet: &mut Worksheet,
    basis: &[QueueBasis],
    language: Language,
    look: &Look,
) -> Result<(), XlsxError> {
    sheet.set_name(language.of(("从哪里来", "Basis")))?;
    let headings = [
        ("队列", "Queue"),
        ("预测", "Forecasts"),
        ("历史", "History"),
        ("平均处理时长", "Mean handle time"),
        ("平均耐心", "Mean patience"),
        ("服务水平目标", "Service level target"),
        ("接听时限", "Answered within"),
    ];
    head(sheet, headings.map(|pair| language.of(pair)), look)?;
    for (row, one) in (1_u32..).zip(basis) {
        let forecasts: Vec<String> =
            one.forecasts.iter().map(|forecast| forecast.id.to_string()).collect();
        sheet.write_string(row, 0, &one.queue_name)?;
        sheet.write_string(row, 1, forecasts.join(", "))?;
        sheet.write_string(row, 2, format!("{} – {}", one.learned_from, one.learned_to))?;
        let days = |seconds: f64| seconds / SECONDS_OF_A_DAY;
        let cells = [
            (one.handle_s.map(days), &look.length),
            (one.reckoned_patience_s.map(days), &look.length),
            (one.targets.service_level, &look.share),
            (Some(days(one.targets.threshold_s)), &look.length),
        ];
        numbers(sheet, (row, 3), &cells)?;
    }
    Ok(())
}

fn head<const N: usize>(
    sheet: &mut Worksheet,
    headings: [&str; N],
    look: &Look,
) -> Result<(), XlsxError> {
    for (column, text) in (0_u16..).zip(headings) {
        sheet.write_string_with_format(0, column, text, &look.head)?;
        sheet.set_column_width(column, if column < 2 { 20 } else { 16 })?;
    }
    Ok(())
}

/// A row's numbers from a column on; what there is not stays empty.
fn numbers(
    sheet: &mut Worksheet,
    (row, first): (u32, u16),
    cells: &[(Option<f64>, &Format)],
) -> Result<(), XlsxError> {
    for (column, (value, format)) in (first..).zip(cells) {
        if let Some(value) = value {
            sheet.write_number_with_format(row, column, *value, format)?;
        }
    }
    Ok(())
}
