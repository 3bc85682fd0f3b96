//! What `output.formats` asks for.

use super::NONE;
use crate::result_files::ResultFile;

const EXPORT: ResultFile = ResultFile {
    stage: "run, in formats of other programs",
    ..NONE
};

/// The kinds, in the order of the page.
pub(super) const FILES: &[ResultFile] = &[
    ResultFile {
        stem: "export/study",
        endings: &["h5ad", "xlsx"],
        content: "the study as one annotated matrix for anndata and scanpy, and as one workbook",
        ..EXPORT
    },
    ResultFile {
        stem: "export/parquet/<table>",
        endings: &["parquet"],
        content: "every table of the results as Parquet, its path with `.` for `/`",
        ..EXPORT
    },
    ResultFile {
        stem: "export/gsea/<name>",
        endings: &["gct", "cls", "rnk", "chip"],
        content: "for GSEA: expression, groups, the features of each contrast ranked by their ordinary \
                  moderated t, and the genes of the features",
        ..EXPORT
    },
    ResultFile {
        stem: "export/multiqc/<part>",
        endings: &["json"],
        content: "custom content for a report of MultiQC: arrays, contrasts, principal components",
        ..EXPORT
    },
    ResultFile {
        stem: "export/r/read_arrayon",
        endings: &["R"],
        content: "an R script that reads a result folder into an ExpressionSet or SummarizedExperiment",
        ..EXPORT
    },
];
