//! The columns of tables of results, declared once on the structs of their rows.
//!
//! `#[derive(Columns)]` makes the list of columns out of the fields of a struct: see
//! [`arrayon_derive`]. Tables, their documentation and further formats all read that list.

use crate::SharedText;
use crate::number::Number;
use arrayon_core::Direction;
use std::fmt;
use std::io::{self, Write};

pub use arrayon_derive::Columns;

/// Rows whose columns are known.
pub trait Columns: Sized + 'static {
    /// The columns, in the order of the table.
    const COLUMNS: &'static [Column<Self>];

    /// How many of them stand before columns whose number depends on the data.
    const BEFORE_DATA: usize;
}

/// A field that is a row itself, or an optional one, and lends columns to the row around it.
pub trait Part {
    /// The row.
    type Row: Columns;

    /// The row, where there is one.
    fn row(&self) -> Option<&Self::Row>;
}

impl<R: Columns> Part for R {
    type Row = R;

    fn row(&self) -> Option<&R> {
        Some(self)
    }
}

impl<R: Columns> Part for Option<R> {
    type Row = R;

    fn row(&self) -> Option<&R> {
        self.as_ref()
    }
}

/// The column of a key, for derived code.
///
/// # Panics
/// Where the row declares none of that key: when the program is compiled.
pub const fn column_of<R: Columns>(key: &str) -> &'static Column<R> {
    let mut at = 0;
    while at < R::COLUMNS.len() {
        if is_same(R::COLUMNS[at].key.as_bytes(), key.as_bytes()) {
            return &R::COLUMNS[at];
        }
        at += 1;
    }
    panic!("no column of that key is declared")
}

const fn is_same(one: &[u8], other: &[u8]) -> bool {
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

/// One column of a table.
#[derive(Debug)]
pub struct Column<R> {
    /// Its key in JSON.
    pub key: &'static str,
    /// Its header in a table.
    pub header: &'static str,
    /// The unit of its values, where they have one: `log2`.
    pub unit: Option<&'static str>,
    /// What it holds.
    pub description: &'static str,
    /// The type of its values.
    pub kind: CellKind,
    /// The group of columns that a table leaves out where no row has a value in any of them.
    pub if_any: Option<&'static str>,
    /// Its value in a row.
    pub cell: fn(&R) -> Cell<'_>,
}

/// The type of a column's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellKind {
    /// Text without tabs and line ends.
    Text,
    /// Several texts, joined by `;`.
    Texts,
    /// A whole number.
    Integer,
    /// A number; `NA` where there is none.
    Number,
    /// `true` or `false`.
    Flag,
}

/// One value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// Text.
    Text(&'a str),
    /// Several texts.
    Texts(&'a [String]),
    /// A whole number.
    Integer(i64),
    /// A number, not-a-number where it is missing.
    Number(f64),
    /// Yes or no.
    Flag(bool),
    /// None.
    Missing,
}

impl Cell<'_> {
    /// Adds the cell as its [`Display`](fmt::Display) writes it, texts without the machinery of
    /// formats.
    fn push_to(&self, line: &mut String) {
        match self {
            Cell::Text(text) => line.push_str(text),
            Cell::Missing => line.push_str("NA"),
            other => {
                // a string takes any text
                let _ = fmt::Write::write_fmt(line, format_args!("{other}"));
            }
        }
    }

    fn has_value(&self) -> bool {
        match self {
            Cell::Text(text) => !text.is_empty(),
            Cell::Texts(texts) => !texts.is_empty(),
            Cell::Number(number) => !number.is_nan(),
            Cell::Integer(_) | Cell::Flag(_) => true,
            Cell::Missing => false,
        }
    }
}

/// As it is written to a table.
impl fmt::Display for Cell<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cell::Text(text) => f.write_str(text),
            Cell::Texts(texts) => {
                for (at, text) in texts.iter().enumerate() {
                    let separator = if at > 0 { ";" } else { "" };
                    write!(f, "{separator}{text}")?;
                }
                Ok(())
            }
            Cell::Integer(value) => write!(f, "{value}"),
            Cell::Number(value) => write!(f, "{}", Number(*value)),
            Cell::Flag(value) => write!(f, "{value}"),
            Cell::Missing => f.write_str("NA"),
        }
    }
}

/// Types of fields that can be columns.
pub trait InCell {
    /// The type of the column.
    const KIND: CellKind;

    /// The value as a cell.
    fn cell(&self) -> Cell<'_>;
}

