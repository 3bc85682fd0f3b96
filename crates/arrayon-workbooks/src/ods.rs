//! Workbooks of LibreOffice (OpenDocument 1.3, part 3).

use crate::markup::{Element, Markup, Piece};
use crate::members::Members;
use crate::numbers;
use crate::sheet::{Cell, MOST_COLUMNS, MOST_ROWS, Sheet, too_many};
use crate::{MOST_CELLS, SheetName};
use arrayon_core::InputError;

/// The file that holds all sheets.
const CONTENT: &str = "content.xml";

/// Lists the sheets.
pub(crate) fn sheets(members: &Members) -> Result<Vec<SheetName>, InputError> {
    let text = members.text(CONTENT)?.unwrap_or_default();
    let mut hidden = Vec::new();
    let mut style = String::new();
    let mut sheets = Vec::new();
    let mut markup = Markup::new(&text, members.path());
    while let Some(piece) = markup.next()? {
        let Piece::Begin(element) = piece else {
            continue;
        };
        match element.name() {
            b"style" => style = element.value("name").unwrap_or_default(),
            b"table-properties" if element.value("display").as_deref() == Some("false") => {
                hidden.push(style.clone());
            }
            b"table" => {
                let style = element.value("style-name").unwrap_or_default();
                sheets.push(SheetName {
                    name: element.value("name").unwrap_or_default(),
                    member: String::new(),
                    is_hidden: hidden.contains(&style),
                });
            }
            _ => {}
        }
    }
    Ok(sheets)
}

/// Reads a sheet.
pub(crate) fn read(members: &Members, name: &str) -> Result<Sheet, InputError> {
    let text = members.text(CONTENT)?.unwrap_or_default();
    let mut markup = Markup::new(&text, members.path());
    let mut sheet = Sheet::default();
    let mut is_in = false;
    let mut left = MOST_CELLS;
    let (mut row, mut column, mut repeats) = (0usize, 0usize, 1usize);
    while let Some(piece) = markup.next()? {
        match piece {
            Piece::Begin(element) => match element.name() {
                b"table" => is_in = element.value("name").as_deref() == Some(name),
                b"table-row" if is_in => {
                    repeats = repeated(&element, "number-rows-repeated");
                    column = 0;
                }
                b"table-cell" | b"covered-table-cell" if is_in => {
                    let times = repeated(&element, "number-columns-repeated");
                    let rows = element.number("number-rows-spanned").unwrap_or(1);
                    let cell = read_cell(&element, &mut markup)?;
                    if let Some(cell) = cell {
                        // a sheet repeats a filled cell a few times, an empty one to its end
                        left = (times.checked_mul(repeats))
                            .and_then(|n| left.checked_sub(n))
                            .ok_or_else(|| too_many(members.path()))?;
                        for at in column..column.saturating_add(times).min(MOST_COLUMNS) {
                            for below in row..row.saturating_add(repeats).min(MOST_ROWS) {
                                sheet.add(below, at, cell.clone());
                            }
                        }
                        sheet.merge(row, row.saturating_add(rows).saturating_sub(1), column);
                    }
                    column = column.saturating_add(times);
                }
                _ => {}
            },
            Piece::End(name) if is_in => match name.as_slice() {
                b"table-row" => row = row.saturating_add(repeats),
                b"table" => break,
                _ => {}
            },
            _ => {}
        }
    }
    Ok(sheet)
}

fn repeated(element: &Element<'_>, name: &str) -> usize {
    element.number(name).unwrap_or(1).max(1)
}

fn read_cell(element: &Element<'_>, markup: &mut Markup<'_>) -> Result<Option<Cell>, InputError> {
    let kind = element.value("value-type").unwrap_or_default();
    let is_formula = element.value("formula").is_some();
    let number = element.value("value");
    let date = element.value("date-value");
    let truth = element.value("boolean-value");
    let text = text_of(markup)?;
    if let Some(error) = text.strip_prefix('#').filter(|_| is_formula) {
        return Ok(Some(match error {
            "N/A" => Cell::Text("NA".into()),
            error => Cell::Wrong(format!("the error #{error}")),
        }));
    }
    Ok(Some(match (kind.as_str(), number, date, truth) {
        ("float" | "percentage" | "currency", Some(number), ..) => {
            Cell::Text(numbers::as_typed(&number).into())
        }
        ("date", _, Some(date), _) => {
            Cell::Text(date.trim_end_matches("T00:00:00").replace('T', " ").into())
        }
        ("boolean", _, _, Some(truth)) => Cell::Text(truth.to_uppercase().into()),
        ("", ..) if is_formula => {
            Cell::Wrong("a formula whose value was never computed".to_owned())
        }
        _ if text.is_empty() => return Ok(None),
        _ => Cell::Text(text.into()),
    }))
}

/// The text of a cell up to its end: paragraphs, without comments.
fn text_of(markup: &mut Markup<'_>) -> Result<String, InputError> {
    let mut text = String::new();
    let mut within: Vec<Vec<u8>> = Vec::new();
    let mut n_paragraphs = 0;
    while let Some(piece) = markup.next()? {
        let is_aside = within
            .iter()
            .any(|name| name == b"annotation" || name == b"shape");
        match piece {
            Piece::Begin(element) => {
                match element.name() {
                    b"p" if !is_aside => {
                        if n_paragraphs > 0 {
                            text.push(' ');
                        }
                        n_paragraphs += 1;
                    }
                    b"s" if !is_aside => {
                        let n = element.number("c").unwrap_or(1).min(1000);
                        text.extend(std::iter::repeat_n(' ', n));
                    }
                    b"tab" | b"line-break" if !is_aside => text.push(' '),
                    _ => {}
                }
                within.push(element.name().to_vec());
            }
            Piece::End(_) if within.pop().is_none() => break,
            Piece::End(_) => {}
            Piece::Text(more) => {
                if !is_aside && within.iter().any(|name| name == b"p") {
                    text.push_str(&more);
                }
            }
        }
    }
    Ok(text)
}
