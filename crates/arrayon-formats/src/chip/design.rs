//! Puts a chip design together, probe set after probe set.

use arrayon_core::{ChipDesign, Probe, ProbeSet, ProbeSetKind};
use rustc_hash::FxHashSet;

/// Geometry and probe sets as they are read.
pub(super) struct DesignBuilder {
    n_rows: u32,
    n_columns: u32,
    perfect_match: Vec<Probe>,
    probe_sets: Vec<ProbeSet>,
    ids: FxHashSet<String>,
}

impl DesignBuilder {
    pub(super) fn new(n_rows: u32, n_columns: u32) -> Self {
        Self {
            n_rows,
            n_columns,
            perfect_match: Vec::new(),
            probe_sets: Vec::new(),
            ids: FxHashSet::default(),
        }
    }

    /// Adds a set of probes of a CDF; a set without any is left out. Says what is wrong where
    /// the name has been used before.
    pub(super) fn add(
        &mut self,
        id: String,
        cells: impl Iterator<Item = u32>,
    ) -> Result<(), String> {
        let start = self.perfect_match.len();
        let probe = |cell| Probe {
            cell,
            gc_count: None,
        };
        self.perfect_match.extend(cells.map(probe));
        let n_added = self.perfect_match.len() - start;
        if n_added == 0 {
            return Ok(());
        }
        let n_cells = u64::from(self.n_rows) * u64::from(self.n_columns);
        if n_added as u64 > n_cells {
            return Err(format!(
                "probe set '{id}' has {n_added} probes, and the chip {n_cells} cells"
            ));
        }
        if !self.ids.insert(id.clone()) {
            return Err(format!("probe set '{id}' occurs a second time"));
        }
        self.probe_sets.push(ProbeSet {
            id,
            name: None,
            kind: ProbeSetKind::Undeclared,
            probes: start..self.perfect_match.len(),
        });
        Ok(())
    }

    pub(super) fn finish(self, chip_types: Vec<String>) -> ChipDesign {
        ChipDesign {
            chip_types,
            n_rows: self.n_rows,
            n_columns: self.n_columns,
            perfect_match: self.perfect_match,
            probe_sets: self.probe_sets,
            transcript_clusters: Vec::new(),
            background_cells: Vec::new(),
            quality_groups: Vec::new(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.probe_sets.is_empty()
    }
}
