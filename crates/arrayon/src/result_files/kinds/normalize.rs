//! Expression and the quality of arrays.

use super::NONE;
use crate::kept::ArraysPart;
use crate::result_files::{ResultFile, ResultSchema};
use arrayon_results::qc;

const NORMALIZE: ResultFile = ResultFile {
    stage: "normalize",
    ..NONE
};

/// The kinds, in the order of the page.
pub(super) const FILES: &[ResultFile] = &[
    ResultFile {
        stem: "expression",
        endings: &["tsv"],
        content: "log2 expression, features x samples in the order of the sheet, control features \
                  included",
        ..NORMALIZE
    },
    ResultFile {
        stem: "controls",
        endings: &["txt"],
        content: "ids of the control features, which are not tested, one per line; empty where \
                  there are none. Stages that begin from the matrix use the `controls.txt` next to \
                  it unless `--controls` names another",
        ..NORMALIZE
    },
    ResultFile {
        stem: "arrays/part",
        endings: &["json", "bin"],
        content: "some arrays of a study, read and corrected; written by `normalize --shard`, alone, and \
                  joined by `normalize --merge-shards`",
        schema: Some(ResultSchema::of::<ArraysPart>("arrays-part")),
        ..NORMALIZE
    },
    ResultFile {
        stem: "informative",
        endings: &["txt"],
        content: "ids of the features that method farms calls informative, one per line; written by \
                  that method alone. `filter.informative` tests only these, in the study itself or \
                  from the `informative.txt` next to the matrix",
        ..NORMALIZE
    },
    ResultFile {
        stem: "qc",
        endings: &["json", "tsv"],
        content: "header facts of every array, its checks by itself and against the others, and \
                  the verdict on it; they warn and never exclude an array. The table has a row per array \
                  and a column per metric",
        schema: Some(ResultSchema::of::<qc::QualityControl>("qc")),
        ..NORMALIZE
    },
    ResultFile {
        stem: "qc/<sample>",
        endings: &["png"],
        content: "on request, each cell of an array in the colour of its difference from the median \
                  array (blue darker, red brighter, to two-fold); `qc/<sample>.small.png` has a \
                  pixel for each block of 8 x 8 cells, to a half of that",
        ..NORMALIZE
    },
    ResultFile {
        stem: "detection",
        endings: &["tsv"],
        content: "on request, the p-value of detection above the background (DABG) of every feature, \
                  features x samples; from `arrayon import` those of the program that computed the values",
        ..NORMALIZE
    },
    ResultFile {
        stem: "qc/boxes",
        endings: &["svg"],
        content: "spread of the expression on each array, a box a row",
        ..NORMALIZE
    },
    ResultFile {
        stem: "qc/boxes_scanned",
        endings: &["svg"],
        content: "spread of the intensities on each array as scanned",
        ..NORMALIZE
    },
    ResultFile {
        stem: "qc/densities",
        endings: &["svg"],
        content: "distributions of all arrays over each other, as scanned and of the expression",
        ..NORMALIZE
    },
    ResultFile {
        stem: "qc/rle",
        endings: &["svg"],
        content: "relative log expression of each array: features less their medians over the arrays",
        ..NORMALIZE
    },
    ResultFile {
        stem: "qc/nuse",
        endings: &["svg"],
        content: "normalised unscaled standard errors of each array, where `normalize.method` is `plm`",
        ..NORMALIZE
    },
    ResultFile {
        stem: "qc/distances",
        endings: &["svg"],
        content: "mean absolute difference between each two arrays, as colours",
        ..NORMALIZE
    },
];
