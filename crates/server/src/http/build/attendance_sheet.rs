//! The attendance sheet of a team as an Excel workbook.
//!
//! Room:  server/http/build.
//! Holds: hours are times that add up, counts are numbers, a text is never a formula; the workbook is dated
//!        by its month, so that the same facts give the same bytes.
//! Proof: `tests/it/api_attendance.rs`.

use crate::http::build::history_words::Language;
use attendance::anomaly::Kind;
use attendance::sheet::{Row, Sheet};
use domain::Duration;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

const DAY: f64 = 86_400.0;

/// The whole workbook.
pub fn write(sheet: &Sheet, language: Language) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let dated = ExcelDateTime::parse_from_str(&sheet.month.to_string())?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&dated));
    let page = book.add_worksheet();
    page.set_name(language.of(("考勤", "Attendance")))?;
    let bold = Format::new().set_bold();
    let month: String = sheet.month.to_string().chars().take(7).collect();
    page.write_string_with_format(0, 0, format!("{} {month}", sheet.team), &bold)?;
    page.write_string(0, 3, format!("SHA-256 {}", sheet.digest()))?;
    for (column, heading) in (0_u16..).zip(headings(sheet, language)) {
        page.write_string_with_format(1, column, heading, &bold)?;
        page.set_column_width(column, 12)?;
    }
    let length = Format::new().set_num_format("[h]:mm");
    for (line, row) in (2_u32..).zip(&sheet.rows) {
        write_row(page, (line, row), sheet, &length)?;
    }
    page.set_freeze_panes(2, 2)?;
    book.save_to_buffer()
}

fn headings(sheet: &Sheet, language: Language) -> Vec<String> {
    let fixed = [
        ("工号", "Number"),
        ("姓名", "Name"),
        ("班次", "Shifts"),
        ("应出勤", "Planned"),
        ("实出勤", "Worked"),
        ("白班", "Day"),
        ("晚班", "Evening"),
        ("夜班", "Night"),
        ("工作日", "Workday"),
        ("休息日", "Rest day"),
    ];
    let mut all: Vec<String> = fixed.iter().map(|pair| language.of(*pair).to_owned()).collect();
    let holiday = language.of(("节假日", "Holiday"));
    all.extend(sheet.holiday_classes().iter().map(|class| format!("{holiday} {class}")));
    all.push(language.of(("班外在岗", "Beyond shifts")).to_owned());
    let leave = language.of(("请假", "Leave"));
    all.extend(sheet.leave_kinds().iter().map(|kind| format!("{leave} {kind}")));
    all.extend(Kind::ALL.iter().map(|kind| language.of(word(*kind)).to_owned()));
    let counted = language.of(("计入", "counted"));
    all.extend(Kind::ALL.iter().map(|kind| format!("{} {counted}", language.of(word(*kind)))));
    let rest = [("迟到时长", "Late by"), ("早退时长", "Early by"), ("未处理", "Undecided")];
    all.extend(rest.iter().map(|pair| language.of(*pair).to_owned()));
    all
}

const fn word(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Late => ("迟到", "Late"),
        Kind::EarlyLeave => ("早退", "Left early"),
        Kind::Absent => ("缺勤", "Absent"),
        Kind::MissingIn => ("缺上班卡", "No punch in"),
        Kind::MissingOut => ("缺下班卡", "No punch out"),
        Kind::Unconfirmed => ("未双重确认", "Unconfirmed"),
        Kind::PunchedNotSignedIn => ("到岗未签入", "Present, not signed in"),
        Kind::SignedInNotPunched => ("签入未打卡", "Signed in, no punch"),
        Kind::TwoPlaces => ("两地同时", "Two places at once"),
    }
}

/// One cell after the other.
struct Line<'a> {
    page: &'a mut Worksheet,
    row: u32,
    column: u16,
    length: &'a Format,
}

impl Line<'_> {
    fn text(&mut self, text: &str) -> Result<(), XlsxError> {
        self.page.write_string(self.row, self.column, text)?;
        self.column += 1;
        Ok(())
    }

    fn count(&mut self, count: u32) -> Result<(), XlsxError> {
        self.page.write_number(self.row, self.column, count)?;
        self.column += 1;
        Ok(())
    }

    /// Whole minutes, rounded down as in the text of the sheet.
    fn length(&mut self, length: Duration) -> Result<(), XlsxError> {
        let minutes = Duration::from_minutes(length.micros().div_euclid(60_000_000));
        let days = minutes.secs_f64() / DAY;
        self.page.write_number_with_format(self.row, self.column, days, self.length)?;
        self.column += 1;
        Ok(())
    }
}

fn write_row(
    page: &mut Worksheet,
    (number, row): (u32, &Row),
    sheet: &Sheet,
    length: &Format,
) -> Result<(), XlsxError> {
    let mut line = Line { page, row: number, column: 0, length };
    line.text(&row.person)?;
    line.text(&row.name)?;
    line.count(row.shifts)?;
    for length in [row.planned, row.worked, row.day, row.evening, row.night, row.workday, row.rest]
    {
        line.length(length)?;
    }
    for class in sheet.holiday_classes() {
        line.length(row.holidays.get(&class).copied().unwrap_or_default())?;
    }
    line.length(row.beyond)?;
    for kind in sheet.leave_kinds() {
        line.length(row.leave.get(&kind).copied().unwrap_or_default())?;
    }
    for counts in [&row.found, &row.counted] {
        for kind in Kind::ALL {
            line.count(counts.get(&kind).copied().unwrap_or(0))?;
        }
    }
    line.length(row.late)?;
    line.length(row.early)?;
    line.count(row.undecided)
}
