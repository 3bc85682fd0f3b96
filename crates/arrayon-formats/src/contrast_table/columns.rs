//! Which columns of a table hold what, by their names and cells.

use super::feature_ids::FeatureIds;
use super::names::{
    ADJ_P_VALUE, AVE_EXPR, B, CI_LEFT, CI_RIGHT, DESCRIPTION, ENTREZ_IDS, FEATURE_ID, FOLD_CHANGE,
    GENE_ID, ID, KnownColumn, LOG_FC, LOG_P_VALUE, MODERATED_LOG_P_VALUE, MODERATED_P_VALUE,
    MODERATED_T, OURS_ALONE, P_VALUE, REFERENCE_MEAN, SQUARED, SYMBOLS, SYMBOLS_OR_WORDS, T,
    TARGET_MEAN,
};
use arrayon_core::missing::present;
use arrayon_core::{InputError, Place};
use arrayon_results::number::parse_number;
use std::path::Path;

/// A table as texts.
#[derive(Debug, Clone)]
pub(super) struct Cells {
    /// Of the columns; empty where R left out that of row names.
    pub(super) names: Vec<String>,
    /// Each with its line.
    pub(super) rows: Vec<(u64, csv::StringRecord)>,
}

impl Cells {
    /// A column's cells.
    pub(super) fn of(&self, column: usize) -> impl Iterator<Item = &str> {
        self.rows.iter().map(move |(_, row)| row[column].trim())
    }

    /// Whether a share of a column's cells, of those that hold anything, is of some kind.
    fn are_mostly(&self, column: usize, kind: fn(&str) -> bool) -> bool {
        let filled = || self.of(column).filter(|cell| !present(cell).is_empty());
        let n_filled = filled().count();
        n_filled > 0 && 10 * filled().filter(|cell| kind(cell)).count() >= 9 * n_filled
    }
}

/// Where the columns stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Columns {
    pub(super) ids: FeatureIds,
    /// limma's after the ids, then the ordinary moderated t and its p-value, then logarithms of
    /// p-values, then the means of the groups.
    pub(super) numbers: [Option<usize>; NUMBERS.len()],
    /// What this program alone writes.
    pub(super) ours_alone: [Option<usize>; OURS_ALONE.len()],
    /// The linear fold change, where there is none on the log2 scale.
    pub(super) fold_change: Option<(usize, FoldChange)>,
    /// The square of the statistic, where there is none with sign.
    pub(super) squared: Option<usize>,
    pub(super) symbols: Option<usize>,
    pub(super) entrez_ids: Option<usize>,
    pub(super) description: Option<usize>,
}

/// How a linear fold change says that a feature goes down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FoldChange {
    /// By a number below -1, as TAC does.
    Signed,
    /// By a number between 0 and 1.
    Ratio,
}

impl FoldChange {
    pub(super) fn log2(self, value: f64) -> f64 {
        match self {
            Self::Signed => value.abs().log2().copysign(value),
            Self::Ratio => value.log2(),
        }
    }
}

/// What is read as a number, in the order of [`Columns::numbers`].
pub(super) const NUMBERS: [KnownColumn; 14] = [
    LOG_FC,
    CI_LEFT,
    CI_RIGHT,
    AVE_EXPR,
    T,
    P_VALUE,
    ADJ_P_VALUE,
    B,
    MODERATED_T,
    MODERATED_P_VALUE,
    LOG_P_VALUE,
    MODERATED_LOG_P_VALUE,
    REFERENCE_MEAN,
    TARGET_MEAN,
];

