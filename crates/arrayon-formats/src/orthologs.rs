//! Tables of orthologs: which gene of one species is which of another.
//!
//! Read are tables with a header and one column per species, as HGNC, RGD and Ensembl give them;
//! NCBI's `gene_orthologs`; MGI's homology classes.

use arrayon_core::missing::is_missing;
use arrayon_core::{InputError, Place};
use std::collections::BTreeMap;
use std::path::Path;

/// The NCBI taxon of a species, by its name or its number.
///
/// # Examples
/// ```
/// use arrayon_formats::orthologs::taxon;
/// assert_eq!([taxon("rat"), taxon("7955"), taxon("yeti")], [Some(10116), Some(7955), None]);
/// ```
pub fn taxon(species: &str) -> Option<u32> {
    match species {
        "human" => Some(9606),
        "mouse" => Some(10090),
        "rat" => Some(10116),
        other => other.parse().ok(),
    }
}

/// Reads the text of a table as pairs of genes of the species `from` and `to`; `path` is for
/// messages. The species are columns of the table or, in the tables of NCBI and MGI, those that
/// [`taxon`] knows.
///
/// Lines that begin with `#` are passed over, in a table with one column per species a cell may
/// hold several genes, separated by `|`, `,` or `;`, and [missing](is_missing) ones are no gene.
/// NCBI's table has each pair once, in either direction; genes that share an ortholog in a third
/// species are not paired through it. In MGI's, genes of one class are orthologs.
///
/// # Errors
/// With the line: a missing column, a row that is too short, a taxon or gene id of NCBI that is no
/// number, no pair at all.
///
/// # Examples
/// ```
/// use arrayon_formats::orthologs::parse;
/// let table = "human\trat\nHMOX1\tHmox1\nCXCL8\t\n";
/// let pairs = parse("a.tsv".as_ref(), table, "human", "rat").unwrap();
/// assert_eq!(pairs, [("HMOX1".to_owned(), "Hmox1".to_owned())]);
/// ```
pub fn parse(
    path: &Path,
    text: &str,
    from: &str,
    to: &str,
) -> Result<Vec<(String, String)>, InputError> {
    let taxa = taxon(from).zip(taxon(to));
    let taxa = taxa.map(|(from, to)| [from.to_string(), to.to_string()]);
    let pairs = match &taxa {
        Some(taxa) if text.starts_with("#tax_id") => of_ncbi(text, taxa),
        Some(taxa) if text.starts_with("DB Class Key") => of_classes(text, taxa),
        _ => of_columns(text, [from, to]),
    };
    let pairs = pairs.and_then(|pairs| match pairs.is_empty() {
        false => Ok(pairs),
        true => {
            let expected = "at least one pair of the two species";
            Err(refuse(1, "no pair of orthologs", expected))
        }
    });
    let owned = |(one, other): (&str, &str)| (one.to_owned(), other.to_owned());
    match pairs {
        Ok(pairs) => Ok(pairs.into_iter().map(owned).collect()),
        Err(fault) => Err(InputError::new(path, fault.found)
            .at(Place::Line(fault.line))
            .expected(fault.expected)
            .hint(
                "tables with one column per species, MGI's homology classes and NCBI's \
                 gene_orthologs are read",
            )),
    }
}

/// What is wrong in which line.
struct Fault {
    line: u64,
    found: String,
    expected: String,
}

type Pairs<'a> = Result<Vec<(&'a str, &'a str)>, Fault>;

fn of_columns<'a>(text: &'a str, species: [&str; 2]) -> Pairs<'a> {
    let mut rows = rows_of(text);
    let [from, to] = columns_of(rows.next(), species)?;
    let mut pairs = Vec::new();
    for (line, cells) in rows {
        let (from, to) = (cell(line, &cells, from)?, cell(line, &cells, to)?);
        for one in genes_of(from) {
            pairs.extend(genes_of(to).map(|other| (one, other)));
        }
    }
    Ok(pairs)
}

fn of_ncbi<'a>(text: &'a str, [from_taxon, to_taxon]: &[String; 2]) -> Pairs<'a> {
    let mut pairs = Vec::new();
    for (line, cells) in rows_of(text) {
        let number = |at: usize| {
            let text = cell(line, &cells, at)?;
            if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
                return Ok(text);
            }
            let expected = "tax_id, GeneID, relationship, Other_tax_id, Other_GeneID";
            Err(refuse(line, format!("'{text}'"), expected))
        };
        let [taxon, gene, other_taxon, other] = [number(0)?, number(1)?, number(3)?, number(4)?];
        if taxon == from_taxon && other_taxon == to_taxon {
            pairs.push((gene, other));
        } else if taxon == to_taxon && other_taxon == from_taxon {
            pairs.push((other, gene));
        }
    }
    Ok(pairs)
}