impl InCell for String {
    const KIND: CellKind = CellKind::Text;

    fn cell(&self) -> Cell<'_> {
        Cell::Text(self)
    }
}

impl InCell for SharedText {
    const KIND: CellKind = CellKind::Text;

    fn cell(&self) -> Cell<'_> {
        Cell::Text(self.as_str())
    }
}

impl InCell for Vec<String> {
    const KIND: CellKind = CellKind::Texts;

    fn cell(&self) -> Cell<'_> {
        Cell::Texts(self)
    }
}

impl InCell for f64 {
    const KIND: CellKind = CellKind::Number;

    fn cell(&self) -> Cell<'_> {
        Cell::Number(*self)
    }
}

impl InCell for Direction {
    const KIND: CellKind = CellKind::Text;

    fn cell(&self) -> Cell<'_> {
        Cell::Text(match self {
            Direction::Up => "up",
            Direction::Down => "down",
        })
    }
}

impl InCell for bool {
    const KIND: CellKind = CellKind::Flag;

    fn cell(&self) -> Cell<'_> {
        Cell::Flag(*self)
    }
}

macro_rules! integers_in_cells {
    ($($kind:ty),*) => {$(
        impl InCell for $kind {
            const KIND: CellKind = CellKind::Integer;

            fn cell(&self) -> Cell<'_> {
                Cell::Integer(i64::try_from(*self).unwrap_or(i64::MAX))
            }
        }
    )*};
}

integers_in_cells!(i8, u32, usize);

impl<T: InCell> InCell for Option<T> {
    const KIND: CellKind = T::KIND;

    fn cell(&self) -> Cell<'_> {
        self.as_ref().map_or(Cell::Missing, T::cell)
    }
}

/// Rows of features that measure genes.
pub trait MeasuresGenes {
    /// The feature.
    fn feature_id(&self) -> &str;

    /// Sets the genes that the feature measures.
    fn set_genes(&mut self, symbols: Vec<String>, entrez_ids: Vec<String>);

    /// Sets what these genes are called in words, where the row has a place for it.
    fn set_gene_description(&mut self, _words: SharedText) {}
}

/// A column as documentation describes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnDescription {
    /// Its key in JSON.
    pub key: &'static str,
    /// Its header in a table.
    pub header: &'static str,
    /// The unit of its values, where they have one.
    pub unit: Option<&'static str>,
    /// What it holds.
    pub description: &'static str,
    /// The type of its values.
    pub kind: CellKind,
    /// Whether tables leave it out where no row has a value.
    pub is_optional: bool,
}

/// The columns of a type of rows, for documentation.
pub fn descriptions<R: Columns>() -> Vec<ColumnDescription> {
    let described = R::COLUMNS.iter().map(|column| ColumnDescription {
        key: column.key,
        header: column.header,
        unit: column.unit,
        description: column.description,
        kind: column.kind,
        is_optional: column.if_any.is_some(),
    });
    described.collect()
}

/// Writes rows as a tab-separated table with a header.
///
/// # Errors
/// The writer's.
pub fn write_rows<R: Columns>(rows: &[R], out: &mut dyn Write) -> io::Result<()> {
    let columns = columns_of(rows);
    for (at, column) in columns.iter().enumerate() {
        let separator = if at > 0 { "\t" } else { "" };
        write!(out, "{separator}{}", column.header)?;
    }
    writeln!(out)?;
    let mut line = String::new();
    for row in rows {
        line.clear();
        for (at, column) in columns.iter().enumerate() {
            if at > 0 {
                line.push('\t');
            }
            (column.cell)(row).push_to(&mut line);
        }
        line.push('\n');
        out.write_all(line.as_bytes())?;
    }
    Ok(())
}

/// The columns that a table of these rows has.
pub fn columns_of<R: Columns>(rows: &[R]) -> Vec<&'static Column<R>> {
    with_values(R::COLUMNS, rows)
}

