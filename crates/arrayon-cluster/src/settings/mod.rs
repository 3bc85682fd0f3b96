//! How samples and features are clustered: the sections `[cluster]` and `[cluster.genes]` of
//! study.toml.

mod adjust_method;
mod distance;
mod gene_choice;
mod linkage;
mod references;

pub use adjust_method::AdjustMethod;
pub use distance::Distance;
pub use gene_choice::{DEFAULT_NUMBER, GeneChoice};
pub use linkage::Linkage;
pub use references::References;

use arrayon_settings::{Count, Fault, InputFile, MOST_DRAWS, Section, named_by_serde};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Clustering of samples.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ClusterSection {
    /// Distance between samples; correlations and the cosine are subtracted from 1.
    pub distance: Distance,
    /// Linkage between clusters of samples; `ward` stands for ward.D2, `mcquitty` for weighted.
    /// ward.D2, centroid and median use squared Euclidean distances, as in SciPy, and centroid and
    /// median take no other distance; ward.D, centroid.D and median.D use the distances as they
    /// are, like R's ward.D, centroid and median.
    pub linkage: Linkage,
    /// Replicates of the multiscale bootstrap at each of its ten scales, for AU and BP of every
    /// branch; 0 for none.
    #[serde(alias = "bootstrap")]
    #[schemars(extend("x-former" = "bootstrap"))]
    pub n_bootstrap: Count<0, MOST_DRAWS>,
    /// Reference data sets of the gap statistic, one of three opinions on the number of clusters;
    /// 0 for none.
    #[serde(alias = "gap")]
    #[schemars(extend("x-former" = "gap"))]
    pub n_gap_references: References,
    /// Columns of the sample sheet, such as litters or days, whose shift is taken out for what is
    /// looked at: trees, components and heat maps of such values are written to clusters/adjusted,
    /// too. Differential expression never uses them; it models batches by the blocking of
    /// contrasts.
    pub adjust_for_display: Vec<String>,
    /// How that shift is taken out; the effects of the contrasts' groups are kept. Whether they form
    /// clusters is judged with the values adjusted anew for groups dealt out by lot.
    pub adjust_method: AdjustMethod,
    /// Seed of the bootstrap, the permutations and the references.
    pub seed: u64,
    /// Clusters of features.
    pub genes: ClusterGenesSection,
}

impl Default for ClusterSection {
    fn default() -> Self {
        Self {
            distance: Distance::default(),
            linkage: Linkage::default(),
            n_bootstrap: Count::nearest(0),
            n_gap_references: References::default(),
            adjust_for_display: Vec::new(),
            adjust_method: AdjustMethod::default(),
            seed: 1,
            genes: ClusterGenesSection::default(),
        }
    }
}

impl Section for ClusterSection {
    const NAME: &'static str = "cluster";

    fn check(&self) -> Result<(), Fault> {
        check_linkage(self.linkage, self.distance)?;
        let genes = &self.genes;
        (check_linkage(genes.linkage, genes.distance))
            .and_then(|()| genes.choice().map(|_| ()))
            .map_err(|fault| fault.under("genes"))
    }
}

/// Refuses a distance that has no means between items: centroid and median linkage are defined for
/// Euclidean distances alone. Their forms on distances as they are take any.
fn check_linkage(linkage: Linkage, distance: Distance) -> Result<(), Fault> {
    let on_any = match linkage {
        Linkage::Centroid => "centroid",
        Linkage::Median => "median",
        _ => return Ok(()),
    };
    if distance == Distance::Euclidean {
        return Ok(());
    }
    let found = format!("{linkage} linkage is of Euclidean distances; the distance is {distance}");
    let fault = Fault::new("linkage", found, "euclidean distance").with("distance");
    Err(fault.hint(format!(
        "choose euclidean distance, or {on_any}.D, which takes distances as they are (R's \
         '{on_any}')"
    )))
}

/// Clusters of features.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ClusterGenesSection {
    /// Which features are clustered: those of largest variance, those that change in a contrast,
    /// those of a list, or none.
    pub choose: GeneSelection,
    /// How many features at most.
    #[serde(alias = "number")]
    #[schemars(extend("x-former" = "number"))]
    pub n_features: Count<2, { u32::MAX }>,
    /// The list: feature ids or gene symbols, one per line.
    pub file: Option<InputFile>,
    /// Distance between features.
    pub distance: Distance,
    /// Linkage between clusters of features.
    pub linkage: Linkage,
    /// Order of the leaves: that of the tree (tighter clusters first), optimal (neighbours most
    /// alike) or quick (nearly optimal; what optimal means above 5000 features).
    pub leaf_order: LeafOrder,
    /// Number of clusters of features; 0 for as many as a dynamic cut finds.
    #[serde(alias = "clusters")]
    #[schemars(extend("x-former" = "clusters"))]
    pub n_clusters: Count<0, { u32::MAX }>,
    /// Assign features that the dynamic cut puts in no cluster to the nearest cluster on their
    /// branch, if that is near enough.
    pub assign_nearby: bool,
}

