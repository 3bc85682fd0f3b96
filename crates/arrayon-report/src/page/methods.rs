//! A paragraph of methods to paste into a manuscript, out of what the result files say was done.

use super::parts::Part;
use crate::numbers::{percent, whole};
use crate::results::StudyResults;
use arrayon_diffexpr::Differential;
use arrayon_genesets::GeneSets;
use maud::{Markup, html};

/// A work to cite.
#[derive(Debug, PartialEq, Eq)]
struct Work {
    authors: &'static str,
    title: &'static str,
    doi: &'static str,
}

const fn work(authors: &'static str, title: &'static str, doi: &'static str) -> Work {
    Work {
        authors,
        title,
        doi,
    }
}

const RMA: Work = work(
    "Irizarry et al. 2003",
    "Exploration, normalization, and summaries of high density oligonucleotide array probe level data",
    "10.1093/biostatistics/4.2.249",
);
const QUANTILES: Work = work(
    "Bolstad et al. 2003",
    "A comparison of normalization methods for high density oligonucleotide array data based on variance and bias",
    "10.1093/bioinformatics/19.2.185",
);
const FARMS: Work = work(
    "Hochreiter et al. 2006",
    "A new summarization method for Affymetrix probe level data",
    "10.1093/bioinformatics/btl033",
);
const DFW: Work = work(
    "Chen et al. 2007",
    "A distribution free summarization method for Affymetrix GeneChip arrays",
    "10.1093/bioinformatics/btl609",
);
const MODERATED: Work = work(
    "Smyth 2004",
    "Linear models and empirical Bayes methods for assessing differential expression in microarray experiments",
    "10.2202/1544-6115.1027",
);
const LIMMA: Work = work(
    "Ritchie et al. 2015",
    "limma powers differential expression analyses for RNA-sequencing and microarray studies",
    "10.1093/nar/gkv007",
);
const ROBUST: Work = work(
    "Phipson et al. 2016",
    "Robust hyperparameter estimation protects against hypervariable genes and improves power to detect differential expression",
    "10.1214/16-AOAS920",
);
const TREAT: Work = work(
    "McCarthy and Smyth 2009",
    "Testing significance relative to a fold-change threshold is a TREAT",
    "10.1093/bioinformatics/btp053",
);
const ARRAY_WEIGHTS: Work = work(
    "Ritchie et al. 2006",
    "Empirical array quality weights in the analysis of microarray data",
    "10.1186/1471-2105-7-261",
);
const BLOCKS: Work = work(
    "Smyth, Michaud and Scott 2005",
    "Use of within-array replicate spots for assessing differential expression in microarray experiments",
    "10.1093/bioinformatics/bti270",
);
const SURROGATES: Work = work(
    "Leek and Storey 2007",
    "Capturing heterogeneity in gene expression studies by surrogate variable analysis",
    "10.1371/journal.pgen.0030161",
);
const BENJAMINI_HOCHBERG: Work = work(
    "Benjamini and Hochberg 1995",
    "Controlling the false discovery rate: a practical and powerful approach to multiple testing",
    "10.1111/j.2517-6161.1995.tb02031.x",
);
const RANK_PRODUCTS: Work = work(
    "Breitling et al. 2004",
    "Rank products: a simple, yet powerful, new method to detect differentially regulated genes in replicated microarray experiments",
    "10.1016/j.febslet.2004.07.055",
);
const SAM: Work = work(
    "Tusher, Tibshirani and Chu 2001",
    "Significance analysis of microarrays applied to the ionizing radiation response",
    "10.1073/pnas.091062498",
);
const PERMANOVA: Work = work(
    "Anderson 2001",
    "A new method for non-parametric multivariate analysis of variance",
    "10.1111/j.1442-9993.2001.01070.pp.x",
);
const RAND: Work = work(
    "Hubert and Arabie 1985",
    "Comparing partitions",
    "10.1007/BF01908075",
);
const PVCLUST: Work = work(
    "Suzuki and Shimodaira 2006",
    "Pvclust: an R package for assessing the uncertainty in hierarchical clustering",
    "10.1093/bioinformatics/btl117",
);
const EASE: Work = work(
    "Hosack et al. 2003",
    "Identifying biological themes within lists of genes with EASE",
    "10.1186/gb-2003-4-10-r70",
);
const CAMERA: Work = work(
    "Wu and Smyth 2012",
    "Camera: a competitive gene set test accounting for inter-gene correlation",
    "10.1093/nar/gks461",
);
const ROAST: Work = work(
    "Wu et al. 2010",
    "ROAST: rotation gene set tests for complex microarray experiments",
    "10.1093/bioinformatics/btq401",
);
const PRERANKED: Work = work(
    "Subramanian et al. 2005",
    "Gene set enrichment analysis: a knowledge-based approach for interpreting genome-wide expression profiles",
    "10.1073/pnas.0506580102",
);