impl Columns {
    /// Finds the columns.
    pub(super) fn find(path: &Path, cells: &Cells) -> Result<Self, InputError> {
        let named = |known: &KnownColumn| Finder { path, cells }.find(known);
        let mut numbers = [None; NUMBERS.len()];
        for (place, known) in numbers.iter_mut().zip(&NUMBERS) {
            *place = named(known)?;
        }
        let fold_change = match numbers[0] {
            None => named(&FOLD_CHANGE)?,
            Some(_) => None,
        };
        let missing = |known: &KnownColumn, found: String| {
            let expected = format!("{}; {}", one_of(known), shown(&cells.names));
            InputError::new(path, found)
                .at(Place::Line(1))
                .expected(expected)
                .hint(
                    "give the table that `arrayon differential` or limma's topTable wrote, or name the \
                     columns so",
                )
        };
        if numbers[0].is_none() && fold_change.is_none() {
            return Err(missing(&LOG_FC, format!("no column '{}'", LOG_FC.own)));
        }
        if numbers[6].is_none() {
            let found = format!("no column '{}'", ADJ_P_VALUE.own);
            return Err(missing(&ADJ_P_VALUE, found));
        }
        let squared = match numbers[4] {
            None => named(&SQUARED)?,
            Some(_) => None,
        };
        let is_word = |cell: &str| !cell.contains(' ') || cell.contains(" /// ");
        let mut symbols = named(&SYMBOLS)?;
        if symbols.is_none() {
            symbols = named(&SYMBOLS_OR_WORDS)?.filter(|&column| cells.are_mostly(column, is_word));
        }
        let mut entrez_ids = named(&ENTREZ_IDS)?;
        if entrez_ids.is_none() {
            entrez_ids = (0..cells.names.len())
                .filter(|&column| GENE_ID.is_named(&cells.names[column]))
                .find(|&column| cells.are_mostly(column, |cell| entrez_in(cell).is_some()));
        }
        let genes: Vec<usize> = symbols.into_iter().chain(entrez_ids).collect();
        let ids = FeatureIds::find(cells, &genes);
        match ids {
            FeatureIds::None => {
                return Err(
                    InputError::new(path, "no column names the features or their genes")
                        .at(Place::Line(1))
                        .expected(format!(
                            "one of '{}', '{}', '{}', or row names that are no row numbers; {}",
                            FEATURE_ID.own,
                            ID.own,
                            SYMBOLS.own,
                            shown(&cells.names)
                        ))
                        .hint(
                            "numbers of rows name no feature: write the table with the ids of \
                             the features, as in limma's topTable(fit, genelist = rownames(x))",
                        ),
                );
            }
            // ids that stand for several features are those of genes
            FeatureIds::Repeated(ids) if genes.is_empty() => {
                let is_number = cells.are_mostly(ids, |cell| entrez_in(cell).is_some());
                *(if is_number {
                    &mut entrez_ids
                } else {
                    &mut symbols
                }) = Some(ids);
            }
            _ => {}
        }
        let fold_change = fold_change
            .map(|column| Ok::<_, InputError>((column, scale_of(path, cells, column)?)))
            .transpose()?;
        let position = |own: &str| cells.names.iter().position(|name| name == own);
        Ok(Self {
            ids,
            numbers,
            ours_alone: OURS_ALONE.map(|(own, ..)| position(own)),
            fold_change,
            squared,
            symbols,
            entrez_ids,
            // tables of others have columns of this kind for much else
            description: position(DESCRIPTION.own),
        })
    }

    /// Whether all goes by our own names, which leave nothing to be said.
    fn are_own(&self, names: &[String]) -> bool {
        let is_own = |column: usize, known: &KnownColumn| names[column] == known.own;
        let ids_are_own = match self.ids {
            FeatureIds::Column(column) => names[column].is_empty() || is_own(column, &FEATURE_ID),
            FeatureIds::Repeated(_) | FeatureIds::Numbered(_) | FeatureIds::None => false,
        };
        let mut taken = (self.numbers.iter().zip(&NUMBERS))
            .chain([(&self.symbols, &SYMBOLS), (&self.entrez_ids, &ENTREZ_IDS)]);
        ids_are_own
            && self.fold_change.is_none()
            && self.squared.is_none()
            && taken.all(|(column, known)| column.is_none_or(|column| is_own(column, known)))
    }

    /// What was taken from which column, where names are not our own.
    pub(super) fn in_words(&self, names: &[String]) -> Option<String> {
        if self.are_own(names) {
            return None;
        }
        let name = |column: usize| match &names[column][..] {
            "" => "the row names".to_owned(),
            name => format!("'{name}'"),
        };
        let mut parts = vec![match self.ids {
            FeatureIds::Column(column) => format!("features from {}", name(column)),
            FeatureIds::Repeated(ids) => format!(
                "features from {}, which names some rows alike: they are numbered by p-value",
                name(ids)
            ),
            FeatureIds::Numbered(_) | FeatureIds::None => {
                "features have no ids, only row numbers".to_owned()
            }
        }];
        let genes: Vec<String> = (self.symbols.iter().chain(&self.entrez_ids))
            .map(|&column| name(column))
            .collect();
        if !genes.is_empty() {
            parts.push(format!("genes from {}", genes.join(" and ")));
        }
        let at = |place: usize| self.numbers[place].map(name);
        let fold_change = self.fold_change.map(|(column, scale)| {
            let how = match scale {
                FoldChange::Signed => "a linear fold change with sign",
                FoldChange::Ratio => "a linear ratio",
            };
            format!("{}, {how}, made log2", name(column))
        });
        let squared = self.squared.map(|column| {
            format!(
                "{}, its root with the sign of the fold change",
                name(column)
            )
        });
        for (known, taken) in [
            (&LOG_FC, at(0).or(fold_change)),
            (&T, at(8).or(at(4)).or(squared)),
            (&P_VALUE, at(9).or(at(5))),
            (&ADJ_P_VALUE, at(6)),
        ] {
            parts.extend(taken.map(|taken| format!("{} from {taken}", known.what)));
        }
        Some(parts.join("; "))
    }
}

