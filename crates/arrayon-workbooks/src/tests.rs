use super::*;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

fn packed(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        let options = match *name {
            // as OpenDocument has it, so that the kind of the file shows
            "mimetype" => {
                SimpleFileOptions::default().compression_method(CompressionMethod::Stored)
            }
            _ => SimpleFileOptions::default(),
        };
        writer.start_file(*name, options).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// What the workbooks of tests may unpack to.
const MOST_BYTES: u64 = 16 << 20;

/// A workbook of sheets, each with its name, state and rows.
fn xlsx(sheets: &[(&str, &str, &str)]) -> Vec<u8> {
    xlsx_with(sheets, "")
}

/// The same, with further shared texts.
fn xlsx_with(sheets: &[(&str, &str, &str)], strings: &str) -> Vec<u8> {
    let mut list = String::new();
    let mut relations = String::new();
    let mut files = vec![("[Content_Types].xml".to_owned(), "<Types/>".to_owned())];
    for (at, (name, state, rows)) in sheets.iter().enumerate() {
        list +=
            &format!("<sheet name=\"{name}\" sheetId=\"{at}\" state=\"{state}\" r:id=\"r{at}\"/>");
        relations += &format!("<Relationship Id=\"r{at}\" Target=\"worksheets/s{at}.xml\"/>");
        let text = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
        files.push((format!("xl/worksheets/s{at}.xml"), text));
    }
    files.push((
        "xl/workbook.xml".to_owned(),
        format!("<workbook><workbookPr/><sheets>{list}</sheets></workbook>"),
    ));
    files.push((
        "xl/_rels/workbook.xml.rels".to_owned(),
        format!("<Relationships>{relations}</Relationships>"),
    ));
    files.push((
        "xl/sharedStrings.xml".to_owned(),
        format!(
            "<sst><si><t>sample</t></si><si><r><t>di</t></r><r><t xml:space=\"preserve\">et &amp; </t></r>\
             <rPh><t>x</t></rPh></si><si><t>a_x000D_b</t></si>{strings}</sst>"
        ),
    ));
    files.push((
        "xl/styles.xml".to_owned(),
        "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\"/></numFmts>\
         <cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>\
         <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/><xf numFmtId=\"9\"/></cellXfs></styleSheet>"
            .to_owned(),
    ));
    let files: Vec<(&str, &str)> = (files.iter())
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    packed(&files)
}

fn text(bytes: Vec<u8>, sheet: Option<&str>) -> Result<String, InputError> {
    assert!(is_workbook(&bytes));
    opened(bytes)?.text(sheet)
}

fn opened(bytes: Vec<u8>) -> Result<Workbook, InputError> {
    Workbook::open(bytes, Path::new("a.xlsx"), MOST_BYTES)
}

const HEADER: &str =
    "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row>";

#[test]
fn cells_of_every_kind_are_read() {
    let rows = format!(
        "{HEADER}<row r=\"3\"><c r=\"A3\" t=\"inlineStr\"><is><t>r1</t></is></c>\
         <c r=\"B3\" s=\"1\"><v>45356</v></c><c r=\"C3\" t=\"b\"><v>1</v></c></row>\
         <row><c t=\"str\"><f>A3</f><v>x&lt;y</v></c><c s=\"2\"><v>0.28999999999999998</v></c>\
         <c t=\"e\"><v>#N/A</v></c><c t=\"s\"><v>2</v></c></row>"
    );
    assert_eq!(
        text(xlsx(&[("S", "visible", &rows)]), None).unwrap(),
        "sample\tdiet & \t\t\n\nr1\t2024-03-05\tTRUE\t\nx<y\t0.29\tNA\t\"a b\"\n"
    );
}

#[test]
fn one_sheet_is_taken_and_of_several_one_must_be_named() {
    let other = "<row r=\"1\"><c r=\"A1\"><v>7</v></c></row>";
    let two = || xlsx(&[("Animals", "visible", HEADER), ("notes", "visible", other)]);
    let error = text(two(), None).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a.xlsx: has several sheets: 'Animals', 'notes'; expected one sheet, or the name of one behind \
         a #"
    );
    assert_eq!(error.hint, "write 'a.xlsx#Animals'");
    assert_eq!(text(two(), Some("NOTES")).unwrap(), "7\n");
    let error = text(two(), Some("rats")).unwrap_err();
    assert!(error.expected.contains("'Animals', 'notes'"), "{error}");
    let hidden = || {
        xlsx(&[
            ("a", "visible", HEADER),
            ("b", "hidden", other),
            ("c", "visible", ""),
        ])
    };
    assert_eq!(text(hidden(), None).unwrap(), "sample\tdiet & \n");
    assert_eq!(text(hidden(), Some("b")).unwrap(), "7\n");
    assert!(text(xlsx(&[("a", "visible", "")]), None).is_err());
}

#[test]
fn errors_and_formulas_without_values_are_refused_where_they_stand() {
    for (cell, says) in [
        (
            "<c r=\"B7\" t=\"e\"><v>#REF!</v></c>",
            "cell B7 holds the error #REF!",
        ),
        (
            "<c r=\"B7\"><f>SUM(A1)</f></c>",
            "cell B7 holds a formula whose value",
        ),
        (
            "<c r=\"B7\" t=\"s\"><v>99</v></c>",
            "cell B7 holds a text that is not",
        ),
    ] {
        let rows = format!("{HEADER}<row r=\"7\">{cell}</row>");
        let error = text(xlsx(&[("a", "visible", &rows)]), None).unwrap_err();
        assert!(error.found.starts_with(says), "{error}");
    }
}

