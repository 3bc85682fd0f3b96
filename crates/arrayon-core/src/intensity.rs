//! Linear intensities, one value a probe and array.

/// Intensities of probes on arrays, linear scale, as scanned.
///
/// Array after array in memory, so that one array's probes are one slice.
#[derive(Debug, Clone, PartialEq)]
pub struct IntensityMatrix {
    arrays: Vec<Vec<f32>>,
    n_probes: usize,
}

impl IntensityMatrix {
    /// Takes one vector of linear intensities for each array.
    ///
    /// # Panics
    /// If the arrays have different numbers of probes.
    pub fn new(arrays: Vec<Vec<f32>>) -> Self {
        let n_probes = arrays.first().map_or(0, Vec::len);
        assert!(
            arrays.iter().all(|array| array.len() == n_probes),
            "arrays of unequal length"
        );
        Self { arrays, n_probes }
    }

    /// The number of probes (rows).
    pub fn n_probes(&self) -> usize {
        self.n_probes
    }

    /// The number of arrays (columns).
    pub fn n_arrays(&self) -> usize {
        self.arrays.len()
    }

    /// The intensities of one array.
    pub fn array(&self, index: usize) -> &[f32] {
        &self.arrays[index]
    }

    /// The arrays, each a vector of intensities.
    pub fn into_arrays(self) -> Vec<Vec<f32>> {
        self.arrays
    }
}
