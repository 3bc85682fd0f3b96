//! What every stage writes, and what only a whole run does.

use super::NONE;
use crate::result_files::{ResultFile, ResultSchema};
use arrayon_results::{manifest, provenance, summary, truth};

const EVERY: ResultFile = ResultFile {
    stage: "Every stage",
    endings: &["json"],
    ..NONE
};

/// The kinds, in the order of the page.
pub(super) const FILES: &[ResultFile] = &[
    ResultFile {
        stem: "summary",
        content: "the study, or one stage of it, on one screen, with the groups and their sizes; \
                  written last, so a folder that has it is complete",
        schema: Some(ResultSchema::of::<summary::Summary>("summary")),
        ..EVERY
    },
    ResultFile {
        stem: "manifest",
        content: "every other result file but `provenance.json`, with its size and its SHA-256",
        schema: Some(ResultSchema::of::<manifest::Manifest>("manifest")),
        ..EVERY
    },
    ResultFile {
        stem: "provenance",
        content: "command, resolved settings, hashes of all inputs, times; the only file that \
                  differs between two runs",
        schema: Some(ResultSchema::of::<provenance::Provenance>("provenance")),
        ..EVERY
    },
    ResultFile {
        stage: "run",
        stem: "truth",
        endings: &["json"],
        content: "where the study states a truth, what was found of it: changed features of each \
                  contrast, themes, clusters",
        schema: Some(ResultSchema::of::<truth::Truth>("truth")),
        ..NONE
    },
    ResultFile {
        stage: "run",
        stem: "report",
        endings: &["html"],
        content: "the results as one page for people, which opens without a network: answers, warnings, \
                  quality of the arrays, figures and tables of every contrast, gene sets, themes, trees, \
                  methods with citations, provenance; `arrayon report` writes it anew from a folder",
        ..NONE
    },
    ResultFile {
        stage: "Every stage",
        stem: "samples",
        endings: &["tsv"],
        content: "the sample sheet as it was used: `sample`, `file` (of its array), the sheet's columns, and \
                  `group`, the level of what contrasts compare (levels of several columns joined by `.`), \
                  where the sheet has no column of that name; a sample sheet itself",
        ..NONE
    },
    ResultFile {
        stage: "run",
        stem: "figures/<figure>",
        endings: &["svg", "pdf"],
        content: "figures for print (`[figures]`): `volcano.<contrast>`, `ma.<contrast>`, \
                  `heat_map.<contrast>` of its first features, `themes.<contrast>`, \
                  `gene_sets.<contrast>` with the running sums of its first sets, `intersections`; and \
                  of other stages `dendrogram`, `dendrogram.<contrast>`, `components`, `boxes`, \
                  `boxes_scanned`, `rle`, `nuse`, `distances`",
        ..NONE
    },
];
