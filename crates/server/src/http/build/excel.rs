//! A history as an Excel workbook: figures, and what they mean.
//!
//! Room:  server/http/build.
//! Holds: numbers are numbers: shares as percent, lengths as times, instants as local times; a text
//!        is a text and never a formula.

use crate::http::build::history_measure::{Unit, unit};
use crate::http::build::history_words::{self as words, Language, dimension, heading};
use crate::http::views::history::{History, HistoryLine};
use domain::Timestamp;
use domain::calendar::Zone;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

const MILLIS_OF_A_DAY: f64 = 86_400_000.0;

/// The formats of the figures' sheet.
struct Look {
    head: Format,
    instant: Format,
    count: Format,
    share: Format,
    length: Format,
}

/// The whole workbook.
pub fn write(history: &History, language: Language) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let look = Look {
        head: Format::new().set_bold(),
        instant: Format::new().set_num_format("yyyy-mm-dd hh:mm"),
        count: Format::new().set_num_format("#,##0"),
        share: Format::new().set_num_format("0.0%"),
        length: Format::new().set_num_format("[h]:mm:ss"),
    };
    figures(book.add_worksheet(), history, language, &look)?;
    notes(book.add_worksheet(), history, language, &look)?;
    book.save_to_buffer()
}

fn figures(
    sheet: &mut Worksheet,
    history: &History,
    language: Language,
    look: &Look,
) -> Result<(), XlsxError> {
    sheet.set_name(language.of(words::FIGURES))?;
    let zone = Zone::named(&history.zone).unwrap_or_else(|_| Zone::utc());
    let headings = headings(history, language);
    let mut last_column = 0;
    for (column, text) in (0_u16..).zip(&headings) {
        sheet.write_string_with_format(0, column, text, &look.head)?;
        sheet.set_column_width(column, if column < 2 { 20 } else { 16 })?;
        last_column = column;
    }
    let mut row = 0;
    for line in &history.lines {
        for place in 0..history.intervals.len() {
            row += 1;
            write_row(sheet, row, (history, line, place), (&zone, look))?;
        }
    }
    sheet.set_freeze_panes(1, 2)?;
    sheet.autofilter(0, 0, row, last_column)?;
    Ok(())
}

fn headings(history: &History, language: Language) -> Vec<String> {
    let of = |is_compared| {
        let one = move |name: &String| heading(name, is_compared, &history.definition, language);
        history.measures.iter().map(one)
    };
    let mut headings = vec![
        dimension(&history.by, language).to_owned(),
        language.of(words::FROM_LOCAL).to_owned(),
    ];
    headings.extend(of(false));
    if history.compared.is_some() {
        headings.push(language.of(words::COMPARED_FROM).to_owned());
        headings.extend(of(true));
    }
    headings
}

fn write_row(
    sheet: &mut Worksheet,
    row: u32,
    (history, line, place): (&History, &HistoryLine, usize),
    (zone, look): (&Zone, &Look),
) -> Result<(), XlsxError> {
    let Some(interval) = history.intervals.get(place) else { return Ok(()) };
    sheet.write_string(row, 0, &line.name)?;
    write_instant(sheet, (row, 1), interval.start.0, (zone, look))?;
    let column = write_values(sheet, (row, 2), (history, line.values.get(place)), look)?;
    if history.compared.is_some() {
        if let Some(span) = interval.compared {
            write_instant(sheet, (row, column), span.from.0, (zone, look))?;
        }
        let values = line.compared.as_ref().and_then(|all| all.get(place));
        write_values(sheet, (row, column + 1), (history, values), look)?;
    }
    Ok(())
}

fn write_instant(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    at: Timestamp,
    (zone, look): (&Zone, &Look),
) -> Result<(), XlsxError> {
    let local = ExcelDateTime::parse_from_str(&zone.show(at).replace(' ', "T"))?;
    sheet.write_datetime_with_format(row, column, &local, &look.instant)?;
    Ok(())
}

/// Gives the first column after the values.
fn write_values(
    sheet: &mut Worksheet,
    (row, first): (u32, u16),
    (history, values): (&History, Option<&Vec<Option<f64>>>),
    look: &Look,
) -> Result<u16, XlsxError> {
    let mut column = first;
    for (place, name) in history.measures.iter().enumerate() {
        if let Some(value) = values.and_then(|values| values.get(place).copied().flatten()) {
            let (value, format) = match unit(name) {
                Unit::Count => (value, &look.count),
                Unit::Share => (value, &look.share),
                Unit::Length => (value / MILLIS_OF_A_DAY, &look.length),
            };
            sheet.write_number_with_format(row, column, value, format)?;
        }
        column += 1;
    }
    Ok(column)
}

fn notes(
    sheet: &mut Worksheet,
    history: &History,
    language: Language,
    look: &Look,
) -> Result<(), XlsxError> {
    sheet.set_name(language.of(words::NOTES))?;
    sheet.set_column_width(0, 32)?;
    sheet.set_column_width(1, 60)?;
    for (row, (name, text)) in (0_u32..).zip(words::notes(history, language)) {
        sheet.write_string_with_format(row, 0, &name, &look.head)?;
        sheet.write_string(row, 1, &text)?;
    }
    Ok(())
}