fn of_classes<'a>(text: &'a str, taxa: &[String; 2]) -> Pairs<'a> {
    let mut rows = rows_of(text);
    let names = ["DB Class Key", "NCBI Taxon ID", "Symbol"];
    let [class, taxon, symbol] = columns_of(rows.next(), names)?;
    let mut classes: BTreeMap<&str, [Vec<&str>; 2]> = BTreeMap::new();
    for (line, cells) in rows {
        let symbol = cell(line, &cells, symbol)?;
        let sides = classes.entry(cell(line, &cells, class)?).or_default();
        let taxon = cell(line, &cells, taxon)?;
        for (side, wanted) in sides.iter_mut().zip(taxa) {
            if taxon == wanted && !is_missing(symbol) {
                side.push(symbol);
            }
        }
    }
    let pairs = classes.into_values().flat_map(|[ones, others]| {
        let with_all = move |one| others.clone().into_iter().map(move |other| (one, other));
        ones.into_iter().flat_map(with_all)
    });
    Ok(pairs.collect())
}

fn refuse(line: u64, found: impl Into<String>, expected: impl Into<String>) -> Fault {
    Fault {
        line,
        found: found.into(),
        expected: expected.into(),
    }
}

/// Lines with something on them, numbered from 1, as cells.
fn rows_of(text: &str) -> impl Iterator<Item = (u64, Vec<&str>)> {
    let is_row = |line: &str| !line.trim().is_empty() && !line.starts_with('#');
    (1..)
        .zip(text.lines())
        .filter(move |(_, line)| is_row(line))
        .map(|(number, line)| (number, line.split('\t').map(str::trim).collect()))
}

/// Where these columns stand in the header.
fn columns_of<const N: usize>(
    header: Option<(u64, Vec<&str>)>,
    names: [&str; N],
) -> Result<[usize; N], Fault> {
    let Some((line, header)) = header else {
        return Err(refuse(1, "no header", "a header and rows of genes"));
    };
    let mut found = [0; N];
    for (at, name) in found.iter_mut().zip(names) {
        let missing = || {
            let columns = format!("the columns {}", header.join(", "));
            refuse(line, columns, format!("a column '{name}'"))
        };
        *at = (header.iter().position(|column| *column == name)).ok_or_else(missing)?;
    }
    Ok(found)
}

fn cell<'a>(line: u64, cells: &[&'a str], column: usize) -> Result<&'a str, Fault> {
    let short = || {
        let expected = format!("at least {}, separated by tabs", column + 1);
        refuse(line, format!("{} columns", cells.len()), expected)
    };
    cells.get(column).copied().ok_or_else(short)
}

fn genes_of(cell: &str) -> impl Iterator<Item = &str> + Clone {
    cell.split(['|', ',', ';'])
        .map(str::trim)
        .filter(|gene| !is_missing(gene))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str, from: &str, to: &str) -> Result<Vec<String>, InputError> {
        let pairs = parse(Path::new("o.tsv"), text, from, to)?;
        Ok(pairs
            .iter()
            .map(|(one, other)| format!("{one}={other}"))
            .collect())
    }

    #[test]
    fn columns_of_two_species() {
        let table = "# release 1\nRAT\tid\tHUMAN\nHmox1\t1\tHMOX1\n\
                     Cxcl1\t2\tCXCL1|CXCL2\nOnly\t5\t-\n";
        let found = pairs(table, "RAT", "HUMAN").unwrap();
        assert_eq!(found, ["Hmox1=HMOX1", "Cxcl1=CXCL1", "Cxcl1=CXCL2"]);
        assert_eq!(pairs(table, "HUMAN", "RAT").unwrap()[2], "CXCL2=Cxcl1");
    }

    #[test]
    fn tables_of_ncbi_and_mgi() {
        let ncbi = "#tax_id\tGeneID\trelationship\tOther_tax_id\tOther_GeneID\n\
                    9606\t3162\tOrtholog\t10116\t24451\n9606\t1\tOrtholog\t10090\t2\n";
        assert_eq!(pairs(ncbi, "10116", "human").unwrap(), ["24451=3162"]);
        let mgi = "DB Class Key\tCommon Organism Name\tNCBI Taxon ID\tSymbol\n\
                   7\tmouse, laboratory\t10090\tHmox1\n7\thuman\t9606\tHMOX1\n8\thuman\t9606\tX\n";
        assert_eq!(pairs(mgi, "mouse", "human").unwrap(), ["Hmox1=HMOX1"]);
    }

    #[test]
    fn names_the_line_that_is_wrong() {
        let message = |text: &str, from: &str, to: &str| {
            let error = pairs(text, from, to).unwrap_err();
            assert!(!error.hint.is_empty());
            error.to_string()
        };
        assert_eq!(
            message("rat\thuman\n\nA\n", "rat", "human"),
            "o.tsv, line 3: 1 columns; expected at least 2, separated by tabs"
        );
        assert_eq!(
            message("rat\thuman\n", "rat", "mouse"),
            "o.tsv, line 1: the columns rat, human; expected a column 'mouse'"
        );
        assert_eq!(
            message("#tax_id\n9606\t1\tOrtholog\t10116\tHmox1\n", "human", "rat"),
            "o.tsv, line 2: 'Hmox1'; expected tax_id, GeneID, relationship, Other_tax_id, \
             Other_GeneID"
        );
        assert!(message("a\tb\n", "a", "b").contains("no pair"));
        assert!(message("", "a", "b").contains("no header"));
    }
}
