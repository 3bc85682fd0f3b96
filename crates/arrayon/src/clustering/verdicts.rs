//! Whether groups form clusters, as it is written.

use super::groupings::{Groups, distinct};
use arrayon_cluster::{
    CladeSupport, ClusterError, CondensedDistances, Dendrogram, Evidence, judge_groups,
    permanova_watched,
};
use arrayon_core::Progress;
use arrayon_results::clusters::{BranchSupport, GroupBranch, GroupVerdict, Permanova};

/// Permutations of the group labels at most; where there are fewer, all are looked at.
const N_PERMUTATIONS: u64 = 9_999;

/// Judges one grouping by tree, permutation test and, where given, bootstrap support.
pub(super) fn judge(
    distances: &CondensedDistances,
    tree: &Dendrogram,
    groups: &Groups,
    support: Option<&[CladeSupport]>,
    seed: u64,
    progress: &dyn Progress,
) -> Result<GroupVerdict, ClusterError> {
    let levels = &groups.levels;
    let test = permanova_watched(distances, levels, N_PERMUTATIONS, seed, progress)?;
    let evidence = Evidence {
        support,
        permanova: Some(test),
    };
    let verdict = judge_groups(distances, tree, &groups.levels, evidence)?;
    Ok(GroupVerdict {
        variable: groups.variable.clone(),
        groups: distinct(&groups.levels),
        levels: groups.levels.clone(),
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
                bp: clade.support.map(|support| support.bootstrap_probability),
                mean_silhouette: clade.mean_silhouette,
            })
            .collect(),
        verdict: verdict.verdict.to_string(),
        rule: verdict.rule,
    })
}

/// The support of a branch.
pub(super) fn written_support(support: &CladeSupport) -> BranchSupport {
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
