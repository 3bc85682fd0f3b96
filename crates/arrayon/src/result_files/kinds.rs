//! The kinds of result files, in the order of the stages.

use super::ResultFile;
use super::schema::{ResultSchema, with_example};
use crate::kept::ArraysPart;
use arrayon_cluster::{BootstrapShard, Clusters, GeneClusters, Pca};
use arrayon_diffexpr::{
    Consensus, ConsensusRow, CurveRow, Differential, DifferentialSummary, DoseTrend, Intersections,
    PhenotypeCurves, PhenotypeRelation, PhenotypeSlopes, RankProductResult, RankProductRow,
    RelationRow, SamResult, SamRow, SlopeRow,
};
use arrayon_genesets::{
    CameraRow, CompetitiveRow, FryRow, GeneSets, MembersRow, PrerankedRow, RoastRow, ScoreRow,
};
use arrayon_results::columns::{ColumnDescription, descriptions};
use arrayon_results::differential::FeatureRow;
use arrayon_results::gene_sets::SetRow;
use arrayon_results::{manifest, provenance, qc, summary, truth};
use arrayon_themes::{ThemeRow, Themes};

const NONE: ResultFile = ResultFile {
    stage: "",
    stem: "",
    endings: &[],
    content: "",
    schema: None,
    columns: None,
};
const EVERY: ResultFile = ResultFile {
    stage: "Every stage",
    endings: &["json"],
    ..NONE
};
const NORMALIZE: ResultFile = ResultFile {
    stage: "normalize",
    ..NONE
};
const DIFFERENTIAL: ResultFile = ResultFile {
    stage: "differential",
    endings: &["tsv", "json"],
    ..NONE
};
const CLUSTER: ResultFile = ResultFile {
    stage: "cluster",
    ..NONE
};
const GENE_SETS: ResultFile = ResultFile {
    stage: "genesets",
    ..NONE
};

