//! Files that are no text, and texts of other programs, by their first bytes.

use super::FileKind;
use crate::bytes::ByteReader;
use arrayon_core::InputError;
use std::path::Path;

/// Kind and version of a file.
pub(crate) const FROZEN_MAGIC: &[u8] = b"arrayon frozen reference 1\n";

/// First bytes that give a kind away.
const MAGIC: [(&[u8], FileKind); 26] = [
    (FROZEN_MAGIC, FileKind::Frozen),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileKind::Workbook),
    (b"%PDF-", FileKind::Pdf),
    (b"BZh", FileKind::Packed),
    (b"\xfd7zXZ\0", FileKind::Packed),
    (b"\x28\xb5\x2f\xfd", FileKind::Packed),
    (b"7z\xbc\xaf\x27\x1c", FileKind::Packed),
    (b"Rar!\x1a\x07", FileKind::Packed),
    (b"\x1f\x8b", FileKind::Packed),
    (b"RDX2\n", FileKind::RObjects),
    (b"RDX3\n", FileKind::RObjects),
    (b"RDA2\n", FileKind::RObjects),
    (b"RDA3\n", FileKind::RObjects),
    (b"X\n\0\0\0", FileKind::RObjects),
    (b"\x89PNG\r\n", FileKind::Picture),
    (b"\xff\xd8\xff", FileKind::Picture),
    (b"GIF8", FileKind::Picture),
    (b"II*\0", FileKind::Picture),
    (b"MM\0*", FileKind::Picture),
    (b"\x89HDF\r\n", FileKind::Hdf5),
    (b"SQLite format 3\0", FileKind::Sqlite),
    (b"IDAT", FileKind::OtherScan),
    (b"\xff\xfe", FileKind::Utf16),
    (b"\xfe\xff", FileKind::Utf16),
    // an image of the scanner's older software
    (b"\xfc", FileKind::Dat),
    // a table of the scanner's older software
    (b"GeneChip Sequence File", FileKind::Chp),
];

/// First words that give a text away, in any case.
const WORDS: [(&str, FileKind); 14] = [
    ("Affymetrix GeneChip Experiment Information", FileKind::Exp),
    ("^DATABASE", FileKind::Soft),
    ("^SERIES", FileKind::Soft),
    ("^PLATFORM", FileKind::Soft),
    ("^SAMPLE", FileKind::Soft),
    ("^Annotation", FileKind::Soft),
    ("ATF\t1", FileKind::OtherScan),
    ("TYPE\ttext\t", FileKind::OtherScan),
    ("TYPE\tinteger\t", FileKind::OtherScan),
    ("##gff-version", FileKind::Gff),
    ("#!genome-build", FileKind::Gff),
    ("!gpa-version", FileKind::Gpad),
    ("!gpad-version", FileKind::Gpad),
    ("#tax_id\tGeneID\tGO_ID", FileKind::Gene2Go),
];

/// The kind of content that is no text; `Unknown` where no magic fits bytes that no text has.
pub(super) fn binary_kind(start: &[u8]) -> Option<FileKind> {
    if start.is_empty() {
        return Some(FileKind::Empty);
    }
    if start.starts_with(&[0x3b, 1]) {
        return Some(command_console_kind(start));
    }
    if start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06") {
        return Some(zip_kind(start));
    }
    if let Some((_, kind)) = MAGIC.iter().find(|(magic, _)| start.starts_with(magic)) {
        return Some(*kind);
    }
    if start.get(257..262) == Some(b"ustar") {
        return Some(FileKind::Tar);
    }
    let number = |at: usize| {
        let bytes = start.get(at..at + 4)?;
        Some(i32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    };
    match (number(0), number(4)) {
        (Some(64), Some(4)) => Some(FileKind::CelBinaryV4),
        (Some(65), Some(1..=9)) => Some(FileKind::Chp),
        (Some(67), Some(1..=9)) => Some(FileKind::CdfBinary),
        _ if start.contains(&0) => Some(FileKind::Unknown),
        _ => None,
    }
}

/// What a Command Console file says that it holds, after magic, version and number of data groups.
fn command_console_data_type(start: &[u8]) -> Result<String, InputError> {
    let mut reader = ByteReader::new(start, Path::new(""));
    reader.take(10, "magic, version and data groups")?;
    let length = reader.count_be("data type")?;
    Ok(String::from_utf8_lossy(reader.take(length, "data type")?).into_owned())
}

fn command_console_kind(start: &[u8]) -> FileKind {
    let data_type = command_console_data_type(start);
    match data_type.as_deref() {
        Ok("affymetrix-calvin-multi-intensity") => FileKind::CommandConsoleMultiChannel,
        // a file cut within its first bytes is left to the CEL reader, which says so
        Ok("affymetrix-calvin-intensity") | Err(_) => FileKind::CelCommandConsole,
        Ok("affymetrix-calvin-scan-acquisition") => FileKind::Dat,
        Ok(other) => {
            // the results of each of the maker's programs have a type of their own
            let is_result = ["-analysis", "-expression", "-genotype", "-detection", "chp"]
                .iter()
                .any(|part| other.contains(part));
            if is_result {
                FileKind::Chp
            } else {
                FileKind::CommandConsoleOther
            }
        }
    }
}