impl Default for ClusterGenesSection {
    fn default() -> Self {
        Self {
            choose: GeneSelection::default(),
            n_features: Count::nearest(DEFAULT_NUMBER),
            file: None,
            distance: Distance::default(),
            linkage: Linkage::default(),
            leaf_order: LeafOrder::default(),
            n_clusters: Count::nearest(0),
            assign_nearby: true,
        }
    }
}

impl ClusterGenesSection {
    /// How many clusters; `None` for as many as a dynamic cut finds.
    pub fn wanted_clusters(&self) -> Option<usize> {
        Some(self.n_clusters.size()).filter(|&number| number > 0)
    }

    /// Which features are clustered.
    ///
    /// # Errors
    /// A list without its file; a file that nothing reads.
    pub fn choice(&self) -> Result<GeneChoice, Fault> {
        match (self.choose, &self.file) {
            (GeneSelection::List, Some(file)) => Ok(GeneChoice::List(file.to_path_buf())),
            (GeneSelection::List, None) => {
                let expected = "the list that choose = 'list' speaks of";
                Err(Fault::new("file", "no file", expected).with("choose"))
            }
            (other, Some(_)) => {
                let found = format!("a file, which choose = '{other}' does not read");
                Err(Fault::new("file", found, "choose = 'list', or no file").with("choose"))
            }
            (GeneSelection::None, None) => Ok(GeneChoice::None),
            (GeneSelection::TopVariance, None) => {
                Ok(GeneChoice::TopVariance(self.n_features.size()))
            }
            (GeneSelection::Differential, None) => {
                Ok(GeneChoice::Differential(self.n_features.size()))
            }
        }
    }
}

/// How features are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum GeneSelection {
    /// Those that vary most over all samples.
    #[default]
    TopVariance,
    /// Those that change in any contrast, by their smallest adjusted p-value.
    Differential,
    /// Those that a file lists.
    List,
    /// None: there is no tree of features.
    None,
}

/// In which order the leaves of a tree of features stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LeafOrder {
    /// That of the tree: tighter clusters first.
    #[default]
    Tree,
    /// That in which neighbours are most alike: exact up to [`crate::LEAF_ORDER_LIMIT`] leaves,
    /// nearly so above.
    Optimal,
    /// Nearly that, for any number of leaves.
    Quick,
}

named_by_serde!(GeneSelection, LeafOrder);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for distance in Distance::ALL {
            assert_eq!(distance.to_string().parse(), Ok(distance));
        }
        for linkage in Linkage::ALL {
            assert_eq!(linkage.to_string().parse(), Ok(linkage));
        }
        assert_eq!("ward".parse(), Ok(Linkage::WardD2));
        assert_eq!("mcquitty".parse(), Ok(Linkage::Weighted));
        assert!("cosin".parse::<Distance>().is_err());
    }

    #[test]
    fn means_need_euclidean_distances() {
        for linkage in [Linkage::Centroid, Linkage::Median] {
            assert!(check_linkage(linkage, Distance::Euclidean).is_ok());
            let hint = check_linkage(linkage, Distance::Pearson).unwrap_err().hint;
            assert!(hint.contains("euclidean") && hint.contains(".D"), "{hint}");
        }
        for linkage in [Linkage::CentroidD, Linkage::MedianD, Linkage::WardD2] {
            assert!(check_linkage(linkage, Distance::Pearson).is_ok());
        }
    }

    #[test]
    fn a_file_and_its_choice_go_together() {
        let list = ClusterGenesSection {
            choose: GeneSelection::List,
            ..ClusterGenesSection::default()
        };
        assert_eq!(list.choice().unwrap_err().key, "file");
        let unread = ClusterGenesSection {
            file: Some(InputFile::from(std::path::PathBuf::from("genes.txt"))),
            ..ClusterGenesSection::default()
        };
        assert!(unread.choice().unwrap_err().found.contains("top-variance"));
        let found = ClusterGenesSection::default().choice();
        assert_eq!(found, Ok(GeneChoice::TopVariance(2_000)));
    }
}
