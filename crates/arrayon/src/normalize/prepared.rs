//! What is known before the first array is read: library, probes, features, reference set.

use super::NormalizeSettings;
use super::seen_features::SeenFeatures;
use crate::arrays::{Wanted, chip_types, gc_bins};
use crate::cel_files::CelLocation;
use crate::chip::Library;
use crate::controls::{counts_as_control, undeclared_controls};
use crate::error::Error;
use crate::frozen::{check_chip, read_frozen};
use crate::inputs::Inputs;
use crate::quality::{ArrayScans, BackgroundProbes, Detector};
use arrayon_core::FrozenReference;
use arrayon_core::chip::FeatureProbes;
use arrayon_formats::frozen::FrozenFile;
use arrayon_normalize::{GcBins, NormalizeError, SelectedProbes};
use arrayon_qc::{ChipLayout, DetectionCounts, check_frozen_errors};
use arrayon_results::qc::ArrayQuality;
use arrayon_results::summary;
use std::collections::BTreeSet;

/// What is known before the first array is read.
pub(crate) struct Prepared<'a> {
    pub(crate) settings: &'a NormalizeSettings,
    library: Library,
    /// Cell of each probe that takes part.
    cells: Vec<u32>,
    pub(crate) features: Vec<FeatureProbes>,
    /// Ids of the features.
    pub(crate) ids: Vec<String>,
    /// For each feature whether it is a control.
    pub(crate) is_control: Vec<bool>,
    frozen: Option<FrozenFile>,
    gc: Option<GcBins>,
}

/// What a summary and later stages should know of expression.
pub(crate) struct Facts {
    pub(crate) normalization: summary::Normalization,
    pub(crate) informative: Option<BTreeSet<String>>,
    pub(crate) warnings: Vec<String>,
}

/// Arrays that cannot be normalised.
pub(crate) fn refused(error: NormalizeError) -> Error {
    Error::data("normalisation", &error, error.hint())
}

impl<'a> Prepared<'a> {
    /// Reads the library of arrays, and the reference set where there is one.
    ///
    /// # Errors
    /// Whatever is wrong with them.
    pub(crate) fn read(
        files: &[CelLocation],
        settings: &'a NormalizeSettings,
        inputs: &Inputs,
    ) -> Result<Self, Error> {
        let mut library = Library::read(&settings.chip, inputs)?;
        library.take_rows_of(files)?;
        let how = &settings.normalize;
        let selected = how.probe_selection.of(&library.design);
        let frozen = read_frozen(how, &library, &selected, inputs)?;
        let gc = gc_bins(&library, &selected, how)?;
        let SelectedProbes {
            cells, features, ..
        } = selected;
        let prefix = settings.chip.control_prefix.as_deref();
        let is_control = features.iter();
        let is_control = is_control.map(|feature| counts_as_control(feature, prefix));
        Ok(Self {
            settings,
            is_control: is_control.collect(),
            ids: features.iter().map(|feature| feature.id.clone()).collect(),
            library,
            cells,
            features,
            frozen,
            gc,
        })
    }

    /// The number of probes that take part.
    pub(crate) fn n_probes(&self) -> usize {
        self.cells.len()
    }

    /// What is looked at of each array.
    pub(crate) fn detector(&self) -> Detector<'_> {
        let background = BackgroundProbes::of(&self.library.design);
        Detector::new(background, &self.cells, &self.features)
    }

    /// What is read of each array.
    pub(crate) fn wanted<'w>(&'w self, detector: &'w Detector<'w>) -> Wanted<'w> {
        Wanted::Probes {
            library: &self.library,
            detector,
            gc: self.gc.as_ref(),
            settings: &self.settings.normalize,
        }
    }

    /// Where on the chip the probes lie.
    pub(crate) fn layout(&self) -> ChipLayout<'_> {
        ChipLayout {
            n_rows: self.library.design.n_rows as usize,
            n_columns: self.library.design.n_columns as usize,
            cells: &self.cells,
        }
    }

    /// The reference set with which each array is normalised by itself.
    pub(crate) fn reference(&self) -> Option<&FrozenReference> {
        self.frozen.as_ref().map(|file| &file.reference)
    }

    /// Name of each control feature and its group, as the library has them.
    pub(crate) fn quality_groups(&self) -> &[(String, String)] {
        &self.library.design.quality_groups
    }

    /// Which features are counted as detected or not.
    pub(crate) fn detection_counts(&self) -> DetectionCounts {
        DetectionCounts::new(
            self.settings.quality.detected_at.get(),
            (&self.ids, &self.is_control),
            self.quality_groups(),
        )
    }

    /// Refuses arrays of another chip than that of the reference set.
    ///
    /// # Errors
    /// The first such.
    pub(crate) fn check_chips(&self, arrays: &[ArrayQuality]) -> Result<(), Error> {
        let chips = chip_types(arrays.iter().map(|array| array.chip_type.as_str()));
        if let (Some(file), Some(path)) = (&self.frozen, self.settings.normalize.frozen.as_deref())
        {
            check_chip(&file.header, path, chips.into_iter())?;
        }
        Ok(())
    }

    /// Adds to the scans what was seen of the features, and says what a summary and later stages
    /// should know.
    pub(super) fn facts(
        &self,
        scans: &mut ArrayScans,
        seen: &SeenFeatures,
        n_arrays: usize,
    ) -> Facts {
        let how = &self.settings.normalize;
        let chips: Vec<String> = (scans.quality.iter())
            .map(|array| array.chip_type.clone())
            .collect();
        let chips = chip_types(chips.iter().map(String::as_str));
        let named_types = chips.iter().filter(|chip| !chip.is_empty());
        let normalization = summary::Normalization {
            method: how.method.to_string(),
            compatibility: how.compatibility.to_string(),
            probe_selection: how.probe_selection.to_string(),
            n_probes: self.cells.len(),
            chip_types: named_types.map(ToString::to_string).collect(),
            n_control_features: self.is_control.iter().filter(|&&control| control).count(),
            n_informative_features: seen.n_informative(&self.is_control),
        };
        let prefix = self.settings.chip.control_prefix.as_deref();
        let caution = how.method.caution(n_arrays);
        let warnings = (self.library.warnings_of(&chips).into_iter())
            .chain(undeclared_controls(&self.features, prefix))
            .chain(caution.map(str::to_owned))
            .collect();
        scans.errors = seen.errors_of(&self.is_control);
        // errors are held against those of the reference set then, and not against those of the
        // other arrays: each array is judged by itself, as it is normalised
        if let Some(file) = &self.frozen
            && let Some(errors) = scans.errors.take()
        {
            let medians = (file.reference.median_errors.iter().zip(&self.is_control))
                .filter_map(|(median, is_control)| (!is_control).then_some(*median));
            let checks = check_frozen_errors(&errors, &medians.collect::<Vec<_>>());
            for (array, check) in scans.quality.iter_mut().zip(checks) {
                array.add_checks(vec![check]);
            }
        }
        scans.quality_groups = self.quality_groups().to_vec();
        scans.no_log2_differences = how.method.no_log2_differences();
        Facts {
            normalization,
            informative: seen.informative(&self.ids),
            warnings,
        }
    }
}
