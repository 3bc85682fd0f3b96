//! Contrasts as they come from the tests: written, and of each what further steps need.

use super::detail::Detail;
use super::methods::{MethodResults, MethodSettings, methods};
use super::{Refused, Stage, WriteFiles, files, leave_one_out, table};
use arrayon_core::Contrast;
use arrayon_diffexpr::{
    AnalysedContrast, DiffexprError, FeatureIds, FeatureList, PhenotypeRelations, RelationRow,
};
use arrayon_results::differential::Differential;
use arrayon_results::differential_summary::MethodOverview;
use rayon::prelude::*;

/// The contrasts that have come so far, and what they are written with.
pub(super) struct Tested<'a> {
    pub(super) stage: &'a Stage<'a>,
    pub(super) contrasts: &'a [Contrast],
    pub(super) detail: Detail,
    pub(super) writer: table::Written<'a>,
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
        batch: Vec<AnalysedContrast>,
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
        one: AnalysedContrast,
        methods: MethodResults,
    ) -> Result<(usize, FoundContrast, Vec<files::NamedFile>), Refused> {
        let AnalysedContrast {
            position,
            result,
            leave_one_out,
        } = one;
        let fdr = self.stage.section.fdr.get();
        let list = FeatureList::of_contrast(self.features, &result, fdr);
        let relations = self.relations.of_contrast(&result);
        let ids = self.stage.expression.features();
        let left_out = leave_one_out::written(leave_one_out, ids, &result, self.detail);
        let contrast = self.writer.contrast(result, left_out, self.detail);
        let mut contrast = contrast.map_err(Refused::Other)?;
        let files = files::files(&mut contrast, &methods, self.detail).map_err(Refused::Other)?;
        contrast.features.truncate(self.writer.settings.n_rows_held);
        contrast.features.shrink_to_fit();
        let found = FoundContrast {
            contrast,
            methods: methods.overview,
            list,
            relations,
        };
        Ok((position, found, files))
    }
}

/// What is held of all contrasts, in order.
#[derive(Default)]
pub(super) struct Found {
    pub(super) contrasts: Vec<Differential>,
    pub(super) methods: Vec<Vec<MethodOverview>>,
    pub(super) lists: Vec<FeatureList>,
    pub(super) relations: Vec<Vec<RelationRow>>,
}

impl Found {
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
