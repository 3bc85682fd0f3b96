//! The clustering stage: a dendrogram of samples, and whether groups form clusters.

use crate::error::Error;
use arrayon_cluster::{
    BootstrapPlan, CladeSupport, ClusterError, CondensedDistances, Dendrogram, Distance, Evidence,
    Linkage, bootstrap_counts, cluster, cophenetic_correlation, flat_clusters, judge_groups_with,
    permanova, sample_distances,
};
use arrayon_core::{Comparison, Contrast, ExpressionMatrix, Progress, SampleSheet};
use arrayon_results::clusters::{
    Bootstrap, BranchSupport, Clusters, FlatClusters, GroupBranch, GroupVerdict, Permanova,
};

/// How samples are clustered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClusterSettings {
    /// Distance between samples.
    pub distance: Distance,
    /// Linkage between clusters.
    pub linkage: Linkage,
    /// Replicates of the bootstrap at each of its ten scales; 0 for none.
    pub bootstrap: u32,
    /// Seed of bootstrap and permutations.
    pub seed: u64,
}

/// Permutations of the group labels at most; where there are fewer, all are looked at.
const N_PERMUTATIONS: u64 = 9_999;

/// A column of the sheet and the level of each clustered sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Groups {
    /// The column.
    pub variable: String,
    /// One level a sample of the matrix.
    pub levels: Vec<String>,
}

/// Name of the scope that holds every sample.
pub const ALL_SAMPLES: &str = "all samples";

/// Clusters the samples of a matrix and judges each grouping.
///
/// # Errors
/// What the distance cannot be computed for; the message names the sample or feature.
pub fn cluster_samples(
    scope: &str,
    expression: &ExpressionMatrix,
    groupings: &[Groups],
    settings: ClusterSettings,
    progress: &dyn Progress,
) -> Result<Clusters, Error> {
    let failed =
        |error: ClusterError| Error::data(format!("clustering {scope}"), &error, error.hint());
    let distances = sample_distances(expression, settings.distance).map_err(failed)?;
    let tree = cluster(&distances, settings.linkage);
    let plan = BootstrapPlan {
        n_replicates: settings.bootstrap,
        seed: settings.seed,
        ..BootstrapPlan::default()
    };
    let support = if settings.bootstrap == 0 {
        None
    } else {
        let (distance, linkage) = (settings.distance, settings.linkage);
        let all = 0..plan.n_replicates;
        let counts = bootstrap_counts(expression, distance, linkage, &plan, all, progress);
        Some(counts.map_err(failed)?.support())
    };
    let judge = |groups| judge(&distances, &tree, groups, support.as_deref(), settings.seed);
    let verdicts = (groupings.iter())
        .filter(|groups| distinct(&groups.levels).len() > 1)
        .map(judge)
        .collect::<Result<Vec<_>, _>>()
        .map_err(failed)?;
    let flat = (verdicts.first().map(|verdict| verdict.groups.len()))
        .map(|n_clusters| {
            flat_clusters(&distances, &tree, settings.linkage, n_clusters).map(|flat| {
                FlatClusters {
                    n_clusters,
                    clusters: flat.labels,
                }
            })
        })
        .transpose()
        .map_err(failed)?;
    Ok(Clusters {
        scope: scope.to_owned(),
        distance: settings.distance.to_string(),
        linkage: settings.linkage.to_string(),
        n_features: expression.n_features(),
        labels: tree.labels().to_vec(),
        merges: (tree.merges().iter())
            .map(|merge| (merge.left, merge.right, merge.height, merge.size))
            .collect(),
        leaf_order: tree.leaf_order().to_vec(),
        newick: match &support {
            Some(support) => tree.newick_with_support(support),
            None => tree.newick(),
        },
        bootstrap: support.is_some().then_some(Bootstrap {
            n_replicates: plan.n_replicates,
            scales: plan.scales,
            seed: plan.seed,
        }),
        support: support.iter().flatten().map(written_support).collect(),
        cophenetic_correlation: cophenetic_correlation(&distances, &tree),
        flat,
        verdicts,
    })
}