/// A workbook is a ZIP archive of files with certain names.
fn zip_kind(start: &[u8]) -> FileKind {
    let has = |part: &[u8]| start.windows(part.len()).any(|window| window == part);
    let is_workbook = has(b"[Content_Types].xml")
        || has(b"xl/worksheets")
        || has(b"application/vnd.oasis.opendocument.spreadsheet");
    if is_workbook {
        FileKind::Workbook
    } else {
        FileKind::Zip
    }
}

/// The kind of a text of another program or database, by its first words or rows.
pub(super) fn text_kind(text: &str) -> Option<FileKind> {
    let begins = |mark: &str| {
        text.get(..mark.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(mark))
    };
    if let Some((_, kind)) = WORDS.iter().find(|(mark, _)| begins(mark)) {
        return Some(*kind);
    }
    if begins("<?xml") || begins("<rdf:") {
        let is_arr = text.contains("<ArraySetFile") || text.contains("affymetrix-calvin-array");
        return Some(if is_arr { FileKind::Arr } else { FileKind::Xml });
    }
    let row = text
        .lines()
        .find(|line| !line.starts_with('!') && !line.trim().is_empty())?;
    let cells: Vec<&str> = row.split('\t').map(str::trim).collect();
    let is_term = |at: usize| cells.get(at).is_some_and(|cell| cell.starts_with("GO:"));
    // the term of GAF is the fifth column, that of GPAD the fourth, which says ECO in place of codes
    let has_eco = cells.iter().any(|cell| cell.starts_with("ECO:"));
    if is_term(3) && has_eco {
        Some(FileKind::Gpad)
    } else if is_term(4) && cells.len() >= 15 {
        Some(FileKind::Gaf)
    } else {
        None
    }
}

/// Whether a text is JSON by its first two marks.
pub(super) fn is_json(text: &str) -> bool {
    let rest = |bracket: char| text.strip_prefix(bracket).map(str::trim_start);
    let begins = |rest: &str, marks: &str| {
        let first = rest.chars().next();
        first.is_some_and(|first| marks.contains(first) || first.is_ascii_digit())
    };
    rest('{').is_some_and(|rest| begins(rest, "\"}"))
        || rest('[').is_some_and(|rest| begins(rest, "\"{[]-tfn"))
}

#[cfg(test)]
mod tests {
    use crate::sniff::{FileKind, kind_of};

    #[test]
    fn files_of_other_programs_are_told_apart() {
        let mut tar = vec![b'a'; 257];
        tar.extend(b"ustar\0");
        for (content, kind) in [
            (&b"PK\x03\x04\x14\0xl/worksheets/sheet1.xml"[..], FileKind::Workbook),
            (
                b"PK\x03\x04\nmimetypeapplication/vnd.oasis.opendocument.spreadsheetPK",
                FileKind::Workbook,
            ),
            (b"PK\x03\x04\x14\0GSM1.CEL", FileKind::Zip),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", FileKind::Workbook),
            (b"X\n\0\0\0\x03\0", FileKind::RObjects),
            (b"RDX3\nX\n", FileKind::RObjects),
            (b"%PDF-1.7\n", FileKind::Pdf),
            (b"BZh91AY", FileKind::Packed),
            (&tar, FileKind::Tar),
            (b"A\0\0\0\x01\0\0\0", FileKind::Chp),
            (b"\xfc\x01\0", FileKind::Dat),
            (b"\xff\xfea\0", FileKind::Text),
            (b"Affymetrix GeneChip Experiment Information\r\nVersion\t1\r\n", FileKind::Exp),
            (b"!gpa-version: 1.1\nMGI\t1\n", FileKind::Gpad),
            (b"RGD\t1\t\tGO:1\tPMID:1\tECO:0000314\t\t\t20200101\tRGD\t\n", FileKind::Gpad),
            (b"!generated\nMGI:MGI:1\t\tRO:0002331\tGO:1\tPMID:1\tECO:1\t\t\t2020-01-01\tX\t\t\n", FileKind::Gpad),
            (b"#tax_id\tGeneID\tGO_ID\tEvidence\n", FileKind::Gene2Go),
            (b"^SERIES = GSE1\n", FileKind::Soft),
            (b"<?xml version=\"1.0\"?>\n<rdf:RDF>", FileKind::Xml),
            (b"\"logFC\"\t\"AveExpr\"\t\"t\"\t\"P.Value\"\n", FileKind::FeatureTable),
            (b"gene,baseMean,log2FoldChange,pvalue,padj\n", FileKind::FeatureTable),
            (b"genes\tlogFC\tlogCPM\tF\tPValue\tFDR\n", FileKind::FeatureTable),
        ] {
            let shown = String::from_utf8_lossy(content);
            assert_eq!(kind_of(content), kind, "{shown}");
        }
    }
}
