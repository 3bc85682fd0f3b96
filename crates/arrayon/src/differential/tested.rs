//! Contrasts as they come from the tests: written, and of each what further steps need.

use super::detail::Detail;
use super::methods::{MethodResults, MethodSettings, methods};
use super::{DifferentialSettings, Refused, Stage, WriteFiles, files};
use crate::output::NamedFile;
use arrayon_core::Contrast;
use arrayon_diffexpr::{
    AnalyzedContrast, ContrastResult, Differential, DiffexprError, FeatureIds, FeatureList,
    LeaveOneOut, PhenotypeRelations, RelationRow,
};
use arrayon_results::summary::MethodOverview;
use rayon::prelude::*;

/// The contrasts that have come so far, and what they are written with.
pub(super) struct Tested<'a> {
    pub(super) stage: &'a Stage<'a>,
    pub(super) contrasts: &'a [Contrast],
    pub(super) detail: Detail,
    pub(super) settings: &'a DifferentialSettings,
    pub(super) n_filtered_out: usize,
    pub(super) methods: MethodSettings,
    pub(super) features: &'a FeatureIds,
    pub(super) relations: PhenotypeRelations<'a>,
    /// One a contrast.
    pub(super) found: Vec<Option<FoundContrast>>,
}

/// What is held of a contrast.
pub(super) struct FoundContrast {
    contrast: Differential,
    methods: Vec<MethodOverview>,
    list: FeatureList,
    relations: Vec<RelationRow>,
}

impl Tested<'_> {
    /// Makes the files of contrasts, hands them on in order, and holds the rest.
    pub(super) fn add(
        &mut self,
        batch: Vec<AnalyzedContrast>,
        write: WriteFiles<'_>,
    ) -> Result<(), Refused> {
        // further methods are parallel in themselves
        let with_methods = batch.into_iter().map(|one| {
            let contrast = &self.contrasts[one.position];
            let found = methods(self.stage, contrast, &one.result, &self.methods);
            found.map(|found| (one, found))
        });
        let with_methods = with_methods.collect::<Result<Vec<_>, DiffexprError>>()?;
        let written = with_methods.into_par_iter();
        let written = written.map(|(one, methods)| self.written(one, methods));
        for (position, found, files) in written.collect::<Result<Vec<_>, _>>()? {
            write(files).map_err(Refused::Other)?;
            self.found[position] = Some(found);
        }
        Ok(())
    }

    fn written(
        &self,
        one: AnalyzedContrast,
        methods: MethodResults,
    ) -> Result<(usize, FoundContrast, Vec<NamedFile>), Refused> {
        let AnalyzedContrast {
            position,
            result,
            leave_one_out,
        } = one;
        let fdr = self.stage.section.fdr.get();
        let list = FeatureList::of_contrast(self.features, &result, fdr);
        let relations = self.relations.of_contrast(&result);
        let mut contrast = self.contrast(result, leave_one_out);
        let files = files::files(&mut contrast, &methods, self.detail).map_err(Refused::Other)?;
        contrast.features.truncate(self.settings.n_rows_held);
        contrast.features.shrink_to_fit();
        let found = FoundContrast {
            contrast,
            methods: methods.overview,
            list,
            relations,
        };
        Ok((position, found, files))
    }

    /// A contrast with what only the study knows of it.
    fn contrast(&self, result: ContrastResult, left_out: Option<LeaveOneOut>) -> Differential {
        let mut found = result.found;
        if let Some(left_out) = left_out {
            let (ids, most) = (
                self.stage.expression.features(),
                self.detail.n_left_out_named(),
            );
            found.leave_one_out = Some(left_out.named(ids, &result.places, most));
            found.leave_one_out_note = left_out.note;
        }
        found.n_controls_not_tested = self.settings.n_controls_not_tested;
        found.n_filtered_out = self.n_filtered_out;
        found.notes.extend_from_slice(&self.settings.notes);
        let n_features = found.features.len();
        found.features_note = self.detail.features_note(&found.contrast, n_features);
        self.stage.genes.name(&mut found.features);
        found
    }
}

/// What is held of all contrasts, in order.
#[derive(Default)]
pub(super) struct TestedContrasts {
    pub(super) contrasts: Vec<Differential>,
    pub(super) methods: Vec<Vec<MethodOverview>>,
    pub(super) lists: Vec<FeatureList>,
    pub(super) relations: Vec<Vec<RelationRow>>,
}

impl TestedContrasts {
    pub(super) fn of(all: Vec<Option<FoundContrast>>) -> Self {
        let mut found = Self::default();
        for one in all.into_iter().flatten() {
            found.contrasts.push(one.contrast);
            found.methods.push(one.methods);
            found.lists.push(one.list);
            found.relations.push(one.relations);
        }
        found
    }
}