/// Finds columns by name.
struct Finder<'a> {
    path: &'a Path,
    cells: &'a Cells,
}

impl Finder<'_> {
    /// The column of our own name, else the one that goes by another; several are refused unless
    /// they hold the same.
    fn find(&self, known: &KnownColumn) -> Result<Option<usize>, InputError> {
        let names = &self.cells.names;
        if let Some(own) = names.iter().position(|name| name == known.own) {
            return Ok(Some(own));
        }
        let found: Vec<usize> = (0..names.len())
            .filter(|&column| known.is_named(&names[column]))
            .collect();
        let differs = |&&other: &&usize| !self.cells.of(found[0]).eq(self.cells.of(other));
        let Some(&other) = found.iter().skip(1).find(differs) else {
            return Ok(found.first().copied());
        };
        let found = format!(
            "'{}' and '{}' both are columns of {}",
            names[found[0]], names[other], known.what
        );
        Err(InputError::new(self.path, found)
            .at(Place::Line(1))
            .expected(format!("one column of them; {}", shown(names)))
            .hint(format!("name the right one '{}'", known.own)))
    }
}

fn one_of(known: &KnownColumn) -> String {
    let others = known.others.iter().take(4);
    let names: Vec<&str> = std::iter::once(known.own).chain(others.copied()).collect();
    format!("one of '{}'", names.join("', '"))
}

fn shown(names: &[String]) -> String {
    const MOST: usize = 20;
    let some: Vec<&str> = names.iter().map(String::as_str).take(MOST).collect();
    let more = match names.len().saturating_sub(MOST) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    format!("the columns are '{}'{more}", some.join("', '"))
}

/// How a linear fold change is written.
fn scale_of(path: &Path, cells: &Cells, column: usize) -> Result<FoldChange, InputError> {
    let values = || {
        let numbers = cells.of(column).filter_map(parse_number);
        numbers.filter(|value| !value.is_nan())
    };
    let n_negative = values().filter(|value| *value < 0.0).count();
    let n_fractions = values().filter(|value| value.abs() < 1.0).count();
    let refuse = |found: &str| {
        let found = format!("'{}' {found}", cells.names[column]);
        Err(InputError::new(path, found)
            .at(Place::Line(1))
            .expected(
                "a linear fold change whose decreases are below -1 (as in TAC) or between 0 and 1",
            )
            .hint("give log2 fold changes in a column 'logFC'"))
    };
    match (n_negative > 0, n_fractions > 0) {
        (true, true) => refuse("holds numbers below 0 and others between -1 and 1"),
        (true, false) => Ok(FoldChange::Signed),
        (false, true) if values().all(|value| value > 0.0) => Ok(FoldChange::Ratio),
        (false, true) => refuse("holds a fold change of 0"),
        (false, false) => {
            refuse("holds no decrease, so that it may be a fold change without direction")
        }
    }
}

/// The genes that a cell names: `Il6 /// Tnf` (GEO2R, affycoretools), `Il6; Tnf` (TAC) and
/// `Il6;Tnf` (ours) name two.
pub(super) fn genes_in(cell: &str) -> impl Iterator<Item = &str> {
    let parts = cell.split("///").flat_map(|part| part.split([';', '|']));
    parts.map(present).filter(|gene| !gene.is_empty())
}

/// The NCBI gene ids of a cell, `None` where something else stands there. Spreadsheets and
/// pandas write `24153.0`.
pub(super) fn entrez_in(cell: &str) -> Option<Vec<&str>> {
    let id = |gene| {
        let digits: &str = str::strip_suffix(gene, ".0").unwrap_or(gene);
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then_some(digits)
    };
    genes_in(cell).map(id).collect()
}