/// Every kind of result file.
pub const RESULT_FILES: &[ResultFile] = &[
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
    ResultFile {
        stem: "differential/<contrast>",
        content: "every tested feature with limma's quantities; the JSON adds model, prior, \
                  direction in words, detectable fold changes, what is gained and lost without \
                  each array, notes",
        schema: Some(ResultSchema::of::<Differential>("differential")),
        columns: Some(descriptions::<FeatureRow>),
        ..DIFFERENTIAL
    },
    ResultFile {
        stem: "differential/<contrast>.rank-products",
        content: "rank products: `P.Value` by the null asked for, `p_value_lower` and \
                  `p_value_upper` certified bounds of the p-value of independent ranks",
        schema: Some(ResultSchema::of::<RankProductResult>("rank-products")),
        columns: Some(descriptions::<RankProductRow>),
        ..DIFFERENTIAL
    },
    ResultFile {
        stem: "differential/<contrast>.sam",
        content: "significance analysis of microarrays (SAM)",
        schema: Some(ResultSchema::of::<SamResult>("sam")),
        columns: Some(descriptions::<SamRow>),
        ..DIFFERENTIAL
    },
    ResultFile {
        stem: "differential/<contrast>.consensus",
        content: "on which features all methods agree, and on which they contradict each other; one \
                  more column for the calls of each method",
        schema: Some(ResultSchema::of::<Consensus>("consensus")),
        columns: Some(descriptions::<ConsensusRow>),
        ..DIFFERENTIAL
    },
    ResultFile {
        stem: "differential/summary",
        endings: &["json"],
        content: "all contrasts side by side: counts, prior, power, the array on which each list \
                  depends most, and what each filter left out",
        schema: Some(ResultSchema {
            name: "differential-summary",
            make: || with_example::<DifferentialSummary>(&DifferentialSummary::example()),
        }),
        ..DIFFERENTIAL
    },
    ResultFile {
        stem: "differential/decisions",
        endings: &["tsv"],
        content: "1, 0 or -1 for each feature and contrast (one column per contrast), with the \
                  moderated F of contrasts that share a design; where decisions are stage-wise, \
                  also the stage-wise adjusted p-value of each contrast (`stage_p_value.<contrast>`), NA \
                  where the F test does not find the feature",
        ..DIFFERENTIAL
    },
    ResultFile {
        stem: "differential/intersections",
        content: "what every pair of contrasts shares, reverses and has alone, with the features, \
                  compared with what chance and shared arrays would give; one row per pair",
        schema: Some(ResultSchema::of::<Intersections>("intersections")),
        ..DIFFERENTIAL
    },
    ResultFile {
        stem: "differential/dose.<column>",
        content: "linear, monotone and rank trend tests over ordered groups, and the lowest dose \
                  that differs",
        schema: Some(ResultSchema::of::<DoseTrend>("dose")),
        ..DIFFERENTIAL
    },
    ResultFile {
        stem: "phenotypes/<column>",
        content: "slope of every feature over a measured number",
        schema: Some(ResultSchema::of::<PhenotypeSlopes>("phenotype")),
        columns: Some(descriptions::<SlopeRow>),
        ..DIFFERENTIAL
    },
    ResultFile {
        stem: "phenotypes/<column>.spline",
        content: "natural spline of every feature over a measured number; one more column for the \
                  change at each of the JSON's `points`",
        schema: Some(ResultSchema::of::<PhenotypeCurves>("phenotype-spline")),
        columns: Some(descriptions::<CurveRow>),
        ..DIFFERENTIAL
    },
    ResultFile {
        stem: "phenotypes/relation",
        content: "every phenotype compared with every contrast; one row per pair",
        schema: Some(ResultSchema::of::<PhenotypeRelation>("phenotype-relation")),
        columns: Some(descriptions::<RelationRow>),
        ..DIFFERENTIAL
    },
    ResultFile {
        stem: "clusters/<contrast>",
        endings: &["json", "nwk", "svg"],
        content: "dendrogram of the samples in the two groups of a contrast, as \
                  `clusters/samples.json` of all samples",
        ..CLUSTER_TREE
    },
    ResultFile {
        stem: "clusters/samples",
        endings: &["json", "nwk", "svg"],
        content: "dendrogram of all samples: `samples`, `merges` [left, right, height, size], \
                  `leaf_order`, verdict whether groups form clusters with adjusted Rand index, \
                  permutation test and, where asked for, bootstrap support; advice on the number \
                  of clusters. Newick and figure name branches by `AU/BP` in per cent",
        ..CLUSTER_TREE
    },
    ResultFile {
        stem: "clusters/pca",
        endings: &["json", "svg"],
        content: "principal components of all samples, features centred and not scaled",
        schema: Some(ResultSchema::of::<Pca>("pca")),
        ..CLUSTER
    },
    ResultFile {
        stem: "clusters/pca.<column>",
        endings: &["svg"],
        content: "the same figure coloured by another column of the sample sheet; numbers of many \
                  values in four ranges",
        ..CLUSTER
    },
    ResultFile {
        stem: "clusters/pca_scores",
        endings: &["tsv"],
        content: "principal components of the samples; one row per sample, one column per component",
        ..CLUSTER
    },
    ResultFile {
        stem: "clusters/pca_loadings",
        endings: &["tsv"],
        content: "weight of every feature in each principal component",
        ..CLUSTER
    },
    ResultFile {
        stem: "clusters/genes",
        endings: &["json", "svg", "cdt", "gtr", "atr", "gct"],
        content: "tree of the chosen features, its clusters with their mean course over the groups \
                  and the gene sets over-represented in them; heat map of these features and all \
                  samples, each value less the mean of its feature; the same for Java TreeView \
                  (CDT, GTR, ATR) and for Morpheus (GCT 1.3, log2)",
        schema: Some(ResultSchema::of::<GeneClusters<SetRow>>("gene-clusters")),
        ..CLUSTER
    },
    ResultFile {
        stem: "clusters/gene_clusters",
        endings: &["tsv"],
        content: "the cluster of each chosen feature",
        ..CLUSTER
    },
    ResultFile {
        stem: "clusters/adjusted/expression",
        endings: &["tsv"],
        content: "log2 expression from which the shift of the batches was taken that \
                  `cluster.adjust_for_display` names, the effects of groups kept, without controls \
                  and features with missing values; to be looked at, not tested",
        ..CLUSTER
    },
    ResultFile {
        stem: "clusters/adjusted/samples",
        endings: &["json", "nwk", "svg"],
        content: "as `clusters/samples`, of adjusted values; the verdict knows what the adjustment \
                  makes of groups dealt out by lot",
        ..CLUSTER_TREE
    },
    ResultFile {
        stem: "clusters/adjusted/<contrast>",
        endings: &["json", "nwk", "svg"],
        content: "as `clusters/<contrast>`, of values adjusted over all samples",
        ..CLUSTER_TREE
    },
    ResultFile {
        stem: "clusters/adjusted/pca",
        endings: &["json", "svg"],
        content: "as `clusters/pca`, of adjusted values",
        schema: Some(ResultSchema::of::<Pca>("pca")),
        ..CLUSTER
    },
    ResultFile {
        stem: "clusters/adjusted/pca.<column>",
        endings: &["svg"],
        content: "as `clusters/pca.<column>`, of adjusted values",
        ..CLUSTER
    },
    ResultFile {
        stem: "clusters/adjusted/pca_scores",
        endings: &["tsv"],
        content: "as `clusters/pca_scores`, of adjusted values",
        ..CLUSTER
    },
    ResultFile {
        stem: "clusters/adjusted/pca_loadings",
        endings: &["tsv"],
        content: "as `clusters/pca_loadings`, of adjusted values",
        ..CLUSTER
    },
    ResultFile {
        stem: "clusters/adjusted/genes",
        endings: &["json", "svg", "cdt", "gtr", "atr", "gct"],
        content: "as `clusters/genes`, of adjusted values",
        schema: Some(ResultSchema::of::<GeneClusters<SetRow>>("gene-clusters")),
        ..CLUSTER
    },
    ResultFile {
        stem: "clusters/adjusted/gene_clusters",
        endings: &["tsv"],
        content: "as `clusters/gene_clusters`, of adjusted values",
        ..CLUSTER
    },
    ResultFile {
        stem: "clusters/bootstrap_shard",
        endings: &["json"],
        content: "counts of one part of the bootstrap, which `cluster --merge` adds up",
        schema: Some(ResultSchema::of::<BootstrapShard>("bootstrap-shard")),
        ..CLUSTER
    },
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

/// What `output.formats` asks for.
const EXPORT: ResultFile = ResultFile {
    stage: "run, in formats of other programs",
    ..NONE
};

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

/// Two kinds of files follow one schema.
const CLUSTER_TREE: ResultFile = ResultFile {
    schema: Some(ResultSchema::of::<Clusters>("clusters")),
    ..CLUSTER
};
