//! How far apart two clusters are: the choices.

use arrayon_settings::named_by_serde;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How far apart two clusters are, given how far apart their members are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(extend("x-aliases" = {"ward": "ward.D2", "mcquitty": "weighted"}))]
pub enum Linkage {
    /// Mean distance of the pairs across (UPGMA).
    #[default]
    Average,
    /// Largest distance across.
    Complete,
    /// Smallest distance across.
    Single,
    /// Mean of the distances to the two clusters last joined (WPGMA, McQuitty).
    #[serde(alias = "mcquitty")]
    Weighted,
    /// Ward's criterion on Euclidean distances: R's `ward.D2` and SciPy's `ward`.
    #[serde(rename = "ward.D2", alias = "ward")]
    WardD2,
    /// R's `ward.D`: the same update on the distances as they are. It is Ward's criterion only
    /// for squared Euclidean distances, and its heights are then squared too.
    #[serde(rename = "ward.D")]
    WardD,
    /// The distance of the two means (UPGMC), for Euclidean distances, whose squares it updates:
    /// SciPy's `centroid`. Heights are distances and may fall.
    Centroid,
    /// R's `centroid`: the same update on the distances as they are. It is the distance of the
    /// means only for squared Euclidean distances, and its heights are then squared too.
    #[serde(rename = "centroid.D")]
    CentroidD,
    /// As centroid, the mean of two clusters being halfway between theirs however many members
    /// each has (WPGMC, Gower): SciPy's `median`, for Euclidean distances. Heights may fall.
    Median,
    /// R's `median`: the same update on the distances as they are.
    #[serde(rename = "median.D")]
    MedianD,
}

impl Linkage {
    /// Every linkage.
    pub const ALL: [Self; 10] = [
        Self::Average,
        Self::Complete,
        Self::Single,
        Self::Weighted,
        Self::WardD2,
        Self::WardD,
        Self::Centroid,
        Self::CentroidD,
        Self::Median,
        Self::MedianD,
    ];

    /// Whether every merge is at least as high as those before it, whatever the distances. With
    /// centroid and median linkage a joined cluster may come nearer to others than its parts were:
    /// the tree then has inversions.
    pub fn is_monotone(self) -> bool {
        !matches!(
            self,
            Self::Centroid | Self::CentroidD | Self::Median | Self::MedianD
        )
    }
}

named_by_serde!(Linkage);
