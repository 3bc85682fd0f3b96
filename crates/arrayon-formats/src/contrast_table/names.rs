//! The names under which programs write the columns of a table of a contrast.
//!
//! Names are compared without regard to case, blanks, dots, underscores and other marks:
//! `adj.P.Val`, `adj_p_val` and `Adj P-val` are one name.

use arrayon_results::differential::FeatureRow;

/// What a column holds, with the names it goes by.
#[derive(Debug, Clone, Copy)]
pub(super) struct KnownColumn {
    /// What it is, in words.
    pub(super) what: &'static str,
    /// Our own name, which is limma's where limma has the column.
    pub(super) own: &'static str,
    /// What others write, in the form of [`plain`].
    pub(super) others: &'static [&'static str],
}

impl KnownColumn {
    /// Whether a column of this name is meant.
    pub(super) fn is_named(&self, name: &str) -> bool {
        let name = plain(name);
        name == plain(self.own) || self.others.contains(&&name[..])
    }
}

/// A name in small letters and digits alone.
pub(super) fn plain(name: &str) -> String {
    let letters = name.chars().filter(|letter| letter.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// limma, edgeR; DESeq2; scanpy.
pub(super) const LOG_FC: KnownColumn = KnownColumn {
    what: "log2 fold change",
    own: "logFC",
    others: &[
        "log2foldchange",
        "log2fc",
        "lfc",
        "logfoldchange",
        "logfoldchanges",
        "log2foldchanges",
    ],
};
/// TAC: linear, and below -1 where the feature goes down.
pub(super) const FOLD_CHANGE: KnownColumn = KnownColumn {
    what: "fold change",
    own: "Fold Change",
    others: &["fc", "linearfoldchange", "foldchanges"],
};
pub(super) const CI_LEFT: KnownColumn = KnownColumn {
    what: "lower limit",
    own: "CI.L",
    others: &[],
};
pub(super) const CI_RIGHT: KnownColumn = KnownColumn {
    what: "upper limit",
    own: "CI.R",
    others: &[],
};
/// limma; edgeR.
pub(super) const AVE_EXPR: KnownColumn = KnownColumn {
    what: "average expression",
    own: "AveExpr",
    others: &["logcpm", "amean"],
};
/// limma; DESeq2.
pub(super) const T: KnownColumn = KnownColumn {
    what: "statistic",
    own: "t",
    others: &[
        "stat",
        "statistic",
        "tstat",
        "tstatistic",
        "tvalue",
        "waldstat",
        "waldstatistic",
        "z",
        "zscore",
    ],
};
/// edgeR's quasi-likelihood and likelihood-ratio tests: the square of a statistic with sign.
pub(super) const SQUARED: KnownColumn = KnownColumn {
    what: "statistic",
    own: "F",
    others: &["lr", "fstat", "fstatistic", "fvalue"],
};
/// limma, edgeR, DESeq2; TAC.
pub(super) const P_VALUE: KnownColumn = KnownColumn {
    what: "p-value",
    own: "P.Value",
    others: &["pval", "pvalues", "p", "rawp", "rawpvalue", "rawpval"],
};
/// limma; DESeq2; edgeR; TAC.
pub(super) const ADJ_P_VALUE: KnownColumn = KnownColumn {
    what: "adjusted p-value",
    own: "adj.P.Val",
    others: &[
        "padj",
        "fdr",
        "fdrpval",
        "fdrpvalue",
        "adjpvalue",
        "adjp",
        "padjust",
        "padjusted",
        "adjustedpvalue",
        "adjustedpval",
        "pvaladj",
        "pvalueadj",
        "pvaluefdr",
        "qvalue",
        "qval",
    ],
};
pub(super) const B: KnownColumn = KnownColumn {
    what: "log-odds",
    own: "B",
    others: &["lods"],
};
pub(super) const MODERATED_T: KnownColumn = KnownColumn {
    what: "ordinary statistic",
    own: "moderated_t",
    others: &[],
};
pub(super) const MODERATED_P_VALUE: KnownColumn = KnownColumn {
    what: "p-value of the ordinary statistic",
    own: "moderated_p_value",
    others: &[],
};
pub(super) const LOG_P_VALUE: KnownColumn = KnownColumn {
    what: "logarithm of the p-value",
    own: "log_p_value",
    others: &[],
};
pub(super) const MODERATED_LOG_P_VALUE: KnownColumn = KnownColumn {
    what: "logarithm of the p-value of the ordinary statistic",
    own: "moderated_log_p_value",
    others: &[],
};

pub(super) const REFERENCE_MEAN: KnownColumn = KnownColumn {
    what: "mean of the reference",
    own: "reference_mean",
    others: &[],
};
pub(super) const TARGET_MEAN: KnownColumn = KnownColumn {
    what: "mean of the target",
    own: "target_mean",
    others: &[],
};

/// What no other program writes, where each of it stands in a row, and whether it is a probability.
pub(super) const OURS_ALONE: [(&str, OfRow, bool); 7] = [
    (
        "stratified_adj_p_value",
        |row| &mut row.stratified_adj_p_value,
        true,
    ),
    ("selected_ci_left", |row| &mut row.selected_ci_left, false),
    ("selected_ci_right", |row| &mut row.selected_ci_right, false),
    ("shrunk_log_fc", |row| &mut row.shrunk_log_fc, false),
    ("shrunk_sd", |row| &mut row.shrunk_sd, false),
    ("lfsr", |row| &mut row.lfsr, true),
    ("s_value", |row| &mut row.s_value, true),
];

/// A number of a row.
type OfRow = fn(&mut FeatureRow) -> &mut Option<f64>;

/// Ours alone, too.
pub(super) const DESCRIPTION: KnownColumn = KnownColumn {
    what: "genes in words",
    own: "gene_description",
    others: &[],
};
/// limma and affycoretools (`SYMBOL`), GEO2R (`Gene.symbol`), TAC (`Gene Symbol`), biomaRt.
pub(super) const SYMBOLS: KnownColumn = KnownColumn {
    what: "gene symbols",
    own: "gene_symbols",
    others: &[
        "genesymbol",
        "symbol",
        "symbols",
        "hgncsymbol",
        "mgisymbol",
        "rgdsymbol",
        "externalgenename",
    ],
};
/// Symbols in the tables of sequencing, names in words in limma's (`GENENAME`): the cells show which.
pub(super) const SYMBOLS_OR_WORDS: KnownColumn = KnownColumn {
    what: "gene symbols",
    own: "gene_name",
    others: &["gene", "genes", "name", "names"],
};
/// limma and affycoretools (`ENTREZID`), biomaRt.
pub(super) const ENTREZ_IDS: KnownColumn = KnownColumn {
    what: "NCBI gene ids",
    own: "entrez_ids",
    others: &[
        "entrezid",
        "entrez",
        "entrezgene",
        "entrezgeneid",
        "entrezgeneids",
        "ncbigene",
        "ncbigeneid",
        "ncbigeneids",
    ],
};
/// NCBI gene ids in GEO2R's tables (`Gene.ID`), Ensembl's in those of sequencing: the cells tell.
pub(super) const GENE_ID: KnownColumn = KnownColumn {
    what: "gene ids",
    own: "gene_id",
    others: &["geneids", "ensembl", "ensemblid", "ensemblgeneid"],
};

/// Ids of features: ours; affycoretools; TAC; Agilent's.
pub(super) const FEATURE_ID: KnownColumn = KnownColumn {
    what: "feature ids",
    own: "feature_id",
    others: &[
        "feature",
        "features",
        "probesetid",
        "probeset",
        "probeid",
        "probe",
        "probename",
        "transcriptclusterid",
        "transcriptcluster",
    ],
};
/// limma's column of what were row names or `genelist`; TAC's and GEO2R's of features.
pub(super) const ID: KnownColumn = KnownColumn {
    what: "feature ids",
    own: "ID",
    others: &["ids", "id0"],
};

/// Names of row names in the first column: of R, of R's and of pandas' readers.
pub(super) fn is_of_row_names(name: &str) -> bool {
    let known = [
        "", "x", "x1", "v1", "1", "unnamed0", "rownames", "rowname", "row", "index", "no", "nr",
        "number",
    ];
    known.contains(&&plain(name)[..])
}
