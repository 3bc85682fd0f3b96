//! Workbooks of Excel (Office Open XML, ECMA-376).

use crate::SheetName;
use crate::markup::{Element, Markup, Piece};
use crate::members::Members;
use crate::numbers::{self, Shows};
use crate::sheet::{Cell, MOST_ROWS, Sheet, place};
use arrayon_core::InputError;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The file that lists the sheets.
const WORKBOOK: &str = "xl/workbook.xml";

/// Lists the sheets.
pub(crate) fn sheets(members: &Members) -> Result<Vec<SheetName>, InputError> {
    let Some(text) = members.text(WORKBOOK)? else {
        return Err(
            InputError::new(members.path(), format!("holds no {WORKBOOK}"))
                .expected("a workbook (.xlsx or .ods)")
                .hint("save the sheet as CSV or tab-separated text"),
        );
    };
    let mut targets: BTreeMap<String, String> = BTreeMap::new();
    let relations = members
        .text("xl/_rels/workbook.xml.rels")?
        .unwrap_or_default();
    let mut markup = Markup::new(&relations, members.path());
    while let Some(piece) = markup.next()? {
        if let Piece::Begin(element) = piece
            && element.name() == b"Relationship"
            && let (Some(id), Some(target)) = (element.value("Id"), element.value("Target"))
        {
            let target = match target.strip_prefix('/') {
                Some(from_root) => from_root.to_owned(),
                None => format!("xl/{target}"),
            };
            targets.insert(id, target);
        }
    }
    let mut sheets = Vec::new();
    let mut markup = Markup::new(&text, members.path());
    while let Some(piece) = markup.next()? {
        if let Piece::Begin(element) = piece
            && element.name() == b"sheet"
        {
            let name = element.value("name").unwrap_or_default();
            let member = element.value("id").and_then(|id| targets.get(&id).cloned());
            // a sheet of a chart alone has no cells
            if let Some(member) = member.filter(|member| member.contains("sheets/")) {
                sheets.push(SheetName {
                    name,
                    is_hidden: element
                        .value("state")
                        .is_some_and(|state| state != "visible"),
                    member,
                });
            }
        }
    }
    sheets.retain(|sheet| !sheet.member.contains("chartsheets/"));
    Ok(sheets)
}

/// Reads a sheet.
pub(crate) fn read(members: &Members, name: &str, member: &str) -> Result<Sheet, InputError> {
    let Some(text) = members.text(member)? else {
        let found = format!("sheet '{name}' is not in the workbook");
        return Err(InputError::new(members.path(), found)
            .hint("the workbook is damaged: save it again in a spreadsheet program"));
    };
    let strings = shared_strings(members)?;
    let formats = formats(members)?;
    let since_1904 = counts_from_1904(members)?;
    let mut sheet = Sheet::default();
    let mut markup = Markup::new(&text, members.path());
    let (mut row, mut column) = (0usize, 0usize);
    let mut begun = false;
    while let Some(piece) = markup.next()? {
        let Piece::Begin(element) = piece else {
            continue;
        };
        match element.name() {
            b"row" => {
                let next = if begun { row.saturating_add(1) } else { 0 };
                let stated = stated(&element, members, |text| {
                    let row = text.parse().ok();
                    row.filter(|row| (1..=MOST_ROWS).contains(row))
                        .map(|row| row - 1)
                })?;
                row = stated.unwrap_or(next);
                begun = true;
                column = 0;
            }
            b"c" => {
                let stated = stated(&element, members, place)?;
                let (row, at) = stated.unwrap_or((row, column));
                column = at + 1;
                let kind = element.value("t").unwrap_or_default();
                let shows = element.number("s").and_then(|at| formats.get(at).copied());
                let found = content(&mut markup)?;
                let shows = shows.unwrap_or(Shows::Number);
                if let Some(cell) = cell(found, &kind, shows, &strings, since_1904) {
                    sheet.add(row, at, cell);
                }
            }
            b"mergeCell" => {
                let range = element.value("ref").unwrap_or_default();
                let ends = range
                    .split_once(':')
                    .and_then(|(a, b)| place(a).zip(place(b)));
                if let Some(((first, column), (last, _))) = ends {
                    sheet.merge(first, last, column);
                }
            }
            _ => {}
        }
    }
    Ok(sheet)
}

