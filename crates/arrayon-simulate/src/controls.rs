//! Control probe sets, as the gene arrays carry them.

/// A group of control probe sets of one type.
pub(crate) struct ControlGroup {
    /// The library's type.
    pub(crate) kind: &'static str,
    /// Its quality-control group, if any.
    pub(crate) quality_group: Option<&'static str>,
    /// Number of probes of each set.
    pub(crate) n_probes: usize,
}

pub(crate) const BAC_SPIKE: ControlGroup = ControlGroup {
    kind: "control->affx->bac_spike",
    quality_group: Some("bac_spike"),
    n_probes: 11,
};
pub(crate) const POLYA_SPIKE: ControlGroup = ControlGroup {
    kind: "control->affx->polya_spike",
    quality_group: Some("polya_spike"),
    n_probes: 11,
};
pub(crate) const EXON: ControlGroup = ControlGroup {
    kind: "normgene->exon",
    quality_group: Some("pos_control"),
    n_probes: 4,
};
pub(crate) const INTRON: ControlGroup = ControlGroup {
    kind: "normgene->intron",
    quality_group: Some("neg_control"),
    n_probes: 4,
};
/// Background probes, one probe set for each number of G and C; not summarised.
pub(crate) const ANTIGENOMIC: &str = "control->bgp->antigenomic";

/// Number of exon and intron controls: those of the real chip, for as many genes as ours.
pub(crate) const N_EXON: usize = 195;
pub(crate) const N_INTRON: usize = 490;

/// Hybridisation controls with their log2 level: each step of the series is brighter.
pub(crate) const BAC_SPIKES: [(&str, f64); 18] = [
    ("AFFX-r2-Ec-bioB-5_at", 7.8),
    ("AFFX-r2-Ec-bioB-M_at", 8.0),
    ("AFFX-r2-Ec-bioB-3_at", 8.1),
    ("AFFX-r2-Ec-bioC-5_at", 9.2),
    ("AFFX-r2-Ec-bioC-3_at", 9.4),
    ("AFFX-r2-Ec-bioD-5_at", 10.3),
    ("AFFX-r2-Ec-bioD-3_at", 10.5),
    ("AFFX-r2-P1-cre-5_at", 11.5),
    ("AFFX-r2-P1-cre-3_at", 11.7),
    ("AFFX-BioB-5_at", 7.7),
    ("AFFX-BioB-M_at", 7.9),
    ("AFFX-BioB-3_at", 8.0),
    ("AFFX-BioC-5_at", 9.1),
    ("AFFX-BioC-3_at", 9.3),
    ("AFFX-BioDn-5_at", 10.3),
    ("AFFX-BioDn-3_at", 10.4),
    ("AFFX-CreX-5_at", 11.5),
    ("AFFX-CreX-3_at", 11.6),
];

/// Labelling controls with their log2 level: each step of the series is brighter.
pub(crate) const POLYA_SPIKES: [(&str, f64); 12] = [
    ("AFFX-r2-Bs-lys-5_st", 6.2),
    ("AFFX-r2-Bs-lys-M_st", 6.4),
    ("AFFX-r2-Bs-lys-3_st", 6.6),
    ("AFFX-r2-Bs-phe-5_st", 7.5),
    ("AFFX-r2-Bs-phe-M_st", 7.7),
    ("AFFX-r2-Bs-phe-3_st", 7.9),
    ("AFFX-r2-Bs-thr-5_st", 8.8),
    ("AFFX-r2-Bs-thr-M_st", 9.0),
    ("AFFX-r2-Bs-thr-3_st", 9.2),
    ("AFFX-r2-Bs-dap-5_st", 10.1),
    ("AFFX-r2-Bs-dap-M_st", 10.3),
    ("AFFX-r2-Bs-dap-3_st", 10.5),
];

/// Number of background probes of each number of G and C, from 3 to 25, for as many genes as
/// ours.
pub(crate) fn n_antigenomic(gc_count: u8) -> usize {
    match gc_count {
        3 | 25 => 3,
        4 => 25,
        5 => 71,
        24 => 51,
        _ => 147,
    }
}