fn judge(
    distances: &CondensedDistances,
    tree: &Dendrogram,
    groups: &Groups,
    support: Option<&[CladeSupport]>,
    seed: u64,
) -> Result<GroupVerdict, ClusterError> {
    let test = permanova(distances, &groups.levels, N_PERMUTATIONS, seed)?;
    let evidence = Evidence {
        support,
        permanova: Some(test),
    };
    let verdict = judge_groups_with(distances, tree, &groups.levels, evidence)?;
    Ok(GroupVerdict {
        variable: groups.variable.clone(),
        groups: distinct(&groups.levels),
        adjusted_rand_index: verdict.adjusted_rand_index,
        best_adjusted_rand_index: verdict.best_cut.adjusted_rand_index,
        best_n_clusters: verdict.best_cut.n_clusters,
        mean_silhouette: verdict.mean_silhouette,
        permanova: Permanova {
            pseudo_f: test.pseudo_f,
            r_squared: test.r_squared,
            p_value: test.p_value,
            smallest_p_value: test.smallest_p_value,
            n_permutations: test.n_permutations,
            is_exact: test.is_exact,
        },
        branches: (verdict.clades.into_iter())
            .map(|clade| GroupBranch {
                group: clade.group,
                n_samples: clade.n_samples,
                merge: clade.merge,
                au: clade.support.map(|support| support.approximately_unbiased),
            })
            .collect(),
        verdict: verdict.verdict.to_string(),
        rule: verdict.rule,
    })
}

fn written_support(support: &CladeSupport) -> BranchSupport {
    BranchSupport {
        au: support.approximately_unbiased,
        bp: support.bootstrap_probability,
        si: support.selective_inference,
        se_au: support.standard_error_au,
        se_bp: support.standard_error_bp,
        se_si: support.standard_error_si,
        fit_p_value: support.fit.map(|fit| fit.p_value),
    }
}

/// The levels in order of first appearance.
fn distinct(levels: &[String]) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    levels
        .iter()
        .filter(|level| seen.insert(level.as_str()))
        .cloned()
        .collect()
}

/// The groupings that the contrasts speak of: each of their variables once, where every sample
/// has a level. Formulas speak of none: their columns may be numbers.
pub fn groupings_of(contrasts: &[Contrast], sheet: &SampleSheet) -> Vec<Groups> {
    let mut groupings: Vec<Groups> = Vec::new();
    let is_grouped =
        |contrast: &&Contrast| !matches!(contrast.comparison, Comparison::Coefficients { .. });
    for variable in contrasts
        .iter()
        .filter(is_grouped)
        .flat_map(Contrast::variables)
    {
        if groupings.iter().any(|groups| groups.variable == variable) {
            continue;
        }
        if let Some(column) = sheet.column(variable)
            && column.values.iter().all(|level| !level.is_empty())
        {
            groupings.push(Groups {
                variable: variable.to_owned(),
                levels: column.values.clone(),
            });
        }
    }
    groupings
}

/// The samples of a contrast, as positions in the sheet, with their grouping: those of the two
/// levels compared, or all that are not excluded, by their levels of all variables.
pub fn samples_of_contrast(contrast: &Contrast, sheet: &SampleSheet) -> (Vec<usize>, Groups) {
    let column = |name: &str| sheet.column(name).map(|column| &column.values);
    let excluded = contrast.exclude_samples_column.as_deref().and_then(column);
    let columns: Vec<&Vec<String>> = contrast
        .variables()
        .into_iter()
        .filter_map(column)
        .collect();
    let level = |at: usize| {
        let levels: Vec<&str> = columns.iter().map(|values| &values[at][..]).collect();
        levels.join(".")
    };
    let positions: Vec<usize> = (0..sheet.n_samples())
        .filter(|&at| {
            let is_compared = (contrast.levels())
                .is_none_or(|(reference, target)| [reference, target].contains(&&level(at)[..]));
            let is_excluded = excluded
                .is_some_and(|values| contrast.exclude_samples_values.contains(&values[at]));
            is_compared && !is_excluded
        })
        .collect();
    let groups = Groups {
        variable: contrast.variables().join(":"),
        levels: positions.iter().map(|&at| level(at)).collect(),
    };
    (positions, groups)
}