/// Where an element says that it stands, if it says so.
fn stated<T>(
    element: &Element,
    members: &Members,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, InputError> {
    let Some(text) = element.value("r") else {
        return Ok(None);
    };
    match read(&text) {
        Some(place) => Ok(Some(place)),
        None => Err(
            InputError::new(members.path(), format!("a row or cell at '{text}'"))
                .expected("a place such as 'B2'")
                .hint("the workbook is damaged: save it again in a spreadsheet program"),
        ),
    }
}

/// What stands within a cell.
#[derive(Default)]
struct Content {
    value: Option<String>,
    text: String,
    has_formula: bool,
}

fn content(markup: &mut Markup<'_>) -> Result<Content, InputError> {
    let mut found = Content::default();
    let mut within: Vec<Vec<u8>> = Vec::new();
    while let Some(piece) = markup.next()? {
        match piece {
            Piece::Begin(element) => {
                found.has_formula |= element.name() == b"f";
                within.push(element.name().to_vec());
            }
            Piece::End(_) if within.pop().is_none() => break,
            Piece::End(_) => {}
            Piece::Text(text) => match within.last().map(Vec::as_slice) {
                Some(b"v") => found.value.get_or_insert_default().push_str(&text),
                // phonetic letters stand beside the text
                Some(b"t") if !within.iter().any(|name| name == b"rPh") => {
                    found.text.push_str(&text)
                }
                _ => {}
            },
        }
    }
    Ok(found)
}

fn cell(
    found: Content,
    kind: &str,
    shows: Shows,
    strings: &[Arc<str>],
    since_1904: bool,
) -> Option<Cell> {
    let Some(value) = found.value else {
        return match found.has_formula {
            true if kind != "str" => Some(Cell::Wrong(
                "a formula whose value was never computed".to_owned(),
            )),
            _ => Some(Cell::Text(unescaped(&found.text).into())).filter(|_| !found.text.is_empty()),
        };
    };
    Some(match kind {
        "s" => {
            let at = value.trim().parse::<usize>().ok();
            match at.and_then(|at| strings.get(at)) {
                Some(text) => Cell::Text(text.clone()),
                None => Cell::Wrong("a text that is not in the workbook".to_owned()),
            }
        }
        "b" => Cell::Text(if value.trim() == "1" { "TRUE" } else { "FALSE" }.into()),
        "e" if value.trim() == "#N/A" => Cell::Text("NA".into()),
        "e" => Cell::Wrong(format!("the error {}", value.trim())),
        "str" | "inlineStr" => Cell::Text(unescaped(&value).into()),
        "d" => Cell::Text(
            value
                .trim()
                .trim_end_matches("T00:00:00")
                .replace('T', " ")
                .into(),
        ),
        _ => Cell::Text(
            match shows {
                Shows::Number => numbers::as_typed(&value),
                shows => numbers::date(&value, shows, since_1904),
            }
            .into(),
        ),
    })
}

fn shared_strings(members: &Members) -> Result<Vec<Arc<str>>, InputError> {
    let Some(text) = members.text("xl/sharedStrings.xml")? else {
        return Ok(Vec::new());
    };
    let mut strings = Vec::new();
    let mut markup = Markup::new(&text, members.path());
    while let Some(piece) = markup.next()? {
        if let Piece::Begin(element) = piece
            && element.name() == b"si"
        {
            strings.push(unescaped(&content(&mut markup)?.text).into());
        }
    }
    Ok(strings)
}

/// What each format of cells shows, by its number.
fn formats(members: &Members) -> Result<Vec<Shows>, InputError> {
    let Some(text) = members.text("xl/styles.xml")? else {
        return Ok(Vec::new());
    };
    let mut codes: BTreeMap<usize, Shows> = BTreeMap::new();
    let mut formats = Vec::new();
    let mut of_cells = false;
    let mut markup = Markup::new(&text, members.path());
    while let Some(piece) = markup.next()? {
        match piece {
            Piece::Begin(element) => match element.name() {
                b"numFmt" => {
                    if let (Some(id), Some(code)) =
                        (element.number("numFmtId"), element.value("formatCode"))
                    {
                        codes.insert(id, numbers::of_code(&code));
                    }
                }
                b"cellXfs" => of_cells = true,
                b"xf" if of_cells => {
                    let id = element.number("numFmtId").unwrap_or(0);
                    let own = codes.get(&id).copied();
                    formats.push(own.unwrap_or_else(|| numbers::built_in(id)));
                }
                _ => {}
            },
            Piece::End(name) if name == b"cellXfs" => of_cells = false,
            _ => {}
        }
    }
    Ok(formats)
}

fn counts_from_1904(members: &Members) -> Result<bool, InputError> {
    let text = members.text(WORKBOOK)?.unwrap_or_default();
    let mut markup = Markup::new(&text, members.path());
    while let Some(piece) = markup.next()? {
        if let Piece::Begin(element) = piece
            && element.name() == b"workbookPr"
        {
            let value = element.value("date1904");
            return Ok(value.is_some_and(|value| value == "1" || value == "true"));
        }
    }
    Ok(false)
}

/// Letters that XML cannot hold are written `_x000D_`.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        plain.push_str(&rest[..at]);
        let code = rest.get(at + 2..at + 6);
        let letter = code.filter(|_| rest.get(at + 6..at + 7) == Some("_"));
        let letter = letter.and_then(|code| u32::from_str_radix(code, 16).ok());
        match letter.and_then(char::from_u32) {
            Some(letter) => {
                plain.push(letter);
                rest = &rest[at + 7..];
            }
            None => {
                plain.push_str("_x");
                rest = &rest[at + 2..];
            }
        }
    }
    plain.push_str(rest);
    plain
}