#[test]
fn cells_whose_place_is_taken_or_is_none_are_refused() {
    let cell = |place: &str, value: &str| format!("<c r=\"{place}\"><v>{value}</v></c>");
    let row = |place: &str, cells: &str| format!("<row r=\"{place}\">{cells}</row>");
    let twice = cell("B7", "1") + &cell("B7", "2");
    let rows_alike = row("7", &cell("B7", "1")) + &row("7", &cell("B7", "2"));
    for (rows, says) in [
        (row("7", &twice), "cell B7 holds two contents"),
        (rows_alike, "cell B7 holds two contents"),
        (
            row("99999999999999999999", ""),
            "a row or cell at '99999999999999999999'",
        ),
        (row("2000000", ""), "a row or cell at '2000000'"),
        (row("0", ""), "a row or cell at '0'"),
        (row("7", &cell("7B", "1")), "a row or cell at '7B'"),
    ] {
        let rows = format!("{HEADER}{rows}");
        let error = text(xlsx(&[("a", "visible", &rows)]), None).unwrap_err();
        assert_eq!(error.found, says);
    }
}

fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:automatic-styles><style:style style:name=\"ta2\">\
         <style:table-properties table:display=\"false\"/></style:style></office:automatic-styles>\
         <office:spreadsheet><table:table table:name=\"h\" table:style-name=\"ta2\"><table:table-row>\
         <table:table-cell office:value-type=\"string\"><text:p>no</text:p></table:table-cell>\
         </table:table-row></table:table><table:table table:name=\"s\">{rows}</table:table>\
         </office:spreadsheet></office:document-content>"
    );
    packed(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", &content),
    ])
}

#[test]
fn sheets_of_libreoffice_are_read() {
    let cell = |attributes: &str, text: &str| {
        format!("<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>")
    };
    let string = "office:value-type=\"string\"";
    let rows = [
        "<table:table-row>",
        &cell(string, "sample"),
        &cell(string, "diet<text:s text:c=\"2\"/>x"),
        &cell(string, "dose"),
        "<table:table-cell table:number-columns-repeated=\"16381\"/></table:table-row>",
        "<table:table-row table:number-rows-repeated=\"2\"><table:table-cell/></table:table-row>",
        "<table:table-row>",
        "<table:table-cell office:value-type=\"string\"><office:annotation><text:p>look</text:p>\
         </office:annotation><text:p>r1</text:p></table:table-cell>",
        &cell(
            "office:value-type=\"date\" office:date-value=\"2026-03-05T00:00:00\"",
            "5.3.26",
        ),
        &cell(
            "office:value-type=\"float\" office:value=\"0.5\" table:number-rows-spanned=\"2\"",
            "0,5",
        ),
        "</table:table-row><table:table-row>",
        &cell(
            "office:value-type=\"boolean\" office:boolean-value=\"true\"",
            "WAHR",
        ),
        "<table:table-cell/><table:covered-table-cell/></table:table-row>",
        "<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell \
         table:number-columns-repeated=\"16384\"/></table:table-row>",
    ]
    .concat();
    assert_eq!(
        text(ods(&rows), None).unwrap(),
        "sample\tdiet  x\tdose\n\n\nr1\t2026-03-05\t0.5\nTRUE\t\t0.5\n"
    );
    let error = cell(
        "office:value-type=\"string\" table:formula=\"of:=A1\"",
        "#REF!",
    );
    let error = format!("<table:table-row>{error}</table:table-row>");
    let error = text(ods(&error), None).unwrap_err();
    assert_eq!(error.found, "cell A1 holds the error #REF!");
}

#[test]
fn hostile_workbooks_are_refused_in_finite_time_and_memory() {
    let filled = "<table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell \
                  table:number-columns-repeated=\"16384\" office:value-type=\"float\" \
                  office:value=\"1\"/></table:table-row>";
    let error = text(ods(filled), None).unwrap_err();
    assert!(error.found.contains("more cells"), "{error}");
    // a few kilobytes that repeat, or name again and again, one long text
    let long = "y".repeat(100_000);
    let repeated = format!(
        "<table:table-row table:number-rows-repeated=\"1000\">{}{}</table:table-row>",
        "<table:table-cell office:value-type=\"string\"><text:p>x</text:p></table:table-cell>",
        format_args!(
            "<table:table-cell office:value-type=\"string\"><text:p>{long}</text:p></table:table-cell>"
        ),
    );
    let rows: String = (1..1000)
        .map(|row| {
            format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>0</v></c><c r=\"B{row}\" t=\"s\"><v>3</v></c></row>")
        })
        .collect();
    let again = xlsx_with(
        &[("a", "visible", &rows)],
        &format!("<si><t>{long}</t></si>"),
    );
    for bytes in [ods(&repeated), again] {
        let error = text(bytes, None).unwrap_err();
        assert_eq!(error.found, "unpacks to more than 16777216 bytes");
    }
    let bomb = " ".repeat(20 << 20);
    let files = [
        ("[Content_Types].xml", "<Types/>"),
        ("xl/workbook.xml", bomb.as_str()),
    ];
    let error = opened(packed(&files)).map(|_| ()).unwrap_err();
    assert_eq!(error.found, "unpacks to more than 16777216 bytes");
    let whole = xlsx(&[("a", "visible", HEADER)]);
    for end in (0..whole.len()).step_by(17) {
        // cut short: an error, never a panic
        let _ = opened(whole[..end].to_vec()).and_then(|workbook| workbook.text(None));
    }
    for at in (0..whole.len()).step_by(5) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x55;
        let _ = opened(damaged).and_then(|workbook| workbook.text(None));
    }
    assert!(!is_workbook(b"PK\x03\x04 GSM1.CEL"));
}