/// Those of some columns that a table of these rows has.
pub(crate) fn with_values<R: Columns>(
    columns: &'static [Column<R>],
    rows: &[R],
) -> Vec<&'static Column<R>> {
    let has_any = |group: &str| {
        let in_group = |column: &&Column<R>| column.if_any == Some(group);
        let mut columns = R::COLUMNS.iter().filter(in_group);
        columns.any(|column| rows.iter().any(|row| (column.cell)(row).has_value()))
    };
    let is_there = |column: &&Column<R>| column.if_any.is_none_or(has_any);
    columns.iter().filter(is_there).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Table;

    /// A row.
    #[derive(Debug, Default, Columns)]
    struct Row {
        /// The feature.
        #[column("feature_id")]
        feature_id: String,
        /// log2 fold change,
        /// target over reference.
        #[column("logFC", unit = "log2")]
        log_fc: Option<f64>,
        /// The ordinary t.
        #[column("moderated_t", if_any = "ordinary")]
        moderated_t: Option<f64>,
        /// In JSON alone.
        n_values: usize,
        /// Its sign.
        #[column]
        sign: i8,
        /// Symbols.
        #[column("gene_symbols", if_any = "genes")]
        gene_symbols: Vec<String>,
        /// Ids.
        #[column("entrez_ids", if_any = "genes")]
        entrez_ids: Vec<String>,
    }

    fn table(rows: &[Row]) -> String {
        let mut text = Vec::new();
        write_rows(rows, &mut text).unwrap();
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn a_struct_declares_its_columns() {
        let column = &Row::COLUMNS[1];
        assert_eq!((column.key, column.header), ("log_fc", "logFC"));
        assert_eq!(column.unit, Some("log2"));
        assert_eq!(
            column.description,
            "log2 fold change, target over reference."
        );
        assert_eq!(column.kind, CellKind::Number);
        let headers = Row::COLUMNS.iter().map(|column| column.header);
        assert!(!headers.clone().any(|header| header == "n_values"));
        assert_eq!(headers.count(), 6);
    }

    /// A part.
    #[derive(Debug, Columns)]
    struct Half {
        /// How many.
        #[column]
        n: usize,
        /// p-value.
        #[column("P.Value", unit = "none", if_any = "p")]
        p_value: Option<f64>,
    }

    /// A row of parts.
    #[derive(Debug, serde::Serialize, Columns)]
    struct Whole {
        /// Taken apart in JSON.
        #[serde(skip, flatten)]
        #[parts("p_value", "n")]
        first: Option<Half>,
        /// One for each group.
        #[data_columns]
        of_groups: Vec<f64>,
        /// In the second.
        #[serde(skip)]
        #[column("n_second", part = "n")]
        #[parts("p_value")]
        second: Half,
        /// Far from its place.
        #[column("of_first", after = "n")]
        of_first: bool,
    }

    #[test]
    fn parts_lend_their_columns() {
        let described = descriptions::<Whole>();
        let keys = described.iter().map(|column| (column.key, column.header));
        let expected = [
            ("p_value", "P.Value"),
            ("n", "n"),
            ("of_first", "of_first"),
            ("second.n", "n_second"),
            ("second.p_value", "P.Value"),
        ];
        assert_eq!(keys.collect::<Vec<_>>(), expected);
        assert_eq!(described[1].description, "How many.");
        assert_eq!(described[3].description, "In the second.");
        assert_eq!(
            (described[4].unit, described[4].is_optional),
            (Some("none"), true)
        );
        let half = |n| Half { n, p_value: None };
        let row = |first| Whole {
            first,
            of_groups: vec![0.5],
            second: half(2),
            of_first: true,
        };
        let rows = [row(Some(half(1))), row(None)];
        let of_groups = |table: Table| table.numbers("g", rows.iter().map(|row| row.of_groups[0]));
        let mut text = Vec::new();
        Table::of_with(&rows, of_groups).write(&mut text).unwrap();
        let expected = "n\tof_first\tg\tn_second\n1\ttrue\t0.5\t2\nNA\ttrue\t0.5\t2\n";
        assert_eq!(String::from_utf8(text).unwrap(), expected);
    }

    #[test]
    fn groups_of_columns_come_and_go_together() {
        let mut rows = [Row::default(), Row::default()];
        rows[0].feature_id = "g1".to_owned();
        rows[0].log_fc = Some(-0.0);
        rows[1].n_values = 3;
        rows[1].sign = -1;
        assert_eq!(
            table(&rows),
            "feature_id\tlogFC\tsign\ng1\t0\t0\n\tNA\t-1\n"
        );
        let symbols = vec!["Il6".to_owned(), "Tnf".to_owned()];
        rows[0].set_genes(symbols, Vec::new());
        assert_eq!(
            table(&rows),
            "feature_id\tlogFC\tsign\tgene_symbols\tentrez_ids\n\
             g1\t0\t0\tIl6;Tnf\t\n\tNA\t-1\t\t\n"
        );
        assert_eq!(rows[0].feature_id(), "g1");
    }
}
