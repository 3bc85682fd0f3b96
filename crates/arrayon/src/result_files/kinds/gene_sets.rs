//! Gene sets and themes.

use super::NONE;
use crate::result_files::{ResultFile, ResultSchema};
use arrayon_genesets::{
    CameraRow, CompetitiveRow, FryRow, GeneSets, MembersRow, PrerankedRow, RoastRow, ScoreRow,
};
use arrayon_results::columns::{ColumnDescription, descriptions};
use arrayon_results::gene_sets::SetRow;
use arrayon_themes::{ThemeRow, Themes};

const GENE_SETS: ResultFile = ResultFile {
    stage: "genesets",
    ..NONE
};

/// The kinds, in the order of the page.
pub(super) const FILES: &[ResultFile] = &[
    ResultFile {
        stem: "genesets/<contrast>",
        endings: &["json"],
        content: "each gene set of the built-in themes and of your GMT files: over-representation \
                  among up and down genes (Fisher, EASE, overlap genes) with clusters of sets and \
                  representatives of terms, and `camera` on the contrast's design where the \
                  expression is known, else `camera-pr` of the table; on request `fry`, `roast`, \
                  `preranked` and `sample_scores`; \
                  p-values adjusted within each collection and over all",
        schema: Some(ResultSchema::of::<GeneSets>("genesets")),
        ..GENE_SETS
    },
    set_table(
        "genesets/<contrast>.over_representation_up",
        "the gene sets tested among the genes up, by p-value",
        descriptions::<SetRow>,
    ),
    set_table(
        "genesets/<contrast>.over_representation_down",
        "the gene sets tested among the genes down, by p-value",
        descriptions::<SetRow>,
    ),
    set_table(
        "genesets/<contrast>.camera",
        "the gene sets that `camera` tested, by p-value",
        descriptions::<CameraRow>,
    ),
    set_table(
        "genesets/<contrast>.camera_pr",
        "the gene sets that `camera-pr` tested, by p-value",
        descriptions::<CompetitiveRow>,
    ),
    set_table(
        "genesets/<contrast>.fry",
        "the gene sets that `fry` tested, by p-value",
        descriptions::<FryRow>,
    ),
    set_table(
        "genesets/<contrast>.roast",
        "the gene sets that `roast` tested, by p-value",
        descriptions::<RoastRow>,
    ),
    set_table(
        "genesets/<contrast>.preranked",
        "the gene sets that `preranked` tested, by p-value",
        descriptions::<PrerankedRow>,
    ),
    set_table(
        "genesets/<contrast>.sample_scores",
        "moderated t of the scores of each set in single samples",
        descriptions::<ScoreRow>,
    ),
    set_table(
        "genesets/members",
        "the sets of a size that is tested, each with the tested features of its genes; those of the \
         first contrast where contrasts differ in the features that they test",
        descriptions::<MembersRow>,
    ),
    ResultFile {
        stem: "genesets/scores.<method>",
        endings: &["tsv"],
        content: "the score of each set in each sample, on request; one row per set, one column \
                  per sample",
        ..GENE_SETS
    },
    ResultFile {
        stem: "themes",
        endings: &["json", "tsv"],
        content: "for each contrast and theme a verdict, `up`, `down`, `both directions`, `part of it \
                  changes`, `no evidence` or `not testable` (`verdicts`), with its evidence, coverage, key genes, leading \
                  genes and a sentence; also what the genes up and the genes down say \
                  (`up`, `down`: `enriched`, `no evidence`, `not testable`). The table has one row per \
                  contrast and theme",
        schema: Some(ResultSchema::of::<Themes>("themes")),
        columns: Some(descriptions::<ThemeRow>),
        ..GENE_SETS
    },
];

/// The rows of one test of gene sets, as the JSON of the contrast has them.
const fn set_table(
    stem: &'static str,
    content: &'static str,
    columns: fn() -> Vec<ColumnDescription>,
) -> ResultFile {
    ResultFile {
        stem,
        endings: &["tsv"],
        content,
        columns: Some(columns),
        ..GENE_SETS
    }
}
