//! What is printed on an array: cells, probes, probe sets, transcript clusters.

use std::ops::Range;

/// A perfect-match probe: one cell of the array.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Probe {
    /// Index of the cell in the CEL file: `y * n_columns + x`.
    pub cell: u32,
    /// Number of G and C bases of the probe, where the library states it.
    pub gc_count: Option<u8>,
}

/// What a probe set is for. The library's own vocabulary is open, so its text is kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProbeSetKind {
    /// Measures a gene: type `main`.
    Main,
    /// Anything that the library gives another type, for example
    /// `control->affx->bac_spike`, `normgene->exon` or `control->bgp->antigenomic`.
    Control(String),
    /// The library declares no type (every CDF).
    Undeclared,
}

impl ProbeSetKind {
    /// Whether the probe set is to be tested for differential expression by default:
    /// all but those that the library declares to be something other than `main`.
    pub fn is_main(&self) -> bool {
        !matches!(self, Self::Control(_))
    }

    /// Whether the probe set holds antigenomic background probes.
    pub fn is_antigenomic(&self) -> bool {
        matches!(self, Self::Control(kind) if kind.contains("antigenomic"))
    }
}

/// Probes that are summarised together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProbeSet {
    /// The library's id, an integer in a PGF and the unit name in a CDF.
    pub id: String,
    /// The probe set's name where it differs from the id (`TC0100000001.rn.2`).
    pub name: Option<String>,
    /// What the probe set is for.
    pub kind: ProbeSetKind,
    /// Its probes, as positions in [`ChipDesign::perfect_match`].
    pub probes: Range<usize>,
}

impl ProbeSet {
    /// The name if there is one, else the id: what results call the feature.
    pub fn label(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.id)
    }
}

/// A meta probe set (MPS): probe sets that are summarised as one feature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TranscriptCluster {
    /// Id of the feature in results.
    pub id: String,
    /// Positions in [`ChipDesign::probe_sets`], ascending and without repeats.
    pub probe_sets: Vec<usize>,
}

/// A chip: its geometry and which cells measure what.
///
/// # Invariants (held by the readers)
/// - every `Probe::cell < n_rows * n_columns`;
/// - `probe_sets[i].probes` are consecutive, in order, not empty, and cover `perfect_match`;
/// - probe set ids are unique, labels are unique, transcript cluster ids are unique;
/// - a probe that sits in several probe sets stands once in each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChipDesign {
    /// Chip types for which the library is made; a CEL file must name one of them.
    /// Empty where the library names none (a binary CDF: the file name is all there is).
    pub chip_types: Vec<String>,
    /// Rows of cells.
    pub n_rows: u32,
    /// Columns of cells.
    pub n_columns: u32,
    /// Perfect-match probes, probe set after probe set.
    pub perfect_match: Vec<Probe>,
    /// Probe sets in the library's order.
    pub probe_sets: Vec<ProbeSet>,
    /// Meta probe sets; empty where the library has none, then each probe set is a feature.
    pub transcript_clusters: Vec<TranscriptCluster>,
    /// Cells of the background probes (BGP file), empty where not given.
    pub background_cells: Vec<u32>,
    /// Probe set label to quality-control group (QCC file), in the file's order.
    pub quality_groups: Vec<(String, String)>,
}

/// A feature to be summarised: the positions of its probes in [`ChipDesign::perfect_match`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeatureProbes {
    /// Feature id in results.
    pub id: String,
    /// What the feature is for; for a transcript cluster, `Main` if any of its probe sets is.
    pub kind: ProbeSetKind,
    /// Runs of probes, one for each probe set of the feature.
    pub probes: Vec<Range<usize>>,
}

impl FeatureProbes {
    /// How many probes the feature has.
    pub fn n_probes(&self) -> usize {
        self.probes.iter().map(ExactSizeIterator::len).sum()
    }
}

impl ChipDesign {
    /// The number of cells of the array.
    pub fn n_cells(&self) -> usize {
        self.n_rows as usize * self.n_columns as usize
    }

    /// The features that results speak of, in the library's order: its transcript clusters,
    /// or its probe sets where it has no transcript clusters.
    pub fn features(&self) -> Vec<FeatureProbes> {
        if self.transcript_clusters.is_empty() {
            return self.probe_sets.iter().map(feature_of_probe_set).collect();
        }
        self.transcript_clusters
            .iter()
            .map(|cluster| self.feature_of_cluster(cluster))
            .collect()
    }

    fn feature_of_cluster(&self, cluster: &TranscriptCluster) -> FeatureProbes {
        let members = || {
            cluster
                .probe_sets
                .iter()
                .map(|&index| &self.probe_sets[index])
        };
        let kind = members()
            .map(|set| &set.kind)
            .find(|kind| kind.is_main())
            .or_else(|| members().map(|set| &set.kind).next())
            .cloned()
            .unwrap_or(ProbeSetKind::Undeclared);
        FeatureProbes {
            id: cluster.id.clone(),
            kind,
            probes: members().map(|set| set.probes.clone()).collect(),
        }
    }
}

fn feature_of_probe_set(set: &ProbeSet) -> FeatureProbes {
    FeatureProbes {
        id: set.label().to_owned(),
        kind: set.kind.clone(),
        probes: vec![set.probes.clone()],
    }
}