/// Sentences, each with the works behind it.
#[derive(Debug, Default)]
struct Paragraph {
    sentences: Vec<String>,
    works: Vec<Work>,
}

impl Paragraph {
    /// Adds a sentence; works are numbered in the order in which they are first cited.
    fn say(&mut self, sentence: impl Into<String>, works: impl IntoIterator<Item = Work>) {
        let mut numbers = Vec::new();
        for work in works {
            let known = self.works.iter().position(|known| *known == work);
            numbers.push(
                1 + known.unwrap_or_else(|| {
                    self.works.push(work);
                    self.works.len() - 1
                }),
            );
        }
        let mut sentence = sentence.into();
        if !numbers.is_empty() {
            let numbers: Vec<String> = numbers.iter().map(usize::to_string).collect();
            sentence.push_str(&format!(" [{}]", numbers.join(", ")));
        }
        sentence.push('.');
        self.sentences.push(sentence);
    }
}

pub(super) fn part(results: &StudyResults) -> Option<Part> {
    let paragraph = paragraph(results);
    let content = html! {
        p { "Out of the settings that were used; ready to paste." }
        blockquote #methods-text { p { (paragraph.sentences.join(" ")) } (references(&paragraph.works)) }
        p { button #copy-methods .needs-script type="button" { "Copy the paragraph and its references" } }
    };
    Some(Part {
        id: "methods",
        title: "Methods",
        content,
    })
}

fn references(works: &[Work]) -> Markup {
    html! {
        ol .references {
            @for work in works {
                li { (work.authors) ". " (work.title) ". doi:" (work.doi) }
            }
        }
    }
}

fn paragraph(results: &StudyResults) -> Paragraph {
    let mut paragraph = Paragraph::default();
    if results.summary.is_simulated {
        paragraph.say("The arrays of this study were simulated", []);
    }
    normalization(results, &mut paragraph);
    if let Some(first) = results.contrasts.first() {
        differential(results, first, &mut paragraph);
    }
    clusters(results, &mut paragraph);
    if let Some(first) = results.gene_sets.first() {
        gene_sets(first, &mut paragraph);
    }
    if let Some(themes) = &results.themes {
        let panels: Vec<String> = (themes.panels.iter())
            .map(|panel| {
                format!(
                    "{} (version {}, {} themes)",
                    panel.name, panel.version, panel.n_themes
                )
            })
            .collect();
        paragraph.say(
            format!(
                "Of the panel {}, {}",
                panels.join(", "),
                themes.verdict_rule.trim_end_matches('.')
            ),
            [EASE, CAMERA],
        );
    }
    paragraph.say(
        format!("All was computed by arrayon {}", results.version),
        [],
    );
    paragraph
}

fn normalization(results: &StudyResults, paragraph: &mut Paragraph) {
    let summary = &results.summary;
    let Some(how) = &summary.normalization else {
        paragraph.say(
            format!(
                "Log2 expression of {} features was taken as it was given, without normalisation here",
                whole(summary.n_features)
            ),
            [],
        );
        return;
    };
    let (what, works) = match how.method.as_str() {
        "rma" => (
            "robust multi-array average (background correction, quantile normalisation, median polish)",
            vec![RMA, QUANTILES],
        ),
        "plm" => (
            "background correction, quantile normalisation and a probe-level model",
            vec![RMA, QUANTILES],
        ),
        "farms" => (
            "quantile normalisation and factor analysis (FARMS)",
            vec![QUANTILES, FARMS],
        ),
        "dfw" => ("distribution-free weighted expression (DFW)", vec![DFW]),
        other => (other, Vec::new()),
    };
    paragraph.say(
        format!(
            "{} arrays of type {} were normalised by {what}, compatible with {}, from {} probes \
             ({}), to log2 expression of {} features",
            summary
                .n_samples
                .map_or("The".to_owned(), |n| n.to_string()),
            how.chip_types.join(" and "),
            how.compatibility,
            whole(how.n_probes),
            how.probe_selection,
            whole(summary.n_features)
        ),
        works,
    );
}

fn differential(results: &StudyResults, first: &Differential, paragraph: &mut Paragraph) {
    let says = |words: &str| {
        results
            .contrasts
            .iter()
            .any(|one| one.method_in_words.contains(words))
    };
    let has = |of: fn(&Differential) -> bool| results.contrasts.iter().any(of);
    let choices = [
        (true, MODERATED),
        (true, LIMMA),
        (says("robust"), ROBUST),
        (says("treat"), TREAT),
        (has(|one| !one.array_weights.is_empty()), ARRAY_WEIGHTS),
        (has(|one| one.block.is_some()), BLOCKS),
        (has(|one| one.surrogates.is_some()), SURROGATES),
        (true, BENJAMINI_HOCHBERG),
    ];
    let works = choices.into_iter().filter(|(is_used, _)| *is_used);
    paragraph.say(
        format!(
            "Features were tested for differential expression by {}; at a false discovery rate of {} they \
             count as changed",
            first.method_in_words,
            percent(first.fdr)
        ),
        works.map(|(_, work)| work),
    );
    if let Some(filters) = &results.summary.filters {
        let rules: Vec<&str> = filters
            .steps
            .iter()
            .map(|step| step.rule.as_str())
            .collect();
        paragraph.say(
            format!(
                "Before that {} of {} features were kept: {}",
                whole(filters.n_kept),
                whole(filters.n_features),
                rules.join("; ")
            ),
            [],
        );
    }
    let further = results
        .summary
        .contrasts
        .iter()
        .flat_map(|one| &one.methods);
    let further: Vec<&str> = further.map(|one| one.method.as_str()).collect();
    if further.contains(&"rank-products") {
        paragraph.say("Rank products were computed, too", [RANK_PRODUCTS]);
    }
    if further.contains(&"sam") {
        paragraph.say("Significance analysis of microarrays was done, too", [SAM]);
    }
    if first.leave_one_out.is_some() {
        let all_can = (results.summary.contrasts.iter()).all(|one| one.n_not_left_out == 0);
        let but = match all_can {
            true => "",
            false => ", but for arrays without which there is no test",
        };
        let said = format!("Each contrast was tested anew without each of its arrays in turn{but}");
        paragraph.say(said, []);
    }
}

fn clusters(results: &StudyResults, paragraph: &mut Paragraph) {
    let Some(tree) = results.trees.first() else {
        return;
    };
    let clusters = &tree.clusters;
    paragraph.say(
        format!(
            "Samples were clustered hierarchically by {} distance and {} linkage over {} features; whether \
             groups form clusters was judged by a permutation test (PERMANOVA) and by the adjusted Rand index \
             of groups and clusters",
            clusters.distance, clusters.linkage, whole(clusters.n_features)
        ),
        [PERMANOVA, RAND],
    );
    if let Some(plan) = &clusters.bootstrap {
        paragraph.say(
            format!(
                "Support of branches (AU) comes from a multiscale bootstrap of {} replicates at each of {} \
                 scales (seed {})",
                plan.n_bootstrap,
                plan.scales.len(),
                plan.seed
            ),
            [PVCLUST],
        );
    }
}

fn gene_sets(first: &GeneSets, paragraph: &mut Paragraph) {
    let choices = [
        (!first.over_representation_up.sets.is_empty(), EASE),
        (
            !first.camera.is_empty() || !first.camera_pr.is_empty(),
            CAMERA,
        ),
        (!first.fry.is_empty() || !first.roast.is_empty(), ROAST),
        (!first.preranked.is_empty(), PRERANKED),
    ];
    let works = choices.into_iter().filter(|(is_used, _)| *is_used);
    let collections: Vec<String> = (first.collections.iter())
        .map(|one| format!("{}, of which {} were tested", one.name, whole(one.n_tested)))
        .collect();
    paragraph.say(
        format!(
            "Gene sets ({}) were tested by {}",
            collections.join(", "),
            first.method_in_words.trim_end_matches('.')
        ),
        works.map(|(_, work)| work),
    );
}
